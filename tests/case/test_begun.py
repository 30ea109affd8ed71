"""What a case says was begun and paid: what contradicts itself is refused with its key, all of it at once."""

from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, mistakes, read_tree

FUNDS: Tree = {
    "f": {"amount": {"2026": "90", "2027": "80"}},
    "g": {"amount": {"2026": "70"}, "for": {"tags": ["two"]}},
}


def reviewed(project: Tree, planned_from: str = "2027") -> Tree:
    """Return a case that is open from 2027, with one project beside another that two funds may pay."""
    projects = {"a": {"asks": "60", **project}, "b": {"asks": "50", "tags": ["two"]}}
    tree = case_tree(projects, FUNDS, horizon=(2026, 2028))
    tree["case"]["planned_from"] = planned_from
    return tree


BEGUN: Tree = {"started": {"2026": "60 %"}, "status_source": "Report"}


@pytest.mark.parametrize(
    ("project", "key", "words"),
    [
        ({"started": {"2026": "60 %"}}, "started", "names no decision"),
        ({**BEGUN, "started": {"2026": "60 %", "2027": "70 %"}}, "started", "more than the whole"),
        ({**BEGUN, "scale": "all_or_nothing"}, "started", "cannot be begun in part"),
        ({"paid": {"f": {"2026": "7"}}}, "paid", "nothing was started"),
        ({"remaining": {"2027": "7"}}, "remaining", "nothing that was started"),
        ({**BEGUN, "remaining": {"2026": "7"}}, "remaining.2026", "2026 has passed"),
        ({**BEGUN, "paid": {"f": {"2028": "7"}}}, "paid.f.2028", "has not come yet"),
        ({**BEGUN, "paid": {"h": {"2026": "7"}}}, "paid.h", "'h' does not exist"),
        ({**BEGUN, "paid": {"g": {"2026": "7"}}}, "paid.g", "g may not pay"),
        ({**BEGUN, "tags": ["two"]}, "started", "which of them did is not said"),
        ({**BEGUN, "started": {"2026": "4/3 %", "2027": "500/4 %"}}, "started.2027", "between 0 % and 100 %"),
        ({**BEGUN, "started": {"2026": "1/0 %"}}, "started.2026", "percent sign"),
        ({**BEGUN, "started": {"2026": "1/3"}}, "started.2026", "percent sign"),
        ({**BEGUN, "paid": {"f": {"2026": "-7/3"}}}, "paid.f.2026", "unit"),
    ],
)
def test_contradictions_are_refused(project: Tree, key: str, words: str, tmp_path: Path) -> None:
    [(found, message)] = mistakes(reviewed(project), tmp_path)

    assert found == f"projects.a.{key}"
    assert words in message


def test_the_first_open_year_lies_in_the_horizon(tmp_path: Path) -> None:
    assert ("case.planned_from", "2029 lies outside the horizon") in mistakes(reviewed({}, "2029"), tmp_path)


def test_shares_and_money_may_be_fractions(tmp_path: Path) -> None:
    """100/3 % is a third, and 41/3 are paid of the 20 that it asks for."""
    project = {**BEGUN, "started": {"2026": "100/3 %"}, "paid": {"f": {"2026": "41/3"}}, "remaining": {"2027": "19/3"}}
    facts = read_tree(reviewed(project), tmp_path).facts
    a = facts.by_id["a"]

    assert 3 * a.started[2026] == 1
    assert a.due(2026, 2028) == {2026: 41, 2027: 19}
    assert facts.starts(a) == (2027, 2028)
    assert [*facts.open_payment_years] == [2027, 2028]
