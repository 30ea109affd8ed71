"""
Result: the document ``result.json`` as it must be, from the case and its proof, without the digests of files.

Beside totals, portfolio and ties, which have their own modules: how the objective and what is sought before and after
it stand, every requirement with its prices, every fund in every year, and what clashes where there is no plan. What
would mend such a case is told and not proved.
"""

from collections.abc import Iterator

from .portfolio import portfolio
from .prices import prices
from .proof import EXIT_CODES, Proof
from .reasons import Reasons
from .shapes import TEXTS, Json
from .ties import ties
from .totals import Outcome
from .weights import ZERO, worth
from .written import Wordings, is_anything, is_list, is_names, is_text, is_texts, plain

NOTHING = dict.fromkeys((
    "sense", "left", "right", "unit", "slack", "binding", "shortfall", "price", "price_relax", "price_tighten",
    "price_up", "price_down", "price_unit",
))  # fmt: skip
"""What a row of the rules may say, where it says nothing of it."""
OPEN = {"certified_within_gap": is_texts, "stopped": is_anything, "uncertified": is_anything}
"""Why a proof is not complete: in words, where one stopped within a gap; nothing, where it is."""


class Expected:
    """The result as it must be; a leaf may be a test instead of a value."""

    def __init__(self, proof: Proof) -> None:
        self.proof, self.case, self.plan, self.data = proof, proof.case, proof.plan, proof.case.data
        self.told = proof.value is not None
        self._outcome, self._wordings, self._prices = Outcome(proof), Wordings(), prices(proof)

    def document(self) -> Json:
        """Return the whole document, without the digests of files."""
        proof, case = self.proof, self.data["case"]
        return {
            "schema": "greenopt.result/1", "status": proof.status, "exit_code": EXIT_CODES[proof.status],
            "case": {key: case[key] for key in ("id", "title", "status", "horizon")}
            | {"policy": self.data["policy"]["title"]},
            "scenario": self.data["scenario"], "changes": self.data["changes"], "software": is_texts,
            "objective": self._objective(),
            "totals": self._outcome.totals(),
            "portfolio": portfolio(self._outcome, Reasons(proof, self._wordings)) if self.told else [],
            "rules": [*map(self._requirement, self.case.requirements), *self._settled()],
            "years": list(self._years()) if self.told else [],
            "tiers": list(self._tiers()) if self.told and (self.case.before or self.case.then) else [],
            "ties": ties(proof),
            "conflict": conflict(proof) if proof.status == "certified_infeasible" else None,
            "diagnostics": is_list,
        }  # fmt: skip

    def _objective(self) -> Json:
        """Return what is sought, what the plan comes to, and how far from the bound that is."""
        proof, aim = self.proof, self.data["objective"]
        gap = None if proof.value is None or proof.limit is None else abs(proof.limit - proof.value)
        found = {
            "indicator": aim["of"], "sense": aim["sense"], "unit": aim["unit"], "text": aim["text"],
            "value": plain(proof.value), "bound": plain(proof.limit), "gap": plain(gap),
            "solver_claim": lambda claim: claim is None or is_text(claim),
            "open": OPEN.get(proof.status),
        }  # fmt: skip
        if aim.get("weigh"):
            found["aims"] = list(self._weighed(aim))
        return found

    def _weighed(self, aim: Json) -> Iterator[Json]:
        """Yield the parts of a weighed objective."""
        units = {each["of"]: each["unit"] for each in aim["weigh"]}
        for of, weight in self.case.parts(aim):
            value = worth(self.case.counted(self.case.timed(aim, of)), self.plan) if self.told else None
            yield {
                "indicator": of, "value": plain(value), "unit": units.get(of, aim["unit"]),
                "weight": plain(weight), "counts": None if value is None else plain(value * weight),
            }  # fmt: skip

    def _requirement(self, requirement: Json) -> Json:
        """Return how a requirement stands: sides, slack and prices."""
        sense, (relax, tighten) = requirement["sense"], self._prices[requirement["name"]]
        row = NOTHING | self._origin(requirement["rule"], requirement["part"])
        row |= {"sense": sense, "unit": requirement["unit"], "price_unit": requirement["step_unit"]}
        if sense == "==":
            row |= {"price_up": plain(relax), "price_down": plain(tighten)}
        else:
            row |= {"price_relax": plain(relax), "price_tighten": plain(tighten)}
            row["price"] = plain(relax) if relax == tighten else None
        if not self.told:
            return row
        forms = [self.case.form((1, requirement[side])) for side in ("left", "right")]
        left, right = (form.constant + worth(form.weights, self.plan) for form in forms)
        missed = self.plan.get(f"shortfall[{requirement['name']}]", ZERO)
        slack = {">=": left - right, "<=": right - left, "==": -abs(left - right)}[sense]
        return row | {
            "left": plain(left + (missed if sense == "<=" else -missed)), "right": plain(right),
            "slack": plain(slack), "binding": slack == 0,
            "shortfall": plain(missed) if requirement["soft_scale"] else None,
        }  # fmt: skip

    def _origin(self, name: str, part: str) -> Json:
        """Return what a requirement is, and where it comes from: a rule of the case, a fund, or a promise."""
        row = {"name": name, "part": part}
        if name in self.case.rules:
            return row | {key: self.case.rules[name][key] for key in ("rule", "row", "source", "text")}
        kind, owner, *rest = name.split(".")
        fund = kind == "funds"
        record = (self.case.funds if fund else self.case.projects)[owner]
        numbers = [part] if part else []
        text = {
            language: self._wordings.test((kind, *rest, language), numbers, [record["name"][language]])
            for language in TEXTS
        }
        source = record["source" if fund else "status_source"]
        return row | {"rule": "fund" if fund else "commitment", "row": None, "source": source, "text": text}

    def _settled(self) -> Iterator[Json]:
        """Yield the rules that were settled before anything was built, with the projects that they screen out."""
        stated = {each["rule"] for each in self.case.requirements}
        for name in self.case.rules:
            if name not in stated:
                screened = {project: each["screened"] for project, each in self.case.projects.items()}
                out = [project for project, by in screened.items() if by and by["rule"] == name]
                yield {**NOTHING, **self._origin(name, ""), "screened_out": out}

    def _years(self) -> Iterator[Json]:
        """Yield every fund in every year: what it had, spent, kept and lost, and the price of its money."""
        for name, fund in self.case.funds.items():
            carried = fund["opening"]
            for year in self.case.years[self.case.open - self.case.first :]:
                amount, kept = fund["amount"].get(year, ZERO), self.plan.get(f"unspent[{name},{year}]", ZERO)
                spent = self._outcome.total(sum="public_money", fund=name, year=year)
                relax, tighten = self._prices[f"funds.{name}:{year}"]
                yield {
                    "fund": name, "year": year, "amount": plain(amount), "carried_in": plain(carried),
                    "spent": plain(spent), "carried_out": plain(kept), "lapsed": plain(amount + carried - spent - kept),
                    "price": plain(relax) if relax == tighten else None,
                }  # fmt: skip
                carried = kept

    def _tiers(self) -> Iterator[Json]:
        """Yield what was sought before the objective, itself, and after it; units of priorities as tests of words."""
        for name in self.case.before:
            soft = name == "soft_rules"
            reached = worth(self.case.wishes[name], self.plan) * (-1 if soft else 1)
            told = {lang: self._wordings.test(("tier", lang), [], []) if soft else is_text for lang in TEXTS}
            value = plain(reached) if name in self.proof.stages else None
            yield {"name": name.partition(".")[2] or name, "value": value, "unit": told}
        aim = self.data["objective"]
        yield {"name": "objective", "value": plain(self.proof.value), "unit": self._unit(aim["unit"])}
        for name, each in zip(self.case.then, aim.get("then", []), strict=True):
            reached = worth(self.case.wishes[name], self.plan) * (1 if each["sense"] == "maximise" else -1)
            value = plain(reached) if not self.case.whole or name in self.proof.then else None
            yield {"name": name, "value": value, "unit": self._unit(each["unit"]), "text": each["text"]}

    def _unit(self, unit: str) -> Json:
        """Return a unit in both languages."""
        return {"en": unit, "vi": self._wordings.test(("unit", unit), [], [], unit)}


