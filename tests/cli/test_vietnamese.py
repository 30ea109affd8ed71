"""Somebody who reads only Vietnamese meets no English sentence: help, mistakes, and the way from init to report."""

import json
import os
import re
from pathlib import Path

import click
import pytest
import yaml
from tests.broken_cases import FILES, Edit, written
from tests.case.test_bad_input import HOSTILE, KEYS, NAMES, NUMBERS, SUMS_AND_TIMES, YAML
from tests.cli.conftest import FIRST, Call
from tests.english import english_in, vocabulary

from greenopt.case.shipped import shipped
from greenopt.cli import SECTIONS
from greenopt.cli import greenopt as program
from greenopt.cli._click import PLACES
from greenopt.cli.init import TEMPLATES
from greenopt.errors import why

COMMANDS = [name for section in SECTIONS for name in section.commands]


@pytest.fixture
def vietnamese(greenopt: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that runs a command for somebody whose system speaks Vietnamese."""
    monkeypatch.delenv("GREENOPT_LANG")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    return greenopt


def test_english_would_be_noticed(greenopt: Call) -> None:
    """The tests below can fail: in English, each of these speaks at least three words that Vietnamese never does."""
    heard = [greenopt("--help").out, greenopt("solve").err, greenopt("nosuch").err, greenopt("solve", "--outt").err]

    assert len(vocabulary()) > 900
    assert [text for text in heard if len(english_in(text)) < 3] == []


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_vietnamese_to_its_last_word(vietnamese: Call, name: str) -> None:
    done = vietnamese(*([name] if name else []), "--help")

    assert done.code == 0
    assert done.out.startswith("Cách dùng: greenopt")
    assert english_in(done.out) == []
    assert [place.template for place in PLACES if f"{place.template}" in done.out.replace("CASE_", "").split()] == []


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_eighty_columns_in_both_languages(greenopt: Call, name: str) -> None:
    for language in ("en", "vi"):
        done = greenopt("--lang", language, *([name] if name else []), "--help")

        assert [line for line in done.out.splitlines() if len(line) > 80] == []


def test_everything_that_stands_for_a_value_has_a_word_in_vietnamese() -> None:
    context = click.Context(program)
    commands = [program.get_command(context, name) for name in COMMANDS]
    shown = [each.metavar or "" for command in commands if command is not None for each in command.params]
    found = {word for text in shown for word in re.findall(r"[A-Z]{2,}", text)}

    assert len(found) > 10
    assert found <= {place.template for place in PLACES}


MISUSED: list[list[object]] = [
    [],
    ["nosuch"],
    ["solv"],
    ["solve"],
    ["solve", "a", "b"],
    ["solve", "a", "b", "c"],
    ["solve", "--nosuch", "x"],
    ["solve", "x", "--outt", "y"],
    ["solve", "x", "--s"],
    ["runs", "-q"],
    ["solve", "x", "--out"],
    ["solve", "x", "--json=1"],
    ["--lang", "fr", "runs"],
    ["solve", "x", "--time-limit", "nan"],
    ["solve", "x", "--gap", "0.1"],
    ["solve", "x", "--gap", "much"],
    ["rank", "x", "--alternatives", "0"],
    ["rank", "x", "--alternatives", "few"],
    ["rank", "x", "--ladder", "few"],
    ["uncertainty", "x", "--method", "guess"],
    ["uncertainty", "x", "--seed", "q"],
    ["export", "last"],
    ["export", "last", "--to", "docx"],
    ["report"],
    ["replan", "last", "--year", "soon"],
    ["check", "x"],
    ["solve", FIRST, "--set", "nothing"],
    ["solve", FIRST, "-s", "nosuch"],
    ["solve", "nowhere"],
    ["verify", "nowhere"],
    ["schema", "projects.kost"],
    ["schema", "--json-schema", "nosuch"],
    ["rules", "nosuch"],
    ["show", FIRST, "--resolved", "--origin"],
    ["solve", "x\0y"],
    ["solve", "x" * 5000],
]


@pytest.mark.parametrize(
    "arguments", MISUSED, ids=lambda words: " ".join(str(word)[:20] for word in words).encode("unicode_escape").decode()
)
def test_wrong_usage_is_told_in_vietnamese(vietnamese: Call, arguments: list[object]) -> None:
    done = vietnamese(*arguments)
    outside = {str(word) for word in arguments}

    assert done.code != 0
    assert [word for word in english_in(done.out + done.err) if not any(word in each for each in outside)] == []


@pytest.mark.parametrize("arguments", [each for each in MISUSED if each and "--json=1" not in each], ids=str)
def test_one_document_tells_wrong_usage_in_both_languages(vietnamese: Call, arguments: list[object]) -> None:
    done = vietnamese(*arguments, "--json")
    for told in (each["message"] for each in done.document["diagnostics"]):
        assert told["en"] != told["vi"]
        assert english_in(told["en"])


def test_a_command_in_english_follows_one_in_vietnamese(greenopt: Call) -> None:
    """What click has said once in one language it says in the other the next time."""
    for language, said in (("vi", "Cách dùng:"), ("en", "Usage:"), ("vi", "Cách dùng:")):
        assert greenopt("--lang", language, "solve", "--help").out.startswith(said)
        assert said in greenopt("--lang", language, "solve").err
        assert "LANGUAGE" not in os.environ


@pytest.mark.parametrize(
    "rows",
    [YAML, KEYS, NUMBERS, NAMES, HOSTILE, SUMS_AND_TIMES],
    ids=["yaml", "keys", "numbers", "names", "hostile", "sums"],
)
def test_mistakes_of_a_case_are_told_in_vietnamese(vietnamese: Call, tmp_path: Path, rows: list[object]) -> None:
    for number, row in enumerate(rows):
        folder = tmp_path / str(number)
        folder.mkdir()
        changes: list[Edit] = row.values[3]  # type: ignore[attr-defined]  # what pytest.param returns
        written(folder, changes)
        own = "".join([*FILES.values(), *(part for change in changes for part in map(str, change))]).lower()
        done = vietnamese("validate", folder)

        assert done.code == 3
        assert [word for word in english_in(done.err) if word not in own] == [], done.err


def test_from_init_to_report_no_english_sentence_is_met(vietnamese: Call) -> None:
    """Every answer and every note on the way of a newcomer; the page itself is tested where it is made."""
    steps = [
        ("init", "thung-lung"),
        ("validate", "thung-lung"),
        ("show", "thung-lung"),
        ("show", "thung-lung", "--origin"),
        ("solve", "thung-lung"),
        ("verify", "last"),
        ("explain", "last"),
        ("explain", "last", "school_solar"),
        ("explain", "last", "agro_share"),
        ("report", "last"),
        ("export", "last", "--to", "csv"),
        ("rank", "thung-lung", "--rules", "--pairs", "--alternatives", "2", "--ladder", "3", "--core"),
        ("frontier", "thung-lung"),
        ("sweep", "thung-lung", "--vary", "funds.green_fund.amount.*=x 0.5..x 1.5/5"),
        ("solve", "thung-lung", "-s", "lean"),
        ("compare", "thung-lung/1", "last"),
        ("replan", "thung-lung/1", "--year", "2027"),
        ("solve", "thung-lung", "--set", "funds.green_fund.amount.*=0"),
        ("runs",),
        ("rules",),
        ("rules", "floor"),
        ("schema",),
        ("schema", "projects.cost"),
        ("doctor",),
    ]
    names = _names(*(TEMPLATES / "vi").glob("*.yaml"), shipped("models") / "emission-factors.yaml")
    for step in steps:
        done = vietnamese(*step)

        assert done.code in {0, 4}, (step, done.err)
        found = [word for word in english_in(done.out + done.err) if word not in names]
        assert found == [], (step, done.out, done.err)


def _names(*files: Path) -> set[str]:
    """Return the keys and values of files, which are shown as they stand."""
    return {word for file in files for word in re.findall("[a-z]+", file.read_text(encoding="utf-8").lower())}


@pytest.mark.parametrize("name", ["case.yaml", "model.yaml"])
def test_the_starter_files_state_one_case_in_two_languages(name: str) -> None:
    """They differ in their comments and in the words of their sources."""
    english, vietnamese = (
        yaml.safe_load((TEMPLATES / language / name).read_text(encoding="utf-8")) for language in ("en", "vi")
    )
    comments = [
        line.partition("#")[2] for line in (TEMPLATES / "vi" / name).read_text(encoding="utf-8").splitlines()[1:]
    ]

    assert without_sources(english) == without_sources(vietnamese)
    assert english != vietnamese
    own = json.dumps(english)
    assert [word for line in comments for word in english_in(line) if word not in own] == []


def without_sources(node: object) -> object:
    """Return data without what its sources are called."""
    if isinstance(node, dict):
        return {key: without_sources(value) for key, value in node.items() if key != "source"}
    return [without_sources(each) for each in node] if isinstance(node, list) else node


def test_the_schema_beside_a_vietnamese_case_explains_keys_in_vietnamese(vietnamese: Call) -> None:
    """Keys and ways of writing stand in the explanations as a file holds them."""
    vietnamese("init", "thung-lung")
    for file in Path("thung-lung/schema").glob("*.json"):
        told = descriptions(json.loads(file.read_text(encoding="utf-8")))

        assert len(told) > 2
        assert [text for text in told if len(english_in(text)) > 1] == []


def descriptions(node: object) -> list[str]:
    """Return every description of a schema."""
    if isinstance(node, list):
        return [text for each in node for text in descriptions(each)]
    if not isinstance(node, dict):
        return []
    own = [node["description"]] if isinstance(node.get("description"), str) else []
    return own + [text for each in node.values() for text in descriptions(each)]


def test_what_the_system_refuses_is_told_in_vietnamese(tmp_path: Path) -> None:
    """Files that are not there, folders in their place, names that are too long or without a meaning."""
    refused = []
    for path in (tmp_path / "none", tmp_path, tmp_path / ("x" * 400), Path("x\0y")):
        try:
            path.read_bytes()
        except (OSError, ValueError) as problem:
            refused.append(why(problem).in_language("vi"))

    assert len(set(refused)) == 4
    assert [text for text in refused if english_in(text)] == []
    assert why(OSError(9999, "Strange")).in_language("vi").endswith("Strange")


def test_a_workbook_is_filled_in_imported_solved_and_reported(vietnamese: Call, tmp_path: Path) -> None:
    """
    The workbook of the starter case stands for one that somebody has filled in; the empty one is refused in words.

    The warning of an emission factor names its fuel by the key that it has in the file of factors.
    """
    empty, filled = tmp_path / "trống.xlsx", tmp_path / "đã-điền.xlsx"
    steps = (
        (("init", "--template", "excel", "-o", str(empty)), 0),
        (("import", str(empty), "-o", str(tmp_path / "không")), 3),
        (("init", str(tmp_path / "hồ-sơ")), 0),
        (("export", str(tmp_path / "hồ-sơ"), "--to", "xlsx", "-o", str(filled)), 0),
        (("import", str(filled), "-o", str(tmp_path / "từ-excel")), 0),
        (("validate", str(tmp_path / "từ-excel")), 0),
        (("solve", str(tmp_path / "từ-excel")), 0),
        (("report", "last"), 0),
    )
    for step, code in steps:
        done = vietnamese(*step)

        assert done.code == code, (step, done.err)
        assert set(english_in(done.out + done.err)) <= {"electricity"}, step
