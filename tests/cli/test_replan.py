"""greenopt replan: what a planner sees, what a program reads, and that nothing is written on a mistake."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST as FIRST_CASE
from tests.cli.conftest import ROOT, Call, Done
from tests.small_cases import case_tree, write_tree
from tests.studies.test_replan import LIFETIME, fund, project

NEWS = """greenopt: 1
actuals: {year: 2027, source: "Report 15"}
projects:
  kiln: {status: excluded, started: {2026: 30 %}, paid: {2026: 30}}
"""


@pytest.fixture
def begun(greenopt: Call, tmp_path: Path) -> Call:
    """Solve a case of two projects: half of the kiln's 100 are due in each year, and nothing is left for the boiler."""
    kiln = project(100, 200, spending=["50 %", "50 %"], start=["2026", "2026"])
    tree = case_tree({"kiln": kiln, "boiler": project(50, 70)}, {"f": fund(50, 50)}, {}, LIFETIME, (2026, 2027))
    tree["scenarios"] = {
        "rich": {"funds.f.amount.2027": "100"},
        "dear": {"projects.boiler.asks": "x 1.2"},
        "late": {"projects.kiln.lifetime": "9 yr"},
    }
    assert greenopt("solve", write_tree(tree, tmp_path)).code == 0
    return greenopt


def news(text: str = NEWS) -> str:
    """Write actuals where the command is run, and return their name."""
    Path("news.yaml").write_text(text, encoding="utf-8")
    return "news.yaml"


def test_the_table_says_what_changes_and_why(begun: Call) -> None:
    done = begun("replan", "last", "--year", "2027", "--actuals", news())

    assert done.code == 0
    for words in (
        "Review of 2027",
        "What happened: Report 15",
        "Less than before (1)",
        "its own figures changed: paid, remaining, started, status",
        "New (1)",
        "projects.kiln.started.2026: 100 % → 30 %",
        "Kept: begun before",
    ):
        assert words in done.out
    assert "runs/small/2" in done.err
    assert begun("verify", "small/2", "--rebuild").code == 0


def test_it_fits_eighty_columns_in_both_languages(begun: Call) -> None:
    for language, words in (("en", "Review of 2027"), ("vi", "Rà soát năm 2027")):
        done = begun("--lang", language, "replan", "small/1", "--year", "2027", "--actuals", news())

        assert words in done.out
        assert max(map(len, done.out.splitlines())) <= 80


def test_json_is_the_document_that_is_kept(begun: Call) -> None:
    done = begun("replan", "last", "--year", "2027", "--actuals", news(), "--json", "--out", "here")

    assert done.out == Path("here/replan.json").read_text(encoding="utf-8")
    found = done.document
    assert found["schema"] == "greenopt.replan/1"
    assert found["year"] == 2027
    assert {each["project"]: each["change"] for each in found["projects"]} == {"kiln": "less", "boiler": "new"}
    assert found["totals"]["before"]["public_money"] == 100
    assert found["totals"]["after"]["public_money"] == 80
    [kept] = found["kept"]
    assert (kept["started"], kept["paid"], kept["remaining"]) == ({"2026": 0.3}, {"f": {"2026": 30}}, {})
    manifest = json.loads(Path("here/manifest.json").read_text(encoding="utf-8"))
    assert {"replan.json", "inputs/actuals.yaml", "inputs/case.yaml"} <= manifest["files"].keys()


def test_scenarios_and_single_changes_are_taken_in(begun: Call) -> None:
    """With 100 in 2027 the kiln's 50 and the boiler's 50 are paid; the boiler at half the price costs 25."""
    found = begun("replan", "last", "--year", "2027", "-s", "rich", "--set", "projects.boiler.asks=25", "--json")

    paths = {each["path"]: each["to"] for each in found.document["data_changes"]}
    assert paths == {"funds.f.amount.2027": "100", "projects.boiler.asks": "25"}
    assert found.document["totals"]["after"]["public_money"] == 125


def test_what_was_kept_can_be_solved_again(begun: Call) -> None:
    begun("replan", "last", "--year", "2027", "--actuals", news(), "--out", "here")
    first = Path("here/result.json").read_text(encoding="utf-8")

    for number, source in enumerate(("here/inputs", "here/case.resolved.yaml")):
        done = begun("solve", source, "--json", "--out", f"again-{number}")
        assert done.document["portfolio"] == json.loads(first)["portfolio"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (NEWS.replace("2027, source", "2026, source"), "news.yaml:2:17"),
        (NEWS.replace("paid: {2026: 30}", "paid: {2026: 31}"), "news.yaml:4:57"),
        (NEWS.replace("30 %", "130 %"), "news.yaml:4:44"),
        (NEWS.replace("kiln", "kilns"), "news.yaml:4:3"),
        (NEWS + "changes: {rules.none: drop}\n", "news.yaml:5:23"),
        ("\n", "news.yaml:1:1"),
    ],
)
def test_nothing_is_written_when_the_actuals_are_wrong(text: str, place: str, begun: Call) -> None:
    done: Done = begun("replan", "last", "--year", "2027", "--actuals", news(text), "--out", "here")

    assert done.code == 3
    assert done.err.startswith(place)
    assert not Path("here").exists()
    told = begun("replan", "last", "--year", "2027", "--actuals", "news.yaml", "--json").document
    assert told["schema"] == "greenopt.error/1"


