"""greenopt schema: explanations of the format, and the JSON Schemas that editors read."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.cli.conftest import ROOT, Call
from tests.cli.schema_checker import refusals

from greenopt.cli._json_schema import SCHEMA_FILES, json_schema, schema_text
from greenopt.cli.init import TEMPLATES

CASES = sorted(ROOT.glob("cases/*/case.yaml"))
MODELS = [*sorted(ROOT.glob("cases/*/model.yaml")), ROOT / "models" / "lai-chau-green-growth.yaml"]


def as_an_editor_sees_it(path: Path) -> Any:
    """Return a YAML file with numbers as numbers and years as keys of text."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): plain(each) for key, each in value.items()}
        return [plain(each) for each in value] if isinstance(value, list) else value

    return plain(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("kind", SCHEMA_FILES)
def test_the_schema_in_the_checkout_is_the_one_that_is_made(kind: str) -> None:
    """If this fails: ``greenopt schema --write schema``."""
    assert (ROOT / "schema" / SCHEMA_FILES[kind]).read_text(encoding="utf-8") == schema_text(kind)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        *(("case", path) for path in [*CASES, *TEMPLATES.glob("*/case.yaml")]),
        *(("model", path) for path in [*MODELS, *TEMPLATES.glob("*/model.yaml")]),
        ("factors", ROOT / "models" / "emission-factors.yaml"),
    ],
)
def test_what_greenopt_ships_follows_its_schema(kind: str, path: Path) -> None:
    assert refusals(json_schema(kind), as_an_editor_sees_it(path)) == []


@pytest.mark.parametrize(
    ("path", "value", "refused"),
    [
        ("projects.tea_boiler.kost", 12, ".projects: anyOf"),
        ("projects.tea_boiler.cost", "many", ".projects: anyOf"),
        ("projects.tea_boiler.x-note", 12, None),
        ("rules.craft_share.at_lest", "12 %", ".rules.craft_share: anyOf"),
        ("rules.craft_share.rule", "nosuch", ".rules.craft_share: anyOf"),
        ("case.horizon", [2026], ".case.horizon: length"),
        ("case.status", "secret", ".case.status: enum"),
        ("greenopt", 2, ".greenopt: enum"),
        ("funds.green_fund.carry_over", 20, ".funds.green_fund.carry_over: anyOf"),
        ("projects.nồi_hơi", {"sector": "crafts", "kind": "efficiency", "cost": 12}, None),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(path: str, value: object, refused: str | None) -> None:
    data = as_an_editor_sees_it(CASES[0])
    *above, last = path.split(".")
    here = data
    for segment in above:
        here = here[segment]
    here[last] = value

    assert refusals(json_schema("case"), data) == ([] if refused is None else [refused])


def test_every_key_in_the_schema_has_a_sentence() -> None:
    """Editors show it beside the key."""
    silent = []
    for kind in SCHEMA_FILES:
        schema = json_schema(kind)
        for name, definition in {kind: schema, **schema["$defs"]}.items():
            for key, each in definition.get("properties", {}).items():
                target = schema["$defs"].get(each.get("$ref", "").removeprefix("#/$defs/"), {})
                if not each.get("description") and not target.get("description"):
                    silent.append(f"{name}.{key}")

    assert silent == []


def test_json_schema_is_printed_and_written(greenopt: Call) -> None:
    printed = greenopt("schema", "--json-schema", "model")
    written = greenopt("schema", "--write", "here")

    assert printed.out == schema_text("model")
    assert written.code == 0
    assert sorted(path.name for path in Path("here").iterdir()) == sorted(SCHEMA_FILES.values())


def test_without_a_path_the_keys_at_the_top_are_listed(greenopt: Call) -> None:
    listed = [line.split(" ")[0] for line in greenopt("schema").out.splitlines()]

    assert {"funds", "projects", "rules", "objective"} <= set(listed)


@pytest.mark.parametrize(
    ("path", "shown", "example"),
    [
        ("projects.cost", "projects.*.cost", "cost: 4200"),
        ("projects.any_name.cost", "projects.*.cost", "cost: 4200"),
        ("funds.green_fund.amount", "funds.*.amount", "amount: {2026: 1300}"),
        ("rules.at_least", "rules.floor.at_least", "at_least: 15 %"),
        ("rules.ceiling.at_most", "rules.ceiling.at_most", "at_most: 35 %"),
        ("case.horizon", "case.horizon", "horizon: [2026, 2026]"),
        ("model.indicators.flow", "model.indicators.*.flow", "flow: tCO2e/yr"),
        ("objective", "objective", "objective: {maximise: co2e, over: lifetime}"),
    ],
)
def test_a_place_is_explained_with_an_example_from_a_shipped_case(
    greenopt: Call, path: str, shown: str, example: str
) -> None:
    done = greenopt("schema", path, "--json").document

    assert done["path"] == shown
    assert done["example"] == example
    assert done["meaning"]
    assert done["beside"]


def test_a_key_that_must_be_given_says_so(greenopt: Call) -> None:
    assert greenopt("schema", "projects.cost", "--json").document["required"] is True
    assert greenopt("schema", "projects.tags", "--json").document["required"] is False


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("projects.kost", "did you mean 'cost'?"),
        ("project", "did you mean 'projects'?"),
        ("rules.flor", "did you mean 'floor'?"),
        ("projects.cost.deeper", "nothing stands at 'projects.cost.deeper'"),
        ("model.sektors", "did you mean 'sectors'?"),
    ],
)
def test_a_place_that_is_not_there_names_the_nearest(greenopt: Call, path: str, hint: str) -> None:
    done = greenopt("schema", path)

    assert done.code == 2
    assert hint in done.err
