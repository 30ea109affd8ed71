"""greenopt solve: the answer, where it is saved, and every way in which there is none."""

import _thread
import json
import os
import shlex
import threading
from pathlib import Path

import highspy
import pytest
from tests.cli.conftest import FIRST, Call

from greenopt import run as run_module
from greenopt.cli import _saving
from greenopt.engine import solve as solve_module

NEEDS_RIGHTS = pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever may do all is refused nothing")


def test_the_table_holds_the_answer_derived_in_the_readme_of_the_case(greenopt: Call) -> None:
    """9,179 tonnes: brick 91 %, boiler whole, solar 81.25 %, lighting 63.89 %; prices 5.93, 9.1 and 131.3."""
    done = greenopt("solve", FIRST)

    assert done.code == 0
    for words in (
        "9,179 tCO2e",
        "ILLUSTRATIVE",
        "91 %",
        "81.3 %",
        "63.9 %",
        "FUNDING LINE",
        "would bring 5.93 tCO2e",
        "one percentage point less would bring 9.1 tCO2e",
        "one percentage point more would bring 131 tCO2e",
        "1,300 of 1,300 million VND",
    ):
        assert words in done.out


def test_the_run_is_saved_under_the_next_number_and_its_digest_is_told(greenopt: Call) -> None:
    first, second = greenopt("solve", FIRST), greenopt("solve", FIRST)

    assert sorted(path.name for path in Path("runs/first-case").iterdir()) == ["1", "2"]
    assert "saved: runs/first-case/1" in first.err
    digests = [line for done in (first, second) for line in done.err.splitlines() if line.startswith("digest: ")]
    assert len(digests) == 2
    assert len(set(digests)) == 1


def test_json_is_the_saved_document_byte_for_byte(greenopt: Call) -> None:
    done = greenopt("solve", FIRST, "--json", "--out", "here")

    assert done.out.encode() == Path("here/result.json").read_bytes()
    assert done.document["objective"]["value"] == 9179


def test_scenarios_and_changes_reach_the_answer_and_the_title(greenopt: Call) -> None:
    """Fifty million more bring 50 · 5.93 = 296.5; the README of the case says so."""
    done = greenopt("solve", FIRST, "-s", "larger_fund", "--set", "projects.tea_boiler.cost=1160")

    assert "9,476 tCO2e" in done.out
    assert "Scenario: larger_fund" in done.out
    assert "Changed: projects.tea_boiler.cost = 1160" in done.out


def test_a_case_without_a_plan_names_the_rules_and_is_saved(greenopt: Call) -> None:
    """Crafts ask for 500 million at most, 38.5 % of the fund; 60 % of the budget cannot be reached."""
    changes = ("--set", "rules.craft_share.at_least=60 %", "--set", "rules.craft_share.share_of=budget")
    done, as_json = greenopt("solve", FIRST, *changes), greenopt("solve", FIRST, *changes, "--json")

    assert done.code == as_json.code == 4
    assert "No plan satisfies the case. This is proved." in done.out
    assert "at least 60 % of the budget" in " ".join(done.out.split())
    assert "--set 'rules.craft_share.at_least=38.46 %'" in done.err
    assert as_json.document["status"] == "certified_infeasible"
    assert Path("runs/first-case/2/result.json").is_file()


def test_the_first_way_out_can_be_typed_and_works(greenopt: Call) -> None:
    """The scenario and the changes that were asked for are part of the next command; what follows replaces them."""
    asked = (
        "-s",
        "larger_fund",
        "--set",
        "rules.craft_share.at_least=60 %",
        "--set",
        "rules.craft_share.share_of=budget",
    )
    done = greenopt("solve", FIRST, *asked)
    line = next(each for each in done.err.splitlines() if each.startswith("  greenopt solve"))
    words = shlex.split(line.partition("  with the first")[0])[1:]

    assert done.code == 4
    assert words[2:6] == ["-s", "larger_fund", "--set", words[5]]
    assert greenopt(*words).code == 0


def test_validate_warns_of_what_is_obviously_impossible(greenopt: Call) -> None:
    """Crafts ask for 500 million at most; 60 % of the budget are 780."""
    changes = ("--set", "rules.craft_share.at_least=60 %", "--set", "rules.craft_share.share_of=budget")
    done = greenopt("validate", FIRST, *changes)

    assert done.code == 0
    assert "even with every project in full at most 500 of 780 million VND" in done.err


