"""
Demands: everything that a plan of a settled case must satisfy, and the rows that follow from it.

Funds and promises hold in every case, rules where somebody wrote them; all of them are asked of a plan yet to be
found. Both the answer and the explanation of an impossible case begin here, so that they speak of the same rows.
Nothing here loads a solver.
"""

from collections.abc import Iterable, Sequence

from greenopt.engine.expand import with_shortfalls
from greenopt.engine.layout import lay_out
from greenopt.engine.rows import Rows, write_rows
from greenopt.plan import Requirement, Sense
from greenopt.plan.funding import funding
from greenopt.plan.plan import SymbolicPlan
from greenopt.project import Facts
from greenopt.rules import Rule


def demands(facts: Facts, rules: Iterable[Rule]) -> tuple[Requirement, ...]:
    """Return what every plan of a case must satisfy: funds and promises first, then rules in their order."""
    plan = SymbolicPlan(facts)
    return (*funding(plan), *(each for rule in rules for each in rule.requirements(plan)))


def rows_of(facts: Facts, requirements: Sequence[Requirement]) -> Rows:
    """Return the exact program of a settled case."""
    return write_rows(with_shortfalls(lay_out(facts), requirements), requirements)


def is_hard(requirement: Requirement) -> bool:
    """Return whether a requirement may not be missed."""
    return not requirement.soft_scale


def is_broken(requirement: Requirement) -> bool:
    """Return whether a requirement that no column can change does not hold."""
    constant = (requirement.left - requirement.right).constant
    return {Sense.AT_LEAST: constant < 0, Sense.AT_MOST: constant > 0, Sense.EQUAL: constant != 0}[requirement.sense]
