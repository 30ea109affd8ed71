"""
One digit changed in plan, multipliers, objective or input, every digest made anew: only the mathematics can refuse it.

A change that is not refused must be shown to mean the same, and not by what refused the others. Multipliers and trees:
the engine's own check, which shares no line with the verifier, finds that they still prove the value. A number of the
input on which nothing in this answer rests: the case that the copied sources make is another one, and ``--rebuild``
says so. Proofs of prices and ties: the engine found what the result says without them, and it says the same as before.
"""

import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CampaignSize
from tests.small_cases import solve_tree
from tests.verify.cases import small_cases
from tests.verify.forging import CASE, CERTIFICATE, RESULT, dice_of, documents, forged, leaves, other, putting

from greenopt.cli._rebuild import rebuilt
from greenopt.engine.answer import Answer, Options
from greenopt.engine.certificate import check_infeasible
from greenopt.engine.cuts import Cut
from greenopt.engine.exact import reduced_costs, upper_bound
from greenopt.engine.flat import flat
from greenopt.engine.next_aims import hold
from greenopt.engine.program import Bounds, Program
from greenopt.engine.stages import narrow
from greenopt.engine.ties import Steps
from greenopt.engine.tree import Leaf, Split, Tree, check_tree
from greenopt.run import Run

pytestmark = pytest.mark.campaign

Json = Any
Where = tuple[Any, ...]
KINDS = ("plain", "years", "soft", "promises", "ties", "degenerate", "tree", "soft_whole", "gap", "impossible", "ratio")
MULTIPLIERS = ("multipliers", "farkas", "prices", "tree", "ties", "then")


def is_number(value: Json) -> bool:
    """Whether a leaf is an exact number, a whole number or a number of a result."""
    if isinstance(value, str):
        try:
            Fraction(value)
        except (ValueError, ZeroDivisionError):
            return False
        return True
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def places(run: Path) -> dict[str, list[tuple[str, Where, Json]]]:
    """Return what may be changed: kind of place → (document, path, number)."""
    found: dict[str, list[tuple[str, Where, Json]]] = {"plan": [], "multipliers": [], "objective": [], "input": []}
    data = documents(run)
    for path, value in leaves(data[CERTIFICATE]):
        if not is_number(value) or path[0] in ("case", "result"):
            continue
        kind = "plan" if path[0] == "plan" else "multipliers" if {*MULTIPLIERS} & {*path} else "objective"
        found[kind].append((CERTIFICATE, path, value))
    found["objective"] += [
        (RESULT, path, value)
        for path, value in leaves(data[RESULT])
        if path[0] in ("objective", "totals", "tiers") and is_number(value) and path[-1] != "solver_claim"
    ]
    found["input"] = [(CASE, path, value) for path, value in leaves(data[CASE]) if is_number(value)]
    return {kind: these for kind, these in found.items() if these}


def changed(value: Json, dice: random.Random) -> Json:
    """Return a number with one digit changed that is another number; None if the dice fell on nothing such."""
    new = other(value, dice)
    if not is_number(new) or Fraction(str(new)) == Fraction(str(value)):
        return None
    return new


def multipliers_still_prove(answer: Answer, certificate: Json) -> bool:
    """Whether multipliers of a changed certificate prove what the answer says, by the engine's own exact sums."""
    program = flat(answer.rows)
    names = {name: row for row, name in enumerate(program.rows)}
    numbered = [
        {names[name]: Fraction(value) for name, value in stage["multipliers"].items()}
        for stage in certificate["stages"]
    ]
    if answer.value is None:
        farkas = {names[name]: Fraction(value) for name, value in certificate["farkas"].items()}
        return check_infeasible(program, program.bounds(), farkas)
    bounds: Bounds = program.bounds()
    steps = Steps(answer.rows, answer.wishes)
    for number, (stage, y) in enumerate(zip(certificate["stages"], numbered, strict=True)):
        reduced = reduced_costs(program, steps[number].cost, y)
        bound = upper_bound(bounds, y, reduced)
        if bound is None or bound != Fraction(stage["value"]):
            return False
        d = {column: Fraction(each, reduced[1]) for column, each in enumerate(reduced[0]) if each}
        bounds = narrow(bounds, y, d)
    return True


