"""
Tree: a bound for whole projects, which a tree of splits proves leaf by leaf, once cuts have made its root narrower.

A split parts the plans in those with a whole column at most ``at`` and those with at least one more; the branch below
comes first. Each leaf has multipliers, whose bound in the box of the leaf says what no plan in it surpasses, or that
there is none.
"""

from fractions import Fraction
from math import gcd, lcm

from .bounds import Bound, Face
from .report import wrong
from .shapes import Json
from .weights import ONE, ZERO, Box, Numbers, Row, add, worth

FINE, SPECK = 2**64, 2**24
"""How finely cuts are rounded, and how much less than another column one moves a cut that it leaves out."""


def tree_bound(tree: Json, face: Face, cost: Numbers, value: Fraction | None, whole: set[str]) -> Fraction:
    """
    Return what no whole-number plan surpasses that brings more than a value, by a tree of splits.

    With no value: prove that there is no plan.
    """
    place, best = "certificate.json: tree", value
    below = lcm(*(weight.denominator for weight in cost.values()))
    step = Fraction(gcd(*(int(weight * below) for weight in cost.values())), below)
    if (known := tree.get("better")) is not None:
        # Only what brings more than the value is ruled out, so only plans that bring so much need be looked at.
        if value is None or known > value:
            raise wrong(f"{place}: better", f"at most {value}", known)
        face = Face(face.boxes, face.rows | {"better": Row(cost, known, None)})
    for number, given in enumerate(tree.get("cuts", ())):
        rows = {f"cut[{number}]": cut(face, given, whole, f"{place}: cut[{number}]")}
        face = Face(face.boxes, face.rows | rows)
    ready: dict[tuple[int, bool], Bound] = {}
    boxes: list[dict[str, Box]] = [{}]
    for node in tree["nodes"]:
        box = boxes.pop()
        if "split" in node:
            column, at = node["split"], node["at"]
            lower, upper = box.get(column, face.boxes[column])
            if column not in whole:
                raise wrong(place, "a split of a whole number", column)
            boxes += [
                {**box, column: (max(lower, ONE * at + 1), upper)},
                {**box, column: (lower, min(upper, ONE * at))},
            ]
            continue
        key = (node["leaf"], node["empty"])
        if key not in ready:
            ready[key] = face.bound({} if node["empty"] else cost, tree["multipliers"][node["leaf"]], place)
        reached, rest = ready[key].value, ready[key].rest
        for column, sides in box.items():
            weight = rest.get(column, ZERO)
            reached += weight * sides[weight.numerator > 0] - face.push(column, weight)
        if node["empty"] and reached >= 0:
            raise wrong(place, "a leaf that is empty", reached)
        if not node["empty"]:
            reached = reached // step * step if step and cost.keys() <= whole else reached
            best = reached if best is None or reached > best else best
    if boxes or (value is None and best is not None):
        raise wrong(place, "a tree whose every leaf is proved", "another one")
    return best or ZERO


def cut(face: Face, given: Json, whole: set[str], place: str) -> Row:
    """
    Return a row that follows from others for whole columns, by mixed-integer rounding.

    With every column counted from a side of its box, t >= 0, the rows say sum(a t) <= b + s, where s >= 0 is what
    other columns and the slack of rows may add. With f = b - floor(b) every plan keeps

        sum((floor(a) + max(0, a - floor(a) - f) / (1 - f)) t)  <=  floor(b) + s / (1 - f)

    Its numbers are then rounded to where it says less.
    """
    weights: Numbers = {}
    said: Numbers = {}
    slack: list[tuple[Row, Fraction, Fraction]] = []
    most, turned = ZERO, {*given["turned"]}
    for name, multiplier in given["rows"].items():
        row = face.rows.get(name, Row({}, None, None))
        own, other = (row.upper, row.lower) if multiplier > 0 else (row.lower, row.upper)
        side = other if own is None else own
        if side is None:
            raise wrong(f"{place}: {name}", "a row with a side", multiplier)
        slack += [(row, multiplier, side)] if own is None else []
        most += multiplier * side
        add(weights, row.weights, multiplier)
    origin = {column: face.boxes[column][column in turned] for column in weights}
    most -= worth(weights, origin)
    part = most % 1
    upper = most - part
    for column, weight in weights.items():
        if column in whole and origin[column].denominator != 1:
            raise wrong(f"{place}: {column}", "a whole side", origin[column])
        sign = -1 if column in turned else 1
        below = sign * weight // 1 if column in whole else 0
        rest = max(ZERO, sign * weight - below - part) if column in whole else min(ZERO, sign * weight)
        said[column] = sign * (below + rest / (1 - part))
        upper += said[column] * origin[column]
    for row, multiplier, side in slack:
        step = -multiplier / (1 - part)
        upper += step * side
        add(said, row.weights, step)
    return _shortened(face, said, upper)


def _shortened(face: Face, said: Numbers, upper: Fraction) -> Row:
    """Return a row with short numbers: each rounded down, and what hardly moves it left out, at its least."""
    for column, weight in said.items():
        said[column] = Fraction(weight * FINE // 1, FINE)
        upper -= (weight - said[column]) * face.boxes[column][0]
    spans = {column: abs(weight) * (face.boxes[column][1] - face.boxes[column][0]) for column, weight in said.items()}
    speck = max(spans.values(), default=ZERO) / SPECK
    for column, span in spans.items():
        if span <= speck:
            upper -= min(said[column] * side for side in face.boxes[column])
            del said[column]
    return Row(said, None, upper)
