"""A Dask cluster on this machine: the same bytes as anywhere, while workers die, join and leave."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import dask
import pytest
from distributed import LocalCluster, Status
from tests.conftest import CampaignSize
from tests.studies.running.counting import Counting, as_bytes
from tests.studies.running.started import started, wait_for_line

from greenopt.errors import CaseInvalid, Fault, Interrupted, WrongUsage
from greenopt.studies.running import Progress, Where, run, scheduler
from greenopt.studies.running.scheduler import quiet

SECONDS_BETWEEN = (0.3, 2.0)
"""Between two deaths; a new worker needs about a second to be there."""


@contextmanager
def cluster_of(workers: int, allowed_failures: int) -> Iterator[Any]:
    """Start a scheduler and workers on loopback, one thread each, started again when they die."""
    with (
        quiet(),
        # Otherwise a worker that is not back in time is given up.
        dask.config.set({"distributed.deploy.lost-worker-timeout": "1h"}),
        LocalCluster(  # type: ignore[no-untyped-call]  # as Dask has it
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"allowed_failures": allowed_failures},
        ) as cluster,
    ):
        yield cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Return a cluster of two workers, whose scheduler refuses work after one death."""
    with cluster_of(2, allowed_failures=0) as found:
        yield found


@pytest.fixture
def there(cluster: Any) -> Where:
    """Return the cluster as a place."""
    return Where(scheduler=cluster.scheduler_address)


def test_a_cluster_gives_the_bytes_of_one_process(there: Where) -> None:
    task = Counting(50, 3)

    assert as_bytes(run(task, there)) == as_bytes(run(task, Where()))


def test_an_error_is_the_same_record_on_a_cluster(there: Where) -> None:
    task = Counting(12, 3, wrong={4: "raise", 7: "leave", 10: "refuse"})

    assert as_bytes(run(task, there)) == as_bytes(run(task, Where()))


def test_a_scenario_that_kills_its_workers_is_one_record_as_in_processes(there: Where) -> None:
    """The scheduler refuses every batch that stands beside it as well; those are solved whole all the same."""
    task = Counting(14, 3, wrong={4: "kill"})
    records = run(task, there)

    assert [each["number"] for each in records if "failed" in each] == [4]
    assert as_bytes(records) == as_bytes(run(task, Where(jobs=2)))


