"""greenopt verify: a saved run proved again, without the solver; with --rebuild from the sources."""

import click

from greenopt.cli._case import RUNS, answer_json, json_option
from greenopt.cli._command import argument, command, option
from greenopt.cli._console import Console, visible
from greenopt.cli._progress import waiting
from greenopt.errors import ExitCode
from greenopt.language import Message, say


@command(
    say(
        "Prove a saved run again: every file against the manifest, every number of the answer against the resolved "
        "case, in exact arithmetic, without the solver.\n\nRUN is a path, a case and number such as first-case/1, or "
        "'last'. --rebuild also reads the copied sources again. Exit code 7 if anything does not hold."
    )
)
@argument("run", "RUN")
@option("--expect", "digest", say("The digest that the run must have, as printed when it was saved."), metavar="DIGEST")
@option("--rebuild", help=say("Read the copied sources again and compare the case they make."), is_flag=True)
@json_option
@click.pass_obj
def verify(console: Console, run: str, digest: str | None, rebuild: bool, as_json: bool) -> int:
    """Verify a run."""
    from greenopt.result.folder import find_run

    place = find_run(run, RUNS)
    with waiting(console, say("checking")):
        from greenopt.verify import verify as proved

        report = proved(place, digest)
        checks = [Message(each.template, each.values) for each in report.checks]
        failures = [Message(each.template, each.values) for each in report.failures]
        if rebuild:
            from greenopt.cli._rebuild import rebuilt

            found = rebuilt(place)
            failures += found
            checks += [] if found else [say("the copied sources make the same case, to the byte")]
    code = ExitCode.UNVERIFIED if failures else ExitCode.DONE
    if as_json:
        data = {"schema": "greenopt.verification/1", "run": place.as_posix(), "digest": report.digest or None}
        said = {"checks": [each.both() for each in checks], "failures": [each.both() for each in failures]}
        answer_json(console, {**data, **said, "exit_code": int(code)})
        return code
    lines = [say("ok: {check}", check=each) for each in checks]
    lines += [say("FAILED: {failure}", failure=each) for each in failures]
    known = {"run": place.as_posix(), "digest": report.digest or "?"}
    lines.append(
        say("{run} is NOT verified", **known) if failures else say("{run} is verified; digest {digest}", **known)
    )
    console.answer("\n".join(visible(console.spoken(line)) for line in lines))
    return code
