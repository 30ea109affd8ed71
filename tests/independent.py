"""
A second formulation of a case, from the definitions and the text of the case alone.

Nothing here uses greenopt's own code. It differs from the engine wherever it can: money is paid in money by every fund
to every project and year (the engine lets it follow from the start where one fund pays), sums are written out in every
row, numbers stay in the case's unit, and SCIP solves it. Small cases of whole projects are enumerated exactly.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from tests.small_cases import Tree

ZERO, ONE = Fraction(0), Fraction(1)
Line = dict[str, Fraction]
"""Variable → coefficient; the constant stands under the empty name."""


class Row(NamedTuple):
    """``line`` compared with zero: ``>=``, ``<=`` or ``==``."""

    line: Line
    sense: str


@dataclass
class Variable:
    """One variable; ``size`` is what it is measured in when it goes to a solver."""

    lower: Fraction = ZERO
    upper: Fraction | None = ONE
    whole: bool = False
    size: Fraction = ONE


@dataclass
class Formulation:
    """A case written out."""

    variables: dict[str, Variable] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    objective: Line = field(default_factory=dict)
    maximise: bool = True
    shortfall: Line = field(default_factory=dict)
    """Shortfalls of soft rules, each divided by what its rule asks for; to be made least before anything else."""
    public_money: Line = field(default_factory=dict)
    waiting: Line = field(default_factory=dict)
    options: dict[str, list[int]] = field(default_factory=dict)
    """Project → years in which it may be started anew."""


def number(text: str) -> Fraction:
    """Return a number, a share as a fraction of one."""
    value = Fraction(text.split(" ", maxsplit=1)[0].removesuffix("/yr"))
    return value / 100 if text.endswith("%") else value


def add(*lines: Line) -> Line:
    """Return the sum of lines."""
    found: Line = {}
    for line in lines:
        for name, coefficient in line.items():
            found[name] = found.get(name, ZERO) + coefficient
    return found


def times(line: Line, factor: Fraction | int) -> Line:
    """Return a line times a factor."""
    return {name: coefficient * factor for name, coefficient in line.items()}


def constant(value: Fraction | int) -> Line:
    """Return a line that is a number."""
    return {"": Fraction(value)}


class _Project:
    """A project as it is written, with what the definitions make of it."""

    def __init__(self, name: str, entry: Tree, book: "_Book") -> None:
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
        return found


class _Book:
    """The case as written."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.rules: dict[str, Tree] = tree["rules"]
        self.first, self.last = (int(year) for year in tree["case"]["horizon"])
        self.years = range(self.first, self.last + 1)
        written = [int(year) for fund in tree["funds"].values() for year in fund["amount"]]
        self.paying = range(self.first, max([self.last, *written]) + 1)
        self.projects = {name: _Project(name, entry, self) for name, entry in tree["projects"].items()}

    def money(self, text: str) -> Fraction:
        """Return money in the case's unit."""
        millions = text.endswith("million VND") and self.tree["units"]["money"] == "VND"
        return number(text) * (10**6 if millions else 1)

    def ceiling(self, rule: Tree) -> list[Fraction]:
        return [self.money(rule["ceiling"])] if "ceiling" in rule else [Fraction(10) ** 30]

    def valid(self, rule: Tree, year: int) -> bool:
        return "valid" not in rule or int(rule["valid"][0]) <= year <= int(rule["valid"][1])

    def payers(self, project: _Project) -> list[str]:
        return [name for name, fund in self.tree["funds"].items() if project.has(fund.get("for", {}))]

    def factor(self, fuel: str, indicator: str, year: int) -> Fraction:
        entry = self.tree["model"]["factors"][fuel]["indicators"].get(indicator)
        if entry is None:
            return ZERO
        if "value" in entry:
            return number(entry["value"])
        return number(entry["by_year"][str(max(int(known) for known in entry["by_year"] if int(known) <= year))])


