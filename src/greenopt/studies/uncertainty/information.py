"""
Information: what knowing a subject's numbers before deciding would bring, so that one knows what to verify first.

    all       mean over the draws of             loss(plan for the means, draw)
    subject   mean over its own numbers x of     loss(plan for the means, x with all others at their means)

The plan for the means is the best without knowing more; its loss is what the best plan brings beyond it, money and
rules at their prices (see ``priced``). The first is the expected value of perfect information (Raiffa and Schlaifer
1961), the second that of partial perfect information (EVPPI). What a plan brings is linear, or multilinear, in
independent numbers, so its expectation over the others is its value at their means, and no inner sample is needed
(Madan et al. 2014). That is exact while only what projects bring is uncertain; money moves the prices as well, and
there the others at their means are an approximation. A subject of one axis is known at the middles of eight equally
likely parts of it, one of several axes at the sixteen points of a Latin hypercube.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from greenopt.result.resolved import Json
from greenopt.studies.uncertainty.axes import Part
from greenopt.studies.uncertainty.knowing import Knowing
from greenopt.studies.uncertainty.sampling import Floats

FEWEST = 2
"""Points, or draws, below which no mean is told."""


class Gain(NamedTuple):
    """What knowing something would bring."""

    mean: float
    error: float
    """The standard error of the mean."""
    cases: int
    """Draws, or points, that it rests on."""


class Information(NamedTuple):
    """What knowing more would bring."""

    perfect: Gain | None
    """All numbers: what no partial knowledge is worth more than, but for its approximations."""
    subjects: tuple[tuple[Part, Gain], ...]
    """The most valuable first."""


def information(records: Sequence[Json], held: int, knowing: Knowing, known: Sequence[Json]) -> Information:
    """
    Return what knowing more would bring.

    Args:
        records: of the draws.
        held: draws that the plan for the means was held against.
        knowing: the subjects that were looked at.
        known: the records of their points.
    """
    found = [
        (subject, gain)
        for number, subject in enumerate(knowing.subjects)
        if (gain := _gain(known, knowing.points(number))) is not None
    ]
    return Information(_gain(records, range(held)), tuple(sorted(found, key=lambda each: (-each[1].mean, each[0].id))))


def mean_losses(records: Sequence[Json], held: int) -> dict[str, float]:
    """Return what the plan for the means loses on average by being wrong about each project."""
    found: dict[str, float] = {}
    for record in records[:held]:
        for name, loss in (record.get("middle") or {}).get("losses", {}).items():
            found[name] = found.get(name, 0.0) + loss / held
    return found


def _gain(records: Sequence[Json], scenarios: range) -> Gain | None:
    gains = losses_of(records, scenarios)
    if len(gains) < FEWEST:
        return None
    return Gain(float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(len(gains))), len(gains))


def losses_of(records: Sequence[Json], scenarios: range, plan: str = "middle") -> Floats:
    """Return what a plan loses in some scenarios, where that is known."""
    found = (each[plan]["loss"] for number in scenarios if (each := records[number]).get(plan) is not None)
    return np.array([loss for loss in found if loss is not None])
