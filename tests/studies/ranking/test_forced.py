"""
Projects left out and carried out in full: every value is that of another solve of the case written anew.

Small cases are derived by hand; random ones are held against SCIP, the cases of Lai Châu against exact proofs.
"""

import json
import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CampaignSize
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, write_tree
from tests.studies.possible_cases import possible_case
from tests.studies.ranking.confirmed import disagreements, ranked, ranked_tree

from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.run import solve
from greenopt.studies.precedence import Served
from greenopt.studies.ranking.forced import Ask, as_published, questions
from greenopt.studies.ranking.proofs import Proofs, Prover, of_record, speaks_of_status
from greenopt.studies.ranking.ranking import Ranking, in_floats
from greenopt.studies.scenario import Source

CASES = Path(__file__).parent.parent.parent.parent / "cases"
LAI_CHAU = ("lai-chau-2020", "lai-chau-2021-2025")


def three_projects(**more: Any) -> Tree:
    """Return 70 million for three projects that count once: good 3 t per million, fair 2, poor 0.5."""
    projects = {
        "good": {"asks": "30", "runs_after": "0", "impact": {"co2e": "90/yr"}},
        "fair": {"asks": "50", "runs_after": "0", "impact": {"co2e": "100/yr"}},
        "poor": {"asks": "40", "runs_after": "0", "impact": {"co2e": "20/yr"}},
    }
    for name, entry in more.pop("entries", {}).items():
        projects[name] |= entry
    return case_tree(projects, {"f": {"amount": {"2026": "70"}}}, more.pop("rules", None), **more)


def losses(found: Ranking) -> dict[str, Any]:
    return {
        name: (each.loss("left_out", more=found.more), each.loss("in_full", more=found.more))
        for name, each in found.forced.items()
    }


def test_what_is_lost_without_a_project_and_by_forcing_it_in(tmp_path: Path) -> None:
    """
    Best: good whole (30), fair 40 of 50: 90 + 80 = 170.

    Without good: fair whole 100, poor 20 of 40: 10; 60 less. Without fair: good 90, poor whole 20; 60 less. Fair in
    full: 100 and 20 of good's 30: 60; 10 less. Poor in full: 20 and good 90; 60 less.
    """
    assert losses(ranked_tree(three_projects(), tmp_path)) == {"good": (60, 0), "fair": (60, 10), "poor": (0, 60)}


def test_of_least_money_what_is_lost_is_what_is_spent_more(tmp_path: Path) -> None:
    """
    At least 130 t as cheaply as possible: good 30 and two fifths of fair, 20, come to 50.

    Without good: fair whole 50 and poor 30 of its 20 t are not enough: no plan. Without fair: 110 t at most: none.
    Fair in full: 100 t for 50, good 30 t for 10: 10 more. Poor in full: 40, good 30, fair 20 t for 10: 80; 30 more.
    """
    rules = {"much": {"rule": "target", "of": "co2e", "by": "2026", "at_least": "130"}}
    funds = {"f": {"amount": {"2026": "99"}}}
    tree = three_projects(rules=rules, objective={"minimise": "public_money"}) | {"funds": funds}
    found = ranked_tree(tree, tmp_path)

    assert losses(found) == {"good": (None, 0), "fair": (None, 10), "poor": (0, 30)}
    assert found.forced["good"].reasons["left_out"].in_language("en") == "no plan satisfies every rule without it"


def test_a_promise_is_taken_back_first(tmp_path: Path) -> None:
    """With poor required: 20 + 90 = 110. Free, the best is 170 without it: the promise costs 60, and brings nothing."""
    tree = three_projects(entries={"poor": {"status": "required", "status_source": "decision 7"}})
    found = ranked_tree(tree, tmp_path)

    assert found.value == 110
    assert losses(found)["poor"] == (0, 60)


