"""
Dropping: a case without some of its rules, solved and proved, or proved to be worth no solve.

    rules settle projects or say what is shared   the case is read anew from its texts
    whole projects                                posed anew
    else                                          rows are released, and the solver goes on from where it stood

Three things are known without a solve. A rule that asks nothing of this case changes nothing. In a case without
whole projects a rule with room left in a best plan x gains nothing: were another plan x' better without it, the plans
a little of the way from x to x' would keep the rule and be better than x already, in the first stage in which they
differ. And where all of a set of rules gain nothing together, none of them gains anything alone, for the best plan
without one lies between the two.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal

from greenopt.case.case import Case
from greenopt.case.settle import resettled
from greenopt.engine.answer import Answer, Options, decisions
from greenopt.engine.posed import Question, pose
from greenopt.engine.without import Without
from greenopt.errors import CaseInvalid
from greenopt.language import Message, say
from greenopt.plan import DecidedPlan
from greenopt.result.standing import decided
from greenopt.rules import Rule
from greenopt.run import Run, solve
from greenopt.studies.dropped import read_without
from greenopt.studies.flip import uninterrupted
from greenopt.studies.precedence import Served, compared
from greenopt.studies.scenario import Source

ZERO = Fraction(0)
AGAIN = Options(prices=False, unique=False, conflict=False)
Proof = Literal["solved", "rebuilt", "asks_nothing", "has_room", "between", "refused"]
"""
How it is known: rows released; read or posed anew; the rule asks nothing here; it has room in a best plan; a larger
set of rules gains nothing; or the case cannot be read without it.
"""


@dataclass(frozen=True)
class Outcome:
    """The case without some rules."""

    rules: frozenset[str]
    proof: Proof
    status: str
    """As a result says it; ``refused`` where the case makes no sense without them."""
    value: Fraction | None
    bound: Fraction | None
    """What no plan surpasses without them; the value itself where that is proved to be best."""
    question: Question | None = field(default=None, repr=False)
    plan: DecidedPlan | None = field(default=None, repr=False)
    why: Message | None = None
    """Why the case cannot be read."""

    @property
    def is_best(self) -> bool:
        """Whether the value is proved."""
        return self.status == "certified_optimal"


class Dropping:
    """A case and every way in which it was solved without some of its rules."""

    def __init__(self, source: Source, run: Run) -> None:
        self.source, self.case, self.run = source, run.case, run
        self._rules = {rule.id: rule for rule in self.case.rules}
        self._known: dict[frozenset[str], Outcome] = {}
        self._further: dict[frozenset[str], bool] = {}
        self._loaded: dict[frozenset[str], Without] = {}
        self.solves = 0
        """How often a case was solved, the published one left out."""

    @property
    def answer(self) -> Answer:
        """What is known of the published plan."""
        return self.run.answer

    @cached_property
    def base(self) -> Outcome:
        """The case with all its rules."""
        return self._of_answer(frozenset(), self.case, self.answer, "solved")

    @cached_property
    def whole(self) -> bool:
        """Whether projects are all or nothing, or have a smallest part."""
        return any(self.answer.rows.program.whole)

    def without(self, names: Collection[str]) -> Outcome:
        """Return the case without rules, each set of them solved once."""
        known = frozenset(names)
        if not known:
            return self.base
        if known not in self._known:
            self._known[known] = self._settled(known) or self._solved(known)
        return self._known[known]

    def rebuilt(self, names: Collection[str]) -> Outcome:
        """Return the case without rules, read anew from its texts and proved."""
        known = frozenset(names)
        self.solves += 1
        try:
            case = read_without(self.source, self.case, known)
            answer = uninterrupted(solve(case, AGAIN)).answer
        except CaseInvalid as error:
            first = error.diagnostics[0]
            why = say("{key}: {message}", key=first.key, message=first.message)
            return Outcome(known, "refused", "refused", None, None, why=why)
        return self._of_answer(known, case, answer, "rebuilt")

    def only_restricts(self, name: str) -> bool:
        """Return whether a rule does nothing but forbid plans, and may not be missed."""
        asked = [each for each in self.answer.question.requirements if each.rule == name]
        return (
            not self._rules[name].gives_priority
            and not self._reaches_further(frozenset([name]))
            and not any(each.soft_scale for each in asked)
        )

    def has_room(self, name: str, outcome: Outcome) -> bool:
        """Return whether a plan keeps all that a rule asks for with room left; what no plan can change has room."""
        if outcome.plan is None or outcome.question is None or self._rules[name].gives_priority:
            return False
        plan, missed = outcome.plan, outcome.plan.decisions.shortfalls
        asked = [each for each in outcome.question.requirements if each.rule == name]
        return all(
            decided(each, plan).room() >= 0
            if each in self.answer.rows.constant
            else decided(each, plan).room() > 0 and not missed.get((each.rule, each.part), ZERO)
            for each in asked
        )

    def gain(self, outcome: Outcome, beside: Outcome | None = None) -> Fraction | None:
        """Return how much better the objective is than with all rules, or than in another case; None if not known."""
        other = self.base if beside is None else beside
        if outcome.value is None or other.value is None:
            return None
        gain = outcome.value - other.value
        return gain if self.case.objective.sense == "maximise" else -gain

    def served(self, outcome: Outcome) -> list[Served]:
        """Return how what comes before the objective is served without the rules, beside the published plan."""
        here, there = (outcome.question, outcome.plan), (self.base.question, self.base.plan)
        if here[0] is None or here[1] is None or there[0] is None or there[1] is None:
            return []
        return compared((here[0], here[1]), (there[0], there[1]))

    def find_idle(self, within: Outcome, names: Iterable[str]) -> None:
        """
        Find those of some rules that gain nothing once others are dropped, many of them with one solve.

        Where dropping all of them leaves every stage where it was, none of them gains anything alone. Only rules that
        do nothing but forbid plans are asked: with those, each set of fewer rules leaves more plans.

        Args:
            within: the case without the others.
            names: rules that may well gain nothing.
        """
        group = sorted(name for name in names if self.only_restricts(name) and name not in within.rules)
        if len(group) < 2 or not within.is_best or not all(map(self.only_restricts, within.rules)):
            return
        most = self.without(within.rules.union(group))
        if most.is_best and most.value == within.value and _first(most) == _first(within):
            for name in group:
                self._known.setdefault(
                    within.rules | {name}, replace(within, rules=within.rules | {name}, proof="between")
                )
            return
        middle = len(group) // 2
        self.find_idle(within, group[:middle])
        self.find_idle(within, group[middle:])

    def _reaches_further(self, names: frozenset[str]) -> bool:
        """Return whether rules change what projects are, ask for or share, before any plan is looked for."""
        if not any(_settles(self._rules[name]) for name in names):
            return False
        if names not in self._further:
            facts = self.case.facts
            rest = [rule for rule in self.case.rules if rule.id not in names]
            self._further[names] = resettled(facts, rest, facts.by_id) != facts
        return self._further[names]

    def _settled(self, names: frozenset[str]) -> Outcome | None:
        """Return what is known without a solve; None if nothing is."""
        if not self._reaches_further(names):
            asking = {each.rule for each in self.answer.question.requirements}
            asking |= {each.rule for each in self.answer.question.tiers}
            silent = names - asking
            if silent:
                found = self.without(names - silent)
                return replace(found, rules=names, proof="asks_nothing" if silent == names else found.proof)
        if self.whole or len(names) > 2:
            return None
        for name in sorted(names):
            others = names - {name}
            if self._reaches_further(names) != self._reaches_further(others) or self._reaches_further(
                frozenset([name])
            ):
                continue
            within = self.without(others)
            if within.is_best and self.has_room(name, within):
                return replace(within, rules=names, proof="has_room")
        return None

    def _solved(self, names: frozenset[str]) -> Outcome:
        """Read anew without the rules that reach further, then let go of the rows of the others."""
        further = frozenset(name for name in names if _settles(self._rules[name]))
        if not self._reaches_further(further):
            further = frozenset()
        under = None if further == names else self.without(further)
        if under is None or under.question is None:
            return self.rebuilt(names)
        left = replace(
            under.question,
            requirements=tuple(each for each in under.question.requirements if each.rule not in names),
            tiers=tuple(each for each in under.question.tiers if each.rule not in names),
        )
        rules = tuple(rule for rule in self.case.rules if rule.id not in names)
        if not self.whole and under.is_best:
            self.solves += 1
            if further not in self._loaded:
                self._loaded[further] = Without(pose(under.question))
            freed = self._loaded[further].best(left)
            if freed is not None:
                plan = DecidedPlan(left.facts, freed.decisions)
                return Outcome(names, "solved", "certified_optimal", freed.value, freed.value, left, plan)
        self.solves += 1
        case = replace(self.case, facts=left.facts, rules=rules)
        return self._of_answer(names, case, uninterrupted(solve(case, AGAIN)).answer, "rebuilt")

    def _of_answer(self, names: frozenset[str], case: Case, answer: Answer, proof: Proof) -> Outcome:
        plan = None if answer.x is None else DecidedPlan(case.facts, decisions(answer.layout, answer.x))
        return Outcome(names, proof, answer.status, answer.value, answer.bound, answer.question, plan)


def _settles(rule: Rule) -> bool:
    """Return whether rules of its kind can change what projects are, ask for or share."""
    return type(rule).settle is not Rule.settle or type(rule).potentials is not Rule.potentials


def _first(outcome: Outcome) -> list[tuple[str, Fraction]]:
    """Return what is reached of everything that comes before the objective."""
    if outcome.question is None or outcome.plan is None:
        return []
    mine = (outcome.question, outcome.plan)
    return [(each.name, each.here) for each in compared(mine, mine)]
