"""The plan, its value, its status, and that there is none: each claim needs its proof."""

from pathlib import Path

import pytest
from tests.verify.forging import CERTIFICATE, RESULT, Json, refused


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


@pytest.mark.parametrize("farkas", [{"funds.main:2026": "1"}, {}], ids=["a wrong one", "none"])
@pytest.mark.parametrize("name", ["impossible", "whole_impossible"])
def test_impossibility_needs_its_proof(
    name: str, farkas: dict[str, str], runs: dict[str, Path], tmp_path: Path
) -> None:
    def forge(data: dict[str, Json]) -> None:
        data[CERTIFICATE]["tree"] = None
        data[CERTIFICATE]["farkas"] = farkas

    assert "that there is no plan" in refused(runs[name], tmp_path / "run", forge)


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
