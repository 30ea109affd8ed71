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

from greenopt.fields import Selector
from greenopt.plan.form import Form, Overlapped, Sum, Term
from greenopt.project import Facts, SharedPotential

ONE = Fraction(1)


def overlapped(facts: Facts, asked: Sum) -> Form:
    """Return what a sum of an indicator counts twice, as a form; nothing for any other sum."""
    terms: dict[Term, Fraction] = {
        Overlapped(each.rule, each.part): weight
        for each in facts.potentials
        if each.of == asked.of and (weight := _weight(facts, asked, each.year)) and touches(facts, each, asked.to)
    }
    return Form(terms)


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


def cut_through(facts: Facts, of: str, group: Selector) -> Iterator[SharedPotential]:
    """Yield what some projects of a group share with others outside it: what they count together is then unknown."""
    for each in facts.potentials:
        inside = [group.matches(project) for project in facts.members(each.to)] if each.of == of else []
        if any(inside) and not all(inside):
            yield each


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