def test_what_was_begun_is_not_left_out(tmp_path: Path) -> None:
    begun = {
        "status": "committed",
        "status_source": "decision 7",
        "started": {"2025": "100 %"},
        "remaining": {"2026": "20"},
    }
    found = ranked_tree(three_projects(entries={"good": begun}), tmp_path)

    assert losses(found)["good"] == (None, 0)
    assert found.forced["good"].reasons["left_out"].in_language("en") == "what was begun is not undone"


def test_what_cannot_be_started_has_neither(tmp_path: Path) -> None:
    tree = three_projects(entries={"good": {"status": "excluded", "status_source": "decision 7"}})
    forced = ranked_tree(tree, tmp_path).forced["good"]

    assert (forced.left_out, forced.in_full) == (None, None)
    assert forced.reasons["in_full"].in_language("en") == "it cannot be started"


def test_less_of_a_priority_is_told_and_not_hidden_in_tonnes(tmp_path: Path) -> None:
    """
    Waste comes first: only poor saves any, 8 t, so poor is whole and good comes beside it: 20 + 90 = 110 t of CO2e.

    Without poor no waste is saved, and 60 t more: its replacement value is −60, at the cost of all 8 t of waste.
    """
    rules = {"first": {"rule": "priority", "tier": "1", "of": "waste", "to": {"projects": ["poor"]}}}
    tree = three_projects(entries={"poor": {"impact": {"co2e": "20/yr", "waste": "8 t/yr"}}}, rules=rules)
    found = ranked_tree(tree, tmp_path)
    (served,) = found.forced["poor"].before("left_out")

    assert losses(found)["poor"] == (-60, 0)
    assert served == Served("first", Fraction(0), Fraction(8))
    assert not served.better
    assert [each.project for each in found.places] == ["poor", "good", "fair"]


def test_a_plan_that_has_the_level_already_is_not_solved_again(tmp_path: Path) -> None:
    """Good is whole and poor is out: good is left out, poor forced in, and fair both."""
    write_tree(three_projects(), tmp_path)
    run = solve(read_case(tmp_path))

    assert questions(run.case.facts, as_published(run)) == [
        Ask("fair", "left_out"),
        Ask("fair", "in_full"),
        Ask("good", "left_out"),
        Ask("poor", "in_full"),
    ]


def test_what_is_solved_does_not_depend_on_what_was_solved_before(tmp_path: Path) -> None:
    write_tree(possible_case(3, several_years=True), tmp_path)
    run = solve(read_case(tmp_path))
    asked = questions(run.case.facts, as_published(run))
    one, other = in_floats(run, asked), in_floats(run, asked[::-1])

    assert one == {ask: other[ask] for ask in one}


def test_whole_projects_are_proved(tmp_path: Path) -> None:
    """
    All or nothing with 70: good and poor take it all and bring 110; fair alone 100. Best: good and poor.

    Without good: fair, 100. Without poor: fair 100 beats good 90. Fair in full: 100.
    """
    whole = {name: {"scale": "all_or_nothing"} for name in ("good", "fair", "poor")}
    found = ranked_tree(three_projects(entries=whole), tmp_path)

    assert losses(found) == {"good": (10, 0), "fair": (0, 10), "poor": (10, 0)}
    assert {each.status for forced in found.forced.values() for each in forced.outcomes} == {"certified_optimal"}


def test_certified_are_all_that_are_printed(tmp_path: Path) -> None:
    found = ranked_tree(three_projects(), tmp_path, certify=True)

    assert losses(found) == {"good": (60, 0), "fair": (60, 10), "poor": (0, 60)}
    assert {each.status for forced in found.forced.values() for each in forced.outcomes} == {"certified_optimal"}


def test_rules_that_speak_of_the_status_are_not_changed_with_it(tmp_path: Path) -> None:
    """
    At most 65 for candidates. Best: good 30 and 35 of fair: 90 + 70 = 160. Poor in full leaves 25 of good: 95.

    Were poor required instead, the rule would speak of the others alone, and good were whole.
    """
    rules = {"few": {"rule": "ceiling", "of": "public_money", "to": {"status": ["candidate"]}, "at_most": "65"}}
    tree = three_projects(rules=rules)
    found = ranked_tree(tree, tmp_path, certify=True)

    assert speaks_of_status(found.case)
    assert losses(found)["poor"] == (0, 65)


