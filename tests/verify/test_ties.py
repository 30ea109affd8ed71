"""Ties: other best plans are shown, and that there is none is proved."""

from pathlib import Path

import pytest
from tests.verify.forging import CERTIFICATE, RESULT, Json, documents, refused


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


@pytest.mark.parametrize("damage", ["nothing", "no multiplier", "another column", "the other way", "no way"])
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
        elif damage == "the other way":
            pushes[0]["sign"] = -1
        else:
            pushes[:] = [{**push, "sign": 0, "multipliers": {}} for push in pushes]

    assert documents(runs["only_one"])[CERTIFICATE]["ties"]["pushes"] != []
    assert documents(runs["only_one"])[RESULT]["ties"] == {"unique": True, "exchangeable": []}
    assert "ties" in refused(runs["only_one"], tmp_path / "run", forge)


def test_columns_that_could_change_places_are_not_held_by_their_sum(runs: dict[str, Path], tmp_path: Path) -> None:
    """
    Of three projects alike the money pays one: the sum of their starts is 1 in all best plans, whatever they are.

    It cannot grow past the ceiling, and two stand at 0; it cannot shrink below the floor, and one stands at 1. Yet any
    of them may be the one.
    """

    def forge(data: dict[str, Json]) -> None:
        columns = [f"start[{name},2026]" for name in "abc"]
        up: Json = {"columns": columns, "sign": 1, "multipliers": {"x": "1/30"}}
        down: Json = {"columns": columns, "sign": -1, "multipliers": {"z": "-1/30"}}
        data[CERTIFICATE]["ties"] = {"others": [], "pushes": [up, down]}
        data[RESULT]["ties"] = {"unique": True, "exchangeable": []}

    assert documents(runs["degenerate"])[RESULT]["ties"] == {"unique": False, "exchangeable": ["a", "b", "c"]}
    assert "a sum of columns at their sides" in refused(runs["degenerate"], tmp_path / "run", forge)


def test_who_pays_is_another_plan_too(runs: dict[str, Path], tmp_path: Path) -> None:
    """Every project is done in full in all best plans; two funds have money for it, so there are many of them."""

    def alone(data: dict[str, Json]) -> None:
        data[CERTIFICATE]["ties"] = {"others": [], "pushes": []}
        data[RESULT]["ties"] = {"unique": True, "exchangeable": []}

    assert documents(runs["two_payers"])[RESULT]["ties"] == {"unique": False, "exchangeable": []}
    assert "ties: unique" in refused(runs["two_payers"], tmp_path / "run", alone)


def test_where_nothing_is_left_to_prove_nothing_is_given(runs: dict[str, Path], tmp_path: Path) -> None:
    def more(data: dict[str, Json]) -> None:
        data[CERTIFICATE]["ties"]["others"] = [{}]

    assert "nothing is left to prove" in refused(runs["whole"], tmp_path / "run", more)
