"""
Assemble: entries of the schema become the frozen records that rules and engine speak of, in exact numbers.

Quantities get their units here, names are looked up, and what contradicts itself within one entry is noted. What
concerns several entries at once is left to ``check``.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from greenopt.case.factors import factor_series
from greenopt.case.indicators import number_in, read_indicators
from greenopt.case.mistakes import Segments
from greenopt.case.nearest import did_you_mean
from greenopt.case.project_entry import LinkEntry, NotApplicable, ProjectEntry, ScaleEntry
from greenopt.case.schema import CaseEntry, FactorsEntry, FundEntry, ModelEntry, StockEntry
from greenopt.fields import Units
from greenopt.language import Message, Text, printable, say
from greenopt.plan.form import RESERVED
from greenopt.project import (
    Evidence,
    FactorSeries,
    Facts,
    Fund,
    Impact,
    Indicator,
    Link,
    Project,
    Scale,
    Sector,
    Stock,
)
from greenopt.units import Quantity, decimal_text


class Mistake(NamedTuple):
    """Something wrong at a path of the tree."""

    code: str
    path: Segments
    message: Message
    hint: Message
    name: str = ""
    """The name that is wrong, if that is the mistake."""


class Assembly:
    """Builds the facts of a case and collects what is wrong on the way."""

    def __init__(self, case: CaseEntry, model: ModelEntry, factors: FactorsEntry | None) -> None:
        self.case = case
        self.model = model
        self.fuels = factors.fuels if factors else {}
        self.units = Units(case.units.money, case.units.emissions, case.units.energy)
        self.mistakes: list[Mistake] = []

    def facts(self) -> Facts:
        """Return the facts; ``mistakes`` then holds what is wrong with them."""
        self.indicators = indicators = read_indicators(self.case.indicators, self.note)
        projects = self.case.projects if isinstance(self.case.projects, Mapping) else {}
        return Facts(
            horizon=self.case.case.horizon,
            planned_from=self.case.case.planned_from,
            units=self.units,
            projects=tuple(self.project(name, projects[name]) for name in sorted(projects)),
            funds=tuple(self._fund(name, self.case.funds[name]) for name in sorted(self.case.funds)),
            sectors={name: Sector(name, entry.name) for name, entry in self.model.sectors.items()},
            indicators=indicators,
            factors=self._factors(indicators),
            stocks=self._stocks(),
            conditions={name: entry.name for name, entry in self.case.conditions.items()},
            places={name: entry.name for name, entry in self.case.places.items()},
        )

    def _factors(self, indicators: Mapping[str, Indicator]) -> dict[str, dict[str, FactorSeries]]:
        found = factor_series(self.fuels, indicators, self.note)
        return found | {name: found[each.less] for name, each in indicators.items() if each.less in found}

    def note(self, code: str, path: Segments, message: Message, hint: Message, name: str = "") -> None:
        """Note one mistake."""
        self.mistakes.append(Mistake(code, path, message, hint, name))

    def _fund(self, name: str, entry: FundEntry) -> Fund:
        share = {"none": Fraction(0), "all": None}
        return Fund(
            name,
            entry.name or Text(name, name),
            dict(sorted(entry.amount.items())),
            share[entry.carry_over] if isinstance(entry.carry_over, str) else entry.carry_over,
            entry.opening or Fraction(0),
            entry.pays_for,
            entry.spend_at_least or Fraction(0),
            entry.source,
            entry.evidence,
        )

    def _number(self, quantity: Quantity, unit: str, path: Segments, *, per_year: bool = False) -> Fraction:
        return number_in(self.note, quantity, unit, path, per_year=per_year)

    def _stocks(self) -> dict[str, Stock]:
        return {name: self._stock(name, entry) for name, entry in self.case.stocks.items()}

    def _stock(self, name: str, entry: StockEntry) -> Stock:
        if name in RESERVED or name in self.case.indicators:
            message = say("'{name}' has a meaning of its own", name=name)
            self.note("wrong-name", ("stocks", name), message, say("choose another name"), name)
        unit = entry.unit or ""
        amount = self._counted(entry.amount, unit, ("stocks", name, "amount")) if entry.amount else Fraction(0)
        return Stock(name, entry.name or Text(name, name), unit, amount, entry.source)

    def _counted(self, amount: Quantity, unit: str, path: Segments) -> Fraction:
        number = self._number(amount, unit, path)
        if number < 0:
            self.note("wrong-value", path, say("a stock cannot be negative"), say("write zero or more"))
        return number

    def project(self, name: str, entry: ProjectEntry) -> Project:
        """Return the record of one project; what is wrong with it is noted."""
        path = ("projects", name)
        spending = entry.spending or (Fraction(1),)
        first, last = entry.start or self.case.case.horizon
        facility = entry.facility or ""
        project = Project(
            id=name,
            name=entry.name or Text(name, name),
            sector=entry.sector,
            kind=entry.kind,
            cost=entry.cost,
            eligible_cost=entry.cost if entry.eligible_cost is None else entry.eligible_cost,
            spending=spending,
            window=tuple(range(first, last + 1)),
            delay=len(spending) if entry.runs_after is None else entry.runs_after,
            lifetime=entry.lifetime or 1,
            status=entry.status,
            status_source=entry.status_source,
            support_class=entry.support or "",
            asks=entry.asks,
            running_cost=entry.running_cost or Fraction(0),
            facility=facility,
            place=entry.place or "",
            owner=entry.owner,
            tags=entry.tags or (),
            scale=_scale(entry.scale),
            started=dict(sorted(entry.started.items())),
            paid={fund: dict(sorted(entry.paid[fund].items())) for fund in sorted(entry.paid)},
            remaining=dict(sorted(entry.remaining.items())),
            impact=self._impacts(path, entry),
            closes={stock: self._closed(path, stock, amount) for stock, amount in entry.closes.items()},
            requires=tuple(
                Link(each.project, each.when) if isinstance(each, LinkEntry) else Link(each)
                for each in entry.requires or ()
            ),
            meets={
                condition: each.not_applicable if isinstance(each, NotApplicable) else each
                for condition, each in entry.meets.items()
            },
            evidence=Evidence(entry.evidence.quality, entry.evidence.source),
        )
        if entry.lifetime is None and any(self.indicators[each].form == "flow" for each in project.impact):
            self.note(
                "missing-key",
                (*path, "lifetime"),
                say("a project with yearly impacts needs a lifetime"),
                say("write lifetime: 15 yr"),
            )
        return project

    def _closed(self, path: Segments, stock: str, amount: Quantity) -> Fraction:
        if stock not in self.case.stocks:
            self.note(
                "unknown-name",
                (*path, "closes", stock),
                say("'{name}' does not exist", name=stock),
                did_you_mean(stock, self.case.stocks),
                stock,
            )
            return amount.value
        return self._counted(amount, self.case.stocks[stock].unit or "", (*path, "closes", stock))

    def _impacts(self, path: Segments, entry: ProjectEntry) -> dict[str, Impact]:
        energy = dict(self._energy(path, entry))
        found: dict[str, Impact] = {}
        for name, amount in entry.impact.items():
            indicator = self.indicators.get(name)
            here = (*path, "impact", name)
            if indicator is None or indicator.form == "ratio":
                known = [each for each, other in self.indicators.items() if other.form != "ratio"]
                self.note(
                    "unknown-name",
                    here,
                    say("'{name}' is no flow or stock", name=name),
                    did_you_mean(name, known),
                    name,
                )
                continue
            if indicator.form == "flow" and not amount.per_year:
                self.note(
                    "wrong-unit",
                    here,
                    say("{name} is measured per year", name=name),
                    say("write {value}/yr", value=_plain(amount)),
                )
            if indicator.form == "stock" and amount.per_year:
                self.note(
                    "wrong-unit", here, say("{name} is counted once, not per year", name=name), say("leave /yr out")
                )
            found[name] = Impact(stated=self._number(amount, indicator.unit, here, per_year=True))
        for name, indicator in self.indicators.items():
            if not indicator.from_factors or not energy:
                continue
            fuels = sorted(fuel for fuel in energy if name in self.fuels[fuel].indicators)
            if fuels:
                stated = found[name].stated if name in found else Fraction(0)
                found[name] = Impact(stated, tuple((fuel, energy[fuel]) for fuel in fuels))
        for name, indicator in self.indicators.items():
            saved = found.get(indicator.less)
            if saved is not None:
                own = found[name].stated if name in found else Fraction(0)
                found[name] = Impact(own - saved.stated, tuple((fuel, -amount) for fuel, amount in saved.energy))
        return found

    def _energy(self, path: Segments, entry: ProjectEntry) -> Iterator[tuple[str, Fraction]]:
        total: dict[str, Fraction] = {}
        for key, flows, sign in (("saves", entry.saves, 1), ("adds", entry.adds, -1)):
            for fuel, amount in flows.items():
                here = (*path, key, fuel)
                if fuel not in self.fuels:
                    self.note(
                        "unknown-name",
                        here,
                        say("no factor is known for '{name}'", name=fuel),
                        did_you_mean(fuel, self.fuels),
                        fuel,
                    )
                    continue
                if not amount.per_year:
                    self.note(
                        "wrong-unit",
                        here,
                        say("energy is saved per year"),
                        say("write {value}/yr", value=_plain(amount)),
                    )
                value = self._number(amount, self.fuels[fuel].unit, here, per_year=True)
                if value < 0:
                    other = say("write it under adds") if key == "saves" else say("write it under saves")
                    self.note("wrong-value", here, say("this cannot be negative"), other)
                total[fuel] = total.get(fuel, Fraction(0)) + sign * value
        yield from total.items()


def _plain(amount: Quantity) -> str:
    number = amount.value * 100 if amount.is_share else amount.value
    unit = "" if amount.is_share else printable(amount.unit)
    return f"{decimal_text(number)} {unit}".strip()


def _scale(scale: str | ScaleEntry) -> Scale:
    if isinstance(scale, ScaleEntry):
        return Scale(at_least=scale.at_least)
    return Scale(whole=scale == "all_or_nothing")
