"""
Planted conflicts: a random case that has a plan, and one thing put into it that leaves none.

What was planted is known, so an explanation can be held to it: it must name the cause, and without the cause there is
a plan again.
"""

import random
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from tests.random_cases import Wanted, random_case
from tests.small_cases import SECTORS, Tree

FAR = "1000000000"
"""More than any ceiling needs."""


class Planted(NamedTuple):
    """An impossible case, perhaps: chance decides whether what was planted is one too many."""

    tree: Tree
    cause: str
    """What was planted: the rule's name, or the path of the promise."""
    undone: tuple[str, str]
    """Path and value that take it away again."""

    @property
    def end(self) -> tuple[str, str] | None:
        """Path and value of the planted number where it asks for least; None where it has none, or several."""
        rule = self.tree["rules"].get("planted", {})
        for key in ("at_least", "at_most"):
            if isinstance(rule.get(key), str) and rule[key] != "potential":
                unit = rule[key].lstrip("0123456789.")
                return f"rules.planted.{key}", f"{'0' if key == 'at_least' else FAR}{unit}"
        return None

    @property
    def number(self) -> str:
        """Path of the planted number."""
        return "" if self.end is None else self.end[0]


def planted_case(seed: int, wanted: Wanted = Wanted()) -> Planted:  # noqa: B008 - a tuple cannot be changed
    """Return the case of a seed with one cause in it."""
    dice = random.Random(10_000 + seed)  # noqa: S311 - nothing here is a secret
    tree = random_case(seed, wanted)
    _beside(dice, tree)
    return dice.choice(PLANTS)(dice, tree)


def _beside(dice: random.Random, tree: Tree) -> None:
    """Now and then put something beside it that must not matter: a priority, a soft rule, a year that has passed."""
    if dice.random() < 0.25:
        limit = dice.choice(["5 %", "40 %", "3"])
        first: Tree = {"rule": "priority", "of": "public_money", "to": {"sectors": [dice.choice(SECTORS)]}}
        tree["rules"]["first"] = {"source": "invented", **first, "up_to": limit}
    if dice.random() < 0.2:
        wish: Tree = {"rule": "target", "of": "waste", "by": tree["case"]["horizon"][1], "at_least": "900"}
        tree["rules"]["wish"] = {"source": "invented", **wish, "soft": "true"}
    first_year, last = map(int, tree["case"]["horizon"])
    if first_year < last and dice.random() < 0.3:
        _pass_a_year(dice, tree, first_year)


