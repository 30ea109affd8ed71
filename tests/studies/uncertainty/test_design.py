"""The scenarios of a study, by number: what is drawn, what is mixed, what is known."""

from fractions import Fraction

import numpy as np
import pytest

from greenopt.case.uncertain import Uncertain
from greenopt.studies.uncertainty.design import Design
from greenopt.studies.uncertainty.knowing import Knowing
from greenopt.studies.uncertainty.sampling import Method

NUMBERS = (
    Uncertain("funds.f.amount.2026", Fraction(1, 2), Fraction(3, 2), "uniform", "", "funds.*.amount.*"),
    Uncertain("projects.a.asks", Fraction(9, 10), Fraction(6, 5), "uniform", "", "projects.*.asks"),
    Uncertain("projects.a.cost", Fraction(9, 10), Fraction(13, 10), "triangular", "", "projects.*.cost"),
)


def test_a_known_subject_varies_alone() -> None:
    """The fund at the middles of eight parts of 0.5 … 1.5; asks stay at 1.05, the cost at (0.9 + 1 + 1.3) / 3."""
    knowing = Knowing(Design(NUMBERS, 10, 1, "lhs"), (0, 1))
    found = knowing.factors(range(knowing.count))

    assert [subject.id for subject in knowing.subjects] == ["fund f", "project a"]
    assert (knowing.points(0), knowing.points(1)) == (range(8), range(8, 24))
    assert found[:8, 0].tolist() == [round(0.5 + (k + 0.5) / 8, 9) for k in range(8)]
    assert (found[:8, 1:] == [1.05, round(3.2 / 3, 9)]).all()
    assert (found[8:, 0] == 1).all()
    assert (knowing.factors([9])[0] == found[9]).all()


def test_mixed_draws_have_one_driver_from_the_second_sample() -> None:
    design = Design(NUMBERS, 16, 4, "sobol", indices=True)
    first, second = design.factors(design.draws), design.factors(design.second)

    assert len(design.drivers) == 3
    assert design.count == 16 * 5
    for place, driver in enumerate(design.drivers):
        mixed = design.factors(design.mixed(place))
        own = [number for axis in driver.axes for number in design.axes[axis].numbers]
        assert (mixed[:, own] == second[:, own]).all()
        assert (np.delete(mixed, own, axis=1) == np.delete(first, own, axis=1)).all()


@pytest.mark.parametrize("method", ["lhs", "sobol"])
def test_a_scenario_is_the_same_alone_and_among_others(method: str) -> None:
    design = Design(NUMBERS, 8, 2, "sobol" if method == "sobol" else "lhs", indices=method == "sobol")
    whole = design.factors(range(design.count))

    for number in (0, 7, design.count - 1):
        assert (Design(*design_parts(design)).factors([number])[0] == whole[number]).all()
    assert (design.factors([6, 3, 5])[1] == whole[3]).all()


def design_parts(design: Design) -> tuple[tuple[Uncertain, ...], int, int, Method, bool]:
    return design.numbers, design.samples, design.seed, design.method, design.indices


def test_asking_for_indices_leaves_the_draws_as_they_are() -> None:
    one, other = (Design(NUMBERS, 8, 2, "sobol", indices=indices) for indices in (False, True))

    assert (one.factors(one.draws) == other.factors(other.draws)).all()
