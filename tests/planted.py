"""
Planted conflicts: a random case that has a plan, and one thing put into it that leaves none.

What was planted is known, so an explanation can be held to it: it must name the cause, and without the cause there is
a plan again.
"""

import random
from fractions import Fraction
from typing import NamedTuple

from tests.random_cases import Wanted, random_case
from tests.small_cases import SECTORS, Tree


class Planted(NamedTuple):
    """An impossible case, perhaps: chance decides whether what was planted is one too many."""

    tree: Tree
    cause: str
    """What was planted: the rule's name, or the path of the promise."""
    undone: tuple[str, str]
    """Path and value that take it away again."""


def planted_case(seed: int, wanted: Wanted = Wanted()) -> Planted:  # noqa: B008 - a tuple cannot be changed
    """Return the case of a seed with one cause in it."""
    dice = random.Random(10_000 + seed)  # noqa: S311 - nothing here is a secret
    tree = random_case(seed, wanted)
    plant = dice.choice([_floor, _share, _ceiling, _target, _starts, _promise])
    return plant(dice, tree)


def _rule(tree: Tree, **rule: object) -> Planted:
    tree["rules"]["planted"] = {"source": "invented", "negotiable": "true", **rule}
    return Planted(tree, "planted", ("rules.planted", "drop"))


def _floor(dice: random.Random, tree: Tree) -> Planted:
    """More money for a group than there is, or than the group can take."""
    amounts = [Fraction(each.split()[0]) for fund in tree["funds"].values() for each in fund["amount"].values()]
    floor = int(sum(amounts, Fraction(0)) * Fraction(dice.randint(6, 15), 10)) + 1
    return _rule(tree, rule="floor", of="public_money", at_least=str(floor), **_group(dice))


def _share(dice: random.Random, tree: Tree) -> Planted:
    """A large share for one sector; whether something must be spent at all is left to the case."""
    sector = dice.choice(SECTORS)
    share = f"{dice.randint(60, 100)} %"
    kind = dice.choice(["spent", "budget"])
    return _rule(tree, rule="floor", of="public_money", to={"sectors": [sector]}, at_least=share, share_of=kind)


def _ceiling(dice: random.Random, tree: Tree) -> Planted:
    """Hardly any investment at all, which promises and floors do not bear."""
    return _rule(tree, rule="ceiling", of="total_cost", at_most=str(dice.randint(0, 3)))


def _target(dice: random.Random, tree: Tree) -> Planted:
    last = tree["case"]["horizon"][1]
    return _rule(tree, rule="target", of="waste", by=last, at_least=str(dice.randint(30, 400)))


def _starts(dice: random.Random, tree: Tree) -> Planted:
    """More starts in the first year than there are projects for, or money."""
    first = tree["case"]["horizon"][0]
    return _rule(tree, rule="floor", of="starts", at_least=str(dice.randint(2, 12)), **{"in": first})


def _promise(dice: random.Random, tree: Tree) -> Planted:
    """A project that must be carried out, whatever it costs."""
    free = [name for name, entry in tree["projects"].items() if "status" not in entry]
    name = dice.choice(free or list(tree["projects"]))
    tree["projects"][name] |= {"status": "required", "status_source": "decision 9"}
    return Planted(tree, f"projects.{name}.status", (f"projects.{name}.status", "candidate"))


def _group(dice: random.Random) -> Tree:
    return {} if dice.random() < 0.5 else {"to": {"sectors": dice.sample(SECTORS, 2)}}
