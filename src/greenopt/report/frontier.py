"""A frontier on a terminal: what each further unit of money brings, from where to where, and who comes and goes."""

from collections.abc import Sequence
from itertools import pairwise

from greenopt.language import Language, Message, Number, Text, say, word
from greenopt.report.layout import Column, Page
from greenopt.report.terminal import begun
from greenopt.report.words import Json, decimals_for, exact, figure, text_in

MOST_ROWS, MOST_NAMES, MOST_GAPS = 24, 3, 12
"""Rows that are shown; the document holds all."""
CURVE_WIDTH, CURVE_HEIGHT = 60, 8
SMALL = 1e-12
EIGHTHS = " ▁▂▃▄▅▆▇█"


def frontier_page(document: Json, language: Language, width: int, colour: bool = False) -> str:
    """
    Return a frontier for an analyst.

    Args:
        document: ``frontier.json``.
        language: of the sentences.
        width: columns of the page.
        colour: whether to use colours.
    """
    page = begun(document, language, width, colour=colour)
    write_frontier(page, document)
    return page.text()


def write_frontier(page: Page, document: Json) -> None:
    """Write ``frontier.json`` without its head."""
    if document["against"] is None:
        _write_limit(page, document)
    else:
        _write_second(page, document)
    _write_kind(page, document)
    _write_ends(page, document)
    planned = [each for each in document["points"] if each["value"] is not None]
    if len(planned) > 1:
        _write_curve(page, document, planned)
        if document["exact"]:
            _write_legs(page, document)
        else:
            _write_points(page, document)
    _write_gaps(page, document)


def _write_limit(page: Page, document: Json) -> None:
    """Write what moves, from where to where, and with how much money."""
    for each in document["limit"]["paths"]:
        page.line(f"{each['path']}: {each['from']} … {each['to']}", "dim", indent=2, hanging=2)
    ends = document["limit"]["money"]
    if ends is not None:
        decimals = decimals_for(ends)
        said = {"first": Number(exact(ends[0]), decimals), "last": Number(exact(ends[1]), decimals)}
        unit = word(document["money_unit"])
        page.line(say("Money of all funds: {first} to {last} {unit}", unit=unit, **said), indent=2, hanging=2)


def _write_second(page: Page, document: Json) -> None:
    """Write what the value is held against, from where the objective is best to where the second aim is."""
    against = document["against"]
    page.line(say("Against it: {aim}", aim=Text(**against["name"])), "bold", hanging=2)
    best, own = against["where_objective_is_best"], against["at_its_own_best"]
    page.line(say("where the first aim is best: {amount}", amount=_amount_of(page, document, best)), indent=2)
    if own is not None:
        amount = _amount_of(page, document, own)
        most = against["sense"] == "maximise"
        page.line(
            say("at most: {amount}", amount=amount) if most else say("at least: {amount}", amount=amount), indent=2
        )
    if best == own:
        page.line(say("One plan is best in both aims: nothing has to be given up"), "green", indent=2)
    for each in against["comes_first"]:
        if each["worse"]:
            said = {
                "there": Number(exact(each["at_the_end"]), decimals_for([each["at_the_end"]])),
                "here": Number(exact(each["as_written"]), decimals_for([each["as_written"]])),
                "unit": Text(**each["unit"]),
                "what": text_in(each["text"], page.language),
            }
            words = say("at the far end what comes first is served less: {there} {unit}, not {here} ({what})", **said)
            page.line(words, "yellow", indent=2, hanging=2)


def _rate_unit(page: Page, document: Json) -> str:
    """Return the unit of the second aim that a price is for; of a share the whole."""
    if document["against"] is None:
        return "1"
    return page.spoken(word(document["unit"])) if document["unit"] else "100 %"


def _amount_of(page: Page, document: Json, value: float) -> str:
    if not document["against"]["unit"]:
        return f"{Number(exact(value) * 100, 2).in_language(page.language)} %"
    return f"{figure(value, page.language)} {page.spoken(word(document['unit']))}"


