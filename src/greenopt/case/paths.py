"""
The guard of the case's folder: a file that a case names lies inside it, wherever the case came from.

A name is written with ``/`` on every system and means the same on every system: nothing absolute, no way out through
``..`` or a link, no drive, no device.
"""

import re
import stat
from pathlib import Path, PurePosixPath

from greenopt.case.mistakes import Mistakes
from greenopt.case.nearest import did_you_mean
from greenopt.case.text import composed, hidden_in
from greenopt.errors import Place
from greenopt.language import Message, say

LONGEST_NAME = 1000
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_NOWHERE = Place("")


def inside(folder: Path, relative: str, place: Place = _NOWHERE, key: str = "") -> Path:
    """
    Return the path of a file or folder that a case names, which need not exist.

    Args:
        folder: the folder of the case.
        relative: the name as written.
        place: where it was written.
        key: under which key.

    Raises:
        CaseInvalid: when the name leads out of the folder or is not one that every system can hold.
    """
    for wrong, message, hint in _refusals(relative):
        if wrong:
            Mistakes().stop("path", place, key, message, hint)
    try:
        root = folder.resolve()
        found = (root / relative).resolve()
        mode = found.stat().st_mode if found.exists() else stat.S_IFREG
    except (OSError, RuntimeError, ValueError):
        Mistakes().stop("path", place, key, say("'{path}' cannot be followed", path=relative), _PLAIN_FILE)
    if not found.is_relative_to(root) or found == root:
        Mistakes().stop("path", place, key, say("'{path}' leads out of the case's folder", path=relative), _COPY)
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        Mistakes().stop("path", place, key, say("'{path}' is not an ordinary file", path=relative), _PLAIN_FILE)
    return found


def existing(folder: Path, relative: str, place: Place = _NOWHERE, key: str = "") -> Path:
    """
    Return the path of a file that a case names and that is there.

    Raises:
        CaseInvalid: as ``inside``, and when there is no such file, with the nearest name there is.
    """
    path = inside(folder, relative, place, key)
    if path.is_file():
        return path
    try:
        siblings = sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())
    except OSError:
        siblings = []
    for sibling in siblings:
        # A name packed on another system may hold its Vietnamese letters in two pieces each.
        if composed(sibling) == composed(path.name):
            return inside(folder, str(PurePosixPath(relative).parent / sibling), place, key)
    message, hint = say("there is no file '{path}'", path=relative), did_you_mean(path.name, siblings)
    return Mistakes().stop("path", place, key, message, hint)


def _refusals(relative: str) -> list[tuple[bool, Message, Message]]:
    """List what may be wrong with the name alone, and whether it is."""
    parts = PurePosixPath(relative).parts
    hidden = hidden_in(relative) or next((each for each in "\t\r\n" if each in relative), None)
    code = f"{ord(hidden):04X}" if hidden else ""
    within = say("write the path from the case's folder, such as 'tables/projects.csv'")
    return [
        (not relative.strip(), say("the name of the file is empty"), within),
        (len(relative) > LONGEST_NAME, say("the path is longer than {most} characters", most=LONGEST_NAME), within),
        (hidden is not None, say("a hidden character, U+{code}", code=code), say("delete it, or type the text anew")),
        ("\\" in relative, say("'{path}' holds a backslash", path=relative), say("write / between folders")),
        (relative.startswith(("/", "~")), say("'{path}' is an absolute path", path=relative), within),
        (":" in relative, say("'{path}' holds a colon, as drives and addresses do", path=relative), within),
        (any(map(_DEVICES.fullmatch, parts)), say("'{path}' is the name of a device", path=relative), _PLAIN_FILE),
    ]


_COPY = say("copy the file into the case's folder")
_PLAIN_FILE = say("give the name of an ordinary file in the case's folder")
