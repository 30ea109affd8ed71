"""
Rows: what every plan of a case must satisfy, as exact integer rows over the columns.

Structure first (a project is started at most once; what is due is paid; a priority reaches no more than there is), then
the requirements of funds and rules in their own order. A sum that several requirements speak of becomes one loosely
boxed column and one row, invisibly to the rules: 200 shares of one total would otherwise repeat that total 200 times.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import TypeVar

from greenopt.engine.exact import over_one_denominator
from greenopt.engine.expand import Weights, expand_form, expand_term, span
from greenopt.engine.layout import Grant, Layout, On, Start, ThinColumns
from greenopt.engine.line import Line, Part, together
from greenopt.engine.many import Few, Names
from greenopt.engine.program import Cost, Program
from greenopt.plan import Form, Reached, Requirement, Sense, Sum, Term, Tier
from greenopt.plan.funding import funding
from greenopt.plan.plan import SymbolicPlan
from greenopt.project import Facts, Project
from greenopt.rules import Rule
from greenopt.varying import Varying, plain

ZERO, ONE = Fraction(0), Fraction(1)
LONG_SUM = 4
"""A sum over fewer columns is cheaper repeated than defined."""
_DEFINITION = "total["
"""How the names of rows begin that define such a sum."""


@dataclass
class Varied:
    """The numbers of a program that vary, by their place in it."""

    entries: dict[tuple[int, int], Varying] = field(default_factory=dict)
    """(row, column) → coefficient of the row as stated."""
    row_lower: dict[int, Varying] = field(default_factory=dict)
    row_upper: dict[int, Varying] = field(default_factory=dict)
    column_lower: dict[int, Varying] = field(default_factory=dict)
    column_upper: dict[int, Varying] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """The program of a case, and where its requirements stand in it."""

    program: Program
    requirement_row: dict[str, int]
    """Row number by the name of a requirement; constant requirements have none."""
    constant: tuple[Requirement, ...]
    """Requirements that no decision can change; they hold, or the case is impossible."""
    layout: Layout
    varied: Varied = field(default_factory=Varied)
    """Numbers of the program that vary, where it was posed with such; it holds their values."""

    def named(self, multipliers: Mapping[int, Fraction], rows: Sequence[str] = ()) -> dict[str, Fraction]:
        """
        Return multipliers by name of the row; definitions of sums are left out, for they follow from the others.

        Args:
            multipliers: by number of the row.
            rows: names of all rows, where the program was given more of them.
        """
        names = rows or self.program.rows
        return {
            names[row]: value for row, value in sorted(multipliers.items()) if value and not is_definition(names[row])
        }

    def cost(self, form: Form) -> Cost:
        """Return a form as an objective: weights on columns, defined sums never used."""
        return expand_form(self.layout, form)


Side = TypeVar("Side", Fraction, Fraction | None)


def _boxed(
    layout: Layout, sums: Sequence[tuple[Fraction, Fraction]]
) -> tuple[Sequence[str], Sequence[Fraction], Sequence[Fraction], Sequence[bool]]:
    """Return names, bounds and kinds of the columns of a layout, and of defined sums between these bounds."""
    columns = layout.columns
    count = len(columns)
    if isinstance(columns, ThinColumns):
        starts = len(columns.thin.rows)
        ends = [(each.lower, each.upper) for each in columns.others] + list(sums)
        if not any(isinstance(end, Varying) for box in ends for end in box):
            names = Names(count + len(sums), lambda n: columns.name(n) if n < count else _name_of_sum(n - count))
            lower, upper = (
                Few.joined(Few.same(end, starts), (box[side] for box in ends)) for side, end in enumerate((ZERO, ONE))
            )
            kinds = (each.whole for each in columns.others), (False for _ in sums)
            return names, lower, upper, Few.joined(Few.same(False, starts), chain(*kinds))
    _, own, lowers, uppers, wholes = zip(*columns, strict=True) if columns else ((),) * 5
    return (
        (*own, *map(_name_of_sum, range(len(sums)))),
        (*lowers, *(low for low, _ in sums)),
        (*uppers, *(high for _, high in sums)),
        (*wholes, *(False for _ in sums)),
    )


def _name_of_sum(number: int) -> str:
    return f"sum[{number}]"


def _set_apart(sides: Sequence[Side], varied: dict[int, Varying]) -> Sequence[Side]:
    """Return the values of sides; those that vary are kept by their place."""
    if isinstance(sides, Few):
        return sides
    known = tuple(sides)
    # Asking each of thousands of fractions what it is takes longer than all the rest.
    if Varying not in set(map(type, known)):
        return known
    found: list[Side] = []
    for place, side in enumerate(known):
        if isinstance(side, Varying):
            varied[place] = side
            found.append(plain(side))
        else:
            found.append(side)
    return tuple(found)


class _Writer:
    """Writes rows one after the other."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.names: list[str] = []
        self.entries: list[Mapping[int, int]] = []
        self.scale: list[int] = []
        self.lower: list[Fraction | None] = []
        self.upper: list[Fraction | None] = []
        self.varied = Varied()

    def row(self, name: str, weights: Weights, lower: Fraction | None, upper: Fraction | None) -> None:
        """Write one row, as integers over one denominator."""
        ordered = weights if isinstance(weights, Line) else self._steady(weights)
        entries, scale = over_one_denominator(ordered)
        self.names.append(name)
        self.entries.append(entries)
        self.scale.append(scale)
        self.lower.append(lower)
        self.upper.append(upper)

    def _steady(self, weights: Weights) -> Weights:
        """Return the values of weights; those that vary are kept by row and column."""
        ordered = dict(sorted(weights.items()))
        for column, weight in ordered.items():
            if isinstance(weight, Varying):
                self.varied.entries[len(self.names), column] = weight
                ordered[column] = weight.value
        return ordered


