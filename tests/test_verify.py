"""
The stand-alone verifier: it proves every honest run, refuses every forged number, and never stumbles.

A forger here may do everything: change a number anywhere, follow it through the files, and recompute every digest.
"""

import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import CampaignSize
from tests.random_cases import Wanted, random_case
from tests.small_cases import INDICATORS, Tree, case_tree, solve_tree

from greenopt import language, units, verify
from greenopt.case.read import read_case
from greenopt.engine import branch
from greenopt.engine.answer import Options
from greenopt.run import solve

ROOT = Path(__file__).parent.parent
PROGRAM = ROOT / "src" / "greenopt" / "verify.py"
CASE, CERTIFICATE, RESULT, TABLE = "case.resolved.json", "certificate.json", "result.json", "portfolio.csv"
DOCUMENTS = (CASE, CERTIFICATE, RESULT)
SHIPPED = [
    ("first-case", ""), ("first-case", "larger_fund"), ("lai-chau-2020", ""), ("lai-chau-2021-2025", "lean"),
]  # fmt: skip
MORE_SHIPPED = [
    ("first-case", "without_craft_share"), ("lai-chau-2020", "half_the_oda"), ("lai-chau-2020", "twice_the_capital"),
    ("lai-chau-2020", "whole_projects"), ("lai-chau-2021-2025", ""), ("lai-chau-2021-2025", "generous"),
    ("lai-chau-2021-2025", "whole_projects"),
]  # fmt: skip
Json = Any
Forgery = Callable[[dict[str, Json]], None]


# ------------------------------------------------------------------------------------------------ small runs

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


def small(projects: dict[str, Tree], amount: int = 70, rules: dict[str, Tree] | None = None, **more: Any) -> Tree:
    """Return a case of one fund with one year's money, for the most tonnes over the lifetime."""
    goal = more.pop("objective", {"maximise": "co2e", "over": "lifetime"})
    funds: dict[str, Tree] = {"main": {"amount": {"2026": str(amount)}}}
    return case_tree(projects, funds, rules, goal, (2026, 2027), **more)


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
        "whole_impossible": (infeasible, small(whole(THREE), rules={"t": {**OF_CO2E, "at_least": "149"}})),
    }


