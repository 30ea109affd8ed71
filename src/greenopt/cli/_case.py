"""What commands that read a case share: its argument, the options that change it, and reading it."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from greenopt.cli._command import argument, option
from greenopt.cli._console import Console
from greenopt.cli._failure import as_json, lines
from greenopt.errors import FileProblem
from greenopt.language import say

if TYPE_CHECKING:
    from greenopt.case.case import Case

Function = TypeVar("Function", bound=Callable[..., Any])

RUNS = Path("runs")
"""Where runs are kept, below the folder in which a command is run."""
MOST_WARNINGS = 5
"""Warnings that are shown in full; ``validate`` shows all."""


def case_argument(function: Function) -> Function:
    """Take the path of a case: a folder with case.yaml, or a YAML file."""
    return argument("case_path", "CASE", type=click.Path(path_type=Path))(function)


def change_options(function: Function) -> Function:
    """Take scenarios and single changes."""
    scenario = option(
        "-s",
        "--scenario",
        "scenarios",
        say("Apply a scenario of the case; may be repeated."),
        metavar="NAME",
        multiple=True,
    )
    change = option(
        "--set",
        "changes",
        say("Change one value, such as funds.promotion.amount.2021=12000; may be repeated."),
        metavar="PATH=VALUE",
        multiple=True,
    )
    return scenario(change(function))


def change_words(scenarios: Iterable[str], changes: Iterable[str]) -> list[str]:
    """Return the words that ask for scenarios and changes, each written ``path=value``."""
    asked = [word for name in scenarios for word in ("-s", name)]
    return asked + [word for each in changes for word in ("--set", each)]


def json_option(function: Function) -> Function:
    """Take ``--json``: one document instead of a table."""
    return option("--json", "as_json", say("Print one JSON document instead of a table."), is_flag=True)(function)


def read(console: Console, path: Path, scenarios: Sequence[str] = (), changes: Sequence[str] = ()) -> "Case":
    """
    Read a case with its changes; places of mistakes are told from where the command was run.

    Raises:
        CaseInvalid, FileProblem, WrongUsage: as the readers do.
    """
    from greenopt.case.changes import parse_set
    from greenopt.case.read import read_case

    try:
        console.folder = path if path.is_dir() else path.parent
    except ValueError:
        raise FileProblem(say("{path} is not a path", path=path)) from None
    return read_case(path, tuple(scenarios), tuple(parse_set(each) for each in changes))


def warn(console: Console, case: "Case", most: int | None = MOST_WARNINGS) -> None:
    """Say what is suspicious in a case, the first few or all."""
    shown = case.warnings[:most]
    console.note(*(say("warning: {warning}", warning=line) for line in lines(console, shown)))
    if rest := len(case.warnings) - len(shown):
        console.note(say("and {count} more {count:warning|warnings}; 'greenopt validate' shows all", count=rest))


def answer_json(console: Console, data: Any) -> None:
    """Answer with one JSON document."""
    console.answer(as_json(data))
