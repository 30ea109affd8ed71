"""Progress in words, and a line that moves on a terminal alone."""

import re
import sys
import time
from typing import Any

import pytest

from greenopt.cli import _progress
from greenopt.cli._console import Console
from greenopt.cli._progress import counting, so_far, waiting
from greenopt.language import say
from greenopt.studies.running import Progress


@pytest.mark.parametrize(
    ("seconds", "english", "vietnamese"),
    [
        (0.2, "1 s", "1 giây"),
        (119.0, "119 s", "119 giây"),
        (119.5, "2 min", "2 phút"),
        (121.0, "3 min", "3 phút"),
        (7140.0, "119 min", "119 phút"),
        (7201.0, "2 h 1 min", "2 giờ 1 phút"),
        (90_000.0, "25 h 0 min", "25 giờ 0 phút"),
    ],
)
def test_the_time_left_is_rounded_up_as_people_say_it(seconds: float, english: str, vietnamese: str) -> None:
    """Half is done, so the other half takes as long as the first one."""
    words = so_far(say("solving"), Progress(500, 1000, seconds=seconds))

    assert words.in_language("en") == f"solving 500 of 1000, about {english} left"
    assert words.in_language("vi").endswith(f" 500 trên 1000, còn khoảng {vietnamese}")


def test_before_anything_is_done_no_time_is_told() -> None:
    assert str(so_far(say("solving"), Progress(7, 10, resumed=7, seconds=4.0))) == "solving 7 of 10"


def test_a_terminal_sees_a_line_that_is_wiped_away_and_a_pipe_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_progress, "PATIENCE", 0.0)
    monkeypatch.setattr(_progress, "BEAT", 0.001)
    with counting(Console("en"), say("solving")) as tell:
        tell(Progress(1, 4, seconds=1.0))
    assert capsys.readouterr().err == ""

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    shown = seen_while_counting(capsys)
    assert re.search(r"\rsolving 1 of 4, about \d+ s left", shown)
    assert shown.endswith(" \r")


def test_who_waits_hears_which_part_is_being_done_and_of_two_tellers_the_inner_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_progress, "PATIENCE", 0.0)
    monkeypatch.setattr(_progress, "BEAT", 0.001)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    def heard(words: str) -> str:
        shown, end = "", time.monotonic() + 5
        while words not in shown and time.monotonic() < end:
            time.sleep(0.001)
            shown += str(capsys.readouterr().err)
        return shown

    with waiting(Console("en"), say("solving")) as now:
        assert "solving 0 s" in heard("solving 0 s")
        now(say("proving"))
        assert "proving 0 s" in heard("proving 0 s")
        with counting(Console("en"), say("checking")):
            heard("checking")
            time.sleep(0.01)
            capsys.readouterr()
            time.sleep(0.02)
            assert "proving" not in capsys.readouterr().err
        assert "proving 0 s" in heard("proving 0 s")


def seen_while_counting(capsys: Any) -> str:
    """Return what a terminal shows, once the line has been there."""
    shown = ""
    with counting(Console("en"), say("solving")) as tell:
        tell(Progress(1, 4, seconds=0.5))
        while "left" not in shown:
            tell(Progress(1, 4, seconds=1.0))
            time.sleep(0.001)
            shown += str(capsys.readouterr().err)
    return shown + str(capsys.readouterr().err)
