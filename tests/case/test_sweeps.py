"""Sweeps as they are written in a case: what they are read into, and every mistake with its place."""

from pathlib import Path

import pytest

from greenopt.case.node import Scalar
from greenopt.case.read import read_case
from greenopt.case.sweeps import MOST_POINTS, Sweep, sweep_names, sweep_of
from greenopt.errors import CaseInvalid

FIRST = Path(__file__).parents[2] / "cases" / "first-case"
FUND, SHARE, TOP = "funds.green_fund.amount.*", "rules.craft_share.at_least", "rules.building_materials_share.at_most"


def write(folder: Path, sweeps: str) -> Path:
    """Write the first case with these sweeps, the first of them in line 98."""
    text = (FIRST / "case.yaml").read_text(encoding="utf-8").partition("\nsweeps:")[0]
    (folder / "case.yaml").write_text(f"{text}sweeps:\n{sweeps}", encoding="utf-8")
    (folder / "model.yaml").write_bytes((FIRST / "model.yaml").read_bytes())
    return folder


def sweep(folder: Path, written: str) -> Sweep:
    """Return the last of these sweeps, read."""
    case = read_case(write(folder, written))
    assert case.tree is not None
    found = sweep_of(case.tree, sweep_names(case.tree)[-1])
    assert found is not None
    return found


def texts(found: Sweep) -> dict[str, list[str]]:
    """Return the values of each path."""
    return {axis.path: [each.text for each in axis.values if isinstance(each, Scalar)] for axis in found.axes}


def test_a_range_and_a_list(tmp_path: Path) -> None:
    found = sweep(
        tmp_path, f'  s: {{vary: {{"{FUND}": {{from: x 0.5, to: x 1.5, points: 3}}, {SHARE}: [0 %, 9 %]}}}}\n'
    )

    assert (found.name, found.mode, found.scenarios) == ("s", "grid", ())
    assert texts(found) == {FUND: ["x 0.5", "x 1", "x 1.5"], SHARE: ["0 %", "9 %"]}
    assert found.size == 1 + 3 * 2


def test_one_at_a_time_is_as_many_as_there_are_values(tmp_path: Path) -> None:
    written = (
        f'  s: {{mode: one_at_a_time, scenarios: larger_fund, vary: {{"{FUND}": [1, 2, 3], {SHARE}: [0 %, 9 %]}}}}\n'
    )

    assert sweep(tmp_path, written).size == 2 * (1 + 3 + 2)


def test_named_scenarios_alone_are_a_sweep(tmp_path: Path) -> None:
    found = sweep(tmp_path, "  s: {scenarios: [larger_fund, without_craft_share]}\n")

    assert (found.steps, found.size) == ((), 3)


def test_paths_that_move_together_are_one_step(tmp_path: Path) -> None:
    vary = f'"{FUND}": [1, 2], {TOP}: [30 %, 40 %], {SHARE}: [1 %, 2 %]'
    flat = sweep(tmp_path, f'  s: {{together: ["{FUND}", {SHARE}], vary: {{{vary}}}}}\n')
    nested = sweep(tmp_path, f'  s: {{together: [["{FUND}", {SHARE}]], vary: {{{vary}}}}}\n')

    assert [[axis.path for axis in step] for step in flat.steps] == [[FUND, SHARE], [TOP]]
    assert [[axis.path for axis in step] for step in nested.steps] == [[FUND, SHARE], [TOP]]
    assert flat.size == 1 + 2 * 2


def test_a_sweep_that_extends_another_varies_its_paths_too(tmp_path: Path) -> None:
    """Its own values of a path and its own mode hold; scenarios are taken from the first."""
    written = (
        f'  a: {{vary: {{"{FUND}": [1, 2, 3], {TOP}: [30 %]}}, scenarios: [larger_fund]}}\n'
        f"  b: {{extends: a, mode: one_at_a_time, vary: {{{SHARE}: [1 %], {TOP}: [31 %, 32 %]}}}}\n"
    )
    found = sweep(tmp_path, written)

    assert texts(found) == {FUND: ["1", "2", "3"], TOP: ["31 %", "32 %"], SHARE: ["1 %"]}
    assert (found.mode, found.scenarios) == ("one_at_a_time", ("larger_fund",))


def test_lists_may_hold_values_of_any_form_and_what_drops_a_rule(tmp_path: Path) -> None:
    found = sweep(tmp_path, "  s: {vary: {rules.craft_share: [drop], projects.tea_boiler.start: [[2026, 2026]]}}\n")

    assert found.size == 2


