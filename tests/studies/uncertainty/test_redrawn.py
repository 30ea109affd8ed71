"""Draws that are filled in say of a plan what draws read anew say: what it brings, breaks and loses."""

from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, write_tree
from tests.studies.uncertainty.switching import switching

from greenopt.plan import Decisions
from greenopt.run import solve
from greenopt.studies.scenario import Source
from greenopt.studies.uncertainty.carried import carried_out
from greenopt.studies.uncertainty.design import Design
from greenopt.studies.uncertainty.priced import priced
from greenopt.studies.uncertainty.redrawn import Redrawn
from greenopt.studies.uncertainty.sampling import changes
from greenopt.studies.uncertainty.study import decided

LAI_CHAU = Path(__file__).parents[3] / "cases" / "lai-chau-2021-2025"


def compare(source: Source, samples: int) -> int:
    """Hold the plan as written against draws in both ways; return how many rules it breaks in all."""
    case = source.read()
    design = Design(case.uncertain, samples, 5, "lhs")
    paths, factors = [number.path for number in case.uncertain], design.factors(design.draws)
    plan = decided(solve(case))
    redrawn = Redrawn.of(source, paths)
    assert plan is not None
    assert redrawn is not None
    broken = 0
    for row, drawn in zip(factors.tolist(), redrawn.draws(paths, factors), strict=True):
        assert drawn is not None
        again = source.read(changes(case.uncertain, row))
        exact, fast = carried_out(again, plan), drawn.carried(plan)
        slow_prices, prices = priced(again), drawn.priced()
        assert fast is not None
        assert fast.value == pytest.approx(exact.value, rel=1e-9)
        assert dict(fast.broken) == pytest.approx(dict(exact.broken), rel=1e-6, abs=1e-6)
        assert prices is not None
        assert slow_prices is not None
        assert prices.loss(plan) == pytest.approx(slow_prices.loss(plan), rel=1e-6, abs=1e-6)
        broken += len(exact.broken)
    return broken


def test_a_programme_of_five_years_with_priorities_and_overlaps() -> None:
    """281 uncertain numbers in 85 projects, three things that are claimed only once, two priorities."""
    assert compare(Source(LAI_CHAU), 3) > 3


def test_rules_that_speak_of_a_share_twice(tmp_path: Path) -> None:
    """Sums that several rules speak of are columns of their own; they follow from the starts."""
    projects: dict[str, Tree] = {
        f"p{number}": {
            "asks": str(10 + 3 * number),
            "impact": {"co2e": f"{20 + (7 * number) % 31}/yr"},
            "runs_after": "0",
        }
        for number in range(8)
    }
    for name in ("p5", "p6", "p7", "p0"):
        projects[name]["tags"] = ["x"]
    group = {"projects": ["p1", "p2", "p3", "p4", "p5"]}
    rules: dict[str, Tree] = {
        "low": {"rule": "floor", "of": "public_money", "to": group, "at_least": "45 %"},
        "high": {
            "rule": "ceiling",
            "of": "public_money",
            "to": {"projects": ["p5", "p6", "p7", "p0"]},
            "at_most": "60 %",
        },
    }
    entry = {"range": ["-20 %", "40 %"], "group": "m_*"}
    ranges = {"projects.*.asks": entry, "projects.*.cost": entry, "projects.*.impact.co2e": ["-30 %", "30 %"]}
    tree = case_tree(projects, {"f": {"amount": {"2026": "77"}}}, rules, uncertain=ranges)

    assert compare(Source(write_tree(tree, tmp_path)), 6) > 3


def test_who_pays_is_settled_from_the_case_read_anew(tmp_path: Path) -> None:
    tree = switching(funds={"f": {"amount": {"2026": "30"}}, "g": {"amount": {"2026": "10"}}})
    source = Source(write_tree(tree, tmp_path))
    paths = [number.path for number in source.read().uncertain]
    redrawn = Redrawn.of(source, paths)
    assert redrawn is not None
    (drawn,) = redrawn.draws(paths, Design(source.read().uncertain, 2, 1, "lhs").factors([0]))

    assert drawn is not None
    assert drawn.priced() is not None
    assert drawn.carried(Decisions()) is None
