"""
The command line: one file a command, imported when it is called.

The table below is all that ``greenopt --help`` needs, so asking for help imports no library but click.
"""

import click

from greenopt.cli._command import Group, Section, option, version_option
from greenopt.cli._console import Console
from greenopt.language import LANGUAGES, say

SECTIONS: tuple[Section, ...] = (
    Section(
        say("Begin"),
        {
            "init": say("Write a small case to begin with, or a workbook to be filled in."),
            "demo": say("Solve a case that greenopt ships and show the plan."),
            "doctor": say("Check that this installation computes correctly."),
        },
    ),
    Section(
        say("Write"),
        {
            "import": say("Turn a filled workbook into a case."),
            "validate": say("Find every mistake in a case."),
            "schema": say("Explain what may be written, or print the JSON Schema."),
            "rules": say("List the kinds of rule, or explain one."),
            "show": say("Show a case at a glance, or every value and where it stands."),
        },
    ),
    Section(
        say("Decide"),
        {
            "solve": say("Find the best plan of a case, prove it and save it."),
            "frontier": say("Find how the best plan changes with the money, or with limits that move together."),
            "sweep": say("Solve a case many times with a few of its numbers varied."),
            "uncertainty": say("Draw a case from its ranges: what is robust, and whose numbers to verify first."),
            "rank": say("Rank the projects: what each is worth, in what order it is funded, and how sure that is."),
            "replan": say("Review a run in a later year: keep what was begun, plan the rest anew."),
            "check": say("Hold a plan made by people against every rule, and against the best plan."),
        },
    ),
    Section(
        say("Read"),
        {
            "explain": say("Explain a run: why a project is funded or not, what a rule costs."),
            "report": say("Write a run as one page for people: HTML, offline, in both languages."),
            "compare": say("Compare two runs: projects in and out, money, tonnes, and what made the difference."),
            "export": say("Export a run: workbook, tables, or the program for another solver; or a case as workbook."),
        },
    ),
    Section(
        say("Keep"),
        {
            "runs": say("List the saved runs."),
            "verify": say("Prove a saved run again, without the solver."),
        },
    ),
)
"""Every command with one sentence, in the order of work; a command lives in the module of its name."""


@click.command(
    cls=Group,
    sections=SECTIONS,
    help=say(
        "Decide which green projects get the money: the best plan under the budget and every rule, proved and "
        "explained.\n\nThe answer goes to standard output, everything else to standard error. "
        "'greenopt COMMAND --help' explains a command."
    ).template,
)
@option(
    "--lang", say("Language; else GREENOPT_LANG, else the system's."), type=click.Choice(LANGUAGES[::-1]), is_eager=True
)
@option("-q", "--quiet", help=say("Say nothing beside the answer and errors."), is_flag=True)
@option("-v", "--verbose", help=say("Say more; twice: with tracebacks."), count=True)
@version_option(say("Show the version."))
@click.pass_obj
def greenopt(console: Console, lang: str | None, quiet: bool, verbose: int) -> None:
    """Settle in which language and how much to speak."""
    console.settle(lang, -1 if quiet else verbose)
