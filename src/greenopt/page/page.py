"""
The page: one HTML file from saved JSON alone, with the same bytes every time.

Both languages stand inside, each a whole edition; the style sheet shows the one asked for, and the script adds a
switch. The page may load nothing: its policy allows its own styles and one script, named by its digest. Every text of
a case is escaped by the template, after signs that hide or turn round a text were taken out.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from greenopt.errors import FileProblem
from greenopt.language import LANGUAGES, Language, say
from greenopt.page.answer import answer
from greenopt.page.assurance import assurance
from greenopt.page.blocks import Section
from greenopt.page.budget import budget
from greenopt.page.limits import rules, years
from greenopt.page.method import annex, method
from greenopt.page.pictures import costs, flow
from greenopt.page.portfolio import portfolio, why_not
from greenopt.page.speech import Speech, cleaned
from greenopt.page.svg import patterns
from greenopt.page.ways_out import conflict
from greenopt.report.words import CASE_STATUS, Json, proof
from greenopt.result.saved import INPUTS, SavedRun, case_file, document_at

TEMPLATES = Path(__file__).parent / "templates"
OWN_NAMES: Mapping[Language, str] = {"en": "English", "vi": "Tiếng Việt"}
SHORT_DIGEST = 12
SETTLED = "case.resolved.json"
SPOILT = (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration, ZeroDivisionError, OverflowError)
"""What goes wrong where a document is not as greenopt writes it."""


@dataclass(frozen=True)
class Edition:
    """The page in one language."""

    language: Language
    own_name: str
    title: str
    status: str
    policy: str
    changes: Sequence[str]
    proof: str
    words: Mapping[str, str]
    sections: Sequence[Section]


def page_of(saved: SavedRun, language: Language, frontier: Json | None = None) -> bytes:
    """
    Return the page of a saved run.

    Args:
        saved: the run.
        language: that is shown first.
        frontier: the document of a frontier of the same case.

    Raises:
        FileProblem: a file of the run is missing, or was changed by hand.
    """
    settled = document_at(saved.folder / SETTLED, "greenopt.case/1")
    name = case_file(saved.folder / INPUTS).name
    result = saved.result
    try:
        return report_page(result, settled, name, language, frontier)
    except SPOILT as error:
        path = saved.folder / "result.json"
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=path)) from error


def report_page(result: Json, settled: Json, case_file: str, language: Language, frontier: Json | None = None) -> bytes:
    """
    Return the report of a run.

    Args:
        result: the document ``result.json``.
        settled: the document ``case.resolved.json``.
        case_file: name of the case's file among the copied sources.
        language: that is shown first.
        frontier: the document ``frontier.json`` of the same case, if there is one.
    """
    result, settled, frontier, case_file = (cleaned(each) for each in (result, settled, frontier, case_file))
    editions = [_edition(result, Speech.of(settled, each), case_file, frontier) for each in LANGUAGES]
    surroundings = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    script = _own("report.js")
    text = surroundings.get_template("report.html").render(
        language=language,
        editions=editions,
        title=next(each.title for each in editions if each.language == language),
        digest=result["case"]["digest"],
        short=result["case"]["digest"][:SHORT_DIGEST],
        status=result["case"]["status"],
        running=_running(result),
        style=_own("report.css"),
        script=script,
        script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        patterns=patterns(),
        annex=annex(result),
    )
    return text.encode()


def _own(name: str) -> Markup:
    """Return a file of this package, without its indentation: it holds nothing of a case."""
    lines = (TEMPLATES / name).read_text(encoding="utf-8").splitlines()
    return Markup("\n".join(each.strip() for each in lines))  # noqa: S704  # our own file


def _running(result: Json) -> Markup:
    """Return what stands at the foot of every printed page, in both languages, as a text of the style sheet."""
    status = CASE_STATUS[result["case"]["status"]]
    digest = "".join(each for each in result["case"]["digest"][:SHORT_DIGEST] if each in "0123456789abcdef")
    words = " · ".join([*(status.in_language(each) for each in LANGUAGES), digest])
    return Markup(words)  # noqa: S704  # words of the catalogue and hexadecimal digits


def _edition(result: Json, speech: Speech, case_file: str, frontier: Json | None) -> Edition:
    head = result["case"]
    changes = [speech(say("Scenario: {names}", names=", ".join(result["scenario"])))] if result["scenario"] else []
    changes += [
        speech(say("Changed: {path} = {value}", path=path, value=value)) for path, value in result["changes"].items()
    ]
    return Edition(
        language=speech.language,
        own_name=OWN_NAMES[speech.language],
        title=speech.text(head["title"]),
        status=speech(CASE_STATUS[head["status"]]),
        policy=speech.text(head["policy"]),
        changes=changes,
        proof=speech(proof(result)),
        words={
            "contents": speech(say("Contents")),
            "digest": speech(say("Digest of the case")),
            "language": speech(say("Language")),
            "print": speech(say("Print")),
        },
        sections=tuple(_sections(result, speech, case_file, frontier)),
    )


def _sections(result: Json, speech: Speech, case_file: str, frontier: Json | None) -> Iterator[Section]:
    """Yield the sections, what matters most first."""
    if result["portfolio"]:
        yield answer(result, speech)
        found = [budget(frontier, speech)] if frontier is not None else []
        found.append(portfolio(result, speech))
        found += [make(result, speech) for make in (rules, years, flow, costs, why_not)]
        yield from (each for each in found if each is not None)
    else:
        yield from conflict(result, speech)
    yield assurance(result, speech)
    yield method(result, case_file, speech)
