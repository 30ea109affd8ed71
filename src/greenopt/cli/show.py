"""greenopt show: a case at a glance, as one resolved file, or value by value with the place of each."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from greenopt.cli._case import answer_json, case_argument, change_options, json_option, read, warn
from greenopt.cli._command import command, option
from greenopt.cli._console import Console
from greenopt.cli._failure import located
from greenopt.errors import ExitCode, WrongUsage
from greenopt.language import say

if TYPE_CHECKING:
    from greenopt.case.case import Case
    from greenopt.case.node import Node, Scalar


@command(
    say(
        "Show a case at a glance: projects, money by year, rules in words with their sources.\n\n--resolved prints the "
        "whole case with its model and changes as one YAML file that can be solved again; --origin prints every value "
        "with the file, line and column where it was written. --json prints the settled case, or the origins."
    )
)
@case_argument
@change_options
@option("--resolved", help=say("Print the whole case as one file."), is_flag=True)
@option("--origin", help=say("Print every value and where it stands; * marks what was changed."), is_flag=True)
@json_option
@click.pass_obj
def show(
    console: Console,
    case_path: Path,
    scenarios: Sequence[str],
    changes: Sequence[str],
    resolved: bool,
    origin: bool,
    as_json: bool,
) -> int:
    """Show a case."""
    if resolved and origin:
        raise WrongUsage(say("--resolved and --origin are two different answers; ask for one"))
    case = read(console, case_path, scenarios, changes)
    if origin:
        _answer_origins(console, case, as_json=as_json)
    elif as_json:
        from greenopt.result.resolved import as_bytes
        from greenopt.result.resolved import resolved as settled
        from greenopt.run import question_of

        console.answer(as_bytes(settled(case, question_of(case))))
    elif resolved:
        from greenopt.result.tables import resolved_yaml

        console.answer(resolved_yaml(case))
    else:
        from greenopt.report.overview import overview

        console.answer(overview(case, console.language, console.width, console.colour))
    warn(console, case)
    return ExitCode.DONE


def _answer_origins(console: Console, case: "Case", *, as_json: bool) -> None:
    values = _values(case.tree, "") if case.tree is not None else ()
    found = [(path, node, *_places(console, node)) for path, node in values]
    if as_json:
        shown: list[dict[str, Any]] = [
            {"path": path, "value": node.text, "place": place, "changed_by": node.changed_by, "before": before}
            for path, node, place, before in found
        ]
        answer_json(console, {"schema": "greenopt.origin/1", "values": shown})
        return
    lines = []
    for path, node, place, before in found:
        changed = ""
        if node.changed_by:
            was = say(" * {who}, before: {place}", who=node.changed_by, place=before)
            changed = console.spoken(was if before else say(" * {who}", who=node.changed_by))
        lines.append(f"{path}: {node.text}  # {place}{changed}")
    console.answer("\n".join(lines) + "\n")


def _places(console: Console, node: "Scalar") -> tuple[str, str | None]:
    before = None if node.before is None else str(located(node.before, console.folder))
    return str(located(node.place, console.folder)), before


def _values(node: "Node", path: str) -> Iterator[tuple[str, "Scalar"]]:
    """Yield every single value of a tree with its path, in the order written."""
    from greenopt.case.node import Mapping, Scalar
    from greenopt.case.node import Sequence as ListNode

    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, Mapping):
        for key, below in node.items.items():
            yield from _values(below, f"{path}.{key}" if path else key)
    elif isinstance(node, ListNode):
        for number, below in enumerate(node.items):
            yield from _values(below, f"{path}.{number}")
