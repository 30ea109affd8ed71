"""
Shape: the case at one place of a course, as a program whose sides move along straight lines; or why it is none.

The case is read once with the numbers that move marked; what their trace says of every coefficient, side and cost
tells how far the program keeps its shape. Beyond, it is read anew from there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from greenopt.case.changes import Change, apply_changes
from greenopt.case.document import parse_value
from greenopt.case.read import read_gathered
from greenopt.case.vary import Numbers
from greenopt.engine.along import Along, Bent, Straight
from greenopt.engine.pattern import Filled, Linear, Pattern
from greenopt.engine.posed import Posed, pose
from greenopt.engine.rows import is_broken
from greenopt.engine.scaling import OutOfRange
from greenopt.errors import CaseInvalid
from greenopt.language import Message, say
from greenopt.plan.plan import SymbolicPlan
from greenopt.project import Facts
from greenopt.result.totals import Key, asked
from greenopt.run import question_of
from greenopt.studies.frontier.course import Course
from greenopt.studies.patched import OBJECTIVE
from greenopt.studies.scenario import Source
from greenopt.varying import Trace, Untraceable, Varying

WHOLE = say("projects are done as a whole or not at all, so the best value moves in steps")
SHARES = say("what moves is a share or another number that amounts are multiplied by, so the curve is bent")
SOUGHT = say("what is sought moves itself, so the curve is bent")
BENT = say("what moves is multiplied by itself, so the curve is bent")
WORDS = say("more than limits would move, so the case is read anew for every point")
UNKNOWN = say("floats cannot tell how the plan goes on, so points are solved one by one")


class Unshaped(Exception):
    """The course is no straight line for a program."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Shape:
    """A program on a part of the course."""

    facts: Facts
    posed: Posed
    pattern: Pattern
    keys: tuple[Key, ...]
    """What is added up of each plan; the objective first."""
    first: Fraction
    """Shares of the way between which it holds."""
    last: Fraction
    is_broken: bool
    """Whether nothing can satisfy the case here, whatever is decided."""
    ways: tuple[Straight, ...]
    """How each number moves."""

    @property
    def is_whole(self) -> bool:
        """Whether some projects cannot be done in part."""
        return any(self.posed.rows.program.whole)

    @cached_property
    def ends(self) -> tuple[Filled, Filled]:
        """The numbers of the program at both ends."""
        rows = [[float(each.at(place)) for each in self.ways] for place in (self.first, self.last)]
        filled, _ = self.pattern.fill(np.array(rows).reshape(2, -1))
        return filled[0], filled[1]

    @property
    def widens(self) -> bool:
        """Whether whatever is possible somewhere is possible farther on too."""
        before, after = (each.sides for each in self.ends)
        lower = ((after.row_lower <= before.row_lower).all(), (after.column_lower <= before.column_lower).all())
        upper = ((after.row_upper >= before.row_upper).all(), (after.column_upper >= before.column_upper).all())
        return bool(all(lower) and all(upper))


class Shapes:
    """The shapes of a case along a course."""

    def __init__(self, source: Source, course: Course) -> None:
        self._source, self._course = source, course
        self._paths = [each.path for each in course.paths]
        tree = source.gathered.tree
        self.numbers = Numbers(tree, self._paths)
        self.ways = self._moving()

    def _moving(self) -> tuple[Straight, ...] | None:
        """Return how each number moves; None if the changes do more than move numbers."""
        first, last = self._course.ends
        places = [self.numbers.moved(self._course.changes(at)) for at in (first, (first + last) / 2, last)]
        begin, middle, end = places
        if begin is None or middle is None or end is None or len(begin) < len(self.numbers.paths):
            return None
        ways = tuple(Straight(begin[each], end[each] - begin[each]) for each in range(len(begin)))
        straight = all(way.at(Fraction(1, 2)) == middle[place] for place, way in enumerate(ways))
        return ways if straight else None

    @property
    def base(self) -> Fraction | None:
        """Where on the course the case stands as it is written, None if nowhere."""
        ways = self.ways
        if not ways:
            return None
        found = {
            (value - way.begin) / way.change for way, value in zip(ways, self.numbers.values, strict=True) if way.change
        }
        still = all(way.begin == value for way, value in zip(ways, self.numbers.values, strict=True) if not way.change)
        share = found.pop() if len(found) == 1 and still else None
        return share if share is not None and 0 <= share <= 1 else None

    def near(self, share: Fraction) -> Shape:
        """
        Return the shape of the case at a place.

        Raises:
            Unshaped: it has none that moves along a straight line.
        """
        if self.ways is None:
            raise Unshaped(WORDS)
        gathered = self._source.gathered
        changes = [Change(path, parse_value(value, "--vary"), "--vary") for path, value in self._written(share)]
        tree = apply_changes(gathered.tree, changes)
        numbers, trace = Numbers(tree, self._paths), Trace(len(self.ways))
        try:
            question = question_of(read_gathered(replace(gathered, tree=numbers.marked(trace))))
            posed = pose(question)
            # Each is looked at, so that the trace knows how far it comes out alike.
            broken = sum(is_broken(each) for each in posed.rows.constant) > 0
            forms = {OBJECTIVE: question.objective} | asked(SymbolicPlan(question.facts))
            totals = [Linear(posed.rows.cost(form), form.constant) for form in forms.values()]
            _refuse_bent(posed, totals)
            pattern = Pattern(posed.rows, posed.steps, totals, trace)
            first, last = self._held(posed, trace, totals, share)
        except (Untraceable, CaseInvalid) as problem:
            raise Unshaped(WORDS) from problem
        except OutOfRange as problem:
            raise Unshaped(UNKNOWN) from problem
        except Bent as problem:
            raise Unshaped(BENT) from problem
        if trace.used != set(range(trace.count)):
            raise Unshaped(WORDS)
        return Shape(question.facts, posed, pattern, tuple(forms), first, last, broken, self.ways)

    def _written(self, share: Fraction) -> tuple[tuple[str, str], ...]:
        first, last = self._course.ends
        return self._course.changes(first + (last - first) * share)

    def _held(self, posed: Posed, trace: Trace, totals: Iterable[Linear], share: Fraction) -> tuple[Fraction, Fraction]:
        """Return the shares of the way between which sides move straight and every comparison comes out the same."""
        along, varied = Along(trace, self.ways or (), share), posed.rows.varied
        sides = (varied.row_lower, varied.row_upper, varied.column_lower, varied.column_upper)
        moving = [each for kind in sides for each in kind.values()]
        moving += [each.constant for each in totals if isinstance(each.constant, Varying)]
        for each in moving:
            along.line(each.affine)
        for guard in trace.guards:
            along.keep(guard)
        return along.first, along.last


def _refuse_bent(posed: Posed, totals: Iterable[Linear]) -> None:
    """
    Refuse programs of which more than sides move.

    Raises:
        Unshaped: coefficients or costs move.
    """
    if posed.rows.varied.entries:
        raise Unshaped(SHARES)
    costs = [*(step.cost for step in posed.steps), *(each.cost for each in totals)]
    if any(isinstance(weight, Varying) for cost in costs for weight in cost.values()):
        raise Unshaped(SOUGHT)
