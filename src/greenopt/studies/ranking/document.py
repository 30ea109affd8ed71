"""
Document of a ranking, ``greenopt.ranking/1``.

    objective     what is sought, its unit, and what the published plan brings; values lost are in the same unit
    tiers         what was sought before and after the objective, in order, as in a result
    tolerance     relative difference that counts as none, for ranks and for classes
    held          how far a sample of the plans that were checked lies from their proofs
    printed       projects of the printed table: those at the top, and those beside the line up to where there is money
    ranking       in funding order; near-ties share the ranks from ``rank`` to ``rank_to``
    budgets …     the parts of ``greenopt.studies.ranking.parts``; null where nobody asked for one

``left_out`` and ``in_full`` say how the plan with the project held is known, and what comes before the objective and is
served otherwise by it. Numbers are rounded to twelve significant digits; null is what does not exist, with its reason.
"""

from collections.abc import Iterator
from fractions import Fraction

from greenopt.errors import ExitCode
from greenopt.language import word
from greenopt.result.proof import versions
from greenopt.result.resolved import Json, case_head, digest, text
from greenopt.result.standing import plain
from greenopt.studies.held import agreement
from greenopt.studies.precedence import as_document
from greenopt.studies.ranking.displaced import Displaced, blocked_by, displaced
from greenopt.studies.ranking.forced import Forced, How, Outcome
from greenopt.studies.ranking.order import BAND, Place
from greenopt.studies.ranking.parts import NO_RULES, Now, Parts, Wanted, parts_of, silent
from greenopt.studies.ranking.ranking import Ranking
from greenopt.studies.solved import rounded

SCHEMA = "greenopt.ranking/1"
PARTS = ("budgets", "baselines", *NO_RULES, "alternatives", "ladder", "core")
NOTHING_MORE = Wanted()


def document(found: Ranking, wanted: Wanted = NOTHING_MORE, now: Now = silent) -> Json:
    """
    Return the document of a ranking.

    Args:
        found: the ranked case.
        wanted: what is wanted beside the league table.
        now: hears which part is being worked out.

    Raises:
        WrongUsage: what is wanted beside the league table makes no sense.
        CaseInvalid, FileProblem: the case cannot be read for it.
    """
    case, run = found.case, found.run
    parts = parts_of(found, wanted, now) if found.has_plan else Parts(dict.fromkeys(PARTS), {})
    return {
        "schema": SCHEMA,
        "case": case_head(case, digest(run.resolved)),
        "scenario": list(case.scenario),
        "changes": dict(case.changes),
        "software": versions(),
        "status": run.answer.status,
        "exit_code": int(ExitCode.DONE if found.has_plan else ExitCode.NO_PLAN),
        "tolerance": plain(found.asked.tolerance),
        "certified": found.asked.certify,
        "drawn": found.asked.chosen is not None,
        "printed": found.printed if found.has_plan else [],
        "solved": found.solved,
        "held": agreement(list(_held(found))),
        "objective": {
            "indicator": case.objective.of,
            "sense": case.objective.sense,
            "value": plain(run.answer.value),
            "unit": case.objective.unit(case.facts),
            "text": case.objective.in_words(case.facts).both(),
            **{key: value for key, value in run.result["objective"].items() if key == "aims"},
        },
        "tiers": run.result["tiers"],
        "money_unit": case.facts.units.money,
        "cost_unit": f"{case.facts.units.money}/{case.objective.unit(case.facts)}",
        "ranking": [_entry(found, place) | parts.project[place.project] for place in found.places]
        if found.has_plan
        else [],
        **parts.whole,
        "inputs": [{"file": name, "sha256": digest(data)} for name, data in sorted(run.inputs.items())],
    }


def _held(found: Ranking) -> Iterator[Json]:
    """Yield every plan that was asked for, with how far it lies from its proof."""
    for forced in found.forced.values():
        yield from ({"held": each.held} for each in forced.outcomes)


def _entry(found: Ranking, place: Place) -> Json:
    """Return one row of the league table."""
    entry, forced = found.entries[place.project], found.forced[place.project]
    money, objective = found.amounts[place.project]
    return {
        "rank": place.rank,
        "rank_to": place.rank_to,
        **{key: entry[key] for key in ("project", "name", "sector", "kind", "place", "decision", "level")},
        "class": found.classes[place.project],
        "chosen_share": None if found.asked.chosen is None else found.asked.chosen.get(place.project, 0.0),
        "public_money": entry["public_money"],
        "money_in_full": plain(money),
        "objective_in_full": plain(objective),
        "replacement_value": plain(forced.loss("left_out", more=found.more)),
        "force_cost": plain(forced.loss("in_full", more=found.more)),
        "rate": plain(place.rate),
        "cost_per_tonne": plain(_cost(found, money, objective)),
        "displaces": [_displaced(found, each) for each in displaced(forced, found.asks)],
        "blocked_by": blocked_by(found.case, entry, forced),
        "evidence": entry["evidence"],
        "promised": BAND[entry["decision"]] == "promised",
        "free": _outcome(forced.free),
        "left_out": _held_plan(found, forced, "left_out"),
        "in_full": _held_plan(found, forced, "in_full"),
    }


def _cost(found: Ranking, money: Fraction, objective: Fraction) -> Fraction | None:
    """Return the public money for one unit of what is sought; None where the project brings none of it."""
    return money / objective if found.more and objective > 0 else None


def _outcome(outcome: Outcome | None) -> Json:
    """Return how a plan is known, and what it comes to."""
    if outcome is None:
        return {"status": None, "value": None, "rebuilt": False, "held": None}
    held = None if outcome.held is None else rounded(outcome.held)
    return {"status": outcome.status, "value": plain(outcome.value), "rebuilt": outcome.rebuilt, "held": held}


def _held_plan(found: Ranking, forced: Forced, how: How) -> Json:
    reason = forced.reasons.get(how)
    return {
        **_outcome(forced.left_out if how == "left_out" else forced.in_full),
        "reason": None if reason is None else reason.both(),
        "before": as_document(found.case, forced.before(how), "held", "plan"),
    }


def _displaced(found: Ranking, each: Displaced) -> Json:
    return {
        "project": each.project,
        "name": text(found.case.facts.by_id[each.project].name),
        "when": each.how,
        "level": rounded(each.level),
        "becomes": rounded(each.becomes),
        "public_money": rounded(each.money),
        "unit": word(found.case.facts.units.money).both(),
    }
