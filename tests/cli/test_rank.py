"""greenopt rank: what a policymaker sees and finds in the folder, and what is refused before anything is solved."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, ROOT, Call

BY_HAND = ROOT / "docs" / "ranking"


def test_it_shows_the_league_table_with_the_line(greenopt: Call) -> None:
    done = greenopt("rank", BY_HAND)
    lines = done.out.splitlines()
    line = next(number for number, each in enumerate(lines) if "up to here there is money" in each)

    assert done.code == 0
    assert "Unburnt bricks" in lines[line - 1]
    assert "Mine motors" in lines[line + 1]
    assert "7 further plans, checked; 1 of them also proved, 0 differ" in done.out
    assert "Figures: of 1 projects measured, of 2 estimated, of 2 assumed." in done.out
    assert "saved: runs/two-inspections/rank-1" in done.err
    assert "greenopt solve" in done.err


@pytest.mark.parametrize("case", [BY_HAND, FIRST])
def test_it_fits_eighty_columns_in_both_languages_and_without_colour(greenopt: Call, case: Path) -> None:
    for language, words in (("en", "Lost"), ("vi", "Mất")):
        done = greenopt("--lang", language, "rank", case)

        assert done.code == 0
        assert words in done.out
        assert max(map(len, done.out.splitlines())) <= 80
        assert "\x1b" not in done.out


def test_the_vietnamese_page_says_what_classes_mean_and_whom_nothing_can_replace(greenopt: Call) -> None:
    """At least 5.4 jobs are wanted where there can be 5.5: without the boiler there is no plan."""
    wanted = '{"jobs": {"rule": "floor", "of": "jobs", "at_least": "5.4 job", "source": "none"}}'
    done = greenopt("--lang", "vi", "rank", ROOT / "docs" / "aims", "--core", "--set", f"rules={wanted}")

    assert done.code == 0
    assert "Chắc chắn: làm toàn bộ" in done.out
    assert "không thể thiếu" in done.out
    assert "phải ghi" not in done.out
    assert "Nồi hơi có thể làm một phần" in done.out


def test_budgets_that_have_no_plan_leave_nothing_behind(greenopt: Call) -> None:
    for ladder in ("500,500", "-1,500"):
        assert greenopt("rank", BY_HAND, f"--ladder={ladder}", "-o", "there").code == 2
        assert [each.name for each in Path().iterdir()] == []


def test_near_ties_are_one_span_and_no_order(greenopt: Call) -> None:
    done = greenopt("rank", BY_HAND, "--tolerance", "20%")

    assert [each.split()[0] for each in done.out.splitlines() if "Cardamom" in each or "Unburnt" in each][:2] == [
        "2–3",
        "2–3",
    ]


def test_json_is_the_document_byte_for_byte(greenopt: Call) -> None:
    done = greenopt("rank", BY_HAND, "--json", "-o", "there")
    document = json.loads(Path("there/ranking.json").read_bytes())

    assert done.out.encode() == Path("there/ranking.json").read_bytes()
    assert document["schema"] == "greenopt.ranking/1"
    assert {each.name for each in Path("there").iterdir()} == {
        "ranking.json",
        "ranking.csv",
        "displaced.csv",
        "inputs",
        "manifest.json",
        "log.txt",
    }
    assert {"rank", "rank_to", "decision", "level", "class", "replacement_value", "force_cost", "cost_per_tonne",
            "displaces", "blocked_by", "evidence"} <= document["ranking"][0].keys()  # fmt: skip


def test_the_table_is_tidy(greenopt: Call) -> None:
    greenopt("rank", BY_HAND, "-o", "there")
    with Path("there/ranking.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {each["project"]: each for each in csv.DictReader(file)}

    assert (rows["hydro"]["replacement_value"], rows["hydro"]["force_cost"]) == ("108.3", "18")
    assert rows["boiler"]["gives_way"] == "bricks -500 | dryer -120"
    assert rows["boiler"]["blocked_by"] == "inspected"
    with Path("there/displaced.csv").open(encoding="utf-8-sig", newline="") as file:
        moved = [tuple(each.values()) for each in csv.DictReader(file) if each["project"] == "boiler"]
    assert moved == [
        ("boiler", "in_full", "bricks", "1", "0", "-500"),
        ("boiler", "in_full", "dryer", "0.4", "0", "-120"),
    ]


def test_a_run_is_ranked_from_the_sources_that_it_keeps(greenopt: Call) -> None:
    greenopt("solve", BY_HAND, "--set", "funds.green_fund.amount.2026=800", "-o", "run")
    done = greenopt("rank", "run", "--json")

    assert done.code == 0
    assert done.document["objective"]["value"] == 510
    assert done.document["changes"] == {"funds.green_fund.amount.2026": "800"}
    assert "greenopt explain run" in done.err
    assert greenopt("rank", "run", "--set", "rules.inspected.at_most=1", "--json").document["objective"]["value"] == 405


def test_certify_proves_what_is_printed(greenopt: Call) -> None:
    done = greenopt("rank", BY_HAND, "--certify", "--json")
    statuses = {each[how]["status"] for each in done.document["ranking"] for how in ("free", "left_out", "in_full")}

    assert statuses == {"certified_optimal"}
    assert "those of this table are proved" in greenopt("rank", BY_HAND, "--certify").out


@pytest.fixture
def ranged(greenopt: Call) -> Path:
    """Return the case that is ranked by hand, with ranges, and study it under ``study``."""
    place = Path(shutil.copytree(BY_HAND, "ranged"))
    with (place / "case.yaml").open("a", encoding="utf-8") as file:
        file.write('uncertain:\n  projects.*.impact.co2e: ["-3 %", "+4 %"]\n')
    assert greenopt("uncertainty", place, "--samples", "16", "-o", "study").code == 0
    return place


def test_core_and_out_must_hold_in_the_draws_too(greenopt: Call, ranged: Path) -> None:
    """Alone bricks are core, boiler and motors out; the study is rewritten so that half of the draws hold each."""
    alone = {each["project"]: each["class"] for each in greenopt("rank", ranged, "--json").document["ranking"]}
    found = json.loads(Path("study/uncertainty.json").read_bytes())
    for each in found["projects"]:
        each["chosen_share"] = 0.5
    Path("study/uncertainty.json").write_text(json.dumps(found), encoding="utf-8")
    drawn = greenopt("rank", ranged, "--draws", "study", "--json").document

    assert (alone["bricks"], alone["boiler"], alone["motors"]) == ("core", "out", "out")
    assert drawn["drawn"]
    assert {each["class"] for each in drawn["ranking"]} == {"borderline"}
    assert {each["chosen_share"] for each in drawn["ranking"]} == {0.5}
    assert "draws" in greenopt("rank", ranged, "--draws", "study").out


def test_draws_of_another_case_are_refused(greenopt: Call, ranged: Path) -> None:
    other = greenopt("rank", ranged, "--set", "funds.green_fund.amount.2026=700", "--draws", "study")
    none = greenopt("rank", ranged, "--draws", "nowhere")

    assert (other.code, none.code) == (2, 6)
    assert "another case" in other.err
    assert "nowhere" in none.err


def test_the_same_bytes_come_twice(greenopt: Call) -> None:
    one, other = (greenopt("rank", FIRST, "--json", "-o", name) for name in ("one", "other"))

    assert one.out == other.out


def test_a_case_without_a_plan_is_exit_code_4(greenopt: Call) -> None:
    options = ("--set", "projects.hydro.status=required", "--set", "projects.hydro.status_source=none",
               "--set", "funds.green_fund.amount.2026=500")  # fmt: skip
    done = greenopt("rank", BY_HAND, *options)

    assert done.code == 4
    assert "No plan satisfies the case." in done.out
    assert "why no plan satisfies the case" in done.err
    assert greenopt("rank", BY_HAND, *options, "--json").document["ranking"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nowhere",), 6, "nowhere"),
        (("last",), 6, "no run"),
        ((BY_HAND, "--tolerance", "5"), 2, "percent sign"),
        ((BY_HAND, "--tolerance", "100%"), 2, "100%"),
        ((BY_HAND, "--tolerance", "-1%"), 2, "-1%"),
        ((BY_HAND, "-s", "nothing"), 3, "nothing"),
        ((BY_HAND, "--set", "projects.nobody.cost=7"), 3, "nobody"),
        ((BY_HAND, "--jobs", "2", "--scheduler", "tcp://host:8786"), 2, "two places"),
        (("a\0b",), 6, "no case at"),
    ],
)
def test_what_makes_no_sense_is_refused(greenopt: Call, arguments: tuple[object, ...], code: int, words: str) -> None:
    done = greenopt("rank", *arguments)

    assert done.code == code
    assert words in done.err
    assert "Traceback" not in done.err
    assert not Path("runs").exists()


def test_a_folder_that_is_not_empty_is_refused_before_anything_is_solved(greenopt: Call) -> None:
    Path("full").mkdir()
    Path("full/file").write_text("kept", encoding="utf-8")

    assert greenopt("rank", BY_HAND, "-o", "full").code == 6
    assert Path("full/file").read_text(encoding="utf-8") == "kept"


def test_what_is_sought_after_the_objective_stands_on_the_page(greenopt: Call) -> None:
    """On docs/aims: 46 tonnes and then 3 jobs at most; weighed at 2.5 t a job 56 t, of which 5 jobs are 12.5."""
    after = greenopt("rank", ROOT / "docs" / "aims", "-s", "jobs_next").out
    weighed = greenopt("rank", ROOT / "docs" / "aims", "-s", "jobs_weighed").out

    assert "Next: " in after
    assert "    3 job\n" in after
    assert "jobs: 5 job, which counts as 12.5 tCO2e" in weighed
    assert "Next: " not in weighed


def test_where_no_other_plan_is_as_good_nothing_is_said_of_plans_below(greenopt: Call) -> None:
    none = greenopt("rank", BY_HAND, "--alternatives", "1", "--tolerance", "0.1%").out
    some = greenopt("rank", BY_HAND, "--alternatives", "1", "--tolerance", "30%").out

    assert "Proved: no other plan within 0.1 % of the best" in none
    assert "below" not in none.partition("Other plans nearly as good")[2]
    assert "Every plan below keeps all rules" in some


@pytest.mark.parametrize("asked", [(), ("--out", "there")])
def test_a_ranking_stopped_after_it_was_saved_is_finished_quietly(greenopt: Call, asked: tuple[str, ...]) -> None:
    """Stopped between saving and tidying up: the folder is whole, and what was kept on the way lies beside it."""
    first = greenopt("rank", BY_HAND, *asked)
    folder = Path("there" if asked else "runs/two-inspections/rank-1")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = greenopt("rank", BY_HAND, *asked, "--resume")

    assert first.code == again.code == 0
    assert again.out == first.out
    assert again.err == first.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [each.name for each in folder.parent.iterdir() if "rank" in each.name or each.name == "there"] == [
        folder.name
    ]


def test_a_folder_with_something_else_is_never_taken_for_what_was_saved(greenopt: Call) -> None:
    greenopt("rank", BY_HAND, "--out", "there")
    other = greenopt("rank", BY_HAND, "--out", "there", "--resume", "--tolerance", "7%")

    assert other.code == 6
    assert "there is not empty" in other.err
    assert json.loads(Path("there/ranking.json").read_text(encoding="utf-8"))["tolerance"] == 0.01
