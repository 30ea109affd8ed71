"""
Book: the whole workbook of a run, in one language.

    summary   ranking   funds   sectors   rules   frontier   scenarios   appendix   provenance   coefficients   inputs

The frontier and scenarios come from saved studies of the same case; the inputs are the case itself, as it is imported.

Every formula is stored with its value, so a reader that does not compute shows the same numbers. The same run gives the
same bytes: no time stands in the file but a fixed one.
"""

from collections.abc import Iterable, Mapping, Sequence

from greenopt.errors import WrongUsage
from greenopt.language import Language, say
from greenopt.report.words import Json
from greenopt.workbook import rules, summary
from greenopt.workbook.appendix import write_appendix
from greenopt.workbook.case_book import inputs_of, write_lists
from greenopt.workbook.exported import Exported
from greenopt.workbook.frontier import write_frontier
from greenopt.workbook.funds import write_funds
from greenopt.workbook.inputs import write_inputs
from greenopt.workbook.provenance import write_provenance
from greenopt.workbook.ranking import write_ranking
from greenopt.workbook.rules import begin_coefficients, write_rules
from greenopt.workbook.scenarios import write_scenarios
from greenopt.workbook.sectors import write_sectors
from greenopt.workbook.sheet import Book

NAMES = {
    "summary": say("Summary"),
    "ranking": say("Ranking"),
    "funds": say("Funds"),
    "sectors": say("Sectors"),
    "rules": say("Rules"),
    "frontier": say("Frontier"),
    "scenarios": say("Scenarios"),
    "appendix": say("Appendix"),
    "provenance": say("Provenance"),
    "coefficients": say("Coefficients"),
}
STUDIES = {"greenopt.frontier/1": "frontier", "greenopt.sweep/1": "scenarios"}
"""Document of a study → its sheet."""
WITHOUT_PLAN = ("summary", "rules", "provenance")
"""The sheets of a run that found no plan."""
MOST_PROJECTS, MOST_RULES = 100_000, 5_000
"""More of them no spreadsheet opens in reasonable time; it holds 16,384 columns at most."""


def workbook(run: Exported, language: Language, studies: Sequence[Json] = ()) -> bytes:
    """
    Return the workbook of a run.

    Args:
        run: the run.
        language: of its sheets.
        studies: documents of saved frontiers and sweeps of the same case.

    Raises:
        WrongUsage: there are more projects or rules than a workbook can hold.
        FileProblem: the certificate was spoilt.
    """
    result = run.result
    projects, asked = len(result["portfolio"]), len(result["rules"])
    if projects > MOST_PROJECTS or asked > MOST_RULES:
        words = say(
            "{projects} {projects:project|projects} and {rules} {rules:rule|rules} are too many for "
            "a workbook; export csv",
            projects=projects,
            rules=asked,
        )
        raise WrongUsage(words)
    sheets = _studies(studies)
    kinds = [kind for kind in NAMES if (projects or kind in WITHOUT_PLAN) and kind not in STUDIES.values()]
    book = Book(language, run, {kind: NAMES[kind].in_language(language) for kind in kinds} | _names(sheets, language))
    _write(book, sheets, with_plan=bool(projects))
    return book.closed(result["case"]["title"][language])


def _studies(documents: Sequence[Json]) -> dict[str, Json]:
    """Return the studies by kind of sheet; a second sweep has a sheet of its own, a second frontier too."""
    found: dict[str, Json] = {}
    for each in documents:
        kind = STUDIES[each["schema"]]
        number = 1 + sum(name.partition(" ")[0] == kind for name in found)
        found[kind if number == 1 else f"{kind} {number}"] = each
    return found


def _names(sheets: Iterable[str], language: Language) -> dict[str, str]:
    """Return the names of the sheets of studies."""
    parts = {kind: kind.partition(" ") for kind in sheets}
    return {kind: f"{NAMES[name].in_language(language)} {number}".strip() for kind, (name, _, number) in parts.items()}


def _write(book: Book, studies: Mapping[str, Json], *, with_plan: bool) -> None:
    """Write the sheets in the order of their tabs."""
    summary.write_summary(book, book.sheet("summary", summary.WIDTHS))
    if with_plan:
        write_ranking(book)
        write_funds(book)
        write_sectors(book)
    listed = book.sheet("rules", rules.WIDTHS)
    for kind, document in studies.items():
        (write_frontier if kind.startswith("frontier") else write_scenarios)(book, document, kind)
    if with_plan:
        write_appendix(book)
    inputs, without = inputs_of(book)
    write_provenance(book, without)
    write_rules(book, listed, begin_coefficients(book) if with_plan else None)
    if inputs is not None:
        write_inputs(book, inputs)
        write_lists(book, inputs)
