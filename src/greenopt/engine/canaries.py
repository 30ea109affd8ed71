"""
Small programs that HiGHS, given them as they stand, answers or once answered wrongly and calls the answer optimal.

Each has a value derived by hand. A canary passes when greenopt's way (scaling, exact check, proof) gives that value
or refuses to certify anything; `greenopt doctor` prints them, so that a faulty version of the solver is seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import highspy

from greenopt.engine.branch import prove_whole
from greenopt.engine.exact import over_one_denominator
from greenopt.engine.program import Program
from greenopt.engine.scaling import Arrays, OutOfRange
from greenopt.engine.searched import TreeStatus
from greenopt.engine.solve import Solver, quiet_highs
from greenopt.engine.stages import Proof, Stage, solve_stages
from greenopt.engine.tree import check_tree
from greenopt.engine.whole import WholeStatus, solve_whole

_TIME_LIMIT = 20.0
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Canary:
    """A program with its exact best value, None when nothing is feasible."""

    name: str
    source: str
    """Where it was reported, or which trait of the solver it shows."""
    program: Program
    cost: dict[int, Fraction]
    expected: Fraction | None


@dataclass(frozen=True, slots=True)
class CanaryResult:
    """What became of a canary; all values are maximised."""

    name: str
    passed: bool
    expected: Fraction | None
    """The value derived by hand; None: nothing is feasible."""
    found: Fraction | None
    """What was certified; None also when nothing was."""
    certified: bool
    raw: str
    """What HiGHS says of the program as it stands, with its own settings."""
    raw_wrong: bool


def run_canaries() -> list[CanaryResult]:
    """Solve all canaries in both ways."""
    return [_run(canary) for canary in canaries()]


@cache
def dead_canaries() -> tuple[str, ...]:
    """Return the names of canaries whose wrong value greenopt would certify with this solver; none, if all is well."""
    return tuple(canary.name for canary in canaries() if not _passes(canary, *_proved(canary)))


def canaries() -> list[Canary]:
    """Return the canaries; boxes stand in for missing bounds, none of them matters."""
    return [
        _share_row(),
        _canary(
            "feasible-called-infeasible",
            "HiGHS 1704",
            {"a": (0, 1, True), "b": (0, 1, True)},
            {},
            [({"a": "100.4534", "b": 10**12}, None, 10**12), ({"a": "100.4534", "b": -(10**12)}, None, 0)],
            0,
        ),
        _canary(
            "whole-and-continuous-sum",
            "HiGHS 2957",
            {"x": (0, 20, True), "y": (8, 20, False)},
            {"x": -1, "y": -2},
            [({"x": 1, "y": 1}, "20.1", None)],
            "-28.2",
        ),
        _canary(
            "cheaper-continuous",
            "HiGHS 3043",
            {"x": (0, 10, False), "z": (0, 10, True)},
            {"x": -2, "z": -3},
            [({"x": 1, "z": 1}, "4.5", None)],
            -9,
        ),
        _canary(
            "gap-and-distance",
            "HiGHS 3073",
            {"gap": (0, 10, False), "t": (-10, 10, False), "x": (0, 3, True)},
            {"gap": -100, "t": "-0.01"},
            [
                ({"gap": 1, "x": 1}, 3, 3),
                ({"x": 1, "t": -1}, None, 0),
                ({"x": -1, "t": -1}, None, 0),
                ({"x": -1}, None, "-0.45"),
            ],
            "-0.03",
        ),
        _canary(
            "two-slots",
            "HiGHS 3094",
            {
                "d0": (0, 1000, False),
                "d1": (0, 1000, False),
                "z0": (0, 1000, False),
                "z1": (0, 1000, False),
                "x0": (0, 1, True),
                "x1": (0, 1, True),
            },
            {"d0": -10, "d1": -8},
            [
                ({"z0": 1, "x0": -1000}, None, 0),
                ({"z1": 1, "x1": -1000}, None, 0),
                ({"z0": 1, "d0": 1}, 1000, 1000),
                ({"z1": 1, "d1": 1}, 1000, 1000),
                ({"x0": 1, "x1": 1}, None, 1),
            ],
            -8000,
        ),
        _canary(
            "tightened-coefficient",
            "HiGHS 3274",
            {"x0": (-1000, 1000, True), "x1": (-1000, 1000, True), "x2": (0, 1000, False), "x3": (0, 1000, True)},
            {"x1": -1},
            [({"x1": 1, "x2": -1}, 0, None), ({"x0": 1, "x2": 1, "x3": -1}, 0, 0), ({"x2": -68, "x3": -1}, -12, None)],
            0,
        ),
        _canary(
            "toy-of-a-modelling-library",
            "HiGHS 3002",
            {"x": (0, 4, False), "y": (-1, 1, False), "z": (0, 100, True)},
            {"x": -1, "y": -4, "z": -9},
            [({"x": 1, "y": 1}, None, 5), ({"x": 1, "z": 1}, 10, None), ({"y": -1, "z": 1}, "7.5", "7.5")],
            -64,
        ),
        _canary(
            "half-reified",
            "HiGHS 3034",
            {"a": (0, 10**8, False), "b": (0, 10**8, False), "c": (1, 1, False), "tag": (0, 1, True)},
            {},
            [({"a": 1, "b": -1}, 193_200, 193_200), ({"a": 1, "b": -1, "c": 99_807_000}, None, 10**8)],
            None,
        ),
        _canary(
            "floor-a-hair-above-the-budget",
            "absolute tolerances",
            {"p": (0, 1, False), "q": (0, 1, False)},
            {"p": 3, "q": 2},
            [({"p": 7, "q": 5}, None, 6), ({"p": 7, "q": 5}, "6.00000000000006", None)],
            None,
        ),
        _canary(
            "tiny-coefficient",
            "coefficients below 1e-9 are dropped",
            {"x": (0, 3, False)},
            {"x": 7},
            [({"x": "1e-10"}, None, "5e-11")],
            "3.5",
        ),
        _canary(
            "huge-limit",
            "sides of 1e20 are no limit",
            {"x": (0, 10**6, False)},
            {"x": 3},
            [({"x": 4 * 10**14}, None, 10**20)],
            750_000,
        ),
    ]


def _share_row() -> Canary:
    """One of three projects must get a share of the money, in plain VND: all three fit, worth 384.7."""
    row = {"a": "-1722100387.6", "b": "48907250124.8", "c": "-72972391.6"}
    binary = (0, 1, True)
    return _canary(
        "share-row-in-plain-money",
        "money in plain VND",
        {"a": binary, "b": binary, "c": binary},
        {"a": "141.5", "b": "49.1", "c": "194.1"},
        [(row, 0, None)],
        "384.7",
    )


Number = int | str
Row = tuple[Mapping[str, Number], Number | None, Number | None]


def _canary(
    name: str,
    source: str,
    columns: Mapping[str, tuple[int, int, bool]],
    cost: Mapping[str, Number],
    rows: Sequence[Row],
    expected: Number | None,
) -> Canary:
    """Build a canary from named columns (lower, upper, whole) and rows (coefficients, lower, upper)."""
    place = {column: index for index, column in enumerate(columns)}
    entries, scales = [], []
    for coefficients, _, _ in rows:
        exact = {place[column]: Fraction(value) for column, value in coefficients.items()}
        numerators, scale = over_one_denominator(exact)
        entries.append(numerators)
        scales.append(scale)
    program = Program(
        columns=tuple(columns),
        column_lower=tuple(Fraction(lower) for lower, _, _ in columns.values()),
        column_upper=tuple(Fraction(upper) for _, upper, _ in columns.values()),
        whole=tuple(whole for _, _, whole in columns.values()),
        rows=tuple(f"row {index}" for index in range(len(rows))),
        entries=tuple(entries),
        scale=tuple(scales),
        row_lower=tuple(_fraction(lower) for _, lower, _ in rows),
        row_upper=tuple(_fraction(upper) for _, _, upper in rows),
    )
    costs = {place[column]: Fraction(value) for column, value in cost.items()}
    return Canary(name, source, program, costs, _fraction(expected))


def _run(canary: Canary) -> CanaryResult:
    certified, found = _proved(canary)
    raw, raw_wrong = _raw(canary)
    return CanaryResult(
        canary.name, _passes(canary, certified, found), canary.expected, found, certified, raw, raw_wrong
    )


def _proved(canary: Canary) -> tuple[bool, Fraction | None]:
    """Return whether something was proved, and the value; a number that is refused proves nothing."""
    try:
        return _certified(canary)
    except OutOfRange:
        return False, None


def _passes(canary: Canary, certified: bool, found: Fraction | None) -> bool:  # as it was proved
    return not certified or found == canary.expected


def _certified(canary: Canary) -> tuple[bool, Fraction | None]:
    """Return whether something was proved, and the value; None is the proof that nothing is feasible."""
    program, stages = canary.program, [Stage("value", canary.cost)]
    solver = Solver(program)
    if not any(program.whole):
        linear = solve_stages(solver, program, stages, time_limit=_TIME_LIMIT)
        return linear.proof is not Proof.UNPROVED, linear.stages[0].value if linear.stages else None
    whole = solve_whole(solver, program, stages, time_limit=_TIME_LIMIT)
    if whole.status is WholeStatus.INFEASIBLE:
        return True, None
    proved = prove_whole(solver, program, stages, plan=whole.plan, time_limit=_TIME_LIMIT)
    if proved.status is TreeStatus.STOPPED or proved.tree is None:
        return False, None
    return check_tree(program, canary.cost, program.bounds(), proved.tree, proved.bound), proved.bound


def _raw(canary: Canary) -> tuple[str, bool]:
    """Return what HiGHS says of the program in plain floats with its own settings, and whether that is wrong."""
    program, arrays = canary.program, Arrays.of(canary.program)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = arrays.shape
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = [float(canary.cost.get(column, 0)) for column in range(len(program.columns))]
    model.col_lower_ = [float(lower) for lower in program.column_lower]
    model.col_upper_ = [float(upper) for upper in program.column_upper]
    model.row_lower_ = [-highspy.kHighsInf if side is None else float(side) for side in program.row_lower]
    model.row_upper_ = [highspy.kHighsInf if side is None else float(side) for side in program.row_upper]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = arrays.starts, arrays.indices
    model.a_matrix_.value_ = arrays.values
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[whole] for whole in program.whole]
    highs = quiet_highs()
    highs.passModel(model)
    highs.run()
    status = highs.getModelStatus()
    words = highs.modelStatusToString(status)
    if status != highspy.HighsModelStatus.kOptimal:
        return words, canary.expected is not None
    value = highs.getInfo().objective_function_value
    expected = canary.expected
    wrong = expected is None or abs(value - float(expected)) > _TOLERANCE * max(1.0, abs(float(expected)))
    return f"{words} {value:.10g}", wrong


def _fraction(value: Number | None) -> Fraction | None:
    return None if value is None else Fraction(value)
