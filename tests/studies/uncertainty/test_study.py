"""A whole study of a case that is worked out by hand in `switching.py`, and what is no study."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import case_tree, read_tree, write_tree
from tests.studies.uncertainty.switching import studied, study_of, switching

from greenopt.errors import CaseInvalid, WrongUsage
from greenopt.run import solve
from greenopt.studies.resolve import Resolver
from greenopt.studies.running import Where, run
from greenopt.studies.scenario import Source
from greenopt.studies.uncertainty.sampling import changes
from greenopt.studies.uncertainty.study import Asked, Study

SAMPLES = 12
"""A Latin hypercube of twelve cuts f where the case switches: at 1 and at 4/3; so the shares are exact."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return studied(switching(), tmp_path_factory.mktemp("study"), Asked(samples=SAMPLES))


def test_how_often_each_project_is_chosen(found: Any) -> None:
    shares = {each["project"]: (each["chosen_share"], each["base_level"]) for each in found["projects"]}

    assert shares == {"wanted": (pytest.approx(5 / 6), 1), "steady": (pytest.approx(1 / 2 + 1 / 6), 0)}
    assert {each["project"]: each["standing"] for each in found["projects"]} == {
        "wanted": "borderline",
        "steady": "borderline",
    }


def test_the_value_spreads_as_worked_out(found: Any) -> None:
    """E V = ∫ over 0.5 … 1.5: 95/2 (f < 1) + 80 ln(4/3) + 60/6 = 80.51; twelve strata leave 2 % of it open."""
    assert found["value"]["mean"] == pytest.approx(95 / 2 + 80 * 0.28768207 + 10, rel=0.02)
    assert found["value"]["least"] == 60
    assert found["feasible_share"] == 1


def test_the_plan_as_written_breaks_the_budget_half_of_the_time(found: Any) -> None:
    """It lacks 40 (f − 1) there: 10 on average. Where it keeps it, 60 (1 − f) are missed: 15 on average."""
    regret = found["regret"]

    assert regret["kept_share"] == 0.5
    assert [(each["name"], each["part"], each["share"]) for each in regret["broken"]] == [("funds.f", "2026", 0.5)]
    assert regret["broken"][0]["missing_mean"] == pytest.approx(10, rel=0.1)
    assert regret["where_kept"]["mean"] == pytest.approx(15, rel=0.1)


def test_its_loss_at_prices_is_that_of_the_wrong_choice_alone(found: Any) -> None:
    """Nothing is lost below 4/3, above it 60 f − 80: 0 … 5 in the last stratum but one, 5 … 10 in the last."""
    assert 5 / 12 <= found["regret"]["priced"]["mean"] <= 15 / 12
    assert found["regret"]["priced"]["p50"] == 0


def test_what_to_verify_is_worth_what_switching_is_worth(found: Any) -> None:
    """Of the eight middles only f = 1.4375 lies beyond 4/3: (60 · 1.4375 − 80) / 8 = 0.78125; the fund is certain."""
    (subject,) = found["information"]["subjects"]

    assert (subject["kind"], subject["id"], subject["count"]) == ("project", "wanted", 8)
    assert subject["gain"] == pytest.approx(0.78125)
    assert found["information"]["perfect"]["gain"] == found["regret"]["priced"]["mean"]


def test_numbers_that_change_no_decision_are_worth_nothing(tmp_path: Path) -> None:
    """Steady may bring 57 … 63: wanted for f = 1 is still the best choice, so nobody even looks at steady."""
    tree = switching(uncertain={"projects.steady.impact.co2e": ["-5 %", "5 %"]})
    found = studied(tree, tmp_path, Asked(samples=4))
    gains = {each["id"]: each["gain"] for each in found["information"]["subjects"]}

    assert gains == {"wanted": pytest.approx(0.78125)}
    assert found["information"]["not_looked_at"] == 1


def test_indices_share_the_spread_out(tmp_path: Path) -> None:
    """The money of the fund moves everything by ±1 %, the cost of wanted by half: the cost drives the result."""
    tree = switching(uncertain={"funds.f.amount.*": ["39.6", "40.4"]})
    found = studied(tree, tmp_path, Asked(samples=32, method="sobol", indices=True))
    drivers = found["indices"]["drivers"]

    assert found["indices"]["runs"] == 32 * 4
    assert [each["id"] for each in drivers] == ["projects.*.cost, projects.*.asks", "funds.*.amount.*"]
    assert drivers[0]["total"]["value"] > 0.8
    assert drivers[1]["total"]["value"] < 0.05


def test_a_draw_solved_again_by_hand_is_the_same(tmp_path: Path) -> None:
    """The changes of a draw, written as a scenario of the case, give the draw's value in a full rebuild."""
    study = study_of(switching(), tmp_path, Asked(samples=5, seed=3))
    records = run(study.task(), Where())
    for number, factors in enumerate(study.design.factors(study.design.draws).tolist()):
        tree = switching(scenarios={"draw": dict(changes(study.case.uncertain, factors))})
        again = solve(study_of(tree, tmp_path, Asked()).source.__class__(tmp_path, ("draw",)).read())

        assert float(again.answer.value or 0) == pytest.approx(records[number]["value"], rel=1e-11)


def test_records_do_not_depend_on_the_batches(tmp_path: Path) -> None:
    study = study_of(switching(), tmp_path, Asked(samples=6))
    task = study.task()
    solve_some = task.prepare()
    whole = solve_some(range(task.count))
    pieces = [record for number in range(task.count) for record in solve_some([number])]

    assert pieces == whole
    assert task.digest() == study_of(switching(), tmp_path, Asked(samples=6)).task().digest()
    assert task.digest() != study_of(switching(), tmp_path, Asked(samples=6, seed=2)).task().digest()


