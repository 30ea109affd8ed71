"""A computation that is killed again and again: nothing acknowledged is lost, and the end is the same to the byte."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.conftest import CampaignSize
from tests.studies.running.counting import Counting, as_bytes
from tests.studies.running.started import all_gone, started, wait_for_line

from greenopt.errors import Interrupted
from greenopt.studies.running import Progress, Where, run
from greenopt.studies.running.journal import Journal

KILLS_IN_THE_SUITE = 3
SCENARIOS, PAUSE = 120, 0.02
"""Two processes need 1.2 seconds for all, beside starting."""
LONGEST_LIFE = 1.5
"""Seconds after which a computation is killed at the latest, beside starting."""
EARLY = 0.2
"""Share of the kills that may come before a computation has begun."""


def test_records_come_in_order_from_anywhere() -> None:
    records = run(Counting(17, 5), Where())

    assert [(each["number"], each["place"]) for each in records] == [(n, n % 5) for n in range(17)]


def test_progress_begins_with_what_is_there_and_ends_with_all() -> None:
    told: list[Progress] = []
    run(Counting(7, 3), Where(), progress=told.append)

    assert [each.done for each in told] == [0, 3, 6, 7]
    assert {each.count for each in told} == {7}


@pytest.mark.parametrize("jobs", [0, 2])
def test_an_interruption_says_how_much_is_done(jobs: int, tmp_path: Path) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as found:
        run(Counting(20, 3), Where(jobs), journal=tmp_path / "journal", progress=interrupt)

    assert found.value.done >= 6
    assert found.value.count == 20
    assert found.value.exit_code == 130
    with Journal(tmp_path / "journal", Counting(20, 3), resume=True) as journal:
        assert sum(map(len, journal.kept.values())) == found.value.done


def test_an_interruption_without_a_journal_keeps_nothing() -> None:
    def interrupt(progress: Progress) -> None:
        if progress.done:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="interrupted; 3 of 20 scenarios were done"):
        run(Counting(20, 3), Where(), progress=interrupt)


@pytest.mark.parametrize("jobs", [0, 2])
def test_an_interruption_while_the_beginning_is_told_is_one_too(jobs: int) -> None:
    def interrupt(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="interrupted; 0 of 20 scenarios were done"):
        run(Counting(20, 3), Where(jobs), progress=interrupt)


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    lost, _ = killed_in_number(tmp_path, random.Random(1), KILLS_IN_THE_SUITE)  # noqa: S311  # repeatable, no secret

    assert lost == 0


@pytest.mark.campaign
def test_kills_in_number_lose_nothing(campaign_size: CampaignSize, tmp_path: Path, figures: list[str]) -> None:
    kills = campaign_size.kills
    lost, computations = killed_in_number(tmp_path, random.Random(2), kills)  # noqa: S311  # repeatable, no secret

    assert lost == 0
    figures.append(
        f"computations killed at random moments: {kills} kills of {computations} computations, "
        f"{lost} acknowledged scenarios lost, {computations} final files byte-identical"
    )


def killed_in_number(folder: Path, chance: random.Random, kills: int) -> tuple[int, int]:
    """
    Kill computations until so many kills have hit one that ran; a fast one may be done before it is killed.

    Returns:
        Acknowledged scenarios that were lost, and how many computations there were.
    """
    killed = lost = computations = 0
    while killed < kills:
        computations += 1
        own = folder / str(computations)
        own.mkdir()
        more, missing = killed_and_resumed(own, chance, kills - killed)
        killed, lost = killed + more, lost + missing
    return lost, computations


def killed_and_resumed(folder: Path, chance: random.Random, kills: int) -> tuple[int, int]:
    """Kill a computation until it is done; return how often, and how many acknowledged scenarios were lost."""
    journal, out = folder / "journal", folder / "out"
    arguments = (journal, out, "--count", SCENARIOS, "--pause", PAUSE, "--jobs", 2)
    killed = lost = 0
    while not out.exists():
        with started(*arguments) as process:
            if killed < kills:
                begun = "" if chance.random() < EARLY else f"{wait_for_line(process, 0)}\n"
                said = begun + said_until_killed(process, chance.uniform(0.0, LONGEST_LIFE))
                killed += process.returncode == -signal.SIGKILL
            else:
                said, err = process.communicate()
                assert process.returncode == 0, err
            assert all_gone(process.pid)
        lost += max(acknowledged(said) - in_journal(journal), 0)
    assert out.read_bytes() == as_bytes(run(Counting(SCENARIOS, 3), Where()))
    return killed, lost


def said_until_killed(process: subprocess.Popen[str], seconds: float) -> str:
    """Kill a process after so long, and return what it said until then."""
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)
    return process.communicate()[0]


def acknowledged(said: str) -> int:
    """Return the last complete number that was said."""
    return int(said[: said.rfind("\n")].rpartition("\n")[2] or 0) if "\n" in said else 0


def in_journal(path: Path) -> int:
    """Return how many scenarios a journal holds, if there is one yet."""
    with Journal(path, Counting(SCENARIOS, 3), resume=True) as journal:
        return sum(map(len, journal.kept.values()))
