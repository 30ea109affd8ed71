"""
Worths: what starting a project is worth between the ends of all uncertain numbers.

    axis      what varies by itself: a group, or one number (``greenopt.studies.uncertainty.axes``)
    world     one end of every axis that several projects share, or that multiplies another one

In each world what is left adds up over axes that belong to one project each, so that plans can be compared exactly: in
its worlds and axes a worth is a straight line each way, and the worst for a plan lies at an end.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from greenopt.case.read import read_gathered
from greenopt.case.uncertain import Uncertain
from greenopt.case.vary import Numbers
from greenopt.engine.choices import Choices
from greenopt.engine.dominance import Worth
from greenopt.engine.portfolios import Worlds
from greenopt.engine.posed import Posed, pose
from greenopt.engine.program import Cost
from greenopt.engine.rows import Rows
from greenopt.errors import CaseInvalid
from greenopt.language import Message, say
from greenopt.plan import Overlapped
from greenopt.run import question_of
from greenopt.studies.ranking.polynomial import NoPolynomial, Polynomial, Written, at, plus
from greenopt.studies.scenario import Source
from greenopt.studies.uncertainty.axes import Axis, axes_of
from greenopt.units import decimal_text
from greenopt.varying import Trace, Untraceable, Varying

ZERO, ONE = Fraction(0), Fraction(1)
MOST_WORLDS = 256


class NoWorths(Exception):
    """What plans are worth cannot be told between the ends of the ranges."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.template)
        self.reason = reason


@dataclass(frozen=True)
class Lines:
    """What one unit of each column brings, over the axes."""

    of: Mapping[int, Polynomial]
    """Column → worth."""
    axes: tuple[Axis, ...]
    """Those of the uncertain numbers of the case, in order."""
    names: tuple[str, ...]
    """Of all columns."""


def lines_of(source: Source, uncertain: Sequence[Uncertain]) -> Lines:
    """
    Return what columns bring over the axes of the uncertain numbers.

    Raises:
        NoWorths: arithmetic cannot follow them.
    """
    numbers = Numbers(source.gathered.tree, [each.path for each in uncertain])
    trace = Trace(len(numbers.paths))
    try:
        posed = pose(question_of(read_gathered(replace(source.gathered, tree=numbers.marked(trace)), by_columns=False)))
        cost = _cost(posed)
    except Untraceable as problem:
        raise NoWorths(_not_followed(numbers, problem.numbers)) from problem
    axes = axes_of(uncertain)
    written = Written(trace, _numbers(numbers, uncertain, axes))
    try:
        found = {column: written.of(each) for column, each in cost.items()}
    except NoPolynomial as problem:
        raise NoWorths(_not_followed(numbers, problem.places)) from problem
    _hold_twice_claimed(posed.rows, cost)
    lines = Lines(found, axes, tuple(each.name for each in posed.rows.layout.columns))
    _hold_to_ends(source, uncertain, axes, lines)
    return lines


def _numbers(numbers: Numbers, uncertain: Sequence[Uncertain], axes: Sequence[Axis]) -> list[Polynomial]:
    """Return each marked number on its way from its low to its high end."""
    axis_of = {uncertain[place].path: number for number, axis in enumerate(axes) for place in axis.numbers}
    by_path = {each.path: each for each in uncertain}
    found: list[Polynomial] = []
    for path, value in zip(numbers.paths, numbers.values, strict=True):
        each = by_path[".".join(map(str, path))]
        found.append({(): value * each.low, (axis_of[each.path],): value * (each.high - each.low)})
    return found


def _not_followed(numbers: Numbers, places: frozenset[int]) -> Message:
    names = ", ".join(".".join(map(str, numbers.paths[place])) for place in sorted(places)[:3])
    return say("what is sought depends on {numbers} in a way that is no sum of products", numbers=names)


def _hold_twice_claimed(rows: Rows, cost: Cost) -> None:
    """
    Refuse ranges of what projects claim together: what they claim twice follows no straight line.

    Raises:
        NoWorths: such a range is declared.
    """
    varied = {row for row, _ in rows.varied.entries} | rows.varied.row_upper.keys() | rows.varied.row_lower.keys()
    for column, weight in cost.items():
        if isinstance(rows.layout.columns[column].key, Overlapped):
            touched = [row for row in varied if column in rows.program.entries[row]]
            if touched or isinstance(weight, Varying):
                name = rows.layout.columns[column].name.partition("[")[2].partition(":")[0]
                raise NoWorths(say("what projects claim together under {rule} has a range of its own", rule=name))


