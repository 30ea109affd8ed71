"""
History: what a rule asked of years that have passed, and no plan can change any more.

A yearly ceiling of 2022 says nothing about a plan that is open from 2023: it was kept or it was broken. It is not
asked again, for a broken one would make every plan impossible. A rule that speaks of the whole horizon, or of a year
to come, stays; it counts what was begun and paid before.

Trap: only time makes history. A target of a year to come that can no longer be reached still makes a plan impossible,
and planners are told so.
"""

from greenopt.plan.form import Level, Shortfall, Sum, Term
from greenopt.plan.plan import Requirement


def is_history(requirement: Requirement, open_from: int) -> bool:
    """Return whether a requirement speaks of nothing but years before the first open one."""
    terms = {*requirement.left.terms, *requirement.right.terms}
    asked = [each for each in terms if not isinstance(each, Shortfall)]
    return bool(asked) and all(_has_passed(each, open_from) for each in asked)


def _has_passed(term: Term, open_from: int) -> bool:
    """
    Return whether the years of a term have all passed.

    What runs, is paid or is reached in a year follows from starts up to that year, and all of those are facts.
    """
    if isinstance(term, Sum):
        ends = (term.year, term.by, term.begun[1] if term.begun is not None and term.fund is None else None)
        return any(year is not None and year < open_from for year in ends)
    return isinstance(term, Level) and term.by is not None and term.by < open_from
