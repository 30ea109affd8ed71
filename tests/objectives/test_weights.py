"""Several indicators in one objective: what some of one is worth in the unit of another."""

from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import INDICATORS, Tree, case_tree, levels, mistakes, prices, read_tree, solve_tree, write_tree

from greenopt.cli._json_schema import json_schema
from greenopt.run import solve
from greenopt.studies.resolve import Resolver
from greenopt.studies.scenario import Scenario, Source
from greenopt.verify import verify

JOBS: Tree = {**INDICATORS, "jobs": {"stock": "job"}, "village_jobs": {"stock": "job"}}
WORKS: dict[str, Tree] = {
    "kiln": {"asks": "40", "impact": {"co2e": "30/yr", "jobs": "2"}, "runs_after": "0"},
    "boiler": {"asks": "30", "impact": {"co2e": "21/yr", "jobs": "3"}, "runs_after": "0"},
    "lamp": {"asks": "20", "impact": {"co2e": "16/yr", "jobs": "1"}, "runs_after": "0"},
    "fan": {"asks": "20", "impact": {"co2e": "13/yr", "jobs": "2"}, "runs_after": "0"},
}
ASSUMED: Tree = {"worth": "2.5 tCO2e", "per": "1 job", "assumed": "true"}


def works(objective: Tree, *, whole: bool = False, rules: dict[str, Tree] | None = None) -> Tree:
    """Return four works that compete for 60 of public money."""
    scale = {"scale": "all_or_nothing"} if whole else {}
    projects = {name: {**each, **scale} for name, each in WORKS.items()}
    return {
        **case_tree(projects, {"green": {"amount": {"2026": "60"}}}, rules, objective),
        "indicators": JOBS,
    }


def weighed(**worth: Any) -> Tree:
    """Return the most of co2e with jobs weighed in it."""
    return {"maximise": "co2e", "weigh": {"jobs": {**ASSUMED, **worth}}}


def test_a_weighed_plan_by_hand(tmp_path: Path) -> None:
    """
    A job counts as 2.5 tonnes.

    Lamp 16 + 2.5, kiln 30 + 5, boiler 21 + 7.5, fan 13 + 5, so for each unit of money

        lamp 18.5 / 20 = 0.925    boiler 28.5 / 30 = 0.95    fan 18 / 20 = 0.9    kiln 35 / 40 = 0.875

    60 of money: boiler and lamp in full, half of the fan: 28.5 + 18.5 + 9 = 56, of which 43.5 tonnes and 5 jobs.
    One more unit of money is worth 0.9.
    """
    run = solve_tree(works(weighed()), tmp_path)
    objective = run.result["objective"]

    assert run.answer.value == 56
    assert levels(run) == {"boiler": Fraction(1), "lamp": Fraction(1), "fan": Fraction(1, 2)}
    assert (objective["indicator"], objective["unit"], objective["value"]) == ("co2e", "tCO2e", 56)
    assert objective["aims"] == [
        {"indicator": "co2e", "value": 43.5, "unit": "tCO2e", "weight": 1, "counts": 43.5},
        {"indicator": "jobs", "value": 5, "unit": "job", "weight": 2.5, "counts": 12.5},
    ]
    assert prices(run)["funds.green:2026"] == (Fraction(9, 10), Fraction(9, 10))
    assert {each["project"]: each["objective"] for each in run.result["portfolio"]}["fan"] == 9


def test_it_says_what_counts_for_what(tmp_path: Path) -> None:
    case = read_tree(works(weighed(per="4 job", worth="0.01 ktCO2e")), tmp_path)

    words = "The most of co2e from 2026 to 2026, where 4 job (jobs) counts as 10 tCO2e, which is assumed."
    assert case.objective.in_words(case.facts).both()["en"] == words


@pytest.mark.parametrize(
    ("worth", "per"),
    [("10 tCO2e", "4 job"), ("0.01 ktCO2e", "4 job"), ("2500 kgCO2e", "1 job"), ("2.5 tCO2e", "1 job")],
)
def test_units_are_converted(worth: str, per: str, tmp_path: Path) -> None:
    assert solve_tree(works(weighed(worth=worth, per=per)), tmp_path).answer.value == 56


def test_every_part_counts_over_the_same_time(tmp_path: Path) -> None:
    """Ten years: each tonne a year counts ten times, a job once; at 25 tonnes a job all is ten times as above."""
    objective = {**weighed(worth="25 tCO2e"), "over": "lifetime"}

    assert solve_tree(works(objective), tmp_path).answer.value == 560


def test_in_one_year_the_worth_is_a_yearly_one(tmp_path: Path) -> None:
    objective = {**weighed(worth="2.5 tCO2e/yr"), "in": "2026"}
    run = solve_tree(works(objective), tmp_path)

    assert run.answer.value == 56
    assert run.result["objective"]["unit"] == "tCO2e/yr"
    assert ("objective.weigh.jobs.worth", "its unit is not said") in mistakes(
        works({**weighed(), "in": "2026"}), tmp_path
    )


@pytest.mark.parametrize("worth", ["0.4", "2.5", "3", "4", "8", "20"])
def test_whole_projects_are_weighed_as_all_portfolios_are(worth: str, tmp_path: Path) -> None:
    """The best of all sixteen portfolios, added up one by one."""
    each = Fraction(worth)
    found = max(
        sum(int(WORKS[name]["impact"]["co2e"][:2]) + each * int(WORKS[name]["impact"]["jobs"]) for name in chosen)
        for chosen in (
            [name for name, taken in zip(WORKS, there, strict=True) if taken] for there in product((0, 1), repeat=4)
        )
        if sum(int(WORKS[name]["asks"]) for name in chosen) <= 60
    )
    run = solve_tree(works(weighed(worth=f"{worth} tCO2e"), whole=True), tmp_path)

    assert run.answer.value == found
    assert run.answer.status == "certified_optimal"


