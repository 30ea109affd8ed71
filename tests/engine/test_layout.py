"""The columns of a case: which there are, in which order, and in which boxes."""

from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.small_cases import Tree, case_tree, read_tree, values

from greenopt.engine.expand import with_auxiliaries
from greenopt.engine.layout import Layout, lay_out
from greenopt.run import requirements_of


def layout(tmp_path: Path, projects: dict[str, Tree], funds: dict[str, Tree], last: int = 2027, **more: Any) -> Layout:
    """Return the layout of a case from 2026 on, shortfalls included."""
    case = read_tree(case_tree(projects, funds, more.pop("rules", None), horizon=(2026, last), **more), tmp_path)
    return with_auxiliaries(lay_out(case.facts), requirements_of(case))


def names(found: Layout) -> list[str]:
    """Return the names of all columns in order."""
    return [column.name for column in found.columns]


FUND: dict[str, Tree] = {"fund": {"amount": {"2026": "30", "2027": "45"}}}


def test_columns_follow_the_alphabet_of_projects_not_their_order(tmp_path: Path) -> None:
    one = layout(tmp_path, {"b": {}, "a": {}}, FUND)
    other = layout(tmp_path, {"a": {}, "b": {}}, FUND)

    assert names(one) == names(other) == ["start[a,2026]", "start[a,2027]", "start[b,2026]", "start[b,2027]"]


def test_where_one_fund_pays_there_are_no_grants(tmp_path: Path) -> None:
    assert not any(name.startswith("grant") for name in names(layout(tmp_path, {"a": {}}, FUND)))


def test_where_several_may_pay_each_has_a_grant_for_each_year_due(tmp_path: Path) -> None:
    funds: dict[str, Tree] = {**FUND, "other": {"amount": {"2026": "9"}}}

    found = names(layout(tmp_path, {"a": {"spending": ["60 %", "40 %"], "start": ["2026", "2026"]}}, funds))

    assert found[1:] == [f"grant[a,{fund},{year}]" for fund in ("fund", "other") for year in (2026, 2027)]


def test_only_whole_projects_have_whole_starts_and_only_smallest_shares_a_switch(tmp_path: Path) -> None:
    projects: dict[str, Tree] = {"a": {"scale": "all_or_nothing"}, "b": {"scale": {"at_least": "30 %"}}, "c": {}}

    found = layout(tmp_path, projects, FUND, last=2026)

    assert [(column.name, column.whole) for column in found.columns] == [
        ("start[a,2026]", True),
        ("start[b,2026]", False),
        ("on[b]", True),
        ("start[c,2026]", False),
    ]


def test_what_was_begun_is_fixed_and_the_rest_is_free(tmp_path: Path) -> None:
    begun = {"status": "committed", "started": {"2025": "40 %"}, "scale": "all_or_nothing"}

    found = layout(tmp_path, {"a": begun}, FUND, last=2026)

    assert [(column.name, column.lower, column.upper, column.whole) for column in found.columns] == [
        ("start[a,2025]", Fraction(2, 5), Fraction(2, 5), False),
        ("start[a,2026]", 0, 1, False),
    ]


def test_what_was_begun_whole_and_what_is_screened_has_no_start(tmp_path: Path) -> None:
    whole = {"status": "committed", "started": {"2025": "100 %"}}
    projects: dict[str, Tree] = {"a": whole, "b": {"status": "excluded"}, "c": {"sector": "mining"}}
    rules = {"ban": {"rule": "ban", "to": {"sectors": ["mining"]}}}

    assert names(layout(tmp_path, projects, FUND, rules=rules)) == ["start[a,2025]"]


def test_money_is_kept_in_loose_boxes_where_it_may_be_kept(tmp_path: Path) -> None:
    """10 left from before and 30 in 2026 are 40 at most: the box is twice that and one. The last year keeps nothing."""
    funds: dict[str, Tree] = {
        "fund": {"amount": {"2026": "30", "2027": "45"}, "carry_over": "20 %", "opening": "10"},
        "strict": {"amount": {"2026": "30", "2027": "45"}, "for": {"sectors": ["mining"]}},
    }

    found = layout(tmp_path, {"a": {}}, funds)

    kept = [column for column in found.columns if column.name.startswith("unspent")]
    assert [values(*column[1:4]) for column in kept] == [["unspent[fund,2026]", 0, 81]]


def test_a_shortfall_is_boxed_by_the_most_that_can_be_missing(tmp_path: Path) -> None:
    """50 are asked for and nothing need be given: 50 can be missing, so the box is 101."""
    rules = {"least": {"rule": "floor", "of": "public_money", "at_least": "50", "soft": "true"}}

    found = layout(tmp_path, {"a": {}}, FUND, rules=rules)

    assert values(found.columns[-1].name, found.columns[-1].upper) == ["shortfall[least]", 101]


def test_money_due_is_known_by_start(tmp_path: Path) -> None:
    """Half of 80 at once, half a year later; what was due in 2025 is past."""
    begun = {"asks": "80", "spending": ["50 %", "50 %"], "status": "committed", "started": {"2025": "30 %"}}

    found = layout(tmp_path, {"a": begun}, FUND)

    assert {key.year: due for key, due in found.due.items()} == {2025: {2026: 40}, 2026: {2026: 40, 2027: 40}}
    assert found.ask(found.facts.by_id["a"]) == 80
