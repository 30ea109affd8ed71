"""Whoever breaks off a solve breaks off the study: half an answer is no plan that others could be held against."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

from greenopt.run import Run
from greenopt.studies.frontier.course import Course
from greenopt.studies.ranking import ranking, steps
from greenopt.studies.ranking.steps import Steps
from greenopt.studies.scenario import Source

AIMS = Source(Path(__file__).parents[2] / "docs" / "aims", ("whole",))


def ranked() -> object:
    return ranking.ranking_of(ranking.Asked(AIMS), lambda _: ())


def stepped() -> object:
    return Steps(AIMS, Course.of((), None, None), now=Fraction(1)).found()


@pytest.mark.parametrize(("module", "study"), [(ranking, ranked), (steps, stepped)])
def test_a_study_ends_where_a_solve_was_broken_off(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, study: Callable[[], object]
) -> None:
    solve: Callable[..., Run] = module.__dict__["solve"]

    def broken_off(*given: object) -> Run:
        run = solve(*given)
        return replace(run, answer=replace(run.answer, interrupted=True))

    monkeypatch.setattr(module, "solve", broken_off)

    with pytest.raises(KeyboardInterrupt):
        study()
