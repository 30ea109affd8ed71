"""
Listing: the ranked projects on paper, as many as fit; what is left out is counted and added up.

Groups and their sums always stand. Every group keeps the same part of its projects, the first ones by rank, so that a
reader sees on both sides of the funding line what stands there.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from greenopt.language import say
from greenopt.page.blocks import Column, Row, Table, Words
from greenopt.page.speech import Speech
from greenopt.page.svg import shortened
from greenopt.report.portfolio import ABOVE, funding_line
from greenopt.report.words import DECISIONS, Json, decimals_for, exact, main_indicator, roman, years

LONGEST_NAME, LONGEST_PLACE = 64, 30


def listing(result: Json, speech: Speech, shown: int) -> Table:
    """
    Return the table.

    Args:
        result: the document ``result.json``.
        speech: the language.
        shown: how many projects have a line of their own.
    """
    indicator = main_indicator(result)
    unit = result["totals"]["indicators"][indicator]["unit"] if indicator else ""
    columns = (
        Column(speech(say("No.")), right=True),
        Column(speech(say("Project"))),
        Column(speech(say("Place"))),
        Column(speech(say("Asks")), right=True),
        Column(speech(say("Public money")), right=True),
        Column(speech(say("Level")), right=True),
        Column(speech.unit(unit), right=True),
        Column(speech(say("Start")), right=True),
    )
    return Table("", columns, tuple(_Lines(result, speech, indicator).rows(shown)))


class _Lines:
    """The lines of the table, all with the same decimals in a column."""

    def __init__(self, result: Json, speech: Speech, indicator: str | None) -> None:
        self.entries: Sequence[Json] = result["portfolio"]
        self.speech, self.indicator = speech, indicator
        self.money = decimals_for(each["public_money"] for each in self.entries)
        self.asked = decimals_for(each["asks"] for each in self.entries)
        self.brought = decimals_for(each["impact"].get(indicator) for each in self.entries)

    def rows(self, shown: int) -> Iterator[Row]:
        """Yield the total, then each group with its sums, its first projects and what is left of it."""
        yield Row(self._sums("", self.speech(say("TOTAL")), self.entries), "total")
        groups = {decision: [each for each in self.entries if each["decision"] == decision] for decision in DECISIONS}
        kept = _kept([len(group) for group in groups.values()], shown)
        number, lined = 0, False
        for (decision, group), most in zip(groups.items(), kept, strict=True):
            if not group:
                continue
            number += 1
            if decision not in ABOVE and not lined:
                lined = True
                yield Row([self.speech(funding_line(self.entries))], "line")
            title = self.speech(say("{decision} ({count})", decision=DECISIONS[decision], count=len(group)))
            yield Row(self._sums(roman(number), title, group), "group")
            yield from (self._row(each) for each in group[:most])
            if 0 < most < len(group):
                more = self.speech(say("and {count} more", count=len(group) - most))
                yield Row(self._sums("", more, group[most:]), "rest")

    def _row(self, entry: Json) -> Row:
        speech = self.speech
        paid = entry["decision"] in ABOVE
        got: list[Words] = ["–"] * 3
        if paid:
            got = [
                speech.number(entry["public_money"], self.money),
                speech.level(entry["level"]),
                speech.number(entry["impact"].get(self.indicator, 0), self.brought),
            ]
        cells: list[Words] = [
            str(entry["rank"]),
            shortened(speech.text(entry["name"]), LONGEST_NAME),
            shortened(speech.place(entry["place"]), LONGEST_PLACE),
            speech.number(entry["asks"], self.asked),
            *got,
            years(entry["starts"]),
        ]
        return Row(cells, "" if paid else "faint")

    def _sums(self, number: str, title: str, group: Sequence[Json]) -> Sequence[Words]:
        """Return a row of sums, computed from what stands in the result."""

        def added(values: Iterator[float | None], decimals: int) -> str:
            return self.speech.number(sum((exact(each or 0) for each in values), Fraction(0)), decimals)

        return [
            number,
            title,
            "",
            added((each["asks"] for each in group), self.asked),
            added((each["public_money"] for each in group), self.money),
            "",
            added((each["impact"].get(self.indicator) for each in group), self.brought) if self.indicator else "",
            "",
        ]


def _kept(sizes: Sequence[int], shown: int) -> Sequence[int]:
    """Return how many projects of each group are shown: the same part of each, as near as whole numbers come."""
    kept = [0] * len(sizes)
    for _ in range(min(shown, sum(sizes))):
        parts = [(kept[place] / size, place) for place, size in enumerate(sizes) if kept[place] < size]
        kept[min(parts)[1]] += 1
    return kept
