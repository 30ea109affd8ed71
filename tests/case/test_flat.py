"""Columns of a plain text are read whole, and come to what is read cell by cell."""

from hypothesis import given, settings
from hypothesis import strategies as some

from greenopt.case.flat import FlatRows, codes_of

WORDS = some.sampled_from(
    ["", "a", "b", "ab", "ba", "eightone", "eightone2", "eighttwo", "eighttwoeightone", "giao thông", "thuỷ lợi"]
)


def test_words_of_a_column_are_numbered_as_they_appear() -> None:
    rows = FlatRows.of("id,sector\nx,road\ny,wood\nz,road\nw,", ",")
    assert rows is not None
    texts, codes = codes_of(rows, 1, 1)
    assert (texts, codes.tolist()) == (["road", "wood", ""], [0, 1, 0, 2])


@given(some.lists(some.tuples(some.text("xyz", min_size=1), WORDS), min_size=1))
@settings(deadline=None)
def test_words_are_told_apart_as_cell_by_cell(cells: list[tuple[str, str]]) -> None:
    rows = FlatRows.of("\n".join(["id,word", *map(",".join, cells)]), ",")
    assert rows is not None
    texts, codes = codes_of(rows, 1, 1)
    plain, numbers = codes_of([["id", "word"], *map(list, cells)], 1, 1)
    assert texts == plain
    assert codes.tolist() == numbers.tolist()


def test_long_words_are_told_apart_too() -> None:
    """Beyond 64 bytes a cell is compared as a text."""
    long = "w" * 70
    rows = FlatRows.of(f"id,word\nx,{long}1\ny,{long}2\nz,{long}1", ",")
    assert rows is not None
    assert codes_of(rows, 1, 1)[1].tolist() == [0, 1, 0]
