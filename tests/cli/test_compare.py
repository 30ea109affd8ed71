"""greenopt compare: two saved runs side by side, as a page, as a document, and as an exit code."""

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, ROOT, Call

from greenopt.cli.compare import _differ


@pytest.fixture
def solved(greenopt: Call) -> Call:
    """Solve the first case as it is, changed in three ways, and so that nothing is possible."""
    asked = ("-s", "larger_fund", "-s", "without_craft_share", "--set", "projects.tea_boiler.asks=300")
    assert greenopt("solve", FIRST).code == 0
    assert greenopt("solve", FIRST, *asked).code == 0
    return greenopt


def test_the_parts_of_a_difference_are_those_that_are_worked_out_by_hand(solved: Call) -> None:
    """
    A fund of 1,300 or 1,350 (m), a boiler for 420 or 300 (b), a share of crafts of 15 % or none.

    The readme fills up: 0.35 m to brick at 12.6, the boiler 2,520, the rest at 2.5 a million to lighting (at most 360),
    then solar.

        as it is 9,179; m alone + 296.5; b alone + 300 (120 to lighting); no share alone + 91 (195 - 65 of solar)

    In all 8 cases the value is one sum; the means over the six orders are 286, 256.25 and 43.75, together 586: brick
    472.5 · 12.6 = 5,953.5, boiler 2,520, lighting whole 900, solar 217.5 · 1.8 = 391.5: 9,765.
    """
    document = solved("compare", "first-case/1", "first-case/2", "--json").document
    parts = {part["label"]: part for part in document["attribution"]["parts"]}

    assert document["objective"]["before"]["value"] == 9179
    assert document["objective"]["after"]["value"] == 9765
    assert {label: part["amount"] for label, part in parts.items()} == {
        "funds.green_fund.amount": 286,
        "projects.tea_boiler.asks": 256.25,
        "rules.craft_share": 43.75,
    }
    assert [part["alone"] for part in parts.values()] == [296.5, 300, 91]
    assert sum(Fraction(part["exact"]) for part in parts.values()) == Fraction(document["attribution"]["exact"]) == 586
    assert document["attribution"]["orders"] == {"used": 6, "of": 6}


def test_a_page_says_what_changed(solved: Call) -> None:
    done = solved("compare", "first-case/1", "last")

    assert done.code == 0
    for words in (
        "+586",
        "What made the difference",
        "The parts are means over 6 of 6 orders",
        "More than before (3)",
        "As much, paid otherwise (1)",
        "dropped: public money for Handicrafts",
        "funds.green_fund.amount.2026: 1300 → 1350",
        "rules.craft_share: dropped",
    ):
        assert words in done.out
    assert "greenopt explain last" in done.err


def test_it_fits_eighty_columns_in_both_languages(solved: Call) -> None:
    for language, words in (("en", "What made the difference"), ("vi", "Điều gì tạo nên chênh lệch")):
        done = solved("--lang", language, "compare", "first-case/1", "first-case/2")

        assert words in done.out
        assert max(map(len, done.out.splitlines())) <= 80


def test_the_exit_code_tells_whether_they_differ_where_it_is_asked_for(solved: Call) -> None:
    assert solved("compare", "first-case/1", "first-case/2", "--exit-code", "--no-attribution").code == 10
    assert solved("compare", "first-case/1", "first-case/2", "--no-attribution").code == 0
    same = solved("compare", "first-case/1", "first-case/1", "--exit-code")
    assert same.code == 0
    assert "The two runs are the same." in same.out


def test_the_other_way_round_everything_has_the_other_sign(solved: Call) -> None:
    one, other = (
        solved("compare", *runs, "--json").document["attribution"]
        for runs in (("first-case/1", "first-case/2"), ("first-case/2", "first-case/1"))
    )

    assert {part["label"]: part["amount"] for part in one["parts"]} == {
        part["label"]: -part["amount"] for part in other["parts"]
    }


def test_a_run_without_a_plan_has_nothing_to_attribute(solved: Call) -> None:
    share = ("--set", "rules.craft_share.at_least=60 %", "--set", "projects.unburnt_brick.status=required")
    document = ("--set", "projects.unburnt_brick.status_source=decision 7")
    assert solved("solve", FIRST, *share, *document).code == 4
    done = solved("compare", "first-case/1", "first-case/3", "--exit-code")

    assert done.code == 10
    assert "It cannot be told: a run without a plan has no value to compare." in done.out
    assert "Dropped (4)" in done.out


def test_runs_of_different_cases_are_compared_by_the_names_of_projects(solved: Call) -> None:
    """docs/first-case seeks tonnes a year of its horizon, not of a lifetime: no values to compare."""
    assert solved("solve", ROOT / "docs" / "first-case", "-o", "other").code == 0
    document = solved("compare", "first-case/1", "other", "--json").document
    page = solved("compare", "first-case/1", "other")

    assert not document["objective"]["comparable"]
    assert document["objective"]["difference"] is None
    assert not document["attribution"]["possible"]
    assert {each["project"] for each in document["projects"]} >= {"tea_boiler", "efficient_motors"}
    assert next(each for each in document["projects"] if each["project"] == "tea_boiler")["after"] is None
    assert "seek different things" in page.out
    assert "not in the case" in page.out


@pytest.mark.parametrize(
    ("runs", "code", "said"),
    [
        (("first-case/1", "first-case/9"), 6, "there is no run at first-case/9"),
        (("nowhere", "last"), 6, "there is no run at nowhere"),
        (("first-case/1",), 2, "Missing argument"),
    ],
)
def test_runs_that_are_not_there(solved: Call, runs: tuple[str, ...], code: int, said: str) -> None:
    done = solved("compare", *runs)

    assert done.code == code
    assert said in done.err


def test_a_run_that_does_not_prove_its_answer_is_refused(solved: Call) -> None:
    shutil.copytree("runs/first-case/2", "forged")
    result = json.loads(Path("forged/result.json").read_bytes())
    result["objective"]["value"] += 1
    Path("forged/result.json").write_text(json.dumps(result), encoding="utf-8")
    done = solved("compare", "first-case/1", "forged")

    assert done.code == 7
    assert "forged does not prove its answer" in done.err


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "greenopt.result/1"}', "\x00"])
def test_a_run_that_cannot_be_read_is_refused(solved: Call, text: str) -> None:
    shutil.copytree("runs/first-case/2", "broken")
    Path("broken/result.json").write_text(text, encoding="utf-8")
    done = solved("compare", "broken", "first-case/1")

    assert done.code in (6, 7)
    assert "Traceback" not in done.err


@pytest.mark.parametrize(("answer", "inputs", "differ"), [(True, True, False), (False, True, True), (True, None, True)])
def test_runs_differ_by_answer_or_by_inputs(answer: bool, inputs: bool | None, differ: bool) -> None:
    """Another version of a solver may answer otherwise from the same inputs; what cannot be read is not the same."""
    assert _differ({"same": {"answer": answer, "inputs": inputs}}) == differ
