"""Grounds: who decided what the plan obeys, with sources; what the numbers mean, and how the proof is repeated."""

from collections.abc import Iterator, Sequence

from greenopt.language import say
from greenopt.page.blocks import Block, Column, Commands, Paragraph, Row, Section, Table
from greenopt.page.limits import price, sides, weighed
from greenopt.page.speech import Speech
from greenopt.page.svg import shortened
from greenopt.report.words import Json, exact, named, proof

MOST_RULES, MOST_FUNDS = 5, 3
LONGEST_TITLE, LONGEST_SIDES = 90, 60
LONGEST_SOURCE, LONGEST_GROUND = 84, 170
"""Signs of the source of a rule, of which many stand in a table, and of that of all rules, or of a fund."""


def grounds(result: Json, settled: Json, speech: Speech) -> Section:
    """Return the decision, the policy, the funds and the rules that weigh most, each with its source."""
    blocks: list[Block] = [Paragraph(each) for each in _sources(settled, speech)]
    rows = weighed(result)
    if rows:
        blocks.append(_rules(rows[:MOST_RULES], result, speech))
    if len(rows) > MOST_RULES:
        words = say("and {count} rules more, each with its source, in the report", count=len(rows) - MOST_RULES)
        blocks.append(Paragraph(speech(words), "note"))
    return Section("grounds", speech(say("Who decided the rules")), tuple(blocks))


def _sources(settled: Json, speech: Speech) -> Iterator[str]:
    decision = settled["case"]["decision"]
    if decision:
        said = {key: shortened(str(decision[key]), LONGEST_TITLE) for key in ("number", "date", "signatory")}
        yield speech(say("Approved by {number} of {date}, signed by {signatory}.", **said))
    policy = settled["policy"]
    title = shortened(speech.text(policy["title"]), LONGEST_GROUND)
    yield speech(say("Rules: {title}. {source}", title=title, source=_source(policy["source"], speech, LONGEST_GROUND)))
    funds = [
        f"{shortened(speech.text(fund['name']), LONGEST_TITLE)} ({_source(fund['source'], speech, LONGEST_GROUND)})"
        for fund in settled["funds"][:MOST_FUNDS]
    ]
    if len(settled["funds"]) > MOST_FUNDS:
        funds.append(speech(say("and {count} more", count=len(settled["funds"]) - MOST_FUNDS)))
    if funds:
        yield speech(say("Money: {funds}", funds="; ".join(funds)))


def _source(source: str, speech: Speech, most: int = LONGEST_SOURCE) -> str:
    return shortened(source, most) or speech(say("no source named"))


def _rules(rows: Sequence[tuple[Json, int]], result: Json, speech: Speech) -> Table:
    columns = (
        Column(speech(say("Rule"))),
        Column(speech(say("Reached and limit")), right=True),
        Column(speech(say("Price"))),
        Column(speech(say("Source"))),
    )
    shown = []
    for row, _ in rows:
        known = row["name"] in speech.names.rules
        title = named(speech.names.rules, row["name"], speech.language) if known else speech.text(row["text"])
        shown.append(
            Row(
                [
                    shortened(title, LONGEST_TITLE),
                    shortened(sides(row, speech), LONGEST_SIDES),
                    shortened(price(row, result, speech), LONGEST_TITLE),
                    _source(row["source"] or "", speech),
                ]
            )
        )
    return Table("", columns, shown)


def reading(result: Json, digest: str, speech: Speech) -> Section:
    """Return what the numbers mean, what is proved, and how anybody proves it again."""
    blocks: list[Block] = []
    if result["portfolio"]:
        words = say(
            "Tonnes are those of whole projects, not of the part that public money pays. The list is no order of work; "
            "why a project gets money or none, and what each rule costs, stand in the full report."
        )
        blocks.append(Paragraph(speech(words)))
    if any(exact(each["public_money"]) > exact(each["asks"] or 0) for each in result["portfolio"]):
        words = say("Public money includes yearly running costs, which are no part of what a project asks.")
        blocks.append(Paragraph(speech(words)))
    done = speech(say("The plan – {proof}.", proof=proof(result)))
    how = speech(say("Anybody can prove it again in the folder of the run:"))
    blocks.append(Paragraph(f"{done} {how}"))
    blocks.append(Commands((f"greenopt verify . --expect {digest}",)))
    return Section("reading", speech(say("How to read and check this")), tuple(blocks))
