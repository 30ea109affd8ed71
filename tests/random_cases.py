"""
Random cases, as the YAML a planner would write: every kind of rule, fund, project and objective.

What is written is always a valid case; whether a plan satisfies it is left to chance. A seed gives the same case
every time. Numbers come in four styles: small, in round steps (many ties), in million VND with decimals, and in plain
VND up to 1e12, which is where solvers go wrong.
"""

import random
from fractions import Fraction
from typing import Any, NamedTuple

from tests.small_cases import CONDITIONS, SECTORS, Tree, case_tree

KINDS = ("efficiency", "renewable", "cleaner_production", "enabling")
PLACES = ("north", "south")
FACILITIES = ("works_1", "works_2")
TAGS = ("brick", "school")
FIRST = 2026


class Wanted(NamedTuple):
    """What a random case shall be like."""

    whole: bool = False
    """Projects all or nothing, or with a smallest share; else every project may be done in part."""
    one_payer: bool = False
    """One fund pays for everything, and all projects are all or nothing: small enough to enumerate."""
    soft: bool = True
    """Whether rules may be soft."""
    raw: bool = False
    """All money in plain VND, in whole numbers from 1e6 to 1e12."""


def random_case(seed: int, wanted: Wanted = Wanted()) -> Tree:  # noqa: B008 - a tuple cannot be changed
    """Return the case of a seed."""
    return _Maker(random.Random(seed), wanted).case()  # noqa: S311 - nothing here is a secret


