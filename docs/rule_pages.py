"""
Pages of the documentation made from the rules' own files: one for each module in ``rules/``.

The source is read, not imported: the docstring of the module is the text, and the sentence under each field is the
meaning of its key. Fields that every rule has, or several share, stand in the modules with an underscore.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from greenopt.cli._explain import plain
from greenopt.language import Language, Message, say, word

HOLDS = {
    "Identifier": say("name"),
    "Some[Identifier]": say("list of names"),
    "Limit": say("amount or share, or one for each year"),
    "Amounts": say("amount, or one for each year"),
    "Amounts | None": say("amount, or one for each year"),
    "Amount": say("amount or share"),
    "dict[Year, Amount]": say("amount or share for each year"),
    "dict[Identifier, Amount]": say("amount for each name"),
    "Flag": say("`true` or `false`"),
    "tuple[Year, Year]": say("first and last year"),
    "Selector": say("selector"),
    "Year": say("year"),
    "Names": say("names"),
    "Name": say("name"),
    "Count": say("count"),
    "Share": say("share"),
    "Money": say("money"),
    "Potential": say("potential"),
}
"""What a field's type is to somebody who writes a case."""
LABELS = ("Unit", "Trap", "Price")

RULE = "Rule"
"""The root of all rules; its keys are described once, on the index page."""


class Key(NamedTuple):
    """One key that a rule has in a case."""

    name: str
    written: str
    """Its type, as the source states it."""
    meaning: str
    optional: bool


class Described(NamedTuple):
    """A class of a rule's module with its bases and keys."""

    bases: tuple[str, ...]
    keys: tuple[Key, ...]


def write(sources: Path, pages: Path, language: Language) -> None:
    """Write one page for each rule, and remove the pages of rules that are gone."""
    trees = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(sources.glob("*.py"))}
    classes = {name: found for tree in trees.values() for name, found in _classes(tree)}
    names = [name for name in trees if not name.startswith("_")]
    for old in pages.glob("*.md"):
        if old.stem not in {*names, "index"}:
            old.unlink()
    for name in names:
        own = [each for each, _ in _classes(trees[name])]
        text = page(name, ast.get_docstring(trees[name]) or "", own, classes, language)
        target = pages / f"{name}.md"
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")


def page(name: str, docstring: str, own: list[str], classes: dict[str, Described], language: Language) -> str:
    """Return the page of one rule: its docstring, then its keys, those of its bases last."""

    def spoken(message: Message) -> str:
        return message.in_language(language)

    lines = [f"# {name}", "", *_paragraphs(docstring, language)]
    keys = [key for each in own for key in _with_bases(each, classes) if key.name != "rule"]
    if keys:
        heads = (spoken(head) for head in (say("Key"), say("It holds"), say("Meaning")))
        title = spoken(say("Keys"))
        lines += [f"## {title}", "", f"| {' | '.join(heads)} |", "|---|---|---|"]
        for key in keys:
            meaning = _in_language(key.meaning, language).replace("|", chr(92) + "|")
            lines.append(f"| `{key.name}` | {spoken(_cell(key))} | {meaning} |")
        lines += ["", spoken(say("The keys that every rule may have are on [the page of all rules](index.md)."))]
    return "\n".join(lines) + "\n"


def _with_bases(name: str, classes: dict[str, Described]) -> Iterator[Key]:
    if name == RULE or name not in classes:
        return
    yield from classes[name].keys
    for base in classes[name].bases:
        yield from _with_bases(base, classes)


def _paragraphs(docstring: str, language: Language) -> Iterator[str]:
    """Yield the docstring of a rule in a language: formulas line by line, the labels of paragraphs in bold."""
    for paragraph in docstring.split("\n\n"):
        lines = paragraph.splitlines()
        if any(line.startswith(" ") for line in lines):
            yield from (f"    {word(line.strip()).in_language(language)}" for line in lines)
        else:
            spoken = _in_language(" ".join(lines), language)
            labelled = lines[0].partition(":")[0] in LABELS
            yield re.sub(r"^([^:]+):", r"**\1**:", spoken) if labelled else spoken
        yield ""


def _in_language(text: str, language: Language) -> str:
    """Return a text of the sources as Markdown; a translation quotes what the source sets as code."""
    if language == "en":
        return text
    spoken = word(plain(text)).in_language(language)
    for code in dict.fromkeys(re.findall(r"``(.+?)``", text)):
        spoken = spoken.replace(f"'{code}'", f"``{code}``")
    return spoken


def _cell(key: Key) -> Message:
    """Return what a key holds; alternatives joined by *or*, for a bar would end the cell."""
    words = HOLDS.get(key.written) or _one_of(key.written)
    return say("{words}, optional", words=words) if key.optional else words


def _one_of(written: str) -> Message:
    """Return the words that may be written, or what a type of Python is called."""
    if written.startswith("Literal["):
        parts: list[object] = [f"`{each.strip(chr(39))}`" for each in written[len("Literal[") : -1].split(", ")]
    else:
        parts = [HOLDS.get(each, each.lower()) for each in written.split(" | ")]
    found: Message = say("{words}", words=parts[0])
    for part in parts[1:]:
        found = say("{one} or {other}", one=found, other=part)
    return found


def _classes(tree: ast.Module) -> Iterator[tuple[str, Described]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            bases = tuple(base.id for base in node.bases if isinstance(base, ast.Name))
            yield node.name, Described(bases, tuple(_keys(node)))


def _keys(node: ast.ClassDef) -> Iterator[Key]:
    """Yield the annotated fields that have a sentence beneath them."""
    for field, below in zip(node.body, node.body[1:], strict=False):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str):
            meaning = " ".join(below.value.value.split())
            yield Key(_alias(field) or field.target.id, _type(field.annotation), meaning, field.value is not None)


def _type(annotation: ast.expr) -> str:
    """Return a type as readers of a case need it: without aliases and without ``None``."""
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "Annotated":
        inner = annotation.slice
        annotation = inner.elts[0] if isinstance(inner, ast.Tuple) else inner
    return ast.unparse(annotation).replace(" | None", "")


def _alias(field: ast.AnnAssign) -> str | None:
    """Return the key as written in a case, where it is a reserved word of Python."""
    for part in ast.walk(field):
        if isinstance(part, ast.keyword) and part.arg == "alias" and isinstance(part.value, ast.Constant):
            return str(part.value.value)
    return None
