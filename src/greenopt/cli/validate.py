"""greenopt validate: every mistake of a case at once, or that it has none."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from greenopt.cli._case import answer_json, case_argument, change_options, json_option, read, warn
from greenopt.cli._command import command
from greenopt.cli._console import Console
from greenopt.cli._failure import as_data
from greenopt.errors import ExitCode
from greenopt.language import say


@command(
    say(
        "Find every mistake in a case, with file, line and column, and what to write instead.\n\n"
        "CASE is a folder with case.yaml, or a YAML file. Exit code 3 if there is a mistake."
    )
)
@case_argument
@change_options
@json_option
@click.pass_obj
def validate(console: Console, case_path: Path, scenarios: Sequence[str], changes: Sequence[str], as_json: bool) -> int:
    """Read a case and say what was found."""
    from greenopt.engine.obvious import suspicions

    case = read(console, case_path, scenarios, changes)
    case = replace(case, warnings=(*case.warnings, *suspicions(case)))
    facts = case.facts
    counts = {"projects": len(facts.projects), "funds": len(facts.funds), "rules": len(case.rules)}
    if as_json:
        warnings = [as_data(console, each) for each in case.warnings]
        answer_json(
            console,
            {"schema": "greenopt.validation/1", "valid": True, "case": case.id, **counts, "diagnostics": warnings},
        )
        return ExitCode.DONE
    first, last = facts.horizon
    console.answer(
        console.spoken(
            say(
                "{case} is valid: projects {projects}, funds {funds}, rules {rules}, "
                "{first}–{last}, warnings {warnings}",
                case=case.id,
                first=first,
                last=last,
                warnings=len(case.warnings),
                **counts,
            )
        )
    )
    warn(console, case, most=None)
    console.suggest((["greenopt", "solve", str(case_path)], say("find the best plan")))
    return ExitCode.DONE
