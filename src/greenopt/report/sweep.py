"""A sweep on a terminal: its points, or how far each path moves the best value; what has no plan; what moves."""

from collections.abc import Iterator

from greenopt.language import Language, Message, Number, say, word
from greenopt.report.layout import Column, Page
from greenopt.report.terminal import begun
from greenopt.report.words import Json, decimals_for, exact, figure, level, text_in

MOST_POINTS, MOST_PROJECTS, MOST_REASONS, MOST_MOVES = 45, 25, 8, 3
"""Rows that are shown; the document holds all."""
BAR = 20
"""Widest bar of a tornado, in characters."""
STATUS: dict[str, Message] = {
    "checked": say("best"),
    "certified_optimal": say("best, proved"),
    "certified_within_gap": say("proved within a gap"),
    "infeasible": say("no plan"),
    "certified_infeasible": say("no plan, proved"),
    "stopped": say("stopped early"),
    "uncertified": say("nothing proved"),
    "invalid": say("not a valid case"),
    "failed": say("failed"),
}


def swept(document: Json, language: Language, width: int, colour: bool = False) -> str:
    """
    Return a sweep for an analyst.

    Args:
        document: ``sweep.json``.
        language: of the sentences.
        width: columns of the page.
        colour: whether to use colours.
    """
    page = begun(document, language, width, colour=colour)
    write_sweep(page, document)
    return page.text()


def write_sweep(page: Page, document: Json) -> None:
    """
    Write a sweep without its head.

    Args:
        page: to be written on.
        document: ``sweep.json``.
    """
    _write_head(page, document)
    if document["tornado"] is None:
        _write_points(page, document)
    else:
        _write_tornado(page, document)
    _write_failures(page, document)
    _write_movement(page, document)


def _write_head(page: Page, document: Json) -> None:
    counts, sweep = document["counts"], document["sweep"]
    said = {"name": sweep["name"] or "", "count": counts["scenarios"]}
    page.line(
        say("Sweep '{name}': {count} {count:scenario|scenarios}", **said)
        if said["name"]
        else say("{count} {count:scenario|scenarios}", **said)
    )
    for axis in sweep["vary"]:
        ends = f"{axis['values'][0]} … {axis['values'][-1]}" if len(axis["values"]) > 1 else axis["values"][0]
        page.line(f"{axis['label']}: {axis['path']}: {ends} ({len(axis['values'])})", "dim", indent=2, hanging=2)
    if any(axis["rounded"] for axis in sweep["vary"]):
        page.line(say("values without a last decimal are rounded to 12 decimals"), "dim", indent=2)
    if counts["rebuilt"]:
        page.line(
            say("{count} {count:scenario was|scenarios were} read anew", count=counts["rebuilt"]), "dim", indent=2
        )


def _write_points(page: Page, document: Json) -> None:
    """Write one row a scenario: what is changed, the value, how far it is from the case as it is, money."""
    vary, shown = document["sweep"]["vary"], document["scenarios"][:MOST_POINTS]
    objective, base = document["objective"], document["objective"]["base"]
    unit = page.spoken(word(objective["unit"]))
    decimals = decimals_for(each["value"] for each in document["scenarios"])
    columns = [
        *([Column(page.spoken(say("Scenario")), wraps=True)] if document["sweep"]["scenarios"] or not vary else []),
        *(Column(axis["label"], wraps=True) for axis in vary),
        Column(unit, right=True),
        Column(page.spoken(say("Difference")), right=True),
        Column(page.spoken(say("Public money")), right=True),
        Column(page.spoken(say("Status")), wraps=True),
    ]
    money = decimals_for(each["totals"]["public_money"] for each in document["scenarios"])
    rows = []
    for each in shown:
        cells = [] if len(columns) == len(vary) + 4 else [each["scenario"] or page.spoken(say("as it is"))]
        cells += [each["changes"].get(axis["path"], "–") for axis in vary]
        cells += [
            figure(each["value"], page.language, decimals),
            _difference(each["value"], base, page.language, decimals),
            figure(each["totals"]["public_money"], page.language, money),
            page.spoken(STATUS[each["status"]]),
        ]
        rows.append(cells)
    page.blank()
    page.rows(columns, rows)
    _write_rest(page, len(document["scenarios"]) - len(shown))


def _difference(value: float | None, base: float | None, language: Language, decimals: int) -> str:
    if value is None or base is None:
        return "–"
    change = exact(value) - exact(base)
    sign = "+" if change > 0 else ""
    return sign + Number(change, decimals).in_language(language)


