from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from greenopt.case.document import parse_document
from greenopt.case.node import plain_data
from greenopt.case.read import read_case
from greenopt.result.tables import NOTHING, as_yaml, complete

CASES = Path(__file__).parents[2] / "cases"
TEXTS = [
    "plain", "a: b", "- x", "#c", "it's", "tiếng Việt: có dấu", "'quoted'", '"double"', "*a", "&b", "!t", "%p", "{a}",
    "[b]", "null", "~", "1.5", "yes", "a #b", "? x", "---", "x, y", "a\nb", " lead", "trail ", "日本", "a" * 500,
]  # fmt: skip


def dumped(data: dict[str, Any], dumper: Any) -> str:
    """Return data as PyYAML writes it when left to itself, but for texts that would be read as nothing."""

    class Texts(dumper):  # type: ignore[misc]  # one of two classes
        yaml_implicit_resolvers: dict[str, Any] = {}

    def text(writer: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        return writer.represent_scalar("tag:yaml.org,2002:str", value, style="'" if value in NOTHING else None)

    Texts.add_representer(str, text)
    return str(yaml.dump(data, Dumper=Texts, allow_unicode=True, sort_keys=False, width=1_000_000))


@pytest.mark.parametrize("case", ["first-case", "lai-chau-2020", "lai-chau-2021-2025"])
def test_both_ways_of_writing_yaml_give_the_same_bytes(case: str) -> None:
    data = complete(read_case(CASES / case))

    assert as_yaml(data).decode() == dumped(data, yaml.CSafeDumper) == dumped(data, yaml.SafeDumper)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_written_alike_and_reads_back(text: str) -> None:
    data = {"name": text, "list": [text]}

    assert as_yaml(data).decode() == dumped(data, yaml.CSafeDumper) == dumped(data, yaml.SafeDumper)
    if not {"\n"} & set(text):
        assert plain_data(parse_document(as_yaml(data).decode(), "it")) == data


def test_characters_beyond_the_basic_plane_stay_as_they_are() -> None:
    assert "🌱" in as_yaml({"name": "🌱 cây"}).decode()


_SIGNS = st.sampled_from("abzAZ0189 _./%+-:#'\"!&*?|>@`{}[],\nđƯắ×÷~=<\t")
_TEXTS = st.text(_SIGNS, min_size=1, max_size=12) | st.sampled_from([*TEXTS, "x" * 130, "10 %", "=", "<<", "a-"])
_VALUES = st.recursive(
    _TEXTS, lambda each: st.lists(each, max_size=3) | st.dictionaries(_TEXTS, each, max_size=3), max_leaves=6
)


@given(st.dictionaries(_TEXTS, st.dictionaries(_TEXTS, _VALUES, max_size=3) | _TEXTS, max_size=3))
def test_projects_written_one_at_a_time_are_what_yaml_would_write(projects: dict[str, Any]) -> None:
    """The reference is PyYAML, left to write the whole case at once."""
    data = {"title": "x: y", "projects": projects, "rules": {}}

    assert as_yaml(data).decode() == dumped(data, yaml.CSafeDumper)
