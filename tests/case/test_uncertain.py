"""Declared ranges: what may be uncertain, how it is written, and what is refused, each at its place."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, case_tree, mistakes, read_tree, write_tree

from greenopt.case.changes import parse_set
from greenopt.case.read import read_case
from greenopt.case.uncertain import NUMBERS, Uncertain


def small(uncertain: Any = None, own: Any = None, **more: Any) -> Tree:
    """Return two projects; ranges by path, and of project ``a`` itself."""
    given = {"uncertain": own} if own else {}
    projects = {
        "a": {"asks": "30", "cost": "40", "impact": {"co2e": "90/yr"}, **given},
        "b": {"asks": "50", "saves": {"coal": "100 t/yr"}, **more.pop("b", {})},
    }
    return case_tree(projects, {"f": {"amount": {"2026": "70"}}}, **({"uncertain": uncertain} if uncertain else {}))


def found(tree: Tree, folder: Path) -> dict[str, Uncertain]:
    return {each.path: each for each in read_tree(tree, folder).uncertain}


def test_a_range_is_a_change_of_the_number(tmp_path: Path) -> None:
    (number,) = read_tree(small(own={"asks": ["-10 %", "+20 %"]}), tmp_path).uncertain

    assert number == ("projects.a.asks", Fraction(9, 10), Fraction(6, 5), "triangular", "", "projects.*.asks")


def test_ends_may_be_written_in_the_unit_of_the_number(tmp_path: Path) -> None:
    """80 and 95 of 90 a year are 8/9 and 19/18; 0.09 kt and 120 t of 100 t are 0.9 and 1.2."""
    ranges = {"projects.a.impact.co2e": ["80", "95/yr"], "projects.b.saves.coal": ["0.09 kt/yr", "120"]}
    ends = {path: (each.low, each.high) for path, each in found(small(ranges), tmp_path).items()}

    assert ends == {
        "projects.a.impact.co2e": (Fraction(8, 9), Fraction(19, 18)),
        "projects.b.saves.coal": (Fraction(9, 10), Fraction(6, 5)),
    }


def test_ends_of_a_negative_number_are_turned_round(tmp_path: Path) -> None:
    """−12 between −15 and −6 is between 0.5 and 1.25 times as it is written."""
    tree = small({"projects.b.impact.waste": ["-15", "-6"]}, b={"impact": {"waste": "-12 t/yr"}})
    (number,) = read_tree(tree, tmp_path).uncertain

    assert (number.low, number.high) == (Fraction(1, 2), Fraction(5, 4))


def test_a_star_means_every_key_that_is_written(tmp_path: Path) -> None:
    wanted = {"projects.*.impact.*": ["-5 %", "5 %"], "funds.*.amount.*": {"range": ["60", "80"], "shape": "uniform"}}
    numbers = found(small(wanted), tmp_path)

    assert sorted(numbers) == ["funds.f.amount.2026", "projects.a.impact.co2e"]
    assert numbers["funds.f.amount.2026"].shape == "uniform"


def test_a_group_with_a_star_is_one_for_each_name(tmp_path: Path) -> None:
    entry = {"range": ["-10 %", "+30 %"], "group": "money_*"}
    numbers = found(small({"projects.*.cost": entry, "projects.*.asks": entry}), tmp_path)

    assert [numbers[f"projects.{name}.{key}"].group for name in "ab" for key in ("cost", "asks")] == [
        "money_a",
        "money_a",
        "money_b",
        "money_b",
    ]


def test_names_of_a_project_may_stand_below_each_other(tmp_path: Path) -> None:
    own = {"impact": {"co2e": ["-5 %", "5 %"]}, "cost": {"range": ["-1 %", "2 %"], "group": "prices"}}
    numbers = found(small(own=own), tmp_path)

    assert sorted(numbers) == ["projects.a.cost", "projects.a.impact.co2e"]
    assert numbers["projects.a.cost"].group == "prices"


def test_emission_factors_can_be_uncertain(tmp_path: Path) -> None:
    path = "model.factors.coal.indicators.co2e.value"

    assert list(found(small({path: ["-7 %", "7 %"]}), tmp_path)) == [path]


def test_a_table_has_a_column_for_a_range(tmp_path: Path) -> None:
    tree = small()
    tree["projects"] = {"table": "p.csv"}
    columns = (
        "id,sector,kind,cost,asks,impact.co2e,lifetime,uncertain.impact.co2e,uncertain.asks.range,uncertain.asks.group"
    )
    rows = "a,crafts,efficiency,40,30,90/yr,10 yr,-5 % | +5 %,-10 %|20 %,g\nb,crafts,efficiency,50,50,9/yr,10 yr,,,\n"
    (tmp_path / "p.csv").write_text(f"{columns}\n{rows}", encoding="utf-8")
    numbers = read_case(write_tree(tree, tmp_path)).uncertain

    assert [(each.path, each.group) for each in numbers] == [("projects.a.asks", "g"), ("projects.a.impact.co2e", "")]


def test_every_kind_of_number_is_one_that_can_be_written(tmp_path: Path) -> None:
    """The list in the hint is what is read: each kind with a name for each star is found to be of that kind."""
    tree = small(b={"running_cost": "2/yr", "eligible_cost": "45", "adds": {"electricity": "5 MWh/yr"}})
    tree["stocks"] = {"kilns": {"unit": "kiln", "amount": "9"}}
    tree["projects"]["b"]["closes"] = {"kilns": "2"}
    tree["indicators"] = {
        **tree["indicators"],
        "waste": {"flow": "t/yr", "potential": "90 t/yr", "without_projects": {"2026": "100 t/yr"}},
    }
    tree["uncertain"] = {
        kind: {"range": ["-5 %", "5 %"], "group": "all"} for kind in NUMBERS if not kind.endswith("by_year.*")
    }
    tree["uncertain"]["model.factors.electricity.indicators.co2e.by_year.*"] = {"range": ["-5 %", "5 %"]}
    kinds = {each.kind for each in read_tree(tree, tmp_path).uncertain}

    assert kinds == set(NUMBERS)


OWN = "projects.a.uncertain"


@pytest.mark.parametrize(
    ("tree", "key", "words"),
    [
        (small(own={"asks": ["-10 %", "2"]}), f"{OWN}.asks", "one end is a change in percent"),
        (small(own={"asks": ["5 %", "9 %"]}), f"{OWN}.asks", "most likely but lies outside the range"),
        (small(own={"asks": ["9 %", "-5 %"]}), f"{OWN}.asks", "ends below its beginning"),
        (small(own={"asks": ["0 %", "0 %"]}), f"{OWN}.asks", "both ends are the same"),
        (small(own={"asks": ["-130 %", "0 %"]}), f"{OWN}.asks", "changes its sign"),
        (small(own={"lifetime": ["-5 %", "5 %"]}), f"{OWN}.lifetime", "no number that can be uncertain"),
        (small(own={"saves.coal": ["-5 %", "5 %"]}), f"{OWN}.saves.coal", "there is no 'saves'"),
        (small(own={"asks": ["20 t", "40 t"]}), f"{OWN}.asks", "is not written at the number"),
        (small({"projects.*.cst": ["-5 %", "5 %"]}), "uncertain.projects.*.cst", "nothing in the case matches"),
        (small({"fund.f.amount.*": ["-5 %", "5 %"]}), "uncertain.fund.f.amount.*", "there is no 'fund'"),
        (small({"funds.f.amount": ["-5 %", "5 %"]}), "uncertain.funds.f.amount", "not a single number"),
        (small({"projects.a.b..c": ["-5 %", "5 %"]}), "uncertain.projects.a.b..c", "is not a path"),
        (small({"projects.a.*x": ["-5 %", "5 %"]}), "uncertain.projects.a.*x", "is not a path"),
        (
            small({"projects.a.cost": {"range": ["-5 %", "5 %"], "group": "a b"}}),
            "uncertain.projects.a.cost.group",
            "cannot be the name of a group",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(tree: Tree, key: str, words: str, tmp_path: Path) -> None:
    ((where, message),) = mistakes(tree, tmp_path)

    assert where == key
    assert words in message


def test_a_limit_is_decided_not_estimated(tmp_path: Path) -> None:
    tree = small({"rules.cap.at_most": ["-5 %", "5 %"]})
    tree["rules"] = {"cap": {"rule": "ceiling", "of": "public_money", "at_most": "60", "source": "decision 9"}}

    assert "is no number that can be uncertain" in mistakes(tree, tmp_path)[0][1]


def test_a_number_has_one_range(tmp_path: Path) -> None:
    ((where, message),) = mistakes(
        small({"projects.*.asks": ["-5 %", "0 %"]}, own={"asks": ["-10 %", "+20 %"]}), tmp_path
    )

    assert where == "uncertain.projects.*.asks"
    assert message == "'projects.a.asks' has a range already"


def test_a_zero_that_a_star_meets_stays_out_and_one_that_is_named_is_refused(tmp_path: Path) -> None:
    tree = small({"projects.*.impact.*": ["-5 %", "5 %"]}, b={"impact": {"waste": "0 t/yr"}})
    assert list(found(tree, tmp_path)) == ["projects.a.impact.co2e"]

    tree["uncertain"] = {"projects.b.impact.waste": ["-5 %", "5 %"]}
    assert "stays zero" in mistakes(tree, tmp_path)[0][1]


def test_nobody_asks_for_more_than_it_costs_in_any_draw(tmp_path: Path) -> None:
    """B asks for its whole cost of 50: at −10 % the cost is 45. In one group both move alike."""
    ((_, message),) = mistakes(small({"projects.*.cost": ["-10 %", "+30 %"]}), tmp_path)
    assert message == "b: asks may come to 50 while the cost is only 45"

    entry = {"range": ["-10 %", "+30 %"], "group": "m_*"}
    assert len(found(small({"projects.*.cost": entry, "projects.*.asks": entry}), tmp_path)) == 4


def test_a_mistake_in_a_range_hides_no_other(tmp_path: Path) -> None:
    tree = small({"projects.a.b..c": ["-5 %", "5 %"]})
    tree["projects"]["b"]["sector"] = "minning"

    assert [key for key, _ in mistakes(tree, tmp_path)] == ["projects.b.sector", "uncertain.projects.a.b..c"]


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    tree = small({"projects.*.cst": ["-5 %", "5 %"]})
    text = write_tree(tree, tmp_path).read_text(encoding="utf-8").splitlines()
    line = next(number for number, each in enumerate(text, 1) if "projects.*.cst" in each)
    with pytest.raises(Exception, match=f"case.yaml:{line + 1}:3: uncertain.projects"):
        read_tree(tree, tmp_path)


def test_a_number_that_was_moved_is_not_held_to_its_range(tmp_path: Path) -> None:
    """A draw may stand at the end of a range, where the range no longer fits around it; a scenario may as well."""
    ranges = {"projects.a.asks": ["25", "33"], "projects.a.cost": ["-10 %", "+30 %"]}
    path = write_tree(small(ranges), tmp_path)
    (moved, _) = read_case(path, (), [parse_set("projects.a.asks=x 1.3")]).uncertain

    assert (moved.low, moved.high) == (Fraction(25, 39), Fraction(33, 39))
