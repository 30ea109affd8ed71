"""Core indices of cases that are solved by hand, and of random ones in which every portfolio is looked at."""

import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from tests.conftest import CampaignSize
from tests.independent import formulate
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, write_tree
from tests.studies.ranking.all_portfolios import (
    MOST_PLANS,
    Axes,
    count,
    drawn_axes,
    indices_by_looking,
    plans_of_several_funds,
    sets_by_looking,
    with_ranges,
)

from greenopt.language import Language
from greenopt.report.core_index import write_core
from greenopt.report.layout import Page
from greenopt.studies.ranking.core_index import Core, core_of
from greenopt.studies.scenario import Source


def core(tree: Tree, folder: Path, **options: int) -> Core:
    """Return the core index of a case, through its file."""
    write_tree(tree, folder)
    source = Source(folder)
    return core_of(source, source.read(), **options)


def values(found: Core) -> dict[str, Fraction | None]:
    """Return the indices by project."""
    return {name: index.value for name, index in found.indices.items()}


def random_whole(seed: int) -> tuple[Tree, Axes] | None:
    """Return a random case of whole projects with its ranges; None where there are too many schedules to look at."""
    tree = random_case(seed, Wanted(whole=True, one_payer=True))
    if count(formulate(tree)) > MOST_PLANS:
        return None
    return tree, drawn_axes(tree, random.Random(seed))  # noqa: S311 - nothing here is a secret


def check_random(seed: int, folder: Path) -> str:
    """Hold a random case to looking at every portfolio; return what became of it."""
    drawn = random_whole(seed)
    if drawn is None:
        return "too large"
    tree, axes = drawn
    found = core(with_ranges(tree, axes), folder)
    if found.status == "undefined":
        found, axes = core(tree, folder), ()
        assert found.status != "undefined", seed
    expected = indices_by_looking(tree, axes)
    if expected is None:
        assert found.status == "impossible", seed
        return "impossible"
    assert found.status == "complete", (seed, found.status, found.reason)
    assert values(found) == expected, seed
    return "with ranges" if axes else "without ranges"


def whole_with_several_funds(seed: int) -> Tree | None:
    """Return a random case in which several funds may pay; None where it is large, or something comes first in it."""
    tree = random_case(seed, Wanted(whole=True, soft=False))
    for entry in tree["projects"].values():
        entry["scale"] = "all_or_nothing"
    found = formulate(tree)
    several = len(tree["funds"]) > 1
    return tree if several and count(found) <= 50 and not found.tiers and not found.shortfall else None


def test_who_pays_makes_no_second_portfolio_but_has_to_exist(tmp_path: Path) -> None:
    """Random cases of several funds; whether a plan exists is left to another solver."""
    seeds = (seed for seed in range(2000) if whole_with_several_funds(seed) is not None)
    seen = Counter[str]()
    while seen["complete"] < 4:
        seed = next(seeds)
        tree = whole_with_several_funds(seed)
        assert tree is not None
        axes = drawn_axes(tree, random.Random(seed), most=3)  # noqa: S311 - nothing here is a secret
        found = core(with_ranges(tree, axes), tmp_path)
        seen[found.status] += 1
        if found.status == "undefined":
            continue
        sets = sets_by_looking(tree, axes, plans_of_several_funds(formulate(tree)))
        assert (found.status == "impossible") == (not sets), seed
        held = {name: Fraction(sum(name in each for each in sets), max(len(sets), 1)) for name in found.indices}
        held |= {name: Fraction(1) for name in found.indices if "started" in tree["projects"][name]}
        assert values(found) == (held if sets else {}), seed


@pytest.mark.parametrize("seed", range(12))
def test_a_random_case_agrees_with_every_portfolio_looked_at(seed: int, tmp_path: Path) -> None:
    check_random(seed, tmp_path)


def saver(asks: str, low: str, saves: str, high: str, **more: str) -> Tree:
    """Return a project that saves within a range of tonnes, in one year and in all."""
    ends = {"impact.co2e": [f"{low}/yr", f"{high}/yr"]} if low != high else {}
    return {
        "asks": asks,
        "lifetime": "1 yr",
        "runs_after": "0",
        "scale": "all_or_nothing",
        "impact": {"co2e": f"{saves}/yr"},
        **({"uncertain": ends} if ends else {}),
        **more,
    }


SIX = {
    "audit": saver("1", "2", "2.5", "3"),
    "boiler": saver("4", "22", "24", "26"),
    "dryer": saver("5", "20", "21", "23"),
    "fan": saver("9", "30", "38", "46"),
    "kiln": saver("5", "14", "22", "30"),
    "motor": saver("4", "9", "13", "17"),
}
"""The example of the documentation."""


