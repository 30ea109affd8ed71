"""The format of one project: what may be written under its name, and what each key means."""

from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from greenopt.case.uncertain_entry import OwnEntry, WrittenPath
from greenopt.fields import (
    Amount,
    Count,
    Duration,
    Identifier,
    Money,
    MoneyPerYear,
    Names,
    Record,
    SettledMoney,
    SettledShare,
    Share,
    Some,
    TwoLanguages,
    Year,
)

EvidenceQuality = Literal["measured", "estimated", "assumed"]
Kind = Literal["efficiency", "renewable", "cleaner_production", "enabling"]


def _tag(text: str, mapping: str) -> Discriminator:
    return Discriminator(lambda value: mapping if isinstance(value, (dict, Record)) else text)


class EvidenceEntry(Record):
    """How good a project's figures are."""

    quality: EvidenceQuality = "assumed"
    """measured, estimated or assumed."""
    source: str = ""
    """Where the figures come from."""


class NotApplicable(Record):
    """A condition that does not apply to a project."""

    not_applicable: str
    """Why it does not apply."""


class LinkEntry(Record):
    """Another project that this one needs."""

    project: Identifier
    """The project needed."""
    when: Literal["started", "finished"] = "started"
    """Whether it must have started, or must already run."""


class ScaleEntry(Record):
    """The smallest share worth starting."""

    at_least: Share
    """At least this share, or nothing."""


class ProjectEntry(Record):
    """One project: what it costs, who may pay, when, and what it does."""

    name: TwoLanguages | None = None
    """Name, in both languages."""
    sector: Identifier
    """A sector of the policy model."""
    kind: Kind
    """efficiency, renewable, cleaner_production or enabling."""
    cost: Money
    """The whole investment, whoever pays."""
    support: Identifier | None = None
    """Class of support; the support_limit rules of that class say how much public money it gets."""
    asks: Money | None = None
    """Public money asked for at full scale; with ``support``, at most its limit."""
    eligible_cost: Money | None = None
    """The part of the cost that a support rate applies to; the whole cost if not given."""
    running_cost: MoneyPerYear | None = None
    """Public money each year while it runs."""
    facility: Identifier | None = None
    """The establishment it belongs to."""
    place: Identifier | None = None
    """Where it is."""
    owner: TwoLanguages | None = None
    """Who carries it out."""
    spending: Some[Share] | None = None
    """Shares of the money due in the start year and each year after; all at once if not given."""
    start: tuple[Year, Year] | None = None
    """First and last year in which it may start; the horizon if not given."""
    lifetime: Duration | None = None
    """How long it works, such as 15 yr; needed where it has yearly impacts."""
    runs_after: Count | None = None
    """Years from start to running; the year after the last payment if not given."""
    saves: dict[Identifier, Amount] = {}
    """Energy saved per year, by fuel."""
    adds: dict[Identifier, Amount] = {}
    """Energy used in addition per year, by fuel."""
    impact: dict[Identifier, Amount] = {}
    """What it does to indicators: per year (/yr) for a flow, once for a stock."""
    closes: dict[Identifier, Amount] = {}
    """What it closes or replaces, of the stocks to be phased out."""
    scale: Annotated[
        Annotated[Literal["continuous", "all_or_nothing"], Tag("word")] | Annotated[ScaleEntry, Tag("at_least")],
        _tag("word", "at_least"),
    ] = "continuous"
    """continuous, all_or_nothing, or {at_least: 25 %}."""
    status: Literal["candidate", "committed", "required", "excluded"] = "candidate"
    """candidate, committed (money was promised), required (ordered) or excluded."""
    status_source: str = ""
    """The decision that commits, requires or excludes it, or under which it was begun."""
    started: dict[Year, SettledShare] = {}
    """Shares already begun, by year."""
    paid: dict[Identifier, dict[Year, SettledMoney]] = {}
    """Public money already paid for what was begun, by fund and year."""
    remaining: dict[Year, SettledMoney] = {}
    """Payments still due of what was begun, by year; by the spending profile if neither this nor paid is given."""
    requires: (
        Some[
            Annotated[
                Annotated[Identifier, Tag("name")] | Annotated[LinkEntry, Tag("link")],
                _tag("name", "link"),
            ]
        ]
        | None
    ) = None
    """Projects that it needs."""
    meets: dict[
        Identifier,
        Annotated[
            Annotated[str, Tag("document")] | Annotated[NotApplicable, Tag("not_applicable")],
            _tag("document", "not_applicable"),
        ],
    ] = {}
    """Conditions it meets, each with its document, or {not_applicable: "why"}."""
    tags: Names | None = None
    """Free labels that rules can select by."""
    evidence: EvidenceEntry = EvidenceEntry()
    """How good its figures are."""
    uncertain: dict[WrittenPath, OwnEntry] = {}
    """How uncertain its figures are: cost: [-10 %, +30 %], or saves.coal: {range: …, shape: …, group: …}."""
