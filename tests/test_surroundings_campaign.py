"""
The same answer everywhere: row orders, languages, locales, time zones and presolve change no byte of what is written.

Every order is solved in every surroundings in every presolve: a case whose projects stand in a table, one written as
YAML, and one of whole projects. A locale belongs to a process, so each surroundings is one process for all of them.
Only the digests of the input files and the lines of warnings may differ, for what is shuffled is another file; texts
stand in both languages.
"""

import csv
import os
import random
import subprocess
import sys
from fractions import Fraction
from itertools import product
from json import loads
from pathlib import Path
from shutil import which

import pytest
import yaml
from tests.conftest import CampaignSize
from tests.parts import Tally
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, write_tree
from tests.surroundings import Answers, solved_here

pytestmark = pytest.mark.campaign

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "cases" / "lai-chau-2021-2025"
MADE = {"vi_VN.UTF-8": "vi_VN", "tr_TR.UTF-8": "tr_TR"}
"""Locales that few machines have, and their sources: Vietnamese has a decimal comma, Turkish another small I."""
LINEAR, WHOLE = random_case(7, Wanted(raw=True)), random_case(10, Wanted(whole=True, raw=True))
"""Several multipliers prove what these reach: merits and ranks are told by those that follow from the plan."""
ROWS = 12
"""Of the projects of the shipped case: the first ones, so that thousands of solves take minutes."""
ZONES = ("Asia/Ho_Chi_Minh", "America/St_Johns")


def locales() -> list[str]:
    """Return those that the machine has, and those that are made for it; where they cannot be, they are asked for."""
    have: set[str] = set()
    if (lister := which("locale")) is not None:
        have = {*subprocess.run([lister, "-a"], capture_output=True, text=True, check=True).stdout.split()}
    return sorted(({"C", "C.UTF-8"} | have | MADE.keys()) - {"POSIX", "C.utf8"})


SURROUNDINGS = list(product(("en", "vi"), locales(), ZONES))
random.Random(7).shuffle(SURROUNDINGS)  # noqa: S311 - nothing here is a secret


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, campaign_size: CampaignSize) -> Path:
    """Return a folder with every case in every order."""
    folder = tmp_path_factory.mktemp("cases")
    for seed in range(campaign_size.orders):
        dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
        _table(_folder(folder / "table" / str(seed)), dice)
        for name, tree in (("linear", LINEAR), ("whole", WHOLE)):
            write_tree(_shuffled(tree, dice), _folder(folder / name / str(seed)))
    return folder


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def _table(folder: Path, dice: random.Random) -> None:
    """Write some projects of the shipped case in another order, under its funds and without its own rules."""
    case = yaml.load((SOURCE / "case.yaml").read_bytes(), yaml.BaseLoader)  # noqa: S506 - it makes texts alone
    for key in ("rules", "scenarios", "sweeps", "uncertain"):
        case.pop(key, None)
    write_tree(case, folder)
    with (SOURCE / "projects.csv").open(encoding="utf-8", newline="") as file:
        header, units, *rows = csv.reader(file)
    with (folder / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, units, *dice.sample(rows[:ROWS], ROWS)])


def _shuffled(tree: Tree, dice: random.Random) -> Tree:
    """Return a case with its projects, funds and rules in another order."""
    return {
        key: {name: each[name] for name in dice.sample(list(each), len(each))}
        if key in ("projects", "funds", "rules")
        else each
        for key, each in tree.items()
    }


@pytest.fixture(scope="module")
def first(cases: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return what the first order gives here, in all presolves."""
    found = solved_here("en", cases, tmp_path_factory.mktemp("first") / "run", 1)
    assert {len(digests) for digests in found.values()} == {1}
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the locales that are made."""
    folder = tmp_path_factory.mktemp("locales")
    maker = which("localedef")
    for name, source in MADE.items() if maker is not None else ():
        command = [str(maker), "--no-archive", "-i", source, "-f", "UTF-8", str(folder / name)]
        subprocess.run(command, capture_output=True, check=False)
    return folder


@pytest.mark.in_parts(
    "orders", 1, title="orders x surroundings x presolve, no byte differs", times=Fraction(len(SURROUNDINGS), 20)
)
def test_no_byte_depends_on_surroundings(
    numbers: range, tally: Tally, cases: Path, first: Answers, made: Path, tmp_path: Path
) -> None:
    """Twenty orders are solved in all surroundings; of fewer orders, fewer surroundings are tried."""
    for language, spoken_there, zone in SURROUNDINGS[numbers.start : numbers.stop]:
        answers = tmp_path / "answers"
        places = {"LC_ALL": spoken_there, "LANG": spoken_there, "TZ": zone, "LOCPATH": str(made)}
        done = subprocess.run(
            [sys.executable, "-m", "tests.surroundings", language, str(cases), str(tmp_path / "run"), str(answers)],
            env={**os.environ, **places, "GREENOPT_LANG": language, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (language, spoken_there, zone, done.stderr.decode(errors="replace"))
        for case, digests in loads(answers.read_text(encoding="utf-8")).items():
            assert digests.keys() == first[case].keys(), (case, language, spoken_there, zone)
            tally[f"of {case}, {next(iter(digests))[:8]}"] += sum(digests.values())
        tally["surroundings"] += 1
