"""
Slips: figures that look as if a hand had slipped: numbers in other units than their neighbours', totals among the rows.

    4200, 1150, 900000, 450     900000 looks a thousand times too large: 900 would be one of them
    420, 115, 45, 580           580 is the sum of the others: the last row of a table is often its total

Nothing is known of what was meant, so all this is said as a warning. A number is doubted only if one wide gap parts it
from the others, if it would be one of them in the next unit, and if they are many more; where costs are spread evenly
from training courses to factories, nothing is said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from greenopt.case.assemble import Mistake
from greenopt.case.big_table import BigTable
from greenopt.case.gather import Gathered
from greenopt.case.node import Mapping as Tree
from greenopt.language import Message, say
from greenopt.project import Facts, Project
from greenopt.project_table import ProjectTable
from greenopt.varying import plain

LEAST_NUMBERS = 4
"""Numbers that a column must have before one of them can be unlike the others, or their total."""
APART = 100
"""How many times as large the first number beyond the gap is as the last before it."""
MOST_ODD = 3
"""One number in so many may be doubted; of more, nobody can say which are the wrong ones."""
STEPS = (10**3, 10**6, 10**9)
"""What lies between one unit and the next, as between thousand and million VND, or kWh and MWh."""
ALWAYS = 10**6
"""A number so many times as large as all others is doubted whatever it would be in another unit."""

_TOTAL = re.compile(r"(?<![^\W_])((sub|grand)?total|sum|tong|cong|tổng|cộng)(?![^\W_])", re.IGNORECASE)
"""What totals are called; that alone says nothing, for so begin the names of companies too."""

Number = Fraction | int
Numbers = NDArray[Any]
"""Exact numbers: 64-bit integers, or Python's own integers and fractions."""
Path = tuple[str, ...]


class Odd(NamedTuple):
    """A number that is unlike the others."""

    place: int
    """Which one it is."""
    step: int
    """How many times too large or too small it looks."""
    is_large: bool


