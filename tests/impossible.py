"""Impossible cases for tests, small enough to be understood by hand, and the explanation of one."""

from pathlib import Path

from tests.small_cases import Tree, case_tree, read_tree

from greenopt.case.case import Case
from greenopt.engine.answer import Options
from greenopt.engine.conflict import Conflict, path_of
from greenopt.engine.repair import Sized
from greenopt.engine.situation import Situation
from greenopt.run import Run, solve

THREE: dict[str, Tree] = {
    "a": {"cost": "30"},
    "b": {"cost": "40", "kind": "renewable"},
    "c": {"cost": "25", "sector": "mining"},
}
"""Three projects, 95 in all."""
MONEY: Tree = {"rule": "floor", "of": "public_money"}


def fund(**amounts: str) -> dict[str, Tree]:
    """Return one fund; years are written ``y2026``."""
    return {"fund": {"amount": {year.removeprefix("y"): amount for year, amount in amounts.items()}}}


def whole(projects: dict[str, Tree]) -> dict[str, Tree]:
    """Return projects as all or nothing."""
    return {name: {**entry, "scale": "all_or_nothing"} for name, entry in projects.items()}


def poor() -> Tree:
    """A floor of 35 against a fund of 20."""
    return case_tree(THREE, fund(y2026="20"), {"need": {**MONEY, "at_least": "35"}})


def two_shares() -> Tree:
    """Floors of 60 % and 55 % for groups without a common project, and a floor of 7 that makes them matter."""
    rules: dict[str, Tree] = {
        "renewables": {**MONEY, "to": {"kinds": ["renewable"]}, "at_least": "60 %", "negotiable": "true"},
        "mines": {**MONEY, "to": {"sectors": ["mining"]}, "at_least": "55 %"},
        "some": {**MONEY, "at_least": "7"},
    }
    return case_tree(THREE, fund(y2026="60"), rules)


def linked_pair() -> Tree:
    """
    Green a (120) and c (141), c only with grey d (159), and grey b (180), which is required; 60 % are to be green.

    Without c and d the green share is 120 / 300 = 40 %, and 60 lacks of 60 % of 300. With both it is 261 / 600 =
    43.5 %, and 99 lacks of 60 % of 600: least lacks at 40 %, but the share need fall to 43.5 % only.
    """
    projects: dict[str, Tree] = {
        "a": {"cost": "120", "tags": ["green"]},
        "b": {"cost": "180", "status": "required"},
        "c": {"cost": "141", "tags": ["green"], "requires": ["d"]},
        "d": {"cost": "159"},
    }
    share: Tree = {**MONEY, "to": {"tags": ["green"]}, "at_least": "60 %"}
    return case_tree(projects, fund(y2026="700"), {"share": share})


def late_window() -> Tree:
    """35 are to be spent in 2026, and of 40 that could be, 30 may start in 2027 only."""
    projects: dict[str, Tree] = {"a": {"cost": "30", "start": ["2027", "2027"]}, "b": {"cost": "10"}}
    rules: dict[str, Tree] = {"need": {**MONEY, "in": "2026", "at_least": "35"}}
    return case_tree(projects, fund(y2026="60", y2027="50"), rules, horizon=(2026, 2027))


def banned() -> Tree:
    """35 for renewable energy, which is banned."""
    group: Tree = {"kinds": ["renewable"]}
    rules: dict[str, Tree] = {"no": {"rule": "ban", "to": group}, "need": {**MONEY, "to": group, "at_least": "35"}}
    return case_tree(THREE, fund(y2026="60"), rules)


def whole_projects() -> Tree:
    """Of 60, at least 58 on whole projects of 30, 40 and 25: 55 and 65 are the nearest sums."""
    rules: dict[str, Tree] = {"need": {**MONEY, "at_least": "58", "negotiable": "true"}}
    return case_tree(whole(THREE), fund(y2026="60"), rules)


def promised() -> Tree:
    """A required project of 77 against a fund of 60."""
    return case_tree({**THREE, "d": {"cost": "77", "status": "required"}}, fund(y2026="60"))


def explained(tree: Tree, folder: Path) -> tuple[Case, Run, Conflict]:
    """Return a case, its run and the explanation."""
    case = read_tree(tree, folder)
    run = solve(case, Options(prices=False))
    assert run.answer.status == "certified_infeasible"
    assert run.answer.conflict is not None
    return case, run, run.answer.conflict


def situation(tree: Tree, folder: Path) -> Situation:
    """Return the situation of a case."""
    case = read_tree(tree, folder)
    return Situation(case.facts, case.rules)


def members(conflict: Conflict) -> set[str]:
    """Return what clashes."""
    return {item.name for item in conflict.clash.members}


def ways_out(conflict: Conflict) -> dict[str, str]:
    """Return path → what to write there."""
    return {
        path_of(each): each.move.setting.written(each.to) if isinstance(each, Sized) else each.value
        for each in conflict.repairs
    }
