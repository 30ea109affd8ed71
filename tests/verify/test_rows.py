"""What the case demands of every plan cannot be loosened."""

from pathlib import Path

from tests.verify.forging import CASE, CERTIFICATE, RESULT, Json, refused


def test_a_forger_cannot_hide_a_rule(runs: dict[str, Path], tmp_path: Path) -> None:
    """The plan keeps a ceiling of 20 on crafts; without that rule better plans exist, and the bound shows it."""

    def hide(data: dict[str, Json]) -> None:
        for key, name in (("rules", "name"), ("requirements", "rule")):
            data[CASE][key] = [each for each in data[CASE][key] if each[name] != "cap"]
        data[RESULT]["rules"] = [each for each in data[RESULT]["rules"] if each["name"] != "cap"]
        data[CERTIFICATE]["stages"][0]["multipliers"].pop("cap")

    assert "objective: value" in refused(runs["ceiling"], tmp_path / "run", hide)


def test_the_structure_of_funds_cannot_be_loosened(runs: dict[str, Path], tmp_path: Path) -> None:
    """What every case demands is derived, not read: a fund's row cannot be left out, nor its amount raised."""

    def without(data: dict[str, Json]) -> None:
        data[CASE]["requirements"].pop(0)

    def raised(data: dict[str, Json]) -> None:
        data[CASE]["requirements"][0]["right"]["constant"] = "700"

    assert "requirements[0]" in refused(runs["plain"], tmp_path / "run", without)
    assert "requirements[0]: right" in refused(runs["plain"], tmp_path / "run", raised)


def test_a_rule_is_named_once(runs: dict[str, Path], tmp_path: Path) -> None:
    """A second rule of the same name, settled before anything is built, would stand nowhere in the result."""

    def forge(data: dict[str, Json]) -> None:
        data[CASE]["rules"].append({**data[CASE]["rules"][0], "source": "another one"})

    assert "rules: expected rules, each once" in refused(runs["screened"], tmp_path / "run", forge)


def test_what_is_had_only_once_is_a_requirement(runs: dict[str, Path], tmp_path: Path) -> None:
    def forge(data: dict[str, Json]) -> None:
        owner = next(each for each in data[CASE]["requirements"] if each["name"] == "once:works.2027")
        owner["right"]["constant"] = "140"

    assert "potentials: once:works.2027" in refused(runs["overlap"], tmp_path / "run", forge)


def test_a_priority_stands_once(runs: dict[str, Path], tmp_path: Path) -> None:
    def forge(data: dict[str, Json]) -> None:
        data[CASE]["tiers"] *= 2

    assert "tiers: expected rules of the case, each once" in refused(runs["priority"], tmp_path / "run", forge)


def test_a_requirement_cannot_take_the_name_of_a_column(runs: dict[str, Path], tmp_path: Path) -> None:
    """Rows with a bracket are those that projects bring; their multipliers say nothing of a rule."""

    def forge(data: dict[str, Json]) -> None:
        data[CASE]["requirements"][-1] |= {"part": "[a]", "name": "cap:[a]"}

    assert "a requirement with a name of its own" in refused(runs["ceiling"], tmp_path / "run", forge)


def test_a_term_is_one_quantity(runs: dict[str, Path], tmp_path: Path) -> None:
    def forge(data: dict[str, Json]) -> None:
        data[CASE]["requirements"][0]["left"]["terms"][0]["level"] = "a"

    assert "terms: expected one quantity of the case" in refused(runs["plain"], tmp_path / "run", forge)


def test_a_priority_whose_end_is_taken_away_is_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    """It ends somewhere, and no requirement says where."""

    def forge(data: dict[str, Json]) -> None:
        assert data[CASE]["tiers"][0]["ends"]
        data[CASE]["requirements"] = [each for each in data[CASE]["requirements"] if each["rule"] != "first"]

    assert "stages: priority.first: first" in refused(runs["priority"], tmp_path / "run", forge)
