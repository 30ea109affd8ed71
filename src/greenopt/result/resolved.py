"""
Resolved: the case as it was decided, settled and complete, in plain JSON.

It is what ``greenopt verify`` reads instead of the sources: every number as an exact decimal text, every project with
the support it was settled to, every requirement as named sums. Its digest is the case's digest; the order of rows in
a table does not show in it.
"""

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from greenopt.case.case import Case
from greenopt.engine.posed import Question
from greenopt.fields import EVERYTHING, Selector
from greenopt.language import Text
from greenopt.objectives import Aim
from greenopt.objectives.most import Most
from greenopt.plan import Chosen, Form, Level, Overlapped, Reached, Requirement, Shortfall, Sum, Term, Unspent
from greenopt.project import FactorSeries, Facts, Fund, Indicator, Project, SharedPotential
from greenopt.result.encoded import encoded
from greenopt.units import decimal_text

SCHEMA = "greenopt.case/1"
Json = dict[str, Any]


def case_head(case: Case, case_digest: str) -> Json:
    """Return what every document says of its case: title, status, the policy behind it, and its exact digest."""
    return {
        "id": case.id,
        "title": text(case.header.title),
        "status": case.header.status,
        "digest": case_digest,
        "policy": text(case.policy.title),
        "horizon": list(case.facts.horizon),
    }


def resolved(case: Case, question: Question) -> Json:
    """Return the settled case, and what is asked of the engine, as JSON data."""
    facts = case.facts
    return {
        "schema": SCHEMA,
        "case": {
            "id": case.id,
            "title": text(case.header.title),
            "status": case.header.status,
            "horizon": list(facts.horizon),
            **({} if facts.planned_from is None else {"planned_from": facts.planned_from}),
            "decision": case.header.decision.model_dump() if case.header.decision else None,
        },
        "policy": {"id": case.policy.id, "title": text(case.policy.title), "source": case.policy.source},
        "scenario": list(case.scenario),
        "changes": dict(case.changes),
        "units": facts.units._asdict(),
        "sectors": {name: text(sector.name) for name, sector in sorted(facts.sectors.items())},
        "places": {name: text(place) for name, place in sorted(facts.places.items())},
        "funds": [_fund(fund) for fund in facts.funds],
        "indicators": {name: _indicator(each) for name, each in sorted(facts.indicators.items())},
        "factors": {
            indicator: {fuel: _factor(series) for fuel, series in sorted(fuels.items())}
            for indicator, fuels in sorted(facts.factors.items())
        },
        "stocks": {
            name: {
                "name": text(each.name),
                "unit": each.unit,
                "amount": decimal_text(each.amount),
                "source": each.source,
            }
            for name, each in sorted(facts.stocks.items())
        },
        "projects": [_project(project, facts.starts(project)) for project in facts.projects],
        "objective": _objective(case),
        "rules": [
            {
                "name": rule.id,
                "title": text(rule.name) if rule.name else None,
                "rule": rule.rule,
                "row": rule.row,
                "source": rule.source,
                "negotiable": rule.negotiable,
                "text": rule.in_words(facts).both(),
            }
            for rule in case.rules
        ],
        "requirements": [_requirement(each) for each in question.requirements],
        "potentials": [_potential(each) for each in facts.potentials],
        "tiers": [{"rule": each.rule, "form": form(each.form), "ends": each.ends} for each in question.tiers],
    }


def as_bytes(data: Any) -> bytes:
    """Return JSON data as the bytes that are written: sorted keys, UTF-8, a newline at the end."""
    return encoded(data).encode()


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


def text(value: Text) -> dict[str, str]:
    """Return a text in both languages."""
    return {"en": value.en, "vi": value.vi}


def _years(values: Mapping[int, Fraction]) -> dict[str, str]:
    return {str(year): decimal_text(value) for year, value in sorted(values.items())}


def _fund(fund: Fund) -> Json:
    return {
        "id": fund.id,
        "name": text(fund.name),
        "amount": _years(fund.amount),
        "carry_over": None if fund.carry_over is None else decimal_text(fund.carry_over),
        "opening": decimal_text(fund.opening),
        "for": selector(fund.pays_for),
        "spend_at_least": decimal_text(fund.spend_at_least),
        "source": fund.source,
        "evidence": fund.evidence,
    }


def _indicator(indicator: Indicator) -> Json:
    return {
        "name": text(indicator.name),
        "form": indicator.form,
        "unit": indicator.unit,
        "from_factors": indicator.from_factors,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "without_projects": _years(indicator.without_projects),
        "less": indicator.less,
    }


def _factor(series: FactorSeries) -> Json:
    if series.constant:
        return {"value": decimal_text(series.by_year[0][1])}
    return {"by_year": {str(year): decimal_text(value) for year, value in series.by_year}}


