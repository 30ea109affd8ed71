"""Gather: the files of a case become one tree, with the place of every value and every file that was read."""

from pathlib import Path

import pytest
from tests.broken_cases import CASE, FACTORS, FILES, MODEL, Edit, written

from greenopt.case.gather import case_file, gather
from greenopt.case.node import Mapping, at, place_of, plain_data
from greenopt.errors import FileProblem, Place


def edited(folder: Path, *edits: tuple[str, ...]) -> Path:
    """Write the little case with edits and return its folder."""
    written(folder, [Edit(*each) for each in edits])
    return folder


def keys(node: object) -> list[str]:
    """Return the keys of a mapping of the tree."""
    assert isinstance(node, Mapping)
    return list(node.items)


def test_a_case_is_a_folder_with_case_yaml_or_any_yaml_file(tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text("a: b\n", encoding="utf-8")

    assert case_file(file) == file
    with pytest.raises(FileProblem, match=r"case\.yaml"):
        case_file(tmp_path)
    (tmp_path / "case.yaml").mkdir()
    with pytest.raises(FileProblem, match="there is no case"):
        case_file(tmp_path)


def test_the_model_stands_beside_the_case(tmp_path: Path) -> None:
    gathered = gather(edited(tmp_path))
    tree = gathered.tree

    assert keys(tree.items["rules"])[:2] == ["machines", "crafts_first"]
    assert keys(tree.items["indicators"]) == ["co2e", "models", "works", "model_share"]
    assert keys(tree.items["model"]) == ["greenopt", "policy", "factors", "sectors"]
    assert keys(at(tree, ("model", "factors"))) == ["electricity", "coal"]
    assert gathered.model_rules == {"machines"}
    assert gathered.mistakes == []


def test_every_value_keeps_the_place_where_it_was_written(tmp_path: Path) -> None:
    tree = gather(edited(tmp_path)).tree

    assert place_of(tree, ("projects", "lamp", "cost")) == Place("case.yaml", 35, 11)
    assert place_of(tree, ("rules", "machines", "rate")) == Place("model.yaml", 20, 58)
    assert place_of(tree, ("model", "factors", "coal", "unit")) == Place("factors.yaml", 11, 11)
    assert place_of(tree, ("rules", "machines"), of_key=True) == Place("model.yaml", 20, 3)


def test_indicators_and_stocks_are_merged_key_by_key(tmp_path: Path) -> None:
    more = ("stocks:\n", "indicators: {models: {without_projects: {2028: 9}}, new: {stock: x}}\nstocks:\n")
    tree = gather(edited(tmp_path, more)).tree
    stock, indicator = at(tree, ("stocks", "kilns")), at(tree, ("indicators", "models"))

    assert stock is not None
    assert indicator is not None
    assert plain_data(stock) == {"unit": "kiln", "amount": "38"}
    assert plain_data(indicator) == {"stock": "model", "without_projects": {"2028": "9"}}
    assert "new" in keys(tree.items["indicators"])


@pytest.mark.parametrize("key", ["indicators", "stocks", "places", "conditions", "rules"])
def test_what_a_case_writes_in_the_wrong_shape_is_not_passed_over(tmp_path: Path, key: str) -> None:
    """A list of rules beside the model's must be refused by the schema, not lost in the merging."""
    text = CASE.replace(f"{key}:\n", f"x-{key}:\n") + f"{key}: [a]\n"
    written(tmp_path, files={**FILES, "case.yaml": text})

    assert plain_data(gather(tmp_path).tree.items[key]) == ["a"]


def test_a_model_and_its_factors_may_stand_in_a_folder(tmp_path: Path) -> None:
    """The factors that a model names stand beside it."""
    folder = tmp_path / "policy"
    folder.mkdir()
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    (folder / "factors.yaml").write_text(FACTORS, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(CASE.replace("model.yaml", "./policy//model.yaml"), encoding="utf-8")

    gathered = gather(tmp_path)

    assert gathered.mistakes == []
    assert gathered.sources == {
        "case.yaml": tmp_path / "case.yaml",
        "policy/model.yaml": folder / "model.yaml",
        "policy/factors.yaml": folder / "factors.yaml",
    }


def test_factors_may_not_lead_out_of_the_case_though_their_model_is_deep_in_it(tmp_path: Path) -> None:
    inside = tmp_path / "case" / "policy"
    inside.mkdir(parents=True)
    (tmp_path / "factors.yaml").write_text(FACTORS, encoding="utf-8")
    (inside / "model.yaml").write_text(MODEL.replace("factors.yaml", "../../factors.yaml"), encoding="utf-8")
    (inside.parent / "case.yaml").write_text(CASE.replace("model.yaml", "policy/model.yaml"), encoding="utf-8")

    (found,) = gather(inside.parent).mistakes

    assert (found.code, str(found.place), found.key) == ("path", "policy/model.yaml:3:10", "factors")
    assert "leads out" in str(found.message)


def test_shipped_factors_serve_a_model_of_ones_own(tmp_path: Path) -> None:
    folder = tmp_path / "policy"
    folder.mkdir()
    text = MODEL.replace("factors.yaml", "emission-factors")
    (folder / "model.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(CASE.replace("model.yaml", "policy/model.yaml"), encoding="utf-8")

    gathered = gather(tmp_path)

    assert list(gathered.sources) == ["case.yaml", "policy/model.yaml", "models/emission-factors.yaml"]
    assert gathered.factors is not None


def test_a_model_without_factors_has_none(tmp_path: Path) -> None:
    gathered = gather(edited(tmp_path, ("factors: factors.yaml\n", "", "model.yaml")))

    assert gathered.factors is None
    assert "factors" not in keys(gathered.tree.items["model"])


def test_factors_that_cannot_be_read_leave_the_rest_to_be_checked(tmp_path: Path) -> None:
    gathered = gather(edited(tmp_path, ("fuels:", "fuels: [", "factors.yaml")))

    assert gathered.factors is None
    assert [each.place.file for each in gathered.mistakes] == ["factors.yaml"]
    assert "factors" not in keys(gathered.tree.items["model"])


def test_every_file_is_read_though_others_are_broken(tmp_path: Path) -> None:
    folder = edited(
        tmp_path,
        ("    cost: 450", "    cost: 450\n    cost: 451"),
        ("{name: mining}", "{name: mining", "model.yaml"),
        ("projects:\n", "projects: {table: p.csv}\nx-projects:\n"),
    )
    (folder / "p.csv").write_text("id,cost\na,1\na,2\n", encoding="utf-8")

    assert {each.place.file for each in gather(folder).mistakes} == {"model.yaml", "p.csv"}


def test_scenarios_are_tried_though_nobody_asks_for_them(tmp_path: Path) -> None:
    folder = edited(tmp_path, ("  lean:", '  wrong: {"rules.nope": drop, "funds.nope.amount.*": x 2}\n  lean:'))

    found = gather(folder).mistakes
    asked = gather(folder, ["wrong"]).mistakes

    assert [each.key for each in found] == ["rules.nope", "funds.nope"]
    assert [each.place.line for each in found] == [52, 52]
    assert asked == found


def test_a_scenario_that_is_tried_changes_nothing(tmp_path: Path) -> None:
    tree = gather(edited(tmp_path)).tree
    amounts = at(tree, ("funds", "green", "amount"))

    assert amounts is not None
    assert plain_data(amounts) == {"2026": "900", "2027": "700", "2028": "650"}


def test_a_table_takes_the_place_of_the_projects(tmp_path: Path) -> None:
    folder = edited(tmp_path, ("projects:\n", "projects: {table: tables/../p.csv, numbers: vi}\nx-projects:\n"))
    (folder / "tables").mkdir()
    (folder / "p.csv").write_text("id;cost\nbrick;1.700,5\nlamp;450\n", encoding="utf-8")

    gathered = gather(folder)
    projects = gathered.tree.items["projects"]

    assert plain_data(projects) == {"brick": {"cost": "1700.5"}, "lamp": {"cost": "450"}}
    assert gathered.sources["p.csv"] == folder / "p.csv"
    assert gathered.decimal_comma == {"p.csv"}
