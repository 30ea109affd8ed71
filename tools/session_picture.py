"""
The picture of a session: what ``greenopt`` really answers on a terminal of 80 columns, drawn as an SVG.

The file holds letters, not outlines, loads nothing, and is dark on light and dark pages alike. Every piece of text is
put at its column and stretched to its width, so columns stand under one another in whatever font a reader has. The
same answer gives the same bytes; one line of the terminal is one line of the file.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.style import Style
from rich.text import Text

COLUMNS = 80
LETTER, LINE, MARGIN, BAR = 9, 19, 16, 34
"""Width of a letter, height of a line, room around them and height of the bar above, in pixels."""
LEFT_OUT = Text.assemble(("⋯", "dim"))
COLOURS = {1: "red", 2: "green", 3: "yellow", 4: "blue", 6: "cyan"}
"""Those of commands and answers, by the number that a terminal knows them by."""

FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">
<title>{title}</title>
<style>
text {{ font: 14.9px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; fill: #d7dde4 }}
.bold {{ font-weight: bold; fill: #ffffff }}
.dim {{ fill: #98a4b1 }}
.blue {{ fill: #79c0ff }}
.green {{ fill: #63d18b }}
.yellow {{ fill: #f2c14e }}
.red {{ fill: #ff8f85 }}
.cyan {{ fill: #6cc7d9 }}
</style>
<rect x="0.5" y="0.5" width="{inner_width}" height="{inner_height}" rx="8" fill="#14191f" stroke="#5b6673"/>
<circle cx="20" cy="18" r="6" fill="#5b6673"/>
<circle cx="40" cy="18" r="6" fill="#5b6673"/>
<circle cx="60" cy="18" r="6" fill="#5b6673"/>
{lines}
</svg>
"""


class Excerpt(NamedTuple):
    """Lines of an answer that the picture shows."""

    begins: str
    """What the first of them holds."""
    lines: int
    """How many they are."""


class Command(NamedTuple):
    """A command of the session, and what the picture shows of its answer; everything else is left out, and marked."""

    typed: str
    shown: Sequence[Excerpt]


SESSION = (
    Command(
        "greenopt demo",
        [
            Excerpt("Industrial promotion programme of Lai Châu", 9),
            Excerpt("No.  Project", 4),
            Excerpt(" 3  Unburnt brick line", 4),
            Excerpt(" 68  Training", 10),
            Excerpt("Rules that hold the plan back", 4),
        ],
    ),
    Command("greenopt verify last", [Excerpt("ok: ", 3)]),
)


def session_picture(folder: Path, session: Sequence[Command] = SESSION) -> str:
    """
    Run a session in a folder and return its picture.

    Raises:
        CalledProcessError: a command failed.
        LookupError: an answer does not hold what the picture shows of it.
    """
    lines: list[Text] = []
    for command in session:
        lines += [Text(""), Text.assemble(("$ ", "dim"), (command.typed, "bold blue"))]
        lines += shortened(answered(command.typed, folder), command.shown)
    title = "; ".join(command.typed for command in session)
    return drawn(lines[1:], title)


def answered(command: str, folder: Path) -> list[Text]:
    """
    Run a command on a terminal of 80 columns and return the lines of its answer, as they are coloured there.

    What goes to standard error (what was saved and where, what to run next) is not among them.

    Raises:
        CalledProcessError: the command failed.
    """
    import pty  # a terminal of one's own: not on Windows

    mine, terminal = pty.openpty()
    surroundings = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    surroundings |= {"COLUMNS": str(COLUMNS), "TERM": "xterm", "GREENOPT_LANG": "en", "PYTHONUTF8": "1"}
    words = [sys.executable, "-m", *shlex.split(command)]
    with subprocess.Popen(words, cwd=folder, env=surroundings, stdout=terminal, stderr=subprocess.DEVNULL) as running:  # noqa: S603  # greenopt itself
        os.close(terminal)
        written = b"".join(iter(lambda: _more(mine), b""))
    os.close(mine)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, words)
    lines = [Text.from_ansi(line) for line in written.decode().replace("\r\n", "\n").splitlines()]
    return [row for line in lines for row in line.divide(range(COLUMNS, len(line), COLUMNS))]


def _more(terminal: int) -> bytes:
    """Return what else a terminal shows; nothing once the program has ended, which Linux calls an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def shortened(answer: Sequence[Text], shown: Sequence[Excerpt]) -> Iterator[Text]:
    """
    Yield the lines of an answer that are shown, with a mark where some are left out.

    Raises:
        LookupError: there is no line with which an excerpt begins.
    """
    reached = 0
    for excerpt in shown:
        found = next((at for at in range(reached, len(answer)) if excerpt.begins in answer[at].plain), None)
        if found is None:
            raise LookupError(f"no line of the answer holds {excerpt.begins!r}")
        if found > reached:
            yield LEFT_OUT
        reached = found + excerpt.lines
        yield from answer[found:reached]
    if reached < len(answer):
        yield LEFT_OUT


def drawn(lines: Sequence[Text], title: str) -> str:
    """Return lines of a terminal as an SVG."""
    width, height = 2 * MARGIN + COLUMNS * LETTER, BAR + len(lines) * LINE + MARGIN
    return FRAME.format(
        width=width,
        height=height,
        inner_width=width - 1,
        inner_height=height - 1,
        title=escape(title),
        lines="\n".join(f'<text y="{BAR + LINE * at + 15}">{_line(line)}</text>' for at, line in enumerate(lines)),
    )


def _line(line: Text) -> str:
    """Return the pieces of a line, each at its column and as wide as its letters are on a terminal."""
    pieces, column = [], 0
    for segment in line.render(Console(width=COLUMNS, theme=None)):
        for piece in re.split(r"( {2,})", segment.text):
            words = piece.strip(" ")
            if words:
                at = column + len(piece) - len(piece.lstrip(" "))
                place = f'x="{MARGIN + at * LETTER}" textLength="{len(words) * LETTER}" lengthAdjust="spacingAndGlyphs"'
                pieces.append(f"<tspan {_class(segment.style)}{place}>{escape(words, quote=False)}</tspan>")
            column += len(piece)
    return "".join(pieces)


def _class(style: Style | None) -> str:
    """Return the classes of a style."""
    names = ["bold"] if style and style.bold else []
    names += ["dim"] if style and style.dim else []
    names += [COLOURS[style.color.number]] if style and style.color and style.color.number else []
    return f'class="{" ".join(names)}" ' if names else ""
