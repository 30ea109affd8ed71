"""A sweep becomes scenarios: which there are, in which order, and what each is called."""

from itertools import product
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenopt.case.changes import apply_changes, as_set, parse_set
from greenopt.case.document import parse_document, parse_value
from greenopt.case.node import Mapping, Node, Scalar, plain_data
from greenopt.case.sweeps import Axis, Sweep, sweep_names, sweep_of
from greenopt.errors import Place
from greenopt.studies.sweep.points import BASE, Point, expand, labels

PLACE = Place("case.yaml", 1, 1)
TREE = parse_document(
    """
funds: {a: {amount: {2026: 5, 2027: 6}}, b: {amount: {2026: 7}}}
rules: {share: {at_least: 10 %, of: money}, other: {at_least: 20 %}}
projects: {p: {asks: 3, spending: [40 %, 60 %]}, q: {asks: many}}
scenarios:
  lean: {funds.*.amount.*: x 0.7}
  leaner: {extends: lean, funds.a.amount.2026: x 0.5}
""",
    "case.yaml",
)
words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=0, max_size=8)
nodes = st.recursive(
    words.map(lambda text: Scalar(text, PLACE)),
    lambda below: st.dictionaries(words.filter(bool), below, max_size=3).map(lambda items: Mapping(items, {}, PLACE)),
    max_leaves=6,
)


def axis(path: str, *texts: str) -> Axis:
    """Return a path with these values."""
    return Axis(path, tuple(Scalar(text, PLACE) for text in texts))


def ids(*steps: tuple[Axis, ...]) -> list[str]:
    """Return the ids of the scenarios of a grid."""
    return [each.id for each in expand(TREE, Sweep("s", "grid", steps))]


def test_a_range_of_one_path_comes_after_the_case_as_it_is() -> None:
    assert ids((axis("funds.a.amount.*", "x 0.5", "x 2"),)) == ["(base)", "a.amount=x 0.5", "a.amount=x 2"]


def test_a_grid_is_every_combination_the_last_path_fastest() -> None:
    assert ids((axis("funds.a.amount.*", "1", "2"),), (axis("rules.share.at_least", "0 %", "9 %"),)) == [
        "(base)",
        "a.amount=1, share.at_least=0 %",
        "a.amount=1, share.at_least=9 %",
        "a.amount=2, share.at_least=0 %",
        "a.amount=2, share.at_least=9 %",
    ]


def test_one_at_a_time_leaves_the_others_as_they_are() -> None:
    steps = ((axis("funds.a.amount.*", "1", "2"),), (axis("rules.share.at_least", "0 %"),))
    points = expand(TREE, Sweep("s", "one_at_a_time", steps))

    assert [each.id for each in points] == ["(base)", "a.amount=1", "a.amount=2", "share.at_least=0 %"]
    assert [each.step for each in points] == [None, 0, 0, 1]


def test_paths_together_move_in_step() -> None:
    together = (axis("funds.a.amount.*", "1", "2"), axis("funds.b.amount.*", "3", "4"))

    assert ids(together) == ["(base)", "a.amount=1, b.amount=3", "a.amount=2, b.amount=4"]


def test_everything_is_varied_on_named_scenarios_too() -> None:
    """What a scenario extends is made first, then its own, then what the sweep varies."""
    points = expand(TREE, Sweep("s", "grid", ((axis("funds.a.amount.*", "x 2"),),), ("leaner",)))

    assert [each.id for each in points] == ["(base)", "a.amount=x 2", "leaner", "leaner: a.amount=x 2"]
    assert points[3].all_changes.changes == (
        ("funds.*.amount.*", "x 0.7"),
        ("funds.a.amount.2026", "x 0.5"),
        ("funds.a.amount.*", "x 2"),
    )
    assert points[3].varied == (("funds.a.amount.*", "x 2"),)


@pytest.mark.parametrize(
    ("paths", "called"),
    [
        (["funds.a.amount.*"], ["a.amount"]),
        (["funds.*.amount.*"], ["amount"]),
        (["projects.*.cost", "projects.*.asks"], ["cost", "asks"]),
        (["funds.x.amount", "rules.x.amount"], ["funds.x.amount", "rules.x.amount"]),
        (["model.factors.coal.indicators.co2e.by_year.*"], ["coal.co2e"]),
        (["objective"], ["objective"]),
        (["funds.*"], ["funds.*"]),
        (["rules.share"], ["share"]),
    ],
)
def test_paths_are_called_short_where_that_tells_them_apart(paths: list[str], called: list[str]) -> None:
    assert list(labels(paths).values()) == called


@given(nodes)
def test_a_value_reads_back_as_set_wrote_it(node: Node) -> None:
    """A mapping without keys, and an empty text, are refused in a case, so they never stand in one."""
    written = plain_data(node)
    if _has_nothing(written):
        return
    assert plain_data(parse_value(as_set(node), "--set")) == _composed(written)


def _has_nothing(value: object) -> bool:
    if isinstance(value, dict):
        return not value or any(_has_nothing(each) or key.startswith("x-") for key, each in value.items())
    return value == ""


def _composed(value: object) -> object:
    import unicodedata

    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): _composed(each) for key, each in value.items()}
    return unicodedata.normalize("NFC", str(value))


modes: st.SearchStrategy[Literal["grid", "one_at_a_time"]] = st.sampled_from(("grid", "one_at_a_time"))
axes = st.dictionaries(
    st.sampled_from(["funds.a.amount.2026", "funds.*.amount.*", "rules.share.at_least", "rules.other.at_least", "x.y"]),
    st.lists(st.integers(0, 99).map(str), min_size=1, max_size=4, unique=True),
    max_size=4,
)


@given(axes, modes, st.lists(st.sampled_from(["lean", "leaner"]), unique=True))
def test_ids_are_unique_and_there_are_as_many_scenarios_as_the_sweep_says(
    paths: dict[str, list[str]], mode: Literal["grid", "one_at_a_time"], scenarios: list[str]
) -> None:
    steps = tuple((axis(path, *texts),) for path, texts in paths.items())
    sweep = Sweep("s", mode, steps, tuple(scenarios))
    points = expand(TREE, sweep)

    assert len(points) == len({each.id for each in points}) == sweep.size
    assert points[0] == Point(BASE, "", (), ())
    assert [each.scenario for each in points if not each.varied] == ["", *scenarios]
    if mode == "grid" and paths:
        of_base = [tuple(value for _, value in each.varied) for each in points if not each.scenario and each.varied]
        assert of_base == list(product(*paths.values()))


def test_the_changes_of_a_point_can_be_given_on_the_command_line() -> None:
    """Solving with the words of a point by --set is solving that point."""
    points = expand(TREE, Sweep("s", "grid", ((axis("funds.a.amount.*", "x 2"),),), ("lean",)))
    asked = [parse_set(f"{path}={value}") for path, value in points[-1].all_changes.changes]
    changed = plain_data(apply_changes(TREE, asked))

    assert isinstance(changed, dict)
    assert changed["funds"] == {"a": {"amount": {"2026": "7", "2027": "8.4"}}, "b": {"amount": {"2026": "4.9"}}}


def test_sweeps_of_a_case_without_any_are_none() -> None:
    assert sweep_names(TREE) == []
    assert sweep_of(parse_document("sweeps: {s: {mode: other}}", "case.yaml"), "s") is None
