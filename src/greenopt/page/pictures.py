"""Where the money goes and what it buys: from funds to sectors, and tonnes by what one of them costs."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from textwrap import wrap

from markupsafe import Markup

from greenopt.language import say
from greenopt.page.blocks import Chart, Column, Paragraph, Row, Section, Table
from greenopt.page.speech import Speech
from greenopt.page.svg import FAINT, INK, box, filled, label, line, picture, tag, ticks
from greenopt.report.words import Json, decimals_for, exact

WIDTH = 760
BAND, GAP, EDGE, LINE = 16, 12, 210, 15
"""Width of a node, free room between two, room for the labels on either side, and height of a line of them."""
LEAST_LABEL = 26
"""Width from which a column of the second picture has its number below it."""


def flow(result: Json, speech: Speech) -> Section | None:
    """Return how much each fund gives to each sector."""
    given: dict[tuple[str, str], Fraction] = {}
    for entry in result["portfolio"]:
        for fund, money in entry["funds"].items():
            key = (fund, entry["sector"])
            given[key] = given.get(key, Fraction(0)) + exact(money)
    given = {key: money for key, money in given.items() if money > 0}
    if not given:
        return None
    funds = _sums(given, 0)
    sectors = _sums(given, 1)
    unit = speech.unit(result["totals"]["money_unit"])
    places = decimals_for(float(each) for each in given.values())
    title = speech(say("Public money from funds to sectors ({unit})", unit=unit))
    columns = [Column(speech(say("Fund"))), *(Column(speech.sector(each), right=True) for each in sectors)]
    columns.append(Column(speech(say("all")), right=True))
    rows = [
        Row(
            [
                speech.fund(fund),
                *(speech.number(given.get((fund, each), 0), places) for each in sectors),
                speech.number(funds[fund], places),
            ]
        )
        for fund in funds
    ]
    twin = Table(title, columns, rows, speech(say("The same as a table")))
    svg = _sankey(given, funds, sectors, speech, title, places)
    return Section("flow", speech(say("Where the money goes")), (Chart(title, svg, twin),))


def _sums(given: dict[tuple[str, str], Fraction], side: int) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for key, money in given.items():
        found[key[side]] = found.get(key[side], Fraction(0)) + money
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _sankey(
    given: dict[tuple[str, str], Fraction],
    funds: dict[str, Fraction],
    sectors: dict[str, Fraction],
    speech: Speech,
    title: str,
    places: int,
) -> Markup:
    called = (
        {each: _lines(speech.fund(each)) for each in funds},
        {each: _lines(speech.sector(each)) for each in sectors},
    )
    scale = 180 / float(sum(given.values()))
    rooms = [
        {name: max(float(money) * scale, LINE * (len(lines[name]) + 1)) + GAP for name, money in nodes.items()}
        for nodes, lines in zip((funds, sectors), called, strict=True)
    ]
    height = max(sum(each.values()) for each in rooms)
    left, right = _tops(funds, rooms[0], scale, height), _tops(sectors, rooms[1], scale, height)
    parts: list[Markup] = []
    used_left, used_right = dict.fromkeys(funds, 0.0), dict.fromkeys(sectors, 0.0)
    start, end = EDGE + BAND, WIDTH - EDGE - BAND
    middle = (start + end) / 2
    for place, fund in enumerate(funds):
        for sector in sectors:
            money = given.get((fund, sector))
            if money is None:
                continue
            thick = float(money) * scale
            y, z = left[fund] + used_left[fund], right[sector] + used_right[sector]
            used_left[fund] += thick
            used_right[sector] += thick
            shape = (
                f"M{start} {y:.1f}C{middle:g} {y:.1f} {middle:g} {z:.1f} {end} {z:.1f}v{thick:.1f}"
                f"C{middle:g} {z + thick:.1f} {middle:g} {y + thick:.1f} {start} {y + thick:.1f}z"
            )
            hover = speech.number(money, places)
            parts.append(tag("path", tag("title", hover), d=shape, class_=f"flow {filled(place)}"))
    for place, (fund, money) in enumerate(funds.items()):
        parts.append(box(EDGE, left[fund], BAND, float(money) * scale, class_=filled(place)))
        words = (*called[0][fund], speech.number(money, places))
        parts += _node(EDGE - 8, left[fund] + float(money) * scale / 2, words, "end")
    for sector, money in sectors.items():
        parts.append(box(end, right[sector], BAND, float(money) * scale, fill="#fff", stroke=INK))
        words = (*called[1][sector], speech.number(money, places))
        parts += _node(end + BAND + 8, right[sector] + float(money) * scale / 2, words, "start")
    largest = next(iter(sectors))
    said = {"name": speech.sector(largest), "money": speech.number(sectors[largest], places)}
    about = speech(say("Bands from funds on the left to sectors on the right; most goes to {name}: {money}.", **said))
    return picture(f"flow-{speech.language}", title, about, (WIDTH, height + 8), *parts)


def _lines(name: str) -> Sequence[str]:
    """Return a label on three lines at most."""
    return wrap(name, 28, max_lines=3, placeholder="…") or [""]


def _tops(nodes: Mapping[str, Fraction], rooms: Mapping[str, float], scale: float, height: float) -> dict[str, float]:
    """Return where each node begins, in the middle of the room that its label needs."""
    spare = (height - sum(rooms.values())) / len(rooms)
    ends = accumulate(room + spare for room in rooms.values())
    return {
        name: end - (rooms[name] + spare + float(money) * scale) / 2
        for (name, money), end in zip(nodes.items(), ends, strict=True)
    }


def _node(x: float, y: float, words: Sequence[str], anchor: str) -> Sequence[Markup]:
    """Return the lines of a label around the middle of its node, the number last."""
    first = y - LINE * len(words) / 2 + 11
    return [
        label(x, first + LINE * number, each, text_anchor=anchor, class_="strong" if each is words[-1] else None)
        for number, each in enumerate(words)
    ]


def costs(result: Json, speech: Speech) -> Section | None:
    """Return what each funded project brings, as wide as that is, and as high as the public money for one unit."""
    objective = result["objective"]
    if objective["sense"] != "maximise" or objective.get("aims"):
        return None
    entries = [each for each in result["portfolio"] if each["objective"] > 0 and each["public_money"] > 0]
    if len(entries) < 2:
        return None
    priced = sorted(
        ((exact(each["public_money"]) / exact(each["objective"]), each) for each in entries),
        key=lambda pair: (pair[0], pair[1]["project"]),
    )
    units = {"money": speech.unit(result["totals"]["money_unit"]), "unit": speech.unit(objective["unit"])}
    title = speech(say("Public money for one {unit} ({money}), by what a project brings ({unit})", **units))
    columns = [
        Column(speech(say("No.")), right=True),
        Column(units["unit"], right=True),
        Column(speech(say("Public money for one")), right=True),
    ]
    rows = [
        Row(
            [
                str(each["rank"]),
                speech.number(each["objective"]),
                speech.number(price),
            ]
        )
        for price, each in priced
    ]
    twin = Table(title, columns, rows, speech(say("The same as a table")))
    warning = say(
        "This is no order of work. It leaves out rules, years, shared facilities and what else a project brings; the "
        "cheapest tonnes first may block the dearer ones that a target needs. Only projects that the plan carries out "
        "are shown, with public money alone; the order of funding is that of the table of projects."
    )
    blocks = (Paragraph(speech(warning), "caveat"), Chart(title, _steps(priced, speech, title), twin))
    return Section("costs", speech(say("What a tonne costs, project by project")), blocks)


def _steps(priced: Sequence[tuple[Fraction, Json]], speech: Speech, title: str) -> Markup:
    height, left, top, bottom = 320.0, 64.0, 22.0, 40.0
    across = sum((exact(each["objective"]) for _, each in priced), Fraction(0))
    marks = ticks(float(priced[-1][0]))
    wide, high = (WIDTH - left - 14) / float(across), (height - top - bottom) / float(marks[-1])
    parts = []
    for mark in marks:
        y = height - bottom - float(mark) * high
        parts.append(line(left, y, WIDTH - 14, y, stroke=FAINT, stroke_width=0.5))
        parts.append(label(left - 6, y + 4, speech.number(mark), text_anchor="end"))
    for mark in ticks(float(across)):
        if mark <= across:
            x = left + float(mark) * wide
            parts.append(label(x, height - bottom + 30, speech.number(mark), text_anchor="middle"))
    x, numbers = left, []
    for price, each in priced:
        width, tall = float(exact(each["objective"])) * wide, float(price) * high
        name = f"{each['rank']}: {speech.number(price)}"
        fill = filled(0 if each["level"] == 1 else 1)
        parts.append(box(x, height - bottom - tall, width, tall, name, class_=fill))
        if width >= LEAST_LABEL:
            below = height - bottom + 13
            numbers.append(label(x + width / 2, below, str(each["rank"])))
        x += width
    parts.append(tag("g", *numbers, class_="middle strong"))
    keys = ((say("in full"), 0), (say("in part"), 1))
    for number, (words, place) in enumerate(keys):
        parts.append(box(left + 10 + 190 * number, 2, 14, 14, class_=filled(place)))
        parts.append(label(left + 30 + 190 * number, 14, speech(words)))
    said = {"low": speech.number(priced[0][0]), "high": speech.number(priced[-1][0])}
    about = speech(say("Columns rise from {low} to {high}; the numbers below them are those of the projects.", **said))
    return picture(f"costs-{speech.language}", title, about, (WIDTH, height), *parts)
