"""greenopt sweep: what an analyst sees and finds in the folder, and what is refused before anything is solved."""

import csv
import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, Call

FUND = "funds.green_fund.amount.*"
SMALL = f"{FUND}=x 0.5..x 1.5/3"


def test_a_sweep_of_the_case_by_name(greenopt: Call) -> None:
    done = greenopt("sweep", FIRST, "fund")

    assert done.code == 0
    for words in ("Sweep 'fund': 12 scenarios", "x 0.5", "4,992", "-4,187", "+1,233", "in at x 0.7"):
        assert words in done.out
    assert "saved: runs/first-case/sweep-1" in done.err
    assert "greenopt solve" in done.err


def test_the_only_sweep_needs_no_name_and_several_do(greenopt: Call, first_case: Path) -> None:
    text = (first_case / "case.yaml").read_text(encoding="utf-8").partition("\nsweeps:")[0]
    (first_case / "case.yaml").write_text(f'{text}sweeps: {{one: {{vary: {{"{FUND}": [1000]}}}}}}\n', encoding="utf-8")
    several = greenopt("sweep", FIRST)

    assert greenopt("sweep", first_case).code == 0
    assert several.code == 2
    assert "name one of the sweeps of the case: fund, what_matters" in several.err
    assert not Path("runs/first-case/sweep-2").exists()


def test_a_tornado_is_drawn_widest_first(greenopt: Call) -> None:
    out = greenopt("sweep", FIRST, "what_matters").out
    bars = [line for line in out.splitlines() if "█" in line]

    assert "as it is: 9,179 tCO2e" in out
    assert [line.split(" ")[0] for line in bars][:1] == ["green_fund.amount"]
    assert [line.count("█") for line in bars] == sorted((line.count("█") for line in bars), reverse=True)


@pytest.mark.parametrize("name", ["fund", "what_matters"])
def test_it_fits_eighty_columns_in_both_languages(greenopt: Call, name: str) -> None:
    for language, words in (("en", "Sweep '"), ("vi", "Tính hàng loạt '")):
        done = greenopt("--lang", language, "sweep", FIRST, name, "--scenarios")

        assert words in done.out
        assert max(map(len, done.out.splitlines())) <= 80


def test_json_is_the_document_byte_for_byte(greenopt: Call) -> None:
    done = greenopt("sweep", FIRST, "--vary", SMALL, "--json", "-o", "there")
    document = json.loads(Path("there/sweep.json").read_bytes())

    assert done.out.encode() == Path("there/sweep.json").read_bytes()
    assert document["schema"] == "greenopt.sweep/1"
    assert [each["id"] for each in document["scenarios"]] == [
        "(base)",
        "green_fund.amount=x 0.5",
        "green_fund.amount=x 1",
        "green_fund.amount=x 1.5",
    ]
    assert not list(Path().glob(".there*"))


def test_the_same_sweep_writes_the_same_bytes(greenopt: Call) -> None:
    for name in ("one", "other"):
        greenopt("sweep", FIRST, "--vary", SMALL, "-o", name)
    names = {path.relative_to("one").as_posix() for path in Path("one").rglob("*") if path.is_file()}

    assert names >= {"sweep.json", "scenarios.csv", "levels.csv", "manifest.json", "inputs/case.yaml"}
    assert all((Path("one") / name).read_bytes() == (Path("other") / name).read_bytes() for name in names - {"log.txt"})


def test_tables_hold_a_row_for_each_scenario(greenopt: Call) -> None:
    greenopt("sweep", FIRST, "--vary", SMALL, "--scenarios", "-o", "there")
    with Path("there/scenarios.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 12
    assert rows[0]["value"] == "9179"
    assert rows[4] | {"id": "without_craft_share", "value": "9270"} == rows[4]
    assert rows[5][FUND] == "x 0.5"


def test_named_scenarios_are_swept_beside_the_case(greenopt: Call) -> None:
    """9,179 as it is; the readme of the case derives 9,270 and 9,475.5."""
    document = greenopt("sweep", FIRST, "-s", "without_craft_share", "-s", "larger_fund", "--json").document

    assert [(each["id"], each["value"]) for each in document["scenarios"]] == [
        ("(base)", 9179),
        ("without_craft_share", 9270),
        ("larger_fund", 9475.5),
    ]


def test_values_may_be_listed_and_each_varied_alone(greenopt: Call) -> None:
    asked = ("--vary", f"{FUND}=1000|1200", "--vary", "rules.craft_share=drop", "--one-at-a-time", "--json")
    document = greenopt("sweep", FIRST, *asked).document

    assert [each["id"] for each in document["scenarios"]] == [
        "(base)",
        "green_fund.amount=1000",
        "green_fund.amount=1200",
        "craft_share=drop",
    ]
    assert {row["label"] for row in document["tornado"]} == {"green_fund.amount", "craft_share"}


def test_scenarios_without_a_plan_are_answers(greenopt: Call) -> None:
    """Less than nothing is no money, and more than it costs nobody may ask for."""
    done = greenopt("sweep", FIRST, "--vary", "projects.tea_boiler.asks=-5|100000|420")

    assert done.code == 0
    assert "Without a plan: 2 of 4 scenarios" in done.out
    assert "not a valid case: " in done.out
    assert "money cannot be negative" in done.out


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("nothing",), 3, "there is no sweep 'nothing'"),
        (("--vary", "x"), 2, "--vary takes PATH=FROM..TO/POINTS or PATH=ONE|OTHER"),
        (("--vary", "=1..2/3"), 2, "--vary takes PATH"),
        (("--vary", f"{FUND}="), 2, "--vary takes PATH"),
        (("--vary", f"{FUND}=1||2"), 3, "--vary"),
        (("--vary", f"{FUND}=1..2/1"), 3, "a range has from 2 to 10000 points"),
        (("--vary", f"{FUND}=1..2/20000"), 3, "a range has from 2 to 10000 points"),
        (("--vary", f"{FUND}=x 1..7/3"), 3, "are not written alike"),
        (("--vary", f"{FUND}=1|1"), 3, "'1' is named twice"),
        (("--vary", "funds.green_fnd.amount.*=x 1..x 2/3"), 3, "did you mean 'green_fund'?"),
        (("-s", "nothing"), 3, "there is no scenario 'nothing'"),
        (("fund", "--jobs", "0"), 2, "--jobs"),
        (("fund", "--time-limit", "nan"), 2, "not a number of seconds"),
        (("fund", "--set", "funds.x=1"), 3, "nothing"),
        (("fund", "-o", "."), 6, "is not empty"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    greenopt: Call, asked: tuple[str, ...], code: int, said: str
) -> None:
    Path("kept").write_text("", encoding="utf-8")
    done = greenopt("sweep", FIRST, *asked)

    assert done.code == code, done.err
    assert said in done.err or said == "nothing"
    assert "Traceback" not in done.err
    assert [path.name for path in Path().iterdir()] == ["kept"]
    assert greenopt("sweep", FIRST, *asked, "--json").document["exit_code"] == code