def test_a_draw_without_a_plan_is_a_result(tmp_path: Path) -> None:
    """Wanted is ordered: at f > 1 there is no money for it, in half of the draws; at f = 1 there just is."""
    tree = switching()
    tree["projects"]["wanted"] |= {"status": "required", "status_source": "decision 9"}
    found = studied(tree, tmp_path, Asked(samples=4))

    assert found["feasible_share"] == 0.5
    assert sum(found["statuses"].values()) == 4
    assert found["reasons"][0]["count"] == 2


def test_a_case_without_a_plan_has_no_study(tmp_path: Path) -> None:
    rules = {"all": {"rule": "floor", "of": "co2e", "by": "2026", "at_least": "500/yr"}}
    found = studied(
        switching(rules={name: {"source": "s", **rule} for name, rule in rules.items()}), tmp_path, Asked(4)
    )

    assert (found["status"], found["exit_code"], found["value"], found["projects"]) == (
        "certified_infeasible",
        4,
        None,
        [],
    )


def test_the_plan_for_the_worst_keeps_its_budget_in_every_draw(tmp_path: Path) -> None:
    """
    At the dearest f there is little to choose from.

    With twelve strata the dearest f lies between 1.4167 and 1.5. Only what costs 40 at that f may be decided: x of
    wanted and y of steady with f x + y <= 1. What they bring does not vary, so steady, 1.5 a million against
    80 / 40 f < 1.42, is best: 60 in every draw.
    """
    found = studied(switching(), tmp_path, Asked(samples=SAMPLES, cvar=Fraction(3, 4)))["cvar"]

    assert found["status"] == "checked"
    assert (found["value"], found["mean"]) == (pytest.approx(60), pytest.approx(60))
    assert {each["project"]: each["level"] for each in found["projects"]} == {
        "steady": pytest.approx(1),
        "wanted": pytest.approx(0, abs=1e-9),
    }
    assert found["base"]["kept_share"] == 0.5


def test_the_least_money_has_a_study_too(tmp_path: Path) -> None:
    """At least 30 t are asked for: half of steady costs 20, 3/8 of wanted 15 f, cheaper where f < 4/3 as before."""
    tree = switching(
        rules={"enough": {"rule": "floor", "of": "co2e", "in": "2026", "at_least": "30/yr", "source": "s"}}
    )
    tree["objective"] = {"minimise": "public_money"}
    found = studied(tree, tmp_path, Asked(samples=SAMPLES, cvar=Fraction(1, 2)))

    assert {each["project"]: each["chosen_share"] for each in found["projects"]} == {
        "wanted": pytest.approx(5 / 6),
        "steady": pytest.approx(1 / 6),
    }
    assert found["regret"]["as_decided"]["mean"] == pytest.approx(-1 * (-15 / 8 * 5 / 6 / 10), abs=0.3)
    assert found["cvar"]["value"] <= 20 + 1e-6


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"samples": 1}, "--samples is a number"),
        ({"seed": -1}, "--seed"),
        ({"indices": True}, "need a Sobol' sequence"),
        ({"cvar": Fraction(1)}, "--cvar is a share"),
    ],
)
def test_what_makes_no_sense_is_refused(given: Any, said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        Asked(**given)


def test_a_case_without_ranges_is_told_where_to_write_them(tmp_path: Path) -> None:
    tree = case_tree({"a": {"asks": "30", "impact": {"co2e": "90/yr"}}}, {"f": {"amount": {"2026": "70"}}})
    with pytest.raises(CaseInvalid, match="no number has a range"):
        study_of(tree, tmp_path, Asked())
    assert read_tree(tree, tmp_path).uncertain == ()


def test_a_number_moved_out_of_its_range_is_told(tmp_path: Path) -> None:
    tree = switching(uncertain={"projects.steady.impact.co2e": ["50", "70"]})
    source = Source(write_tree(tree, tmp_path), (), ("projects.steady.impact.co2e=90/yr",))
    with pytest.raises(CaseInvalid, match="a change has moved this number out of its range"):
        Study(source, source.read(), Asked())


def test_draws_are_filled_in_not_read_anew(tmp_path: Path) -> None:
    """Ranges are no reason to read a draw anew: absolute ends, groups and ends that touch the cost."""
    entry = {"range": ["-20 %", "40 %"], "group": "m"}
    ranges = {"projects.steady.impact.co2e": ["50", "70"], "projects.steady.cost": entry, "projects.steady.asks": entry}
    study = study_of(switching(uncertain=ranges), tmp_path, Asked(samples=8))
    paths = [number.path for number in study.case.uncertain]
    found = Resolver(study.source, paths).solve_draws(paths, study.design.factors(study.design.draws))

    assert {each.status for each in found} == {"checked"}
    assert not any(each.rebuilt for each in found)


def test_what_comes_first_is_served_first_by_the_plan_for_the_worst(tmp_path: Path) -> None:
    """
    Crafts come first: wanted is theirs, steady is not. At the dearest f, 1.4167 … 1.5, wanted can be done to 1 / f.

    The plan as written spends on crafts alone, so this one may not spend on anything else: 80 / f with f of the dearest
    draw, 53.3 … 56.5, though steady alone would bring 60.
    """
    rules = {"first": {"rule": "priority", "to": {"tags": ["craft"]}, "source": "s"}}
    tree = switching(rules=rules)
    tree["projects"]["wanted"]["tags"] = ["craft"]
    found = studied(tree, tmp_path, Asked(samples=SAMPLES, cvar=Fraction(3, 4)))["cvar"]

    assert found["status"] == "checked"
    assert 80 / 1.5 <= found["value"] <= 80 / 1.4166
