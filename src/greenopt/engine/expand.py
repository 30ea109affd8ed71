"""Expand: a named sum becomes exact weights on columns. The engine alone does this; rules never see a column."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache

from greenopt.engine.layout import Column, Grant, Layout, On, Start
from greenopt.engine.line import Line, Part, together
from greenopt.plan import Chosen, Form, Level, Overlapped, Reached, Requirement, Sense, Shortfall, Sum, Term, Tier
from greenopt.plan.form import (
    DIGEST,
    FIRST_YEAR,
    FUND_ORDER,
    ORDER,
    PROJECTS,
    PUBLIC_MONEY,
    RUNNING,
    STARTS,
    TOTAL_COST,
    WAITING,
)
from greenopt.plan.shared import weight_of
from greenopt.project import FactorSeries, Project
from greenopt.vector import total

ZERO = Fraction(0)
Weights = Mapping[int, Fraction]


def expand_form(layout: Layout, form: Form, expand: Callable[[Term], Weights] | None = None) -> Weights:
    """Return the weights of a form's terms on columns; its constant is left to the caller."""
    parts = [
        Part((expand or (lambda each: expand_term(layout, each)))(term), factor) for term, factor in form.terms.items()
    ]
    if any(isinstance(part.weights, Line) for part in parts):
        return together(parts)
    found: dict[int, Fraction] = {}
    for weights, factor in parts:
        for column, weight in weights.items():
            found[column] = found.get(column, ZERO) + factor * weight
    return {column: weight for column, weight in found.items() if weight}


def expand_term(layout: Layout, term: Term) -> Weights:
    """Return the weights of one term on columns."""
    if isinstance(term, Sum):
        if term not in layout.expanded:
            line = None if layout.thin is None else layout.thin.weights(term)
            layout.expanded[term] = _sum(layout, term) if line is None else line
        return layout.expanded[term]
    place = layout.place
    if isinstance(term, Level):
        years = [year for year in layout.starts[term.project] if term.by is None or year <= term.by]
        return {place[Start(term.project, year)]: Fraction(1) for year in years}
    if isinstance(term, Chosen):
        if On(term.project) in place:
            return {place[On(term.project)]: Fraction(1)}
        return {place[Start(term.project, year)]: Fraction(1) for year in layout.starts[term.project]}
    return {place[term]: Fraction(1)}


def span(layout: Layout, form: Form) -> tuple[Fraction, Fraction]:
    """Return the least and the most that a form can come to within the boxes of its columns."""
    least = most = form.constant
    weights = expand_form(layout, form)
    if isinstance(weights, Line):
        return _span(layout, weights, form.constant)
    for column, weight in weights.items():
        ends = weight * layout.columns[column].lower, weight * layout.columns[column].upper
        least, most = least + min(ends), most + max(ends)
    return least, most


def _span(layout: Layout, line: Line, constant: Fraction) -> tuple[Fraction, Fraction]:
    """Return the span of a long sum: its starts lie between nothing and one, and only the others are looked at."""
    numbers, below = line.weights.numerators, line.weights.denominator
    ordinary = line.columns < (len(layout.thin.rows) if layout.thin else 0)
    least, most = (
        constant + Fraction(total(numbers[ordinary & chosen], line.weights.largest), below)
        for chosen in (numbers < 0, numbers > 0)
    )
    for column in line.columns[~ordinary].tolist():
        ends = line[column] * layout.columns[column].lower, line[column] * layout.columns[column].upper
        least, most = least + min(ends), most + max(ends)
    return least, most


def with_auxiliaries(layout: Layout, requirements: Iterable[Requirement], tiers: Iterable[Tier] = ()) -> Layout:
    """
    Return the layout with the columns that rules bring along, each boxed by the most it can come to, and loosely so.

    What is claimed twice of something that projects share; by how much a soft requirement is missed; what is reached
    of a priority that ends somewhere.
    """
    claimed, requirements = layout.with_more(_overlaps(layout)), tuple(requirements)
    missed = [_shortfall(claimed, each) for each in requirements if each.soft_scale]
    reached = [_reached(claimed, tier, requirements) for tier in tiers if tier.ends]
    return claimed.with_more((*missed, *reached))


