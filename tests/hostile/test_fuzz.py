"""
Every door is knocked at with damaged inputs: no traceback, no hang, nothing left behind, every mistake with its place.

The sample that always runs is small and shrinks what it finds; ``--fuzz`` says how many inputs a campaign tries at each
door. A door behind which much is computed gets fewer. ``guided.py`` looks for inputs that reach new code.
"""

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hostile.doors import DOORS, Door, Workshop
from tests.parts import Tally

from greenopt.errors import ExitCode

SAMPLE = 12
"""Inputs at a door in the suite."""


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """Return the working folder."""
    made = Workshop(tmp_path_factory.mktemp("doors") / "work")
    with made.entered():
        yield made


def knock(workshop: Workshop, door: Door, dice: random.Random) -> ExitCode:
    """Try one damaged input; the dice also choose who reads it, and whether a forged run is sealed again."""
    data, words = workshop.damaged(door, dice), dice.choice(door.commands)
    sealed = door.file.startswith("run/") and dice.randrange(4) > 0
    return ExitCode(workshop.try_one(door, data, words, sealed=sealed).code)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_an_undamaged_input_is_read(workshop: Workshop, door: Door) -> None:
    """What is damaged is sound before: else every test here would pass for the wrong reason."""
    answers = {ExitCode.DONE, ExitCode.NO_PLAN, ExitCode.UNVERIFIED if door.name.startswith("plan") else ExitCode.DONE}

    for data in workshop.seeds[door.name]:
        for words in door.commands[:2]:
            assert workshop.try_one(door, data, words).code in answers


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_a_damaged_input_is_answered_or_refused_in_words(workshop: Workshop, door: Door) -> None:
    @settings(max_examples=max(2, SAMPLE // door.slow), suppress_health_check=list(HealthCheck), database=None)
    @given(st.randoms(use_true_random=False))
    def knocked(dice: random.Random) -> None:
        knock(workshop, door, dice)

    knocked()


@pytest.mark.campaign
@pytest.mark.in_parts("fuzz", 1000, title="fuzz {door.name}: no traceback, no hang, nothing left behind")
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_many_damaged_inputs(workshop: Workshop, door: Door, numbers: range, tally: Tally) -> None:
    """A number gives the same input every time; at a slow door most numbers are left out."""
    for number in numbers:
        if number % door.slow:
            continue
        try:
            with tally.timed("together"):
                code = knock(workshop, door, random.Random(f"{door.name} {number}"))  # noqa: S311 - no secret
        except BaseException as problem:
            problem.add_note(f"door {door.name}, input {number}")
            raise
        tally[code.name.lower()] += 1
