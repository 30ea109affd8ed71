"""
Unfinished: why the proof for whole projects is not complete, and what would complete it, in a sentence.

    why    programs      as many linear programs were solved as were allowed
           time          the time was up
           interrupted   somebody broke it off
           accepted      so wide a gap was asked to be enough
           numbers       a linear program could not be settled in exact numbers

The document has null where value and bound are equal, and for every case without whole projects.
"""

from fractions import Fraction

from greenopt.engine.answer import Answer
from greenopt.engine.searched import Open, Why
from greenopt.engine.ties import OBJECTIVE, priority_of
from greenopt.language import Message, Number, say
from greenopt.result.resolved import Json

MORE = 4
"""Times as many linear programs that are proposed."""


def unfinished(answer: Answer) -> Json | None:
    """Return why the proof is not complete, as a word for programs and a sentence for people."""
    found = answer.open
    return None if found is None else {"why": found.why.value, **in_words(found).both()}


def in_words(found: Open) -> Message:
    """Return why a proof is not complete, and what a planner can do."""
    if found.why is Why.TIME:
        return say(
            "The time was up before the proof was complete. To let it search longer: a larger --time-limit, or none."
        )
    if found.why is Why.INTERRUPTED:
        return say("The proof was broken off before it was complete. Solve again and let it end.")
    if found.why is Why.ACCEPTED:
        return say(
            "So wide a gap was to be enough, by --gap, so nothing more was proved. Without --gap the proof goes on."
        )
    if found.why is Why.NUMBERS:
        return say(
            "A linear program could not be settled in exact numbers: figures of the case lie too far apart. Write them "
            "in a larger unit, or leave out digits that mean nothing."
        )
    said = {"count": Number(Fraction(found.allowed), 0), "more": str(MORE * max(found.allowed, 1))}
    if found.sought == OBJECTIVE:
        return say(
            "The proof has taken all {count} linear programs that it may take, so a better plan within the gap is not "
            "ruled out. To let it search longer: --nodes {more}.",
            **said,
        )
    return say(
        "{first} comes before the objective. That no plan does better in it was not proved within {count} linear "
        "programs, so the bound holds for all plans that do as well in it. To let it search longer: --nodes {more}.",
        first=_first(found.sought),
        **said,
    )


def _first(stage: str) -> Message:
    """Return what a stage before the objective is about."""
    rule = priority_of(stage)
    return say("The priority '{rule}'", rule=rule) if rule else say("What soft rules miss")
