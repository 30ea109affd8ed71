"""A case as a workbook and back: nothing is lost, and what comes back is decided alike, byte for byte."""

import csv
import io
import json
from pathlib import Path

import pytest
from tests.random_cases import Wanted, random_case
from tests.shipped import CASES, SHIPPED
from tests.small_cases import read_tree
from tests.workbook.filled import book, filled, split
from tests.workbook.spreadsheet import Spreadsheet

from greenopt.case.book.read import parse_book
from greenopt.case.gather import documents_of
from greenopt.case.node import Mapping
from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.errors import CaseInvalid, WrongUsage
from greenopt.language import LANGUAGES, Language
from greenopt.result.saved import SavedRun
from greenopt.run import Run, solve
from greenopt.workbook import opened, workbook
from greenopt.workbook.case_book import case_workbook
from greenopt.workbook.case_folder import import_workbook, imported
from greenopt.workbook.template import template

SAME = ("portfolio.csv", "case.resolved.json")


def there_and_back(where: Path, folder: Path, language: Language) -> Path:
    """Return the folder that a case becomes after it was a workbook."""
    file = folder / "book.xlsx"
    file.write_bytes(case_workbook(where, language))
    import_workbook(file, folder / "back")
    return folder / "back"


def assert_decided_alike(one: Run, other: Run) -> None:
    """Compare all that two runs say but which files were read, and where in them a warning stands."""
    for name in SAME:
        assert one.files[name] == other.files[name]
    first, second = (json.loads(each.files["result.json"]) for each in (one, other))
    for each in (first, second):
        del each["inputs"]
        for warning in each["diagnostics"]:
            for place in ("file", "line", "column"):
                del warning[place]
    assert first == second


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_case_comes_back_and_is_decided_alike(name: str, tmp_path: Path) -> None:
    """Only the names and digests of the input files differ: case.yaml is written anew, and projects.csv beside it."""
    back = there_and_back(CASES / name, tmp_path, "vi")
    options = Options() if name == "first-case" else Options(prices=False, unique=False)
    before, after = (solve(read_case(each), options) for each in (CASES / name, back))

    assert_decided_alike(before, after)
    assert {"case.yaml", "projects.csv"} <= {path.name for path in back.iterdir()}
    changed = {key for key in before.result if before.result[key] != after.result[key]}
    assert changed == {"inputs"}


def names_below(where: Path, key: str) -> list[str]:
    """Return the names that stand under a key of a case, in their order."""
    below = documents_of(where)[0].items.get(key)
    return list(below.items) if isinstance(below, Mapping) else []


@pytest.mark.parametrize("name", SHIPPED)
def test_scenarios_sweeps_and_ranges_come_back(name: str, tmp_path: Path) -> None:
    back = there_and_back(CASES / name, tmp_path, "en")
    before, after = (read_case(each) for each in (CASES / name, back))

    for key in ("scenarios", "sweeps"):
        assert names_below(CASES / name, key) == names_below(back, key)
    for scenario in names_below(CASES / name, "scenarios"):
        assert read_case(CASES / name, (scenario,)).facts == read_case(back, (scenario,)).facts
    assert [each.path for each in before.uncertain] == [each.path for each in after.uncertain]


@pytest.mark.parametrize("seed", range(12))
def test_a_random_case_comes_back(seed: int, tmp_path: Path) -> None:
    """Links, begun projects, phase-outs, several rules of each kind, plain VND, fractions and odd units among them."""
    where = split(random_case(seed, Wanted(whole=seed % 3 == 0)), tmp_path / "case")
    folder = tmp_path / "out"
    folder.mkdir()
    back = there_and_back(where, folder, LANGUAGES[seed % 2])
    before, after = (read_case(each) for each in (where, back))

    assert before.facts == after.facts
    assert before.rules == after.rules
    assert before.objective == after.objective


