"""
The Vietnamese catalogue: what the code says is gathered, the translations are kept, the compiled form is written.

``make translate`` runs this. A new sentence appears in ``greenopt.po`` with an empty translation, one that is said no
more disappears; a person fills in what is empty and runs it again. The same sources give the same bytes, so the
files bear no date.

Babel's own commands are not used, for two reasons: they write dates, and they take ``40 % of the whole`` for a format
of Python's ``%`` operator and refuse its translation.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.data_words import data_words

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "greenopt"
TRANSLATIONS = PACKAGE / "locale" / "vi" / "LC_MESSAGES" / "greenopt.po"
COMPILED = TRANSLATIONS.with_suffix(".mo")

HEADER = """\
# Vietnamese translations of greenopt.
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


def extracted() -> Catalog:
    """Return every sentence of the code and every word of the data, with the file it stands in."""
    catalog = Catalog()
    for file, _, template, _, _ in extract_from_dir(PACKAGE, [("**.py", "python")], keywords={"say": None}):
        if isinstance(template, str) and template:
            catalog.add(template, locations=[(f"src/greenopt/{Path(file).as_posix()}", 0)])
    for text in data_words():
        catalog.add(text, locations=[("tools/data_words.py", 0)])
    for message in catalog:
        message.flags.clear()
    return catalog


def translated() -> Catalog:
    """Return the translations that are written down."""
    with TRANSLATIONS.open("rb") as file:
        return read_po(file, locale="vi")


def compiled(catalog: Catalog) -> bytes:
    """Return the form that gettext reads."""
    catalog.project, catalog.creation_date, catalog.revision_date = "greenopt", _NO_DATE, _NO_DATE
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main() -> None:
    """Bring both files up to date, and say what is still to be translated."""
    catalog = translated()
    catalog.update(extracted(), no_fuzzy_matching=True)
    for message in catalog:
        message.flags.intersection_update({"fuzzy"})
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, omit_header=True, include_lineno=False, ignore_obsolete=True)
    TRANSLATIONS.write_bytes(HEADER.encode() + buffer.getvalue())
    COMPILED.write_bytes(compiled(translated()))
    missing = [str(message.id) for message in catalog if message.id and not message.string]
    sys.stdout.write("".join(f"not translated: {text!r}\n" for text in missing))
    sys.stdout.write(f"{len(catalog) - len(missing)} of {len(catalog)} translated\n")


if __name__ == "__main__":
    main()
