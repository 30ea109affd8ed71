"""
What if: one changed case in words, with what it costs, who moves, and, where there is no plan, which rules forbid it.

Losses are counted in the objective of the case as it is: positive where the change makes the best plan worse.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from greenopt.case.case import Case
from greenopt.engine.ties import SOFT
from greenopt.language import Message, Number, say, word
from greenopt.result.resolved import Json, text
from greenopt.result.standing import plain
from greenopt.result.words import limit_in_words
from greenopt.run import clashing
from greenopt.studies.flip import Flip, Flips
from greenopt.studies.precedence import Served, as_document, decisive

ZERO = Fraction(0)
HEADS: dict[str, Message] = {
    "without": say("without it"),
    "in_full": say("carried out in full"),
    "as_candidate": say("left to compete with the others"),
    "conditions_met": say("with these conditions met"),
    "rule_dropped": say("without this rule"),
    "rule_dropped_for": say("without the rule that leaves it out"),
}
"""What is asked, by its stable name, and how the answer begins."""

FREED = ("as_candidate", "conditions_met", "rule_dropped_for")
"""Questions after which the project itself may be in or out."""


def amount(value: Fraction) -> Number:
    """Return a number for a sentence: more decimals the smaller it is."""
    size = abs(value)
    return Number(value, 0 if size >= 100 else 1 if size >= 10 else 2)


def what_if(
    flips: Flips, question: str, changes: Mapping[str, str], about: str = "", head: Message | None = None
) -> Json:
    """
    Return the answer to one question, solved again.

    Args:
        flips: the case.
        question: its stable name.
        changes: what to write into the case.
        about: the project that is meant; it is told apart from those that make room or take its place.
        head: how the answer begins, where ``HEADS`` does not say it.
    """
    flip = flips.solve(changes)
    loss = flips.loss(flip)
    effect = _effect(flips, flip, loss)
    if question in FREED and flip.value is not None:
        level = Number(flip.level(about) * 100)
        effect = say("{effect}, and {level} % of it would be carried out", effect=effect, level=level)
    sentence = say("{head}: {effect}.", head=head or HEADS[question], effect=effect)
    return {
        "question": question,
        "changes": dict(changes),
        "status": flip.status,
        "value": plain(flip.value),
        "loss": plain(loss) if flip.proved else None,
        "unit": flips.case.objective.unit(flips.case.facts),
        "comes_first": as_document(flips.case, flips.served(flip), "to", "from"),
        "level": plain(flip.level(about)) if about and flip.value is not None else None,
        "moves": _moves(flips, flip, about) if flip.value is not None else [],
        "forbidden_by": _forbidden(flip, about) if flip.impossible else [],
        "text": sentence.both(),
    }


def _effect(flips: Flips, flip: Flip, loss: Fraction | None) -> Message:
    if flip.status == "refused":
        return say("the case would contradict itself")
    if flip.status == "certified_infeasible":
        return say("no plan would satisfy the case")
    if loss is None and flip.proved:
        return say("there would be a plan")
    if loss is None or not flip.proved or not flips.base.proved:
        return say("what the best plan would be could not be proved")
    more = flips.case.objective.sense == "maximise"
    said = {"amount": amount(abs(loss)), "unit": word(flips.case.objective.unit(flips.case.facts))}
    if not loss:
        words = say("the best plan would be just as good")
    elif more:
        fewer = say("the best plan would bring {amount} {unit} less", **said)
        words = fewer if loss > 0 else say("the best plan would bring {amount} {unit} more", **said)
    else:
        costlier = say("the best plan would need {amount} {unit} more", **said)
        words = costlier if loss > 0 else say("the best plan would need {amount} {unit} less", **said)
    return _served(flips.case, words, flips.served(flip))


def _served(case: Case, words: Message, served: Sequence[Served]) -> Message:
    """Return an effect with what becomes of soft rules and of the first priority that is served otherwise."""
    missed = next((each for each in served if each.name == SOFT), None)
    if missed is not None and missed.here != missed.there:
        less = say("{words}, and miss its aims by less", words=words)
        words = less if missed.better else say("{words}, and miss its aims by more", words=words)
    first = decisive([each for each in served if each.name != SOFT])
    if first is None:
        return words
    rule = limit_in_words(case, first.name)
    more = say("{words}, and reach more of what {rule} puts first", words=words, rule=rule)
    less = say("{words}, and reach less of what {rule} puts first", words=words, rule=rule)
    return more if first.better else less


def _moves(flips: Flips, flip: Flip, about: str) -> list[Json]:
    """Return the other projects whose level differs, those that matter most for the objective first."""
    base, facts = flips.base, flips.case.facts
    names = [name for name in sorted({*base.levels, *flip.levels}) if name != about]
    found = []
    for name in names:
        before, after = base.level(name), flip.level(name)
        if before != after:
            gain = flip.brings(name) - base.brings(name)
            found.append((-abs(gain), name, before, after, gain))
    return [
        {
            "project": name,
            "name": text(facts.by_id[name].name),
            "from": plain(before),
            "to": plain(after),
            "objective": plain(gain),
        }
        for _, name, before, after, gain in sorted(found)
    ]


def _forbidden(flip: Flip, about: str) -> list[Json]:
    """Return what stands against a change: rules of the changed case that clash, or what its reader says."""
    if flip.run is None:
        return [{"rule": each.key, "source": "", "text": each.message.both()} for each in flip.refused]
    conflict = clashing(flip.run).result["conflict"]
    found: dict[tuple[str, str], Json] = {}
    for each in conflict["members"]:
        if each["name"] != f"projects.{about}.status":
            words = (each["name"], each["text"]["en"])
            found.setdefault(words, {"rule": each["name"], "source": each["source"], "text": each["text"]})
    return list(found.values())
