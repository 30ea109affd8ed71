"""
Thirteen sentences that a planner must be able to write, each in a small case solved by hand, then all in one case.

Every project costs what it asks for unless a test says otherwise, saves its tonnes for ten years, and is paid when it
starts. What a million brings decides, so the tonnes of a year are enough to compare.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.independent import formulate
from tests.second_solver import solve_independently
from tests.small_cases import INDICATORS, Tree, case_tree, levels, solve_tree, starts

from greenopt.case.node import plain_data
from greenopt.run import Run

LIFETIME: Tree = {"maximise": "co2e", "over": "lifetime"}


def tonnes(amount: int, asks: int, **more: Any) -> Tree:
    """Return a project that saves so many tonnes a year and asks for so much."""
    given = more.pop("impact", {})
    return {"asks": str(asks), "impact": {"co2e": f"{amount}/yr", **given}, **more}


def solved(folder: Path, projects: Tree, money: Tree | str, rules: Tree | None = None, **more: Any) -> Run:
    """Solve a case; one fund with one amount if ``money`` is a text, else the funds as they are written."""
    funds = {"fund": {"amount": {"2026": money}}} if isinstance(money, str) else money
    objective = more.pop("objective", LIFETIME)
    run = solve_tree(case_tree(projects, funds, rules or {}, objective, **more), folder)
    assert run.answer.status == "certified_optimal"
    return run


def paid(run: Run, project: str) -> dict[str, float]:
    """Return what each fund pays for a project."""
    (found,) = (each["funds"] for each in run.result["portfolio"] if each["project"] == project)
    return dict(found)


GREEN: Tree = {
    "green_output": {"flow": "million VND/yr", "prices": "2010", "without_projects": {"2012": "210", "2026": "390"}},
    "industrial_output": {
        "flow": "million VND/yr",
        "prices": "2010",
        "without_projects": {"2012": "900", "2026": "1500"},
    },
    "green_share": {"ratio": ["green_output", "industrial_output"]},
}


def test_1_a_share_of_output_is_striven_for_from_the_level_of_its_own_year(tmp_path: Path) -> None:
    """
    30 % green: (390 + 90 g) ≥ 0.3 (1500 + 30 g) needs 81 g ≥ 60, g = 20/27.

    The green line saves 0.1 t a million, the other 0.7; so no more than 20/27 of 80 million goes to the green line, and
    what is left of 110 to the other: (110 − 1600/27) / 70 = 137/189. The level of 2012 plays no part.
    """
    run = solved(
        tmp_path,
        {
            "green_line": tonnes(
                8, 80, impact={"green_output": "90/yr", "industrial_output": "30/yr"}, runs_after="0"
            ),
            "other": tonnes(49, 70),
        },
        "110",
        {
            "green_output": {
                "rule": "target", "row": "T1", "of": "green_share", "by": "2026", "at_least": "30 %", "aim": "35 %",
                "soft": "true",
            },
        },
        indicators={**INDICATORS, **GREEN},
    )  # fmt: skip

    assert levels(run) == {"green_line": Fraction(20, 27), "other": Fraction(137, 189)}


def test_2_kilns_are_closed_by_the_years_named(tmp_path: Path) -> None:
    """
    Of 38 kilns 15.2 by 2026 and 26.6 by 2027. Both brick lines save as much a million, less than the other project.

    The second closes 16 kilns for 30 million, the first 20 for 50: all of the second and 10.6/20 of the first, 56.5
    million, is the least that closes 26.6. The other gets 100 − 56.5 = 43.5 of its 70.
    """
    run = solved(
        tmp_path,
        {
            "brick_1": tonnes(5, 50, closes={"kilns": "20"}, runs_after="0"),
            "brick_2": tonnes(3, 30, closes={"kilns": "16"}, runs_after="0"),
            "other": tonnes(60, 70),
        },
        {"fund": {"amount": {"2026": "40", "2027": "60"}}},
        {
            "kilns_closed": {
                "rule": "phase_out", "row": "P3c", "what": "kilns", "closed_by": {"2026": "40 %", "2027": "70 %"},
            },
        },
        horizon=(2026, 2027),
        stocks={"kilns": {"amount": "38", "unit": "kiln", "source": "invented"}},
    )  # fmt: skip

    begun = starts(run)
    assert levels(run) == {"brick_1": Fraction(53, 100), "brick_2": 1, "other": Fraction(87, 140)}
    assert 20 * begun.get(("brick_1", 2026), 0) + 16 * begun.get(("brick_2", 2026), 0) >= Fraction("15.2")


DAM = ("climate_in_design", "watershed_forest", "dam_incident_plan", "resettlement_better")


def test_3_hydropower_without_one_of_its_conditions_gets_nothing(tmp_path: Path) -> None:
    """
    The better works has no plan for incidents of its dam; the other shows three conditions and why none must move.

    So 60 of 90 million go to the one that may be paid, and 30 to half of the last project.
    """
    shown: Tree = dict.fromkeys(DAM, "decision 7")
    run = solved(
        tmp_path,
        {
            "nam_x": tonnes(
                10, 60, sector="power", meets={**shown, "resettlement_better": {"not_applicable": "nobody moves"}}
            ),
            "nam_y": tonnes(
                100, 40, sector="power", meets={name: text for name, text in shown.items() if "incident" not in name}
            ),
            "other": tonnes(5, 60),
        },
        "90",
        {"hydropower_safe": {"rule": "safeguard", "row": "P3d", "to": {"sectors": ["power"]}, "needs": list(DAM)}},
        conditions={name: {"name": name} for name in DAM},
    )
    screened = [each["project"] for each in run.result["portfolio"] if each["decision"] == "screened_out"]

    assert screened == ["nam_y"]
    assert levels(run) == {"nam_x": 1, "other": Fraction(1, 2)}


def test_4_craft_villages_come_first_up_to_a_share_of_the_budget(tmp_path: Path) -> None:
    """20 % of 200 = 40 of the 90 that the village asks for; the one that pollutes has none; 160 are left of 190."""
    both: Tree = {"applies_science": "report 3", "less_pollution": "report 4"}
    run = solved(
        tmp_path,
        {
            "village": tonnes(1, 90, tags=["craft_village"], meets=both),
            "dirty_village": tonnes(2, 30, tags=["craft_village"], meets={"applies_science": "report 3"}),
            "other": tonnes(50, 190),
        },
        "200",
        {
            "craft_first": {
                "rule": "priority", "row": "P3e", "of": "public_money", "up_to": "20 %", "share_of": "budget",
                "to": {"tags": ["craft_village"], "meets": ["applies_science", "less_pollution"]},
            },
        },
        conditions={name: {"name": name} for name in both},
    )  # fmt: skip

    assert levels(run) == {"village": Fraction(4, 9), "other": Fraction(16, 19)}


def test_5_a_cluster_needs_cleaner_production_at_its_own_place(tmp_path: Path) -> None:
    """Cluster and cleaner production of the north go together, 100 million for 31 t: three quarters of each for 75."""
    run = solved(
        tmp_path,
        {
            "cluster": tonnes(30, 60, tags=["cluster"], place="north", kind="enabling"),
            "cleaner_north": tonnes(1, 40, place="north", kind="cleaner_production"),
            "cleaner_south": tonnes(1, 10, place="south", kind="cleaner_production"),
        },
        "75",
        {
            "cluster_cleaner": {
                "rule": "requires", "row": "P3f", "each": {"tags": ["cluster"]},
                "needs": {"kinds": ["cleaner_production"]}, "same": "place",
            },
        },
    )  # fmt: skip

    assert levels(run) == {"cluster": Fraction(3, 4), "cleaner_north": Fraction(3, 4)}


def test_6_no_more_establishments_come_to_standard_than_are_below_it(tmp_path: Path) -> None:
    """
    Inspection brings 60 for 18 and 2 a year, treatment 40 for 30, and 70 are below the standard: 60 + 10 are counted.

    45 million would pay for 5/6 of treatment; a quarter of it reaches all there is, and the least money is spent.
    """
    run = solved(
        tmp_path,
        {
            "inspection": {
                "asks": "18", "running_cost": "2/yr", "impact": {"to_standard": "60"}, "kind": "enabling",
                "runs_after": "0",
            },
            "treatment": {
                "asks": "30", "impact": {"to_standard": "40"}, "kind": "cleaner_production", "runs_after": "0",
            },
        },
        "45",
        {
            "no_double_count": {
                "rule": "overlap", "row": "P4a", "of": "to_standard", "at_most": "potential",
                "to": {"kinds": ["enabling", "cleaner_production"]},
            },
        },
        objective={"maximise": "to_standard"},
        indicators={**INDICATORS, "to_standard": {"stock": "establishment", "potential": "70"}},
    )  # fmt: skip

    assert run.answer.value == 70
    assert levels(run) == {"inspection": 1, "treatment": Fraction(1, 4)}


def test_7_training_raises_how_many_projects_can_be_begun(tmp_path: Path) -> None:
    """One may be begun a year, three once the training of 2026 runs: all four are, one in 2026 and three in 2027."""
    run = solved(
        tmp_path,
        {
            "training": {"asks": "8", "kind": "enabling"},
            **{f"cleaner_{number}": tonnes(10 * number, 10, kind="cleaner_production") for number in (1, 2, 3, 4)},
        },
        {"fund": {"amount": {"2026": "40", "2027": "40"}}},
        {
            "cleaner_capacity": {
                "rule": "capacity", "row": "P4f", "of": "starts", "to": {"kinds": ["cleaner_production"]},
                "at_most": "1/yr", "raised_by": {"training": "2/yr"},
            },
        },
        horizon=(2026, 2027),
    )  # fmt: skip
    begun = [sum(share for (name, at), share in starts(run).items() if at == year and name != "training")
             for year in (2026, 2027)]  # fmt: skip

    assert begun == [1, 3]
    assert levels(run)["training"] == 1


def test_8_a_facility_gets_so_much_for_machinery_and_no_more(tmp_path: Path) -> None:
    """Half of what is eligible: 200 and 250 million, at one facility 300 together; the press brings more a million."""
    run = solved(
        tmp_path,
        {
            "press": {
                "support": "machinery", "cost": "17000", "eligible_cost": "400", "facility": "phu_minh",
                "impact": {"co2e": "40/yr"},
            },
            "dryer": {
                "support": "machinery", "cost": "900", "eligible_cost": "500", "facility": "phu_minh",
                "impact": {"co2e": "40/yr"},
            },
        },
        "900",
        {
            "machinery": {
                "rule": "support_limit", "row": "P4b", "class": "machinery", "rate": "50 %",
                "ceiling": "300 million VND", "per": "facility", "valid": ["2018", "2026"],
            },
        },
    )  # fmt: skip

    assert levels(run) == {"press": 1, "dryer": Fraction(2, 5)}


TWO_FUNDS: Tree = {
    "provincial_capital": {"amount": {"2026": "100"}},
    "promotion": {"amount": {"2026": "50"}},
}


def test_9_capital_goes_first_to_efficiency_up_to_a_share_of_that_capital(tmp_path: Path) -> None:
    """60 % of 100 = 60 of the 90 for efficiency; 150 − 60 = 90 of 120 for cleaner production, which brings more."""
    run = solved(
        tmp_path,
        {"motors": tonnes(9, 90), "cleaner": tonnes(60, 120, kind="cleaner_production")},
        TWO_FUNDS,
        {
            "ee_re_first": {
                "rule": "priority", "row": "P4e", "to": {"kinds": ["efficiency", "renewable"]},
                "from": ["provincial_capital"], "of": "public_money", "up_to": "60 %", "share_of": "budget",
            },
        },
    )  # fmt: skip

    assert levels(run) == {"motors": Fraction(2, 3), "cleaner": Fraction(3, 4)}
    assert paid(run, "motors") == {"provincial_capital": 60}


def test_10_a_fund_pays_only_for_what_it_is_for(tmp_path: Path) -> None:
    """20 million are for bricks of one sector alone: 20 of 50; the other project takes the 30 that may go anywhere."""
    run = solved(
        tmp_path,
        {
            "brick": tonnes(5, 50, sector="trade", tags=["brick"]),
            "brick_of_another_sector": tonnes(4, 80, tags=["brick"]),
            "other": tonnes(80, 40),
        },
        {
            "bricks": {"amount": {"2026": "20"}, "for": {"sectors": ["trade"], "tags": ["brick"]}},
            "anything": {"amount": {"2026": "30"}},
        },
    )

    assert levels(run) == {"brick": Fraction(2, 5), "other": Fraction(3, 4)}


def test_11_a_tenth_may_be_carried_over_and_nine_tenths_must_be_spent(tmp_path: Path) -> None:
    """Of 100 million at least 90 are spent in 2026, and 10 carried over: 50 + 10 of the 70 of the better, later one."""
    run = solved(
        tmp_path,
        {
            "early": tonnes(12, 120, start=["2026", "2026"]),
            "late": tonnes(70, 70, start=["2027", "2027"]),
        },
        {"promotion": {"amount": {"2026": "100", "2027": "50"}, "carry_over": "10 %", "spend_at_least": "90 %"}},
        horizon=(2026, 2027),
    )

    assert levels(run) == {"early": Fraction(3, 4), "late": Fraction(6, 7)}


def test_12_the_second_line_starts_only_when_the_first_is_finished(tmp_path: Path) -> None:
    """30 million begin 3/4 of the first line in 2026; no more than that of the second may begin in 2027."""
    run = solved(
        tmp_path,
        {
            "line_1": tonnes(1, 40),
            "line_2": tonnes(50, 50, requires=[{"project": "line_1", "when": "finished"}]),
        },
        {"fund": {"amount": {"2026": "30", "2027": "60"}}},
        horizon=(2026, 2027),
    )

    assert starts(run) == {
        ("line_1", 2026): Fraction(3, 4),
        ("line_1", 2027): Fraction(1, 4),
        ("line_2", 2027): Fraction(3, 4),
    }


def test_13_counterpart_money_stands_beside_oda(tmp_path: Path) -> None:
    """15 million are at least 20 % of what both pay, so both pay 75 of 90; 40 million of ODA stay unused."""
    run = solved(
        tmp_path,
        {"project": tonnes(9, 90)},
        {"oda": {"amount": {"2026": "100"}}, "provincial_capital": {"amount": {"2026": "15"}}},
        {"oda_counterpart": {"rule": "match", "from": "oda", "with": "provincial_capital", "at_least": "20 %"}},
    )

    assert levels(run) == {"project": Fraction(5, 6)}
    assert paid(run, "project") == {"oda": 60, "provincial_capital": 15}


ALL_RULES: Tree = {
    "green_output": {
        "rule": "target", "row": "T1", "of": "green_share", "by": "2027", "at_least": "28 %", "aim": "35 %",
        "soft": "true",
    },
    "kilns_closed": {"rule": "phase_out", "row": "P3c", "what": "kilns", "closed_by": {"2026": "20 %", "2027": "45 %"}},
    "hydropower_safe": {"rule": "safeguard", "row": "P3d", "to": {"sectors": ["power"]}, "needs": list(DAM)},
    "craft_first": {
        "rule": "priority", "row": "P3e", "of": "public_money", "up_to": "8 %", "share_of": "budget", "tier": "1",
        "to": {"tags": ["craft_village"], "meets": ["applies_science", "less_pollution"]},
    },
    "cluster_cleaner": {
        "rule": "requires", "row": "P3f", "each": {"tags": ["cluster"]}, "needs": {"kinds": ["cleaner_production"]},
        "same": "place",
    },
    "no_double_count": {
        "rule": "overlap", "row": "P4a", "of": "to_standard", "at_most": "potential",
        "to": {"kinds": ["enabling", "cleaner_production"]},
    },
    "to_standard": {"rule": "target", "of": "to_standard", "by": "2027", "at_least": "64"},
    "cleaner_capacity": {
        "rule": "capacity", "row": "P4f", "of": "starts", "to": {"kinds": ["cleaner_production"]},
        "at_most": "1/yr", "raised_by": {"training": "2/yr"},
    },
    "machinery": {
        "rule": "support_limit", "row": "P4b", "class": "machinery", "rate": "50 %", "ceiling": "100 million VND",
        "per": "facility", "valid": ["2018", "2027"],
    },
    "ee_re_first": {
        "rule": "priority", "row": "P4e", "to": {"kinds": ["efficiency", "renewable"]}, "from": ["provincial_capital"],
        "of": "public_money", "up_to": "60 %", "share_of": "budget", "tier": "2",
    },
    "oda_counterpart": {"rule": "match", "from": "oda", "with": "provincial_capital", "at_least": "20 %"},
}  # fmt: skip
ALL_FUNDS: Tree = {
    "bricks": {"amount": {"2026": "45"}, "for": {"sectors": ["trade"], "tags": ["brick"]}},
    "promotion": {
        "amount": {"2026": "170", "2027": "130"},
        "carry_over": "10 %",
        "spend_at_least": "90 %",
        "for": {"not": {"tags": ["brick"]}},
    },
    "provincial_capital": {"amount": {"2026": "40", "2027": "30"}, "for": {"kinds": ["efficiency", "renewable"]}},
    "oda": {"amount": {"2026": "60", "2027": "50"}, "for": {"kinds": ["efficiency", "renewable"]}},
}


def all_projects() -> dict[str, Tree]:
    """Return projects for every one of the thirteen sentences."""
    clean: Tree = {"kind": "cleaner_production"}
    both: Tree = {"applies_science": "report 3", "less_pollution": "report 4"}
    output: Tree = {"green_output": "90/yr", "industrial_output": "30/yr"}
    machine: Tree = {"support": "machinery", "facility": "phu_minh"}
    return {
        "green_line": tonnes(8, 80, impact=output),
        "brick": tonnes(5, 50, sector="trade", tags=["brick"], closes={"kilns": "20"}, runs_after="0", **clean),
        "nam_x": tonnes(10, 60, sector="power", kind="renewable", meets=dict.fromkeys(DAM, "decision 7")),
        "nam_y": tonnes(90, 60, sector="power", kind="renewable"),
        "village": tonnes(1, 90, tags=["craft_village"], meets=both, **clean),
        "cluster": tonnes(30, 60, tags=["cluster"], place="north", kind="enabling"),
        "cleaner_north": tonnes(1, 40, place="north", **clean),
        "inspection": tonnes(0, 18, kind="enabling", running_cost="2/yr", impact={"to_standard": "60"}),
        "treatment": tonnes(0, 30, impact={"to_standard": "40"}, **clean),
        "training": tonnes(0, 8, kind="enabling"),
        "press": {**tonnes(40, 0, **machine), "cost": "900", "eligible_cost": "150"},
        "dryer": {**tonnes(20, 0, **machine), "cost": "700", "eligible_cost": "160"},
        "line_1": tonnes(9, 60),
        "line_2": tonnes(50, 50, requires=[{"project": "line_1", "when": "finished"}]),
    }


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return the case in which all thirteen stand, solved."""
    projects = all_projects()
    for name in ("press", "dryer"):
        del projects[name]["asks"]
    names = (*DAM, "applies_science", "less_pollution")
    return solved(
        tmp_path_factory.mktemp("together"),
        projects,
        ALL_FUNDS,
        ALL_RULES,
        horizon=(2026, 2027),
        conditions={name: {"name": name} for name in names},
        indicators={
            **INDICATORS,
            **GREEN,
            "green_output": {**GREEN["green_output"], "without_projects": {"2027": "390"}},
            "industrial_output": {**GREEN["industrial_output"], "without_projects": {"2027": "1500"}},
            "to_standard": {"stock": "establishment", "potential": "70"},
        },
        stocks={"kilns": {"amount": "38", "unit": "kiln", "source": "invented"}},
    )


