"""
The exact simplex method for boxed columns and ranged rows; it ends every proof that a solver leaves open.

A corner is a basis with its exact point. Phase one reduces the sum by which basic columns and rows miss their
bounds, phase two raises the objective. After a step that moves nothing the entering and leaving places are the
first possible ones (Bland, 1977) until something moves, so it ends. It is exact and slow, meant for the few
steps that separate a solver's basis from the truth.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from time import monotonic

from greenopt.engine.corner import Corner
from greenopt.engine.exact import ZERO, Point, reduced_costs, upper_bound
from greenopt.engine.program import At, Basis, Bounds, Cost, Program

_SINGLE_PROOFS = 20


@dataclass(frozen=True, slots=True)
class Emptiness:
    """Nothing is feasible; the multipliers of the rows as stated prove it."""

    multipliers: dict[int, Fraction]


def improve(
    program: Program, cost: Cost, bounds: Bounds, corner: Corner, deadline: float | None = None
) -> Corner | Emptiness | None:
    """
    Go from a corner to an optimal one, or to the proof that nothing is feasible; None when time runs out.

    Args:
        program: the exact program.
        cost: what to maximise.
        bounds: the restriction that is meant; no lower bound above its upper.
        corner: where to begin, feasible or not.
        deadline: in the seconds of `time.monotonic`.
    """
    cautious, first = False, True
    while deadline is None or monotonic() < deadline:
        state = _state(program, bounds, corner)
        missing = state.missing
        if first and missing.any:
            proof = _single_proof(state)
            if proof is not None:
                return proof
        first = False
        weights = _phase_one(state, missing) if missing.any else corner.multipliers(cost)
        reduced, _ = reduced_costs(program, missing.columns if missing.any else cost, weights)
        entering = _entering(state, reduced, weights, cautious=cautious)
        if entering is None:
            return Emptiness(weights) if missing.any else corner
        corner, moved = _step(state, entering)
        cautious = not moved
    return None


@dataclass(frozen=True, slots=True)
class _Missing:
    """Basic columns and rows that miss their bounds: plus one where they must grow, minus one where they must fall."""

    columns: dict[int, Fraction]
    rows: dict[int, Fraction]

    @property
    def any(self) -> bool:
        return bool(self.columns or self.rows)

    def singles(self) -> "list[_Missing]":
        """Return each of them alone."""
        columns = [_Missing({column: sign}, {}) for column, sign in self.columns.items()]
        return columns + [_Missing({}, {row: sign}) for row, sign in self.rows.items()]


@dataclass(frozen=True, slots=True)
class _State:
    """Where the method is: a corner, the stated activities of its basic rows, and what misses its bounds."""

    program: Program
    bounds: Bounds
    corner: Corner
    activities: dict[int, Fraction]
    missing: _Missing


@dataclass(frozen=True, slots=True)
class _Entering:
    """What leaves its bound: a column, or a row's activity; `up` when it grows."""

    place: int
    is_row: bool
    up: bool


@dataclass(frozen=True, slots=True)
class _Mover:
    """A basic column or row that changes with the entering one, and where it must stop."""

    place: int
    is_row: bool
    length: Fraction
    """How far the entering one may go until this one stands at its bound."""
    at: At


def _state(program: Program, bounds: Bounds, corner: Corner) -> _State:
    values, point = corner.values, Point(corner.values)
    activities = {
        row: point.dot(program.entries[row]) / program.scale[row]
        for row, at in enumerate(corner.basis.rows)
        if at is At.BASIC
    }
    columns = {
        column: _sign(bounds.column_lower[column], values[column], bounds.column_upper[column])
        for column, at in enumerate(corner.basis.columns)
        if at is At.BASIC
    }
    rows = {row: _sign(bounds.row_lower[row], value, bounds.row_upper[row]) for row, value in activities.items()}
    missing = _Missing(
        {column: Fraction(sign) for column, sign in columns.items() if sign},
        {row: Fraction(sign) for row, sign in rows.items() if sign},
    )
    return _State(program, bounds, corner, activities, missing)


def _phase_one(state: _State, missing: _Missing) -> dict[int, Fraction]:
    """Return the multipliers of the objective that grows as less is missing."""
    program, statuses = state.program, state.corner.basis.columns
    cost = dict(missing.columns)
    for row, sign in missing.rows.items():
        for column, entry in program.entries[row].items():
            if statuses[column] is At.BASIC:
                cost[column] = cost.get(column, ZERO) + sign * entry / program.scale[row]
    weights = state.corner.multipliers(cost)
    weights.update((row, -sign) for row, sign in missing.rows.items())
    return weights


