"""Programs for the engine's tests: written by hand, or at random from a seed."""

import itertools
import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from greenopt.engine.exact import over_one_denominator
from greenopt.engine.program import Program

Number = int | str | Fraction
Row = tuple[Mapping[str, Number], Number | None, Number | None]


def program(
    columns: Mapping[str, tuple[Number, Number]], rows: Mapping[str, Row], whole: Iterable[str] = ()
) -> Program:
    """Build a program from columns (lower, upper) and stated rows (coefficients, lower, upper)."""
    place = {column: index for index, column in enumerate(columns)}
    scaled = [
        over_one_denominator({place[column]: Fraction(value) for column, value in coefficients.items()})
        for coefficients, _, _ in rows.values()
    ]
    chosen = set(whole)
    return Program(
        columns=tuple(columns),
        column_lower=tuple(Fraction(lower) for lower, _ in columns.values()),
        column_upper=tuple(Fraction(upper) for _, upper in columns.values()),
        whole=tuple(column in chosen for column in columns),
        rows=tuple(rows),
        entries=tuple(entries for entries, _ in scaled),
        scale=tuple(scale for _, scale in scaled),
        row_lower=tuple(None if lower is None else Fraction(lower) for _, lower, _ in rows.values()),
        row_upper=tuple(None if upper is None else Fraction(upper) for _, _, upper in rows.values()),
    )


def cost(program: Program, coefficients: Mapping[str, Number]) -> dict[int, Fraction]:
    """Return a cost from named coefficients."""
    return {program.columns.index(column): Fraction(value) for column, value in coefficients.items()}


def fractions(*numbers: Number) -> list[Fraction]:
    """Return exact numbers, to compare with."""
    return [Fraction(number) for number in numbers]


def dice(seed: int) -> random.Random:
    """Return a repeatable source of examples."""
    return random.Random(seed)  # noqa: S311 - nothing here is a secret


def wood_and_brick(*, whole: Iterable[str] = ()) -> tuple[Program, dict[int, Fraction]]:
    """
    Return the example that several tests solve by hand.

    Maximise 5 wood + 4 brick within 6 wood + 4 brick <= 24 (money) and wood + 2 brick <= 6 (people). Both rows bind:
    wood = 3, brick = 3/2, value 21; the multipliers solve 6 y + z = 5, 4 y + 2 z = 4: money 3/4, people 1/2.
    """
    rows: dict[str, Row] = {
        "money": ({"wood": 6, "brick": 4}, None, 24),
        "people": ({"wood": 1, "brick": 2}, None, 6),
    }
    found = program({"wood": (0, 10), "brick": (0, 10)}, rows, whole)
    return found, cost(found, {"wood": 5, "brick": 4})


def random_linear(seed: int) -> tuple[Program, dict[int, Fraction]]:
    """Return a small program of one of five styles; some are infeasible, many degenerate, some with empty rows."""
    chance = dice(seed)
    style = chance.choice(["money", "small", "ties", "mixed", "degenerate"])
    count = chance.randint(1, 12)
    lower = [Fraction(chance.choice([0, 0, 0, -1, 1]), chance.choice([1, 1, 3])) for _ in range(count)]
    upper = [low + Fraction(chance.choice([0, 1, 1, 1, 5, 10**6]), chance.choice([1, 1, 7])) for low in lower]
    inside = [low + (high - low) * Fraction(chance.randint(0, 4), 4) for low, high in zip(lower, upper, strict=True)]
    rows, scales, row_lower, row_upper = [], [], [], []
    for _ in range(chance.randint(0, 9)):
        density = chance.choice([0.0, 0.3, 0.9, 0.9])
        entries = {place: _coefficient(chance, style) for place in range(count) if chance.random() < density}
        entries = {place: entry for place, entry in entries.items() if entry}
        scale = chance.choice([1, 1, 100, 10**6])
        activity = sum((Fraction(entry, scale) * inside[place] for place, entry in entries.items()), Fraction(0))
        if chance.random() < 0.1:
            activity += Fraction(chance.choice([-1, 1]) * chance.choice([1, 10**9, 10**12]), scale)
        room = Fraction(chance.choice([0, 0, 1, 10**6]), scale)
        side = chance.choice([(activity, activity), (None, activity + room), (activity - room, None),
                              (activity - room, activity + 1), (None, None)])  # fmt: skip
        rows.append(entries)
        scales.append(scale)
        row_lower.append(side[0])
        row_upper.append(side[1])
    found = Program(
        tuple(f"column {place}" for place in range(count)), tuple(lower), tuple(upper), (False,) * count,
        tuple(f"row {place}" for place in range(len(rows))), tuple(rows), tuple(scales), tuple(row_lower),
        tuple(row_upper),
    )  # fmt: skip
    values = {place: _coefficient(chance, style) for place in range(count) if chance.random() < 0.9}
    return found, {place: Fraction(value, chance.choice([1, 1, 100])) for place, value in values.items()}


