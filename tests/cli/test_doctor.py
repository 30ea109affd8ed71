"""greenopt doctor: says what is wrong with an installation, and fails when answers could be."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, Call

from greenopt.cli import _checks
from greenopt.engine import canaries


def states(done: dict[str, list[dict[str, dict[str, str]]]]) -> dict[str, object]:
    """Return name → state of every check."""
    return {each["name"]["en"]: each["state"] for each in done["checks"]}


def test_a_sound_installation_passes_every_check(greenopt: Call) -> None:
    done = greenopt("doctor", "--json")

    assert done.code == 0
    assert "failed" not in states(done.document).values()
    assert {canary.name for canary in canaries.canaries()} <= set(states(done.document))


def test_a_canary_that_dies_fails_the_doctor(greenopt: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *rest = canaries.run_canaries()
    wrong = replace(first, passed=False, found=Fraction(5, 2))
    monkeypatch.setattr(canaries, "run_canaries", lambda: [wrong, *rest])
    done = greenopt("doctor")

    assert done.code == 1
    assert "FAILED" in done.out
    assert "2.5 instead of 384.7" in done.out
    assert "checks that failed: 1" in done.out


def test_the_faulty_version_of_the_solver_is_refused(greenopt: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_checks, "version", {"greenopt": "0", "pyomo": "6", "highspy": "1.14.0"}.__getitem__)

    assert greenopt("doctor").code == 1


def test_a_solver_that_cannot_be_loaded_is_a_finding_not_a_crash(
    greenopt: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unloadable() -> None:
        raise ImportError("no such library")

    monkeypatch.setattr(canaries, "run_canaries", unloadable)
    done = greenopt("doctor", "--json")

    assert done.code == 1
    assert states(done.document)["canaries"] == "failed"


@pytest.mark.parametrize("command", ["solve", "rank", "frontier", "sweep"])
def test_a_solver_that_fails_a_canary_is_given_no_case(
    greenopt: Call, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The value of one small program is made another than the solver's, as if the solver were wrong."""
    first, *rest = canaries.canaries()
    monkeypatch.setattr(canaries, "canaries", lambda: [replace(first, expected=Fraction(5, 2)), *rest])
    canaries.dead_canaries.cache_clear()
    try:
        done = greenopt(command, FIRST)
    finally:
        canaries.dead_canaries.cache_clear()

    assert done.code == 1
    assert "gives wrong answers" in done.err
    assert not Path("runs").exists()


def test_the_faulty_version_of_the_solver_is_given_no_case(greenopt: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_checks, "version", {"highspy": "1.14.0"}.__getitem__)
    done = greenopt("solve", FIRST, "--json")

    assert done.code == 1
    assert "HiGHS 1.14.0" in done.document["diagnostics"][0]["message"]["en"]
