"""Two runs on a terminal: what made the difference, both totals, projects in and out, rules, and changed inputs."""

from collections.abc import Iterable, Sequence

from greenopt.language import Language, Message, say, word
from greenopt.report.layout import Column, Page
from greenopt.report.replan import CHANGES
from greenopt.report.words import (
    RUN_STATUS,
    Json,
    decimals_for,
    exact,
    figure,
    level,
    text_in,
    years,
)

MOST_INPUTS, MOST_RULES, MOST_PROJECTS = 15, 15, 40
"""Rows that are shown; the document holds all."""
WHEN = ("before", "after")
ANY = "*"
"""The group of all changes, where no finer one can be told."""
KINDS: dict[str, Message] = {**CHANGES, "funds": say("As much, paid otherwise")}
RULES: dict[str, Message] = {
    "binds": say("binds now"),
    "frees": say("binds no more"),
    "added": say("new"),
    "dropped": say("dropped"),
}


def side_by_side(document: Json, names: Sequence[str], language: Language, width: int, colour: bool = False) -> str:
    """
    Return a comparison for an analyst.

    Args:
        document: ``compare.json``.
        names: what the two runs were called on the command line.
        language: of the sentences.
        width: columns of the page.
        colour: whether to use colours.
    """
    page = Page(language, width, colour)
    write_comparison(page, document, names)
    return page.text()


def write_comparison(page: Page, document: Json, names: Sequence[str]) -> None:
    """
    Write a comparison.

    Args:
        page: to be written on.
        document: ``compare.json``.
        names: what the two runs are called.
    """
    for name, when in zip(names, ("before", "after"), strict=True):
        _write_run(page, name, document["runs"][when])
    if document["same"]["answer"] and document["same"]["inputs"]:
        page.heading(say("The two runs are the same."))
        return
    _write_totals(page, document)
    _write_attribution(page, document)
    _write_projects(page, document)
    _write_rules(page, document)
    _write_inputs(page, document)


def _write_run(page: Page, name: str, run: Json) -> None:
    changed = [*run["scenario"], *(f"{path}={value}" for path, value in run["changes"].items())]
    title = text_in(run["case"]["title"], page.language)
    page.line(f"{name}: {title}", "bold", hanging=2)
    page.line(RUN_STATUS[run["status"]], indent=2)
    if changed:
        page.line(", ".join(changed), indent=2, hanging=2)


def _write_totals(page: Page, document: Json) -> None:
    objective, totals = document["objective"], document["totals"]
    unit = totals["after"]["money_unit"]
    rows: list[tuple[str, Json, Json]] = [(page.spoken(say("Sought")), objective["before"], objective["after"])]
    for key, words in (("public_money", say("Public money")), ("private_money", say("Other money"))):
        was, now = ({"value": totals[when][key], "unit": totals[when]["money_unit"] or unit} for when in WHEN)
        rows.append((page.spoken(words), was, now))
    before, after = (totals[when]["indicators"] for when in ("before", "after"))
    for name in sorted(before.keys() | after.keys()):
        was, now = (each.get(name, {"value": None, "unit": ""}) for each in (before, after))
        if was["value"] or now["value"]:
            names = document["indicators"]
            rows.append((text_in(names[name], page.language) if name in names else name, was, now))
    columns = [
        Column(page.spoken(say("The whole plan")), wraps=True),
        Column(page.spoken(say("First")), right=True),
        Column(page.spoken(say("Second")), right=True),
        Column(page.spoken(say("Difference")), right=True),
        Column(page.spoken(say("Unit"))),
    ]
    page.blank()
    page.rows(columns, [_total_row(page, name, was, now) for name, was, now in rows])
    if not objective["comparable"]:
        page.line(say("The two cases seek different things."), "dim", indent=2)


def _total_row(page: Page, name: str, was: Json, now: Json) -> list[str]:
    places = decimals_for((was["value"], now["value"]))
    same_unit = was["unit"] == now["unit"] or not was["unit"] or not now["unit"]
    known = was["value"] is not None and now["value"] is not None and same_unit
    change = signed(page, now["value"], was["value"], places) if known else "–"
    unit = page.spoken(word(now["unit"] or was["unit"]))
    if not same_unit:
        unit = f"{page.spoken(word(was['unit']))} / {unit}"
    return [
        name,
        figure(was["value"], page.language, places),
        figure(now["value"], page.language, places),
        change,
        unit,
    ]


def signed(page: Page, value: float, base: float, decimals: int) -> str:
    """Return a difference with its sign."""
    change = exact(value) - exact(base)
    return ("+" if change > 0 else "") + figure(float(change), page.language, decimals)


