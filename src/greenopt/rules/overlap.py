"""
Overlap: what several projects claim of something that can be had only once counts once.

    counted              =  sum(impact[p] * running[p, t] for p in to)  -  overlapped[t]
    sum(impact * running)  <=  at_most  +  overlapped[t],   overlapped[t] >= 0

one requirement for each group (``each``: place or facility) and each year in which its projects together could claim
more than there is. Objective, targets and floors use what is counted; a hard limit would forbid good pairs of projects
instead of counting them rightly.

Unit: that of the indicator; of a flow, per year.

Trap: only where more of the indicator is better does the overlap come out as small as it is; a ceiling on such an
indicator, or a ratio with it below the line, is refused. The impact shown for each project is its own, so the column
adds up to more than the total.

Price: what one more unit to be had would bring.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from greenopt.fields import EVERYTHING, Amount, Identifier, Selector
from greenopt.language import Message, Number, listed, say
from greenopt.plan import Form, Overlapped, Plan, Requirement, Sense
from greenopt.plan.naming import Problem, check_selector, describe, unit_name, unknown_name
from greenopt.project import Facts, Project, SharedPotential
from greenopt.rules._rule import Rule
from greenopt.units import Quantity, UnitError, convert

ZERO = Fraction(0)
Potential = Annotated[
    Annotated[Literal["potential"], Tag("word")]
    | Annotated[Amount, Tag("amount")]
    | Annotated[dict[Identifier, Amount], Tag("groups")],
    Discriminator(lambda value: "groups" if isinstance(value, dict) else "word" if value == "potential" else "amount"),
]


class Overlap(Rule):
    """What several projects claim of something that can be had only once counts once."""

    rule: Literal["overlap"] = "overlap"
    """Overlap."""
    of: Identifier
    """The indicator."""
    to: Selector = EVERYTHING
    """The projects that claim it; all if not given."""
    each: Literal["place", "facility"] | None = None
    """Whether each place, or each facility, has its own; one for all if not given."""
    at_most: Potential
    """How much there is: an amount, one for each place or facility by name, or the ``potential`` of the indicator."""

    def potentials(self, facts: Facts) -> Iterator[SharedPotential]:
        """Yield what each group shares in each year in which it could claim more than there is."""
        for name, members in self._groups(facts).items():
            amount = self._amount(facts, name)
            group = Selector(projects=tuple(each.id for each in members))
            if amount is None:
                continue
            for year in _years(facts, members, self.of):
                most = sum((_claim(facts, project, self.of, year) for project in members), ZERO)
                if most > amount:
                    part = f"{name}.{year}" if name else str(year)
                    yield SharedPotential(self.id, part, self.of, group, year, amount)

    def _groups(self, facts: Facts) -> dict[str, list[Project]]:
        """Return the projects that claim the same, by name of their place or facility."""
        found: dict[str, list[Project]] = {}
        for project in facts.members(self.to):
            name = getattr(project, self.each) if self.each else ""
            if self.of in project.impact and (name or not self.each):
                found.setdefault(name, []).append(project)
        return dict(sorted(found.items()))

    def _amount(self, facts: Facts, name: str) -> Fraction | None:
        unit = facts.indicators[self.of].unit
        if isinstance(self.at_most, Mapping):
            return convert(self.at_most[name], unit) if name in self.at_most else None
        if isinstance(self.at_most, Quantity):
            return convert(self.at_most, unit)
        return facts.indicators[self.of].potential

    def requirements(self, plan: Plan) -> Iterator[Requirement]:
        """Yield what is claimed, without what overlaps, within what there is."""
        unit = unit_name(plan.facts, self.of)
        for shared in plan.facts.potentials:
            if shared.rule == self.id:
                left = plan.claimed(self.of, shared.to, by=shared.year) - plan.answer(Overlapped(self.id, shared.part))
                right, step = Form(constant=shared.amount), Form(constant=1)
                setting = self._setting(shared.part)
                yield Requirement(
                    self.id,
                    shared.part,
                    left,
                    Sense.AT_MOST,
                    right,
                    step,
                    unit,
                    unit,
                    setting=setting,
                    defines=True,
                )

    def _setting(self, part: str) -> str:
        if self.at_most == "potential":
            return f"indicators.{self.of}.potential"
        return (
            self.setting("at_most", part.rpartition(".")[0])
            if isinstance(self.at_most, Mapping)
            else self.setting("at_most")
        )

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield unknown names, a potential that is not given, and amounts that do not fit the indicator."""
        yield from check_selector(facts, self.to, "to")
        indicator = facts.indicators.get(self.of)
        if indicator is None or indicator.form == "ratio":
            known = tuple(name for name, each in facts.indicators.items() if each.form != "ratio")
            yield unknown_name("of", self.of, known)
            return
        if self.at_most == "potential" and indicator.potential is None:
            yield Problem(
                "at_most",
                say("the potential of {name} is not given", name=self.of),
                say("write indicators.{name}.potential", name=self.of),
            )
        groups = self.at_most if isinstance(self.at_most, Mapping) else {}
        if groups and self.each is None:
            yield Problem("each", say("amounts by name need to know of what"), say("write each: facility"))
        known = tuple(sorted({getattr(each, self.each) for each in facts.projects} - {""})) if self.each else ()
        for name, amount in groups.items():
            if self.each and name not in known:
                yield unknown_name(f"at_most.{name}", name, known, of_case=True)
            yield from _amount_problems(f"at_most.{name}", amount, indicator.unit, flow=indicator.form == "flow")
        if isinstance(self.at_most, Quantity):
            yield from _amount_problems("at_most", self.at_most, indicator.unit, flow=indicator.form == "flow")

    def in_words(self, facts: Facts) -> Message:
        """Return the overlap as a sentence."""
        indicator, group = facts.indicators[self.of], describe(facts, self.to)
        named = {"name": indicator.name, "group": group}
        if isinstance(self.at_most, Mapping):
            limits = listed(
                say("{limit} at {name}", limit=_in_words(facts, self.of, amount), name=facts.places.get(each, each))
                for each in sorted(self.at_most)
                if (amount := self._amount(facts, each)) is not None
            )
            return say("{name} of {group}, each counted once: at most {limit}.", limit=limits, **named)
        limit = _in_words(facts, self.of, self._amount(facts, "") or ZERO)
        if self.each == "facility":
            return say("{name} of {group}, each counted once: at most {limit} at a facility.", limit=limit, **named)
        if self.each == "place":
            return say("{name} of {group}, each counted once: at most {limit} at a place.", limit=limit, **named)
        return say("{name} of {group}, each counted once: at most {limit} in all.", limit=limit, **named)