def _write_tornado(page: Page, document: Json) -> None:
    """Write one row a path, the widest span first, with a bar as long as the span."""
    rows = document["tornado"]
    widest = max((row["span"] or 0 for row in rows), default=0)
    ends = [row[end]["value"] for row in rows for end in ("first", "last")]
    decimals = decimals_for(ends)
    unit = word(document["objective"]["unit"])
    columns = [
        Column(page.spoken(say("Varied alone")), wraps=True),
        Column(page.spoken(say("First")), right=True),
        Column(page.spoken(say("Last")), right=True),
        Column(page.spoken(say("Span")), right=True),
        Column(""),
    ]
    for scenario in (None, *document["sweep"]["scenarios"]):
        mine = [row for row in rows if row["scenario"] == scenario]
        base = Number(exact(mine[0]["base"]), decimals) if mine and mine[0]["base"] is not None else "–"
        said = {"name": scenario or page.spoken(say("as it is")), "base": base, "unit": unit}
        page.heading(say("{name}: {base} {unit}", **said))
        page.rows(columns, [_bar_row(page, row, widest, decimals) for row in mine])


def _bar_row(page: Page, row: Json, widest: float, decimals: int) -> list[str]:
    length = round(BAR * (row["span"] or 0) / widest) if widest else 0
    missing = page.spoken(say("without a plan: {count}", count=row["without_value"])) if row["without_value"] else ""
    return [
        f"{row['label']} {_range_of(row)}",
        *(figure(row[end]["value"], page.language, decimals) for end in ("first", "last")),
        figure(row["span"], page.language, decimals),
        " ".join(filter(None, ("█" * max(length, int(bool(row["span"]))), missing))),
    ]


def _range_of(row: Json) -> str:
    path = row["paths"][0]
    return f"({row['first']['changes'][path]} … {row['last']['changes'][path]})"


def _write_failures(page: Page, document: Json) -> None:
    """Write how many scenarios have no plan, and why, each reason once."""
    failed = [each for each in document["scenarios"] if each["value"] is None]
    if not failed:
        return
    page.heading(
        say(
            "Without a plan: {count} of {all} {all:scenario|scenarios}",
            count=len(failed),
            all=len(document["scenarios"]),
        )
    )
    reasons: dict[tuple[str, str], list[str]] = {}
    for each in failed:
        words = text_in(each["reason"], page.language) if each["reason"] else ""
        reasons.setdefault((each["status"], words), []).append(each["id"])
    for (status, words), names in list(reasons.items())[:MOST_REASONS]:
        page.line(f"{page.spoken(STATUS[status])}: {words}" if words else STATUS[status], indent=2, hanging=2)
        some = "; ".join(names[:MOST_MOVES])
        page.line(f"{some}; …" if len(names) > MOST_MOVES else some, "dim", indent=4, hanging=2)
    _write_rest(page, len(reasons) - MOST_REASONS)


def _write_movement(page: Page, document: Json) -> None:
    """Write which projects are in every plan, and where the others come in or drop out."""
    found = document["projects"]
    page.blank()
    always = {"count": len(found["always"]), "plans": found["plans"]}
    page.line(
        say(
            "The same in all {plans} {plans:plan|plans}: {count} {count:project|projects} in, {out} out",
            out=len(found["never"]),
            **always,
        )
    )
    if not found["changing"]:
        return
    page.heading(say("Projects that change over the sweep"))
    columns = [
        Column(page.spoken(say("Project")), wraps=True),
        Column(page.spoken(say("In")), right=True),
        Column(page.spoken(say("Least")), right=True),
        Column(page.spoken(say("Most")), right=True),
        Column(page.spoken(say("Comes in or drops out")), wraps=True),
    ]
    shown = sorted(found["changing"], key=lambda each: (-len(each["moves"]), -each["chosen"], each["project"]))
    vary = document["sweep"]["vary"]
    label = f"{vary[0]['label']}=" if len(vary) == 1 else ""
    rows = [
        [
            _name(page, document, each["project"]),
            f"{each['chosen']}/{found['plans']}",
            level(each["least"], page.language),
            level(each["most"], page.language),
            "; ".join(_moves(page, each["moves"], label)),
        ]
        for each in shown[:MOST_PROJECTS]
    ]
    page.rows(columns, rows)
    _write_rest(page, len(shown) - len(rows))


def _name(page: Page, document: Json, project: str) -> str:
    names = document["names"]
    return text_in(names[project], page.language) if project in names else project


def _moves(page: Page, moves: list[Json], label: str) -> Iterator[str]:
    """Yield where a project comes in or drops out; the only path there is need not be named."""
    for each in moves[:MOST_MOVES]:
        said = {"point": each["at"].replace(label, "") if label else each["at"]}
        yield page.spoken(say("in at {point}", **said) if each["comes"] == "in" else say("out at {point}", **said))
    if len(moves) > MOST_MOVES:
        yield "…"


def _write_rest(page: Page, rest: int) -> None:
    if rest > 0:
        page.line(say("and {count} more, in sweep.json", count=rest), "dim", indent=2)