def test_a_priority_without_a_quantity_follows_all_that_is_weighed(tmp_path: Path) -> None:
    """The kiln in mining comes first with 30 + 5; the rest of the money goes to the boiler, worth most for it."""
    tree = works(weighed(), rules={"first": {"rule": "priority", "to": {"sectors": ["mining"]}}})
    tree["projects"]["kiln"]["sector"] = "mining"
    run = solve_tree(tree, tmp_path)

    assert levels(run) == {"kiln": Fraction(1), "boiler": Fraction(2, 3)}
    assert run.result["tiers"][0]["value"] == 35
    run.write(tmp_path / "run")
    assert verify(tmp_path / "run").exit_code == 0


def test_a_worth_can_be_varied(tmp_path: Path) -> None:
    """Filled in or read anew, the answer is the same: the sum of values at the corners of the front."""
    resolver = Resolver(Source(write_tree(works(weighed()), tmp_path)), ["objective.weigh.jobs.worth"])
    scenarios = [Scenario(each, (("objective.weigh.jobs.worth", f"{each} tCO2e"),)) for each in ("0.5", "2.5", "9")]

    assert [each.value for each in resolver.solve(scenarios)] == [47.5, 56, 42 + 9 * 5.5]
    assert [resolver.rebuild(each).value for each in scenarios] == [47.5, 56, 42 + 9 * 5.5]


WEIGHT = "objective.weigh.jobs"


def sought(**weigh: Any) -> Tree:
    """Return the most of co2e with any things weighed in it."""
    return {"maximise": "co2e", "weigh": weigh}


@pytest.mark.parametrize(
    ("objective", "key", "message"),
    [
        (weighed(worth="2.5"), f"{WEIGHT}.worth", "its unit is not said"),
        (weighed(per="1"), f"{WEIGHT}.per", "its unit is not said"),
        (weighed(worth="2.5 %"), f"{WEIGHT}.worth", "'%' is not a known unit"),
        (weighed(worth="2.5 MWh"), f"{WEIGHT}.worth", "'MWh' does not fit here"),
        (weighed(worth="2.5 tCO2e/yr"), f"{WEIGHT}.worth", "its unit is not said"),
        (weighed(per="1 household"), f"{WEIGHT}.per", "'household' is not a known unit"),
        (weighed(worth="0 tCO2e"), f"{WEIGHT}.worth", "it has to be more than nothing"),
        (weighed(worth="-2 tCO2e"), f"{WEIGHT}.worth", "it has to be more than nothing"),
        (weighed(per="0 job"), f"{WEIGHT}.per", "it has to be more than nothing"),
        (weighed(assumed="false"), f"{WEIGHT}.source", "it is not said who says so"),
        (weighed(assumed="false", source="  "), f"{WEIGHT}.source", "it is not said who says so"),
        (weighed(worth="1e3 tCO2e"), f"{WEIGHT}.worth", "'1e3' is not a number"),
        (weighed(worth="NaN tCO2e"), f"{WEIGHT}.worth", "'NaN' is not a number"),
        (weighed(wroth="1"), f"{WEIGHT}.wroth", "the key 'wroth' is not known here"),
        (sought(jbos=ASSUMED), "objective.weigh.jbos", "'jbos' does not exist"),
        (sought(clean_share=ASSUMED), "objective.weigh.clean_share", "a ratio cannot be maximised"),
        (sought(co2e=ASSUMED), "objective.weigh.co2e", "'co2e' is what others are weighed against"),
        (sought(public_money=ASSUMED), "objective.weigh.public_money", "'public_money' does not exist"),
        (sought(jobs="200"), WEIGHT, "keys with values belong here"),
        (sought(jobs={"worth": "2 tCO2e", "assumed": "true"}), f"{WEIGHT}.per", "the key 'per' is missing"),
        ({"maximise": "co2e", "weigh": ["jobs"]}, "objective.weigh", "keys with values belong here"),
        ({"maximise": "co2e", "weigh": "jobs"}, "objective.weigh", "keys with values belong here"),
        ({"minimise": "public_money", "weigh": {}}, "objective.weigh", "the key 'weigh' is not known here"),
    ],
)
def test_what_cannot_be_weighed_is_refused(objective: Tree, key: str, message: str, tmp_path: Path) -> None:
    assert (key, message) in mistakes(works(objective), tmp_path)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    objective = {"maximise": "co2e", "weigh": {"jobs": {**ASSUMED, "worth": "0"}, "nothing": ASSUMED}, "in": "2031"}

    found = mistakes(works(objective), tmp_path)
    assert {"objective.in", "objective.weigh.nothing"} <= {key for key, _ in found}


def test_editors_know_the_keys() -> None:
    worth = json_schema("case")["$defs"]["Worth"]

    assert set(worth["properties"]) == {"worth", "per", "source", "assumed"}
    assert worth["required"] == ["worth", "per"]


def test_a_run_is_solved_again_from_what_it_saved(tmp_path: Path) -> None:
    from greenopt.case.read import read_case

    run = solve_tree(works(weighed()), tmp_path)
    run.write(tmp_path / "run")

    assert solve(read_case(tmp_path / "run" / "case.resolved.yaml")).answer.value == 56
