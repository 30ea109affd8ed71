"""greenopt solve: the best plan of a case, proved, priced, saved and shown."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from greenopt.cli._case import case_argument, change_options, change_words, json_option, read, warn
from greenopt.cli._command import command
from greenopt.cli._console import Console
from greenopt.cli._saving import free_place, save, solve_options, solved
from greenopt.errors import ExitCode
from greenopt.language import Message, say

if TYPE_CHECKING:
    from fractions import Fraction

    from greenopt.case.case import Case
    from greenopt.run import Run


@command(
    say(
        "Find the best plan of a case, prove it, save it and show it.\n\nCASE is a folder with case.yaml, or a YAML "
        "file. The run is saved under runs/, or in the folder that --out names.\n\n\b\n"
        "Examples:\n"
        "  greenopt solve cases/first-case\n"
        "  greenopt solve cases/first-case -s larger_fund\n"
        "  greenopt solve cases/first-case --set 'funds.green_fund.amount.*=x 1.2'\n"
        "  greenopt solve cases/first-case --json > result.json"
    )
)
@case_argument
@change_options
@json_option
@solve_options
@click.pass_obj
def solve(
    console: Console,
    case_path: Path,
    scenarios: Sequence[str],
    changes: Sequence[str],
    as_json: bool,
    place: Path | None,
    time_limit: float | None,
    gap: "Fraction | None",
    programs: int | None,
    priced: bool,
) -> int:
    """Solve a case."""
    case = read(console, case_path, scenarios, changes)
    free_place(case.id, place, watched=True)
    run = solved(console, case, time_limit=time_limit, gap=gap, programs=programs, prices=priced)
    saved = save(console, run, place)
    show(console, run, as_json=as_json)
    saved.tell(console)
    warn(console, case)
    after(console, case, case_path, run, saved.place)
    return ExitCode.INTERRUPTED if run.answer.interrupted else int(run.result["exit_code"])


def show(console: Console, run: "Run", *, as_json: bool) -> None:
    """Answer with the planner's table, or with the bytes of result.json."""
    if as_json:
        console.answer(run.files["result.json"])
        return
    from greenopt.report.terminal import planner
    from greenopt.report.words import Names

    console.answer(planner(run.result, Names.of(run.case), console.language, console.width, console.colour))


def after(console: Console, case: "Case", case_path: Path, run: "Run", saved: Path) -> None:
    """Say what to run next."""
    if run.result["exit_code"] == ExitCode.NO_PLAN:
        console.suggest(
            *first_way_out(run, _asked(run, case_path)),
            (["greenopt", "show", str(case_path)], say("the rules in words, each with its source")),
        )
        return
    scenario = next((name for name in sorted(_scenarios(case)) if name not in case.scenario), None)
    further = [(["greenopt", "verify", str(saved)], say("prove the answer again, without the solver"))]
    if scenario:
        words = ["greenopt", "solve", str(case_path), "-s", scenario]
        further.append((words, say("the same with the scenario '{name}'", name=scenario)))
    console.suggest(*further)


def _scenarios(case: "Case") -> list[str]:
    """Return the scenarios that a case offers."""
    from greenopt.case.node import Mapping

    found = case.tree.items.get("scenarios") if case.tree is not None else None
    return list(found.items) if isinstance(found, Mapping) else []


def first_way_out(run: "Run", asked: list[str]) -> list[tuple[list[str], Message]]:
    """Return the command that was given, with the first repair of an impossible case; nothing if there is none."""
    repairs = (run.result["conflict"] or {"repairs": []})["repairs"]
    if not repairs:
        return []
    added = _written(repairs[0]["changes"])
    return [([*asked, *change_words((), added)], say("with the first way out"))]


def _asked(run: "Run", case_path: Path) -> list[str]:
    """Return the command that solves the case as it was asked for."""
    return ["greenopt", "solve", str(case_path), *change_words(run.case.scenario, _written(run.case.changes))]


def _written(changes: Mapping[str, str]) -> list[str]:
    """Return changes as ``--set`` reads them."""
    return [f"{path}={value}" for path, value in changes.items()]
