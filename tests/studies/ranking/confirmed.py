"""What is said of projects that are held, said again by other means: a second formulation and another solver."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from tests.independent import Line, Row, add, constant, formulate
from tests.second_solver import solve_independently
from tests.small_cases import Tree, write_tree
from tests.studies.explained import NEAR, rewritten

from greenopt.studies.ranking.forced import Forced, Outcome
from greenopt.studies.ranking.ranking import Asked, Ranking, ranking_of
from greenopt.studies.running import Where, run
from greenopt.studies.scenario import Source


def ranked(where: Path, *, certify: bool = False) -> Ranking:
    """Return a ranked case; what is proved is proved here."""
    return ranking_of(Asked(Source(where), certify=certify), lambda task: run(task, Where()))


def ranked_tree(tree: Tree, folder: Path, *, certify: bool = False) -> Ranking:
    """Return a ranked case that is written as data."""
    write_tree(tree, folder)
    return ranked(folder, certify=certify)


class Said(NamedTuple):
    """One plan that was asked for."""

    project: str
    how: str
    outcome: Outcome


def said(forced: Forced) -> Iterator[Said]:
    """Yield the plans of one project."""
    yield Said(forced.project, "free", forced.free)
    if forced.left_out is not None:
        yield Said(forced.project, "left_out", forced.left_out)
    if forced.in_full is not None:
        yield Said(forced.project, "in_full", forced.in_full)


def disagreements(tree: Tree, found: Ranking) -> tuple[int, list[str]]:
    """Return how many plans were held against SCIP and a second formulation, and which differ."""
    checked, wrong = 0, []
    for forced in found.forced.values():
        for each in said(forced):
            promised = each.how == "free" and tree["projects"][each.project].get("status") == "required"
            if (each.how == "free" and not promised) or "started" in tree["projects"][each.project]:
                continue
            checked += 1
            if not _agrees(tree, each):
                wrong.append(f"{each.project} {each.how}: {each.outcome.status} {each.outcome.value}")
    return checked, wrong


def _agrees(tree: Tree, each: Said) -> bool:
    """Return whether SCIP finds the same value with the level of the project held by a row of its own."""
    promised = tree["projects"][each.project].get("status") == "required"
    found = formulate(rewritten(tree, each.project, status="candidate") if promised else tree)
    starts: Line = {name: Fraction(1) for name in found.variables if name.startswith(f"start {each.project} ")}
    keep = {
        "free": [],
        "left_out": [Row(starts, "<=")],
        "in_full": [Row(add(starts, constant(-1)), ">=")],
    }[each.how]
    verdict = solve_independently(found, keep=keep)
    if not verdict.feasible:
        return each.outcome.is_impossible
    value = each.outcome.value
    return value is not None and abs(float(value) - verdict.value) <= NEAR * max(1.0, abs(verdict.value))
