"""A limit of time holds where a solver does not come back, and costs nothing where it does."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, Call
from tests.studies.running.started import ROOT

from greenopt.cli import _watch
from greenopt.cli._console import Console
from greenopt.cli._watch import watched
from greenopt.engine import answer
from greenopt.errors import TimeUp
from greenopt.language import word

UP = word("the time is up")
HANGING = """
import hashlib, sys
from greenopt.engine import solve
from greenopt.cli import _watch
solve._run_interruptibly = lambda highs: {hang}
_watch.PROVING = _watch.LAST = _watch.NO_WORD = 0.5
sys.argv[0] = "greenopt"
from greenopt.__main__ import main
main()
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave hardly any time for proofs."""
    monkeypatch.setattr(_watch, "PROVING", 0.05)


@pytest.mark.usefixtures("impatient")
def test_a_block_that_takes_too_long_is_broken_off() -> None:
    began = time.monotonic()
    with pytest.raises(TimeUp, match="the time is up"), watched(Console("en"), 0.05, UP):
        time.sleep(30)

    assert time.monotonic() - began < 10


@pytest.mark.usefixtures("impatient")
def test_a_block_that_has_something_to_show_keeps_it() -> None:
    with watched(Console("en"), 0.05, UP) as watch:
        try:
            time.sleep(30)
        except KeyboardInterrupt:
            found = "half"

    assert watch.is_up
    assert found == "half"


def test_a_block_in_time_is_left_alone_also_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_watch, "PROVING", 0.0)
    with watched(Console("en"), 0.2, UP) as watch:
        pass
    time.sleep(0.4)

    assert not watch.is_up


def test_ctrl_c_stays_ctrl_c() -> None:
    with pytest.raises(KeyboardInterrupt), watched(Console("en"), 60, UP):
        raise KeyboardInterrupt


def test_a_plan_that_is_proved_is_saved_without_its_prices(greenopt: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever breaks off the pricing has the plan already: exit code 130, and a run that proves itself."""

    def broken_off(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(answer, "price_all", broken_off)
    done = greenopt("solve", FIRST, "-o", "run")

    assert done.code == 130
    assert greenopt("verify", "run").code == 0
    assert "certified_optimal" in Path("run/result.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("hang", "code", "said"),
    [
        ("hashlib.pbkdf2_hmac('sha256', b'', b'', 10**9)", 5, "the time is up"),
        pytest.param("sum(range(10**12))", 1, "", id="Python stands still"),
    ],
)
def test_a_solver_that_never_comes_back_is_left_to_itself(hang: str, code: int, said: str, tmp_path: Path) -> None:
    """The limit is one second, and each of the three times that follow half a second; starting takes the rest."""
    process = subprocess.run(
        [sys.executable, "-c", HANGING.format(hang=hang), "--lang", "en", "solve", str(FIRST), "--time-limit", "1"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": f"{ROOT / 'src'}", "PATH": ""},
        check=False,
    )

    assert process.returncode == code
    assert said in process.stderr
    assert "Traceback" not in process.stderr
    assert list(tmp_path.iterdir()) == []