BASES = {"clean": "10", "all_works": "35"}
RATIO: Tree = {"rule": "target", "of": "clean_share", "by": "2027", "at_least": "30 %"}
LEAST: Tree = {"minimise": "public_money"}
SMALL = {name: status for name, (status, _) in small_cases().items()}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Solve every small case once; return name → run folder."""
    folder = tmp_path_factory.mktemp("verify")
    found = {}
    for name, (_, tree) in small_cases().items():
        (folder / name).mkdir()
        options = Options(gap=Fraction(1, 2)) if name == "gap" else None
        solve_tree(tree, folder / name, options).write(folder / name / "run")
        found[name] = folder / name / "run"
    return found


# --------------------------------------------------------------------------------------------------- forging


def dice_of(seed: float) -> random.Random:
    """Return dice that fall the same way every time."""
    return random.Random(seed)  # noqa: S311 - nothing here is a secret


def as_bytes(data: Json) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def documents(run: Path) -> dict[str, Json]:
    return {name: json.loads((run / name).read_bytes()) for name in DOCUMENTS}


def forged(run: Path, place: Path, forge: Forgery) -> verify.Report:
    """Change the documents of a run, bring every digest and the table in line, and verify."""
    data = documents(run)
    forge(data)
    case = as_bytes(data[CASE])
    data[RESULT]["case"]["digest"] = data[CERTIFICATE]["case"] = digest(case)
    result = as_bytes(data[RESULT])
    data[CERTIFICATE]["result"] = digest(result)
    files = {CASE: case, RESULT: result, CERTIFICATE: as_bytes(data[CERTIFICATE]), TABLE: table_of(data[RESULT])}
    if not place.exists():
        shutil.copytree(run, place)
    for name, content in files.items():
        (place / name).write_bytes(content)
    sign(place)
    return verify.verify(place)


def table_of(result: Json) -> bytes:
    """Return the table of a result, as far as the result is one."""
    try:
        return verify.portfolio_csv(result)
    except (KeyError, TypeError, AttributeError):
        return b""


def sign(run: Path) -> None:
    """Write the manifest again."""
    names = [path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()]
    listed = {name: digest((run / name).read_bytes()) for name in names if name not in ("manifest.json", "log.txt")}
    (run / "manifest.json").write_bytes(as_bytes({"schema": "greenopt.manifest/1", "files": listed}))


def leaves(value: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Json]]:
    """Yield the path and the value of everything in a document that is no list or mapping."""
    if isinstance(value, (dict, list)):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(each, (*path, key))
    else:
        yield path, value


def putting(part: str, path: tuple[Any, ...], value: Json) -> Forgery:
    """Return the forgery that puts a value into a place of a document."""

    def forge(data: dict[str, Json]) -> None:
        holder = data[part]
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = value

    return forge


def other(value: Json, dice: random.Random) -> Json:
    """Return a value with one digit changed; of what has none, another value of the same kind."""
    if value is None:
        return dice.choice([0, 1])
    if isinstance(value, bool):
        return not value
    text = value if isinstance(value, str) else repr(value)
    places = [place for place, each in enumerate(text) if each in "0123456789"]
    if not places:
        return f"{value}x"
    place = dice.choice(places)
    changed = text[:place] + dice.choice([each for each in "123456789" if each != text[place]]) + text[place + 1 :]
    return changed if isinstance(value, str) else type(value)(changed)


UNPROVED = ("software", "diagnostics")
"""Parts of a result that no proof reaches: the versions of the programs, and what the reader warned of."""
ADVICE = ("irreducible", "members", "repairs", "mixed", "nearest", "obvious")
"""Of a conflict, what is told and not proved by the run; that the rules clash is."""


def carries_meaning(path: tuple[Any, ...], value: Json) -> bool:
    """Whether a leaf of a result is a number, a yes or no, a name, or a text with a number in it."""
    words = path[-1] in ("en", "vi") and not any(each.isdigit() for each in value)
    if path[0] in UNPROVED or path[-1] in ("digest", "solver_claim") or path[:2] == ("objective", "open"):
        return False
    if path[0] == "conflict" and {*ADVICE} & {*path}:
        return False
    return not (words and {"reason", "tiers"} & {*path})


# ---------------------------------------------------------------------------------------------- honest runs


@pytest.mark.parametrize("name", SMALL)
def test_every_kind_of_case_is_proved(name: str, runs: dict[str, Path]) -> None:
    report = verify.verify(runs[name])

    assert [str(each) for each in report.failures] == []
    assert report.exit_code == 0
    assert report.digest == digest((runs[name] / "manifest.json").read_bytes())
    assert documents(runs[name])[RESULT]["status"] == SMALL[name]


def prove_shipped(case: str, scenario: str, folder: Path) -> None:
    run = solve(read_case(ROOT / "cases" / case, [scenario] if scenario else []))
    run.write(folder / "run")

    assert [str(each) for each in verify.verify(folder / "run").failures] == []


@pytest.mark.parametrize(("case", "scenario"), SHIPPED)
def test_shipped_cases_are_proved(case: str, scenario: str, tmp_path: Path) -> None:
    prove_shipped(case, scenario, tmp_path)


@pytest.mark.campaign
@pytest.mark.parametrize(("case", "scenario"), MORE_SHIPPED)
def test_the_other_shipped_scenarios_are_proved(case: str, scenario: str, tmp_path: Path) -> None:
    prove_shipped(case, scenario, tmp_path)


@pytest.mark.campaign
@pytest.mark.parametrize("kind", ["linear", "whole"])
def test_random_cases_are_proved(kind: str, campaign_size: CampaignSize, tmp_path: Path, figures: list[str]) -> None:
    tally: Counter[str] = Counter()
    for seed in range(getattr(campaign_size, kind)):
        run = solve_tree(random_case(seed, Wanted(whole=kind == "whole")), tmp_path)
        place = tmp_path / f"run-{seed}"
        run.write(place)
        tally[run.answer.status] += 1

        assert [str(each) for each in verify.verify(place).failures] == [], seed
        shutil.rmtree(place)
    figures.append(f"{kind} runs verified: {', '.join(f'{count} {status}' for status, count in sorted(tally.items()))}")


def test_it_runs_with_a_bare_python(runs: dict[str, Path], tmp_path: Path) -> None:
    """``-I -S``: no environment, no site packages, nothing of greenopt on the path."""
    command = [sys.executable, "-I", "-S", str(PROGRAM)]
    good = subprocess.run([*command, str(runs["years"])], capture_output=True, encoding="utf-8", check=False)
    shutil.copytree(runs["years"], tmp_path / "run")
    (tmp_path / "run" / TABLE).write_bytes(b"")
    bad = subprocess.run([*command, str(tmp_path / "run")], capture_output=True, encoding="utf-8", check=False)

    assert (good.returncode, good.stderr) == (0, "")
    assert digest((runs["years"] / "manifest.json").read_bytes()) in good.stdout
    assert bad.returncode == 7
    assert "portfolio.csv: sha256" in bad.stderr
    assert "NOT PROVED" in bad.stdout


def test_a_digest_can_be_demanded(runs: dict[str, Path]) -> None:
    honest = verify.verify(runs["plain"]).digest

    assert verify.verify(runs["plain"], honest).exit_code == 0
    assert verify.verify(runs["plain"], honest[:-1] + "g").exit_code == 7


# -------------------------------------------------------------------------------------------- changed digits


def changed_digits(run: Path, number: int, dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield files with one digit changed somewhere."""
    names = sorted(path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file())
    for _ in range(number):
        name = dice.choice([each for each in names if each != "log.txt"])
        content = bytearray((run / name).read_bytes())
        place = dice.choice([place for place, byte in enumerate(content) if chr(byte).isdigit()])
        content[place] = ord(dice.choice([each for each in "0123456789" if ord(each) != content[place]]))
        yield name, bytes(content)


