"""Whether the best plan is the only one, and which projects could be done more, or less, at no loss."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CampaignSize
from tests.exact_solver import best_in_turn, goals_before
from tests.independent import formulate
from tests.random_cases import random_case
from tests.small_cases import Tree, case_tree, levels, solve_tree, starts

from greenopt.engine.answer import Options


def tree(projects: dict[str, Tree], *amounts: int, **more: Any) -> Tree:
    """Return projects that count models and run at once."""
    entries = {name: {"runs_after": "0", **entry} for name, entry in projects.items()}
    fund = {"fund": {"amount": {str(2026 + number): str(amount) for number, amount in enumerate(amounts)}, **more}}
    return case_tree(entries, fund, None, {"maximise": "models"}, (2026, 2025 + len(amounts)))


def project(asks: int, models: int) -> Tree:
    """Return a project that asks for so much and brings so many models."""
    return {"asks": str(asks), "impact": {"models": str(models)}}


def test_one_plan_is_said_to_be_the_only_one(tmp_path: Path) -> None:
    """0.2, 0.15 and 0.1 models a million: the order is strict, and 70 end within the second."""
    run = solve_tree(tree({"a": project(40, 8), "b": project(40, 6), "c": project(40, 4)}, 70), tmp_path)

    assert (run.answer.unique, run.answer.exchangeable) == (True, ())


def test_projects_that_could_change_places_are_named_and_no_others(tmp_path: Path) -> None:
    """Two, b and c, are alike at the line; a is better than both and d worse."""
    projects = {"a": project(40, 8), "b": project(40, 6), "c": project(20, 3), "d": project(40, 2)}

    run = solve_tree(tree(projects, 70), tmp_path)

    assert (run.answer.unique, run.answer.exchangeable) == (False, ("b", "c"))


def test_many_alike_are_all_named(tmp_path: Path) -> None:
    """Money for 30 of 60: the first thirty could be done less and the others more, each of them."""
    projects = {f"p{number:02}": project(40, 6) for number in range(60)}

    run = solve_tree(tree(projects, 1200), tmp_path, Options(prices=False))

    assert levels(run) == {f"p{number:02}": 1 for number in range(30)}
    assert run.answer.exchangeable == tuple(sorted(projects))


def test_each_of_many_that_exclude_one_another_is_named(tmp_path: Path) -> None:
    """Four alike and money for one: any of the other three could take its place, but no two of them at once."""
    run = solve_tree(tree({name: project(40, 6) for name in ("a", "b", "c", "d")}, 40), tmp_path)

    assert levels(run) == {"a": 1}
    assert run.answer.exchangeable == ("a", "b", "c", "d")


def test_another_year_is_another_plan_but_no_exchange(tmp_path: Path) -> None:
    """Everything is done whole in any plan; only when is open."""
    run = solve_tree(tree({"a": project(40, 8), "b": project(30, 6)}, 45, 60), tmp_path)

    assert (run.answer.unique, run.answer.exchangeable) == (False, ())


def test_another_payer_is_another_plan(tmp_path: Path) -> None:
    case = tree({"a": project(40, 8)}, 30)
    case["funds"]["other"] = {"amount": {"2026": "30"}}

    run = solve_tree(case, tmp_path)

    assert (run.answer.unique, run.answer.exchangeable) == (False, ())


def test_money_kept_or_not_makes_no_other_plan(tmp_path: Path) -> None:
    """40 of 45 are spent in the only year in which it can start; what becomes of 5 is not a question of plans."""
    only = {**project(40, 8), "start": ["2026", "2026"]}

    run = solve_tree(tree({"a": only}, 45, 60, carry_over="all"), tmp_path)

    assert (run.answer.unique, starts(run)) == (True, {("a", 2026): Fraction(1)})


def test_a_degenerate_corner_can_still_be_the_only_plan(tmp_path: Path) -> None:
    """80 pay for a and b exactly. The multipliers are many, the plan is one, and that is proved."""
    run = solve_tree(tree({"a": project(40, 8), "b": project(40, 6), "c": project(40, 5)}, 80), tmp_path)

    assert (run.answer.unique, run.answer.exchangeable) == (True, ())


def test_whole_projects_do_not_say(tmp_path: Path) -> None:
    case = tree({"a": {**project(40, 8), "scale": "all_or_nothing"}}, 45)

    assert solve_tree(case, tmp_path).answer.unique is None


@pytest.mark.campaign
def test_levels_move_exactly_where_a_second_formulation_moves_them(
    campaign_size: CampaignSize, tmp_path: Path, figures: list[str]
) -> None:
    """Every project's level is pushed both ways by z3 among plans as good as the best."""
    compared = moving = 0
    for seed in range(campaign_size.linear // 5):
        written = random_case(seed)
        run = solve_tree(written, tmp_path, Options(prices=False))
        if run.answer.value is None or run.answer.value == 0:
            continue
        found = formulate(written)
        before = [*goals_before(found), (found.objective, found.maximise)]
        for name, years in found.options.items():
            level = {f"start {name} {year}": Fraction(1) for year in years}
            ends = [best_in_turn(found.variables, found.rows, [*before, (level, more)]) for more in (False, True)]
            moves = ends[0] != ends[1]
            assert moves == (name in run.answer.exchangeable), (seed, name, ends)
            compared += 1
            moving += moves
    figures.append(f"exchangeable projects confirmed by z3: {moving} of {compared}")
