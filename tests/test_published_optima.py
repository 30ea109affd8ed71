"""
Whole projects against published optima: knapsack problems of the literature, written as cases and solved.

An item is a project that is done whole or not at all, its profit an indicator to be made large. The first resource is
the money of a fund where every item takes some of it; each other one is an indicator with a ceiling. The figures and
the optima are those of the OR-Library (J. E. Beasley, "OR-Library: distributing test problems by electronic mail",
Journal of the Operational Research Society 41(11), 1990), files mknap1 and mknap2:

- C. C. Petersen, "Computational experience with variants of the Balas algorithm applied to the selection of R&D
  projects", Management Science 13(9), 1967: seven problems, of which the third and fourth are made of the first items
  of the fifth, and the sixth of those of the seventh.
- H. M. Weingartner and D. N. Ness, "Methods for the solution of the multidimensional 0/1 knapsack problem",
  Operations Research 15(1), 1967: the projects of one firm under six pairs of budgets.
- W. Shih, "A branch and bound method for the multiconstraint zero-one knapsack problem", Journal of the Operational
  Research Society 30(4), 1979: the first of thirty problems.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.small_cases import Tree, case_tree, levels, solve_tree

from greenopt.verify import verify

Numbers = Sequence[str]


class Knapsack(NamedTuple):
    """Items with their profits, what each takes of every resource, how much of it there is, and the best profit."""

    profits: Numbers
    takes: Sequence[Numbers]
    limits: Numbers
    optimum: Fraction


def rows(text: str) -> list[Numbers]:
    """Return the numbers of a text, one list for each line; an indented line goes on with the one before."""
    found: list[list[str]] = []
    for line in text.strip("\n").splitlines():
        if line.startswith(" "):
            found[-1] += line.split()
        else:
            found.append(line.split())
    return list(found)


def knapsack(table: str, limits: str, optimum: str, items: int | None = None) -> Knapsack:
    """Return a problem from a table: the profits, then a row for each resource; only the first items if so many."""
    profits, *takes = rows(table)
    assert all(len(row) == len(profits) for row in takes)
    return Knapsack(profits[:items], [row[:items] for row in takes], limits.split(), Fraction(optimum))


SIX = """
100 600 1200 2400 500 2000
8 12 13 64 22 41
8 12 13 75 22 41
3 6 4 18 6 4
5 10 8 32 6 12
5 13 8 42 6 20
5 13 8 48 6 20
0 0 0 0 8 0
3 0 4 0 8 0
3 2 4 0 8 4
3 2 4 8 8 4
"""
TEN = """
600.1 310.5 1800 3850 18.6 198.7 882 4200 402.5 327
20 5 100 200 2 4 60 150 80 40
20 7 130 280 2 8 110 210 100 40
60 3 50 100 4 2 20 40 6 12
60 8 70 200 4 6 40 70 16 20
60 13 70 250 4 10 60 90 20 24
60 13 70 280 4 10 70 105 22 28
5 2 20 100 2 5 10 60 0 0
45 14 80 180 6 10 40 100 20 0
55 14 80 200 6 10 50 140 30 40
65 14 80 220 6 10 50 180 30 50
"""
TWENTY_EIGHT = """
100 220 90 400 300 400 205 120 160 580 400 140 100 1300 650
 320 480 80 60 2550 3100 1100 950 450 300 220 200 520
8 24 13 80 70 80 45 15 28 90 130 32 20 120 40
 30 20 6 3 180 220 50 30 50 12 5 8 18
8 44 13 100 100 90 75 25 28 120 130 32 40 160 40
 60 55 10 6 240 290 80 90 70 27 17 8 28
3 6 4 20 20 30 8 3 12 14 40 6 3 20 5
 0 5 3 0 20 30 40 10 0 5 0 0 10
5 9 6 40 30 40 16 5 18 24 60 16 11 30 25
 10 13 5 1 80 60 50 20 30 10 5 3 20
5 11 7 50 40 40 19 7 18 29 70 21 17 30 25
 15 25 5 1 100 70 55 20 50 15 15 6 20
5 11 7 55 40 40 21 9 18 29 70 21 17 35 25
 20 25 5 2 110 70 55 20 50 20 15 6 20
0 0 1 10 4 10 0 6 0 6 32 3 0 70 10
 0 0 0 0 0 30 10 0 10 10 5 0 10
3 4 5 20 14 20 6 12 10 18 42 9 12 100 20
 5 6 4 1 20 50 30 5 20 20 10 10 20
3 6 9 30 29 20 12 12 10 30 42 18 18 110 20
 15 18 7 2 40 60 50 25 25 25 15 10 28
3 8 9 35 29 20 16 15 10 30 42 20 18 120 20
 20 22 7 3 50 60 55 25 30 25 15 10 28
"""
FIFTY = """
560 1125 300 620 2100 431 68 328 47 122 322 196 41 25 425 4260
 416 115 82 22 631 132 420 86 42 103 215 81 91 26 49 420
 316 72 71 49 108 116 90 738 1811 430 3060 215 58 296 620 418 47 81
40 91 10 30 160 20 3 12 3 18 9 25 1 1 10 280 10 8 1 1 49 8 21 6 1
 5 10 8 2 1 0 10 42 6 4 8 0 10 1 40 86 11 120 8 3 32 28 13 2 4
16 92 41 16 150 23 4 18 6 0 12 8 2 1 0 200 20 6 2 1 70 9 22 4 1 5
 10 6 4 0 4 12 8 4 3 0 10 0 6 28 93 9 30 22 0 36 45 13 2 2
