"""
Book: the whole workbook of a run, in one language.

    summary   ranking   funds   sectors   rules   appendix   provenance   coefficients

Every formula is stored with its value, so a reader that does not compute shows the same numbers. The same run gives the
same bytes: no time stands in the file but a fixed one.
"""

from greenopt.errors import WrongUsage
from greenopt.language import Language, say
from greenopt.workbook import rules, summary
from greenopt.workbook.appendix import write_appendix
from greenopt.workbook.exported import Exported
from greenopt.workbook.funds import write_funds
from greenopt.workbook.provenance import write_provenance
from greenopt.workbook.ranking import write_ranking
from greenopt.workbook.rules import begin_coefficients, write_rules
from greenopt.workbook.sectors import write_sectors
from greenopt.workbook.sheet import Book

NAMES = {
    "summary": say("Summary"),
    "ranking": say("Ranking"),
    "funds": say("Funds"),
    "sectors": say("Sectors"),
    "rules": say("Rules"),
    "appendix": say("Appendix"),
    "provenance": say("Provenance"),
    "coefficients": say("Coefficients"),
}
WITHOUT_PLAN = ("summary", "rules", "provenance")
"""The sheets of a run that found no plan."""
MOST_PROJECTS, MOST_RULES = 100_000, 5_000
"""More of them no spreadsheet opens in reasonable time; it holds 16,384 columns at most."""


def workbook(run: Exported, language: Language) -> bytes:
    """
    Return the workbook of a run.

    Raises:
        WrongUsage: there are more projects or rules than a workbook can hold.
        FileProblem: the certificate was spoilt.
    """
    result = run.result
    projects, asked = len(result["portfolio"]), len(result["rules"])
    if projects > MOST_PROJECTS or asked > MOST_RULES:
        words = say(
            "{projects} projects and {rules} rules are too many for a workbook; export csv",
            projects=projects,
            rules=asked,
        )
        raise WrongUsage(words)
    kinds = tuple(NAMES) if projects else WITHOUT_PLAN
    book = Book(language, run, {kind: NAMES[kind].in_language(language) for kind in kinds})
    _write(book, with_plan=bool(projects))
    return book.closed(result["case"]["title"][language])


def _write(book: Book, *, with_plan: bool) -> None:
    """Write the sheets in the order of their tabs."""
    summary.write_summary(book, book.sheet("summary", summary.WIDTHS))
    if with_plan:
        write_ranking(book)
        write_funds(book)
        write_sectors(book)
    listed = book.sheet("rules", rules.WIDTHS)
    if with_plan:
        write_appendix(book)
    write_provenance(book)
    write_rules(book, listed, begin_coefficients(book) if with_plan else None)
