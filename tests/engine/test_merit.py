"""What each project brings and takes at the prices of a solve."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.random_cases import Wanted, random_case
from tests.small_cases import case_tree, levels, solve_tree, values

from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.engine.merit import merits
from greenopt.run import solve

FIRST = Path(__file__).parents[2] / "cases" / "first-case"


def test_the_first_case_is_weighed_as_its_readme_says() -> None:
    """
    A million costs 5.93 + 0.15 × 0.7 − 0.35 × 10.1 = 2.5, and 10.1 more in building materials, 0.7 less in crafts.

    So brick brings 6,300 and takes 500 × 12.6 = 6,300; the boiler 2,520 against 420 × 2.5 = 1,050; lighting 900
    against 900; solar 432 against 240 × 1.8 = 432; the dryer 260 against 260 × 1.8 = 468.
    """
    found = merits(solve(read_case(FIRST)).answer)

    net = {name: merit.gains - merit.takes for name, merit in found.items()}

    assert net == {
        "brocade_solar": 0,
        "street_lighting": 0,
        "tea_boiler": 1470,
        "unburnt_brick": 0,
        "vermicelli_dryer": 260 - 468,
    }
    assert found["tea_boiler"].direct == 2520
    fund = Fraction("5.93") * 420
    shares = {"craft_share": Fraction("0.105") * 420, "building_materials_share": -Fraction("3.535") * 420}
    assert dict(found["tea_boiler"].charges) == {"funds.green_fund:2026": fund, **shares}


@pytest.mark.parametrize("seed", range(40))
def test_what_is_above_the_line_is_whole_and_what_is_below_gets_nothing(seed: int, tmp_path: Path) -> None:
    """Complementary slackness, project by project: gains above takes only at full level, below only at none."""
    run = solve_tree(random_case(seed, Wanted(soft=False)), tmp_path, Options(prices=False))
    if run.answer.x is None:
        assert merits(run.answer) == {}
        return
    level = levels(run)

    for name, merit in merits(run.answer).items():
        if run.case.facts.by_id[name].status != "candidate":
            continue
        net = merit.gains - merit.takes
        if net:
            assert level.get(name, 0) == (1 if net > 0 else 0), name
        assert (merit.ratio is None) == (not merit.takes)


def test_merit_speaks_of_the_best_year(tmp_path: Path) -> None:
    """
    In 2026 only 20 million are there, and the axle, 8 models for 40, can start in no other year: 0.2 a million.

    The press brings 4 and would take 40 × 0.2 = 8 in 2026; in 2027 there is plenty and it takes nothing.
    """
    projects = {
        "axle": {"asks": "40", "impact": {"models": "8"}, "runs_after": "0", "start": ["2026", "2026"]},
        "press": {"asks": "40", "impact": {"models": "4"}, "runs_after": "0"},
    }
    fund = {"fund": {"amount": {"2026": "20", "2027": "200"}}}

    run = solve_tree(case_tree(projects, fund, objective={"maximise": "models"}, horizon=(2026, 2027)), tmp_path)

    found = merits(run.answer)
    assert values(found["press"].year, found["press"].gains, found["press"].ratio) == [2027, 4, None]
    assert values(found["axle"].year, found["axle"].ratio) == [2026, 1]
