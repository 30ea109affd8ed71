"""greenopt schema: what may be written where, or the JSON Schema for editors."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from greenopt.cli._case import answer_json, json_option
from greenopt.cli._command import argument, command, option
from greenopt.cli._console import Console
from greenopt.errors import ExitCode
from greenopt.language import Message, say, word

if TYPE_CHECKING:
    from greenopt.cli._explain import Explained


@command(
    say(
        "Explain what may be written in a case.\n\nPATH is a key such as projects.cost, funds.carry_over, "
        "rules.floor.at_least or model.indicators; without it, the keys at the top.\n\n\b\n"
        "Examples:\n"
        "  greenopt schema projects.spending\n"
        "  greenopt schema --json-schema case > case.schema.json\n"
        "  greenopt schema --write schema"
    )
)
@argument("path", "[PATH]", required=False, default="")
@option(
    "--json-schema",
    "kind",
    say("Print the JSON Schema of a case, a model or a file of factors."),
    type=click.Choice(("case", "model", "factors")),
    is_flag=False,
    flag_value="case",
)
@option("--write", "folder", say("Write all three JSON Schemas into a folder."), type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def schema(console: Console, path: str, kind: str | None, folder: Path | None, as_json: bool) -> int:
    """Explain a place of the format, or print or write its JSON Schema."""
    if folder is not None:
        _write(console, folder)
    elif kind is not None:
        from greenopt.cli._json_schema import schema_text

        console.answer(schema_text(kind, console.language))
    else:
        from greenopt.cli._explain import explained

        found = explained(path)
        if as_json:
            answer_json(console, {"schema": "greenopt.schema/1", **vars(found)})
        else:
            console.answer(_page(console, found))
            console.suggest(*_further(found))
    return ExitCode.DONE


def _write(console: Console, folder: Path) -> None:
    from greenopt.cli._json_schema import SCHEMA_FILES, schema_text
    from greenopt.result.filed import replace_file
    from greenopt.result.refused import unwritable

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as problem:
        raise unwritable(folder, problem) from None
    for kind, name in SCHEMA_FILES.items():
        replace_file(folder / name, schema_text(kind, console.language).encode())
        console.answer(console.spoken(say("written: {path}", path=folder / name)))


def _page(console: Console, found: "Explained") -> str:
    from greenopt.report.layout import Column, Page

    page = Page(console.language, console.width, console.colour)
    page.line(found.path or say("A case"), "bold")
    page.line(word(found.meaning), indent=2)
    if found.required is not None:
        page.line(say("needed") if found.required else say("may be left out"), "dim", indent=2)
    for way in found.written:
        page.line(say("write: {way}", way=word(way)), indent=2, hanging=2)
    if found.example:
        page.line(say("for example: {example}", example=word(found.example)), "cyan", indent=2, hanging=2)
    if found.keys:
        page.blank()
        rows = [[name, page.spoken(word(meaning))] for name, meaning in found.keys.items()]
        page.rows([Column(page.spoken(say("Key"))), Column(page.spoken(say("Meaning")), wraps=True)], rows)
    if found.beside:
        page.blank()
        page.line(say("beside it: {keys}", keys=", ".join(found.beside)), "dim", indent=2, hanging=2)
    return page.text()


def _further(found: "Explained") -> list[tuple[list[str], Message]]:
    first = next(iter(found.keys), None)
    below = ".".join(each for each in (found.path.replace(".*", ""), first) if each)
    further: list[tuple[list[str], Message]] = []
    if first is not None:
        further.append((["greenopt", "schema", below], say("explain one key")))
    further.append((["greenopt", "rules"], say("the kinds of rule")))
    return further
