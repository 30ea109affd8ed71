"""greenopt validate: all mistakes at once, or what the case holds."""

from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, ROOT, Call


def test_a_valid_case_says_what_it_holds(greenopt: Call) -> None:
    done = greenopt("validate", FIRST)

    assert done.code == 0
    assert done.out == "first-case is valid: projects 5, funds 1, rules 2, 2026–2026, warnings 0\n"


def test_all_mistakes_are_told_at_once(greenopt: Call, wrong_case: Path) -> None:
    done = greenopt("validate", wrong_case)

    assert done.code == 3
    assert done.out == ""
    assert "projects.unburnt_brick.kost" in done.err
    assert "projects.tea_boiler.cost" in done.err
    assert done.err.splitlines()[-1] == "3 mistakes"


def test_mistakes_of_the_shipped_model_are_placed_where_it_lies(greenopt: Call) -> None:
    """A warning about the shipped factors names a file that exists."""
    done = greenopt("validate", ROOT / "cases" / "lai-chau-2021-2025")
    place = next(line for line in done.err.splitlines() if line.startswith("warning: ")).split(" ")[1]

    assert Path(place.split(":")[0]).is_file()
    assert done.code == 0


def test_a_change_that_matches_nothing_is_a_mistake(greenopt: Call) -> None:
    done = greenopt("validate", FIRST, "--set", "projects.tea_boler.cost=12")

    assert done.code == 3
    assert "did you mean 'tea_boiler'?" in done.err


def test_a_scenario_that_is_not_there_is_a_mistake(greenopt: Call) -> None:
    done = greenopt("validate", FIRST, "-s", "larger_fond")

    assert done.code == 3
    assert "did you mean 'larger_fund'?" in done.err


def test_validity_as_json(greenopt: Call) -> None:
    done = greenopt("validate", FIRST, "--json").document

    assert done["valid"] is True
    assert (done["projects"], done["funds"], done["rules"], done["diagnostics"]) == (5, 1, 2, [])


@pytest.mark.parametrize(
    "case", sorted(path.parent for path in (ROOT / "cases").glob("*/case.yaml")), ids=lambda path: path.name
)
def test_every_shipped_case_is_valid(greenopt: Call, case: Path) -> None:
    done = greenopt("validate", case)

    assert done.code == 0
    assert "impossible" not in done.err
