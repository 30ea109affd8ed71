"""Requirements as exact integer rows, long sums defined once."""

from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.small_cases import Tree, case_tree, read_tree, values

from greenopt.engine.expand import with_auxiliaries
from greenopt.engine.layout import lay_out
from greenopt.engine.rows import Rows, write_rows
from greenopt.run import requirements_of


def rows_of(tmp_path: Path, projects: dict[str, Tree], funds: dict[str, Tree], last: int = 2026, **more: Any) -> Rows:
    """Return the rows of a case from 2026 on."""
    case = read_tree(case_tree(projects, funds, more.pop("rules", None), horizon=(2026, last), **more), tmp_path)
    requirements = requirements_of(case)
    return write_rows(with_auxiliaries(lay_out(case.facts), requirements), requirements)


def stated(rows: Rows, name: str) -> Any:
    """Return a row as stated: coefficients by column, and its two sides."""
    program = rows.program
    number = program.rows.index(name)
    coefficients = {
        program.columns[column]: Fraction(entry, program.scale[number])
        for column, entry in program.entries[number].items()
    }
    return coefficients, program.row_lower[number], program.row_upper[number]


FUND: dict[str, Tree] = {"fund": {"amount": {"2026": "30", "2027": "45"}}}


def test_a_fund_pays_what_is_due_in_each_year(tmp_path: Path) -> None:
    """40 with 60 % at first: 24 in its first year and 16 in its second; begun in 2027 it could not be paid in 2028."""
    rows = rows_of(tmp_path, {"a": {"asks": "40", "spending": ["60 %", "40 %"]}}, FUND, last=2027)

    assert rows.program.rows == ("funds.fund:2026", "funds.fund:2027")
    assert stated(rows, "funds.fund:2026") == ({"start[a,2026]": 24}, None, 30)
    assert stated(rows, "funds.fund:2027") == ({"start[a,2026]": 16}, None, 45)


def test_a_project_is_started_once_in_all(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, {"a": {}}, FUND, last=2027)

    assert stated(rows, "level[a]") == ({"start[a,2026]": 1, "start[a,2027]": 1}, None, 1)


def test_a_smallest_share_holds_for_all_years_together(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, {"a": {"scale": {"at_least": "35 %"}}}, FUND, last=2027)

    assert stated(rows, "least[a]") == ({"start[a,2026]": 1, "start[a,2027]": 1, "on[a]": Fraction(-35, 100)}, 0, None)
    assert stated(rows, "most[a]") == ({"start[a,2026]": 1, "start[a,2027]": 1, "on[a]": -1}, None, 0)


def test_what_several_funds_pay_is_what_is_due(tmp_path: Path) -> None:
    """Shares of the whole ask of 40: 60 % in 2026, 40 % in 2027."""
    funds = {**FUND, "other": {"amount": {"2026": "9", "2027": "9"}}}
    press = {"asks": "40", "spending": ["60 %", "40 %"], "start": ["2026", "2026"]}

    rows = rows_of(tmp_path, {"a": press}, funds, last=2027)

    assert stated(rows, "pay[a,2026]") == (
        {"start[a,2026]": Fraction(-3, 5), "grant[a,fund,2026]": 1, "grant[a,other,2026]": 1},
        0,
        0,
    )
    assert stated(rows, "funds.other:2027") == ({"grant[a,other,2027]": 40}, None, 9)


def test_a_fund_that_keeps_passes_money_on(tmp_path: Path) -> None:
    """Spent and kept of 2026 are 30 and 7 from before at most; what is kept, a quarter of 30, is there in 2027."""
    fund = {"fund": {**FUND["fund"], "carry_over": "25 %", "opening": "7"}}

    rows = rows_of(tmp_path, {"a": {"asks": "40"}}, fund, last=2027)

    assert stated(rows, "funds.fund:2026") == ({"start[a,2026]": 40, "unspent[fund,2026]": 1}, None, 37)
    assert stated(rows, "funds.fund.carry_over:2026") == ({"unspent[fund,2026]": 1}, None, Fraction(30, 4))
    assert stated(rows, "funds.fund:2027") == ({"start[a,2027]": 40, "unspent[fund,2026]": -1}, None, 45)


def test_rows_are_whole_numbers_over_their_scale(tmp_path: Path) -> None:
    """A third of the whole: 0.7 − 0.7/3 times 12.3 on crafts, − 12.3/3 on trade, over one denominator."""
    rules = {
        "share": {"rule": "floor", "of": "public_money", "to": {"sectors": ["crafts"]}, "at_least": "12.5 %"},
    }

    rows = rows_of(tmp_path, {"a": {"asks": "12.3"}, "b": {"sector": "trade", "asks": "7.7"}}, FUND, rules=rules)

    number = rows.requirement_row["share"]
    assert all(isinstance(entry, int) for entry in rows.program.entries[number].values())
    assert stated(rows, "share") == (
        {"start[a,2026]": Fraction("12.3") * Fraction(7, 8), "start[b,2026]": -Fraction("7.7") / 8},
        0,
        None,
    )


def test_a_long_sum_used_twice_is_defined_once_in_a_loose_box(tmp_path: Path) -> None:
    """All money, of five projects of 10: from 0 to 50, boxed from −1 to 101, and both shares speak of it."""
    projects = {
        name: {"asks": "10", "sector": sector}
        for name, sector in zip("abcde", ["crafts"] * 2 + ["trade"] * 3, strict=True)
    }
    rules = {
        name: {"rule": "floor", "of": "public_money", "to": {"sectors": [name]}, "at_least": "20 %"}
        for name in ("crafts", "trade")
    }

    rows = rows_of(tmp_path, projects, FUND, rules=rules)

    assert rows.program.columns[-1] == "sum[0]"
    assert values(rows.program.column_lower[-1], rows.program.column_upper[-1]) == [-1, 101]
    coefficients, lower, upper = stated(rows, "total[0]")
    assert coefficients == {**{f"start[{name},2026]": 10 for name in "abcde"}, "sum[0]": -1}
    assert values(lower, upper) == [0, 0]
    assert stated(rows, "crafts") == (
        {"start[a,2026]": 10, "start[b,2026]": 10, "sum[0]": Fraction(-1, 5)},
        0,
        None,
    )


def test_what_no_column_can_change_is_kept_aside(tmp_path: Path) -> None:
    rules = {"goal": {"rule": "target", "of": "models", "by": "2026", "at_least": "3"}}

    rows = rows_of(tmp_path, {"a": {}}, FUND, rules=rules)

    assert [requirement.name for requirement in rows.constant] == ["funds.fund:2027", "goal"]
    assert set(rows.requirement_row) == {"funds.fund:2026"}
