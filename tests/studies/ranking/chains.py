"""
Ladders found without greenopt: whole projects by going through all nested chains, others by a second solver.

Both begin from the text of the case and share no code with the engine: `tests/independent.py` writes a case out for
each budget, and a chain is judged by what it loses at each budget, first things first.
"""

import random
from collections.abc import Sequence
from copy import deepcopy
from fractions import Fraction
from itertools import pairwise
from math import lcm, prod

from tests.exact_solver import Goal, best_in_turn
from tests.independent import Formulation, Line, Row, Variable, add, constant, formulate, times
from tests.random_cases import _decimal
from tests.second_solver import Score, _plans, _rank, score_of
from tests.small_cases import Tree, case_tree

ZERO, ONE = Fraction(0), Fraction(1)
Losses = tuple[Fraction, ...]
"""Of each stage in turn: the worst regret, then the sum of regrets."""


def with_money(tree: Tree, factor: Fraction) -> Tree:
    """Return the case with every amount of every fund times a factor, as a planner would write it."""
    found = deepcopy(tree)
    for fund in found["funds"].values():
        for year, written in fund["amount"].items():
            number, _, unit = written.partition(" ")
            fund["amount"][year] = f"{_decimal(Fraction(number) * factor)} {unit}".strip()
    return found


def rivals(seed: int, most: int = 8) -> Tree:
    """
    Return a case of whole projects that crowd each other out, in which nesting mostly costs something.

    Costs lie close together, so that a little more money makes room for quite other projects. Now and then two projects
    exclude each other, one needs another, a soft rule wants models, or the works come first.
    """
    dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
    names = [f"p{number}" for number in range(dice.randint(4, most))]
    projects: dict[str, Tree] = {}
    for name in names:
        cost = dice.randint(5, 14)
        waste = max(1, round(cost * dice.uniform(0.7, 1.3)))
        projects[name] = {
            "asks": str(cost),
            "impact": {"waste": f"{waste} t/yr", "models": str(dice.randint(0, 3))},
            "kind": dice.choice(["efficiency", "renewable"]),
            "runs_after": "0",
            "scale": "all_or_nothing",
        }
    rules: dict[str, Tree] = {}
    if dice.random() < 0.4:
        rules["apart"] = {"rule": "choose", "to": {"projects": dice.sample(names, 2)}, "at_most": "1"}
    if dice.random() < 0.3:
        projects[names[0]]["requires"] = [names[-1]]
    if dice.random() < 0.4:
        least = str(dice.randint(3, 9))
        rules["wanted"] = {"rule": "floor", "of": "models", "to": {}, "at_least": least, "soft": "true"}
    if dice.random() < 0.4:
        group = {"kinds": ["efficiency"]}
        rules["early"] = {"rule": "priority", "of": dice.choice(["models", "public_money"]), "to": group, "tier": "1"}
    asked = sum(int(each["asks"]) for each in projects.values())
    funds = {"green": {"amount": {"2026": str(asked // 2)}}}
    return case_tree(projects, funds, rules, {"maximise": "waste", "over": "lifetime"})


def mixtures(seed: int, *, first: bool = False) -> Tree:
    """
    Return a case of projects that may be done in part, in which nesting often costs something.

    So many models are wanted. With little money cheap ones are shown that save nothing; with more money dearer ones
    would do that save waste too, but what was begun stays. One kind may not have more than a share of what is spent.

    Args:
        seed: of the dice.
        first: whether the models are wanted softly, and some of one kind come first.
    """
    dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
    projects: dict[str, Tree] = {}
    shown = 0
    for number in range(dice.randint(5, 10)):
        kind = dice.choice(["plain", "good", "good", "extra"]) if number > 1 else ("plain", "good")[number]
        asks, models, waste = {
            "plain": (dice.randint(2, 5), dice.randint(1, 3), dice.randint(0, 1)),
            "good": (dice.randint(6, 12), dice.randint(1, 3), dice.randint(8, 30)),
            "extra": (dice.randint(5, 15), 0, dice.randint(3, 20)),
        }[kind]
        shown += models if kind == "plain" else 0
        projects[f"p{number}"] = {
            "asks": str(asks),
            "impact": {"waste": f"{waste} t/yr", "models": str(models)},
            "kind": dice.choice(["efficiency", "renewable"]),
            "runs_after": "0",
        }
    rules: dict[str, Tree] = {"wanted": {"rule": "floor", "of": "models", "to": {}, "at_least": str(max(1, shown))}}
    if dice.random() < 0.5:
        most = {"to": {"kinds": ["efficiency"]}, "at_most": f"{dice.choice([60, 75, 90])} %"}
        rules["balance"] = {"rule": "ceiling", "of": "public_money", **most}
    if first:
        rules["wanted"] |= {"soft": "true", "at_least": str(2 * shown + 2)}
        group = {"kinds": ["renewable"]}
        rules["early"] = {"rule": "priority", "of": "models", "to": group, "tier": "1", "up_to": str(shown + 1)}
    asked = sum(int(each["asks"]) for each in projects.values())
    years = {"2026": str(asked // 4), "2027": str(asked // 5)}
    funds = {"green": {"amount": years, "carry_over": dice.choice(["none", "all", "50 %"])}}
    return case_tree(projects, funds, rules, {"maximise": "waste", "over": "lifetime"}, (2026, 2027))


def count_of_plans(found: Formulation) -> int:
    """Return how many choices of starts there are."""
    return prod(len(years) + 1 for years in found.options.values())


class Plans:
    """Every plan of one budget: which projects it holds, and its score with more being better."""

    def __init__(self, found: Formulation) -> None:
        choices = [[None, *(f"start {name} {year}" for year in years)] for name, years in found.options.items()]
        self.scores: dict[frozenset[str], list[Score]] = {}
        for chosen in _plans(choices):
            score = score_of(found, {name: ONE for name in chosen if name})
            if score is None:
                continue
            held = frozenset(name.split()[1] for name in chosen if name)
            # What is missed of soft rules counts only where there are any.
            self.scores.setdefault(held, []).append(_rank(found, score)[0 if found.shortfall else 1 :])
        if len(found.tiers) == 0 and not found.shortfall:
            # With one thing sought, only the best schedule of a choice of projects counts.
            self.scores = {held: [max(each)] for held, each in self.scores.items()}

    @property
    def best(self) -> Score | None:
        """Return the score of the published plan."""
        return max((score for each in self.scores.values() for score in each), default=None)


def least_losses(budgets: Sequence[Plans]) -> Losses | None:
    """Return the least losses over all nested chains, None if there is no chain; every budget has a plan."""
    bests = [best for each in budgets if (best := each.best) is not None]
    assert len(bests) == len(budgets)
    # Whole numbers add up ten times as fast as fractions.
    parts = [
        lcm(*(score[stage].denominator for each in budgets for scores in each.scores.values() for score in scores))
        for stage in range(len(bests[0]))
    ]
    lost = [
        {
            held: {
                tuple(int((top - own) * part) for top, own, part in zip(best, score, parts, strict=True))
                for score in scores
            }
            for held, scores in each.scores.items()
        }
        for each, best in zip(budgets, bests, strict=True)
    ]
    least: list[tuple[int, ...]] = []
    _follow(lost, frozenset(), [], least)
    if not least:
        return None
    return tuple(Fraction(value, parts[place // 2]) for place, value in enumerate(least[0]))


def _follow(
    lost: Sequence[dict[frozenset[str], set[tuple[int, ...]]]],
    held: frozenset[str],
    chain: list[tuple[int, ...]],
    least: list[tuple[int, ...]],
) -> None:
    """Go through every chain that continues one, as long as its first worst regret is not too large already."""
    if least and chain and max(each[0] for each in chain) > least[0][0]:
        return
    if len(chain) == len(lost):
        losses = tuple(found for each in zip(*chain, strict=True) for found in (max(*each, 0), sum(each)))
        if not least or losses < least[0]:
            least[:] = [losses]
        return
    for more, scores in lost[len(chain)].items():
        if held <= more:
            for score in scores:
                _follow(lost, more, [*chain, score], least)


def exact_losses(cases: Sequence[Formulation]) -> Losses | None:
    """Return worst regret and sum of regrets of each stage in turn, by z3; None if no plans can be nested."""
    joint = Formulation(variables={}, maximise=False)
    for number, case in enumerate(cases):
        joint.variables |= {f"{number} {name}": each for name, each in case.variables.items()}
        joint.rows += [Row(_marked(line, number), sense) for line, sense in case.rows]
    for number, (below, above) in enumerate(pairwise(cases)):
        for name in below.options.keys() | above.options.keys():
            level = {f"{number} start {name} {year}": ONE for year in below.options.get(name, [])}
            over = {f"{number + 1} start {name} {year}": -ONE for year in above.options.get(name, [])}
            if level:
                joint.rows.append(Row(add(level, over), "<="))
    sought = [_sought(case) for case in cases]
    bests = [_bests(case, lines) for case, lines in zip(cases, sought, strict=True)]
    goals: list[Goal] = []
    for stage in range(len(bests[0])):
        worst, everything = f"worst {stage}", dict[str, Fraction]()
        joint.variables[worst] = Variable(upper=None)
        for number, (lines, best) in enumerate(zip(sought, bests, strict=True)):
            lost = add(constant(best[stage]), times(_marked(lines[stage], number), -1))
            everything = add(everything, lost)
            joint.rows.append(Row(add(lost, {worst: -ONE}), "<="))
        goals += [({worst: ONE}, False), (everything, False)]
    return best_in_turn(joint.variables, joint.rows, goals)


def _sought(case: Formulation) -> list[Line]:
    """Return what is made as large as it can be, in turn."""
    short = [times(case.shortfall, -1)] if case.shortfall else []
    return [*short, *case.tiers, case.objective if case.maximise else times(case.objective, -1)]


def _bests(case: Formulation, sought: Sequence[Line]) -> Losses:
    """Return what each stage comes to in the best plan of one case."""
    found = best_in_turn(case.variables, case.rows, [(line, True) for line in sought])
    assert found is not None
    return found


def _marked(line: Line, number: int) -> Line:
    return {f"{number} {name}" if name else "": value for name, value in line.items()}


def formulations(tree: Tree, factors: Sequence[Fraction]) -> list[Formulation]:
    """Return the case written out for each budget."""
    return [formulate(with_money(tree, factor)) for factor in factors]
