"""What is said of a project, said again by other means: the case written anew, and another solver beside."""

from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.independent import formulate
from tests.second_solver import Verdict, solve_independently
from tests.small_cases import Tree, levels, read_tree, solve_tree, write_tree

from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.studies.explain import explain
from greenopt.studies.flip import Flips
from greenopt.units import decimal_text

NEAR = 1e-6
STATUS = {"without": "excluded", "in_full": "required", "as_candidate": "candidate"}


def flips_of(tree: Tree, folder: Path) -> Flips:
    """Return a written case, to be explained."""
    path = write_tree(tree, folder)
    return Flips(lambda changes: read_case(path, (), changes))


def rewritten(tree: Tree, project: str, **values: Any) -> Tree:
    """Return a case with some keys of one project written otherwise."""
    other = deepcopy(tree)
    other["projects"][project] |= values
    return other


def disagreements(tree: Tree, folder: Path) -> tuple[int, list[str]]:
    """Return how many statements about the projects of a case were held against other means, and which differ."""
    flips, checked, wrong = flips_of(tree, folder), 0, []
    for project in sorted(tree["projects"]):
        said = explain(flips, project)["project"]
        for each in said["what_if"]:
            if each["question"] in STATUS:
                checked += 1
                if not _agrees(each, tree, project):
                    wrong.append(f"{project}: {each['text']['en']}")
        for each in said["thresholds"]:
            for key, wanted in (("holds_at", True), ("fails_at", False)):
                if each[key] is not None:
                    checked += 1
                    if _so(tree, folder / "other", project, each, key) != wanted:
                        wrong.append(f"{project}: {key}: {each['text']['en']}")
    return checked, wrong


def _agrees(said: Tree, tree: Tree, project: str) -> bool:
    other = rewritten(tree, project, status=STATUS[said["question"]], status_source="decision 7")
    if said["status"] == "refused":
        return True
    verdict: Verdict = solve_independently(formulate(other))
    if not verdict.feasible:
        return bool(said["status"] == "certified_infeasible")
    return said["value"] is not None and abs(said["value"] - verdict.value) <= NEAR * max(1.0, abs(verdict.value))


def _so(tree: Tree, folder: Path, project: str, said: Tree, key: str) -> bool:
    """Return whether a threshold's wish is granted when the case is written with that number."""
    folder.mkdir(exist_ok=True)
    number = Fraction(str(said[key]))
    changed = rewritten(tree, project, **_with(tree, folder, project, said, number))
    run = solve_tree(changed, folder, Options(prices=False, unique=False))
    level = levels(run).get(project, Fraction(0)) if run.answer.x is not None else Fraction(0)
    return level == 1 if said["wish"] == "whole" else level > 0


def _with(tree: Tree, folder: Path, project: str, said: Tree, number: Fraction) -> Tree:
    entry = tree["projects"][project]
    if said["what"] == "asks":
        return {"asks": decimal_text(number)}
    # What is said is the yearly figure with its energy; what is written is the rest.
    name = said["path"].rpartition(".")[2] if said["path"].count(".") == 3 else tree["objective"]["maximise"]
    facts = read_tree(tree, folder).facts
    written = facts.by_id[project].impact[name].stated if name in facts.by_id[project].impact else Fraction(0)
    now = Fraction(str(said["now"]))
    ending = "/yr" if said["unit"].endswith("/yr") else ""
    return {"impact": {**entry.get("impact", {}), name: f"{decimal_text(number - now + written)}{ending}"}}
