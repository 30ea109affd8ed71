"""
The Vietnamese catalogues: what the code says is gathered, the translations are kept, the compiled forms are written.

``make translate`` runs this. A new sentence appears in its catalogue with an empty translation, one that is said no
more disappears; a person fills in what is empty and runs it again. The same sources give the same bytes, so the
files bear no date. What greenopt says stands in ``greenopt.po``, what the installed click says in ``click.po``.

Babel's own commands are not used, for two reasons: they write dates, and they take ``40 % of the whole`` for a format
of Python's ``%`` operator and refuse its translation.
"""

import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.data_words import data_words

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "greenopt"
SPOKEN = (PACKAGE, ROOT / "docs")
"""What greenopt says, and what its documentation says on pages that are made in both languages."""
CATALOGUES = PACKAGE / "locale" / "vi" / "LC_MESSAGES"

_HEADER = """\
# Vietnamese translations of {name}.
# This file is distributed under the same license as greenopt.
msgid ""
msgstr ""
"Project-Id-Version: greenopt\\n"
"Language: vi\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


class Book(NamedTuple):
    """A catalogue: where it stands, and how what it translates is gathered anew."""

    name: str
    extracted: Callable[[], Catalog]

    @property
    def translations(self) -> Path:
        """The file that people write."""
        return CATALOGUES / f"{self.name}.po"

    @property
    def compiled(self) -> Path:
        """The file that gettext reads."""
        return CATALOGUES / f"{self.name}.mo"

    @property
    def header(self) -> str:
        """The first lines of what people write."""
        return header(self.name)

    def translated(self) -> Catalog:
        """Return the translations that are written down."""
        return read(self.translations)

    def update(self) -> list[str]:
        """Bring both files up to date, and return what is still to be translated."""
        missing = update(self.translations, self.extracted(), self.header)
        self.compiled.write_bytes(compiled(self.translated()))
        return missing


def header(name: str) -> str:
    """Return the first lines of a catalogue."""
    return _HEADER.replace("{name}", name)


def said_by_greenopt() -> Catalog:
    """Return every sentence of the code and every word of the data, with the file it stands in."""
    catalog = Catalog()
    for folder in SPOKEN:
        for file, _, template, _, _ in extract_from_dir(folder, [("**.py", "python")], keywords={"say": None}):
            if isinstance(template, str) and template:
                catalog.add(template, locations=[((folder.relative_to(ROOT) / file).as_posix(), 0)])
    for text in data_words():
        catalog.add(text, locations=[("tools/data_words.py", 0)])
    for message in catalog:
        message.flags.clear()
    return catalog


def said_by_click() -> Catalog:
    """Return every sentence of the installed click, one and several."""
    catalog = Catalog()
    package = Path(click.__file__).parent
    asked = {"_": None, "ngettext": (1, 2)}
    for _, _, sentence, _, _ in extract_from_dir(package, [("**.py", "python")], keywords=asked):
        catalog.add(sentence)
    for message in catalog:
        message.flags.clear()
    return catalog


GREENOPT = Book("greenopt", said_by_greenopt)
CLICK = Book("click", said_by_click)
BOOKS = (GREENOPT, CLICK)


def read(file: Path) -> Catalog:
    """Return the translations of a file; none if there is no such file."""
    if not file.exists():
        return Catalog(locale="vi")
    with file.open("rb") as opened:
        return read_po(opened, locale="vi")


def compiled(catalog: Catalog) -> bytes:
    """Return the form that gettext reads."""
    catalog.project, catalog.creation_date, catalog.revision_date = "greenopt", _NO_DATE, _NO_DATE
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


class Pair(NamedTuple):
    """A sentence in both languages; English has two forms where it goes with a count."""

    english: tuple[str, ...]
    vietnamese: str


def pairs(catalog: Catalog) -> list[Pair]:
    """Return the sentences of a catalogue; one that is not translated has an empty Vietnamese."""
    return [Pair(_forms(message.id), "".join(_forms(message.string))) for message in catalog if message.id]


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def update(file: Path, wanted: Catalog, first: str) -> list[str]:
    """Bring a file of translations up to date, and return what is still to be translated."""
    catalog = read(file)
    catalog.update(wanted, no_fuzzy_matching=True)
    for message in catalog:
        message.flags.intersection_update({"fuzzy"})
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, omit_header=True, include_lineno=False, ignore_obsolete=True)
    file.write_bytes(first.encode() + buffer.getvalue())
    return [pair.english[0] for pair in pairs(catalog) if not pair.vietnamese]


def main() -> None:
    """Bring all catalogues up to date, and say what is still to be translated."""
    for book in BOOKS:
        missing = book.update()
        count = len(book.translated())
        sys.stdout.write("".join(f"not translated: {text!r}\n" for text in missing))
        sys.stdout.write(f"{book.name}: {count - len(missing)} of {count} translated\n")


if __name__ == "__main__":
    main()
