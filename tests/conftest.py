"""
What all tests share: repeatable random examples, and how large the random comparisons are.

A first call of the solver is slow, so examples have no deadline; and the same examples come every time,
so that a red suite stays red until it is mended.
"""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings
from tests import parts

settings.register_profile("greenopt", deadline=None, derandomize=True)
settings.load_profile("greenopt")


class CampaignSize(NamedTuple):
    """How many random cases a campaign compares with an independent answer."""

    linear: int = 20
    """Cases in which every project may be done in part."""
    whole: int = 10
    """Cases with all-or-nothing projects or minimum scales, compared with enumeration."""
    changes: int = 10
    """Changed cases solved the fast way and by a full rebuild."""
    orders: int = 3
    """Shufflings of the rows of a case, which must not change a byte of the answer."""
    kills: int = 5
    """Times that a computation is killed at a random moment and resumed."""
    projects: int = 4
    """Projects, or budgets, of each shipped case at which a ranking is held to solving again."""
    losses: int = 2
    """Workers of a cluster that are killed at random moments of a computation."""
    fuzz: int = 40
    """Damaged inputs at each reader, fewer where much is computed behind it."""
    faults: int = 4
    """Failures of the disk that each command is put to, spread over all that it does there."""
    breaks: int = 1
    """Times that each command is broken off at a random moment by Ctrl-C, and as often by the order to end."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add one option for each size; the defaults are the small sample that CI runs."""
    group = parser.getgroup("campaign", "size of the random comparisons (pytest -m campaign)")
    for name, default in CampaignSize()._asdict().items():
        words = f"number of {name} comparisons (default {default})"
        group.addoption(f"--{name}", type=int, default=default, metavar="N", help=words)
    words = "where parts that have passed are written down; begun again with it, a campaign goes on"
    group.addoption("--journal", type=Path, default=None, metavar="FILE", help=words)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker of campaigns in parts known, and let the programs that tests start keep what they compile."""
    config.addinivalue_line("markers", parts.MARKER)
    # Hundreds are started, and each would take a second to compile greenopt anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Split the campaigns that are made of parts."""
    parts.split(metafunc)


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> parts.Tally:
    """Return what a part of a campaign counts in; a part that the journal knows is not run again."""
    return parts.begun(request.node)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a part once it has passed."""
    report = yield
    if call.when == "call" and report.passed:
        parts.passed(item)
    return report


@pytest.fixture(scope="session")
def campaign_size(request: pytest.FixtureRequest) -> CampaignSize:
    """Return the sizes asked for on the command line."""
    return CampaignSize(*(request.config.getoption(name) for name in CampaignSize._fields))


FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> list[str]:
    """Return the list of lines that are shown when all tests have run; a campaign adds what it has counted."""
    return request.config.stash.setdefault(FIGURES, [])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what was counted in one of several processes."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["figures"] = session.config.stash.get(FIGURES, [])
        tallies = session.config.stash.get(parts.TALLIES, {})
        output["tallies"] = {title: each.kept() for title, each in tallies.items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process has counted; one that crashed hands over nothing."""
    output = getattr(node, "workeroutput", {})
    node.config.stash.setdefault(FIGURES, []).extend(output.get("figures", []))
    parts.take(node.config, output.get("tallies", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show what the campaigns have counted."""
    lines = [*config.stash.get(FIGURES, []), *parts.told(config)]
    if lines:
        terminalreporter.section("campaign figures")
        for line in lines:
            terminalreporter.write_line(line)
