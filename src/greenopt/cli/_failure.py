"""
What went wrong, for people and for programs: one sentence on standard error, or one JSON document with ``--json``.

A traceback never reaches a user; ``-vv`` or GREENOPT_DEBUG asks for it.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import click

from greenopt.cli._click import click_speaks
from greenopt.cli._console import Console
from greenopt.errors import (
    CaseInvalid,
    Diagnostic,
    ExitCode,
    FileProblem,
    GreenoptError,
    Interrupted,
    Place,
    WrongUsage,
)
from greenopt.language import LANGUAGES, Message, Text, preferred, say, word
from greenopt.result.encoded import encoded
from greenopt.result.refused import reason, unwritable
from greenopt.result.unbroken import broken_off_by_exception

SCHEMA = "greenopt.error/1"
_STDOUT = say("standard output")
BEFORE_THE_COMMAND = ("-q", "--quiet", "-v", "-vv", "--verbose", "--lang")
"""Options of the program itself, which a reader may look for behind a command."""


def guarded(call: Callable[[Console], Any], arguments: Sequence[str], *, own_process: bool = False) -> int:
    """Run a command and return its exit code, whatever happens; in a process of its own also when it is broken off."""
    console = Console(preferred(_language_asked(arguments)), own_process=own_process)
    with click_speaks(console.language):
        code = _guarded(call, console, arguments, broken_off_by_exception() if own_process else nullcontext())
    if console.unanswered is None:
        return code
    console.complain(say("error: {problem}", problem=unwritable(_STDOUT, console.unanswered).message))
    return ExitCode.FILE


def _guarded(
    call: Callable[[Console], Any], console: Console, arguments: Sequence[str], breaking: AbstractContextManager[None]
) -> int:
    try:
        with breaking:
            code = call(console)
    except click.UsageError as problem:
        if _wants_json(arguments):
            return _tell(console, arguments, WrongUsage(_in_both_languages(call)))
        return _usage(problem, console)
    except click.ClickException as problem:
        return _tell(console, arguments, WrongUsage(say("{problem}", problem=problem.format_message())))
    except GreenoptError as problem:
        return _tell(console, arguments, problem)
    except OSError as problem:
        return _tell(console, arguments, _file_problem(problem))
    except (click.Abort, KeyboardInterrupt):
        console.complain("", say("interrupted"))
        return ExitCode.INTERRUPTED
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else ExitCode.FAULT
    except Exception as problem:  # noqa: BLE001  # the last net: a traceback never reaches a user
        return _unexpected(problem, arguments, console)
    return code if isinstance(code, int) else ExitCode.DONE


def _file_problem(problem: OSError) -> FileProblem:
    if problem.filename is not None:
        said = {"path": problem.filename, "reason": reason(problem)}
        return FileProblem(say("{path} cannot be read or written: {reason}", **said))
    if _was_speaking(problem):
        return unwritable(_STDOUT, problem)
    if _is_nowhere():
        return FileProblem(say("the folder in which greenopt was started is gone; go to one that is there"))
    return FileProblem(say("a file cannot be read or written: {reason}", reason=reason(problem)))


def _was_speaking(problem: OSError) -> bool:
    """Whether it was click that could not write a help text, or the like: such an error names no file."""
    return any(frame.f_code is click.echo.__code__ for frame, _ in traceback.walk_tb(problem.__traceback__))


def _is_nowhere() -> bool:
    try:
        Path.cwd()
    except OSError:
        return True
    return False


def _language_asked(arguments: Sequence[str]) -> str | None:
    """Return the language asked for, as far as it can be told before the words are understood."""
    for number, argument in enumerate(arguments[:-1]):
        if argument == "--lang":
            return arguments[number + 1]
    return next((each.partition("=")[2] for each in arguments if each.startswith("--lang=")), None)


def _wants_json(arguments: Sequence[str]) -> bool:
    words = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in words


def _in_both_languages(call: Callable[[Console], Any]) -> Message:
    """Return what click says of the words that it was given, which it says in one language at a time."""
    said = dict.fromkeys(LANGUAGES, "")
    for language in LANGUAGES:
        with click_speaks(language):
            try:
                call(Console(language))
            except click.UsageError as problem:
                said[language] = problem.format_message()
    return say("{problem}", problem=Text(**said))


def _usage(problem: click.UsageError, console: Console) -> int:
    if isinstance(problem, click.exceptions.NoArgsIsHelpError):
        console.complain(problem.format_message())
    else:
        if problem.ctx is not None:
            console.complain(problem.ctx.get_usage())
            console.complain(say("'{command} --help' explains it", command=problem.ctx.command_path))
        console.complain(say("error: {problem}", problem=problem.format_message()))
        if isinstance(problem, click.NoSuchOption) and problem.option_name in BEFORE_THE_COMMAND:
            console.complain(say("{option} stands before the command: greenopt {option} …", option=problem.option_name))
    return ExitCode.USAGE


def tell_problem(console: Console, problem: GreenoptError) -> None:
    """Say what went wrong with the program that this process runs, where no exception can get through any more."""
    _tell(console, sys.argv[1:], problem)


def _tell(console: Console, arguments: Sequence[str], problem: GreenoptError) -> int:
    diagnostics = (
        problem.diagnostics if isinstance(problem, CaseInvalid) else (_plain(_code(problem), problem.message),)
    )
    if _wants_json(arguments):
        _document(console, problem.exit_code, diagnostics)
    elif isinstance(problem, CaseInvalid):
        console.complain(*lines(console, problem.diagnostics))
        console.complain(problem.message)
    elif isinstance(problem, Interrupted):
        console.complain("", problem.message)
    else:
        console.complain(say("error: {problem}", problem=problem.message))
    return problem.exit_code


def lines(console: Console, diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Return diagnostics as an editor can jump to them."""
    return [
        each._replace(place=located(each.place, console.folder)).in_language(console.language) for each in diagnostics
    ]


