"""What the README says is so: its numbers are those of the present answer, its commands and links exist."""

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
from tests.shipped import solved
from tools.pictures import COMMANDS as COMMANDS_OF_THE_PICTURES

from greenopt.cli import greenopt
from greenopt.cli._console import Console
from greenopt.errors import ExitCode
from greenopt.report.words import figure

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FIRST_SCREEN = README.split("## ")[0]
COMMANDS = [
    shlex.split(line, comments=True)[1:] for line in re.findall(r"^\.venv/bin/(greenopt .*)$", README, re.MULTILINE)
]
LINKS = re.findall(r"\]\(([^)]+)\)", README)


def test_every_number_of_the_first_screen_is_one_of_the_present_answer() -> None:
    """
    Read from the result of the shipped case, as they are printed; the set-up lines and names of files say nothing.

    The one other number is the oldest Python.
    """
    said = re.sub(r"```sh.*?```|\]\([^)]*\)|CO2", "", FIRST_SCREEN, flags=re.DOTALL)
    result = solved("lai-chau-2021-2025").result
    totals, years = result["totals"], sorted({row["year"] for row in result["years"]})
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    given = sum(row["amount"] for row in result["years"])

    assert re.findall(r"\d(?:[\d.,]*\d)?", said) == [
        oldest.removeprefix(">="),
        str(len(result["portfolio"])),
        str(years[0]),
        str(years[-1]),
        figure(result["objective"]["value"], "en"),
        figure(totals["public_money"], "en"),
        figure(given, "en"),
    ]
    assert result["status"] == "certified_optimal"
    assert result["case"]["status"] == "illustrative"
    assert "five years" in said
    assert len(years) == 5


def test_exit_codes_are_those_of_the_program() -> None:
    listed = re.findall(r"\b\d+\b", README.split("Exit codes:")[1].split("\n\n")[0])

    assert [int(code) for code in listed] == [code.value for code in ExitCode]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_exists_with_its_options(words: list[str]) -> None:
    """Click takes the words apart without running them: an option or command that is gone is refused."""
    context = click.Context(greenopt, obj=Console("en"))
    rest = greenopt.make_parser(context).parse_args(list(words))[1]
    command = greenopt.get_command(context, rest[0])

    assert command is not None
    command.make_context(rest[0], rest[1:], parent=context)


def test_the_page_of_the_pictures_is_written_by_the_commands_beside_them() -> None:
    typed = [line.removeprefix(".venv/bin/") for line in FIRST_SCREEN.split("```")[3].splitlines()[1:]]

    assert [FIRST_SCREEN.split("```")[1].split(".venv/bin/")[-1].strip(), *typed] == list(COMMANDS_OF_THE_PICTURES)


def test_links_lead_to_files() -> None:
    assert len(LINKS) > 6
    assert [link for link in LINKS if not (ROOT / link).is_file()] == []