def _pass_a_year(dice: random.Random, tree: Tree, passed: int) -> None:
    """Let the first year be a fact: some projects were begun in it, and one fund has paid half of what they ask."""
    tree["case"]["planned_from"] = str(passed + 1)
    payer = next((name for name, fund in tree["funds"].items() if "for" not in fund), None)
    for entry in tree["projects"].values():
        if "started" in entry:
            entry["started"] = {str(passed - 2): "100 %"}
            entry.pop("remaining", None)
            entry.pop("spending", None)
        elif payer and "status" not in entry and dice.random() < 0.25:
            entry |= {"status": "committed", "status_source": "decision 8", "started": {str(passed): "100 %"}}
            for key in ("start", "spending"):
                entry.pop(key, None)
            entry["paid"] = {payer: {str(passed): str(int(Fraction(entry.get("asks", "8").split()[0])) // 2)}}


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


def _something(dice: random.Random, tree: Tree, share: int = 20, **group: object) -> None:
    """Ask for some public money to be spent, as a plan without any would satisfy most of what can be planted."""
    amounts = [Fraction(each.split()[0]) for fund in tree["funds"].values() for each in fund["amount"].values()]
    least = sum(amounts, Fraction(0)) * dice.randint(2, share) / 100
    tree["rules"]["some"] = {
        "source": "invented", "rule": "floor", "of": "public_money", "at_least": str(int(least) + 1), **group,
    }  # fmt: skip


def _phase_out(dice: random.Random, tree: Tree) -> Planted:
    """More kilns closed, in a share or a number, than projects can close by then."""
    years = range(int(tree["case"]["horizon"][0]), int(tree["case"]["horizon"][1]) + 1)
    stock = int(tree["stocks"]["kilns"]["amount"])
    shares = sorted(Fraction(dice.randint(5, 99999), 1000) for _ in years)
    steps = {str(year): f"{float(share):.3f} %" for year, share in zip(years, shares, strict=True)}
    if dice.random() < 0.3:
        steps = {str(years[-1]): f"{dice.randint(1, stock)} kiln"}
    return _rule(tree, rule="phase_out", what="kilns", closed_by=steps)


def _capacity(dice: random.Random, tree: Tree) -> Planted:
    """Less may be begun in a year than is asked for in all."""
    _something(dice, tree, 60)
    of = dice.choice(["starts", "total_cost", "public_money"])
    some = Fraction(tree["rules"]["some"]["at_least"])
    small = Fraction(dice.randint(0, 8), 20) if of == "starts" else Fraction(int(some * dice.randint(1, 30) / 100))
    at_most: object = f"{float(small):g}/yr" if small < 10**4 else f"{int(small)}/yr"
    if dice.random() < 0.5:
        first, last = map(int, tree["case"]["horizon"])
        at_most = {str(year): str(at_most).removesuffix("/yr") for year in range(first, last + 1)}
    raised = {dice.choice(list(tree["projects"])): "1/yr"} if dice.random() < 0.3 else {}
    return _rule(tree, rule="capacity", of=of, at_most=at_most, raised_by=raised)


def _match(dice: random.Random, tree: Tree) -> Planted:
    """A large share beside a fund that is asked to pay."""
    funds = list(tree["funds"])
    if len(funds) < 2:
        return _leverage(dice, tree)
    payer, companion = dice.sample(funds, 2)
    _something(dice, tree, 60, **{"from": [payer]})
    share = f"{dice.randint(30, 100)} %"
    return _rule(tree, rule="match", **{"from": payer, "with": companion}, at_least=share)


def _leverage(dice: random.Random, tree: Tree) -> Planted:
    """More private money beside public money than projects have."""
    _something(dice, tree)
    time: Tree = dice.choice([{}, {"each": "year"}, {"by": tree["case"]["horizon"][1]}])
    return _rule(tree, rule="leverage", at_least=f"{dice.randint(30, 400)} %", **time)


def _remaining(dice: random.Random, tree: Tree) -> Planted:
    """Less waste may remain than would be there without projects, and projects only add to it here."""
    if tree["rules"].get("once", {}).get("of") == "waste":
        del tree["rules"]["once"]  # no limit is accepted on what projects share
    first, last = tree["case"]["horizon"]
    limits = {year: f"{dice.randint(20, 55)} t/yr" for year in {first, last}}
    return _rule(
        tree,
        rule="ceiling",
        of="waste",
        without_projects="50 t/yr",
        at_most=dict(sorted(limits.items())),
        **_group(dice),
    )


def _overlap(dice: random.Random, tree: Tree) -> Planted:
    """Less to be had of what several projects save together than a target asks for."""
    last = tree["case"]["horizon"][1]
    tree["indicators"] = {**tree["indicators"], "saved": {"flow": "t/yr"}}
    most = 0
    for entry in tree["projects"].values():
        if dice.random() < 0.7:
            saved = dice.randint(3, 30)
            entry["impact"] = {**entry["impact"], "saved": f"{saved} t/yr"}
            most += saved
    asked = max(1, most * dice.randint(10, 60) // 100)
    there = max(0, asked - dice.randint(1, 9))
    tree["rules"]["wanted_saving"] = {
        "source": "invented", "rule": "target", "of": "saved", "by": last, "at_least": str(asked), "negotiable": "true",
    }  # fmt: skip
    if dice.random() < 0.5:
        tree["indicators"]["saved"]["potential"] = f"{there} t/yr"
        return _rule(tree, rule="overlap", of="saved", at_most="potential")
    places = sorted({entry["place"] for entry in tree["projects"].values() if "place" in entry})
    if places and dice.random() < 0.6:
        return _rule(tree, rule="overlap", of="saved", each="place", at_most=dict.fromkeys(places, f"{there // 2}"))
    return _rule(tree, rule="overlap", of="saved", at_most=f"{there} t/yr")


def _intensity(dice: random.Random, tree: Tree) -> Planted:
    """A small ratio of what is emitted to what is produced, or a small amount of what is emitted."""
    last = tree["case"]["horizon"][1]
    co2e = dice.randint(500, 5000)
    tree["indicators"] = {
        **tree["indicators"],
        "emitted": {"flow": "tCO2e/yr", "less": "co2e", "without_projects": {last: str(co2e)}},
        "output": {"flow": "million VND/yr", "without_projects": {last: str(dice.randint(900, 2000))}},
        "intensity": {"ratio": ["emitted", "output"]},
    }
    if dice.random() < 0.4:
        return _rule(tree, rule="target", of="emitted", by=last, at_most=f"{co2e * dice.randint(1, 9) // 10} tCO2e/yr")
    unit = dice.choice(["", " tCO2e/million VND"])
    return _rule(tree, rule="target", of="intensity", by=last, at_most=f"0.{dice.randint(1, 99):02}{unit}")


def _ratio(dice: random.Random, tree: Tree) -> Planted:
    """A share of works that cannot be reached."""
    last = tree["case"]["horizon"][1]
    return _rule(tree, rule="target", of="clean_share", by=last, at_least=f"{dice.randint(20, 100)} %")


def _exactly(dice: random.Random, tree: Tree) -> Planted:
    """A number of projects that is too many, or too few for what is asked besides."""
    _something(dice, tree, 60)
    group: Tree = {"projects": list(tree["projects"])}
    counted: Tree = {} if all("scale" in each for each in tree["projects"].values()) else {"as": "shares"}
    return _rule(tree, rule="choose", to=group, exactly=str(dice.randint(0, len(tree["projects"]))), **counted)


PLANTS: tuple[Callable[[random.Random, Tree], Planted], ...] = (
    _floor, _share, _ceiling, _target, _starts, _promise, _phase_out, _capacity, _match, _leverage, _remaining,
    _overlap, _intensity, _ratio, _exactly,
)  # fmt: skip
"""What can be planted, each as likely as the others."""
