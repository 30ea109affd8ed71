"""
Shapes: what may stand in the manifest, the resolved case and the certificate; anything else is refused.

A shape is a type, a text that must stand there, a reader of a value and its place, ``[shape of each]``, or
``{key: shape}``, where ``"?key"`` may be missing. Numbers are read as fractions, never as floats.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .report import Refused, say, wrong

Json = Any


def shaped(value: Json, shape: Json, place: str) -> Json:
    """Return a JSON value read by its shape: a type, a text, a reader, [shape of each], {key: shape, "?key": shape}."""
    if isinstance(shape, type):
        if type(value) is not shape:
            raise wrong(place, shape.__name__, value)
        return value
    if isinstance(shape, str):
        if value != shape:
            raise wrong(place, shape, value)
        return value
    if isinstance(shape, list):
        return [shaped(each, shape[0], f"{place}[{number}]") for number, each in enumerate(shaped(value, list, place))]
    if not isinstance(shape, dict):
        return shape(value, place)
    known = {key.removeprefix("?"): each for key, each in shape.items()}
    for key in sorted(shaped(value, dict, place).keys() ^ known.keys()):
        if key in value or f"?{key}" not in shape:
            raise Refused(say("{place}: {key} is missing or unknown", place=place, key=key))
    return {key: shaped(each, known[key], f"{place}: {key}") for key, each in value.items()}


def exact(value: Json, place: str) -> Fraction:
    """Read an exact number, written as a decimal or a fraction; long ones belong into certificates only."""
    most = 4000 if place.startswith("certificate") else 400
    match = re.fullmatch(r"(-?[0-9]+)(?:\.([0-9]+)|/([1-9][0-9]*))?", shaped(value, str, place), flags=re.ASCII)
    if match is None or len(value) > 2 * most or any(len(part or "") > most for part in match.groups()):
        raise wrong(place, "an exact number", value)
    whole, decimals, below = match.groups()
    return Fraction(int(whole + (decimals or "")), int(below) if below else 10 ** len(decimals or ""))


def count(least: int, most: int) -> Callable[[Json, str], int]:
    """Return the reader of a whole number between two others."""

    def reader(value: Json, place: str) -> int:
        if not least <= shaped(value, int, place) <= most:
            raise wrong(place, f"a whole number from {least} to {most}", value)
        return int(value)

    return reader


def maybe(shape: Json) -> Callable[[Json, str], Json]:
    """Return the reader of a value that may be null."""
    return lambda value, place: None if value is None else shaped(value, shape, place)


def mapped(shape: Json) -> Callable[[Json, str], Json]:
    """Return the reader of a mapping with any keys."""
    return lambda value, place: {
        key: shaped(each, shape, f"{place}: {key}") for key, each in shaped(value, dict, place).items()
    }


def one_of(*words: str) -> Callable[[Json, str], Json]:
    """Return the reader of one of some words."""

    def reader(value: Json, place: str) -> str:
        if value not in words:
            raise wrong(place, " or ".join(words), value)
        return str(value)

    return reader


def by_year(value: Json, place: str) -> dict[int, Fraction]:
    """Read a mapping of years to exact numbers; a year is written in one way only."""
    if not all(re.fullmatch(r"[12][0-9]{3}", key, flags=re.ASCII) for key in shaped(value, dict, place)):
        raise wrong(place, "years", [*value])
    return {int(key): exact(value[key], f"{place}: {key}") for key in sorted(value)}


def anything(value: Json, place: str) -> Json:
    """Read what nothing here rests on."""
    return value


YEAR = count(1000, 2999)
TEXTS = {"en": str, "vi": str}
NUMBERS = mapped(exact)
SELECTOR: dict[str, Json] = {
    f"?{key}": [str]
    for key in ("sectors", "kinds", "tags", "places", "facilities", "meets", "projects", "status", "from")
}
SELECTOR["?not"] = lambda value, place: shaped(value, SELECTOR, place)
TERM = {
    "factor": exact, "?sum": str, "?to": SELECTOR, "?year": YEAR, "?by": YEAR, "?fund": str, "?over": "lifetime",
    "?discount": exact, "?begun": [YEAR], "?level": str, "?chosen": str, "?unspent": str, "?shortfall": str,
    "?part": str, "?overlapped": str, "?reached": str,
}  # fmt: skip
FORM = {"constant": exact, "terms": [TERM]}
PROJECT = {
    "id": str, "name": TEXTS, "sector": str, "kind": str, "status": str, "status_source": str, "facility": str,
    "place": str, "owner": maybe(TEXTS), "tags": [str], "meets": mapped(str), "cost": exact, "eligible_cost": exact,
    "support": by_year, "running_cost": exact, "spending": [exact], "starts": [YEAR], "delay": count(0, 200),
    "lifetime": count(1, 200), "scale": {"whole": bool, "at_least": exact}, "started": by_year, "remaining": by_year,
    "?paid": mapped(by_year),
    "impact": mapped({"stated": exact, "energy": NUMBERS}), "closes": NUMBERS,
    "evidence": {"quality": str, "source": str}, "screened": maybe({"rule": str, "reason": TEXTS}),
}  # fmt: skip
SENSE, GOAL = one_of("<=", ">=", "=="), one_of("maximise", "minimise")
AIM = {
    "sense": GOAL, "of": str, "over": one_of("horizon", "lifetime"), "year": maybe(YEAR), "discount": exact,
    "unit": str, "text": TEXTS,
}  # fmt: skip
CASE = {
    "schema": "greenopt.case/1", "scenario": [str], "changes": mapped(str), "units": mapped(str), "projects": [PROJECT],
    "case": {"id": str, "title": TEXTS, "status": str, "horizon": [YEAR], "decision": anything, "?planned_from": YEAR},
    "policy": {"id": str, "title": TEXTS, "source": str}, "sectors": mapped(TEXTS), "places": mapped(TEXTS),
    "funds": [{
        "id": str, "name": TEXTS, "amount": by_year, "carry_over": maybe(exact), "opening": exact, "for": SELECTOR,
        "spend_at_least": exact, "source": str, "evidence": str,
    }],
    "indicators": mapped({
        "name": TEXTS, "form": one_of("flow", "stock", "ratio"), "unit": str, "from_factors": bool, "numerator": str,
        "denominator": str, "without_projects": by_year, "less": str,
    }),
    "factors": mapped(mapped({"?value": exact, "?by_year": by_year})),
    "stocks": mapped({"name": TEXTS, "unit": str, "amount": exact, "source": str}),
    "objective": {
        **AIM, "?then": [AIM],
        "?weigh": [{"of": str, "weight": exact, "unit": str, "source": str, "assumed": bool}],
    },
    "rules": [{
        "name": str, "title": maybe(TEXTS), "rule": str, "row": maybe(str), "source": str, "negotiable": bool,
        "text": TEXTS,
    }],
    "requirements": [{
        "name": str, "rule": str, "part": str, "left": FORM, "sense": SENSE, "right": FORM, "step": FORM,
        "unit": TEXTS, "step_unit": TEXTS, "soft_scale": exact,
    }],
    "potentials": [{"rule": str, "part": str, "of": str, "to": SELECTOR, "year": YEAR, "amount": exact}],
    "tiers": [{"rule": str, "form": FORM, "ends": bool}],
}  # fmt: skip
SIDE = {
    "?before": [NUMBERS], "?farkas": NUMBERS, "?step": exact, "?plan": NUMBERS, "?multipliers": NUMBERS,
    "?unit": {"multipliers": NUMBERS, "plan": NUMBERS},
}  # fmt: skip
TREE = {
    "nodes": [{"?split": str, "?at": int, "?leaf": count(0, 10**9), "?empty": bool}], "multipliers": [NUMBERS],
    "?cuts": [{"rows": NUMBERS, "turned": [str]}], "?better": exact,
}  # fmt: skip
CERTIFICATE = {
    "schema": "greenopt.certificate/1", "case": str, "result": str, "status": str, "value": maybe(exact),
    "bound": maybe(exact),
    "plan": NUMBERS, "stages": [{"name": str, "value": exact, "multipliers": NUMBERS, "?tree": TREE}],
    "farkas": NUMBERS, "broken": [str], "prices": maybe(mapped({"?relax": SIDE, "?tighten": SIDE})),
    "ties": {"others": [NUMBERS], "pushes": [{"columns": [str], "sign": int, "multipliers": NUMBERS}]},
    "tree": maybe(TREE), "?then": [{"name": str, "value": exact, "tree": TREE}],
}  # fmt: skip
MANIFEST = {"schema": "greenopt.manifest/1", "files": mapped(str)}
