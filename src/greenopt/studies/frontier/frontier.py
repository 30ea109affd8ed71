"""
Frontier of a case: what is asked, what is found, and the plan at any place of it.

    straight sides      every turning point, checked or proved              exact: true
    bent                points in equal steps                               exact: false
    whole projects      proved points with bounds between                   exact: false
"""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from fractions import Fraction

from greenopt.case.case import Case
from greenopt.case.changes import Change, apply_changes
from greenopt.case.document import parse_value
from greenopt.case.read import read_gathered
from greenopt.errors import WrongUsage
from greenopt.language import Message, say
from greenopt.studies.frontier.course import FARTHEST, FIRST, Course, Measure
from greenopt.studies.frontier.curve import Leg, Traced, mixed, traced
from greenopt.studies.frontier.points import NEAR, Ends, Point, certified, ends_of, points_of, solved, with_edges_of
from greenopt.studies.frontier.second import Front
from greenopt.studies.frontier.shape import WHOLE, Shape, Shapes, Unshaped
from greenopt.studies.frontier.steps import Bounds, Gap, stepped
from greenopt.studies.frontier.swept import swept
from greenopt.studies.resolve import Resolver
from greenopt.studies.scenario import Source
from greenopt.studies.solved import Solved, told

SWEPT, STEPS = 21, 33
"""Points that are solved where the curve is bent, and where projects are whole."""
FLAT = 1e-9
"""A gain below it, beside the value over the way, is none."""


@dataclass(frozen=True)
class Asked:
    """What a frontier is asked of."""

    source: Source
    vary: tuple[str, ...] = ()
    """Paths that move, as ``--vary`` takes them; none means all money of all funds."""
    first: str | None = None
    """Where they begin."""
    last: str | None = None
    """Where they end; None means where more brings nothing, or twice of what is written."""
    points: int | None = None
    """How many are solved at most, where not every turning point can be found."""
    certify: bool = False
    """Whether every point is read anew and proved."""
    against: str | None = None
    """A second aim that the value is held against, instead of ``vary``, ``first`` and ``last``."""
    measure: Measure | None = None
    """What ``at`` is, where the paths follow something else."""


@dataclass(frozen=True)
class Frontier:
    """What there is along a course."""

    asked: Asked
    case: Case
    course: Course
    points: tuple[Point, ...]
    ends: Ends | None
    money: tuple[Fraction, Fraction] | None
    """All money of all funds at both ends of the course; None where it does not move."""
    base: Fraction | None
    """Where the case stands as it is written; None if nowhere on the course."""
    traced: Traced | None = field(default=None, repr=False)
    """The curve, where it is known everywhere."""
    reason: Message | None = None
    """Why it is not."""
    idle: Fraction | None = None
    """From where on nothing more is gained; None if there is no such place, or if it is not known."""
    gaps: tuple[Gap, ...] = ()
    """Parts between points in which the value is open, where points are proved steps."""
    front: Front | None = None
    """The second aim, where the value is held against one."""

    @property
    def exact(self) -> bool:
        """Whether the value and the plan are known between points too: on the straight line."""
        return self.traced is not None

    @property
    def more(self) -> bool:
        """Whether more of the objective is better."""
        return self.case.objective.sense == "maximise"

    def money_at(self, at: Fraction) -> Fraction | None:
        """Return the money of all funds at a place."""
        if self.money is None:
            return None
        return told(self.money[0] + (self.money[1] - self.money[0]) * self.course.share(at))

    def changes_at(self, at: Fraction) -> tuple[tuple[str, str], ...]:
        """Return what makes the case the one at a place, as ``--set`` takes it."""
        return self.course.changes(at) if self.front is None else self.front.changes(at)

    def plan_at(self, at: float | str | Fraction) -> Solved:
        """
        Return the best plan at a place: between two points of an exact frontier on the straight line.

        Raises:
            WrongUsage: the place is not on the course, or nothing is known there.
        """
        place = Fraction(str(at)) if not isinstance(at, Fraction) else at
        first, last = self.course.ends
        if not first <= place <= last:
            raise WrongUsage(say("{at} lies outside {first} to {last}", at=place, first=first, last=last))
        for point in self.points:
            if point.at == place:
                return point.solved
        if self.traced is None:
            raise WrongUsage(say("nothing is known between two points of a frontier that is not exact"))
        share = float(self.course.share(place))
        legs = self.traced.legs
        number = bisect_right([leg.first.share for leg in legs], share) - 1
        if number < 0 or share > legs[number].last.share:
            return Solved("infeasible", reason=say("no plan satisfies every rule").both())
        return solved(mixed(legs[number], share), self.traced.shapes[number], self.traced.names)


