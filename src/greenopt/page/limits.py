"""What holds the plan back: rules and targets with bars and prices, and the money of each year."""

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from greenopt.language import Number, Text, say
from greenopt.page.blocks import Block, Chart, Column, Paragraph, Row, Section, Table
from greenopt.page.calendar import calendar
from greenopt.page.speech import Speech
from greenopt.page.svg import FAINT, INK, box, filled, label, line, picture, shortened, tag, ticks
from greenopt.report.binding import STRUCTURAL, price_in_words, worth_of
from greenopt.report.words import SIGNS, Json, decimals_for, exact, named

MONEY = {
    "amount": say("Budget"),
    "carried_in": say("Carried in"),
    "spent": say("Spent"),
    "carried_out": say("Carried out"),
    "lapsed": say("Lapsed"),
}
MISSED = {">=": "<", "<=": ">"}
WIDTH = 760
BAR = 120
MOST_HELD = 40
"""Rules whose limit is reached that stand open; all others are folded away."""


def rules(result: Json, speech: Speech) -> Section | None:
    """Return every rule once, those with a price first, and the targets with what is reached of them."""
    shown = weighed(result)
    if not shown:
        return None
    first = [pair for pair in shown if _matters(pair[0])][:MOST_HELD]
    rest = [pair for pair in shown if pair not in first]
    blocks: list[Block] = [
        Paragraph(speech(say("The price of a rule is what the best plan gains when it gives way by one unit.")))
    ]
    if first:
        title = speech(say("Rules that hold the plan back, and targets"))
        blocks.append(Table(title, _columns(speech), [_row(row, count, result, speech) for row, count in first]))
    if rest:
        title = speech(say("Rules with room to spare ({count})", count=len(rest)))
        columns = _columns(speech)[:3]
        blocks.append(Table(title, columns, [_brief(row, speech) for row, _ in rest], title))
    return Section("rules", speech(say("Rules and targets")), blocks)


def weighed(result: Json) -> list[tuple[Json, int]]:
    """Return each rule once, by the part that matters most, and how many parts it has; what weighs most comes first."""
    groups: dict[str, list[Json]] = {}
    for row in result["rules"]:
        if row["rule"] not in STRUCTURAL and row["sense"] is not None and row["left"] is not None:
            groups.setdefault(row["name"], []).append(row)
    shown = [(max(rows, key=_tightness), len(rows)) for rows in groups.values()]
    shown.sort(key=lambda pair: (not pair[0]["shortfall"], -worth_of(pair[0]), not pair[0]["binding"], pair[0]["name"]))
    return shown


def _tightness(row: Json) -> tuple[float, bool, float]:
    """Return how much a part of a rule matters beside its other parts."""
    room = abs(row["slack"] or 0) / max(abs(row["right"] or 0), abs(row["left"] or 0), 1e-9)
    return (worth_of(row), bool(row["binding"]), -room)


def _matters(row: Json) -> bool:
    return bool(row["binding"] or row["shortfall"] or row["rule"] == "target")


def _columns(speech: Speech) -> Sequence[Column]:
    return (
        Column(speech(say("Row"))),
        Column(speech(say("Rule"))),
        Column(speech(say("Reached and limit")), right=True),
        Column(speech(say("Price"))),
    )


def _row(row: Json, count: int, result: Json, speech: Speech) -> Row:
    title = named(speech.names.rules, row["name"], speech.language) if row["name"] in speech.names.rules else ""
    text = speech.text(row["text"])
    parts = [tag("b", title or text)]
    if title:
        parts.append(tag("small", text))
    if count > 1:
        parts.append(
            tag("small", speech(say("and in {count} further {count:year or place|years or places}", count=count - 1)))
        )
    return Row([row["row"] or "•", Markup("").join(parts), _reached(row, speech), price(row, result, speech)])


def _brief(row: Json, speech: Speech) -> Row:
    """Return a rule that holds nothing back: its name alone, where it has one."""
    known = row["name"] in speech.names.rules
    title = named(speech.names.rules, row["name"], speech.language) if known else speech.text(row["text"])
    return Row([row["row"] or "•", title, _reached(row, speech)])


def _reached(row: Json, speech: Speech) -> Markup:
    """Return what is reached, the limit, and a bar that shows both."""
    words = Markup("{}").format(sides(row, speech))
    left, right = float(row["left"]), float(row["right"])
    span = max(left, right, 1e-12)
    if left < 0 or right <= 0 or left == right:  # a full bar would say nothing
        return words
    series = 3 if row["shortfall"] else 1 if row["binding"] else 0
    bar = tag(
        "svg",
        tag("path", d=f"M0 3h{BAR * left / span:.0f}v8H0z"),
        tag("path", d=f"M{min(BAR * right / span, BAR - 1):.0f} 0v14"),
        class_=f"bar {filled(series)}",
    )
    return Markup("{}{}").format(words, bar)