def test_a_mistake_is_told_with_a_place_that_can_be_opened_and_nothing_is_saved(
    greenopt: Call, wrong_case: Path
) -> None:
    done = greenopt("solve", wrong_case)
    line = next(each for each in done.err.splitlines() if "kost" in each)

    assert done.code == 3
    assert done.out == ""
    assert line.startswith(f"{wrong_case / 'case.yaml'}:27:5: projects.unburnt_brick.kost: ")
    assert "did you mean 'cost'?" in line
    assert not Path("runs").exists()


def test_mistakes_as_json(greenopt: Call, wrong_case: Path) -> None:
    done = greenopt("solve", wrong_case, "--json")
    found = {each["key"]: each for each in done.document["diagnostics"]}

    assert done.code == done.document["exit_code"] == 3
    assert done.err == ""
    assert found["projects.unburnt_brick.kost"]["line"] == 27
    assert found["projects.tea_boiler.cost"]["file"] == str(wrong_case / "case.yaml")
    assert set(found["projects.tea_boiler.cost"]["hint"]) == {"en", "vi"}
    assert not Path("runs").exists()


def never(*_: object, **__: object) -> None:
    """Stand in for work that must not begin."""
    pytest.fail("the place was not looked at first")


def test_a_folder_that_is_not_empty_is_refused_before_solving(greenopt: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "solve", never)
    Path("full").mkdir()
    Path("full/letter.txt").write_text("keep me", encoding="utf-8")
    Path("file").write_text("keep me", encoding="utf-8")

    assert greenopt("solve", FIRST, "--out", "full").code == 6
    assert greenopt("solve", FIRST, "--out", "file").code == 6
    assert greenopt("solve", FIRST, "--out", "file/below").code == 6
    assert Path("full/letter.txt").read_text(encoding="utf-8") == "keep me"


def test_runs_that_is_a_file_is_refused_before_solving(greenopt: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "solve", never)
    Path("runs").write_text("", encoding="utf-8")

    assert greenopt("solve", FIRST).code == 6


@NEEDS_RIGHTS
def test_a_folder_that_may_not_be_written_is_refused_before_solving(
    greenopt: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "solve", never)
    Path("locked").mkdir(mode=0o500)

    assert greenopt("solve", FIRST, "--out", "locked/run").code == 6


def test_an_empty_folder_may_be_named(greenopt: Call) -> None:
    Path("empty").mkdir()

    assert greenopt("solve", FIRST, "--out", "empty").code == 0
    assert Path("empty/result.json").is_file()


def test_a_number_taken_in_between_is_passed_over(greenopt: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """While this run was solved, another one took number 1."""
    solving = _saving.solved

    def slowly(*arguments: object, **options: object) -> object:
        greenopt("runs")
        Path("runs/first-case/1").mkdir(parents=True)
        Path("runs/first-case/1/result.json").write_text("{}", encoding="utf-8")
        return solving(*arguments, **options)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr("greenopt.cli.solve.solved", slowly)

    assert greenopt("solve", FIRST).code == 0
    assert Path("runs/first-case/2/manifest.json").is_file()


def test_prices_can_be_left_out(greenopt: Call) -> None:
    done = greenopt("solve", FIRST, "--no-prices", "--json")

    assert {row["price"] for row in done.document["rules"]} == {None}


def test_the_log_says_what_was_run_and_stays_outside_the_manifest(greenopt: Call) -> None:
    greenopt("solve", FIRST)
    log = Path("runs/first-case/1/log.txt").read_text(encoding="utf-8")
    manifest = json.loads(Path("runs/first-case/1/manifest.json").read_bytes())

    assert "status: certified_optimal" in log
    assert "log.txt" not in manifest["files"]


def test_a_case_that_is_not_there_exits_with_6(greenopt: Call) -> None:
    done = greenopt("solve", "nowhere", "--json")

    assert done.code == 6
    assert [each["code"] for each in done.document["diagnostics"]] == ["file"]
    assert not Path("runs").exists()


def test_an_interrupt_while_a_linear_case_is_solved_is_told_and_saves_nothing(
    greenopt: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HiGHS does not listen while it solves a small linear case; Ctrl-C is heard when it comes back."""
    real = solve_module._run_interruptibly

    def run(highs: highspy.Highs) -> None:
        monkeypatch.setattr(solve_module, "_run_interruptibly", real)
        threading.Timer(0, _thread.interrupt_main).start()
        real(highs)

    monkeypatch.setattr(solve_module, "_run_interruptibly", run)
    done = greenopt("solve", FIRST)

    assert (done.code, done.out) == (130, "")
    assert "interrupted" in done.err
    assert [*Path().iterdir()] == []
