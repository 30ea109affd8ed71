"""
A second formulation of a case, from the definitions and the text of the case alone.

Nothing here uses greenopt's own code. It differs from the engine wherever it can: money is paid in money by every fund
to every project and year (the engine lets it follow from the start where one fund pays), sums are written out in every
row, and numbers stay in the case's unit. `tests/second_solver.py` answers it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from tests.small_cases import Tree
from tests.written_case import ONE, ZERO, Book, WrittenProject, number

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
    tiers: list[Line] = field(default_factory=list)
    """What comes first, one after the other: each to be made most before the next, and all before the objective."""
    least_of: dict[str, list[Line]] = field(default_factory=dict)
    """Variable that is held under several lines → these lines; it is worth making as large as the least of them."""
    public_money: Line = field(default_factory=dict)
    waiting: Line = field(default_factory=dict)
    options: dict[str, list[int]] = field(default_factory=dict)
    """Project → years in which it may be started anew."""


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


class _Writer:
    """Writes the formulation of one case."""

    def __init__(self, tree: Tree) -> None:
        self.book = Book(tree)
        self.found = Formulation()
        self.shares: dict[str, dict[int, Line]] = {}
        self.turns: list[tuple[int, str, Line]] = []

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
        self.found.maximise = "maximise" in self.book.tree["objective"]
        self.found.objective = self._sought({})
        self.found.tiers = [line for *_, line in sorted(self.turns, key=lambda each: each[:2])]
        self.found.public_money = self.amount("public_money", {})
        self.found.waiting = add(
            *(times(share, year - self.book.first) for shares in self.shares.values() for year, share in shares.items())
        )
        return self.found

    def variable(self, name: str, **given: Any) -> Line:
        self.found.variables[name] = Variable(**given)
        return {name: ONE}

    def least_of(self, name: str, *lines: Line) -> Line:
        """Return a variable that is at most each of these lines."""
        if name not in self.found.variables:
            sizes = [abs(value) * self._size(each) for line in lines for each, value in line.items()]
            most = sum(sizes, ONE)
            self.variable(name, lower=-most, upper=None, size=most)
            self.found.least_of[name] = list(lines)
            for line in lines:
                self.demand({name: ONE}, "<=", line)
        return {name: ONE}

    def _size(self, name: str) -> Fraction:
        """Return what a variable is measured in; a number stands under the empty name."""
        return self.found.variables[name].size if name else ONE

    def demand(self, left: Line, sense: str, right: Line) -> None:
        self.found.rows.append(Row(add(left, times(right, -1)), sense))

    def _project(self, project: WrittenProject) -> None:
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

    def _payments(self, project: WrittenProject) -> None:
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
        found = self._summed(of, group, year, by, begun)
        indicators = self.book.tree["indicators"]
        if of in indicators:
            moment = year if year is not None else by
            years = (
                [moment] if moment is not None else [self.book.last] if "stock" in indicators[of] else self.book.years
            )
            found = add(found, times(self._twice(of, to, dict.fromkeys(years, ONE)), -1))
        return found

    def _summed(
        self,
        of: str,
        group: Iterable[WrittenProject],
        year: int | None,
        by: int | None,
        begun: tuple[int, int] | None = None,
    ) -> Line:
        """Return what the projects of a group bring, one beside the other."""
        found: Line = {}
        for project in group:
            for start, share in self.shares[project.name].items():
                if begun is None or begun[0] <= start <= begun[1]:
                    found = add(found, times(share, self._weight(of, project, start, year, by)))
        return found

    def _twice(self, of: str, to: Tree, weights: dict[int, Fraction]) -> Line:
        """Return what a sum over years of an indicator counts more than once, each year with its weight."""
        source = self.book.tree["indicators"][of].get("less", of)
        found: Line = {}
        for name, rule in self.book.rules.items():
            if rule["rule"] != "overlap" or rule["of"] != source:
                continue
            for place, members, amount in self._sharers(rule):
                if not any(project.has(to) for project in members):
                    continue
                for year, weight in weights.items():
                    claimed = self._summed(source, members, None, year)
                    counted = self.least_of(f"counted {name} {place} {year}", claimed, constant(amount))
                    found = add(found, times(add(claimed, times(counted, -1)), weight))
        return found if source == of else times(found, -1)

    def _sharers(self, rule: Tree) -> list[tuple[str, list[WrittenProject], Fraction]]:
        """Return the projects that share something, by place or facility, with how much of it there is."""
        groups: dict[str, list[WrittenProject]] = {}
        for project in self.book.projects.values():
            where = project.entry.get(rule["each"], "") if "each" in rule else "all"
            if where and project.has(rule.get("to", {})):
                groups.setdefault(where, []).append(project)
        given = rule["at_most"]
        if given == "potential":
            given = self.book.tree["indicators"][rule["of"]]["potential"]
        amounts: Tree = given if isinstance(given, dict) else dict.fromkeys(groups, given)
        return [(where, groups[where], number(amounts[where])) for where in sorted(groups) if where in amounts]

    def _paid(self, project: WrittenProject, fund: str, year: int | None, by: int | None) -> Line:
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

    def _weight(self, of: str, project: WrittenProject, start: int, year: int | None, by: int | None) -> Fraction:
        if of in ("public_money", "total_cost"):
            money = project.due(start) if of == "public_money" else project.invested(start)
            return sum((amount for each, amount in money.items() if self._within(each, year, by)), ZERO)
        if of == "projects":
            assert project.scale == "all_or_nothing", "only whole projects are counted here"
            return ONE
        if of == "starts":
            return ONE if self._within(start, year, by) else ZERO
        running = start + project.delay
        if of == "running":
            return ONE if year is not None and project.runs(start, year) else ZERO
        if of in self.book.tree.get("stocks", {}):
            closed = number(project.entry.get("closes", {}).get(of, "0"))
            return closed if running <= (by or self.book.last) else ZERO
        if "stock" in self.book.tree["indicators"][of]:
            there = running == year if year is not None else running <= (by or self.book.last)
            return project.effect(of, running) if there else ZERO
        moment = year or by
        years: Iterable[int] = self.book.years if moment is None else [moment]
        return sum((project.effect(of, each) for each in years if project.runs(start, each)), ZERO)

    def _limited(self, name: str, rule: Tree, key: str, sense: str) -> None:
        for moment, limit in self._moments(rule, key):
            self._limit(f"{name} {moment}", rule, limit, sense, moment)

    def _moments(self, rule: Tree, key: str) -> list[tuple[Tree, str]]:
        """Return the times that a rule speaks of and in which it binds, each with what it asks for."""
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
        return [each for each in moments if all(self._binds(rule, when) for when in each[0].values())]

    def _binds(self, rule: Tree, year: int) -> bool:
        return year in self.book.years and self.book.valid(rule, year)

    def _limit(self, name: str, rule: Tree, limit: str, sense: str, moment: Tree) -> None:
        funds, of = rule.get("from"), rule["of"]
        left = self.amount(of, rule.get("to", {}), funds=funds, **moment)
        level = rule.get("without_projects", "0")
        left = add(left, constant(number(level if isinstance(level, str) else level[str(moment["year"])])))
        if not limit.endswith("%"):
            right = constant(self.book.money(limit))
        elif rule.get("share_of") == "budget":
            right = times(self._budget(funds, **moment), number(limit))
        else:
            right = times(self.amount(of, rule.get("among", {}), funds=funds, **moment), number(limit))
        if rule.get("soft") == "true":
            moves = limit.endswith("%") and rule.get("share_of") != "budget"
            short = self._short(name, right, left, ZERO if moves else right[""])
            left = add(left, times(short, 1 if sense == ">=" else -1))
        self.demand(left, sense, right)

    def _overlap(self, name: str, rule: Tree) -> None:
        """Nothing more: every sum of what is shared counts it once."""

    def _priority(self, name: str, rule: Tree) -> None:
        """What comes first, no more of it than where the priority ends."""
        funds, to = rule.get("from"), rule["to"]
        line = self._sought(to) if "of" not in rule else self.amount(rule["of"], to, funds=funds)
        if "up_to" in rule:
            end = constant(self.book.money(rule["up_to"]))
            if rule["up_to"].endswith("%"):
                budget = rule.get("share_of") == "budget"
                whole = self._budget(funds) if budget else self.amount(rule["of"], {}, funds=funds)
                end = times(whole, number(rule["up_to"]))
            line = self.least_of(f"reached {name}", line, end)
        self.turns.append((int(rule.get("tier", "1")), name, line))

    def _short(self, name: str, right: Line, left: Line, asked: Fraction) -> Line:
        """Return by how much a rule is missed; ``asked`` is that part of its limit which no project moves."""
        missing = sum(map(abs, [*right.values(), *left.values()]), ONE)
        short = self.variable(f"short {name}", upper=None, size=missing)
        self.found.shortfall = add(self.found.shortfall, times(short, 1 / (abs(asked) or ONE)))
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

    def _phase_out(self, name: str, rule: Tree) -> None:
        """What has been closed by the end of a year, whatever still runs, against a number or a share of the stock."""
        there = number(self.book.tree["stocks"][rule["what"]].get("amount", "0"))
        for year, wanted in rule["closed_by"].items():
            if self._binds(rule, int(year)):
                closed = self.amount(rule["what"], rule.get("to", {}), by=int(year))
                right = constant(number(wanted) * (there if wanted.endswith("%") else 1))
                if rule.get("soft") == "true":
                    closed = add(closed, self._short(f"{name} {year}", right, closed, right[""]))
                self.demand(closed, ">=", right)

    def _capacity(self, name: str, rule: Tree) -> None:
        """What starting in a year takes, at once and in full, against what there is of it in that year."""
        limits = rule["at_most"]
        if isinstance(limits, str):
            limits = dict.fromkeys(map(str, self.book.years), limits)
        for year in (int(each) for each in limits):
            if self._binds(rule, year):
                room = constant(self.book.money(limits[str(year)].removesuffix("/yr")))
                for source, lift in rule.get("raised_by", {}).items():
                    if source in self.book.projects:
                        there = self.amount("running", {"projects": [source]}, year=year)
                    else:
                        there = self.amount(source, {}, year=year)
                    room = add(room, times(there, self.book.money(lift.removesuffix("/yr"))))
                self.demand(self.amount(rule["of"], rule.get("to", {}), begun=(year, year)), "<=", room)

    def _match(self, name: str, rule: Tree) -> None:
        """In every year, for every project: so much of what the two funds pay for it comes from the second."""
        for project in self.book.projects.values():
            for year in self.book.paying:
                if project.has(rule.get("to", {})) and self.book.valid(rule, year):
                    loan, own = (self._paid(project, rule[key], year, None) for key in ("from", "with"))
                    self.demand(own, ">=", times(add(loan, own), number(rule["at_least"])))

    def _leverage(self, name: str, rule: Tree) -> None:
        """Private money is what the whole costs less what is public."""
        for moment, asked in self._moments(rule, "at_least"):
            public = self.amount("public_money", rule.get("to", {}), **moment)
            private = add(self.amount("total_cost", rule.get("to", {}), **moment), times(public, -1))
            right = times(public, number(asked))
            if rule.get("soft") == "true":
                private = add(private, self._short(f"{name} {moment}", right, private, ZERO))
            self.demand(private, ">=", right)

    def _target(self, name: str, rule: Tree) -> None:
        """An indicator, or a ratio of two, is at least or at most so much in a year."""
        indicators, when = self.book.tree["indicators"], "by" if "by" in rule else "in"
        year = int(rule[when])
        if not self._binds(rule, year):
            return
        key, sense = ("at_least", ">=") if "at_least" in rule else ("at_most", "<=")

        def without(indicator: str) -> Fraction:
            return number(indicators[indicator].get("without_projects", {}).get(str(year), "0"))

        def reached(indicator: str) -> Line:
            sums = self.amount(indicator, {}, by=year) if when == "by" else self.amount(indicator, {}, year=year)
            return add(sums, constant(without(indicator)))

        asked = number(rule[key])
        if "ratio" in indicators[rule["of"]]:
            above, below = indicators[rule["of"]]["ratio"]
            left, right, fixed = reached(above), times(reached(below), asked), asked * without(below)
        else:
            left, right, fixed = reached(rule["of"]), constant(asked), asked
        if rule.get("soft") == "true":
            left = add(left, times(self._short(name, right, left, fixed), 1 if sense == ">=" else -1))
        self.demand(left, sense, right)

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

    def _needs(self, project: WrittenProject, needed: list[WrittenProject], lag: int, when: str, rule: Tree) -> None:
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

    def _sought(self, to: Tree) -> Line:
        """Return what the case seeks, of a group."""
        objective = self.book.tree["objective"]
        if "minimise" in objective:
            return self.amount(objective["minimise"], to)
        of, rate = objective["maximise"], number(objective.get("discount", "0 %"))
        if "stock" in self.book.tree["indicators"][of]:
            return self.amount(of, to)
        found: Line = {}
        weights: dict[int, Fraction] = {}
        for project in self.book.projects.values():
            for start, share in self.shares[project.name].items() if project.has(to) else ():
                begin = max(start + project.delay, self.book.first)
                years: Iterable[int] = range(begin, start + project.delay + project.life)
                if "in" in objective:
                    years = [int(objective["in"])] if project.runs(start, int(objective["in"])) else []
                elif objective.get("over", "horizon") == "horizon":
                    years = [year for year in years if year <= self.book.last]
                weights |= {year: _weight(year - self.book.first, rate) for year in years}
                worth = sum((weights[year] * project.effect(of, year) for year in years), ZERO)
                found = add(found, times(share, worth))
        return add(found, times(self._twice(of, to, weights), -1))


def _weight(after: int, rate: Fraction) -> Fraction:
    """Return the weight of a later year, rounded half up to twelve decimals."""
    exact = 1 / (1 + rate) ** after * 10**12
    return Fraction((exact + Fraction(1, 2)).__floor__(), 10**12)


def formulate(tree: Tree) -> Formulation:
    """Return the second formulation of a case."""
    return _Writer(tree).write()