def _overlaps(layout: Layout) -> Iterator[Column]:
    for shared in layout.facts.potentials:
        most = span(layout, Form.of(Sum(shared.of, shared.to, by=shared.year)))[1] - shared.amount
        name = f"overlapped[{shared.rule}:{shared.part}]"
        yield Column(Overlapped(shared.rule, shared.part), name, ZERO, 2 * max(most, ZERO) + 1)


def _shortfall(layout: Layout, requirement: Requirement) -> Column:
    key = Shortfall(requirement.rule, requirement.part)
    lacking = requirement.right - requirement.left
    if requirement.sense is Sense.AT_MOST:
        lacking = -lacking
    others = Form({term: factor for term, factor in lacking.terms.items() if term != key}, lacking.constant)
    return Column(key, f"shortfall[{requirement.name}]", ZERO, 2 * max(span(layout, others)[1], ZERO) + 1)


def _reached(layout: Layout, tier: Tier, requirements: Iterable[Requirement]) -> Column:
    least, most = span(layout, tier.form)
    # Where the priority ends may lie lower still: a share of what some plans raise instead of lowering it.
    ends = [span(layout, each.right)[0] for each in requirements if each.rule == tier.rule]
    least = min([least, *ends])
    return Column(Reached(tier.rule), f"reached[{tier.rule}]", 2 * min(least, ZERO) - 1, 2 * max(most, ZERO) + 1)


def _sum(layout: Layout, term: Sum) -> Weights:
    if term.of == DIGEST:
        return {
            number: Fraction(int.from_bytes(hashlib.sha256(column.name.encode()).digest()[:6], "big"))
            for number, column in enumerate(layout.columns)
        }
    members = layout.facts.members(term.to)
    found: dict[int, Fraction] = {}
    if term.fund is not None or term.of == FUND_ORDER:
        for project in members:
            found.update(_from_fund(layout, term, project))
        return found
    weigh = _weigher(layout, term)
    for project in members:
        if term.of == PROJECTS and On(project.id) in layout.place:
            found[layout.place[On(project.id)]] = Fraction(1)
            continue
        for year in layout.starts[project.id]:
            if term.begun is not None and not term.begun[0] <= year <= term.begun[1]:
                continue
            weight = weigh(project, year)
            if weight:
                found[layout.place[Start(project.id, year)]] = weight
    return found


def _from_fund(layout: Layout, term: Sum, project: Project) -> Weights:
    """Money of one fund to a project, or the place of the paying fund in the alphabet."""
    payers = layout.facts.payers[project.id]
    if project.id not in layout.shared:
        if term.of == FUND_ORDER or payers != (term.fund,):
            return {}
        return {
            layout.place[Start(project.id, year)]: money
            for year in layout.starts[project.id]
            if (money := _in_time(layout, term, layout.due[Start(project.id, year)]))
        }
    ask = layout.ask(project)
    grants = {
        key: number
        for fund in payers
        for year in layout.facts.payment_years
        if (number := layout.place.get(key := Grant(project.id, fund, year))) is not None
    }
    if term.of == FUND_ORDER:
        return {number: Fraction(payers.index(key.fund)) for key, number in grants.items()}
    return {number: ask for key, number in grants.items() if key.fund == term.fund and _counts(layout, term, key.year)}


def _counts(layout: Layout, term: Sum, year: int) -> bool:
    if year < layout.facts.horizon[0]:
        return False
    if term.year is not None:
        return year == term.year
    return term.by is None or year <= term.by


def _in_time(layout: Layout, term: Sum, money: dict[int, Fraction]) -> Fraction:
    return sum((amount for year, amount in money.items() if _counts(layout, term, year)), ZERO)


