"""
Document: what a study of uncertainty found, ``greenopt.uncertainty/1``.

    value        of the best plan over the draws: mean, spread, quantiles
    projects     how often each is chosen, its mean level, and its level in the plan as written
    regret       what the plan as written misses in each draw, how often it breaks what it may not, and which rule
    indices      which part of the spread each driver brings
    information  what knowing a subject's numbers before deciding would bring
    cvar         the plan that is best in the worst outcomes

Numbers are rounded to twelve significant digits. Shares are of the draws that have a plan.
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from greenopt.case.case import Case
from greenopt.errors import ExitCode
from greenopt.language import say, word
from greenopt.result.proof import versions
from greenopt.result.resolved import Json, case_head, digest, text
from greenopt.result.standing import head, plain
from greenopt.run import requirements_of
from greenopt.studies.held import agreement
from greenopt.studies.uncertainty.axes import Part
from greenopt.studies.uncertainty.indices import Estimate, sobol_indices, values_of
from greenopt.studies.uncertainty.information import Gain, information, losses_of
from greenopt.studies.uncertainty.sampling import Floats
from greenopt.studies.uncertainty.study import Study

SCHEMA = "greenopt.uncertainty/1"
Standing = Literal["robust", "borderline", "out"]
NEARLY_ALWAYS = 0.95
"""A project chosen in so many of the draws is robust; one left out in so many is out."""
CHOSEN = 1e-6
"""The least level at which a project counts as chosen."""
MOST_REASONS = 5
QUANTILES = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
NO_MIDDLE = say("With every number at its mean the case has no plan, so nothing can be said.")


def document(study: Study, records: Sequence[Json], known: Sequence[Json] = ()) -> Json:
    """
    Return the document of a study.

    Args:
        study: what was asked.
        records: of the draws, and of the runs for the indices; empty where there is no plan to hold against them.
        known: of the points at which subjects are known.
    """
    case, asked, run = study.case, study.asked, study.base
    draws = [records[number] for number in study.design.draws] if records else []
    feasible = [each for each in draws if each["value"] is not None]
    found = bool(feasible)
    return {
        "schema": SCHEMA,
        "case": case_head(case, digest(run.resolved)),
        "scenario": list(case.scenario),
        "changes": dict(case.changes),
        "software": versions(),
        "status": run.answer.status,
        "exit_code": int(ExitCode.DONE if run.answer.x is not None else ExitCode.NO_PLAN),
        "samples": asked.samples,
        "seed": asked.seed,
        "method": asked.method,
        "numbers": [
            {
                "path": number.path,
                "low": plain(number.low),
                "high": plain(number.high),
                "shape": number.shape,
                "group": number.group or None,
            }
            for number in case.uncertain
        ],
        "objective": _objective(study),
        "feasible_share": _rounded(len(feasible) / len(draws)) if draws else None,
        "statuses": dict(sorted(Counter(each["status"] for each in draws).items())),
        "reasons": _reasons(draws),
        "held": agreement(records),
        "value": _spread(np.array([each["value"] for each in feasible])) if found else None,
        "projects": _projects(study, feasible) if found else [],
        "regret": _regret(study, records, feasible) if found else None,
        "indices": _indices(study, records) if records and asked.indices else None,
        "information": _information(study, records, known) if records else None,
        "cvar": _cvar(study, records) if records and asked.cvar is not None else None,
    }


def _objective(study: Study) -> Json:
    case = study.case
    return {
        "indicator": case.objective.of,
        "sense": case.objective.sense,
        "unit": case.objective.unit(case.facts),
        "text": case.objective.in_words(case.facts).both(),
        "value": plain(study.base.answer.value),
    }


def _reasons(draws: Sequence[Json]) -> list[Json]:
    """Return why draws have no plan, the commonest reason first."""
    told = Counter((each["reason"]["en"], each["reason"]["vi"]) for each in draws if each["reason"])
    return [{"count": count, "text": {"en": en, "vi": vi}} for (en, vi), count in told.most_common(MOST_REASONS)]


def _spread(values: Floats) -> Json:
    spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return {
        "mean": _rounded(values.mean()),
        "sd": _rounded(spread),
        **{name: _rounded(np.quantile(values, share)) for name, share in QUANTILES.items()},
        "least": _rounded(values.min()),
        "most": _rounded(values.max()),
    }


def _projects(study: Study, feasible: Sequence[Json]) -> list[Json]:
    """Return every project: those of the plan as written by how often they are chosen, then the others."""
    base = {entry["project"]: entry["level"] for entry in study.base.result["portfolio"]}
    found = []
    for project in study.case.facts.projects:
        levels = np.array([each["levels"].get(project.id, 0.0) for each in feasible])
        chosen = float(np.mean(levels > CHOSEN))
        found.append(
            {
                "project": project.id,
                "name": text(project.name),
                "base_level": base.get(project.id, 0),
                "chosen_share": _rounded(chosen),
                "full_share": _rounded(np.mean(levels > 1 - CHOSEN)),
                "mean_level": _rounded(levels.mean()),
                "standing": _standing(chosen),
            }
        )
    return sorted(found, key=lambda each: (-each["chosen_share"], -each["mean_level"], each["project"]))


def _standing(chosen: float) -> Standing:
    if chosen >= NEARLY_ALWAYS:
        return "robust"
    return "out" if chosen <= 1 - NEARLY_ALWAYS else "borderline"


def _regret(study: Study, records: Sequence[Json], feasible: Sequence[Json]) -> Json:
    """Return what the plan as written misses: as decided; where it keeps every rule; all it lacks at its price."""
    held = [each for each in feasible if each.get("base") is not None]
    sign = 1 if study.case.objective.sense == "maximise" else -1
    losses = np.array([sign * (each["value"] - each["base"]["value"]) for each in held])
    kept = np.array([not each["base"]["broken"] for each in held], dtype=np.bool_)
    return {
        "draws": len(held),
        "as_decided": _losses(losses),
        "kept_share": _rounded(kept.mean()) if held else None,
        "where_kept": _losses(losses[kept]),
        "priced": _losses(losses_of(records, range(study.held), "base")),
        "broken": _broken(study.case, held),
    }


def _losses(losses: Floats) -> Json | None:
    if not len(losses):
        return None
    return {
        "mean": _rounded(losses.mean()),
        "p50": _rounded(np.quantile(losses, 0.5)),
        "p95": _rounded(np.quantile(losses, 0.95)),
        "most": _rounded(losses.max()),
    }


def _broken(case: Case, held: Sequence[Json]) -> list[Json]:
    """Return which requirements the plan as written breaks, how often, and by how much when it does."""
    missing: dict[str, list[float]] = {}
    for each in held:
        for name, amount in each["base"]["broken"].items():
            missing.setdefault(name, []).append(amount)
    rules = {rule.id: rule for rule in case.rules}
    known = {each.name: each for each in requirements_of(case)}
    found = []
    for name, amounts in sorted(missing.items(), key=lambda item: (-len(item[1]), item[0])):
        requirement = known.get(name)
        unit = requirement.unit if requirement is not None else word("")
        said = {} if requirement is None else head(case, requirement, rules.get(requirement.rule))
        found.append(
            {
                "name": name.partition(":")[0],
                "part": name.partition(":")[2],
                "text": said.get("text", {"en": name, "vi": name}),
                "share": _rounded(len(amounts) / len(held)),
                "missing_mean": _rounded(np.mean(amounts)),
                "unit": unit.both(),
            }
        )
    return found


def _indices(study: Study, records: Sequence[Json]) -> Json:
    design = study.design
    first, second = values_of(records, design.draws), values_of(records, design.second)
    mixed = [values_of(records, design.mixed(number)) for number in range(len(design.drivers))]
    found = sobol_indices(first, second, mixed, design.seed)
    return {
        "rows": found.rows,
        "runs": design.samples * (2 + len(design.drivers)),
        "variance": _rounded(found.variance),
        "drivers": [
            {**_part(study, driver), "first": _estimate(index.first), "total": _estimate(index.total)}
            for driver, index in sorted(
                zip(design.drivers, found.by_driver, strict=False), key=lambda each: -each[1].total.value
            )
        ],
    }


def _estimate(estimate: Estimate) -> Json:
    return {name: _rounded(value) for name, value in estimate._asdict().items()}


def _information(study: Study, records: Sequence[Json], known: Sequence[Json]) -> Json:
    knowing = study.knowing(records)
    if knowing is None:
        return {"perfect": None, "subjects": [], "not_looked_at": len(study.design.subjects), "why": NO_MIDDLE.both()}
    found = information(records, study.held, knowing, known)
    return {
        "not_looked_at": len(study.design.subjects) - len(knowing.subjects),
        "perfect": None if found.perfect is None else _gain(found.perfect),
        "subjects": [{**_part(study, subject), **_gain(gain)} for subject, gain in found.subjects],
        "why": None,
    }


def _gain(gain: Gain) -> Json:
    return {"gain": _rounded(gain.mean), "error": _rounded(gain.error), "count": gain.cases}


def _part(study: Study, part: Part) -> Json:
    """Return what was asked about together, with its name as people know it and the numbers in it."""
    facts = study.case.facts
    name = part.name
    if part.kind == "project":
        label = text(facts.by_id[name].name)
    elif part.kind == "fund":
        label = text(facts.fund_by_id[name].name)
    else:
        label = {"en": name, "vi": name}
    numbers = [study.case.uncertain[place].path for axis in part.axes for place in study.design.axes[axis].numbers]
    return {"kind": part.kind, "id": name, "name": label, "numbers": numbers}


def _cvar(study: Study, records: Sequence[Json]) -> Json:
    from greenopt.engine.tail import worst_mean

    confidence = study.asked.cvar or Fraction(0)
    found = study.tail()
    answer: Json = {"confidence": plain(confidence), "status": "infeasible"}
    if found is None:
        return answer
    sign, share = found.sign, float(1 - confidence)
    held = [each for each in records[: study.held] if each.get("base") is not None]
    base = sign * np.array([each["base"]["value"] for each in held])
    entries = {entry["project"]: entry["level"] for entry in study.base.result["portfolio"]}
    levels = found.levels
    starts: dict[str, Json] = {}
    for (name, year), part in found.starts.items():
        starts.setdefault(name, {})[str(year)] = _rounded(part)
    return {
        **answer,
        "status": "checked" if found.plan.checked else "unchecked",
        "draws": len(found.outcomes),
        "value": _rounded(sign * found.plan.value),
        "mean": _rounded(found.outcomes.mean()),
        "gap": _rounded(found.plan.gap),
        "violation": _rounded(found.plan.violation),
        "base": {
            "value": _rounded(sign * worst_mean(base, share)),
            "mean": _rounded(sign * base.mean()),
            "kept_share": _rounded(np.mean([not each["base"]["broken"] for each in held])),
        }
        if len(base)
        else None,
        "projects": [
            {
                "project": project.id,
                "name": text(project.name),
                "level": _rounded(levels.get(project.id, 0.0)),
                "base_level": entries.get(project.id, 0),
                "starts": starts.get(project.id, {}),
            }
            for project in study.case.facts.projects
            if levels.get(project.id, 0.0) > CHOSEN or entries.get(project.id, 0)
        ],
    }


def _rounded(value: "float | np.floating[Any]") -> float | int | None:
    return plain(Fraction(float(value)))