def trees_still_prove(answer: Answer, certificate: Json) -> bool:
    """Whether changed trees still prove what comes before the objective, and its bound, by the engine's own check."""
    program, steps = flat(answer.rows), Steps(answer.rows, answer.wishes)
    bounds = program.bounds()
    for number, stage in enumerate(certificate["stages"]):
        cost, value = steps[number].cost, Fraction(stage["value"])
        tree = stage.get("tree") or (certificate["tree"] if stage["name"] == "objective" else None)
        if tree is not None and not check_tree(program, cost, bounds, _tree(program, tree), value):
            return False
        names = {name: row for row, name in enumerate(program.rows)}
        y = {names[name]: Fraction(each) for name, each in stage["multipliers"].items()}
        reduced = reduced_costs(program, cost, y)
        bound = upper_bound(bounds, y, reduced)
        if tree is None and bound != value:
            return False
        if tree is None:
            bounds = narrow(bounds, y, {place: Fraction(each, reduced[1]) for place, each in enumerate(reduced[0])})
        else:
            program, bounds = hold(program, bounds, steps[number], value)
    return answer.value is not None or check_tree(program, {}, bounds, _tree(program, certificate["tree"]), None)


def _tree(program: Program, told: Json) -> Tree:
    """Return a tree as the engine holds it."""
    columns = {name: number for number, name in enumerate(program.columns)}
    count = len(told.get("cuts", ()))
    names = {name: row for row, name in enumerate((*program.rows, *(f"cut[{number}]" for number in range(count))))}

    def numbered(multipliers: Json) -> dict[int, Fraction]:
        return {names[name]: Fraction(value) for name, value in multipliers.items()}

    nodes = [
        Split(columns[node["split"]], node["at"]) if "split" in node else Leaf(node["leaf"], node["empty"])
        for node in told["nodes"]
    ]
    cuts = [
        Cut(numbered(cut["rows"]), frozenset(columns[name] for name in cut["turned"])) for cut in told.get("cuts", ())
    ]
    return Tree(nodes, [numbered(each) for each in told["multipliers"]], cuts)


def tries(
    runs: dict[str, tuple[Run, Path]], number: int, dice: random.Random
) -> Iterator[tuple[str, str, str, Where, Json]]:
    """Yield (case, kind of place, document, path, new number) for each change."""
    known = {name: places(folder) for name, (_, folder) in runs.items()}
    done = 0
    while done < number:
        name = dice.choice(sorted(runs))
        kind = dice.choice(sorted(known[name]))
        part, path, value = dice.choice(known[name][kind])
        new = changed(value, dice)
        if new is not None:
            yield name, kind, part, path, new
            done += 1


def test_one_digit_is_refused_by_the_mathematics(
    campaign_size: CampaignSize, tmp_path: Path, figures: list[str]
) -> None:
    """Fifty changes for each one asked for; every one is refused, or shown to mean the same."""
    runs: dict[str, tuple[Run, Path]] = {}
    cases = small_cases()
    for name in KINDS:
        (tmp_path / name).mkdir()
        options = Options(gap=Fraction(1, 2)) if name == "gap" else None
        run = solve_tree(cases[name][1], tmp_path / name, options)
        run.write(tmp_path / name / "run")
        runs[name] = (run, tmp_path / name / "run")
    tally: Counter[str] = Counter()
    for name, kind, part, path, new in tries(runs, 50 * campaign_size.changes, dice_of(21)):
        run, folder = runs[name]
        place = tmp_path / f"forged-{name}"
        if forged(folder, place, putting(part, path, new)).exit_code == 7:
            tally[f"{kind} refused"] += 1
            continue
        assert kind in ("multipliers", "input"), (name, part, path, new)
        if kind == "input":
            assert rebuilt(place), (name, path, new)
            tally["input on which nothing rests, refused by --rebuild"] += 1
        elif path[0] in ("stages", "farkas") and not any(run.answer.rows.program.whole):
            assert multipliers_still_prove(run.answer, documents(place)[CERTIFICATE]), (
                name,
                path,
                new,
            )
            tally["other multipliers that the engine finds to prove the same"] += 1
        elif path[0] in ("stages", "tree"):
            assert trees_still_prove(run.answer, documents(place)[CERTIFICATE]), (name, path, new)
            tally["other trees that the engine finds to prove the same"] += 1
        else:
            assert documents(place)[RESULT] | {"case": 0} == documents(folder)[RESULT] | {"case": 0}
            tally["other proofs of prices and ties that the result says as before"] += 1
    refused = sum(count for words, count in tally.items() if "refused" in words)
    same = sum(tally.values()) - refused
    words = ", ".join(f"{count} {what}" for what, count in sorted(tally.items()))
    figures.append(
        f"one digit changed: {refused} of {refused} that change the meaning refused, {same} mean the same: {words}"
    )