def _hold_to_ends(source: Source, uncertain: Sequence[Uncertain], axes: Sequence[Axis], lines: Lines) -> None:
    """
    Hold what was written out to the case read anew with every number at its low, and at its high end.

    Raises:
        NoWorths: it differs, as where a number takes another way through the case there.
    """
    for end in (ZERO, ONE):
        changes = [(each.path, f"x {decimal_text(each.high if end else each.low)}") for each in uncertain]
        try:
            posed = pose(question_of(source.read(changes)))
        except CaseInvalid:
            continue  # what is no case at its ends can still be one between them
        there = {posed.rows.layout.columns[column].name: worth for column, worth in _cost(posed).items() if worth}
        ends = dict.fromkeys(range(len(axes)), end)
        here = {lines.names[column]: at(each, ends).get((), ZERO) for column, each in lines.of.items()}
        if there != {name: worth for name, worth in here.items() if worth}:
            raise NoWorths(say("at the ends of the ranges the case is counted in another way"))


def _cost(posed: Posed) -> Cost:
    return posed.steps[posed.main].cost


@dataclass(frozen=True)
class Compared:
    """What options are worth, ready to be compared."""

    worlds: Worlds
    together: tuple[int, ...]
    """Axes whose ends are worlds."""
    alone: tuple[int, ...]
    """Axes that belong to one project each."""


def worlds_of(choices: Choices, criteria: Sequence[Lines], weights: Sequence[Sequence[Fraction]]) -> Compared:
    """
    Return what options are worth in every world.

    Args:
        choices: what is to be chosen.
        criteria: what columns bring of each thing that is sought.
        weights: the corners of all weights that may be given to the criteria.

    Raises:
        NoWorths: there are too many worlds, or a range counts twice over in one product.
    """
    columns = [column for options in choices.columns for column in options if column is not None]
    monomials = {
        (choices.place[column][0], monomial)
        for lines in criteria
        for column in columns
        for monomial in lines.of.get(column, {})
    }
    together = _together(monomials)
    corners = list(product((ZERO, ONE), repeat=len(together))) if 2 ** len(together) <= MOST_WORLDS else []
    if not 0 < len(corners) * len(weights) <= MOST_WORLDS:
        raise NoWorths(
            say(
                "{count} {count:range acts|ranges act} on several projects at once, which is too many",
                count=len(together),
            )
        )
    places = [(each, dict(zip(together, corner, strict=True))) for each in weights for corner in corners]
    found = tuple(
        tuple(tuple(_worth(criteria, column, *place) for place in places) for column in options)
        for options in choices.columns
    )
    claimed = {
        column: tuple(-_worth(criteria, column, *place).constant for place in places)
        for column in choices.continuous
        if any(column in lines.of for lines in criteria)
    }
    alone = {axis for _, monomial in monomials for axis in monomial} - set(together)
    return Compared(Worlds(found, claimed), together, tuple(sorted(alone)))


def _together(monomials: Iterable[tuple[int, tuple[int, ...]]]) -> tuple[int, ...]:
    """Return the axes that several projects share, and enough others that none multiplies another."""
    owners: dict[int, set[int]] = {}
    for project, monomial in monomials:
        if len(set(monomial)) < len(monomial):
            raise NoWorths(say("two numbers of one group are multiplied with each other"))
        for axis in monomial:
            owners.setdefault(axis, set()).add(project)
    found = {axis for axis, projects in owners.items() if len(projects) > 1}
    while True:
        products = Counter(
            axis
            for _, monomial in monomials
            if len(left := [each for each in monomial if each not in found]) > 1
            for axis in left
        )
        if not products:
            return tuple(sorted(found))
        most = max(products.values())
        found.add(min(axis for axis, count in products.items() if count == most))


def _worth(
    criteria: Sequence[Lines], column: int | None, weights: Sequence[Fraction], where: Mapping[int, Fraction]
) -> Worth:
    """Return what a column is worth in one world."""
    if column is None:
        return Worth()
    total: Polynomial = {}
    for lines, weight in zip(criteria, weights, strict=True):
        total = plus(total, at(lines.of.get(column, {}), where), weight)
    return Worth(total.pop((), ZERO), {axis: slope for (axis,), slope in total.items()})
