"""
Repair: the smallest move of one number of a case that makes it possible.

A number stands behind one requirement or several (a floor for each year). Moved by t of its units it adds t times a
slope to left minus right of each; a rule's slope is its ``step``, that of a fund's money is what all requirements
change by when the fund has one unit more.

Where the slopes are numbers, t is a column, and the least t is one linear program. Where a slope is a form, such as
the money spent / 100 of a share of what is spent, the least t is a ratio N(x) / D(x) and not the slack of the row. It
is found by Dinkelbach's iteration (W. Dinkelbach, Management Science 13, 1967): from a plan with ratio t, seek the
plan that leaves most room at t, take its ratio for the next t, and end when no plan leaves room. Several rows with
one t follow J. P. Crouzeix, J. A. Ferland and S. Schaible (Journal of Optimization Theory and Applications 47, 1985;
50, 1986): the room of each row is counted in units of its own D(x). Every plan on the way is exact.

The number is rounded away from what it is now to its printed digits. The printed number is proved to make the case
possible, and one unit less of its last digit is proved to leave it impossible.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from greenopt.case.setting import Setting
from greenopt.engine.alter import Column, Written
from greenopt.engine.exact import Point, over_one_denominator
from greenopt.engine.expand import Weights, expand_form
from greenopt.engine.oracle import Empty, Plan
from greenopt.engine.program import Bounds
from greenopt.engine.rows import sides
from greenopt.engine.scaling import OutOfRange
from greenopt.engine.situation import Situation
from greenopt.plan import Form, Requirement, Sense, Unspent
from greenopt.units import magnitude

Scaled = tuple[Mapping[int, int], int]
"""Weights as whole numbers over one denominator."""
TURNS = 60
"""Plans that the iteration may take; a handful is usual."""
LONG = 200
"""Bits of a denominator from which on a move is rounded: where several rows share one t, its digits may never end."""
DIGITS = 30
"""Significant digits that are then kept, far more than are printed."""
ZERO = Fraction(0)


@dataclass(frozen=True)
class Move:
    """One number of a case on its way up or down."""

    setting: Setting
    direction: int
    """+1: it rises; -1: it falls."""
    slopes: Mapping[str, Form]
    """Requirement → what one unit of the move adds to left minus right."""
    fund: str = ""
    """The fund whose money it is, of which more may then be kept."""

    def end(self) -> Fraction | None:
        """Return how far it can be moved at most; None where there is no end."""
        limit = self.setting.highest() if self.direction > 0 else self.setting.lowest()
        return None if limit is None else abs(limit - self.setting.value)

    def value(self, moved: Fraction) -> Fraction:
        """Return the number after a move."""
        return self.setting.value + self.direction * moved


@dataclass(frozen=True)
class Sized:
    """A move that makes the case possible."""

    move: Move
    exact: Fraction
    """The least move, before it is rounded to what is printed."""
    to: Fraction
    """The number to write, rounded away from what it is now."""
    smallest: bool
    """Whether one unit less of the last printed digit is proved not to be enough."""

    @property
    def relative(self) -> Fraction:
        """By which part of itself the number moves; by more than all where it was nothing."""
        by, value = abs(self.to - self.move.setting.value), abs(self.move.setting.value)
        return by / value if value else by + 1


def moves(base: Situation, setting: Setting) -> list[Move]:
    """Return the ways in which a number can be moved so that what rests on it gives way."""
    resting = [each for each in base.hard.values() if each.setting == setting.path]
    kind, name, *rest = setting.path.split(".")
    if kind == "funds" and rest[:1] == ["amount"]:
        slopes = _slopes_of_money(base, name, int(rest[1]), setting.value)
        return [] if slopes is None else [Move(setting, 1, slopes, fund=name)]
    senses = {each.sense for each in resting}
    directions = [-1] * (senses <= {Sense.AT_LEAST, Sense.EQUAL}) + [1] * (senses <= {Sense.AT_MOST, Sense.EQUAL})
    return [Move(setting, each, {rule.name: rule.step * -each for rule in resting}) for each in directions]


def _slopes_of_money(base: Situation, fund: str, year: int, amount: Fraction) -> dict[str, Form] | None:
    """Return what one more unit of a fund's money adds to left minus right of everything that rests on it."""
    facts, richer = base.facts, base.with_amount(fund, year, amount + 1)
    # Money in a new year after the horizon lets projects start that had nobody to pay their last payments.
    opens = year > facts.horizon[1] and year not in facts.fund_by_id[fund].amount
    if opens or richer.hard.keys() != base.hard.keys():
        return None
    gaps = ((each, (richer.hard[name].left - richer.hard[name].right)) for name, each in base.hard.items())
    slopes = {each.name: after - (each.left - each.right) for each, after in gaps}
    return {name: slope for name, slope in slopes.items() if slope.terms or slope.constant}


