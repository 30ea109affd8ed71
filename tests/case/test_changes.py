"""Changes: scaling, adding, dropping, replacing, wildcards, and what no path matches."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenopt.case.changes import Change, apply_changes, parse_set
from greenopt.case.document import parse_document, parse_value
from greenopt.case.node import Mapping, Node, Scalar, at, place_of, plain_data
from greenopt.errors import CaseInvalid, Diagnostic, Place, WrongUsage
from greenopt.units import decimal_text

TREE = parse_document(
    """
funds:
  promotion: {amount: {2021: 10814, 2022: 21004}, carry_over: none}
  capital: {amount: {2021: 280 million VND}, carry_over: 10 %}
projects:
  brick: {cost: 17000, asks: 280 million VND, spending: [60 %, 40 %], uncertain: {cost: [-10 %, +30 %]}}
  kiln: {cost: 900.5, saves: {coal: 1650 t/yr}}
rules:
  green: {rule: floor, at_least: 50 %}
  brown: {rule: ceiling, at_most: 12.5 million VND}
""",
    "case.yaml",
)


def changed(*pairs: tuple[str, str], tree: Mapping = TREE) -> Mapping:
    """Make changes written in a scenario, one a line."""
    return apply_changes(
        tree, [Change(path, scenario_value(text, line), "scenario lean") for line, (path, text) in enumerate(pairs, 1)]
    )


def scenario_value(text: str, line: int) -> Node:
    """Return a value as a scenario file holds it."""
    value = parse_value(text, "lean.yaml")
    return Scalar(value.text, Place("lean.yaml", line, 9)) if isinstance(value, Scalar) else value


def text_at(tree: Mapping, path: str) -> str:
    """Return the text at a dotted path."""
    node = at(tree, path.split("."))
    assert isinstance(node, Scalar)
    return node.text


def refusals(*pairs: tuple[str, str]) -> list[Diagnostic]:
    """Return what is wrong with changes."""
    before = plain_data(TREE)
    with pytest.raises(CaseInvalid) as caught:
        changed(*pairs)
    assert plain_data(TREE) == before
    return list(caught.value.diagnostics)


@pytest.mark.parametrize(
    ("path", "change", "text"),
    [
        ("projects.brick.asks", "x 1.5", "420 million VND"),  # 280 · 1.5
        ("projects.brick.cost", "x 0.7", "11900"),  # 17000 · 0.7, where floats give 11899.999…
        ("projects.kiln.cost", "x 1.01", "909.505"),  # 900.5 · 1.01
        ("projects.kiln.saves.coal", "x 0", "0 t/yr"),
        ("projects.brick.spending.1", "x 0.5", "20 %"),
        ("projects.brick.uncertain.cost.1", "x 1.2", "+36 %"),
        ("projects.brick.uncertain.cost.0", "x 1.5", "-15 %"),
        ("rules.green.at_least", "+ 5 %", "55 %"),
        ("rules.green.at_least", "- 7.25 %", "42.75 %"),
        ("projects.brick.uncertain.cost.0", "+ 12 %", "2 %"),
        ("projects.brick.cost", "+ 20", "17020"),
        ("projects.kiln.cost", "- 1000", "-99.5"),
        ("projects.brick.asks", "- 20", "260 million VND"),
        ("projects.brick.asks", "+ 20.5  million  VND", "300.5 million VND"),
        ("projects.kiln.saves.coal", "+ 1 t/yr", "1651 t/yr"),
        ("projects.brick.cost", "12 billion VND", "12 billion VND"),
        ("rules.green.at_least", "+5 %", "+5 %"),
        ("projects.brick.cost", "x marks the spot", "x marks the spot"),
        ("projects.brick.status", "excluded", "excluded"),
    ],
)
def test_a_change_gives_the_exact_text(path: str, change: str, text: str) -> None:
    assert text_at(changed((path, change)), path) == text


def test_the_old_tree_stays_and_untouched_parts_are_shared() -> None:
    before = plain_data(TREE)
    tree = changed(("projects.brick.cost", "1"))

    assert plain_data(TREE) == before
    assert at(tree, ("funds",)) is at(TREE, ("funds",))


def test_a_wildcard_reaches_every_written_key() -> None:
    tree = changed(("funds.*.amount.*", "x 0.5"), ("projects.*.cost", "+ 1"))

    assert plain_data(at(tree, ("funds", "promotion", "amount")) or tree) == {"2021": "5407", "2022": "10502"}
    assert text_at(tree, "funds.capital.amount.2021") == "140 million VND"
    assert [text_at(tree, f"projects.{name}.cost") for name in ("brick", "kiln")] == ["17001", "901.5"]


def test_a_wildcard_never_writes_a_new_key() -> None:
    tree = changed(("projects.*.asks", "5"), ("funds.*.amount.2022", "7"))

    assert at(tree, ("projects", "kiln", "asks")) is None
    assert at(tree, ("funds", "capital", "amount", "2022")) is None
    assert (text_at(tree, "projects.brick.asks"), text_at(tree, "funds.promotion.amount.2022")) == ("5", "7")


def test_changes_are_made_in_order() -> None:
    path = "projects.brick.cost"

    assert text_at(changed((path, "x 2"), (path, "+ 6")), path) == "34006"
    assert text_at(changed((path, "+ 6"), (path, "x 2")), path) == "34012"
    assert text_at(changed((path, "50"), ("projects.*.cost", "x 3")), path) == "150"


def test_a_rule_or_a_key_of_a_project_is_dropped() -> None:
    tree = changed(("rules.green", "drop"), ("projects.brick.asks", "drop"), ("projects.*.saves", "drop"))

    assert plain_data(at(tree, ("rules",)) or tree) == {"brown": {"rule": "ceiling", "at_most": "12.5 million VND"}}
    assert at(tree, ("projects", "brick", "asks")) is None
    assert at(tree, ("projects", "kiln", "saves")) is None


def test_a_mapping_or_list_replaces_whole() -> None:
    tree = changed(
        ("funds.promotion.amount", "{2023: 7}"), ("projects.brick.spending", "[100 %]"), ("projects.brick.tags", "[a]")
    )

    assert plain_data(at(tree, ("funds", "promotion", "amount")) or tree) == {"2023": "7"}
    assert plain_data(at(tree, ("projects", "brick", "spending")) or tree) == ["100 %"]
    assert plain_data(at(tree, ("projects", "brick", "tags")) or tree) == ["a"]


def test_a_changed_value_carries_both_places() -> None:
    """The cost stands in line 6; the second change stands in line 2 of the scenario."""
    tree = changed(("projects.brick.cost", "x 2"), ("projects.brick.cost", "+ 6"), ("projects.kiln.status", "excluded"))
    cost, status = at(tree, ("projects", "brick", "cost")), at(tree, ("projects", "kiln", "status"))

    assert isinstance(cost, Scalar)
    assert (cost.place, cost.before, cost.changed_by) == (
        Place("lean.yaml", 2, 9),
        Place("case.yaml", 6, 17),
        "scenario lean",
    )
    assert isinstance(status, Scalar)
    assert (status.place, status.before) == (Place("lean.yaml", 3, 9), None)
    assert place_of(tree, ("projects", "kiln", "status"), of_key=True) == Place("lean.yaml", 3, 9)


def test_paths_are_compared_in_normal_form() -> None:
    tree = parse_document("projects: {g\u1ea1ch: {cost: 5}}\n", "case.yaml")

    assert text_at(changed(("projects.ga\u0323ch.cost", "x 3"), tree=tree), "projects.g\u1ea1ch.cost") == "15"


HOSTILE: list[tuple[str, str, str]] = [
    ("fundz.promotion.amount.2021", "5", "did you mean 'funds'?"),
    ("funds.promotoin.amount.2021", "5", "did you mean 'promotion'?"),
    ("fundz.*.amount.*", "x 0.7", "did you mean 'funds'?"),
    ("projects.*.csot", "x 0.7", "did you mean 'cost'?"),
    ("projects.brik.cost", "x 2", "did you mean 'brick'?"),
    ("projects.brick.csot", "x 2", "did you mean 'cost'?"),
    ("rules.gren", "drop", "did you mean 'green'?"),
    ("projects.brick.csot", "+ 2", "did you mean 'cost'?"),
    ("projects.brick.spending.2", "5 %", "from 0 to 1"),
    ("projects.brick.spending.first", "5 %", "from 0 to 1"),
    ("projects.brick.spending.*", "x 2", "position of an item"),
    ("projects.brick.spending.0", "drop", "write the list anew"),
    ("projects.brick.cost.vnd", "5", "as a whole"),
    ("projects.*.*.*.*.*", "5", "keys that are written"),
    ("funds.promotion.amount", "x 0.7", "add .*"),
    ("projects.brick.spending", "+ 5 %", "position of an item"),
    ("funds.promotion.carry_over", "x 2", "a number, or replace it"),
    ("projects.brick.cost", "x 1,2", "write 1.2"),
    ("projects.brick.cost", "x -1", "x and a decimal number"),
    ("projects.brick.cost", "x 120 %", "x and a decimal number"),
    ("projects.brick.cost", "x 1e3", "without an exponent"),
    ("projects.brick.cost", "x .5", "write 0.5"),
    ("projects.brick.cost", "+ 1_000", "write 1000"),
    ("projects.brick.cost", "+ 010", "leading zeros"),
    ("projects.brick.cost", "+ 5 %", "write 'x 1.05'"),
    ("projects.brick.cost", "- 5 %", "write 'x 0.95'"),
    ("rules.green.at_least", "+ 5", "percent sign"),
    ("rules.green.at_least", "+ 5 t/yr", "in '%'"),
    ("projects.brick.asks", "+ 5 t/yr", "in 'million VND'"),
    ("projects.brick.cost", "+ 5 t/yr", "write no unit"),
    ("projects.brick.cost", "x " + "9" * 5000, "at most 40 characters"),
    ("projects.brick.cost", "x 1.23456789012345678901234567890123456789", "rounded"),
    ("funds.promotion", "drop", "rules. or projects."),
    ("rules", "drop", "rules. or projects."),
    ("*", "drop", "rules. or projects."),
    ("", "5", "single dots"),
    ("projects..cost", "5", "single dots"),
    (".projects", "5", "single dots"),
    ("projects.b*.cost", "5", "stands alone"),
    ("projects.**.cost", "5", "stands alone"),
    ("a." * 600 + "b", "5", "single dots"),
]


@pytest.mark.parametrize(("path", "value", "words"), HOSTILE)
def test_what_cannot_be_changed_is_refused_with_place_key_and_hint(path: str, value: str, words: str) -> None:
    found = refusals((path, value))

    assert len(found) == 1
    assert found[0].place == Place("lean.yaml", 1, 9)
    assert words in str(found[0].hint)
    assert found[0].key or not path


def test_all_changes_that_fail_are_reported_at_once() -> None:
    found = refusals(
        ("fundz.a", "5"), ("projects.brick.cost", "x 2"), ("rules.gren", "drop"), ("projects.*.asks", "+ 5 %")
    )

    assert [(each.place.line, each.key) for each in found] == [
        (1, "fundz"),
        (3, "rules.gren"),
        (4, "projects.brick.asks"),
    ]


def test_old_numbers_that_are_not_numbers_are_refused_where_the_change_is() -> None:
    tree = parse_document("projects: {a: {cost: '98.000,5'}, b: {cost: 1e3}, c: {cost: 010}}\n", "case.yaml")

    with pytest.raises(CaseInvalid) as caught:
        changed(("projects.*.cost", "x 2"), tree=tree)
    assert [each.key for each in caught.value.diagnostics] == ["projects.a.cost", "projects.b.cost", "projects.c.cost"]


@pytest.mark.parametrize(
    ("assignment", "path", "data"),
    [
        ("funds.promotion.amount.2021=12000", "funds.promotion.amount.2021", "12000"),
        ("rules.green.at_least=+ 5 %", "rules.green.at_least", "+ 5 %"),
        ("projects.brick.tags=[a, b]", "projects.brick.tags", ["a", "b"]),
        ("projects.brick.name=a=b", "projects.brick.name", "a=b"),
        ("rules.green=drop", "rules.green", "drop"),
    ],
)
def test_an_assignment_of_the_command_line_is_a_change(assignment: str, path: str, data: object) -> None:
    change = parse_set(assignment)

    assert (change.path, plain_data(change.value), change.origin) == (path, data, "--set")
    assert change.value.place.file == "--set"


@pytest.mark.parametrize("assignment", ["", "=", "=5", " =5", "funds.promotion"])
def test_an_assignment_without_path_or_sign_is_wrong_usage(assignment: str) -> None:
    with pytest.raises(WrongUsage, match="PATH=VALUE"):
        parse_set(assignment)


@pytest.mark.parametrize("assignment", ["a=", "a=null", "a=[1", "a=*b", "a=b\nc", "a=\x1b[0m"])
def test_an_assignment_with_an_unreadable_value_is_refused(assignment: str) -> None:
    with pytest.raises(CaseInvalid) as caught:
        parse_set(assignment)
    assert caught.value.diagnostics[0].place.file == "--set"


NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False).map(Fraction)
FACTORS = st.decimals(min_value=0, max_value=100, places=2, allow_nan=False).map(Fraction)


@given(NUMBERS, FACTORS, st.sampled_from(["", " %", "%", " million VND", "/yr"]))
def test_scaling_is_exact_and_keeps_what_follows_the_number(number: Fraction, factor: Fraction, rest: str) -> None:
    tree = parse_document(f"a: '{decimal_text(number)}{rest}'\n", "case.yaml")
    result = apply_changes(tree, [parse_set(f"a=x {decimal_text(factor)}")])

    assert plain_data(result) == {"a": decimal_text(number * factor) + rest}


@given(st.text(max_size=30), st.text(max_size=30))
def test_random_changes_are_made_or_refused_in_words(path: str, value: str) -> None:
    found: tuple[Diagnostic, ...] = ()
    try:
        changes = [parse_set(f"p{path}={value}"), parse_set(f"projects.brick.{path}={value}")]
        apply_changes(TREE, changes)
    except CaseInvalid as problem:
        found = problem.diagnostics

    assert all(str(each.hint) and each.place.file == "--set" for each in found)


def test_a_wildcard_reaches_ten_thousand_projects() -> None:
    tree = parse_document(
        "projects:\n" + "".join(f"  p{number}: {{cost: {number}}}\n" for number in range(10_000)), "case.yaml"
    )

    result = changed(("projects.*.cost", "x 1.5"), tree=tree)

    assert text_at(result, "projects.p9999.cost") == "14998.5"


def test_a_hidden_character_in_a_path_is_refused_by_its_code() -> None:
    """A shell hands over bytes that are no UTF-8 as lone halves of letters, which no file could hold."""
    tree = parse_document("projects: {brick: {cost: 4}}\n", "case.yaml")
    for character in ("\udc9c", "\u202e", "\u200b", "\x1b"):
        with pytest.raises(CaseInvalid) as caught:
            apply_changes(tree, [parse_set(f"projects.brick.co{character}st=5")])

        assert [each.code for each in caught.value.diagnostics] == ["hidden-character"]
        assert f"U+{ord(character):04X}" in str(caught.value.diagnostics[0])
