from fractions import Fraction

import pytest
from tests.engine.programs import cost, fractions, program, wood_and_brick

from greenopt.engine.tree import Leaf, Split, Tree, Weighing, check_tree, no_better, split_box, value_step

BY_MONEY = {0: Fraction(5, 6)}
BY_PEOPLE = {1: Fraction(2)}


def by_hand() -> Tree:
    """
    Return the proof that whole wood and brick give at most 20.

    wood <= 3, brick <= 1: 5 * 3 + 4 * 1 = 19 without any row.
    wood <= 2, brick >= 2: people at 2 each give 12 + (5 - 2) * wood <= 18.
    wood = 3, brick >= 2: needs 7 people of 6.
    wood >= 4, brick = 0: money at 5/6 gives 20 + (4 - 10/3) * brick = 20.
    wood >= 4, brick >= 1: needs money 28 of 24.
    """
    nodes: list[Split | Leaf] = [
        Split(0, 3),
        Split(1, 1), Leaf(0, empty=False),
        Split(0, 2), Leaf(1, empty=False), Leaf(3, empty=True),
        Split(1, 0), Leaf(2, empty=False), Leaf(4, empty=True),
    ]  # fmt: skip
    return Tree(nodes, [{}, BY_PEOPLE, BY_MONEY, {1: Fraction(1)}, {0: Fraction(1)}])


def test_a_tree_by_hand_proves_its_limit_and_nothing_less() -> None:
    example, value = wood_and_brick(whole=["wood", "brick"])

    assert check_tree(example, value, example.bounds(), by_hand(), Fraction(20))
    assert check_tree(example, value, example.bounds(), by_hand(), Fraction(41, 2))
    assert not check_tree(example, value, example.bounds(), by_hand(), Fraction(19))
    assert not check_tree(example, value, example.bounds(), by_hand(), None)


@pytest.mark.parametrize("place", range(9))
def test_a_tree_with_a_changed_or_missing_node_proves_nothing(place: int) -> None:
    example, value = wood_and_brick(whole=["wood", "brick"])
    tree = by_hand()
    nodes = list(tree.nodes)
    node = nodes[place]
    missing = Tree([*nodes[:place], *nodes[place + 1 :]], tree.multipliers)
    doubled = Tree([*nodes, node], tree.multipliers)
    unknown = Leaf(9, empty=False) if isinstance(node, Leaf) else Split(7, node.at)
    before = Leaf(-1, empty=False) if isinstance(node, Leaf) else Split(-1, node.at)

    for wrong in (
        missing,
        doubled,
        *(Tree([*nodes[:place], each, *nodes[place + 1 :]], tree.multipliers) for each in (unknown, before)),
    ):
        assert not check_tree(example, value, example.bounds(), wrong, Fraction(20))


def test_columns_that_may_be_broken_are_not_split() -> None:
    example, value = wood_and_brick(whole=["wood"])

    assert not check_tree(example, value, example.bounds(), by_hand(), Fraction(20))


def test_emptiness_needs_every_leaf_empty() -> None:
    """2 pairs = 7: pairs <= 3 gives at most 6 (multiplier -1/2), pairs >= 4 at least 8 (multiplier 1/2)."""
    example = program({"pairs": (0, 9)}, {"odd": ({"pairs": 2}, 7, 7)}, whole=["pairs"])
    multipliers = [{0: Fraction(-1, 2)}, {0: Fraction(1, 2)}]
    tree = Tree([Split(0, 3), Leaf(0, empty=True), Leaf(1, empty=True)], multipliers)
    turned = Tree([Split(0, 3), Leaf(1, empty=True), Leaf(0, empty=True)], multipliers)

    assert check_tree(example, {0: Fraction(1)}, example.bounds(), tree, None)
    assert not check_tree(example, {0: Fraction(1)}, example.bounds(), turned, None)


def test_a_box_is_weighed_by_what_it_changes() -> None:
    """Without multipliers d = (5, 4): 90, and 5 * 2 + 4 * 10 = 50 with wood <= 2."""
    example, value = wood_and_brick()
    weighing = Weighing(example, value, example.bounds(), {})

    assert weighing.bound({}) == 90
    assert weighing.bound({0: (Fraction(0), Fraction(2))}) == 50
    assert Weighing(example, {0: Fraction(-5)}, example.bounds(), {}).bound({0: (Fraction(3), Fraction(10))}) == -15
    assert Weighing(example, value, example.bounds(), {0: Fraction(-1)}).bound({}) is None


def test_a_split_parts_the_whole_numbers() -> None:
    bounds = wood_and_brick()[0].bounds()

    low, high = split_box(bounds, {1: (Fraction(0), Fraction(1))}, Split(0, 3))

    none, one = fractions(0, 1)
    assert low == {0: (none, Fraction(3)), 1: (none, one)}
    assert high == {0: (Fraction(4), Fraction(10)), 1: (none, one)}
    lower, upper = split_box(bounds, low, Split(0, 1))
    assert lower[0] == (none, one)
    assert upper[0] == (Fraction(2), Fraction(3))


def test_values_come_in_steps_only_if_every_priced_column_is_whole() -> None:
    """Costs 3/2 and 6/5: every value is a multiple of 3/10; a bound below the next one proves."""
    example, _ = wood_and_brick(whole=["wood", "brick"])
    mixed, _ = wood_and_brick(whole=["wood"])
    costs = cost(example, {"wood": "3/2", "brick": "6/5"})

    assert value_step(example, costs) == Fraction(3, 10)
    assert value_step(mixed, costs) is None
    assert value_step(mixed, {0: Fraction(3, 2)}) == Fraction(3, 2)
    assert value_step(example, {}) is None
    assert no_better(Fraction(19, 10), Fraction(18, 10), Fraction(3, 10))
    assert not no_better(Fraction(21, 10), Fraction(18, 10), Fraction(3, 10))
    assert not no_better(Fraction(19, 10), Fraction(18, 10), None)
