"""The tree: how values are found, how their places are, and that places are computed only when asked."""

from greenopt.case.document import parse_document
from greenopt.case.node import Mapping, Scalar, Sequence, at, child, place_of, plain_data
from greenopt.errors import Place

TREE = parse_document(
    "funds:\n  promotion:\n    amount: {2021: 10814, 2022: 21004}\nprojects:\n  brick: {spending: [60 %, '40 %']}\n",
    "case.yaml",
)


class CountingLocator:
    """A row of a table that counts how often a place is asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def place(self, column: int) -> Place:
        """Return a place, and count."""
        self.asked += 1
        return Place("t.csv", 7, column + 1)


def test_plain_data_is_dictionaries_lists_and_texts() -> None:
    assert plain_data(TREE) == {
        "funds": {"promotion": {"amount": {"2021": "10814", "2022": "21004"}}},
        "projects": {"brick": {"spending": ["60 %", "40 %"]}},
    }


def test_a_value_is_found_by_keys_and_positions() -> None:
    share = at(TREE, ("projects", "brick", "spending", 1))

    assert isinstance(share, Scalar)
    assert (share.text, share.plain) == ("40 %", False)


def test_a_year_is_found_as_number_or_text() -> None:
    amount = ("funds", "promotion", "amount")

    assert at(TREE, (*amount, 2022)) is at(TREE, (*amount, "2022")) is not None


def test_what_is_not_there_is_none() -> None:
    spending = at(TREE, ("projects", "brick", "spending"))

    assert isinstance(spending, Sequence)
    assert at(TREE, ("projects", "kiln", "cost")) is None
    assert [child(spending, segment) for segment in (2, -1, "one", "٣", "9" * 5000)] == [None] * 5
    assert at(TREE, ("projects", "brick", "spending", 0, "more")) is None


def test_place_of_a_value_is_where_it_stands() -> None:
    assert place_of(TREE, ("funds", "promotion", "amount", "2022")) == Place("case.yaml", 3, 33)


def test_place_of_a_missing_key_is_that_of_its_mapping() -> None:
    assert place_of(TREE, ("projects", "brick", "cost")) == Place("case.yaml", 5, 10)
    assert place_of(TREE, ("rules", "floor", "at_least")) == Place("case.yaml", 1, 1)


def test_place_of_an_unknown_key_is_that_of_the_key() -> None:
    assert place_of(TREE, ("projects", "brick", "spending"), of_key=True) == Place("case.yaml", 5, 11)
    assert place_of(TREE, ("projects", "brick", "spending", 1), of_key=True) == Place("case.yaml", 5, 28)


def test_a_place_in_a_table_is_computed_when_asked() -> None:
    row = CountingLocator()
    tree = Mapping({"brick": Mapping({"cost": Scalar("17000", row, column=3)}, {}, row)}, {}, row)

    plain_data(tree)
    assert row.asked == 0

    assert place_of(tree, ("brick", "cost")) == Place("t.csv", 7, 4)


def test_a_key_that_a_change_created_stands_where_its_value_does() -> None:
    tree = Mapping({"status": Scalar("excluded", Place("--set"))}, {}, Place("case.yaml", 9, 3))

    assert place_of(tree, ("status",), of_key=True) == Place("--set")