def test_a_journal_begun_here_is_resumed_there(there: Where, tmp_path: Path) -> None:
    task, journal = Counting(20, 3), tmp_path / "journal"
    run(task, Where(), journal=journal)
    whole = journal.read_bytes()
    journal.write_bytes(whole[: len(whole) // 2])

    assert as_bytes(run(task, there, journal=journal, resume=True)) == as_bytes(run(task, Where()))


def test_a_task_that_cannot_be_prepared_is_told_as_anywhere(there: Where) -> None:
    with pytest.raises(CaseInvalid, match="the year is missing"):
        run(Counting(unprepared="refuse"), there)
    with pytest.raises(Fault, match="ZeroDivisionError"):
        run(Counting(unprepared="raise"), there)


def test_nothing_to_do_speaks_to_nobody() -> None:
    assert run(Counting(0), Where(scheduler="tcp://127.0.0.1:1")) == []


def test_an_address_where_nothing_answers_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "SECONDS_TO_ANSWER", 0.5)
    with pytest.raises(WrongUsage, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1;"):
        run(Counting(), Where(scheduler="tcp://127.0.0.1:1"))


@pytest.mark.parametrize("greeting", [b"", b"SSH", b"SSH-2.0-OpenSSH_9.2\r\n", b"\xff" * 100])
def test_an_address_where_something_else_answers_is_wrong_usage(
    greeting: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that is silent, or one that speaks first as SSH does."""
    monkeypatch.setattr(scheduler, "SECONDS_TO_ANSWER", 0.5)
    done = Event()
    with socket.create_server(("127.0.0.1", 0)) as other:
        answering = Thread(target=greet, args=(other, greeting, done))
        answering.start()
        with pytest.raises(WrongUsage, match="no Dask scheduler answers"):
            run(Counting(), Where(scheduler=f"tcp://127.0.0.1:{other.getsockname()[1]}"))
        done.set()
        answering.join()


def greet(server: socket.socket, greeting: bytes, done: Event) -> None:
    """Greet one caller, and keep the line open until all is done."""
    with server.accept()[0] as line:
        line.send(greeting)
        done.wait()


def test_a_cluster_without_workers_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "SECONDS_TO_ANSWER", 2.0)
    with cluster_of(0, allowed_failures=3) as empty, pytest.raises(WrongUsage, match="has no worker"):
        run(Counting(), Where(scheduler=empty.scheduler_address))


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "find_spec", lambda _: None)
    with pytest.raises(WrongUsage, match=r"greenopt\[cluster\]"):
        run(Counting(), Where(scheduler="tcp://127.0.0.1:1"))


def test_dask_is_imported_where_it_is_asked_for_alone() -> None:
    program = (
        "import sys; from greenopt.studies.running import Where, run;"
        "from tests.studies.running.counting import Counting;"
        "run(Counting(), Where()); sys.exit('distributed' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, env=environment()).returncode == 0


def environment() -> dict[str, str]:
    """Return an environment in which the tests can be imported."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def test_ctrl_c_takes_back_what_waits_and_the_cluster_stays(there: Where, tmp_path: Path) -> None:
    with started(tmp_path / "journal", tmp_path / "out", "--scheduler", there.scheduler, "--pause", 0.05) as process:
        done = wait_for_line(process, 3)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate()

    assert process.returncode == 130
    assert err.startswith("interrupted; ")
    assert err.count("\n") == 1
    assert done >= 3
    assert len(run(Counting(6, 3), there)) == 6


def test_a_cluster_that_goes_away_keeps_what_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scheduler, "SECONDS_TO_ANSWER", 1.0)
    task, journal = Counting(60, 3, pause=0.02), tmp_path / "journal"
    with cluster_of(1, allowed_failures=3) as going:

        def leave(progress: Progress) -> None:
            if progress.done >= 6:
                going.close()

        with pytest.raises(Interrupted, match="are gone; ") as found:
            run(task, Where(scheduler=going.scheduler_address), journal=journal, progress=leave)

    assert 6 <= found.value.done < 60
    assert "distributed.client" not in capfd.readouterr().err
    assert as_bytes(run(task, Where(), journal=journal, resume=True)) == as_bytes(run(Counting(60, 3), Where()))


def test_workers_that_die_lose_nothing() -> None:
    records, killed = run_among_deaths(Counting(160, 3, pause=0.02), 2, seed=1)

    assert killed == 2
    assert as_bytes(records) == as_bytes(run(Counting(160, 3), Where()))


@pytest.mark.campaign
def test_workers_that_die_in_number_lose_nothing(campaign_size: CampaignSize, figures: list[str]) -> None:
    """2,000 scenarios take two workers half a minute, so that there is time for 20 deaths."""
    losses = campaign_size.losses
    count = 100 * losses
    began = time.monotonic()
    records, killed = run_among_deaths(Counting(count, 5, pause=0.03), losses, seed=2)
    seconds = time.monotonic() - began

    assert killed == losses
    assert [each["number"] for each in records] == list(range(count))
    assert as_bytes(records) == as_bytes(run(Counting(count, 5), Where()))
    figures.append(
        f"workers of a cluster killed at random moments: {killed} kills, {count} scenarios, each present exactly once "
        f"and byte-identical, in {seconds:.0f} s"
    )


def run_among_deaths(task: Counting, deaths: int, seed: int) -> tuple[list[Any], int]:
    """Run a task on two workers while so many of them are killed; return the records and how many were killed."""
    killed: list[int] = []
    done = Event()
    with cluster_of(2, allowed_failures=3) as cluster:
        killer = Thread(target=kill_workers, args=(cluster, deaths, killed, done, seed))
        killer.start()
        try:
            records = run(task, Where(scheduler=cluster.scheduler_address))
        finally:
            done.set()
            killer.join()
    return records, len(killed)


def kill_workers(cluster: Any, deaths: int, killed: list[int], done: Event, seed: int) -> None:
    """Kill a worker now and then, until enough have died or all is done."""
    chance = random.Random(seed)  # noqa: S311  # repeatable, no secret
    while len(killed) < deaths and not done.wait(chance.uniform(*SECONDS_BETWEEN)):
        # One that dies while it starts is given up by Dask; then there would soon be nobody left to kill.
        processes = [each.process for each in list(cluster.workers.values()) if each.process is not None]
        alive = [each.pid for each in processes if each.status == Status.running and each.pid not in killed]
        if alive:
            killed.append(chance.choice(sorted(alive)))
            os.kill(killed[-1], signal.SIGKILL)
