"""
The pictures of the README: a session on a terminal, and the top of a report in both languages.

``make pictures`` runs this; it needs an installed Chromium. Nothing in the pictures is typed by hand: the commands that
the README names are run on the shipped case. ``tests/test_pictures.py`` turns red when the pictures no longer show what
greenopt answers.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from greenopt.language import LANGUAGES, Language
from tools.page_picture import page_picture
from tools.session_picture import session_picture

ROOT = Path(__file__).parent.parent
COMMANDS = (
    "greenopt demo",
    "greenopt frontier cases/lai-chau-2021-2025",
    "greenopt report last lai-chau-2021-2025/frontier-1",
)
"""What writes the page of the pictures; the last command answers with its file."""
PICTURES = ROOT / "docs" / "pictures"
SESSION = PICTURES / "terminal.svg"
PAGES: dict[Language, Path] = {language: PICTURES / f"report-{language}.png" for language in LANGUAGES}


def report(folder: Path) -> bytes:
    """
    Run the commands in a folder with a copy of the cases, as in a fresh checkout, and return the report they write.

    Raises:
        CalledProcessError: one of them failed.
    """
    for name in ("cases", "models"):
        shutil.copytree(ROOT / name, folder / name)
    surroundings = {**os.environ, "GREENOPT_LANG": "en", "PYTHONUTF8": "1"}
    answer = ""
    for command in COMMANDS:
        words = [sys.executable, "-m", *shlex.split(command)]
        done = subprocess.run(words, cwd=folder, env=surroundings, capture_output=True, check=True, encoding="utf-8")  # noqa: S603  # greenopt itself
        answer = done.stdout
    return (folder / answer.strip()).read_bytes()


def main() -> None:
    """Make every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as place:
        folder = Path(place)
        SESSION.write_text(session_picture(folder), encoding="utf-8", newline="\n")
        page = report(folder)
        for language, file in PAGES.items():
            file.write_bytes(page_picture(page, language, folder))
    for file in (SESSION, *PAGES.values()):
        sys.stdout.write(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