def test_all_thirteen_stand_in_one_case_which_a_second_formulation_answers_alike(together: Run) -> None:
    tree = plain_data(together.case.tree)  # type: ignore[arg-type]  # a case that was read from a file has one
    assert isinstance(tree, dict)
    verdict = solve_independently(formulate(tree))
    (soft,) = (stage.value for stage in together.answer.stages if stage.name == "soft_rules")

    assert verdict.feasible
    assert float(together.answer.value or 0) == pytest.approx(verdict.value, rel=1e-6)
    assert float(-soft) == pytest.approx(verdict.shortfall, abs=1e-7)


def test_together_each_of_them_holds(together: Run) -> None:
    """From the figures of the projects and the starts, without a rule of greenopt: every sentence in turn."""
    begun, level = starts(together), levels(together)
    by_2026 = {name: share for (name, year), share in begun.items() if year == 2026}
    cleaner = {name for name, entry in all_projects().items() if entry.get("kind") == "cleaner_production"}
    money = {each["project"]: each["funds"] for each in together.result["portfolio"]}

    assert 20 * by_2026.get("brick", 0) >= Fraction(20, 100) * 38
    assert 20 * level["brick"] >= Fraction(45, 100) * 38
    assert "nam_y" not in level
    assert 90 * level["village"] == pytest.approx(Fraction(8, 100) * 525)
    assert level.get("cluster", 0) <= level.get("cleaner_north", 0)
    assert 60 * by_2026.get("inspection", 0) + 40 * by_2026.get("treatment", 0) >= 64
    assert sum(share for name, share in by_2026.items() if name in cleaner) <= 1
    assert sum(share for (name, year), share in begun.items() if name in cleaner and year > 2026) <= (
        1 + 2 * by_2026.get("training", 0)
    )
    assert 75 * level["press"] + 80 * level.get("dryer", 0) <= 100
    assert sum(each.get("provincial_capital", 0) for each in money.values()) >= Fraction(60, 100) * 70
    assert set(money["brick"]) == {"bricks"}
    assert begun.get(("line_2", 2026), 0) == 0
    assert level.get("line_2", 0) <= by_2026.get("line_1", 0)
    for funds in money.values():
        assert funds.get("provincial_capital", 0) >= funds.get("oda", 0) / 4 - 1e-9