def _project(project: Project, starts: tuple[int, ...]) -> Json:
    return {
        "id": project.id,
        "name": text(project.name),
        "sector": project.sector,
        "kind": project.kind,
        "status": project.status,
        "status_source": project.status_source,
        "facility": project.facility,
        "place": project.place,
        "owner": text(project.owner) if project.owner else None,
        "tags": list(project.tags),
        "meets": dict(sorted(project.meets.items())),
        "cost": decimal_text(project.cost),
        "eligible_cost": decimal_text(project.eligible_cost),
        "support": _years(project.support),
        "running_cost": decimal_text(project.running_cost),
        "spending": [decimal_text(share) for share in project.spending],
        "starts": list(starts),
        "delay": project.delay,
        "lifetime": project.lifetime,
        "scale": {"whole": project.scale.whole, "at_least": decimal_text(project.scale.at_least)},
        "started": _years(project.started),
        **({"paid": {fund: _years(paid) for fund, paid in sorted(project.paid.items())}} if project.paid else {}),
        "remaining": _years(project.remaining),
        "impact": {
            name: {
                "stated": decimal_text(impact.stated),
                "energy": {fuel: decimal_text(saved) for fuel, saved in impact.energy},
            }
            for name, impact in sorted(project.impact.items())
        },
        "closes": {name: decimal_text(number) for name, number in sorted(project.closes.items())},
        "evidence": {"quality": project.evidence.quality, "source": project.evidence.source},
        "screened": {"rule": project.screened.rule, "reason": project.screened.reason.both()}
        if project.screened
        else None,
    }


def _objective(case: Case) -> Json:
    """Return what is sought; what is weighed in it and what is sought after it only where there is any."""
    objective, facts = case.objective, case.facts
    found = _aim(objective, facts)
    if isinstance(objective, Most) and objective.weigh:
        weights = objective.weights(facts)
        found["weigh"] = [
            {"of": name, "weight": decimal_text(weights[name]), "unit": objective.unit_of(facts, name)}
            | {"source": worth.source, "assumed": worth.assumed}
            for name, worth in objective.weigh.items()
        ]
    if objective.then:
        found["then"] = [_aim(each, facts) for each in objective.then]
    return found


def _aim(aim: Aim, facts: Facts) -> Json:
    return {
        "sense": aim.sense,
        "of": aim.of,
        "over": getattr(aim, "over", "horizon"),
        "year": getattr(aim, "in_year", None),
        "discount": decimal_text(getattr(aim, "discount", Fraction(0))),
        "unit": aim.unit(facts),
        "text": aim.in_words(facts).both(),
    }


def _requirement(requirement: Requirement) -> Json:
    return {
        "name": requirement.name,
        "rule": requirement.rule,
        "part": requirement.part,
        "left": form(requirement.left),
        "sense": requirement.sense.value,
        "right": form(requirement.right),
        "step": form(requirement.step),
        "unit": requirement.unit.both(),
        "step_unit": requirement.step_unit.both(),
        "soft_scale": decimal_text(requirement.soft_scale),
    }


def _potential(shared: SharedPotential) -> Json:
    return {
        "rule": shared.rule,
        "part": shared.part,
        "of": shared.of,
        "to": selector(shared.to),
        "year": shared.year,
        "amount": decimal_text(shared.amount),
    }


def form(value: Form) -> Json:
    """Return a form: its constant, and each term with its factor."""
    terms = [{"factor": decimal_text(factor), **term(each)} for each, factor in value.terms.items()]
    return {"constant": decimal_text(value.constant), "terms": terms}


def term(each: Term) -> Json:
    """Return a term by its kind; keys that say nothing are left out."""
    if isinstance(each, Level):
        return {"level": each.project, "by": each.by} if each.by is not None else {"level": each.project}
    if isinstance(each, Chosen):
        return {"chosen": each.project}
    if isinstance(each, Unspent):
        return {"unspent": each.fund, "year": each.year}
    if isinstance(each, Shortfall):
        return {"shortfall": each.rule, "part": each.part}
    if isinstance(each, Overlapped):
        return {"overlapped": each.overlap, "part": each.part}
    if isinstance(each, Reached):
        return {"reached": each.priority}
    return _sum(each)


def _sum(each: Sum) -> Json:
    found: Json = {"sum": each.of}
    if each.to != EVERYTHING:
        found["to"] = selector(each.to)
    for key in ("year", "by", "fund"):
        if getattr(each, key) is not None:
            found[key] = getattr(each, key)
    if each.over != "horizon":
        found["over"] = each.over
    if each.discount:
        found["discount"] = decimal_text(each.discount)
    if each.begun is not None:
        found["begun"] = list(each.begun)
    return found


def selector(group: Selector) -> Json:
    """Return a selector as it would be written in a case."""
    found = {
        key: list(value)
        for key, value in group.model_dump(exclude_none=True, by_alias=True, exclude={"exclude"}).items()
    }
    if group.exclude is not None:
        found["not"] = selector(group.exclude)  # type: ignore[assignment]  # a selector inside a selector
    return found
