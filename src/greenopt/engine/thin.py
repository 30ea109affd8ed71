"""
Thin layouts: the projects of a large table, each with one year in which it can start and one fund that pays.

Such a case has one column for each project, in order of their names, and few rows. Its sums are worked out for all
projects at once, from the columns of the table, and come to the same weights as ``expand`` finds project by project.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from greenopt.engine.line import Line
from greenopt.plan import Sum
from greenopt.plan.form import (
    DIGEST,
    FUND_ORDER,
    ORDER,
    PROJECTS,
    PUBLIC_MONEY,
    RUNNING,
    STARTS,
    TOTAL_COST,
    WAITING,
)
from greenopt.plan.shared import weight_of
from greenopt.project import Facts
from greenopt.project_table import Mask, Numbers, ProjectTable
from greenopt.vector import Vector

ZERO, ONE = Fraction(0), Fraction(1)


def thin_of(facts: Facts) -> "Thin | None":
    """Return a case as a thin one; None where a project has two years to start in, or two funds to pay it."""
    table = facts.table
    if table is None:
        return None
    figures = table.figures
    first = np.maximum(figures.first, facts.open_from)
    last = np.minimum(figures.last, facts.horizon[1])
    payers = sum((table.mask(fund.pays_for).astype(np.int64) for fund in facts.funds), np.zeros(len(table), np.int64))
    # Where nothing is asked for nobody has to pay.
    can_start = (first <= last) & ((payers > 0) | (figures.asks.numerators == 0))
    if (last > first).any() or (payers > 1).any():
        return None
    return Thin(facts, table, np.flatnonzero(can_start), first)


class Thin:
    """A case in which column ``n`` is the start of the project in place ``rows[n]``, in ``year`` of that place."""

    def __init__(self, facts: Facts, table: ProjectTable, rows: Numbers, year: Numbers) -> None:
        self.facts = facts
        self.table = table
        self.rows = rows
        self.year = year[rows]
        self.delay = table.figures.delay[rows]
        self.lifetime = table.figures.lifetime[rows]

    def starts(self) -> Iterator[tuple[str, int]]:
        """Yield the project and year of each column."""
        ids = self.table.figures.ids
        return zip(map(ids.__getitem__, self.rows.tolist()), self.year.tolist(), strict=True)

    def weights(self, term: Sum) -> Line | None:
        """Return the weights of a sum; None for one that is not worked out this way."""
        if term.of == DIGEST:
            return None
        if term.of == FUND_ORDER:
            return Line(np.zeros(0, dtype=np.int64), Vector(np.zeros(0, dtype=np.int64)))
        chosen = self.table.mask(term.to)[self.rows]
        if term.fund is not None:
            fund = self.facts.fund_by_id[term.fund]
            chosen &= self.table.mask(fund.pays_for)[self.rows]
        elif term.begun is not None:
            chosen &= (self.year >= term.begun[0]) & (self.year <= term.begun[1])
        columns = np.flatnonzero(chosen)
        return Line(columns, self._vector(term, columns))

    def _vector(self, term: Sum, columns: Numbers) -> Vector:
        figures, rows, year = self.table.figures, self.rows[columns], self.year[columns]
        first, last = self.facts.horizon
        if term.of == PUBLIC_MONEY:
            return _where(figures.asks.at(rows), self._counts(term, year))
        if term.of == TOTAL_COST:
            return _where(figures.cost.at(rows), self._counts(term, year))
        if term.of == STARTS:
            return Vector(self._counts(term, year).astype(np.int64))
        if term.of == PROJECTS:
            return Vector(np.ones(len(columns), dtype=np.int64))
        if term.of == WAITING:
            return Vector(year - first)
        if term.of == ORDER:
            return Vector(len(self.table) - rows)
        ready = year + self.delay[columns]
        moment = term.year if term.year is not None else term.by
        if term.of == RUNNING:
            wanted = last if moment is None else moment
            return Vector(((ready <= wanted) & (wanted < ready + self.lifetime[columns])).astype(np.int64))
        if term.of in self.facts.stocks:
            return Vector(np.zeros(len(columns), dtype=np.int64))
        if self.facts.indicators[term.of].form == "stock":
            there = ready == term.year if term.year is not None else ready <= (last if moment is None else moment)
            return _where(figures.stated[term.of].at(rows), there) if term.of in figures.stated else _zeros(columns)
        return self._flow(term, columns, moment)

    def _counts(self, term: Sum, year: Numbers) -> Mask:
        """Return where what happens in the year of the start belongs to the time a sum speaks of."""
        found: Mask = year >= self.facts.horizon[0]
        if term.year is not None:
            found &= year == term.year
        elif term.by is not None:
            found &= year <= term.by
        return found

    def _flow(self, term: Sum, columns: Numbers, moment: int | None) -> Vector:
        """Weigh a flow: each year of running within the time, times its factor, discounted."""
        first, last = self.facts.horizon
        begin = self.year[columns] + self.delay[columns]
        end = begin + self.lifetime[columns]
        if moment is not None:
            begin, end = np.maximum(begin, moment), np.minimum(end, moment + 1)
        else:
            begin = np.maximum(begin, first)
            end = end if term.over == "lifetime" else np.minimum(end, last + 1)
        wide = int(end.max(initial=0)) + 1
        spans, codes = _different(begin * wide + end)
        years = [range(*divmod(span, wide)) for span in spans]
        figures, rows = self.table.figures, self.rows[columns]
        weight = {year: weight_of(year, first, term.discount) for span in years for year in span}
        found = _zeros(columns)
        if term.of in figures.stated:
            counts = [sum((weight[year] for year in span), ZERO) for span in years]
            found = found + figures.stated[term.of].at(rows).times(counts, codes)
        for fuel, saved in figures.energy.get(term.of, {}).items():
            series = self.facts.factors[term.of][fuel]
            at = {year: weight[year] * series.at(year) for year in weight}
            found = found + saved.at(rows).times([sum((at[year] for year in span), ZERO) for span in years], codes)
        return found


def _different(numbers: Numbers) -> tuple[list[int], Numbers]:
    """Return the different ones of whole numbers that lie close together, and which one each is."""
    least = int(numbers.min(initial=0)) if not len(numbers) else int(numbers.min())
    used = np.zeros(int(numbers.max(initial=least)) - least + 1, dtype=np.bool_)
    used[numbers - least] = True
    return (np.flatnonzero(used) + least).tolist(), (np.cumsum(used) - 1)[numbers - least]


def _zeros(columns: Numbers) -> Vector:
    return Vector(np.zeros(len(columns), dtype=np.int64))


def _where(values: Vector, there: Mask) -> Vector:
    return values if there.all() else Vector(values.numerators * there, values.denominator)
