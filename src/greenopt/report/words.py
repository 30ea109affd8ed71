"""
Words of a report: names instead of ids, figures as people write them, and what a status means in a sentence.

Everything here reads the result document, whose numbers are plain and whose texts stand in both languages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from greenopt.case.case import Case
from greenopt.language import Language, Message, Number, Text, rounded, say, word
from greenopt.language import number as as_people_write

Json = dict[str, Any]
Amount = int | float | None

CASE_STATUS: dict[str, Message] = {
    "illustrative": say("ILLUSTRATIVE: not for decisions"),
    "draft": say("DRAFT"),
    "approved": say("APPROVED"),
}
DECISIONS: dict[str, Message] = {
    "committed": say("Committed"),
    "required": say("Required"),
    "funded": say("Funded"),
    "partly": say("Funded in part"),
    "not_funded": say("Not funded"),
    "screened_out": say("Not eligible"),
}
"""What becomes of a project, in the order of the portfolio."""
SIGNS = {">=": "≥", "<=": "≤", "==": "="}
RUN_STATUS: dict[str, Message] = {
    "certified_optimal": say("best, proved"),
    "certified_within_gap": say("proved within a gap"),
    "stopped": say("stopped early"),
    "certified_infeasible": say("no plan, proved"),
    "uncertified": say("nothing proved"),
    "unreadable": say("cannot be read"),
}
PROJECT_STATUS: dict[str, Message] = {
    "candidate": say("candidate"),
    "committed": say("committed"),
    "required": say("required"),
    "excluded": say("excluded"),
}


@dataclass(frozen=True)
class Names:
    """What things are called, in both languages; an unknown id stands for itself."""

    funds: Mapping[str, Text] = field(default_factory=dict)
    indicators: Mapping[str, Text] = field(default_factory=dict)
    rules: Mapping[str, Text] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case) -> "Names":
        """Return the names of a case."""
        return cls(
            funds={fund.id: fund.name for fund in case.facts.funds},
            indicators={name: each.name for name, each in case.facts.indicators.items()},
            rules={rule.id: rule.name for rule in case.rules if rule.name is not None},
        )


def named(names: Mapping[str, Text], name: str, language: Language) -> str:
    """Return a name in a language, or the id where there is none."""
    return names[name].in_language(language) if name in names else name


def text_in(value: Mapping[str, str], language: Language) -> str:
    """Return a text of the result in a language."""
    return value[language]


def exact(value: float) -> Fraction:
    """Return a number of the result as it stands there, not as the nearest float."""
    return Fraction(str(value))


def figure(value: Amount, language: Language, decimals: int | None = None) -> str:
    """Return a number for people; more decimals the smaller it is, and a dash where there is none."""
    if value is None:
        return "–"
    return as_people_write(exact(value), language, decimals_for([value]) if decimals is None else decimals)


def decimals_for(values: Iterable[Amount]) -> int:
    """Return how many decimals a column of numbers needs: some four digits for its largest."""
    largest = max((abs(value) for value in values if value is not None), default=0)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def level(value: float, language: Language) -> str:
    """Return a level as a percentage; what is in part never looks like nothing or all."""
    if value in (0, 1):
        return f"{as_people_write(int(value * 100), language)} %"
    shown = as_people_write(exact(value) * 100, language, 1)
    if shown in ("0", "100"):
        shown = as_people_write(exact(value) * 100, language, 4)
    return f"{shown} %"


def worth(merit: Amount, language: Language) -> str:
    """Return what a project brings over what it takes; what is not quite at the line never looks as if it were."""
    if merit is None:
        return ""
    decimals = 0 if merit >= 10 else 1 if merit >= 2 else 2
    while merit != 1 and decimals < 6 and rounded(exact(merit), decimals) == 1:
        decimals += 1
    return as_people_write(exact(merit), language, decimals)


def years(starts: Mapping[str, float]) -> str:
    """Return the years in which a project starts: one, or the first and the last."""
    if not starts:
        return ""
    first, last = min(starts), max(starts)
    return first if first == last else f"{first}–{last}"


def roman(number: int) -> str:
    """Return a small number as tables of the administration count groups."""
    return ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII")[number]


def proof(result: Json) -> Message:
    """Return what is proved of an answer, in words."""
    objective = result["objective"]
    unit = word(objective["unit"])
    more = objective["sense"] == "maximise"
    if result["status"] == "certified_optimal":
        return say("proved: no plan brings more") if more else say("proved: no plan needs less")
    if result["status"] == "certified_infeasible":
        return say("proved: no plan satisfies the case")
    bound = objective["bound"]
    if bound is None or result["status"] == "uncertified":
        return say("not proved: nothing is claimed")
    limit = {"bound": Number(exact(bound), decimals_for([bound])), "unit": unit}
    reach = say("no plan brings more than {bound} {unit}", **limit)
    if not more:
        reach = say("no plan needs less than {bound} {unit}", **limit)
    if result["status"] == "certified_within_gap":
        return say("proved within a gap of {gap} %: {reach}", gap=Number(_gap(objective), 3), reach=reach)
    return say("stopped early; the best plan so far: {reach}", reach=reach)


def unfinished(result: Json) -> Text | None:
    """Return why a proof for whole projects is not complete, and what would complete it; None where it is."""
    found = result["objective"].get("open")
    return None if found is None else Text(vi=found["vi"], en=found["en"])


def _gap(objective: Json) -> Fraction:
    """Return the gap as a percentage of the bound."""
    bound = exact(objective["bound"])
    return abs(exact(objective["gap"]) / bound) * 100 if bound else Fraction(0)


def uniqueness(result: Json) -> Message | None:
    """Return whether other plans are as good, where that is known."""
    unique: Literal[True, False] | None = result["ties"]["unique"]
    if unique is None:
        return None
    if unique:
        return say("no other plan is as good")
    count = len(result["ties"]["exchangeable"])
    if not count:
        return say("other plans are as good")
    return say("other plans are as good: {count} {count:project|projects} could trade places or years", count=count)


def main_indicator(result: Json) -> str | None:
    """Return the indicator that tables show by project: the one sought, else emissions, else the first flow."""
    indicators: Mapping[str, Json] = result["totals"]["indicators"]
    for name in (result["objective"]["indicator"], "co2e"):
        if name in indicators:
            return str(name)
    return next((name for name, each in indicators.items() if each["unit"].endswith("/yr")), None)
