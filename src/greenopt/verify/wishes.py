"""
Wishes: what is sought in turn, each as weights on columns to be maximised.

Soft rules, priorities, the objective, what comes next, and the published rule for ties, down to a digest of the names
of the columns, so that one plan is the answer.
"""

import hashlib
from collections.abc import Iterator
from fractions import Fraction

from .report import wrong
from .rows import Rows
from .shapes import Json
from .weights import ONE, Numbers, add, negative


class Case(Rows):
    """The settled case: columns in boxes, the rows of every plan, and what is sought in turn."""

    def __init__(self, data: Json) -> None:
        super().__init__(data)
        self.more = data["objective"]["sense"] == "maximise"
        self.stated = self._aim(data["objective"])
        """The objective as it is stated, on columns."""
        self.wishes = dict(self._wishes())
        names = list(self.wishes)
        self.before = names[: names.index("objective")]
        """What is sought before the objective."""
        self.then = [name for name in names if name.startswith("then.")]
        """What is sought after it, besides the rule for ties."""

    def _aim(self, aim: Json) -> Numbers:
        """Return an aim as it is stated, and what is weighed in it: each part over the same time."""
        if aim["sense"] == "minimise":
            if aim["of"] not in ("public_money", "total_cost") or aim.get("weigh"):
                raise wrong("case.resolved.json: objective", "the least of money alone", aim["of"])
            return self.term({"sum": aim["of"]})
        found: Numbers = {}
        for of, weight in self.parts(aim):
            if self.data["indicators"].get(of, {}).get("form") not in ("flow", "stock"):
                raise wrong("case.resolved.json: objective", "an indicator that is no ratio", of)
            add(found, self.counted(self.timed(aim, of)), weight)
        return {column: value for column, value in found.items() if value}

    def parts(self, aim: Json) -> list[tuple[str, Fraction]]:
        """Return what is weighed in an aim with its weights, each once: what it is of counts for itself."""
        found = [(aim["of"], ONE), *((each["of"], each["weight"]) for each in aim.get("weigh", []))]
        if len(dict(found)) < len(found) or any(weight <= 0 for _, weight in found):
            raise wrong("case.resolved.json: objective: weigh", "indicators, each once, with weights above zero", found)
        return found

    def timed(self, aim: Json, of: str) -> Json:
        """Return the term of an indicator over the time of an aim."""
        year = {} if aim["year"] is None else {"year": aim["year"]}
        return {"sum": of, "over": aim["over"], "discount": aim["discount"], **year}

    def _wishes(self) -> Iterator[tuple[str, Numbers]]:
        """Yield what is sought in turn, with its name."""
        soft = {f"shortfall[{each['name']}]": each["soft_scale"] for each in self.requirements if each["soft_scale"]}
        if soft:
            yield "soft_rules", {column: -1 / scale for column, scale in soft.items()}
        for tier in self.data["tiers"]:
            reached = {f"reached[{tier['rule']}]": ONE} if tier["ends"] else self.form((1, tier["form"])).weights
            yield f"priority.{tier['rule']}", reached
        yield "objective", self.stated if self.more else negative(self.stated)
        for turn, aim in enumerate(self.data["objective"].get("then", []), 1):
            stated = self._aim(aim)
            yield f"then.{turn}.{aim['of']}", stated if aim["sense"] == "maximise" else negative(stated)
        yield from self._among_equals()

    def _among_equals(self) -> Iterator[tuple[str, Numbers]]:
        """Yield what decides between plans that are equally good: the published rule for ties."""
        emissions = [name for name, each in self.data["indicators"].items() if each["from_factors"]]
        if self.more or not emissions:
            yield "money", negative(self.term({"sum": "public_money"}))
        else:
            yield "emissions", self.counted({"sum": emissions[0]})
        begins = [(len(self.projects) - place, name) for place, name in enumerate(self.projects)]
        starts = {f"start[{name},{year}]": (left, year) for left, name in begins for year in self.begins[name]}
        yield "waiting", {column: Fraction(self.first - year) for column, (_, year) in starts.items()}
        yield "order", {column: Fraction(left) for column, (left, _) in starts.items()}
        yield "funds", {column: Fraction(-place) for column, place in self.grants.items()}
        if kept := {column: ONE for column in self.boxes if column.startswith("unspent[")}:
            yield "kept", kept
        if self.potentials:
            yield "overlap", {f"overlapped[{name}]": -ONE for name in self.potentials}
        marks = {column: hashlib.sha256(column.encode()).digest()[:6] for column in self.boxes}
        yield "digest", {column: Fraction(int.from_bytes(mark, "big")) for column, mark in marks.items()}
