"""
Searched: what the search of a tree for whole projects comes to, and why a proof is open where it is.

A search ends with a tree that proves its bound, also where it was stopped. Where value and bound do not meet, a reader
is owed the reason: as many linear programs as were allowed, the time, somebody who broke it off, a gap that was asked
to be enough, or numbers that could not be settled.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from greenopt.engine.tree import Tree
from greenopt.engine.whole import WholePlan

PROGRAMS = 2_000
"""
Linear programs that a proof for whole projects may take, of the objective and of each thing sought before or after it,
unless somebody allows another number; a count, so that the clock does not show in the answer.
"""


class TreeStatus(Enum):
    """How a search ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


class Why(Enum):
    """Why a proof is open."""

    PROGRAMS = "programs"
    """As many linear programs were solved as were allowed."""
    TIME = "time"
    """The time was up."""
    INTERRUPTED = "interrupted"
    """Somebody broke it off."""
    ACCEPTED = "accepted"
    """So wide a gap was asked to be enough."""
    NUMBERS = "numbers"
    """A linear program could not be settled in exact numbers."""


@dataclass(frozen=True, slots=True)
class Open:
    """Why the gap between plan and bound is open."""

    why: Why
    sought: str
    """The name of the stage whose proof is not complete: the objective, or what comes before it."""
    allowed: int
    """Linear programs that its proof may take."""


@dataclass(frozen=True, slots=True)
class TreeResult:
    """The best plan and a tree that proves its bound, also when the search was stopped."""

    status: TreeStatus
    plan: WholePlan | None
    bound: Fraction | None
    """`check_tree` accepts the tree with this limit; None when there is no plan, or nothing is proved."""
    tree: Tree | None
    solved: int
    """Number of linear programs."""
    interrupted: bool = False
    why: Why | None = None
    """Why it was stopped; None where it was not."""
