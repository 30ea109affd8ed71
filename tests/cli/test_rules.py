"""greenopt rules: every kind of rule is listed and explained, with an example that can be read."""

import pytest
import yaml
from tests.cli.conftest import Call

from greenopt.rules import RULES


def test_every_rule_is_listed_with_its_sentence(greenopt: Call) -> None:
    done = greenopt("rules")

    assert done.code == 0
    assert [name for name in RULES if f"\n{name} " not in done.out] == []
    assert "A group receives, or achieves, at least an amount or a share." in done.out


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_explained_with_its_trap_and_price(greenopt: Call, name: str) -> None:
    done = greenopt("rules", name)

    assert done.code == 0
    for label in ("Unit: ", "Trap: ", "Price: "):
        assert label in done.out
    assert max(map(len, (line for line in done.out.splitlines() if not line.startswith(" ")))) > 60


@pytest.mark.parametrize("name", RULES)
def test_the_example_of_a_rule_is_one_of_its_kind(greenopt: Call, name: str) -> None:
    (found,) = greenopt("rules", name, "--json").document["rules"]
    ((rule,),) = (each.values() for each in yaml.safe_load(found["example"]).values())

    assert rule["rule"] == name
    assert set(rule) - {"rule"} <= set(found["keys"])


def test_json_lists_them_all(greenopt: Call) -> None:
    assert [each["rule"] for each in greenopt("rules", "--json").document["rules"]] == sorted(RULES)
