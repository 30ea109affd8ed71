"""An impossible case: what clashes, the ways out, and the plan that comes nearest, in place of a portfolio."""

from collections.abc import Iterator

from greenopt.language import Number, Text, say
from greenopt.page.blocks import Block, Card, Cards, Column, Paragraph, Row, Section, Table, Words
from greenopt.page.speech import Speech
from greenopt.report.conflict import NOTHING, ORDER, no_plan
from greenopt.report.words import Json, decimals_for, exact, named

MOST_MEMBERS = 40
"""Things that clash and are shown; the result holds all."""


def conflict(result: Json, speech: Speech) -> Iterator[Section]:
    """Yield what stands in place of the plan."""
    found = NOTHING | (result["conflict"] or {})
    lead = Paragraph(speech(no_plan(result)), "lead")
    seen = [Paragraph(speech.text(each["text"])) for each in found["obvious"]]
    yield Section("answer", speech(say("The answer in one minute")), (lead, *seen))
    if not result["conflict"]:
        return
    if found["members"]:
        yield _clash(found, result, speech)
    yield _repairs(found, speech)
    if found["nearest"]:
        yield _nearest(found["nearest"], speech)


def _clash(found: Json, result: Json, speech: Speech) -> Section:
    """Return what cannot hold together, each with its source and where it is written."""
    labels = {row["name"]: row["row"] for row in result["rules"]}
    members = sorted(found["members"], key=lambda each: (ORDER.index(each["kind"] or "rule"), each["name"]))
    rows = []
    for each in members[:MOST_MEMBERS]:
        place = f"{each['file']}:{each['line']}" if each["line"] else each["file"]
        name = named(speech.names.rules, each["name"], speech.language)
        cells: list[Words] = [labels.get(each["name"]) or "•", speech.text(each["text"]), name, place or "–"]
        rows.append(Row([*cells, each["source"] or "–"]))
    headings = (say("Row"), say("What is asked"), say("Rule"), say("Written at"), say("Source"))
    heading = speech(say("This cannot be satisfied") if len(members) == 1 else say("These cannot hold together"))
    blocks: list[Block] = [Table(heading, [Column(speech(each)) for each in headings], rows)]
    if len(members) > MOST_MEMBERS:
        blocks.append(Paragraph(speech(say("and {count} more", count=len(members) - MOST_MEMBERS)), "note"))
    if len(members) > 1:
        sure = say("Without any one of them the others can be satisfied. This is proved.")
        unsure = say("Fewer of them may clash already: the search was cut short.")
        blocks.append(Paragraph(speech(sure if found["irreducible"] else unsure), "note"))
    return Section("clash", heading, blocks)


def _repairs(found: Json, speech: Speech) -> Section:
    """Return the ways out, each with what to write; then the cheapest change of all negotiable rules together."""
    cards = []
    for number, each in enumerate(found.get("repairs", ()), 1):
        unsure = () if each["smallest"] else (speech(say("A smaller change may do: that none does is not proved.")),)
        written = tuple(f"{path}={value}" for path, value in each["changes"].items())
        cards.append(Card(f"{number}.", (speech.text(each["text"]), *unsure), code=written))
    blocks: list[Block] = [Cards(cards)] if cards else [Paragraph(speech(say("No single change mends the case.")))]
    if found["mixed"]:
        blocks.append(Paragraph(speech(say("The cheapest change of negotiable rules, all together")), "lead"))
        blocks.append(Cards([Card("•", (speech.text(move["text"]),)) for move in found["mixed"]["moves"]]))
    return Section("repairs", speech(say("Ways out: each is enough by itself")), blocks)


def _nearest(nearest: Json, speech: Speech) -> Section:
    """Return what the nearest plan misses, and how much of each project it carries out."""
    blocks: list[Block] = []
    for each in nearest["missed"]:
        said = {
            "rule": speech.text(each["text"]),
            "short": Number(exact(each["missed"]), decimals_for([each["missed"]])),
            "unit": Text(**each["unit"]),
        }
        blocks.append(Paragraph(speech(say("{rule} Missed by {short} {unit}.", **said)), "caveat"))
    title = speech(say("The plan that comes nearest"))
    columns = [Column(speech(say("Project"))), Column(speech(say("Level")), right=True)]
    rows = [Row([speech.text(each["name"]), speech.level(each["level"])]) for each in nearest["projects"]]
    if rows:
        blocks.append(Table(title, columns, rows, speech(say("What it carries out ({count})", count=len(rows)))))
    return Section("nearest", title, blocks)
