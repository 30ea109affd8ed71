"""
Actuals: what really happened until a review, in a YAML file of its own, read as strictly as a case.

    greenopt: 1
    actuals: {year: 2023, source: "Report 15/BC-SCT"}
    projects:
      drying_kiln: {started: {2021: 60 %}, paid: {2021: 300, 2022: 40}, remaining: {2023: 120}}
      motors: {status: excluded, started: {}}
    funds:
      promotion: {spent: {2021: 9000, 2022: 20000}, opening: 314}
    changes: {funds.promotion.amount.2024: 15000}

What a project or fund does not say follows the plan of the run.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from greenopt.case.document import read_document
from greenopt.case.mistakes import Segments, dotted
from greenopt.case.nearest import did_you_mean
from greenopt.case.node import Mapping as Tree
from greenopt.case.node import at, place_of
from greenopt.case.validate import validated
from greenopt.errors import CaseInvalid, Diagnostic, Place
from greenopt.fields import Identifier, Record, SettledMoney, SettledShare, Year
from greenopt.language import Message, say
from greenopt.project import Facts


class ActualsHeader(Record):
    """Which review it is."""

    year: Year
    """The year of the review: the first that is still open."""
    source: str
    """The report that the figures come from."""


class ActualProject(Record):
    """What became of one project."""

    started: dict[Year, SettledShare] | None = None
    """Shares begun, by year, until and in the year of the review; {} for none."""
    paid: (
        Annotated[
            Annotated[dict[Year, SettledMoney], Tag("years")]
            | Annotated[dict[Identifier, dict[Year, SettledMoney]], Tag("funds")],
            Discriminator(
                lambda value: (
                    "funds"
                    if isinstance(value, dict) and any(isinstance(each, dict) for each in value.values())
                    else "years"
                )
            ),
        ]
        | None
    ) = None
    """Public money paid, by year; where several funds may pay, by fund and year."""
    remaining: dict[Year, SettledMoney] | None = None
    """Payments still due of what was begun, from the year of the review on."""
    status: Literal["candidate", "committed", "required", "excluded"] | None = None
    """What becomes of the rest: candidate, committed, required or excluded."""
    status_source: str = ""
    """The decision on its status; the source of the actuals if not given."""

    def paid_by(self, payers: tuple[str, ...]) -> dict[str, dict[int, Fraction]]:
        """Return what was paid by fund and year; what names no fund was paid by the first that may pay."""
        found: dict[str, dict[int, Fraction]] = {}
        years: Mapping[Any, Any] = self.paid or {}
        for key, each in sorted(years.items(), key=lambda pair: str(pair[0])):
            if isinstance(each, Fraction):
                found.setdefault(payers[0], {})[key] = each
            else:
                found[key] = dict(sorted(each.items()))
        return found


class ActualFund(Record):
    """What became of the money of one fund."""

    spent: dict[Year, SettledMoney] = {}
    """What was spent in years before the review; what its projects were paid, if not given."""
    opening: SettledMoney | None = None
    """Money that it brings into the year of the review; by its carry-over, if not given."""


class ActualsEntry(Record):
    """What really happened until a review."""

    greenopt: Literal["1"]
    """Version of the format: 1."""
    actuals: ActualsHeader
    """Which review it is."""
    projects: dict[Identifier, ActualProject] = {}
    """What became of projects; those not named follow the plan."""
    funds: dict[Identifier, ActualFund] = {}
    """What became of the money of funds; those not named follow the plan."""
    changes: dict[str, Any] = {}
    """Changed data, as in a scenario: path: value."""


@dataclass(frozen=True)
class Actuals:
    """Actuals that were read, with the places of all they say."""

    entry: ActualsEntry
    """Without the projects and funds that have mistakes."""
    tree: Tree
    mistakes: tuple[Diagnostic, ...] = ()

    def place(self, *path: str | int) -> Place:
        """Return where something stands, or its nearest ancestor."""
        return place_of(self.tree, path)

    def says(self, *path: str | int) -> bool:
        """Return whether something is written."""
        return at(self.tree, path) is not None

    def mistake(self, code: str, path: Segments, message: Message, hint: Message) -> Diagnostic:
        """Return a mistake at a path."""
        return Diagnostic(code, self.place(*path), dotted(path), message, hint)


def read_actuals(path: Path, name: str, facts: Facts, year: int) -> Actuals:
    """
    Read the actuals of a review.

    Args:
        path: the file.
        name: what to call it in messages.
        facts: of the case whose plan was carried out.
        year: of the review.

    Returns:
        The actuals; what contradicts the case or the year is among their mistakes, and its project or fund left out,
        so that what is wrong further on can be found as well.

    Raises:
        CaseInvalid: it does not have the form of actuals; with every mistake, each with file, line and column.
        FileProblem: the file cannot be read.
    """
    tree, found = read_document(path, name), list[Diagnostic]()
    entry = validated(ActualsEntry, tree, facts.units, found)
    if entry is None:
        raise CaseInvalid(found)
    actuals = Actuals(entry, tree)
    found = [*_header(actuals, year), *_projects(actuals, facts, year), *_funds(actuals, facts, year)]
    return replace(actuals, entry=without(entry, found), mistakes=tuple(found))


def without(entry: ActualsEntry, wrong: Iterable[Diagnostic]) -> ActualsEntry:
    """Return actuals without the projects and funds that have mistakes."""
    names = {tuple(each.key.split(".")[:2]) for each in wrong}
    return entry.model_copy(
        update={
            "projects": {name: each for name, each in entry.projects.items() if ("projects", name) not in names},
            "funds": {name: each for name, each in entry.funds.items() if ("funds", name) not in names},
        }
    )


def _header(actuals: Actuals, year: int) -> Iterator[Diagnostic]:
    header = actuals.entry.actuals
    if header.year != year:
        message = say("these are the actuals of {given}, but the review is of {year}", given=header.year, year=year)
        yield actuals.mistake("wrong-time", ("actuals", "year"), message, say("write --year {year}", year=header.year))
    if not header.source.strip():
        message, hint = say("the text is empty"), say("name the report that the figures come from")
        yield actuals.mistake("missing-key", ("actuals", "source"), message, hint)


def _projects(actuals: Actuals, facts: Facts, year: int) -> Iterator[Diagnostic]:
    for name, entry in actuals.entry.projects.items():
        path = ("projects", name)
        if name not in facts.by_id:
            yield _unknown(actuals, path, facts.by_id)
            continue
        yield from _late(actuals, (*path, "started"), entry.started or {}, year)
        payers, paid = facts.payers[name], entry.paid or {}
        for key, each in paid.items():
            if isinstance(each, Mapping):
                if key not in facts.fund_by_id:
                    yield _unknown(actuals, (*path, "paid", str(key)), facts.fund_by_id)
                yield from _late(actuals, (*path, "paid", str(key)), each, year)
        if paid and all(isinstance(each, Fraction) for each in paid.values()):
            yield from _late(actuals, (*path, "paid"), paid, year)
            if len(payers) != 1:
                message = say("which fund paid is not said, and it is not one alone that may")
                hint = say("write paid: {{{fund}: {{{year}: …}}}}", fund=(*payers, "…")[0], year=min(map(str, paid)))
                yield actuals.mistake("missing-key", (*path, "paid"), message, hint)
        for when in entry.remaining or {}:
            if when < year:
                message, hint = say("{year} has passed", year=when), say("write it under paid, or in a year to come")
                yield actuals.mistake("wrong-time", (*path, "remaining", str(when)), message, hint)


def _late(actuals: Actuals, path: tuple[str, ...], years: Mapping[Any, object], year: int) -> Iterator[Diagnostic]:
    for when in years:
        if when > year:
            message, hint = say("{year} has not come yet", year=when), say("write a year up to {last}", last=year)
            yield actuals.mistake("wrong-time", (*path, str(when)), message, hint)


def _funds(actuals: Actuals, facts: Facts, year: int) -> Iterator[Diagnostic]:
    for name, entry in actuals.entry.funds.items():
        if name not in facts.fund_by_id:
            yield _unknown(actuals, ("funds", name), facts.fund_by_id)
        for when in entry.spent:
            if not facts.open_from <= when < year:
                message = say("what was spent counts in years before the review that were planned")
                hint = say("write what projects were paid, or change funds.{fund}.amount.{year}", fund=name, year=when)
                yield actuals.mistake("wrong-time", ("funds", name, "spent", str(when)), message, hint)


def _unknown(actuals: Actuals, path: tuple[str, ...], known: Mapping[str, object]) -> Diagnostic:
    place = place_of(actuals.tree, path, of_key=True)
    message, hint = say("'{name}' does not exist", name=path[-1]), did_you_mean(path[-1], known)
    return Diagnostic("unknown-name", place, dotted(path), message, hint)
