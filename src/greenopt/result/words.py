"""Words of a result: why each project is funded or not, in sentences that can be checked against the prices."""

from fractions import Fraction
from typing import Literal, NamedTuple

from greenopt.case.case import Case
from greenopt.engine.merit import Merit
from greenopt.language import Message, Number, say, word
from greenopt.project import Facts, Project

Decision = Literal["committed", "required", "funded", "partly", "not_funded", "screened_out"]
ZERO = Fraction(0)


class Reason(NamedTuple):
    """Why a project has its decision: a stable code, the rule that matters most, and a sentence."""

    code: str
    rule: str
    message: Message


def decide(facts: Facts, project: Project, level: Fraction) -> Decision:
    """Return the decision on a project."""
    if project.started and not facts.starts(project) and project.status != "required":
        return "committed"  # what was begun stays, and nothing of it is left to decide
    if project.screened is not None or project.status == "excluded":
        return "screened_out"
    if project.status in ("committed", "required"):
        return project.status
    if level == 0:
        return "not_funded"
    return "funded" if level == 1 else "partly"


def reason(case: Case, project: Project, decision: Decision, merit: Merit | None, *, by_prices: bool) -> Reason:
    """Return why; by the prices of a linear case, or by the combination where projects are whole."""
    facts = case.facts
    if project.screened is not None:
        return Reason("screened", project.screened.rule, project.screened.reason)
    if project.status == "excluded":
        return Reason("excluded", "", say("excluded: {source}", source=project.status_source))
    if decision in ("committed", "required"):
        return Reason(
            decision,
            f"projects.{project.id}.status",
            say("{status}: {source}", status=_STATUS[decision], source=project.status_source),
        )
    if not facts.starts(project):
        return _cannot_start(facts, project)
    if merit is None or not by_prices:
        return _chosen_whole(decision)
    return _by_prices(case, decision, merit)


_STATUS = {"committed": say("committed"), "required": say("required")}


def _cannot_start(facts: Facts, project: Project) -> Reason:
    if not facts.payers[project.id]:
        return Reason("no_payer", "", say("no fund may pay for it"))
    if not project.support:
        return Reason("no_support", "", say("no support limit of its class is valid in a year when it could start"))
    return Reason("no_year", "", say("there is no year in which it could start and still be paid"))


def _chosen_whole(decision: Decision) -> Reason:
    if decision == "not_funded":
        return Reason("other_combination", "", say("the whole projects that were chosen bring more together"))
    return Reason("best_combination", "", say("part of the best combination of whole projects"))


def _by_prices(case: Case, decision: Decision, merit: Merit) -> Reason:
    unit = case.objective.unit(case.facts)
    gains, takes = Number(merit.gains, 0), Number(merit.takes, 0)
    largest = next((name for name, amount in merit.charges if amount > 0), "")
    limit = limit_in_words(case, largest)
    named = {"gains": gains, "takes": takes, "unit": word(unit), "limit": limit}
    if merit.serves and decision != "not_funded" and merit.gains < merit.takes:
        served = limit_in_words(case, merit.serves)
        first = any(rule.id == merit.serves and rule.gives_priority for rule in case.rules)
        code = "priority" if first else "soft_rule"
        return Reason(code, merit.serves, say("it serves {rule}, which comes before the objective", rule=served))
    if merit.gains == 0 and decision == "not_funded":
        return Reason("brings_nothing", "", say("it brings nothing towards what is sought"))
    if decision == "partly":
        return Reason("funding_line", largest, say("at the funding line: {limit} is used up", **named))
    if decision == "funded":
        if not takes.value:
            return Reason("nothing_scarce", "", say("it brings {gains} {unit} and takes nothing scarce", **named))
        return Reason(
            "above_line",
            largest,
            say("it brings {gains} {unit}; what it takes would bring {takes} {unit} elsewhere", **named),
        )
    if merit.gains == merit.takes:
        return Reason("tie", largest, say("it would bring just as much as what it takes brings elsewhere", **named))
    return Reason(
        "below_line",
        largest,
        say(
            "it would bring {gains} {unit}, but what it takes, above all of {limit}, brings {takes} {unit} elsewhere",
            **named,
        ),
    )


def limit_in_words(case: Case, name: str) -> Message:
    """Return a requirement's name for people: a fund and its year, or the rule's own name."""
    if name == "pay" or not name:
        return say("the money of its funds")
    rule, _, part = name.partition(":")
    if rule.startswith("funds.") and rule.count(".") == 1:
        fund = case.facts.fund_by_id[rule.removeprefix("funds.")]
        return say("the money of {fund} in {year}", fund=fund.name, year=part)
    label = next((each.name for each in case.rules if each.id == rule and each.name is not None), rule)
    return say("the rule '{rule}'", rule=label)
