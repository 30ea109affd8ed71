"""greenopt init: a small, complete, commented case to begin with."""

import re
from pathlib import Path

import click

from greenopt.cli._command import command
from greenopt.cli._console import Console
from greenopt.errors import ExitCode
from greenopt.language import say

TEMPLATES = Path(__file__).parent / "templates"
PLACEHOLDER = "my-case"
_NAME = re.compile(r"[^\W\d_][\w-]{0,79}")


@command(
    say(
        "Write a small case to begin with: complete, commented, solved at once.\n\nDIR is a new or empty folder; "
        "without it, the folder you are in. The case is named after the folder."
    )
)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), required=False, default=".")
@click.pass_obj
def init(console: Console, folder: Path) -> int:
    """Write the starter case."""
    from greenopt.result.filed import write_folder

    name, files = folder.resolve().name, dict[str, bytes]()
    for template in sorted(TEMPLATES.iterdir()):
        text = template.read_text(encoding="utf-8")
        if template.name == "case.yaml" and _NAME.fullmatch(name):
            text = text.replace(PLACEHOLDER, name)
        files[template.name] = text.encode()
    write_folder(folder, files | schemas())
    console.answer(console.spoken(say("written: {path}", path=folder)))
    console.suggest(
        (["greenopt", "validate", str(folder)], say("find mistakes after each change")),
        (["greenopt", "solve", str(folder)], say("find the best plan")),
    )
    return ExitCode.DONE


def schemas() -> dict[str, bytes]:
    """Return the format for editors, in the folder ``schema``, where the first line of each file looks for it."""
    from greenopt.cli._json_schema import SCHEMA_FILES, schema_text

    return {f"schema/{name}": schema_text(kind).encode() for kind, name in SCHEMA_FILES.items()}