RANGE = "{from: x 0.5, to: x 1.5, points: 21}"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (f'vary: {{"funds.green_fnd.amount.*": {RANGE}}}', "98:49: funds.green_fnd: there is no 'green_fnd'; did you"),
        (f'vary: {{"{FUND}": {{from: x 1, to: + 5, points: 2}}}}', "98:50: sweeps.s.vary.funds.green_fund.amount.*"),
        (f'vary: {{"{FUND}": {{from: 1, to: 1, points: 2}}}}', "98:50: sweeps.s.vary.funds.green_fund.amount.*.from"),
        (f'vary: {{"{FUND}": {{from: 1, to: 2, points: 1}}}}', "points: a range has from 2 to 10000 points"),
        (f'vary: {{"{FUND}": {{from: 1, to: 2, points: 99999999999999999999}}}}', "a range has from 2 to 10000 points"),
        (f'vary: {{"{FUND}": {{from: 1, to: 2, points: many}}}}', "points: 'many' is not a number"),
        (f'vary: {{"{FUND}": {{from: 1, to: 2}}}}', "the key 'points' is missing; write points: … (How many values"),
        (f'vary: {{"{FUND}": {{from: 1, too: 2, points: 2}}}}', "'too' is not known here; did you mean 'to'?"),
        (f'vary: {{"{FUND}": []}}', "the list is empty"),
        (f'vary: {{"{FUND}": 7}}', "a list belongs here"),
        (f'vary: {{"{FUND}": [1, 2, 1]}}', "sweeps.s.vary.funds.green_fund.amount.*.2: '1' is named twice"),
        (f'vary: {{"{FUND}": [x -2]}}', "'x -2' is not a factor"),
        (f'vary: {{"{FUND}": [+ 5 %]}}', "percentage points can be added to a share only"),
        ("vary: {rules.craft_share.source: [x 2]}", "does not begin with a number"),
        ("vary: {case.id: [drop]}", "this cannot be dropped"),
        ("vary: {..: [1]}", "'..' is not a path"),
        ("vary: [1]", "keys with values belong here"),
        ("{}", "98:6: sweeps.s: nothing is varied; write vary:"),
        ("scenarios: [lean]", "98:19: sweeps.s.scenarios: there is no scenario 'lean'"),
        ("extends: t", "98:16: sweeps.s.extends: there is no sweep 't'"),
        ("extends: s", "'s' extends itself: s → s"),
        ("extends: [s]", "a single value belongs here"),
        (f'mode: gird, vary: {{"{FUND}": [1]}}', "'gird' is not one of the words allowed here; did you mean 'grid'?"),
        (f'together: ["{FUND}", a.b], vary: {{"{FUND}": [1]}}', "sweeps.s.together: 'a.b' is not varied here"),
        (f'together: ["{FUND}", "{FUND}"], vary: {{"{FUND}": [1]}}', "is named twice"),
        (f'together: ["{FUND}", {SHARE}], vary: {{"{FUND}": [1], {SHARE}: [1 %, 2 %]}}', "have 1, 2 values"),
        (f'together: 5, vary: {{"{FUND}": [1]}}', "a list belongs here"),
        (
            f'vary: {{"{FUND}": {{from: 1, to: 2, points: 101}}, {SHARE}: {{from: 0 %, to: 9 %, points: 100}}}}',
            "98:6: sweeps.s: it comes to 10101 scenarios; take fewer points, or mode: one_at_a_time; at most 10000",
        ),
        (f'vray: {{"{FUND}": [1]}}', "the key 'vray' is not known here; did you mean 'vary'?"),
    ],
)  # fmt: skip
def test_mistakes_have_their_place_and_say_what_to_write(tmp_path: Path, written: str, said: str) -> None:
    entry = written if written == "{}" else f"{{{written}}}"
    with pytest.raises(CaseInvalid) as caught:
        read_case(write(tmp_path, f"  s: {entry}\n"))

    assert said in str(caught.value)
    assert all(each.place.line == 98 for each in caught.value.diagnostics), str(caught.value)


def test_a_path_that_matches_nothing_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(CaseInvalid) as caught:
        read_case(write(tmp_path, f'  s: {{vary: {{"funds.nothing.amount.*": {RANGE}}}}}\n'))

    assert len(caught.value.diagnostics) == 1


def test_a_sweep_of_a_rule_that_a_scenario_drops_is_no_mistake(tmp_path: Path) -> None:
    """What is asked for on the command line does not make a mistake of what the case offers besides."""
    path = write(tmp_path, f"  s: {{vary: {{{SHARE}: [1 %, 2 %]}}}}\n")

    assert "craft_share" not in [rule.id for rule in read_case(path, ["without_craft_share"]).rules]


def test_every_mistake_is_told_in_vietnamese_too(tmp_path: Path) -> None:
    with pytest.raises(CaseInvalid) as caught:
        read_case(write(tmp_path, f'  s: {{vary: {{"{FUND}": {{from: 1, to: 1, points: 2}}}}}}\n'))

    assert "hai đầu bằng nhau" in caught.value.diagnostics[0].in_language("vi")


def test_a_sweep_as_large_as_allowed_is_read(tmp_path: Path) -> None:
    found = sweep(tmp_path, f'  s: {{vary: {{"{FUND}": {{from: 1, to: 2, points: {MOST_POINTS - 1}}}}}}}\n')

    assert found.size == MOST_POINTS


def test_a_hostile_number_of_values_is_refused_before_it_is_made(tmp_path: Path) -> None:
    """A thousand paths with as many values as one may have are ten million; a long list is held to itself at once."""
    ranges = ", ".join(f"a.b{number}: {{from: 1, to: 2, points: {MOST_POINTS}}}" for number in range(1000))
    listed = ", ".join(map(str, range(20_000)))
    for written, said in ((ranges, "its paths have more than"), (f"{SHARE}: [{listed}]", "comes to 20001 scenarios")):
        with pytest.raises(CaseInvalid) as caught:
            read_case(write(tmp_path, f"  s: {{vary: {{{written}}}}}\n"))

        assert said in str(caught.value)