def sides(row: Json, speech: Speech) -> str:
    """Return what is reached beside the limit; a missed aim does not look as if it were kept."""
    places = decimals_for([row["left"], row["right"]])
    sign = MISSED.get(row["sense"], "≠") if row["shortfall"] else SIGNS[row["sense"]]
    left, right = (speech.number(row[side], places) for side in ("left", "right"))
    return f"{left} {sign} {right} {speech.text(row['unit'])}"


def price(row: Json, result: Json, speech: Speech) -> str:
    """Return what a rule costs, or that it has no price."""
    if row["shortfall"]:
        short = Number(exact(row["shortfall"]), decimals_for([row["shortfall"]]))
        return speech(say("missed by {short} {unit}: no plan comes nearer", short=short, unit=Text(**row["unit"])))
    if worth_of(row) > 0:
        return speech(price_in_words(row, result["objective"]))
    if row["binding"]:
        return speech(say("met exactly"))
    return speech(say("has room"))


def years(result: Json, settled: Json, speech: Speech) -> Section | None:
    """Return what is spent in each year from each fund, against what there is, and when projects are paid and run."""
    rows = [row for row in result["years"] if any(row[key] for key in MONEY)]
    if not rows:
        return None
    money = [key for key in MONEY if any(row[key] for row in rows)]
    unit = speech.unit(result["totals"]["money_unit"])
    places = decimals_for(row["amount"] for row in rows)
    priced = any(row["price"] is not None for row in rows)
    columns = [Column(speech(say("Fund"))), Column(speech(say("Year")))]
    columns += [Column(speech(MONEY[key]), right=True) for key in money]
    columns += [Column(speech(say("One more brings")), right=True)] * priced
    table = [
        Row(
            [
                speech.fund(row["fund"]),
                str(row["year"]),
                *(speech.number(row[key], places) for key in money),
                *[speech.number(row["price"])] * priced,
            ]
        )
        for row in rows
    ]
    title = speech(say("Money by year ({unit})", unit=unit))
    twin = Table(title, columns, table, speech(say("The same as a table")))
    blocks = (Chart(title, _stacks(rows, speech, title), twin), *calendar(result, settled, speech))
    return Section("years", speech(say("Money year by year")), blocks)


def _stacks(rows: Sequence[Json], speech: Speech, title: str) -> Markup:
    """Return a column a year, stacked by fund, with a line where the money of the year ends."""
    funds = list(dict.fromkeys(row["fund"] for row in rows))
    shown = sorted({row["year"] for row in rows})
    spent = {(row["fund"], row["year"]): exact(row["spent"]) for row in rows}
    there = {
        year: sum((exact(row["amount"]) + exact(row["carried_in"]) for row in rows if row["year"] == year), Fraction(0))
        for year in shown
    }
    totals = {year: sum((spent.get((fund, year), Fraction(0)) for fund in funds), Fraction(0)) for year in shown}
    top, bottom, left = 20.0 * len(funds) + 30, 26.0, 76.0
    height = 230 + top
    marks = ticks(float(max([*there.values(), *totals.values()])))
    high = (height - top - bottom) / float(marks[-1])
    step = (WIDTH - left - 10) / len(shown)
    parts = []
    for mark in marks:
        y = height - bottom - float(mark) * high
        parts.append(line(left, y, WIDTH - 10, y, stroke=FAINT, stroke_width=0.5))
        parts.append(label(left - 6, y + 4, speech.number(mark), text_anchor="end"))
    for number, year in enumerate(shown):
        x, width, y = left + step * number + step * 0.15, min(step * 0.7, 90), height - bottom
        for place, fund in enumerate(funds):
            tall = float(spent.get((fund, year), 0)) * high
            y -= tall
            if tall > 0:
                parts.append(box(x, y, width, tall, class_=filled(place)))
        limit = height - bottom - float(there[year]) * high
        parts.append(line(x - 5, limit, x + width + 5, limit, stroke=INK, stroke_width=2.5))
        parts.append(label(x + width / 2, height - 8, str(year), text_anchor="middle"))
    for place, fund in enumerate(funds):
        parts.append(box(left, 20.0 * place, 14, 14, class_=filled(place)))
        parts.append(label(left + 20, 20.0 * place + 12, shortened(speech.fund(fund), 80)))
    y = 20.0 * len(funds) + 7
    parts.append(line(left - 2, y, left + 16, y, stroke=INK, stroke_width=2.5))
    parts.append(label(left + 20, y + 5, speech(say("available in the year, with what was carried in"))))
    said = {"first": shown[0], "last": shown[-1], "count": len(funds)}
    about = speech(say("A column for each year from {first} to {last}, stacked by {count} {count:fund|funds}.", **said))
    return picture(f"years-{speech.language}", title, about, (WIDTH, height), *parts)
