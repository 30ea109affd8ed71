"""greenopt init: a small, complete, commented case to begin with."""

import re
from pathlib import Path

import click

from greenopt.cli._command import argument, command
from greenopt.cli._console import Console
from greenopt.errors import ExitCode, FileProblem, why
from greenopt.language import Language, say

TEMPLATES = Path(__file__).parent / "templates"
"""A folder for each language; the files in them differ in what is said, not in the case."""
PLACEHOLDER = "my-case"
_NAME = re.compile(r"[^\W\d_][\w-]{0,79}")


@command(
    say(
        "Write a small case to begin with: complete, commented, solved at once.\n\nDIR is a new or empty folder; "
        "without it, the folder you are in. The case is named after the folder."
    )
)
@argument("folder", "[DIR]", type=click.Path(path_type=Path), required=False, default=".")
@click.pass_obj
def init(console: Console, folder: Path) -> int:
    """Write the starter case."""
    new_folder(folder)
    name = folder.resolve().name
    for template in sorted((TEMPLATES / console.language).iterdir()):
        text = template.read_text(encoding="utf-8")
        if template.name == "case.yaml" and _NAME.fullmatch(name):
            text = text.replace(PLACEHOLDER, name)
        written(folder / template.name, text)
    write_schemas(folder, console.language)
    console.answer(console.spoken(say("written: {path}", path=folder)))
    console.suggest(
        (["greenopt", "validate", str(folder)], say("find mistakes after each change")),
        (["greenopt", "solve", str(folder)], say("find the best plan")),
    )
    return ExitCode.DONE


def new_folder(folder: Path) -> None:
    """
    Make sure that a folder is there and empty.

    Raises:
        FileProblem: it is not empty, not a folder, or cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except FileExistsError:
        raise FileProblem(say("{path} is a file; name a new folder", path=folder)) from None
    except (OSError, ValueError) as problem:
        raise _unwritable(folder, problem) from None
    if taken:
        raise FileProblem(say("{path} is not empty; name a new folder", path=folder))


def write_schemas(folder: Path, language: Language) -> None:
    """Write the format for editors into a folder's ``schema``, where the first line of each file looks for it."""
    from greenopt.cli._json_schema import SCHEMA_FILES, schema_text

    for kind, name in SCHEMA_FILES.items():
        written(folder / "schema" / name, schema_text(kind, language))


def written(path: Path, content: str | bytes) -> None:
    """
    Write a file.

    Raises:
        FileProblem: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as problem:
        raise _unwritable(path, problem) from None


def _unwritable(path: Path, problem: OSError | ValueError) -> FileProblem:
    return FileProblem(say("{path} cannot be written: {reason}", path=path, reason=why(problem)))
