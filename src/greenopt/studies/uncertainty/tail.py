"""
Tail: the plan decided now that is best in the worst outcomes, its budgets held in every draw.

    decided now       which project starts when, and how much of it
    in every draw     what each fund has in each year, what is counted only once, and where a priority ends
    as written        every other rule
    first             soft rules as written, as well as all of this allows; priorities on average over the draws get for
                      each million that is spent at least what the best plan as written gives them
    as it comes       who pays, and what is kept for the next year: settled in each draw when its numbers are known

Rows and outcomes come from the cases of the draws, in exact numbers; the engine solves in floats and checks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from scipy.sparse import coo_array, csr_array

from greenopt.case.case import Case
from greenopt.engine.answer import decisions
from greenopt.engine.expand import expand_form
from greenopt.engine.layout import On, Start
from greenopt.engine.posed import Posed, pose, rows_of
from greenopt.engine.rows import Rows
from greenopt.engine.tail import TailPlan, TailProgram, best_tail
from greenopt.engine.ties import stage_of
from greenopt.plan import DecidedPlan, Decisions, Form, Reached
from greenopt.plan.plan import SymbolicPlan
from greenopt.run import Run, question_of
from greenopt.studies.uncertainty.carried import settled_under
from greenopt.studies.uncertainty.sampling import Floats

MOST_DRAWS = 1_000
"""Draws among which the worst are looked for: the program grows with each."""
STRUCTURE = ("level[", "least[", "most[")
"""Rows of a draw that hold in all of them if they hold as written."""
SLACK = 1e-9
"""By how much less, as a share, what comes before the objective may be served: its best is known in floats."""


@dataclass(frozen=True)
class Tail:
    """The plan that is best in the worst outcomes."""

    starts: dict[tuple[str, int], float]
    """(project, year) → share; zeros left out."""
    plan: TailPlan
    sign: int
    """+1 where more is better, −1 where the outcomes were turned round."""

    @property
    def levels(self) -> dict[str, float]:
        """Project → share that is started."""
        found: dict[str, float] = {}
        for (name, _), share in self.starts.items():
            found[name] = found.get(name, 0.0) + share
        return found

    @property
    def outcomes(self) -> Floats:
        """What the plan brings in each draw, as the objective is stated."""
        return self.sign * self.plan.outcomes


def best_in_tail(base: Run, cases: Iterator[Case], share: Fraction, time_limit: float | None = None) -> Tail | None:
    """
    Return the plan; None where no plan keeps every budget in every draw.

    Args:
        base: the case as it is written, solved.
        cases: the draws.
        share: of the outcomes, the worst that count.
        time_limit: seconds for the solver.
    """
    posed = pose(question_of(base.case))
    sign = 1 if base.case.objective.sense == "maximise" else -1
    builder = _Builder(posed, sign)
    plan = decisions(base.answer.layout, base.answer.x or ())
    for case in cases:
        builder.draw(case, plan)
    if not builder.stages(time_limit):
        return None
    found = best_tail(builder.program(float(share)), time_limit)
    if found is None:
        return None
    starts = {
        (key.project, key.year): float(value)
        for column, value in zip(posed.rows.layout.columns, found.x, strict=False)
        if isinstance(key := column.key, Start) and value > SLACK
    }
    return Tail(starts, found, sign)


class _Builder:
    """Writes the rows of every draw beside those of the case as written; columns of a draw's own come at the end."""

    def __init__(self, posed: Posed, sign: int) -> None:
        program = posed.rows.program
        self.posed = posed
        self.sign = sign
        self.lower = [float(each) for each in program.column_lower]
        self.upper = [float(each) for each in program.column_upper]
        self.whole = list(program.whole)
        self.shared = {
            column.name: place
            for place, column in enumerate(posed.rows.layout.columns)
            if isinstance(column.key, Start | On)
        }
        self.entries: list[dict[int, float]] = []
        self.sides: list[tuple[float, float]] = []
        self.values: list[dict[int, float]] = []
        self.constants: list[float] = []
        self.first: dict[str, list[dict[int, float]]] = {}
        """Stage of a priority → what it reaches in each draw."""
        self.spent: list[dict[int, float]] = []
        """Public money that is spent in each draw."""
        self.as_written: dict[str, list[tuple[float, float]]] = {}
        """Stage of a priority → what the plan as written spends, and what it reaches, in each draw."""
        self._rows_of(posed.rows, {place: place for place in range(len(program.columns))}, ())

    def stages(self, time_limit: float | None) -> bool:
        """Hold what comes before the objective, one after the other; false if nothing is possible."""
        for step in self.posed.steps[: self.posed.main]:
            if step.name in self.first:
                self._hold_priority(step.name)
                continue
            cost = {column: float(weight) for column, weight in step.cost.items()}
            sought = _matrix([cost], len(self.lower))
            found = best_tail(replace(self.program(1.0), values=sought, constants=np.zeros(1)), time_limit)
            if found is None:
                return False
            self.entries.append(cost)
            self.sides.append((found.value - SLACK * max(1.0, abs(found.value)), np.inf))
        return True

    def _hold_priority(self, stage: str) -> None:
        """Let a priority have as much, for each unit of money that is spent, as the plan as written gives it."""
        drawn = self.first[stage]
        spent, reached = (sum(each) for each in zip(*self.as_written[stage], strict=True))
        if not spent:
            return
        mean: dict[int, float] = {}
        for each, money in zip(drawn, self.spent, strict=True):
            for part, factor in ((each, 1.0), (money, -reached / spent)):
                for column, weight in part.items():
                    mean[column] = mean.get(column, 0.0) + factor * weight / len(drawn)
        self.entries.append(mean)
        self.sides.append((-SLACK * max(1.0, abs(reached) / len(drawn)), np.inf))

    def draw(self, case: Case, as_written: Decisions) -> None:
        """Add what one draw demands, and what is sought in it."""
        question = question_of(case)
        ending = {tier.rule for tier in question.tiers}
        asked = [
            each
            for each in question.requirements
            if each.rule.startswith("funds.") or each.defines or each.rule in ending
        ]
        rows = rows_of(case.facts, asked, question.tiers)
        form = question.objective
        weights = expand_form(rows.layout, form)
        reached = {
            stage_of(tier.rule): expand_form(rows.layout, Form.of(Reached(tier.rule)) if tier.ends else tier.form)
            for tier in question.tiers
        }
        money = expand_form(rows.layout, SymbolicPlan(case.facts).money())
        places = self._columns(rows, {column for each in (weights, money, *reached.values()) for column in each})
        plan = DecidedPlan(case.facts, settled_under(case.facts, as_written))
        for tier in question.tiers:
            ends = [each.right.at(plan.value) for each in question.requirements if each.rule == tier.rule]
            got = float(min([tier.form.at(plan.value), *ends])), float(plan.money().constant)
            self.as_written.setdefault(stage_of(tier.rule), []).append(got[::-1])
        self.spent.append({places[column]: float(weight) for column, weight in money.items()})
        for stage, sought in reached.items():
            found = {places[column]: float(weight) for column, weight in sought.items()}
            self.first.setdefault(stage, []).append(found)
        self._rows_of(rows, places, STRUCTURE)
        self.values.append({places[column]: self.sign * float(weight) for column, weight in weights.items()})
        self.constants.append(self.sign * float(form.constant))

    def _columns(self, rows: Rows, sought: set[int]) -> dict[int, int]:
        """Return where the columns of a draw stand: those decided now where they are, others anew if they are used."""
        used = {
            column
            for name, entries in zip(rows.program.rows, rows.program.entries, strict=True)
            if not name.startswith(STRUCTURE)
            for column in entries
        }
        places: dict[int, int] = {}
        for column, name in enumerate(rows.program.columns):
            if name in self.shared:
                places[column] = self.shared[name]
            elif column in used or column in sought:
                places[column] = len(self.lower)
                self.lower.append(float(rows.program.column_lower[column]))
                self.upper.append(float(rows.program.column_upper[column]))
                self.whole.append(False)
        for name in self.shared.keys() - set(rows.program.columns):
            self.upper[self.shared[name]] = self.lower[self.shared[name]]  # no start is possible then
        return places

    def _rows_of(self, rows: Rows, places: dict[int, int], left_out: Sequence[str]) -> None:
        program = rows.program
        for row, name in enumerate(program.rows):
            if left_out and name.startswith(tuple(left_out)):
                continue
            scale = program.scale[row]
            self.entries.append({places[column]: entry / scale for column, entry in program.entries[row].items()})
            low, high = program.row_lower[row], program.row_upper[row]
            self.sides.append((-np.inf if low is None else float(low), np.inf if high is None else float(high)))

    def program(self, share: float) -> TailProgram:
        """Return everything that was written."""
        columns = len(self.lower)
        return TailProgram(
            lower=np.array(self.lower),
            upper=np.array(self.upper),
            whole=np.array(self.whole, dtype=np.bool_),
            rows=_matrix(self.entries, columns),
            row_lower=np.array([low for low, _ in self.sides]),
            row_upper=np.array([high for _, high in self.sides]),
            values=_matrix(self.values, columns),
            constants=np.array(self.constants),
            share=share,
        )


def _matrix(rows: Sequence[dict[int, float]], columns: int) -> csr_array:
    lengths = [len(row) for row in rows]
    places = np.repeat(np.arange(len(rows)), lengths)
    across = np.array([column for row in rows for column in row], dtype=np.int64)
    data = np.array([value for row in rows for value in row.values()], dtype=np.float64)
    return csr_array(coo_array((data, (places, across)), shape=(len(rows), columns)))
