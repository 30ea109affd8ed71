"""
Random comparisons in number: greenopt against a second formulation that shares no code with it.

Money is in plain VND, whole numbers from 1e6 to 1e12, where solvers go wrong. `make campaign` runs them at full size;
without size options a small sample runs. What was counted is shown at the end.

What decides is exact: z3, or every plan in turn. SCIP answers each case too, in floats; how often it says something
else is counted and not held against anyone, for where one stage comes before another it loses what it has reached.
"""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.all_plans import best_of_all
from tests.exact_solver import Exact, solve_exactly
from tests.independent import Formulation, formulate
from tests.parts import Tally
from tests.random_cases import Wanted, random_case, relabelled
from tests.second_solver import enumerate_plans, solve_independently
from tests.small_cases import Tree, prices, read_tree, solve_tree, starts

from greenopt.engine.answer import Answer, Options
from greenopt.run import solve

NEAR = 1e-6
"""How far SCIP's value may lie from the exact one, as a share of it, to count as the same."""
PROVED = ("certified_optimal", "certified_infeasible")
LINEAR, WHOLE, ENUMERABLE = Wanted(raw=True), Wanted(whole=True, raw=True), Wanted(whole=True, raw=True, one_payer=True)


def answer_of(tree: Tree, folder: Path, tally: Tally) -> Answer:
    """Solve a case and audit the plan; composing the result counts every requirement again."""
    with tally.timed("greenopt"):
        run = solve_tree(tree, folder, Options(prices=False, unique=False, conflict=False))
        if run.answer.x is not None:
            assert run.result["status"] == run.answer.status
    tally[run.answer.status] += 1
    return run.answer


def agree(answer: Answer, exact: Exact) -> bool:
    """Whether what is claimed as proved is so to the last digit, and any other plan is within its bound."""
    if answer.status == "certified_infeasible" or answer.value is None:
        return not exact.feasible
    if answer.status == "certified_optimal":
        return exact == Exact(True, answer.value, reached_before(answer))
    assert answer.status == "certified_within_gap"
    assert answer.bound is not None
    low, high = sorted((answer.value, answer.bound))
    return exact.feasible and low <= exact.value <= high


def reached_before(answer: Answer) -> tuple[Fraction, ...]:
    """Return the shortfall of soft rules, and what each priority reaches."""
    values = {each.name: each.value for each in answer.stages}
    soft = [-values["soft_rules"]] if "soft_rules" in values else []
    return (*soft, *(value for name, value in values.items() if name.startswith("priority.")))


def found_otherwise(tree: Tree, tally: Tally) -> Exact:
    """Return what is so by the second formulation; SCIP is asked as well."""
    found = formulate(tree)
    with tally.timed("z3"):
        exact = solve_exactly(found)
    with tally.timed("SCIP"):
        tally["alike by SCIP" if alike_in_floats(found, exact) else "otherwise by SCIP"] += 1
    return exact


def alike_in_floats(found: Formulation, exact: Exact) -> bool:
    """Whether SCIP comes to the same, as far as floats go."""
    try:
        verdict = solve_independently(found)
    except AssertionError:
        return False
    near = NEAR * max(1.0, abs(float(exact.value)))
    return verdict.feasible == exact.feasible and abs(verdict.value - float(exact.value)) <= near


@pytest.mark.campaign
@pytest.mark.in_parts("linear", 250, title="linear cases in VND against z3, 0 disagreements")
def test_linear_cases_agree_with_a_second_solver(numbers: range, tally: Tally, tmp_path: Path) -> None:
    for seed in numbers:
        tree = random_case(seed, LINEAR)
        answer = answer_of(tree, tmp_path, tally)
        assert answer.status in PROVED, seed
        exact = found_otherwise(tree, tally)
        assert agree(answer, exact), (seed, answer.status, answer.value, exact)


@pytest.mark.campaign
@pytest.mark.in_parts("whole", 250, title="whole projects in VND against z3, 0 disagreements")
def test_whole_cases_agree_with_a_second_solver(numbers: range, tally: Tally, tmp_path: Path) -> None:
    """What is not proved to the end may be one in a hundred, and each is feasible and within its bound."""
    for seed in numbers:
        tree = random_case(seed, WHOLE)
        answer = answer_of(tree, tmp_path, tally)
        exact = found_otherwise(tree, tally)
        assert agree(answer, exact), (seed, answer.status, answer.value, exact)
    assert_mostly_proved(tally)


