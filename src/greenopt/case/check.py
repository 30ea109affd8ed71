"""
Check: what is wrong with a case although every value in it can be read.

Names that do not exist, times that contradict, shares that do not add up, circles of projects that need each other.
Each check yields mistakes with the path of the value; none of them stops the others. What follows from a mistake that
is told already (no start lies in a horizon that ends before it begins) is not told again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

from greenopt.case.assemble import Mistake
from greenopt.case.begun import begun_mistakes
from greenopt.case.factors import late_factors
from greenopt.case.nearest import did_you_mean
from greenopt.case.schema import CaseEntry, FactorsEntry
from greenopt.language import say
from greenopt.objectives import Objective
from greenopt.plan.naming import Problem, check_selector
from greenopt.project import KINDS, Facts, Fund, Project
from greenopt.rules import Rule
from greenopt.rules.requires import Requires
from greenopt.units import decimal_text

ZERO = Fraction(0)
LONGEST = 60
"""Years that a horizon, a spending profile or the wait for a project may have."""
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)


def check_case(case: CaseEntry, facts: Facts) -> Iterator[Mistake]:
    """Yield what is wrong in the head of a case and in its funds."""
    first, last = facts.horizon
    if first > last:
        yield Mistake(
            "wrong-time",
            ("case", "horizon"),
            say("the horizon ends before it begins"),
            say("write [{last}, {first}]", last=last, first=first),
        )
    if facts.planned_from is not None and not first <= facts.planned_from <= last:
        message = say("{year} lies outside the horizon", year=facts.planned_from)
        hint = say("write years from {first} to {last}", first=first, last=last)
        yield Mistake("wrong-time", ("case", "planned_from"), message, hint)
    if last - first > LONGEST:
        message = say("the horizon is longer than {most} years", most=LONGEST)
        yield Mistake("wrong-time", ("case", "horizon"), message, say("plan a shorter time"))
    if _DEVICES.fullmatch(case.case.id):
        message = say("'{name}' cannot be the name of a folder on every system", name=case.case.id)
        yield Mistake("wrong-name", ("case", "id"), message, say("choose another name"))
    decision = case.case.decision
    if case.case.status == "approved" and decision is None:
        yield Mistake(
            "missing-key",
            ("case", "decision"),
            say("an approved case names its decision"),
            say("write decision: {{number: …, date: …, signatory: …}}"),
        )
    for key in ("number", "date", "signatory") if decision is not None else ():
        if not getattr(decision, key).strip():
            path = ("case", "decision", key)
            yield Mistake("missing-key", path, say("the text is empty"), say("write what the decision says"))
    if not facts.projects:
        yield Mistake("empty", ("projects",), say("there is no project"), say("write at least one"))
    if not facts.funds:
        yield Mistake("empty", ("funds",), say("there is no fund"), say("write at least one"))
    for fund in facts.funds:
        yield from _fund_mistakes(fund, facts)


def _fund_mistakes(fund: Fund, facts: Facts) -> Iterator[Mistake]:
    first, last = facts.horizon
    path = ("funds", fund.id)
    if not fund.amount:
        yield Mistake(
            "empty-fund", (*path, "amount"), say("no year is given"), say("write {{{first}: …}}", first=first)
        )
    for year in fund.amount if first <= last else ():
        if year < first:
            yield Mistake(
                "wrong-time",
                (*path, "amount", str(year)),
                say("{year} lies before the horizon", year=year),
                say("leave it out, or write what is left of it as opening"),
            )
        elif year > last + LONGEST:
            message = say("{year} lies more than {most} years after the horizon", year=year, most=LONGEST)
            yield Mistake("wrong-time", (*path, "amount", str(year)), message, say("leave it out"))
    for problem in check_selector(facts, fund.pays_for, "for"):
        yield _of_problem(problem, path)


def check_objective(objective: Objective, facts: Facts, rules: Iterable[Rule] = ()) -> Iterator[Mistake]:
    """Yield what is wrong with what the plan is chosen for, and rules that follow it where they cannot."""
    for problem in objective.problems(facts):
        yield _of_problem(problem, ("objective",), "objective")
    for rule in rules:
        if rule.gives_priority and rule.sought_quantity is None and objective.sense == "minimise":
            message = say("where the least is sought, what comes first has to be named")
            yield Mistake("rule", (*_rule_path(rule), "of"), message, say("write of: public_money, or an indicator"))


def _of_problem(problem: Problem, path: tuple[str, ...], code: str = "rule") -> Mistake:
    hint = did_you_mean(problem.unknown, problem.known) if problem.unknown else problem.hint
    here = (*path, *problem.key.split("."))
    return Mistake("unknown-name" if problem.unknown else code, here, problem.message, hint, problem.unknown)


def check_projects(facts: Facts, factors: FactorsEntry | None) -> Iterator[Mistake]:
    """Yield what is wrong within each project."""
    for project in facts.projects:
        path = ("projects", project.id)
        yield from _money_mistakes(project, path)
        yield from _time_mistakes(project, path, facts)
        yield from begun_mistakes(project, path, facts)
        if project.sector not in facts.sectors:
            yield _unknown((*path, "sector"), project.sector, facts.sectors)
        if project.kind not in KINDS:
            yield _unknown((*path, "kind"), project.kind, KINDS)
        if facts.places and project.place and project.place not in facts.places:
            yield _unknown((*path, "place"), project.place, facts.places)
        for condition in project.meets:
            if condition not in facts.conditions:
                yield _unknown((*path, "meets", condition), condition, facts.conditions)
        for condition, document in project.meets.items():
            if not document.strip():
                message = say("no document is named, so it is not shown to be met")
                yield Mistake("missing-key", (*path, "meets", condition), message, say("name the document"))
        yield from _link_mistakes(project, path, facts)
        if factors is not None:
            yield from _factor_mistakes(project, path, facts)


def _link_mistakes(project: Project, path: tuple[str, ...], facts: Facts) -> Iterator[Mistake]:
    times = Counter(link.project for link in project.requires)
    for index, link in enumerate(project.requires):
        if times[link.project] > 1 and link.project not in {each.project for each in project.requires[:index]}:
            message = say("'{name}' is named twice", name=link.project)
            yield Mistake("contradiction", (*path, "requires", str(index)), message, say("name it once"))
        if link.project not in facts.by_id:
            yield _unknown((*path, "requires", str(index)), link.project, facts.by_id)
        elif link.project == project.id:
            yield Mistake(
                "circle",
                (*path, "requires", str(index)),
                say("a project cannot require itself"),
                say("leave it out"),
            )


def _money_mistakes(project: Project, path: tuple[str, ...]) -> Iterator[Mistake]:
    if sum(project.spending, ZERO) != 1:
        total = sum(project.spending, ZERO) * 100
        yield Mistake(
            "wrong-sum",
            (*path, "spending"),
            say("the shares add up to {total} %", total=total),
            say("write shares that add up to 100 %"),
        )
    if project.eligible_cost > project.cost:
        yield Mistake(
            "wrong-sum",
            (*path, "eligible_cost"),
            say("more than the whole cost is eligible"),
            say("write at most {cost}", cost=decimal_text(project.cost)),
        )
    if project.asks is not None and project.asks > project.cost:
        yield Mistake(
            "wrong-sum",
            (*path, "asks"),
            say("it asks for more than it costs"),
            say("write at most {cost}", cost=decimal_text(project.cost)),
        )
    if project.asks is None and not project.support_class:
        yield Mistake(
            "missing-key",
            (*path, "asks"),
            say("how much public money it asks for is not said"),
            say("write asks: and an amount, or support: and a class that a support_limit rule limits"),
        )
    if project.status != "candidate" and not project.status_source.strip():
        yield Mistake(
            "missing-key",
            (*path, "status_source"),
            say("a {status} project names the decision that made it so", status=project.status),
            say("write status_source: and the document"),
        )


def _time_mistakes(project: Project, path: tuple[str, ...], facts: Facts) -> Iterator[Mistake]:
    first, last = facts.horizon
    if first > last:
        return
    if not project.window:
        yield Mistake(
            "wrong-time", (*path, "start"), say("the window ends before it begins"), say("write the earlier year first")
        )
    elif not any(year in facts.years for year in project.window) and not project.started:
        yield Mistake(
            "wrong-time",
            (*path, "start"),
            say("it could only start outside the horizon"),
            say("write years from {first} to {last}", first=first, last=last),
        )
    if project.delay > LONGEST or len(project.spending) > LONGEST:
        key = "spending" if len(project.spending) > LONGEST else "runs_after"
        message = say("it would run only after more than {most} years", most=LONGEST)
        yield Mistake("wrong-time", (*path, key), message, say("write fewer years"))


def _factor_mistakes(project: Project, path: tuple[str, ...], facts: Facts) -> Iterator[Mistake]:
    if not project.window:
        return
    for late in late_factors(facts, project, min((*project.window, *project.started))):
        yield Mistake(
            "missing-factor",
            path,
            say("{fuel} has no {name} factor for {year}", fuel=late.fuel, name=late.indicator, year=late.needed),
            say("the first is for {year}: start later, or add an earlier factor with its source", year=late.first),
        )


def _unknown(path: tuple[str, ...], name: str, known: Iterable[str]) -> Mistake:
    return Mistake("unknown-name", path, say("'{name}' does not exist", name=name), did_you_mean(name, known), name)


def check_rules(facts: Facts, rules: Iterable[Rule], model_rules: frozenset[str]) -> Iterator[Mistake]:
    """Yield what is wrong in each rule, and circles of rules; names that only a model mentions are let pass."""
    for rule in rules:
        if rule.valid is not None and rule.valid[0] > rule.valid[1]:
            yield Mistake(
                "wrong-time",
                ("rules", rule.id, "valid"),
                say("it ends before it begins"),
                say("write the earlier year first"),
            )
        for problem in rule.problems(facts):
            if rule.id in model_rules and problem.of_case:
                continue
            yield _of_problem(problem, _rule_path(rule))
    yield from _circles(facts, rules)


def _rule_path(rule: Rule) -> tuple[str, ...]:
    return tuple(rule.id.split(".")) if "." in rule.id else ("rules", rule.id)


def _circles(facts: Facts, rules: Iterable[Rule]) -> Iterator[Mistake]:
    """A circle of projects that need each other forces equal levels; it must be meant."""
    linking = [rule for rule in rules if isinstance(rule, Requires) and not rule.together]
    if not linking:
        return
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    paths: dict[tuple[str, str], tuple[str, ...]] = {}
    for rule in linking:
        for project, needed in rule.pairs(facts):
            if len(needed) == 1:
                graph.add_edge(project.id, needed[0].id)
                paths[project.id, needed[0].id] = _rule_path(rule)
    for component in sorted(nx.strongly_connected_components(graph), key=min):
        if len(component) < 2:
            continue
        edges = nx.find_cycle(graph.subgraph(sorted(component)), min(component))
        circle = [edge[0] for edge in edges] + [edges[0][0]]
        yield Mistake(
            "circle",
            paths[edges[0]],
            say("these projects need each other in a circle: {circle}", circle=" → ".join(circle)),
            say("leave one out, or write a requires rule with together: true"),
        )
