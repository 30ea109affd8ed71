"""
Prices: what moving a requirement by one unit is worth, on either side, proved by multipliers and plans.

Where the rows that hold the plan are independent, the multipliers are unique and are the slope of the best value. Where
they are not, a slope has multipliers of its own, which bound the best value from above as the row moves, and a plan
some way along the row that reaches that bound.

Where what is sought before the objective leans on a row, other multipliers may prove what is reached there and leave
the row alone; then it may be moved that way, and has a price. Else it has none.

What one unit of a rule moves may depend on the plan, such as one percentage point of what is spent. It is then taken at
most, or at least, among the best plans.
"""

from fractions import Fraction

from .bounds import Face
from .proof import Proof
from .report import Refused, say, shown, wrong
from .shapes import Json
from .weights import ZERO, Numbers, worth

Prices = dict[str, tuple[Fraction | None, Fraction | None]]
"""Requirement → the gain as it is relaxed, the loss as it is tightened (of an equation: the gain upward, downward)."""


def prices(proof: Proof) -> Prices:
    """Return the prices of every requirement; None where none is claimed, or where it cannot move."""
    given = proof.certificate["prices"]
    if given is None:
        return {each["name"]: (None, None) for each in proof.case.requirements}
    return {each["name"]: _price(proof, each, given.get(each["name"], {})) for each in proof.case.requirements}


def _price(proof: Proof, requirement: Json, given: Json) -> tuple[Fraction | None, Fraction | None]:
    """Return the prices of a requirement; what is given to prove them may hold nothing else."""
    sides = [dict(given.get(side, {})) for side in ("relax", "tighten")]
    found = _sides(proof, requirement, *sides)
    if any(sides):
        raise wrong(f"certificate.json: prices: {requirement['name']}", "what the price rests on", sides)
    return found


def _sides(proof: Proof, requirement: Json, relax: Json, tighten: Json) -> tuple[Fraction | None, Fraction | None]:
    """Return the price on either side, taking from the proofs what it rests on."""
    name, equal = requirement["name"], requirement["sense"] == "=="
    if name in proof.case.constant:
        free = proof.case.constant[name] or not _unit(proof, requirement, tighten, -1)
        return (ZERO, ZERO) if free else (None if equal else ZERO, None)
    row = proof.case.rows[name]
    if worth(row.weights, proof.plan) not in (row.lower, row.upper):
        return ZERO, ZERO
    outward = -1 if requirement["sense"] == ">=" else 1
    gain = _worth(proof, requirement, relax, outward, 1)
    change = _worth(proof, requirement, tighten, -outward, 1 if equal else -1)
    return gain, change if change is None or equal else -change


def _worth(proof: Proof, requirement: Json, side: Json, direction: int, sign: int) -> Fraction | None:
    """Return the slope of the best value as a row moves, times one unit of its rule; None if it cannot move."""
    slope = _slope(proof, requirement["name"], side, direction)
    unit = ZERO if slope == 0 else _unit(proof, requirement, side, sign)
    return slope * unit if slope is not None else None if unit else ZERO


def _slope(proof: Proof, name: str, side: Json, direction: int) -> Fraction | None:
    """
    Return the slope of the best value as the sides of a row move; None where they cannot.

    Multipliers that prove the unmoved optimum give the slope from above, a plan at a step further from below.
    """
    place, face, cost = f"certificate.json: prices: {name}", proof.before, proof.case.wishes["objective"]
    best = proof.stages["objective"]
    if name in proof.held:
        if "before" not in side:
            return None
        face = _freed(proof, name, side.pop("before"), place)
        best = face.bound(cost, {}, place)
    if "farkas" in side:
        farkas = side.pop("farkas")
        if face.bound({}, farkas, place).value != 0 or direction * farkas.get(name, ZERO) >= 0:
            raise wrong(place, "multipliers that prove that it cannot move", farkas)
        return None
    if "step" in side:
        step, columns = side.pop("step"), side.pop("plan")
        best = face.shifted(best, side.pop("multipliers"), place)
        slope = direction * best.multipliers.get(name, ZERO)
        reached = worth(cost, proof.changed(face, columns, place, {name: direction * step}))
        if step <= 0 or (best.value, reached) != (worth(cost, proof.plan), best.value + slope * step):
            raise wrong(place, f"a slope of {shown(slope)}, proved from above and below", reached)
    elif name in proof.held or not proof.has_unique_multipliers:
        raise Refused(say("{place}: nothing proves the price", place=place))
    return direction * best.multipliers.get(name, ZERO)


def _freed(proof: Proof, name: str, before: list[Numbers], place: str) -> Face:
    """Return the plans among which the objective decides, by multipliers that leave a row alone."""
    face, wishes = proof.root, proof.case.before
    if len(before) != len(wishes):
        raise wrong(f"{place}: before", f"multipliers for each of {wishes}", before)
    for wish, multipliers in zip(wishes, before, strict=True):
        bound = face.bound(proof.case.wishes[wish], multipliers, f"{place}: before: {wish}")
        if bound.value != proof.stages[wish].value or name in multipliers:
            raise wrong(
                f"{place}: before: {wish}", "multipliers that prove as much and leave the rule alone", bound.value
            )
        face = face.narrowed(bound)
    return face


def _unit(proof: Proof, requirement: Json, side: Json, sign: int) -> Fraction:
    """Return what one unit of a rule comes to, at most or at least, among the best plans."""
    place, face = f"certificate.json: prices: {requirement['name']}: unit", proof.after
    weights, number = proof.case.form((1, requirement["step"]))
    there = proof.plan
    if "unit" in side:
        unit, cost = side.pop("unit"), {column: sign * weight for column, weight in weights.items()}
        there = proof.changed(face, unit["plan"], place, {})
        if face.bound(cost, unit["multipliers"], place).value != worth(cost, there):
            raise wrong(place, "a plan and multipliers that prove it", worth(cost, there))
    elif not proof.is_single and any(face.boxes[column][0] != face.boxes[column][1] for column in weights):
        raise Refused(say("{place}: nothing proves what one unit comes to", place=place))
    return number + worth(weights, there)
