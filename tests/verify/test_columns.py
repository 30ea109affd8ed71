"""When a project may begin, and what a selector means."""

from pathlib import Path

import pytest
from tests.verify.forging import CASE, Json, refused

from greenopt.verify.columns import meant


@pytest.mark.parametrize(
    "changes",
    [
        {"starts": [2030], "support": {"2030": "50"}},
        {"starts": [2027], "support": {"2027": "50"}, "spending": ["0.5", "0.5"]},
        {"status": "excluded"},
        {"screened": {"rule": "none", "reason": {"en": "no", "vi": "no"}}},
    ],
    ids=["outside the horizon", "without money in its second year", "excluded", "screened out"],
)
def test_a_project_cannot_be_begun_when_it_may_not(changes: Json, runs: dict[str, Path], tmp_path: Path) -> None:
    reason = refused(runs["plain"], tmp_path / "run", lambda data: data[CASE]["projects"][0].update(changes))

    assert "projects: a: starts" in reason


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ({}, True),
        ({"sectors": ["crafts", "mining"]}, True),
        ({"sectors": ["mining"]}, False),
        ({"tags": ["brick"], "kinds": ["efficiency"]}, True),
        ({"tags": ["brick"], "kinds": ["renewable"]}, False),
        ({"meets": ["permit", "report"]}, True),
        ({"meets": ["permit", "other"]}, False),
        ({"not": {"projects": ["p"]}}, False),
        ({"not": {"projects": ["q"]}, "places": ["north"]}, True),
        ({"from": ["any"]}, True),
    ],
)
def test_a_selector_means(group: Json, expected: bool) -> None:
    """Of a key any name, of keys all, of conditions all, and not what ``not`` means."""
    project = {
        "id": "p", "sector": "crafts", "kind": "efficiency", "tags": ["brick", "kiln"], "place": "north",
        "facility": "", "status": "candidate", "meets": {"permit": "1", "report": "2", "more": "3"},
    }  # fmt: skip

    assert meant(group, project) is expected
