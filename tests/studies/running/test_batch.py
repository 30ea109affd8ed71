"""Batches: how scenarios are cut, and how what goes wrong is found and becomes one record."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.studies.running.counting import Counting

from greenopt.errors import CaseInvalid, Fault
from greenopt.studies.running.batch import Batches, Solver


def solved(task: Counting, numbers: list[int]) -> list[Any]:
    """Return the records of scenarios."""
    return [json.loads(text) for text in Solver(task).records(numbers)]


@given(count=st.integers(0, 200), size=st.integers(1, 50))
def test_every_scenario_is_in_one_batch_and_in_order(count: int, size: int) -> None:
    batches = Batches(count, size)
    numbers = [list(batches.numbers(batch)) for batch in range(len(batches))]

    assert [number for each in numbers for number in each] == list(range(count))
    assert all(len(each) == size for each in numbers[:-1])
    assert all(numbers)


@pytest.mark.parametrize(("count", "size"), [(3, 0), (3, -1), (-1, 2)])
def test_batches_that_make_no_sense_are_a_fault(count: int, size: int) -> None:
    with pytest.raises(Fault):
        Batches(count, size)


def test_scenarios_of_a_batch_are_solved_in_a_row() -> None:
    """The second in its batch has place 1; 5 · 5 / 3 = 8.333…, as a float prints it."""
    records = Solver(Counting()).records([4, 5])

    assert json.loads(records[1])["place"] == 1
    assert '"value":8.333333333333334' in records[1]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("raise", "this scenario cannot be computed (ZeroDivisionError: number at <object object at 0x…>)"),
        ("leave", "this scenario cannot be computed (SystemExit: 0)"),
        ("fewer", "records and scenarios differ in number: 0 and 1"),
        ("refuse", "the year is missing"),
    ],
)
def test_one_scenario_that_fails_is_one_record_and_the_others_stand_alone(what: str, words: str) -> None:
    """Solved by itself each scenario has place 0; in its batch scenario 5 would have place 2."""
    records = solved(Counting(wrong={4: what}), [3, 4, 5])

    assert records[1]["failed"]["en"] == words
    assert [(records[each]["number"], records[each]["place"]) for each in (0, 2)] == [(3, 0), (5, 0)]


def test_a_number_that_is_none_is_a_failure_of_its_scenario() -> None:
    records = solved(Counting(wrong={4: "nan"}), [3, 4])

    assert "ValueError" in records[1]["failed"]["en"]
    assert records[0]["value"] == 3


def test_a_task_that_cannot_be_prepared_is_no_failure_of_a_scenario() -> None:
    with pytest.raises(CaseInvalid):
        solved(Counting(unprepared="refuse"), [3])


def test_an_error_leaves_nothing_behind_for_the_next_batch() -> None:
    """The task is prepared anew after an error, and only then: once at first, once for 3, not for 5 after 3."""
    made = []

    class Counted(Counting):
        def prepare(self) -> Any:
            made.append(1)
            return super().prepare()

    solver = Solver(Counted(wrong={4: "raise"}))
    solver.records([0, 1, 2])
    solver.records([3, 4, 5])
    solver.records([6, 7, 8])

    assert len(made) == 3
