"""What if the budget changes: the best value against money, with its turning points, from ``frontier.json``."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from greenopt.language import say
from greenopt.page.blocks import Block, Chart, Column, Paragraph, Row, Section, Slider, Table
from greenopt.page.recorded import recorded
from greenopt.page.speech import Speech
from greenopt.page.stops import DIGITS, moved, stops
from greenopt.page.svg import FAINT, HUES, INK, label, line, picture, tag, ticks
from greenopt.report.frontier import write_frontier
from greenopt.report.words import Json, exact, text_in

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 300, 84, 16, 26, 44
MOST_STOPS = 16
"""Turning points that are listed, spread over all; frontier.json holds every one."""
MOST_STEPS = 60
"""Proved steps of whole projects at which the slider stops."""
BETWEEN: Json = {"comes_in": [], "goes_out": []}
"""What changes at a point that is none where the plan turns."""
MOST_NAMES = 4
CLOSE = 3
"""Points nearer than this in the picture are drawn as one: about the width of the line."""


def front(document: Json, place: int, speech: Speech) -> Section:
    """
    Return a frontier along which something else moves than the money.

    Args:
        document: ``frontier.json``.
        place: of it among those of the page, from 1.
        speech: the language.
    """
    words = say("What if a limit moves") if document["against"] is None else say("One aim against another")
    blocks = recorded(lambda page: write_frontier(page, document), speech.language)
    return Section(f"frontier{place}", speech(words), blocks)


def is_of_money(document: Json) -> bool:
    """Return whether money moves along a frontier, so that it has a slider."""
    of_money = document["against"] is None and document["limit"]["money"] is not None
    return of_money and len(_points(document)) > 1


def budget(document: Json, result: Json, speech: Speech) -> Section:
    """
    Return how the best value changes with the money.

    Args:
        document: ``frontier.json``.
        result: the result of the case as it is written, for the plan with the money that it has.
        speech: the language.
    """
    points = _points(document, {each["project"]: each["level"] for each in result["portfolio"]})
    units = {"unit": speech.unit(document["objective"]["unit"]), "money": speech.unit(document["money_unit"])}
    title = speech(say("The best value ({unit}) against all public money ({money})", **units))
    now = _now(document, points)
    shown = _spread(points, now)
    headings = (say("Money"), say("Best value"), say("One more brings"))
    columns = [Column(speech(each), right=True) for each in headings] + [Column(speech(say("What changes here")))]
    rows = [
        Row(
            [
                speech.number(each["money"]),
                speech.number(each["value"]),
                speech.number(each["money_price_right"]),
                _changes(each, document, speech),
            ]
        )
        for each in shown
    ]
    twin = Table(title, columns, rows, speech(say("The same as a table")))
    blocks: list[Block] = [
        Chart(title, _curve(points, now, speech, title, exact=document["exact"] and not document["gaps"]), twin)
    ]
    blocks.append(_slider(document, result, points, now, speech))
    if document["exact"]:
        blocks.append(Paragraph(speech(say("Between two turning points everything lies on a straight line.")), "note"))
    if len(shown) < len(points):
        said = {"shown": len(shown), "count": len(points)}
        words = say("Of {count} points {shown} {shown:is|are} listed; all of them are drawn.", **said)
        blocks.append(Paragraph(speech(words), "note"))
    return Section("budget", speech(say("What if the budget changes")), blocks)


def _points(document: Json, levels: Mapping[str, float] | None = None) -> list[Json]:
    """Return the points with a plan, in order; the case as it is written stands among them."""
    points = [each for each in document["points"] if each["value"] is not None and each["money"] is not None]
    written = document["written"]
    if not points or written is None or written["value"] is None or written["money"] is None:
        return points
    before = [each for each in points if each["money"] <= written["money"]]
    if before and before[-1]["money"] < written["money"] < points[-1]["money"]:
        price = before[-1]["money_price_right"] if document["exact"] else None
        points.insert(len(before), {**written, "money_price_right": price, **BETWEEN, "levels": levels or {}})
    return points


def _slider(document: Json, result: Json, points: Sequence[Json], now: Json, speech: Speech) -> Slider:
    """Return the stops of the slider, which begins at the money of the case."""
    exactly = document["exact"] and not document["gaps"]
    most = MOST_STOPS if exactly else MOST_STEPS
    found = stops(points, _spread(points, now, most), exactly=exactly)
    said = []
    for each in found:
        x, y = _at({"money": float(each.money), "value": float(each.value)}, points)
        texts = (speech.number(each.money, DIGITS), speech.number(each.value), speech.number(each.price))
        said.append((f"{x:g}", f"{y:g}", *texts))
    ranks = {each["project"]: each["rank"] for each in result["portfolio"]}
    units = {"unit": speech.unit(document["objective"]["unit"]), "money": speech.unit(document["money_unit"])}
    heads = (
        say("Money ({money})", **units),
        say("Best value ({unit})", **units),
        say("One more of the money brings ({unit})", **units),
    )
    return Slider(
        speech(say("All public money")),
        f"budget-{speech.language}",
        said,
        min(range(len(found)), key=lambda place: abs(found[place].money - exact(now["money"]))),
        [speech(each) for each in heads],
        moved(found, ranks),
        {
            "less": speech(say("Less money")),
            "more": speech(say("More money")),
            "typed": speech(say("Go to ({money})", **units)),
            "same": speech(say("The plan is that of the case.")),
            "differ": speech(say("Projects that change against the plan of the case:")),
            "rest": speech(say("and {count} more", count="{count}")),
        },
    )


def _now(document: Json, points: Sequence[Json]) -> Json:
    """Return the point that is marked: the case as it is written, or the one nearest to it."""
    written = document["written"]
    money = None if written is None else written["money"]
    return points[-1] if money is None else min(points, key=lambda each: abs(each["money"] - money))


def _spread(points: Sequence[Json], now: Json, most: int = MOST_STOPS) -> Sequence[Json]:
    """Return so many points, the first, the last and the present one among them."""
    if len(points) <= most:
        return points
    last = len(points) - 1
    chosen = sorted({points.index(now), *(round(number * last / (most - 1)) for number in range(most))})
    return [points[number] for number in chosen]


def _at(point: Json, points: Sequence[Json]) -> tuple[float, float]:
    """Return where a point stands in the chart."""
    across = float(ticks(points[-1]["money"])[-1])
    high = float(ticks(max(each["value"] for each in points))[-1])
    x = LEFT + point["money"] / across * (WIDTH - LEFT - RIGHT)
    y = HEIGHT - BOTTOM - point["value"] / high * (HEIGHT - TOP - BOTTOM)
    return round(x, 1), round(y, 1)


def _seen(points: Sequence[Json]) -> Sequence[tuple[float, float]]:
    """Return where points stand in the chart; one that nobody could tell from its neighbour is left out."""
    places = [_at(points[0], points)]
    for each in points[1:-1]:
        x, y = _at(each, points)
        if abs(x - places[-1][0]) >= CLOSE or abs(y - places[-1][1]) >= CLOSE:
            places.append((x, y))
    return [*places, _at(points[-1], points)]


def _curve(points: Sequence[Json], now: Json, speech: Speech, title: str, *, exact: bool) -> Markup:
    parts = []
    largest = max(each["value"] for each in points)
    marks, steps = ticks(largest), ticks(points[-1]["money"])
    for mark in marks:
        y = HEIGHT - BOTTOM - float(mark / marks[-1]) * (HEIGHT - TOP - BOTTOM)
        parts.append(line(LEFT, y, WIDTH - RIGHT, y, stroke=FAINT, stroke_width=0.5))
        parts.append(label(LEFT - 6, y + 4, speech.number(mark), text_anchor="end"))
    for step in steps:
        x = LEFT + float(step / steps[-1]) * (WIDTH - LEFT - RIGHT)
        anchor = "end" if step == steps[-1] else "middle"
        parts.append(line(x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 5, stroke=INK))
        parts.append(label(x, HEIGHT - BOTTOM + 19, speech.number(step), text_anchor=anchor))
    places = _seen(points)
    if exact:
        drawn = " ".join(f"{x:g},{y:g}" for x, y in places)
        parts.append(tag("polyline", points=drawn, fill="none", stroke=HUES[0], stroke_width=2.5))
    else:
        parts += [tag("circle", cx=x, cy=y, r=2.5, fill=HUES[0]) for x, y in places]
    x, y = _at(now, points)
    parts.append(tag("circle", cx=x, cy=y, r=6, fill=HUES[1], stroke=INK, class_="now"))
    said = {"money": speech.number(now["money"]), "value": speech.number(now["value"])}
    about = speech(say("The line rises with the money; the mark stands at {money}: {value}.", **said))
    return picture(f"budget-{speech.language}", title, about, (WIDTH, HEIGHT), *parts)


def _changes(point: Json, document: Json, speech: Speech) -> str:
    """Return who comes in and who goes out where the line turns."""
    parts = []
    for sign, names in (("+", point["comes_in"]), ("−", point["goes_out"])):
        called = [text_in(document["names"][name], speech.language) for name in names[:MOST_NAMES]]
        if len(names) > MOST_NAMES:
            called.append(speech(say("and {count} more", count=len(names) - MOST_NAMES)))
        parts += [f"{sign} {each}" for each in called]
    return "; ".join(parts) or "–"
