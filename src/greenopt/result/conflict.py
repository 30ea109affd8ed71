"""
Conflict: why a case is impossible, as data and sentences of the result document.

Every number stands as it is to be written, in the unit in which the case writes it; ``changes`` is what ``--set``,
or a scenario, takes. Places are those of what was read, so a planner can go there; the line of a table is left out,
so that the order of its rows does not show.
"""

from fractions import Fraction

from greenopt.case.case import Case
from greenopt.case.node import place_of
from greenopt.case.setting import Setting
from greenopt.engine.answer import Answer, decisions
from greenopt.engine.clash import Item
from greenopt.engine.conflict import Conflict, Repair
from greenopt.engine.nearest import Mixed, Nearest
from greenopt.engine.remedy import Remedy
from greenopt.engine.repair import Move, Sized
from greenopt.errors import Place
from greenopt.language import Message, Number, say, word
from greenopt.plan import Requirement
from greenopt.result.resolved import Json, text
from greenopt.result.standing import plain, structural_source, structural_words
from greenopt.units import decimal_text

ZERO = Fraction(0)


def conflict_of(case: Case, answer: Answer) -> Json | None:
    """Return what is said of an impossible case; None of a possible one, or where nothing is proved."""
    if answer.status != "certified_infeasible":
        return None
    found = answer.conflict
    if found is None:
        nothing: Json = {"irreducible": False, "members": [], "repairs": [], "obvious": []}
        return {"rules": _leaning(answer), **nothing, "mixed": None, "nearest": None}
    words = _Words(case, answer)
    return {
        "rules": [item.name for item in found.clash.members],
        "irreducible": found.clash.irreducible,
        "members": [words.member(item) for item in found.clash.members],
        "repairs": [words.repair(each) for each in found.repairs],
        "mixed": None if found.mixed is None else words.mixed(found.mixed),
        "nearest": None if found.nearest is None else words.nearest(found.nearest),
        "obvious": _obvious(found),
    }


def _leaning(answer: Answer) -> list[str]:
    """Return the requirements that the proof of an answer leans on, where nothing was explained."""
    if answer.broken:
        return [each.name for each in answer.broken]
    names = answer.tree_rows or answer.rows.program.rows
    leaning = set() if answer.tree is None else answer.tree.leaning()
    rows = {*answer.farkas, *(names[row] for row in leaning if row < len(names))}
    return [each.name for each in answer.requirements if each.name in rows]


def located(place: Place) -> Json:
    """Return file, line and column of a place; of a table only the file, so that the order of its rows is free."""
    in_table = place.cell or place.file.lower().endswith(".csv")
    return {
        "file": place.file,
        "line": None if in_table else place.line,
        "column": None if in_table else place.column,
    }


def _obvious(found: Conflict) -> list[Json]:
    return [{"rules": list(each.rules), "text": each.message.both()} for each in found.obvious]


