"""
Obvious: what can be seen to be impossible without solving, in words.

    shares      floors of one whole for groups that have no project in common ask for more than all of it
    potential   even with every project in full a floor or target is out of reach, or a ceiling is broken with none
    promises    what is committed or required costs more in a year than its fund then has at hand

Each is a statement of its own and true whatever else the case says. That none is found says nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from greenopt.case.case import Case
from greenopt.case.node import place_of
from greenopt.engine.expand import expand_form, with_auxiliaries
from greenopt.engine.layout import Layout, On, Start, lay_out
from greenopt.engine.rows import clashing_demands, is_hard
from greenopt.errors import Diagnostic, Place
from greenopt.fields import EVERYTHING
from greenopt.language import Message, Number, Text, listed, rounded, say, word
from greenopt.plan import Form, Requirement, Sense, Sum
from greenopt.plan.form import QUANTITIES
from greenopt.plan.funding import fund_name, keeps
from greenopt.plan.plan import SymbolicPlan
from greenopt.project import Facts, Fund, Project
from greenopt.rules import Rule

ZERO = Fraction(0)
MOST_DECIMALS = 12
"""Of numbers that differ by very little."""
Names = Mapping[str, Text | str]


class Obvious(NamedTuple):
    """Something that cannot be."""

    rules: tuple[str, ...]
    """Requirements or promises that it is about."""
    message: Message


def obvious(facts: Facts, rules: Sequence[Rule], layout: Layout | None = None) -> list[Obvious]:
    """
    Return what can be seen to be impossible, shares first, then single requirements, then promises.

    Args:
        facts: a settled case.
        rules: in order of their names.
        layout: its columns, where they are laid out already.
    """
    asked = clashing_demands(facts, rules)
    hard = [each for each in asked if is_hard(each)]
    named = {rule.id: rule.name or rule.id for rule in rules}
    laid_out = layout or with_auxiliaries(lay_out(facts), asked)
    return [*_shares(facts, hard, named), *_out_of_reach(laid_out, hard, named), *_promises(facts)]


def suspicions(case: Case) -> list[Diagnostic]:
    """Return the same as warnings, each at the first place that it is about."""
    found = []
    for each in obvious(case.facts, case.rules):
        path = _path(each.rules[0])
        place = place_of(case.tree, path, of_key=True) if case.tree is not None else Place(case.id)
        found.append(Diagnostic("impossible", place, ".".join(path), each.message, _HINT, "warning"))
    return found


def _path(name: str) -> list[str]:
    """Return where a requirement, or a promise, is written."""
    rule, _, part = name.partition(":")
    keys = rule.split(".")
    if keys[0] == "funds":
        return [*keys, "amount", part]
    return keys if len(keys) > 1 else ["rules", rule]


_HINT = say("solve the case: it says what clashes and what would mend it")


def _shares(facts: Facts, requirements: Iterable[Requirement], named: Names) -> Iterator[Obvious]:
    """Floors on shares of one whole, for groups that have no project in common, that come to more than all of it."""
    wholes: dict[Sum, list[tuple[Fraction, Sum, Requirement]]] = {}
    for each in requirements:
        floor = _share(each)
        if floor is not None:
            wholes.setdefault(floor[2], []).append((*floor[:2], each))
    for whole, floors in wholes.items():
        if sum(share for share, *_ in floors if share > 0) <= 1:
            continue
        members = {project.id for project in facts.members(whole.to)}
        taken: set[str] = set()
        asked, names = ZERO, []
        for share, part, requirement in sorted(floors, key=lambda each: (-each[0], each[2].name)):
            group = {project.id for project in facts.members(part.to)}
            if group <= members and not group & taken:
                taken |= group
                asked += share
                names.append(requirement.name)
        if asked > 1 and len(names) > 1:
            together, _ = _apart(asked * 100, Fraction(100))
            said = {"names": listed(named[name.partition(":")[0]] for name in names), "share": together}
            yield Obvious(tuple(names), say("{names} together ask for {share} % of one whole", **said))


def _share(requirement: Requirement) -> tuple[Fraction, Sum, Sum] | None:
    """Return share, part and whole of a floor on a share of what is spent; None for anything else."""
    left, right = requirement.left, requirement.right
    if requirement.sense is not Sense.AT_LEAST or len(left.terms) != 1 or len(right.terms) != 1:
        return None
    (part, factor), (whole, share) = *left.terms.items(), *right.terms.items()
    if not isinstance(part, Sum) or not isinstance(whole, Sum) or factor != 1 or left.constant or right.constant:
        return None
    alike = part._replace(to=EVERYTHING) == whole._replace(to=EVERYTHING) and part.of in QUANTITIES
    return (share, part, whole) if alike else None


def _out_of_reach(layout: Layout, requirements: Sequence[Requirement], named: Names) -> Iterator[Obvious]:
    """Yield requirements that no choice of projects could satisfy, were there no other."""
    for each in requirements:
        gap = each.left - each.right
        if each.rule not in named or each.right.terms:
            continue
        name: object = named[each.rule]
        said = {"name": say("{name} ({part})", name=name, part=each.part) if each.part else name, "unit": each.unit}
        if each.sense is not Sense.AT_MOST and most(layout, gap) < 0:
            reached, wanted = _apart(most(layout, each.left), each.right.constant)
            words = say(
                "{name}: even with every project in full at most {reached} of {wanted} {unit}",
                reached=reached,
                wanted=wanted,
                **said,
            )
            yield Obvious((each.name,), words)
        elif each.sense is not Sense.AT_LEAST and -most(layout, -gap) > 0:
            reached, wanted = _apart(-most(layout, -each.left), each.right.constant)
            words = say(
                "{name}: at least {reached} {unit} whatever is chosen, and {wanted} are allowed",
                reached=reached,
                wanted=wanted,
                **said,
            )
            yield Obvious((each.name,), words)


def _apart(first: Fraction, second: Fraction) -> tuple[Number, Number]:
    """Return two numbers that differ with so many decimals that this shows."""
    decimals = 2
    while decimals < MOST_DECIMALS and rounded(first, decimals) == rounded(second, decimals):
        decimals += 1
    return Number(first, decimals), Number(second, decimals)


def most(layout: Layout, form: Form) -> Fraction:
    """Return the most that a form can come to when each project is carried out once at most, in its best year."""
    total, best = form.constant, dict[str, Fraction]()
    for number, weight in expand_form(layout, form).items():
        column = layout.columns[number]
        ends = max(weight * column.lower, weight * column.upper)
        if isinstance(column.key, (Start, On)) and not column.lower:
            name = column.key.project if isinstance(column.key, Start) else f"on {column.key.project}"
            best[name] = max(best.get(name, ZERO), ends)
        else:
            total += ends
    return total + sum(best.values(), ZERO)


def _promises(facts: Facts) -> Iterator[Obvious]:
    """Yield years in which what is promised costs more than a fund has at hand."""
    plan = SymbolicPlan(facts)
    for fund in facts.funds:
        promised = [
            project
            for project in facts.projects
            if project.status in ("committed", "required") and facts.payers[project.id] == (fund.id,)
        ]
        at_hand = fund.opening
        for year in facts.open_payment_years if promised else ():
            at_hand += fund.amount.get(year, ZERO)
            owed = {project.id: _owed(facts, project, year) for project in promised}
            cost = sum(owed.values(), ZERO)
            if cost > at_hand:
                yield _too_dear(facts, fund, year, [name for name, each in owed.items() if each], cost, at_hand)
            if not keeps(plan, fund, year):
                at_hand = ZERO


def _too_dear(facts: Facts, fund: Fund, year: int, names: Sequence[str], cost: Fraction, at_hand: Fraction) -> Obvious:
    rules = tuple(f"projects.{name}.status" for name in names)
    dear, there = _apart(cost, at_hand)
    said = {
        "projects": listed(facts.by_id[name].name for name in names),
        "year": year,
        "cost": dear,
        "fund": fund.name,
        "amount": there,
        "unit": word(facts.units.money),
    }
    words = say("What is promised costs {cost} {unit} in {year}, and {fund} then has {amount}: {projects}", **said)
    return Obvious((f"{fund_name(fund.id)}:{year}", *rules), words)


def _owed(facts: Facts, project: Project, year: int) -> Fraction:
    """Return what is due in a year whichever year a promised project begins in."""
    last = facts.horizon[1]
    begun = sum((share * project.due(start, last).get(year, ZERO) for start, share in project.started.items()), ZERO)
    left = 1 - sum(project.started.values(), ZERO)
    choices = [project.due(start, last).get(year, ZERO) for start in facts.starts(project)]
    return begun + left * min(choices, default=ZERO)
