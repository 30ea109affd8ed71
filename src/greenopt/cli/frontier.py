"""greenopt frontier: the best value against money, or against limits that move together, with every turning point."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from greenopt.cli._case import case_argument, change_options, change_words, read, warn
from greenopt.cli._command import command, option, options
from greenopt.cli._console import Console
from greenopt.cli._progress import waiting
from greenopt.cli._saving import free_place
from greenopt.cli._study import answer_options, save_study, tell
from greenopt.errors import ExitCode
from greenopt.language import say

if TYPE_CHECKING:
    from greenopt.case.case import Case
    from greenopt.studies.frontier.frontier import Frontier

STUDY = "frontier"
DOCUMENT = "frontier.json"


frontier_options = options(
    option(
        "--vary",
        "vary",
        say("Move this path, such as 'funds.*.amount.*' or 'PATH=100..200'; may be repeated."),
        metavar="PATH",
        multiple=True,
    ),
    option("--from", "first", say("Begin here: a factor such as 'x 0', or a value."), metavar="START"),
    option("--to", "last", say("End here; else where more brings nothing, or at 'x 2'."), metavar="END"),
    option(
        "--against",
        "against",
        say("Hold the best value against a second aim: an indicator, public_money, or equity:place."),
        metavar="AIM",
    ),
    option(
        "--points",
        say("Solve so many points, where not every turning point can be found."),
        type=click.IntRange(2, 100_000),
        metavar="N",
    ),
    option("--certify", say("Read the case anew at every point and prove the plan."), is_flag=True),
    answer_options,
)
"""Take what moves, from where to where, and how much is solved and proved."""


@command(
    say(
        "Find how the best plan changes with the money, or with limits that move together.\n\nWithout --vary all "
        "money of all funds moves, from nothing to where more brings nothing. Where only limits move and projects may "
        "be done in part, every point at which value or plan turns is found, and between two points everything lies on "
        "a straight line. With --against a second aim moves instead of money: the front of all efficient plans. "
        "frontier.json, frontier.csv and levels.csv are saved under runs/, or in the folder that "
        "--out names.\n\n"
        "\b\n"
        "Examples:\n"
        "  greenopt frontier cases/first-case\n"
        "  greenopt frontier cases/first-case --vary 'funds.*.amount.*' --from 'x 0.5'\n"
        "  greenopt frontier cases/first-case --vary rules.craft_share.at_least \\\n      --from '5 %' --to '45 %'\n"
        "  greenopt frontier cases/lai-chau-2021-2025 --against jobs\n"
        "  greenopt frontier cases/first-case --json > frontier.json"
    )
)
@case_argument
@change_options
@frontier_options
@click.pass_obj
def frontier(
    console: Console,
    case_path: Path,
    scenarios: Sequence[str],
    changes: Sequence[str],
    vary: Sequence[str],
    first: str | None,
    last: str | None,
    against: str | None,
    points: int | None,
    certify: bool,
    as_json: bool,
    place: Path | None,
) -> int:
    """Trace a frontier."""
    from greenopt.report.frontier import frontier_page
    from greenopt.studies.frontier.document import document
    from greenopt.studies.frontier.front import front_of
    from greenopt.studies.frontier.frontier import Asked, frontier_of
    from greenopt.studies.scenario import Source

    case = read(console, case_path, scenarios, changes)
    free_place(case.id, place)
    source = Source(case_path, tuple(scenarios), tuple(changes))
    with waiting(console, say("solving")):
        asked = Asked(source, tuple(vary), first, last, points, certify, against)
        found = frontier_of(asked) if against is None else front_of(asked)
    answer = document(found)
    counted = f"points: {len(answer['points'])}"
    saved = save_study(STUDY, case.id, place, answer, _files(found, answer), counted)
    tell(console, answer, frontier_page, as_json=as_json)
    saved.tell(console)
    warn(console, case)
    _after(console, found, case, case_path, change_words(scenarios, changes))
    return ExitCode.DONE if found.ends is not None else ExitCode.NO_PLAN


def _files(found: "Frontier", answer: dict[str, Any]) -> dict[str, bytes]:
    """Return the document, its tables and the files of the case."""
    from greenopt.result.resolved import as_bytes
    from greenopt.studies.frontier.document import input_files
    from greenopt.studies.frontier.tables import csv_files

    inputs = {f"inputs/{name}": data for name, data in input_files(found).items()}
    return {DOCUMENT: as_bytes(answer), **csv_files(answer), **inputs}


def _after(console: Console, found: "Frontier", case: "Case", case_path: Path, words: Sequence[str]) -> None:
    """Say how the plan at one point is solved by itself, proved and explained: the nearest to the case as written."""
    if found.ends is None:
        console.suggest((["greenopt", "solve", str(case_path), *words], say("why no plan satisfies the case")))
        return
    planned = [each for each in found.points if each.solved.has_plan]
    beside = found.base if found.base is not None else found.ends.last
    others = [each for each in planned if each.at != beside] or planned
    nearest = min(others, key=lambda each: abs(each.at - beside))
    own = [word for path, text in found.changes_at(nearest.at) for word in ("--set", f"{path}={text}")]
    console.suggest((["greenopt", "solve", str(case_path), *words, *own], say("one point, proved and explained")))
