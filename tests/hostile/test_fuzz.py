"""
Every door is knocked at with damaged inputs: no traceback, no hang, nothing left behind, every mistake with its place.

The sample that always runs is small and shrinks what it finds; ``--fuzz`` says how many inputs a campaign tries at each
door. A door behind which much is computed gets fewer. ``guided.py`` looks for inputs that reach new code.
"""

import random
from collections import Counter
from collections.abc import Iterator
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import CampaignSize
from tests.hostile.doors import DOORS, Door, Workshop

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
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_many_damaged_inputs(workshop: Workshop, door: Door, campaign_size: CampaignSize, figures: list[str]) -> None:
    count = max(1, campaign_size.fuzz // door.slow)
    codes: Counter[str] = Counter()
    started = monotonic()
    for number in range(count):
        try:
            codes[knock(workshop, door, random.Random(f"{door.name} {number}")).name.lower()] += 1  # noqa: S311
        except BaseException as problem:
            problem.add_note(f"door {door.name}, input {number}")
            raise
    ends = ", ".join(f"{each} {many}" for each, many in codes.most_common())
    figures.append(f"fuzz {door.name}: {count} inputs in {monotonic() - started:.0f} s: {ends}")