class _Writer:
    """Writes the formulation of one case."""

    def __init__(self, tree: Tree) -> None:
        self.book = _Book(tree)
        self.found = Formulation()
        self.shares: dict[str, dict[int, Line]] = {}

    def write(self) -> Formulation:
        for project in self.book.projects.values():
            self._project(project)
        for name, fund in self.book.tree["funds"].items():
            self._fund(name, fund)
        for name, rule in self.book.rules.items():
            getattr(self, f"_{rule['rule']}")(name, rule)
        for project in self.book.projects.values():
            for each in project.entry.get("requires", ()):
                link = {"project": each} if isinstance(each, str) else each
                needed = [self.book.projects[link["project"]]]
                self._needs(project, needed, 0, link.get("when", "started"), {})
        self._objective(self.book.tree["objective"])
        self.found.public_money = self.amount("public_money", {})
        self.found.waiting = add(
            *(times(share, year - self.book.first) for shares in self.shares.values() for year, share in shares.items())
        )
        return self.found

    def variable(self, name: str, **given: Any) -> Line:
        self.found.variables[name] = Variable(**given)
        return {name: ONE}

    def demand(self, left: Line, sense: str, right: Line) -> None:
        self.found.rows.append(Row(add(left, times(right, -1)), sense))

    def _project(self, project: _Project) -> None:
        whole = project.scale == "all_or_nothing" and not project.started
        shares = {year: constant(share) for year, share in project.started.items()}
        years = project.starts()
        self.found.options[project.name] = years
        for year in years:
            shares[year] = self.variable(f"start {project.name} {year}", whole=whole)
        self.shares[project.name] = shares
        level = add(*shares.values())
        self.demand(level, "<=", constant(1))
        if isinstance(project.scale, dict) and not project.started:
            on = self.variable(f"on {project.name}", whole=True)
            self.demand(level, "<=", on)
            self.demand(level, ">=", times(on, number(project.scale["at_least"])))
        if project.status in ("committed", "required"):
            self.demand(level, "==", constant(1))
        self._payments(project)

    def _payments(self, project: _Project) -> None:
        """What is due in a year is what the funds pay in it."""
        shares = self.shares[project.name]
        due = {start: project.due(start) for start in shares}
        for year in sorted({year for each in due.values() for year, money in each.items() if money}):
            if year < self.book.first:
                continue
            owed = add(*(times(share, due[start].get(year, ZERO)) for start, share in shares.items()))
            most = sum(map(abs, owed.values()), ZERO)
            paid = [
                self.variable(f"pay {project.name} {fund} {year}", upper=2 * most, size=most)
                for fund in self.book.payers(project)
                if year in self.book.paying
            ]
            self.demand(add(*paid), "==", owed)

    def _fund(self, name: str, fund: Tree) -> None:
        carry = fund.get("carry_over", "none")
        share = {"none": ZERO, "all": None}[carry] if carry in ("none", "all") else number(carry)
        kept_before = constant(self.book.money(fund.get("opening", "0")))
        held = kept_before[""]
        for year in self.book.paying:
            amount = self.book.money(fund["amount"].get(str(year), "0"))
            held += amount
            spent = self.amount("public_money", {}, year=year, funds=[name])
            at_hand = add(constant(amount), kept_before)
            kept: Line = constant(0)
            if share != 0 and year < self.book.paying[-1]:
                most = held if share is None else share * amount
                kept = self.variable(f"keep {name} {year}", upper=most, size=max(held, ONE))
            if "spend_at_least" in fund:
                self.demand(spent, ">=", times(at_hand, number(fund["spend_at_least"])))
            self.demand(add(spent, kept), "<=", at_hand)
            kept_before = kept

    def amount(
        self,
        of: str,
        to: Tree,
        *,
        year: int | None = None,
        by: int | None = None,
        funds: Iterable[str] | None = None,
        begun: tuple[int, int] | None = None,
    ) -> Line:
        """Return a quantity of a group in a time."""
        group = [project for project in self.book.projects.values() if project.has(to)]
        if of == "public_money" and funds is not None:
            return add(*(self._paid(project, fund, year, by) for project in group for fund in funds))
        found: Line = {}
        for project in group:
            for start, share in self.shares[project.name].items():
                if begun is None or begun[0] <= start <= begun[1]:
                    found = add(found, times(share, self._weight(of, project, start, year, by)))
        return found

    def _paid(self, project: _Project, fund: str, year: int | None, by: int | None) -> Line:
        return add(
            *(
                {name: ONE}
                for name in self.found.variables
                if name.startswith(f"pay {project.name} {fund} ") and self._within(int(name.split()[-1]), year, by)
            )
        )

    def _within(self, each: int, year: int | None, by: int | None) -> bool:
        if each < self.book.first:
            return False
        return each == year if year is not None else by is None or each <= by

    def _weight(self, of: str, project: _Project, start: int, year: int | None, by: int | None) -> Fraction:
        if of in ("public_money", "total_cost"):
            money = project.due(start) if of == "public_money" else project.invested(start)
            return sum((amount for each, amount in money.items() if self._within(each, year, by)), ZERO)
        if of == "projects":
            assert project.scale == "all_or_nothing", "only whole projects are counted here"
            return ONE
        if of == "starts":
            return ONE if self._within(start, year, by) else ZERO
        running = start + project.delay
        if "stock" in self.book.tree["indicators"][of]:
            there = running == year if year is not None else running <= (by or self.book.last)
            return project.effect(of, running) if there else ZERO
        moment = year or by
        years: Iterable[int] = self.book.years if moment is None else [moment]
        return sum((project.effect(of, each) for each in years if project.runs(start, each)), ZERO)

    def _limited(self, name: str, rule: Tree, key: str, sense: str) -> None:
        moments: list[tuple[Tree, str]] = []
        if isinstance(rule[key], dict):
            moments = [({"year": int(year)}, limit) for year, limit in rule[key].items()]
        elif rule.get("each") == "year":
            moments = [({"year": year}, rule[key]) for year in self.book.years]
        elif "in" in rule:
            moments = [({"year": int(rule["in"])}, rule[key])]
        elif "by" in rule:
            moments = [({"by": int(rule["by"])}, rule[key])]
        else:
            moments = [({}, rule[key])]
        for moment, limit in moments:
            when = moment.get("year", moment.get("by"))
            if when is None or (when in self.book.years and self.book.valid(rule, when)):
                self._limit(f"{name} {when}", rule, limit, sense, moment)

    def _limit(self, name: str, rule: Tree, limit: str, sense: str, moment: Tree) -> None:
        funds, of = rule.get("from"), rule["of"]
        left = self.amount(of, rule.get("to", {}), funds=funds, **moment)
        if not limit.endswith("%"):
            right = constant(self.book.money(limit))
        elif rule.get("share_of") == "budget":
            right = times(self._budget(funds, **moment), number(limit))
        else:
            right = times(self.amount(of, rule.get("among", {}), funds=funds, **moment), number(limit))
        if rule.get("soft") == "true":
            short = self._short(name, right, left)
            left = add(left, times(short, 1 if sense == ">=" else -1))
        self.demand(left, sense, right)

    def _short(self, name: str, right: Line, left: Line) -> Line:
        missing = sum(map(abs, [*right.values(), *left.values()]), ONE)
        short = self.variable(f"short {name}", upper=None, size=missing)
        asked = abs(right.get("", ZERO)) or ONE
        self.found.shortfall = add(self.found.shortfall, times(short, 1 / asked))
        return short

    def _budget(self, funds: list[str] | None, year: int | None = None, by: int | None = None) -> Line:
        total = ZERO
        for name, fund in self.book.tree["funds"].items():
            if funds is None or name in funds:
                for each, amount in fund["amount"].items():
                    if self._within(int(each), year, by):
                        total += self.book.money(amount)
        return constant(total)

    def _floor(self, name: str, rule: Tree) -> None:
        self._limited(name, rule, "at_least", ">=")

    def _ceiling(self, name: str, rule: Tree) -> None:
        self._limited(name, rule, "at_most", "<=")

    def _target(self, name: str, rule: Tree) -> None:
        indicators, by = self.book.tree["indicators"], int(rule["by"])
        if by not in self.book.years or not self.book.valid(rule, by):
            return

        def reached(indicator: str) -> Line:
            without = indicators[indicator].get("without_projects", {}).get(str(by), "0")
            return add(self.amount(indicator, {}, by=by), constant(number(without)))

        if "ratio" in indicators[rule["of"]]:
            above, below = indicators[rule["of"]]["ratio"]
            left, right = reached(above), times(reached(below), number(rule["at_least"]))
        else:
            left, right = reached(rule["of"]), constant(number(rule["at_least"]))
        if rule.get("soft") == "true":
            left = add(left, self._short(name, right, left))
        self.demand(left, ">=", right)

    def _ban(self, name: str, rule: Tree) -> None:
        """Nothing more: what is banned has no start."""

    def _safeguard(self, name: str, rule: Tree) -> None:
        """Nothing more: what lacks a condition has no start."""

    def _support_limit(self, name: str, rule: Tree) -> None:
        members = [each for each in self.book.projects.values() if each.entry.get("support") == rule["class"]]
        if "from" in rule:
            for project in members:
                most = number(rule["rate"]) * project.eligible
                level = add(*self.shares[project.name].values())
                self.demand(self.amount("public_money", {"projects": [project.name]}, funds=rule["from"]), "<=",
                            times(level, most))  # fmt: skip
        elif rule.get("per") == "facility":
            for facility in sorted({each.entry["facility"] for each in members}):
                here = {"projects": [each.name for each in members if each.entry["facility"] == facility]}
                begun = tuple(int(year) for year in rule["valid"]) if "valid" in rule else None
                money = self.amount("public_money", here, begun=begun)  # type: ignore[arg-type]  # two years
                self.demand(money, "<=", constant(self.book.money(rule["ceiling"])))

    def _requires(self, name: str, rule: Tree) -> None:
        for project in self.book.projects.values():
            if project.has(rule["each"]):
                needed = [
                    each
                    for each in self.book.projects.values()
                    if each is not project
                    and each.has(rule["needs"])
                    and ("same" not in rule or project.entry[rule["same"]] == each.entry.get(rule["same"]))
                ]
                self._needs(project, needed, int(rule.get("lag", "0")), rule.get("when", "started"), rule)

    def _needs(self, project: _Project, needed: list[_Project], lag: int, when: str, rule: Tree) -> None:
        """In every year in which it could begin, no more of it has begun than of what it needs, long enough before."""
        for year in self.found.options[project.name]:
            there = [
                share
                for each in needed
                for start, share in self.shares[each.name].items()
                if start <= year - lag - (each.delay if when == "finished" else 0)
            ]
            mine = [share for start, share in self.shares[project.name].items() if start <= year]
            self.demand(add(*mine), "<=", add(*there))

    def _choose(self, name: str, rule: Tree) -> None:
        counted: list[Line] = []
        for project in self.book.projects.values():
            if project.has(rule["to"]):
                on = f"on {project.name}"
                by_share = rule.get("as") == "shares" or on not in self.found.variables
                counted.append(add(*self.shares[project.name].values()) if by_share else {on: ONE})
        sense = "==" if "exactly" in rule else "<="
        self.demand(add(*counted), sense, constant(int(rule["exactly" if "exactly" in rule else "at_most"])))

    def _objective(self, objective: Tree) -> None:
        if "minimise" in objective:
            self.found.maximise = False
            self.found.objective = self.amount(objective["minimise"], {})
            return
        of, rate = objective["maximise"], number(objective.get("discount", "0 %"))
        if "stock" in self.book.tree["indicators"][of]:
            self.found.objective = self.amount(of, {})
            return
        for project in self.book.projects.values():
            for start, share in self.shares[project.name].items():
                begin = max(start + project.delay, self.book.first)
                years: Iterable[int] = range(begin, start + project.delay + project.life)
                if "in" in objective:
                    years = [int(objective["in"])] if project.runs(start, int(objective["in"])) else []
                elif objective.get("over", "horizon") == "horizon":
                    years = [year for year in years if year <= self.book.last]
                worth = sum((_weight(year - self.book.first, rate) * project.effect(of, year) for year in years), ZERO)
                self.found.objective = add(self.found.objective, times(share, worth))


