"""
The action programme of Lai Châu, sentence by sentence: every row is a rule, at work in a case, in its own words.

A rule is at work where some plan within the boxes would break it, where it screens a project out, settles what a
project may get, or comes before the objective. A row whose rules could never bite would be a decoration.
"""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from greenopt.case.case import Case
from greenopt.case.read import read_case
from greenopt.engine.expand import span
from greenopt.engine.posed import pose
from greenopt.plan import Sense
from greenopt.rules import RULES, Rule
from greenopt.run import question_of

ROOT = Path(__file__).parents[1]
PROGRAMME = ROOT / "docs" / "programme"
ROWS = [
    "O1", "T1", "T2", "T3", "P1", "P2a", "P2b", "P2c", "P3", "P3a", "P3b", "P3c", "P3d", "P3e", "P3f",
    "P4a", "P4b", "P4c", "P4d", "P4e", "P4f", "P4g", "P4h",
]  # fmt: skip
CASES = sorted(path.parent.name for path in (ROOT / "cases").glob("lai-chau-*/case.yaml"))
KINDS = {
    "O1": {"objective", "target"}, "T1": {"target"}, "T2": {"target"}, "T3": {"target"}, "P1": {"floor"},
    "P2a": {"floor"}, "P2b": {"floor"}, "P2c": {"capacity", "floor"}, "P3": {"phase_out", "ceiling"},
    "P3a": {"ban", "ceiling", "safeguard", "target"}, "P3b": {"floor"}, "P3c": {"phase_out", "floor"},
    "P3d": {"safeguard"}, "P3e": {"priority"}, "P3f": {"requires"}, "P4a": {"overlap", "floor"},
    "P4b": {"support_limit"}, "P4c": {"support_limit", "leverage"}, "P4d": {"ceiling"}, "P4e": {"priority", "match"},
    "P4f": {"capacity", "floor"}, "P4g": {"support_limit", "floor", "overlap"}, "P4h": {"capacity", "floor"},
}  # fmt: skip
"""Kinds of rule that a row needs at least, by what its words demand."""


@cache
def case(name: str) -> Case:
    """Return a shipped case."""
    return read_case(ROOT / "cases" / name)


@cache
def at_work(name: str) -> dict[str, set[str]]:
    """Return row → kinds of rule that are at work in a case."""
    found: dict[str, set[str]] = {}
    given = case(name)
    if given.objective.row and given.objective.source:
        found[given.objective.row] = {"objective"}
    for rule in given.rules:
        if rule.row and rule.source and _bites(given, rule):
            found.setdefault(rule.row, set()).add(rule.rule)
    return found


def _bites(given: Case, rule: Rule) -> bool:
    settles = [each.support_class for each in given.facts.projects if each.support_class and each.limits]
    return (
        rule.id in _breakable(given.id)
        or any(each.screened is not None and each.screened.rule == rule.id for each in given.facts.projects)
        or getattr(rule, "support_class", None) in settles
    )


@cache
def _breakable(name: str) -> set[str]:
    """Return the rules that some plan within the boxes would break, and those that come before the objective."""
    question = question_of(case(name))
    layout = pose(question).rows.layout
    found = {tier.rule for tier in question.tiers if span(layout, tier.form)[1] > 0}
    for each in question.requirements:
        least, most = span(layout, each.left - each.right)
        if (least < 0 and each.sense is not Sense.AT_MOST) or (most > 0 and each.sense is not Sense.AT_LEAST):
            found.add(each.rule)
    return found


def test_the_rows_joined_are_the_whole_programme() -> None:
    """The text as it was published: a title and the decision it follows, then the programme, then who wrote it."""
    text = " ".join((PROGRAMME / "lai-chau-2012.txt").read_text(encoding="utf-8").split())
    rows = json.loads((PROGRAMME / "rows.json").read_text(encoding="utf-8"))
    joined = " ".join(" ".join(row["vi"] for row in rows).split())

    assert text.startswith("Chương trình hành động Chiến lược tăng trưởng xanh thuộc lĩnh vực công thương")
    assert text.partition("Sở Công thương ban hành Chương trình hành động Chiến lược tăng trưởng xanh: ")[2] == (
        joined + " Nguồn:Phòng Quản lý Công nghiệp"
    )
    assert sorted(row["row"] for row in rows if row["row"]) == sorted(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_every_row_is_a_rule_at_work_in_a_case(row: str) -> None:
    kinds = set().union(*(at_work(name).get(row, set()) for name in CASES))

    assert kinds
    assert kinds >= KINDS.get(row, set())


@pytest.mark.parametrize("row", ROWS)
def test_every_rule_of_the_model_quotes_its_row(row: str) -> None:
    """The source begins with words of the row itself; what is assumed beside them is marked after a dash."""
    rows = json.loads((PROGRAMME / "rows.json").read_text(encoding="utf-8"))
    words = _bare(next(each["vi"] for each in rows if each["row"] == row))
    if row in ("T1", "T2", "T3"):
        words = _bare("Phấn đấu đến năm 2020:") + words
    model = case("lai-chau-2020")
    quoted = {rule.id: rule.source.partition(" — ")[0] for rule in model.rules if rule.row == row}
    if row == model.objective.row:
        quoted["objective"] = model.objective.source.partition(" — ")[0]

    assert quoted
    assert [name for name, quote in quoted.items() if _bare(quote) not in words] == []


def _bare(text: str) -> str:
    return re.sub(r"[\s.;:…]+", "", re.sub(r"^\d\. ", "", text)).lower()


def test_every_kind_of_rule_is_at_work_in_a_case_that_ships() -> None:
    """Not only written: each kind decides something for some plan of a case of the province."""
    used = set().union(*(kinds for name in CASES for kinds in at_work(name).values()))

    assert used - {"objective"} == set(RULES)


def test_what_the_programme_does_not_give_is_marked_as_assumed() -> None:
    """A rule with a share, a number or a year that its row does not name says so, after a dash."""
    silent = [
        rule.id
        for rule in case("lai-chau-2020").rules
        if rule.rule in ("ceiling", "capacity", "floor", "leverage", "match", "phase_out", "priority")
        and "giả định (assumed)" not in rule.source.partition(" — ")[2]
    ]

    assert silent == []


def test_what_the_aim_speaks_of_is_always_reported() -> None:
    """Beside the tonnes: emission intensity, jobs, households."""
    reported = case("lai-chau-2020").facts.indicators

    assert {"emission_intensity", "jobs", "households"} <= set(reported)
    assert reported["emission_intensity"].unit == "tCO2e/million VND"
