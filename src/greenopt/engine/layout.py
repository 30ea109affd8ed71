"""
Layout: the columns of a case's program, in one fixed order.

    start[p, y]       share of project p started in year y             0 … 1
    on[p]             whether p is in the plan                         0 or 1     only with a minimum scale
    grant[p, f, y]    money from fund f to p in y, over its full ask   0 … loose  only where several funds may pay
                      (at least what was paid; in a year that has passed, just that)
    unspent[f, y]     money of f kept from y for the next year         0 … loose  only where money may be kept
    overlapped[o:t]   what overlap o claims twice, of part t           0 … loose
    shortfall[r]      by how much soft rule r is missed                0 … loose
    reached[r]        what is reached of priority r, up to its end     loose

Projects come in order of their names, so nothing depends on the order of rows in a table. Every column is boxed,
for the proof needs it; boxes that the data do not give are strictly loose (twice the implied bound plus one), so
that none of them can hold a plan back and take a rule's price.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, overload

from greenopt.plan import Overlapped, Reached, Shortfall, Term, Unspent
from greenopt.plan.funding import keeps
from greenopt.plan.plan import SymbolicPlan
from greenopt.project import Facts, Project

if TYPE_CHECKING:
    from greenopt.engine.thin import Thin

ZERO, ONE = Fraction(0), Fraction(1)


class Start(NamedTuple):
    """The share of a project started in a year."""

    project: str
    year: int

    def __eq__(self, other: object) -> bool:
        """Tell it from the money that a fund of the same name keeps: named tuples compare by their parts alone."""
        return isinstance(other, Start) and tuple.__eq__(self, other)

    def __hash__(self) -> int:
        return hash((Start, *self))


class On(NamedTuple):
    """Whether a project with a minimum scale is in the plan."""

    project: str


class Grant(NamedTuple):
    """Money of a fund to a project in a year, as a share of the project's full ask."""

    project: str
    fund: str
    year: int


Key: TypeAlias = Start | On | Grant | Unspent | Shortfall | Overlapped | Reached


class Column(NamedTuple):
    """One column: what it stands for, its name and its box."""

    key: Key
    name: str
    lower: Fraction
    upper: Fraction
    whole: bool = False


class ThinColumns(Sequence[Column]):
    """The columns of a thin case: a start for each project, made when somebody asks for it, and the others behind."""

    def __init__(self, thin: "Thin", others: tuple[Column, ...]) -> None:
        self.thin = thin
        self.others = others
        self._ids = thin.table.figures.ids

    def __len__(self) -> int:
        return len(self.thin.rows) + len(self.others)

    @overload
    def __getitem__(self, place: int) -> Column: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Column]: ...
    def __getitem__(self, place: int | slice) -> Column | Sequence[Column]:
        """Return a column, or those of a slice."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        if number >= len(self.thin.rows):
            return self.others[number - len(self.thin.rows)]
        return _column(self._ids[self.thin.rows[number]], int(self.thin.year[number]))

    def __iter__(self) -> Iterator[Column]:
        yield from starmap(_column, self.thin.starts())
        yield from self.others

    def name(self, place: int) -> str:
        """Return the name of a column."""
        return self[place].name


def _column(project: str, year: int) -> Column:
    return Column(Start(project, year), f"start[{project},{year}]", ZERO, ONE)


@dataclass(frozen=True)
class Layout:
    """The columns of a case and where to find them."""

    facts: Facts
    columns: Sequence[Column]

    @property
    def thin(self) -> "Thin | None":
        """The case by columns of its table, where it is thin."""
        return self.columns.thin if isinstance(self.columns, ThinColumns) else None

    def with_more(self, columns: Iterable[Column]) -> "Layout":
        """Return the layout with more columns at its end."""
        if isinstance(self.columns, ThinColumns):
            return Layout(self.facts, ThinColumns(self.columns.thin, (*self.columns.others, *columns)))
        return Layout(self.facts, (*self.columns, *columns))

    @cached_property
    def place(self) -> dict[Key, int]:
        """Column number by key."""
        return {column.key: number for number, column in enumerate(self.columns)}

    @cached_property
    def expanded(self) -> dict[Term, Mapping[int, Fraction]]:
        """Weights of the sums that were expanded so far: rows, prices and merits ask for the same ones."""
        return {}

    @cached_property
    def starts(self) -> dict[str, tuple[int, ...]]:
        """Years of each project's start columns, those already begun included."""
        if self.thin is not None:
            none: dict[str, tuple[int, ...]] = dict.fromkeys(self.thin.table.figures.ids, ())
            return none | {project: (year,) for project, year in self.thin.starts()}
        found: dict[str, list[int]] = {project.id: [] for project in self.facts.projects}
        for column in self.columns:
            if isinstance(column.key, Start):
                found[column.key.project].append(column.key.year)
        return {project: tuple(years) for project, years in found.items()}

    @cached_property
    def shared(self) -> frozenset[str]:
        """Projects that several funds may pay for, so that who pays is part of the plan."""
        return frozenset(project for project, funds in self.facts.payers.items() if len(funds) > 1)

    @cached_property
    def due(self) -> dict[Start, dict[int, Fraction]]:
        """Public money due by year, if the whole of a project starts in a year; only years that can still be paid."""
        first, last = self.facts.horizon
        found = {}
        for project in self.facts.projects:
            for year in self.starts[project.id]:
                due = project.due(year, last)
                found[Start(project.id, year)] = {when: money for when, money in due.items() if when >= first and money}
        return found

    def ask(self, project: Project) -> Fraction:
        """Return what one whole grant of a project stands for: the most that is due in all."""
        return max(
            (sum(self.due[Start(project.id, year)].values(), ZERO) for year in self.starts[project.id]), default=ZERO
        )


