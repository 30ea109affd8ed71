"""Progress: the rate is that of this run, and the time left follows from it."""

import pytest

from greenopt.studies.running import Progress


def test_what_was_resumed_does_not_count_for_the_rate() -> None:
    """700 done, 500 of them resumed: 200 in 40 s are 5 a second, so the 300 left take 60 s, not 17."""
    progress = Progress(done=700, count=1000, resumed=500, seconds=40.0)

    assert progress.rate == 5
    assert progress.left == 60


@pytest.mark.parametrize(
    "progress", [Progress(0, 10), Progress(3, 10, resumed=3, seconds=7.0), Progress(3, 10, seconds=0.0)]
)
def test_nobody_can_tell_before_anything_is_done(progress: Progress) -> None:
    assert progress.rate is None
    assert progress.left is None


def test_nothing_is_left_at_the_end() -> None:
    assert Progress(10, 10, resumed=10).left == 0


def test_the_time_goes_on_while_nothing_is_finished() -> None:
    """20 in 10 s, then nothing for 30 s: 20 in 40 s, so the other 20 take 40 s."""
    later = Progress(20, 40, seconds=10.0).later(30.0)

    assert (later.done, later.seconds, later.left) == (20, 40.0, 40.0)