def _write_attribution(page: Page, document: Json) -> None:
    found = document["attribution"]
    if found is None or not (document["inputs"] or found["parts"] or not found["possible"]):
        return
    page.heading(say("What made the difference"))
    if not found["possible"]:
        page.line(say("It cannot be told: {reason}.", reason=text_in(found["reason"], page.language)), indent=2)
        return
    unit = word(document["objective"]["after"]["unit"])
    places = decimals_for(each["amount"] for each in found["parts"])
    columns = [
        Column(page.spoken(say("Change")), wraps=True),
        Column(page.spoken(say("Values")), right=True),
        Column(page.spoken(say("Part")), right=True),
        Column(page.spoken(say("Alone")), right=True),
        Column(page.spoken(say("Unit"))),
    ]
    rows = [
        [
            page.spoken(say("all of it together")) if each["label"] == ANY else each["label"],
            str(each["values"]),
            signed(page, each["amount"], 0, places),
            "–" if each["alone"] is None else signed(page, each["alone"], 0, places),
            page.spoken(unit),
        ]
        for each in found["parts"]
    ]
    if rows:
        page.rows(columns, rows)
    else:
        page.line(say("Nothing that a plan depends on was changed."), indent=2)
    orders = found["orders"]
    if orders["of"] > 1:
        said = {"used": orders["used"], "of": orders["of"]}
        page.line(say("The parts are means over {used} of {of} orders of making the changes.", **said), "dim", indent=2)


def _write_projects(page: Page, document: Json) -> None:
    changed = [each for each in document["projects"] if each["change"] != "same"]
    if not changed:
        page.heading(say("No project changes."))
        return
    unit = document["totals"]["after"]["money_unit"]
    page.heading(say("Projects that change (public money in {unit})", unit=word(unit)))
    places = decimals_for((each[when] or {"public_money": None})["public_money"] for each in changed for when in WHEN)
    cells = {each["project"]: _cells(page, each, places) for each in changed}
    page.table(
        [
            Column(page.spoken(say("Project")), wraps=True),
            Column(page.spoken(say("First")), right=True),
            Column(page.spoken(say("Money")), right=True),
            Column(page.spoken(say("Second")), right=True),
            Column(page.spoken(say("Money")), right=True),
        ],
        list(cells.values()),
    )
    shown = 0
    for change, words in KINDS.items():
        members = [each for each in changed if each["change"] == change]
        if members:
            page.line(say("{change} ({count})", change=words, count=len(members)), "bold")
        for each in members[: max(MOST_PROJECTS - shown, 0)]:
            shown += 1
            page.row(cells[each["project"]])
    _write_rest(page, len(changed) - shown)
    page.line(say("Unchanged: {count} {count:project|projects}", count=len(document["projects"]) - len(changed)))


def _cells(page: Page, each: Json, places: int) -> list[str]:
    cells = [text_in(each["name"], page.language)]
    for when in WHEN:
        standing = each[when]
        if standing is None:
            cells += [page.spoken(say("not in the case")), "–"]
        elif not standing["level"]:
            cells += ["–", "–"]
        else:
            cells.append(f"{years(standing['starts'])}: {level(standing['level'], page.language)}")
            cells.append(figure(standing["public_money"], page.language, places))
    return cells


def _write_rules(page: Page, document: Json) -> None:
    changed = [each for each in document["rules"] if each["change"] in RULES]
    if not changed:
        return
    page.heading(say("Rules and funds that stand otherwise"))
    for each in changed[:MOST_RULES]:
        said = {"rule": text_in(each["text"], page.language), "change": RULES[each["change"]]}
        page.line(say("{change}: {rule}", **said), indent=2, hanging=2)
    _write_rest(page, len(changed) - MOST_RULES)


def _write_inputs(page: Page, document: Json) -> None:
    found = document["inputs"]
    if found is None:
        page.heading(say("The inputs of one of the runs cannot be read by this version."))
    elif not found:
        page.heading(say("The inputs are the same."))
    else:
        page.heading(say("Inputs that differ ({count} {count:value|values})", count=len(found)))
        _write_lines(page, found)


def _write_lines(page: Page, found: Iterable[Json]) -> None:
    lines = list(dict.fromkeys(_input_line(page, each) for each in found))
    for line in lines[:MOST_INPUTS]:
        page.line(line, indent=2, hanging=4)
    _write_rest(page, len(lines) - MOST_INPUTS)


def _input_line(page: Page, each: Json) -> str:
    """Return a changed value; an entry that only one case has takes one line, whatever stands in it."""
    if each["change"] == "changed":
        return f"{each['path']}: {each['from'] or '–'} → {each['to'] or '–'}"
    return f"{each['within']}: {page.spoken(RULES[each['change']])}"


def _write_rest(page: Page, rest: int) -> None:
    if rest > 0:
        page.line(say("and {count} more, with --json", count=rest), "dim", indent=2)
