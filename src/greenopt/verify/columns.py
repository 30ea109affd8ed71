"""
Columns: what a plan decides, each column in its box, and what every plan keeps whatever the rules say.

    start[project,year]         the part of the project that begins in the year
    on[project]                 whether a project with a least scale begins at all
    grant[project,fund,year]    the part of what it asks that a fund pays in the year, where several may
    unspent[fund,year]          money that a fund keeps for the next year

    level[project]              sum(start)  <=  1
    least[project]              sum(start)  >=  least scale * on
    most[project]               sum(start)  <=  on
    pay[project,year]           sum(grant)  =  what is due in the year of what has begun
"""

import re
from fractions import Fraction

from .report import wrong
from .shapes import Json
from .weights import ONE, ZERO, Box, Numbers, Row

NAME = re.compile(r"[\w-]+")


class Columns:
    """The columns that projects and funds bring, with their boxes, and the rows that they obey."""

    def __init__(self, data: Json) -> None:
        self.data = data
        self.projects: dict[str, Json] = {each["id"]: each for each in data["projects"]}
        self.funds: dict[str, Json] = {each["id"]: each for each in data["funds"]}
        self.first, self.last = data["case"]["horizon"]
        self.open = data["case"].get("planned_from", self.first)
        """The first year that is not yet a fact."""
        final = max([self.last, *(year for fund in data["funds"] for year in fund["amount"])])
        self.years, self.horizon = range(self.first, final + 1), {*range(self.first, self.last + 1)}
        self.boxes: dict[str, Box] = {}
        self.whole: set[str] = set()
        """Columns of which only whole numbers are meant."""
        self.rows: dict[str, Row] = {}
        self.begins: dict[str, list[int]] = {}
        """Project → the years in which it may begin, or has begun."""
        self.payers: dict[str, list[str]] = {}
        self.ask: Numbers = {}
        """Project → the public money of which its grants are parts."""
        self.due: dict[tuple[str, int], dict[int, Fraction]] = {}
        """(project, year in which it begins) → what is due of public money, by year."""
        self.grants: dict[str, int] = {}
        """Column of a grant → the place of its fund among those that may pay."""
        for key, records in (("projects", self.projects), ("funds", self.funds)):
            if [each["id"] for each in data[key]] != sorted(records) or not all(map(NAME.fullmatch, records)):
                raise wrong(f"case.resolved.json: {key}", "names in their order, each once", [*records])
        for name, project in self.projects.items():
            self.payers[name] = [fund for fund, each in self.funds.items() if meant(each["for"], project)]
            self._check_starts(name, project)
            self._starts(name, project, [*project["started"], *project["starts"]])
            self._money(name, project)
        for name, fund in self.funds.items():
            for year in filter(lambda year: self.keeps(fund, year), self.years):
                held = sum((fund["amount"].get(when, ZERO) for when in range(self.first, year + 1)), fund["opening"])
                self.boxes[f"unspent[{name},{year}]"] = (ZERO, 2 * held + 1)

    def _starts(self, name: str, project: Json, years: list[int]) -> None:
        """Write when a project begins, and to what part."""
        started, scale = project["started"], project["scale"]
        self.begins[name] = years
        level = {f"start[{name},{year}]": ONE for year in years}
        for year, column in zip(years, level, strict=True):
            self.boxes[column] = (started[year], started[year]) if year in started else (ZERO, ONE)
        if scale["whole"] and not started:
            self.whole |= level.keys()
        if len(years) > 1:
            self.rows[f"level[{name}]"] = Row(level, None, ONE)
        on = f"on[{name}]"
        if scale["at_least"] and started:
            self.boxes[on] = (ONE, ONE)
        elif scale["at_least"] and years:
            self.boxes[on] = (ZERO, ONE)
            self.whole.add(on)
            self.rows[f"least[{name}]"] = Row({**level, on: -scale["at_least"]}, ZERO, None)
            self.rows[f"most[{name}]"] = Row({**level, on: -ONE}, None, ZERO)

    def _money(self, name: str, project: Json) -> None:
        """Write what a project asks, and who pays it when several may."""
        due, payers = {year: self.payments(project, year) for year in self.begins[name]}, self.payers[name]
        self.due |= {(name, year): money for year, money in due.items()}
        self.ask[name] = ask = max((sum(money.values(), ZERO) for money in due.values()), default=ZERO)
        if len(payers) < 2:
            return
        for when in sorted({when for money in due.values() for when in money} & {*self.years}):
            grants = {f"grant[{name},{fund},{when}]": ONE for fund in payers}
            for place, (fund, grant) in enumerate(zip(payers, grants, strict=True)):
                paid = project.get("paid", {}).get(fund, {}).get(when, ZERO) / ask
                self.boxes[grant] = (paid, paid if when < self.open else Fraction(3))
                self.grants[grant] = place
            owed = {f"start[{name},{year}]": -money[when] / ask for year, money in due.items() if when in money}
            self.rows[f"pay[{name},{when}]"] = Row({**grants, **owed}, ZERO, ZERO)

    def payments(self, project: Json, start: int, price: Fraction | None = None) -> dict[int, Fraction]:
        """Return what is due by year if the whole of a project begins then: public money, or money for a price."""
        money: dict[int, Fraction] = {}
        runs = start + project["delay"]
        settled = [project["remaining"], *project.get("paid", {}).values()]
        if price is None and start in project["started"] and any(settled):
            begun = sum(project["started"].values())
            for each in settled:
                for year, owed in each.items():
                    money[year] = money.get(year, ZERO) + owed / begun
        else:
            whole = project["support"].get(start, ZERO) if price is None else price
            money = {start + number: whole * share for number, share in enumerate(project["spending"])}
            for year in range(runs, min(runs + project["lifetime"], self.last + 1)):
                money[year] = money.get(year, ZERO) + project["running_cost"]
        return {year: owed for year, owed in money.items() if owed and year >= self.first}

    def _check_starts(self, name: str, project: Json) -> None:
        """Check that a project begins only when it may and can be paid."""
        begun, starts = sum(project["started"].values()), project["starts"]
        closed = project["screened"] or project["status"] == "excluded" or begun >= 1
        paid = {year for fund in self.payers[name] for year in self.horizon | self.funds[fund]["amount"].keys()}
        unpaid = [year for year in starts if not self.payments(project, year).keys() <= paid]
        known = {year for year in project["support"].keys() & self.horizon if year >= self.open} - {*project["started"]}
        if (closed and starts) or unpaid or not {*starts} <= known or starts != sorted({*starts}):
            place = f"case.resolved.json: projects: {name}: starts"
            raise wrong(place, "years in which it can be begun and paid", starts)
        if begun > 1 or sum(project["spending"]) != 1:
            raise wrong(f"case.resolved.json: projects: {name}: spending", "shares of one", project["spending"])

    def keeps(self, fund: Json, year: int) -> bool:
        """Return whether money of a year may be kept for the next."""
        return bool(fund["carry_over"] != 0 and self.open <= year < self.years[-1])


def meant(group: Json, project: Json) -> bool:
    """Return whether a selector means a project: of every key one of its names, of conditions all."""
    held = {
        "sectors": [project["sector"]], "kinds": [project["kind"]], "places": [project["place"]],
        "facilities": [project["facility"]], "projects": [project["id"]], "status": [project["status"]],
        "tags": project["tags"],
    }  # fmt: skip
    if any(key in group and {*group[key]}.isdisjoint(names) for key, names in held.items()):
        return False
    if not {*group.get("meets", ())} <= {*project["meets"]}:
        return False
    return not ("not" in group and meant(group["not"], project))
