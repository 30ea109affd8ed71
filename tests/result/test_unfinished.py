"""Why a proof for whole projects is open: the document has the reason, and a sentence says what would close it."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, solve_tree

from greenopt.engine.answer import Options
from greenopt.engine.searched import Open, Why
from greenopt.engine.ties import OBJECTIVE, SOFT
from greenopt.language import Language
from greenopt.page.answer import answer
from greenopt.page.speech import Speech
from greenopt.report.terminal import planner
from greenopt.report.words import Names
from greenopt.result.unfinished import in_words
from greenopt.run import Run
from greenopt.verify import verify


def whole(asks: str, models: str) -> Tree:
    """Return a project that is done whole or not at all, and runs at once."""
    return {"asks": asks, "impact": {"models": models}, "scale": "all_or_nothing", "runs_after": "0"}


def solved(folder: Path, options: Options, **rules: Tree) -> Run:
    """
    Return three projects for 100: a for 60 brings 9, b for 45 brings 7, c for 30 brings 4.

    The best are a and c with 13; the relaxation takes b, c and 25/60 of a or better: 7 + 9 * 55/60 = 15.25.
    """
    projects = {"a": whole("60", "9"), "b": whole("45", "7"), "c": whole("30", "4")}
    case = case_tree(projects, {"fund": {"amount": {"2026": "100"}}}, rules, {"maximise": "models"})
    return solve_tree(case, folder, options)


def test_a_complete_proof_has_no_reason_to_be_open(tmp_path: Path) -> None:
    assert solved(tmp_path, Options()).result["objective"]["open"] is None


def test_the_number_allowed_is_said_with_the_way_to_allow_more(tmp_path: Path) -> None:
    run = solved(tmp_path, Options(programs=2))

    found = run.result["objective"]["open"]
    assert found["why"] == "programs"
    assert "all 2 linear programs" in found["en"]
    assert "--nodes 8." in found["en"]
    assert "--nodes 8." in found["vi"]
    run.write(tmp_path / "run")
    assert [str(each) for each in verify(tmp_path / "run").failures] == []


def test_a_soft_rule_that_is_not_proved_is_named_and_its_reach_is_held(tmp_path: Path) -> None:
    """
    14 models are hoped for. In parts they can be reached, whole projects miss one; nothing is allowed to prove that.

    The bound counts only plans that miss no more than one: it is 15.25, as without the rule, and verify accepts it.
    """
    hope = {"rule": "target", "of": "models", "by": "2026", "at_least": "14", "soft": "true"}

    run = solved(tmp_path, Options(programs=0), hope=hope)

    assert run.result["status"] == "certified_within_gap"
    assert (run.result["objective"]["value"], run.result["objective"]["bound"]) == (13, 15.25)
    assert run.result["objective"]["open"]["en"].startswith("What soft rules miss comes before the objective.")
    run.write(tmp_path / "run")
    assert [str(each) for each in verify(tmp_path / "run").failures] == []


def test_a_gap_that_was_asked_for_is_told_apart(tmp_path: Path) -> None:
    found = solved(tmp_path, Options(gap=Fraction(15, 100))).result["objective"]["open"]

    assert found["why"] == "accepted"


@pytest.mark.parametrize(
    ("why", "sought", "said"),
    [
        (Why.TIME, OBJECTIVE, "--time-limit"),
        (Why.INTERRUPTED, OBJECTIVE, "broken off"),
        (Why.ACCEPTED, OBJECTIVE, "--gap"),
        (Why.NUMBERS, OBJECTIVE, "exact numbers"),
        (Why.PROGRAMS, OBJECTIVE, "all 2,000 linear programs"),
        (Why.PROGRAMS, SOFT, "What soft rules miss comes before"),
        (Why.PROGRAMS, "priority.craft", "The priority 'craft' comes before"),
    ],
)
def test_every_reason_has_its_sentence(why: Why, sought: str, said: str) -> None:
    assert said in str(in_words(Open(why, sought, 2000)))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "a better plan within the gap"), ("vi", "chưa loại trừ được phương án tốt hơn")]
)
def test_the_table_and_the_report_say_it(tmp_path: Path, language: Language, words: str) -> None:
    run = solved(tmp_path, Options(programs=2))

    text = " ".join(planner(run.result, Names.of(run.case), language, 80).split())
    section = answer(run.result, Speech.of(json.loads(run.resolved), language))

    assert words in text
    assert any(words in str(getattr(block, "text", "")) for block in section.blocks)