def _write_kind(page: Page, document: Json) -> None:
    """Write how much is known: the whole line, or single points."""
    count = len(document["points"])
    proved = page.spoken(say("proved")) if document["certified"] else page.spoken(say("checked"))
    single = document["against"] is not None and document["against"]["complete"] and count == 1
    if document["exact"] and not single:
        turns = sum(each["turns"] == "value" for each in document["points"])
        said = {"count": count, "turns": turns, "proved": proved}
        page.line(
            say(
                "Exact: {count} {count:point|points} ({proved}); the value bends at {turns} of them, plans mix between",
                **said,
            )
        )
        return
    if document["against"] is not None and document["against"]["complete"]:
        if not single:
            page.line(
                say("{count} efficient {count:plan|plans} ({proved}); there is no other", count=count, proved=proved)
            )
        return
    reason = text_in(document["reason"], page.language)
    page.line(say("Not exact: {reason}", reason=reason), "yellow", hanging=2)
    page.line(say("{count} {count:point|points} ({proved})", count=count, proved=proved), indent=2)


def _write_ends(page: Page, document: Json) -> None:
    """Write between where there is a plan, where one is today, and from where on nothing more is gained."""
    ends = document["feasible"]
    if ends is None:
        page.line(say("No plan satisfies the case anywhere on the way"), "bold")
        return
    for none, first, words in (
        ("none_below", "from", say("No plan below {at}", at=_where(page, document, ends["from"]))),
        ("none_above", "to", say("No plan above {at}", at=_where(page, document, ends["to"]))),
    ):
        if ends[none] is None:
            continue
        page.line(words, "bold")
        if ends[none] != ends[first]:
            page.line(
                say("the nearest place without one: {at}", at=_where(page, document, ends[none])), "dim", indent=2
            )
    written = document["written"]
    if written is not None and written["value"] is not None:
        value = f"{figure(written['value'], page.language)} {page.spoken(word(document['objective']['unit']))}"
        page.line(
            say("As the case is written, at {at}: {value}", at=_where(page, document, written["at"]), value=value)
        )
    if document["idle"] is not None:
        at = _where(page, document, document["idle"]["at"])
        page.line(say("From {at} on, more brings nothing", at=at), "bold")


def _where(page: Page, document: Json, at: float) -> str:
    """Return a place in words, with its money where it is known."""
    shown = _place(document, at, page.language)
    for each in (*document["points"], *filter(None, (document["idle"], document["written"]))):
        if each["at"] == at and each["money"] is not None:
            return f"{shown} ({figure(each['money'], page.language)} {page.spoken(word(document['money_unit']))})"
    return shown


def _place(document: Json, at: float, language: Language) -> str:
    """Return a place as it is written: a factor, a value with its unit, or a share of the way."""
    kind = document["limit"]["kind"]
    if kind == "share":
        return f"{Number(exact(at) * 100, 2).in_language(language)} %"
    shown = Number(exact(at), 4 if kind == "factor" else 3).in_language(language)
    unit = f" {word(document['unit']).in_language(language)}" if document["unit"] else ""
    return f"x {shown}" if kind == "factor" else f"+ {shown}{unit}" if kind == "added" else f"{shown}{unit}"


def _headed(page: Page, document: Json, words: Message) -> str:
    """Return the head of a column of places; with the unit of a second aim, which its cells leave out."""
    if document["against"] is None or not document["unit"]:
        return page.spoken(words)
    return f"{page.spoken(words)} ({page.spoken(word(document['unit']))})"


def _cell(page: Page, document: Json, at: float) -> str:
    """Return a place in a column of places."""
    if document["against"] is None or not document["unit"]:
        return _place(document, at, page.language)
    return Number(exact(at), 3).in_language(page.language)


