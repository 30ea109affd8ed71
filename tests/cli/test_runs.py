"""greenopt runs: what is saved, even where a folder is damaged."""

from pathlib import Path

from tests.cli.conftest import FIRST, Call


def test_runs_are_listed_by_case_and_number(greenopt: Call) -> None:
    greenopt("solve", FIRST)
    greenopt("solve", FIRST, "-s", "larger_fund", "--set", "projects.tea_boiler.asks=410")
    greenopt("solve", FIRST, "--set", "rules.craft_share.at_least=100 %")
    done = greenopt("runs")
    lines = done.out.splitlines()[2:]

    assert done.code == 0
    assert [line.split(" ")[0] for line in lines if line.startswith("first-case")] == [
        "first-case/1",
        "first-case/2",
        "first-case/3",
    ]
    assert "9,179" in lines[0]
    assert "best, proved" in lines[0]
    assert "larger_fund" in done.out
    for language in ("en", "vi"):
        assert max(map(len, greenopt("--lang", language, "runs").out.splitlines())) <= 80


def test_runs_as_json_hold_the_whole_digest(greenopt: Call) -> None:
    told = greenopt("solve", FIRST, "-s", "larger_fund").err
    (found,) = greenopt("runs", "--json").document["runs"]

    assert f"digest: {found['digest']}" in told
    assert found["scenario"] == ["larger_fund"]
    assert found["run"] == "first-case/1"


def test_a_damaged_run_is_listed_as_such(greenopt: Call) -> None:
    greenopt("solve", FIRST)
    for content in ("", "[]", '{"status": 3}', '{"status": "x", "objective": {}}', "\ufeff\x00"):
        Path("runs/first-case/1/result.json").write_text(content, encoding="utf-8")

        assert "cannot be read" in greenopt("runs").out
        assert greenopt("runs", "--json").document["runs"][0]["status"] == "unreadable"


def test_without_runs_it_says_so(greenopt: Call) -> None:
    done = greenopt("runs")

    assert done.code == 0
    assert "no run is saved" in done.out
    assert greenopt("runs", "--json").document["runs"] == []
