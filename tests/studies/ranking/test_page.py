"""Every number of the five projects on docs/ranking.md, derived there by hand, is what greenopt finds."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import Tree
from tests.studies.ranking.confirmed import ranked

from greenopt.case.read import read_case
from greenopt.run import solve
from greenopt.studies.ranking.document import document
from greenopt.studies.ranking.notebook import rank, ranking_frame
from greenopt.studies.resolve import Resolver
from greenopt.studies.scenario import Scenario, Source

DOCS = Path(__file__).parent.parent.parent.parent / "docs"
CASE = DOCS / "ranking"
BUDGET = "funds.green_fund.amount.2026"
PAGE = (DOCS / "ranking.md").read_text(encoding="utf-8")
BY_HAND = PAGE.partition("## Five projects by hand")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def found() -> Tree:
    return document(ranked(CASE, certify=True))


def table(heading: str) -> list[list[str]]:
    """Return the rows of the table on the page that begins with a heading."""
    text = BY_HAND[BY_HAND.index(f"| {heading} |") :].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in text.splitlines()[2:]]


def number(text: str) -> Fraction:
    """Return a number as the page writes it, what stands before a = left out."""
    return Fraction(text.rpartition("=")[2].strip().replace(",", "").replace("\u202f", "").removesuffix(" %"))


def shown(value: float, text: str) -> bool:
    """Return whether a value is what the page shows, to the digits shown."""
    decimals = len(text.rpartition("=")[2].strip().removesuffix(" %").partition(".")[2])
    return abs(Fraction(value) - number(text)) <= Fraction(1, 2 * 10**decimals) + Fraction(1, 10**9)


def row(found: Tree, project: str) -> Tree:
    return next(each for each in found["ranking"] if each["project"] == project)


def test_what_projects_ask_for_bring_and_cost(found: Tree) -> None:
    rows = table("project | asks")

    assert {each[0] for each in rows} == {each["project"] for each in found["ranking"]}
    for project, asks, tonnes, cost in rows:
        each = row(found, project)
        assert (each["money_in_full"], each["objective_in_full"]) == (number(asks), number(tonnes))
        assert shown(each["cost_per_tonne"], cost)


def test_each_exchange_brings_what_the_page_says() -> None:
    """The value at the end of each part, and what half a part brings, so that it is straight between its ends."""
    rows = table("money | exchange")
    ends = [[number(each) for each in money.split(" to ")] for money, *_ in rows]
    budgets = sorted({each for first, last in ends for each in (first, (first + last) / 2, last)})
    scenarios = [Scenario(str(each), ((BUDGET, str(each)),)) for each in budgets]
    values = dict(zip(budgets, Resolver(Source(CASE), [BUDGET]).solve(scenarios), strict=True))

    for (first, last), (_, _, gain, end) in zip(ends, rows, strict=True):
        begun, middle, ended = (values[each].value or 0 for each in (first, (first + last) / 2, last))
        assert ended == number(end)
        assert shown((ended - begun) / float(last - first), gain)
        assert middle == pytest.approx((begun + ended) / 2)
        above, below = gain.partition("=")[0].split("/")
        assert shown(float(Fraction(above.strip()) / Fraction(below.strip())), gain)


def test_the_plan_is_the_one_on_the_page(found: Tree) -> None:
    run = solve(read_case(CASE))
    bought = {each["project"]: each["public_money"] for each in run.result["portfolio"]}

    assert "510 + 0.3833 · 360 = **648 tonnes**" in BY_HAND
    assert "bricks in full (500), the dryer 40 % (120), hydropower 60 % (540)" in BY_HAND
    assert found["objective"]["value"] == 648
    assert bought == {"bricks": 500, "dryer": 120, "hydro": 540, "boiler": 0, "motors": 0}


@pytest.mark.parametrize(
    ("begins", "project", "how", "key"),
    [
        ("- without bricks", "bricks", "left_out", "replacement_value"),
        ("- without the dryer", "dryer", "left_out", "replacement_value"),
        ("- without hydropower", "hydro", "left_out", "replacement_value"),
        ("- boiler", "boiler", "in_full", "force_cost"),
        ("- dryer", "dryer", "in_full", "force_cost"),
        ("- hydropower", "hydro", "in_full", "force_cost"),
        ("- motors", "motors", "in_full", "force_cost"),
    ],
)
def test_what_is_lost_is_derived_as_the_page_derives_it(
    found: Tree, begins: str, project: str, how: str, key: str
) -> None:
    line = next(each for each in BY_HAND.splitlines() if each.startswith(f"{begins}:"))
    said = re.search(r"[:=] ([\d.]+)\. Lost: ([\d.]+)\.$", line)
    assert said is not None
    each = row(found, project)

    assert each[how]["status"] == "certified_optimal"
    assert (each[how]["value"], each[key]) == (float(said[1]), float(said[2]))


def test_the_ranking_is_the_one_on_the_page(found: Tree) -> None:
    rows = table("rank | project")

    assert [each[1] for each in rows] == [each["project"] for each in found["ranking"]]
    for (rank_, _, level, without, forced, rate, name), each in zip(rows, found["ranking"], strict=True):
        assert (each["rank"], each["rank_to"], each["class"]) == (int(rank_), int(rank_), name)
        assert each["level"] * 100 == number(level)
        assert (each["replacement_value"], each["force_cost"]) == (float(number(without)), float(number(forced)))
        assert shown(each["rate"], rate)
    assert {each["project"] for each in found["ranking"] if not each["replacement_value"]} == {"boiler", "motors"}


def test_a_wider_tolerance_makes_the_near_tie_of_the_page() -> None:
    found = rank(CASE, tolerance="1/5")
    frame = ranking_frame(found)

    assert {name: (row(found, name)["rank"], row(found, name)["rank_to"]) for name in ("dryer", "bricks")} == {
        "dryer": (2, 3),
        "bricks": (2, 3),
    }
    assert set(frame["class"]) == {"borderline"}
    assert "20 % of 648 is 129.6" in BY_HAND


def test_who_would_give_way_to_the_boiler(found: Tree) -> None:
    moved = [(each["project"], each["when"], each["public_money"]) for each in row(found, "boiler")["displaces"]]

    assert moved == [("bricks", "in_full", -500), ("dryer", "in_full", -120)]
    assert "the boiler would take all of the dryer's 120 million and all of the bricks' 500" in BY_HAND
    assert row(found, "boiler")["blocked_by"]["rule"] == "inspected"
    assert row(found, "boiler")["evidence"]["quality"] == "measured"


def test_with_which_money_projects_are_funded_and_what_they_may_ask_for(found: Tree) -> None:
    """Open ends are told as above and below, closed ones as to; the price is told with the digit that was solved."""
    for project, funded, asks, most in table("project | funded with"):
        each = row(found, project)
        told = [
            f"above {span['from']:,}, {'to' if span['to_closed'] else 'below'} {span['to']:,}"
            for span in each["funded_intervals"]
        ]
        assert (told or ["never"]) == [funded]
        assert all(not span["from_closed"] for span in each["funded_intervals"])
        assert each["win"]["grant"]["now"] == number(asks)
        assert each["price_to_win"] == (None if most == "none" else float(number(most)))


def test_the_exact_price_lies_between_the_two_that_were_solved(found: Tree) -> None:
    """The page derives 277.14 for the dryer, 536.52 for bricks, 1,035.375 for hydropower and 360 for the motors."""
    exact: dict[str, Fraction] = {
        "dryer": Fraction(1940, 7),
        "bricks": Fraction(37020, 69),
        "hydro": Fraction(1035375, 1000),
        "motors": Fraction(360),
    }
    for project, price in exact.items():
        grant = row(found, project)["win"]["grant"]

        assert Fraction(str(grant["holds_at"])) <= price < Fraction(str(grant["fails_at"]))
