"""
The sheet of scenarios: what a sweep changed, what came of it, and which projects come and go, coloured by their level.

Projects that move stand first. The difference from the case as it is written is a formula.
"""

from greenopt.language import Message, say, word
from greenopt.report.sweep import STATUS
from greenopt.report.words import Json, exact, text_in
from greenopt.result.standing import plain
from greenopt.workbook.sheet import PERCENT, Book, Sheet, cell, shown_as

FIRST_SCENARIO = 5
MOST_PROJECTS = 120
"""Projects that have a column; those that move come first."""
LOW, HIGH = "#FFFFFF", "#9DC3E6"
"""Colours of a project that is not in the plan, and of one that is whole; black figures can be read on both."""
WORSE, BETTER = "#F4B183", "#9DC3E6"
"""Colours of what is less and more than in the case as it is written."""


def write_scenarios(book: Book, document: Json, kind: str) -> None:
    """
    Write the sheet.

    Args:
        book: the workbook.
        document: ``sweep.json``.
        kind: which of the sheets of scenarios this is.
    """
    axes = document["sweep"]["vary"]
    with_scenarios = bool(document["sweep"]["scenarios"])
    projects = _projects(document)
    heads: list[Message | str] = [say("No."), *([say("Scenario")] if with_scenarios else [])]
    heads += [axis["path"] for axis in axes]
    value = len(heads)
    widths = [6, *[26] * (value - 1), 16, 16, 16, 20, *[11] * len(projects)]
    sheet = book.sheet(kind, widths)
    unit = word(document["objective"]["unit"])
    name = document["sweep"]["name"] or ""
    said = {"name": name, "count": len(document["scenarios"])}
    title = say("Sweep '{name}': {count} scenarios", **said) if name else say("{count} scenarios", **said)
    sheet.text(0, 0, title, "title")
    money = word(document["scenarios"][0]["totals"]["money_unit"])
    sheet.text(1, 0, say("Money in {unit}; results in {result_unit}", unit=money, result_unit=unit), "aside")
    sheet.text(
        2,
        0,
        say("The first row is the case as it is written. A project's cell is the part of it that is in the plan."),
        "aside",
    )
    heads += [say("Best value"), say("Difference"), say("Public money"), say("Status")]
    heads += [text_in(document["names"][each], book.language) for each in projects]
    sheet.texts(FIRST_SCENARIO - 1, heads, "head")
    sheet.page.set_row(FIRST_SCENARIO - 1, 90)
    sheet.page.freeze_panes(FIRST_SCENARIO, value)
    for row, each in enumerate(document["scenarios"], FIRST_SCENARIO):
        _write_scenario(sheet, row, each, document, projects)
    _colour(sheet, value, len(document["scenarios"]), len(projects))


def _projects(document: Json) -> list[str]:
    """Return the projects that have a column: those that come and go, then those in every plan, then the others."""
    moves = document["projects"]
    order = [each["project"] for each in moves["changing"]] + list(moves["always"]) + list(moves["never"])
    return [name for name in dict.fromkeys([*order, *document["names"]]) if name in document["names"]][:MOST_PROJECTS]


def _write_scenario(sheet: Sheet, row: int, scenario: Json, document: Json, projects: list[str]) -> None:
    axes, base = document["sweep"]["vary"], document["objective"]["base"]
    sheet.number(row, 0, row - FIRST_SCENARIO)
    column = 1
    if document["sweep"]["scenarios"]:
        sheet.text(row, column, scenario["scenario"] or say("as it is"))
        column += 1
    for axis in axes:
        sheet.text(row, column, scenario["changes"].get(axis["path"], ""))
        column += 1
    found = scenario["value"]
    shown = shown_as(each["value"] for each in document["scenarios"])
    sheet.number(row, column, found, shown)
    if found is not None and base is not None:
        first = cell(FIRST_SCENARIO, column, fixed=True)
        change = plain(exact(found) - exact(base))
        sheet.formula(row, column + 1, f"{cell(row, column)}-{first}", change, shown)
    else:
        sheet.text(row, column + 1, "")
    sheet.number(row, column + 2, scenario["totals"]["public_money"], shown_as([scenario["totals"]["public_money"]]))
    sheet.text(row, column + 3, STATUS[scenario["status"]])
    for place, project in enumerate(projects, column + 4):
        level = scenario["levels"].get(project, 0) if found is not None else None
        sheet.number(row, place, level, PERCENT)


def _colour(sheet: Sheet, value: int, count: int, projects: int) -> None:
    """Colour values from low to high about the case as it is, and levels from none to whole."""
    last = FIRST_SCENARIO + count - 1
    around = {
        "type": "3_color_scale", "min_color": WORSE, "mid_color": LOW, "max_color": BETTER,
        "mid_type": "num", "mid_value": 0,
    }  # fmt: skip
    sheet.page.conditional_format(FIRST_SCENARIO, value + 1, last, value + 1, around)
    if projects:
        levels = {
            "type": "2_color_scale", "min_color": LOW, "max_color": HIGH,
            "min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1,
        }  # fmt: skip
        sheet.page.conditional_format(FIRST_SCENARIO, value + 4, last, value + 3 + projects, levels)
