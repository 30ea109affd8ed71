"""
Blend: a case between two others, with some differences as the second has them and the rest as the first.

A blend need not make sense: a rule may name a project that only the other case has. Then it has no value, and the
attribution looks for another way.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from greenopt.case.case import Case
from greenopt.case.gather import gather_tree
from greenopt.case.node import Mapping, Node, at
from greenopt.case.read import read_gathered
from greenopt.engine.answer import Options
from greenopt.errors import CaseInvalid, Fault
from greenopt.language import say
from greenopt.run import solve
from greenopt.studies.comparison.inputs import Place
from greenopt.studies.flip import uninterrupted


@dataclass
class Blends:
    """Two cases, and the best values of those between them that were asked for so far."""

    before: Case
    after: Case
    always: tuple[Place, ...] = ()
    """Places that are as in the second case whatever is asked: names that its projects and rules may speak of."""
    known: dict[frozenset[Place], Fraction | None] = field(default_factory=dict)

    def value(self, places: Iterable[Place]) -> Fraction | None:
        """Return the best value with these places as in the second case; None where there is no such plan."""
        key = frozenset(places)
        if key not in self.known:
            self.known[key] = self._solved(key)
        return self.known[key]

    def _solved(self, places: frozenset[Place]) -> Fraction | None:
        tree = blended(tree_of(self.before), tree_of(self.after), (*self.always, *places))
        rules = self.before.model_rules | self.after.model_rules
        try:
            case = read_gathered(gather_tree(tree, rules, ()))
            run = uninterrupted(solve(case, Options(prices=False, unique=False, conflict=False)))
        except CaseInvalid:
            return None
        return run.answer.value if run.answer.status == "certified_optimal" else None


def blended(before: Mapping, after: Mapping, places: Iterable[Place]) -> Mapping:
    """Return the first tree with what stands at these places taken from the second, or left out if it is not there."""
    tree = before.with_items({key: value for key, value in before.items.items() if key not in {"scenarios", "sweeps"}})
    for place in places:
        tree = _with(tree, place, at(after, place))
    return tree


def tree_of(case: Case) -> Mapping:
    """Return the text of a case, its model and changes inside."""
    if case.tree is None:
        raise Fault(say("the case has no text"))
    return case.tree


def _with(node: Mapping, place: Place, value: Node | None) -> Mapping:
    first, *rest = place
    if rest:
        below = node.items.get(first)
        if not isinstance(below, Mapping):
            return node
        return node.with_items({**node.items, first: _with(below, tuple(rest), value)})
    items = {key: each for key, each in node.items.items() if key != first}
    return node.with_items(items if value is None else {**items, first: value})
