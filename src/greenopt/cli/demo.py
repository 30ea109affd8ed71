"""greenopt demo: a shipped case, solved, saved and shown."""

from pathlib import Path

import click

from greenopt.cli._case import json_option, read, warn
from greenopt.cli._command import argument, command
from greenopt.cli._console import Console
from greenopt.cli._saving import free_place, save, solved
from greenopt.errors import ExitCode
from greenopt.language import Language, say

CASE = "lai-chau-2021-2025"


@command(
    say(
        "Solve a case that greenopt ships, the industrial promotion programme of Lai Châu province for 2021–2025, and "
        "show the plan.\n\nWith DIR, a new or empty folder, the case is copied there first, to be changed and solved "
        "again. The run is saved under runs/."
    )
)
@argument("folder", "[DIR]", type=click.Path(path_type=Path), required=False)
@json_option
@click.pass_obj
def demo(console: Console, folder: Path | None, as_json: bool) -> int:
    """Solve the shipped case."""
    from greenopt.case.shipped import shipped
    from greenopt.cli.solve import show

    free_place(CASE, None, watched=True)
    where = shipped("cases") / CASE
    if folder is not None:
        _copy(where, folder, console.language)
        where = folder
    case = read(console, where)
    run = solved(console, case)
    saved = save(console, run, None)
    show(console, run, as_json=as_json)
    saved.tell(console)
    warn(console, case)
    copied = str(folder or "greenopt-demo")
    again = (["greenopt", "solve", copied, "-s", "lean"], say("the same with 30 % less money"))
    copy = (["greenopt", "demo", copied], say("copy the case, to change it"))
    console.suggest(
        copy if folder is None else again,
        (["greenopt", "show", str(where)], say("the case at a glance, the rules with their sources")),
        (["greenopt", "verify", str(saved.place)], say("prove the answer again, without the solver")),
        (["greenopt", "init", "my-case"], say("begin with a small case of your own")),
    )
    return int(run.result["exit_code"]) if not run.answer.interrupted else ExitCode.INTERRUPTED


def _copy(case: Path, folder: Path, language: Language) -> None:
    """Copy a case; editors then find the schema beside it."""
    from greenopt.cli.init import schemas
    from greenopt.result.filed import write_folder

    files = dict[str, bytes]()
    for file in sorted(case.rglob("*")):
        if file.is_file():
            content = file.read_bytes()
            if file.suffix == ".yaml":
                content = content.replace(b"$schema=../../schema/", b"$schema=schema/")
            files[file.relative_to(case).as_posix()] = content
    write_folder(folder, files | schemas(language))