def write_rows(layout: Layout, requirements: Sequence[Requirement], tiers: Iterable[Tier] = ()) -> Rows:
    """Return the exact program of a case."""
    writer = _Writer(layout)
    for project in layout.facts.projects if layout.thin is None else ():
        _structure(writer, project)
    for tier in tiers:
        if tier.ends:
            found = Form.of(Reached(tier.rule)) - tier.form
            writer.row(f"reached[{tier.rule}]", expand_form(layout, found), None, -found.constant)
    totals = _defined(layout, requirements)
    boxes = [span(layout, Form.of(term)) for term in totals]
    first = len(layout.columns)
    column_of: dict[Term, int] = {term: first + number for number, term in enumerate(totals)}
    for number, term in enumerate(totals):
        own = {column_of[term]: Fraction(-1)}
        sums = expand_term(layout, term)
        weights = together([Part(sums, ONE), Part(own, ONE)]) if isinstance(sums, Line) else {**sums, **own}
        writer.row(f"{_DEFINITION}{number}]", weights, ZERO, ZERO)
    rows, constant = _requirements(writer, requirements, column_of)
    varied = writer.varied
    loose = [(2 * min(least, ZERO) - 1, 2 * max(most, ZERO) + 1) for least, most in boxes]
    names, lower, upper, whole = _boxed(layout, loose)
    program = Program(
        columns=names,
        column_lower=_set_apart(lower, varied.column_lower),
        column_upper=_set_apart(upper, varied.column_upper),
        whole=whole,
        rows=tuple(writer.names),
        entries=tuple(writer.entries),
        scale=tuple(writer.scale),
        row_lower=tuple(_set_apart(writer.lower, varied.row_lower)),
        row_upper=tuple(_set_apart(writer.upper, varied.row_upper)),
    )
    return Rows(program, rows, constant, layout, varied)


