"""
Paper: sections drawn as PDF by WeasyPrint, the same bytes for the same run, with nothing fetched from anywhere.

Every page bears the status of the case, what is proved, the check code and its number. No date stands in the file,
since a run knows none.
"""

import contextlib
import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import jinja2

from greenopt.errors import Fault, WrongUsage
from greenopt.language import Language, say
from greenopt.page.blocks import Section
from greenopt.page.page import TEMPLATES
from greenopt.page.speech import Speech
from greenopt.page.svg import shortened
from greenopt.report.words import CASE_STATUS, RUN_STATUS, Json

SIZES = (100, 94, 88, 80, 70, 60)
"""Sizes of the letters in percent, the first that fits: smaller ones are for fonts wider than those that were tried."""
LONGEST_TITLE, LONGEST_HEAD, MOST_CHANGES = 160, 75, 4
SHORT_DIGEST = 16
PAGES = 2
AT_FIRST = 24
"""Lines that are tried first; how many more there is room for is then known."""
LINE, MARGIN, END = 13.9, 14 / 25.4 * 96, "end"
"""Height of a line and of the lower edge in the style sheet, in its pixels; and what stands below the last line."""
Leaf = Sequence[Section]
"""What stands on one page."""


@dataclass(frozen=True)
class Frame:
    """What stands around the sections: at the top of the first page, and on the edges of every page."""

    language: Language
    title: str
    head: str
    """The title again, short enough for the edge of a page."""
    policy: str
    changes: Sequence[str]
    stamp: str
    status: str
    """The status of the case as it is written, for its look."""
    proved: str
    code: str
    digest: str


def framed(result: Json, digest: str, speech: Speech) -> Frame:
    """Return what stands around the sections of a run."""
    case = result["case"]
    title = speech.text(case["title"])
    changes = [speech(say("Scenario: {names}", names=", ".join(result["scenario"])))] if result["scenario"] else []
    changes += [f"{path} = {value}" for path, value in result["changes"].items()]
    if len(changes) > MOST_CHANGES:
        rest = speech(say("and {count} more", count=len(changes) - MOST_CHANGES + 1))
        changes = [*changes[: MOST_CHANGES - 1], rest]
    return Frame(
        language=speech.language,
        title=shortened(title, LONGEST_TITLE),
        head=shortened(title, LONGEST_HEAD),
        policy=shortened(speech.text(case["policy"]), LONGEST_TITLE),
        changes=[shortened(each, LONGEST_HEAD) for each in changes],
        stamp=speech(CASE_STATUS[case["status"]]),
        status=case["status"],
        proved=speech(RUN_STATUS.get(result["status"], RUN_STATUS["unreadable"])),
        code=speech(say("Check code: {digest}", digest=digest[:SHORT_DIGEST])),
        digest=digest,
    )


def fitted(paper: "Paper", first: Leaf, second: Callable[[int], Leaf], frame: Frame, most: int) -> bytes:
    """
    Return a paper of two pages, the second with as many lines as fit.

    Args:
        paper: draws it.
        first: what stands on the first page.
        second: what stands on the second, with so many lines.
        frame: what stands around them.
        most: how many lines there are.

    Raises:
        Fault: not even without lines, in the smallest letters.
    """

    def drawn(size: int, lines: int) -> Any:
        found = paper.drawn("summary.html", frame=frame, leaves=(first, second(lines)), size=size)
        return found if len(found.pages) == PAGES else None

    for size in SIZES:
        best, lines = drawn(size, min(most, AT_FIRST)), min(most, AT_FIRST)
        if best is None and lines:
            best, lines = drawn(size, 0), 0
        if best is None:
            continue
        wanted = min(most, lines + int(_room(best) / (LINE * size / 100)))
        while wanted > lines:
            larger = drawn(size, wanted)
            if larger is not None:
                return paper.written(larger, frame)
            wanted -= max(1, (wanted - lines) // 6)
        return paper.written(best, frame)
    raise Fault(say("a summary does not fit on its pages"))


def _room(drawn: Any) -> float:
    """Return how much of the last page is free, in the units of ``LINE``."""
    page = drawn.pages[-1]
    return float(page.height - MARGIN - page.anchors[END][1])


class Paper:
    """Draws what templates say; the library is loaded when the first paper is asked for."""

    def __init__(self) -> None:
        """
        Load what draws.

        Raises:
            WrongUsage: it is not installed, or lacks the libraries of the system that it needs.
        """
        heard = io.StringIO()
        try:
            # Where libraries are missing it says so on standard output, which is for answers.
            with contextlib.redirect_stdout(heard):
                import weasyprint
                from weasyprint.text.fonts import FontConfiguration
                from weasyprint.urls import URLFetcher
        except ImportError:
            raise WrongUsage(say("a PDF needs WeasyPrint: pip install 'greenopt[pdf]'")) from None
        except OSError as problem:
            reason = str(problem).splitlines()[0] if str(problem) else "?"
            words = say(
                "a PDF needs Pango, a library of the system (on Debian: libpango-1.0-0, libpangoft2-1.0-0): {reason}",
                reason=reason,
            )
            raise WrongUsage(words) from None
        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
        logging.getLogger("fontTools").setLevel(logging.CRITICAL)

        class Nothing(URLFetcher):  # type: ignore[misc]  # the library publishes no types
            """Refuses every address, whatever it asks for."""

            def fetch(self, url: str, headers: Any = None) -> NoReturn:
                """Refuse."""
                raise ValueError(url)

        self._html, self._nothing, self._fonts = weasyprint.HTML, Nothing, FontConfiguration()
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def drawn(self, template: str, **values: Any) -> Any:
        """Return a template, filled and laid out on pages."""
        text = self._templates.get_template(template).render(**values)
        return self._html(string=text, url_fetcher=self._nothing()).render(font_config=self._fonts)

    def written(self, drawn: Any, frame: Frame) -> bytes:
        """Return the file; its identifier is the digest of the run."""
        found: bytes = drawn.write_pdf(pdf_identifier=bytes.fromhex(frame.digest)[:16], pdf_tags=True)
        return found
