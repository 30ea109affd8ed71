"""Lines of a fixed width: words wrap, numbers are never cut, and nothing moves the cursor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenopt.report.layout import Column, Page, clean

WORDS = st.text(alphabet=st.sampled_from("aăđếởng  %0–🌱工"), max_size=90)


@given(text=WORDS, width=st.integers(20, 60))
def test_no_line_is_wider_than_the_page_and_no_letter_is_lost(text: str, width: int) -> None:
    from rich.cells import cell_len

    page = Page("vi", width)
    page.line(text, indent=3, hanging=2)
    lines = page.text().splitlines()

    assert all(cell_len(line) <= width for line in lines)
    assert "".join(page.text().split()) == "".join(text.split())


def test_a_percent_sign_stays_with_its_number() -> None:
    page = Page("en", 20)
    page.line("at most seventeen 5 % of it")

    assert page.text() == "at most seventeen\n5 % of it\n"


def test_names_wrap_and_numbers_stand_to_the_right() -> None:
    """Twenty columns: 16 for the name, 2 between, 2 for the number; the heading's word is wider and pushes the name."""
    page = Page("en", 24)
    page.rows([Column("Name", wraps=True), Column("Sum", right=True)], [["one two three four five six", "17"]])

    assert page.text().splitlines() == [
        "Name                 Sum",
        "────────────────────────",
        "one two three four    17",
        "five six",
    ]


def test_a_tall_heading_takes_room_that_a_wide_text_can_spare() -> None:
    """
    Forty columns: the words of the headings need three each, the gaps four, so thirty are left for the text.

    Its neighbour's heading would then stand on four lines of three letters; two lines take seven, so the text keeps 26.
    """
    page = Page("en", 40)
    columns = [Column("It", wraps=True), Column("May ask for all", right=True), Column("Sum", right=True)]
    page.rows(columns, [["a name of some thirty letters x", "17", "4"]])
    head = page.text().splitlines()[:3]

    assert [line.split() for line in head[:2]] == [["It", "May", "ask", "Sum"], ["for", "all"]]
    assert set(head[2]) == {"─"}
    assert max(map(len, page.text().splitlines())) <= 40


def test_a_table_that_does_not_fit_becomes_a_list_and_loses_nothing() -> None:
    """Five columns of numbers need 5 · 9 and the name 10, so thirty columns cannot hold them side by side."""
    page = Page("en", 30)
    heads = ["No", "Project", *"ABCDE"]
    columns = [Column(head, right=head != "Project", wraps=head == "Project") for head in heads]
    page.rows(columns, [["1", "a boiler", "123456,78", "17", "18", "", "100 %"], ["", "IN ALL", "2", "", "", "", "3"]])

    assert page.text().splitlines() == [
        "─" * 30,
        "1  a boiler",
        "  A: 123456,78",
        "  B: 17",
        "  C: 18",
        "  E: 100 %",
        "IN ALL",
        "  A: 2",
        "  E: 3",
    ]


def test_a_column_of_numbers_gives_way_between_words_and_cuts_no_number() -> None:
    """Thirty columns: 3 for the name and 4 between leave 23; the number needs 13, so words have to do with 10."""
    page = Page("en", 30)
    columns = [Column("It"), Column("Sum", right=True, wraps=True), Column("More", right=True, wraps=True)]
    page.rows(columns, [["one", "123,456,789.5", "17"], ["two", "7", "no plan whatever"]])

    assert max(map(len, page.text().splitlines())) <= 30
    assert [each.split() for each in page.text().splitlines()[2:]] == [
        ["one", "123,456,789.5", "17"],
        ["two", "7", "no", "plan"],
        ["whatever"],
    ]


@pytest.mark.parametrize("colour", [False, True])
def test_colour_changes_no_letter(colour: bool) -> None:
    page = Page("en", 40, colour)
    page.heading("Money")
    page.ruled("line", "bold")

    assert ("\x1b[" in page.text()) == colour
    assert "Money" in page.text()


def test_control_characters_do_not_reach_a_terminal() -> None:
    assert clean("a\x1b[31mb\u202ec\nd") == "a�[31mb�c d"
