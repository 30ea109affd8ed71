"""
Doors: every way by which a stranger's bytes come into greenopt, and the commands that read them.

A door is a file of a working folder, or a word of a command line. The folder holds a sound case (as YAML, with a table,
with a workbook), a run, a frontier and a study of uncertainty; one of them at a time is damaged, read, and put back.
"""

import csv
import hashlib
import io
import json
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import xlsxwriter
from click.testing import CliRunner
from tests.broken_cases import CASE, FACTORS, FILES, MODEL
from tests.hostile.damage import Damage
from tests.hostile.judge import OUT, Done, judged
from tests.workbook.filled import book, filled

from greenopt.cli import greenopt as program
from greenopt.studies.running import Where, run
from greenopt.studies.scenario import Source
from greenopt.studies.sweep.asked import asked_sweep
from greenopt.studies.sweep.points import expand
from greenopt.studies.sweep.task import Varied

RICH = (
    CASE
    + """\
  leaner: {extends: lean, projects.lamp.cost: "x 1.05", rules.one_lamp: drop}
sweeps:
  budget: {vary: {funds.green.amount.*: {from: x 0.5, to: x 1.5, points: 3}, projects.lamp.cost: [300, 400]}}
  near: {extends: budget, mode: one_at_a_time, scenarios: [lean]}
uncertain:
  projects.*.asks: {range: [-10 %, -5 %], shape: uniform, group: money_*}
  model.factors.coal.indicators.co2e.value: [2, 3]
"""
)
"""A case that also holds what few cases need."""
REVIEWED = """\
greenopt: 1
actuals: {year: 2027, source: "Report 15/BC-SCT"}
projects:
  brick: {started: {2026: 60 %}, paid: {2026: 90}, remaining: {2027: 40}}
  lamp: {status: excluded, started: {}}
funds:
  green: {spent: {2026: 300}, opening: 14}
changes: {funds.green.amount.2027: 600}
"""
ACTUALS = REVIEWED.partition("projects:")[0] + "projects: {}\n"
PROJECTS = [
    ["id", "name.vi", "name.en", "sector", "kind", "cost", "asks", "lifetime", "impact.co2e", "saves.coal", "start",
     "spending", "tags", "uncertain.cost", "x-note"],
    ["unit", "", "", "", "", "million VND", "million VND", "yr", "/yr", "t/yr", "", "", "", "", ""],
    ["brick", "Gạch", "Brick", "crafts", "efficiency", "1700", "280", "15", "", "165", "2026..2027", "60 % | 40 %",
     "village", "-10 % | +30 %", "own"],
    ["lamp", 'Đèn, "sáng"', "Lamp", "trade", "renewable", "450.5", "120", "10", "90", "", "2026..2028", "",
     "a|b", "", ""],
    ["dryer", "Sấy", "", "crafts", "efficiency", "1150", "90.25", "12", "41", "7", "", "", "", "", ""],
]  # fmt: skip
TABLED = """\
greenopt: 1
model: model.yaml
case: {id: tabled, title: Tabled, status: illustrative, horizon: [2026, 2028]}
units: {money: million VND, emissions: tCO2e, energy: MWh}
funds: {green: {amount: {2026: 900, 2027: 700, 2028: 650}, carry_over: none}}
projects: {table: projects.csv}
objective: {maximise: co2e, over: lifetime}
"""
PLAN = [
    ["project", "share", "start", "fund.green", "x-own"],
    ["brick", "60 %", "2026", "100.5", "a"],
    ["lamp", "100 %", "2027", "", "b"],
]
CHANGES = [
    "projects.lamp.cost=500", "funds.green.amount.*=x 0.7", "projects.*.asks=x 0.95", "rules.one_lamp=drop",
    "rules.new={rule: floor, of: public_money, to: {sectors: [crafts]}, at_least: 5 %}", "case.horizon=[2026, 2029]",
    "model.factors.coal.indicators.co2e.value=+ 0.5", "projects.brick.name.vi='a b'", "objective.discount=3 %",
]  # fmt: skip
VARIED = [
    "projects.lamp.cost=300,400", "projects.lamp.cost=300..500/3", "funds.green.amount.*=x 0.5..x 1.5/3",
    "rules.crafts_first.at_least=10 %,20 %", "rules.crafts_first.at_least=- 5 %..+ 5 %/3",
]  # fmt: skip
MOVED = ["funds.*.amount.*=x 0.5..x 1.5", "rules.crafts_first.at_least=10 %..20 %", "funds.green.amount.2026=500..900"]


