"""Solved: what a study knows of one variation of a case."""

from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, Literal

from greenopt.units import significant

Json = dict[str, Any]
Status = Literal[
    "checked", "infeasible",
    "certified_optimal", "certified_within_gap", "certified_infeasible", "stopped", "uncertified",
    "invalid", "failed",
]  # fmt: skip
"""
``checked`` and ``infeasible`` are held against every side in floats; what is ``certified`` is proved, as in a run.
``invalid``: the changes make a case that cannot be read. ``failed``: greenopt failed, which is a fault of its own.
"""
DIGITS = 12


@dataclass(frozen=True)
class Solved:
    """One variation."""

    status: Status
    value: float | int | None = None
    """Of the objective as stated."""
    totals: Json = field(default_factory=dict)
    """As in a result."""
    levels: dict[str, float] = field(default_factory=dict)
    """Projects of which something is started, by name; the others are not in the plan."""
    rebuilt: bool = False
    """Whether the case was read anew for it."""
    reason: Json | None = None
    """Why there is no plan, in both languages."""
    held: float | None = None
    """How far it lies from the same scenario read anew and proved, beside its size; None where that was not asked."""

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan."""
        return self.value is not None

    def record(self) -> Json:
        """Return what is kept of it in a study."""
        return {
            "status": self.status,
            "value": self.value,
            "totals": self.totals,
            "levels": self.levels,
            "rebuilt": self.rebuilt,
            "reason": self.reason,
            "held": self.held,
        }

    @classmethod
    def of_record(cls, record: Json) -> "Solved":
        """Return what was kept."""
        return cls(**{each.name: record[each.name] for each in fields(cls)})


def rounded(value: Any) -> float | int:
    """Return a number as studies hold it: rounded to twelve significant digits."""
    shown = float(f"{float(value):.{DIGITS}g}")
    return int(shown) if shown.is_integer() and abs(shown) < 10**15 else shown


def told(value: Fraction) -> Fraction:
    """
    Return a number that follows from one of twelve digits: the one of ten, where that is the same as far as is known.

    A budget of 200 whose place on a frontier is 0.172413793103 times 1,160 comes to 199.99999999948.
    """
    short = significant(value, DIGITS - 2)
    return short if abs(short - value) <= abs(value) / 10 ** (DIGITS - 1) else value
