"""
Pattern: the program of a case with numbers that vary, ready to be filled in for many sets of numbers at once.

A case that was posed with varying numbers (see ``greenopt.varying``) leaves every coefficient, side, cost and total
as a sum over nodes. All of them together are one sparse matrix: filling in a thousand variations is one product, and
the guards of the trace say for which of them the program has the same shape. For the others the case is read anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from greenopt.engine.program import Cost
from greenopt.engine.rows import Rows
from greenopt.engine.scaling import Arrays, Floats, Scaling, objective_scale
from greenopt.engine.stages import Stage
from greenopt.varying import Affine, Combination, Relation, Trace, Varying, plain

CLOSE = 1e-9
"""How near to zero, beside its parts, a guard may come before the case is read anew to be sure."""


class Linear(NamedTuple):
    """A sum over the columns, with its constant: what a total of a plan is made of."""

    cost: Cost
    constant: Fraction


class Sides(NamedTuple):
    """What rows and columns are kept between."""

    row_lower: Floats
    row_upper: Floats
    column_lower: Floats
    column_upper: Floats


@dataclass(frozen=True, slots=True)
class Filled:
    """The numbers of one variation, in the solver's units; parts that do not vary are the same arrays in each."""

    entries: Floats
    """All coefficients, in the order of the arrays."""
    sides: Sides
    costs: tuple[Floats, ...]
    """Of each stage, over all columns."""
    totals: Floats
    """Sums over columns as stated: one row a total."""
    constants: Floats
    """What each total has beside its columns."""


class Pattern:
    """A program whose numbers are filled in; only what varies is computed."""

    def __init__(self, rows: Rows, steps: Sequence[Stage], totals: Sequence[Linear], trace: Trace) -> None:
        """
        Prepare the program.

        Args:
            rows: the program, what varies in it set apart.
            steps: what is sought in turn.
            totals: sums over the plan that are wanted of each variation.
            trace: of the computation that made all of these.

        Raises:
            OutOfRange: a number lies so far from its neighbours that a solver would misread it.
        """
        self.rows = rows
        self.arrays = Arrays.of(rows.program)
        self.scaling = Scaling.of(self.arrays, rows.program)
        self.stages = len(steps)
        parts = [*self._of_rows(), *self._of_columns(steps, totals), _listed([total.constant for total in totals])]
        self._base = [part.base * part.scale for part in parts]
        self._places = [np.array(sorted(part.moving), dtype=np.int64) for part in parts]
        moving = [part.moving[each].affine for part in parts for each in sorted(part.moving)]
        scales = [np.broadcast_to(part.scale, part.base.shape)[sorted(part.moving)] for part in parts]
        self._values = _Values(trace, moving, np.concatenate(scales))
        self._shared = np.array(self._base[5 + len(steps) : -1]).reshape(len(totals), -1)

    @property
    def moves_matrix(self) -> bool:
        """Whether coefficients vary."""
        return bool(len(self._places[0]))

    @property
    def moves_sides_only(self) -> bool:
        """Whether coefficients and costs stay."""
        return not self.moves_matrix and not any(len(each) for each in self._places[5 : 5 + self.stages])

    @property
    def moving_rows(self) -> NDArray[np.int64]:
        """Rows of which a side varies."""
        return np.union1d(self._places[1], self._places[2])

    @property
    def moving_columns(self) -> NDArray[np.int64]:
        """Columns of which a side varies."""
        return np.union1d(self._places[3], self._places[4])

    def _of_rows(self) -> Iterator["_Part"]:
        program, varied, arrays, scaling = self.rows.program, self.rows.varied, self.arrays, self.scaling
        place = {
            (row, column): int(arrays.starts[row]) + number
            for row in {row for row, _ in varied.entries}
            for number, column in enumerate(program.entries[row])
        }
        row_of = np.repeat(np.arange(len(program.rows)), np.diff(arrays.starts))
        both = scaling.rows[row_of] * scaling.columns[arrays.indices]
        yield _Part(arrays.values, {place[each]: number for each, number in varied.entries.items()}, both)
        yield _Part(_sides(program.row_lower, -np.inf), varied.row_lower, scaling.rows)
        yield _Part(_sides(program.row_upper, np.inf), varied.row_upper, scaling.rows)
        yield _Part(_sides(program.column_lower, 0.0), varied.column_lower, 1 / scaling.columns)
        yield _Part(_sides(program.column_upper, 0.0), varied.column_upper, 1 / scaling.columns)

    def _of_columns(self, steps: Sequence[Stage], totals: Sequence[Linear]) -> Iterator["_Part"]:
        columns = self.scaling.columns
        for step in steps:
            base, moving = _spread(step.cost, len(columns))
            yield _Part(base, moving, columns * objective_scale(base * columns))
        for total in totals:
            yield _Part(*_spread(total.cost, len(columns)), columns)

    def fill(self, numbers: Floats) -> tuple[list[Filled], NDArray[np.bool_]]:
        """
        Fill in numbers.

        Args:
            numbers: one row a variation, one column a number of the trace.

        Returns:
            The programs, and for which of them the shape is right; the others must not be used.
        """
        values, holds = self._values.at(numbers.T)
        by_variation = np.ascontiguousarray(values.T)
        return [self._filled(each) for each in by_variation], holds

    def _filled(self, values: Floats) -> Filled:
        parts, begin = list(self._base), 0
        for number, places in enumerate(self._places):
            if len(places):
                own = values[begin : begin + len(places)]
                begin += len(places)
                if len(places) < len(parts[number]):
                    parts[number] = parts[number].copy()
                    parts[number][places] = own
                else:
                    parts[number] = own
        costs, totals = tuple(parts[5 : 5 + self.stages]), self._shared
        if any(len(places) for places in self._places[5 + self.stages : -1]):
            totals = np.array(parts[5 + self.stages : -1])
        return Filled(parts[0], Sides(*parts[1:5]), costs, totals, parts[-1])