def six(budget: str = "10", **more: Tree) -> Tree:
    """Return the six projects and one fund."""
    return case_tree({**SIX, **more}, {"green": {"amount": {"2026": budget}}})


def test_six_projects_as_the_documentation_counts_them(tmp_path: Path) -> None:
    """
    Three sets of those that 10 can pay are not surpassed whatever the numbers are.

        audit, boiler, kiln     asks 1 + 4 + 5     saves 38 to 59
        audit, boiler, dryer    asks 1 + 4 + 5     saves 44 to 52
        audit, fan              asks 1 + 9         saves 32 to 49

    The first two differ in kiln (14 to 30) and dryer (20 to 23): either may be better. The fan (30 to 46) against
    boiler and dryer (42 to 49), or boiler and kiln (36 to 56): likewise. Kiln and dryer ask 10: with boiler and audit
    (24 to 29) in the place of the dryer (20 to 23) more is saved for certain. A motor (9 to 17) in a set leaves room
    for no more than one of boiler, dryer and kiln beside it: one of the others in its place is better for certain.
    """
    found = core(six(), tmp_path)

    assert found.status == "complete"
    assert found.portfolios == 3
    assert values(found) == {
        "audit": 1,
        "boiler": Fraction(2, 3),
        "dryer": Fraction(1, 3),
        "fan": Fraction(1, 3),
        "kiln": Fraction(1, 3),
        "motor": 0,
    }
    assert {name: index.place for name, index in found.indices.items() if index.place != "borderline"} == {
        "audit": "core",
        "motor": "exterior",
    }


def test_numbers_of_one_group_are_the_same_share_off(tmp_path: Path) -> None:
    """Boiler and one of two works; 22 f is more than 21 f for every f that both share, not for two different ones."""
    works = {"kiln": saver("5", "22", "22", "22"), "dryer": saver("5", "21", "21", "21")}
    paths = {f"projects.{name}.impact.co2e": {"range": ["-50 %", "+50 %"]} for name in works}
    tree = case_tree({"boiler": SIX["boiler"], **works}, {"green": {"amount": {"2026": "9"}}})
    apart = core(tree | {"uncertain": paths}, tmp_path)
    together = core(tree | {"uncertain": {path: {**entry, "group": "coal"} for path, entry in paths.items()}}, tmp_path)

    assert values(apart) == {"boiler": 1, "dryer": Fraction(1, 2), "kiln": Fraction(1, 2)}
    assert values(together) == {"boiler": 1, "dryer": 0, "kiln": 1}


def test_a_late_start_is_held_against_an_early_one_at_the_same_numbers(tmp_path: Path) -> None:
    """
    Each year of the horizon brings 10 t, half of that less or more: 20 t from 2026, 10 t from 2027.

    The year makes no second portfolio, and the late start is worse at every number though 15 t is more than 10 t.
    """
    works = saver("5", "5", "10", "15") | {"lifetime": "9 yr"}
    tree = case_tree({"works": works}, {"green": {"amount": {"2026": "5", "2027": "5"}}}, horizon=(2026, 2027))
    found = core(tree, tmp_path)

    assert found.portfolios == 1
    assert values(found) == {"works": 1}


def test_without_ranges_the_best_portfolios_share_the_index(tmp_path: Path) -> None:
    """Of 8, two of three alike at 4 each are best, whichever: each is in two of three pairs. The fourth brings less."""
    projects = {name: saver("4", "7", "7", "7") for name in ("east", "north", "south")}
    tree = case_tree({**projects, "west": saver("4", "6", "6", "6")}, {"green": {"amount": {"2026": "8"}}})
    found = core(tree, tmp_path)

    assert found.portfolios == 3
    assert values(found) == dict.fromkeys(projects, Fraction(2, 3)) | {"west": 0}


def test_a_range_may_touch_zero(tmp_path: Path) -> None:
    """What may save nothing is held: it is never worse than nothing, and somewhere better."""
    found = core(case_tree({"hope": saver("4", "0", "7", "9")}, {"green": {"amount": {"2026": "5"}}}), tmp_path)

    assert values(found) == {"hope": 1}


def test_what_is_certain_to_bring_nothing_may_be_held_or_not(tmp_path: Path) -> None:
    """A portfolio with it is worth the same as one without: neither surpasses the other."""
    tree = case_tree(
        {"idle": saver("1", "3", "3", "3") | {"impact": {}}, "works": saver("4", "7", "7", "7")},
        {"green": {"amount": {"2026": "5"}}},
    )

    assert values(core(tree, tmp_path)) == {"idle": Fraction(1, 2), "works": 1}