def _weight(after: int, rate: Fraction) -> Fraction:
    """Return the weight of a later year, rounded half up to twelve decimals."""
    exact = 1 / (1 + rate) ** after * 10**12
    return Fraction((exact + Fraction(1, 2)).__floor__(), 10**12)


def formulate(tree: Tree) -> Formulation:
    """Return the second formulation of a case."""
    return _Writer(tree).write()


class Verdict(NamedTuple):
    """What the second solver says."""

    feasible: bool
    value: float = 0.0
    shortfall: float = 0.0


def solve_independently(
    found: Formulation, objective: Line | None = None, *, maximise: bool | None = None, keep: Iterable[Row] = ()
) -> Verdict:
    """
    Return the best value by SCIP: least shortfall first where rules are soft, then the objective.

    Args:
        found: the case.
        objective: another objective than the case's own.
        maximise: the sense of that one.
        keep: further rows.
    """
    more = found.maximise if maximise is None else maximise
    rows = [*found.rows, *keep]
    short = 0.0
    if found.shortfall:
        verdict = _scip(found, rows, found.shortfall, maximise=False)
        if not verdict.feasible:
            return verdict
        short = verdict.value
        slack = 1e-9 * max(1.0, short)
        rows.append(Row(add(found.shortfall, constant(-Fraction(short + slack))), "<="))
    verdict = _scip(found, rows, found.objective if objective is None else objective, maximise=more)
    return verdict._replace(shortfall=short)


