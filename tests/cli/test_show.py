"""greenopt show: at a glance, as one file that solves to the same, and value by value."""

from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, ROOT, Call


def test_at_a_glance_stand_funds_projects_rules_and_scenarios(greenopt: Call) -> None:
    done = greenopt("show", FIRST)

    assert done.code == 0
    for words in ("Green fund", "1,300", "Tea works boiler", "at least 15 % of the whole", "larger_fund"):
        assert words in " ".join(done.out.split())


@pytest.mark.parametrize("name", ["first-case", "lai-chau-2020", "lai-chau-2021-2025"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_line_is_wider_than_the_page(greenopt: Call, name: str, language: str) -> None:
    done = greenopt("--lang", language, "show", ROOT / "cases" / name)

    assert max(map(len, done.out.splitlines())) <= 80


def test_the_resolved_case_is_one_file_with_the_same_answer(greenopt: Call) -> None:
    resolved = greenopt("show", FIRST, "-s", "larger_fund", "--resolved")
    Path("one.yaml").write_text(resolved.out, encoding="utf-8")
    before, after = greenopt("solve", FIRST, "-s", "larger_fund", "--json"), greenopt("solve", "one.yaml", "--json")

    assert after.document["portfolio"] == before.document["portfolio"]


def test_every_value_has_its_place_and_a_changed_one_both(greenopt: Call) -> None:
    done = greenopt("show", FIRST, "--origin", "--set", "rules.craft_share.at_least=16 %")
    lines = {line.split(": ")[0]: line for line in done.out.splitlines()}
    file = FIRST / "case.yaml"
    number, written = next(
        (number, line)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if "at_least: 15 %" in line
    )

    assert lines["units.money"].startswith(f"units.money: million VND  # {file}:")
    assert lines["rules.craft_share.at_least"] == (
        f"rules.craft_share.at_least: 16 %  # --set * --set, before: {file}:{number}:{written.index('15') + 1}"
    )


def test_origins_as_json_name_what_changed_them(greenopt: Call) -> None:
    done = greenopt("show", FIRST, "--origin", "--json", "-s", "larger_fund").document
    changed = [each for each in done["values"] if each["changed_by"]]

    assert [(each["path"], each["value"], each["changed_by"]) for each in changed] == [
        ("funds.green_fund.amount.2026", "1350", "scenario larger_fund")
    ]


def test_json_is_the_settled_case(greenopt: Call) -> None:
    greenopt("solve", FIRST, "--out", "run")

    assert greenopt("show", FIRST, "--json").out.encode() == Path("run/case.resolved.json").read_bytes()
