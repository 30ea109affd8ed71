"""The ranked portfolio: numbered, in groups, the total first, with the funding line and the reasons."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from markupsafe import Markup

from greenopt.language import Number, say, word
from greenopt.page.blocks import Block, Card, Cards, Column, Listing, Paragraph, Row, Section, Table, Words
from greenopt.page.speech import Speech
from greenopt.page.svg import tag
from greenopt.report.portfolio import ABOVE, funding_line, note_in_words
from greenopt.report.words import DECISIONS, Json, decimals_for, exact, main_indicator, roman, years

EVIDENCE = {"measured": say("measured"), "estimated": say("estimated"), "assumed": say("assumed")}
"""How good a figure is, the best first."""
HEADS = {"decision": say("Decision"), "sector": say("Sector"), "place": say("Place")}
MOST_CARDS = 30
"""Projects that get a card of their own; the table has the reason of every project."""


class _Places(NamedTuple):
    """Decimals of the two columns of amounts."""

    money: int
    brought: int


def portfolio(result: Json, speech: Speech) -> Section:
    """Return the table of all projects."""
    entries: Sequence[Json] = result["portfolio"]
    indicator = main_indicator(result)
    weighed = any(entry["merit"] is not None for entry in entries)
    unit = result["totals"]["indicators"][indicator]["unit"] if indicator else ""
    columns = [
        Column(speech(say("No.")), right=True),
        Column(speech(say("Project"))),
        Column(speech(say("Level")), right=True),
        Column(speech(say("Public money")), right=True),
        Column(speech.unit(unit), right=True),
        *[Column(speech(say("Worth")), right=True)] * weighed,
        Column(speech(say("Start")), right=True),
    ]
    caption = speech(say("Projects (money in {unit})", unit=word(result["totals"]["money_unit"])))
    filters = _filters(result, speech)
    table = Table(
        caption,
        columns,
        tuple(_rows(result, speech, indicator, weighed, filters)),
        listing=Listing(
            [(speech(HEADS[key]), list(values.values())) for key, values in filters.items()], _words(speech)
        ),
    )
    legend = say(
        "Worth: what a project brings, divided by what the money and room it takes would bring elsewhere; "
        "1 is the funding line."
    )
    notes = [Paragraph(speech(legend), "note")] if weighed else []
    return Section("projects", speech(say("Ranked projects")), (table, *notes))


def _filters(result: Json, speech: Speech) -> Mapping[str, Mapping[str, str]]:
    """Return the decisions, sectors and places that projects have, each with its name; what all share is no filter."""
    entries: Sequence[Json] = result["portfolio"]
    named = {
        "decision": {each: speech(words) for each, words in DECISIONS.items()},
        "sector": {each["sector"]: speech.sector(each["sector"]) for each in entries},
        "place": {each["place"]: speech.place(each["place"]) for each in entries if each["place"]},
    }
    held = {key: {each[key] for each in entries} for key in named}
    return {
        key: {name: words for name, words in names.items() if name in held[key]}
        for key, names in named.items()
        if len(held[key]) > 1
    }


def _words(speech: Speech) -> Mapping[str, str]:
    """Return what the script says about the list."""
    said = {
        "search": say("Search"),
        "all": say("show all"),
        "shown": say("{shown} of {count} projects are shown.", shown="{shown}", count="{count}"),
        "up": say("Sorted by '{column}', rising.", column="{column}"),
        "down": say("Sorted by '{column}', falling.", column="{column}"),
        "none": say("No project fits."),
    }
    return {name: speech(words) for name, words in said.items()}


def _rows(
    result: Json, speech: Speech, indicator: str | None, weighed: bool, filters: Mapping[str, Mapping[str, str]]
) -> Iterator[Row]:
    entries: Sequence[Json] = result["portfolio"]
    places = _Places(
        decimals_for(each["public_money"] for each in entries),
        decimals_for(each["impact"].get(indicator) for each in entries),
    )

    def sums(number: str, title: str, group: Sequence[Json]) -> list[Words]:
        money = sum((exact(each["public_money"]) for each in group), Fraction(0))
        brought = sum((exact(each["impact"].get(indicator) or 0) for each in group), Fraction(0))
        shown = [speech.number(money, places.money)]
        shown.append(speech.number(brought, places.brought))
        return [number, title, "", *shown, *[""] * weighed, ""]

    yield Row(sums("", speech(say("TOTAL")), entries), "total")
    number, lined = 0, False
    for decision, words in DECISIONS.items():
        group = [entry for entry in entries if entry["decision"] == decision]
        if not group:
            continue
        number += 1
        if decision not in ABOVE and not lined:
            lined = True
            yield Row([speech(funding_line(entries))], "line")
        title = speech(say("{decision} ({count})", decision=words, count=len(group)))
        yield Row(sums(roman(number), title, group), "group")
        for entry in group:
            marks = ".".join(_mark(list(values), entry[key]) for key, values in filters.items())
            yield _row(entry, speech, indicator, weighed, places)._replace(marks=marks)


def _mark(values: Sequence[str], value: str) -> str:
    """Return the number of a value, from 1; nothing for a project that has none."""
    return str(values.index(value) + 1) if value in values else ""


def _row(entry: Json, speech: Speech, indicator: str | None, weighed: bool, places: _Places) -> Row:
    paid = entry["decision"] in ABOVE
    cells: list[Words] = [str(entry["rank"]), _project(entry, speech)]
    if paid:
        cells += [
            speech.level(entry["level"]),
            speech.number(entry["public_money"], places.money),
            speech.number(entry["impact"].get(indicator, 0), places.brought),
        ]
    else:
        cells += ["–"] * 3
    cells += [speech.worth(entry["merit"])] * weighed
    return Row([*cells, years(entry["starts"])], "" if paid else "faint")


def _project(entry: Json, speech: Speech) -> Markup:
    """Return name, then sector, place and quality of evidence, then what the numbers do not say."""
    where = [speech.sector(entry["sector"]), speech.place(entry["place"]), _quality(entry, speech)]
    parts = [tag("b", speech.text(entry["name"])), tag("small", speech.joined(where))]
    note = note_in_words(entry, speech.names)
    if note is not None:
        parts.append(tag("small", speech(note), class_="why"))
    return Markup("").join(parts)


def _quality(entry: Json, speech: Speech) -> str:
    quality = entry["evidence"]["quality"]
    return speech(EVIDENCE[quality]) if quality in EVIDENCE else ""


def why_not(result: Json, speech: Speech) -> Section | None:
    """Return a card for each project that gets nothing; what limits the others stands in the table."""
    entries = [each for each in result["portfolio"] if each["decision"] not in ABOVE]
    if not entries:
        return None
    cards = tuple(_card(entry, result, speech) for entry in entries[:MOST_CARDS])
    blocks: list[Block] = [
        Paragraph(speech(say("'greenopt explain RUN NAME' solves and proves what would have to change."))),
        Cards(cards),
    ]
    if len(entries) > MOST_CARDS:
        blocks.append(Paragraph(speech(say("and {count} more in the table", count=len(entries) - MOST_CARDS)), "note"))
    return Section("why-not", speech(say("Why not? Projects that get no money")), tuple(blocks))


def _card(entry: Json, result: Json, speech: Speech) -> Card:
    unit = speech.unit(result["totals"]["money_unit"])
    asks = Number(exact(entry["asks"]), decimals_for([entry["asks"]]))
    lines = [speech(say("asks for {asks} {unit}", asks=asks, unit=unit)), speech.text(entry["reason"])]
    if entry["merit"] is not None:
        lines.append(speech(say("Worth: {worth}", worth=speech.worth(entry["merit"]))))
    return Card(
        f"{entry['rank']}. {speech.text(entry['name'])}",
        lines,
        speech(DECISIONS[entry["decision"]]),
        (entry["project"],),
    )
