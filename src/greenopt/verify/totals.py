"""Totals: what the plan comes to: its starts, sums over what has begun, and the totals of the result."""

from fractions import Fraction

from .proof import Proof
from .shapes import Json
from .weights import ZERO, worth
from .written import plain


class Outcome:
    """The plan of a proof as decided quantities."""

    def __init__(self, proof: Proof) -> None:
        self.proof, self.case, self.plan, self.data = proof, proof.case, proof.plan, proof.case.data
        self.starts: dict[str, dict[int, Fraction]] = {
            name: {year: self.plan[column] for year in years if self.plan.get(column := f"start[{name},{year}]")}
            for name, years in self.case.begins.items()
        }
        """Project → the part of it that begins in each year."""
        self._begun = tuple(name for name, starts in self.starts.items() if starts)

    def total(self, **term: Json) -> Fraction:
        """Return what a sum comes to."""
        return worth(self.case.term(term, self._begun), self.plan)

    def counted(self, **term: Json) -> Fraction:
        """Return what a sum of an indicator comes to, without what is claimed twice."""
        return self.total(**term) - worth(self.case.twice(term), self.plan)

    def yearly(self, project: str, name: str) -> Fraction:
        """Return what the begun part of a project brings in its first year of running, or once."""
        each = self.case.projects[project]
        impact = each["impact"].get(name, {"stated": ZERO, "energy": {}})
        total = ZERO
        for year, share in self.starts[project].items():
            runs = year + each["delay"]
            saved = (amount * self.case.factor(name, fuel, runs) for fuel, amount in impact["energy"].items())
            total += share * (impact["stated"] + sum(saved, ZERO))
        return total

    def totals(self) -> Json:
        """Return the totals of the result."""
        unit = {"money_unit": self.data["units"]["money"]}
        if self.proof.value is None:
            return {"public_money": None, "private_money": None, "indicators": {}, **unit}
        public, every = self.total(sum="public_money"), self.total(sum="total_cost")
        indicators = {
            name: self._ratio(each) if each["form"] == "ratio" else self._indicator(name, each)
            for name, each in self.data["indicators"].items()
        }
        return {"public_money": plain(public), "private_money": plain(every - public), "indicators": indicators, **unit}

    def _indicator(self, name: str, indicator: Json) -> Json:
        """Return a flow in the first years of running, over horizon and lifetime; or a stock, once and by the end."""
        stock = indicator["form"] == "stock"
        term = {"sum": name} if stock else {"sum": name, "over": "lifetime"}
        found = {
            "value": plain(sum((self.yearly(project, name) for project in self._begun), ZERO)),
            "unit": indicator["unit"] if stock else f"{indicator['unit']}/yr",
            "by_end_of_horizon" if stock else "over_horizon": plain(self.counted(sum=name)),
        }
        if not stock:
            found["over_lifetime"] = plain(self.counted(**term))
        if any(each["of"] == name for each in self.case.potentials.values()):
            found["claimed_twice"] = plain(worth(self.case.twice(term), self.plan))
        return found

    def _ratio(self, indicator: Json) -> Json:
        """Return a ratio in the last year of which it is known without projects."""
        parts = [indicator["numerator"], indicator["denominator"]]
        above, below = (self.data["indicators"][part]["without_projects"] for part in parts)
        years = above.keys() & below.keys() & self.case.horizon
        if not years:
            return {"value": None, "unit": indicator["unit"]}
        year, scale = max(years), 100 if indicator["unit"] == "%" else 1
        top, bottom = (
            above[year] + self.counted(sum=parts[0], by=year),
            below[year] + self.counted(sum=parts[1], by=year),
        )
        return {
            "value": plain(top / bottom * scale), "without_projects": plain(above[year] / below[year] * scale),
            "unit": indicator["unit"], "year": year,
        }  # fmt: skip
