"""Trees and cuts of whole projects: they cover everything, and say no more than their multipliers."""

from pathlib import Path

import pytest
from tests.small_cases import solve_tree
from tests.verify.cases import small_cases
from tests.verify.forging import CERTIFICATE, Json, documents, refused

from greenopt.engine import branch
from greenopt.engine.answer import Options
from greenopt.verify import verify


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
    assert [str(each) for each in verify(stopped).failures] == []


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
