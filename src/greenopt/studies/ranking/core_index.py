"""
Core index: how many of the portfolios that nothing rules out hold a project.

    portfolio        a set of whole projects with a schedule that keeps every rule and every budget, at the numbers
                     as they are written, and serves soft rules and priorities as well as they can be served
    dominates        is worth at least as much wherever the numbers lie in their ranges, and somewhere more
    core index       of all sets with a schedule that no other portfolio dominates, the share that holds the project

1 is core: funded whatever the numbers turn out to be. 0 is exterior. What lies between is borderline, and there more
information would help. After Robust Portfolio Modeling (Liesiö, Mild, Salo 2007).

Every start year is an alternative of its own, so that a late start is held against an early one at the same numbers;
but sets are counted, not schedules: when a project starts makes no second portfolio.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from greenopt.case.case import Case
from greenopt.engine.choices import NotWhole
from greenopt.engine.layout import Start
from greenopt.engine.non_dominated import Limits
from greenopt.engine.portfolios import Nothing, Portfolios, portfolios_of
from greenopt.engine.posed import pose
from greenopt.engine.rows import Rows
from greenopt.engine.scaling import OutOfRange
from greenopt.language import Message, say
from greenopt.result.resolved import Json, text
from greenopt.result.standing import plain
from greenopt.run import question_of
from greenopt.studies.ranking.worths import Compared, NoWorths, lines_of, worlds_of
from greenopt.studies.scenario import Source

ZERO, ONE = Fraction(0), Fraction(1)
LIMIT = 20_000
"""Portfolios that may stand beside each other before the search is given up."""
Status = Literal["complete", "incomplete", "undefined", "impossible", "unproved"]
Place = Literal["core", "borderline", "exterior"]


@dataclass(frozen=True)
class Index:
    """What is known of one project."""

    at_least: Fraction
    at_most: Fraction

    @property
    def value(self) -> Fraction | None:
        """The core index; None where it is not known."""
        return self.at_least if self.at_least == self.at_most else None

    @property
    def place(self) -> Place | None:
        """Where the project belongs; None where that is not known."""
        if self.value is None:
            return None
        return "core" if self.value == ONE else "exterior" if self.value == ZERO else "borderline"


@dataclass(frozen=True)
class Core:
    """The core index of every project, or why there is none."""

    status: Status
    reason: Message | None = None
    """Why there is none, or not all of it."""
    indices: Mapping[str, Index] = field(default_factory=dict)
    """Every project of the case, by its name."""
    portfolios: int | None = None
    """Sets of projects that no portfolio dominates; None where not all are known."""
    compared: Compared | None = None
    limit: int = LIMIT

    def record(self, case: Case) -> Json:
        """
        Return it as JSON data.

        Args:
            case: whose projects these are.
        """
        return {
            "status": self.status,
            "reason": None if self.reason is None else self.reason.both(),
            "complete": self.status == "complete",
            "portfolios": self.portfolios,
            "limit": self.limit,
            "ranges": None
            if self.compared is None
            else {
                "declared": len(case.uncertain),
                "shared": len(self.compared.together),
                "own": len(self.compared.alone),
            },
            "projects": [
                {
                    "project": name,
                    "name": text(case.facts.by_id[name].name),
                    "core_index": plain(index.value),
                    "class": index.place,
                    "at_least": plain(index.at_least),
                    "at_most": plain(index.at_most),
                }
                for name, index in self.indices.items()
            ],
        }


def core_of(source: Source, case: Case, *, limit: int = LIMIT) -> Core:
    """
    Return the core index of every project of a case.

    Args:
        source: where the case is read from.
        case: as it is read.
        limit: portfolios that may stand beside each other before the search is given up.
    """
    try:
        posed = pose(question_of(case))
        found = portfolios_of(posed)
        if isinstance(found, Nothing):
            return _nothing(found, limit)
        compared = worlds_of(found.choices, [lines_of(source, case.uncertain)], [(ONE,)])
        return _counted(found, compared, limit)
    except NotWhole as problem:
        words = say(
            "{project} can be done in part: portfolios then have no number of which a share could hold it",
            project=case.facts.by_id[problem.project].name,
        )
        return Core("undefined", words, limit=limit)
    except NoWorths as problem:
        return Core("undefined", problem.reason, limit=limit)
    except OutOfRange:
        return Core("unproved", say("two numbers of the case lie too far apart to be computed with"), limit=limit)


def _nothing(found: Nothing, limit: int) -> Core:
    if found is Nothing.IMPOSSIBLE:
        return Core("impossible", say("no plan satisfies every rule"), limit=limit)
    return Core("unproved", say("how far soft rules and priorities can be served is not proved"), limit=limit)


def _counted(portfolios: Portfolios, compared: Compared, limit: int) -> Core:
    """Count in how many sets each project is held."""
    found = portfolios.non_dominated(compared.worlds, Limits(limit))
    indices = _settled(portfolios.posed.rows)
    if not found.complete:
        for name in portfolios.choices.projects:
            sure = found.sure.get(name)
            indices[name] = Index(ONE if sure else ZERO, ZERO if sure is False else ONE)
        words = say(
            "more than {limit} portfolios stand beside each other, or too many parts of them on the way", limit=limit
        )
        return Core("incomplete", words, dict(sorted(indices.items())), None, compared, limit)
    sets = _sets(portfolios, found.plans.tolist())
    for name in portfolios.choices.projects:
        share = Fraction(sum(name in each for each in sets), len(sets))
        indices[name] = Index(share, share)
    return Core("complete", None, dict(sorted(indices.items())), len(sets), compared, limit)


def _sets(portfolios: Portfolios, plans: Sequence[Sequence[int]]) -> set[frozenset[str]]:
    return {portfolios.held(plan) for plan in plans}


def _settled(rows: Rows) -> dict[str, Index]:
    """Return projects that leave nothing to be chosen: held by every portfolio where something of them was begun."""
    found = {name: Index(ZERO, ZERO) for name in rows.layout.starts}
    for place, column in enumerate(rows.layout.columns):
        if isinstance(column.key, Start) and rows.program.column_lower[place] > 0:
            found[column.key.project] = Index(ONE, ONE)
    return found
