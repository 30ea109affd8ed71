"""Answers fit the terminal, at eighty columns and at forty, in both languages: no line is cut, and none is longer."""

import re

import pytest
from tests.cli.conftest import FIRST, ROOT, Call

IMPOSSIBLE = '{"jobs": {"rule": "floor", "of": "jobs", "at_least": "6 job", "source": "none"}}'
"""There can be 5.5 jobs, as docs/aims.md derives."""
STEPS = [
    ("show", FIRST),
    ("solve", FIRST),
    ("solve", FIRST, "-s", "larger_fund"),
    ("explain", "first-case/1"),
    ("explain", "first-case/1", "vermicelli_dryer"),
    ("explain", "first-case/1", "craft_share"),
    ("compare", "first-case/1", "first-case/2"),
    ("check", FIRST, "runs/first-case/1/portfolio.csv"),
    ("rank", FIRST, "--rules", "--pairs", "--alternatives", "2", "--ladder", "3"),
    ("frontier", FIRST),
    ("frontier", ROOT / "docs" / "aims", "--against", "jobs"),
    ("sweep", FIRST, "fund"),
    ("sweep", FIRST, "what_matters"),
    ("solve", ROOT / "docs" / "aims", "--set", f"rules={IMPOSSIBLE}"),
    ("solve", ROOT / "docs" / "replan"),
    ("replan", "two-valleys-programme/1", "--year", "2027", "--actuals", ROOT / "docs" / "replan" / "actuals.yaml"),
    ("runs",),
    ("rules",),
    ("schema",),
    ("schema", "projects.spending"),
]
"""Commands whose answer is a page; formulas, YAML and sentences of ``verify`` are to be copied or stand one a line."""
PLACE = re.compile(r"^ *\S*(?:\.\w+){2,}(?: .*)?$|^ *[\w/.-]+:\d+:\d+ .*$")
"""A path of the case, which is to be copied and stands unbroken."""


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("width", [80, 40])
def test_no_line_of_an_answer_is_wider_than_the_terminal(
    greenopt: Call, monkeypatch: pytest.MonkeyPatch, language: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    wide = {}
    for step in STEPS:
        done = greenopt("--lang", language, *step)
        assert done.code in {0, 4}, (step, done.err)
        lines = [line for line in done.out.splitlines() if len(line) > width and not PLACE.match(line)]
        if lines:
            wide[" ".join(map(str, step))] = lines

    assert wide == {}
