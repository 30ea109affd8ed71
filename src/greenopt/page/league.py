"""Ranking: what each project is worth, up to where there is money, and what else the saved ranking answers."""

from collections.abc import Sequence

from greenopt.language import say, word
from greenopt.page.blocks import Block, Chart, Heading, Section, Table
from greenopt.page.plots import Bar, lengths
from greenopt.page.recorded import folded, recorded
from greenopt.page.speech import Speech
from greenopt.report.ranking import CLASSES, PLANNED, write_ranking
from greenopt.report.words import Json, decimals_for

MOST_ROWS = 100
"""Projects from which on the page has only those of the printed table."""
MOST_BARS = 25
SERIES = {"core": 0, "borderline": 1, "out": 4}


def league(document: Json, speech: Speech) -> Section:
    """Return the league table with its picture; its further parts are folded away."""
    rows: Sequence[Json] = document["ranking"]
    if len(rows) > MOST_ROWS:
        printed = set(document["printed"])
        rows = [each for each in rows if each["project"] in printed]
    blocks = recorded(lambda page: write_ranking(page, document, rows), speech.language)
    title = speech(say("Projects by rank: what is lost without each, and by forcing each in"))
    made: list[Block] = []
    for block in folded(blocks):
        if isinstance(block, Table) and not block.caption:
            made += _pictured(document, speech)
            made += [Heading(title), Table(title, block.columns, block.rows, quiet=True)]
            continue
        made.append(block)
    return Section("ranking", speech(say("Ranking: what each project is worth")), made)


def _pictured(document: Json, speech: Speech) -> Sequence[Block]:
    """Return the projects without which most is lost, as bars; nothing where none is lost."""
    lost = [each for each in document["ranking"] if each["replacement_value"]]
    lost = [each for each in lost if each["decision"] in PLANNED]
    lost.sort(key=lambda each: (-each["replacement_value"], each["rank"], each["project"]))
    shown = lost[:MOST_BARS]
    if len(shown) < 2:
        return ()
    places = decimals_for(each["replacement_value"] for each in shown)
    bars = [
        Bar(
            speech.text(each["name"]),
            0,
            each["replacement_value"],
            [speech.number(each["replacement_value"], places)],
            SERIES.get(each["class"], 4),
        )
        for each in shown
    ]
    title = speech(say("Lost without each project ({unit})", unit=word(document["objective"]["unit"])))
    said = {"name": speech.text(shown[0]["name"]), "value": speech.number(shown[0]["replacement_value"], places)}
    about = speech(say("Bars, the longest first; most is lost without {name}: {value}.", **said))
    anchor = f"ranking-{speech.language}-chart"
    keys = [(speech(CLASSES[each]), SERIES[each]) for each in SERIES if any(row["class"] == each for row in shown)]
    return (Chart(title, lengths(anchor, title, about, bars, bars[0].last, keys)),)