def comma_table(rows: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    """Return rows as CSV."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


def workbook(rows: Sequence[Sequence[str]], sheet: str) -> bytes:
    """Return rows as a workbook, numbers as number cells, with percentages, a formula and a second sheet."""
    stream = io.BytesIO()
    file = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_numbers": True})
    added, percent = file.add_worksheet(sheet), file.add_format({"num_format": "0 %"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value.removesuffix(" %").isdigit() and value.endswith("%"):
                added.write_number(number, column, int(value.removesuffix(" %")) / 100, percent)
            elif value:
                added.write(number, column, value)
    added.write_formula(len(rows) - 1, len(rows[0]) - 1, "=1+1", None, 2)
    file.add_worksheet("Notes")
    file.close()
    return stream.getvalue()


class Door(NamedTuple):
    """One way in."""

    name: str
    damage: Callable[[Damage, bytes, Sequence[bytes]], bytes]
    seeds: Sequence[bytes]
    commands: Sequence[str]
    """What reads it, one of them at a time; ``{}`` stands for the input where it is a word."""
    file: str = ""
    """Where it lies in the working folder; empty for a word of the command line."""
    slow: int = 1
    """How many times fewer inputs are tried than at the fastest doors, because much is computed behind it."""


def _text(damage: Damage, data: bytes, others: Sequence[bytes]) -> bytes:
    return damage.text(data, others)


def _table(damage: Damage, data: bytes, others: Sequence[bytes]) -> bytes:
    if damage.dice.randrange(2):
        return damage.text(data, others)
    return damage.table(data.decode(), ";" if data.count(b";") > data.count(b",") else ",").encode()


def _book(damage: Damage, data: bytes, others: Sequence[bytes]) -> bytes:
    return damage.workbook(data, others)


def _document(damage: Damage, data: bytes, others: Sequence[bytes]) -> bytes:
    return damage.text(data, others) if damage.dice.randrange(4) == 0 else damage.document(data)


def _yaml(text: str, *more: str) -> list[bytes]:
    return [text.encode(), *(each.encode() for each in more)]


READ_RUN = [
    "verify run", "verify run --rebuild --json", "explain run", "explain run lamp --json", "report run -o out.html",
    "compare run other --no-attribution", "compare other run", "export run --to csv -o out", "rank run --json -o out",
    "export run --to xlsx -o out", "export run --to lp -o out", "replan run --year 2027 -o out", "runs", "runs --json",
    "replan run --year 2028 --json -o out",
]  # fmt: skip
CASE_READERS = ["validate case", "validate case --json", "validate case -s lean --json"]
IMPORT = "import filled.xlsx -o out"
REVIEW = "replan run --year 2027 --actuals actuals.yaml -o out"
MOVE = "frontier case -o out --vary"
SWEEP = "sweep case --time-limit 3 -o out --vary {}"
DOCUMENTS = {
    "result.json": 20, "certificate.json": 20, "case.resolved.json": 4, "manifest.json": 4, "portfolio.csv": 12,
}  # fmt: skip
DOORS = [
    Door("case", _text, _yaml(RICH, CASE), CASE_READERS, "case/case.yaml"),
    Door("model", _text, _yaml(MODEL), CASE_READERS, "case/model.yaml"),
    Door("factors", _text, _yaml(FACTORS), CASE_READERS, "case/factors.yaml"),
    Door("table", _table, [comma_table(PROJECTS)], ["validate table", "validate table --json"], "table/projects.csv"),
    Door(
        "table-vi",
        _table,
        [comma_table(PROJECTS, ";").replace(b"0.", b"0,")],
        ["validate table-vi", "validate table-vi --json"],
        "table-vi/projects.csv",
    ),
    Door("book", _book, [workbook(PROJECTS, "P")], ["validate book", "validate book --json"], "book/projects.xlsx"),
    Door("set", _text, _yaml(*CHANGES), ["validate case --json --set {}", "validate case --set {}"]),
    Door("vary", _text, _yaml(*VARIED), [SWEEP, f"{SWEEP} --json"], slow=4),
    Door("move", _text, _yaml(*MOVED), [f"{MOVE} {{}}", f"{MOVE} {{}} --json"], slow=15),
    Door(
        "actuals",
        _text,
        _yaml(REVIEWED, ACTUALS),
        [REVIEW, f"{REVIEW} --json"],
        "actuals.yaml",
        slow=3,
    ),
    Door("plan", _table, [comma_table(PLAN)], ["check case plan.csv", "check case plan.csv --json"], "plan.csv", 2),
    Door("import", _book, [book(filled())], [IMPORT, f"{IMPORT} --json"], "filled.xlsx", 4),
    Door("plan-book", _book, [workbook(PLAN, "Plan")], ["check case plan.xlsx#Plan --json"], "plan.xlsx", 4),
    *(Door(name, _document, [], READ_RUN, f"run/{name}", slow) for name, slow in DOCUMENTS.items()),
    Door("inputs", _text, [], READ_RUN, "run/inputs/case.yaml", 2),
    Door("frontier", _document, [], ["report run frontier -o out.html"], "frontier/frontier.json", 6),
    Door("uncertainty", _document, [], ["rank case --draws drawn -o out"], "drawn/uncertainty.json", 80),
    Door("journal", _text, [], ["sweep case --vary projects.lamp.cost=300,400 --resume -o out"], ".out.journal", 4),
]  # fmt: skip


class Workshop:
    """The working folder of all doors, made once."""

    def __init__(self, folder: Path) -> None:
        """Write the cases, solve one, and leave an interrupted study."""
        self.folder = folder
        for name in ("case", "table", "table-vi", "book", "spare"):
            (folder / name).mkdir(parents=True)
        for name, text in {**FILES, "case.yaml": RICH}.items():
            for place in ("case", "table", "table-vi", "book"):
                (folder / place / name).write_text(text, encoding="utf-8")
        (folder / "table/case.yaml").write_text(TABLED, encoding="utf-8")
        vietnamese = TABLED.replace("projects.csv", "projects.csv, numbers: vi")
        (folder / "table-vi/case.yaml").write_text(vietnamese, encoding="utf-8")
        (folder / "book/case.yaml").write_text(TABLED.replace("projects.csv", "'projects.xlsx#P'"), encoding="utf-8")
        self.seeds = {door.name: list(door.seeds) for door in DOORS}
        with self.entered():
            for door in DOORS:
                if door.file and door.seeds:
                    (folder / door.file).write_bytes(door.seeds[0])
            for words in PREPARED:
                result = CliRunner().invoke(program, words.split())
                assert result.exit_code == 0, (words, result.output)
            _interrupted()
        for door in DOORS:
            if not door.seeds:
                self.seeds[door.name] = [(folder / door.file).read_bytes()]
        (folder / ".out.journal").unlink()
        self._manifest = json.loads((folder / "run/manifest.json").read_bytes())

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Work in the folder, with a place for files that are only passing."""
        before, language = Path.cwd(), os.environ.get("GREENOPT_LANG")
        os.environ.update(GREENOPT_LANG="en", GREENOPT_DEBUG="1", COLUMNS="80")
        os.chdir(self.folder)
        tempfile.tempdir = str(self.folder / "spare")
        try:
            yield
        finally:
            tempfile.tempdir = None
            os.chdir(before)
            os.environ.pop("GREENOPT_DEBUG")
            os.environ.pop("COLUMNS")
            os.environ.pop("GREENOPT_LANG") if language is None else os.environ.update(GREENOPT_LANG=language)

    def damaged(self, door: Door, dice: random.Random) -> bytes:
        """Return a damaged input of a door."""
        seeds = self.seeds[door.name]
        return door.damage(Damage(dice), dice.choice(seeds), seeds)

    def try_one(self, door: Door, data: bytes, words: str, *, sealed: bool = False) -> Done:
        """
        Let one command read an input; everything is as before afterwards.

        Args:
            door: the way in.
            data: the input.
            words: the command.
            sealed: whether the manifest of the run is made anew, as somebody would who forges a run.

        Raises:
            AssertionError: a promise was broken.
        """
        arguments = words.split()
        if not door.file:
            text = data.decode("utf-8", "surrogateescape")
            return self.done(judged(self.folder, [text if each == "{}" else each for each in arguments], places=False))
        file = self.folder / door.file
        before = file.read_bytes() if file.exists() else None
        file.write_bytes(data)
        if sealed:
            self._seal(door.file.removeprefix("run/"), data)
        try:
            return self.done(judged(self.folder, arguments))
        finally:
            if before is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(before)
            if sealed:
                self._seal("", b"")

    def done(self, done: Done) -> Done:
        """Take away what was saved."""
        for place in [*self.folder.glob(f"{OUT}*"), *self.folder.glob(f".{OUT}*")]:
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink()
        return done

    def _seal(self, name: str, data: bytes) -> None:
        files = dict(self._manifest["files"])
        if name in files:
            files[name] = hashlib.sha256(data).hexdigest()
        text = json.dumps({**self._manifest, "files": files}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (self.folder / "run/manifest.json").write_text(text, encoding="utf-8")


PREPARED = [
    "solve case -o run", "solve case -s lean -o other", "frontier case --from 500 --to 900 -o frontier",
    "uncertainty case --samples 8 -o drawn",
]  # fmt: skip


def _interrupted() -> bytes:
    """Return the journal of a study that was broken off when all was solved and nothing saved."""
    source = Source(Path("case"))
    case = source.read()
    assert case.tree is not None
    asked = asked_sweep(case.tree, None, ["projects.lamp.cost=300,400"], [], alone=False)
    journal = Path(".out.journal")
    run(Varied(source, case, expand(case.tree, asked)).task(), Where(), journal=journal)
    return journal.read_bytes()
