"""What a decided plan is worth in a draw: losses worked out by hand, and by the duality that they rest on."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, levels, read_tree, solve_tree
from tests.studies.uncertainty.switching import switching

from greenopt.plan import Decisions
from greenopt.run import solve
from greenopt.studies.uncertainty.carried import carried_out
from greenopt.studies.uncertainty.priced import priced
from greenopt.studies.uncertainty.study import decided

WANTED = Decisions(starts={("wanted", 2026): Fraction(1)})
STEADY = Decisions(starts={("steady", 2026): Fraction(1)})


def at(factor: str, folder: Path) -> Tree:
    """Return the case with the cost of wanted multiplied."""
    tree = switching()
    for key in ("asks", "cost"):
        tree["projects"]["wanted"][key] = str(float(Fraction(factor) * 40))
    return tree


@pytest.mark.parametrize(
    ("factor", "wanted", "steady"),
    [
        ("0.75", 0, 35),  # money at 1.5: wanted brings 80 − 45 beyond it, steady nothing
        ("1.25", 0, -4),  # money at 1.6: steady brings 60 − 64
        ("1.5", -10, 0),  # money at 1.5: wanted brings 80 − 90
    ],
)
def test_losses_are_those_worked_out(factor: str, wanted: int, steady: int, tmp_path: Path) -> None:
    """A plan without the better project loses what that brings, one with the worse what that lacks."""
    found = priced(read_tree(at(factor, tmp_path), tmp_path))

    assert found is not None
    assert found.loss(WANTED) == pytest.approx(max(-wanted, 0) + max(-0, 0))
    assert found.loss(STEADY) == pytest.approx(max(steady, 0) + max(-steady, 0))


def test_a_best_plan_loses_nothing(tmp_path: Path) -> None:
    """Eight projects, a share rule and a soft target: the proved plan has no loss at its own prices."""
    projects: dict[str, Tree] = {
        f"p{number}": {
            "asks": str(10 + 3 * number),
            "impact": {"co2e": f"{20 + (7 * number) % 31}/yr", "models": str(number % 3)},
            "kind": "renewable" if number % 2 else "efficiency",
            "runs_after": "0",
        }
        for number in range(8)
    }
    rules: dict[str, Tree] = {
        "share": {"rule": "floor", "of": "public_money", "to": {"kinds": ["renewable"]}, "at_least": "40 %"},
        "aim": {"rule": "target", "of": "models", "by": "2026", "at_least": "6", "soft": "true"},
    }
    run = solve_tree(case_tree(projects, {"f": {"amount": {"2026": "77"}}}, rules), tmp_path)
    found, plan = priced(run.case), decided(run)

    assert found is not None
    assert plan is not None
    assert len(levels(run)) > 2
    assert found.loss(plan) == 0
    assert found.loss(Decisions()) > 0


def test_what_a_plan_brings_is_counted_in_full_and_what_it_breaks_is_told(tmp_path: Path) -> None:
    """At 1.5 wanted takes 60 of 40; half of each brings 70 and takes 50."""
    case = read_tree(at("1.5", tmp_path), tmp_path)
    half = Decisions(starts={(name, 2026): Fraction(1, 2) for name in ("wanted", "steady")})

    assert carried_out(case, WANTED).record() == {"value": 80, "broken": {"funds.f:2026": 20}}
    assert carried_out(case, half).record() == {"value": 70, "broken": {"funds.f:2026": 10}}
    assert carried_out(case, STEADY).record() == {"value": 60, "broken": {}}


def test_each_fund_keeps_its_part_and_money_left_is_kept(tmp_path: Path) -> None:
    """
    Two funds share 30 as 10 and 20; at 1.5 they pay 15 and 30. The first had 12 and lacks 3.

    The second had 60, keeps all that is left, 30, for the second year, where 40 fall due that only it may pay: it has 5
    then, so it lacks 5.
    """
    projects = {
        "both": {"asks": "45", "impact": {"co2e": "9/yr"}, "start": ["2026", "2026"]},
        "later": {"asks": "40", "impact": {"co2e": "9/yr"}, "start": ["2027", "2027"], "kind": "renewable"},
    }
    funds: dict[str, Tree] = {
        "a": {"amount": {"2026": "12"}, "for": {"kinds": ["efficiency"]}},
        "b": {"amount": {"2026": "60", "2027": "5"}, "carry_over": "all"},
    }
    case = read_tree(case_tree(projects, funds, horizon=(2026, 2027)), tmp_path)
    paid = {("both", "a", 2026): 10, ("both", "b", 2026): 20, ("later", "b", 2027): 40}
    plan = Decisions(
        starts={("both", 2026): Fraction(1), ("later", 2027): Fraction(1)},
        payments={key: Fraction(money) for key, money in paid.items()},
    )

    assert carried_out(case, plan).broken == {"funds.a:2026": 3, "funds.b:2027": 5}


def test_an_impossible_draw_has_no_prices(tmp_path: Path) -> None:
    tree = switching(rules={"all": {"rule": "floor", "of": "public_money", "at_least": "90", "source": "s"}})
    case = read_tree(tree, tmp_path)

    assert priced(case) is None
    assert decided(solve(case)) is None
