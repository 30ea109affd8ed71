"""
Commands that speak both languages, in a group that imports a command only when it is called.

Help texts are sentences of the catalogue like any other: written with ``say``, translated when somebody reads them.
"""

import copy
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from keyword import iskeyword
from typing import Any, NamedTuple, NoReturn, TypeVar

import click

from greenopt.cli._click import place, translated
from greenopt.cli._console import Console, discard_output, leave, open_streams, use_utf8
from greenopt.cli._failure import guarded
from greenopt.errors import ExitCode
from greenopt.language import Message, say

Function = TypeVar("Function", bound=Callable[..., Any])


_HELP = say("Show this help.")


class Section(NamedTuple):
    """Commands of one kind."""

    heading: Message
    commands: Mapping[str, Message]
    """Name → one sentence."""


class _SpokenHelp(click.Command):
    """Help in the reader's language."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that asks for help, explained in the reader's language."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = translated(_HELP.template)
        return found

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the usage line in pieces, with what stands for values translated."""
        return [place(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text, translated."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(translated(self.help))


class _Option(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and its help, translated."""
        spoken = copy.copy(self)
        spoken.help = translated(self.help)
        return super(_Option, spoken).get_help_record(ctx)

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value, translated."""
        return place(super().make_metavar(ctx))


class _Argument(click.Argument):
    """An argument whose name is translated when it is shown."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value, translated."""
        return place(super().make_metavar(ctx))


def command(help: Message) -> Callable[[Callable[..., Any]], click.Command]:  # noqa: A002  # click's own word
    """Make a command of a function; its module is named after it."""
    return click.command(cls=_SpokenHelp, help=help.template)


def option(*names: Any, help: Message | None = None, **settings: Any) -> Callable[[Function], Function]:  # noqa: A002
    """Add an option; the help may also stand last among the names."""
    if isinstance(settings.get("type"), click.Path):
        settings.setdefault("metavar", "PATH")
    *flags, last = names
    words = last if isinstance(last, Message) else help
    declared = flags if isinstance(last, Message) else names
    return click.option(*declared, cls=_Option, help=words.template if words else None, **settings)


def argument(name: str, metavar: str, **settings: Any) -> Callable[[Function], Function]:
    """Add an argument; the metavar is made of words that ``_click`` knows."""
    return click.argument(name, cls=_Argument, metavar=metavar, **settings)


def version_option(help: Message) -> Callable[[Function], Function]:  # noqa: A002  # click's own word
    """Add the option that tells the version."""
    told = "%(prog)s %(version)s"
    return click.version_option(package_name="greenopt", message=told, cls=_Option, help=help.template)


def options(*wanted: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Add several options, shown in this order."""

    def add(function: Function) -> Function:
        for each in reversed(wanted):
            function = each(function)
        return function

    return add


class Group(_SpokenHelp, click.Group):
    """The program: finds commands by name, explains them without importing them, and never shows a traceback."""

    def __init__(self, *arguments: Any, sections: Sequence[Section], **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.sections = sections

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of work."""
        return [name for section in self.sections for name in section.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        # A module cannot be called import.
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        found: click.Command = getattr(import_module(f"greenopt.cli.{name}"), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings, none of them imported."""
        width = max(len(name) for name in self.list_commands(ctx))
        for section in self.sections:
            with formatter.section(translated(section.heading.template)):
                formatter.write_dl(
                    [(f"{name:<{width}}", translated(text.template)) for name, text in section.commands.items()]
                )

    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        """Understand the words; a reader who leaves in the middle of a help text is no fault."""
        with _reader_may_leave():
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        with _reader_may_leave():
            return super().invoke(ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = False,
        own_process: bool = False,
        **extra: Any,
    ) -> NoReturn:
        """
        Run a command and leave with the exit code of the contract.

        Wildcards belong to ``--set``, so they are not expanded on Windows either. In a process of its own the program
        also answers the signals that break it off, and opens the streams that it was started without.
        """
        given = list(sys.argv[1:] if args is None else args)
        if own_process:
            open_streams()
        use_utf8()

        def call(console: Console) -> Any:
            return super(Group, self).main(
                given, prog_name, complete_var, standalone_mode=False, **{"obj": console, **extra}
            )

        code = guarded(call, given, own_process=own_process)
        if own_process and code == ExitCode.INTERRUPTED:
            # Python itself would end as if killed where the interruption fell into code made from text (``exec``).
            leave(code)
        sys.exit(code)


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """Leave quietly when the reader of a pipe has; click would call it a failure."""
    try:
        yield
    except BrokenPipeError:
        discard_output()
        raise click.exceptions.Exit(ExitCode.DONE) from None
