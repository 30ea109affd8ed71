"""
Apart: plans that are nearly as good as the best one, and as far from every plan known as they can be.

    maximise    apart
    subject to  apart  <=  Σ_p |level[p] - a[k,p]|          for every plan k that is known, with levels a
                objective  >=  what is to be kept,          what comes before it as good as in the best plan

Where a is 0 or 1 the distance of a level is a straight line. Between, the line a + (1 - 2a) · level lies above it and
meets it at both ends, so the linear program proves how far a plan can be, at most, without a single whole number. Where
its plan is nearer than is wanted, and the proof leaves room, each level in part is given a side of its own:

    d <= level - a + 2a · (1 - up),     d <= a - level + 2(1 - a) · up,     up 0 or 1

The idea, to search for plans that differ and are good enough, is that of Brill, Chang and Hopkins (1982).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from greenopt.engine.alter import Column, Written, altered
from greenopt.engine.first_held import ONE, ZERO, Reached, Restricted, best_in_turn, first_held, levels_at
from greenopt.engine.layout import Start
from greenopt.engine.posed import Posed
from greenopt.engine.program import Program
from greenopt.engine.stages import Stage

Levels = Mapping[str, Fraction]


@dataclass(frozen=True)
class Farthest:
    """The plan that is farthest from those known, as far as it was found."""

    x: Sequence[Fraction] | None
    """Of the layout's columns."""
    levels: Levels
    distance: Fraction
    """From the nearest plan known."""
    most: Fraction | None
    """No plan that is good enough lies farther from all plans known; None where nothing is proved."""


class Apart:
    """A case whose plans are told apart."""

    def __init__(self, posed: Posed, x: Sequence[Fraction], keep: Fraction) -> None:
        """
        Take a case.

        Args:
            posed: the case as a program.
            x: the published plan.
            keep: what has to be kept of the objective, as it is maximised.
        """
        self._posed = posed
        held = first_held(posed, x)
        rows = {"nearly as good": Written(posed.steps[posed.main].cost, keep, None)}
        self._held = Restricted(*altered(held.program, held.bounds, (), rows))

    def farthest(self, known: Sequence[Levels], least: Fraction) -> Farthest:
        """
        Return the plan that is farthest from those known; where it is nearer than wanted, whether another one is not.

        Args:
            known: levels of plans.
            least: how far a plan has to be to count.

        Raises:
            KeyboardInterrupt: the solver was told to stop.
        """
        found = self._told(known, self._best(known, exact=False))
        if found.distance < least and (found.most is None or found.most >= least):
            closer = self._told(known, self._best(known, exact=True))
            known_most = [each for each in (found.most, closer.most) if each is not None]
            better = max(found, closer, key=lambda each: each.distance)
            return replace(better, most=min(known_most, default=None))
        return found

    def _told(self, known: Sequence[Levels], reached: Reached | None) -> Farthest:
        if reached is None:
            return Farthest(None, {}, ZERO, None)
        levels = levels_at(self._posed, reached.x)
        nearest = min((distance(levels, each) for each in known), default=ZERO)
        return Farthest(reached.x[: len(self._posed.rows.layout.columns)], levels, nearest, reached.most)

    def _best(self, known: Sequence[Levels], *, exact: bool) -> Reached | None:
        program = self._held.program
        columns = [Column("apart", ZERO, Fraction(len(self._posed.rows.layout.starts)))]
        rows: dict[str, Written] = {}
        whole: list[bool] = [False]
        for number, levels in enumerate(known):
            weights, beside = {len(program.columns): ONE}, ZERO
            for project, level in sorted(levels.items()):
                if exact and ZERO < level < ONE:
                    place = len(program.columns) + len(columns)
                    columns += [
                        Column(f"moved[{number},{project}]", ZERO, ONE),
                        Column(f"up[{number},{project}]", ZERO, ONE),
                    ]
                    whole += [False, True]
                    weights[place] = -ONE
                    rows |= dict(self._sides(number, project, level, place))
                    continue
                for column in self._starts(project):
                    weights[column] = weights.get(column, ZERO) - (1 - 2 * level)
                beside += level
            rows[f"apart[{number}]"] = Written({key: each for key, each in weights.items() if each}, None, beside)
        wider, bounds = altered(program, self._held.bounds, columns, rows)
        wider = _with_whole(wider, [*program.whole, *whole])
        steps = [Stage("apart", {len(program.columns): ONE}), *self._posed.steps[self._posed.main :]]
        return best_in_turn(Restricted(wider, bounds), steps)

    def _sides(self, number: int, project: str, level: Fraction, place: int) -> Iterator[tuple[str, Written]]:
        """Yield the rows that hold a distance to the side on which a level lies."""
        above = {place: ONE, place + 1: 2 * level, **dict.fromkeys(self._starts(project), -ONE)}
        below = {place: ONE, place + 1: -2 * (1 - level), **dict.fromkeys(self._starts(project), ONE)}
        yield f"above[{number},{project}]", Written(above, None, level)
        yield f"below[{number},{project}]", Written(below, None, level)

    def _starts(self, project: str) -> list[int]:
        layout = self._posed.rows.layout
        return [layout.place[Start(project, year)] for year in layout.starts[project]]


def distance(one: Levels, other: Levels) -> Fraction:
    """Return by how many whole projects two plans differ: the sum of what their levels differ by."""
    return sum((abs(one.get(each, ZERO) - other.get(each, ZERO)) for each in {*one, *other}), ZERO)


def _with_whole(program: Program, whole: Sequence[bool]) -> Program:
    return replace(program, whole=tuple(whole))
