"""
The page: one HTML file from saved JSON alone, with the same bytes every time.

The language asked for stands there whole. The other is packed beside it, with the exact figures, until the script is
asked for them: without a script nobody could switch to it anyway, and the page is half as large. The page may load
nothing: its policy allows its own styles and one script, named by its digest. Every text of a case is escaped by the
template, after signs that hide or turn round a text were taken out.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import jinja2
from markupsafe import Markup

from greenopt.errors import FileProblem
from greenopt.language import LANGUAGES, Language, say
from greenopt.page.answer import answer
from greenopt.page.assurance import assurance
from greenopt.page.blocks import Section
from greenopt.page.budget import budget, front, is_of_money
from greenopt.page.comparison import comparison
from greenopt.page.form import appended
from greenopt.page.league import league
from greenopt.page.limits import rules, years
from greenopt.page.method import annex, method
from greenopt.page.pictures import costs, flow
from greenopt.page.portfolio import portfolio, why_not
from greenopt.page.speech import Speech, cleaned
from greenopt.page.studies import Studies
from greenopt.page.sureness import sureness
from greenopt.page.svg import patterns
from greenopt.page.sweeps import sweep
from greenopt.page.ways_out import conflict
from greenopt.report.words import CASE_STATUS, Json, proof
from greenopt.result.saved import INPUTS, SavedRun, case_file, document_at
from greenopt.result.tables import portfolio_csv
from greenopt.workbook.exported import opened
from greenopt.workbook.submission import Submission, submission_of

TEMPLATES = Path(__file__).parent / "templates"
OWN_NAMES: Mapping[Language, str] = {"en": "English", "vi": "Tiếng Việt"}
SHORT_DIGEST = 12
SETTLED = "case.resolved.json"
STYLES, FORM_STYLES = ("report.css", "print.css"), ("form.css", "form-print.css")
"""Style sheets of every page, and those of one that ends with the table of a submission."""
SAVED = ("schema", "case", "scenario", "changes", "status", "objective", "totals", "years")
"""Keys of the result that may be saved from the page, beside the portfolio."""
SPOKEN = ("name", "reason", "evidence")
"""Texts of a project that its table has already."""
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


class Packed(NamedTuple):
    """A whole edition, packed until the script is asked for it."""

    language: Language
    own_name: str
    content: str


def page_of(saved: SavedRun, language: Language, studies: Studies | None = None, *, appendix: bool = False) -> bytes:
    """
    Return the page of a saved run.

    Args:
        saved: the run.
        language: that is shown first.
        studies: what was found out of the same case beside it.
        appendix: whether the table of a submission stands at the end; it is read from the copied sources.

    Raises:
        CaseInvalid: the copied sources have mistakes.
        FileProblem: a file of the run is missing, or was changed by hand.
    """
    settled = document_at(saved.folder / SETTLED, "greenopt.case/1")
    name = case_file(saved.folder / INPUTS).name
    result = saved.result
    with unspoilt(saved, lambda: _spoilt_study(result, settled, name, language, studies)):
        table = submission_of(opened(saved)) if appendix and result["portfolio"] else None
        return report_page(result, settled, name, language, studies, table)


@contextmanager
def unspoilt(saved: SavedRun, study: Callable[[], Path | None] = lambda: None) -> Iterator[None]:
    """
    Make of a document that is not as greenopt writes it a problem that a reader understands.

    Args:
        saved: the run, whose result is blamed.
        study: another document that is to blame, if there is one.

    Raises:
        FileProblem: the document was changed by hand.
    """
    try:
        yield
    except SPOILT as error:
        path = study() or saved.folder / "result.json"
        raise FileProblem(say("{path} is not JSON that greenopt writes", path=path)) from error


def _spoilt_study(
    result: Json, settled: Json, case_file: str, language: Language, studies: Studies | None
) -> Path | None:
    """Return the document of the study without which the page can be made; None if it cannot be made at all."""
    for place, part in zip(studies.paths, studies.parts(), strict=True) if studies is not None else ():
        if _is_spoilt(result, settled, case_file, language, part):
            return place
    return None


def _is_spoilt(result: Json, settled: Json, case_file: str, language: Language, part: Studies) -> bool:
    """Return whether a page with one study cannot be made."""
    try:
        report_page(result, settled, case_file, language)
    except SPOILT:
        return False
    try:
        report_page(result, settled, case_file, language, part)
    except SPOILT:
        return True
    return False


def report_page(
    result: Json,
    settled: Json,
    case_file: str,
    language: Language,
    studies: Studies | None = None,
    table: Submission | None = None,
) -> bytes:
    """
    Return the report of a run.

    Args:
        result: the document ``result.json``.
        settled: the document ``case.resolved.json``.
        case_file: name of the case's file among the copied sources.
        language: that is shown first.
        studies: what was found out of the same case beside it.
        table: of the submission, if it is to stand at the end.
    """
    data = packed(json.dumps(_data(result), ensure_ascii=False, separators=(",", ":")))
    result, settled, case_file = (cleaned(each) for each in (result, settled, case_file))
    studies = Studies() if studies is None else studies.cleaned()
    editions = []
    for each in LANGUAGES:
        speech = Speech.of(settled, each)
        sections = [*_sections(result, settled, speech, case_file, studies)]
        sections += [appended(table, speech)] if table is not None else []
        editions.append(_edition(result, speech, sections))
    surroundings = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    script = _own("report.js")
    wholes = surroundings.get_template("edition.html")
    digests = {"digest": result["case"]["digest"], "short": result["case"]["digest"][:SHORT_DIGEST]}
    texts = {
        each.language: wholes.render(edition=each, status=result["case"]["status"], **digests) for each in editions
    }
    text = surroundings.get_template("report.html").render(
        language=language,
        first=Markup(texts[language]),  # noqa: S704  # made by the template, which escapes
        packed=[
            Packed(each.language, each.own_name, packed(texts[each.language]))
            for each in editions
            if each.language != language
        ],
        name=result["case"]["id"],
        data=data,
        title=next(each.title for each in editions if each.language == language),
        status=result["case"]["status"],
        running=_running(result),
        style=Markup("\n").join(_own(each) for each in (*STYLES, *([] if table is None else FORM_STYLES))),
        script=script,
        script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        patterns=patterns(),
        annex=annex(result),
    )
    return text.encode()


def packed(text: str) -> str:
    """Return a text as the script unpacks it: deflated, in letters that need no escaping."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _data(result: Json) -> Json:
    """Return what may be saved from the page: the table of the run as it lies in its folder, and its exact figures."""
    portfolio = [{key: each[key] for key in each if key not in SPOKEN} for each in result["portfolio"]]
    return {
        "csv": portfolio_csv(result).decode(),
        "json": {key: result[key] for key in SAVED} | {"portfolio": portfolio},
    }


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


