"""Small cases of every kind of column, row, rule, proof and price that there is, by hand."""

from typing import Any

from tests.small_cases import INDICATORS, Tree, case_tree

THREE: dict[str, Tree] = {
    "a": {"cost": "60", "asks": "50", "impact": {"co2e": "100/yr"}, "start": ["2026", "2026"]},
    "b": {"asks": "30", "impact": {"co2e": "45/yr", "models": "2"}, "sector": "mining", "start": ["2026", "2026"]},
    "c": {"asks": "33", "impact": {"co2e": "50/yr", "clean": "1"}, "start": ["2026", "2026"]},
}
MANY: dict[str, Tree] = {
    name: {
        "cost": str(40 + 7 * number),
        "asks": str(20 + 5 * number),
        "impact": {"co2e": f"{30 + 11 * (number % 5)}/yr", "models": str(number % 3)},
        "saves": {"electricity": f"{3 + number} MWh/yr", "coal": f"{number % 4} t/yr"},
        "start": ["2026", "2028"],
        "sector": ("crafts", "mining", "power", "trade")[number % 4],
        "kind": ("efficiency", "renewable")[number % 2],
        "spending": ["60 %", "40 %"] if number % 3 == 0 else ["100 %"],
    }
    for number, name in enumerate("abcdefghij")
}
GREEN: Tree = {"amount": {"2026": "50", "2027": "40", "2028": "30"}, "for": {"kinds": ["renewable"]}}
BALANCE: dict[str, Tree] = {
    "ahead": {"asks": "20", "impact": {"co2e": "10/yr"}, "start": ["2026", "2026"]},
    "behind": {"asks": "20", "impact": {"co2e": "-10/yr"}, "start": ["2026", "2026"], "sector": "mining"},
}
"""With half the money for mining they cancel out: the whole is anything from 0 to 40, and its half has a price."""
YEARS = {"2026": "80", "2027": "70", "2028": "60"}
MAIN: dict[str, Tree] = {"main": {"amount": YEARS}}
OF_CO2E: Tree = {"rule": "target", "of": "co2e", "in": "2027"}
SHARED: dict[str, Tree] = {
    "boiler": {"asks": "60", "facility": "works", "impact": {"co2e": "100/yr"}, "lifetime": "5 yr"},
    "motor": {"asks": "50", "facility": "works", "impact": {"co2e": "80/yr"}, "lifetime": "7 yr"},
}
ONCE: dict[str, Tree] = {
    "once": {"rule": "overlap", "of": "co2e", "each": "facility", "at_most": {"works": "130/yr"}},
    "spent": {"rule": "floor", "of": "public_money", "at_least": "95"},
}
"""All 95 are to be spent: the motor and 3/4 of the boiler claim 155 t a year of 130, in the five years of both."""
FIRST: Tree = {"rule": "priority", "to": {"sectors": ["mining"]}, "of": "public_money", "up_to": "13"}

HELD_TWICE: dict[str, Tree] = {
    "first": {"rule": "priority", "to": {"sectors": ["mining"]}, "of": "models"},
    "cap": {"rule": "ceiling", "of": "models", "to": {}, "at_most": "1.2"},
}
"""With 18 of 30 the mine brings 1.2 of its 2 models: the money proves that there are no more, and so does the cap."""

MOST_EMITTED: Tree = {"rule": "target", "of": "emissions", "in": "2027", "at_most": "373"}
EMITTED: Tree = {
    **INDICATORS,
    "emissions": {"flow": "tCO2e/yr", "less": "co2e", "without_projects": {"2027": "500"}},
}
"""What is claimed twice lowers emissions once: 130 t of 500 are saved, not 155."""


def small(projects: dict[str, Tree], amount: int = 70, rules: dict[str, Tree] | None = None, **more: Any) -> Tree:
    """Return a case of one fund with one year's money, for the most tonnes over the lifetime."""
    goal = more.pop("objective", {"maximise": "co2e", "over": "lifetime"})
    funds: dict[str, Tree] = {"main": {"amount": {"2026": str(amount)}}}
    return case_tree(projects, funds, rules, goal, (2026, 2027), **more)


def two_payers() -> Tree:
    """Return three projects that are all paid for, by two funds in any mixture."""
    funds: dict[str, Tree] = {name: {"amount": {"2026": "90"}} for name in ("main", "other")}
    return case_tree(THREE, funds, None, {"maximise": "co2e", "over": "lifetime"}, (2026, 2027))


def whole(projects: dict[str, Tree]) -> dict[str, Tree]:
    """Return projects as all or nothing."""
    return {name: {**each, "scale": "all_or_nothing"} for name, each in projects.items()}


def alike(names: str) -> dict[str, Tree]:
    """Return projects that are equally good."""
    return {name: {"asks": "30", "impact": {"co2e": "45/yr"}, "start": ["2026", "2026"]} for name in names}