def test_where_all_is_committed_there_is_one_portfolio(tmp_path: Path) -> None:
    begun = {"status": "committed", "started": {"2025": "100 %"}, "impact": {"co2e": "5/yr"}, "scale": "all_or_nothing"}
    tree = case_tree(
        {"one": {"asks": "3", **begun}, "two": {"asks": "4", **begun}}, {"green": {"amount": {"2026": "9"}}}
    )
    found = core(tree, tmp_path)

    assert found.portfolios == 1
    assert values(found) == {"one": 1, "two": 1}


def test_what_is_required_is_core_and_what_is_excluded_is_out(tmp_path: Path) -> None:
    motor, audit = SIX["motor"] | {"status": "required"}, SIX["audit"] | {"status": "excluded"}
    found = values(core(six(motor=motor, audit=audit), tmp_path))

    assert found["motor"] == 1
    assert found["audit"] == 0


def test_an_impossible_case_has_no_portfolio(tmp_path: Path) -> None:
    rules = {"much": {"rule": "floor", "of": "public_money", "at_least": "50"}}
    found = core(six() | {"rules": {name: {"source": "invented", **rule} for name, rule in rules.items()}}, tmp_path)

    assert found.status == "impossible"
    assert not found.indices


def test_a_project_done_in_part_leaves_the_index_undefined(tmp_path: Path) -> None:
    found = core(six(fan=SIX["fan"] | {"scale": "continuous"}), tmp_path)

    assert found.status == "undefined"
    assert "fan" in str(found.reason)


def test_too_many_portfolios_are_told_and_no_index_is_guessed(tmp_path: Path) -> None:
    """Three portfolios stand; where two are allowed, what is certain all the same is still told."""
    found = core(six(), tmp_path, limit=2)
    record = found.record(Source(tmp_path).read())

    assert found.status == "incomplete"
    assert record["complete"] is False
    assert record["portfolios"] is None
    assert values(found)["boiler"] is None
    assert {name for name, index in found.indices.items() if index.value == 0} <= {"motor"}
    assert {name for name, index in found.indices.items() if index.value == 1} <= {"audit"}


def test_soft_rules_come_before_what_is_sought(tmp_path: Path) -> None:
    """A soft floor for the motor's trade can be met, so every portfolio holds the motor, whatever that costs."""
    tree = six(motor=SIX["motor"] | {"sector": "trade"})
    floor = {"rule": "floor", "of": "starts", "to": {"sectors": ["trade"]}, "at_least": "1", "soft": "true"}
    found = core(tree | {"rules": {"trade": {"source": "invented", **floor}}}, tmp_path)

    assert values(found)["motor"] == 1


def test_what_is_claimed_twice_counts_once(tmp_path: Path) -> None:
    """
    Mill and yard save 20 and 14 where only 30 is emitted, so together 30; the kiln saves 11 to 17.

    Of three at 4 each, 8 pays two. Mill and kiln save 31 to 37: more than mill and yard for certain, though 34 would
    not be surpassed for certain. Yard and kiln save no more than 31, and less than mill and kiln by 6.
    """
    projects = {"kiln": saver("4", "11", "13", "17"), "mill": saver("4", "20", "20", "20")}
    projects["yard"] = saver("4", "14", "14", "14")
    rule = {"rule": "overlap", "of": "co2e", "to": {"projects": ["mill", "yard"]}, "at_most": "30 tCO2e/yr"}
    found = core(case_tree(projects, {"green": {"amount": {"2026": "8"}}}, {"emitted": rule}), tmp_path)

    assert found.status == "complete", found.reason
    assert values(found) == {"kiln": 1, "mill": 1, "yard": 0}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_page_is_written_from_the_record_and_fits(language: Language, tmp_path: Path) -> None:
    found = core(six(), tmp_path)
    page = Page(language, 80)
    write_core(page, found.record(Source(tmp_path).read()))
    lines = page.text().splitlines()

    assert all(len(line) <= 80 for line in lines)
    assert any(line.startswith("boiler") and "67 %" in line for line in lines)
    assert any("motor" in line and "(1)" in line for line in lines)


@pytest.mark.campaign
def test_random_cases_agree_with_every_portfolio_looked_at(
    campaign_size: CampaignSize, tmp_path: Path, figures: list[str]
) -> None:
    tally = Counter(check_random(seed, tmp_path) for seed in range(1000, 1000 + campaign_size.whole))
    counts = ", ".join(f"{number} {what}" for what, number in sorted(tally.items()))
    figures.append(f"core indices against all portfolios, 0 disagreements: {counts}")
