from pathlib import Path

import pytest
import yaml

from greenopt.case.document import parse_document
from greenopt.case.node import plain_data
from greenopt.case.read import read_case
from greenopt.result.tables import _Fast, _Plain, as_yaml, complete

CASES = Path(__file__).parents[2] / "cases"
TEXTS = [
    "plain", "a: b", "- x", "#c", "it's", "tiếng Việt: có dấu", "'quoted'", '"double"', "*a", "&b", "!t", "%p", "{a}",
    "[b]", "null", "~", "1.5", "yes", "a #b", "? x", "---", "x, y", "a\nb", " lead", "trail ", "日本", "a" * 500,
]  # fmt: skip


def dumped(data: object, dumper: type[yaml.SafeDumper]) -> str:
    return str(yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=1_000_000))


@pytest.mark.parametrize("case", ["first-case", "lai-chau-2020", "lai-chau-2021-2025"])
def test_both_ways_of_writing_yaml_give_the_same_bytes(case: str) -> None:
    data = complete(read_case(CASES / case))

    assert dumped(data, _Fast) == dumped(data, _Plain)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_written_alike_and_reads_back(text: str) -> None:
    data = {"name": text, "list": [text]}

    assert dumped(data, _Fast) == dumped(data, _Plain)
    if not {"\n"} & set(text):
        assert plain_data(parse_document(as_yaml(data).decode(), "it")) == data


def test_characters_beyond_the_basic_plane_stay_as_they_are() -> None:
    assert "🌱" in as_yaml({"name": "🌱 cây"}).decode()
