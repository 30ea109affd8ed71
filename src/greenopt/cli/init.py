"""greenopt init: a small, complete, commented case to begin with, or a workbook to be filled in."""

import re
from pathlib import Path

import click

from greenopt.cli._command import argument, command, option
from greenopt.cli._console import Console
from greenopt.errors import ExitCode, WrongUsage
from greenopt.language import Language, say
from greenopt.result.filed import refuse_taken, write_folder, write_new

TEMPLATES = Path(__file__).parent / "templates"
"""A folder for each language; the files in them differ in what is said, not in the case."""
PLACEHOLDER = "my-case"
BOOK_NAMES: dict[Language, str] = {"en": "case.xlsx", "vi": "ho-so.xlsx"}
"""What a workbook to be filled in is called where nobody says otherwise."""
_YEARS = re.compile(r"([0-9]{4})(?:-|–|\.\.)([0-9]{4})")
_NAME = re.compile(r"[^\W\d_][\w-]{0,79}")


@command(
    say(
        "Write a small case to begin with: complete, commented, solved at once.\n\nDIR is a new or empty folder; "
        "without it, the folder you are in. The case is named after the folder.\n\n"
        "--template excel writes a workbook instead, in the language of --lang: fill it in and hand it to "
        "'greenopt import'. Its columns are those that the policy model asks for.\n\n\b\n"
        "Examples:\n"
        "  greenopt init my-province\n"
        "  greenopt --lang vi init --template excel -o ho-so.xlsx\n"
        "  greenopt init --template excel --years 2026-2030 --model own"
    )
)
@argument("folder", "[DIR]", type=click.Path(path_type=Path), required=False)
@option("--template", "kind", say("What to write: files of text, or a workbook."), type=click.Choice(("yaml", "excel")))
@option("-o", "--out", "file", say("The workbook to be written."), type=click.Path(path_type=Path))
@option("--model", say("For a workbook: a policy model that greenopt ships, or 'own'."), metavar="NAME")
@option("--years", say("For a workbook: first and last year, such as 2026-2030."), metavar="FIRST-LAST")
@click.pass_obj
def init(
    console: Console, folder: Path | None, kind: str | None, file: Path | None, model: str | None, years: str | None
) -> int:
    """Write the starter case, or a workbook."""
    if kind == "excel":
        return _write_book(console, folder, file, (model, years))
    if file or model or years:
        raise WrongUsage(say("--out, --model and --years belong to --template excel"))
    return _write_case(console, folder or Path())


def _write_book(console: Console, folder: Path | None, file: Path | None, asked: tuple[str | None, str | None]) -> int:
    from greenopt.workbook.template import USUAL_MODEL, USUAL_YEARS, template

    if folder is not None:
        raise WrongUsage(say("a workbook is a file: name it with --out, without DIR"))
    model, written_years = asked
    span = _YEARS.fullmatch(written_years) if written_years else None
    if written_years and span is None:
        raise WrongUsage(say("'{years}' is no span of years; write 2026-2030", years=written_years))
    place = file or Path(BOOK_NAMES[console.language])
    refuse_taken(place)
    years = (int(span[1]), int(span[2])) if span else USUAL_YEARS
    write_new(place, template(console.language, model or USUAL_MODEL, years))
    console.answer(console.spoken(say("written: {path}", path=place)))
    console.suggest((["greenopt", "import", str(place), "-o", place.stem], say("when it is filled in")))
    return ExitCode.DONE


def _write_case(console: Console, folder: Path) -> int:
    name, files = folder.resolve().name, dict[str, bytes]()
    for template in sorted((TEMPLATES / console.language).iterdir()):
        text = template.read_text(encoding="utf-8")
        if template.name == "case.yaml" and _NAME.fullmatch(name):
            text = text.replace(PLACEHOLDER, name)
        files[template.name] = text.encode()
    write_folder(folder, files | schemas(console.language))
    console.answer(console.spoken(say("written: {path}", path=folder)))
    console.suggest(
        (["greenopt", "validate", str(folder)], say("find mistakes after each change")),
        (["greenopt", "solve", str(folder)], say("find the best plan")),
    )
    return ExitCode.DONE


def schemas(language: Language) -> dict[str, bytes]:
    """Return the format for editors, in the folder ``schema``, where the first line of each file looks for it."""
    from greenopt.cli._json_schema import SCHEMA_FILES, schema_text

    return {f"schema/{name}": schema_text(kind, language).encode() for kind, name in SCHEMA_FILES.items()}
