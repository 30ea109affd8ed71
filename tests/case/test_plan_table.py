"""Plans made by people, read strictly: every share and year as written, every mistake with its place."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, read_tree

from greenopt.case.plan_table import WrittenPlan, read_plan
from greenopt.errors import CaseInvalid, FileProblem
from greenopt.project import Facts


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    """Return two projects, one of them begun, a fund and three years."""
    projects: dict[str, Tree] = {
        "brick": {"asks": "50"},
        "kiln": {"asks": "30", "status": "committed", "started": {"2025": "40 %"}},
    }
    funds = {"green": {"amount": {"2026": "90"}}, "blue": {"amount": {"2026": "70"}}}
    return read_tree(case_tree(projects, funds, horizon=(2026, 2028)), tmp_path).facts


def written(text: str, folder: Path, facts: Facts, **more: str) -> WrittenPlan:
    file = folder / "plan.csv"
    file.write_text(text, encoding="utf-8")
    return read_plan(str(file), facts, **more)  # type: ignore[arg-type]  # numbers


def test_shares_years_and_money_are_read_as_written(facts: Facts, tmp_path: Path) -> None:
    text = "project,share,start,fund.green,x-note\nbrick,60 %,2026,30,mine\nbrick,25 %,2028,,\nkiln,40 %,2025,,\n"
    plan = written(text, tmp_path, facts)

    assert {key: share.value for key, share in plan.starts.items()} == {
        ("brick", 2026): Fraction(3, 5),
        ("brick", 2028): Fraction(1, 4),
        ("kiln", 2025): Fraction(2, 5),
    }
    assert plan.money == {("brick", 2026): {"green": 30}}
    assert plan.levels() == {"brick": Fraction(17, 20), "kiln": Fraction(2, 5)}


def test_vietnamese_numbers_are_read(facts: Facts, tmp_path: Path) -> None:
    plan = written("project;share;start;fund.green\nbrick;62,5 %;2026;1.031,25\n", tmp_path, facts, numbers="vi")

    assert plan.starts["brick", 2026].value == Fraction(5, 8)
    assert plan.money["brick", 2026] == {"green": Fraction(103125, 100)}


def test_the_portfolio_of_a_run_is_a_plan(facts: Facts, tmp_path: Path) -> None:
    text = "rank,project,level,starts,public_money\n1,brick,1,2026: 0.25 | 2027: 0.75,50\n2,kiln,0,,0\n"

    assert written(text, tmp_path, facts).levels() == {"brick": 1}


def test_a_rounded_share_stands_for_all_that_round_to_it(facts: Facts, tmp_path: Path) -> None:
    """1/3 to twelve digits is 0.333333333333; half a unit of the twelfth digit is 5 in the 13th place."""
    share = written("project,level,start\nbrick,0.333333333333,2026\n", tmp_path, facts).starts["brick", 2026]

    assert share.least <= Fraction(1, 3) <= share.most
    assert share.most - share.least == Fraction(1, 10**12)


def test_a_share_with_few_digits_is_exactly_what_it_says(facts: Facts, tmp_path: Path) -> None:
    share = written("project,level,start\nbrick,0.333333,2026\n", tmp_path, facts).starts["brick", 2026]

    assert share.least == share.most == Fraction(333333, 10**6)


HEAD = "project,share,start\n"
HOSTILE = {
    "an unknown project": (HEAD + "brik,60 %,2026\n", 2, "there is no project 'brik'; did you mean 'brick'?"),
    "no project": (HEAD + ",60 %,2026\n", 2, "no project is named"),
    "more than all": (HEAD + "brick,120 %,2026\n", 2, "'120 %' is not a share from 0 % to 100 %"),
    "less than nothing": (HEAD + "brick,-5 %,2026\n", 2, "'-5 %' is not a share from 0 % to 100 %"),
    "no percent sign": (HEAD + "brick,60,2026\n", 2, "'60' has no percent sign"),
    "a share without its sign": (HEAD + "brick,0.6,2026\n", 2, "'0.6' has no percent sign"),
    "words": (HEAD + "brick,most,2026\n", 2, "'most' is not a number"),
    "no number at all": (HEAD + "brick,NaN,2026\n", 2, "'NaN' is not a number"),
    "money as a share": (HEAD + "brick,3 million VND,2026\n", 2, "'3 million VND' is not a share"),
    "an empty share": (HEAD + "brick,,2026\n", 2, "no share is given"),
    "a year too early": (HEAD + "brick,60 %,2025\n", 2, "2025 is outside the horizon"),
    "a year too late": (HEAD + "brick,60 %,2029\n", 2, "2029 is outside the horizon"),
    "no year": (HEAD + "brick,60 %,\n", 2, "no year is given"),
    "a year in words": (HEAD + "brick,60 %,next\n", 2, "'next' is not a year"),
    "the same twice": (HEAD + "brick,60 %,2026\nbrick,20 %,2026\n", 3, "'brick' stands twice for 2026"),
    "more than the whole": (HEAD + "brick,60 %,2026\nbrick,60 %,2027\n", 3, "more than the whole of 'brick'"),
    "an unknown column": ("project,share,start,colour\nbrick,1,2026,red\n", 1, "the column 'colour' is not known"),
    "an unknown fund": ("project,share,start,fund.red\nbrick,1,2026,3\n", 1, "there is no fund 'red'"),
    "a column twice": ("project,share,start,start\nbrick,1,2026,2026\n", 1, "the column 'start' stands twice"),
    "no column of projects": ("name,share\nbrick,1\n", 1, "there is no column 'project'"),
    "no column of shares": ("project,start\nbrick,2026\n", 1, "one of the columns 'share' and 'level' is needed"),
    "both kinds of share": ("project,share,level\nbrick,1,1\n", 1, "one of the columns 'share' and 'level' is needed"),
    "years twice": ("project,level,start,starts\nbrick,1,2026,2026: 1\n", 1, "the years stand in two columns"),
    "negative money": ("project,share,start,fund.green\nbrick,1,2026,-3\n", 2, "money cannot be negative"),
    "money in tonnes": ("project,share,start,fund.green\nbrick,1,2026,3 t\n", 2, "'t' does not fit here"),
    "years that do not add up": ("project,level,starts\nbrick,0.5,2026: 0.25\n", 2, "the level is 50 %, and the years"),
    "broken pairs": ("project,level,starts\nbrick,0.5,2026=0.5\n", 2, "'2026=0.5' is not a year with a share"),
    "too few cells": (HEAD + "brick,60 %\n", 2, "has 2 cells and the first row 3"),
    "Vietnamese marks": (HEAD + '"brick","62,5 %",2026\n', 2, "'62,5' is not a number"),
    "semicolons": ("project;share;start\nbrick;60 %;2026\n", 1, "semicolons separate the cells"),
    "nothing": ("", 1, "the table is empty"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_wrong_is_told_with_its_place(name: str, facts: Facts, tmp_path: Path) -> None:
    text, line, message = HOSTILE[name]
    with pytest.raises(CaseInvalid) as caught:
        written(text, tmp_path, facts)
    found = [(each.place.line, str(each)) for each in caught.value.diagnostics]

    assert [each for each in found if each[0] == line and message in each[1]], found


def test_all_mistakes_are_told_at_once(facts: Facts, tmp_path: Path) -> None:
    with pytest.raises(CaseInvalid) as caught:
        written(HEAD + "brik,60 %,2026\nbrick,160 %,2026\nkiln,10 %,1999\n", tmp_path, facts)

    assert [each.place.line for each in caught.value.diagnostics] == [2, 3, 4]


def test_what_is_no_table_is_refused(facts: Facts, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("project", encoding="utf-8")

    for name in ("plan.txt", "missing.csv"):
        with pytest.raises(FileProblem):
            read_plan(str(tmp_path / name), facts)
