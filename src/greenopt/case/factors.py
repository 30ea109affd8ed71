"""
Factors: what one unit of each fuel is worth in each indicator, year by year.

A factor is per unit of its fuel and in the unit of its indicator; where a file of factors says otherwise, it is told
with the place of the value.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from greenopt.case.mistakes import Segments
from greenopt.case.schema import FactorEntry, FuelEntry
from greenopt.language import Message, printable, say
from greenopt.project import FactorSeries, Facts, Indicator, Project


class Note(Protocol):
    """How a mistake is told: its code, the path of the value, what is wrong and what to write instead."""

    def __call__(self, code: str, path: Segments, message: Message, hint: Message, name: str = "") -> None:
        """Note one mistake."""


def factor_series(
    fuels: Mapping[str, FuelEntry], indicators: Mapping[str, Indicator], note: Note
) -> dict[str, dict[str, FactorSeries]]:
    """
    Return indicator → fuel → factor; what is wrong is noted, and a factor without one form is left out.

    Args:
        fuels: the fuels of the file of factors.
        indicators: those of the case; a factor of one that the case does not have keeps its own unit.
        note: where mistakes go.
    """
    found: dict[str, dict[str, FactorSeries]] = {}
    for fuel, entry in fuels.items():
        for indicator, factor in entry.indicators.items():
            path = ("model", "factors", fuel, "indicators", indicator)
            if (factor.value is None) == (not factor.by_year):
                message, hint = say("a factor is one value or one for each year"), say("write value: or by_year:")
                note("wrong-form", path, message, hint)
                continue
            own = indicators.get(indicator)
            wanted = f"{own.unit}/{entry.unit}" if own else factor.unit
            if factor.unit != wanted:
                message = say("the factor is not per unit of the fuel")
                note("wrong-unit", (*path, "unit"), message, say("write {unit}", unit=printable(wanted)))
            found.setdefault(indicator, {})[fuel] = _series(factor, path, note)
    return found


def _series(factor: FactorEntry, path: Segments, note: Note) -> FactorSeries:
    given = [((*path, "value"), 0, factor.value)] if factor.value is not None else []
    given += [((*path, "by_year", str(year)), year, value) for year, value in sorted(factor.by_year.items())]
    for here, _, value in given:
        if value.unit not in ("", factor.unit) or value.per_year:
            hint = say("write the number alone; unit: says what it is in")
            note("wrong-unit", here, say("this is not in the unit of the factor"), hint)
        if value.value < 0:
            note("wrong-value", here, say("a factor cannot be negative"), say("write zero or more"))
    return FactorSeries(tuple((year, value.value) for _, year, value in given), constant=factor.value is not None)


class LateFactor(NamedTuple):
    """A factor that is not yet known in the first year in which a project needs it."""

    indicator: str
    fuel: str
    needed: int
    first: int
    """The first year of the factor."""


def late_factors(facts: Facts, project: Project, start: int) -> Iterator[LateFactor]:
    """Yield the factors that begin only after a project that starts in ``start`` needs them."""
    needed = max(start + project.delay, facts.horizon[0])
    for name, impact in project.impact.items():
        for fuel, _ in impact.energy:
            series = facts.factors.get(name, {}).get(fuel)
            if series is not None and not series.constant and series.by_year[0][0] > needed:
                yield LateFactor(name, fuel, needed, series.by_year[0][0])
