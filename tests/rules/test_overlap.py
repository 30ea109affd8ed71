"""Overlap: what can be had only once counts once, in the objective, in targets and in totals."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, prices, read_tree, solve_tree, values

from greenopt.plan import Overlapped, Sum
from greenopt.verify import verify

WORKS: Tree = {"rule": "overlap", "of": "co2e", "each": "facility", "at_most": {"works": "130/yr"}}
ONCE: Tree = {"rule": "overlap", "of": "models", "to": {"sectors": ["crafts"]}, "at_most": "24"}


def tree(rules: dict[str, Tree]) -> Tree:
    """Return a boiler and a motor at one works, and a school: 100, 80 and 50 t a year for 60, 50 and 70."""
    projects: dict[str, Tree] = {
        "boiler": {"asks": "60", "facility": "works", "impact": {"co2e": "100/yr"}, "lifetime": "5 yr"},
        "motor": {"asks": "50", "facility": "works", "impact": {"co2e": "80/yr"}, "lifetime": "3 yr"},
        "school": {"asks": "70", "sector": "trade", "impact": {"co2e": "21/yr"}, "lifetime": "7 yr"},
    }
    funds: dict[str, Tree] = {"main": {"amount": {"2026": "160"}}}
    return case_tree(projects, funds, rules, {"maximise": "co2e", "over": "lifetime"})


def counted(rules: dict[str, Tree]) -> Tree:
    """Return a mill and an oven that share 24 models, and a dyer that does not: 21, 8 and 3 for 70, 40 and 60."""
    projects: dict[str, Tree] = {
        "mill": {"asks": "70", "impact": {"models": "21", "clean": "2", "all_works": "-1"}, "runs_after": "0"},
        "oven": {"asks": "40", "impact": {"models": "8"}, "runs_after": "0"},
        "dyer": {"asks": "60", "sector": "trade", "impact": {"models": "3"}, "runs_after": "0"},
    }
    funds: dict[str, Tree] = {"main": {"amount": {"2026": "130"}}}
    return case_tree(projects, funds, rules, {"maximise": "models"})


def test_only_years_in_which_it_can_be_claimed_twice_are_asked_about(tmp_path: Path) -> None:
    """Both run from 2027; the motor until 2029, so 180 are claimed in three years and 100 of 130 in two more."""
    case = read_tree(tree({"once": WORKS}), tmp_path)

    assert {each.amount for each in case.facts.potentials} == {130}
    assert [(each.part, each.year) for each in case.facts.potentials] == [
        (f"works.{year}", year) for year in (2027, 2028, 2029)
    ]


@pytest.mark.parametrize(
    ("boiler", "motor", "twice", "room"), [("1", "1", 50, 0), ("1", "3/8", 0, 0), ("1/2", "1/2", 0, 40)]
)
def test_what_is_claimed_beyond_counts_for_nothing(
    boiler: str, motor: str, twice: int, room: int, tmp_path: Path
) -> None:
    """Claimed are 180, 130 and 90 of 130 a year; counted over the life are three years less and two more of 100."""
    case = read_tree(tree({"once": WORKS}), tmp_path)
    plan = decided(case, {("boiler", 2026): boiler, ("motor", 2026): motor})
    found = asked(case, plan, "once")

    assert plan.value(Overlapped("once", "works.2028")) == twice
    assert found["works.2028"].room() == room
    gross = 5 * 100 * Fraction(boiler) + 3 * 80 * Fraction(motor)
    assert plan.value(Sum("co2e", over="lifetime")) == gross
    assert case.objective.form(plan).constant == gross - 3 * twice


def test_a_pair_of_good_projects_is_not_forbidden(tmp_path: Path) -> None:
    """
    Without the rule: boiler 500 t for 60, motor 240 for 50, school 147 for 70; 160 pay both and 50 of the school, 105.

    With it the motor still brings 3 x 30 = 90 with its first three eighths, for 18.75 (4.8 a million against 2.1 of
    the school), and nothing beyond. So 81.25 are left for the school, more than its 70: 500 + 90 + 147.
    """
    with_it, without = (solve_tree(tree(rules), tmp_path) for rules in ({"once": WORKS}, {}))

    assert without.answer.value == 845
    assert values(with_it.answer.status, with_it.answer.value) == ["certified_optimal", 737]
    assert levels(with_it) == {"boiler": 1, "motor": Fraction(3, 8), "school": 1}
    assert with_it.result["totals"]["indicators"]["co2e"]["over_lifetime"] == 737
    assert with_it.result["totals"]["indicators"]["co2e"]["claimed_twice"] == 0


def test_whole_projects_may_overlap_and_are_counted_once(tmp_path: Path) -> None:
    """Boiler and motor whole bring 740 less 3 x 50: 590; boiler and school 647, all three do not fit into 160."""
    small = tree({"once": WORKS})
    for entry in small["projects"].values():
        entry["scale"] = "all_or_nothing"
    run = solve_tree(small, tmp_path)

    assert values(run.answer.status, run.answer.value) == ["certified_optimal", 647]

    small["funds"] = {"main": {"amount": {"2026": "180"}}}
    run = solve_tree(small, tmp_path)

    assert values(run.answer.status, run.answer.value) == ["certified_optimal", 737]
    assert run.result["totals"]["indicators"]["co2e"]["claimed_twice"] == 150


def test_best_plan_and_price_match_the_hand_solution(tmp_path: Path) -> None:
    """
    Mill 21 of the 24; three more from the oven cost 15; of 130, 45 are left for the dyer, three quarters: 26.25.

    One more to be had takes 5 million to the oven, worth 0.25 at the dyer: 0.75.
    """
    run = solve_tree(counted({"once": ONCE}), tmp_path)

    assert run.answer.value == Fraction("26.25")
    assert levels(run) == {"mill": 1, "oven": Fraction(3, 8), "dyer": Fraction(3, 4)}
    assert prices(run)["once:2026"] == (Fraction("0.75"), Fraction("0.75"))


def test_price_is_the_slope_of_the_best_value(tmp_path: Path) -> None:
    base, wider, tighter = (
        solve_tree(counted({"once": {**ONCE, "at_most": amount}}), tmp_path).answer.value
        for amount in ("24", "24.5", "23.5")
    )

    assert values(wider, tighter) == [base + Fraction("0.375"), base - Fraction("0.375")]  # type: ignore[operator]  # solved


def test_a_target_counts_once_too(tmp_path: Path) -> None:
    """27 are within reach (24 and the dyer's 3) where projects claim 32; 28 are not."""
    rules = {"once": ONCE, "reach": {"rule": "target", "of": "models", "by": "2026", "at_least": "27"}}
    rich: dict[str, Tree] = {"main": {"amount": {"2026": "300"}}}

    reached = solve_tree({**counted(rules), "funds": rich}, tmp_path)
    rules["reach"] = {**rules["reach"], "at_least": "28"}
    missed = solve_tree({**counted(rules), "funds": rich}, tmp_path)

    assert values(reached.answer.status, reached.answer.value) == ["certified_optimal", 27]
    assert missed.answer.status == "certified_infeasible"


def test_the_potential_of_an_indicator_may_be_meant(tmp_path: Path) -> None:
    small = counted({"once": {"rule": "overlap", "of": "models", "at_most": "potential"}})
    small["indicators"] = {**small["indicators"], "models": {"stock": "model", "potential": "25"}}
    case = read_tree(small, tmp_path)

    assert solve_tree(small, tmp_path).answer.value == 25
    assert asked(case, decided(case, {}), "once")["2026"].setting == "indicators.models.potential"


@pytest.mark.parametrize("scale", ["continuous", "all_or_nothing"])
def test_the_verifier_proves_it(scale: str, tmp_path: Path) -> None:
    rules = {"once": ONCE, "reach": {"rule": "target", "of": "models", "by": "2026", "at_least": "20"}}
    for number, small in enumerate((tree({"once": WORKS}), counted(rules))):
        for entry in small["projects"].values():
            entry["scale"] = scale
        run = solve_tree(small, tmp_path)
        run.write(tmp_path / f"run{number}")

        assert [str(failure) for failure in verify(tmp_path / f"run{number}").failures] == []


@pytest.mark.parametrize(
    ("rules", "key"),
    [
        ({"once": {**ONCE, "at_most": "40 %"}}, "rules.once.at_most"),
        ({"once": {**ONCE, "at_most": "-1"}}, "rules.once.at_most"),
        ({"once": {**ONCE, "at_most": "7/yr"}}, "rules.once.at_most"),
        ({"once": {**ONCE, "at_most": "7 t"}}, "rules.once.at_most"),
        ({"once": {**ONCE, "at_most": "potential"}}, "rules.once.at_most"),
        ({"once": {**ONCE, "at_most": {"works": "7"}}}, "rules.once.each"),
        ({"once": {**ONCE, "each": "facility", "at_most": {"wroks": "7"}}}, "rules.once.at_most.wroks"),
        ({"once": {**ONCE, "of": "clean_share"}}, "rules.once.of"),
        ({"once": {**ONCE, "of": "modles"}}, "rules.once.of"),
        (
            {"once": ONCE, "low": {"rule": "ceiling", "of": "models", "at_most": "9"}},
            "rules.low.of",
        ),
        (
            {"once": ONCE, "part": {"rule": "floor", "of": "models", "to": {"projects": ["mill"]}, "at_least": "9"}},
            "rules.part.to",
        ),
        (
            {"once": ONCE, "in_it": {"rule": "floor", "of": "models", "in": "2026", "at_least": "9"}},
            "rules.in_it.in",
        ),
        (
            {
                "once": {**ONCE, "of": "all_works"},
                "share": {"rule": "target", "of": "clean_share", "by": "2026", "at_least": "1 %"},
            },
            "rules.share.of",
        ),
    ],
)
def test_what_does_not_fit_is_refused(rules: dict[str, Tree], key: str, tmp_path: Path) -> None:
    small = counted(rules)
    small["indicators"] = {
        **small["indicators"],
        "clean": {"stock": "works", "without_projects": {"2026": "20"}},
        "all_works": {"stock": "works", "without_projects": {"2026": "90"}},
    }
    small["projects"]["oven"]["facility"] = "works"
    small["projects"]["oven"]["impact"]["all_works"] = "99"

    assert [each for each, _ in mistakes(small, tmp_path)] == [key]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (ONCE, "models of crafts, each counted once: at most 24 model in all."),
        (WORKS, "co2e of all projects, each counted once: at most 130 tCO2e per year at works."),
        (
            {**WORKS, "at_most": "90/yr"},
            "co2e of all projects, each counted once: at most 90 tCO2e per year at a facility.",
        ),
        (
            {**WORKS, "each": "place", "at_most": "90/yr"},
            "co2e of all projects, each counted once: at most 90 tCO2e per year at a place.",
        ),
    ],
)
def test_in_words(rule: Tree, words: str, tmp_path: Path) -> None:
    case = read_tree(tree({"once": rule}), tmp_path)

    assert str(case.rules[0].in_words(case.facts)) == words
