"""The cases that ship: values derived by hand or by a second formulation, never recorded."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.conftest import CampaignSize
from tests.independent import formulate
from tests.second_solver import solve_independently
from tests.shipped import CASES, SHIPPED, solved
from tests.small_cases import levels, prices, values

from greenopt.case.node import plain_data
from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.run import Run, solve
from greenopt.verify import verify


def second_value(run: Run) -> tuple[float, float]:
    """Return value and shortfall of a case by SCIP, from the text that was read."""
    assert run.case.tree is not None
    tree = plain_data(run.case.tree)
    assert isinstance(tree, dict)
    verdict = solve_independently(formulate(tree))
    assert verdict.feasible
    return verdict.value, verdict.shortfall


def test_every_case_that_ships_is_tried() -> None:
    assert list(SHIPPED) == sorted(path.parent.name for path in CASES.glob("*/case.yaml"))


def test_the_first_case_is_what_its_readme_derives_by_hand() -> None:
    """See cases/first-case/README.md: filled up in five steps, checked by prices alone."""
    run = solved("first-case")

    assert values(run.answer.status, run.answer.value, run.answer.unique) == ["certified_optimal", 9179, True]
    assert levels(run) == {
        "unburnt_brick": Fraction(91, 100),
        "tea_boiler": 1,
        "street_lighting": Fraction(230, 360),
        "brocade_solar": Fraction(195, 240),
    }
    assert prices(run) == {
        "funds.green_fund:2026": (Fraction("5.93"), Fraction("5.93")),
        "craft_share": (Fraction("9.1"), Fraction("9.1")),
        "building_materials_share": (Fraction("131.3"), Fraction("131.3")),
    }


@pytest.mark.parametrize(("scenario", "value"), [("without_craft_share", "9270"), ("larger_fund", "9475.5")])
def test_its_scenarios_too(scenario: str, value: str) -> None:
    assert solved("first-case", scenario).answer.value == Fraction(value)


@pytest.mark.parametrize(
    ("name", "scenarios"),
    [
        ("lai-chau-2020", []),
        ("lai-chau-2021-2025", []),
        ("lai-chau-2021-2025", ["lean"]),
    ],
)
def test_the_lai_chau_cases_agree_with_a_second_formulation(name: str, scenarios: list[str]) -> None:
    """SCIP, given the second formulation of `tests/independent.py`; soft targets first, to its tolerance."""
    run = solved(name, *scenarios)
    value, shortfall = second_value(run)

    assert run.answer.status == "certified_optimal"
    assert float(run.answer.value or 0) == pytest.approx(value, rel=1e-6)
    soft = [stage.value for stage in run.answer.stages if stage.name == "soft_rules"]
    assert [float(-each) for each in soft] == pytest.approx([shortfall] if soft else [])


@pytest.mark.campaign
@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "scenarios"),
    [
        ("lai-chau-2020", ["half_the_oda"]),
        ("lai-chau-2020", ["twice_the_capital"]),
        ("lai-chau-2021-2025", ["generous"]),
        ("lai-chau-2021-2025", ["whole_projects"]),
    ],
)
def test_their_scenarios_agree_with_a_second_formulation(
    name: str, scenarios: list[str], campaign_size: CampaignSize
) -> None:
    run = solve(read_case(CASES / name, scenarios), Options(prices=False))
    value, _ = second_value(run)

    assert float(run.answer.value or 0) == pytest.approx(value, rel=1e-6)
    assert run.answer.value is not None
    assert run.answer.bound is not None
    assert run.answer.value <= run.answer.bound


@pytest.mark.parametrize("name", SHIPPED)
def test_every_case_is_proved_again_by_the_verifier(name: str, tmp_path: Path) -> None:
    solved(name).write(tmp_path / "run")

    report = verify(tmp_path / "run")

    assert [str(failure) for failure in report.failures] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_case_shows_its_rules_at_work(name: str) -> None:
    """A rule that never binds teaches nothing: each case has a rule of its policy that binds, and one that does not."""
    run = solved(name)
    own = [row["binding"] for row in run.result["rules"] if row["rule"] not in ("fund", "commitment")]

    assert True in own
    assert len(levels(run)) > 1
