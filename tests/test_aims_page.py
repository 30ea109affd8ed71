"""The page on several aims: its example, solved by hand there, is what greenopt answers."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import levels

from greenopt.case.changes import parse_set
from greenopt.case.read import read_case
from greenopt.report.frontier import frontier_page
from greenopt.run import solve
from greenopt.studies.frontier.document import document
from greenopt.studies.frontier.notebook import frontier

DOCS = Path(__file__).parent.parent / "docs"
CASE = DOCS / "aims"
PAGE = (DOCS / "aims.md").read_text(encoding="utf-8")


def table(head: str) -> list[list[str]]:
    """Return the rows of the table of the page whose head begins so."""
    lines = PAGE.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"| {head} |"))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_case_holds_the_figures_of_the_page() -> None:
    facts = read_case(CASE).facts
    shown = {
        name: (project.place, project.asks, project.impact["co2e"].stated, project.impact["jobs"].stated)
        for name, project in facts.by_id.items()
    }

    rows = table("project")
    assert {row[0]: (row[1], *map(Fraction, row[2:5])) for row in rows} == shown
    for _, _, asks, tonnes, jobs, *each in rows:
        assert [Fraction(tonnes) / Fraction(asks), Fraction(jobs) / Fraction(asks)] == list(map(Fraction, each))


def test_the_corners_are_those_worked_out_by_hand() -> None:
    found = frontier(CASE, against="jobs")

    corners = [[Fraction(cell) for cell in row[-2:]] for row in table("moved")]
    assert [[each.at, Fraction(str(each.solved.value))] for each in found.points] == corners
    rates = [Fraction(row[3]) for row in table("moved") if row[3]]
    assert [-each["price_right"] for each in document(found)["points"][:-1]] == rates
    assert found.plan_at("5.25").value == 42.75


def test_the_table_is_what_is_printed() -> None:
    shown = PAGE.split("```text\n")[1].split("```")[0]

    assert shown in frontier_page(document(frontier(CASE, against="jobs")), "en", 80)


def test_whole_works_have_three_efficient_plans() -> None:
    found = frontier(CASE, scenarios=["whole"], against="jobs")

    assert [(each.solved.value, float(each.at)) for each in found.points] == [(46, 3), (43, 4), (34, 5)]
    assert document(found)["against"]["complete"]


@pytest.mark.parametrize(("worth", "best"), [("2", "53.5"), ("2.5", "56"), ("3", "58.5")])
def test_worths_lead_to_the_corner_of_the_page(worth: str, best: str) -> None:
    changes = [] if worth == "2.5" else [parse_set(f"objective.weigh.jobs.worth={worth} tCO2e")]
    run = solve(read_case(CASE, ["jobs_weighed"], changes))

    assert run.answer.value == Fraction(best)
    if worth == "2.5":
        assert levels(run) == {"boiler": Fraction(1), "lamp": Fraction(1), "fan": Fraction(1, 2)}
