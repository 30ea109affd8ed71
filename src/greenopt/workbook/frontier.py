"""
The sheet of the frontier: the best value against money, with its turning points, a chart, and what more money buys.

Where the frontier is exact, value and plan lie on a straight line between two turning points; a formula then says what
any further amount brings, of which the planner may type his own.
"""

from collections.abc import Sequence
from fractions import Fraction

from greenopt.language import Message, Number, say, word
from greenopt.report.words import Json, exact, text_in
from greenopt.result.standing import plain
from greenopt.workbook.sheet import MAIN, Book, Sheet, cell, column_cells, shown_as

WIDTHS = (6, 18, 18, 18, 18, 52, 52)
FIRST_POINT = 12
NUMBER, MONEY, VALUE, GAIN, PRICE, COMES, GOES = range(7)
MORE = 5
"""Row of the first further amount to try."""
AMOUNTS = (Fraction(1000), Fraction(2000), Fraction(5000))
"""Further amounts in million VND: one, two and five billion."""
SHARES = (Fraction(1, 100), Fraction(1, 20), Fraction(1, 5))
"""Further amounts of any other money, as shares of what there is."""


def write_frontier(book: Book, document: Json, kind: str) -> None:
    """
    Write the sheet.

    Args:
        book: the workbook.
        document: ``frontier.json``.
        kind: which of the sheets of frontiers this is.
    """
    sheet = book.sheet(kind, WIDTHS)
    points = points_of(document)
    money, unit = word(document["money_unit"]), word(document["objective"]["unit"])
    sheet.text(0, 0, say("Frontier: what the best plan brings at every amount of money"), "title")
    sheet.text(1, 0, say("Money in {unit}; results in {result_unit}", unit=money, result_unit=unit), "aside")
    sheet.text(2, 0, _what_lies_between(document), "aside")
    if _is_exact(document) and len(points) > 1:
        _write_more(sheet, document, points)
    heads = [
        say("No."), say("All public money"), say("Best value"), say("Gain over the point before"),
        say("One more unit of money brings"), say("Comes in"), say("Goes out"),
    ]  # fmt: skip
    sheet.texts(FIRST_POINT - 1, heads, "head")
    sheet.page.set_row(FIRST_POINT - 1, 32)
    sheet.page.freeze_panes(FIRST_POINT, 0)
    shown = {key: shown_as(each[key] for each in points) for key in ("money", "value")}
    for row, point in enumerate(points, FIRST_POINT):
        sheet.number(row, NUMBER, row - FIRST_POINT + 1)
        sheet.number(row, MONEY, point["money"], shown["money"])
        sheet.number(row, VALUE, point["value"], shown["value"])
        if row > FIRST_POINT:
            gain = plain(exact(point["value"]) - exact(points[row - FIRST_POINT - 1]["value"]))
            sheet.formula(row, GAIN, f"{cell(row, VALUE)}-{cell(row - 1, VALUE)}", gain, shown["value"])
        sheet.number(row, PRICE, point["money_price_right"], shown_as([point["money_price_right"]]))
        for column, key in ((COMES, "comes_in"), (GOES, "goes_out")):
            names = [text_in(document["names"][name], book.language) for name in point[key]]
            sheet.text(row, column, ", ".join(names))
    if points:
        _chart(sheet, document, len(points), kind)


def points_of(document: Json) -> list[Json]:
    """Return the points with a plan and a sum of money, in order of the money."""
    found = [each for each in document["points"] if each["value"] is not None and each["money"] is not None]
    return sorted(found, key=lambda each: float(each["money"]))


def _is_exact(document: Json) -> bool:
    return bool(document["exact"]) and not document["gaps"] and document["against"] is None


def _what_lies_between(document: Json) -> Message:
    if _is_exact(document):
        return say("Between two turning points everything lies on a straight line.")
    return say("Only the points are known; what lies between them is not.")


