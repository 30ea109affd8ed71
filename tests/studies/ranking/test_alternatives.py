"""Plans that are nearly as good and different: how different, whether there are more, and that each keeps all rules."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, values, write_tree
from tests.studies.possible_cases import possible_case

from greenopt.case.plan_table import Share, WrittenPlan
from greenopt.report.alternatives import write_alternatives
from greenopt.report.layout import Page
from greenopt.studies.check import check
from greenopt.studies.ranking.alternatives import Alternatives, alternatives
from greenopt.studies.scenario import Source

ROOT = Path(__file__).parents[3]
HALF = Fraction(1, 2)


def others(tree: Tree, folder: Path, count: int, within: Fraction, least: Fraction) -> Alternatives:
    source = Source(write_tree(tree, folder))
    return alternatives(source.read(), count, within=within, least=least)


def small(money: str = "70") -> Tree:
    """Return a case in which good asks 30 for 90 t and fair 50 for 100 t."""
    projects = {
        "good": {"asks": "30", "impact": {"co2e": "90/yr"}, "runs_after": "0"},
        "fair": {"asks": "50", "impact": {"co2e": "100/yr"}, "runs_after": "0"},
    }
    return case_tree(projects, {"f": {"amount": {"2026": money}}})


def test_the_farthest_plan_within_the_tolerance(tmp_path: Path) -> None:
    """
    The best: good whole, fair 80 %, 170 t. A tenth may be lost: 153 t are kept.

    A plan with levels g, f differs by (1 - g) + |f - 0.8|. A tonne of good less moves 1/90, of fair 1/100; with fair
    whole, good may fall to 53/90: 37/90 + 1/5 = 11/18. Downwards, with good whole, fair may fall to 63 %: 0.17 only.
    """
    found = others(small(), tmp_path, 1, Fraction(1, 10), HALF)

    assert values(found.value, found.keep, found.unique, found.ended) == [170, 153, True, "found"]
    (plan,) = found.plans
    assert plan.levels == {"good": Fraction(53, 90), "fair": 1}
    assert values(plan.value, plan.loss, plan.distance, plan.nearest) == [153, 17, Fraction(11, 18), Fraction(11, 18)]


def test_it_is_proved_that_no_plan_differs_enough(tmp_path: Path) -> None:
    """As above; a whole project's worth is more than 11/18."""
    found = others(small(), tmp_path, 3, Fraction(1, 10), Fraction(1))

    assert (found.plans, found.ended, found.most) == ((), "no_other", Fraction(11, 18))


def test_a_level_in_part_is_told_apart_from_both_sides(tmp_path: Path) -> None:
    """
    50 million for one project that asks for 90: five ninths, 55.6 %. A tenth may be lost: it may fall to half.

    The straight line over |level - 5/9| promises 5/9 at nothing and 4/9 in full; the truth is 1/18.
    """
    tree = small("50")
    tree["projects"]["good"]["asks"] = tree["projects"]["good"]["cost"] = "90"
    del tree["projects"]["fair"]
    found = others(tree, tmp_path, 1, Fraction(1, 10), Fraction(1, 5))

    assert (found.ended, found.most) == ("no_other", Fraction(1, 18))


def test_plans_just_as_good_are_found_without_any_loss(tmp_path: Path) -> None:
    """Two equal projects of which one can be paid: the other one instead, at a distance of two."""
    tree = small("30")
    tree["projects"]["fair"] = dict(tree["projects"]["good"])
    found = others(tree, tmp_path, 2, Fraction(0), Fraction(1))

    assert (found.unique, set(found.exchangeable)) == (False, {"good", "fair"})
    assert values(found.plans[0].loss, found.plans[0].distance) == [0, 2]


@pytest.mark.parametrize("seed", range(4))
def test_whole_projects_as_by_enumeration(seed: int, tmp_path: Path) -> None:
    """Six whole projects: at every step the farthest subset of all 64, and an end where none is far enough."""
    asks = [(7 * seed + 5 * place) % 11 + 4 for place in range(6)]
    brings = [3 * ask + (seed + 2 * place) % 5 for place, ask in enumerate(asks)]
    money = sum(asks) // 2
    projects = {
        f"p{place}": {"asks": str(ask), "impact": {"co2e": f"{gain}/yr"}, "runs_after": "0", "scale": "all_or_nothing"}
        for place, (ask, gain) in enumerate(zip(asks, brings, strict=True))
    }
    within, least = Fraction(1, 8), Fraction(2)
    found = others(case_tree(projects, {"f": {"amount": {"2026": str(money)}}}), tmp_path, 64, within, least)

    def value(plan: tuple[int, ...]) -> int:
        return sum(gain * level for gain, level in zip(brings, plan, strict=True))

    def payable() -> Iterator[tuple[int, ...]]:
        for plan in product((0, 1), repeat=6):
            if sum(ask * level for ask, level in zip(asks, plan, strict=True)) <= money:
                yield plan

    best = max(map(value, payable()))
    good = [plan for plan in payable() if value(plan) >= best * (1 - within)]
    known = [tuple(int(found.levels[f"p{place}"]) for place in range(6))]
    assert found.value == best
    for each in found.plans:
        assert each.nearest == max(min(_differ(plan, one) for one in known) for plan in good)
        known.append(tuple(int(each.levels[f"p{place}"]) for place in range(6)))
        assert known[-1] in good
    assert found.ended == "no_other"
    assert max(min(_differ(plan, one) for one in known) for plan in good) < least


def _differ(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("number", range(5))
def test_every_plan_stands_as_a_plan_made_by_people(number: int, tmp_path: Path) -> None:
    """Only the starts are handed over; who pays is found anew, and every rule is counted project by project."""
    source = Source(write_tree(possible_case(number), tmp_path))
    case = source.read()
    found = alternatives(case, 2, within=Fraction(1, 10), least=Fraction(1, 4))

    for each in found.plans:
        starts = {key: Share(share, share, share) for key, share in each.plan.decisions.starts.items()}
        held = check(case, WrittenPlan("other", starts))
        assert held["satisfied"]
        assert not any(row["worse"] for row in held["comes_first"])
        assert held["objective"]["value"] == pytest.approx(float(each.value))
    again = alternatives(case, 2, within=Fraction(1, 10), least=Fraction(1, 4))
    assert again.record(case) == found.record(case)


def test_the_page_names_who_changes_places(tmp_path: Path) -> None:
    source = Source(write_tree(small(), tmp_path))
    case = source.read()
    page = Page("en", 80)
    write_alternatives(page, alternatives(case, 2, within=Fraction(1, 10), least=HALF).record(case))
    text = " ".join(page.text().split())

    assert "The best plan is the only one, proved." in text
    assert "1: 153 tCO2e, 17 from the best" in text
    assert "good 100 % 58.9 % -37" in text


def test_a_case_without_a_plan_has_no_others(tmp_path: Path) -> None:
    tree = small()
    tree["rules"] = {
        "floor": {
            "rule": "floor", "of": "public_money", "to": {"projects": ["good"]}, "at_least": "40 million VND",
            "source": "x",
        }
    }  # fmt: skip
    found = others(tree, tmp_path, 1, Fraction(1, 10), HALF)

    assert (found.ended, found.plans) == ("no_plan", ())
