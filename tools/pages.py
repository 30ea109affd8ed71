"""
The Vietnamese of the documentation: the messages of its pages are gathered, the translations are kept.

``make translate`` runs this after ``tools.catalogue``. Sphinx gathers the messages of the pages that people write;
pages that are made in both languages (rules, commands, rows of the programme) have none. Each page has a catalogue
in ``docs/locale/vi``, which Sphinx compiles when it builds.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog

from tools.catalogue import header, pairs, read, update

DOCS = Path(__file__).parent.parent / "docs"
CATALOGUES = DOCS / "locale" / "vi" / "LC_MESSAGES"
THEME = CATALOGUES / "sphinx.po"
"""What Sphinx and its theme say themselves and have no Vietnamese for."""


def gathered(folder: Path, docs: Path = DOCS) -> dict[str, Catalog]:
    """
    Return the messages of every page, by the name of the page, without their places.

    Args:
        folder: an empty one, in which Sphinx may write.
        docs: the sources, in which it writes the pages that are made.
    """
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "gettext", "-t", "messages", str(docs), str(folder)]
    subprocess.run(command, check=True)  # noqa: S603  # Sphinx itself, on the sources of the checkout
    found = {}
    for file in sorted(folder.rglob("*.pot")):
        if is_made(file.relative_to(folder).with_suffix("")):
            continue
        catalog = Catalog()
        for pair in pairs(read(file)):
            catalog.add(pair.english[0])
        found[file.relative_to(folder).with_suffix("").as_posix()] = catalog
    return found


def is_made(page: Path) -> bool:
    """Return whether a page is made from sources in either language, so that nobody translates it."""
    return page.name == "reference" or (page.parent.name == "rules" and page.name != "index")


def catalogue(page: str) -> Path:
    """Return the file of translations of a page."""
    return CATALOGUES / f"{page}.po"


def pages() -> list[str]:
    """Return the names of the pages that have a file of translations."""
    files = sorted(CATALOGUES.rglob("*.po"))
    return [file.relative_to(CATALOGUES).with_suffix("").as_posix() for file in files if file != THEME]


def main() -> None:
    """Bring the catalogues of all pages up to date, and say what is still to be translated."""
    with tempfile.TemporaryDirectory() as folder:
        found = gathered(Path(folder))
    for page in set(pages()) - set(found):
        catalogue(page).unlink()
    for page, catalog in found.items():
        file = catalogue(page)
        file.parent.mkdir(parents=True, exist_ok=True)
        missing = update(file, catalog, header(f"the page {page}"))
        sys.stdout.write("".join(f"{page}: not translated: {text!r}\n" for text in missing))
    count = sum(len(catalog) for catalog in found.values())
    sys.stdout.write(f"{count} messages on {len(found)} pages\n")


if __name__ == "__main__":
    main()