@pytest.mark.parametrize("signed", [False, True], ids=["as it is", "manifest written again"])
def test_a_digit_changed_in_any_file_is_refused(signed: bool, runs: dict[str, Path], tmp_path: Path) -> None:
    """
    With the manifest written again, the files still hold each other by their digests.

    All but the copy for people, and the certificate, where a digit may make another proof of the same.
    """
    place = tmp_path / "run"
    shutil.copytree(runs["years"], place)
    for name, content in changed_digits(place, 120, dice_of(3)):
        if signed and name in ("manifest.json", "case.resolved.yaml", CERTIFICATE):
            continue
        before, manifest = (place / name).read_bytes(), (place / "manifest.json").read_bytes()
        (place / name).write_bytes(content)
        if signed:
            sign(place)

        assert verify.verify(place).exit_code == 7, name
        (place / "manifest.json").write_bytes(manifest)
        (place / name).write_bytes(before)
    assert verify.verify(place).exit_code == 0


@pytest.mark.parametrize("name", ["plain", "ties", "promises", "soft", "whole", "impossible", "screened"])
def test_no_number_of_a_result_can_be_forged(name: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Leaves of the result, one after the other (of long ones a hundred), with every digest recomputed."""
    dice = dice_of(7)
    told = [leaf for leaf in leaves(documents(runs[name])[RESULT]) if carries_meaning(*leaf)]
    for path, value in told if len(told) < 130 else dice.sample(told, 100):
        new = other(value, dice)

        report = forged(runs[name], tmp_path / "run", putting(RESULT, path, new))
        assert report.exit_code == 7, (path, value, new)


def test_numbers_keep_their_kind(runs: dict[str, Path], tmp_path: Path) -> None:
    """Equal to a computer, not to a reader: 0 for false, 1.0 for 1, true for 1."""
    for path, value in leaves(documents(runs["plain"])[RESULT]):
        if path[0] not in UNPROVED and type(value) in (bool, int):
            new: Json = int(value) if isinstance(value, bool) else bool(value) if value in (0, 1) else float(value)

            assert forged(runs["plain"], tmp_path / "run", putting(RESULT, path, new)).exit_code == 7, path


@pytest.mark.parametrize("name", ["plain", "soft", "tree", "promises", "impossible", "broken"])
def test_no_claim_of_a_certificate_can_be_forged(name: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Multipliers may be others that prove the same; plan, values, bound and status may not."""
    dice = dice_of(8)
    for path, value in leaves(documents(runs[name])[CERTIFICATE]):
        claims = path[0] in ("plan", "value", "bound", "status", "broken", "schema")
        claims |= path[0] == "stages" and path[-1] in ("name", "value")
        if claims:
            new = other(value, dice)

            report = forged(runs[name], tmp_path / "run", putting(CERTIFICATE, path, new))
            assert report.exit_code == 7, (path, value, new)


@pytest.mark.campaign
def test_forgeries_in_number(
    campaign_size: CampaignSize, runs: dict[str, Path], tmp_path: Path, figures: list[str]
) -> None:
    """
    Random changes of results and certificates, ten for each one asked for, with every digest recomputed.

    What passes must be a text without a number, a part that no proof reaches, or other multipliers (and steps) that
    prove the same.
    """
    dice, tally = dice_of(9), Counter[str]()
    same = ("multipliers", "farkas", "prices", "tree", "ties")
    while tally["forged"] < 10 * campaign_size.changes:
        name, part = dice.choice(sorted(runs)), dice.choice([RESULT, RESULT, CERTIFICATE])
        path, value = dice.choice(list(leaves(documents(runs[name])[part])))
        if (part == RESULT and not carries_meaning(path, value)) or path in (("case",), ("result",)):
            continue
        new = other(value, dice)
        report = forged(runs[name], tmp_path / name, putting(part, path, new))
        if report.exit_code == 0:
            assert part == CERTIFICATE, (name, path, value, new)
            assert any(each in path for each in same), (name, path, value, new)
            tally["other proofs of the same"] += 1
            continue
        tally["forged"] += 1
    same_proofs = f"{tally['other proofs of the same']} more changes made other proofs of the same"
    figures.append(f"{tally['forged']} of {tally['forged']} forgeries refused, every digest recomputed; {same_proofs}")


# -------------------------------------------------------------------------------------------- whole lies


def refused(run: Path, place: Path, forge: Forgery) -> str:
    """Return why a forged run is refused; assert that it is."""
    report = forged(run, place, forge)
    assert report.exit_code == 7
    return str(report.failures[0])


def test_a_forger_cannot_hide_a_rule(runs: dict[str, Path], tmp_path: Path) -> None:
    """The plan keeps a ceiling of 20 on crafts; without that rule better plans exist, and the bound shows it."""

    def hide(data: dict[str, Json]) -> None:
        for key, name in (("rules", "name"), ("requirements", "rule")):
            data[CASE][key] = [each for each in data[CASE][key] if each[name] != "cap"]
        data[RESULT]["rules"] = [each for each in data[RESULT]["rules"] if each["name"] != "cap"]
        data[CERTIFICATE]["stages"][0]["multipliers"].pop("cap")

    assert "objective: value" in refused(runs["ceiling"], tmp_path / "run", hide)


def test_a_plan_that_spends_too_much_is_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    reason = refused(
        runs["plain"], tmp_path / "run", lambda data: data[CERTIFICATE]["plan"].update({"start[b,2026]": "0.5"})
    )

    assert "row funds.main:2026" in reason


def test_a_plan_outside_its_boxes_is_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    plan = {"start[a,2026]": "7/5", "start[c,2026]": "0"}

    reason = refused(runs["plain"], tmp_path / "run", lambda data: data[CERTIFICATE]["plan"].update(plan))
    assert "start[a,2026]: expected a column from 0 to 1, found 7/5" in reason


def test_parts_of_whole_projects_are_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    plan = {"start[a,2026]": "0.5"}

    reason = refused(runs["whole"], tmp_path / "run", lambda data: data[CERTIFICATE]["plan"].update(plan))
    assert "a whole number" in reason


def test_a_gap_cannot_be_called_optimal(runs: dict[str, Path], tmp_path: Path) -> None:
    def claim(data: dict[str, Json]) -> None:
        data[CERTIFICATE]["status"] = data[RESULT]["status"] = "certified_optimal"

    assert "certificate.json: status" in refused(runs["gap"], tmp_path / "run", claim)


def test_a_value_is_that_of_the_plan(runs: dict[str, Path], tmp_path: Path) -> None:
    """Where there is a gap, no bound would contradict a better value."""

    def better(data: dict[str, Json]) -> None:
        objective = data[RESULT]["objective"]
        objective |= {"value": objective["value"] + 1, "gap": objective["gap"] - 1}
        data[CERTIFICATE]["value"] = str(objective["value"])

    assert "certificate.json: value" in refused(runs["gap"], tmp_path / "run", better)


@pytest.mark.parametrize(
    "damage", ["no tree", "a leaf less", "the last leaf less", "a branch taken back", "an empty leaf claimed"]
)
def test_a_tree_must_cover_everything(damage: str, runs: dict[str, Path], tmp_path: Path) -> None:
    def forge(data: dict[str, Json]) -> None:
        tree = data[CERTIFICATE]["tree"]
        leaf = next(each for each in tree["nodes"] if "leaf" in each)
        split = next(each for each in tree["nodes"] if "split" in each)
        if damage == "no tree":
            data[CERTIFICATE]["tree"] = None
        elif damage == "a leaf less":
            tree["nodes"].remove(leaf)
        elif damage == "the last leaf less":
            tree["nodes"].pop()
        elif damage == "a branch taken back":
            tree["nodes"].remove(split)
        else:
            leaf["empty"] = True

    assert "certificate.json" in refused(runs["tree"], tmp_path / "run", forge)


def test_what_comes_before_the_objective_of_whole_projects_is_proved_by_a_tree(
    runs: dict[str, Path], tmp_path: Path
) -> None:
    """A soft target is missed by more than the relaxation must miss it; a tree shows that no plan does better."""
    stages = documents(runs["soft_whole"])[CERTIFICATE]["stages"]

    def without(data: dict[str, Json]) -> None:
        data[CERTIFICATE]["stages"][0].pop("tree")

    assert [("tree" in stage) for stage in stages] == [True, False]
    assert "stages: soft_rules: value" in refused(runs["soft_whole"], tmp_path / "run", without)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run whose tree was stopped early, after cuts were made."""
    place = tmp_path_factory.mktemp("stopped")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(branch, "_WITHOUT_CUTS", 1)
        solve_tree(small_cases()["tree"][1], place, Options(programs=4)).write(place / "run")
    return place / "run"


def test_the_bound_of_a_stopped_tree_with_cuts_is_proved(stopped: Path) -> None:
    certificate = documents(stopped)[CERTIFICATE]

    assert certificate["status"] == "certified_within_gap"
    assert certificate["tree"]["cuts"]
    assert [str(each) for each in verify.verify(stopped).failures] == []


@pytest.mark.parametrize(
    "damage",
    ["no multipliers", "a multiplier less", "no cut", "a column turned", "no such row", "more than the plan brings"],
)
def test_a_cut_says_what_its_multipliers_say(damage: str, stopped: Path, tmp_path: Path) -> None:
    def forge(data: dict[str, Json]) -> None:
        tree = data[CERTIFICATE]["tree"]
        used = max(tree["cuts"], key=lambda cut: len(cut["rows"]))
        if damage == "no multipliers":
            for cut in tree["cuts"]:
                cut["rows"] = {}
        elif damage == "a multiplier less":
            for cut in tree["cuts"]:
                cut["rows"].pop(min(cut["rows"]))
        elif damage == "no cut":
            tree.pop("cuts")
        elif damage == "more than the plan brings":
            tree["better"] = f"{tree['better']}1"
        elif damage == "a column turned":
            for cut in tree["cuts"]:
                cut["turned"] = [] if cut["turned"] else ["start[a,2026]"]
        else:
            used["rows"]["none"] = "1"

    assert "certificate.json" in refused(stopped, tmp_path / "run", forge)


def test_only_whole_numbers_are_split(runs: dict[str, Path], tmp_path: Path) -> None:
    """
    The best plan is a whole and 20/33 of c: 43000/33 t.

    Split c into none and all of it, as if there were nothing between, and 1300 t would look best: without c the money
    is worth 15 t a million, and 70 * 15 + (1000 - 50 * 15) = 1300; with all of c it is worth 20 t, which leaves 1240.
    """

    def forge(data: dict[str, Json]) -> None:
        plan = {"start[a,2026]": "1", "on[a]": "1", "start[b,2026]": "2/3", "on[b]": "1"}
        nodes = [{"split": "start[c,2026]", "at": 0}, {"leaf": 0, "empty": False}, {"leaf": 1, "empty": False}]
        multipliers = [{"funds.main:2026": "15"}, {"funds.main:2026": "20"}]
        data[CERTIFICATE] |= {"plan": plan, "value": "1300", "bound": "1300"}
        data[CERTIFICATE]["tree"] = {"nodes": nodes, "multipliers": multipliers}
        data[CERTIFICATE]["stages"][0]["value"] = "1300"

    assert "a split of a whole number" in refused(runs["parts"], tmp_path / "run", forge)


def test_a_multiplier_leans_on_a_side_that_is_there() -> None:
    """Of x >= 1 and x <= 1 only minus the row says something: it is at most -1, and x at most 1."""
    one, zero = Fraction(1), Fraction(0)
    face = verify.Face({"x": (zero, one)}, {"row": verify.Row({"x": one}, one, None)})

    assert face.bound({}, {"row": -one}, "here").value == 0
    with pytest.raises(verify.Refused):
        face.bound({}, {"row": one}, "here")


@pytest.mark.parametrize("farkas", [{"funds.main:2026": "1"}, {}], ids=["a wrong one", "none"])
@pytest.mark.parametrize("name", ["impossible", "whole_impossible"])
def test_impossibility_needs_its_proof(
    name: str, farkas: dict[str, str], runs: dict[str, Path], tmp_path: Path
) -> None:
    def forge(data: dict[str, Json]) -> None:
        data[CERTIFICATE]["tree"] = None
        data[CERTIFICATE]["farkas"] = farkas

    assert "that there is no plan" in refused(runs[name], tmp_path / "run", forge)


def test_what_clashes_is_what_the_proof_leans_on(runs: dict[str, Path], tmp_path: Path) -> None:
    """A rule more, a rule less, the same one twice, a rule that does not exist, a window in a rule's place."""
    honest = documents(runs["impossible"])[RESULT]["conflict"]["rules"]
    window = f"projects.{next(iter(THREE))}.start"
    forgeries = [[], honest[:-1], honest + honest[-1:], [*honest, "funds.main:2027"], [*honest, "none"], [window]]
    for rules in forgeries:
        report = forged(runs["impossible"], tmp_path / "run", putting(RESULT, ("conflict", "rules"), rules))
        assert report.exit_code == 7, rules
    assert forged(runs["impossible"], tmp_path / "run", putting(RESULT, ("exit_code",), 4)).exit_code == 0


def test_a_possible_case_cannot_be_called_impossible(runs: dict[str, Path], tmp_path: Path) -> None:
    def forge(data: dict[str, Json]) -> None:
        nothing: Json = {"plan": {}, "stages": [], "value": None, "bound": None, "prices": None}
        data[CERTIFICATE] |= {**nothing, "status": "certified_infeasible", "farkas": {"funds.main:2026": "1"}}

    assert "that there is no plan" in refused(runs["plain"], tmp_path / "run", forge)


def test_ties_must_be_broken_to_the_end(runs: dict[str, Path], tmp_path: Path) -> None:
    """Another best plan, equally good, is not the published one: its later stages are not the best."""

    def forge(data: dict[str, Json]) -> None:
        data[CERTIFICATE]["plan"] = {"start[c,2026]": "1", "start[d,2026]": "1", "start[a,2026]": "1/3"}

    assert "certificate.json: stages: order" in refused(runs["ties"], tmp_path / "run", forge)
    assert "every wish in turn" in refused(
        runs["ties"], tmp_path / "run", lambda data: data[CERTIFICATE]["stages"].pop()
    )


def forge_price(data: dict[str, Json], name: str, key: str, value: float) -> None:
    """Change a price wherever the result tells it."""
    row = next(each for each in data[RESULT]["rules"] if each["name"] == name)
    row[key] = value
    row["price"] = row["price_relax"] if row["price_relax"] == row["price_tighten"] else None
    data[RESULT]["years"][0]["price"] = row["price"]


@pytest.mark.parametrize("key", ["price_relax", "price_tighten"])
@pytest.mark.parametrize("name", ["plain", "degenerate"])
def test_a_price_must_be_proved(name: str, key: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Of one fund, told among the rules and among the years; where multipliers are unique and where they are not."""
    reason = refused(runs[name], tmp_path / "run", lambda data: forge_price(data, "funds.main", key, 8.25))

    assert ": price" in reason


@pytest.mark.parametrize(
    "damage",
    ["nothing", "another slope", "a loose bound", "no step", "a step back", "no gain", "too much", "called stuck"],
)
def test_a_proof_of_a_price_must_hold(damage: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """
    The money is just enough for two promises and the best project: several multipliers prove that.

    A slope then needs multipliers of its own, and a plan that reaches it when the money moves by a step. Without a step
    the multipliers of the other side, 20 instead of 500/33, would do for this one.
    """

    def forge(data: dict[str, Json]) -> None:
        sides = data[CERTIFICATE]["prices"]["funds.main:2026"]
        side = sides["tighten"]
        if damage == "nothing":
            sides.pop("tighten")
        elif damage == "another slope":
            side["multipliers"]["funds.main:2026"] = "19"
        elif damage == "a loose bound":
            side["multipliers"]["projects.d.status"] = "-349"
        elif damage == "no step":
            sides["relax"] = {**side, "plan": {}, "step": "0"}
        elif damage == "a step back":
            side["step"] = f"-{side['step']}"
        elif damage == "no gain":
            side["plan"] = dict.fromkeys(side["plan"], "0")
        elif damage == "too much":
            side["plan"] = {}
        else:
            sides["tighten"] = {"farkas": {"funds.main:2026": "1"}}

    assert "certificate.json: prices: funds.main:2026" in refused(runs["promises"], tmp_path / "run", forge)


@pytest.mark.parametrize("damage", ["nothing", "another whole", "a loose bound"])
def test_what_one_point_of_a_share_comes_to_must_be_proved(damage: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Among the best plans the whole is at most 40, so that a point of it is 0.4 million."""

    def forge(data: dict[str, Json]) -> None:
        side = data[CERTIFICATE]["prices"]["half"]["relax"]
        if damage == "nothing":
            side.pop("unit")
        elif damage == "another whole":
            side["unit"]["plan"] = {}
        else:
            side["unit"]["multipliers"] = {"funds.main:2026": "1"}

    assert "certificate.json: prices: half: unit" in refused(runs["balance"], tmp_path / "run", forge)


def test_a_proof_holds_nothing_that_proves_nothing(runs: dict[str, Path], tmp_path: Path) -> None:
    """The money is scarce and its multiplier the only one, so a slope of its own is one too many."""

    def more(data: dict[str, Json]) -> None:
        unit: Json = {"plan": {}, "multipliers": {}}
        data[CERTIFICATE]["prices"]["funds.main:2027"] = {"relax": {"unit": unit}}

    assert "what the price rests on" in refused(runs["plain"], tmp_path / "run", more)


def test_prices_may_be_left_out_together(runs: dict[str, Path], tmp_path: Path) -> None:
    """A run without prices claims none; a run that proves none may not tell any."""

    def silent(data: dict[str, Json]) -> None:
        data[CERTIFICATE]["prices"] = None
        for row in [*data[RESULT]["rules"], *data[RESULT]["years"]]:
            row.update(dict.fromkeys(row.keys() & set(PRICES)))

    assert forged(runs["plain"], tmp_path / "run", silent).exit_code == 0
    assert "price" in refused(runs["plain"], tmp_path / "run", lambda data: data[CERTIFICATE].update(prices=None))


def test_other_best_plans_are_shown(runs: dict[str, Path], tmp_path: Path) -> None:
    """Four projects alike and money for two and a third: each could change places, and plans show it."""

    def alone(data: dict[str, Json]) -> None:
        data[CERTIFICATE]["ties"] = {"others": [], "pushes": []}
        data[RESULT]["ties"] = {"unique": True, "exchangeable": []}

    def worse(data: dict[str, Json]) -> None:
        data[CERTIFICATE]["ties"]["others"] = [{"start[a,2026]": "0.5"}]

    assert documents(runs["ties"])[RESULT]["ties"] == {"unique": False, "exchangeable": ["a", "b", "c", "d"]}
    assert "ties: unique" in refused(runs["ties"], tmp_path / "run", alone)
    assert "certificate.json: ties" in refused(runs["ties"], tmp_path / "run", worse)


@pytest.mark.parametrize("damage", ["nothing", "no multiplier", "another column", "the other way"])
def test_that_nothing_can_change_places_is_proved(damage: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """The second project brings nothing: no equation holds it at zero, but the money cannot pay for any of it."""

    def forge(data: dict[str, Json]) -> None:
        pushes = data[CERTIFICATE]["ties"]["pushes"]
        if damage == "nothing":
            pushes.clear()
        elif damage == "no multiplier":
            pushes[0]["multipliers"] = {}
        elif damage == "another column":
            pushes[0]["columns"] = ["start[a,2026]"]
        else:
            pushes[0]["sign"] = -1

    assert documents(runs["only_one"])[CERTIFICATE]["ties"]["pushes"] != []
    assert documents(runs["only_one"])[RESULT]["ties"] == {"unique": True, "exchangeable": []}
    assert "ties" in refused(runs["only_one"], tmp_path / "run", forge)


PRICES = ("price", "price_relax", "price_tighten", "price_up", "price_down")


def test_the_structure_of_funds_cannot_be_loosened(runs: dict[str, Path], tmp_path: Path) -> None:
    """What every case demands is derived, not read: a fund's row cannot be left out, nor its amount raised."""

    def without(data: dict[str, Json]) -> None:
        data[CASE]["requirements"].pop(0)

    def raised(data: dict[str, Json]) -> None:
        data[CASE]["requirements"][0]["right"]["constant"] = "700"

    assert "requirements[0]" in refused(runs["plain"], tmp_path / "run", without)
    assert "requirements[0]: right" in refused(runs["plain"], tmp_path / "run", raised)


@pytest.mark.parametrize(
    "changes",
    [
        {"starts": [2030], "support": {"2030": "50"}},
        {"starts": [2027], "support": {"2027": "50"}, "spending": ["0.5", "0.5"]},
        {"status": "excluded"},
        {"screened": {"rule": "none", "reason": {"en": "no", "vi": "no"}}},
    ],
    ids=["outside the horizon", "without money in its second year", "excluded", "screened out"],
)
def test_a_project_cannot_be_begun_when_it_may_not(changes: Json, runs: dict[str, Path], tmp_path: Path) -> None:
    reason = refused(runs["plain"], tmp_path / "run", lambda data: data[CASE]["projects"][0].update(changes))

    assert "projects: a: starts" in reason


@pytest.mark.parametrize("column", range(len(verify.TABLE)))
def test_the_table_says_what_the_result_says(column: int, runs: dict[str, Path], tmp_path: Path) -> None:
    """A cell of any column of the table, changed with the manifest written again."""
    place = tmp_path / "run"
    shutil.copytree(runs["years"], place)
    rows = list(csv.reader(io.StringIO((place / TABLE).read_text(encoding="utf-8-sig"))))
    rows[1][column] += "1"
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    (place / TABLE).write_bytes(stream.getvalue().encode("utf-8-sig"))
    sign(place)

    assert [str(each) for each in verify.verify(place).failures] == [
        "portfolio.csv: expected the portfolio of result.json, found another table"
    ]


# --------------------------------------------------------------------------------------------- hostile folders


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert verify.verify(tmp_path / "nowhere").exit_code == 7


@pytest.mark.parametrize("name", ["manifest.json", *DOCUMENTS, TABLE, "case.resolved.yaml", "inputs/case.yaml"])
def test_a_missing_file_is_named(name: str, runs: dict[str, Path], tmp_path: Path) -> None:
    shutil.copytree(runs["plain"], tmp_path / "run")
    (tmp_path / "run" / name).unlink()

    assert [str(each) for each in verify.verify(tmp_path / "run").failures] == [f"{name} is missing"]


def test_a_file_too_many_is_named(runs: dict[str, Path], tmp_path: Path) -> None:
    shutil.copytree(runs["plain"], tmp_path / "run")
    (tmp_path / "run" / "inputs" / "more.csv").write_text("1", encoding="utf-8")

    assert [str(each) for each in verify.verify(tmp_path / "run").failures] == [
        "inputs/more.csv is not in the manifest"
    ]


def test_links_and_devices_are_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    def link(path: Path) -> None:
        path.symlink_to(runs["plain"] / RESULT)

    for number, make in enumerate((link, os.mkfifo)):
        place = tmp_path / str(number)
        shutil.copytree(runs["plain"], place)
        (place / RESULT).unlink()
        make(place / RESULT)

        assert "result.json is not a plain file" in str(verify.verify(place).failures[0])


def test_documents_are_written_in_one_way_only(runs: dict[str, Path], tmp_path: Path) -> None:
    """A number may not hide digits in another form of it, such as 0.50000000000000001."""
    shutil.copytree(runs["plain"], tmp_path / "run")
    path = tmp_path / "run" / CERTIFICATE
    path.write_text(path.read_text(encoding="utf-8").replace("{\n", "{ \n", 1), encoding="utf-8")
    sign(tmp_path / "run")

    assert [str(each) for each in verify.verify(tmp_path / "run").failures] == [
        "certificate.json is not written as greenopt writes it"
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null\n", b"[]\n", b"1\n", b"\xff\xfe", b'{"a": NaN}\n', b'{\n "a": 1e999\n}\n', b"9" * 10**6,
        b'{\n "a": ' + b"9" * 10**6 + b"\n}\n", b"[" * 10**5, b'{"a": 1, "a": 2}\n', b'{\n "a": "\\ud800"\n}\n',
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_not_json_of_greenopt_is_refused(
    name: str, content: bytes, runs: dict[str, Path], tmp_path: Path
) -> None:
    shutil.copytree(runs["plain"], tmp_path / "run")
    (tmp_path / "run" / name).write_bytes(content)
    sign(tmp_path / "run")

    failures = [str(each) for each in verify.verify(tmp_path / "run").failures]
    assert len(failures) == 1
    assert name in failures[0] or "certificate.json" in failures[0]


@pytest.mark.parametrize(
    "text", ["1/0", "0/0", "", "-", "1e5", "NaN", "٣", " 1", "1.", "9" * 10**6, "1/" + "9" * 5000, "{x}", "\x1b[31m"]
)
@pytest.mark.parametrize("where", ["plan", "cost"])
def test_what_is_no_number_is_refused(where: str, text: str, runs: dict[str, Path], tmp_path: Path) -> None:
    def forge(data: dict[str, Json]) -> None:
        if where == "plan":
            data[CERTIFICATE]["plan"]["start[a,2026]"] = text
        else:
            data[CASE]["projects"][0]["cost"] = text

    reason = refused(runs["plain"], tmp_path / "run", forge)
    assert "expected an exact number, found" in reason
    assert len(reason) < 300
    assert reason.isprintable()


WEIRD: list[Json] = [
    None, True, 0, -1, 10**30, "", "1/0", [], {}, [[]], {"a": 1}, "{x}", "2026", -5, 3000, 1.5, "1/2305843009213693951",
]  # fmt: skip


def damaging(part: str, dice: random.Random) -> Forgery:
    """Return the forgery that replaces, drops or adds something somewhere in a document."""

    def forge(data: dict[str, Json]) -> None:
        holders = [data[part]]
        for each in holders:
            values = each.values() if isinstance(each, dict) else each
            holders += [value for value in values if isinstance(value, (dict, list))]
        holder = dice.choice([each for each in holders if each])
        key = dice.choice(sorted(holder)) if isinstance(holder, dict) else dice.randrange(len(holder))
        turn = dice.randrange(3)
        if turn == 0:
            holder[key] = dice.choice(WEIRD)
        elif turn == 1 and key not in ("case", "digest", "result"):
            del holder[key]
        elif isinstance(holder, dict):
            holder["more"] = dice.choice(WEIRD)
        else:
            holder.append(holder[key])

    return forge


@pytest.mark.parametrize("part", DOCUMENTS)
def test_damage_is_refused_in_a_sentence_and_never_a_fault(part: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Wrong types, missing and unknown keys, absurd numbers, anywhere: what passes says nothing else than before."""
    dice = dice_of(11)
    for _ in range(100):
        name = dice.choice(["plain", "soft", "tree", "years", "degenerate", "impossible"])
        report = forged(runs[name], tmp_path / name, damaging(part, dice))
        assert all(str(each) for each in report.failures)
        if report.exit_code == 0 and part == RESULT:
            before, after = documents(runs[name])[RESULT], documents(tmp_path / name)[RESULT]
            for each in (before, after):
                for key in (*UNPROVED, "case", "objective"):
                    each.pop(key)
                for key in ADVICE if each["conflict"] else ():
                    each["conflict"].pop(key)
            assert before == after


# ----------------------------------------------------------------------------------------------- arithmetic


@given(st.fractions(max_denominator=10**6) | st.fractions().map(lambda value: value * 10**15))
def test_numbers_are_rounded_like_those_of_a_result(value: Fraction) -> None:
    """Twelve significant digits, half up, as ``units.significant`` has them."""
    assert verify.plain(value) == float(units.significant(value))


@given(st.fractions(min_value=0, max_denominator=10**5))
def test_numbers_are_spoken_like_those_of_a_sentence(value: Fraction) -> None:
    """As ``language.number`` with no decimals."""
    assert verify.spoken(value, "en") == language.number(value, "en", 0)
    assert verify.spoken(value, "vi") == language.number(value, "vi", 0)


@given(st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=1, max_size=4))
def test_independence_is_that_of_a_determinant(rows: list[list[int]]) -> None:
    """Vectors in three dimensions are independent when their Gram determinant is not zero."""
    gram = [[sum(one * other for one, other in zip(a, b, strict=True)) for b in rows] for a in rows]
    vectors = [{str(place): Fraction(value) for place, value in enumerate(row) if value} for row in rows]

    assert verify.independent(vectors) == (determinant(gram) != 0)


def determinant(matrix: list[list[int]]) -> int:
    if not matrix:
        return 1
    return sum(
        (-1) ** place * value * determinant([[*row[:place], *row[place + 1 :]] for row in matrix[1:]])
        for place, value in enumerate(matrix[0])
    )


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ({}, True),
        ({"sectors": ["crafts", "mining"]}, True),
        ({"sectors": ["mining"]}, False),
        ({"tags": ["brick"], "kinds": ["efficiency"]}, True),
        ({"tags": ["brick"], "kinds": ["renewable"]}, False),
        ({"meets": ["permit", "report"]}, True),
        ({"meets": ["permit", "other"]}, False),
        ({"not": {"projects": ["p"]}}, False),
        ({"not": {"projects": ["q"]}, "places": ["north"]}, True),
        ({"from": ["any"]}, True),
    ],
)
def test_a_selector_means(group: Json, expected: bool) -> None:
    """Of a key any name, of keys all, of conditions all, and not what ``not`` means."""
    project = {
        "id": "p", "sector": "crafts", "kind": "efficiency", "tags": ["brick", "kiln"], "place": "north",
        "facility": "", "status": "candidate", "meets": {"permit": "1", "report": "2", "more": "3"},
    }  # fmt: skip

    assert verify.meant(group, project) is expected
