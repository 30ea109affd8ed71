"""What the engine says of a case: statuses that are honest, values in the objective's own sense, decisions."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, case_tree, levels, read_tree, run_decisions, solve_tree, values

from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.engine.solve import Solver
from greenopt.run import Run, solve


def tree(projects: dict[str, Tree], amount: str, rules: dict[str, Tree] | None = None, **objective: str) -> Tree:
    """Return projects that run at once, in one year, with one fund."""
    entries = {name: {"runs_after": "0", **entry} for name, entry in projects.items()}
    return case_tree(entries, {"fund": {"amount": {"2026": amount}}}, rules, dict(objective) or {"maximise": "models"})


def whole(asks: int, models: int, **more: Any) -> Tree:
    """Return an all-or-nothing project that asks for so much and brings so many models."""
    return {"asks": str(asks), "impact": {"models": str(models)}, "scale": "all_or_nothing", **more}


def target(at_least: str, *, soft: bool = False) -> dict[str, Tree]:
    """Return one target of models."""
    goal = {"rule": "target", "of": "models", "by": "2026", "at_least": at_least}
    return {"goal": goal | ({"soft": "true"} if soft else {})}


def test_a_linear_case_is_proved_to_be_best(tmp_path: Path) -> None:
    run = solve_tree(tree({"a": {"asks": "40", "impact": {"models": "8"}}}, "30"), tmp_path)

    answer = run.answer
    assert values(answer.status, answer.value, answer.bound) == ["certified_optimal", 6, 6]
    assert answer.stages[0].multipliers == {"funds.fund:2026": Fraction(1, 5)}


def test_what_is_minimised_is_stated_as_it_is_asked(tmp_path: Path) -> None:
    """Three of eight models cost 3/8 of 40."""
    run = solve_tree(tree({"a": {"asks": "40", "impact": {"models": "8"}}}, "30", target("3"), minimise="public_money"),
                     tmp_path)  # fmt: skip

    assert values(run.answer.value, run.answer.bound) == [15, 15]
    assert run.result["objective"]["value"] == 15


def test_a_contradiction_of_constants_is_proved_without_a_solver(tmp_path: Path) -> None:
    run = solve_tree(tree({"a": {"asks": "40"}}, "30", target("3")), tmp_path)

    assert run.answer.status == "certified_infeasible"
    assert [each.name for each in run.answer.broken] == ["goal"]
    assert run.answer.farkas == {}


def test_that_nothing_is_feasible_is_proved_by_multipliers(tmp_path: Path) -> None:
    """At most 30/40 of 8 models are paid for: 6 < 7; 7 <= 8 a <= 6 by the fund times 8/40."""
    run = solve_tree(tree({"a": {"asks": "40", "impact": {"models": "8"}}}, "30", target("7")), tmp_path)

    assert run.answer.status == "certified_infeasible"
    fund, goal = run.answer.farkas["funds.fund:2026"], run.answer.farkas["goal"]
    assert goal < 0 < fund
    assert fund * 40 + goal * 8 >= 0
    assert fund * 30 + goal * 7 < 0
    assert run.answer.x is None


def test_whole_projects_are_closed_by_a_tree(tmp_path: Path) -> None:
    """
    60 + 45 are too much for 100, 60 + 30 bring 9 + 4, 45 + 30 bring 7 + 4: the best is 13.

    In parts the relaxation reaches 7 + 9 × 55/60 = 15.25, so the root alone proves nothing.
    """
    run = solve_tree(tree({"a": whole(60, 9), "b": whole(45, 7), "c": whole(30, 4)}, "100"), tmp_path)

    assert values(run.answer.status, run.answer.value, run.answer.bound) == ["certified_optimal", 13, 13]
    assert levels(run) == {"a": 1, "c": 1}
    assert run.answer.tree is not None


def test_whole_projects_may_end_within_a_gap_that_is_told(tmp_path: Path) -> None:
    """The root takes b, the best a million, and 55/60 of a: 7 + 8.25 = 15.25; 13 lies within 15 % of it."""
    case = tree({"a": whole(60, 9), "b": whole(45, 7), "c": whole(30, 4)}, "100")

    run = solve_tree(case, tmp_path, Options(gap=Fraction(15, 100)))

    assert values(run.answer.status, run.answer.value) == ["certified_within_gap", 13]
    assert run.answer.bound == Fraction(61, 4)


def test_that_no_whole_plan_exists_is_proved(tmp_path: Path) -> None:
    """Half a project would do, a whole one costs too much: only a tree can prove it."""
    run = solve_tree(tree({"a": whole(60, 9), "b": whole(45, 7)}, "40", target("3")), tmp_path)

    assert run.answer.status == "certified_infeasible"
    assert run.answer.tree is not None


def test_that_no_whole_plan_exists_is_proved_beside_soft_rules(tmp_path: Path) -> None:
    rules = target("3") | {"hope": {"rule": "floor", "of": "public_money", "at_least": "5", "soft": "true"}}

    run = solve_tree(tree({"a": whole(60, 9), "b": whole(45, 7)}, "40", rules), tmp_path)

    assert run.answer.status == "certified_infeasible"


def test_the_solver_is_not_believed_in_plain_money(tmp_path: Path) -> None:
    """
    Costs of 8.6, 61.1 and 0.36 billion VND, written in VND; at least a fifth of the money to b.

    All three satisfy it: 61.1 is more than a fifth of 70.1. HiGHS, given this row as it stands, called 2,432 optimal.
    """
    projects = {
        "a": whole(8610501938, 1415),
        "b": whole(61134062656, 491, sector="mining"),
        "c": whole(364861958, 1941),
    }
    share = {"rule": "floor", "of": "public_money", "to": {"sectors": ["mining"]}, "at_least": "20 %"}
    case = tree(projects, "100000000000", {"share": share})
    case["units"]["money"] = "VND"

    run = solve_tree(case, tmp_path)

    assert values(run.answer.status, run.answer.value) == ["certified_optimal", 3847]


def test_soft_rules_settled_by_a_single_plan_leave_the_objective_proved(tmp_path: Path) -> None:
    """Missing as little as possible of 9 models takes all the money, and leaves one plan: its tonnes are proved too."""
    case = tree({"a": {"asks": "40", "impact": {"models": "8", "co2e": "5/yr"}}}, "30", target("9", soft=True),
                maximise="co2e")  # fmt: skip

    run = solve_tree(case, tmp_path)

    assert (run.answer.status, run.answer.value) == ("certified_optimal", Fraction(15, 4))
    assert [stage.name for stage in run.answer.stages] == ["soft_rules", "objective"]


def test_whole_projects_and_a_soft_rule_that_the_root_settles_are_proved(tmp_path: Path) -> None:
    """
    4 models are hoped for: by a (9) or b (7), at no loss for the relaxation either.

    For tonnes: b brings 30 a year and c 20 more with 75 of 100 million; a and c 10 + 20. So b and c, 50.
    """
    projects = {
        "a": whole(60, 9) | {"impact": {"models": "9", "co2e": "10/yr"}},
        "b": whole(45, 7) | {"impact": {"models": "7", "co2e": "30/yr"}},
        "c": whole(30, 4) | {"impact": {"co2e": "20/yr"}},
    }

    run = solve_tree(tree(projects, "100", target("4", soft=True), maximise="co2e"), tmp_path)

    assert values(run.answer.status, run.answer.value) == ["certified_optimal", 50]


def test_whole_projects_and_a_soft_rule_that_the_root_does_not_settle_are_proved_by_a_tree(tmp_path: Path) -> None:
    """
    3 models are hoped for and whole projects bring 2 each, one of which can be paid: one is missing.

    One and a half would miss nothing, so the relaxation does not prove that one must be missing; a tree does.
    """
    run = solve_tree(tree({"a": whole(40, 2), "b": whole(40, 2)}, "60", target("3", soft=True)), tmp_path)

    assert values(run.answer.status, run.answer.value) == ["certified_optimal", 2]
    row = next(each for each in run.result["rules"] if each["name"] == "goal")
    assert row["shortfall"] == 1


def test_an_objective_at_its_bound_is_not_best_while_the_soft_rule_is_open(tmp_path: Path) -> None:
    """As above, for tonnes, which no project brings, and without a tree: 0 is their bound, what comes first is open."""
    projects = {"a": whole(40, 2), "b": whole(40, 2)}
    case = tree(projects, "60", target("3", soft=True), maximise="co2e")

    run = solve_tree(case, tmp_path, Options(programs=0))

    assert values(run.answer.status, run.answer.value, run.answer.bound) == ["certified_within_gap", 0, 0]


@pytest.mark.parametrize("scenarios", [[], ["whole_projects"]])
def test_without_time_nothing_is_claimed(scenarios: list[str]) -> None:
    case = read_case(Path(__file__).parents[2] / "cases" / "lai-chau-2021-2025", scenarios)

    answer = solve(case, Options(time_limit=0.0)).answer

    assert answer.status == "stopped"
    assert (answer.value, answer.x) == (None, None)


def test_prices_are_left_out_where_they_are_not_asked_for(tmp_path: Path) -> None:
    case = tree({"a": {"asks": "40", "impact": {"models": "8"}}}, "30")

    assert solve_tree(case, tmp_path, Options(prices=False)).answer.prices == {}


def test_who_pays_follows_from_the_start_where_one_fund_pays_all(tmp_path: Path) -> None:
    """Of a, with one payer, 40 are due 24 and 16, b's 30 are paid as the plan says."""
    case = case_tree(
        {
            "a": {"asks": "40", "spending": ["60 %", "40 %"], "sector": "mining", "status": "required"},
            "b": {"asks": "30", "start": ["2026", "2026"], "status": "required"},
        },
        {
            "fund": {"amount": {"2026": "70", "2027": "70"}},
            "other": {"amount": {"2026": "12"}, "for": {"sectors": ["crafts"]}},
        },
        horizon=(2026, 2027),
    )

    made = run_decisions(solve_tree(case, tmp_path))

    assert made.starts == {("a", 2026): 1, ("b", 2026): 1}
    assert made.payments == {
        ("a", "fund", 2026): 24,
        ("a", "fund", 2027): 16,
        ("b", "fund", 2026): 30,
    }


def test_pyomo_is_what_the_solver_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The arrays that HiGHS holds are those that Pyomo compiled, not a second copy made from the rows."""
    given: list[object] = []
    original = Solver.__init__

    def spy(self: Solver, *arguments: Any, **named: Any) -> None:
        given.append(named.get("arrays"))
        original(self, *arguments, **named)

    monkeypatch.setattr(Solver, "__init__", spy)

    run: Run = solve_tree(tree({"a": {"asks": "40", "impact": {"models": "8"}}}, "30"), tmp_path)

    assert run.answer.value == 6
    assert len(given) == 1
    assert given[0] is not None


def test_a_case_is_read_once_and_solved_as_often_as_one_likes(tmp_path: Path) -> None:
    """Solving changes nothing in the case: a second time the same bytes come out."""
    case = read_tree(tree({"a": whole(60, 9), "b": whole(45, 7), "c": whole(30, 4)}, "100"), tmp_path)

    assert solve(case).files == solve(case).files
