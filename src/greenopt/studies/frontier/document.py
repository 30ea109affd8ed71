"""
Document of a frontier, ``frontier.json``: the course, every point with its plan, and what is known between.

    limit       what moves, from where to where
    points      in order; each with where it is, money, value, prices on both sides, what turns there, plan and totals
    feasible    between which places there is a plan
    written     where the case stands as it is written
    idle        from where on more brings nothing
    gaps        where points are proved steps: what is known of the value between them
    against     the second aim, where the value is held against one: ``at`` is how much there is of it

``exact`` true means that value and plan between two neighbouring points lie on the straight line between them.
"""

from collections.abc import Iterator
from fractions import Fraction

from greenopt.result.proof import versions
from greenopt.result.resolved import Json, as_bytes, case_head, digest, resolved, text
from greenopt.result.standing import plain
from greenopt.run import question_of
from greenopt.studies.frontier.frontier import Frontier
from greenopt.studies.frontier.points import Point
from greenopt.studies.solved import rounded

SCHEMA = "greenopt.frontier/1"
TURNED = 1e-8
"""How far beside their size two prices differ that are not the same."""
MOVED = 1e-9


def document(found: Frontier) -> Json:
    """Return the document of a frontier."""
    case, course = found.case, found.course
    points = list(_points(found))
    return {
        "schema": SCHEMA,
        "case": case_head(case, digest(as_bytes(resolved(case, question_of(case))))),
        "scenario": list(case.scenario),
        "changes": dict(case.changes),
        "software": dict(versions()),
        "limit": {
            "paths": [
                {"path": each.path, "from": first, "to": last}
                for each, (_, first), (_, last) in zip(
                    course.paths, course.changes(course.ends[0]), course.changes(course.ends[1]), strict=True
                )
            ],
            "kind": course.kind,
            "from": plain(course.ends[0]),
            "to": plain(course.ends[1]),
            "money": [plain(each) for each in found.money] if found.money is not None else None,
        },
        "against": found.front.document() if found.front is not None else None,
        "unit": course.unit,
        "money_unit": case.facts.units.money,
        "objective": {
            "indicator": case.objective.of,
            "sense": case.objective.sense,
            "unit": case.objective.unit(case.facts),
            "text": case.objective.in_words(case.facts).both(),
        },
        "exact": found.exact,
        "certified": found.asked.certify or bool(found.gaps) or _is_proved(found),
        "reason": found.reason.both() if found.reason is not None else None,
        "feasible": _feasible(found),
        "written": _written(found),
        "idle": _place(found, found.idle),
        "points": points,
        "gaps": [
            {"from": plain(each.first), "to": plain(each.last), "at_least": each.least, "at_most": each.most}
            for each in found.gaps
        ],
        "names": {each.id: text(each.name) for each in case.facts.projects},
        "indicators": {name: text(each.name) for name, each in sorted(case.facts.indicators.items())},
        "inputs": [{"file": name, "sha256": digest(data)} for name, data in sorted(input_files(found).items())],
    }


def _is_proved(found: Frontier) -> bool:
    """Return whether every point of a front of whole projects, or of a single plan, is proved."""
    return found.front is not None and all(each.solved.status == "certified_optimal" for each in found.points)


def input_files(found: Frontier) -> dict[str, bytes]:
    """Return copies of the files that the case was read from."""
    return {name: path.read_bytes() for name, path in found.case.sources.items()}


def _feasible(found: Frontier) -> Json | None:
    ends = found.ends
    if ends is None:
        return None
    return {
        "from": plain(ends.first),
        "to": plain(ends.last),
        "none_below": plain(ends.none_below),
        "none_above": plain(ends.none_above),
    }


def _written(found: Frontier) -> Json | None:
    """Return where the case stands as it is written, with its value where that is known."""
    if found.base is None or not found.course.ends[0] <= found.base <= found.course.ends[1]:
        return None
    known = found.exact or any(point.at == found.base for point in found.points)
    return {**(_place(found, found.base) or {}), "value": found.plan_at(found.base).value if known else None}


def _place(found: Frontier, at: Fraction | None) -> Json | None:
    return None if at is None else {"at": plain(at), "money": plain(found.money_at(at))}


def _points(found: Frontier) -> Iterator[Json]:
    first, last = found.course.ends
    # Money that comes with one more of ``at``.
    money = None if found.money is None else float(found.money[1] - found.money[0]) / float(last - first)
    before: Point | None = None
    for point in found.points:
        solved = point.solved
        prices = {"price_left": _price(point.left), "price_right": _price(point.right)}
        if money:
            prices |= {
                "money_price_left": _price(point.left and point.left / money),
                "money_price_right": _price(point.right and point.right / money),
            }
        was = before.solved.levels if before is not None and before.solved.has_plan else None
        yield {
            "at": plain(point.at),
            "money": plain(found.money_at(point.at)),
            "status": solved.status,
            "value": solved.value,
            **prices,
            "turns": _turns(point),
            "comes_in": [] if was is None else [name for name in solved.levels if name not in was],
            "goes_out": []
            if was is None or not solved.has_plan
            else [name for name in was if name not in solved.levels],
            "levels": solved.levels,
            "totals": solved.totals,
            "reason": solved.reason,
        }
        before = point


def _turns(point: Point) -> str | None:
    """Return what turns at a point: the value, the plan alone, or nothing that is known."""
    if point.left is None or point.right is None:
        return None
    apart = abs(point.left - point.right) > TURNED * max(abs(point.left), abs(point.right))
    return "value" if apart else "plan"


def _price(value: float | None) -> float | None:
    if value is None:
        return None
    shown = rounded(value)
    return 0 if abs(shown) < MOVED else shown