@pytest.mark.campaign
@pytest.mark.in_parts("whole", 250, title="whole projects in VND against all plans, 0 disagreements")
def test_whole_cases_agree_exactly_with_enumeration(numbers: range, tally: Tally, tmp_path: Path) -> None:
    """Every plan of up to eleven whole projects is tried in fractions."""
    for seed in numbers:
        tree = random_case(seed, ENUMERABLE)
        answer = answer_of(tree, tmp_path, tally)
        with tally.timed("all plans"):
            found = formulate(tree)
            best = best_of_all(found)
        exact = Exact(feasible=False)
        if best is not None:
            exact = Exact(True, best[-1], best[:-1] if found.shortfall else best[1:-1])
        assert agree(answer, exact), (seed, answer.status, answer.value, exact)
    assert_mostly_proved(tally)


def assert_mostly_proved(tally: Tally) -> None:
    """Hold a part to what is promised of small cases: at least 99 of 100 are proved to the end."""
    proved = sum(tally[status] for status in PROVED)
    assert proved >= 0.99 * (proved + tally["certified_within_gap"]), dict(tally)


@pytest.mark.campaign
@pytest.mark.in_parts("linear", 100, title="presolve on and off, no difference in linear cases", times=Fraction(1, 5))
def test_presolve_changes_nothing(numbers: range, tally: Tally, tmp_path: Path) -> None:
    presolved(LINEAR, numbers, tally, tmp_path)


@pytest.mark.campaign
@pytest.mark.in_parts("whole", 50, title="presolve on and off, no difference in whole projects", times=Fraction(1, 5))
def test_presolve_changes_nothing_of_whole_projects(numbers: range, tally: Tally, tmp_path: Path) -> None:
    presolved(WHOLE, numbers, tally, tmp_path)


def presolved(wanted: Wanted, numbers: range, tally: Tally, folder: Path) -> None:
    """With and without presolve: the same plan, and every number, rank and reason of the result, to the last digit."""
    for seed in numbers:
        case = read_tree(random_case(seed, wanted), folder)
        runs = [solve(case, Options(presolve=presolve, conflict=False)) for presolve in ("choose", "on", "off")]
        first = runs[0].answer
        for other in runs[1:]:
            assert other.answer.status == first.status, seed
            assert other.answer.x == first.x, seed
            assert (other.answer.unique, other.answer.exchangeable) == (first.unique, first.exchangeable), seed
            assert prices(other) == prices(runs[0]), seed
            assert first.x is None or other.result == runs[0].result, seed
            tally[first.status] += 1


@pytest.mark.campaign
@pytest.mark.in_parts("linear", 50, title="other names and orders, same value and prices", times=Fraction(1, 20))
def test_names_and_orders_change_neither_value_nor_prices(numbers: range, tally: Tally, tmp_path: Path) -> None:
    """
    Projects renamed, so that columns stand in another order, and rules shuffled, five ways.

    Which of several best plans is shown follows the alphabet; what it is worth and every price must not.
    """
    for seed in numbers:
        tree = random_case(seed, LINEAR)
        first = solve_tree(tree, tmp_path, Options(conflict=False))
        for turn in range(5):
            other_tree, names = relabelled(tree, 1000 * seed + turn)
            other = solve_tree(other_tree, tmp_path, Options(conflict=False))
            assert other.answer.status == first.answer.status, seed
            assert other.answer.value == first.answer.value, seed
            assert other.answer.unique == first.answer.unique, seed
            old = {new: name for name, new in names.items()}
            assert {_renamed(name, old): price for name, price in prices(other).items()} == prices(first), seed
            if first.answer.unique:
                assert {(old[name], year): share for (name, year), share in starts(other).items()} == starts(first)
            tally["compared"] += 1


def _renamed(name: str, old: dict[str, str]) -> str:
    """Return the name of a requirement with the projects in it called by their old names."""
    for new, former in old.items():
        name = name.replace(new, former)
    return name


@pytest.mark.parametrize("wanted", [ENUMERABLE, ENUMERABLE._replace(raw=False)], ids=["raw", "any money"])
def test_all_plans_at_once_are_those_one_after_the_other(wanted: Wanted) -> None:
    """The columns of whole numbers say what fractions say of each plan by itself, and some cases have no plan."""
    found = [formulate(random_case(seed, wanted)) for seed in range(200, 212)]
    scores = [best_of_all(each) for each in found]

    assert scores == [enumerate_plans(each) for each in found]
    assert None in scores