def _write_more(sheet: Sheet, document: Json, points: Sequence[Json]) -> None:
    """Write what further money buys, from the case as it is written."""
    written = document["written"]
    if written is None or written["money"] is None or written["value"] is None:
        return
    now, value = exact(written["money"]), exact(written["value"])
    sheet.texts(MORE - 2, [say("What more money would buy"), "", "", ""], "heading")
    sheet.texts(MORE - 1, ["", say("More money (may be changed)"), say("Best value"), say("Gain")], "head")
    shown = shown_as(each["value"] for each in points)
    amounts = AMOUNTS if document["money_unit"] == "million VND" else tuple(plain_share(now, each) for each in SHARES)
    sheet.page.set_row(MORE - 1, 32)
    sheet.text(MORE + 3, 1, say("In the case as written"), "aside")
    if document["idle"] is not None and document["idle"]["money"] is not None:
        idle = Number(exact(document["idle"]["money"]))
        sheet.text(MORE, 5, say("From {money} on more money brings nothing.", money=idle), "plain")
    sheet.number(MORE + 4, MONEY, written["money"], shown_as([written["money"]]))
    sheet.number(MORE + 4, VALUE, written["value"], shown)
    base = cell(MORE + 4, MONEY, fixed=True)
    rows = {
        key: column_cells(FIRST_POINT, len(points), column)
        for key, column in (("money", MONEY), ("value", VALUE), ("price", PRICE))
    }
    last = cell(FIRST_POINT + len(points) - 1, MONEY, fixed=True)
    for row, more in enumerate(amounts, MORE):
        sheet.number(row, MONEY, plain(more), shown_as([plain(more)]), "input")
        money = f"MIN({base}+{cell(row, MONEY)},{last})"
        place = f"MATCH({money},{rows['money']},1)"
        formula = (
            f"INDEX({rows['value']},{place})+({money}-INDEX({rows['money']},{place}))*INDEX({rows['price']},{place})"
        )
        reached = value_at(points, now + more)
        sheet.formula(row, VALUE, formula, plain(reached), shown)
        sheet.formula(
            row, GAIN, f"{cell(row, VALUE)}-{cell(MORE + 4, VALUE, fixed=True)}", plain(reached - value), shown
        )


def plain_share(money: Fraction, share: Fraction) -> Fraction:
    """Return a share of an amount, in whole units."""
    return Fraction(round(money * share)) or Fraction(1)


def value_at(points: Sequence[Json], money: Fraction) -> Fraction:
    """Return the best value at an amount of money: on the line between two points, or that of the last point."""
    before = [each for each in points if exact(each["money"]) <= money] or [points[0]]
    price = before[-1]["money_price_right"]
    beyond = money - exact(before[-1]["money"])
    if before[-1] is points[-1] or price is None or beyond <= 0:
        return exact(before[-1]["value"])
    return exact(before[-1]["value"]) + beyond * exact(price)


def _chart(sheet: Sheet, document: Json, count: int, kind: str) -> None:
    """Draw value against money: a line where it is exact, points where only they are known."""
    book = sheet.book
    form = {"type": "scatter", "subtype": "straight_with_markers"} if _is_exact(document) else {"type": "scatter"}
    chart = book.file.add_chart(form)
    chart.add_series(
        {
            "name": book.spoken(say("Best value")),
            "categories": f"={book.at(kind, column_cells(FIRST_POINT, count, MONEY))}",
            "values": f"={book.at(kind, column_cells(FIRST_POINT, count, VALUE))}",
            "line": {"color": MAIN, "width": 2.25} if _is_exact(document) else {"none": True},
            "marker": {"type": "circle", "size": 6, "fill": {"color": MAIN}, "border": {"color": "#333333"}},
        }
    )
    chart.set_title({"name": book.spoken(say("Best value against all public money"))})
    money, unit = (book.spoken(word(each)) for each in (document["money_unit"], document["objective"]["unit"]))
    chart.set_x_axis({"name": money, "num_format": "#,##0", "min": 0})
    chart.set_y_axis({"name": unit, "num_format": "#,##0"})
    chart.set_legend({"none": True})
    sheet.page.insert_chart(FIRST_POINT + count + 2, 1, chart, {"x_scale": 1.7, "y_scale": 1.4})