def _in_words(facts: Facts, of: str, amount: Fraction) -> Message:
    unit = unit_name(facts, of)
    if facts.indicators[of].form == "flow":
        unit = say("{unit} per year", unit=unit)
    return say("{number} {unit}", number=Number(amount), unit=unit)


def _amount_problems(key: str, amount: Quantity, unit: str, *, flow: bool) -> Iterator[Problem]:
    if amount.is_share:
        yield Problem(key, say("an amount is meant here, not a share"), say("write a number in {unit}", unit=unit))
    elif amount.value < 0:
        yield Problem(key, say("this cannot be negative"), say("write zero or more"))
    elif amount.per_year and not flow:
        yield Problem(key, say("this is not measured per year"), say("leave /yr out"))
    else:
        try:
            convert(amount, unit)
        except UnitError as error:
            yield Problem(key, error.message, error.hint)


def _years(facts: Facts, members: list[Project], of: str) -> range:
    """Return the years in which something is claimed: of a flow, as long as anything may run."""
    first, last = facts.horizon
    if facts.indicators[of].form == "stock":
        return range(first, last + 1)
    ends = [max((*each.window, *each.started)) + each.delay + each.lifetime for each in members]
    return range(first, max(max(ends, default=first), last + 1))


def _claim(facts: Facts, project: Project, of: str, year: int) -> Fraction:
    """Return the most that a project can claim: of a flow in a year, of a stock by its end."""
    starts = [each for each in (*project.window, *project.started) if each <= facts.horizon[1]]
    if facts.indicators[of].form == "stock":
        there = any(start + project.delay <= year for start in starts)
    else:
        there = any(project.runs(start, year) for start in starts)
    return max(project.impact[of].at(year, facts.factors.get(of, {})), ZERO) if there else ZERO
