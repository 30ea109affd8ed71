"""Gains: what the plan brings to people and places, and what more money would bring."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from greenopt.language import Number, say, word
from greenopt.page.blocks import Block, Column, Paragraph, Row, Section, Table, Tile, Tiles
from greenopt.page.speech import Speech
from greenopt.page.svg import shortened
from greenopt.report.words import Json, decimals_for, exact, text_in
from greenopt.studies.more_money import STEP, More
from greenopt.units import UNITS

FIRST = ("jobs", "households")
"""Indicators that are shown first, by their name in the policy models."""
OF_PEOPLE = ("person", "people", "household", "job")
"""Units of those that come next."""
MOST_TILES, MOST_NAMES, LONGEST_NAME = 4, 3, 60


def people(result: Json, settled: Json, speech: Speech) -> Tiles | None:
    """Return jobs, households and what else is counted once, then the places that get something."""
    tiles = [*_counted(result, settled, speech), *_places(result, speech)]
    return Tiles(tiles) if tiles else None


def _counted(result: Json, settled: Json, speech: Speech) -> Iterator[Tile]:
    found = {
        name: each
        for name, each in result["totals"]["indicators"].items()
        if settled["indicators"][name]["form"] == "stock" and (each["value"] or 0) > 0
    }

    def turn(name: str) -> tuple[int, bool]:
        return FIRST.index(name) if name in FIRST else len(FIRST), found[name]["unit"] not in OF_PEOPLE

    last = result["case"]["horizon"][1]
    for name in sorted(found, key=turn)[:MOST_TILES]:
        each = found[name]
        title = shortened(speech(speech.names.indicators[name]), LONGEST_NAME)
        value, by_end = each["value"], each.get("by_end_of_horizon")
        note = ""
        if by_end is not None and by_end != value:
            note = speech(say("{value} by the end of {year}", value=speech.number(by_end), year=last))
        yield Tile(f"{title} ({speech.unit(each['unit'])})", speech.number(value), note)


def _places(result: Json, speech: Speech) -> Iterator[Tile]:
    every = {each["place"] for each in result["portfolio"] if each["place"]}
    reached = {each["place"] for each in result["portfolio"] if each["place"] and each["level"]}
    if every:
        words = speech(say("of {count} places with a project", count=len(every)))
        yield Tile(speech(say("Places that get something")), str(len(reached)), words)


def more(result: Json, found: Sequence[More], speech: Speech) -> Section:
    """Return what one, two and five billion more would bring, or why that is not said."""
    heading = speech(say("What more money would buy"))
    blocks: list[Block] = []
    if not found:
        words = say("No fund of the case has money that could grow.")
        if result["status"] not in ("certified_optimal", "certified_infeasible"):
            words = say("This is not computed, since the plan itself is not proved to be the best.")
        return Section("more", heading, (Paragraph(speech(words), "note"),))
    unit = speech.unit(result["objective"]["unit"])
    columns = (
        Column(speech(say("More money"))),
        Column(speech(say("The plan brings ({unit})", unit=unit)), right=True),
        Column(speech(say("Change ({unit})", unit=unit)), right=True),
        Column(speech(say("What changes in the plan"))),
    )
    rows = [_as_it_is(result, speech), *(_row(each, result, speech) for each in found)]
    blocks.append(Table("", columns, rows))
    words = say(
        "Each line is the best plan with so much more money, spread over all funds and open years in proportion. "
        "Each was solved anew for this paper, and proved."
    )
    if not all(each.proved for each in found):
        words = say(
            "Each line is the best plan found with so much more money, spread over all funds and open years in "
            "proportion. Not all of them are proved."
        )
    blocks.append(Paragraph(speech(words), "note"))
    return Section("more", heading, tuple(blocks))


def _as_it_is(result: Json, speech: Speech) -> Row:
    value = result["objective"]["value"]
    return Row([speech(say("as the case is")), _value(value, speech), "–", "–"], "group")


def _value(value: float | None, speech: Speech) -> str:
    return speech(say("no plan")) if value is None else speech.number(value)


def _row(each: More, result: Json, speech: Speech) -> Row:
    base = result["objective"]["value"]
    change = "–"
    if base is not None and each.value is not None:
        gain = exact(each.value) - exact(base)
        sign = "+" if gain > 0 else "−" if gain < 0 else ""
        change = f"{sign}{speech.number(abs(gain))}"
    moved = _moved(each.levels, result, speech) if each.value is not None and result["portfolio"] else "–"
    return Row([_added(each, result, speech), _value(each.value, speech), change, moved])


def _added(each: More, result: Json, speech: Speech) -> str:
    """Return how much more, in billions where that is how people count."""
    unit = result["totals"]["money_unit"]
    currency, size = UNITS[unit]
    if currency == "VND":
        return speech(say("{count} billion VND more", count=Number(each.added * size / STEP["VND"])))
    places = decimals_for([float(each.added)])
    return speech(say("{added} {unit} more", added=Number(each.added, places), unit=word(unit)))


def _moved(levels: Mapping[str, Fraction], result: Json, speech: Speech) -> str:
    """Return which projects gain or lose most money, by name, those that come in or drop out first."""
    moves = []
    for entry in result["portfolio"]:
        before, after = exact(entry["level"]), _near(levels.get(entry["project"], Fraction(0)))
        if before != after:
            money = abs(after - before) * exact(entry["asks"] or 0)
            sign = "+" if after > before else "−"
            moves.append(
                (-money, entry["rank"], f"{sign} {shortened(text_in(entry['name'], speech.language), LONGEST_NAME)}")
            )
    moves.sort()
    names = [words for _, _, words in moves[:MOST_NAMES]]
    if len(moves) > MOST_NAMES:
        names.append(speech(say("and {count} more", count=len(moves) - MOST_NAMES)))
    return "; ".join(names) or "–"


def _near(level: Fraction) -> Fraction:
    """Return a level as a result holds it."""
    from greenopt.result.standing import plain

    return exact(plain(level) or 0)
