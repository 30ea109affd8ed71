"""Parts of a campaign: each is counted once, and one that the journal knows is not run again."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests import parts
from tests.parts import Tally

TITLE = "invented"


def item_of(journal: Path | None, part: str = "test[0-4]", tally: Tally | None = None) -> Any:
    """Return a part of a campaign, as far as it is looked at."""
    config = SimpleNamespace(getoption=lambda _: journal, stash=pytest.Stash())
    marker = pytest.mark.in_parts("linear", 5, title=TITLE).mark
    return SimpleNamespace(
        nodeid=part,
        config=config,
        get_closest_marker=lambda _: marker,
        funcargs={} if tally is None else {"tally": tally},
    )


def tally_of(**counts: int) -> Tally:
    found = Tally()
    found.update(counts)
    found.seconds = {"SCIP": 1.5}
    return found


def test_what_parts_count_is_added(tmp_path: Path) -> None:
    item = item_of(None, tally=tally_of(proved=3, open=2))
    parts.passed(item)
    parts.passed(item)

    assert parts.told(item.config) == ["invented: 4 open, 6 proved; SCIP 3 s"]
    assert [*tmp_path.iterdir()] == []


def test_a_part_that_the_journal_knows_is_left_out_and_counted(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    parts.passed(item_of(journal, tally=tally_of(proved=5)))
    journal.write_text(journal.read_text(encoding="utf-8") + '{"part": "test[5-9]", "cou', encoding="utf-8")
    again = item_of(journal)

    with pytest.raises(pytest.skip.Exception, match="passed before"):
        parts.begun(again)
    assert parts.told(again.config) == ["invented: 5 proved; SCIP 2 s"]
    assert parts.begun(item_of(journal, "test[5-9]")) == Tally()


def test_a_part_of_other_sources_is_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = tmp_path / "journal"
    with monkeypatch.context() as patch:
        patch.setattr(parts, "_sources", lambda: "before")
        parts.passed(item_of(journal, tally=tally_of(proved=5)))

    assert parts.begun(item_of(journal)) == Tally()


@pytest.mark.parametrize(
    ("wanted", "times", "found"), [(12, 1, ["0-4", "5-9", "10-11"]), (12, 0.5, ["0-4", "5-5"]), (0, 1, [])]
)
def test_numbers_are_split(wanted: int, times: float, found: list[str]) -> None:
    asked: list[tuple[list[range], list[str]]] = []
    marker = pytest.mark.in_parts("linear", 5, title=TITLE, times=times).mark
    metafunc: Any = SimpleNamespace(
        definition=SimpleNamespace(get_closest_marker=lambda _: marker),
        config=SimpleNamespace(getoption={"linear": wanted}.get),
        parametrize=lambda _, numbers, ids: asked.append((numbers, ids)),
    )
    parts.split(metafunc)

    [(numbers, ids)] = asked
    assert ids == found
    assert sum(map(len, numbers)) == int(wanted * times)
