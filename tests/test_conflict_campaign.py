"""
Impossible cases in number: random cases with one planted cause, explained, and every word held to the reader.

A clash must name what was planted and be irreducible; every repair must work when it is written into the case and
read again, and one unit less of its last printed digit must not. Where the planted number at its end leaves a plan,
there must be a repair of that number.
"""

from collections import Counter
from pathlib import Path

import pytest
from tests.conftest import CampaignSize
from tests.planted import Planted, planted_case
from tests.random_cases import Wanted
from tests.small_cases import write_tree

from greenopt.case.changes import parse_set
from greenopt.case.read import read_case
from greenopt.engine.answer import Options
from greenopt.engine.conflict import Conflict, path_of
from greenopt.engine.repair import Sized
from greenopt.run import Run, solve

pytestmark = pytest.mark.campaign

BARE = Options(prices=False, conflict=False)


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
        if planted.end is not None and is_possible(file, dict([planted.end])):
            assert planted.number in {path_of(each) for each in conflict.repairs}, seed
            tally["numbers that had to be found"] += 1
    counts = ", ".join(f"{count} {what}" for what, count in sorted(tally.items()))
    figures.append(f"planted conflicts, {'whole' if whole else 'linear'}: {counts}")
    assert tally["cases"] == wanted