def conflict(proof: Proof) -> Json:
    """Return what the result must say of a clash, each part as a test."""
    return {
        "rules": lambda found: is_names(found) and _is_clash(proof, {*found}),
        "irreducible": lambda found: isinstance(found, bool),
        **dict.fromkeys(("members", "repairs", "obvious"), is_list),
        **dict.fromkeys(("mixed", "nearest"), is_anything),
    }


def _is_clash(proof: Proof, clash: set[str]) -> bool:
    """
    Return whether these are the requirements that the proof leans on.

    Windows, whole projects and rules that screen projects out stand in no row. They may be named besides, and
    then the rows may need fewer of the requirements; a rule may be named for all its requirements at once.
    """
    case = proof.case
    known = {each["name"] for each in case.requirements}
    besides = clash - known
    shapes = {f"projects.{name}.{key}" for name in case.projects for key in ("start", "scale")}
    if not besides <= shapes | case.rules.keys():
        return False
    stated = {each["name"] for each in case.requirements if {each["name"], each["rule"]} & clash}
    if case.broken:
        return bool(stated & {*case.broken}) and bool(besides or clash <= {*case.broken})
    leaning = _leaning(proof) & known
    return leaning <= stated and bool(besides or clash == leaning)


def _leaning(proof: Proof) -> set[str]:
    """Return the rows with a multiplier anywhere in the proof that there is no plan."""
    tree = proof.certificate["tree"] or {"multipliers": []}
    cuts = [cut["rows"] for cut in tree.get("cuts", ())]
    return {row for each in (proof.certificate["farkas"], *tree["multipliers"], *cuts) for row in each}