def test_a_case_without_sweeps_says_how_to_write_one(greenopt: Call, first_case: Path) -> None:
    text = (first_case / "case.yaml").read_text(encoding="utf-8").partition("\nsweeps:")[0]
    (first_case / "case.yaml").write_text(text, encoding="utf-8")
    done = greenopt("sweep", first_case)

    assert done.code == 2
    assert "the case has no sweep; write one under sweeps:, or --vary" in done.err


def test_when_the_time_is_up_the_exit_code_says_so(greenopt: Call) -> None:
    """Batches are finished before the clock is looked at: 61 scenarios are three of them."""
    asked = ("--vary", f"{FUND}=x 0.5..x 1.5/60")
    done = greenopt("sweep", FIRST, *asked, "--time-limit", "0.001")

    assert done.code == 5
    assert "--resume goes on" in done.err
    assert not Path("runs/first-case/sweep-1").exists()
    told = greenopt("sweep", FIRST, *asked, "--time-limit", "0.001", "--resume", "--json").document
    assert [each["code"] for each in told["diagnostics"]] == ["stopped"]


def test_what_is_resumed_or_solved_in_processes_is_the_same_to_the_byte(greenopt: Call) -> None:
    """Stopped after a batch, gone on with, and done at once in two processes: one document, and no journal is left."""
    asked = ("--vary", f"{FUND}=x 0.5..x 1.5/60")
    assert greenopt("sweep", FIRST, *asked, "--time-limit", "0.001").code == 5
    journals = list(Path("runs/first-case").glob(".sweep-*.journal"))
    again = greenopt("sweep", FIRST, *asked)
    resumed = greenopt("sweep", FIRST, *asked, "--resume", "--json")
    spread = greenopt("sweep", FIRST, *asked, "--jobs", "2", "--json")

    assert len(journals) == 1
    assert again.code == 6
    assert "--resume" in again.err
    assert resumed.code == spread.code == 0
    assert resumed.out == spread.out
    assert sorted(path.name for path in Path("runs/first-case").iterdir()) == ["sweep-1", "sweep-2"]


def test_a_sweep_stopped_after_it_was_saved_is_finished_quietly(greenopt: Call) -> None:
    """The folder is whole and the journal still lies beside it, as when greenopt is stopped between the two."""
    asked = ("--vary", f"{FUND}=x 0.5..x 1.5/60", "--out", "there")
    assert greenopt("sweep", FIRST, *asked, "--time-limit", "0.001").code == 5
    journal = Path(".there.journal")
    kept = journal.read_bytes()
    done = greenopt("sweep", FIRST, *asked, "--resume")
    journal.write_bytes(kept)
    again = greenopt("sweep", FIRST, *asked, "--resume")

    assert done.code == again.code == 0
    assert (again.out, again.err) == (done.out, done.err)
    assert [path.name for path in Path().iterdir()] == ["there"]


@pytest.mark.skipif(find_spec("pyarrow") is not None, reason="pyarrow is installed")
def test_parquet_without_its_library_is_refused_before_anything_is_solved(greenopt: Call) -> None:
    done = greenopt("sweep", FIRST, "fund", "--parquet")

    assert done.code == 2
    assert "extra 'parquet'" in done.err
    assert not Path("runs").exists()


@pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is not installed")
def test_parquet_holds_what_the_tables_hold(greenopt: Call) -> None:
    from pyarrow import parquet

    greenopt("sweep", FIRST, "--vary", "rules.craft_share.at_least=+ 5 %|- 5 %", "--parquet", "-o", "there")
    table = parquet.read_table("there/scenarios.parquet").to_pydict()

    assert table["rules.craft_share.at_least"] == [None, "+ 5 %", "- 5 %"]
    assert table["value"][0] == 9179
