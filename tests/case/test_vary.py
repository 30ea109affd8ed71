from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from tests.small_cases import case_tree, write_tree

from greenopt.case.gather import Gathered, gather
from greenopt.case.read import read_gathered
from greenopt.case.vary import Numbers
from greenopt.varying import Trace, Varying

F = Fraction


@pytest.fixture
def gathered(tmp_path: Path) -> Gathered:
    tree = case_tree(
        {
            "dryer": {
                "asks": "17 million VND",
                "cost": "40",
                "impact": {"co2e": "300 tCO2e/yr"},
                "start": ["2026", "2027"],
            },
            "boiler": {"asks": "23", "cost": "29", "impact": {"co2e": "70 tCO2e/yr"}},
        },
        {"green": {"amount": {"2026": "20", "2027": "30"}}},
        {"some_crafts": {"rule": "floor", "of": "public_money", "to": {"sectors": ["crafts"]}, "at_least": "40 %"}},
        horizon=(2026, 2027),
    )
    return gather(write_tree(tree, tmp_path))


def test_a_path_with_an_asterisk_names_every_number_written_there(gathered: Gathered) -> None:
    numbers = Numbers(gathered.tree, ["projects.*.asks", "funds.*.amount.*", "projects.*.kind", "nothing.here"])

    assert [".".join(map(str, path)) for path in numbers.paths] == [
        "funds.green.amount.2026",
        "funds.green.amount.2027",
        "projects.boiler.asks",
        "projects.dryer.asks",
    ]
    assert [int(value) for value in numbers.values] == [20, 30, 23, 17]


def test_changes_move_the_written_number_and_keep_its_unit(gathered: Gathered) -> None:
    """17 million × 1.5 = 25.5, then + 2.5 million = 28; 40 % + 5 % = 45 %; a number with the same unit replaces."""
    numbers = Numbers(gathered.tree, ["projects.dryer.asks", "rules.some_crafts.at_least"])
    asks, share = numbers.place("projects.dryer.asks"), numbers.place("rules.some_crafts.at_least")

    moved = numbers.moved(
        [
            ("projects.dryer.asks", "x 1.5"),
            ("projects.dryer.asks", "+ 2.5 million VND"),
            ("rules.*.at_least", "+ 5 %"),
        ]
    )
    assert moved == {asks: F(28), share: F(45)}
    assert numbers.moved([("projects.dryer.asks", "12 million VND")]) == {asks: F(12)}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("projects.dryer.asks", "12"),
        ("projects.dryer.asks", "12 billion VND"),
        ("projects.dryer.asks", "+ 12 %"),
        ("projects.dryer.asks", "plenty"),
        ("projects.dryer.asks", ""),
        ("projects.dryer.asks", "x -1"),
        ("projects.dryer.asks", "[1, 2]"),
        ("projects.dryer.asks", "x 0.00000000000000000000000000000000000000000001"),
        ("projects.dryer", "drop"),
        ("projects.boiler.asks", "x 2"),
        ("projects.dryer.kind", "renewable"),
        ("projects.nobody.asks", "x 2"),
        ("projects.*.asks", "x 2"),
    ],
)
def test_what_is_more_than_a_moved_number_is_left_to_reading_anew(gathered: Gathered, path: str, value: str) -> None:
    assert Numbers(gathered.tree, ["projects.dryer.asks"]).moved([(path, value)]) is None


def test_marked_numbers_are_read_with_their_trace(gathered: Gathered) -> None:
    numbers = Numbers(gathered.tree, ["projects.*.asks", "projects.dryer.start.0", "rules.*.at_least"])
    trace = Trace(len(numbers.paths))
    case = read_gathered(replace(gathered, tree=numbers.marked(trace)))

    asks = case.facts.by_id["dryer"].support[2026]
    assert isinstance(asks, Varying)
    assert asks.terms == {numbers.place("projects.dryer.asks"): 1}
    assert numbers.place("projects.dryer.start.0") not in trace.used, "a year is no number"


def test_steady_numbers_are_not_marked(gathered: Gathered) -> None:
    numbers = Numbers(gathered.tree, ["projects.*.asks"])
    steady = numbers.place("projects.boiler.asks")
    assert steady is not None
    trace = Trace(2)
    read_gathered(replace(gathered, tree=numbers.marked(trace, frozenset({steady}))))

    assert trace.used == {0, 1} - {steady}
