"""Sweeps of cases that are solved by hand: values, tornado, which projects move where, and scenarios without a plan."""

from pathlib import Path
from typing import Any

from tests.small_cases import case_tree, write_tree

from greenopt.case.sweeps import read_sweep, sweep_entry
from greenopt.studies.running import Where, run
from greenopt.studies.scenario import Source
from greenopt.studies.sweep.document import document
from greenopt.studies.sweep.points import expand
from greenopt.studies.sweep.tables import as_csv, level_table, scenario_table
from greenopt.studies.sweep.task import BATCH, Varied

FIRST = Path(__file__).parents[3] / "cases" / "first-case"
Json = dict[str, Any]


def swept(path: Path, name: str, *changes: str) -> Json:
    """Return the document of a sweep of a case."""
    source = Source(path, (), changes)
    case = source.read()
    assert case.tree is not None
    sweep = read_sweep(case.tree, name, sweep_entry(case.tree, name))
    assert sweep is not None
    varied = Varied(source, case, expand(case.tree, sweep))
    return document(varied, sweep, run(varied.task(), Where()))


def small(folder: Path, sweep: Json, **rules: Json) -> Path:
    """
    Write a case with one fund and two projects.

    The kiln asks for 60 and avoids 120 t a year for ten years, so 20 t for each unit of money; the boiler asks for 50
    and avoids 50, so 10 t.
    """
    project = {"lifetime": "10 yr", "cost": "100"}
    projects = {
        "kiln": {"asks": "60", "impact": {"waste": "120/yr"}, **project},
        "boiler": {"asks": "50", "impact": {"waste": "50/yr"}, **project},
    }
    objective = {"maximise": "waste", "over": "lifetime"}
    tree = case_tree(projects, {"f": {"amount": {"2026": "80"}}}, rules, objective, (2026, 2026))
    tree["sweeps"] = {"s": sweep}
    return write_tree(tree, folder)


def test_a_sweep_of_the_budget_is_what_is_worked_out_by_hand(tmp_path: Path) -> None:
    """
    The kiln is paid first. Money m up to 60 brings 20 m tonnes; what is left of it brings 10 t each, up to 50 more.

        30   half of the kiln                      600
        60   the kiln                            1,200
        80   the kiln, 20 of 50 of the boiler    1,200 + 200 = 1,400
        90   and 30 of 50                        1,500
        120  both                                1,700
    """
    amounts = {"funds.f.amount.2026": {"from": "30", "to": "120", "points": "4"}}
    found = swept(small(tmp_path, {"vary": amounts}), "s")

    assert [(each["id"], each["value"]) for each in found["scenarios"]] == [
        ("(base)", 1400),
        ("f.amount.2026=30", 600),
        ("f.amount.2026=60", 1200),
        ("f.amount.2026=90", 1500),
        ("f.amount.2026=120", 1700),
    ]
    assert [each["totals"]["public_money"] for each in found["scenarios"]] == [80, 30, 60, 90, 110]
    assert [each["levels"] for each in found["scenarios"]][:3] == [
        {"kiln": 1, "boiler": 0.4},
        {"kiln": 0.5},
        {"kiln": 1},
    ]
    assert found["scenarios"][3]["changes"] == {"funds.f.amount.2026": "90"}
    assert found["objective"]["base"] == 1400
    assert found["tornado"] is None
    assert found["projects"]["always"] == found["projects"]["never"] == []
    assert [(each["project"], each["chosen"]) for each in found["projects"]["changing"]] == [("boiler", 3), ("kiln", 5)]
    assert found["projects"]["changing"][0]["moves"] == [
        {"after": "f.amount.2026=60", "at": "f.amount.2026=90", "comes": "in", "from": 0, "to": 0.6}
    ]


def test_a_tornado_ranks_paths_by_how_far_each_moves_the_answer(tmp_path: Path) -> None:
    """
    As it is 1,400.

    The kiln for 54 leaves 26 for the boiler: 1,460; for 66 leaves 14: 1,340. The boiler for 45 gets
    20 / 45 of 500: 222.2; for 55: 181.8. So the kiln's price spans 120, the boiler's 40.4.
    """
    ends = {"from": "x 0.9", "to": "x 1.1", "points": "3"}
    vary = {"projects.boiler.asks": ends, "projects.kiln.asks": ends}
    rows = swept(small(tmp_path, {"mode": "one_at_a_time", "vary": vary}), "s")["tornado"]

    figures = [(row["label"], *(round(row[key], 4) for key in ("span", "below", "above"))) for row in rows]
    assert figures == [("kiln.asks", 120, 60, 60), ("boiler.asks", 40.404, 18.1818, 22.2222)]
    assert rows[0]["first"] == {
        "changes": {"projects.kiln.asks": "x 0.9"},
        "status": rows[0]["first"]["status"],
        "value": 1460,
    }
    assert rows[0]["last"]["value"] == 1340