def _structure(writer: _Writer, project: Project) -> None:
    """A project is started at most once, at least at its minimum scale, and what is due is paid."""
    layout = writer.layout
    years = layout.starts[project.id]
    level: Weights = {layout.place[Start(project.id, year)]: Fraction(1) for year in years}
    if len(years) > 1:
        writer.row(f"level[{project.id}]", level, None, Fraction(1))
    if On(project.id) in layout.place and not project.started:
        on = layout.place[On(project.id)]
        writer.row(f"least[{project.id}]", {**level, on: -project.scale.at_least}, ZERO, None)
        writer.row(f"most[{project.id}]", {**level, on: Fraction(-1)}, None, ZERO)
    if project.id in layout.shared:
        ask = layout.ask(project)
        for year in layout.facts.payment_years:
            paid: Weights = {
                layout.place[key]: Fraction(1)
                for fund in layout.facts.payers[project.id]
                if (key := Grant(project.id, fund, year)) in layout.place
            }
            if paid:
                due = {
                    layout.place[Start(project.id, start)]: -layout.due[Start(project.id, start)].get(year, ZERO) / ask
                    for start in years
                }
                writer.row(f"pay[{project.id},{year}]", {**paid, **due}, ZERO, ZERO)


def _defined(layout: Layout, requirements: Iterable[Requirement]) -> list[Term]:
    """Return the sums worth a column of their own: used more than once, and long."""
    uses: Counter[Term] = Counter()
    for requirement in requirements:
        uses.update(term for term in (requirement.left - requirement.right).terms if isinstance(term, Sum))
    return [term for term, count in uses.items() if count > 1 and len(expand_term(layout, term)) >= LONG_SUM]


def _requirements(
    writer: _Writer, requirements: Iterable[Requirement], column_of: dict[Term, int]
) -> tuple[dict[str, int], tuple[Requirement, ...]]:
    rows: dict[str, int] = {}
    constant: list[Requirement] = []

    def expand(term: Term) -> Weights:
        return {column_of[term]: Fraction(1)} if term in column_of else expand_term(writer.layout, term)

    for requirement in requirements:
        gap = requirement.left - requirement.right
        weights = expand_form(writer.layout, gap, expand)
        if not weights:
            constant.append(requirement)
            continue
        rows[requirement.name] = len(writer.names)
        writer.row(requirement.name, weights, *sides(requirement, gap.constant))
    return rows, tuple(constant)


def sides(requirement: Requirement, constant: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """Return the sides of a row whose weights plus this constant have to keep the sense of the requirement."""
    lower = None if requirement.sense is Sense.AT_MOST else -constant
    upper = None if requirement.sense is Sense.AT_LEAST else -constant
    return lower, upper


def demands(facts: Facts, rules: Iterable[Rule]) -> tuple[Requirement, ...]:
    """
    Return what every plan of a case must satisfy: funds and promises first, then rules in their order.

    What a rule asked of years that have passed is left out: no plan can change it.
    """
    plan = SymbolicPlan(facts)
    asked = (each for rule in rules for each in rule.requirements(plan))
    return (*funding(plan), *(each for each in asked if not each.is_history(facts.open_from)))


def clashing_demands(facts: Facts, rules: Sequence[Rule]) -> tuple[Requirement, ...]:
    """Return the demands that could clash; where a priority ends is none, for nothing is impossible because of it."""
    priorities = {rule.id for rule in rules if rule.gives_priority}
    return tuple(each for each in demands(facts, rules) if each.rule not in priorities)


def is_definition(row: str) -> bool:
    """Return whether a row of this name defines a sum."""
    return row.startswith(_DEFINITION)


def is_hard(requirement: Requirement) -> bool:
    """Return whether a requirement may not be missed."""
    return not requirement.soft_scale


def is_broken(requirement: Requirement) -> bool:
    """Return whether a requirement that no column can change does not hold."""
    constant = (requirement.left - requirement.right).constant
    return {Sense.AT_LEAST: constant < 0, Sense.AT_MOST: constant > 0, Sense.EQUAL: constant != 0}[requirement.sense]
