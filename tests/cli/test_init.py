"""greenopt init and demo: something to begin with, that works at once."""

from pathlib import Path

import pytest
from tests.cli.conftest import Call

from greenopt.cli import demo as demo_module


def test_the_starter_case_is_valid_and_solves_at_once(greenopt: Call) -> None:
    made = greenopt("init", "my-valley")
    valid, solved = greenopt("validate", "my-valley"), greenopt("solve", "my-valley", "-s", "lean")

    assert made.code == valid.code == solved.code == 0
    assert valid.out.startswith("my-valley is valid")
    assert "Funded in part" in solved.out
    assert Path("runs/my-valley/1/result.json").is_file()


def test_an_editor_finds_the_schema_of_each_file(greenopt: Call) -> None:
    greenopt("init", "mine")
    for name in ("case.yaml", "model.yaml"):
        first = (Path("mine") / name).read_text(encoding="utf-8").splitlines()[0]

        assert (Path("mine") / first.partition("$schema=")[2]).is_file()


def test_the_folder_one_stands_in_may_be_used_if_it_is_empty(greenopt: Call) -> None:
    assert greenopt("init").code == 0
    assert Path("case.yaml").is_file()
    assert greenopt("init").code == 6


def test_nothing_is_written_into_a_folder_that_is_not_empty(greenopt: Call) -> None:
    Path("full").mkdir()
    Path("full/letter.txt").write_text("", encoding="utf-8")
    for command in ("init", "demo"):
        done = greenopt(command, "full")

        assert done.code == 6
        assert "not empty" in done.err
        assert [path.name for path in Path("full").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("name", ["1 2", "năm-2026", "x.y"])
def test_any_name_of_a_folder_makes_a_case_that_can_be_read(greenopt: Call, name: str) -> None:
    greenopt("init", name)

    assert greenopt("validate", name).code == 0


@pytest.fixture
def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show the smallest shipped case instead of the largest, which takes seconds."""
    monkeypatch.setattr(demo_module, "CASE", "first-case")


@pytest.mark.usefixtures("small_demo")
def test_the_demonstration_solves_saves_and_says_what_to_try(greenopt: Call) -> None:
    done = greenopt("demo")

    assert done.code == 0
    assert "9,179 tCO2e" in done.out
    assert Path("runs/first-case/1/result.json").is_file()
    assert "greenopt init" in done.err


@pytest.mark.usefixtures("small_demo")
def test_the_demonstration_can_be_copied_and_solved_again(greenopt: Call) -> None:
    assert greenopt("demo", "copy", "--json").document["objective"]["value"] == 9179
    assert greenopt("solve", "copy").code == 0
    assert "$schema=schema/case.schema.json" in Path("copy/case.yaml").read_text(encoding="utf-8")
    assert Path("copy/schema/case.schema.json").is_file()


@pytest.mark.usefixtures("small_demo")
def test_the_demonstration_says_when_it_cannot_save(greenopt: Call) -> None:
    Path("runs").write_text("", encoding="utf-8")
    done = greenopt("demo", "copy")

    assert done.code == 6
    assert "--out" in done.err
    assert not Path("copy").exists()


def test_the_case_of_the_demonstration_is_shipped() -> None:
    from greenopt.case.shipped import shipped_cases

    assert demo_module.CASE in shipped_cases()


def test_a_workbook_to_be_filled_in_is_written_once(greenopt: Call) -> None:
    made = greenopt("--lang", "vi", "init", "--template", "excel", "--years", "2026-2028")
    again = greenopt("--lang", "vi", "init", "--template", "excel")
    other = greenopt("init", "--template", "excel", "--model", "own", "-o", "new/mine.xlsx")

    assert (made.code, made.out.strip()) == (0, "đã ghi: ho-so.xlsx")
    assert "greenopt import ho-so.xlsx" in made.err
    assert (again.code, again.out) == (6, "")
    assert other.code == 0
    assert sorted(path.name for path in Path().iterdir()) == ["ho-so.xlsx", "new"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--template", "excel", "--years", "2030-2026"],
        ["--template", "excel", "--years", "20x-2030"],
        ["--template", "excel", "--years", "1026-2030"],
        ["--template", "excel", "--model", "no-such-model"],
        ["--template", "excel", "--model", "emission-factors"],
        ["folder", "--template", "excel"],
        ["--template", "word"],
        ["folder", "--years", "2026-2030"],
        ["-o", "mine.xlsx"],
    ],
)
def test_what_belongs_to_no_workbook_is_wrong_usage(greenopt: Call, arguments: list[str]) -> None:
    done = greenopt("init", *arguments)

    assert (done.code, done.out) == (2, "")
    assert "error: " in done.err
    assert list(Path().iterdir()) == []
