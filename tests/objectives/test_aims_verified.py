"""The verifier and several aims: what is weighed, what comes next, and what proves it cannot be forged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.objectives.test_then import twins
from tests.objectives.test_weights import weighed, works
from tests.small_cases import Tree, solve_tree
from tests.verify.forging import CASE, CERTIFICATE, RESULT, dice_of, documents, forged, leaves, other, putting, refused

from greenopt.verify import verify

Forgery = Callable[[dict[str, Any]], None]
NEXT: list[Tree] = [{"maximise": "models"}, {"minimise": "total_cost"}]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return runs of several aims, in part and whole."""
    trees = {
        "weighed": works(weighed()),
        "weighed_whole": works(weighed(), whole=True),
        "next": twins(*NEXT, money="45"),
        "next_whole": twins(*NEXT, money="45", whole=True),
    }
    found = {}
    for name, tree in trees.items():
        folder = tmp_path_factory.mktemp(name)
        run = solve_tree(tree, folder)
        assert run.answer.status == "certified_optimal"
        run.write(folder / "run")
        found[name] = folder / "run"
    return found


@pytest.mark.parametrize("name", ["weighed", "weighed_whole", "next", "next_whole"])
def test_it_is_proved(name: str, runs: dict[str, Path]) -> None:
    report = verify(runs[name])

    assert report.exit_code == 0, [str(each) for each in report.failures]


@pytest.mark.parametrize("name", ["weighed", "next", "next_whole"])
def test_no_number_of_the_objective_can_be_forged(name: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Every number, name and sign under the objective and the tiers, in result and certificate, one after the other."""
    dice, run, tried = dice_of(11), runs[name], 0
    for part, keys in ((RESULT, ("objective", "tiers")), (CERTIFICATE, ("then", "value", "bound"))):
        for path, value in leaves(documents(run)[part]):
            # Another leaf's multipliers may prove as much, and are then as good.
            free = {"solver_claim", "multipliers", "nodes"} & {*path} or path[-1] == "vi"
            if path[0] in keys and not free and value is not None:
                report = forged(run, tmp_path / "forged", putting(part, path, other(value, dice)))
                assert report.exit_code == 7, (part, path, value)
                tried += 1
    assert tried > 10


def _objective(data: dict[str, Any]) -> Any:
    return data[CASE]["objective"]


@pytest.mark.parametrize(
    ("name", "forge"),
    [
        ("weighed", lambda data: _objective(data)["weigh"][0].update(weight="2.6")),
        ("weighed", lambda data: _objective(data)["weigh"][0].update(weight="0")),
        ("weighed", lambda data: _objective(data)["weigh"][0].update(weight="-2.5")),
        ("weighed", lambda data: _objective(data)["weigh"][0].update(of="models")),
        ("weighed", lambda data: _objective(data)["weigh"][0].update(of="clean_share")),
        ("weighed", lambda data: _objective(data)["weigh"][0].update(of="public_money")),
        ("weighed", lambda data: _objective(data)["weigh"].append(_objective(data)["weigh"][0])),
        ("weighed", lambda data: _objective(data)["weigh"].append({**_objective(data)["weigh"][0], "of": "co2e"})),
        ("weighed", lambda data: _objective(data).pop("weigh")),
        ("weighed", lambda data: _objective(data).update(of="jobs")),
        ("weighed", lambda data: _objective(data).update(sense="minimise")),
        ("weighed", lambda data: data[RESULT]["objective"].pop("aims")),
        ("weighed", lambda data: data[RESULT]["objective"]["aims"].pop()),
        ("weighed", lambda data: data[RESULT]["objective"]["aims"].reverse()),
        ("next", lambda data: _objective(data)["then"].reverse()),
        ("next", lambda data: _objective(data)["then"].pop()),
        ("next", lambda data: _objective(data).pop("then")),
        ("next", lambda data: _objective(data)["then"][0].update(of="clean")),
        ("next", lambda data: _objective(data)["then"][0].update(sense="minimise")),
        ("next", lambda data: _objective(data)["then"][1].update(of="public_money")),
        ("next", lambda data: _objective(data)["then"][0].update(weigh=[])),
        ("next", lambda data: data[RESULT]["tiers"].pop()),
        ("next", lambda data: data[CERTIFICATE]["stages"].pop(1)),
        ("next_whole", lambda data: data[CERTIFICATE].pop("then")),
        ("next_whole", lambda data: data[CERTIFICATE]["then"].pop()),
        ("next_whole", lambda data: data[CERTIFICATE]["then"].pop(0)),
        ("next_whole", lambda data: data[CERTIFICATE]["then"].reverse()),
        ("next_whole", lambda data: data[CERTIFICATE]["then"][0]["tree"].update(nodes=[])),
        ("next_whole", lambda data: data[CERTIFICATE]["then"][0]["tree"].update(multipliers=[{}])),
        ("next_whole", lambda data: data[CERTIFICATE]["then"].append(data[CERTIFICATE]["then"][0])),
    ],
)
def test_an_aim_cannot_be_changed(name: str, forge: Forgery, runs: dict[str, Path], tmp_path: Path) -> None:
    assert refused(runs[name], tmp_path / "run", forge)


def test_a_worse_plan_in_what_comes_next_is_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    """For 45: lamp and stove, 32 t and 6 models; with the awning for the lamp 32 t still, but 3 models."""

    def worse(data: dict[str, Any]) -> None:
        plan = data[CERTIFICATE]["plan"]
        plan["start[awning,2026]"] = plan.pop("start[lamp,2026]")
        data[CERTIFICATE]["then"][0]["value"] = "3"
        data[RESULT]["tiers"][1]["value"] = 3

    assert "then.1.models" in refused(runs["next_whole"], tmp_path / "run", worse)


def test_what_is_not_proved_may_be_left_out_but_not_claimed(runs: dict[str, Path], tmp_path: Path) -> None:
    """Without its tree the last aim has no value in the result: an honest run that proves less."""

    def silent(data: dict[str, Any]) -> None:
        data[CERTIFICATE]["then"].pop()
        data[RESULT]["tiers"][2]["value"] = None

    assert forged(runs["next_whole"], tmp_path / "run", silent).exit_code == 0