def test_projects_stand_in_the_table_in_the_order_of_the_workbook(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(book(filled()))
    import_workbook(tmp_path / "b.xlsx", tmp_path / "back")
    rows = list(csv.reader(io.StringIO((tmp_path / "back" / "projects.csv").read_text(encoding="utf-8"))))

    assert [row[0] for row in rows] == ["id", "", "kiln", "motor", "dryer"]
    assert dict(zip(rows[0], rows[1], strict=True))["saves.coal"] == "t/yr"
    assert dict(zip(rows[0], rows[3], strict=True))["cost"] == "950.25"


def test_a_filled_workbook_says_what_the_same_yaml_says(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(book(filled()))
    case = import_workbook(tmp_path / "b.xlsx", tmp_path / "back")
    text = (tmp_path / "back" / "case.yaml").read_text(encoding="utf-8")

    assert case.facts.by_id["kiln"].cost == 1700
    assert [str(each) for each in case.facts.by_id["kiln"].spending] == ["3/5", "2/5"]
    assert str(case.facts.funds[0].amount[2027]) == "2201/2"
    assert "amount: {2026: 900, 2027: 1100.5}" in text
    assert "at_least: 15 %" in text
    assert "lean: {funds.*.amount.*: x 0.7, projects.kiln.asks: 400}" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", ["lai-chau-green-growth", "own"])
def test_a_fresh_workbook_lacks_only_what_a_planner_must_give(model: str, language: Language, tmp_path: Path) -> None:
    """Its example rows are not read."""
    file = tmp_path / "fresh.xlsx"
    file.write_bytes(template(language, model, (2026, 2028)))

    with pytest.raises(CaseInvalid) as caught:
        import_workbook(file, tmp_path / "back")

    found = {each.key for each in caught.value.diagnostics}
    assert {each.code for each in caught.value.diagnostics} == {"missing-key"}
    assert found >= {"funds", "projects", "case.id", "case.title"}
    assert all(each.place.cell for each in caught.value.diagnostics)
    assert [path.name for path in tmp_path.iterdir()] == ["fresh.xlsx"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fresh_workbook_has_a_column_for_everything_the_model_asks_for(language: Language) -> None:
    """Fuels and indicators of the model with their units above, the years of the plan, and words to choose from."""
    found = Spreadsheet(template(language, years=(2027, 2029)))
    projects, funds = found.sheets[3], found.sheets[2]
    keys = [found.value((projects, 3, column)) for column in range(1, 120)]
    units = {key: found.value((projects, 4, column)) for column, key in enumerate(keys, 1)}
    case = read_case(CASES / "lai-chau-2020")

    assert {f"meets.{name}" for name in case.facts.conditions} <= set(keys)
    assert {f"impact.{each.id}" for each in case.facts.indicators.values() if each.form != "ratio"} <= set(keys)
    assert (units["saves.coal"], units["cost"], units["lifetime"]) == ("t/yr", "million VND", "yr")
    assert [found.value((funds, 3, column)) for column in (4, 5, 6)] == ["amount.2027", "amount.2028", "amount.2029"]
    sheet = found.files["xl/worksheets/sheet4.xml"].decode()
    assert '<dataValidation type="list"' in sheet
    assert '"efficiency,renewable,cleaner_production,enabling"' in sheet.replace("&quot;", '"')
    assert "<sheetProtection" in sheet
    assert 'hidden="1"' not in sheet


def test_what_no_workbook_can_say_is_refused_and_named(tmp_path: Path) -> None:
    """A name for people that is one space, in a place where only an empty cell could stand."""
    where = split(random_case(1), tmp_path / "case")
    text = (where / "case.yaml").read_text(encoding="utf-8")
    long = "x" * 33_000
    (where / "case.yaml").write_text(text.replace("  title: ", f"  note: {long}\n  title: ", 1), encoding="utf-8")

    with pytest.raises(WrongUsage, match=r"case\.note"):
        case_workbook(where, "en")


def test_a_model_inside_its_case_is_refused(tmp_path: Path) -> None:
    from tests.small_cases import case_tree

    tree = case_tree({"a": {"cost": "9"}}, {"f": {"amount": {"2026": "9"}}})
    read_tree(tree, tmp_path)
    file = next(tmp_path.glob("*.yaml"))

    with pytest.raises(WrongUsage, match=r"model\.yaml"):
        case_workbook(file, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_of_a_run_gives_its_case_back(language: Language, tmp_path: Path) -> None:
    solve(read_case(CASES / "first-case")).write(tmp_path / "run")
    (tmp_path / "run.xlsx").write_bytes(workbook(opened(SavedRun(tmp_path / "run")), language))

    case, found = imported(tmp_path / "run.xlsx", tmp_path / "back")

    assert_decided_alike(solve(read_case(CASES / "first-case")), solve(read_case(tmp_path / "back")))
    assert case.id == "first-case"
    assert len(found.left_out) == 8


def test_the_same_case_gives_the_same_bytes() -> None:
    one, other = (case_workbook(CASES / "first-case", "vi") for _ in range(2))

    assert one == other
    assert parse_book(one, "b.xlsx").left_out == ()
