"""Compared with another run: what made the difference, which projects come and go, which inputs differ."""

from greenopt.language import say, word
from greenopt.page.blocks import Block, Chart, Heading, Section, Table
from greenopt.page.plots import Bar, spans
from greenopt.page.recorded import recorded
from greenopt.page.speech import Speech
from greenopt.page.sweeps import path_in_words
from greenopt.report.compare import ANY, write_comparison
from greenopt.report.words import Json, decimals_for, exact

MOST_PARTS = 20
SERIES = {True: 0, False: 1}
"""How a part is filled that brings more, and one that brings less."""


def comparison(name: str, document: Json, place: int, speech: Speech) -> Section:
    """
    Return how the run differs from another.

    Args:
        name: what the other run was called.
        document: ``greenopt.compare/1``, the other run first.
        place: of the comparison among those of the page, from 1.
        speech: the language.
    """
    names = (name, speech(say("this run")))
    blocks = recorded(lambda page: write_comparison(page, document, names), speech.language)
    made: list[Block] = []
    waterfall = _waterfall(name, document, f"compare{place}-{speech.language}-chart", speech)
    for block in blocks:
        if isinstance(block, Table) and waterfall is not None and any(isinstance(each, Heading) for each in made):
            made.append(waterfall)
            waterfall = None
        made.append(block)
    return Section(f"compare{place}", speech(say("Compared with {name}", name=name)), made)


def _waterfall(name: str, document: Json, anchor: str, speech: Speech) -> Chart | None:
    """Return the way from the other run's value to this one's, part by part."""
    found, objective = document["attribution"], document["objective"]
    if found is None or not found["possible"] or not found["parts"] or objective["difference"] is None:
        return None
    ends = [objective[when]["value"] for when in ("before", "after")]
    places, parts = decimals_for(ends), found["parts"]
    bars = [Bar(name, ends[0], ends[0], [speech.number(ends[0], places)], 4)]
    reached = exact(ends[0])
    for each in parts[:MOST_PARTS]:
        amount = exact(each["amount"])
        shown = ("+" if amount > 0 else "") + speech.number(amount, decimals_for(part["amount"] for part in parts))
        title = speech(say("all of it together")) if each["label"] == ANY else _called(each, speech)
        bars.append(Bar(title, float(reached), float(reached + amount), [shown], SERIES[amount >= 0]))
        reached += amount
    if len(parts) > MOST_PARTS:
        rest = exact(ends[1]) - reached
        words = speech(say("and {count} more", count=len(parts) - MOST_PARTS))
        bars.append(Bar(words, float(reached), ends[1], [speech.number(rest, places)], SERIES[rest >= 0]))
    bars.append(Bar(speech(say("this run")), ends[1], ends[1], [speech.number(ends[1], places)], 4))
    unit = word(objective["after"]["unit"])
    title = speech(say("From one best value to the other ({unit})", unit=unit))
    said = {"first": bars[0].shown[0], "last": bars[-1].shown[0], "count": len(parts)}
    about = speech(say("From {first} to {last} in {count} parts.", **said))
    return Chart(title, spans(anchor, title, about, bars, None, speech))


def _called(part: Json, speech: Speech) -> str:
    return path_in_words(part["places"][0] if part["places"] else part["label"], part["label"], speech)
