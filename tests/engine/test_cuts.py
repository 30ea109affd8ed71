from fractions import Fraction
from itertools import product

import pytest
from tests.engine.programs import program, random_whole

from greenopt.engine.cuts import Cut, derived, with_cuts
from greenopt.engine.program import Program
from greenopt.engine.separation import cutting
from greenopt.engine.solve import Solver
from greenopt.engine.stages import Stage, solve_stages
from greenopt.engine.tree import Leaf, Tree, check_tree
from greenopt.verify.bounds import Face
from greenopt.verify.tree import cut as verify_cut
from greenopt.verify.weights import Row


def relaxed(example: Program, value: dict[int, Fraction], cuts: list[Cut]) -> Fraction:
    """Return the exact optimum of the relaxation with cuts."""
    cut = with_cuts(example, example.bounds(), cuts)
    assert cut is not None
    return solve_stages(Solver(cut[0]), cut[0], [Stage("value", value)], cut[1]).stages[0].value


def test_rounding_by_hand() -> None:
    """
    3 a + 5 b <= 7 of whole a, b from 0 to 2, a fifth of it: 0.6 a + b <= 1.4.

    f = 0.4, and a counts (0.6 - 0.4) / 0.6 = 1/3: a / 3 + b <= 1. The point a = 2/3, b = 1 keeps the row, not the cut.
    """
    example = program({"a": (0, 2), "b": (0, 2)}, {"row": ({"a": 3, "b": 5}, None, 7)}, whole=["a", "b"])

    said = derived(example, example.bounds(), Cut({0: Fraction(1, 5)}, frozenset()))

    assert said is not None
    assert said.upper == 1
    assert Fraction(said.entries[1], said.scale) == 1
    third = Fraction(said.entries[0], said.scale)
    assert Fraction(1, 3) - Fraction(1, 2**64) <= third <= Fraction(1, 3)


def test_a_column_that_is_not_whole_and_the_slack_of_a_row_may_add() -> None:
    """
    A - c <= 1.5 of a whole a and any c: f = 0.5, and c may add twice itself: a - 2 c <= 1.

    The same row turned around, -a + c >= -1.5, has only a lower side, and a multiplier above zero stands on it with its
    slack. Whatever that says, no point with a whole a that keeps the row may break it.
    """
    columns = {"a": (0, 4), "c": (0, 4)}
    below = program(columns, {"row": ({"a": 2, "c": -2}, None, 3)}, whole=["a"])
    above = program(columns, {"row": ({"a": -2, "c": 2}, -3, None)}, whole=["a"])

    one = derived(below, below.bounds(), Cut({0: Fraction(1, 2)}, frozenset()))
    other = derived(above, above.bounds(), Cut({0: Fraction(1, 2)}, frozenset()))

    assert one is not None
    assert other is not None
    assert {column: Fraction(each, one.scale) for column, each in one.entries.items()} == {
        0: Fraction(1),
        1: Fraction(-2),
    }
    assert one.upper == 1
    for a in range(5):
        for quarter in range(17):
            c = Fraction(quarter, 4)
            if a - c <= Fraction(3, 2):
                assert a - 2 * c <= 1
                assert (other.entries.get(0, 0) * a + other.entries.get(1, 0) * c) / other.scale <= other.upper


def test_no_plan_is_cut_off_and_the_bound_falls() -> None:
    """All 2^8 plans of random rounds, half of them in plain VND, keep every cut that is found."""
    fell = 0
    for seed in range(24):
        example, value = random_whole(seed, 8, 6, money=seed % 2 == 0)
        cuts = cutting(example, example.bounds(), value, None)
        cut = with_cuts(example, example.bounds(), cuts)
        assert cut is not None
        rows = list(zip(cut[0].entries, cut[0].scale, cut[1].row_lower, cut[1].row_upper, strict=True))
        for plan in product((0, 1), repeat=len(example.columns)):
            kept = []
            for entries, scale, low, high in rows:
                activity = Fraction(sum(entry * plan[column] for column, entry in entries.items()), scale)
                kept.append((low is None or low <= activity) and (high is None or activity <= high))
            if all(kept[: len(example.rows)]):
                assert all(kept), (seed, plan)
        fell += bool(cuts) and relaxed(example, value, cuts) < relaxed(example, value, [])
    assert fell > 12


def test_cuts_count_continuous_columns_and_earlier_cuts() -> None:
    """With money kept beside whole projects, what solves to the best plan of all keeps the cuts too."""
    later = 0
    for seed in range(12):
        example, value = random_whole(seed, 14, 8, money=True, continuous=3)
        cuts = cutting(example, example.bounds(), value, None)
        later += any(row >= len(example.rows) for cut in cuts for row in cut.multipliers)
        best, cut = Solver(example).solve(value, whole=True), with_cuts(example, example.bounds(), cuts)
        assert cut is not None
        again = Solver(cut[0]).solve(value, cut[1], whole=True)

        assert (best.value is None) == (again.value is None), seed
        if best.value is not None and again.value is not None:
            assert again.value == pytest.approx(best.value, rel=1e-7), seed
    assert later


def test_the_verifier_derives_the_same_row() -> None:
    """Two implementations of one formula: whole numbers over one denominator here, plain fractions there."""
    compared = 0
    for seed in range(12):
        example, value = random_whole(seed, 12, 8, money=seed % 2 == 0, continuous=seed % 3)
        boxes = dict(zip(example.columns, zip(example.column_lower, example.column_upper, strict=True), strict=True))
        names = [*example.rows]
        rows = {
            name: Row({example.columns[c]: Fraction(e, scale) for c, e in entries.items()}, low, high)
            for name, entries, scale, low, high in zip(
                example.rows, example.entries, example.scale, example.row_lower, example.row_upper, strict=True
            )
        }
        whole = {name for name, is_whole in zip(example.columns, example.whole, strict=True) if is_whole}
        grown, bounds = example, example.bounds()
        for cut in cutting(example, bounds, value, None):
            given = {
                "rows": {names[row]: each for row, each in cut.multipliers.items()},
                "turned": [example.columns[column] for column in cut.turned],
            }
            row = verify_cut(Face(boxes, rows), given, whole, "here")
            said = derived(grown, bounds, cut)
            assert said is not None
            assert row.upper == said.upper
            assert row.weights == {example.columns[c]: Fraction(e, said.scale) for c, e in said.entries.items()}
            step = with_cuts(grown, bounds, [cut])
            assert step is not None
            grown, bounds = step
            names.append(f"cut {len(names)}")
            rows[names[-1]] = row
            compared += 1
    assert compared > 40


@pytest.mark.parametrize("cut", [Cut({5: Fraction(1)}, frozenset()), Cut({}, frozenset())], ids=["no row", "nothing"])
def test_a_tree_with_a_cut_that_says_nothing_is_refused(cut: Cut) -> None:
    example = program({"a": (0, 2)}, {"row": ({"a": 3}, None, 4)}, whole=["a"])

    tree = Tree([Leaf(0, empty=False)], [{}], [cut])

    assert check_tree(example, {0: Fraction(1)}, example.bounds(), Tree([Leaf(0, empty=False)], [{}]), Fraction(2))
    assert not check_tree(example, {0: Fraction(1)}, example.bounds(), tree, Fraction(2))
