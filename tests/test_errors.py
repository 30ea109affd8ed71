"""Errors: one tree with one exit code each, and diagnostics that stay on their line."""

import pytest

from greenopt.errors import (
    CaseInvalid,
    Diagnostic,
    ExitCode,
    Fault,
    FileProblem,
    GreenoptError,
    Place,
    VerificationFailed,
    WrongUsage,
)
from greenopt.language import say


def diagnostic(place: Place, key: str = "a.b", message: str = "wrong", code: str = "code") -> Diagnostic:
    """Return one mistake."""
    return Diagnostic(code, place, key, say("it is {what}", what=message), say("write it anew"))


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("case.yaml", 3, 7), "case.yaml:3:7"),
        (Place("book.xlsx", 7, 4, "Projects!D7"), "book.xlsx!Projects!D7"),
        (Place("--set"), "--set"),
    ],
)
def test_a_place_is_written_as_editors_read_it(place: Place, text: str) -> None:
    assert str(place) == text
    assert str(diagnostic(place)) == f"{text}: a.b: it is wrong; write it anew"


def test_a_mistake_of_a_whole_file_has_no_key() -> None:
    assert str(diagnostic(Place("case.yaml", 1, 1), "")) == "case.yaml:1:1: it is wrong; write it anew"


@pytest.mark.parametrize("hostile", ["a\nb.yaml:1:1: c", "a\r\nb", "a\u2028b", "a\x1b[2J", "a\u202eb", "a\x00b"])
def test_nothing_a_planner_writes_breaks_the_line_of_a_diagnostic(hostile: str) -> None:
    for each in (
        diagnostic(Place("case.yaml", 1, 1), hostile),
        diagnostic(Place("case.yaml", 1, 1), message=hostile),
        diagnostic(Place(hostile, 1, 1)),
    ):
        for line in (each.in_language("en"), each.in_language("vi"), str(CaseInvalid([each]))):
            assert line.isprintable()
            assert "<U+" in line


@pytest.mark.parametrize("length", [10**4, 10**6])
def test_a_diagnostic_is_never_a_book(length: int) -> None:
    long = "x" * length

    assert len(str(diagnostic(Place("case.yaml", 1, 1), long, long))) < 5000


def test_mistakes_are_told_in_the_order_of_the_file_and_once_each() -> None:
    late, early = diagnostic(Place("a.yaml", 20, 1)), diagnostic(Place("a.yaml", 3, 1))
    other = diagnostic(Place("a.yaml", 3, 1), message="worse")

    invalid = CaseInvalid([late, early, late, other, early])

    assert invalid.diagnostics == (early, other, late)
    assert str(invalid).splitlines() == [str(early), str(other), str(late)]
    assert str(invalid.message) == "3 mistakes"


def test_a_cell_far_right_in_an_early_row_comes_before_a_later_row() -> None:
    """Cells are compared as lines and columns, not as letters: Z9 stands before A10."""
    ninth, tenth = Place("b.xlsx", 9, 26, "S!Z9"), Place("b.xlsx", 10, 1, "S!A10")

    assert [each.place for each in CaseInvalid([diagnostic(tenth), diagnostic(ninth)]).diagnostics] == [ninth, tenth]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FileProblem, ExitCode.FILE),
        (WrongUsage, ExitCode.USAGE),
        (VerificationFailed, ExitCode.UNVERIFIED),
        (Fault, ExitCode.FAULT),
    ],
)
def test_each_kind_of_error_has_its_exit_code(kind: type[GreenoptError], code: ExitCode) -> None:
    error = kind(say("{file} is lost", file="a"))

    assert error.exit_code is code
    assert str(error) == "a is lost"
    assert isinstance(error, GreenoptError)


def test_exit_codes_are_part_of_the_contract() -> None:
    assert {each.name: int(each) for each in ExitCode} == {
        "DONE": 0,
        "FAULT": 1,
        "USAGE": 2,
        "INVALID": 3,
        "NO_PLAN": 4,
        "STOPPED": 5,
        "FILE": 6,
        "UNVERIFIED": 7,
        "DIFFERENT": 10,
        "INTERRUPTED": 130,
    }
    assert CaseInvalid([]).exit_code is ExitCode.INVALID
