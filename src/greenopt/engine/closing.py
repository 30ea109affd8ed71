"""
Closing: the gap between the best plan of whole projects and its bound is closed by a tree, or it is told why it is not.

The relaxation bounds the objective at the root. Where that is more than the plan brings, a tree of linear programs
lowers it, as far as the programs and the time allowed go.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from greenopt.engine.branch import prove_whole
from greenopt.engine.root import Root
from greenopt.engine.searched import Open, Why
from greenopt.engine.stages import Stage
from greenopt.engine.ties import OBJECTIVE
from greenopt.engine.tree import Tree
from greenopt.engine.whole import WholePlan


class Closed(NamedTuple):
    """The best plan, its values from the objective on, and the bound that is proved of it."""

    plan: WholePlan
    bound: Fraction | None
    tree: Tree | None
    """What proves the bound where the root alone proves less."""
    open: Open | None
    """Why value and bound do not meet; None where they do."""
    interrupted: bool = False


def close(
    root: Root,
    steps: Sequence[Stage],
    main: int,
    gap: Fraction,
    programs: int,
    time_limit: float | None,
    *,
    search: bool = True,
) -> Closed:
    """
    Close the gap that the root leaves open.

    Args:
        root: what is proved before the tree.
        steps: all that is sought.
        main: which of it is the objective.
        gap: the share of the bound that is close enough.
        programs: linear programs that the tree may take.
        time_limit: seconds.
        search: whether to search at all.
    """
    plan = replace(root.plan, values=root.plan.values[main:], stages=root.plan.stages[main:])
    bound = root.bound
    if bound is None:
        return Closed(plan, bound, None, root.open or Open(Why.NUMBERS, OBJECTIVE, programs))
    if bound == plan.values[0]:
        return Closed(plan, bound, None, root.open)
    if bound - plan.values[0] <= gap * abs(bound):
        return Closed(plan, bound, None, Open(Why.ACCEPTED, OBJECTIVE, programs))
    if not search:
        return Closed(plan, bound, None, Open(Why.INTERRUPTED, OBJECTIVE, programs))
    found = prove_whole(
        root.solver,
        root.program,
        steps[main:],
        root.bounds,
        plan=plan,
        node_limit=programs,
        time_limit=time_limit,
    )
    # A plan that is better in the objective alone may be worse in what comes before it and is not proved.
    plan, tree = found.plan if found.plan and root.proved else plan, None
    if found.tree is not None and found.bound is not None and found.bound < bound:
        bound, tree = found.bound, found.tree
    still = None if bound == plan.values[0] else Open(found.why or Why.NUMBERS, OBJECTIVE, programs)
    return Closed(plan, bound, tree, root.open or still, found.interrupted)