def test_what_has_no_plan_or_is_no_case_is_an_answer(tmp_path: Path) -> None:
    """The boiler must be begun whole: 40 is too little for its 50. Less than nothing, and a word, are no money."""
    rule = {"rule": "floor", "of": "starts", "to": {"projects": ["boiler"]}, "at_least": "1", "source": "x"}
    vary = {"funds.f.amount.2026": ["40", "70", "-5", "many"]}
    found = swept(small(tmp_path, {"vary": vary}, must=rule), "s")
    statuses = [each["status"] for each in found["scenarios"]]

    assert [each["value"] is None for each in found["scenarios"]] == [False, True, False, True, True]
    assert statuses[1] in {"infeasible", "certified_infeasible"}
    assert statuses[3:] == ["invalid", "invalid"]
    assert all(set(each["reason"]) == {"en", "vi"} for each in found["scenarios"] if each["value"] is None)
    assert found["counts"]["without_plan"] == 3
    assert found["projects"]["plans"] == 2


def test_the_first_case_is_swept_as_its_readme_is_solved() -> None:
    """
    The readme fills up the fund m: brick 0.35 m at 12.6, solar 0.15 m at 1.8, the boiler, and lighting with the rest.

    With half of the fund, 650, the boiler gets 650 - 227.5 - 97.5 = 325 of 420: 2,866.5 + 175.5 + 1,950 = 4,992. One
    tenth more is 130 at the price of the fund, 5.93, until brick is whole at 500 / 0.35 = 1,428.6 and lighting takes
    the rest at 0.85 · 2.5 + 0.15 · 1.8 = 2.395: 9,179 + 128.57 · 5.93 + 1.43 · 2.395 = 9,944.85.
    """
    found = swept(FIRST, "fund")
    values = {each["changes"].get("funds.green_fund.amount.*"): each["value"] for each in found["scenarios"]}

    assert values[None] == values["x 1"] == 9179
    assert values["x 0.5"] == 4992
    assert values["x 1.1"] == 9944.85
    assert values["x 1.5"] == values["x 1.4"] == 10412
    assert found["case"]["id"] == "first-case"
    assert {each["file"] for each in found["inputs"]} >= {"case.yaml", "model.yaml"}


def test_a_changed_case_is_swept_as_changed() -> None:
    """A fund of 1,350 by --set; its half is 675."""
    found = swept(FIRST, "fund", "funds.green_fund.amount.2026=1350")

    assert found["scenarios"][0]["value"] == 9475.5
    assert found["scenarios"][1]["totals"]["public_money"] == 675
    assert found["changes"] == {"funds.green_fund.amount.2026": "1350"}


def test_tables_are_tidy_and_inert(tmp_path: Path) -> None:
    vary = {"funds.f.amount.2026": ["+ 10", "- 50"]}
    found = swept(small(tmp_path, {"vary": vary}), "s")
    scenarios = as_csv(scenario_table(found)).decode("utf-8-sig").splitlines()
    levels = as_csv(level_table(found)).decode("utf-8-sig").splitlines()

    assert scenarios[0].startswith("id,scenario,funds.f.amount.2026,status,value,public_money,private_money,indicator.")
    assert scenarios[2].startswith("f.amount.2026=+ 10,,'+ 10,")
    assert scenarios[3].startswith("f.amount.2026=- 50,,'- 50,")
    assert ",1500,90," in scenarios[2]
    assert levels == [
        "scenario,project,level",
        *sorted(["(base),boiler,0.4", "(base),kiln,1"], key=levels.index),
        *sorted(["f.amount.2026=+ 10,boiler,0.6", "f.amount.2026=+ 10,kiln,1"], key=levels.index),
        "f.amount.2026=- 50,kiln,0.5",
    ]


def test_the_task_says_what_is_computed(tmp_path: Path) -> None:
    """Another value, another case or proofs wanted are another computation; the same words are the same one."""
    source = Source(small(tmp_path, {"vary": {"funds.f.amount.2026": ["30", "40"]}}))
    case = source.read()
    assert case.tree is not None
    sweep = read_sweep(case.tree, "s", sweep_entry(case.tree, "s"))
    assert sweep is not None
    points = expand(case.tree, sweep)
    task = Varied(source, case, points).task()
    other = Source(source.where, (), ("funds.f.amount.2026=81",))

    assert (task.name, task.count, task.batch) == ("sweep", 3, BATCH)
    assert task.paths == ("funds.f.amount.2026",)
    assert task.digest() == Varied(source, source.read(), points).task().digest()
    assert task.digest() not in {
        Varied(source, case, points[:2]).task().digest(),
        Varied(source, case, points).task(certify=True).digest(),
        Varied(other, other.read(), points).task().digest(),
    }
