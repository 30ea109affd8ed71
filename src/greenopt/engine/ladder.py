"""
Ladder: one plan for each of several budgets, so that no project falls back as money is added, with the least regret.

    level[p, k]  <=  level[p, k + 1]                                  each plan keeps what the plan before it has
    value[s, k] + worst[s]  >=  best[s, k]                            worst[s] is the largest regret of stage s
    sum(value[s, k]) + total[s]  >=  sum(best[s, k])

The exact rows of every budget stand side by side in one program; only the levels tie them together. For every stage in
the order of the published problem (soft rules, priorities, the objective) first the worst regret is made as small as it
can be, then the sum of regrets; what comes after the objective ends ties, added over all budgets. A column holds each
regret, so that what is reached is held for what follows by the bound of a column, exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from greenopt.engine.exact import Point, over_one_denominator, value_of
from greenopt.engine.layout import Start
from greenopt.engine.program import Bounds, Cost, Program
from greenopt.engine.rows import Rows
from greenopt.engine.stages import Stage

ZERO, ONE = Fraction(0), Fraction(1)
Status = Literal["certified_optimal", "certified_within_gap", "certified_infeasible", "uncertified"]


@dataclass(frozen=True)
class Rung:
    """A budget: the program of the case with it, and its best plan."""

    rows: Rows
    steps: Sequence[Stage]
    """What is sought in turn; the same for every budget."""
    main: int
    """Which of them is the objective."""
    x: Sequence[Fraction]
    """The best plan, of the layout's columns."""
    is_best: bool = True
    """Whether no plan is better, as was proved."""

    def best(self, stage: int) -> Fraction:
        """Return what the best plan comes to in a stage, of what is maximised."""
        return value_of(self.steps[stage].cost, Point(self.x))

    def level(self, project: str) -> dict[int, Fraction]:
        """Return the columns whose sum is the level of a project; none where it cannot be started."""
        layout = self.rows.layout
        return {layout.place[Start(project, year)]: ONE for year in layout.starts.get(project, ())}


class Regret(NamedTuple):
    """How far the plans of a ladder stay behind the best ones in one stage."""

    stage: str
    worst: Fraction
    least_worst: Fraction
    """No ladder has a smaller worst regret, as was proved; below ``worst`` where that is not settled."""
    total: Fraction
    least_total: Fraction
    """No ladder with this worst regret has a smaller sum, as was proved."""

    @property
    def is_proved(self) -> bool:
        """Whether no ladder is better in this stage."""
        return self.worst == self.least_worst and self.total == self.least_total


@dataclass(frozen=True)
class Climbed:
    """What is known of the best ladder."""

    status: Status
    x: tuple[Sequence[Fraction], ...] = ()
    """The plan of each budget, of its layout's columns; none where there is no ladder, or none was found."""
    regrets: tuple[Regret, ...] = ()
    """Of every stage up to the objective."""


@dataclass(frozen=True)
class Joint:
    """The programs of all budgets as one, with the columns of the regrets at its end."""

    rungs: Sequence[Rung]
    program: Program
    first: tuple[int, ...]
    """Number of the first column of each rung."""
    worst: tuple[int, ...]
    """Column of the worst regret of each stage."""
    total: tuple[int, ...]
    """Column of the sum of regrets of each stage."""

    def summed(self, stage: int) -> Stage:
        """Return a stage added over all budgets."""
        cost: dict[int, Fraction] = {}
        for first, rung in zip(self.first, self.rungs, strict=True):
            cost |= shifted(rung.steps[stage].cost, first)
        return Stage(f"sum of {self.rungs[0].steps[stage].name}", cost)

    def least_worst(self, stage: int) -> Stage:
        """Return the wish for the smallest worst regret in a stage."""
        return Stage(f"worst regret in {self.rungs[0].steps[stage].name}", {self.worst[stage]: -ONE})

    def later(self) -> list[Stage]:
        """Return what ends ties: the two that come first for one budget, then the digest, each budget by itself."""
        last = self.rungs[-1]
        found = []
        for name in [step.name for step in (*last.steps[last.main + 1 : last.main + 3], last.steps[-1])]:
            cost: dict[int, Fraction] = {}
            for number, (first, rung) in enumerate(zip(self.first, self.rungs, strict=True)):
                step = next((step for step in rung.steps if step.name == name), None)
                weight = Fraction(2 * number + 1) if name == last.steps[-1].name else ONE
                if step is not None:
                    cost |= {column: weight * each for column, each in shifted(step.cost, first).items()}
            found.append(Stage(name, cost))
        return found

    def plans(self, x: Sequence[Fraction]) -> tuple[Sequence[Fraction], ...]:
        """Return the plan of each budget, of its layout's columns."""
        return tuple(
            list(x[first : first + len(rung.rows.layout.columns)])
            for first, rung in zip(self.first, self.rungs, strict=True)
        )

    def is_settled(self, stage: int, x: Sequence[Fraction]) -> bool:
        """
        Return whether the sum of regrets is as small as can be: nothing is regretted, nor was anything before.

        A plan that gives up something for what comes before may bring more of what comes later than the best plan.
        """
        none = all(not regret for number in range(stage + 1) for regret in self.regrets(number, x))
        return none and all(rung.is_best for rung in self.rungs)

    def regrets(self, stage: int, x: Sequence[Fraction]) -> list[Fraction]:
        """Return the regret of each budget in a stage; below zero where the best plan gave it up for an earlier one."""
        return [
            rung.best(stage) - value_of(rung.steps[stage].cost, Point(plan))
            for rung, plan in zip(self.rungs, self.plans(x), strict=True)
        ]


