"""Solving and saving, for ``solve`` and ``demo``: the place is looked at first, and the run is always saved."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from greenopt.cli._case import RUNS
from greenopt.cli._click import unfit
from greenopt.cli._command import option, options
from greenopt.cli._console import Console, quoted
from greenopt.cli._progress import waiting
from greenopt.errors import FileProblem
from greenopt.language import say

if TYPE_CHECKING:
    from fractions import Fraction

    from greenopt.case.case import Case
    from greenopt.engine.answer import Options
    from greenopt.run import Run

TRIES = 20
"""Times that a number is looked for while other runs are being saved beside."""


def seconds(value: str) -> float:
    """Read a positive, finite number of seconds."""
    try:
        found = float(value)
    except ValueError:
        found = -1.0
    if not 0 < found < float("inf"):
        raise unfit(say("'{value}' is not a number of seconds above zero", value=value))
    return found


def share(value: str) -> "Fraction":
    """Read a share with its percent sign, exactly."""
    from greenopt.units import UnitError, parse_quantity

    try:
        quantity = parse_quantity(value)
    except UnitError as problem:
        raise unfit(say("{message}; {hint}", message=problem.message, hint=problem.hint)) from None
    if not quantity.is_share or not 0 <= quantity.value < 1:
        raise unfit(say("'{value}' is not a share; write it with its percent sign, such as 0.1%", value=value))
    return quantity.value


solve_options = options(
    option(
        "-o",
        "--out",
        "place",
        say("Save the run in this folder, absent or empty."),
        type=click.Path(path_type=Path),
    ),
    option(
        "--time-limit",
        say("Stop after so many seconds, with the best plan so far."),
        type=seconds,
        metavar="SECONDS",
    ),
    option(
        "--gap",
        say("For whole projects: a plan this close to the bound is enough, such as 0.1%."),
        type=share,
        metavar="PERCENT",
    ),
    option(
        "--nodes",
        "programs",
        say(
            "For whole projects: linear programs that each proof may take, 2,000 unless given. More may close a gap "
            "that is left open."
        ),
        type=click.IntRange(min=1),
        metavar="N",
    ),
    option(
        "--no-prices",
        "priced",
        help=say("Leave out the prices of rules."),
        is_flag=True,
        flag_value=False,
        default=True,
    ),
)
"""Take where to save, how long and how far to search, how close is close enough, and whether rules are priced."""


def free_place(case_id: str, place: Path | None, *, resume: bool = False, watched: bool = False) -> None:
    """
    Look whether a run can be solved and saved, before it is solved.

    Args:
        case_id: of the case.
        place: the folder that was asked for, if one was.
        watched: whether it is solved under a watch, which then looks at the solver itself: that may not come back.

    Args:
        case_id: of the case.
        place: the folder that was asked for, if one was.
        resume: whether it may hold the same already, because greenopt was stopped just after it was saved.

    Raises:
        FileProblem: the folder is not empty, or nothing can be written there.
        Fault: the solver of this installation gives wrong answers.
    """
    from greenopt.cli._checks import refuse_faulty_solver
    from greenopt.result.filed import refuse_filled
    from greenopt.result.folder import MANIFEST

    wanted = RUNS / case_id if place is None else place
    if resume and place is not None and (place / MANIFEST).is_file():
        return
    if place is not None:
        refuse_filled(place)
    standing = next(each for each in (wanted, *wanted.absolute().parents) if each.exists())
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
        raise FileProblem(say("{path} cannot be written; name another folder with --out", path=wanted))
    if not watched:
        refuse_faulty_solver()


def solved(
    console: Console,
    case: "Case",
    *,
    time_limit: float | None = None,
    gap: "Fraction | None" = None,
    programs: int | None = None,
    prices: bool = True,
) -> "Run":
    """
    Solve a case.

    Raises:
        CaseInvalid: a number of the case lies too far from its neighbours for any solver.
        TimeUp: the time was up long before there was anything to save.
    """
    with waiting(console, say("solving")):
        from greenopt.run import solve

        options = options_of(time_limit, gap, programs, prices=prices)
        return in_time(console, time_limit, lambda: solve(case, options))


def options_of(
    time_limit: float | None, gap: "Fraction | None", programs: int | None, *, prices: bool = True
) -> "Options":
    """Return how to solve, from what was given on the command line."""
    from greenopt.engine.answer import Options

    usual = Options()
    return Options(time_limit=time_limit, gap=gap or usual.gap, programs=programs or usual.programs, prices=prices)


def in_time(console: Console, limit: float | None, solve: Callable[[], "Run"]) -> "Run":
    """
    Return the run of a case that is solved under a watch.

    Raises:
        TimeUp: the time was up long before there was anything to save.
        Fault: the solver of this installation gives wrong answers.
    """
    from greenopt.cli._checks import refuse_faulty_solver
    from greenopt.cli._watch import watched
    from greenopt.engine.searched import Why

    up = say("the time is up: nothing is proved yet and nothing was saved; allow more with --time-limit")
    with watched(console, limit, up) as watch:
        refuse_faulty_solver()
        run = solve()
    if not watch.is_up:
        return run
    console.note(say("the time is up: what is saved is what was found and proved until then"))
    # What broke it off was the limit, not a person.
    found = run.answer
    still = found.open and replace(found.open, why=Why.TIME if found.open.why is Why.INTERRUPTED else found.open.why)
    return replace(run, answer=replace(found, interrupted=False, open=still))


class Saved(NamedTuple):
    """Where a run lies, and by which digest it is known."""

    place: Path
    digest: str

    def tell(self, console: Console) -> None:
        """Say both."""
        console.note(say("saved: {path}", path=self.place), say("digest: {digest}", digest=self.digest))


def save(console: Console, run: "Run", place: Path | None) -> Saved:
    """
    Save a run where it was asked for, or under the next free number.

    Raises:
        FileProblem: it cannot be written; nothing is left behind.
    """
    with waiting(console, say("writing")):
        log = _log(run)
    return saved_as(run.case.id, place, lambda chosen: run.write(chosen, log))


def saved_as(case_id: str, place: Path | None, write: Callable[[Path], str], study: str = "") -> Saved:
    """
    Write a folder where it was asked for, or under the next free number of its case.

    Args:
        case_id: of the case.
        place: where it was asked for.
        write: writes the folder, whole or not at all, and returns its digest.
        study: what kind of study it is; empty for a run.

    Raises:
        FileProblem: it cannot be written; nothing is left behind.
    """
    from greenopt.result.folder import next_place

    for tries in range(TRIES):
        chosen = next_place(RUNS, case_id, study) if place is None else place
        try:
            return Saved(chosen, write(chosen))
        except FileProblem:
            # Another run may have taken the number in between.
            if place is not None or tries == TRIES - 1 or not chosen.exists():
                raise
    raise FileProblem(say("{path} cannot be written; name another folder with --out", path=RUNS))


def _log(run: "Run") -> str:
    """Return the log: what lies outside the manifest because it differs from one time to the next."""
    return log_text(
        run.result["software"], f"status: {run.answer.status}", f"solver: {run.answer.claim or 'nothing to add'}"
    )


def log_text(software: Mapping[str, str], *further: str) -> str:
    """Return a log: when, by which command and with which software something was computed, and further lines."""
    versions = ", ".join(f"{name} {version}" for name, version in sorted(software.items()))
    return "\n".join(
        [
            f"time: {datetime.now(UTC).isoformat(timespec='seconds')}",
            f"command: {quoted(['greenopt', *sys.argv[1:]])}",
            f"software: {versions}",
            f"platform: {sys.platform}",
            *further,
            "",
        ]
    )
