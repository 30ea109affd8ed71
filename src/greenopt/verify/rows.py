"""
Rows: what every plan satisfies, from the requirements of the resolved case.

A requirement is read from the case; but what holds in every case is derived here and must stand there first, word by
word: a fund spends what it has, promises are kept, what is begun is paid.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from .report import wrong
from .shapes import Json
from .sums import Sums, named
from .weights import ONE, ZERO, Form, Numbers, Row, negative


class Rows(Sums):
    """The columns and sums, and every requirement as a row on columns."""

    def __init__(self, data: Json) -> None:
        super().__init__(data)
        for tier in data["tiers"]:
            if tier["ends"]:
                found, reached = self.form((1, tier["form"])), f"reached[{tier['rule']}]"
                least, most = self.span(found)
                rights = [each["right"] for each in data["requirements"] if each["rule"] == tier["rule"]]
                least = min([least, *(self.span(self.form((1, right)))[0] for right in rights)])
                self.boxes[reached] = (2 * min(least, ZERO) - 1, 2 * max(most, ZERO) + 1)
                self.rows[reached] = Row({reached: ONE, **negative(found.weights)}, None, found.constant)
        self.rules: dict[str, Json] = {each["name"]: each for each in data["rules"]}
        self.requirements: list[Json] = data["requirements"]
        self.constant: Numbers = {}
        """Requirements that no plan can change, with left minus right."""
        self.broken: list[str] = []
        """Those of them that do not hold."""
        self._check_requirements()
        self._check_potentials()
        for each in self.requirements:
            self._write(each)
        self.touched: dict[str, list[tuple[str, Fraction]]] = {column: [] for column in self.boxes}
        """Column → the rows that it stands in, with its weights."""
        for name, row in self.rows.items():
            for column, weight in row.weights.items():
                self.touched[column].append((name, weight))

    def _check_requirements(self) -> None:
        """Check that the requirements are named once, and begin with what holds in every case."""
        owed = list(self._always())
        names = Counter(each["name"] for each in self.requirements)
        for number, each in enumerate(self.requirements):
            place, name = f"case.resolved.json: requirements[{number}]", named(each["rule"], each["part"])
            if each["name"] != name or names[name] > 1 or "[" in name or each["soft_scale"] < 0:
                raise wrong(place, "a requirement with a name of its own", each["name"])
            if number >= len(owed) and each["rule"] not in self.rules:
                raise wrong(place, "a rule of the case", each["rule"])
        for number, (name, sense, *forms) in enumerate(owed):
            each = self.requirements[number] if number < len(self.requirements) else None
            place = f"case.resolved.json: requirements[{number}]"
            if each is None or (each["name"], each["sense"], each["soft_scale"]) != (name, sense, 0):
                raise wrong(place, f"{name} {sense}", each and each["name"])
            for side, form in zip(("left", "right", "step"), forms, strict=True):
                if self.form((1, each[side])) != form:
                    raise wrong(f"{place}: {side}", form, self.form((1, each[side])))
        if len(self.rules) < len(self.data["rules"]):
            raise wrong("case.resolved.json: rules", "rules, each once", [each["name"] for each in self.data["rules"]])
        priorities = [tier["rule"] for tier in self.data["tiers"]]
        if not {*priorities} <= self.rules.keys() or len({*priorities}) < len(priorities):
            raise wrong("case.resolved.json: tiers", "rules of the case, each once", priorities)

    def _check_potentials(self) -> None:
        """Check that what projects have only once is a requirement, with nothing else in it."""
        for name, each in self.potentials.items():
            owner = next((other for other in self.requirements if other["name"] == name), None)
            wanted = (Form({**self.gross(each), f"overlapped[{name}]": -ONE}, ZERO), "<=", Form({}, each["amount"]))
            given = owner and (self.form((1, owner["left"])), owner["sense"], self.form((1, owner["right"])))
            if given != wanted:
                raise wrong(f"case.resolved.json: potentials: {name}", "the requirement that says so", given)

    def _always(self) -> Iterator[tuple[str, str, Form, Form, Form]]:
        """Yield what holds in every case: funds spend what they have, promises are kept, what is begun is paid."""
        one, nothing = Form({}, ONE), Form({}, ZERO)
        for name, fund in self.funds.items():
            for year in self.years[self.open - self.first :]:
                amount, share = fund["amount"].get(year, ZERO), fund["spend_at_least"]
                spent = self.term({"sum": "public_money", "year": year, "fund": name})
                kept, before = (
                    {f"unspent[{name},{when}]": ONE} if self.keeps(fund, when) else {} for when in (year, year - 1)
                )
                hand = Form(before, amount + (fund["opening"] if year == self.open else 0))
                yield f"funds.{name}:{year}", "<=", Form({**spent, **kept}, ZERO), hand, one
                if kept and fund["carry_over"] is not None:
                    most, step = Form({}, fund["carry_over"] * amount), Form({}, amount / 100)
                    yield f"funds.{name}.carry_over:{year}", "<=", Form(kept, ZERO), most, step
                if share:
                    right, step = (
                        Form(dict.fromkeys(before, part), part * hand.constant) for part in (share, ONE / 100)
                    )
                    yield f"funds.{name}.spend_at_least:{year}", ">=", Form(spent, ZERO), right, step
        for name, project in self.projects.items():
            if project["status"] in ("committed", "required"):
                level = Form(self.term({"level": name}), ZERO)
                yield f"projects.{name}.status", "==", level, one, Form({}, ONE / 100)
            for year in sorted({year for start in project["started"] for year in self.due[name, start]}):
                if year not in self.years or (year >= self.open and not self.payers[name]):
                    owed = self.term({"sum": "public_money", "to": {"projects": [name]}, "year": year})
                    yield f"projects.{name}.payments:{year}", "<=", Form(owed, ZERO), nothing, one

    def _write(self, requirement: Json) -> None:
        """Write the row of a requirement; that of a soft one has a loosely boxed shortfall."""
        name, sense, left, right = (requirement[key] for key in ("name", "sense", "left", "right"))
        missed = [each for side in (left, right) for each in side["terms"] if "shortfall" in each]
        own = {"shortfall": requirement["rule"], "part": requirement["part"], "factor": ONE if sense == ">=" else -ONE}
        if missed != ([own] if requirement["soft_scale"] else []) or (missed and missed[0] not in left["terms"]):
            raise wrong(f"case.resolved.json: requirements: {name}: left", "the shortfall if it is soft", missed)
        if requirement["soft_scale"]:
            hard, sign = {**left, "terms": [each for each in left["terms"] if each != own]}, 1 if sense == "<=" else -1
            most = self.span(self.form((sign, hard), (-sign, right)))[1]
            self.boxes[f"shortfall[{name}]"] = (ZERO, 2 * max(most, ZERO) + 1)
        self.form((1, requirement["step"]))
        gap = self.form((1, left), (-1, right))
        if gap.weights:
            sides = (None if sense == "<=" else -gap.constant, None if sense == ">=" else -gap.constant)
            self.rows[name] = Row(gap.weights, *sides)
        else:
            self.constant[name] = number = gap.constant
            if not {"<=": number <= 0, ">=": number >= 0, "==": number == 0}[sense]:
                self.broken.append(name)
