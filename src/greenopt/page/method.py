"""Data and method: how good the figures are, where rules and figures come from, what is proved, how to repeat it."""

import shlex
from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from greenopt.language import LANGUAGES, Message, say
from greenopt.page.blocks import Annex, Block, Column, Commands, Paragraph, Row, Section, Table
from greenopt.page.portfolio import EVIDENCE
from greenopt.page.speech import Speech
from greenopt.page.svg import shortened, tag
from greenopt.report.words import Json, decimals_for, exact, proof

MOST_SOURCE = 80
"""Signs of a source that are shown; the settled case has the whole."""


def method(result: Json, case_file: str, speech: Speech) -> Section:
    """Return what a reader needs to doubt or repeat the answer."""
    how = say(
        "The case is turned into exact linear rows. A solver proposes a plan; greenopt computes it anew in fractions, "
        "counts every rule and sum anew project by project, and proves with a certificate that no plan is better. "
        "'greenopt verify' repeats the proof without any solver."
    )
    if not result["portfolio"]:
        how = say(
            "The case is turned into exact linear rows. A certificate in fractions shows which of them cannot hold "
            "together. 'greenopt verify' repeats the proof without any solver."
        )
    blocks: list[Block] = [Paragraph(speech(proof(result)), "lead"), Paragraph(speech(how))]
    if result["portfolio"]:
        blocks.append(_evidence(result, speech))
    blocks.append(Paragraph(speech(say("In the folder of the run, the same answer is found and proved again by:"))))
    blocks.append(Commands(_commands(result, case_file)))
    blocks.append(Paragraph(speech(say("Sources of rules, files and software stand at the end of the page.")), "note"))
    return Section("method", speech(say("Data and method")), blocks)


def _evidence(result: Json, speech: Speech) -> Table:
    """Return how many projects, and how much public money, rest on which quality of evidence."""
    entries: Sequence[Json] = result["portfolio"]
    title = speech(say("Evidence behind the projects"))
    headings = (say("Quality"), say("Projects"), say("Public money"))
    columns = [Column(speech(each), right=number > 0) for number, each in enumerate(headings)]
    places = decimals_for(each["public_money"] for each in entries)
    rows = []
    for quality, words in {**EVIDENCE, "": say("not stated")}.items():
        group = [each for each in entries if (each["evidence"]["quality"] or "") == quality]
        if group:
            money = sum((exact(each["public_money"]) for each in group), Fraction(0))
            rows.append(Row([speech(words), str(len(group)), speech.number(money, places)]))
    return Table(title, columns, rows)


def _commands(result: Json, case_file: str) -> Sequence[str]:
    changed = [word for name in result["scenario"] for word in ("-s", name)]
    changed += [word for path, value in result["changes"].items() for word in ("--set", f"{path}={value}")]
    return (shlex.join(["greenopt", "solve", f"inputs/{case_file}", *changed]), "greenopt verify .")


def annex(result: Json) -> Sequence[Annex]:
    """Return the source of each rule and fund, and what the answer was computed from and with."""
    sources: dict[str, Sequence[str]] = {}
    for row in result["rules"]:
        if row["source"] and not row["name"].startswith("projects."):
            sources.setdefault(row["name"], (row["row"] or "•", row["name"], shortened(row["source"], MOST_SOURCE)))
    files = [(each["file"], each["sha256"]) for each in result["inputs"]]
    files += sorted(result["software"].items())
    return (
        _annexed(say("Sources of the rules"), tuple(sources.values())),
        _annexed(say("Files (SHA-256) and software"), files),
    )


def _annexed(heading: Message, rows: Sequence[Sequence[str]]) -> Annex:
    both = [tag("span", heading.in_language(each), lang=each) for each in LANGUAGES]
    return Annex(Markup("").join(both), " / ".join(heading.both().values()), rows)
