"""greenopt replan: the yearly review of a run: what was begun and paid is kept, the rest is planned anew."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from greenopt.cli._case import RUNS, change_options, change_words, json_option, warn
from greenopt.cli._command import argument, command, option
from greenopt.cli._console import Console
from greenopt.cli._progress import waiting
from greenopt.cli._saving import free_place, in_time, options_of, save, solve_options
from greenopt.cli.solve import first_way_out, show
from greenopt.errors import CaseInvalid, ExitCode, Place
from greenopt.language import say

if TYPE_CHECKING:
    from fractions import Fraction

    from greenopt.run import Run


@command(
    say(
        "Review a saved run in a later year: what was begun and paid is kept, changed data are taken in, and the rest "
        "is planned anew.\n\nRUN is a path, a case and number such as first-case/1, or 'last'. Its plan counts as "
        "carried out before the year, unless --actuals says what really happened. The new run is saved like any other, "
        "with replan.json beside its result.\n\n\b\n"
        "Examples:\n"
        "  greenopt replan last --year 2023\n"
        "  greenopt replan last --year 2023 --actuals actuals.yaml\n"
        "  greenopt replan last --year 2023 --set 'funds.green_fund.amount.2024=x 0.8'"
    )
)
@argument("run", "RUN")
@option(
    "--year",
    help=say("The year of the review, the first that is still open."),
    type=click.IntRange(1900, 2200),
    required=True,
    metavar="YEAR",
)
@option("--actuals", help=say("What really happened, in a YAML file."), type=click.Path(path_type=Path), metavar="FILE")
@change_options
@json_option
@solve_options
@click.pass_obj
def replan(
    console: Console,
    run: str,
    year: int,
    actuals: Path | None,
    scenarios: Sequence[str],
    changes: Sequence[str],
    as_json: bool,
    place: Path | None,
    time_limit: float | None,
    gap: "Fraction | None",
    programs: int | None,
    priced: bool,
) -> int:
    """Review a run."""
    from greenopt.case.changes import parse_set
    from greenopt.result.folder import find_run
    from greenopt.result.saved import INPUTS, SavedRun
    from greenopt.studies.replan import review

    folder = find_run(run, RUNS)
    wanted = tuple(parse_set(each) for each in changes)
    with waiting(console, say("reading")), _placed(folder / INPUTS, actuals):
        reviewed = review(SavedRun(folder), year, actuals, tuple(scenarios), wanted)
    free_place(reviewed.case.id, place, watched=True)
    with waiting(console, say("solving")), _placed(folder / INPUTS, actuals):
        options = options_of(time_limit, gap, programs, prices=priced)
        found = in_time(console, time_limit, lambda: reviewed.solve(options))
    saved = save(console, found, place)
    _answer(console, found, as_json=as_json)
    saved.tell(console)
    console.folder = saved.place / INPUTS
    warn(console, found.case)
    if found.result["exit_code"] == ExitCode.NO_PLAN:
        asked = change_words(scenarios, changes)
        told = [] if actuals is None else ["--actuals", str(actuals)]
        console.suggest(*first_way_out(found, ["greenopt", "replan", str(folder), "--year", str(year), *told, *asked]))
    if found.result["portfolio"]:
        console.suggest(
            (["greenopt", "verify", str(saved.place)], say("prove the answer again, without the solver")),
            (
                ["greenopt", "solve", str(saved.place / INPUTS)],
                say("the whole plan again, from the case that was kept"),
            ),
        )
    return ExitCode.INTERRUPTED if found.answer.interrupted else int(found.result["exit_code"])


def _answer(console: Console, run: "Run", *, as_json: bool) -> None:
    """Answer with the table of the review, or with the bytes of replan.json; without a plan, say why there is none."""
    import json

    from greenopt.report.replan import reviewed
    from greenopt.report.words import Names
    from greenopt.studies.replan import REPLAN

    document = run.further[REPLAN]
    if as_json:
        console.answer(document)
        return
    if not run.result["portfolio"]:
        show(console, run, as_json=False)
        return
    page = reviewed(json.loads(document), Names.of(run.case), console.language, console.width, console.colour)
    console.answer(page)


@contextmanager
def _placed(inputs: Path, actuals: Path | None) -> Iterator[None]:
    """Tell places of mistakes from where the command was run: in the copied sources, or in the actuals."""
    try:
        yield
    except CaseInvalid as problem:
        raise CaseInvalid(
            each._replace(place=_from_here(each.place, inputs, actuals)) for each in problem.diagnostics
        ) from None


def _from_here(place: Place, inputs: Path, actuals: Path | None) -> Place:
    inside = inputs / place.file
    if place.file == str(actuals) or not place.file or not inside.is_file():
        return place
    return place._replace(file=str(inside))
