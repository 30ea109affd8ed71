"""greenopt doctor: says what is wrong with an installation, and fails when answers could be."""

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.cli.conftest import Call

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
