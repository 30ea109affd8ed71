"""greenopt compare: two saved runs side by side, and what made the difference."""

from typing import Any

import click

from greenopt.cli._case import RUNS, json_option
from greenopt.cli._command import argument, command, option
from greenopt.cli._console import Console
from greenopt.cli._progress import waiting
from greenopt.errors import ExitCode
from greenopt.language import say


@command(
    say(
        "Compare two saved runs: which projects come in, drop out or change, what becomes of money, tonnes and every "
        "rule, which inputs differ, and how much of the difference of the best value each of these changes made.\n\n"
        "RUN is a path, a case and number such as first-case/1, or 'last'. The second run is held against the first. "
        "For the last part cases between the two are solved, at most 64.\n\n\b\n"
        "Examples:\n"
        "  greenopt compare first-case/1 first-case/2\n"
        "  greenopt compare first-case/1 last --json\n"
        "  greenopt compare first-case/1 last --exit-code --no-attribution"
    )
)
@argument("before", "RUN")
@argument("after", "RUN")
@option("--exit-code", "tells", say("Leave with exit code 10 if the runs differ."), is_flag=True)
@option(
    "--no-attribution",
    "attributed",
    help=say("Solve nothing; leave out what each change made."),
    is_flag=True,
    flag_value=False,
    default=True,
)
@json_option
@click.pass_obj
def compare(console: Console, before: str, after: str, tells: bool, attributed: bool, as_json: bool) -> int:
    """Compare two runs."""
    from greenopt.result.folder import find_run
    from greenopt.result.resolved import as_bytes
    from greenopt.result.saved import SavedRun
    from greenopt.studies.comparison.document import compare as compared

    runs = [SavedRun(find_run(name, RUNS)) for name in (before, after)]
    with waiting(console, say("comparing")):
        document = compared(runs[0], runs[1], attributed=attributed)
    if as_json:
        console.answer(as_bytes(document))
    else:
        from greenopt.report.compare import side_by_side

        page = side_by_side(document, (before, after), console.language, console.width, console.colour)
        console.answer(page)
        if not document["same"]["answer"]:
            console.suggest((["greenopt", "explain", after], say("why the second run decides as it does")))
    return ExitCode.DIFFERENT if tells and _differ(document) else ExitCode.DONE


def _differ(document: dict[str, Any]) -> bool:
    """Return whether answers or inputs differ; inputs that cannot be read count as different."""
    same = document["same"]
    return not (same["answer"] and same["inputs"])
