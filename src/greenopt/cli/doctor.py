"""greenopt doctor: whether this installation computes correctly, and what is missing."""

import click

from greenopt.cli._case import RUNS, answer_json, json_option
from greenopt.cli._command import command
from greenopt.cli._console import Console
from greenopt.cli._progress import waiting
from greenopt.errors import ExitCode
from greenopt.language import Message, say

STATES = {"ok": say("ok"), "note": say("note"), "failed": say("FAILED")}
STYLES = {"ok": "", "note": "yellow", "failed": "bold red"}


@command(
    say(
        "Check that this installation computes correctly: versions, exact numbers, shipped files, and small programs "
        "that the solver once answered wrongly.\n\nExit code 1 if a check fails."
    )
)
@json_option
@click.pass_obj
def doctor(console: Console, as_json: bool) -> int:
    """Run the checks."""
    from greenopt.cli._checks import checks

    with waiting(console, say("checking")):
        found = list(checks(RUNS))
    failed = [each for each in found if each.state == "failed"]
    code = ExitCode.FAULT if failed else ExitCode.DONE
    if as_json:
        shown = [
            {
                "group": each.group.both(),
                "name": _both(each.name),
                "state": each.state,
                "found": _both(each.found),
            }
            for each in found
        ]
        answer_json(console, {"schema": "greenopt.doctor/1", "exit_code": int(code), "checks": shown})
        return code
    from greenopt.report.layout import Column, Page

    page = Page(console.language, console.width, console.colour)
    spoken = page.spoken
    columns = [
        Column(spoken(say("Group"))),
        Column(spoken(say("Check"))),
        Column(spoken(say("State"))),
        Column(spoken(say("Found")), wraps=True),
    ]
    rows = [[spoken(each.group), spoken(each.name), spoken(STATES[each.state]), spoken(each.found)] for each in found]
    page.table(columns, rows)
    for each, row in zip(found, rows, strict=True):
        page.row(row, STYLES[each.state])
    page.blank()
    page.line(say("checks that failed: {count}", count=len(failed)) if failed else say("all is well"), "bold")
    console.answer(page.text())
    return code


def _both(words: Message | str) -> dict[str, str]:
    return words.both() if isinstance(words, Message) else {"en": words, "vi": words}
