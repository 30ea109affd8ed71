"""
From the bytes of a file to text that can be trusted: Unicode in UTF-8, no hidden characters.

Refused with what to do instead: other encodings, old Vietnamese code pages and fonts (TCVN3, VNI, cp1258), control
characters, and marks that turn the reading direction, which can make a line read differently from what it says.
"""

import re
import stat
import unicodedata
from pathlib import Path

from greenopt.case.mistakes import Mistakes
from greenopt.errors import FileProblem, Place, why
from greenopt.language import Message, say

LARGEST_FILE = 64 * 2**20
"""Bytes a file of a case may have."""

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n\r"
"""What a file of ASCII may consist of."""
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_VIETNAMESE = re.compile("[\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_OLD_FONTS = {
    "TCVN3": re.compile(
        "[A-Za-z][\xa8-\xac\xae\xb5\xb6\xb8\xb9\xbb-\xbe](?=[a-z])|(?<![^\\s])\xae(?=[A-Za-z\xa8-\xff])"
    ),
    "VNI": re.compile("[aeoAEO][\xe2\xe4\xe5\xea\xf8\xc2\xc4\xc5\xca\xd8]|[aeAE][\xf9\xd9]"),
}
"""Letters of these fonts that stand where no language writes them; not those in kW·h, 25 °C, où or août."""
_OLD_FONT_SIGNS = 3
"""How many tell-tale letters make a text one in an old font; a stray sign in a foreign name is not enough."""


def read_bytes(path: Path | str, name: str, most: int | None = None) -> bytes:
    """
    Return the content of an ordinary file of at most ``most`` bytes, ``LARGEST_FILE`` if that is not said.

    Raises:
        FileProblem: when it is missing, not an ordinary file, too large or cannot be read.
    """
    largest = LARGEST_FILE if most is None else most
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise FileProblem(say("{file} is not a file; give the name of a file with data", file=name))
        with Path(path).open("rb") as file:
            data = file.read(largest + 1)
    except FileNotFoundError:
        raise FileProblem(say("there is no file {file}; check the name and the folder", file=name)) from None
    except PermissionError:
        raise FileProblem(say("{file} may not be read; ask for the right to read it", file=name)) from None
    except (OSError, ValueError) as problem:
        message = say("{file} cannot be read ({reason}); copy it to this computer", file=name, reason=why(problem))
        raise FileProblem(message) from None
    if len(data) > largest:
        limit = largest // 2**20
        raise FileProblem(say("{file} is larger than {limit} MiB; split it", file=name, limit=limit))
    return data


def decode(data: bytes, name: str) -> str:
    """
    Return the text of a file, without a byte-order mark.

    Raises:
        CaseInvalid: when it is not UTF-8, was typed in an old Vietnamese font, or hides characters.
    """
    mistakes = Mistakes()
    hint = say("save the file as UTF-8 (in Excel: 'CSV UTF-8')")
    if data.startswith(_WIDE_MARKS):
        mistakes.stop("encoding", Place(name, 1, 1), "", say("the file is in UTF-16 or UTF-32"), hint)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        mistakes.stop(
            "encoding",
            Place(name),
            "",
            say("the file is an Excel workbook or an archive, not text"),
            say("give a workbook a name that ends in .xlsx, or save it as 'CSV UTF-8'"),
        )
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode("utf-8").removeprefix("\ufeff")
        byte = f"0x{data[problem.start]:02X}"
        mistakes.stop(
            "encoding",
            position(before, len(before), name),
            "",
            say("the byte {byte} is not UTF-8", byte=byte),
            _CONVERT,
        )
    refuse_hidden(text, name, mistakes)
    mistakes.raise_if_any()
    if (start := old_font(text)) is not None:
        mistakes.stop("encoding", position(text, start[0], name), "", _typed_in(start[1]), _CONVERT)
    return text


def refuse_hidden(text: str, name: str, mistakes: Mistakes) -> None:
    """Note every control character, line separator and direction mark of a file."""
    if text.isascii() and not text.encode().translate(None, _PLAIN):
        return
    if text.count("\x00") > len(text) // 4:
        mistakes.stop(
            "encoding",
            Place(name, 1, 1),
            "",
            say("the file is full of NUL bytes, as UTF-16 is"),
            say("save the file as UTF-8 (in Excel: 'CSV UTF-8')"),
        )
    for match in _HIDDEN.finditer(text):
        add_hidden(match.group(), position(text, match.start(), name), "", mistakes)


def add_hidden(character: str, place: Place, path: str, mistakes: Mistakes) -> None:
    """Note one hidden character, by its code point."""
    mistakes.add(
        "hidden-character",
        place,
        path,
        say("a hidden character, U+{code}", code=f"{ord(character):04X}"),
        say("delete it, or type the text anew"),
    )


def hidden_in(text: str) -> str | None:
    """Return the first hidden character of one text, or None."""
    match = None if text.isascii() and text.isprintable() else _HIDDEN.search(text)
    return match.group() if match else None


def composed(text: str) -> str:
    """Return a text in normal form C, so that ``é`` is the same however it was typed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def old_font(text: str) -> tuple[int, str] | None:
    """
    Return where a text looks typed in an old Vietnamese font, and which, or None.

    Such a text is Unicode and yet unreadable: ``C«ng nghiÖp`` shows as ``Công nghiệp`` only in a .VnTime font.
    """
    if text.isascii() or _VIETNAMESE.search(text):
        return None
    for font, signs in _OLD_FONTS.items():
        found = [match.start() for _, match in zip(range(_OLD_FONT_SIGNS), signs.finditer(text), strict=False)]
        if len(found) == _OLD_FONT_SIGNS:
            return found[0], font
    return None


def refuse_old_font(text: str, place: Place) -> None:
    """
    Refuse texts of a workbook that were typed in an old Vietnamese font.

    Raises:
        CaseInvalid: when they look so.
    """
    if (found := old_font(text)) is not None:
        Mistakes().stop("encoding", place, "", _typed_in(found[1]), _CONVERT)


def position(text: str, offset: int, name: str) -> Place:
    """Return the place of an offset in a text whose lines end with LF, CR LF or CR."""
    returns = text.count("\r", 0, offset) - text.count("\r\n", 0, offset)
    lines = text.count("\n", 0, offset) + returns
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return Place(name, lines + 1, offset - start + 1)


def _typed_in(font: str) -> Message:
    return say("the text was typed in an old Vietnamese font ({font})", font=font)


_CONVERT = say("convert the text to Unicode and save the file as UTF-8 (in Excel: 'CSV UTF-8')")
