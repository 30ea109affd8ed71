"""How sure: in how many draws each project is chosen, how the value spreads, and whose numbers to verify first."""

from collections.abc import Iterator, Sequence

from greenopt.language import say, word
from greenopt.page.blocks import Block, Chart, Section, Table
from greenopt.page.plots import Bar, lengths
from greenopt.page.recorded import recorded
from greenopt.page.speech import Speech
from greenopt.report.uncertainty import called, is_plain, worth_knowing, write_uncertainty
from greenopt.report.words import Json, decimals_for

MOST_BARS = 40
WORDS = {"robust": say("robust"), "borderline": say("borderline"), "out": say("out")}
SERIES = {"robust": 0, "borderline": 1, "out": 4}


def sureness(document: Json, speech: Speech) -> Section:
    """Return what the draws from the ranges of a case show."""
    blocks = recorded(lambda page: write_uncertainty(page, document), speech.language)
    tables = {
        speech(say("Project")): _chosen(document, speech),
        speech(say("Verify the numbers of")): _information(document, speech),
    }
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            for column in block.columns:
                made += tables.pop(str(column.heading), ())
        made.append(block)
    return Section("uncertainty", speech(say("How sure is the plan?")), made)


def _chosen(document: Json, speech: Speech) -> Sequence[Block]:
    """Return in how many draws each project is chosen of which there is something to say, the surest first."""
    projects = [each for each in document["projects"] if each["chosen_share"] is not None and not is_plain(each)]
    projects.sort(key=lambda each: (-each["chosen_share"], -each["mean_level"], each["project"]))
    if len(projects) < 2:
        return ()
    bars = [
        Bar(
            speech.text(each["name"]),
            0,
            each["chosen_share"],
            [speech.level(each["chosen_share"])],
            SERIES[each["standing"]],
        )
        for each in projects[:MOST_BARS]
    ]
    keys = [(speech(WORDS[each]), SERIES[each]) for each in SERIES if any(row["standing"] == each for row in projects)]
    said = {"count": document["samples"]}
    title = speech(say("In how many of {count} draws a project is chosen", **said))
    about = speech(say("Bars, the surest project first: {list}.", list="; ".join(_read_out(bars))))
    return _pictured(f"uncertainty-{speech.language}-chart", title, about, bars, 1.0, keys)


def _read_out(bars: Sequence[Bar]) -> Iterator[str]:
    return (f"{each.name} {each.shown[0]}" for each in (bars[0], bars[-1]))


def _information(document: Json, speech: Speech) -> Sequence[Block]:
    """Return what knowing the numbers of each subject would bring, the most first."""
    found = document["information"]
    shown = [] if found is None else worth_knowing(found)
    if len(shown) < 2:
        return ()
    places = decimals_for(each["gain"] for each in shown)
    bars = [
        Bar(called(each, speech.language), 0, each["gain"], [speech.number(each["gain"], places)]) for each in shown
    ]
    unit = word(document["objective"]["unit"])
    title = speech(say("What knowing the numbers of each would bring ({unit})", unit=unit))
    about = speech(say("Bars, the longest first: {list}.", list="; ".join(_read_out(bars))))
    return _pictured(f"information-{speech.language}-chart", title, about, bars, bars[0].last)


def _pictured(
    anchor: str, title: str, about: str, bars: Sequence[Bar], most: float, keys: Sequence[tuple[str, int]] = ()
) -> Sequence[Block]:
    return (Chart(title, lengths(anchor, title, about, bars, most, keys)),)