def located(place: Place, folder: Path | None) -> Place:
    """Return a place with the folder before its file, so that it can be opened from where the command was run."""
    if folder is None or not place.file:
        return place
    if (folder / place.file).exists():
        return place._replace(file=str(folder / place.file))
    from greenopt.case.shipped import shipped

    file = Path(place.file)
    inside = shipped("models") / file.name
    if file.parts[:1] == ("models",) and inside.exists():
        here = Path.cwd()
        return place._replace(file=str(inside.relative_to(here) if inside.is_relative_to(here) else inside))
    return place


def as_data(console: Console, each: Diagnostic) -> dict[str, Any]:
    """Return a diagnostic as JSON holds it."""
    place = located(each.place, console.folder)
    return {
        "code": each.code,
        "severity": each.severity,
        "file": place.file or None,
        "line": place.line or None,
        "column": place.column or None,
        "cell": place.cell or None,
        "key": each.key,
        "message": each.message.both(),
        "hint": each.hint.both(),
    }


def _document(console: Console, code: int, diagnostics: Sequence[Diagnostic]) -> None:
    found = [as_data(console, each) for each in diagnostics]
    console.answer(as_json({"schema": SCHEMA, "exit_code": int(code), "diagnostics": found}))


def as_json(data: Any) -> str:
    """Return one JSON document; what a terminal would obey or not show is written by its code."""
    text = encoded(data)
    if text.isascii():
        return text
    return "".join(each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1] for each in text)


def _plain(code: str, message: Message) -> Diagnostic:
    return Diagnostic(code, Place(""), "", message, word(""))


def _code(problem: GreenoptError) -> str:
    codes = {
        ExitCode.USAGE: "usage",
        ExitCode.FILE: "file",
        ExitCode.UNVERIFIED: "unverified",
        ExitCode.STOPPED: "stopped",
        ExitCode.INTERRUPTED: "interrupted",
    }
    return codes.get(problem.exit_code, "fault")


def _unexpected(problem: Exception, arguments: Sequence[str], console: Console) -> int:
    kind = type(problem).__name__
    message = say("a fault in greenopt ({kind}); please report it with what you ran", kind=kind)
    if _wants_json(arguments):
        _document(console, ExitCode.FAULT, [_plain("fault", message)])
    else:
        console.complain(say("error: {problem}", problem=message))
    if console.verbosity >= 2 or os.environ.get("GREENOPT_DEBUG"):
        sys.stderr.write("".join(traceback.format_exception(problem)))
    else:
        console.complain(say("'greenopt -vv …' shows where it happened"))
    return ExitCode.FAULT
