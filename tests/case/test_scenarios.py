"""Scenarios that extend others: in which order, each once, and what is refused where."""

from pathlib import Path

import pytest

from greenopt.case.document import parse_document
from greenopt.case.node import Scalar
from greenopt.case.read import read_case
from greenopt.case.scenarios import DEEPEST_CHAIN, chain, scenario_changes, scenario_names
from greenopt.errors import CaseInvalid

FIRST = Path(__file__).parents[2] / "cases" / "first-case"
TEXT = """scenarios:
  a: {p.a: 1}
  b: {extends: a, p.b: 2}
  c: {p.c: 3, extends: a}
  d: {extends: [c, b], p.a: 4}
"""


def changes(text: str, *names: str) -> list[tuple[str, str, str]]:
    """Return path, value and origin of every change."""
    found = scenario_changes(parse_document(text, "case.yaml"), *names)
    return [(each.path, each.value.text, each.origin) for each in found if isinstance(each.value, Scalar)]


def test_what_is_extended_comes_first_and_once() -> None:
    """D extends c, then b; both extend a, which is applied before both and not again."""
    assert changes(TEXT, "d") == [
        ("p.a", "1", "scenario a"),
        ("p.c", "3", "scenario c"),
        ("p.b", "2", "scenario b"),
        ("p.a", "4", "scenario d"),
    ]


def test_a_scenario_is_applied_once_however_many_of_those_asked_for_extend_it() -> None:
    assert [each[2] for each in changes(TEXT, "b", "c", "a")] == ["scenario a", "scenario b", "scenario c"]


def test_the_case_is_read_with_what_a_scenario_extends(first_case_with: "Write") -> None:
    """The fund has 1,300; + 50 by larger_fund, then doubled."""
    path = first_case_with('  both: {extends: larger_fund, "funds.*.amount.*": x 2}\n')
    case = read_case(path, ["both"])

    assert case.facts.funds[0].amount == {2026: 2700}
    assert case.scenario == ("both",)


class Write:
    """Writes the first case with further scenarios or sweeps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, further: str) -> Path:
        """Write it and return its folder."""
        text = (FIRST / "case.yaml").read_text(encoding="utf-8").partition("\nsweeps:")[0] + "\n"
        (self.folder / "case.yaml").write_text(text + further, encoding="utf-8")
        (self.folder / "model.yaml").write_bytes((FIRST / "model.yaml").read_bytes())
        return self.folder


@pytest.fixture
def first_case_with(tmp_path: Path) -> Write:
    """Return a function that writes the first case with something added behind its scenarios."""
    return Write(tmp_path)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("  a: {extends: larger_fnd}\n", "98:16: scenarios.a.extends: there is no scenario 'larger_fnd'; did you mean"),
        ("  a: {extends: [larger_fund, b]}\n", "98:30: scenarios.a.extends: there is no scenario 'b'"),
        ("  a: {extends: a}\n", "98:16: scenarios.a.extends: 'a' extends itself: a → a"),
        ("  a: {extends: b}\n  b: {extends: a}\n", "99:16: scenarios.b.extends: 'a' extends itself: a → b → a"),
        ("  a: {extends: {b: c}}\n", "98:16: scenarios.a.extends: a list belongs here"),
        ("  a: {extends: [larger_fund, larger_fund]}\n", "98:16: scenarios.a.extends: 'larger_fund' is named twice"),
        ("  a: {extends: []}\n", "98:16: scenarios.a.extends: the list is empty"),
        ("  a: [larger_fund]\n", "98:6: scenarios.a: keys with values belong here"),
        (
            "  a: {exends: larger_fund}\n",
            "98:7: scenarios.a.exends: the key 'exends' is not known here; did you mean 'extends'?",
        ),
    ],
)
def test_mistakes_have_their_place(first_case_with: Write, written: str, said: str) -> None:
    with pytest.raises(CaseInvalid) as caught:
        read_case(first_case_with(written))

    assert said in str(caught.value)


def test_a_chain_and_a_lattice_of_scenarios_end() -> None:
    """A chain that is too long is refused; 2 to the 19th ways through a lattice are one visit of each."""
    long = "scenarios:\n  s0: {p.q: 1}\n" + "".join(f"  s{n}: {{extends: s{n - 1}}}\n" for n in range(1, 5_000))
    layers = "".join(f"  {side}{n}: {{extends: [a{n - 1}, b{n - 1}]}}\n" for n in range(1, 19) for side in "ab")
    lattice = parse_document("scenarios:\n  a0: {p.q: 1}\n  b0: {p.r: 1}\n" + layers, "case.yaml")

    with pytest.raises(CaseInvalid, match=f"more than {DEEPEST_CHAIN} extend one another"):
        scenario_changes(parse_document(long, "case.yaml"), "s4999")
    assert len(chain(lattice, "scenarios", "a18")) == 37
    assert scenario_names(lattice)[0] == "a0"


@pytest.mark.parametrize("text", ["scenarios: 5", "scenarios: {a: 5}", "x: y", "scenarios: {a: {extends: 7}}"])
def test_what_is_no_scenario_is_not_there(text: str) -> None:
    with pytest.raises(CaseInvalid, match="there is no scenario"):
        scenario_changes(parse_document(text, "case.yaml"), "a")
