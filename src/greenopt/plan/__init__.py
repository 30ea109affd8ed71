"""The vocabulary of rules: forms, requirements, and plans that can be asked for them."""

from greenopt.plan.decided import DecidedPlan, Decisions
from greenopt.plan.form import FIRST_YEAR, Chosen, Form, Level, Overlapped, Reached, Shortfall, Sum, Term, Unspent
from greenopt.plan.plan import Plan, Requirement, Sense, SymbolicPlan, Tier

__all__ = [
    "FIRST_YEAR",
    "Chosen",
    "DecidedPlan",
    "Decisions",
    "Form",
    "Level",
    "Overlapped",
    "Plan",
    "Reached",
    "Requirement",
    "Sense",
    "Shortfall",
    "Sum",
    "SymbolicPlan",
    "Term",
    "Tier",
    "Unspent",
]
