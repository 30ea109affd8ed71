"""
Parts of a ranking beside what is lost without each project: what they are, and in which order they are worked out.

    budgets        with which money projects are funded, and what they may ask for and still win
    baselines      simpler ways of choosing, beside the best plan
    rules          what each rule costs; rule_pairs: what every two of them cost together
    alternatives   plans that are nearly as good and different
    ladder         plans for several budgets, none of which takes back what a smaller one funds
    core           how many of the portfolios that nothing rules out hold each project
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from greenopt.language import Message, say
from greenopt.result.resolved import Json
from greenopt.studies.ranking.alternatives import alternatives
from greenopt.studies.ranking.baselines import baselines
from greenopt.studies.ranking.core_index import core_of
from greenopt.studies.ranking.intervals import intervals_of, looked_record
from greenopt.studies.ranking.ladder import ladder_of
from greenopt.studies.ranking.ranking import Ranking
from greenopt.studies.ranking.rule_prices import rule_prices
from greenopt.studies.ranking.win import wins_of

Now = Callable[[Message], None]
"""Hears what is being worked out."""
NO_RULES: Json = {"rules": None, "rule_pairs": None, "rule_summary": None}


@dataclass(frozen=True)
class Wanted:
    """What is wanted beside the league table, its budgets and prices, and the baselines."""

    rules: bool = False
    """What each rule costs."""
    pairs: bool = False
    """What every two rules cost together; each alone too."""
    alternatives: int = 0
    """How many plans that are nearly as good."""
    ladder: int | Sequence[Fraction] = 0
    """How many budgets of a ladder, or these; 0 for none."""
    core: bool = False
    """The core index."""


class Parts(NamedTuple):
    """Parts of the document."""

    whole: Json
    """Of the whole case, by name; null where it was not wanted."""
    project: dict[str, Json]
    """Of each project."""


def silent(doing: Message) -> None:
    """Tell nobody."""


def parts_of(found: Ranking, wanted: Wanted, now: Now = silent) -> Parts:
    """
    Work out what is wanted of a case that has a plan.

    Args:
        found: the ranked case.
        wanted: what is wanted beside the league table.
        now: hears which part is being worked out.

    Raises:
        WrongUsage: the budgets of a ladder make no sense.
        CaseInvalid: the case cannot be read with more or less money.
        FileProblem: a file cannot be read.
    """
    source, case, certify = found.asked.source, found.case, found.asked.certify
    # Budgets that make no sense are refused before anything takes long.
    now(say("finding the ladder"))
    ladder = ladder_of(source, case, wanted.ladder).record(case) if wanted.ladder else None
    now(say("finding the budgets of each project"))
    funded = intervals_of(source, case, certify=certify, names=found.printed)
    now(say("finding what each project may ask for"))
    # What each takes a proof is looked at for those nearest to the top of the list.
    names = [each.project for each in found.places]
    wins = wins_of(source, case, names, certified=frozenset(found.printed) if certify else frozenset())
    now(say("finding what each rule costs"))
    priced = wanted.rules or wanted.pairs
    rules = rule_prices(source, found.run, pairs=wanted.pairs, certify=certify).record(case) if priced else NO_RULES
    now(say("finding other plans"))
    count = wanted.alternatives
    others = alternatives(case, count, within=found.asked.tolerance).record(case) if count else None
    now(say("counting portfolios") if wanted.core else say("comparing simpler ways"))
    whole = {
        "budgets": looked_record(case, funded),
        "baselines": [each.record(case) for each in baselines(found.run)],
        **rules,
        "alternatives": others,
        "ladder": ladder,
        "core": core_of(source, case).record(case) if wanted.core else None,
    }
    return Parts(whole, {name: funded[name].record(case) | wins[name].record(case) for name in funded})
