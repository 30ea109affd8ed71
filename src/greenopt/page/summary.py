"""
Summary: the run on two pages of A4 for whoever decides, on paper or on a phone.

    page 1   the answer in one minute, people and places, where the money goes, what more money would buy
    page 2   the ranked projects, as many as fit; who decided the rules; what is proved and how to prove it again

An impossible case has what clashes and the ways out on its first page. Every text of a case is cut to a length, so that
no name can push anything off its page; how many projects are listed is what fits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from greenopt.language import Language, say, word
from greenopt.page.answer import answer
from greenopt.page.bars import where_money_goes
from greenopt.page.blocks import Block, Card, Cards, Paragraph, Row, Section, Shaded, Table, Words
from greenopt.page.gains import more, people
from greenopt.page.grounds import grounds, reading
from greenopt.page.listing import listing
from greenopt.page.paper import Frame, framed
from greenopt.page.speech import Speech, cleaned
from greenopt.page.svg import shortened
from greenopt.page.ways_out import conflict
from greenopt.report.words import Json
from greenopt.studies.more_money import More

MOST_LINES = 60
"""More projects than these fit on no page."""
MOST_CLASHING, MOST_CARDS, MOST_NEAREST, LONGEST_TEXT = 8, 6, 24, 220


@dataclass(frozen=True)
class Summary:
    """What stands on the two pages, in one language."""

    frame: Frame
    first: Sequence[Section]
    second: Callable[[int], Sequence[Section]]
    """With so many projects of the list."""
    most: int
    """How many projects there are to be listed."""


def summary(result: Json, settled: Json, digest: str, found: Sequence[More], language: Language) -> Summary:
    """
    Return what stands on the two pages.

    Args:
        result: the document ``result.json``.
        settled: the document ``case.resolved.json``.
        digest: of the run.
        found: the plans with more money.
        language: of the paper.
    """
    result, settled = cleaned(result), cleaned(settled)
    speech = Speech.of(settled, language)
    with_more = more(result, found, speech)
    ends = (grounds(result, settled, speech), reading(result, digest, speech))
    frame = framed(result, digest, speech)
    if not result["portfolio"]:
        sections = [_clipped(each) for each in conflict(result, speech)]
        first = [each for each in sections if each.anchor != "nearest"]
        nearest = [each for each in sections if each.anchor == "nearest"]
        return Summary(frame, first, lambda _: (with_more, *nearest, *ends), 0)
    gained = people(result, settled, speech)
    goes = where_money_goes(result, speech)
    first = [answer(result, speech)]
    if gained is not None:
        first.append(Section("people", speech(say("Jobs, households, places")), (gained,)))
    if goes is not None:
        first.append(Section("flow", speech(say("Where the money goes")), (goes,)))
    first.append(with_more)

    def second(shown: int) -> Sequence[Section]:
        table = listing(result, speech, shown)
        heading = say("Projects (money in {unit})", unit=word(result["totals"]["money_unit"]))
        return (Section("projects", speech(heading), (table,)), *ends)

    return Summary(frame, first, second, min(len(result["portfolio"]), MOST_LINES))


def _clipped(section: Section) -> Section:
    """Return a section of an impossible case with as much as a page takes; the report has the rest."""
    return replace(section, blocks=tuple(_cut(each) for each in section.blocks))


def _cut(block: Block) -> Block:
    if isinstance(block, Table):
        most = MOST_CLASHING if len(block.columns) > 2 else MOST_NEAREST
        # Years of one rule clash each for itself and say the same.
        rows = list(
            {
                tuple(row.cells): Row(
                    [cell if isinstance(cell, Shaded) else _short(cell) for cell in row.cells], row.style
                )
                for row in block.rows
            }.values()
        )
        return replace(block, caption="", rows=rows[:most], folded="")
    if isinstance(block, Cards):
        return Cards([Card(each.title, [_short(line) for line in each.lines[:2]]) for each in block.cards[:MOST_CARDS]])
    if isinstance(block, Paragraph):
        return replace(block, text=_short(block.text))
    return block


def _short(text: Words) -> Words:
    return text if isinstance(text, Markup) else shortened(text, LONGEST_TEXT)
