"""Every honest run is proved: small cases of every kind, shipped cases, random ones; with a bare Python too."""

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.conftest import CampaignSize
from tests.random_cases import Wanted, random_case
from tests.small_cases import solve_tree
from tests.verify.cases import SMALL
from tests.verify.forging import RESULT, TABLE, digest, documents

from greenopt import verify as verifier
from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.run import solve
from greenopt.verify import verify

ROOT = Path(__file__).parents[2]
SHIPPED = [("first-case", "larger_fund"), ("lai-chau-2021-2025", "lean")]
"""As they are written, `tests/test_shipped_cases.py` holds all to it."""
MORE_SHIPPED = [
    ("first-case", "without_craft_share"), ("lai-chau-2020", "half_the_oda"), ("lai-chau-2020", "twice_the_capital"),
    ("lai-chau-2020", "whole_projects"), ("lai-chau-2021-2025", "generous"), ("lai-chau-2021-2025", "whole_projects"),
]  # fmt: skip
LONGEST, FEW = ("lai-chau-2020", "whole_projects"), 100
"""The case whose proof stays open, and how many linear programs it is given here: a gap has to be proved as well."""


@pytest.mark.parametrize("name", SMALL)
def test_every_kind_of_case_is_proved(name: str, runs: dict[str, Path]) -> None:
    report = verify(runs[name])

    assert [str(each) for each in report.failures] == []
    assert report.exit_code == 0
    assert report.digest == digest((runs[name] / "manifest.json").read_bytes())
    assert documents(runs[name])[RESULT]["status"] == SMALL[name]


def prove_shipped(case: str, scenario: str, folder: Path) -> None:
    options = Options(programs=FEW) if (case, scenario) == LONGEST else Options()
    run = solve(read_case(ROOT / "cases" / case, [scenario] if scenario else []), options)
    run.write(folder / "run")

    assert [str(each) for each in verify(folder / "run").failures] == []


@pytest.mark.parametrize(("case", "scenario"), SHIPPED)
def test_shipped_cases_are_proved(case: str, scenario: str, tmp_path: Path) -> None:
    prove_shipped(case, scenario, tmp_path)


@pytest.mark.campaign
@pytest.mark.long
@pytest.mark.parametrize(("case", "scenario"), MORE_SHIPPED)
def test_the_other_shipped_scenarios_are_proved(case: str, scenario: str, tmp_path: Path) -> None:
    prove_shipped(case, scenario, tmp_path)


@pytest.mark.campaign
@pytest.mark.parametrize("kind", ["linear", "whole"])
def test_random_cases_are_proved(kind: str, campaign_size: CampaignSize, tmp_path: Path, figures: list[str]) -> None:
    tally: Counter[str] = Counter()
    for seed in range(getattr(campaign_size, kind)):
        run = solve_tree(random_case(seed, Wanted(whole=kind == "whole")), tmp_path)
        place = tmp_path / f"run-{seed}"
        run.write(place)
        tally[run.answer.status] += 1

        assert [str(each) for each in verify(place).failures] == [], seed
        shutil.rmtree(place)
    figures.append(f"{kind} runs verified: {', '.join(f'{count} {status}' for status, count in sorted(tally.items()))}")


def test_it_runs_alone_with_a_bare_python(runs: dict[str, Path], tmp_path: Path) -> None:
    """A copy of the folder, and nothing else: ``-E -s -S`` is no environment, no site packages, no greenopt."""
    shutil.copytree(Path(verifier.__file__).parent, tmp_path / "verify")
    shutil.copytree(runs["years"], tmp_path / "run")

    def run_alone(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-E", "-s", "-S", "-m", "verify", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)

    honest = digest((tmp_path / "run" / "manifest.json").read_bytes())
    good, expected = run_alone("run"), run_alone("run", "--expect", "0" * 64)
    (tmp_path / "run" / TABLE).write_bytes(b"")
    bad = run_alone("run")

    assert (good.returncode, good.stderr) == (0, "")
    assert f"run {honest}: proved" in good.stdout
    assert (expected.returncode, bad.returncode) == (7, 7)
    assert "manifest.json: digest" in expected.stderr
    assert "portfolio.csv: sha256" in bad.stderr
    assert "NOT PROVED" in bad.stdout


def test_a_digest_can_be_demanded(runs: dict[str, Path]) -> None:
    honest = verify(runs["plain"]).digest

    assert verify(runs["plain"], honest).exit_code == 0
    assert verify(runs["plain"], honest[:-1] + "g").exit_code == 7
