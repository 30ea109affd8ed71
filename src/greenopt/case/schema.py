"""
The format of a case, its policy model and its emission factors: what may be written, and what each key means.

The text under a field is its documentation; ``greenopt schema projects.cost`` and the JSON Schema for editors are
both made from it. Every class here is one mapping of a file.
"""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Discriminator, Field, Tag

from greenopt.case.project_entry import EvidenceQuality, ProjectEntry
from greenopt.case.sweep_entry import ScenarioEntry, SweepEntry
from greenopt.case.uncertain_entry import UncertainEntry, WrittenPath
from greenopt.fields import (
    EVERYTHING,
    Amount,
    Identifier,
    Money,
    Record,
    Selector,
    SettledMoney,
    Share,
    TwoLanguages,
    Year,
)
from greenopt.objectives import OBJECTIVES, Objective
from greenopt.rules import RULES, Rule


class DecisionEntry(Record):
    """The decision by which a case was approved."""

    number: str
    """Number of the decision."""
    date: str
    """Its date."""
    signatory: str
    """Who signed it."""


class HeaderEntry(Record):
    """What the case is."""

    id: Identifier
    """Name of the case; its runs are kept under it."""
    title: TwoLanguages
    """Title, in both languages."""
    status: Literal["illustrative", "draft", "approved"] = "illustrative"
    """illustrative, draft or approved; shown on every output."""
    horizon: tuple[Year, Year]
    """First and last year that is planned."""
    planned_from: Year | None = None
    """First year that is still open; what was begun and paid before it is a fact. The horizon's first if not given."""
    decision: DecisionEntry | None = None
    """The decision, if the case is approved."""
    note: TwoLanguages | None = None
    """Anything a reader should know first."""


class UnitsEntry(Record):
    """The units that plain numbers are in."""

    money: str = "million VND"
    """Unit of money."""
    emissions: str = "tCO2e"
    """Unit of emissions."""
    energy: str = "MWh"
    """Unit of energy."""


class FundEntry(Record):
    """Who pays, how much in each year, and for what."""

    name: TwoLanguages | None = None
    """Name, in both languages."""
    amount: dict[Year, Money]
    """Money of each year."""
    carry_over: Annotated[
        Annotated[Literal["none", "all"], Tag("word")] | Annotated[Share, Tag("share")],
        Discriminator(lambda value: "share" if str(value)[:1] in "+-.0123456789" else "word"),
    ] = "none"
    """What may be kept for the next year: none, all, or a share of the year's amount."""
    opening: SettledMoney | None = None
    """Money carried into the first year that is planned."""
    pays_for: Annotated[Selector, Field(alias="for")] = EVERYTHING
    """What it may pay for; everything if not given."""
    spend_at_least: Share | None = None
    """Share of the money at hand that must be spent each year."""
    source: str = ""
    """The decision or budget it comes from."""
    evidence: EvidenceQuality = "assumed"
    """measured, estimated or assumed."""


class TableEntry(Record):
    """A table that holds the projects."""

    table: str
    """projects.csv, or book.xlsx#Sheet; in the folder of the case."""
    numbers: Literal["en", "vi"] = "en"
    """How numbers are written in the table: en (1234.5) or vi (1.234,5 between semicolons)."""


class IndicatorEntry(Record):
    """A quantity that projects change."""

    name: TwoLanguages | None = None
    """Name, in both languages."""
    flow: str | None = None
    """Its unit per year, such as tCO2e/yr."""
    stock: str | None = None
    """Its unit, if it is counted once."""
    ratio: tuple[Identifier, Identifier] | None = None
    """Numerator and denominator, both indicators."""
    source_of_values: Annotated[Literal["factors"] | None, Field(alias="from")] = None
    """factors: computed from energy saved and added."""
    less: Identifier | None = None
    """Another indicator by which it falls: emissions fall by what is saved."""
    without_projects: dict[Year, Amount] = {}
    """The level that year would reach without any project."""
    prices: Year | None = None
    """Year whose prices a money value is in."""
    potential: Amount | None = None
    """The most that can be reached."""
    source: str = ""
    """Where the levels come from."""
    evidence: EvidenceQuality = "assumed"
    """measured, estimated or assumed."""
    note: TwoLanguages | None = None
    """What it counts and what not."""


class StockEntry(Record):
    """Something that is to be closed or replaced."""

    name: TwoLanguages | None = None
    """Name, in both languages."""
    unit: str | None = None
    """What is counted."""
    amount: Amount | None = None
    """How many there are."""
    source: str = ""
    """Where the number comes from."""
    evidence: EvidenceQuality = "assumed"
    """measured, estimated or assumed."""


class NamedEntry(Record):
    """Something that only has a name."""

    name: TwoLanguages
    """Name, in both languages."""


if TYPE_CHECKING:
    AnyRule = Rule
    AnyObjective = Objective
