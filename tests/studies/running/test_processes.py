"""Spawned processes: the same bytes, whatever dies; and none of them outlives what it was started for."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.studies.running.counting import Counting, Places, as_bytes
from tests.studies.running.started import all_gone, started, wait_for_line

from greenopt.errors import CaseInvalid, Fault, WrongUsage
from greenopt.language import say
from greenopt.studies.running import Where, run

TWO = Where(jobs=2)
DEADLY = "the process that computes this scenario dies each time: it crashes, or there is not enough memory"


def test_two_processes_give_the_bytes_of_one() -> None:
    task = Counting(100, 3)

    assert as_bytes(run(task, TWO)) == as_bytes(run(task, Where()))


def test_more_processes_than_batches_are_not_started() -> None:
    records = run(Places(3, 3), Where(jobs=50))

    assert len({each["process"] for each in records}) == 1
    assert records[0]["process"] != os.getpid()


def test_nothing_to_do_starts_nothing() -> None:
    assert run(Counting(0), TWO) == []


def test_an_error_is_the_same_record_in_any_process() -> None:
    task = Counting(12, 3, wrong={4: "raise", 7: "leave", 10: "refuse"})
    records = run(task, TWO)

    assert [each["number"] for each in records if "failed" in each] == [4, 7, 10]
    assert as_bytes(records) == as_bytes(run(task, Where()))


def test_a_scenario_that_kills_its_process_is_one_record_and_the_others_stand() -> None:
    """Those of its batch are solved by themselves, so each is the first in its batch; all others are as ever."""
    records = run(Counting(60, 4, wrong={2: "exit", 37: "kill"}), TWO)
    beside = {0, 1, 3, 36, 38, 39}
    whole, alone = run(Counting(60, 4), Where()), run(Counting(60, 1), Where())
    expected = [alone[number] if number in beside else whole[number] for number in range(60)]

    assert {each["number"]: each["failed"]["en"] for each in records if "failed" in each} == {2: DEADLY, 37: DEADLY}
    assert [records[number] for number in range(60) if number not in {2, 37}] == [
        expected[number] for number in range(60) if number not in {2, 37}
    ]


def test_a_batch_of_one_that_kills_is_one_record() -> None:
    records = run(Counting(3, 1, wrong={1: "kill"}), TWO)

    assert [each.get("failed", {}).get("en") for each in records] == [None, DEADLY, None]


def test_processes_killed_from_outside_change_no_byte(tmp_path: Path) -> None:
    """Each process is killed after its first batch, as its record names it; one death is never held against a batch."""
    killed: set[int] = set()
    journal = tmp_path / "journal"

    def kill(_: object) -> None:
        for process in processes_named_in(journal) - killed:
            killed.add(process)
            if len(killed) <= 4:
                os.kill(process, signal.SIGKILL)

    records = run(Places(60, 3), TWO, journal=journal, progress=kill)

    assert [each["number"] for each in records] == list(range(60))
    assert not any("failed" in each for each in records)
    assert len({each["process"] for each in records}) >= 3


def processes_named_in(journal: Path) -> set[int]:
    """Return the processes that a journal of ``Places`` names."""
    import json

    lines = [json.loads(line) for line in journal.read_bytes().splitlines()[1:]]
    return {each["process"] for line in lines for each in line["records"]}


def test_a_mistake_found_while_preparing_is_told_as_it_is() -> None:
    with pytest.raises(CaseInvalid) as found:
        run(Counting(unprepared="refuse"), TWO)

    assert str(found.value) == "case.yaml:3:7: cost: the year is missing; enter digits only"


def test_an_error_while_preparing_is_a_fault_with_its_traceback() -> None:
    with pytest.raises(Fault, match="ZeroDivisionError") as found:
        run(Counting(unprepared="raise"), TWO)

    assert "go_wrong" in found.value.__notes__[0]


def test_processes_that_die_before_they_begin_are_not_started_for_ever() -> None:
    with pytest.raises(Fault, match="before they begin"):
        run(Counting(unprepared="exit"), Where(jobs=1))


def test_a_task_that_cannot_be_read_over_there_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its class is known in this process alone."""
    import sys
    import types

    module = types.ModuleType("known_here_alone")
    module.Local = type("Local", (Counting,), {"__module__": "known_here_alone"})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "known_here_alone", module)
    with pytest.raises(Fault, match="known_here_alone"):
        run(module.Local(3), TWO)