def shifted(cost: Cost | Mapping[int, Fraction], by: int) -> dict[int, Fraction]:
    """Return weights on columns that begin farther on."""
    return {column + by: weight for column, weight in cost.items()}


def is_nested(rungs: Sequence[Rung]) -> bool:
    """Return whether the best plans are a ladder themselves."""
    names = sorted({name for rung in rungs for name in rung.rows.layout.starts})
    heights = [{name: _height(rung, name) for name in names} for rung in rungs]
    return all(below[name] <= above[name] for below, above in pairwise(heights) for name in names)


def _height(rung: Rung, project: str) -> Fraction:
    return sum((rung.x[column] for column in rung.level(project)), ZERO)


class _Lines(NamedTuple):
    """Rows in the making."""

    names: list[str]
    entries: list[Mapping[int, int]]
    scale: list[int]
    lower: list[Fraction | None]
    upper: list[Fraction | None]

    def add(self, name: str, weights: Mapping[int, Fraction], lower: Fraction | None, upper: Fraction | None) -> None:
        entries, scale = over_one_denominator(dict(sorted(weights.items())))
        self.names.append(name)
        self.entries.append(entries)
        self.scale.append(scale)
        self.lower.append(lower)
        self.upper.append(upper)


def joined(rungs: Sequence[Rung]) -> Joint:
    """Return the programs of all budgets as one, tied together by the levels of projects."""
    first, columns = [], 0
    for rung in rungs:
        first.append(columns)
        columns += len(rung.rows.program.columns)
    stages = range(rungs[0].main + 1)
    worst = tuple(columns + 2 * stage for stage in stages)
    total = tuple(columns + 2 * stage + 1 for stage in stages)
    lines = _Lines([], [], [], [], [])
    for number, (begin, rung) in enumerate(zip(first, rungs, strict=True)):
        _copy(lines, rung.rows.program, f"{number}", begin)
    for number, (below, above) in enumerate(pairwise(zip(first, rungs, strict=True))):
        _tie(lines, number, below, above)
    spans = [_span(rungs, stage) for stage in stages]
    for stage in stages:
        everything: dict[int, Fraction] = {total[stage]: ONE}
        for number, (begin, rung) in enumerate(zip(first, rungs, strict=True)):
            weights = shifted(rung.steps[stage].cost, begin)
            everything |= weights
            lines.add(f"worst[{stage}]:{number}", {**weights, worst[stage]: ONE}, rung.best(stage), None)
        lines.add(f"total[{stage}]", everything, sum((rung.best(stage) for rung in rungs), ZERO), None)
    programs = [rung.rows.program for rung in rungs]
    # Neither box may hold a regret back, so both are wider than any plan can need.
    wide = [Fraction(2 * len(rungs)) * span + 1 for span in spans]
    program = Program(
        columns=(
            *(f"{number}:{name}" for number, each in enumerate(programs) for name in each.columns),
            *(f"{kind}[{stage}]" for stage in stages for kind in ("worst", "total")),
        ),
        column_lower=(
            *(lower for each in programs for lower in each.column_lower),
            *(lower for width in wide for lower in (ZERO, -width)),
        ),
        column_upper=(
            *(upper for each in programs for upper in each.column_upper),
            *(upper for width in wide for upper in (width, width)),
        ),
        whole=(*(whole for each in programs for whole in each.whole), *(False for _ in (*worst, *total))),
        rows=tuple(lines.names),
        entries=tuple(lines.entries),
        scale=tuple(lines.scale),
        row_lower=tuple(lines.lower),
        row_upper=tuple(lines.upper),
    )
    return Joint(rungs, program, tuple(first), worst, total)


def _copy(lines: _Lines, program: Program, mark: str, first: int) -> None:
    """Write the rows of one budget."""
    for name, entries in zip(program.rows, program.entries, strict=True):
        lines.names.append(f"{mark}:{name}")
        lines.entries.append({column + first: entry for column, entry in entries.items()})
    lines.scale.extend(program.scale)
    lines.lower.extend(program.row_lower)
    lines.upper.extend(program.row_upper)


def _tie(lines: _Lines, number: int, below: tuple[int, Rung], above: tuple[int, Rung]) -> None:
    """Write that no project has less with more money."""
    names = {name for _, rung in (below, above) for name in rung.rows.layout.starts}
    for name in sorted(names):
        weights = shifted(below[1].level(name), below[0])
        weights |= {column: -weight for column, weight in shifted(above[1].level(name), above[0]).items()}
        if weights:
            lines.add(f"nested[{name},{number}]", weights, None, ZERO)


def _span(rungs: Sequence[Rung], stage: int) -> Fraction:
    """Return more than the values of a stage can lie apart at any budget."""
    widest = ZERO
    for rung in rungs:
        program, cost = rung.rows.program, rung.steps[stage].cost
        ends = [
            (weight * program.column_lower[column], weight * program.column_upper[column])
            for column, weight in cost.items()
        ]
        widest = max(widest, sum((max(each) - min(each) for each in ends), ZERO))
    return widest


def held(bounds: Bounds, column: int, at: Fraction) -> None:
    """Let a regret be no larger than what was reached."""
    bounds.column_upper[column] = at