class _Words:
    """Says what was found in terms of one case."""

    def __init__(self, case: Case, answer: Answer) -> None:
        self.case = case
        self.answer = answer
        self.facts = case.facts
        self.rules = {rule.id: rule for rule in case.rules}
        self.requirements = {each.name: each for each in answer.requirements}

    def member(self, item: Item) -> Json:
        """Return one thing that clashes: what it says, its source and where it is written."""
        place = self._place(item)
        return {
            "name": item.rule,
            "part": item.part,
            "kind": item.kind,
            "text": self._says(item).both(),
            "source": self._source(item),
            "file": place["file"],
            "line": place["line"],
        }

    def _says(self, item: Item) -> Message:
        if item.rule in self.rules:
            return self.rules[item.rule].in_words(self.facts)
        _, name, *rest = item.rule.split(".")
        if item.kind == "fund" and not rest:
            fund = self.facts.fund_by_id[name]
            amount = Number(fund.amount.get(int(item.part), ZERO))
            said = {"fund": fund.name, "amount": amount, "unit": word(self.facts.units.money), "year": item.part}
            return say("{fund} has {amount} {unit} in {year}.", **said)
        if item.kind == "window":
            project = self.facts.by_id[name]
            said = {"project": project.name, "first": min(project.window), "last": max(project.window)}
            return say("{project} may start from {first} to {last}.", **said)
        if item.kind == "scale":
            project = self.facts.by_id[name]
            if project.scale.whole:
                return say("{project} is carried out as a whole or not at all.", project=project.name)
            share = Number(project.scale.at_least * 100)
            said = {"project": project.name, "share": share}
            return say("{project} is carried out at {share} % at least, or not at all.", **said)
        return structural_words(self.facts, self._requirement(item))

    def _requirement(self, item: Item) -> Requirement:
        return next(each for each in self.answer.requirements if each.name == item.name)

    def _source(self, item: Item) -> str:
        if item.rule in self.rules:
            return self.rules[item.rule].source
        if item.kind in ("window", "scale"):
            return ""
        return structural_source(self.facts, self._requirement(item))

    def _place(self, item: Item) -> Json:
        keys = item.rule.split(".")
        if keys[0] == "funds" and len(keys) == 2:
            path = [*keys, "amount", item.part]
        elif keys[0] in ("funds", "projects"):
            path = keys[:3]
        else:
            path = ["rules", item.rule]
        return located(place_of(self.case.tree, path, of_key=True) if self.case.tree else Place(self.case.id))

    def repair(self, repair: Repair) -> Json:
        """Return one change that mends the case by itself."""
        if isinstance(repair, Sized):
            moved = self._moved(repair.move, repair.to)
            return moved | {
                "text": self._move_in_words(repair.move, repair.to).both(),
                "smallest": repair.smallest,
                "changes": {repair.move.setting.path: repair.move.setting.written(repair.to)},
            }
        return {
            "rule": repair.item.rule,
            "path": repair.path,
            "from": repair.before or None,
            "to": None if repair.value == "drop" else repair.value,
            "unit": None,
            "by": None,
            "text": self._remedy_in_words(repair).both(),
            "smallest": True,
            "changes": {repair.path: repair.value},
        }

    def _moved(self, move: Move, to: Fraction) -> Json:
        setting = move.setting
        return {
            "rule": f"funds.{move.fund}" if move.fund else self.requirements[next(iter(move.slopes))].rule,
            "path": setting.path,
            "from": plain(setting.value / setting.size),
            "to": plain(to / setting.size),
            "unit": self._unit(move).both(),
            "by": plain((to - setting.value) / setting.size),
        }

    def _unit(self, move: Move) -> Message:
        written = move.setting.suffix.strip()
        bare = written.removesuffix("/yr").strip()
        unit = word(bare) if bare else self.requirements[next(iter(move.slopes))].setting_unit
        yearly = written.endswith("/yr") and not unit.in_language("en").endswith(" per year")
        return say("{unit} per year", unit=unit) if yearly else unit

    def _move_in_words(self, move: Move, to: Fraction) -> Message:
        setting, rises = move.setting, move.direction > 0
        what, old, new = self._what(setting), _written(setting, setting.value), _written(setting, to)
        if setting.is_share:
            if rises:
                return say("Raise {what} from {old} % to {new} %.", what=what, old=old, new=new)
            return say("Lower {what} from {old} % to {new} %.", what=what, old=old, new=new)
        said = {"what": what, "old": old, "new": new, "unit": self._unit(move)}
        if rises:
            return say("Raise {what} from {old} to {new} {unit}.", **said)
        return say("Lower {what} from {old} to {new} {unit}.", **said)

    def _what(self, setting: Setting) -> Message:
        kind, name, key, *rest = setting.path.split(".")
        if kind == "funds":
            fund = self.facts.fund_by_id[name].name
            if key == "amount":
                return say("the money of {fund} in {year}", fund=fund, year=rest[0])
            if key == "carry_over":
                return say("what {fund} may keep of a year's money", fund=fund)
            return say("what {fund} must spend of a year's money", fund=fund)
        if kind == "indicators":
            return say("the potential of {indicator}", indicator=self.facts.indicators[name].name)
        title = self.rules[name].name or name
        if rest and rest[0].isdigit():
            return say("the rule '{rule}' for {year}", rule=title, year=rest[0])
        if rest:
            return say("the rule '{rule}' at {place}", rule=title, place=self.facts.places.get(rest[0], rest[0]))
        return say("the rule '{rule}'", rule=title)

    def _remedy_in_words(self, remedy: Remedy) -> Message:
        keys = remedy.path.split(".")
        if keys[0] == "rules":
            return say("Drop the rule '{rule}'.", rule=self.rules[keys[1]].name or keys[1])
        project = self.facts.by_id[keys[1]]
        if keys[2] == "requires":
            other = self.facts.by_id[remedy.item.rule.rpartition(".")[2]]
            return say("Let {project} be carried out without {other}.", project=project.name, other=other.name)
        if keys[2] == "status":
            return say("Take back the promise of {project}: make it a candidate.", project=project.name)
        if keys[2] == "start":
            first, last = remedy.value.strip("[]").split(", ")
            return say("Let {project} start from {first} to {last}.", project=project.name, first=first, last=last)
        return say("Let {project} be carried out in part.", project=project.name)

    def mixed(self, found: Mixed) -> Json:
        """Return the cheapest moves of negotiable rules."""
        moves = [self._moved(move, to) | {"text": self._move_in_words(move, to).both()} for move, to in found.moves]
        return {
            "moves": moves,
            "changes": {move.setting.path: move.setting.written(to) for move, to in found.moves},
            "total": plain(found.total),
            "proved": found.is_best,
        }

    def nearest(self, found: Nearest) -> Json:
        """Return the plan that misses least: its projects, and what it misses by how much."""
        starts: dict[str, dict[int, Fraction]] = {}
        for (name, year), share in sorted(decisions(self.answer.layout, found.x).starts.items()):
            starts.setdefault(name, {})[year] = share
        missed = [self._missed(self.requirements[name], amount) for name, amount in found.missed.items()]
        return {
            "projects": [
                {
                    "project": name,
                    "name": text(self.facts.by_id[name].name),
                    "level": plain(sum(shares.values(), ZERO)),
                    "starts": {str(year): plain(share) for year, share in shares.items()},
                }
                for name, shares in starts.items()
            ],
            "missed": missed,
            "total": plain(found.total),
            "proved": found.is_best,
        }

    def _missed(self, requirement: Requirement, amount: Fraction) -> Json:
        rule = self.rules.get(requirement.rule)
        words = rule.in_words(self.facts) if rule else structural_words(self.facts, requirement)
        return {
            "name": requirement.rule,
            "part": requirement.part,
            "text": words.both(),
            "missed": plain(abs(amount)),
            "unit": requirement.unit.both(),
        }


def _written(setting: Setting, value: Fraction) -> Number:
    """Return a number with all its digits, as it is to be written."""
    shown = value / setting.size
    digits = decimal_text(shown)
    return Number(shown, len(digits.partition(".")[2]) if "/" not in digits else 4)
