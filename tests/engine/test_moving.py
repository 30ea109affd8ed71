import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.engine.test_pattern import patterned
from tests.random_cases import random_case
from tests.small_cases import case_tree, write_tree

from greenopt.engine.checked import Nothing
from greenopt.engine.moving import MovingSides
from greenopt.engine.pattern import Filled, Pattern
from greenopt.engine.scaling import Floats
from greenopt.engine.warm import WarmSolver
from greenopt.studies.scenario import Source

BUDGET = "funds.green.amount.2026"


def small(folder: Path, floor: str = "0") -> Source:
    """Two alike and one better: 10 t for 5 of money, twice 6 t for 4; the first of equals comes first by its name."""
    projects = {
        "best": {"asks": "5", "impact": {"waste": "10 t/yr"}},
        "one": {"asks": "4", "impact": {"waste": "6 t/yr"}},
        "two": {"asks": "4", "impact": {"waste": "6 t/yr"}},
    }
    rules = {"some": {"rule": "floor", "of": "public_money", "to": {"projects": ["two"]}, "at_least": floor}}
    objective = {"maximise": "waste", "over": "lifetime"}
    write_tree(case_tree(projects, {"green": {"amount": {"2026": "7"}}}, rules, objective), folder)
    return Source(folder)


def levels(pattern: Pattern, x: Floats) -> list[float]:
    return [round(float(each), 9) for each in x[:3] * pattern.scaling.columns[:3]]


def filled(pattern: Pattern, numbers: Sequence[float]) -> list[Filled]:
    return pattern.fill(np.array([[each] for each in numbers]))[0]


def test_the_plan_follows_the_budget_and_ties_go_by_name(tmp_path: Path) -> None:
    """4 of 5; the best and half of the first of equals; the best and both, to the money; everything; and back."""
    _, pattern, _ = patterned(small(tmp_path), [BUDGET])
    moving = MovingSides(pattern, filled(pattern, [7])[0])
    found = [moving.at(each.sides) for each in filled(pattern, [4, 7, 10, 13, 99, 7])]

    assert [levels(pattern, x) for x in found if not isinstance(x, Nothing)] == [
        [0.8, 0, 0],
        [1, 0.5, 0],
        [1, 1, 0.25],
        [1, 1, 1],
        [1, 1, 1],
        [1, 0.5, 0],
    ]


def test_what_cannot_be_mended_is_shown_to_be_impossible(tmp_path: Path) -> None:
    """A floor of 3 for the last one cannot be met with 2 of money."""
    _, pattern, _ = patterned(small(tmp_path, "3"), [BUDGET])
    moving = MovingSides(pattern, filled(pattern, [7])[0])
    found = [moving.at(each.sides) for each in filled(pattern, [2, 3.5, 2.9])]

    assert found[0] is Nothing.IMPOSSIBLE
    assert not isinstance(found[1], Nothing)
    assert levels(pattern, found[1]) == [0.1, 0, 0.75]
    assert found[2] is Nothing.IMPOSSIBLE


def test_a_row_of_variations_begins_anew(tmp_path: Path) -> None:
    _, pattern, _ = patterned(small(tmp_path), [BUDGET])
    moving = MovingSides(pattern, filled(pattern, [7])[0])
    points = filled(pattern, [4, 9, 2])
    first = [moving.at(each.sides) for each in points]
    moving.at(filled(pattern, [50])[0].sides)
    moving.begin()

    for one, other in zip(first, [moving.at(each.sides) for each in points], strict=True):
        assert not isinstance(one, Nothing)
        assert not isinstance(other, Nothing)
        assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("seed", range(12))
def test_moving_leads_to_the_plan_that_stages_in_turn_lead_to(seed: int, tmp_path: Path) -> None:
    """Budgets of random cases move; the same plans come from HiGHS, stage after stage, on one face after the other."""
    write_tree(random_case(seed), tmp_path)
    numbers, pattern, posed = patterned(Source(tmp_path), ["funds.*.amount.*"])
    if not pattern.moves_sides_only or any(posed.rows.program.whole):
        return
    dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
    base = np.array([[float(value) for value in numbers.values]])
    points, holds = pattern.fill(base * np.array([[dice.uniform(0.4, 1.6)] for _ in range(12)]))
    moving, slow = MovingSides(pattern, pattern.fill(base)[0][0]), WarmSolver(pattern, posed.main)
    slow._moving = None
    slow._pattern = _Shaken(pattern)  # type: ignore[assignment]  # it says that more than sides moves
    slow.begin(pattern.fill(base)[0][0])
    for each, holding in zip(points, holds, strict=True):
        fast, one = moving.at(each.sides), slow.solve(each)
        if not holding or fast is Nothing.UNKNOWN or one is Nothing.UNKNOWN:
            continue
        if isinstance(fast, Nothing) or isinstance(one, Nothing):
            assert fast is one
        else:
            assert fast == pytest.approx(one, abs=1e-7)


def test_what_lies_too_far_is_left_to_the_solver_and_gone_on_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one exchange at most every jump is too far; the plans are the same."""
    _, pattern, posed = patterned(small(tmp_path), [BUDGET])
    base, points = filled(pattern, [7])[0], filled(pattern, [13, 2, 9, 12, 4.5])
    near, far = WarmSolver(pattern, posed.main), WarmSolver(pattern, posed.main)
    near.begin(base)
    found = [near.solve(each) for each in points]
    monkeypatch.setattr("greenopt.engine.moving.PATIENCE", 1)
    far.begin(base)

    for one, other in zip(found, [far.solve(each) for each in points], strict=True):
        assert one == pytest.approx(other, abs=1e-9)


class _Shaken:
    """A pattern that does not tell that its sides alone move."""

    moves_sides_only = False

    def __init__(self, pattern: Pattern) -> None:
        self._own = pattern

    def __getattr__(self, name: str) -> object:
        return getattr(self._own, name)