else:
    # The registries decide what may be written, so a new rule needs no change here.
    AnyRule = Annotated[reduce(or_, RULES.values()), Field(discriminator="rule")]
    AnyObjective = Annotated[
        reduce(or_, (Annotated[each, Tag(each.__name__.lower())] for each in OBJECTIVES.values())),
        Discriminator(
            lambda value: next((OBJECTIVES[key].__name__.lower() for key in OBJECTIVES if key in value), "most")
        ),
    ]


class CaseEntry(Record):
    """A case: one funding decision, as a planner writes it."""

    greenopt: Literal["1"]
    """Version of the format: 1."""
    model: str
    """A policy model that greenopt ships, or a path under the folder of the case."""
    case: HeaderEntry
    """What the case is."""
    units: UnitsEntry = UnitsEntry()
    """The units that plain numbers are in."""
    funds: dict[Identifier, FundEntry]
    """Who pays."""
    projects: Annotated[
        Annotated[dict[Identifier, ProjectEntry], Tag("projects")] | Annotated[TableEntry, Tag("table")],
        Discriminator(
            lambda value: "table" if isinstance(value, dict) and isinstance(value.get("table"), str) else "projects"
        ),
    ]
    """The projects, by name; or {table: projects.csv}."""
    places: dict[Identifier, NamedEntry] = {}
    """Names of places."""
    conditions: dict[Identifier, NamedEntry] = {}
    """Conditions that safeguards may ask for, beside those of the model."""
    indicators: dict[Identifier, IndicatorEntry] = {}
    """Indicators, added to those of the model key by key."""
    stocks: dict[Identifier, StockEntry] = {}
    """Amounts of what is to be phased out."""
    rules: dict[Identifier, AnyRule] = {}
    """Rules, added to those of the model."""
    objective: AnyObjective
    """What the plan is chosen for; that of the model if the case has none."""
    uncertain: dict[WrittenPath, UncertainEntry] = {}
    """Numbers that are not certain, by path: projects.*.cost: [-10 %, +30 %]."""
    scenarios: dict[Identifier, ScenarioEntry] = {}
    """Named sets of changes: path: value."""
    sweeps: dict[Identifier, SweepEntry] = {}
    """Named variations: what greenopt sweep solves in steps."""


class PolicyEntry(Record):
    """What a policy model is."""

    id: Identifier
    """Name of the model."""
    title: TwoLanguages
    """Title, in both languages."""
    source: str
    """The document it rests on."""
    note: TwoLanguages | None = None
    """Anything a reader should know first."""


class ModelEntry(Record):
    """A policy model: what stays from one round of funding to the next."""

    greenopt: Literal["1"]
    """Version of the format: 1."""
    policy: PolicyEntry
    """What the model is."""
    factors: str | None = None
    """The file of emission factors, shipped or beside the model."""
    sectors: dict[Identifier, NamedEntry]
    """Sectors."""
    conditions: dict[Identifier, NamedEntry] = {}
    """Conditions that safeguards may ask for."""
    places: dict[Identifier, NamedEntry] = {}
    """Names of places."""
    indicators: dict[Identifier, IndicatorEntry] = {}
    """Indicators."""
    stocks: dict[Identifier, StockEntry] = {}
    """What is to be closed or replaced; a case says how many there are."""
    rules: dict[Identifier, AnyRule] = {}
    """Rules that hold in every case of this model."""
    objective: AnyObjective | None = None
    """What plans are chosen for, where a case does not say otherwise."""


class FactorEntry(Record):
    """What one unit of a fuel is worth in one indicator."""

    unit: str
    """Such as tCO2e/MWh."""
    value: Amount | None = None
    """One value for all years."""
    by_year: dict[Year, Amount] = {}
    """A value for each year; after the last, the last is held."""
    assumed_years: tuple[Year, ...] = ()
    """Years of by_year whose value is only assumed."""
    source: str
    """Where the values come from."""
    evidence: EvidenceQuality
    """measured, estimated or assumed."""
    note: TwoLanguages | None = None
    """How it was computed."""


class FuelEntry(Record):
    """A fuel, or electricity."""

    name: TwoLanguages
    """Name, in both languages."""
    unit: str
    """The unit it is measured in."""
    indicators: dict[Identifier, FactorEntry]
    """What one unit is worth in each indicator."""


class FactorsHeader(Record):
    """What a file of factors is."""

    id: Identifier
    """Name of the file."""
    title: TwoLanguages
    """Title, in both languages."""
    note: TwoLanguages | None = None
    """Anything a reader should know first."""


class FactorsEntry(Record):
    """Emission factors, and what else follows from energy."""

    greenopt: Literal["1"]
    """Version of the format: 1."""
    factors: FactorsHeader
    """What the file is."""
    fuels: dict[Identifier, FuelEntry]
    """Fuels, by name."""


DOCUMENTS: dict[str, type[Record]] = {"case": CaseEntry, "model": ModelEntry, "factors": FactorsEntry}
"""The three kinds of file."""
