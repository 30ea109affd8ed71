"""
Second aim: what the best value is held against, as a limit that moves.

    an indicator          second    >=  t                from what the best plan has of it to the most there can be
    money                 second    <=  t                from the least money to what the best plan spends
    equity:place          money[d]  >=  t                for every place d with a project that can be paid
    equity:place:asked    money[d]  >=  t * asked[d]     the same share of what its projects ask for

A plan is efficient when no other is better in one aim and no worse in the other. Held at t in one aim, the best value
in the other falls as t rises, so every efficient plan is the best one at its own t.

Trap of equity: it counts money, not what it brings; a place with one small project caps what all places can get.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from greenopt.case.case import Case
from greenopt.case.nearest import did_you_mean
from greenopt.case.span import written_number
from greenopt.errors import WrongUsage
from greenopt.fields import Selector
from greenopt.language import Message, Text, listed, say
from greenopt.objectives import Aim
from greenopt.objectives.aims import LeastOf, MostOf
from greenopt.plan import DecidedPlan
from greenopt.plan.form import PUBLIC_MONEY, TOTAL_COST
from greenopt.plan.naming import describe, quantity_name, unit_of
from greenopt.project import Project
from greenopt.result.resolved import Json, text
from greenopt.result.standing import plain
from greenopt.units import magnitude, significant

DIGITS = 12
EQUITY, ASKED = "equity", "asked"
SOURCE = "greenopt frontier --against"
GROUPS = {"place": "places", "sector": "sectors", "kind": "kinds", "facility": "facilities"}
"""What money may be spread over, and the key of a selector that names it."""


@dataclass(frozen=True)
class Limit:
    """One rule that moves: its name, what it limits, and what one of ``t`` adds to its limit."""

    rule: str
    words: Mapping[str, object]
    key: str
    unit: str
    size: Fraction = Fraction(1)

    @property
    def path(self) -> str:
        """The path of its limit."""
        return f"rules.{self.rule}.{self.key}"

    def written(self, at: Fraction) -> str:
        """Return the limit at a place, as a case writes it."""
        return f"{written_number(at * self.size)} {self.unit}".strip()

    def held(self, at: Fraction) -> tuple[str, str]:
        """Return the name of the rule and the rule, as ``--set`` takes it."""
        words = {**self.words, self.key: self.written(at), "source": SOURCE}
        return self.rule, json.dumps(words, ensure_ascii=False)


@dataclass(frozen=True)
class Second:
    """A second aim of a case."""

    asked: str
    """As it was asked for."""
    name: Message | Text
    unit: str
    """Of ``t``; empty where it is a share."""
    more: bool
    """Whether more of it is better."""
    limits: tuple[Limit, ...]
    aim: Aim | None = None
    """The same as an objective; None for equity, which is none."""
    groups: tuple[tuple[Selector, Fraction], ...] = ()
    """For equity: whom money is spread over, each with its size."""

    @property
    def is_share(self) -> bool:
        """Whether ``t`` is a share of what is asked for."""
        return not self.unit

    def reached(self, plan: DecidedPlan) -> Fraction:
        """Return what a plan has of it; of equity, what the group has that has least."""
        if self.aim is not None:
            return self.aim.form(plan).constant
        return min(plan.money(group).constant / size for group, size in self.groups)

    def held(self, at: Fraction, *, bare: bool = False) -> tuple[tuple[str, str], ...]:
        """Return the changes that add its rules with their limits at a place; bare: the case has no rules yet."""
        rules = [each.held(at) for each in self.limits]
        if bare:
            return (("rules", "{" + ", ".join(f"{json.dumps(name)}: {rule}" for name, rule in rules) + "}"),)
        return tuple((f"rules.{name}", rule) for name, rule in rules)

    def course(self, first: Fraction, last: Fraction) -> tuple[str, ...]:
        """Return the paths that move, each with its ends."""
        return tuple(f"{each.path}={each.written(first)}..{each.written(last)}" for each in self.limits)

    def alone(self) -> tuple[str, str] | None:
        """Return the change that makes it the only thing sought; None for equity."""
        return None if self.aim is None else ("objective", json.dumps({self.aim.sense: self.aim.of}))

    def next(self) -> tuple[str, str] | None:
        """Return the change that makes it sought next, so that of equally good plans the most of it is taken."""
        return None if self.aim is None else ("objective.then", json.dumps([{self.aim.sense: self.aim.of}]))


def second_of(case: Case, asked: str) -> Second:
    """
    Return the second aim of a name.

    Raises:
        WrongUsage: there is no such thing, it is a ratio, or there is nobody to spread money over.
    """
    if asked.partition(":")[0] == EQUITY:
        return _equity(case, asked)
    facts = case.facts
    known = (*sorted(name for name, each in facts.indicators.items() if each.form != "ratio"), PUBLIC_MONEY, TOTAL_COST)
    if asked in facts.indicators and asked not in known:
        raise WrongUsage(say("--against {name}: a ratio moves no limit; name its numerator", name=asked))
    if asked not in known:
        hint = did_you_mean(asked, (*known, *(f"{EQUITY}:{each}" for each in GROUPS)))
        raise WrongUsage(say("--against {name}: there is no such aim; {hint}", name=asked, hint=hint))
    more = asked in facts.indicators
    aim: Aim = MostOf.model_validate({"maximise": asked}) if more else LeastOf.model_validate({"minimise": asked})
    for problem in aim.problems(facts):
        raise WrongUsage(say("{message}; {hint}", message=problem.message, hint=problem.hint))
    kind, key = ("floor", "at_least") if more else ("ceiling", "at_most")
    (rule,) = _names(case, [""])
    limit = Limit(rule, {"rule": kind, "of": asked}, key, unit_of(facts, asked))
    return Second(asked, quantity_name(facts, asked), unit_of(facts, asked), more, (limit,), aim)


def _equity(case: Case, asked: str) -> Second:
    """Return the aim of spreading money: over whom, and by what measure."""
    _, _, words = asked.partition(":")
    kind, _, measure = words.partition(":")
    if kind not in GROUPS or measure not in ("", ASKED):
        examples = ", ".join((*(f"{EQUITY}:{each}" for each in GROUPS), f"{EQUITY}:place:{ASKED}"))
        raise WrongUsage(say("--against {name}: write one of: {names}", name=asked, names=examples))
    members: dict[str, list[Project]] = {}
    for project in case.facts.projects:
        if (name := getattr(project, kind)) and (case.facts.starts(project) or project.started):
            members.setdefault(name, []).append(project)
    asks = {name: sum(map(_most, projects), Fraction(0)) for name, projects in sorted(members.items())}
    asks = {name: money for name, money in asks.items() if money}
    if len(asks) < 2:
        raise WrongUsage(say("--against {name}: there are not two of them with a project to be paid", name=asked))
    unit = case.facts.units.money
    limits, groups = [], []
    for rule, (name, money) in zip(_names(case, list(asks)), asks.items(), strict=True):
        size = money if measure else Fraction(1)
        floor = {"rule": "floor", "of": PUBLIC_MONEY, "to": {GROUPS[kind]: [name]}}
        limits.append(Limit(rule, floor, "at_least", unit, size))
        groups.append((Selector.model_validate({GROUPS[kind]: (name,)}), size))
    named = listed(describe(case.facts, who) for who, _ in groups)
    shown = named if len(asks) <= MOST_NAMED else say("{count} of them", count=len(asks))
    return Second(
        asked,
        say("{what} ({members})", what=_EQUITY_NAMES[bool(measure)], members=shown),
        "" if measure else unit,
        True,
        tuple(limits),
        groups=tuple(groups),
    )


MOST_NAMED = 12
_EQUITY_NAMES = {
    False: say("public money of the one that gets least"),
    True: say("share of what is asked for, of the one that gets the least share"),
}


def _most(project: Project) -> Fraction:
    """Return the most public money that a project can get, running costs left aside."""
    return max(project.support.values(), default=Fraction(0))


def _names(case: Case, groups: list[str]) -> list[str]:
    """Return a name for the rule of each group that no rule of the case has."""
    stem = "second_aim"
    taken = {each.id for each in case.rules}
    while any(_name(stem, group) in taken for group in groups):
        stem += "_"
    return [_name(stem, group) for group in groups]


def _name(stem: str, group: str) -> str:
    return f"{stem}_{group}" if group else stem


def inward(at: Fraction, *, up: bool) -> Fraction:
    """Return a limit of twelve digits that is no harder to keep: rounded up or down."""
    shown = significant(at, DIGITS)
    digit = Fraction(10) ** (magnitude(abs(shown)) - DIGITS + 1) if shown else Fraction(0)
    if up:
        return shown if shown >= at else shown + digit
    return shown if shown <= at else shown - digit


@dataclass(frozen=True)
class Front:
    """The second aim of a frontier, and what is known of its ends."""

    second: Second
    bare: bool
    """Whether the case has no rules of its own."""
    best: Fraction
    """What there is of the second aim where the objective is best."""
    own: Fraction | None = None
    """The most of it, or the least money, that there can be; None for equity, where the points tell."""
    complete: bool = False
    """Whether every efficient pair of values is a point, or lies between two points of an exact front."""
    served: tuple[Json, ...] = ()
    """What comes before the objective, at the last end beside the case as it is written."""

    def changes(self, at: Fraction) -> tuple[tuple[str, str], ...]:
        """Return the changes that hold the second aim at a place."""
        return self.second.held(at, bare=self.bare)

    def document(self) -> Json:
        """Return what a document says of it."""
        second = self.second
        return {
            "aim": second.asked,
            "name": text(second.name) if isinstance(second.name, Text) else second.name.both(),
            "unit": second.unit,
            "sense": "maximise" if second.more else "minimise",
            "where_objective_is_best": plain(self.best),
            "at_its_own_best": plain(self.own),
            "complete": self.complete,
            "comes_first": list(self.served),
        }
