"""When: a row for each project that is carried out, from its first payment to the end of the horizon."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from greenopt.language import say
from greenopt.page.blocks import Block, Chart, Column, Paragraph, Row, Table
from greenopt.page.speech import Speech
from greenopt.page.svg import FAINT, box, filled, label, line, picture, shortened, tag
from greenopt.report.portfolio import ABOVE
from greenopt.report.words import Json

WIDTH, LEFT, TOP, STEP = 760, 290, 40, 20
MOST_SIGNS = 38
MOST_ROWS = 40
"""Rows of the picture; the table of projects has the years of all."""


class Span(NamedTuple):
    """The years of a project."""

    entry: Json
    paid: Sequence[int]
    runs: int
    """Year from which the first part of it runs."""
    until: int
    """Year until which its last part runs."""


def calendar(result: Json, settled: Json, speech: Speech) -> Sequence[Block]:
    """
    Return when projects are paid and from when on they run; nothing where all is one year.

    Args:
        result: the document ``result.json``.
        settled: the document ``case.resolved.json``, which knows how payments spread over the years of a project.
        speech: the language.
    """
    first, last = result["case"]["horizon"]
    found = sorted(_spans(result, settled), key=lambda each: (each.paid[0], each.entry["rank"]))
    if len(found) < 2 or first == last:
        return ()
    shown = found[:MOST_ROWS]
    columns = [
        Column(speech(say("No.")), right=True),
        Column(speech(say("Paid in")), right=True),
        Column(speech(say("Runs from")), right=True),
    ]
    rows = [Row([str(each.entry["rank"]), _years(each.paid), str(each.runs)]) for each in shown]
    title = speech(say("When projects are paid and run"))
    twin = Table(title, columns, rows, speech(say("The same as a table")))
    blocks: list[Block] = [Chart(title, _rows(shown, first, last, speech, title), twin)]
    if len(found) > len(shown):
        rest = len(found) - len(shown)
        blocks.append(Paragraph(speech(say("and {count} more in the table of projects", count=rest)), "note"))
    return blocks


def _spans(result: Json, settled: Json) -> Sequence[Span]:
    known: Mapping[str, Json] = {each["id"]: each for each in settled["projects"]}
    found = []
    for entry in result["portfolio"]:
        starts = [int(year) for year in entry["starts"]]
        if entry["decision"] not in ABOVE or not starts:
            continue
        project = known[entry["project"]]
        paid = {start + number for start in starts for number in range(len(project["spending"]))}
        found.append(Span(entry, sorted(paid), *_running(starts, project)))
    return found


def _running(starts: Sequence[int], project: Json) -> tuple[int, int]:
    """Return the first and the last year in which something of a project runs."""
    return min(starts) + project["delay"], max(starts) + project["delay"] + project["lifetime"] - 1


def _years(paid: Sequence[int]) -> str:
    return str(paid[0]) if len(paid) == 1 else f"{paid[0]}–{paid[-1]}"


def _stretches(years: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield years that follow each other: the first of them, and how many there are."""
    start, before = years[0], years[0]
    for year in years[1:]:
        if year != before + 1:
            yield start, before + 1 - start
            start = year
        before = year
    yield start, before + 1 - start


def _bar(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.0f} {y}h{width:.0f}v{height}h-{width:.0f}z"


def _rows(shown: Sequence[Span], first: int, last: int, speech: Speech, title: str) -> Markup:
    """Return a thick bar for the years of payment and a thin one for those in which a project runs."""
    begin = min(first, *(each.paid[0] for each in shown))
    end = max(last, *(each.paid[-1] for each in shown))
    wide = (WIDTH - LEFT - 8) / (end - begin + 1)
    height = TOP + STEP * len(shown) + 4
    every = max(1, -(-44 // int(wide)))
    parts, names, thick, thin = [], [], [], []
    for year in range(begin, end + 2):
        x = LEFT + wide * (year - begin)
        parts.append(line(x, TOP - 4, x, height, stroke=FAINT, stroke_width=0.5))
        if year <= end and (year - begin) % every == 0:
            parts.append(label(x + wide / 2, TOP - 8, str(year), text_anchor="middle"))
    for place, each in enumerate(shown):
        y = TOP + STEP * place
        names.append(
            label(LEFT - 8, y + 14, shortened(f"{each.entry['rank']}. {speech.text(each.entry['name'])}", MOST_SIGNS))
        )
        for start, years in _stretches(each.paid):
            thick.append(_bar(LEFT + wide * (start - begin), y + 4, wide * years, 12))
        runs, until = max(each.runs, begin), min(each.until, end)
        if runs <= until:
            thin.append(_bar(LEFT + wide * (runs - begin), y + 8, wide * (until + 1 - runs), 4))
    for number, (words, kind) in enumerate(((say("paid"), "f0"), (say("runs"), "f2"))):
        parts.append(box(LEFT + 150 * number, 2, 14, 14, class_=kind))
        parts.append(label(LEFT + 150 * number + 20, 14, speech(words)))
    drawn = (tag("path", d="".join(thin), class_=filled(2)), tag("path", d="".join(thick), class_=filled(0)))
    said = {"count": len(shown), "first": begin, "last": end}
    about = speech(say("A row for each of {count} projects, from {first} to {last}.", **said))
    return picture(
        f"calendar-{speech.language}",
        title,
        about,
        (WIDTH, height),
        *parts,
        *drawn,
        tag("g", *names, text_anchor="end"),
    )
