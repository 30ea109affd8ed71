"""
The yearly review, held against answers that are worked out by hand and against the plan that it begins from.

Every review here is written as a run and proved again by the stand-alone verifier, and its sources are read again.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, case_tree, levels, run_decisions, solve_tree, starts, values, yaml_text
from tests.studies.possible_cases import possible_case

from greenopt.case.changes import parse_set
from greenopt.cli._rebuild import rebuilt
from greenopt.errors import CaseInvalid, VerificationFailed, WrongUsage
from greenopt.plan import DecidedPlan, Sum
from greenopt.result.saved import SavedRun
from greenopt.run import Run, requirements_of
from greenopt.studies.replan import review
from greenopt.verify import verify

LIFETIME: Tree = {"maximise": "waste", "over": "lifetime"}


def project(asks: int, waste: int, **more: Any) -> Tree:
    """Return a project that avoids so much waste a year."""
    return {"asks": str(asks), "impact": {"waste": f"{waste}/yr"}, **more}


def fund(*amounts: int, **more: Any) -> Tree:
    """Return a fund with these amounts from 2026 on."""
    return {"amount": {str(2026 + number): str(amount) for number, amount in enumerate(amounts)}, **more}


def saved(tree: Tree, folder: Path) -> SavedRun:
    """Solve a case and save the run."""
    place = folder / "before"
    solve_tree(tree, folder).write(place)
    return SavedRun(place)


def again(
    run: SavedRun, folder: Path, actuals: Tree | None = None, *changes: str, year: int = 2027, number: int = 0
) -> Run:
    """Review a run; save, verify and rebuild what comes of it."""
    file = None
    if actuals is not None:
        file = folder / "actuals.yaml"
        header = {"year": str(year), "source": "Report 15"}
        file.write_text(yaml_text({"greenopt": "1", "actuals": header, **actuals}), encoding="utf-8")
    found = review(run, year, file, changes=[parse_set(each) for each in changes]).solve()
    place = folder / f"after-{number}"
    found.write(place)
    assert [str(each) for each in verify(place).failures] == []
    assert [str(each) for each in rebuilt(place)] == []
    return found


def replanned(tree: Tree, folder: Path, actuals: Tree | None = None, *changes: str, year: int = 2027) -> Run:
    """Solve a case, and review it."""
    return again(saved(tree, folder), folder, actuals, *changes, year=year)


def document(run: Run) -> dict[str, Any]:
    """Return ``replan.json``."""
    found: dict[str, Any] = json.loads(run.further["replan.json"])
    return found


def spent(run: Run, year: int, **more: Any) -> Fraction:
    """Return the public money of a year."""
    return DecidedPlan(run.case.facts, run_decisions(run)).value(Sum("public_money", year=year, **more))


FIVE: Mapping[str, Tree] = {
    "a": project(120, 360),
    "b": project(70, 175),
    "c": project(99, 198),
    "d": project(80, 120),
    "e": project(60, 60),
}
"""Per unit of money they avoid 3, 2.5, 2, 1.5 and 1 t a year; each works ten years, whenever it starts."""


def test_a_review_without_news_keeps_every_decision(tmp_path: Path) -> None:
    """330 are spent on a, b, c and 41 of the 80 of d, in whatever years: what the plan chose, the review chooses."""
    before = saved(case_tree(FIVE, {"f": fund(130, 110, 90)}, objective=LIFETIME, horizon=(2026, 2028)), tmp_path)
    decided = {entry["project"]: entry["starts"] for entry in before.result["portfolio"]}
    for number, year in enumerate((2026, 2027, 2028)):
        found = again(before, tmp_path, year=year, number=number)

        assert levels(found) == {"a": 1, "b": 1, "c": 1, "d": Fraction(41, 80)}
        assert {entry["project"]: entry["starts"] for entry in found.result["portfolio"]} == decided
        assert found.result["objective"]["value"] == before.result["objective"]["value"]
        assert {each["change"] for each in document(found)["projects"]} == {"same"}
        assert document(found)["data_changes"] == []


def test_after_most_of_a_year_is_spent_the_rest_is_planned_as_if_written_by_hand(tmp_path: Path) -> None:
    """
    In 2027 nine tenths of the 110, 99, went to c, which the plan had for later; 120 went to a in 2026.

    11 are left in 2027 and 90 in 2028: 70 for b and 31 of the 80 of d. Ten years of 360 + 198 + 175 + 120 · 31/80.
    The same facts written as commitments of a case that begins in 2027 give the same plan and value.
    """
    tree = case_tree(FIVE, {"f": fund(130, 110, 90)}, objective=LIFETIME, horizon=(2026, 2028))
    actuals: Tree = {
        "projects": {
            "a": {"started": {"2026": "100 %"}, "paid": {"2026": "120"}},
            "b": {"started": {}}, "d": {"started": {}}, "e": {"started": {}},
            "c": {"started": {"2027": "100 %"}, "paid": {"2027": "99"}},
        }
    }  # fmt: skip
    found = replanned(tree, tmp_path, actuals)
    by_hand = dict(FIVE)
    by_hand["a"] = {**FIVE["a"], "status": "committed", "started": {"2026": "100 %"}, "remaining": {"2027": "0"}}
    by_hand["c"] = {**FIVE["c"], "status": "committed", "started": {"2027": "100 %"}, "remaining": {"2027": "99"}}
    funds = {"f": {"amount": {"2027": "110", "2028": "90"}}}
    fresh = solve_tree(case_tree(by_hand, funds, objective=LIFETIME, horizon=(2027, 2028)), tmp_path)

    assert levels(found) == {"a": 1, "b": 1, "c": 1, "d": Fraction(31, 80)}
    assert values(spent(found, 2026), spent(found, 2027), spent(found, 2028)) == [120, 110, 90]
    assert found.result["objective"]["value"] == 7795
    assert starts(found) == starts(fresh)
    assert found.answer.value == fresh.answer.value


def test_what_two_funds_paid_still_counts_against_the_limit_of_one(tmp_path: Path) -> None:
    """
    Of f at most 50 may be spent in all; 40 of them went to p in 2026, so f pays 10 and g 20 of the 60 of q: half.

    A review that forgot what f had paid would fund q whole.
    """
    projects = {"p": project(40, 90, start=["2026", "2026"]), "q": project(60, 70, start=["2027", "2027"])}
    funds = {"f": fund(45, 45), "g": fund(45, 20)}
    rules = {"of_f": {"rule": "ceiling", "of": "public_money", "from": ["f"], "at_most": "50"}}
    tree = case_tree(projects, funds, rules, LIFETIME, horizon=(2026, 2027))
    found = replanned(tree, tmp_path, {"projects": {"p": {"paid": {"f": {"2026": "40"}}}}})

    assert levels(found) == {"p": 1, "q": Fraction(1, 2)}
    assert values(spent(found, 2026, fund="f"), spent(found, 2026, fund="g")) == [40, 0]
    assert values(spent(found, 2027, fund="f"), spent(found, 2027, fund="g")) == [10, 20]


def test_a_fund_that_paid_in_the_year_of_the_review_has_paid(tmp_path: Path) -> None:
    """F paid the 40 of p in 2027, though g could have: of its 45, which alone may pay q, 5 of 50 are left."""
    projects = {"p": project(40, 90, start=["2027", "2027"]), "q": project(50, 70, start=["2027", "2027"], tags=["f"])}
    other = {"not": {"tags": ["f"]}}
    tree = case_tree(projects, {"f": fund(7, 45), "g": fund(7, 60, **{"for": other})}, {}, LIFETIME, (2026, 2027))
    one = saved(tree, tmp_path)
    assert {entry["project"]: entry["level"] for entry in one.result["portfolio"]} == {"p": 1, "q": 0.9}

    report: Tree = {"projects": {"p": {"started": {"2027": "100 %"}, "paid": {"f": {"2027": "40"}}}}}
    assert levels(again(one, tmp_path, report)) == {"p": 1, "q": Fraction(1, 10)}


def test_money_that_was_not_spent_is_carried_as_far_as_the_fund_may(tmp_path: Path) -> None:
    """
    Of 100, a takes 60 in 2026; 40 are kept for b, which asks 80 in 2027: half.

    If 75 were spent, 25 are kept: 25/80. If only a tenth of the 100 may be kept, 10: 1/8.
    """
    projects = {"a": project(60, 90, start=["2026", "2026"]), "b": project(80, 70, start=["2027", "2027"])}
    one = saved(case_tree(projects, {"f": fund(100, 0, carry_over="all")}, {}, LIFETIME, (2026, 2027)), tmp_path)
    more = {"funds": {"f": {"spent": {"2026": "75"}}}}

    assert levels(again(one, tmp_path)) == {"a": 1, "b": Fraction(1, 2)}
    assert levels(again(one, tmp_path, more, number=1)) == {"a": 1, "b": Fraction(25, 80)}
    assert levels(again(one, tmp_path, {"funds": {"f": {"opening": "28"}}}, number=2)) == {"a": 1, "b": Fraction(7, 20)}

    other = tmp_path / "tenth"
    other.mkdir()
    tree = case_tree(projects, {"f": fund(100, 0, carry_over="10 %")}, {}, LIFETIME, (2026, 2027))
    assert levels(replanned(tree, other)) == {"a": 1, "b": Fraction(1, 8)}


def test_later_payments_and_running_costs_of_what_was_begun_remain(tmp_path: Path) -> None:
    """
    100 in two years, 60 and 40, then 5 a year while it runs: begun in 2026, 40, 5 and 5 remain from 2027 on.

    If only 50 were paid, the 10 in arrears fall due in 2027 as well. If half of it was begun and 33 paid, 30 of the 50
    were due and 3 were paid ahead: 17 remain of the 20 of 2027, and half the running costs.
    """
    projects = {"a": project(100, 90, spending=["60 %", "40 %"], running_cost="5/yr", start=["2026", "2026"])}
    one = saved(case_tree(projects, {"f": fund(60, 60, 40, 40)}, {}, LIFETIME, (2026, 2029)), tmp_path)
    reports: list[tuple[Tree | None, list[int], dict[int, object]]] = [
        (None, [60], {2027: 40, 2028: 5, 2029: 5}),
        ({"a": {"paid": {"2026": "50"}}}, [50], {2027: 50, 2028: 5, 2029: 5}),
        ({"a": {"started": {"2026": "50 %"}, "paid": {"2026": "33"}}}, [33], {2027: 17, 2028: 2.5, 2029: 2.5}),
        ({"a": {"remaining": {"2028": "31"}}}, [60], {2028: 31}),
    ]
    for number, (projects_then, paid, remaining) in enumerate(reports):
        actuals = None if projects_then is None else {"projects": projects_then}
        found = again(one, tmp_path, actuals, number=number)
        kept = found.case.facts.by_id["a"]

        assert [*kept.paid["f"].values()] == paid
        assert kept.remaining == remaining
        assert {year: spent(found, year) for year in remaining} == remaining


def test_what_is_left_of_a_project_is_open_again(tmp_path: Path) -> None:
    """
    Of a, 60 of 100 were paid in 2026 and 40 are planned for 2027, 10 for e.

    When c, which avoids 10 t a unit, becomes possible in 2027 it takes the 50: a stays at 60 %. Committed, a is
    finished first and c gets the 10 that are left.
    """
    projects = {
        "a": project(100, 200),
        "c": project(50, 500, status="excluded"),
        "e": project(90, 20, start=["2027", "2027"]),
    }
    one = saved(case_tree(projects, {"f": fund(60, 50)}, {}, LIFETIME, (2026, 2027)), tmp_path)
    assert one.result["totals"]["public_money"] == 110

    found = again(one, tmp_path, None, "projects.c.status=candidate")
    assert levels(found) == {"a": Fraction(3, 5), "c": 1}
    changes = {each["project"]: each["change"] for each in document(found)["projects"]}
    assert changes == {"a": "less", "c": "new", "e": "dropped"}
    reasons = {each["project"]: each["why"] for each in document(found)["projects"]}
    assert reasons["c"]["code"] == "data_changed"
    assert reasons["e"]["code"] == "below_line"

    held = {"projects": {"a": {"status": "committed"}}}
    assert levels(again(one, tmp_path, held, "projects.c.status=candidate", number=1)) == {"a": 1, "c": Fraction(1, 5)}


def test_a_cancelled_project_frees_its_money_and_keeps_what_was_built(tmp_path: Path) -> None:
    """
    Half of the 100 of a were paid in 2026, half are due in 2027. Stopped at 30 % built, its 50 go to b.

    a is still credited with 30 % of its 200 t: ten years of 60 and of 70.
    """
    projects = {"a": project(100, 200, spending=["50 %", "50 %"], start=["2026", "2026"]), "b": project(50, 70)}
    tree = case_tree(projects, {"f": fund(50, 50)}, {}, LIFETIME, (2026, 2027))
    stopped = {"a": {"status": "excluded", "started": {"2026": "30 %"}, "paid": {"2026": "30"}}}
    found = replanned(tree, tmp_path, {"projects": stopped})

    assert levels(found) == {"a": Fraction(3, 10), "b": 1}
    assert found.result["objective"]["value"] == 1300
    assert found.case.facts.by_id["a"].status_source == "Report 15"
    [kept] = document(found)["kept"]
    assert kept["remaining"] == {}


def test_a_ceiling_over_all_years_remembers_what_was_paid(tmp_path: Path) -> None:
    """A works may get 100 in all its years and got 70 in 2026, so its second project gets 30 of 60."""
    projects = {
        "a": project(70, 200, support="machines", facility="works", start=["2026", "2026"]),
        "b": project(60, 90, support="machines", facility="works", start=["2027", "2027"]),
    }
    limit = {"rule": "support_limit", "class": "machines", "per": "facility", "ceiling": "100"}
    tree = case_tree(projects, {"f": fund(80, 80)}, {"limit": limit}, LIFETIME, (2026, 2027))

    assert levels(replanned(tree, tmp_path)) == {"a": 1, "b": Fraction(1, 2)}


def test_a_rule_that_the_past_broke_does_not_forbid_the_rest(tmp_path: Path) -> None:
    """At most 50 a year; 70 were paid in 2026 all the same. In 2027 the ceiling holds: 50 of the 80 of b."""
    projects = {"a": project(70, 200), "b": project(80, 90)}
    rules = {"yearly": {"rule": "ceiling", "of": "public_money", "at_most": "50", "each": "year"}}
    tree = case_tree(projects, {"f": fund(90, 90)}, rules, LIFETIME, (2026, 2027))
    report: Tree = {"projects": {"a": {"started": {"2026": "100 %"}, "paid": {"2026": "70"}}, "b": {"started": {}}}}
    found = replanned(tree, tmp_path, report)

    assert levels(found) == {"a": 1, "b": Fraction(5, 8)}
    assert [each.part for each in requirements_of(found.case) if each.rule == "yearly"] == ["2027"]


def test_a_target_counts_what_was_reached_before(tmp_path: Path) -> None:
    """Seven models by 2027: two came in 2026 from a dear project, so the cheap one of 2027 brings five: 5/6 of it."""
    projects = {
        "a": {"asks": "40", "impact": {"models": "2"}, "start": ["2026", "2026"], "runs_after": "0"},
        "b": {"asks": "90", "impact": {"models": "6"}, "start": ["2027", "2027"], "runs_after": "0"},
    }
    rules = {"models_by": {"rule": "target", "of": "models", "by": "2027", "at_least": "7"}}
    tree = case_tree(projects, {"f": fund(50, 90)}, rules, {"minimise": "public_money"}, (2026, 2027))
    report: Tree = {"projects": {"a": {"started": {"2026": "100 %"}}}}

    assert levels(replanned(tree, tmp_path, report)) == {"a": 1, "b": Fraction(5, 6)}


def test_what_was_begun_counts_as_chosen_however_little(tmp_path: Path) -> None:
    """At most one of two with a smallest share of 25 %: a was begun at 10 %, so b, though better, is not chosen."""
    scale = {"at_least": "25 %"}
    projects = {"a": project(100, 200, scale=scale), "b": project(50, 500, scale=scale)}
    rules = {"one": {"rule": "choose", "to": {"projects": ["a", "b"]}, "at_most": "1"}}
    tree = case_tree(projects, {"f": fund(50, 60)}, rules, LIFETIME, (2026, 2027))
    report: Tree = {"projects": {"a": {"started": {"2026": "10 %"}}, "b": {"started": {}}}}

    assert levels(replanned(tree, tmp_path, report)) == {"a": Fraction(7, 10)}


def test_a_whole_project_that_was_begun_is_never_begun_again(tmp_path: Path) -> None:
    """All or nothing: a was begun and paid in 2026, and b takes what is left in 2027."""
    projects = {"a": project(70, 200, scale="all_or_nothing"), "b": project(60, 90, scale="all_or_nothing")}
    tree = case_tree(projects, {"f": fund(70, 60)}, {}, LIFETIME, (2026, 2027))
    found = replanned(tree, tmp_path)

    assert starts(found) == {("a", 2026): 1, ("b", 2027): 1}


def test_a_review_can_be_reviewed(tmp_path: Path) -> None:
    """In 2028 the facts of 2026 and 2027 stand, those that actuals of 2027 reported among them."""
    tree = case_tree(FIVE, {"f": fund(130, 110, 90)}, objective=LIFETIME, horizon=(2026, 2028))
    report: Tree = {"projects": {"c": {"started": {"2026": "100 %"}}, "a": {"started": {}}, "b": {"started": {}}}}
    first = replanned(tree, tmp_path, report)
    second = again(SavedRun(tmp_path / "after-0"), tmp_path, year=2028, number=1)

    assert starts(second) == starts(first)
    assert second.answer.value == first.answer.value
    assert second.case.facts.open_from == 2028
    assert second.case.facts.by_id["c"].paid == {"f": {2026: 99}}


def test_what_was_paid_in_the_year_of_a_review_is_not_due_again(tmp_path: Path) -> None:
    """Of the 99 of c, begun in 2027, 61 were paid when the first review was made: 38 remain, in the second as well."""
    tree = case_tree(FIVE, {"f": fund(130, 110, 90)}, objective=LIFETIME, horizon=(2026, 2028))
    first = replanned(tree, tmp_path, {"projects": {"c": {"started": {"2027": "100 %"}, "paid": {"2027": "61"}}}})
    second = again(SavedRun(tmp_path / "after-0"), tmp_path, number=1)

    assert second.case.facts.by_id["c"].paid == {"f": {2027: 61}}
    assert second.case.facts.by_id["c"].remaining == {2027: 38}
    assert starts(second) == starts(first)


def test_a_floor_that_was_missed_before_is_not_asked_again_though_what_it_counts_is_shared(tmp_path: Path) -> None:
    """
    P and q bring 30 a year each, of 45 that there are; 40 are wanted in each year, and 70 pay both in 2026.

    P alone was begun, so 30 were reached in 2026. Q follows in 2027: 45 of 60 are counted as long as both run, from
    2027 to 2035, and 30 in the first year of p and in the last of q.
    """
    projects = {"p": project(30, 30, runs_after="0"), "q": project(40, 30, runs_after="0")}
    rules: dict[str, Tree] = {
        "once": {"rule": "overlap", "of": "waste", "at_most": "45/yr"},
        "low": {"rule": "floor", "of": "waste", "each": "year", "at_least": "40/yr"},
    }
    tree = case_tree(projects, {"f": fund(70, 40)}, rules, LIFETIME, (2026, 2027))
    begun: Tree = {"p": {"started": {"2026": "100 %"}}, "q": {"started": {}}}
    found = replanned(tree, tmp_path, {"projects": begun})

    assert starts(found) == {("p", 2026): 1, ("q", 2027): 1}
    assert found.answer.value == 30 + 9 * 45 + 30
    assert [row["part"] for row in found.result["rules"] if row["name"] == "low"] == ["2027"]


@pytest.mark.parametrize("number", range(12))
def test_random_plans_stay_as_they_are_without_news(number: int, tmp_path: Path) -> None:
    """What is best stays best when its first part is done; ties are broken alike. Exact in every digit."""
    tree = possible_case(number, several_years=True)
    first = int(tree["case"]["horizon"][0])
    before = solve_tree(tree, tmp_path)
    before.write(tmp_path / "before")
    after = again(SavedRun(tmp_path / "before"), tmp_path, year=first + 1)

    assert starts(after) == starts(before)
    assert after.answer.value == before.answer.value
    assert run_decisions(after).payments == run_decisions(before).payments


def test_only_a_run_that_proves_its_plan_is_reviewed(tmp_path: Path) -> None:
    run = saved(case_tree({"a": project(70, 200)}, {"f": fund(70, 60)}, {}, LIFETIME, (2026, 2027)), tmp_path)
    with pytest.raises(WrongUsage, match="2026 to 2027"):
        review(run, 2028)
    file = run.folder / "certificate.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"start[a,2026]": "1"', '"start[a,2026]": "0.5"'))
    with pytest.raises(VerificationFailed, match="does not prove"):
        review(SavedRun(run.folder), 2027)


def test_no_change_moves_the_year_of_a_review(tmp_path: Path) -> None:
    tree = case_tree({"a": project(70, 200)}, {"f": fund(70, 60, 50)}, {}, LIFETIME, (2026, 2028))
    with pytest.raises(WrongUsage, match="the review is of 2027"):
        replanned(tree, tmp_path, None, "case.planned_from=2028")


def test_a_run_without_a_plan_cannot_be_carried_out(tmp_path: Path) -> None:
    rules = {"goal": {"rule": "target", "of": "models", "by": "2026", "at_least": "7"}}
    run = saved(case_tree({"a": project(70, 200)}, {"f": fund(70, 60)}, rules, LIFETIME, (2026, 2027)), tmp_path)

    with pytest.raises(WrongUsage, match="no plan"):
        review(run, 2027)


def test_mistakes_of_changed_data_have_their_place(tmp_path: Path) -> None:
    run = saved(case_tree({"a": project(70, 200)}, {"f": fund(70, 60)}, {}, LIFETIME, (2026, 2027)), tmp_path)
    file = tmp_path / "news.yaml"
    file.write_text(
        'greenopt: 1\nactuals: {year: 2027, source: "r"}\nchanges:\n  projects.a.asks: -3\n  funds.g.amount.2027: 5\n',
        encoding="utf-8",
    )
    with pytest.raises(CaseInvalid) as caught:
        review(run, 2027, file)

    places = [(each.place.line, each.key) for each in caught.value.diagnostics]
    assert places == [(5, "funds.g")]
