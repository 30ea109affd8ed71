"""
Comments in the code blocks of the pages, and what the program prints there, in the language of the build.

Sphinx translates paragraphs and leaves code as it is. A comment (``# …`` behind code or on a line of its own) is a
sentence to the reader, and so is what the program answers, a block of ``text`` as a whole. Both are gathered for
translators in the catalogue ``code`` and replaced in the other language.
"""

import gettext
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from docutils import nodes
from sphinx.application import Sphinx

CATALOGUE = "code"
_COMMENT = re.compile(r"(?P<before>^ *|  )# (?P<said>[^\n]*?) *$", re.MULTILINE)
_ENGLISH = re.compile(r"[a-z]+ [a-z]{2,}|^[a-z]{3,}$|^[A-Z][a-z]+ ")
"""A comment that says something; a bare number or unit does not."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Be told of every page that was read."""
    found = Catalog()

    def read(_: Sphinx, page: nodes.document) -> None:
        for block in page.findall(nodes.literal_block):
            for said in _said(block):
                found.add(said)
            if app.config.language == "vi":
                _translate(block, Path(app.srcdir) / "locale")

    def finished(_: Sphinx, problem: Exception | None) -> None:
        if problem is None and app.builder.name == "gettext":
            with (Path(app.outdir) / f"{CATALOGUE}.pot").open("wb") as file:
                write_po(file, found, width=0)

    app.connect("doctree-read", read)
    app.connect("build-finished", finished)
    return {"parallel_read_safe": False}


def _said(block: nodes.literal_block) -> list[str]:
    """Return what a block says to the reader."""
    code = block.astext()
    return [code] if _is_answer(block) else comments(code)


def _is_answer(block: nodes.literal_block) -> bool:
    """Return whether the program prints a block: neither commands alone nor a table that is read."""
    lines = block.astext().splitlines()
    is_command = all(line.startswith(("greenopt ", " ")) for line in lines)
    return block.get("language") == "text" and not is_command and not lines[0].startswith("project,")


def comments(code: str) -> list[str]:
    """Return the comments of a block of code that say something."""
    return [each["said"] for each in _COMMENT.finditer(code) if _ENGLISH.search(each["said"])]


def _translate(block: nodes.literal_block, catalogues: Path) -> None:
    """Replace the comments of a block by their Vietnamese."""
    spoken = gettext.translation(CATALOGUE, catalogues, ["vi"], fallback=True).gettext
    if _is_answer(block):
        code = spoken(block.astext())
    else:
        code = _COMMENT.sub(lambda each: f"{each['before']}# {spoken(each['said'])}", block.astext())
    if code != block.astext():
        block.rawsource = code
        block.children = []
        block += nodes.Text(code)
