"""The core index on a terminal: which projects every portfolio holds that nothing rules out, which some, which none."""

from collections.abc import Sequence

from greenopt.language import Message, Number, say
from greenopt.report.layout import Column, Page
from greenopt.report.words import Json, exact, text_in

WIDTH = 20
"""Characters of a full bar."""
STATUS: dict[str, Message] = {
    "incomplete": say("Not counted to the end: {reason}"),
    "undefined": say("There is no core index here: {reason}"),
    "impossible": say("There is no core index here: {reason}"),
    "unproved": say("There is no core index here: {reason}"),
}
CLASSES: dict[str, Message] = {
    "core": say("core"),
    "borderline": say("borderline"),
    "exterior": say("out"),
}
ORDER = ("core", "borderline", None, "exterior")


def write_core(page: Page, record: Json) -> None:
    """
    Write the core index of every project.

    Args:
        page: to be written on.
        record: ``core`` of a ranking.
    """
    page.heading(say("Core index: the share of all portfolios that nothing rules out"))
    if record["status"] != "complete":
        words = STATUS[record["status"]].template
        page.line(say(words, reason=text_in(record["reason"], page.language)), "yellow", hanging=2)
    projects = record["projects"]
    if not projects:
        return
    _write_meaning(page, record)
    shown = sorted(projects, key=_place)
    left_out = [each for each in shown if each["class"] == "exterior"]
    _write_table(page, [each for each in shown if each["class"] != "exterior"])
    if left_out:
        names = "; ".join(text_in(each["name"], page.language) for each in left_out)
        page.line(say("Out, in none of them ({count}): {names}", count=len(left_out), names=names), hanging=2)


def _place(entry: Json) -> tuple[int, float, str]:
    index = entry["core_index"]
    return ORDER.index(entry["class"]), 0.0 if index is None else -index, entry["project"]


def _write_meaning(page: Page, record: Json) -> None:
    """Write of how many portfolios it is the share, and what rules portfolios out."""
    if record["complete"]:
        page.line(
            say(
                "{count} {count:portfolio keeps|portfolios keep} every rule and {count:is|are} not "
                "surpassed wherever the numbers lie in their ranges.",
                count=record["portfolios"],
            ),
            hanging=2,
        )
    else:
        page.line(say("A project is told to be core or out only where that is certain all the same."), hanging=2)
    ranges = record["ranges"]
    if not ranges["shared"] + ranges["own"]:
        page.line(
            say("No range touches what is sought: portfolios that are equally good stand beside each other."),
            "dim",
            hanging=2,
        )
        return
    words = say(
        "Ranges that matter: {own} of single projects, {shared} that several projects share.", **_counts(ranges)
    )
    page.line(words, "dim", hanging=2)


def _counts(ranges: Json) -> dict[str, int]:
    return {"own": ranges["own"], "shared": ranges["shared"]}


def _write_table(page: Page, entries: Sequence[Json]) -> None:
    """Write one row for each project that some portfolio holds, or may hold."""
    if not entries:
        return
    columns = [
        Column(page.spoken(say("Project")), wraps=True),
        Column(page.spoken(say("Core index")), right=True, wraps=True),
        Column(""),
        Column(page.spoken(say("Class"))),
    ]
    page.rows(columns, [_row(page, each) for each in entries])


def _row(page: Page, entry: Json) -> list[str]:
    name, index = text_in(entry["name"], page.language), entry["core_index"]
    if index is None:
        return [name, page.spoken(say("not known")), "", ""]
    # What is not quite in all of them never looks as if it were, nor what is in one as if in none.
    shown = next(
        shown
        for decimals in (0, 1, 3, 9)
        if (shown := Number(exact(index) * 100, decimals).in_language(page.language)) not in ("0", "100")
        or index in (0, 1)
        or decimals == 9
    )
    bar = "█" * max(1, round(index * WIDTH)) if index else ""
    return [name, f"{shown} %", bar, page.spoken(CLASSES[entry["class"]])]