def random_whole(
    seed: int, binaries: int, rows: int, *, money: bool, continuous: int = 0
) -> tuple[Program, dict[int, Fraction]]:
    """Return a funding round: a budget, shares of the money, pairs and counts; money in plain VND or small numbers."""
    chance = dice(seed)
    count = binaries + continuous
    prices = [chance.randint(10**8, 10**12) if money else chance.randint(1, 99) for _ in range(count)]
    stated: dict[str, Row] = {
        "budget": (_named(dict(enumerate(prices))), None, sum(prices) * chance.randint(20, 60) // 100)
    }
    for index in range(1, rows):
        kind = chance.random()
        if kind < 0.5:
            share = Fraction(chance.randint(5, 40), 100)
            group = {place for place in range(count) if chance.random() < 0.3}
            weights = {place: ((place in group) - share) * price for place, price in enumerate(prices)}
            stated[f"share {index}"] = (_named(weights), 0, None)
        elif kind < 0.8:
            first, second = chance.sample(range(count), 2)
            stated[f"pair {index}"] = (_named({first: 1, second: -1}), None, 0)
        else:
            some = {place: 1 for place in range(count) if chance.random() < 0.3}
            stated[f"count {index}"] = (_named(some), None, max(1, count // 5))
    columns: dict[str, tuple[Number, Number]] = {f"p{place}": (0, 1) for place in range(count)}
    found = program(columns, stated, [f"p{place}" for place in range(binaries)])
    return found, {place: Fraction(chance.randint(1, 10**6), 1000) for place in range(count)}


def best_by_enumeration(program: Program, cost: Mapping[int, Fraction], *, most: int = 1) -> Fraction | None:
    """Return the best value with every column at a whole number up to `most`, None when none is feasible."""
    best = None
    for bits in itertools.product(range(most + 1), repeat=len(program.columns)):
        if all(_keeps(program, row, bits) for row in range(len(program.rows))):
            value = sum((coefficient * bits[column] for column, coefficient in cost.items()), Fraction(0))
            best = value if best is None else max(best, value)
    return best


def _keeps(program: Program, row: int, bits: Sequence[int]) -> bool:
    activity = Fraction(sum(entry * bits[column] for column, entry in program.entries[row].items()), program.scale[row])
    low, high = program.row_lower[row], program.row_upper[row]
    return (low is None or activity >= low) and (high is None or activity <= high)


def _named(weights: Mapping[int, Number]) -> dict[str, Number]:
    return {f"p{place}": weight for place, weight in weights.items()}


def _coefficient(chance: random.Random, style: str) -> int:
    match style:
        case "money":
            return chance.randint(10**8, 10**12) * chance.choice([1, 1, -1])
        case "small":
            return chance.randint(-9, 9)
        case "ties":
            return chance.choice([0, 0, 1, 1, -1, 10])
        case "mixed":
            return chance.choice([chance.randint(-9, 9), chance.randint(10**8, 10**12), 0])
        case _:
            return chance.choice([0, 1, 1, -1, 2])