def _single_proof(state: _State) -> Emptiness | None:
    """Return the proof by a single missing place: a dual simplex method that found nothing feasible ends at one."""
    for alone in state.missing.singles()[:_SINGLE_PROOFS]:
        weights = _phase_one(state, alone)
        bound = upper_bound(state.bounds, weights, reduced_costs(state.program, {}, weights))
        if bound is not None and bound < 0:
            return Emptiness(weights)
    return None


def _entering(
    state: _State, reduced: Sequence[int], weights: Mapping[int, Fraction], *, cautious: bool
) -> _Entering | None:
    """Choose what may leave its bound with gain: the steepest column, else a row; the first when cautious."""
    basis, bounds = state.corner.basis, state.bounds
    best, steepest = None, 0
    for column, slope in enumerate(reduced):
        if abs(slope) <= steepest or basis.columns[column] is not (At.LOWER if slope > 0 else At.UPPER):
            continue
        if bounds.column_lower[column] != bounds.column_upper[column]:
            best, steepest = _Entering(column, False, slope > 0), abs(slope)
            if cautious:
                return best
    if best is not None:
        return best
    for row in sorted(weights):
        weight = weights[row]
        movable = bounds.row_lower[row] != bounds.row_upper[row]
        if weight and movable and basis.rows[row] is (At.LOWER if weight > 0 else At.UPPER):
            return _Entering(row, True, weight > 0)
    return None


def _step(state: _State, entering: _Entering) -> tuple[Corner, bool]:
    """Move until something is in the way and exchange it; also say whether anything moved."""
    columns, rows = list(state.corner.basis.columns), list(state.corner.basis.rows)
    arriving = rows if entering.is_row else columns
    # Of several in the way at once the first is taken, as Bland's rule asks.
    first = min(_movers(state, _direction(state, entering)), key=lambda mover: mover.length, default=None)
    own = _own_range(state, entering)
    if own is not None and (first is None or own <= first.length):
        arriving[entering.place] = At.UPPER if entering.up else At.LOWER
        return Corner(state.program, state.bounds, Basis(columns, rows)), True
    if first is None:
        raise AssertionError("a boxed program cannot be unbounded")
    arriving[entering.place] = At.BASIC
    (rows if first.is_row else columns)[first.place] = first.at
    return Corner(state.program, state.bounds, Basis(columns, rows)), first.length > 0


def _direction(state: _State, entering: _Entering) -> dict[int, Fraction]:
    """Return how the columns change when the entering one moves by one (a row: by one of its whole-number activity)."""
    step = Fraction(1 if entering.up else -1)
    factor, entries = state.corner.factor, state.program.entries
    if entering.is_row:
        return factor.solve({entering.place: step})
    right = {
        row: -step * entries[row][entering.place]
        for row, at in enumerate(state.corner.basis.rows)
        if at is not At.BASIC and entering.place in entries[row]
    }
    direction = factor.solve(right)
    direction[entering.place] = step
    return direction


def _movers(state: _State, direction: Mapping[int, Fraction]) -> Iterator[_Mover]:
    """Yield what can be in the way, columns first, in order."""
    program, bounds, corner, missing = state.program, state.bounds, state.corner, state.missing
    for column in sorted(direction):
        if corner.basis.columns[column] is At.BASIC:
            lower, upper = bounds.column_lower[column], bounds.column_upper[column]
            found = _stop(corner.values[column], direction[column], lower, upper, missing.columns.get(column))
            if found is not None:
                yield _Mover(column, False, *found)
    speeds = Point([direction.get(column, ZERO) for column in range(len(program.columns))])
    for row, activity in state.activities.items():
        speed = speeds.dot(program.entries[row]) / program.scale[row]
        if speed:
            found = _stop(activity, speed, bounds.row_lower[row], bounds.row_upper[row], missing.rows.get(row))
            if found is not None:
                yield _Mover(row, True, *found)


def _stop(
    value: Fraction, speed: Fraction, lower: Fraction | None, upper: Fraction | None, missing: Fraction | None
) -> tuple[Fraction, At] | None:
    """Return after which length something stops and where, None when it never does."""
    at = At.UPPER if speed > 0 else At.LOWER
    if missing:
        if (missing > 0) != (speed > 0):
            return None
        at = At.LOWER if missing > 0 else At.UPPER
    target = upper if at is At.UPPER else lower
    return None if target is None else ((target - value) / speed, at)


def _own_range(state: _State, entering: _Entering) -> Fraction | None:
    """Return how far the entering one is from its other bound."""
    bounds, place = state.bounds, entering.place
    if not entering.is_row:
        return bounds.column_upper[place] - bounds.column_lower[place]
    lower, upper = bounds.row_lower[place], bounds.row_upper[place]
    return None if lower is None or upper is None else (upper - lower) * state.program.scale[place]


def _sign(lower: Fraction | None, value: Fraction, upper: Fraction | None) -> int:
    if lower is not None and value < lower:
        return 1
    return -1 if upper is not None and value > upper else 0