class _Part(NamedTuple):
    """Numbers of the program as stated, those of them that vary, and what the solver's are beside them."""

    base: Floats
    moving: Mapping[int, Varying]
    scale: Floats | float


class _Group(NamedTuple):
    """Nodes that are computed at once, all in the same way."""

    how: Combination
    weights: sparse.csr_matrix
    """Their operands over the nodes before: first all first operands, then all second ones."""
    constants: Floats
    operands: int


class _Values:
    """Sums over nodes, computed for many sets of numbers at once."""

    def __init__(self, trace: Trace, wanted: Sequence[Affine], scales: Floats) -> None:
        self._trace = trace
        wanted = [trace.flat(each) for each in wanted]
        guards: dict[tuple[frozenset[tuple[int, Fraction]], Fraction], list[Relation]] = {}
        for each in trace.guards:
            flat = trace.flat(each.left)
            guards.setdefault((frozenset(flat.terms.items()), flat.constant), []).append(each.relation)
        left = [Affine(dict(terms), constant) for terms, constant in guards]
        self._place = {number: number for number in range(trace.count)}
        self._groups = [self._group(nodes) for nodes in _in_groups(trace, [*wanted, *left])]
        weights, constants = self._matrix(wanted)
        self._wanted = sparse.diags_array(scales) @ weights if len(scales) else weights, scales * constants
        self._left = self._matrix(left)
        self._size = abs(self._left[0]), abs(self._left[1])
        allowed = [np.logical_and.reduce([_ALLOWED[relation] for relation in each]) for each in guards.values()]
        self._allowed = np.array(allowed, dtype=np.bool_).reshape(-1, 3)

    def _group(self, nodes: Sequence[int]) -> _Group:
        derived = [self._trace.derived[node - self._trace.count] for node in nodes]
        operands = len(derived[0].of)
        parts = [self._trace.flat(each.of[number]) for number in range(operands) for each in derived]
        weights, constants = self._matrix(parts)
        for node in nodes:
            self._place[node] = len(self._place)
        return _Group(derived[0].how, weights, constants, operands)

    def _matrix(self, sums: Sequence[Affine]) -> tuple[sparse.csr_matrix, Floats]:
        """Return sums over the nodes known so far as a sparse matrix, and their constants."""
        rows = [number for number, each in enumerate(sums) for _ in each.terms]
        columns = [self._place[node] for each in sums for node in each.terms]
        weights = [float(weight) for each in sums for weight in each.terms.values()]
        matrix = sparse.csr_matrix((weights, (rows, columns)), shape=(len(sums), len(self._place)))
        return matrix, np.array([float(each.constant) for each in sums])

    def at(self, numbers: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the wanted sums, one column a set of numbers, and for which sets all guards hold."""
        nodes = np.empty((len(self._place), numbers.shape[1]))
        nodes[: len(numbers)] = numbers
        known = len(numbers)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            for group in self._groups:
                parts = group.weights @ nodes[:known] + group.constants[:, None]
                count = len(parts) // group.operands
                found = _COMBINED[group.how](parts.reshape(group.operands, count, -1))
                nodes[known : known + count] = found
                known += count
            wanted = self._wanted[0] @ nodes + self._wanted[1][:, None]
            holds = self._holds(nodes)
        return wanted, holds & np.isfinite(wanted).all(axis=0)

    def _holds(self, nodes: Floats) -> NDArray[np.bool_]:
        """Return for which sets of numbers all guards hold, beyond doubt."""
        weights, constants = self._left
        left = weights @ nodes + constants[:, None]
        size = self._size[0] @ abs(nodes) + self._size[1][:, None]
        sure = (left == 0) | (abs(left) > CLOSE * size)
        below, zero, above = (self._allowed[:, [each]] for each in range(3))
        allowed = ((left < 0) & below) | ((left == 0) & zero) | ((left > 0) & above)
        return np.asarray((allowed & sure).all(axis=0))


_ALLOWED: dict[Relation, tuple[bool, bool, bool]] = {
    "<": (True, False, False),
    "<=": (True, True, False),
    "==": (False, True, False),
    "!=": (True, False, True),
    ">=": (False, True, True),
    ">": (False, False, True),
}
"""Whether a relation holds of a negative number, of zero, of a positive one."""
_COMBINED = {
    "product": lambda operands: operands[0] * operands[1],
    "quotient": lambda operands: operands[0] / operands[1],
    "least": lambda operands: operands.min(axis=0),
    "most": lambda operands: operands.max(axis=0),
}


def _in_groups(trace: Trace, wanted: Sequence[Affine]) -> list[list[int]]:
    """Return the nodes that sums need, those computed in the same way together, each after what it needs itself."""
    needs: dict[int, list[int]] = {}
    waiting = [node for each in wanted for node in each.terms if node >= trace.count]
    while waiting:
        node = waiting.pop()
        if node not in needs:
            parts = [trace.flat(each) for each in trace.derived[node - trace.count].of]
            needs[node] = [each for part in parts for each in part.terms if each >= trace.count]
            waiting += needs[node]
    depth: dict[int, int] = {}
    groups: dict[tuple[int, str, int], list[int]] = {}
    for node in sorted(needs):
        depth[node] = 1 + max((depth[each] for each in needs[node]), default=0)
        derived = trace.derived[node - trace.count]
        groups.setdefault((depth[node], derived.how, len(derived.of)), []).append(node)
    return [groups[key] for key in sorted(groups)]


def _sides(sides: Sequence[Fraction | None], missing: float) -> Floats:
    return np.array([missing if side is None else float(side) for side in sides])


def _spread(cost: Cost, columns: int) -> tuple[Floats, dict[int, Varying]]:
    values = np.zeros(columns)
    for column, weight in cost.items():
        values[column] = float(plain(weight))
    return values, {column: weight for column, weight in cost.items() if isinstance(weight, Varying)}


def _listed(numbers: Sequence[Fraction]) -> _Part:
    values = np.array([float(plain(each)) for each in numbers])
    return _Part(values, {place: each for place, each in enumerate(numbers) if isinstance(each, Varying)}, 1.0)