def _scip(found: Formulation, rows: Iterable[Row], objective: Line, *, maximise: bool) -> Verdict:
    """Solve with SCIP, every variable in its size and every row divided by its largest coefficient."""
    import pyscipopt

    model = pyscipopt.Model()
    model.hideOutput()
    model.setParam("limits/gap", 0.0)
    model.setParam("numerics/feastol", 1e-9)
    variables = {}
    for name, each in found.variables.items():
        upper = None if each.upper is None else float(each.upper / each.size) if each.size else 0.0
        lower = float(each.lower / each.size) if each.size else 0.0
        variables[name] = model.addVar(name, vtype="I" if each.whole else "C", lb=lower, ub=upper)
    for line, sense in rows:
        sized = _sized(found, line)
        largest = max([*(abs(value) for name, value in sized.items() if name), ZERO])
        if not largest:
            rest = line.get("", ZERO)
            if not {">=": rest >= 0, "<=": rest <= 0, "==": rest == 0}[sense]:
                return Verdict(feasible=False)
            continue
        left = pyscipopt.quicksum(
            float(value / largest) * variables[name] for name, value in sized.items() if name and value
        )
        right = -float(line.get("", ZERO) / largest)
        model.addCons({">=": left >= right, "<=": left <= right, "==": left == right}[sense])
    sized = _sized(found, objective)
    largest = max([*(abs(value) for name, value in sized.items() if name), ZERO]) or ONE
    goal = pyscipopt.quicksum(float(value / largest) * variables[name] for name, value in sized.items() if value)
    model.setObjective(goal, "maximize" if maximise else "minimize")
    model.optimize()
    if model.getStatus() != "optimal":
        assert model.getStatus() == "infeasible", model.getStatus()
        return Verdict(feasible=False)
    return Verdict(True, model.getObjVal() * float(largest) + float(objective.get("", ZERO)))