def _write_curve(page: Page, document: Json, planned: Sequence[Json]) -> None:
    """Draw the value over the way, as high as eighths of lines allow; where there is no plan, nothing."""
    first, last = document["limit"]["from"], document["limit"]["to"]
    tops = [each["value"] for each in planned]
    # Against a second aim the ends matter, not the height above nothing, so the picture is cut at the lowest value.
    floor = [] if document["against"] is not None else [0.0]
    low, high = min([*tops, *floor]), max([*tops, *floor])
    if high - low <= SMALL:
        return
    decimals = decimals_for([low, high])
    labels = [Number(exact(each), decimals).in_language(page.language) for each in (high, low)]
    width = max(map(len, labels))
    columns = min(CURVE_WIDTH, page.width - width - len(" │"))
    way = [first + (last - first) * (place + 0.5) / columns for place in range(columns)]
    values = [_value_at(document, planned, each) for each in way]
    eighths = [None if each is None else round((each - low) / (high - low) * CURVE_HEIGHT * 8) for each in values]
    page.blank()
    for row in range(CURVE_HEIGHT, 0, -1):
        label = labels[0] if row == CURVE_HEIGHT else labels[1] if row == 1 else ""
        bars = "".join(" " if each is None else EIGHTHS[min(8, max(0, each - (row - 1) * 8))] for each in eighths)
        page.verbatim(f"{label:>{width}} │{bars.rstrip()}", "dim")
    ends = [_place(document, each, page.language) for each in (first, last)]
    space = columns - len(ends[0]) - len(ends[1])
    page.verbatim(f"{'':>{width}} └{'─' * columns}", "dim")
    page.verbatim(f"{'':>{width}}  {ends[0]}{' ' * max(1, space)}{ends[1]}", "dim")


def _value_at(document: Json, planned: Sequence[Json], at: float) -> float | None:
    """Return the value at a place: between points on the line where it is exact, else that of the point before."""
    for one, other in pairwise(planned):
        if one["at"] <= at <= other["at"]:
            length = other["at"] - one["at"]
            part = (at - one["at"]) / length if length and document["exact"] else 0.0
            return float(one["value"] + part * (other["value"] - one["value"]))
    return None


def _write_legs(page: Page, document: Json) -> None:
    """Write one row for each part on which the value is a straight line; neighbours together where there are many."""
    points = document["points"]
    money, money_unit = document["limit"]["money"], page.spoken(word(document["money_unit"]))
    price = "money_price_right" if money else "price_right"
    bends = [0, *(number for number, each in enumerate(points) if each["turns"] == "value"), len(points) - 1]
    bends = _thinned(sorted(set(bends)), points)
    value = say("Value there ({unit})", unit=word(document["objective"]["unit"]))
    each_unit = money_unit if money else _rate_unit(page, document)
    prices = [points[begin][price] for begin in bends[:-1]]
    price_decimals = max((decimals_for([each]) for each in prices if each), default=0)
    columns = [
        Column(_headed(page, document, say("From")), right=True, wraps=True),
        Column(_headed(page, document, say("To")), right=True, wraps=True),
        Column(page.spoken(value), right=True, wraps=True),
        Column(page.spoken(say("Gain per {unit}", unit=each_unit)), right=True, wraps=True),
        Column(page.spoken(say("Comes in (+), drops out (−)")), wraps=True),
    ]
    if money:
        columns.insert(2, Column(money_unit, right=True))
    decimals = decimals_for(each["value"] for each in points)
    money_decimals = decimals_for(each["money"] for each in points)
    rows = []
    for begin, end in pairwise(bends):
        one, other = points[begin], points[end]
        gain = _gain(document, one, other, price)
        row = [
            _cell(page, document, one["at"]),
            _cell(page, document, other["at"]),
            figure(other["value"], page.language, decimals),
            figure(gain, page.language, price_decimals),
            _movement(points, begin, end),
        ]
        if money:
            row.insert(2, figure(other["money"], page.language, money_decimals))
        rows.append(row)
    page.heading(say("What moving on brings"))
    page.rows(columns, rows)
    if len(bends) - 1 < sum(each["turns"] == "value" for each in points) + 1:
        page.line(say("neighbouring parts are shown together; all are in frontier.json"), "dim", indent=2)