def test_wrong_usage_is_told_from_missing_files(begun: Call) -> None:
    assert begun("replan", "last").code == 2
    assert begun("replan", "last", "--year", "2031").code == 2
    assert begun("replan", "none", "--year", "2027").code == 6
    assert begun("replan", "last", "--year", "2027", "--actuals", "none.yaml").code == 6
    assert begun("replan", "last", "--year", "2027", "--actuals", ".").code == 6


def test_a_mistake_in_the_case_is_shown_in_the_copied_sources(begun: Call) -> None:
    done = begun("replan", "last", "--year", "2027", "--set", "case.horizon=[2026, 2019]")

    assert done.code == 3
    assert "Traceback" not in done.err


def test_when_no_plan_is_left_it_says_why(begun: Call) -> None:
    """The kiln's second half, 50, is due in 2027; a fund with 40 cannot pay it."""
    done = begun("replan", "last", "--year", "2027", "--set", "funds.f.amount.2027=40")

    assert done.code == 4
    assert "No plan satisfies the case" in done.out
    assert Path("runs/small/2/replan.json").is_file()


def test_the_worked_example_of_the_documentation(greenopt: Call) -> None:
    """Ten years of 420 + 500 + 240 + 120 tonnes before, and with an eighth of the boilers of 30 in place of 120."""
    folder = ROOT / "docs" / "replan"
    greenopt("solve", folder / "case.yaml")
    found = greenopt("replan", "last", "--year", 2027, "--actuals", folder / "actuals.yaml", "--json").document

    assert found["totals"]["before"]["objective"]["value"] == 12800
    assert found["totals"]["after"]["objective"]["value"] == 11900
    after = {each["project"]: each["after"]["starts"] for each in found["projects"]}
    assert after["unburnt_bricks"] == {"2026": 0.1, "2027": 0.9}
    assert after["tea_boilers"] == {"2028": 0.125}
    assert found["data_changes"][0] == {"path": "funds.green_fund.amount.2028", "from": "900", "to": "700"}


def test_no_scenario_is_applied_twice_or_offered_without_its_object(begun: Call) -> None:
    """'rich' was applied, and 'dear' changes a project that is dropped: neither stands in the case that is kept."""
    begun("replan", "small/1", "--year", "2027", "-s", "rich", "--set", "projects.boiler=drop", "--out", "here")
    kept = Path("here/inputs/case.yaml").read_text(encoding="utf-8")

    assert "rich" not in kept
    assert "dear" not in kept
    assert "late" in kept
    begun("solve", "here/inputs", "-s", "late", "--out", "later")
    assert begun("replan", "later", "--year", "2027", "-s", "late").code == 2


def test_what_extends_an_applied_scenario_is_not_offered_nor_applied(greenopt: Call, tmp_path: Path) -> None:
    """'richer' would apply 'rich' again; the sweep on it goes too, and the one whose project is dropped."""
    tree = case_tree({"kiln": project(100, 200), "boiler": project(50, 70)}, {"f": fund(50, 50)}, {}, LIFETIME)
    tree["case"]["horizon"] = ["2026", "2027"]
    tree["scenarios"] = {
        "rich": {"funds.f.amount.2027": "x 2"},
        "richer": {"extends": "rich", "funds.f.amount.2026": "x 2"},
        "late": {"projects.kiln.lifetime": "9 yr"},
    }
    tree["sweeps"] = {
        "on_richer": {"scenarios": "richer"},
        "of_boiler": {"vary": {"projects.boiler.asks": ["40", "60"]}},
        "of_fund": {"vary": {"funds.f.amount.2027": ["40", "60"]}, "scenarios": "late"},
    }
    greenopt("solve", write_tree(tree, tmp_path), "-s", "rich")
    asked = ("replan", "small/1", "--year", "2027")
    assert greenopt(*asked, "--set", "projects.boiler=drop", "--out", "here").code == 0
    kept = Path("here/inputs/case.yaml").read_text(encoding="utf-8")

    assert [name for name in ("rich:", "richer:", "on_richer:", "of_boiler:") if name in kept] == []
    assert "late:" in kept
    assert greenopt("sweep", "here/inputs").code == 0
    refused = greenopt(*asked, "-s", "richer")
    assert refused.code == 2
    assert "the run has the scenario 'rich' already" in refused.err


def test_the_first_case_is_reviewed_in_its_last_year(greenopt: Call) -> None:
    greenopt("solve", FIRST_CASE)
    last = json.loads(Path("runs/first-case/1/result.json").read_text(encoding="utf-8"))["case"]["horizon"][1]
    done = greenopt("replan", "last", "--year", last)

    assert done.code == 0
    assert "No project changes." in done.out


def test_an_impossible_review_is_offered_with_its_first_way_out(begun: Call) -> None:
    """Of the 50 that are still due for the kiln in 2027, 41 are left; 'last' would mean the impossible run by then."""
    done = begun("replan", "last", "--year", "2027", "--set", "funds.f.amount.2027=41")

    assert done.code == 4
    assert (
        "greenopt replan runs/small/1 --year 2027 --set funds.f.amount.2027=41 --set funds.f.amount.2027=50" in done.err
    )
    repaired = begun(
        "replan", "runs/small/1", "--year", "2027", "--set", "funds.f.amount.2027=41", "--set", "funds.f.amount.2027=50"
    )
    assert repaired.code == 0
