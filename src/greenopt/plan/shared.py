"""
Shared: what several projects claim of something that can be had only once counts once.

A works cannot save more than it emits, and no more establishments can be brought to standard than are below it. An
overlap rule says which projects share what (``SharedPotential``). What they claim beyond it is ``overlapped``, a
quantity of the plan, and every sum of the indicator is taken without it:

    counted  =  sum of what projects bring  -  overlapped
    overlapped  =  max(0, what the group claims - what there is)

Only where more of the indicator is better does a plan leave ``overlapped`` as small as that by itself; ``misplaced``
names what else may not speak of such an indicator.
"""

from collections.abc import Iterator
from fractions import Fraction

from greenopt.fields import EVERYTHING, Selector
from greenopt.language import say
from greenopt.plan.form import Form, Overlapped, Sum, Term
from greenopt.plan.naming import Problem
from greenopt.project import Facts, SharedPotential

ONE = Fraction(1)


def overlapped(facts: Facts, asked: Sum) -> Form:
    """Return what a sum of an indicator counts twice, as a form; nothing for any other sum."""
    terms: dict[Term, Fraction] = {
        Overlapped(each.rule, each.part): weight * sign
        for each in facts.potentials
        if (sign := _sign(facts, asked.of, each))
        and (weight := _weight(facts, asked, each.year))
        and touches(facts, each, asked.to)
    }
    return Form(terms)


def _sign(facts: Facts, of: str, shared: SharedPotential) -> int:
    """Return 1 for the indicator itself, −1 for one that falls by it, so that it rises by what counts for nothing."""
    if of == shared.of:
        return 1
    return -1 if of in facts.indicators and facts.indicators[of].less == shared.of else 0


def _weight(facts: Facts, asked: Sum, year: int) -> Fraction:
    """Return how often what overlaps in a year stands in the sum."""
    first, last = facts.horizon
    moment = asked.year if asked.year is not None else asked.by
    if facts.indicators[asked.of].form == "stock":
        return Fraction(year == (last if moment is None else moment))
    if moment is not None:
        return Fraction(year == moment)
    return weight_of(year, first, asked.discount) if asked.over == "lifetime" or year <= last else Fraction(0)


def touches(facts: Facts, shared: SharedPotential, group: Selector) -> bool:
    """Return whether a group has a project among those that share something."""
    return any(group.matches(project) for project in facts.members(shared.to))


def misplaced(
    facts: Facts, of: str, group: Selector = EVERYTHING, *, better: bool, in_year: str = ""
) -> Iterator[Problem]:
    """
    Yield what a rule or objective may not say of an indicator of which projects share something.

    Args:
        facts: the case.
        of: the indicator, or any other quantity.
        group: the projects that it is summed over.
        better: whether more of it is what the rule wants.
        in_year: the key that asks for what is added in single years, if one does.
    """
    signs = [(_sign(facts, of, each), each) for each in facts.potentials]
    shared = [each for sign, each in signs if sign]
    if not shared:
        return
    better = better == (shared[0].of == of)
    rule = shared[0].rule
    if not better:
        message = say(
            "'{name}' is counted once by the rule '{rule}': less of it cannot be asked for", name=of, rule=rule
        )
        yield Problem("of", message, say("ask for another indicator, or leave the rule '{rule}' out", rule=rule))
    elif in_year and facts.indicators[of].form == "stock":
        message = say(
            "'{name}' is counted once by the rule '{rule}', up to a year and not within one", name=of, rule=rule
        )
        yield Problem(in_year, message, say("write by: and the year"))
    for each in shared:
        inside = [group.matches(project) for project in facts.members(each.to)]
        if any(inside) and not all(inside):
            message = say(
                "'{name}' is counted once by the rule '{rule}' for these projects and others together",
                name=of,
                rule=each.rule,
            )
            yield Problem("to", message, say("name all projects that share it, or none"))
            return


def is_shared(facts: Facts, of: str) -> bool:
    """Return whether projects share something of an indicator."""
    return any(each.of == of for each in facts.potentials)


def weight_of(year: int, base: int, discount: Fraction) -> Fraction:
    """Return how much a year counts: 1, or (1 + rate)^(base − year) rounded half up to 12 decimals."""
    if not discount:
        return ONE
    weight = ONE / (1 + discount) ** (year - base) if year >= base else (1 + discount) ** (base - year)
    scaled = weight * 10**12
    return Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**12)