def _gain(document: Json, one: Json, other: Json, price: str) -> float | None:
    """Return the gain for one more, on average where several parts stand together."""
    width = other["money"] - one["money"] if document["limit"]["money"] else other["at"] - one["at"]
    if width <= 0:
        return None if one[price] is None else float(one[price])
    rise = (other["value"] - one["value"]) / width
    return float(rise if document["objective"]["sense"] == "maximise" else -rise)


def _thinned(bends: list[int], points: Sequence[Json]) -> list[int]:
    """Return bends, few enough to be shown: some in each of as many equal parts of the way."""
    if len(bends) <= MOST_ROWS + 1:
        return bends
    first, last = points[bends[0]]["at"], points[bends[-1]]["at"]
    kept = {bends[0], bends[-1]}
    for step in range(1, MOST_ROWS):
        at = first + (last - first) * step / MOST_ROWS
        kept.add(min(bends, key=lambda each: abs(points[each]["at"] - at)))
    return sorted(kept)


def _movement(points: Sequence[Json], begin: int, end: int) -> str:
    """Return the projects that come in or drop out on the way from one point to another, the first few by name."""
    before, after = points[begin]["levels"], points[end]["levels"]
    came = [f"+ {name}" for name in after if name not in before]
    went = [f"− {name}" for name in before if name not in after]
    both = [*came, *went]
    return ", ".join(both[:MOST_NAMES]) + (f", … ({len(both)})" if len(both) > MOST_NAMES else "")


def _write_points(page: Page, document: Json) -> None:
    """Write one row a point, as it was solved."""
    points = document["points"]
    chosen = points if len(points) <= 2 * MOST_ROWS else points[:: len(points) // MOST_ROWS]
    decimals = decimals_for(each["value"] for each in points)
    money = document["limit"]["money"]
    columns = [
        Column(_headed(page, document, say("At")), right=True, wraps=True),
        Column(page.spoken(word(document["objective"]["unit"])), right=True),
        Column(page.spoken(say("Comes in (+), drops out (−)")), wraps=True),
    ]
    if money:
        columns.insert(1, Column(page.spoken(word(document["money_unit"])), right=True))
    rows = []
    for each in chosen:
        moved = [*(f"+ {name}" for name in each["comes_in"]), *(f"− {name}" for name in each["goes_out"])]
        words = ", ".join(moved[:MOST_NAMES]) + (f", … ({len(moved)})" if len(moved) > MOST_NAMES else "")
        words = words if each["value"] is not None else page.spoken(_without(each))
        row = [_cell(page, document, each["at"]), figure(each["value"], page.language, decimals), words]
        if money:
            row.insert(1, figure(each["money"], page.language))
        rows.append(row)
    page.heading(say("Points"))
    page.rows(columns, rows)


def _without(point: Json) -> Message:
    return say("no plan") if point["status"] in ("infeasible", "certified_infeasible") else say("not known")


def _write_gaps(page: Page, document: Json) -> None:
    """Write what is known between proved steps."""
    gaps = document["gaps"]
    if not gaps:
        return
    page.heading(say("Between these points the value is open"))
    decimals = decimals_for(each[key] for each in gaps for key in ("at_least", "at_most"))
    heads = (say("From"), say("To"), say("At least"), say("At most"))
    columns = [Column(page.spoken(each), right=True) for each in heads]
    rows = [
        [
            _place(document, each["from"], page.language),
            _place(document, each["to"], page.language),
            figure(each["at_least"], page.language, decimals),
            figure(each["at_most"], page.language, decimals),
        ]
        for each in gaps[:MOST_GAPS]
    ]
    page.rows(columns, rows)
    if len(gaps) > MOST_GAPS:
        page.line(say("and {count} more, in frontier.json", count=len(gaps) - MOST_GAPS), "dim", indent=2)
