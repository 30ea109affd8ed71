"""greenopt check: exit codes, both languages, what is saved, and hostile plan files on the command line."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, Call

PLAN = "project,share,start\nunburnt_brick,100 %,\ntea_boiler,100 %,2026\nbrocade_solar,50 %,\n"
"""500 + 420 + 120 = 1,040 million: bricks get 500 of at most 364, crafts 120 of at least 156."""


def test_a_broken_plan_is_told_in_both_languages(greenopt: Call) -> None:
    Path("plan.csv").write_text(PLAN, encoding="utf-8")
    done = greenopt("check", FIRST, "plan.csv")

    assert done.code == 7
    assert "500, to be ≤ 364 million VND: 136 too much" in done.out
    assert "120, to be ≥ 156 million VND: 36 missing" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    assert "500, phải ≤ 364 triệu đồng: vượt 136" in greenopt("--lang", "vi", "check", FIRST, "plan.csv").out
    assert not Path("runs").exists()


def test_the_run_s_own_portfolio_satisfies_every_rule(greenopt: Call) -> None:
    greenopt("solve", FIRST, "-s", "larger_fund")
    done = greenopt("check", FIRST, "runs/first-case/1/portfolio.csv", "-s", "larger_fund")

    assert done.code == 0
    assert "the plan satisfies every rule" in done.out
    assert "Just as good as the best plan." in done.out
    assert greenopt("check", FIRST, "runs/first-case/1/portfolio.csv").code == 7


def test_json_is_saved_where_it_was_asked_for(greenopt: Call) -> None:
    Path("plan.csv").write_text(PLAN, encoding="utf-8")
    done = greenopt("check", FIRST, "plan.csv", "--json", "-o", "kept")

    assert done.document["schema"] == "greenopt.check/1"
    assert json.loads(Path("kept/check.json").read_text(encoding="utf-8")) == done.document
    assert greenopt("check", FIRST, "plan.csv", "-o", "kept").code == 6


def test_a_case_without_a_plan_has_its_own_exit_code(greenopt: Call) -> None:
    Path("plan.csv").write_text(PLAN, encoding="utf-8")
    written = "{rule: target, of: co2e, by: 2026, at_least: 9000, source: invented}"
    done = greenopt("check", FIRST, "plan.csv", "--set", f"rules.much={written}")

    assert done.code == 4
    assert "There is no best plan to compare it with" in done.out


def test_vietnamese_numbers_are_read(greenopt: Call) -> None:
    Path("plan.csv").write_text("project;share\ntea_boiler;62,5 %\n", encoding="utf-8")

    assert greenopt("check", FIRST, "plan.csv").code == 3
    done = greenopt("check", FIRST, "plan.csv", "--numbers", "vi", "--json")
    assert done.document["totals"]["public_money"] == 262.5


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", 3),
        (b"\x00\x01\x02", 3),
        ("project,share\ntea_boiler,\u202e1\n".encode(), 3),
        (b"project,share\n\xe9,1\n", 3),
        (b"project,share\n" + b'"', 3),
        (b"project,share\n=cmd(),1\n", 3),
        (b"project,share\ntea_boiler," + b"9" * 5000 + b"\n", 3),
        (b"project,share\r" + b"tea_boiler,1\r", 3),
    ],
)
def test_a_hostile_plan_is_no_traceback(data: bytes, code: int, greenopt: Call) -> None:
    Path("plan.csv").write_bytes(data)
    done = greenopt("check", FIRST, "plan.csv", "--json", "-o", "kept")

    assert done.code == code
    assert done.document["schema"] == "greenopt.error/1"
    assert not Path("kept").exists()


def test_mistakes_are_told_with_file_line_and_column(greenopt: Call) -> None:
    Path("plan.csv").write_text("project,share\ntea_boiler,160 %\nte_boiler,1\n", encoding="utf-8")
    done = greenopt("check", FIRST, "plan.csv")

    assert done.code == 3
    assert "plan.csv:2:12: share: '160 %' is not a share from 0 % to 100 %" in done.err
    assert "plan.csv:3:1: project: there is no project 'te_boiler'; did you mean 'tea_boiler'?" in done.err


@pytest.mark.parametrize("name", ["missing.csv", "folder", "plan.txt", "x\0y.csv"])
def test_a_file_that_cannot_be_read_is_told(name: str, greenopt: Call) -> None:
    Path("folder").mkdir()
    assert greenopt("check", FIRST, name).code == 6