def _sized(found: Formulation, line: Line) -> Line:
    return {name: value * found.variables[name].size for name, value in line.items() if name}


def enumerate_plans(found: Formulation, most: int = 20_000) -> tuple[Fraction, Fraction] | None:
    """
    Return (least shortfall, best value) over all plans of whole projects and one fund, exactly; None if there is none.

    Only for cases in which one fund pays for every project and no project may be done in part: the starts then settle
    everything but the money kept, whose possible amounts form an interval from year to year.
    """
    choices = [[None, *(f"start {name} {year}" for year in years)] for name, years in found.options.items()]
    plans = 1
    for each in choices:
        plans *= len(each)
    assert plans <= most, plans
    best: tuple[Fraction, Fraction] | None = None
    for chosen in _plans(choices):
        values = {name: ONE for name in chosen if name}
        score = _score(found, values)
        if score is not None and (best is None or _better(found, score, best)):
            best = score
    return best


def _better(found: Formulation, one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]) -> bool:
    if one[0] != other[0]:
        return one[0] < other[0]
    return one[1] > other[1] if found.maximise else one[1] < other[1]


def _plans(choices: list[list[str | None]]) -> Iterator[tuple[str | None, ...]]:
    if not choices:
        yield ()
        return
    for first in choices[0]:
        for rest in _plans(choices[1:]):
            yield (first, *rest)


