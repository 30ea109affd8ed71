"""Assurance: what of this answer was checked, how, and with what result; what it does not say; when not to use it."""

from collections.abc import Iterator
from typing import NamedTuple

from greenopt.language import Message, say
from greenopt.page.blocks import Block, Column, Paragraph, Row, Section, Table
from greenopt.page.speech import Speech
from greenopt.report.words import Json, proof, uniqueness


class Check(NamedTuple):
    """One thing that was looked at."""

    what: Message
    how: Message
    result: Message


def assurance(result: Json, speech: Speech) -> Section:
    """Return the checks of a run, each with the result that its document states, and the limits of the model."""
    headings = (say("What"), say("How it is checked"), say("Result"))
    rows = [Row([speech(each) for each in check]) for check in checks(result)]
    blocks: list[Block] = [
        Table(speech(say("What was checked of this answer")), [Column(speech(each)) for each in headings], rows)
    ]
    blocks += [Paragraph(speech(each)) for each in limits(result)]
    return Section("assurance", speech(say("What was checked, and what was not")), blocks)


def checks(result: Json) -> Iterator[Check]:
    """Yield the checks, with results that follow from the document alone."""
    count = len(result["diagnostics"])
    yield Check(
        say("The files"),
        say("each value is read exactly, with its unit; mistakes stop everything, slips are told"),
        say("no slip was found") if not count else say("likely slips: {count}", count=count),
    )
    if result["portfolio"]:
        yield Check(
            say("The plan keeps every rule"),
            say("counted again in fractions, project by project, apart from the solver"),
            say("rules and limits that hold: {count} of {count}", count=len(result["rules"])),
        )
    yield Check(
        say("No other plan is better") if result["portfolio"] else say("No plan satisfies the case"),
        say("a certificate in fractions, which 'greenopt verify' checks without a solver and without this program"),
        proof(result),
    )
    if result["portfolio"]:
        yield Check(
            say("It is the only best plan"),
            say("further best plans are sought at the same value"),
            uniqueness(result) or say("not looked into"),
        )
    yield Check(
        say("The solver"),
        say("commands that solve first try it on small programs that it once got wrong; a wrong answer stops them"),
        say("HiGHS {version}; what it says is a proposal, never the proof", version=result["software"]["highs"]),
    )


def limits(result: Json) -> Iterator[Message]:
    """Yield what the answer does not say, and when it should not be used."""
    measured = sum(each["evidence"]["quality"] == "measured" for each in result["portfolio"])
    if result["portfolio"]:
        yield say(
            "Not checked: whether the figures are true. The evidence of {measured} of {count} projects is called "
            "measured; the proof holds for the figures as they were written.",
            measured=measured,
            count=len(result["portfolio"]),
        )
    yield say(
        "The model adds up: two projects bring together what each brings alone, unless a rule says that they share it; "
        "half a project costs and brings half; prices and effects are known in advance."
    )
    yield say(
        "Do not use it alone where effects depend on each other in other ways, where the figures are guesses and no "
        "study of uncertainty was made, or in place of the appraisal, the consultation and the decision that the law "
        "asks for."
    )
