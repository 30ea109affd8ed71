"""
Build: the Pyomo model of a case, from its exact rows, with named and ordered components.

It is what HiGHS solves (its compiled matrix is handed to the solver) and what analysts get from ``build_model``:
``model.start["p1", 2021]``, ``model.grant``, ``model.unspent``, ``model.requirement["funds.f:2021"]``. Rows and
columns of the compiled matrix are put back into the program's order by name, for Pyomo leaves out columns that no
row mentions. Pyomo is imported when the first model is built: a large thin case is solved without it.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from greenopt.engine.layout import Grant, On, Start
from greenopt.engine.program import Cost, Program
from greenopt.engine.rows import Rows
from greenopt.engine.scaling import Arrays
from greenopt.engine.working_set import WorkingSet
from greenopt.plan import Overlapped, Reached, Shortfall, Unspent

if TYPE_CHECKING:
    import pyomo.core as pyo

KINDS = {
    Start: "start",
    On: "on",
    Grant: "grant",
    Unspent: "unspent",
    Overlapped: "overlapped",
    Shortfall: "shortfall",
    Reached: "reached",
}


def build_model(rows: Rows, cost: Cost) -> "pyo.ConcreteModel":
    """
    Return the Pyomo model: maximise ``cost`` over the rows of a case.

    Numbers are floats of the exact ones; the constants of requirements stand on their right sides.
    """
    import pyomo.core as pyo
    from pyomo.core.expr.numeric_expr import LinearExpression

    model = pyo.ConcreteModel(name="greenopt")
    variables = _variables(model, rows)
    program = rows.program
    model.structure = pyo.Constraint(pyo.Any)
    model.requirement = pyo.Constraint(pyo.Any)
    wanted = set(rows.requirement_row.values())
    for number, name in enumerate(program.rows):
        if not program.entries[number]:
            continue
        scale = program.scale[number]
        expression = LinearExpression(
            linear_coefs=[entry / scale for entry in program.entries[number].values()],
            linear_vars=[variables[column] for column in program.entries[number]],
        )
        component = model.requirement if number in wanted else model.structure
        component[name] = (_float(program.row_lower[number]), expression, _float(program.row_upper[number]))
    objective = LinearExpression(
        linear_coefs=[float(weight) for weight in cost.values()], linear_vars=[variables[column] for column in cost]
    )
    model.objective = pyo.Objective(expr=objective, sense=pyo.maximize)
    return model


def arrays_of(rows: Rows, cost: Cost) -> Arrays | None:
    """
    Return the matrix that Pyomo compiles from the model of a case; None for a large thin one.

    There Pyomo takes far longer than the solver, and the matrix that the solver takes from the rows is the same.
    """
    if WorkingSet.suits(len(rows.program.rows), len(rows.program.columns)):
        return None
    return compile_model(build_model(rows, cost), rows)


def _variables(model: "pyo.ConcreteModel", rows: Rows) -> "list[pyo.Var]":
    import pyomo.core as pyo

    program = rows.program
    columns = rows.layout.columns
    indices: dict[str, list[tuple[object, ...]]] = {name: [] for name in KINDS.values()}
    for column in columns:
        indices[KINDS[type(column.key)]].append(tuple(column.key))
    for name, members in indices.items():
        setattr(model, name, pyo.Var(pyo.Set(initialize=members, ordered=True) if members else []))
    model.sum = pyo.Var(range(len(program.columns) - len(columns)))
    variables = _in_order(model, rows)
    for number, variable in enumerate(variables):
        variable.setlb(float(program.column_lower[number]))
        variable.setub(float(program.column_upper[number]))
        if program.whole[number]:
            variable.domain = pyo.Integers
    return variables


def _in_order(model: "pyo.ConcreteModel", rows: Rows) -> "list[pyo.Var]":
    """Return the model's variables in the order of the program's columns."""
    columns = rows.layout.columns
    variables = [getattr(model, KINDS[type(column.key)])[_index(column.key)] for column in columns]
    return variables + [model.sum[number] for number in range(len(rows.program.columns) - len(columns))]


def _index(key: tuple[object, ...]) -> object:
    return key[0] if len(key) == 1 else tuple(key)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def compile_model(model: "pyo.ConcreteModel", rows: Rows) -> Arrays:
    """Return the matrix that Pyomo compiles from the model of these rows, in the order of their program."""
    program = rows.program
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

    _leave_out_statistics()
    compiled = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    matrix = compiled.A.tocsr()
    column_of = {id(variable): number for number, variable in enumerate(_in_order(model, rows))}
    columns = np.array([column_of[id(variable)] for variable in compiled.columns], dtype=np.int32)
    row_of = {name: number for number, name in enumerate(program.rows)}
    order: dict[int, list[int]] = {}
    for position, row in enumerate(compiled.rows):
        order.setdefault(row_of[str(row.constraint.index())], []).append(position)
    return _ordered(matrix, columns, order, program)


def _leave_out_statistics() -> None:
    """
    Let Pyomo take the matrices of scipy alone.

    Unless all of scipy was imported before, it imports scipy.stats as well, which takes longer than a small case.
    """
    from pyomo.common import dependencies

    if hasattr(dependencies.scipy_available, "_callback"):
        dependencies.scipy_available._callback = None  # noqa: SLF001  # Pyomo has no public way to say so


def _ordered(matrix: object, columns: np.ndarray, order: dict[int, list[int]], program: Program) -> Arrays:
    """Put compiled rows back in the program's order; a two-sided row is compiled twice and taken once."""
    starts, indices, values = [0], [], []
    pointers, places, numbers = matrix.indptr, matrix.indices, matrix.data  # type: ignore[attr-defined]  # scipy's own
    for row in range(len(program.rows)):
        if row in order:
            position = order[row][0]
            part = slice(pointers[position], pointers[position + 1])
            mapped = columns[places[part]]
            ascending = np.argsort(mapped, kind="stable")
            indices.append(mapped[ascending])
            values.append(numbers[part][ascending])
        starts.append(starts[-1] + (len(indices[-1]) if row in order else 0))
    whole = np.array(program.whole, dtype=np.bool_)
    joined = np.concatenate(indices) if indices else np.zeros(0, dtype=np.int32)
    return Arrays(
        np.array(starts, dtype=np.int32),
        joined.astype(np.int32),
        np.concatenate(values) if values else np.zeros(0),
        whole,
    )