def odd_ones(numbers: Sequence[Number] | Numbers) -> list[Odd]:
    """Return which numbers lie beyond a gap and would be one of the others in another unit; zeros do not count."""
    amounts = np.asarray(numbers)
    ranked = np.sort(amounts[amounts > 0])
    if len(ranked) < LEAST_NUMBERS:
        return []
    gaps = np.flatnonzero(ranked[1:] // ranked[:-1] >= APART) + 1
    if len(gaps) != 1:
        return []
    low, high = ranked[: gaps[0]], ranked[gaps[0] :]
    is_large = len(high) <= len(low)
    few, many = (high, low) if is_large else (low, high)
    if MOST_ODD * len(few) > len(ranked):
        return []
    places = np.flatnonzero((amounts >= few[0]) & (amounts <= few[-1]))
    found = sorted(zip(amounts[places].tolist(), places.tolist(), strict=True))
    least, *_, most = many.tolist()
    steps = [_step(Fraction(number), least, most, is_large=is_large) for number, _ in found]
    return [Odd(place, step, is_large) for step, (_, place) in zip(steps, found, strict=True) if step]


def _step(number: Fraction, least: Number, most: Number, *, is_large: bool) -> int:
    """Return the step that would bring a number among the others, or zero."""
    for step in STEPS:
        if least <= (number / step if is_large else number * step) <= most:
            return step
    return ALWAYS if is_large and number >= ALWAYS * most else 0


def unlike_others(facts: Facts) -> Iterator[Mistake]:
    """Yield amounts that look as if they were written in other units than those of the other projects or years."""
    names = [project.id for project in facts.projects] if facts.table is None else facts.table.figures.ids
    for key, numbers in _columns(facts).items():
        unit = facts.indicators[key[1]].unit if key[0] == "impact" else facts.units.money
        for odd in odd_ones(numbers) if key[0] != "energy" else ():
            yield _unlike(("projects", names[odd.place], *key), odd, unit, say("the other projects"))
    for fund in facts.funds:
        years = sorted(fund.amount)
        for odd in odd_ones([plain(fund.amount[year]) for year in years]):
            path = ("funds", fund.id, "amount", str(years[odd.place]))
            yield _unlike(path, odd, facts.units.money, say("the other years"))


def _unlike(path: Path, odd: Odd, unit: str, others: Message) -> Mistake:
    message = (
        say("it looks {step} times too large beside {others}", step=Fraction(odd.step), others=others)
        if odd.is_large
        else say("it looks {step} times too small beside {others}", step=Fraction(odd.step), others=others)
    )
    return Mistake("unlike-others", path, message, say("look at its unit; without one it is read in {unit}", unit=unit))


def totals(facts: Facts, gathered: Gathered) -> Iterator[Mistake]:
    """Yield projects that are the sum of all others, or of those before them where their name says so."""
    order = _written_order(facts, gathered)
    if len(order) < LEAST_NUMBERS:
        return
    columns = _columns(facts)
    is_half, is_subtotal = _sums(columns["cost",][order])
    for rank in np.flatnonzero(is_half | is_subtotal).tolist():
        place = int(order[rank])
        if is_half[rank] and _sums_up(place, columns, facts):
            yield _total(facts, place, say("its cost is the sum of all other projects"))
        elif is_subtotal[rank] and _is_called_total(facts, place):
            yield _total(facts, place, say("its cost is the sum of the projects before it"))


def _sums(costs: Numbers) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which costs are the sum of all others, and which are that of two or more directly before them."""
    if costs.dtype != object and 2 * len(costs) * int(costs.max()) > np.iinfo(np.int64).max:
        costs = costs.astype(object)
    before = np.concatenate((np.zeros(1, dtype=costs.dtype), np.cumsum(costs)))
    begins = before[:-1] - costs
    first = np.searchsorted(before, begins, side="right") - 1
    is_subtotal = (first >= 0) & (before[first] == begins) & (np.arange(len(costs)) - first > 1)
    return 2 * costs == before[-1], is_subtotal


def _total(facts: Facts, place: int, message: Message) -> Mistake:
    hint = say("delete the row if it is a total; what it holds is counted twice")
    return Mistake("total-row", ("projects", _ids(facts)[place]), message, hint)


def _sums_up(place: int, columns: Mapping[Path, Numbers], facts: Facts) -> bool:
    """Return whether every number of a project is a sum: two of them at least, or one and a name that says so."""
    stated = [numbers.tolist() for numbers in columns.values() if numbers[place]]
    if not all(2 * numbers[place] == sum(numbers) for numbers in stated):
        return False
    return len(stated) > 1 or _is_called_total(facts, place)


def _is_called_total(facts: Facts, place: int) -> bool:
    project = facts.projects[place]
    return any(_TOTAL.search(text) for text in (project.id, project.name.en, project.name.vi))


def _written_order(facts: Facts, gathered: Gathered) -> NDArray[np.int64]:
    """Return the positions of the projects in the order in which they are written."""
    written = gathered.tree.items.get("projects")
    if isinstance(written, BigTable):
        return written.columns.rows.argsort()
    position = {name: place for place, name in enumerate(_ids(facts))}
    names = written.items if isinstance(written, Tree) else ()
    return np.array([position[name] for name in names if name in position], dtype=np.int64)


def _ids(facts: Facts) -> Sequence[str]:
    return [project.id for project in facts.projects] if facts.table is None else facts.table.figures.ids


def _columns(facts: Facts) -> dict[Path, Numbers]:
    """Return what projects state, column by column, a number for each project; of a table over one denominator."""
    if facts.table is not None:
        return _of_table(facts.table)
    return {path: np.array(numbers, dtype=object) for path, numbers in _of_projects(facts.projects).items()}


def _of_projects(projects: Sequence[Project]) -> dict[Path, list[Number]]:
    found: dict[Path, list[Number]] = {
        ("cost",): [plain(each.cost) for each in projects],
        ("asks",): [plain(each.asks or Fraction(0)) for each in projects],
    }
    for name in sorted({name for each in projects for name in each.impact}):
        impacts = [each.impact.get(name) for each in projects]
        found["impact", name] = [plain(each.stated) if each else Fraction(0) for each in impacts]
        energy = [{fuel: plain(saved) for fuel, saved in each.energy} if each else {} for each in impacts]
        for fuel in sorted({fuel for each in energy for fuel in each}):
            found["energy", name, fuel] = [each.get(fuel, Fraction(0)) for each in energy]
    return found


def _of_table(table: ProjectTable) -> dict[Path, Numbers]:
    figures = table.figures
    found: dict[Path, Numbers] = {("cost",): figures.cost.numerators, ("asks",): figures.asks.numerators}
    found |= {("impact", name): vector.numerators for name, vector in figures.stated.items()}
    for name, fuels in figures.energy.items():
        found |= {("energy", name, fuel): vector.numerators for fuel, vector in fuels.items()}
    return found
