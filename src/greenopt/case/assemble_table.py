"""
Assemble a large table: its columns become the figures of all projects at once.

It says nothing of mistakes. Whatever does not fit (an unknown sector, a unit of another kind, a project that asks for
more than it costs) makes it return None, and the case is then read project by project, which tells every mistake.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
from pydantic import TypeAdapter, ValidationError

from greenopt.case.assemble import Assembly
from greenopt.case.big_table import Amounts, BigTable, Columns
from greenopt.case.check import LONGEST
from greenopt.case.node import plain_data
from greenopt.case.project_entry import ProjectEntry
from greenopt.fields import Count, Duration, Identifier, Money, Names, Year
from greenopt.project import KINDS, Facts, Indicator, Project
from greenopt.project_table import Figures, Numbers, ProjectTable, Words
from greenopt.rules import Rule
from greenopt.units import UnitError, convert, parse_quantity
from greenopt.vector import Vector

_PLAIN = {
    "status": ("", "candidate"),
    "scale": ("", "continuous"),
    "evidence.quality": ("", "measured", "estimated", "assumed"),
}
"""Words that a plain project may have."""
_IDENTIFIERS, _NAMES = TypeAdapter(list[Identifier]), TypeAdapter(Names)
_MONEY, _YEAR, _COUNT, _DURATION = TypeAdapter(Money), TypeAdapter(Year), TypeAdapter(Count), TypeAdapter(Duration)


class _NotPlainError(Exception):
    """The table is to be read project by project."""


def table_of(written: BigTable, assembly: Assembly, facts: Facts) -> ProjectTable | None:
    """
    Return the projects of a table by columns; None where they are to be read one by one.

    Args:
        written: the table.
        assembly: what knows the case and its factors.
        facts: the case without its projects.
    """
    try:
        figures = _figures(written.columns, assembly, facts)
    except (_NotPlainError, ValidationError, UnitError):
        return None

    def make(place: int) -> Project:
        data = plain_data(written.row(int(written.columns.rows[place])))
        entry = ProjectEntry.model_validate(data, context=assembly.units, by_alias=True, by_name=False)
        return assembly.project(figures.ids[place], entry)

    return ProjectTable(figures, make)


def settled_table(facts: Facts, table: ProjectTable, rules: tuple[Rule, ...]) -> ProjectTable | None:
    """Return the projects settled; None where a rule narrows single projects."""
    if any(type(rule).settle is not Rule.settle for rule in rules):
        return None

    def make(place: int) -> Project:
        project = table[place]
        return replace(project, support=dict.fromkeys(project.window, project.asks or Fraction(0)))

    return ProjectTable(table.figures, make)


def _figures(columns: Columns, assembly: Assembly, facts: Facts) -> Figures:
    count = len(columns.ids)
    for name, allowed in _PLAIN.items():
        _demand(name not in columns.words or {value[0] for value in columns.words[name].values} <= set(allowed))
    money = {name: _money(columns, name, assembly) for name in ("cost", "asks", "eligible_cost")}
    cost, asks = money["cost"], money["asks"]
    if cost is None or asks is None:
        raise _NotPlainError
    for part in (asks, money["eligible_cost"]):
        _demand(part is None or (cost + part * Fraction(-1)).numerators.min() >= 0)
    first, last = _window(columns, assembly, count)
    delay = _coded(columns, "runs_after", count, _COUNT.validate_python, 1)
    lifetime = _coded(columns, "lifetime", count, _DURATION.validate_python, 0)
    stated, energy = _impacts(columns, assembly, facts.indicators, count)
    _demand(bool((delay <= LONGEST).all() and (first <= last).all()))
    _demand(bool((first <= facts.horizon[1]).all() and (last >= facts.horizon[0]).all()))
    if "lifetime" not in columns.words:
        _demand(all(facts.indicators[name].form != "flow" for name in (*stated, *energy)))
        lifetime = lifetime + 1
    needed = int(np.maximum(first + delay, facts.horizon[0]).min()) if count else facts.horizon[0]
    for name, fuels in energy.items():
        for fuel in fuels:
            series = facts.factors.get(name, {}).get(fuel)
            _demand(series is None or series.constant or series.by_year[0][0] <= needed)
    return Figures(
        ids=columns.ids,
        sector=_known(columns, "sector", count, facts.sectors),
        kind=_known(columns, "kind", count, dict.fromkeys(KINDS)),
        place=_known(columns, "place", count, facts.places or None, may_be_empty=True),
        facility=_known(columns, "facility", count, None, may_be_empty=True),
        tags=_tags(columns, count),
        cost=cost,
        asks=asks,
        first=first,
        last=last,
        delay=delay,
        lifetime=lifetime,
        stated=stated,
        energy=energy,
    )


def _demand(condition: object) -> None:
    if not condition:
        raise _NotPlainError


def _known(
    columns: Columns, name: str, count: int, known: Mapping[str, object] | None, *, may_be_empty: bool = False
) -> Words:
    words = columns.words.get(name)
    if words is None:
        _demand(may_be_empty)
        return Words(np.zeros(count, dtype=np.int64), (("",),))
    written = [value[0] for value in words.values if value[0]]
    _demand(may_be_empty or len(written) == len(words.values))
    _IDENTIFIERS.validate_python(written)
    _demand(known is None or all(word in known for word in written))
    return words


def _tags(columns: Columns, count: int) -> Words:
    words = columns.words.get("tags", Words(np.zeros(count, dtype=np.int64), (("",),)))
    values = [tuple(each for each in value if each) for value in words.values]
    for value in values:
        if value:
            _NAMES.validate_python(value)
    return Words(words.codes, tuple(values))


def _money(columns: Columns, name: str, assembly: Assembly) -> Vector | None:
    found = columns.amounts.get(name)
    if found is None:
        return None
    _demand(not found.empty and found.values.numerators.min(initial=0) >= 0)
    factor: Fraction = _MONEY.validate_python(f"1 {found.unit}".strip(), context=assembly.units)
    return (found.values * factor).reduced()


def _coded(columns: Columns, name: str, count: int, read: Callable[[str], int], missing: int) -> Numbers:
    """Return what few different texts of a column mean."""
    words = columns.words.get(name)
    if words is None:
        return np.full(count, missing, dtype=np.int64)
    _demand(name != "lifetime" or all(value[0] for value in words.values))
    return np.array([read(value[0]) if value[0] else missing for value in words.values], dtype=np.int64)[words.codes]


def _window(columns: Columns, assembly: Assembly, count: int) -> tuple[Numbers, Numbers]:
    horizon = assembly.case.case.horizon
    words = columns.words.get("start", Words(np.zeros(count, dtype=np.int64), (("",),)))
    _demand(all(len(value) == 2 or value == ("",) for value in words.values))
    read = [
        (_YEAR.validate_python(value[0]), _YEAR.validate_python(value[1])) if len(value) == 2 else horizon
        for value in words.values
    ]
    both = np.array(read, dtype=np.int64).reshape(-1, 2)[words.codes]
    return both[:, 0], both[:, 1]


def _impacts(
    columns: Columns, assembly: Assembly, indicators: Mapping[str, Indicator], count: int
) -> tuple[dict[str, Vector], dict[str, dict[str, Vector]]]:
    """Return what projects state of indicators and the energy that they save, as ``Assembly`` does for one."""
    fuels: dict[str, Vector] = {}
    stated: dict[str, Vector] = {}
    for name, column in columns.amounts.items():
        kind, _, what = name.partition(".")
        if not what or column.empty == count:
            continue
        if kind == "impact":
            indicator = indicators.get(what)
            if indicator is None or indicator.form == "ratio":
                raise _NotPlainError
            stated[what] = _amount(column, indicator.unit, per_year=indicator.form == "flow")
        else:
            _demand(what in assembly.fuels)
            flow = _amount(column, assembly.fuels[what].unit, per_year=True)
            _demand(flow.numerators.min(initial=0) >= 0)
            flow = flow if kind == "saves" else flow * Fraction(-1)
            fuels[what] = fuels[what] + flow if what in fuels else flow
    energy: dict[str, dict[str, Vector]] = {}
    for name, indicator in indicators.items():
        if indicator.from_factors:
            own = {fuel: fuels[fuel] for fuel in sorted(fuels) if name in assembly.fuels[fuel].indicators}
            if own:
                energy[name] = own
    for name, indicator in indicators.items():
        less = indicator.less
        if less in stated or less in energy:
            nothing = Vector(np.zeros(count, dtype=np.int64))
            saved = stated.get(less, nothing) * Fraction(-1)
            stated[name] = stated[name] + saved if name in stated else saved
            energy[name] = {fuel: each * Fraction(-1) for fuel, each in energy.get(less, {}).items()}
    return stated, energy


def _amount(column: Amounts, unit: str, *, per_year: bool) -> Vector:
    quantity = parse_quantity(f"1 {column.unit}".strip())
    _demand(not quantity.is_share and quantity.per_year == per_year)
    return (column.values * convert(quantity, unit)).reduced()
