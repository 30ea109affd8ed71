"""A ladder of budgets on a terminal: what each budget brings, what nesting costs, and what enters at each step."""

from collections.abc import Sequence

from greenopt.language import Number, say, word
from greenopt.report.layout import Column, Page
from greenopt.report.words import Json, decimals_for, exact, figure, level, text_in


def write_ladder(page: Page, record: Json) -> None:
    """
    Write a ladder under a heading of its own.

    Args:
        page: the page of the ranking.
        record: the part ``ladder`` of its document.
    """
    page.heading(say("Funding ladder: no funded project is taken back as money is added"))
    is_cheap = record["steps"] and record["status"] == "certified_optimal"
    page.line(text_in(record["text"], page.language), "" if is_cheap else "yellow", hanging=2)
    if record["left_out"]:
        shown = "; ".join(figure(each, page.language) for each in record["left_out"])
        unit = word(record["money_unit"])
        page.line(say("no plan at all with {budgets} {unit}; left out", budgets=shown, unit=unit), "yellow", hanging=2)
    if not record["steps"]:
        return
    _write_first(page, record)
    _write_values(page, record)
    _write_steps(page, record)


def _write_first(page: Page, record: Json) -> None:
    """Write what nesting costs in what comes before the objective."""
    for each in record["first"]:
        if not each["worst"]:
            continue
        worst = f"{figure(each['worst'], page.language)} {text_in(each['unit'], page.language)}".strip()
        words = say(
            "before that, it costs at most {worst} of: {text}", worst=worst, text=text_in(each["text"], page.language)
        )
        page.line(words, indent=2, hanging=2)


def _write_values(page: Page, record: Json) -> None:
    """Write one row a budget: what its plan brings, and what the best plan of that budget alone would."""
    steps, unit = record["steps"], page.spoken(word(record["objective"]["unit"]))
    columns = [
        Column(page.spoken(say("Step")), right=True),
        Column(page.spoken(say("Budget ({unit})", unit=word(record["money_unit"]))), right=True, wraps=True),
        Column(page.spoken(say("Ladder ({unit})", unit=unit)), right=True, wraps=True),
        Column(page.spoken(say("Best plan ({unit})", unit=unit)), right=True, wraps=True),
        Column(page.spoken(say("Regret ({unit})", unit=unit)), right=True, wraps=True),
        Column("%", right=True),
    ]
    values = decimals_for(each[key] for each in steps for key in ("value", "best"))
    budgets = decimals_for(each["budget"] for each in steps)
    open_ones = [each["number"] for each in steps if each["best_status"] != "certified_optimal"]
    rows = [
        [
            f"{each['number']}{'*' if each['number'] in open_ones else ''}",
            figure(each["budget"], page.language, budgets),
            figure(each["value"], page.language, values),
            figure(each["best"], page.language, values),
            figure(each["regret"], page.language, values),
            "–"
            if each["regret_share"] is None
            else Number(exact(each["regret_share"]) * 100, 2).in_language(page.language),
        ]
        for each in steps
    ]
    page.blank()
    page.rows(columns, rows)
    if open_ones:
        page.line(say("* that no plan is better at this budget is not proved"), "dim", indent=2, hanging=2)
    if any(each["regret"] < 0 for each in steps):
        words = say("a regret below zero: the best plan gives that up for what comes before the objective")
        page.line(words, "dim", indent=2, hanging=2)


def _write_steps(page: Page, record: Json) -> None:
    """Write what enters or grows at each step; projects of one step stand in no order among themselves."""
    page.heading(say("What each step adds, and what is cut first on the way back"))
    page.line(say("projects of one step are in no order among themselves"), "dim", indent=2)
    names = {each["project"]: text_in(each["name"], page.language) for each in record["projects"]}
    for each in record["steps"]:
        parts = [f"{names[entry['project']]}{_unless_whole(page, entry)}" for entry in each["enters"]]
        grown = [f"{names[entry['project']]} {_from_to(page, entry)}" for entry in each["grows"]]
        budget = figure(each["budget"], page.language)
        head = say("{number}. {budget} {unit}", number=each["number"], budget=budget, unit=word(record["money_unit"]))
        page.line(head, "bold")
        page.line(_listed(page, "+", parts), indent=3, hanging=2)
        if grown:
            page.line(_listed(page, "↑", grown), indent=3, hanging=2)
    never = [names[each["project"]] for each in record["projects"] if each["enters_at"] is None]
    if never:
        page.line(say("at none of these budgets"), "bold")
        page.line("; ".join(never), indent=3, hanging=2)


def _listed(page: Page, sign: str, parts: Sequence[str]) -> str:
    return f"{sign} {'; '.join(parts)}" if parts else page.spoken(say("nothing new"))


def _unless_whole(page: Page, entry: Json) -> str:
    """Return the level of a project that enters, where that is not the whole."""
    return "" if entry["to"] == 1 else f" ({level(entry['to'], page.language)})"


def _from_to(page: Page, entry: Json) -> str:
    return f"({level(entry['from'], page.language)} → {level(entry['to'], page.language)})"
