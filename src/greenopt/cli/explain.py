"""greenopt explain: why a run is as it is: at a glance, or for one project, rule or fund."""

from typing import TYPE_CHECKING

import click

from greenopt.cli._case import answer_json, json_option
from greenopt.cli._command import argument, command
from greenopt.cli._console import Console
from greenopt.cli._progress import waiting
from greenopt.cli._run import saved_run
from greenopt.errors import ExitCode
from greenopt.language import say

if TYPE_CHECKING:
    from typing import Any


@command(
    say(
        "Explain a run: what decides it, why a project is funded or not, what a rule costs.\n\n"
        "RUN is a path, a case and number such as first-case/1, or 'last'. NAME is a project, a rule or a fund; "
        "without it the run is shown at a glance. Every 'if' is solved again from the sources that the run keeps, and "
        "proved; every threshold is solved on both sides. Nothing is saved.\n\n\b\n"
        "Examples:\n"
        "  greenopt explain last\n"
        "  greenopt explain last vermicelli_dryer\n"
        "  greenopt explain first-case/1 rules.craft_share --json"
    )
)
@argument("run", "RUN")
@argument("name", "[NAME]", required=False)
@json_option
@click.pass_obj
def explain(console: Console, run: str, name: str | None, as_json: bool) -> int:
    """Explain a run."""
    saved = saved_run(run)
    with waiting(console, say("solving again")):
        from greenopt.studies.explain import explain as explained
        from greenopt.studies.flip import Flips

        flips = Flips(saved.case)
        document = explained(flips, name, saved.result)
    if as_json:
        answer_json(console, document)
        return ExitCode.DONE
    from greenopt.report.explanation import explanation
    from greenopt.report.words import Names

    console.answer(explanation(document, Names.of(flips.case), console.language, console.width, console.colour))
    if name is None:
        _after(console, run, document)
    return ExitCode.DONE


def _after(console: Console, run: str, document: "dict[str, Any]") -> None:
    """Say how to ask further."""
    glance = document["run"]
    nearest = [each["project"] for each in (*glance["nearest_below"], *glance["at_the_line"])]
    rules = [row["name"] for row in glance["binding"] if row["rule"] not in ("fund", "commitment")]
    clash = [each["name"] for each in (document["conflict"] or {"sentences": []})["sentences"]]
    asked = [(nearest, say("why it is not funded in full, and what it would take"))]
    asked.append(([*rules, *clash], say("what this rule costs, and whom it holds back")))
    further = [(["greenopt", "explain", run, names[0]], words) for names, words in asked if names]
    if further:
        console.suggest(*further)
