"""
Judge: whether a certificate in which a number was changed still proves what its run says, in exact fractions.

It shares no line with the verifier. The rows are those of the engine, the sums are the engine's, and what has to be
proved are the numbers of the answer: its value and bound, what each stage reaches, the slope of each price and what one
unit of a rule comes to, and which projects could change places.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

from greenopt.engine.answer import Answer
from greenopt.engine.certificate import is_feasible
from greenopt.engine.cuts import Cut, with_cuts
from greenopt.engine.exact import Point, Reduced, reduced_costs, upper_bound, value_of
from greenopt.engine.flat import flat
from greenopt.engine.layout import Grant, Start
from greenopt.engine.next_aims import hold
from greenopt.engine.prices import Impossible
from greenopt.engine.program import Bounds, Cost, Program
from greenopt.engine.root import ProvedStage
from greenopt.engine.stages import Stage, is_one_point, narrow
from greenopt.engine.ties import OBJECTIVE, THEN, Steps
from greenopt.engine.tree import Box, Split, Weighing, split_box, value_step, with_better
from greenopt.plan import Requirement, Sense

Json = Any
ZERO, ONE = Fraction(0), Fraction(1)
SIDES = {"relax": 1, "tighten": -1}


class Face(NamedTuple):
    """Plans among which something is sought: those of a program within bounds."""

    program: Program
    bounds: Bounds

    def numbered(self, multipliers: Mapping[str, str]) -> dict[int, Fraction]:
        """Return multipliers by number of the row."""
        place = {name: row for row, name in enumerate(self.program.rows)}
        return {place[name]: Fraction(value) for name, value in multipliers.items()}

    def bound(self, cost: Cost, y: dict[int, Fraction]) -> Fraction | None:
        """Return what nothing here surpasses, as multipliers prove it; None where one leans on a missing side."""
        return upper_bound(self.bounds, y, reduced_costs(self.program, cost, y))

    def narrowed(self, cost: Cost, y: dict[int, Fraction]) -> "Face":
        """Return the best of these plans, which multipliers have proved to be so."""
        return Face(self.program, narrow(self.bounds, y, Reduced(*reduced_costs(self.program, cost, y))))

    def holds(self, x: Sequence[Fraction], row: str = "", by: Fraction = ZERO) -> bool:
        """Whether a plan is one of these, once the sides of a row are moved."""
        bounds = self.bounds.copy()
        for place in [self.program.rows.index(row)] if row else []:
            low, high = bounds.row_lower[place], bounds.row_upper[place]
            bounds.row_lower[place] = None if low is None else low + by
            bounds.row_upper[place] = None if high is None else high + by
        return is_feasible(self.program, bounds, x)


class ProofJudge:
    """The judge of one run."""

    def __init__(self, answer: Answer, certificate: Json) -> None:
        """Take the answer, and the certificate that it was written with."""
        self.answer, self.honest = answer, certificate
        self.root = Face(program := flat(answer.rows), program.bounds())
        self.columns = {name: number for number, name in enumerate(program.columns)}
        self.steps: dict[str, Stage] = {each.name: each for each in Steps(answer.rows, answer.wishes)}
        self.whole = any(program.whole)
        self.x = [*(answer.x or ()), *[ZERO] * (len(program.columns) - len(answer.x or ()))]
        self.faces: dict[str, Face] = {}
        """Name of a stage → the plans among which it is sought; ``after`` and ``finest`` as `greenopt verify` has."""
        self.by_name = {each.name: each for each in answer.requirements}
        if answer.x is not None and not self.whole:
            assert self._linear(certificate["stages"])

    def proves(self, certificate: Json, path: tuple[Any, ...]) -> bool:
        """Whether a certificate proves the same as the honest one, from which it differs at a path."""
        honest = self.faces
        try:
            return self._proves(certificate, path)
        finally:
            self.faces = honest

    def _proves(self, certificate: Json, path: tuple[Any, ...]) -> bool:
        if path[0] == "prices":
            return self._price(path[1], path[2], certificate["prices"][path[1]][path[2]])
        if path[0] == "ties":
            return self._ties(certificate["ties"])
        if path[0] == "farkas":
            bound = self.root.bound({}, self.root.numbered(certificate["farkas"]))
            return bound is not None and bound < 0
        if self.whole:
            return self._in_turn(certificate)
        return self._linear(certificate["stages"]) and self._all_beside(certificate)

    def told_stages(self, certificate: Json) -> tuple[ProvedStage, ...]:
        """Return the stages of the answer with the multipliers of a certificate, which tell merits and reasons."""
        return tuple(
            replace(stage, multipliers={name: Fraction(value) for name, value in given["multipliers"].items()})
            for stage, given in zip(self.answer.stages, certificate["stages"], strict=True)
        )

    def _linear(self, stages: Json) -> bool:
        """Whether multipliers prove each stage on the face of the one before, down to a single plan."""
        face = self.root
        self.faces = {}
        for given in stages:
            cost, y = self.steps[given["name"]].cost, face.numbered(given["multipliers"])
            if face.bound(cost, y) != Fraction(given["value"]):
                return False
            self.faces[given["name"]] = face
            face = face.narrowed(cost, y)
            if given["name"] == OBJECTIVE:
                self.faces["after"] = face
            if given["name"] == OBJECTIVE or given["name"].startswith(THEN):
                self.faces["finest"] = face
        return len(stages) == len(self.steps) or is_one_point(*face)

    def _all_beside(self, certificate: Json) -> bool:
        """Whether prices and ties are still proved on the faces of other multipliers."""
        prices = certificate["prices"] or {}
        sides = ((name, side, proof) for name, each in prices.items() for side, proof in each.items())
        return all(self._price(*each, certificate) for each in sides) and self._ties(certificate["ties"])

    def _in_turn(self, certificate: Json) -> bool:
        """Whether trees and multipliers of whole projects prove what each stage comes to, and the same bound."""
        face, sought = self.root, list(self.steps)
        for number, given in enumerate(certificate["stages"]):
            if given["name"] == OBJECTIVE != sought[number]:
                first = self.steps[sought[number]]
                face = Face(*hold(*face, first, value_of(first.cost, Point(self.x))))
            step, y = self.steps[given["name"]], face.numbered(given["multipliers"])
            tree = certificate["tree"] if given["name"] == OBJECTIVE else given.get("tree")
            bound = face.bound(step.cost, y)
            reached = value_of(step.cost, Point(self.x))
            proved = self._by_tree(face, step.cost, tree, reached) if tree is not None and bound is not None else bound
            if proved != Fraction(given["value"]):
                return False
            if given["name"] == OBJECTIVE:
                break
            face = face.narrowed(step.cost, y) if tree is None else Face(*hold(*face, step, reached))
        before = OBJECTIVE
        for given in certificate.get("then", []):
            step = self.steps[before]
            face = Face(*hold(*face, step, value_of(step.cost, Point(self.x))))
            before, cost = given["name"], self.steps[given["name"]].cost
            if self._by_tree(face, cost, given["tree"], value_of(cost, Point(self.x))) != Fraction(given["value"]):
                return False
        return self.answer.value is not None or self._by_tree(face, {}, certificate["tree"], None) is not None

    def _by_tree(self, face: Face, cost: Cost, told: Json, value: Fraction | None) -> Fraction | None:
        """Return what no plan surpasses, at least a value; with none, zero if there is no plan; None: not proved."""
        if (known := told.get("better")) is not None:
            if value is None or Fraction(known) > value:
                return None
            face = Face(*with_better(*face, cost, Fraction(known)))
        count = len(told.get("cuts", ()))
        names = {name: row for row, name in enumerate((*face.program.rows, *(f"cut[{at}]" for at in range(count))))}

        def numbered(multipliers: Json) -> dict[int, Fraction]:
            return {names[name]: Fraction(each) for name, each in multipliers.items()}

        turned = [frozenset(self.columns[name] for name in cut["turned"]) for cut in told.get("cuts", ())]
        cuts = [Cut(numbered(cut["rows"]), each) for cut, each in zip(told.get("cuts", ()), turned, strict=True)]
        cut = with_cuts(*face, cuts)
        if cut is None:
            return None
        program, bounds = cut
        step, best = value_step(program, cost), value
        pending: list[Box] = [{}]
        ready: dict[tuple[int, bool], Weighing] = {}
        for node in told["nodes"]:
            if not pending:
                return None
            box = pending.pop()
            if "split" in node:
                pending += reversed(split_box(bounds, box, Split(self.columns[node["split"]], node["at"])))
                continue
            key = node["leaf"], node["empty"]
            if not 0 <= node["leaf"] < len(told["multipliers"]):
                return None
            if key not in ready:
                sought: Cost = {} if node["empty"] else cost
                ready[key] = Weighing(program, sought, bounds, numbered(told["multipliers"][node["leaf"]]))
            bound = ready[key].bound(box)
            if bound is None or (node["empty"] and bound >= 0):
                return None
            if not node["empty"]:
                bound = floor(bound / step) * step if step else bound
                best = bound if best is None else max(best, bound)
        if pending or (value is None) != (best is None):
            return None
        return best or ZERO

    def _other(self, changed: Mapping[str, str]) -> list[Fraction]:
        """Return the plan with some columns changed."""
        found = list(self.x)
        for name, value in changed.items():
            found[self.columns[name]] = Fraction(value)
        return found

    def _price(self, name: str, key: str, side: Json, certificate: Json | None = None) -> bool:
        """Whether one side of a price is proved to be what it is."""
        requirement, price = self.by_name[name], self.answer.prices[name]
        proof = price.relax_proof if key == "relax" else price.tighten_proof
        direction = SIDES[key] * (-1 if requirement.sense is Sense.AT_LEAST else 1)
        equal = key == "tighten" and requirement.sense is Sense.EQUAL
        given = (certificate or self.honest)["stages"]
        known = next(stage["multipliers"] for stage in given if stage["name"] == OBJECTIVE)
        slope = None if proof.tangent is None else proof.tangent.slope
        if "farkas" in side and not self._cannot_move(name, direction, side["farkas"]):
            return False
        if "step" in side and self._slope(name, direction, side, {**known, **side["multipliers"]}) != slope:
            return False
        if ("farkas" in side) != isinstance(slope, Impossible):
            return False
        told = None if proof.unit is None else proof.unit.value
        return "unit" not in side or self._unit(requirement, 1 if equal else SIDES[key], side["unit"]) == told

    def _cannot_move(self, name: str, direction: int, farkas: Mapping[str, str]) -> bool:
        """Whether multipliers leave no plan however little the sides of a row are moved."""
        face = self.faces[OBJECTIVE]
        return face.bound({}, face.numbered(farkas)) == 0 and direction * Fraction(farkas.get(name, "0")) < 0

    def _slope(self, name: str, direction: int, side: Json, multipliers: Mapping[str, str]) -> Fraction | None:
        """Return the slope that multipliers prove from above and a plan at a step from below; None if they do not."""
        face, cost, step = self.faces[OBJECTIVE], self.steps[OBJECTIVE].cost, Fraction(side["step"])
        best, there = value_of(cost, Point(self.x)), self._other(side["plan"])
        slope = direction * Fraction(multipliers.get(name, "0"))
        holds = step > 0 and face.holds(there, name, direction * step)
        proved = holds and face.bound(cost, face.numbered(multipliers)) == best
        return slope if proved and value_of(cost, Point(there)) == best + slope * step else None

    def _unit(self, requirement: Requirement, sign: int, unit: Json) -> Fraction | None:
        """Return what one unit of a rule comes to, at most or at least, among the best plans; None if not proved."""
        face, there = self.faces["after"], self._other(unit["plan"])
        weights = self.answer.rows.cost(requirement.step)
        worth = value_of(weights, Point(there))
        cost = {column: sign * weight for column, weight in weights.items()}
        proved = face.bound(cost, face.numbered(unit["multipliers"])) == sign * worth
        return requirement.step.constant + worth if proved and face.holds(there) else None

    def _ties(self, ties: Json) -> bool:
        """Whether other plans and pushes show what the answer says: which projects move, or that nothing does."""
        face, columns, moving = self.faces["finest"], self.answer.layout.columns, set()
        free = {
            number
            for number, column in enumerate(columns)
            if isinstance(column.key, (Start, Grant))
            and face.bounds.column_lower[number] != face.bounds.column_upper[number]
        }
        differ = False
        for changed in ties["others"]:
            there = self._other(changed)
            if not face.holds(there):
                return False
            differ |= any(there[number] != self.x[number] for number in free)
            levels: dict[str, Fraction] = {}
            for column, old, new in zip(columns, self.x, there, strict=False):
                if isinstance(column.key, Start):
                    levels[column.key.project] = levels.get(column.key.project, ZERO) + new - old
            moving |= {project for project, change in levels.items() if change}
        if differ or self.answer.unique is not True or is_one_point(*face):
            told = False if differ else True if is_one_point(*face) else None
            return (told, sorted(moving)) == (self.answer.unique, [*self.answer.exchangeable])
        return free_both_ways(free) <= self._still(face, ties["pushes"])

    def _still(self, face: Face, pushes: Json) -> set[tuple[int, int]]:
        """Return which columns cannot move which way: one alone, or those of a sum that cannot leave their side."""
        found: set[tuple[int, int]] = set()
        for push in pushes:
            sign, cost = push["sign"], {self.columns[name]: Fraction(push["sign"]) for name in push["columns"]}
            proved = face.bound(cost, face.numbered(push["multipliers"])) == value_of(cost, Point(self.x))
            if sign not in (1, -1) or not proved:
                return set()
            side = face.bounds.column_lower if sign > 0 else face.bounds.column_upper
            found |= free_both_ways(number for number in cost if self.x[number] == side[number])
            found |= {(number, sign) for number in cost if len(cost) == 1}
        return found


def free_both_ways(columns: Iterable[int]) -> set[tuple[int, int]]:
    """Return columns with each way in which they could move."""
    return {(number, sign) for number in columns for sign in (1, -1)}
