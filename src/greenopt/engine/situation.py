"""
Situation: facts and rules with the program that follows from them, and what it would be if something were different.

The engine solves one situation. Who asks why it is impossible tries others: without a rule, with a wider window, with
more money. Only hard requirements count here; one that may be missed never makes a case impossible.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from greenopt.case.settle import resettled, with_window
from greenopt.engine.alter import Column, Written, altered, as_written
from greenopt.engine.exact import over_one_denominator
from greenopt.engine.expand import expand_term
from greenopt.engine.oracle import Empty, Oracle, Plan
from greenopt.engine.posed import rows_of
from greenopt.engine.program import Bounds, Cost
from greenopt.engine.rows import Rows, clashing_demands, is_broken, is_hard
from greenopt.plan import Form, Requirement, Term
from greenopt.project import Facts, Project, Scale
from greenopt.rules import Rule


class Situation:
    """Facts, rules, and the program of both."""

    def __init__(self, facts: Facts, rules: Sequence[Rule], solved: Rows | None = None) -> None:
        """
        Take a settled case.

        Args:
            facts: what there is.
            rules: in order of their names.
            solved: its rows, where they were written already.
        """
        self.facts = facts
        self.rules = tuple(rules)
        self._solved = solved
        self._written: dict[str, Written] = {}
        self._reaches: dict[str, Fraction] = {}
        self._sizes: dict[Term, Fraction] = {}

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """What every plan must satisfy, as far as it could clash."""
        return clashing_demands(self.facts, self.rules)

    @cached_property
    def rows(self) -> Rows:
        """The exact program."""
        return self._solved or rows_of(self.facts, self.requirements)

    @cached_property
    def hard(self) -> dict[str, Requirement]:
        """Requirements that may not be missed, by name."""
        return {each.name: each for each in self.requirements if is_hard(each)}

    @cached_property
    def oracle(self) -> Oracle:
        """The program, ready to be asked."""
        return Oracle(self.rows.program)

    @cached_property
    def broken(self) -> frozenset[str]:
        """Names of hard requirements that no plan can change and that do not hold."""
        return frozenset(each.name for each in self.rows.constant if is_hard(each) and is_broken(each))

    def bounds(self, kept: Iterable[str] | None = None) -> Bounds:
        """Return the bounds of a program in which only these hard requirements hold; all of them by default."""
        wanted = set(self.hard if kept is None else kept) & self.hard.keys()
        return released(self.rows, wanted)

    def _size(self, term: Term) -> Fraction:
        weights, denominator = over_one_denominator(expand_term(self.rows.layout, term))
        return Fraction(sum(abs(weight) * self._ends[column] for column, weight in weights.items())) / denominator

    def is_possible(self) -> bool:
        """Return whether there is a plan, exactly; what could not be found out counts as no."""
        if self.broken:
            return False
        if not self.oracle.claims(self.bounds()):
            return False
        return isinstance(self.oracle.settle(self.bounds()), Plan)

    def best(
        self, cost: Cost, columns: Sequence[Column], rows: Mapping[str, Written], bounds: Bounds | None = None
    ) -> Plan | Empty | None:
        """
        Return the best plan once columns are added and rows are written anew, or the proof that there is none.

        What no plan can change and what is broken as it stands has no row of its own: unless it is written anew,
        nothing else mends it.

        Args:
            cost: what to maximise, on old and new columns.
            columns: those that are added.
            rows: by name of the requirement.
            bounds: of the old columns and rows; by default those in which everything holds.
        """
        if self.broken - rows.keys():
            return Empty()
        program, wider = altered(self.rows.program, bounds or self.bounds(), columns, rows)
        return Oracle(program).best(cost, wider)

    def written(self, name: str) -> Written:
        """Return the row of a hard requirement as it stands."""
        if name not in self._written:
            self._written[name] = as_written(self.rows, self.hard[name])
        return self._written[name]

    def reach(self, name: str) -> Fraction:
        """Return more than left and right of a requirement can lie apart, loosely and quickly."""
        if name not in self._reaches:
            self._reaches[name] = self._reach(name)
        return self._reaches[name]

    def _reach(self, name: str) -> Fraction:
        requirement, program = self.hard[name], self.rows.program
        constant = abs((requirement.left - requirement.right).constant)
        row = self.rows.requirement_row.get(name)
        if row is None:
            return constant
        widest = sum(abs(entry) * self._ends[column] for column, entry in program.entries[row].items())
        return constant + Fraction(widest) / program.scale[row]

    @cached_property
    def _ends(self) -> list[Fraction | int]:
        """The end of each column that lies furthest from nothing; a whole number where it is one, as these add fast."""
        sides = zip(self.rows.program.column_lower, self.rows.program.column_upper, strict=True)
        ends = (upper if lower.numerator >= 0 else max(-lower, abs(upper)) for lower, upper in sides)
        return [each.numerator if each.denominator == 1 else each for each in ends]

    def most(self, form: Form) -> Fraction:
        """Return what the size of a form stays below, term by term."""
        for term in form.terms.keys() - self._sizes.keys():
            self._sizes[term] = self._size(term)
        terms = (abs(factor) * self._sizes[term] for term, factor in form.terms.items())
        return sum(terms, abs(form.constant))

    def without_rule(self, name: str) -> "Situation | None":
        """Return what would be without a rule; None if the rest then makes no sense."""
        rules = tuple(rule for rule in self.rules if rule.id != name)
        settles = any(rule.id == name and type(rule).settle is not Rule.settle for rule in self.rules)
        return self._changed(rules, self.facts.by_id if settles else {})

    def with_project(self, project: Project) -> "Situation | None":
        """Return what would be if a project were another one."""
        return self._changed(self.rules, {project.id: project})

    def with_window(self, name: str, first: int, last: int) -> "Situation | None":
        """Return what would be if a project could start in other years."""
        project = with_window(self.facts.by_id[name], first, last, self.facts)
        return None if project is None else self.with_project(project)

    def in_parts(self, name: str) -> "Situation | None":
        """Return what would be if any part of a project could be carried out."""
        return self.with_project(replace(self.facts.by_id[name], scale=Scale()))

    def as_candidate(self, name: str) -> "Situation | None":
        """Return what would be if a project were not promised."""
        return self.with_project(replace(self.facts.by_id[name], status="candidate"))

    def with_amount(self, fund: str, year: int, amount: Fraction) -> "Situation":
        """Return what would be if a fund had another amount in a year."""
        funds = tuple(
            replace(each, amount=dict(sorted({**each.amount, year: amount}.items()))) if each.id == fund else each
            for each in self.facts.funds
        )
        return Situation(replace(self.facts, funds=funds), self.rules)

    def _changed(self, rules: tuple[Rule, ...], changed: Mapping[str, Project]) -> "Situation | None":
        facts = resettled(self.facts, rules, changed)
        return None if facts is None else Situation(facts, rules)


def released(rows: Rows, wanted: set[str]) -> Bounds:
    """Return the bounds of a program in which of all requirements only those wanted hold."""
    bounds = rows.program.bounds()
    for name, row in rows.requirement_row.items():
        if name not in wanted:
            bounds.row_lower[row] = bounds.row_upper[row] = None
    return bounds
