"""
Indicators: the entries of a case and its model become the records that rules and engine speak of.

A flow is measured per year, a stock is counted once, a ratio names two others. One that falls by another (``less``)
has its unit; a ratio of unlike units is one unit per another.
"""

from collections.abc import Mapping
from fractions import Fraction

from greenopt.case.factors import Note
from greenopt.case.mistakes import Segments
from greenopt.case.nearest import did_you_mean
from greenopt.case.schema import IndicatorEntry
from greenopt.language import Text, printable, say
from greenopt.plan.form import RESERVED
from greenopt.project import Indicator
from greenopt.units import Quantity, UnitError, convert, measures


def read_indicators(entries: Mapping[str, IndicatorEntry], note: Note) -> dict[str, Indicator]:
    """Return the indicators by name; what is wrong with them is noted."""
    reader = _Reader(entries, note)
    return {name: reader.read(name, entry) for name, entry in entries.items()}


def number_in(note: Note, quantity: Quantity, unit: str, path: Segments, *, per_year: bool = False) -> Fraction:
    """Return a quantity as a number of a unit; one that does not fit is noted and taken as it stands."""
    if quantity.per_year and not per_year:
        note("wrong-unit", path, say("this is not measured per year"), say("leave /yr out"))
    try:
        return convert(quantity, unit)
    except UnitError as error:
        note("wrong-unit", path, error.message, error.hint)
        return quantity.value


def bare_unit(unit: str) -> str:
    """Return a unit without ``/yr``."""
    for ending in ("/yr", "/year", "/năm"):
        unit = unit.removesuffix(ending)
    return " ".join(unit.split())


class _Reader:
    """Reads one indicator beside the others."""

    def __init__(self, entries: Mapping[str, IndicatorEntry], note: Note) -> None:
        self.entries = entries
        self.note = note

    def read(self, name: str, entry: IndicatorEntry) -> Indicator:
        path = ("indicators", name)
        forms = [form for form in ("flow", "stock", "ratio") if getattr(entry, form) is not None]
        if len(forms) != 1:
            self.note(
                "wrong-form",
                path,
                say("an indicator is a flow, a stock or a ratio"),
                say("write one of: flow, stock, ratio"),
            )
            forms = ["stock"]
        if name in RESERVED:
            message = say("'{name}' has a meaning of its own", name=name)
            self.note("wrong-name", path, message, say("choose another name"), name)
        form = forms[0]
        unit = self._unit(entry, form, path)
        numerator, denominator = entry.ratio or ("", "")
        for part in (numerator, denominator) if form == "ratio" else ():
            other = self.entries.get(part)
            if other is None or other.ratio is not None:
                self.note(
                    "unknown-name",
                    (*path, "ratio"),
                    say("'{name}' is no flow or stock", name=part),
                    did_you_mean(part, (each for each, kind in self.entries.items() if kind.ratio is None)),
                    part,
                )
        if entry.source_of_values == "factors" and form != "flow":
            self.note("wrong-form", (*path, "from"), say("only a flow follows from energy"), say("leave 'from' out"))
        without = {
            year: number_in(self.note, quantity, unit, (*path, "without_projects", str(year)), per_year=form == "flow")
            for year, quantity in entry.without_projects.items()
        }
        return Indicator(
            name, entry.name or Text(name, name), form,  # type: ignore[arg-type]  # one of three
            self._ratio_unit(entry, path) if form == "ratio" else unit, entry.source_of_values == "factors", numerator,
            denominator, without, self._potential(entry, form, unit, path), self._less(entry, form, path),
        )  # fmt: skip

    def _ratio_unit(self, entry: IndicatorEntry, path: Segments) -> str:
        """Return ``%`` for a share, else the unit of the numerator per that of the denominator."""
        parts = [self.entries.get(part) for part in entry.ratio or ()]
        units = [bare_unit(part.flow or part.stock or "") for part in parts if part is not None]
        known = {measures(unit) for unit in units}
        if len(known) == 1 and None not in known and len(set(units)) > 1:
            message = say("the two are measured in different units")
            self.note("wrong-unit", (*path, "ratio"), message, say("write both in {unit}", unit=printable(units[0])))
        return "%" if None in known or len(known) < 2 else "/".join(units)

    def _less(self, entry: IndicatorEntry, form: str, path: Segments) -> str:
        if entry.less is None:
            return ""
        other = self.entries.get(entry.less)
        if other is None or other.less or getattr(other, form) is None or form == "ratio":
            known = [name for name, each in self.entries.items() if getattr(each, form) and not each.less]
            message = say("'{name}' is no {form} by which it could fall", name=entry.less, form=form)
            self.note("unknown-name", (*path, "less"), message, did_you_mean(entry.less, known), entry.less)
            return ""
        if getattr(other, form).split() != getattr(entry, form).split():
            message = say("'{name}' is measured in another unit", name=entry.less)
            self.note("wrong-unit", (*path, "less"), message, say("write {unit}", unit=printable(getattr(other, form))))
        return entry.less

    def _potential(self, entry: IndicatorEntry, form: str, unit: str, path: Segments) -> Fraction | None:
        if entry.potential is None:
            return None
        here = (*path, "potential")
        if form == "ratio":
            self.note("wrong-form", here, say("a ratio has no potential of its own"), say("write it at its numerator"))
        amount = number_in(self.note, entry.potential, unit, here, per_year=form == "flow")
        if amount < 0:
            self.note("wrong-value", here, say("this cannot be negative"), say("write zero or more"))
        return amount

    def _unit(self, entry: IndicatorEntry, form: str, path: Segments) -> str:
        """Return the unit of an indicator, that of a flow without ``/yr``."""
        unit = " ".join(str((entry.flow if form == "flow" else entry.stock) or "").split())
        if form == "flow":
            if not unit.endswith(("/yr", "/year", "/năm")):
                hint = say("write {unit}/yr", unit=printable(unit))
                self.note("wrong-unit", (*path, "flow"), say("a flow is measured per year"), hint)
            unit = bare_unit(unit)
        if form != "ratio" and not unit:
            self.note(
                "wrong-unit", (*path, form), say("the unit is missing"), say("write what is counted, such as kiln")
            )
        return unit
