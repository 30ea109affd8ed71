"""The page that explains every command, made from what ``greenopt COMMAND --help`` says, in the same language."""

from collections.abc import Iterator
from pathlib import Path

import click

from greenopt.cli import greenopt
from greenopt.cli._click import click_speaks, translated
from greenopt.language import Language, Message, say

PAGE = "reference.md"
_TITLE = say("Every command and its options")
_LIST = "\b\n"
"""How click marks lines that stay as they are."""


def write(folder: Path, language: Language) -> None:
    """Write the page."""
    with click_speaks(language):
        text = "\n".join(_page(language)) + "\n"
    (folder / PAGE).write_text(text, encoding="utf-8")


def _page(language: Language) -> Iterator[str]:
    def spoken(message: Message) -> str:
        return message.in_language(language)

    program = click.Context(greenopt, info_name="greenopt")
    yield from (f"# {spoken(_TITLE)}", "")
    yield from _command(program)
    for section in greenopt.sections:
        yield from (f"## {spoken(section.heading)}", "")
        for name in section.commands:
            command = greenopt.get_command(program, name)
            assert command is not None, name
            yield from (f"### greenopt {name}", "")
            yield from _command(click.Context(command, info_name=name, parent=program))


def _command(context: click.Context) -> Iterator[str]:
    """Yield the usage line, the text and the options of a command."""
    usage = " ".join([context.command_path, *context.command.collect_usage_pieces(context)])
    yield from _code([usage])
    for paragraph in translated(context.command.help).split("\n\n"):
        if paragraph.startswith(_LIST):
            heading, *lines = paragraph.removeprefix(_LIST).splitlines()
            yield from (heading, "")
            yield from _code([line.removeprefix("  ") for line in lines])
        else:
            yield from (_plain(" ".join(paragraph.split())), "")
    for parameter in context.command.get_params(context):
        found = parameter.get_help_record(context)
        if found is not None and isinstance(parameter, click.Option):
            flags, meaning = found
            yield from (f"`{flags}`", f": {_plain(meaning)}", "")


def _code(lines: list[str]) -> list[str]:
    return ["```text", *lines, "```", ""]


def _plain(text: str) -> str:
    """Return a text of which Markdown changes nothing."""
    for sign in "\\`*_[]<>":
        text = text.replace(sign, f"\\{sign}")
    return text
