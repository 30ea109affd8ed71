"""The page says of its own answer what was checked, with the results that the document states and no others."""

from typing import Any

import pytest

from greenopt.page.assurance import checks, limits


def document(status: str, *, unique: bool | None = None, warnings: int = 0) -> dict[str, Any]:
    """Return what the section reads of a result: three rules, two projects of which one is measured."""
    plan = status != "certified_infeasible"
    qualities = ("measured", "assumed") if plan else ()
    return {
        "status": status,
        "diagnostics": [{}] * warnings,
        "portfolio": [{"evidence": {"quality": each}} for each in qualities],
        "rules": [{}] * 3,
        "objective": {"unit": "tCO2e", "sense": "maximise", "bound": 250, "gap": 10, "value": 240},
        "ties": {"unique": unique, "exchangeable": ["a", "b"]},
        "software": {"highs": "1.16.0"},
    }


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("certified_optimal", "proved: no plan brings more"),
        ("certified_within_gap", "proved within a gap of 4 %: no plan brings more than 250 tCO2e"),
        ("stopped", "stopped early; the best plan so far: no plan brings more than 250 tCO2e"),
        ("uncertified", "not proved: nothing is claimed"),
    ],
)
def test_only_what_is_proved_is_called_proved(status: str, said: str) -> None:
    """The gap is 10 of 250, which is 4 %."""
    found = {str(each.what): str(each.result) for each in checks(document(status))}

    assert found["No other plan is better"] == said
    assert found["The plan keeps every rule"] == "rules and limits that hold: 3 of 3"


@pytest.mark.parametrize(
    ("unique", "said"),
    [(True, "no other plan is as good"), (None, "not looked into"), (False, "other plans are as good: 2 projects")],
)
def test_whether_it_is_the_only_best_plan_is_what_is_known(
    unique: bool | None, said: str
) -> None:  # as the document has it
    found = {str(each.what): str(each.result) for each in checks(document("certified_optimal", unique=unique))}

    assert found["It is the only best plan"].startswith(said)


def test_without_a_plan_nothing_is_said_of_one() -> None:
    found = {str(each.what): str(each.result) for each in checks(document("certified_infeasible", warnings=7))}

    assert list(found) == ["The files", "No plan satisfies the case", "The solver"]
    assert found["The files"] == "likely slips: 7"
    assert len(list(limits(document("certified_infeasible")))) == 2


def test_how_much_is_measured_is_counted() -> None:
    first = next(limits(document("certified_optimal"))).both()

    assert "1 of 2 projects" in first["en"]
    assert "1 trên 2 dự án" in first["vi"]
