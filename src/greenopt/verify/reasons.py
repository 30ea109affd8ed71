"""
Reasons: why each project stands where it stands, by what it brings and takes at the multipliers of the objective.

Code, rule and numbers of a reason must be these; of its sentence the wording is tested, not made again.
"""

from fractions import Fraction
from typing import NamedTuple

from .proof import Proof
from .shapes import TEXTS, Json
from .weights import ZERO, Numbers
from .written import Wordings, spoken


class Merit(NamedTuple):
    """What starting the whole of a project in its best year brings and takes, at the multipliers of the objective."""

    gains: Fraction
    takes: Fraction
    largest: str
    """The requirement of which it takes most; ``pay`` for the money of several funds; empty if it takes nothing."""
    serves: str
    """The soft requirement that speaks most for it, where soft requirements together do."""

    @property
    def ratio(self) -> Fraction | None:
        """Gains over takes; None when it takes nothing of worth."""
        return self.gains / self.takes if self.takes else None


class Reasons:
    """The merits of projects, and the reasons for what is decided."""

    def __init__(self, proof: Proof, wordings: Wordings) -> None:
        self.proof, self.case = proof, proof.case
        self._wordings = wordings
        self._before = [stage for stage in self.case.before if stage in proof.stages]

    def merit(self, project: str) -> Merit | None:
        """Return the merit of the year in which starting is most worth it; None if the project cannot start."""
        best: Merit | None = None
        for year in self.case.begins[project]:
            column = f"start[{project},{year}]"
            direct = self.case.wishes["objective"].get(column, ZERO)
            charges = self._charges(column, "objective")
            takes = sorted((-amount, name) for name, amount in charges.items() if amount > 0)
            merit = Merit(
                max(direct, ZERO) - sum((amount for amount in charges.values() if amount < 0), ZERO),
                max(-direct, ZERO) - sum((amount for amount, _ in takes), ZERO),
                takes[0][1] if takes else "",
                next(filter(None, (self._served(column, stage) for stage in self._before)), ""),
            )
            if best is None or merit.gains - merit.takes > best.gains - best.takes:
                best = merit
        return best

    def _served(self, column: str, stage: str) -> str:
        """Return what, of what is sought before the objective, speaks for a column: a priority, or a soft rule."""
        charges, priority = self._charges(column, stage), stage.partition(".")[2]
        if sum(charges.values(), ZERO) >= self.case.wishes[stage].get(column, ZERO):
            return ""
        return priority or min((amount, name) for name, amount in charges.items())[1]

    def _charges(self, column: str, stage: str) -> Numbers:
        """Return what one of a column takes of each requirement, and of the money of several funds."""
        charges: Numbers = {}
        multipliers = self.proof.stages[stage].multipliers
        for name, weight in self.case.touched[column] if multipliers else ():
            kind, bracket, inside = name.partition("[")
            if name in multipliers and (not bracket or kind in ("pay", "reached")):
                key = inside.rstrip("]") if kind == "reached" else kind
                charges[key] = charges.get(key, ZERO) + multipliers[name] * weight
        return charges

    def reason(self, project: Json, decision: str, merit: Merit | None) -> Json:
        """Return why: code and rule as they must be, and tests of the sentences."""
        source, left_out = (project["status_source"],), decision == "not_funded"
        if project["screened"]:
            return {"code": "screened", "rule": project["screened"]["rule"], **project["screened"]["reason"]}
        if project["status"] == "excluded":
            return self._says("excluded", names=source)
        if decision in ("committed", "required"):
            return self._says(decision, f"projects.{project['id']}.status", names=source)
        if not project["starts"]:
            payers, support = self.case.payers[project["id"]], project["support"]
            return self._says("no_payer" if not payers else "no_year" if support else "no_support")
        if merit is None or self.case.whole:
            return self._says("other_combination" if left_out else "best_combination")
        if merit.serves and not left_out and merit.gains < merit.takes:
            first = f"priority.{merit.serves}" in self.case.wishes
            return self._says("priority" if first else "soft_rule", merit.serves, limited=True)
        if merit.gains == 0 and left_out:
            return self._says("brings_nothing")
        if decision == "partly":
            return self._says("funding_line", merit.largest, limited=True)
        if decision == "funded" and not merit.takes:
            return self._says("nothing_scarce", numbers=(merit.gains,))
        if decision == "funded":
            return self._says("above_line", merit.largest, numbers=(merit.gains, merit.takes))
        if merit.gains == merit.takes:
            return self._says("tie", merit.largest)
        return self._says("below_line", merit.largest, numbers=(merit.gains, merit.takes), limited=True)

    def _says(
        self,
        code: str,
        rule: str = "",
        *,
        numbers: tuple[Fraction, ...] = (),
        names: tuple[str, ...] = (),
        limited: bool = False,
    ) -> Json:
        """Return a reason, its sentences as tests; ``limited``: they name the requirement, a fund by name and year."""
        limit, _, part = rule.partition(":")
        fund = limit.startswith("funds.") and limit.count(".") == 1
        record = self.case.funds[limit.removeprefix("funds.")] if fund else self.case.rules.get(limit, {})
        title = record["name"] if fund else record.get("title") or dict.fromkeys(TEXTS, "" if limit == "pay" else limit)
        unit = self.case.data["objective"]["unit"]
        found: Json = {"code": code, "rule": rule}
        for language in TEXTS:
            words = [spoken(number, language) for number in numbers] + [part] * (limited and fund)
            kind, titles = (code, limited, fund, title[language] == "", language), [title[language]] * limited
            found[language] = self._wordings.test(kind, words, [*names, *titles], unit)
        return found