def _score(found: Formulation, values: Mapping[str, Fraction]) -> tuple[Fraction, Fraction] | None:
    """Return shortfall and value of a plan given by its starts; None when it breaks a row."""
    known = dict(values)
    known |= dict.fromkeys((name for name in found.variables if name.startswith("start ") and name not in known), ZERO)
    waiting: list[Row] = []
    for row in found.rows:
        unknown = [name for name in row.line if name and name not in known]
        if not unknown:
            if not _holds(row.line.get("", ZERO) + _value(row.line, known), row.sense):
                return None
        elif len(unknown) == 1 and unknown[0].startswith("pay "):
            known[unknown[0]] = -(row.line.get("", ZERO) + _value(row.line, known)) / row.line[unknown[0]]
        elif len(unknown) == 1 and unknown[0].startswith("short "):
            gap = row.line.get("", ZERO) + _value(row.line, known)
            known[unknown[0]] = max(ZERO, -gap if row.sense == ">=" else gap)
        else:
            waiting.append(row)
    if not _can_keep(found, waiting, known):
        return None
    return _value(found.shortfall, known), _value(found.objective, known) + found.objective.get("", ZERO)


def _can_keep(found: Formulation, rows: Iterable[Row], known: Mapping[str, Fraction]) -> bool:
    """
    Whether some amounts kept from year to year satisfy the rows of the fund, which come in order of years.

    What can be in hand from the year before is an interval. What must be spent narrows it from above, what is spent
    from below, and its upper end less what is spent can be kept.
    """
    reach: dict[str, tuple[Fraction, Fraction]] = {}
    for line, sense in rows:
        rest = line.get("", ZERO) + _value(line, known)
        kept = [name for name in line if name.startswith("keep ") and line[name]]
        before = next((name for name in kept if name in reach), None)
        after = next((name for name in kept if name not in reach), None)
        low, high = reach[before] if before else (ZERO, ZERO)
        if before:
            side = -rest / line[before]
            upward = (sense == ">=") == (line[before] > 0)
            low, high = (max(low, side), high) if upward else (low, min(high, side))
            reach[before] = low, high
            if low > high:
                return False
        if after:
            assert sense == "<="
            assert line[after] == 1
            cap = found.variables[after].upper
            most = high - rest if cap is None else min(high - rest, cap)
            if most < 0:
                return False
            reach[after] = ZERO, most
    return True


def _value(line: Line, known: Mapping[str, Fraction]) -> Fraction:
    return sum((coefficient * known[name] for name, coefficient in line.items() if name in known), ZERO)


def _holds(value: Fraction, sense: str) -> bool:
    return {">=": value >= 0, "<=": value <= 0, "==": value == 0}[sense]
