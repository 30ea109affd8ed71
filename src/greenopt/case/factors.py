"""
Factors: what one unit of each fuel is worth in each indicator, year by year.

A factor is per unit of its fuel and in the unit of its indicator; where a file of factors says otherwise, it is told
with the place of the value.
"""

from collections.abc import Mapping
from typing import Protocol

from greenopt.case.mistakes import Segments
from greenopt.case.schema import FactorEntry, FuelEntry
from greenopt.language import Message, printable, say
from greenopt.project import FactorSeries, Indicator


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