def test_a_task_that_cannot_be_sent_leaves_no_process() -> None:
    class Local(Counting):
        pass

    with pytest.raises((AttributeError, TypeError)):
        run(Local(3), TWO)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_its_parent(stop: signal.Signals, tmp_path: Path) -> None:
    """Only the parent is told to stop, while both processes are in the middle of a scenario of ten minutes."""
    with started(tmp_path / "journal", tmp_path / "out", "--jobs", 2, "--hang-from", 12) as process:
        wait_for_line(process, 12)
        time.sleep(0.1)
        process.send_signal(stop)

        assert process.wait() != 0
        assert all_gone(process.pid)


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.1, 0.2, 0.3])
def test_ctrl_c_while_processes_start_is_one_sentence_too(seconds: float, tmp_path: Path) -> None:
    """A terminal sends it to every process of the group, those that are still importing included."""
    with started(tmp_path / "journal", tmp_path / "out", "--jobs", 2, "--hang-from", 0) as process:
        wait_for_line(process, 0)
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate()

        assert process.returncode == 130
        assert all_gone(process.pid)
    assert err == "interrupted; 0 of 200 scenarios are done and kept, --resume does the rest\n"


@pytest.mark.parametrize("jobs", [0, 2])
def test_ctrl_c_keeps_what_is_done_in_one_sentence(jobs: int, tmp_path: Path) -> None:
    """A terminal sends it to every process of the group."""
    with started(tmp_path / "journal", tmp_path / "out", "--jobs", jobs, "--pause", 0.01) as process:
        done = wait_for_line(process, 6)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate()

        assert process.returncode == 130
        assert all_gone(process.pid)
    last = int([str(done), *out.split()][-1])
    assert err == f"interrupted; {last} of 200 scenarios are done and kept, --resume does the rest\n"
    assert not (tmp_path / "out").exists()
    told: list[int] = []
    records = run(
        Counting(200, 3),
        Where(),
        journal=tmp_path / "journal",
        resume=True,
        progress=lambda each: told.append(each.done),
    )
    assert told[0] >= last
    assert as_bytes(records) == as_bytes(run(Counting(200, 3), Where()))


@pytest.mark.parametrize(
    "place",
    [
        lambda: Where(jobs=-1),
        lambda: Where(jobs=2, scheduler="tcp://127.0.0.1:8786"),
        *(
            lambda address=address: Where(scheduler=address)
            for address in (
                "localhost",
                "localhost:8786",
                "tcp://localhost",
                "http://a:1",
                "tcp://a:1/x",
                "tcp://a b:1",
                "tcp://u@a:1",
            )
        ),
    ],
)
def test_a_place_that_makes_no_sense_is_refused(place: Callable[[], Any]) -> None:
    with pytest.raises(WrongUsage):
        place()


@pytest.mark.parametrize("address", ["tcp://localhost:8786", "tcp://10.0.0.5:1", "tcp://[::1]:8786"])
def test_an_address_is_a_host_and_a_port(address: str) -> None:
    assert Where(scheduler=address).scheduler == address


def test_a_mistake_is_sent_with_both_languages() -> None:
    import pickle

    for problem in (Fault(say("interrupted")), WrongUsage(say("no {thing}", thing=say("interrupted")))):
        sent = pickle.loads(pickle.dumps(problem))  # noqa: S301  # our own, made a moment ago
        assert (type(sent), sent.message) == (type(problem), problem.message)