class Search:
    """The search for the least move of one number."""

    def __init__(self, base: Situation, move: Move, held: Mapping[str, Written] | None = None) -> None:
        """
        Prepare the search.

        Args:
            base: a situation without any plan.
            move: which number moves, and how.
            held: rows that other numbers have moved already.
        """
        self.base = base
        self.move = move
        self.held = dict(held or {})
        layout = base.rows.layout
        self.slopes: dict[str, Weights] = {name: expand_form(layout, slope) for name, slope in move.slopes.items()}
        moving = [name for name, slope in move.slopes.items() if self.slopes[name] or slope.constant]
        self.requirements = [base.hard[name] for name in moving]
        """What the move changes: a share of nothing stays nothing."""
        self.gaps = {each.name: each.left - each.right for each in self.requirements}
        self.is_linear = not any(self.slopes.values())
        self._rooms: dict[str, Scaled] = {}
        self._rates: dict[str, Scaled] = {}

    def least(self) -> Sized | None:
        """Return the least move, rounded to what is printed; None where no move makes the case possible."""
        if not self.requirements:
            return None
        found = self._least_linear() if self.is_linear else self._least_ratio()
        if found is None or found[0] <= 0:
            return None
        return self._printed(*found, is_least=self.is_linear and found[1].is_best)

    def at(self, moved: Fraction) -> Plan | Empty | None:
        """Return a plan after a move, or the proof that there is none."""
        return self._ask({}, [], self.rows(moved), moved)

    def _ask(
        self, cost: Weights, columns: Sequence[Column], rows: Mapping[str, Written], most: Fraction
    ) -> Plan | Empty | None:
        return self.base.best(cost, columns, {**self.held, **rows}, self._bounds(most))

    def rows(self, moved: Fraction) -> dict[str, Written]:
        """Return the rows that rest on the number, by name, after a move."""
        return {each.name: self._row(each, moved) for each in self.requirements}

    def _bounds(self, most: Fraction) -> Bounds:
        """Return the bounds of the case, with room to keep more of a fund that gets more."""
        bounds = self.base.bounds()
        for number, column in enumerate(self.base.rows.layout.columns):
            if isinstance(column.key, Unspent) and column.key.fund == self.move.fund:
                bounds.column_upper[number] += 2 * most
        return bounds

    def _row(self, requirement: Requirement, moved: Fraction, room: tuple[int, Fraction] | None = None) -> Written:
        """Return the row of a requirement after a move; ``room``: a column that takes so much of what is left."""
        name = requirement.name
        weights = dict(self.base.written(name).weights)
        gap, slope = self.gaps[name], self.move.slopes[name]
        for column, weight in self.slopes[name].items():
            weights[column] = weights.get(column, ZERO) + moved * weight
        if room is not None:
            weights[room[0]] = room[1]
        return Written(weights, *sides(requirement, gap.constant + moved * slope.constant))

    def _least_linear(self) -> tuple[Fraction, Plan] | None:
        """Return the least move where every slope is a number: it is a column, made as small as can be."""
        most, end = self._far(), self.move.end()
        if end is not None:
            most = min(most, end)
        column = len(self.base.rows.program.columns)
        rows = {
            each.name: self._row(each, ZERO, (column, self.move.slopes[each.name].constant))
            for each in self.requirements
        }
        found = self._ask({column: Fraction(-1)}, [Column("moved", ZERO, most)], rows, most)
        return (found.x[column], found) if isinstance(found, Plan) else None

    def _far(self) -> Fraction:
        """Return a move beyond which nothing more is to be won, and loosely so."""
        found = ZERO
        for each in self.requirements:
            found = max(found, self.base.reach(each.name) / abs(self.move.slopes[each.name].constant))
        return 2 * found + 1

    def _least_ratio(self) -> tuple[Fraction, Plan] | None:
        """Return the least move where a slope is a form, by Dinkelbach's iteration from the far end."""
        end = self.move.end()
        moved = self._far_ratio() if end is None else end
        found = self.at(moved) if moved is not None else None
        if moved is None or not isinstance(found, Plan):
            return None
        for _ in range(TURNS):
            point = Point(found.x)
            needed = min(moved, _shortened(self.needed(point)))
            better = self._most_room(needed, point)
            if not isinstance(better, Plan) or better.value <= 0:
                return needed, found
            if _shortened(self.needed(Point(better.x))) >= needed:
                return needed, better
            moved, found = needed, better
        return min(moved, _shortened(self.needed(Point(found.x)))), found

    def _far_ratio(self) -> Fraction | None:
        """Return the move that a plan needs which does not mind these requirements at all."""
        free = {each.name: Written({}, None, None) for each in self.requirements}
        found = self._ask({}, [], free, ZERO)
        return self.needed(Point(found.x)) if isinstance(found, Plan) else None

    def _most_room(self, moved: Fraction, point: Point) -> Plan | Empty | None:
        """Return the plan that leaves most room at a move, the room of each row in units of its slope at a plan."""
        column, rows = len(self.base.rows.program.columns), {}
        for each in self.requirements:
            # A row that the move does not help at this plan, such as one on what is not carried out, leaves no room.
            slope = self._slope(each, point)
            rows[each.name] = self._row(each, moved, (column, -_sign(each) * slope) if slope > 0 else None)
        try:
            return self._ask({column: Fraction(1)}, [Column("room", ZERO, 2 * moved + 1)], rows, moved)
        except OutOfRange:
            return None

    def needed(self, point: Point) -> Fraction:
        """Return the least move at which a plan satisfies every row."""
        found = ZERO
        for each in self.requirements:
            slope = self._slope(each, point)
            if slope > 0:
                found = max(found, -self._room(each, point) / slope)
        return found

    def _room(self, requirement: Requirement, point: Point) -> Fraction:
        """Return by how much a plan satisfies a requirement."""
        name, gap = requirement.name, self.gaps[requirement.name]
        if name not in self._rooms:
            self._rooms[name] = over_one_denominator(expand_form(self.base.rows.layout, gap))
        return _sign(requirement) * _worth(self._rooms[name], gap.constant, point)

    def _slope(self, requirement: Requirement, point: Point) -> Fraction:
        """Return what one unit of the move adds to that."""
        name = requirement.name
        if name not in self._rates:
            self._rates[name] = over_one_denominator(self.slopes[name])
        return _sign(requirement) * _worth(self._rates[name], self.move.slopes[name].constant, point)

    def _printed(self, moved: Fraction, plan: Plan, *, is_least: bool) -> Sized | None:
        """Round a move outward and prove it; a digit that turns out to be too many is taken away."""
        setting, exact, low = self.move.setting, moved, ZERO
        for _ in range(TURNS):
            to = setting.outward(self.move.value(moved), self.move.direction)
            step, rounded = setting.last_digit(to, moved), abs(to - setting.value)
            if not setting.can_write(to) or not self._stands(plan, rounded):
                return self._unrounded(exact)
            below = Empty() if is_least or rounded - step <= low else self.at(rounded - step)
            if not isinstance(below, Plan):
                return Sized(self.move, exact, to, smallest=isinstance(below, Empty))
            moved, plan = min(rounded - step, self.needed(Point(below.x))), below
            if not self.is_linear:
                low, moved, plan = self._halved(low, moved, plan)
            exact = moved
        return None

    def _halved(self, low: Fraction, moved: Fraction, plan: Plan) -> tuple[Fraction, Fraction, Plan]:
        """
        Return a move proved to be too small and one that is enough, less than a printed digit apart, and its plan.

        Where a plan leaves out what a row speaks of, that row's slope is nothing, and the iteration may end too early.
        """
        while moved - low > (step := self.move.setting.step(moved)):
            middle = low + step * max(1, (moved - low) // (2 * step))
            found = self.at(middle)
            if isinstance(found, Plan):
                moved, plan = min(middle, _shortened(self.needed(Point(found.x)))), found
            elif isinstance(found, Empty):
                low = middle
            else:
                break
        return low, moved, plan

    def _stands(self, plan: Plan, moved: Fraction) -> bool:
        """Return whether a plan for a smaller move, or another one, satisfies everything after this move."""
        point = Point(plan.x)
        if all(self._slope(each, point) >= 0 for each in self.requirements if each.sense is not Sense.EQUAL):
            equal = [each for each in self.requirements if each.sense is Sense.EQUAL]
            if all(self._room(each, point) + moved * self._slope(each, point) == 0 for each in equal):
                return True
        return isinstance(self.at(moved), Plan)

    def _unrounded(self, exact: Fraction) -> Sized | None:
        """Return the least move itself, where rounding it would go too far: an equation holds at one number only."""
        to = self.move.value(exact)
        return Sized(self.move, exact, to, smallest=True) if self.move.setting.can_write(to) else None


def _sign(requirement: Requirement) -> int:
    return -1 if requirement.sense is Sense.AT_MOST else 1


def _worth(weights: Scaled, constant: Fraction, point: Point) -> Fraction:
    numerators, denominator = weights
    return point.dot(numerators) / denominator + constant


def _shortened(moved: Fraction) -> Fraction:
    """Return a move as it is, or a little more of it where it takes too many digits to write."""
    if moved.denominator.bit_length() <= LONG:
        return moved
    grid = Fraction(10) ** (magnitude(moved) - DIGITS + 1)
    return grid * ceil(moved / grid)
