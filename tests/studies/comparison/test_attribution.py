"""The difference of two best values, split over what changed: by hand, without a remainder, and where it cannot be."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.small_cases import Tree, case_tree, read_tree

from greenopt.studies.comparison.attribution import MOST_GROUPS, Attribution, attribute
from greenopt.studies.comparison.blend import Blends, tree_of
from greenopt.studies.comparison.inputs import differences, grouped, values


def small(fund: str = "60", kiln: str = "60", rules: Tree | None = None, further: Tree | None = None) -> Tree:
    """
    Return a case with one fund and two projects, to be changed.

    The kiln asks for 60 and avoids 120 t a year for ten years; the boiler asks for 50 and avoids 50.
    """
    project = {"lifetime": "10 yr", "cost": "200"}
    projects = {
        "kiln": {"asks": kiln, "impact": {"waste": "120/yr"}, **project},
        "boiler": {"asks": "50", "impact": {"waste": "50/yr"}, **project},
        **(further or {}),
    }
    objective = {"maximise": "waste", "over": "lifetime"}
    return case_tree(projects, {"f": {"amount": {"2026": fund}}}, rules or {}, objective, (2026, 2026))


def split(before: Tree, after: Tree, folder: Path) -> Attribution | None:
    """Return how the difference of two written cases is split."""
    one, other = (read_tree(tree, _folder(folder, name)) for name, tree in (("one", before), ("other", after)))
    found = differences(tree_of(one), tree_of(other))
    names = tuple(each.place for each in found if each.names and each.change == "added")
    return attribute(Blends(one, other, names), found)


def _folder(folder: Path, name: str) -> Path:
    (folder / name).mkdir(exist_ok=True)
    return folder / name


def parts(found: Attribution | None) -> dict[str, tuple[float, float | None]]:
    """Return the part of each group, and what it does alone."""
    assert found is not None
    return {part.label: (float(part.amount), None if part.alone is None else float(part.alone)) for part in found.parts}


def test_two_changes_share_what_they_do_together(tmp_path: Path) -> None:
    """
    A fund of 60 pays the kiln: 1,200.

    With 80, 20 of 50 of the boiler too: + 200. The kiln for 50 leaves 10 of 60 for the boiler: + 100.
    Both: the kiln, and 30 of 50: 1,500, so + 300 in all.

    Fund first: 200, then the price 100. Price first: 100, then the fund 200. Here both orders agree. With a fund of 40
    in place of 60 they do not: 40 brings 800; with 80, 1,400; with the kiln for 50, 40 / 50 of 1,200 = 960; both 1,500.
    Fund first: 600, then 100. Price first: 160, then 540. Means: 570 and 130.
    """
    assert parts(split(small(), small(fund="80", kiln="50"), tmp_path)) == {
        "funds.f.amount": (200, 200),
        "projects.kiln.asks": (100, 100),
    }
    assert parts(split(small(fund="40"), small(fund="80", kiln="50"), tmp_path)) == {
        "funds.f.amount": (570, 600),
        "projects.kiln.asks": (130, 160),
    }


def test_an_order_through_a_case_without_a_plan_does_not_count(tmp_path: Path) -> None:
    """
    The new rule wants the boiler whole, 50; the fund of 40 cannot, that of 110 can.

    So only the fund comes first: 40 of 60 of the kiln are 800, with 110 both are whole, 1,700,
    and then the rule costs nothing.
    """
    rule = {"rule": "floor", "of": "starts", "to": {"projects": ["boiler"]}, "at_least": "1", "source": "x"}
    found = split(small(fund="40"), small(fund="110", rules={"must": rule}), tmp_path)

    assert found is not None
    assert (found.orders, found.of) == (1, 2)
    assert parts(found) == {"funds.f.amount": (900, 900), "rules.must": (0, None)}


def test_a_change_that_makes_no_sense_alone_comes_behind_the_other(tmp_path: Path) -> None:
    """
    The new rule speaks of the new project, and is a mistake without it.

    So the project comes first; it brings 30 · 10 for 10 of the money that the kiln leaves.
    """
    new = {"asks": "10", "cost": "200", "lifetime": "10 yr", "impact": {"waste": "30/yr"}}
    rule = {"rule": "floor", "of": "starts", "to": {"projects": ["new"]}, "at_least": "1", "source": "x"}
    found = split(small(fund="70"), small(fund="70", rules={"must": rule}, further={"new": new}), tmp_path)

    assert found is not None
    assert (found.orders, found.of) == (1, 2)
    assert {label: part for label, (part, _) in parts(found).items()} == {"projects.new": 200, "rules.must": 0}


def test_names_and_sources_change_nothing(tmp_path: Path) -> None:
    other = small()
    other["projects"]["kiln"] |= {"name": "A kiln", "evidence": {"quality": "measured", "source": "y"}}
    found = split(small(), other, tmp_path)

    assert found == Attribution((), 1, 1)


def test_a_case_without_a_plan_has_nothing_to_split(tmp_path: Path) -> None:
    rule = {"rule": "floor", "of": "starts", "to": {"projects": ["boiler"]}, "at_least": "1", "source": "x"}

    assert split(small(fund="40"), small(fund="40", rules={"must": rule}), tmp_path) is None


@pytest.mark.parametrize("count", [2, 7, 12])
def test_the_parts_come_to_the_whole_however_many_there_are(tmp_path: Path, count: int) -> None:
    """Prices of many projects and the fund change; beyond six the projects become one group for each key."""
    more = {
        f"p{number}": {
            "asks": str(10 + number),
            "cost": "200",
            "lifetime": "10 yr",
            "impact": {"waste": f"{7 + 3 * number}/yr"},
        }
        for number in range(count)
    }
    after: dict[str, Any] = deepcopy(more)
    for number, each in enumerate(after.values()):
        each["asks"] = str(9 + 2 * number % 7)
    before, changed = small("83", further=more), small("97", further=after)
    found = split(before, changed, tmp_path)
    one, other = (read_tree(tree, _folder(tmp_path, "again")) for tree in (before, changed))
    blends = Blends(one, other)
    places = [each.place for each in differences(tree_of(one), tree_of(other))]
    whole = [blends.value(each) for each in ((), places)]

    assert found is not None
    assert None not in whole
    assert sum(part.amount for part in found.parts) == (whole[1] or 0) - (whole[0] or 0)
    assert len(found.parts) <= MOST_GROUPS
    assert ("projects.*.asks" in parts(found)) == (count > MOST_GROUPS)


def test_differences_are_named_and_grouped(tmp_path: Path) -> None:
    """Dropped and added entries are one difference; single values stand by their paths."""
    before = small(rules={"old": {"rule": "ban", "to": {"projects": ["boiler"]}, "source": "x"}})
    one, other = (read_tree(tree, _folder(tmp_path, "x")) for tree in (before, small(fund="80", kiln="50")))
    found = differences(tree_of(one), tree_of(other))

    assert [(each.place, each.change) for each in found] == [
        (("funds", "f", "amount"), "changed"),
        (("projects", "kiln", "asks"), "changed"),
        (("rules", "old"), "dropped"),
    ]
    assert list(grouped(found, "fine")) == ["funds.f.amount", "projects.kiln.asks", "rules.old"]
    assert list(grouped(found, "entry")) == ["funds.f", "projects.*.asks", "rules.old"]
    assert list(grouped(found, "kind")) == ["funds", "projects", "rules"]
    assert list(grouped(found, "all")) == ["*"]
    assert {(each["path"], each["from"], each["to"]) for each in values(found)} >= {
        ("funds.f.amount.2026", "60", "80"),
        ("projects.kiln.asks", "60", "50"),
        ("rules.old.rule", "ban", None),
    }