def _edition(result: Json, speech: Speech, sections: Sequence[Section]) -> Edition:
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
            "csv": speech(say("Projects as CSV")),
            "json": speech(say("Figures as JSON")),
        },
        sections=sections,
    )


def _sections(result: Json, settled: Json, speech: Speech, case_file: str, studies: Studies) -> Iterator[Section]:
    """Yield the sections, what matters most first."""
    if result["portfolio"]:
        yield answer(result, speech)
        yield from (budget(each, result, speech) for each in studies.frontiers if is_of_money(each))
        yield portfolio(result, speech)
        if studies.ranking is not None:
            yield league(studies.ranking, speech)
        found = [rules(result, speech), years(result, settled, speech), flow(result, speech), costs(result, speech)]
        yield from (each for each in found if each is not None)
        yield from _studied(studies, speech)
        cards = why_not(result, speech)
        if cards is not None:
            yield cards
    else:
        yield from conflict(result, speech)
        yield from (budget(each, result, speech) for each in studies.frontiers if is_of_money(each))
        yield from _studied(studies, speech)
    yield assurance(result, speech)
    yield method(result, case_file, speech)


def _studied(studies: Studies, speech: Speech) -> Iterator[Section]:
    """Yield how sure the plan is, what changes with its numbers, and how other runs differ."""
    if studies.uncertainty is not None:
        yield sureness(studies.uncertainty, speech)
    others = [each for each in studies.frontiers if not is_of_money(each)]
    yield from (front(each, place, speech) for place, each in enumerate(others, 1))
    yield from (sweep(each, place, speech) for place, each in enumerate(studies.sweeps, 1))
    yield from (comparison(name, each, place, speech) for place, (name, each) in enumerate(studies.comparisons, 1))
