"""JSON is written as Python's own encoder writes it, byte for byte; what is no JSON is refused."""

import json
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenopt.errors import Fault
from greenopt.result.encoded import encoded

_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
_DATA = st.recursive(
    _LEAVES,
    lambda each: st.lists(each, max_size=4) | st.tuples(each, each) | st.dictionaries(st.text(), each, max_size=4),
    max_leaves=20,
)


class Code(IntEnum):
    STOPPED = 5


def by_python(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


@given(_DATA)
def test_the_text_is_that_of_pythons_own_encoder(data: Any) -> None:
    assert encoded(data) == by_python(data)


@pytest.mark.parametrize("data", [{"code": Code.STOPPED, "đ": [{}, [], ()]}, 1e16, -0.0, 10**30, '\u2028\x7f\\"\n'])
def test_what_is_rare_is_written_alike_too(data: Any) -> None:
    assert encoded(data) == by_python(data)


@pytest.mark.parametrize("data", [float("nan"), [float("inf")], {1: "x"}, {"x": object()}, {"x": {2.5}}])
def test_what_is_no_json_is_refused(data: Any) -> None:
    with pytest.raises(Fault, match="cannot be written as JSON"):
        encoded(data)
