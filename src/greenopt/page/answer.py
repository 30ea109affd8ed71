"""The answer in one minute: four numbers, one sentence, the biggest caveat."""

from collections.abc import Iterator
from fractions import Fraction

from greenopt.language import Number, say, word
from greenopt.page.blocks import Block, Paragraph, Section, Tile, Tiles
from greenopt.page.portfolio import EVIDENCE
from greenopt.page.speech import Speech
from greenopt.report.words import Json, decimals_for, exact, proof, unfinished, uniqueness

UNCERTAIN = ("assumed", "estimated")
"""Qualities of evidence that are no measurements, the worst first."""


def answer(result: Json, speech: Speech) -> Section:
    """Return what a reader with one minute must know."""
    blocks: list[Block] = [
        Paragraph(speech.text(result["objective"]["text"])),
        Tiles(tuple(_tiles(result, speech))),
        Paragraph(_sentence(result, speech), "lead"),
        Paragraph(_caveat(result, speech), "caveat"),
    ]
    why = unfinished(result)
    if why is not None:
        blocks.append(Paragraph(speech(why), "caveat"))
    other = uniqueness(result)
    if other is not None:
        blocks.append(Paragraph(speech(other), "note"))
    return Section("answer", speech(say("The answer in one minute")), blocks)


def _tiles(result: Json, speech: Speech) -> Iterator[Tile]:
    totals, objective = result["totals"], result["objective"]
    money, public = speech.unit(totals["money_unit"]), totals["public_money"]
    given = Number(_given(result), decimals_for([public]))
    note = say("of {given} {unit} available", given=given, unit=money)
    yield Tile(speech(say("Public money ({unit})", unit=money)), speech.number(public), speech(note))
    yield Tile(
        speech(say("What the plan brings ({unit})", unit=word(objective["unit"]))),
        speech.number(objective["value"]),
        speech(proof(result)),
    )
    emissions = totals["indicators"].get("co2e", {})
    tonnes = emissions.get("over_lifetime")
    if tonnes and tonnes > 0:
        share = exact(public) / exact(tonnes)
        unit = speech.unit(str(emissions["unit"]).removesuffix("/yr"))
        said = {"public": speech.number(public), "tonnes": speech.number(tonnes), "unit": unit}
        yield Tile(
            speech(say("Public money for a tonne ({unit})", unit=money)),
            speech.number(share),
            speech(say("{public} over {tonnes} {unit}; tonnes of whole projects, not of the public share", **said)),
        )
    met, count = _targets(result)
    if count:
        yield Tile(speech(say("Targets met")), speech(say("{met} of {count}", met=met, count=count)))


def _given(result: Json) -> Fraction:
    """Return all money of the funds; what was paid in years that have passed counts as given and as spent."""
    opening = {row["fund"]: row["carried_in"] for row in reversed(result["years"])}
    left = sum((exact(row["amount"]) - exact(row["spent"]) for row in result["years"]), Fraction(0))
    return exact(result["totals"]["public_money"]) + left + sum((exact(each) for each in opening.values()), Fraction(0))


def _targets(result: Json) -> tuple[int, int]:
    """Return how many targets are met, and how many there are."""
    rows: dict[str, bool] = {}
    for row in result["rules"]:
        if row["rule"] == "target":
            rows[row["name"]] = rows.get(row["name"], True) and not row["shortfall"]
    return sum(rows.values()), len(rows)


def _sentence(result: Json, speech: Speech) -> str:
    decisions = [entry["decision"] for entry in result["portfolio"]]
    whole = sum(each in ("committed", "required", "funded") for each in decisions)
    part = decisions.count("partly")
    said = {"count": len(decisions), "whole": whole, "part": part, "out": len(decisions) - whole - part}
    return speech(
        say(
            "Of {count} {count:project|projects} {whole} {whole:is|are} funded as proposed, {part} "
            "in part, and {out} not at all.",
            **said,
        )
    )


def _caveat(result: Json, speech: Speech) -> str:
    """Return what a reader must not overlook: no proof, invented numbers, or how much rests on weak evidence."""
    if result["status"] not in ("certified_optimal", "certified_within_gap"):
        return speech(say("The plan is not proved to be the best."))
    weak = [speech(say("The case is illustrative: its numbers are not for decisions."))]
    if result["case"]["status"] != "illustrative":
        weak = []
    public = exact(result["totals"]["public_money"])
    for quality in UNCERTAIN:
        entries = [each for each in result["portfolio"] if each["evidence"]["quality"] == quality]
        money = sum((exact(each["public_money"]) for each in entries), Fraction(0))
        if money and public:
            said = {
                "share": Number(money / public * 100, 0),
                "money": Number(money, decimals_for([float(money)])),
                "unit": word(result["totals"]["money_unit"]),
                "quality": EVIDENCE[quality],
            }
            words = say("{share} % of the money, {money} {unit}, goes to projects with {quality} figures.", **said)
            weak.append(speech(words))
            break
    missed = [row for row in result["rules"] if row["shortfall"]]
    if missed:
        weak.append(speech(say("Aims that no plan reaches: {count}.", count=len(missed))))
    return " ".join(weak) or speech(say("The plan is as good as the figures of its projects."))