def frontier_of(asked: Asked) -> Frontier:
    """
    Return the frontier of a case.

    Raises:
        WrongUsage: what is asked makes no sense.
        CaseInvalid: the case is invalid, or becomes so at one of the ends.
        FileProblem: a file cannot be read.
    """
    course = replace(Course.of(asked.vary, asked.first, asked.last), measure=asked.measure)
    case = asked.source.read()
    money = tuple(_money(_case_at(asked.source, course, at)) for at in course.ends)
    shapes = Shapes(asked.source, course)
    base = None if shapes.base is None else course.at(shapes.base)
    found = Frontier(asked, case, course, (), None, None if money[0] == money[1] else (money[0], money[1]), base)
    try:
        return _certified(_as_traced(found, shapes))
    except Unshaped as problem:
        reason = problem.reason
    if reason is WHOLE:
        return _in_steps(replace(found, reason=reason), shapes)
    resolver = Resolver(asked.source, [each.path for each in course.paths])
    points = swept(resolver, course, asked.points or SWEPT, certify=asked.certify)
    return replace(found, points=tuple(points), ends=ends_of(points, course), reason=reason)


def _as_traced(found: Frontier, shapes: Shapes) -> Frontier:
    """
    Return the frontier of a curve; one whose end nobody named ends where nothing more is gained.

    Raises:
        Unshaped: it is no curve.
    """
    asked = found.asked
    if asked.last is not None or any("=" in each for each in asked.vary):
        return _with(found, found.course, traced(shapes))
    farther = Course.of(asked.vary, asked.first or FIRST, FARTHEST)
    if farther.ends[0] >= found.course.ends[1]:
        return _with(found, found.course, traced(shapes))
    try:
        far = traced(Shapes(asked.source, farther))
    except Unshaped:
        return _with(found, found.course, traced(shapes))
    idle, last = _idle(far, farther), found.course.ends[1]
    if idle is not None:
        last = max(idle, min(Fraction(1), last))
    return replace(_with(found, farther.cut(last), _cut(far, farther.share(last))), idle=idle)


def _with(found: Frontier, course: Course, curve: Traced) -> Frontier:
    """Return the frontier of a curve."""
    points = points_of(curve, course, more=found.more)
    if curve.edges:
        points = with_edges_of(curve, points, Resolver(found.asked.source, []), course)
    money = found.money
    if money is not None and course is not found.course:
        first, last = found.course.ends
        slope = (money[1] - money[0]) / (last - first)
        money = (money[0], money[0] + slope * (course.ends[1] - first))
    ends = ends_of(points, course, exact=True)
    idle = _idle(curve, course)
    return replace(found, course=course, points=tuple(points), ends=ends, money=money, traced=curve, idle=idle)


def _idle(curve: Traced, course: Course) -> Fraction | None:
    """Return from where on nothing more is gained, up to the end of a course; None if there is no such place."""
    if not curve.legs or curve.legs[-1].last.share < 1 - NEAR:
        return None
    size = 1 + max(abs(leg.last.totals[0]) for leg in curve.legs)
    found = None
    for leg in reversed(curve.legs):
        if abs(leg.rate) * max(leg.last.share - leg.first.share, 1e-3) > FLAT * size:
            break
        found = course.at(leg.first.share)
    return found


def _cut(curve: Traced, part: Fraction) -> Traced:
    """Return the part of a curve up to a share of its way."""
    share = float(part)
    legs: list[Leg] = []
    shapes: list[Shape] = []
    for leg, shape in zip(curve.legs, curve.shapes, strict=True):
        if leg.first.share >= share - NEAR and (legs or leg.first.share > share + NEAR):
            break
        end = leg.last if leg.last.share <= share else mixed(leg, share)
        first, end = leg.first._replace(share=leg.first.share / share), end._replace(share=min(end.share / share, 1.0))
        legs.append(leg._replace(first=first, last=end, rate=leg.rate * share))
        shapes.append(shape)
    edges = tuple(each / part for each in curve.edges if each <= part)
    return Traced(tuple(legs), tuple(shapes), curve.names, edges)


def _certified(found: Frontier) -> Frontier:
    if not found.asked.certify:
        return found
    resolver = Resolver(found.asked.source, [])
    return replace(found, points=tuple(certified(found.points, resolver, found.course)))


def _in_steps(found: Frontier, shapes: Shapes) -> Frontier:
    resolver, course = Resolver(found.asked.source, []), found.course
    bounds = Bounds(shapes, course, more=found.more)
    points, gaps = stepped(resolver, course, bounds, found.asked.points or STEPS)
    return replace(found, points=tuple(points), ends=ends_of(points, course), gaps=tuple(gaps))


def _case_at(source: Source, course: Course, at: Fraction) -> Case:
    """
    Return the case at one end of a course.

    Raises:
        CaseInvalid: it is none there.
    """
    gathered = source.gathered
    if gathered.mistakes:
        return source.read()
    changes = [Change(path, parse_value(text, "--vary"), "--vary") for path, text in course.changes(at)]
    return read_gathered(replace(gathered, tree=apply_changes(gathered.tree, changes)))


def _money(case: Case) -> Fraction:
    """Return all money of all funds."""
    return sum((amount for fund in case.facts.funds for amount in fund.amount.values()), Fraction(0))
