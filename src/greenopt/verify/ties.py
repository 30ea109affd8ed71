"""
Ties: whether the plan is the only best one, and which projects could change places.

Another plan that is as good shows that it is not. That it is, the equations that hold the best plans may show; else
pushes do: bounds on a column, or on a sum of columns, that prove it to stand still on the face of the best plans.
Money that is merely kept makes no other plan.
"""

from fractions import Fraction

from .proof import Proof
from .report import wrong
from .shapes import Json
from .weights import ZERO, worth

PLACE = "certificate.json: ties"
DECISIONS = ("start[", "grant[")
"""Columns that make another plan, by how their names begin."""


def ties(proof: Proof) -> Json:
    """Return what the result must say of ties: null for whole projects, and where nothing proves it."""
    given, linear = proof.certificate["ties"], proof.value is not None and not proof.case.whole
    if not linear or proof.finest.is_point():
        if any(given.values()):
            raise wrong(PLACE, "nothing, for nothing is left to prove", given)
        return {"unique": True if linear else None, "exchangeable": []}
    other, moving = False, set()
    for columns in given["others"]:
        there = proof.changed(proof.finest, columns, PLACE, {})
        moves = {column: there[column] - proof.plan.get(column, ZERO) for column in columns}
        other |= any(move for column, move in moves.items() if column.startswith(DECISIONS))
        for name, years in proof.case.begins.items():
            if sum(moves.get(f"start[{name},{year}]", ZERO) for year in years):
                moving.add(name)
    if other:
        return {"unique": False, "exchangeable": sorted(moving)}
    return {"unique": True if _nothing_moves(proof, given["pushes"]) else None, "exchangeable": []}


def _nothing_moves(proof: Proof, pushes: Json) -> bool:
    """
    Return whether pushes prove every start and payment to be the same in all best plans.

    Where all columns of a sum stand at the side of their boxes from which they could only move on, none of them moves.
    Another column needs two pushes of its own: in a sum, one could rise as another falls.
    """
    face = proof.finest
    held: set[tuple[str, int]] = set()
    for push in pushes:
        columns, sign = push["columns"], push["sign"]
        cost = dict.fromkeys(columns, Fraction(sign))
        if sign not in (1, -1) or face.bound(cost, push["multipliers"], PLACE).value != worth(cost, proof.plan):
            raise wrong(PLACE, "a sum that cannot move", columns)
        at_side = all(proof.plan.get(column, ZERO) == face.boxes[column][sign < 0] for column in columns)
        if not at_side and len(columns) > 1:
            raise wrong(PLACE, "a sum of columns at their sides", columns)
        held |= {(column, way) for column in columns for way in ((1, -1) if at_side else (sign,))}
    free = [column for column, (lower, upper) in face.boxes.items() if lower != upper and column.startswith(DECISIONS)]
    return all({(column, 1), (column, -1)} <= held for column in free)
