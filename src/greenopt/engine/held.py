"""
Held: a plan whose starts are given, completed so that as little as possible is broken.

    minimise    sum(missed[r] / |right side of r|)       over the hard requirements r
    subject to  start[p, y] within what was written, structure kept, every hard requirement missed by missed[r] at most

Who pays and what is kept are chosen, in this order: least broken, then what is sought in a case, in the published
order of ties. The starts of a plan are numbers; one that was rounded when it was written may be any number
that rounds to it. Nothing is whole here: a given plan is in or out already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from greenopt.engine.layout import Grant, Layout, On, Start
from greenopt.engine.posed import Question, pose
from greenopt.engine.program import Bounds, Program
from greenopt.engine.rows import Rows
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Proof, Stage, solve_stages
from greenopt.engine.ties import Steps
from greenopt.plan import Requirement, Sense

ZERO, ONE = Fraction(0), Fraction(1)
LOOSE = ("least[", "most[")
"""Structure that a given plan may break; it is told in words, not missed by an amount."""
SETTLED = ("money", "waiting", "order")
"""What is sought of starts alone, and is settled once they are given."""


@dataclass(frozen=True)
class Given:
    """What is given of a plan."""

    starts: Mapping[tuple[str, int], tuple[Fraction, Fraction]]
    """(project, year) → least and most share started then."""
    paid: Mapping[str, Mapping[str, Fraction]]
    """Project → fund → its share of the public money, where who pays is given too."""


def least_broken(question: Question, given: Given) -> tuple[Layout, Sequence[Fraction]]:
    """
    Return the columns and their values.

    Args:
        question: what is asked of a settled case in which every given start has a column.
        given: the plan.

    Raises:
        ArithmeticError: the solver stopped.
        KeyboardInterrupt: it was told to.
    """
    posed = pose(question)
    rows = posed.rows
    bounds = _bounds(rows, given)
    program, missed = _elastic(_with_payers(rows, given), rows, bounds, question.requirements)
    wider = _restricted(program, bounds)
    asked = [wish for wish in posed.wishes if wish.name not in SETTLED]
    steps = [Stage("broken", missed), *Steps(rows, asked)]
    found = solve_stages(Solver(program), program, steps, wider)
    if found.interrupted:
        raise KeyboardInterrupt
    if found.proof is not Proof.OPTIMAL or found.x is None:
        raise ArithmeticError("what a given plan breaks was not found")
    return rows.layout, found.x[: len(rows.layout.columns)]


def _bounds(rows: Rows, given: Given) -> Bounds:
    """Hold the starts; let go of structure that speaks of them alone."""
    layout, bounds = rows.layout, rows.program.bounds()
    begun = {project for (project, _), (_, most) in given.starts.items() if most}
    for number, column in enumerate(layout.columns):
        if isinstance(column.key, Start) and column.lower != column.upper:
            ends = given.starts.get((column.key.project, column.key.year), (ZERO, ZERO))
            bounds.column_lower[number], bounds.column_upper[number] = ends
        elif isinstance(column.key, On):
            bounds.fix_column(number, ONE if column.key.project in begun else ZERO)
    for row, name in enumerate(rows.program.rows):
        project = name.partition("[")[2].rstrip("]")
        if name.startswith(LOOSE) or (name.startswith("level[") and _least(layout, bounds, project) > 1):
            bounds.row_lower[row] = bounds.row_upper[row] = None
    return bounds


def _least(layout: Layout, bounds: Bounds, project: str) -> Fraction:
    """Return the least share of a project that its starts add up to."""
    columns = (layout.place[Start(project, year)] for year in layout.starts[project])
    return sum((bounds.column_lower[column] for column in columns), ZERO)


def _with_payers(rows: Rows, given: Given) -> Program:
    """Return the program with a row for each fund whose share of a project's money is given."""
    program, layout = rows.program, rows.layout
    for project, shares in given.paid.items():
        grants = [
            (key.fund, number)
            for number, column in enumerate(layout.columns)
            if isinstance(key := column.key, Grant) and key.project == project
        ]
        for fund in sorted({fund for fund, _ in grants}):
            part = shares.get(fund, ZERO)
            weights = {number: (ONE if each == fund else ZERO) - part for each, number in grants}
            entries = {number: int(weight * part.denominator) for number, weight in weights.items() if weight}
            if entries:
                program = program.with_row(f"paid[{project},{fund}]", entries, part.denominator, ZERO, ZERO)
    return program


def _elastic(
    program: Program, rows: Rows, bounds: Bounds, requirements: Sequence[Requirement]
) -> tuple[Program, dict[int, Fraction]]:
    """Return the program with columns by which hard requirements may be missed, and what each missed unit costs."""
    entries = [dict(each) for each in program.entries]
    names: list[str] = []
    boxes: list[Fraction] = []
    cost: dict[int, Fraction] = {}
    for requirement in requirements:
        row = rows.requirement_row.get(requirement.name)
        if row is None or requirement.soft_scale:
            continue
        side = abs((requirement.left - requirement.right).constant)
        for sign, senses in ((1, (Sense.AT_LEAST, Sense.EQUAL)), (-1, (Sense.AT_MOST, Sense.EQUAL))):
            if requirement.sense in senses:
                column = len(program.columns) + len(names)
                names.append(f"missed[{requirement.name}{'+' if sign > 0 else '-'}]")
                boxes.append(_furthest(program, bounds, row) + side + 1)
                entries[row][column] = sign * program.scale[row]
                cost[column] = -1 / (side or ONE)
    wider = replace(
        program,
        columns=(*program.columns, *names),
        column_lower=(*program.column_lower, *(ZERO for _ in names)),
        column_upper=(*program.column_upper, *boxes),
        whole=(False,) * (len(program.columns) + len(names)),
        entries=tuple(entries),
    )
    return wider, cost


def _furthest(program: Program, bounds: Bounds, row: int) -> Fraction:
    """Return more than a row can come to, either way."""
    ends = (
        abs(entry) * max(abs(bounds.column_lower[column]), abs(bounds.column_upper[column]))
        for column, entry in program.entries[row].items()
    )
    return sum(ends, ZERO) / program.scale[row]


def _restricted(program: Program, bounds: Bounds) -> Bounds:
    """Return the bounds, widened to the columns and rows that were added."""
    wider = program.bounds()
    columns, rows = len(bounds.column_lower), len(bounds.row_lower)
    wider.column_lower[:columns], wider.column_upper[:columns] = bounds.column_lower, bounds.column_upper
    wider.row_lower[:rows], wider.row_upper[:rows] = bounds.row_lower, bounds.row_upper
    return wider
