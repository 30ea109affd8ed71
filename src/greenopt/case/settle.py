"""
Settle: rules narrow projects before anything is built, and public money is settled project by project.

A case is settled once when it is read. Who asks what would be if a rule were dropped, a window wider or a promise
taken back settles it anew, from the same facts: ``resettled`` forgets what rules did to the projects and lets the
rules that are left speak again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from greenopt.case.assemble import Mistake
from greenopt.case.factors import late_factors
from greenopt.case.nearest import did_you_mean
from greenopt.language import say
from greenopt.project import Facts, Project, SharedPotential
from greenopt.rules import Rule
from greenopt.rules.support_limit import SupportLimit
from greenopt.units import decimal_text


def settled(facts: Facts, sound: Sequence[Rule], rules: Sequence[Rule], mistakes: list[Mistake]) -> Facts:
    """
    Let every sound rule narrow every project, then settle how much public money each gets.

    Args:
        facts: the case as it is written.
        sound: rules without mistakes.
        rules: all rules.
        mistakes: what is found wrong is added here.
    """
    classes = _classes(rules)
    projects = (_supported(_narrowed(project, sound, facts), classes, mistakes) for project in facts.projects)
    return replace(facts, projects=tuple(projects))


def _classes(rules: Iterable[Rule]) -> dict[str, bool]:
    """Return the classes of support, and whether a limit of the class is more than one on the money of single funds."""
    classes: dict[str, bool] = {}
    for rule in rules:
        if isinstance(rule, SupportLimit):
            # A limit on the money of one fund narrows who pays, not what the project may ask for.
            classes[rule.support_class] = classes.get(rule.support_class, False) or rule.funds is None
    return classes


def _narrowed(project: Project, rules: Iterable[Rule], facts: Facts) -> Project:
    for rule in rules:
        project = rule.settle(project, facts)
    return project


def _supported(project: Project, classes: Mapping[str, bool], mistakes: list[Mistake]) -> Project:
    """Settle the public money of a project; ``classes`` tells which classes of support have a limit of their own."""
    path = ("projects", project.id)
    years = (*project.window, *project.started)
    name = project.support_class
    if not name:
        return replace(project, support=dict.fromkeys(years, project.asks or Fraction(0)))
    if name not in classes:
        message = say("no support_limit rule is for the class '{name}'", name=name)
        mistakes.append(Mistake("unknown-name", (*path, "support"), message, did_you_mean(name, classes), name))
        return project
    if project.asks is None:
        if not classes[name]:
            message = say("the class '{name}' limits single funds only, so how much it asks for is not said", name=name)
            mistakes.append(Mistake("missing-key", (*path, "asks"), message, say("write asks: and an amount")))
        return replace(project, support=dict(project.limits))
    for year, limit in sorted(project.limits.items()):
        if project.asks > limit:
            message = say(
                "it asks for more than the support limit of {limit} for a start in {year}", limit=limit, year=year
            )
            hint = say("ask for {limit} at most", limit=decimal_text(limit))
            mistakes.append(Mistake("above-limit", (*path, "asks"), message, hint))
            break
    return replace(project, support=dict.fromkeys(project.limits if classes[name] else years, project.asks))


def resettled(facts: Facts, rules: Sequence[Rule], changed: Mapping[str, Project]) -> Facts | None:
    """
    Return a settled case with some projects changed and settled anew; None if the rules then contradict the projects.

    Args:
        facts: the settled case.
        rules: those that hold.
        changed: projects by their names, with what is to be different.
    """
    classes, found = _classes(rules), list[Mistake]()
    fresh = {name: replace(each, screened=None, limits={}, support={}) for name, each in changed.items()}
    unsettled = replace(facts, projects=tuple(fresh.get(project.id, project) for project in facts.projects))
    again = {name: _supported(_narrowed(each, rules, unsettled), classes, found) for name, each in fresh.items()}
    settled_anew = replace(facts, projects=tuple(again.get(project.id, project) for project in facts.projects))
    after = replace(settled_anew, potentials=shared_under(rules, settled_anew))
    faults = set() if found else _faults(after, rules)
    return None if found or (faults and faults - _faults(facts, rules)) else after


def shared_under(rules: Iterable[Rule], facts: Facts) -> tuple[SharedPotential, ...]:
    """Return what projects share under rules without mistakes."""
    speaking = (rule for rule in rules if type(rule).potentials is not Rule.potentials)
    return tuple(each for rule in speaking if not any(rule.problems(facts)) for each in rule.potentials(facts))


def _faults(facts: Facts, rules: Iterable[Rule]) -> set[tuple[str, str, str]]:
    """Return what is wrong in the rules; a model's rules may name what a case does not have."""
    return {(rule.id, problem.key, str(problem.message)) for rule in rules for problem in rule.problems(facts)}


def screens(rules: Iterable[Rule], project: Project, facts: Facts) -> tuple[str, ...]:
    """Return the names of the rules that screen a project out, each asked for itself."""
    bare = replace(project, screened=None)
    return tuple(rule.id for rule in rules if rule.settle(bare, facts).screened is not None)


def with_window(project: Project, first: int, last: int, facts: Facts) -> Project | None:
    """Return a project that may start in these years; None if the emission factors of a year are not known."""
    if any(late_factors(facts, project, first)):
        return None
    return replace(project, window=tuple(range(first, last + 1)))