def _thin(facts: Facts) -> "Thin | None":
    if facts.table is None:
        return None
    from greenopt.engine.thin import thin_of

    return thin_of(facts)


def lay_out(facts: Facts) -> Layout:
    """Return the columns of a case, shortfalls of soft rules not yet among them."""
    thin = _thin(facts)
    if thin is not None:
        return Layout(facts, ThinColumns(thin, tuple(_unspent(facts))))
    columns = [column for project in facts.projects for column in _project(facts, project)]
    layout = Layout(facts, tuple(columns))
    columns += [column for project in facts.projects for column in _grants(layout, project)]
    columns += list(_unspent(facts))
    return Layout(facts, tuple(columns))


def _project(facts: Facts, project: Project) -> list[Column]:
    begun = [
        Column(Start(project.id, year), f"start[{project.id},{year}]", share, share)
        for year, share in project.started.items()
    ]
    whole = project.scale.whole and not begun
    columns = [
        Column(Start(project.id, year), f"start[{project.id},{year}]", ZERO, ONE, whole)
        for year in facts.starts(project)
    ]
    if project.scale.at_least and (begun or columns):
        # What was begun is in the plan, however small its share.
        least = ONE if begun else ZERO
        columns.append(Column(On(project.id), f"on[{project.id}]", least, ONE, whole=not begun))
    return begun + columns


def _grants(layout: Layout, project: Project) -> Iterable[Column]:
    if project.id not in layout.shared:
        return
    ask = layout.ask(project)
    if not ask:
        return
    due = {year for start in layout.starts[project.id] for year in layout.due[Start(project.id, start)]}
    years = sorted(year for year in due if year <= layout.facts.last_payment_year)
    for fund in layout.facts.payers[project.id]:
        for year in years:
            paid = project.paid.get(fund, {}).get(year, ZERO) / ask
            most = paid if year < layout.facts.open_from else Fraction(3)
            yield Column(Grant(project.id, fund, year), f"grant[{project.id},{fund},{year}]", paid, most)


def _unspent(facts: Facts) -> Iterable[Column]:
    plan = SymbolicPlan(facts)
    for fund in facts.funds:
        held = fund.opening
        for year in facts.payment_years:
            held += fund.amount.get(year, ZERO)
            if keeps(plan, fund, year):
                yield Column(Unspent(fund.id, year), f"unspent[{fund.id},{year}]", ZERO, 2 * held + 1)
