"""
Proof: the certificate, put to the test: the plan against every row, then each wish on what the one before has left.

For whole projects the objective, and what comes before or after it, may be proved by a tree.
"""

from fractions import Fraction
from functools import cached_property

from .bounds import Bound, Face
from .report import shown, wrong
from .shapes import Json
from .tree import tree_bound
from .weights import ZERO, Numbers, Row, worth
from .wishes import Case

EXIT_CODES = {
    "certified_optimal": 0, "certified_within_gap": 0, "stopped": 5, "certified_infeasible": 4, "uncertified": 4,
}  # fmt: skip
"""What ``greenopt solve`` ends with, by what is proved."""


class Proof:
    """The certificate, put to the test against the case; refused where it proves less than it says."""

    def __init__(self, case: Case, certificate: Json) -> None:
        self.case, self.certificate = case, certificate
        self.status: str = certificate["status"]
        self.plan: Numbers = certificate["plan"]
        self.value: Fraction | None = certificate["value"]
        self.limit: Fraction | None = certificate["bound"]
        self.root = self.before = self.after = self.finest = Face(case.boxes, case.rows)
        """All plans, those among which the objective decides, the best ones, and those best in what comes next too."""
        self.then: dict[str, Fraction] = {}
        """For whole projects: what is proved of what is sought after the objective."""
        self.stages: dict[str, Bound] = {}
        if case.broken != certificate["broken"] or self.status not in EXIT_CODES:
            raise wrong("certificate.json: broken", case.broken, certificate["broken"])
        if self.value is None:
            self._nothing()
        else:
            self._plan()
            self._prove()

    def _nothing(self) -> None:
        """Test the proof that there is no plan; where nothing is claimed, nothing may be given."""
        given, place = self.certificate, "certificate.json: farkas"
        proofs = [bool(self.case.broken), given["tree"] is not None, bool(given["farkas"])]
        told = any(given[key] for key in ("plan", "stages", "prices")) or given["bound"] is not None
        claimed = {"certified_infeasible": 1, "stopped": 0, "uncertified": 0}.get(self.status)
        if told or claimed != sum(proofs):
            raise wrong("certificate.json: status", "one proof that there is no plan, or no claim", self.status)
        if given["tree"] is not None:
            tree_bound(given["tree"], self.root, {}, None, self.case.whole)
        elif given["farkas"] and self.root.bound({}, given["farkas"], place).value >= 0:
            raise wrong(place, "multipliers that prove that there is no plan", given["farkas"])

    def _plan(self) -> None:
        """Test that the plan is one, and its value."""
        self.root.keep(dict.fromkeys(self.case.boxes, ZERO) | self.plan, self.case.rows, "certificate.json: plan", {})
        for column in self.case.whole & self.plan.keys():
            if self.plan[column].denominator != 1:
                raise wrong(f"certificate.json: plan: {column}", "a whole number", self.plan[column])
        for name, each in self.case.potentials.items():
            column, twice = f"overlapped[{name}]", max(worth(self.case.gross(each), self.plan) - each["amount"], ZERO)
            if self.plan.get(column, ZERO) != twice:
                raise wrong(f"certificate.json: plan: {column}", twice, self.plan.get(column, ZERO))
        if self.value != worth(self.case.stated, self.plan):
            raise wrong("certificate.json: value", worth(self.case.stated, self.plan), self.value)
        trees = [self.certificate["tree"], *(stage.get("tree") for stage in self.certificate["stages"])]
        if self.case.broken or self.certificate["farkas"] or (any(trees) and not self.case.whole):
            raise wrong("certificate.json", "no other proof beside that of a plan", self.status)

    def _prove(self) -> None:
        """Test what is sought in turn, each on the face that the one before has left, and what it comes to."""
        given, wishes, whole = self.certificate["stages"], list(self.case.wishes), bool(self.case.whole)
        names, main, place = [stage["name"] for stage in given], wishes.index("objective"), "certificate.json: stages"
        in_turn = names == wishes[: main + 1 if whole else max(len(names), main + 1)]
        partly = whole and names[-1:] == ["objective"] and names[:-1] == wishes[: len(names) - 1]
        if not in_turn and not partly:
            raise wrong(place, f"every wish in turn: {wishes}", names)
        face = self.root
        for name, stage in zip(names, given, strict=True):
            cost, loose = self.case.wishes[name], whole and name == "objective"
            if loose and not in_turn:
                # Whatever is best in the first wish that is not proved, is no worse in it than this plan.
                first = wishes[len(names) - 1]
                held = Row(self.case.wishes[first], worth(self.case.wishes[first], self.plan), None)
                face = Face(face.boxes, {**face.rows, f"held[{first}]": held})
            bound, reached = face.bound(cost, stage["multipliers"], f"{place}: {name}"), worth(cost, self.plan)
            tree = self.certificate["tree"] if loose else stage.get("tree")
            proved = tree_bound(tree, face, cost, reached, self.case.whole) if tree else bound.value
            told = reached if loose and self.limit is None else proved
            if stage["value"] != told or (reached != told and not loose):
                raise wrong(f"{place}: {name}: value", f"{shown(reached)}, bound {shown(proved)}", stage["value"])
            kept = Face(face.boxes, {**face.rows, f"held[{name}]": Row(cost, reached, None)})
            following = face if loose else kept if tree else face.narrowed(bound)
            if name == "objective":
                self.before, self.after = face, following
                if self.limit not in (proved if self.case.more else -proved, None if loose else self.value):
                    raise wrong("certificate.json: bound", proved, self.limit)
            if name == "objective" or name in self.case.then:
                self.finest = following
            self.stages[name], face = bound, following
        if not whole and len(names) < len(wishes) and not face.is_point():
            raise wrong(place, f"every wish in turn: {wishes}", names)
        honest = "certified_optimal" if in_turn and self.limit == self.value else "certified_within_gap"
        fitting = {honest} if self.limit is not None else set()
        if self.status not in (fitting | {"stopped"} if whole else fitting):
            raise wrong("certificate.json: status", honest, self.status)
        self._next(self.certificate.get("then", []), proved=whole and honest == "certified_optimal")

    def _next(self, given: list[Json], *, proved: bool) -> None:
        """Test what whole projects are best in after the objective, what came before held by rows."""
        place, before, rows = "certificate.json: then", "objective", dict(self.before.rows)
        if [each["name"] for each in given] != self.case.then[: len(given)] or (given and not proved):
            raise wrong(place, f"what is sought after a proved objective: {self.case.then}", given)
        for each in given:
            held = self.case.wishes[before]
            rows[f"held[{before}]"] = Row(held, worth(held, self.plan), None)
            before, cost = each["name"], self.case.wishes[each["name"]]
            reached = worth(cost, self.plan)
            most = tree_bound(each["tree"], Face(self.before.boxes, rows), cost, reached, self.case.whole)
            if (each["value"], most) != (reached, reached):
                raise wrong(f"{place}: {before}", f"{shown(reached)}, bound {shown(most)}", each["value"])
            self.then[before] = reached

    def changed(self, face: Face, columns: Numbers, place: str, moved: Numbers) -> Numbers:
        """Return the plan with other values of some columns, once it is on a face, some of whose rows are moved."""
        there = {**self.plan, **columns}
        touched = {row for column in columns for row, _ in self.case.touched.get(column, ())}
        face.keep(there, touched | moved.keys(), place, moved)
        return there

    @cached_property
    def held(self) -> set[str]:
        """Rows that what is sought before the objective holds in place."""
        return {row for name in self.case.before if name in self.stages for row in self.stages[name].multipliers}

    @cached_property
    def is_single(self) -> bool:
        """Whether there is proved to be one best plan only, money that is merely kept included."""
        return self.after.is_point()

    @cached_property
    def has_unique_multipliers(self) -> bool:
        """Whether no other multipliers prove the objective."""
        return self.before.has_unique_multipliers(self.plan)