def _weigher(layout: Layout, term: Sum) -> Callable[[Project, int], Fraction]:
    """Return the function that gives the weight of starting a project in a year."""
    first, last = layout.facts.horizon
    if term.of == PUBLIC_MONEY:
        return lambda project, year: _in_time(layout, term, layout.due[Start(project.id, year)])
    if term.of == TOTAL_COST:
        return lambda project, year: _in_time(layout, term, project.invested(year, last))
    if term.of == STARTS:
        return lambda _, year: Fraction(1 if _counts(layout, term, year) else 0)
    if term.of == PROJECTS:
        return lambda _project, _year: Fraction(1)
    if term.of == WAITING:
        return lambda _, year: Fraction(year - first)
    if term.of == ORDER:
        count = len(layout.facts.projects)
        rank = {project.id: Fraction(count - number) for number, project in enumerate(layout.facts.projects)}
        return lambda project, _: rank[project.id]
    if term.of == RUNNING:
        wanted = _moment(term, last)
        return lambda project, year: Fraction(1 if project.runs(year, wanted) else 0)
    if term.of in layout.facts.stocks:
        return lambda project, year: _once(term, project.closes.get(term.of, ZERO), year + project.delay, last)
    if term.over == FIRST_YEAR:
        return lambda project, year: _in_first_year(layout, term, project, year)
    if layout.facts.indicators[term.of].form == "stock":
        return lambda project, year: _stock(term, project, year, last)
    return _flow_weigher(layout, term)


def _in_first_year(layout: Layout, term: Sum, project: Project, year: int) -> Fraction:
    impact = project.impact.get(term.of)
    return ZERO if impact is None else impact.at(year + project.delay, layout.facts.factors.get(term.of, {}))


def _stock(term: Sum, project: Project, year: int, last: int) -> Fraction:
    impact = project.impact.get(term.of)
    if impact is None:
        return ZERO
    return _once(term, impact.stated, year + project.delay, last)


def _once(term: Sum, amount: Fraction, ready: int, last: int) -> Fraction:
    """Return what is counted once, in the year in which it is ready."""
    there = ready == term.year if term.year is not None else ready <= _moment(term, last)
    return amount if there else ZERO


def _moment(term: Sum, last: int) -> int:
    """Return the year that a sum speaks of, the last of the horizon if it names none."""
    named = term.year if term.year is not None else term.by
    return last if named is None else named


def _flow_weigher(layout: Layout, term: Sum) -> Callable[[Project, int], Fraction]:
    """
    Weigh a flow: each year of running within the time, times its factor, discounted.

    A thousand projects share a few runs of years and a few fuels, so sums over years are kept.
    """
    first, last = layout.facts.horizon
    factors = layout.facts.factors.get(term.of, {})
    moment = term.year if term.year is not None else term.by

    @cache
    def years_count(begin: int, end: int) -> Fraction:
        return sum((weight_of(year, first, term.discount) for year in range(begin, end)), ZERO)

    @cache
    def factor_count(fuel: str, begin: int, end: int) -> Fraction:
        series: FactorSeries = factors[fuel]
        return sum((weight_of(year, first, term.discount) * series.at(year) for year in range(begin, end)), ZERO)

    def weigh(project: Project, year: int) -> Fraction:
        impact = project.impact.get(term.of)
        if impact is None:
            return ZERO
        begin, end = year + project.delay, year + project.delay + project.lifetime
        if moment is not None:
            begin, end = max(begin, moment), min(end, moment + 1)
        elif term.over == "lifetime":
            begin = max(begin, first)
        else:
            begin, end = max(begin, first), min(end, last + 1)
        if begin >= end:
            return ZERO
        energy = sum((saved * factor_count(fuel, begin, end) for fuel, saved in impact.energy), ZERO)
        return impact.stated * years_count(begin, end) + energy

    return weigh