@pytest.mark.parametrize("number", range(6))
def test_random_cases_agree_with_another_solver(tmp_path: Path, number: int) -> None:
    tree = possible_case(number)
    checked, wrong = disagreements(tree, ranked_tree(tree, tmp_path))

    assert wrong == []
    assert checked


def test_a_random_case_with_whole_projects_agrees_with_another_solver(tmp_path: Path) -> None:
    for seed in range(40):
        folder = tmp_path / str(seed)
        folder.mkdir()
        tree = random_case(seed, Wanted(whole=True))
        found = ranked_tree(tree, folder)
        if found.has_plan:
            assert disagreements(tree, found)[1] == []
            break


@pytest.mark.campaign
def test_many_random_cases_agree_with_another_solver(
    tmp_path: Path, campaign_size: CampaignSize, figures: list[str]
) -> None:
    checked = 0
    for number in range(campaign_size.linear):
        folder = tmp_path / str(number)
        folder.mkdir()
        tree = possible_case(number)
        count, wrong = disagreements(tree, ranked_tree(tree, folder))
        checked += count
        assert wrong == [], number
    figures.append(f"projects held in {campaign_size.linear} random cases: {checked} plans, all as SCIP finds them")


@pytest.mark.parametrize(("name", "projects"), [(LAI_CHAU[1], ("tea_dryer_programme", "led_than_uyen", "plan_review"))])
def test_projects_of_lai_chau_are_held_to_proofs(name: str, projects: tuple[str, ...]) -> None:
    found = solve(read_case(CASES / name), Options(unique=False))
    asked = [ask for ask in questions(found.case.facts, as_published(found)) if ask.project in projects]
    proofs = Prover(Source(CASES / name))

    _held(in_floats(found, asked), asked, proofs)


@pytest.mark.campaign
@pytest.mark.long
@pytest.mark.parametrize("name", LAI_CHAU)
def test_every_project_of_lai_chau_is_held_to_a_proof(
    name: str, campaign_size: CampaignSize, figures: list[str]
) -> None:
    found = solve(read_case(CASES / name), Options(unique=False))
    asked = questions(found.case.facts, as_published(found))
    asked = asked[:: max(1, len(asked) // campaign_size.projects)]
    answers = in_floats(found, asked)

    _held(answers, asked, Prover(Source(CASES / name)))
    figures.append(f"{name}: {len(asked)} plans with a project held, {len(answers)} of them told by floats")


def _held(answers: Any, asked: list[Ask], proofs: Prover) -> None:
    """Hold every answer against its proof."""
    assert asked
    for ask in asked:
        if ask not in answers:
            continue
        proved = proofs.outcome(ask)
        assert answers[ask].has_plan == proved.has_plan, ask
        if proved.value is not None and answers[ask].value is not None:
            assert abs(answers[ask].value - proved.value) <= Fraction(1, 10**8) * (1 + abs(proved.value)), ask


def test_a_proof_travels_as_it_is(tmp_path: Path) -> None:
    write_tree(three_projects(), tmp_path)
    task = pickle.loads(pickle.dumps(Proofs(Source(tmp_path), (Ask("good", "left_out"),))))  # noqa: S301 - made here
    (record,) = task.prepare()([0])

    assert of_record(json.loads(json.dumps(record))) == Prover(Source(tmp_path)).outcome(Ask("good", "left_out"))


def test_the_sample_is_held_to_proofs(tmp_path: Path) -> None:
    found = ranked_tree(three_projects(), tmp_path)
    held = [each.held for forced in found.forced.values() for each in forced.outcomes if each.held is not None]

    assert held == [0.0]
    assert ranked(tmp_path).forced == found.forced
