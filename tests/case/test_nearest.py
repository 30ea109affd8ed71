"""Did you mean …?"""

import pytest

from greenopt.case.nearest import MOST_LISTED, did_you_mean, nearest, one_of

KNOWN = ["promotion", "capital", "Gạch không nung", "đồng_văn"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("promotoin", "promotion"),
        ("CAPITAL", "capital"),
        ("gach khong nung", "Gạch không nung"),
        ("dong_van", "đồng_văn"),
        ("bricks", None),
        ("", None),
    ],
)
def test_capitals_and_vietnamese_marks_do_not_count(word: str, found: str | None) -> None:
    assert nearest(word, KNOWN) == found


def test_the_hint_names_the_nearest_word_or_else_all() -> None:
    assert str(did_you_mean("capitol", KNOWN)) == "did you mean 'capital'?"
    assert str(did_you_mean("bricks", ["kiln", "coal"])) == "write one of: coal, kiln"
    assert str(did_you_mean("bricks", [])) == "nothing is written there yet"


def test_a_long_list_is_cut() -> None:
    hint = str(one_of(f"p{number:02}" for number in range(MOST_LISTED + 3)))

    assert hint.startswith("there are 15, such as p00, ")
    assert hint.endswith(" p11")