class _Maker:
    """Draws one case."""

    def __init__(self, dice: random.Random, wanted: Wanted) -> None:
        self.dice = dice
        self.wanted = wanted
        self.style = dice.choice(["small", "round", "million", "vnd"])
        if wanted.raw:
            self.style = "raw"
        years = dice.choice([1, 1, 2, 3]) if wanted.whole else dice.choice([1, 1, 2, 3, 4])
        self.last = FIRST + years - 1
        self.years = range(FIRST, self.last + 1)
        self.rules: dict[str, Tree] = {}
        self.asked: dict[str, Fraction] = {}

    def case(self) -> Tree:
        most = 8 if self.wanted.whole else 12
        if self.wanted.one_payer:
            most = {1: 11, 2: 7}.get(years := len(self.years), 6 if years == 3 else 5)
        self.names = [f"p{number:02}" for number in range(self.dice.randint(3, most))]
        self.dice.shuffle(self.names)
        self.classes = {name: self.dice.choice(["", "", "", "machines", "audit"]) for name in self.names}
        projects = {name: self._project(name) for name in self.names}
        funds = self._funds()
        self.funds = list(funds)
        self._entries = list(projects.values())
        self.kilns = sum(int(entry.get("closes", {"kilns": "0"})["kilns"]) for entry in projects.values())
        self._support_limits()
        for number in range(self.dice.choice([0, 1, 2, 2, 3, 4, 6])):
            self._rule(f"r{number}", projects)
        objective = self._objective(projects)
        if self.chance(0.25):
            self._overlap(projects)
        for number in range(self.dice.choice([0, 0, 0, 1, 2])):
            self._priority(f"first{number}", projects, objective)
        tree = case_tree(projects, funds, self.rules, objective, (FIRST, self.last))
        tree["units"]["money"] = "VND" if self.style in ("vnd", "raw") else "million VND"
        tree["stocks"] = {"kilns": {"unit": "kiln", "amount": str(self.kilns + self.dice.randint(1, 9))}}
        tree["indicators"] = dict(tree["indicators"])
        for name in ("clean", "all_works"):
            base = self.dice.randint(5, 40) if name == "clean" else self.dice.randint(60, 90)
            tree["indicators"][name] = {
                **tree["indicators"][name],
                "without_projects": {str(year): str(base) for year in self.years},
            }
        return tree

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def _amount(self) -> Fraction:
        """Draw an amount of money in the case's own unit."""
        match self.style:
            case "small":
                return Fraction(self.dice.randint(2, 40))
            case "round":
                return Fraction(50 * self.dice.randint(1, 4))
            case "million":
                return Fraction(self.dice.randint(1_000, 900_000), 100)
            case "raw":
                return Fraction(self.dice.randint(10**6, 10 ** self.dice.randint(7, 12)))
            case _:
                return Fraction(self.dice.randint(10**8, 10 ** self.dice.randint(9, 12)))

    def _money(self, amount: Fraction) -> str:
        """Write an amount, now and then in another unit."""
        amount = Fraction(int(amount * 100), 100) if self.style == "million" else Fraction(int(amount))
        if self.style == "vnd" and self.chance(0.1):
            return f"{_decimal(amount / 10**6)} million VND"
        return _decimal(amount)

    def _project(self, name: str) -> Tree:
        dice = self.dice
        cost = self._amount()
        entry: Tree = {
            "sector": dice.choice(SECTORS),
            "kind": dice.choice(KINDS),
            "cost": self._money(cost),
            "lifetime": f"{dice.randint(1, 12)} yr",
        }
        self._support(name, entry, cost)
        if self.chance(0.5):
            entry["place"] = dice.choice(PLACES)
        if self.classes[name] == "machines" or self.chance(0.3):
            entry["facility"] = dice.choice(FACILITIES)
        if self.chance(0.4):
            entry["tags"] = dice.sample(TAGS, dice.randint(1, 2))
        if self.chance(0.35):
            entry["spending"] = dice.choice([["60 %", "40 %"], ["25 %", "50 %", "25 %"], ["50 %", "0 %", "50 %"]])
        if self.chance(0.5):
            first = dice.choice(self.years)
            entry["start"] = [str(first), str(dice.randint(first, self.last))]
        if self.chance(0.6 if len(self.years) == 1 else 0.3):
            entry["runs_after"] = str(dice.randint(0, 2))
        if self.chance(0.1) and self.classes[name] != "machines":
            entry["running_cost"] = f"{self._money(cost / 20)}/yr"
        self._impacts(entry)
        self._scale(entry)
        entry["meets"] = {each: "document 7" for each in CONDITIONS if self.chance(0.8)}
        self._status(entry)
        later = self.names[self.names.index(name) + 1 :]
        if later and self.chance(0.12):
            needed = dice.choice(later)
            entry["requires"] = [needed if self.chance(0.5) else {"project": needed, "when": "finished"}]
        return entry

    def _support(self, name: str, entry: Tree, cost: Fraction) -> None:
        if self.classes[name]:
            entry["support"] = self.classes[name]
            if self.chance(0.4):
                entry["eligible_cost"] = self._money(cost * Fraction(self.dice.randint(3, 9), 10))
        else:
            entry["asks"] = self._money(cost * Fraction(self.dice.choice([3, 5, 10, 10]), 10))
        self.asked[name] = cost

    def _impacts(self, entry: Tree) -> None:
        dice = self.dice
        impact: Tree = {}
        if self.chance(0.7):
            impact["co2e"] = f"{dice.randint(1, 9) * 10 if self.style == 'round' else dice.randint(-40, 900)}/yr"
        if self.chance(0.3):
            impact["waste"] = f"{dice.randint(1, 30)} t/yr"
        for stock, share in (("models", 0.4), ("clean", 0.3)):
            if self.chance(share):
                impact[stock] = str(dice.randint(1, 6))
        if self.chance(0.2):
            impact["all_works"] = str(dice.randint(-2, 3))
        entry["impact"] = impact
        if self.chance(0.35):
            entry["closes"] = {"kilns": str(dice.randint(1, 9))}
        for key, share in (("saves", 0.4), ("adds", 0.1)):
            if self.chance(share):
                entry[key] = {fuel: f"{dice.randint(1, 90)} {unit}/yr" for fuel, unit in self._fuels()}

    def _fuels(self) -> list[tuple[str, str]]:
        return self.dice.sample([("electricity", "MWh"), ("coal", "t")], self.dice.randint(1, 2))

    def _scale(self, entry: Tree) -> None:
        if not self.wanted.whole:
            return
        if self.wanted.one_payer or self.chance(0.6):
            entry["scale"] = "all_or_nothing"
        elif self.chance(0.6):
            entry["scale"] = {"at_least": f"{self.dice.choice([10, 25, 50, 90])} %"}

    def _status(self, entry: Tree) -> None:
        draw = self.dice.random()
        if draw < 0.05 and ("spending" not in entry or self.chance(0.3)):
            entry["status"] = "required"
        elif draw < 0.11:
            self._begun(entry)
        elif draw < 0.14:
            entry["status"] = "excluded"
        if "status" in entry:
            entry["status_source"] = "decision 7"
            entry.pop("start", None)

    def _begun(self, entry: Tree) -> None:
        entry["status"] = "committed"
        if self.wanted.one_payer:
            entry["started"] = {str(FIRST - 1): "100 %"}
        else:
            entry["started"] = {str(self.dice.choice([FIRST - 2, FIRST - 1])): self.dice.choice(["100 %", "40 %"])}
        if self.chance(0.5):
            remaining = {str(year): self._money(self._amount() / 20) for year in self.years if self.chance(0.7)}
            if remaining:
                entry["remaining"] = remaining
        elif "spending" in entry:
            # What is due after the last year in which there is money is nobody's to pay; such a case is not written.
            del entry["spending"]

    def _funds(self) -> dict[str, Tree]:
        dice = self.dice
        asked = sum(self.asked.values(), Fraction(0))
        count = 1 if self.wanted.one_payer else dice.choice([1, 1, 2, 3])
        funds: dict[str, Tree] = {}
        for number in range(count):
            years = [*self.years, *([self.last + 1] if self.chance(0.3) else [])]
            part = asked * Fraction(dice.randint(20, 90), 100) / count / len(years)
            amounts = {str(year): self._money(part * Fraction(dice.randint(5, 15), 10)) for year in years}
            if len(amounts) > 1 and self.chance(0.2):
                del amounts[dice.choice(list(amounts))]
            fund: Tree = {"amount": amounts, "carry_over": dice.choice(["none", "none", "all", "30 %"])}
            if self.chance(0.25):
                fund["opening"] = self._money(part / 4)
            if self.chance(0.12):
                fund["spend_at_least"] = f"{dice.choice([2, 5, 20])} %"
            if not self.wanted.one_payer and self.chance(0.5):
                fund["for"] = self._selector(named=False)
            funds[f"f{number}"] = fund
        return funds

    def _selector(self, *, named: bool = True) -> Tree:
        dice = self.dice
        keys: list[tuple[str, tuple[str, ...]]] = [("sectors", SECTORS), ("kinds", KINDS)]
        if named:
            keys += [("tags", TAGS), ("places", PLACES), ("projects", tuple(self.names))]
        key, names = dice.choice(keys)
        if named and key in ("tags", "places"):
            names = tuple(name for name in names if name in self._used(key))
            if not names:
                key, names = "sectors", SECTORS
        found: Tree = {key: dice.sample(names, dice.randint(1, min(3, len(names))))}
        if self.chance(0.15):
            found["not"] = {"kinds": [dice.choice(KINDS)]}
        return found

    def _used(self, key: str) -> set[str]:
        if key == "tags":
            return {tag for entry in self._entries for tag in entry.get("tags", ())}
        return {entry["place"] for entry in self._entries if "place" in entry}

    def _support_limits(self) -> None:
        for name in ("audit", "machines"):
            if name not in self.classes.values():
                continue
            typical = max(self.asked.values()) / 2
            limit: Tree = {"rule": "support_limit", "class": name, "rate": f"{self.dice.choice([30, 50, 80])} %"}
            if name == "machines":
                limit |= {"ceiling": self._money(typical), "per": "facility"}
            if len(self.years) > 1 and self.chance(0.4):
                middle = self.dice.choice(self.years[:-1])
                early, late = dict(limit), dict(limit)
                early["valid"] = [str(FIRST - 5), str(middle)]
                late |= {"valid": [str(middle + 1), str(self.last + 5)], "rate": "40 %"}
                self.rules[f"limit_{name}_early"], self.rules[f"limit_{name}_late"] = early, late
            else:
                self.rules[f"limit_{name}"] = limit

    def _rule(self, name: str, projects: dict[str, Tree]) -> None:
        kinds = ["floor", "floor", "ceiling", "ceiling", "target", "ratio", "requires", "choose", "ban", "safeguard"]
        kinds += ["phase_out", "capacity", "capacity", "leverage", "level"]
        if not self.wanted.one_payer:
            kinds += ["fund_limit", "match", "match"]
        rule = getattr(self, f"_{self.dice.choice(kinds)}")(projects)
        if rule:
            self.rules[name] = rule

    def _floor(self, projects: dict[str, Tree]) -> Tree:
        return {"rule": "floor", **self._limited("at_least", projects)}

    def _ceiling(self, projects: dict[str, Tree]) -> Tree:
        return {"rule": "ceiling", **self._limited("at_most", projects)}

    def _level(self, projects: dict[str, Tree]) -> Tree:
        """Count an indicator of a group from the level it has without projects, now and then one for each year."""
        served = self._served(("co2e", "models", "waste"), projects)
        if not served:
            return {}
        low = self.chance(0.5)
        rule: Tree = {"rule": "floor" if low else "ceiling", "of": self.dice.choice(served), "to": self._selector()}
        time = self.dice.choice(["whole", "in", "by", "each", "map"])
        self._time(rule, time)
        years = self._some_years() if time == "map" else []
        level, limit = self.dice.randint(2, 60), self.dice.randint(0, 2) if low else self.dice.randint(0, 12)
        rule["without_projects"] = str(level)
        if years:
            rule["without_projects"] = {year: str(level + self.dice.randint(0, 2)) for year in years}
        rule["at_least" if low else "at_most"] = (
            dict.fromkeys(years, str(level + limit)) if years else str(level + limit)
        )
        if self.wanted.soft and self.chance(0.5 if low else 0.2):
            rule["soft"] = "true"
        return rule

    def _limited(self, key: str, projects: dict[str, Tree]) -> Tree:
        dice = self.dice
        low = key == "at_least"
        kinds = ["total_cost", "starts", *self._served(("co2e", "models", "waste"), projects)]
        if self.wanted.one_payer:
            kinds.append("projects")
        of = dice.choice(["public_money"] * 5 + kinds)
        rule: Tree = {"of": of, "to": self._selector()}
        asked = sum(self.asked.values(), Fraction(0))
        time = dice.choice(["whole", "whole", "in", "by", "each", "map"])
        share = self.chance(0.6) and of != "projects"
        if of == "projects":
            # Counted over the whole horizon: when one of several starts counts is not settled.
            time = "whole"
        if share:
            limit = f"{dice.choice([5, 8, 12, 15] if low else [25, 35, 60, 75])} %"
            if of == "public_money" and self.chance(0.25):
                rule["share_of"] = "budget"
            elif self.chance(0.25):
                rule["among"] = {"sectors": dice.sample(SECTORS, 3)}
        elif of in ("public_money", "total_cost"):
            limit = self._money(asked * Fraction(dice.choice([1, 2, 3] if low else [10, 20, 40]), 100))
        elif of == "starts":
            limit = dice.choice(["0.25", "0.5"] if low else ["1", "1.5", "2"])
        elif of == "projects":
            limit = str(dice.randint(1, 2) if low else dice.randint(1, 3))
        else:
            limit = str(dice.randint(1, 4) if low else dice.randint(3, 40))
        self._time(rule, time)
        if of == "public_money" and "among" not in rule and self.chance(0.15):
            rule["from"] = ["f0"]
        years = self._some_years() if time == "map" else []
        rule[key] = dict.fromkeys(years, limit) if years else limit
        if self.wanted.soft and self.chance(0.2):
            rule["soft"] = "true"
        if self.chance(0.1):
            rule["valid"] = [str(FIRST), str(dice.choice(self.years))]
        return rule

    def _time(self, rule: Tree, time: str) -> None:
        if time in ("in", "by"):
            rule[time] = str(self.dice.choice(self.years))
        elif time == "each":
            rule["each"] = "year"

    def _some_years(self) -> list[str]:
        return [str(year) for year in sorted(self.dice.sample(self.years, self.dice.randint(1, len(self.years))))]

    def _phase_out(self, projects: dict[str, Tree]) -> Tree:
        """Ask for little of what can be closed, by some years; now and then of a group, or by a year out of reach."""
        if not self.kilns:
            return {}
        dice, years = self.dice, self._some_years()
        if self.chance(0.2):
            years.append(str(self.last + 1))
        steps = sorted(dice.sample([1, 2, 4, 7, 11, 15], len(years)))
        rule: Tree = {"rule": "phase_out", "what": "kilns"}
        rule["closed_by"] = {year: f"{step} %" for year, step in zip(years, steps, strict=True)}
        if self.chance(0.4):
            counts = sorted(dice.randint(1, max(1, self.kilns // 5)) for _ in years)
            rule["closed_by"] = {year: f"{count} kiln" for year, count in zip(years, counts, strict=True)}
        if self.chance(0.25):
            rule["to"] = self._selector()
        if self.wanted.soft and self.chance(0.6):
            rule["soft"] = "true"
        return rule

    def _capacity(self, projects: dict[str, Tree]) -> Tree:
        dice = self.dice
        of = dice.choice(["starts", "starts", "total_cost", "public_money"])
        rule: Tree = {"rule": "capacity", "of": of}
        if self.chance(0.6):
            rule["to"] = self._selector()
        asked = sum(self.asked.values(), Fraction(0)) / len(self.years)

        def amount(share: int) -> str:
            """Return a part of what could be begun in a year, in hundredths."""
            return _decimal(Fraction(share, 20)) if of == "starts" else self._money(asked * Fraction(share, 100))

        share = dice.choice([3, 8, 20])
        rule["at_most"] = f"{amount(share)}/yr"
        if self.chance(0.3):
            rule["at_most"] = {year: amount(share) for year in self._some_years()}
        lifts = {}
        if self.chance(0.5):
            lifts[dice.choice(self.names)] = f"{amount(15)}/yr"
        if self.chance(0.3):
            lifts[dice.choice(["waste", "co2e", "toe"])] = _decimal(Fraction(1, 20) * dice.randint(0, 9))
        if lifts:
            rule["raised_by"] = lifts
        if self.chance(0.1):
            rule["valid"] = [str(FIRST), str(dice.choice(self.years))]
        return rule

    def _match(self, projects: dict[str, Tree]) -> Tree:
        if len(self.funds) < 2:
            return {}
        payer, companion = self.dice.sample(self.funds, 2)
        rule: Tree = {"rule": "match", "from": payer, "with": companion}
        rule["at_least"] = f"{self.dice.choice([5, 20, 35])} %"
        if self.chance(0.4):
            rule["to"] = self._selector()
        if self.chance(0.15):
            rule["valid"] = [str(FIRST), str(self.dice.choice(self.years))]
        return rule

    def _leverage(self, projects: dict[str, Tree]) -> Tree:
        rule: Tree = {"rule": "leverage", "at_least": f"{self.dice.choice([1, 3, 12, 40, 110])} %"}
        if self.chance(0.5):
            rule["to"] = self._selector()
        self._time(rule, self.dice.choice(["whole", "whole", "in", "by", "each"]))
        if self.wanted.soft and self.chance(0.3):
            rule["soft"] = "true"
        return rule

    def _target(self, projects: dict[str, Tree]) -> Tree:
        of = self.dice.choice([*self._served(("co2e", "models", "waste"), projects), "toe"])
        rule: Tree = {"rule": "target", "of": of, "by": str(self.last), "at_least": str(self.dice.randint(1, 9))}
        if self.wanted.soft and self.chance(0.5):
            rule |= {"soft": "true", "at_least": str(self.dice.randint(3, 300))}
        return rule

    def _served(self, names: tuple[str, ...], projects: dict[str, Tree]) -> list[str]:
        """Return the indicators that a candidate serves which would run within the horizon."""
        found = []
        for name in names:
            for entry in projects.values():
                begin = int(entry.get("start", [FIRST])[0])
                delay = int(entry.get("runs_after", len(entry.get("spending", [1]))))
                helps = not entry["impact"].get(name, "-").startswith("-")
                if helps and begin + delay <= self.last and entry.get("status") != "excluded":
                    found.append(name)
                    break
        return found

    def _ratio(self, projects: dict[str, Tree]) -> Tree:
        rule: Tree = {"rule": "target", "of": "clean_share", "by": str(self.last)}
        rule["at_least"] = f"{self.dice.choice([4, 8, 15, 30])} %"
        if self.wanted.soft and self.chance(0.4):
            rule["soft"] = "true"
        return rule

    def _requires(self, projects: dict[str, Tree]) -> Tree:
        """One project needs any of two others, later in the order that keeps circles out."""
        if len(self.names) < 4:
            return {}
        at = self.dice.randrange(len(self.names) - 2)
        rule: Tree = {
            "rule": "requires",
            "each": {"projects": [self.names[at]]},
            "needs": {"projects": self.dice.sample(self.names[at + 1 :], 2)},
        }
        if self.chance(0.3):
            rule["lag"] = "1"
        if self.chance(0.3):
            rule["when"] = "finished"
        if "place" in projects[self.names[at]] and self.chance(0.3):
            rule["same"] = "place"
        return rule

    def _choose(self, projects: dict[str, Tree]) -> Tree:
        """Count projects that can be counted; else count their parts."""
        group = self.dice.sample(self.names, min(len(self.names), self.dice.randint(2, 4)))
        rule: Tree = {"rule": "choose", "to": {"projects": group}}
        rule["exactly" if self.chance(0.25) else "at_most"] = str(self.dice.randint(1, 2))
        if any("scale" not in projects[name] for name in group):
            rule["as"] = "shares"
        return rule

    def _overlap(self, projects: dict[str, Tree]) -> None:
        """Let some projects share what there is of an indicator of which no rule asks for less, or for a part."""
        spoken = {rule["of"] for rule in self.rules.values() if rule["rule"] in ("floor", "ceiling")}
        free = [name for name in ("co2e", "waste", "models", "clean") if name not in spoken]
        if not free:
            return
        of = self.dice.choice(free)
        few, many = {"co2e": (40, 1500), "waste": (2, 60)}.get(of, (1, 8))
        rule: Tree = {"rule": "overlap", "of": of, "at_most": str(self.dice.randint(few, many))}
        each = self.dice.choice(["", "", "place", "facility"])
        used = sorted({entry[each] for entry in projects.values() if each in entry}) if each else []
        if used:
            rule["each"] = each
            if self.chance(0.5):
                rule["at_most"] = {name: str(self.dice.randint(few, many)) for name in used}
        if self.chance(0.6):
            rule["to"] = self._selector()
        self.rules["once"] = rule

    def _priority(self, name: str, projects: dict[str, Tree], objective: Tree) -> None:
        """Put some projects first: all that the case seeks of them, or so much of what is counted."""
        dice = self.dice
        rule: Tree = {"rule": "priority", "to": self._selector(), "tier": dice.choice(["1", "1", "2"])}
        shared = self.rules.get("once", {}).get("of", "")
        if "maximise" in objective and objective["maximise"] != shared and self.chance(0.3):
            self.rules[name] = rule
            return
        counted = [each for each in self._served(("co2e", "models", "waste"), projects) if each != shared]
        rule["of"] = dice.choice(["public_money", "public_money", "total_cost", "starts", *counted])
        if self.chance(0.7):
            money = rule["of"] in ("public_money", "total_cost")
            asked = sum(self.asked.values(), Fraction(0)) * Fraction(dice.choice([2, 10, 30]), 100)
            rule["up_to"] = self._money(asked) if money else str(dice.randint(1, 40))
            if self.chance(0.5):
                rule["up_to"] = f"{dice.choice([10, 30, 55])} %"
                if rule["of"] == "public_money" and self.chance(0.5):
                    rule["share_of"] = "budget"
        if rule["of"] == "public_money" and self.chance(0.2):
            rule["from"] = ["f0"]
        self.rules[name] = rule

    def _ban(self, projects: dict[str, Tree]) -> Tree:
        name = self.dice.choice(self.names)
        return {"rule": "ban", "to": {"projects": [name], "status": ["candidate", "excluded"]}}

    def _safeguard(self, projects: dict[str, Tree]) -> Tree:
        group = {**self._selector(named=False), "status": ["candidate"]}
        return {"rule": "safeguard", "to": group, "needs": [self.dice.choice(CONDITIONS)]}

    def _fund_limit(self, projects: dict[str, Tree]) -> Tree:
        name = self.dice.choice(["audit", "machines"])
        if name not in self.classes.values():
            return {}
        return {"rule": "support_limit", "class": name, "rate": f"{self.dice.choice([10, 20])} %", "from": ["f0"]}

    def _objective(self, projects: dict[str, Tree]) -> Tree:
        dice = self.dice
        draw = dice.random()
        served = self._served(("co2e", "models", "waste"), projects)
        if draw < 0.15 and served:
            self.rules["wanted"] = {
                "rule": "target",
                "of": dice.choice(served),
                "by": str(self.last),
                "at_least": str(dice.randint(1, 4)),
            }
            return {"minimise": dice.choice(["public_money", "public_money", "total_cost"])}
        if draw < 0.25:
            return {"maximise": dice.choice(["models", "clean"])}
        objective: Tree = {"maximise": "co2e", "over": dice.choice(["lifetime", "lifetime", "horizon"])}
        if self.chance(0.15):
            objective = {"maximise": dice.choice(["co2e", "waste"]), "in": str(dice.choice(self.years))}
        if self.chance(0.3):
            objective["discount"] = dice.choice(["3 %", "7.5 %"])
        return objective


def relabelled(tree: Tree, seed: int) -> tuple[Tree, dict[str, str]]:
    """Return the same case with other names for projects, in another order, its rules shuffled; and old name → new."""
    dice = random.Random(seed)  # noqa: S311 - nothing here is a secret
    names, rules = list(tree["projects"]), list(tree["rules"])
    new = dict(zip(names, dice.sample([f"q{number:02}" for number in range(len(names))], len(names)), strict=True))
    changed: Tree = _renamed(tree, new)
    changed["projects"] = {new[name]: _renamed(tree["projects"][name], new) for name in dice.sample(names, len(names))}
    changed["rules"] = {name: _renamed(tree["rules"][name], new) for name in dice.sample(rules, len(rules))}
    return changed, new


def _renamed(value: Any, new: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {new.get(key, key): _renamed(each, new) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, new) for each in value]
    return new.get(value, value)


def _decimal(value: Fraction) -> str:
    """Write a number with a finite decimal expansion in full."""
    whole, rest = divmod(value, 1)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return f"{whole}.{digits}" if digits else str(whole)
