import subprocess
import sys
from importlib.util import find_spec
from math import log
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from benchmarks import peers
from benchmarks.frontier import between
from benchmarks.measure import Disagreement, Pairs, agree, exponent, last_json
from benchmarks.plot import Panel, svg_of
from benchmarks.random_program import random_program
from benchmarks.table import Line, duration, faster, limit, text_of, within

ROOT = Path(__file__).parent.parent.parent
PEER_PACKAGES = ("linopy", "pulp", "ortools", "cvxpy")


def test_ratio_is_the_median_over_pairs() -> None:
    """8 / 2 = 4, 9 / 3 = 3 and 50 / 5 = 10: the middle one is 4, though the ratio of the medians is 3."""
    assert Pairs([2, 3, 5], [8, 9, 50]).ratio == 4


def test_parts_are_shown_added_up() -> None:
    assert Pairs([2, 3, 5], [8, 9, 50]).shown == (3, 9)
    assert Pairs([2, 3, 5], [8, 9, 50], parts=True).shown == (10, 67)


@pytest.mark.parametrize("other", [float("nan"), 100.01, -100.0])
def test_different_values_stop_everything(other: float) -> None:
    with pytest.raises(Disagreement, match="budget 7"):
        agree("budget 7", 100.0, other, 1e-6)


def test_equal_values_are_as_far_apart_as_they_are() -> None:
    assert agree("budget 7", 100.0, 99.0, 0.1) == pytest.approx(0.01)


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_exponent_is_found_again(power: float) -> None:
    sizes = (1_000, 5_000, 100_000)

    assert exponent(sizes, [3 * (size * log(size)) ** power for size in sizes]) == pytest.approx(power)


def test_last_line_is_the_record() -> None:
    assert last_json('a banner\n{"value": 7.5}\n') == {"value": 7.5}


def test_table_says_what_is_met_and_what_is_missed() -> None:
    lines = [
        faster("sweep", Pairs([0.002], [0.5]), at_least=100),
        within("loop", Pairs([0.3], [0.1]), at_most=1.5),
        limit("frontier", 0.25, 1.0, "250 ms", "<= 1 s"),
        Line("a remark"),
    ]

    heading, _, first, second, third, remark = text_of(lines).splitlines()

    assert heading.split() == ["what", "greenopt", "the", "other", "ratio", "aim"]
    assert first.split() == ["sweep", "2", "ms", "500", "ms", "250", "x", "faster", ">=", "100", "x", "met"]
    assert second.split() == ["loop", "300", "ms", "100", "ms", "3", "x", "the", "time", "<=", "1.5", "x", "MISSED"]
    assert third.endswith("met")
    assert remark == "a remark"


@pytest.mark.parametrize(("seconds", "shown"), [(12.345, "12.3 s"), (0.05, "50 ms"), (2e-5, "20 us"), (3e-8, "30 ns")])
def test_duration_has_three_digits(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


def test_plot_has_a_line_for_each_curve() -> None:
    panel = Panel("time", "s", (1_000, 10_000), {"reading": (0.1, 1.0), "a < b": (0.02, 0.3)})

    drawn = ET.fromstring(svg_of([panel, panel], "n & m"))  # noqa: S314 - written two lines above

    lines = drawn.findall(".//{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 4
    # From 1,000 to 10,000 is the whole width; from 0.1 to 1 the upper half of two decades, 0.01 to 1.
    assert lines[0].get("points") == "0.0,150.0 380.0,0.0"


def test_frontier_is_straight_between_breakpoints() -> None:
    points = [(10.0, 100.0), (20.0, 180.0), (40.0, 240.0)]

    assert [between(points, budget) for budget in (10, 15, 20, 30, 40)] == [100, 140, 180, 210, 240]


def test_nothing_needs_a_peer_to_be_imported() -> None:
    program = f"import sys, benchmarks.studies; print([name for name in {PEER_PACKAGES} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", ["linopy", "scipy_linprog"])
def test_a_peer_answers_or_is_said_to_be_missing(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    saved = peers.save(random_program(60), tmp_path / "program.npz")

    found = peers.in_a_process(name, saved, 120)

    if find_spec(peers.PEERS[name][0]) is None:
        assert found == peers.Trouble("missing", f"{name} is not installed")
    else:
        assert isinstance(found, peers.Outcome)
        assert found.value > 0


def test_a_peer_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    found = peers.in_a_process("scipy_linprog", tmp_path / "program.npz", 0.001)

    assert found == peers.Trouble("stopped", "no answer within 0 s")


def test_a_peer_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    found = peers.in_a_process("scipy_linprog", tmp_path / "program.npz", 60)

    assert isinstance(found, peers.Trouble)
    assert found.kind == "failed"
    assert "program.npz" in found.words