38 39 32 71 80 26 5 40 8 12 30 15 0 1 23 100 0 20 3 0 40 6 8 0 6 4
 22 4 6 1 5 14 8 2 8 0 20 0 0 6 12 6 80 13 6 22 14 0 1 2
8 71 30 60 200 18 6 30 4 8 31 6 3 0 18 60 21 4 0 2 32 15 31 2 2 7
 8 2 8 0 2 8 6 7 1 0 0 20 8 14 20 2 40 6 1 14 20 12 0 1
38 52 30 42 170 9 7 20 0 3 21 4 1 2 14 310 8 4 6 1 18 15 38 10 4 8
 6 0 0 3 0 10 6 1 3 0 3 5 4 0 30 12 16 18 3 16 22 30 4 0
"""
ONE_FIRM = """
1898 440 22507 270 14148 3100 4650 30800 615 4975 1160 4225 510 11880 479
 440 490 330 110 560 24355 2885 11748 4550 750 3720 1950 10500
45 0 85 150 65 95 30 0 170 0 40 25 20 0 0 25 0 0 25 0 165 0 85 0 0 0 0 100
30 20 125 5 80 25 35 73 12 15 15 40 5 10 10 12 10 9 0 20 60 40 50 36 49 40 19 150
"""
THIRTY = """
360 83 59 130 431 67 230 52 93 125 670 892 600 38 48 147 78 256 63 17
 120 164 432 35 92 110 22 42 50 323
7 0 30 22 80 94 11 81 70 64 59 18 0 36 3 8 15 42 9 0 42 47 52 32 26 48 55 6 29 84
8 66 98 50 0 30 0 88 15 37 26 72 61 57 17 27 83 3 9 66 97 42 2 44 71 11 25 74 90 20
3 74 88 50 55 19 0 6 30 62 17 81 25 46 67 28 36 8 1 52 19 37 27 62 39 84 16 14 21 5
21 40 0 6 82 91 43 30 62 91 10 41 12 4 80 77 98 50 78 35 7 1 96 67 85 4 23 38 2 57
94 86 80 92 31 17 65 51 46 66 44 3 26 0 39 20 11 6 55 70 11 75 82 35 47 99 5 14 23 38
"""
PUBLISHED = {
    "petersen 1": knapsack(SIX, "80 96 20 36 44 48 10 18 22 24", "3800"),
    "petersen 2": knapsack(TEN, "450 540 200 360 440 480 200 360 440 480", "8706.1"),
    "petersen 3": knapsack(TWENTY_EIGHT, "550 700 130 240 280 310 110 205 260 275", "4015", items=15),
    "petersen 4": knapsack(TWENTY_EIGHT, "550 700 130 240 280 310 110 205 260 275", "6120", items=20),
    "petersen 5": knapsack(TWENTY_EIGHT, "930 1210 272 462 532 572 240 400 470 490", "12400"),
    "petersen 6": knapsack(FIFTY, "600 500 500 500 600", "10618", items=39),
    "petersen 7": knapsack(FIFTY, "800 650 550 550 650", "16537"),
    "weingartner 1": knapsack(ONE_FIRM, "600 600", "141278"),
    "weingartner 2": knapsack(ONE_FIRM, "500 500", "130883"),
    "weingartner 3": knapsack(ONE_FIRM, "300 300", "95677"),
    "weingartner 4": knapsack(ONE_FIRM, "300 600", "119337"),
    "weingartner 5": knapsack(ONE_FIRM, "600 300", "98796"),
    "weingartner 6": knapsack(ONE_FIRM, "562 497", "130623"),
    "shih 1": knapsack(THIRTY, "400 500 500 600 600", "4554"),
}


def as_case(problem: Knapsack) -> Tree:
    """Return a problem as a case; what every item takes some of is money, else an item asks for one and all is paid."""
    paid = all(each != "0" for each in problem.takes[0])
    asks = problem.takes[0] if paid else ["1"] * len(problem.profits)
    resources = list(zip(problem.takes, problem.limits, strict=True))[1 if paid else 0 :]
    projects = {}
    for place, profit in enumerate(problem.profits):
        taken = {f"resource_{number}": row[place] for number, (row, _) in enumerate(resources) if row[place] != "0"}
        impact = {"profit": profit, **taken}
        item = {"asks": asks[place], "scale": "all_or_nothing", "runs_after": "0", "impact": impact}
        projects[f"item_{place + 1:02}"] = item
    ceilings = {
        f"limit_{number}": {"rule": "ceiling", "of": f"resource_{number}", "at_most": limit}
        for number, (_, limit) in enumerate(resources)
    }
    names = ("profit", *(f"resource_{number}" for number in range(len(resources))))
    return case_tree(
        projects,
        {"fund": {"amount": {"2026": problem.limits[0] if paid else str(len(projects))}}},
        ceilings,
        {"maximise": "profit"},
        indicators={name: {"stock": "works"} for name in names},
    )


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_optimum_is_proved(name: str, tmp_path: Path) -> None:
    """What is chosen keeps every limit and brings exactly the published optimum, which the verifier proves again."""
    problem = PUBLISHED[name]

    run = solve_tree(as_case(problem), tmp_path)

    chosen = [f"item_{place + 1:02}" in levels(run) for place in range(len(problem.profits))]
    assert sum(Fraction(each) for each, is_in in zip(problem.profits, chosen, strict=True) if is_in) == problem.optimum
    for row, limit in zip(problem.takes, problem.limits, strict=True):
        assert sum(int(each) for each, is_in in zip(row, chosen, strict=True) if is_in) <= int(limit)
    assert (run.answer.status, run.answer.value) == ("certified_optimal", problem.optimum)
    run.write(tmp_path / "run")
    assert [str(each) for each in verify(tmp_path / "run").failures] == []
