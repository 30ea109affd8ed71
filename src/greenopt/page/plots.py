"""
Plots of studies: shares of projects, a tornado, values along a path, and what made a difference.

Labels stand on the left, cut to the room that they have; what is cut stands in the table beside the chart.
"""

from collections.abc import Sequence
from fractions import Fraction
from textwrap import wrap
from typing import NamedTuple

from markupsafe import Markup

from greenopt.page.speech import Speech
from greenopt.page.svg import FAINT, HUES, INK, box, filled, label, line, picture, shortened, tag, ticks_between

WIDTH, LEFT, RIGHT, TOP, BOTTOM, STEP = 760, 252, 84, 24, 26, 32
MOST_SIGNS = 34
"""Signs of a label that fit on the left."""


class Bar(NamedTuple):
    """A bar from one value to another, with what stands before and behind it."""

    name: str
    first: float
    last: float
    shown: Sequence[str]
    """Texts at the two ends, or one behind the bar."""
    series: int = 0


class Series(NamedTuple):
    """Values along a path; None where there is no plan."""

    name: str
    places: Sequence[tuple[float, float | None]]


def lengths(
    anchor: str, title: str, about: str, bars: Sequence[Bar], most: float, keys: Sequence[tuple[str, int]] = ()
) -> Markup:
    """Return a bar a row, all from nothing, as long as their values, the number behind each; then what fills mean."""
    wide = (WIDTH - LEFT - RIGHT) / (most or 1)
    parts = []
    for place, (words, series) in enumerate(keys):
        parts.append(box(LEFT + 150 * place, 2, 14, 14, class_=filled(series)))
        parts.append(label(LEFT + 150 * place + 20, 14, words))
    for place, each in enumerate(bars):
        y = TOP + STEP * place
        parts.append(_name(y, each.name))
        parts.append(box(LEFT, y + 3, each.last * wide, 16, class_=filled(each.series)))
        parts.append(label(LEFT + each.last * wide + 6, y + 15, each.shown[0]))
    parts.append(line(LEFT, TOP - 4, LEFT, TOP + STEP * len(bars), stroke=INK))
    return picture(anchor, title, about, (WIDTH, TOP + STEP * len(bars) + 8), *parts)


def spans(anchor: str, title: str, about: str, bars: Sequence[Bar], base: float | None, speech: Speech) -> Markup:
    """Return a bar a row between two values on one scale, with a line where the plan as written stands."""
    ends = [end for each in bars for end in (each.first, each.last)] + ([base] if base is not None else [])
    marks = ticks_between(min(ends), max(ends))
    inner = RIGHT + 4
    wide = (WIDTH - LEFT - 2 * inner) / float(marks[-1] - marks[0])
    height = TOP + STEP * len(bars) + BOTTOM + 8

    def across(value: float | Fraction) -> float:
        return LEFT + inner + float(Fraction(str(float(value))) - marks[0]) * wide

    parts = []
    for mark in marks:
        parts.append(line(across(mark), TOP - 4, across(mark), height - BOTTOM, stroke=FAINT, stroke_width=0.5))
        parts.append(label(across(mark), height - 10, speech.number(mark), text_anchor="middle"))
    for place, each in enumerate(bars):
        y = TOP + STEP * place
        low, high = sorted((across(each.first), across(each.last)))
        parts.append(_name(y, each.name))
        parts.append(box(low, y + 3, max(high - low, 2), 16, class_=filled(each.series)))
        if len(each.shown) == 2:
            first, last = each.shown if each.first <= each.last else (each.shown[1], each.shown[0])
            parts.append(label(low - 5, y + 15, first, text_anchor="end"))
            parts.append(label(high + 5, y + 15, last))
        else:
            parts.append(label(high + 5, y + 15, each.shown[0]))
    if base is not None:
        x = across(base)
        parts.append(line(x, TOP - 8, x, height - BOTTOM, stroke=INK, stroke_width=2))
        parts.append(label(x, TOP - 11, speech.number(base), text_anchor="middle", class_="strong"))
    return picture(anchor, title, about, (WIDTH, height), *parts)


def course(
    anchor: str,
    title: str,
    about: str,
    drawn: Sequence[Series],
    steps: Sequence[tuple[float, str]],
    base: float | None,
    speech: Speech,
) -> Markup:
    """Return values along a path, a line for each series, broken where there is no plan."""
    values = [value for each in drawn for _, value in each.places if value is not None]
    values += [base] if base is not None else []
    marks = ticks_between(min(values), max(values))
    left, top = 84, 16 + 20 * len(drawn)
    height = top + 260
    first, last = steps[0][0], steps[-1][0]
    wide, high = (WIDTH - left - 40) / ((last - first) or 1), (height - top - 44) / float(marks[-1] - marks[0])

    def at(place: float, value: float | Fraction) -> tuple[float, float]:
        return left + (place - first) * wide, height - 44 - float(Fraction(str(float(value))) - marks[0]) * high

    parts = []
    for mark in marks:
        _, y = at(first, mark)
        parts.append(line(left, y, WIDTH - 40, y, stroke=FAINT, stroke_width=0.5))
        parts.append(label(left - 6, y + 4, speech.number(mark), text_anchor="end"))
    parts += _steps(steps, left, wide, height)
    if base is not None:
        _, y = at(first, base)
        parts.append(line(left, y, WIDTH - 40, y, stroke=INK, stroke_width=1, stroke_dasharray="5 4"))
    for number, each in enumerate(drawn):
        hue = HUES[number % len(HUES)]
        parts.append(line(left, 10 + 20 * number, left + 24, 10 + 20 * number, stroke=hue, stroke_width=3))
        parts.append(label(left + 32, 14 + 20 * number, shortened(each.name, 80)))
        runs: list[list[tuple[float, float]]] = [[]]
        for place, value in each.places:
            if value is None:
                runs.append([])
                continue
            x, y = at(place, value)
            runs[-1].append((x, y))
            parts.append(tag("circle", tag("title", speech.number(value)), cx=x, cy=y, r=4, fill=hue, stroke=INK))
        for run in runs:
            if len(run) > 1:
                points = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
                parts.append(tag("polyline", points=points, fill="none", stroke=hue, stroke_width=2))
    return picture(anchor, title, about, (WIDTH, height), *parts)


def _steps(steps: Sequence[tuple[float, str]], left: float, wide: float, height: float) -> Sequence[Markup]:
    """Return the names of the places below, as many as find room."""
    parts, free = [], -1.0
    for place, name in steps:
        x, half = left + (place - steps[0][0]) * wide, 4.0 * len(name)
        if x - half > free and x + half < WIDTH:
            parts.append(line(x, height - 44, x, height - 39, stroke=INK))
            parts.append(label(x, height - 24, name, text_anchor="middle"))
            free = x + half
    return parts


def _name(y: float, name: str) -> Markup:
    """Return what a row is called, on one line or on two."""
    lines = wrap(name, MOST_SIGNS, max_lines=2, placeholder="…") or [""]
    first = y + 15 if len(lines) == 1 else y + 9
    made = [label(LEFT - 8, first + 13 * number, each) for number, each in enumerate(lines)]
    return tag("g", *made, text_anchor="end")
