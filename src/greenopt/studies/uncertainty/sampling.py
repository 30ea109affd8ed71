"""
Sampling: draws of the uncertain numbers, each as a factor of the number as it is written.

    uniforms   one for each draw and axis: Latin hypercube, or a scrambled Sobol' sequence
    factors    the inverse of each number's distribution at the uniform of its axis

A draw depends on the seed, on its number and on what is uncertain, never on who asks for it or for how many at once.
A Latin hypercube is made axis by axis, each from a generator that its own name and the seed begin, so that a project
more or less leaves the draws of the others as they are. Factors are rounded to nine decimals: ``x 1.083412345`` in a
scenario is the draw itself, exactly.
"""

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from greenopt.case.uncertain import Uncertain
from greenopt.errors import WrongUsage
from greenopt.language import say
from greenopt.studies.uncertainty.axes import Axis

Floats = NDArray[np.float64]
Method = Literal["lhs", "sobol"]
DECIMALS = 9
"""Of a factor, so that its text is the factor."""
MOST_AXES = int(qmc.Sobol.MAXDIM) // 2
"""Axes for which there are Sobol' sequences twice over, as the indices need them."""


def draws(numbers: Sequence[Uncertain], axes: Sequence[Axis], samples: int, seed: int, method: Method) -> Floats:
    """Return factors, draws × numbers."""
    return factors_at(numbers, axes, uniforms(axes, samples, seed, method))


def uniforms(axes: Sequence[Axis], samples: int, seed: int, method: Method) -> Floats:
    """
    Return numbers from 0 to 1, draws × axes.

    Raises:
        WrongUsage: a Sobol' sequence of so many axes, or of so many draws, is none.
    """
    return latin_hypercube(axes, samples, seed) if method == "lhs" else pair(axes, samples, seed)[0]


def latin_hypercube(axes: Sequence[Axis], samples: int, seed: int) -> Floats:
    """Return one number in each of ``samples`` equal parts of every axis, paired at random."""
    columns = [qmc.LatinHypercube(1, rng=_generator(axis.name, seed)).random(samples) for axis in axes]
    return np.hstack(columns) if columns else np.empty((samples, 0))


def pair(axes: Sequence[Axis], samples: int, seed: int) -> tuple[Floats, Floats]:
    """
    Return two samples that are independent of each other, from one scrambled Sobol' sequence.

    Raises:
        WrongUsage: too many axes, or a number of draws that is no power of two.
    """
    check_sobol(len(axes), samples)
    sequence = qmc.Sobol(2 * len(axes), scramble=True, rng=_generator("sobol", seed))
    found = sequence.random(samples)
    return found[:, : len(axes)], found[:, len(axes) :]


def check_sobol(axes: int, samples: int) -> None:
    """
    Look whether there is a Sobol' sequence of so many axes, twice over, and of so many draws.

    Raises:
        WrongUsage: there is none.
    """
    if axes > MOST_AXES:
        words = say(
            "{count} {count:number varies|numbers vary} by themselves, more than a Sobol' sequence can take", count=axes
        )
        raise WrongUsage(say("{words}: put them into groups, or use --method lhs", words=words))
    if samples & (samples - 1):
        lower = 1 << (samples.bit_length() - 1)
        said = {"lower": lower, "upper": 2 * lower}
        raise WrongUsage(say("a Sobol' sequence has a power of two of draws: --samples {lower} or {upper}", **said))


def factors_at(numbers: Sequence[Uncertain], axes: Sequence[Axis], at: Floats) -> Floats:
    """Return factors, draws × numbers, at uniforms, draws × axes."""
    found = np.ones((len(at), len(numbers)))
    for column, axis in enumerate(axes):
        for place in axis.numbers:
            found[:, place] = inverse(numbers[place], at[:, column])
    return found


def inverse(number: Uncertain, at: Floats) -> Floats:
    """
    Return the factor below which a share ``at`` of the distribution lies, rounded.

    Triangular on [a, b] with its mode at 1:  a + √(u (b−a)(1−a))  below the mode,  b − √((1−u)(b−a)(b−1))  above it.
    """
    low, high = float(number.low), float(number.high)
    if number.shape == "uniform":
        found = low + at * (high - low)
    else:
        below = low + np.sqrt(at * (high - low) * (1 - low))
        above = high - np.sqrt((1 - at) * (high - low) * (high - 1))
        found = np.where(at * (high - low) < 1 - low, below, above)
    return np.round(np.clip(found, low, high), DECIMALS).astype(np.float64)


def mean_factor(number: Uncertain) -> float:
    """Return the mean of a number's factor, rounded like a draw."""
    middle = Fraction(number.low + number.high) / 2
    mean = middle if number.shape == "uniform" else (number.low + number.high + 1) / 3
    return round(float(mean), DECIMALS)


def factor_text(factor: float) -> str:
    """Return a factor as a change says it: ``x 1.0834``."""
    return f"x {factor:.{DECIMALS}f}".rstrip("0").rstrip(".")


def changes(numbers: Sequence[Uncertain], factors: Sequence[float]) -> tuple[tuple[str, str], ...]:
    """Return a draw as the changes of a scenario; what stays as it is written is left out."""
    return tuple(
        (number.path, factor_text(factor)) for number, factor in zip(numbers, factors, strict=True) if factor != 1
    )


def _generator(name: str, seed: int) -> np.random.Generator:
    words = np.frombuffer(hashlib.sha256(name.encode()).digest(), dtype="<u4")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words.tolist()])))
