"""
A case as it is written, read a second time: what projects are, ask for and do, from the definitions alone.

Nothing here uses greenopt's own code; `tests/independent.py` makes a second formulation of it.
"""

from fractions import Fraction

from tests.small_cases import Tree

ZERO, ONE = Fraction(0), Fraction(1)


def number(text: str) -> Fraction:
    """Return a number, a share as a fraction of one."""
    value = Fraction(text.split(" ", maxsplit=1)[0].removesuffix("/yr"))
    return value / 100 if text.endswith("%") else value


class WrittenProject:
    """A project as it is written, with what the definitions make of it."""

    def __init__(self, name: str, entry: Tree, book: "Book") -> None:
        self.name = name
        self.entry = entry
        self.book = book
        self.cost = book.money(entry["cost"])
        self.eligible = book.money(str(entry.get("eligible_cost", entry["cost"])))
        self.profile = [number(each) for each in entry.get("spending", ["100 %"])]
        self.delay = int(entry.get("runs_after", len(self.profile)))
        self.life = int(entry["lifetime"].split()[0])
        first, last = (int(year) for year in entry.get("start", [book.first, book.last]))
        self.window = range(first, last + 1)
        self.status = entry.get("status", "candidate")
        self.started = {int(year): number(share) for year, share in entry.get("started", {}).items()}
        self.remaining = {int(year): book.money(money) for year, money in entry.get("remaining", {}).items()}
        self.running_cost = book.money(entry.get("running_cost", "0/yr").removesuffix("/yr"))
        self.scale = entry.get("scale", "continuous")

    def has(self, selector: Tree) -> bool:
        """Whether a selector means this project: lists are OR, keys are AND."""
        mine = {
            "sectors": {self.entry["sector"]},
            "kinds": {self.entry["kind"]},
            "tags": set(self.entry.get("tags", ())),
            "places": {self.entry.get("place", "")},
            "facilities": {self.entry.get("facility", "")},
            "projects": {self.name},
            "status": {self.status},
        }
        fits: bool = all(mine[key] & set(names) for key, names in selector.items() if key in mine)
        fits = fits and set(selector.get("meets", ())) <= set(self.entry.get("meets", ()))
        return fits and not ("not" in selector and self.has(selector["not"]))

    def asks(self, start: int) -> Fraction | None:
        """Return the public money at full scale for a start in a year, None where no limit of its class is valid."""
        if "asks" in self.entry:
            return self.book.money(self.entry["asks"])
        limits = [
            min(number(rule.get("rate", "100 %")) * self.eligible, *self.book.ceiling(rule))
            for rule in self.book.rules.values()
            if rule["rule"] == "support_limit" and rule["class"] == self.entry["support"] and "from" not in rule
            if self.book.valid(rule, start)
        ]
        return min(limits) if limits else None

    def screened(self) -> bool:
        """Whether it is banned, excluded, or lacks a condition."""
        for rule in self.book.rules.values():
            if rule["rule"] == "ban" and self.has(rule["to"]):
                return True
            shown = set(self.entry.get("meets", ()))
            if rule["rule"] == "safeguard" and self.has(rule.get("to", {})) and set(rule["needs"]) - shown:
                return True
        return bool(self.status == "excluded")

    def due(self, start: int) -> dict[int, Fraction]:
        """Return the public money due by year for the whole project, started in a year."""
        if start in self.started and self.remaining:
            return {year: money / sum(self.started.values()) for year, money in self.remaining.items()}
        public = self.asks(start) or ZERO
        return self._with_running({start + after: public * share for after, share in enumerate(self.profile)}, start)

    def invested(self, start: int) -> dict[int, Fraction]:
        """Return the money of every origin by year."""
        money = {start + after: self.cost * share for after, share in enumerate(self.profile)}
        return self._with_running(money, start)

    def _with_running(self, money: dict[int, Fraction], start: int) -> dict[int, Fraction]:
        for year in self.book.years:
            if self.runs(start, year):
                money[year] = money.get(year, ZERO) + self.running_cost
        return money

    def runs(self, start: int, year: int) -> bool:
        """Whether it runs in a year."""
        return start + self.delay <= year < start + self.delay + self.life

    def starts(self) -> list[int]:
        """Return the years in which it may be started anew."""
        if self.screened() or sum(self.started.values(), ZERO) == 1:
            return []
        payers = self.book.payers(self)
        found = []
        for start in self.window:
            if start not in self.book.years or self.asks(start) is None:
                continue
            due = [year for year, money in self.due(start).items() if money]
            late = [year for year in due if year > self.book.last]
            paid = {int(year) for fund in payers for year in self.book.tree["funds"][fund]["amount"]}
            if (payers or not due) and set(late) <= paid:
                found.append(start)
        return found

    def effect(self, indicator: str, year: int) -> Fraction:
        """Return what it does to an indicator in a year of running, or once."""
        entry, found = self.entry, ZERO
        if indicator in entry.get("impact", {}):
            found += number(entry["impact"][indicator])
        if self.book.tree["indicators"][indicator].get("from") == "factors":
            for key, sign in (("saves", 1), ("adds", -1)):
                for fuel, amount in entry.get(key, {}).items():
                    found += sign * number(amount) * self.book.factor(fuel, indicator, year)
        saved = self.book.tree["indicators"][indicator].get("less")
        return found - self.effect(saved, year) if saved else found


class Book:
    """The case as written."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.rules: dict[str, Tree] = tree["rules"]
        self.first, self.last = (int(year) for year in tree["case"]["horizon"])
        self.years = range(self.first, self.last + 1)
        written = [int(year) for fund in tree["funds"].values() for year in fund["amount"]]
        self.paying = range(self.first, max([self.last, *written]) + 1)
        self.projects = {name: WrittenProject(name, entry, self) for name, entry in tree["projects"].items()}

    def money(self, text: str) -> Fraction:
        """Return money in the case's unit."""
        millions = text.endswith("million VND") and self.tree["units"]["money"] == "VND"
        return number(text) * (10**6 if millions else 1)

    def ceiling(self, rule: Tree) -> list[Fraction]:
        """Return the ceiling of a limit, or so much that it is none."""
        return [self.money(rule["ceiling"])] if "ceiling" in rule else [Fraction(10) ** 30]

    def valid(self, rule: Tree, year: int) -> bool:
        """Whether a rule binds in a year."""
        return "valid" not in rule or int(rule["valid"][0]) <= year <= int(rule["valid"][1])

    def payers(self, project: WrittenProject) -> list[str]:
        """Return the funds that may pay for a project."""
        return [name for name, fund in self.tree["funds"].items() if project.has(fund.get("for", {}))]

    def factor(self, fuel: str, indicator: str, year: int) -> Fraction:
        """Return what a unit of a fuel is worth in a year: the last known value."""
        entry = self.tree["model"]["factors"][fuel]["indicators"].get(indicator)
        if entry is None:
            return ZERO
        if "value" in entry:
            return number(entry["value"])
        return number(entry["by_year"][str(max(int(known) for known in entry["by_year"] if int(known) <= year))])
