"""
Sums: what the quantities that rules speak of weigh on columns, expanded project by project and year by year.

A form is a constant and terms: money, starts, what runs, an indicator or a stock, summed over a group, a time and a
fund; or one column by its name. What several projects could save but only once is taken off by ``overlapped``.
"""

from fractions import Fraction
from typing import Any

from .columns import Columns, meant
from .report import wrong
from .shapes import Json
from .weights import ONE, ZERO, Box, Form, Numbers, add, negative

KINDS = ("sum", "level", "chosen", "unspent", "shortfall", "overlapped", "reached")


class Sums(Columns):
    """The columns, and every quantity of the case as weights on them."""

    def __init__(self, data: Json) -> None:
        super().__init__(data)
        self._quantities = {"public_money", "total_cost", "starts", "projects", "running", *data["stocks"]}
        self._quantities |= data["indicators"].keys()
        self._terms: dict[str, Numbers] = {}
        self._series: dict[tuple[Any, ...], Fraction] = {}
        self.potentials: dict[str, Json] = {named(each["rule"], each["part"]): each for each in data["potentials"]}
        """What projects can have only once, by the name of the requirement that says so."""
        for name, each in self.potentials.items():
            most = self.span(Form(self.gross(each), -each["amount"]))[1]
            self.boxes[f"overlapped[{name}]"] = (ZERO, 2 * max(most, ZERO) + 1)

    def span(self, form: Form) -> Box:
        """Return the least and the most that a form comes to in the boxes of its columns."""
        ends = [sorted(weight * side for side in self.boxes[column]) for column, weight in form.weights.items()]
        least, most = (form.constant + sum((end[side] for end in ends), ZERO) for side in (0, 1))
        return least, most

    def gross(self, potential: Json) -> Numbers:
        """Return the weights of what projects claim of a potential, the same thing more than once."""
        return self.term({"sum": potential["of"], "to": potential["to"], "by": potential["year"]})

    def twice(self, term: Json) -> Numbers:
        """Return the weights of what is claimed twice in a sum of an indicator."""
        moment, indicator = term.get("year", term.get("by")), self.data["indicators"].get(term["sum"], {})
        signs, found = {term["sum"]: ONE, indicator.get("less", ""): -ONE}, {}
        for name, each in self.potentials.items():
            year, weight = each["year"], ZERO
            if moment or indicator.get("form") == "stock":
                weight = ONE if year == (moment or self.last) else ZERO
            elif year <= self.last or term.get("over") == "lifetime":
                weight = self._over(term["sum"], "", year, year + 1, term.get("discount", ZERO))
            if each["of"] in signs and weight:
                found[f"overlapped[{name}]"] = weight * signs[each["of"]]
        return found

    def counted(self, term: Json) -> Numbers:
        """Return the weights of a sum over all projects, without what is claimed twice."""
        return {**self.term(term), **negative(self.twice(term))}

    def form(self, *parts: tuple[int, Json]) -> Form:
        """Return the sum of forms, each times a number, on columns."""
        weights: Numbers = {}
        for sign, form in parts:
            for term in form["terms"]:
                add(weights, self.term(term), sign * term["factor"])
        number = sum((sign * form["constant"] for sign, form in parts), ZERO)
        return Form({column: weight for column, weight in weights.items() if weight}, number)

    def term(self, term: Json, among: tuple[str, ...] = ()) -> Numbers:
        """Return the weights of one term on columns; ``among`` keeps to these projects."""
        kind, *more = [key for key in KINDS if key in term]
        known = "" if among else repr(sorted((key, value) for key, value in term.items() if key != "factor"))
        if known in self._terms:
            return self._terms[known]
        name = term[kind]
        found = {f"on[{name}]": ONE}
        if kind == "sum":
            members = among or tuple(self.projects)
            each = (self._sum(term, name) for name in members if meant(term.get("to", {}), self.projects[name]))
            found = {column: weight for weights in each for column, weight in weights.items()}
        elif kind == "unspent":
            found = {f"unspent[{name},{term['year']}]": ONE}
        elif kind in ("shortfall", "overlapped"):
            found = {f"{kind}[{named(name, term['part'])}]": ONE}
        elif kind == "reached":
            found = {f"reached[{name}]": ONE}
        elif kind == "level" or f"on[{name}]" not in self.boxes:
            found = {f"start[{name},{year}]": ONE for year in self.begins[name] if year <= term.get("by", 9999)}
        strange = term.get("sum", "starts") not in self._quantities
        strange |= "fund" in term and term["fund"] not in self.funds
        if more or strange or not found.keys() <= self.boxes.keys():
            raise wrong("case.resolved.json: requirements: terms", "one quantity of the case", term)
        if known:
            self._terms[known] = found
        return found

    def _sum(self, term: Json, name: str) -> Numbers:
        """Return the weights of one project in a sum."""
        fund, payers = term.get("fund"), self.payers[name]
        if term["sum"] == "projects" and f"on[{name}]" in self.boxes:
            return {f"on[{name}]": ONE}
        if fund is not None and len(payers) > 1:
            grants = [f"grant[{name},{fund},{year}]" for year in self.years if self._counts(term, year)]
            return {grant: self.ask[name] for grant in grants if grant in self.boxes}
        if fund is not None and payers != [fund]:
            return {}
        first, last = (0, 9999) if fund is not None else term.get("begun", (0, 9999))
        years = [year for year in self.begins[name] if first <= year <= last]
        found = {f"start[{name},{year}]": self._weight(term, self.projects[name], year) for year in years}
        return {column: weight for column, weight in found.items() if weight}

    def _counts(self, term: Json, year: int) -> bool:
        """Return whether what happens in a year belongs to the time that a sum speaks of."""
        return bool(year >= self.first and year == term.get("year", min(year, term.get("by", year))))

    def _weight(self, term: Json, project: Json, start: int) -> Fraction:
        """Return what the whole of a project, begun in a year, adds to a sum."""
        of, runs = term["sum"], start + project["delay"]
        if of in ("projects", "starts"):
            return ONE if of == "projects" or self._counts(term, start) else ZERO
        if of in ("public_money", "total_cost"):
            public, price = of == "public_money", project["cost"]
            due = self.due[project["id"], start] if public else self.payments(project, start, price)
            return sum((money for year, money in due.items() if self._counts(term, year)), ZERO)
        moment = term.get("year", term.get("by", self.last))
        if of == "running":
            return ONE if runs <= moment < runs + project["lifetime"] else ZERO
        impact = {"stated": project["closes"].get(of, ZERO)} if of in self.data["stocks"] else project["impact"].get(of)
        if impact is None:
            return ZERO
        if of in self.data["stocks"] or self.data["indicators"][of]["form"] == "stock":
            there = runs == moment if "year" in term else runs <= moment
            return Fraction(impact["stated"]) if there else ZERO
        return self._flow(term, impact, runs, runs + project["lifetime"])

    def _flow(self, term: Json, impact: Json, begin: int, end: int) -> Fraction:
        """Return what a flow comes to that begins and ends in these years, in the time that a sum speaks of."""
        of, moment = term["sum"], term.get("year", term.get("by"))
        first, last = self.first, 9999 if term.get("over") == "lifetime" else self.last + 1
        if moment is not None:
            first, last = moment, moment + 1
        years = (max(first, begin), min(last, end), term.get("discount", ZERO))
        saved = {"": impact["stated"], **impact["energy"]}
        return sum((amount * self._over(of, fuel, *years) for fuel, amount in saved.items()), ZERO)

    def _over(self, of: str, fuel: str, begin: int, end: int, rate: Fraction) -> Fraction:
        """Return the sum over years of what one unit counts in each: its factor, discounted to twelve decimals."""
        key = (of, fuel, begin, end, rate)
        if key not in self._series:
            weights = {
                year: Fraction(int((1 + rate) ** (self.first - year) * 10**12 + ONE / 2), 10**12) if rate else ONE
                for year in range(begin, end)
            }
            self._series[key] = sum((weight * self.factor(of, fuel, year) for year, weight in weights.items()), ZERO)
        return self._series[key]

    def factor(self, of: str, fuel: str, year: int) -> Fraction:
        """Return the factor of a fuel in a year, the last one known held; of what is stated, one."""
        series = self.data["factors"][of][fuel] if fuel else {"value": ONE}
        known = series.get("by_year", {0: series.get("value")})
        return Fraction(known[max((each for each in known if each <= year), default=min(known))])


def named(rule: str, part: str) -> str:
    """Return the name of a requirement."""
    return f"{rule}:{part}" if part else rule