def small_cases() -> dict[str, tuple[str, Tree]]:
    """Return name → (status, case): every kind of column, row, rule, proof and price that there is."""
    promised = {"status": "committed", "asks": "20", "impact": {"co2e": "5/yr"}, "start": ["2026", "2026"]}
    begun = {
        "status": "committed", "asks": "50", "cost": "80", "started": {"2025": "60 %"}, "start": ["2026", "2027"],
        "remaining": {"2026": "10", "2027": "4"}, "impact": {"co2e": "9/yr"},
    }  # fmt: skip
    base = {name: {**INDICATORS[name], "without_projects": {"2027": amount}} for name, amount in BASES.items()}
    kept = {
        "main": {"amount": {**YEARS, "2029": "20"}, "carry_over": "all", "opening": "11"},
        "green": {**GREEN, "carry_over": "50 %", "spend_at_least": "20 %"},
    }
    power = {"sectors": ["power"], "not": {"projects": ["c"]}}
    shares: dict[str, Tree] = {
        "mines": {"rule": "floor", "of": "public_money", "to": {"sectors": ["mining"]}, "at_least": "15 %"},
        "power": {"rule": "ceiling", "of": "public_money", "to": power, "at_most": "30 %", "each": "year"},
    }
    discounted = {"maximise": "co2e", "over": "lifetime", "discount": "3 %"}
    tight: dict[str, Tree] = {
        "x": {"rule": "ceiling", "of": "public_money", "to": {"sectors": ["crafts"]}, "at_most": "30"},
        "z": {"rule": "floor", "of": "public_money", "to": {"sectors": ["crafts"]}, "at_least": "30"},
    }
    screened: dict[str, Tree] = {
        "lag": {"rule": "requires", "each": {"sectors": ["mining"]}, "needs": {"sectors": ["power"]}, "lag": "1"},
        "ban": {"rule": "ban", "to": {"sectors": ["trade"]}},
        "sg": {"rule": "safeguard", "to": {"projects": ["c"]}, "needs": ["permit"]},
    }
    one: dict[str, Tree] = {"n": {"rule": "choose", "to": {"projects": ["a", "b", "c"]}, "exactly": "1"}}
    parts = {name: {**each, "scale": {"at_least": "40 %"}} for name, each in THREE.items()}
    saved = {**GREEN, "carry_over": "all"}
    alike_savings = {
        name: {**each, "saves": {"electricity": "5 MWh/yr"}, "impact": {}} for name, each in alike("abc").items()
    }
    toe_first = {
        "objective": LEAST,
        "indicators": {name: INDICATORS[name] for name in sorted(INDICATORS, reverse=True)},
    }
    optimal, infeasible = "certified_optimal", "certified_infeasible"
    return {
        "plain": (optimal, small(THREE)),
        "ceiling": (optimal, small(THREE, rules={"cap": {**tight["x"], "at_most": "20"}})),
        "least_money": (optimal, small(THREE, 100, {"t": {**OF_CO2E, "at_least": "120"}}, objective=LEAST)),
        "ties": (optimal, small(alike("abcd"))),
        "degenerate": (optimal, small(alike("abc"), 30, tight)),
        "nothing": (optimal, small(THREE, 0)),
        "same_names": (optimal, case_tree(MANY, {"a": MAIN["main"], "b": saved}, horizon=(2026, 2028))),
        "toe_first": (optimal, small(alike_savings, 70, {"t": {**OF_CO2E, "at_least": "4"}}, **toe_first)),
        "only_one": (optimal, small({"a": THREE["a"], "b": {"asks": "50", "start": ["2026", "2026"]}}, 50)),
        "soft": (optimal, small(THREE, rules={"t": {**OF_CO2E, "at_least": "170", "soft": "true"}})),
        "overlap": (optimal, small(SHARED, 95, ONCE)),
        "overlap_less": (optimal, small(SHARED, 95, {**ONCE, "most": MOST_EMITTED}, indicators=EMITTED)),
        "two_payers": (optimal, two_payers()),
        "priority": (optimal, small(THREE, rules={"first": FIRST})),
        "held_twice": (optimal, small(THREE, 18, HELD_TWICE)),
        "constant": (optimal, small(THREE, rules={"w": {**tight["x"], "of": "waste", "to": {}}})),
        "ratio": (optimal, small(THREE, rules={"r": RATIO}, indicators={**INDICATORS, **base})),
        "promises": (optimal, small({**THREE, "d": promised, "e": {**promised, "status": "required"}}, 90)),
        "balance": (optimal, small(BALANCE, rules={"half": {**shares["mines"], "at_least": "50 %"}})),
        "shares": (optimal, small(THREE, rules={"n": {**one["n"], "as": "shares"}})),
        "screened": (optimal, case_tree(MANY, MAIN, screened, horizon=(2026, 2028))),
        "begun": (optimal, case_tree({**MANY, "z": begun}, {**MAIN, "green": GREEN}, horizon=(2026, 2028))),
        "years": (optimal, case_tree(MANY, kept, shares, discounted, (2026, 2028))),
        "whole": (optimal, small(whole(THREE))),
        "parts": (optimal, small(parts)),
        "exactly": (optimal, small(whole(THREE), rules=one)),
        "tree": (optimal, case_tree(whole(MANY), {**MAIN, "green": GREEN}, horizon=(2026, 2028))),
        "gap": ("certified_within_gap", case_tree(whole(MANY), {**MAIN, "green": GREEN}, horizon=(2026, 2028))),
        "soft_whole": (
            optimal,
            small(whole(THREE), rules={"t": {**OF_CO2E, "at_least": "170", "soft": "true"}}),
        ),
        "impossible": (infeasible, small(THREE, rules={"t": {**OF_CO2E, "at_least": "170"}})),
        "broken": (infeasible, small(THREE, rules={"t": {**OF_CO2E, "of": "waste", "at_least": "10"}})),
        "broken_equation": (infeasible, small(whole(THREE), rules={"ban": NO_MINES, "n": MINE})),
        "whole_impossible": (infeasible, small(whole(THREE), rules={"t": {**OF_CO2E, "at_least": "149"}})),
    }


BASES = {"clean": "10", "all_works": "35"}
RATIO: Tree = {"rule": "target", "of": "clean_share", "by": "2027", "at_least": "30 %"}
NO_MINES: Tree = {"rule": "ban", "to": {"sectors": ["mining"]}}
MINE: Tree = {"rule": "choose", "to": {"projects": ["b"]}, "exactly": "1"}
LEAST: Tree = {"minimise": "public_money"}
SMALL = {name: status for name, (status, _) in small_cases().items()}
