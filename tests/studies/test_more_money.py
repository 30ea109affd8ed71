"""More money: spread exactly over what is open, and what it brings by hand."""

from fractions import Fraction
from pathlib import Path

from tests.small_cases import Tree, case_tree, read_tree

from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.result.saved import SavedRun
from greenopt.run import solve
from greenopt.studies.more_money import more_money, spread

FIRST = Path(__file__).parents[2] / "cases" / "first-case"
QUICK = Options(prices=False, unique=False)


def saved(tree: Tree, folder: Path) -> SavedRun:
    """Solve a case and save the run."""
    solve(read_tree(tree, folder), QUICK).write(folder / "run")
    return SavedRun(folder / "run")


def two_funds(**amounts: str) -> Tree:
    """Return a case with a project of 9,000 that saves 3 t of coal, 7.5 tCO2e, a year for ten years."""
    projects: dict[str, Tree] = {"a": {"cost": "9000", "saves": {"coal": "3 t/yr"}}}
    funds: dict[str, Tree] = {name: {"amount": {"2026": amount}} for name, amount in amounts.items()}
    return case_tree(projects, funds, objective={"maximise": "co2e", "over": "lifetime"})


def test_what_is_added_is_exact_and_in_proportion(tmp_path: Path) -> None:
    """
    Funds of 200, 400 and 110 of 710; 1,000 more.

    200/710 of 1,000 is 281.690140…, 400/710 is 563.380281…, both cut to six decimals; the last takes what is left:
    1,000 − 281.690140 − 563.380281 = 154.929579.
    """
    facts = read_tree(two_funds(x="200", y="400", z="110"), tmp_path).facts

    assert spread(facts, Fraction(1000)) == {
        "funds.x.amount.2026": "481.69014",
        "funds.y.amount.2026": "963.380281",
        "funds.z.amount.2026": "264.929579",
    }
    assert sum(Fraction(each) for each in spread(facts, Fraction(1000)).values()) == 1710


def test_a_fund_without_money_stays_without(tmp_path: Path) -> None:
    facts = read_tree(two_funds(x="0", y="300"), tmp_path).facts

    assert spread(facts, Fraction(50)) == {"funds.y.amount.2026": "350"}


def test_one_two_and_five_billion_bring_what_they_bring_by_hand(tmp_path: Path) -> None:
    """
    A project of 9,000 million that brings 7.5 · 10 = 75 t; 2,500 million are there.

    With 3,500, 4,500 and 7,500 million it is carried out by 7/18, 1/2 and 5/6: 29.1666…, 37.5 and 62.5 t.
    """
    found = more_money(saved(two_funds(x="2000", y="500"), tmp_path))

    assert [each.added for each in found] == [1000, 2000, 5000]
    assert [each.value for each in found] == [29.1666666667, 37.5, 62.5]
    assert [each.levels["a"] for each in found] == [Fraction(7, 18), Fraction(1, 2), Fraction(5, 6)]
    assert all(each.proved for each in found)


def test_money_is_counted_in_the_unit_of_the_case(tmp_path: Path) -> None:
    """In billion VND one, two and five billion are 1, 2 and 5: of 9 there are then 3/9, 4/9 and 7/9."""
    tree = two_funds(x="2")
    tree["units"]["money"] = "billion VND"
    tree["projects"]["a"] |= {"cost": "9", "asks": "9"}
    found = more_money(saved(tree, tmp_path))

    assert [each.added for each in found] == [1, 2, 5]
    assert [each.levels["a"] for each in found] == [Fraction(1, 3), Fraction(4, 9), Fraction(7, 9)]


def test_the_first_case_is_paid_whole(tmp_path: Path) -> None:
    """
    All five projects ask 1,780, and 2,300 are there; bricks take 500 of 1,780, under 35 %, crafts 500, over 15 %.

    420·15 + 210·12 + 90·10 + 36·12 + 26·10 = 6,300 + 2,520 + 900 + 432 + 260 = 10,412 t, whatever comes on top.
    """
    solve(read_case(FIRST), QUICK).write(tmp_path / "run")

    assert [each.value for each in more_money(SavedRun(tmp_path / "run"))] == [10_412, 10_412, 10_412]


def test_an_impossible_case_may_become_possible(tmp_path: Path) -> None:
    """A project of 2,600 is required; 900 are there, so 1,900 are too little, and 2,900 and 5,900 enough."""
    tree = two_funds(x="900")
    tree["projects"]["a"] |= {"cost": "2600", "asks": "2600", "status": "required", "status_source": "invented"}
    found = more_money(saved(tree, tmp_path))

    assert [each.status for each in found] == ["certified_infeasible", "certified_optimal", "certified_optimal"]
    assert [each.value for each in found] == [None, 75, 75]


def test_without_money_nothing_can_grow(tmp_path: Path) -> None:
    assert more_money(saved(two_funds(x="0"), tmp_path)) == ()
