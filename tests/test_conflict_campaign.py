"""
Impossible cases in number: random cases with one planted cause, explained, and every word held to the reader.

A clash must name what was planted and be irreducible: written alone into the case it leaves no plan, and without any
one of its rules it does. Every repair must work when it is written into the case and read again, and one unit less of
its last printed digit must not. Where the planted number at its end leaves a plan, there must be a repair of that
number.
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from tests.conftest import CampaignSize
from tests.planted import Planted, planted_case
from tests.random_cases import Wanted
from tests.small_cases import write_tree

from greenopt.case.changes import parse_set
from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.engine.clash import Item
from greenopt.engine.conflict import Conflict, path_of
from greenopt.engine.repair import Sized
from greenopt.rules import Rule
from greenopt.run import Run, solve
from greenopt.units import decimal_text

pytestmark = pytest.mark.campaign

BARE = Options(prices=False, unique=False, conflict=False)


def is_possible(file: Path, changes: dict[str, str]) -> bool:
    """Return whether a case has a plan once these changes are written into it."""
    case = read_case(file, (), [parse_set(f"{path}={value}") for path, value in changes.items()])
    return solve(case, BARE).answer.status != "certified_infeasible"


def explained(seed: int, wanted: Wanted, folder: Path) -> tuple[Path, Run, Conflict, Planted] | None:
    """Return file, run, explanation and what was planted; None where something else is impossible, or nothing."""
    planted = planted_case(seed, wanted)
    file = write_tree(planted.tree, folder)
    if not is_possible(file, {planted.undone[0]: planted.undone[1]}) or is_possible(file, {}):
        return None
    run = solve(read_case(file), Options(prices=False))
    assert run.answer.conflict is not None
    return file, run, run.answer.conflict, planted


def hold(file: Path, run: Run, conflict: Conflict, seed: int, tally: Counter[str]) -> None:
    """Write every repair into the case, and one printed unit less of every number."""
    told = run.result["conflict"]["repairs"]
    for repair, as_told in zip(conflict.repairs, told, strict=True):
        assert is_possible(file, as_told["changes"]), (seed, as_told)
        tally["repairs that work"] += 1
        if not isinstance(repair, Sized) or not repair.smallest:
            tally["repairs without a proved size"] += 1
            continue
        setting, step = repair.move.setting, repair.move.setting.step(repair.exact)
        if abs(repair.to - setting.value) > step:
            less = setting.written(repair.to - repair.move.direction * step)
            assert not is_possible(file, {setting.path: less}), (seed, as_told, less)
            tally["printed units less that do not"] += 1
    if conflict.mixed is not None:
        assert is_possible(file, run.result["conflict"]["mixed"]["changes"]), seed
        tally["mixed repairs that work"] += 1


def members_alone(run: Run, members: Sequence[Item]) -> dict[str, str] | None:
    """
    Return the changes under which nothing holds but these members and the shape of projects; None if none say that.

    Other rules are dropped, other money has no end, other promises are open; a fund that must spend a part of its
    money keeps as much as it has. A share of the budget would change with the money, what was begun cannot be taken
    back, and windows, whole projects and screening rules are held otherwise; such clashes are passed over.
    """
    facts, kept = run.case.facts, {item.name for item in members}
    rules = {item.rule for item in members if item.kind == "rule"}
    of_budget = any(getattr(rule, "share_of", "") == "budget" for rule in run.case.rules if rule.id in rules)
    begun = any(project.started for project in facts.projects)
    if begun or of_budget or not {item.kind for item in members} <= {"rule", "fund", "promise"}:
        return None
    plenty = decimal_text(10 * sum((each.cost for each in facts.projects), Fraction(1)))
    changes = {f"rules.{rule.id}": "drop" for rule in run.case.rules if "." not in rule.id and _may_go(rule, rules)}
    for fund in facts.funds:
        if any(name.startswith(f"funds.{fund.id}.spend_at_least:") for name in kept):
            continue
        for year in facts.open_payment_years:
            if f"funds.{fund.id}:{year}" not in kept:
                changes[f"funds.{fund.id}.amount.{year}"] = plenty
        if fund.spend_at_least:
            changes[f"funds.{fund.id}.spend_at_least"] = "0 %"
    for project in facts.projects:
        if project.status in ("committed", "required") and f"projects.{project.id}.status" not in kept:
            changes[f"projects.{project.id}.status"] = "candidate"
        if project.requires and not any(name.startswith(f"projects.{project.id}.requires") for name in kept):
            changes[f"projects.{project.id}.requires"] = "drop"
    return changes


def _may_go(rule: Rule, kept: set[str]) -> bool:
    """Whether a rule outside a clash can be dropped: one that settles projects is part of what a project is."""
    return rule.id not in kept and type(rule).settle is Rule.settle


def hold_alone(file: Path, run: Run, conflict: Conflict, seed: int, tally: Counter[str]) -> None:
    """Write the members of a clash alone into the case, which has no plan, then without one of its rules: it has."""
    members = conflict.clash.members
    changes = members_alone(run, members)
    if changes is None or is_possible(file, changes):
        tally["clashes that cannot be written alone"] += 1
        return
    for rule in sorted({item.rule for item in members if item.kind == "rule"}):
        rest = members_alone(run, [each for each in members if each.rule != rule])
        if rest is not None:
            assert is_possible(file, rest), (seed, rule)
            tally["rules without which the rest is possible"] += 1


@pytest.mark.parametrize("whole", [False, True])
def test_planted_conflicts_are_named_and_every_repair_works(
    whole: bool, campaign_size: CampaignSize, tmp_path: Path, figures: list[str]
) -> None:
    tally = Counter[str]()
    wanted = campaign_size.whole if whole else campaign_size.linear
    for seed in range(20 * wanted + 100):
        if tally["cases"] == wanted:
            break
        found = explained(seed, Wanted(whole=whole), tmp_path)
        if found is None:
            continue
        file, run, conflict, planted = found
        tally["cases"] += 1
        assert planted.cause in {item.rule for item in conflict.clash.members}, seed
        assert conflict.clash.irreducible, seed
        assert conflict.nearest is not None, seed
        assert run.result["conflict"]["rules"] == [item.name for item in conflict.clash.members]
        hold(file, run, conflict, seed, tally)
        hold_alone(file, run, conflict, seed, tally)
        if planted.end is not None and is_possible(file, dict([planted.end])):
            assert planted.number in {path_of(each) for each in conflict.repairs}, seed
            tally["numbers that had to be found"] += 1
    counts = ", ".join(f"{count} {what}" for what, count in sorted(tally.items()))
    figures.append(f"planted conflicts, {'whole' if whole else 'linear'}: {counts}")
    assert tally["cases"] == wanted
