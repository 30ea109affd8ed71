"""Journals: what is acknowledged is found again, whatever happened to the file; what is not theirs is refused."""

import json
import os
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.studies.running.counting import Counting, as_bytes

from greenopt.errors import FileProblem, WrongUsage
from greenopt.studies.running import Where, run
from greenopt.studies.running.batch import Finished
from greenopt.studies.running.journal import Journal
from greenopt.studies.running.line import entry, head, opened, sealed

TASK = Counting(count=8, batch=3)
"""Three batches: 0 1 2, 3 4 5 and 6 7."""
WHOLE = as_bytes(run(TASK, Where()))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def written(path: Path) -> bytes:
    """Return the bytes of a complete journal."""
    assert as_bytes(run(TASK, Where(), journal=path)) == WHOLE
    return path.read_bytes()


def kept(path: Path) -> list[int]:
    """Return the batches that a journal holds."""
    with Journal(path, TASK, resume=True) as journal:
        return sorted(journal.kept)


def resumed(path: Path) -> bytes:
    """Return the records of a run that goes on with a journal."""
    return as_bytes(run(TASK, Where(), journal=path, resume=True))


def test_a_journal_holds_its_task_and_one_line_for_each_batch(path: Path) -> None:
    lines = written(path).splitlines()

    assert [json.loads(line).get("batch") for line in lines] == [3, 0, 1, 2]
    assert json.loads(lines[0])["digest"] == TASK.digest()
    assert json.loads(lines[0])["count"] == 8


def test_a_journal_cut_at_any_byte_is_resumed_to_the_same_bytes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was acknowledged stands in complete lines; a cut line is cut off, and the file is whole at the end."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # a thousand files need not reach the disk
    whole = written(path)
    for length in range(len(whole) + 1):
        path.write_bytes(whole[:length])
        complete = max(whole[:length].count(b"\n") - 1, 0)
        assert kept(path) == list(range(complete)), length
        assert resumed(path) == WHOLE, length
        assert path.read_bytes() == whole, length


def test_only_what_is_missing_is_solved(path: Path) -> None:
    whole = written(path)
    path.write_bytes(whole[: whole.index(b'{"batch":1')])
    told: list[tuple[int, int]] = []
    run(TASK, Where(), journal=path, resume=True, progress=lambda each: told.append((each.done, each.resumed)))

    assert told == [(3, 3), (6, 3), (8, 3)]


@given(place=st.integers(0), flip=st.integers(1, 255))
def test_one_damaged_byte_costs_its_line_and_never_an_answer(
    tmp_path_factory: pytest.TempPathFactory, place: int, flip: int
) -> None:
    """Any byte behind the first line; at most the two lines that a lost line end joins are solved again."""
    path = tmp_path_factory.mktemp("journal") / "journal"
    whole = bytearray(written(path))
    first = whole.index(b"\n") + 1
    whole[first + place % (len(whole) - first)] ^= flip
    path.write_bytes(whole)

    assert len(kept(path)) in {1, 2}
    assert resumed(path) == WHOLE
    assert kept(path) == [0, 1, 2]


def line(content: str) -> bytes:
    """Return a line with a right checksum, whatever it says."""
    return sealed(content, head(TASK))


RECORDS = '[{"number":0},{"number":1},{"number":2}]'
FOREIGN = {
    "no JSON": line("{no}"),
    "a list": sealed("[1]", head(TASK)),
    "nothing": line("{}"),
    "a negative batch": line(f'{{"batch":-1,"records":{RECORDS}}}'),
    "a batch too far": line(f'{{"batch":3,"records":{RECORDS}}}'),
    "a batch that is true": line(f'{{"batch":true,"records":{RECORDS}}}'),
    "a batch that is a fraction": line(f'{{"batch":0.0,"records":{RECORDS}}}'),
    "a number of 5,000 digits": line(f'{{"batch":{"9" * 5000},"records":{RECORDS}}}'),
    "too few records": line('{"batch":0,"records":[{"number":0}]}'),
    "records that are none": line('{"batch":0,"records":[0,1,2]}'),
    "records in a mapping": line('{"batch":0,"records":{"0":{}}}'),
    "no number": line('{"batch":0,"records":[{"a":NaN},{},{}]}'),
    "depth": line(f'{{"batch":0,"records":{"[" * 100_000}{"]" * 100_000}}}'),
    "a line of another journal": entry(Finished(0, ["{}", "{}", "{}"]), head(Counting(count=9, batch=3))),
    "a line without checksum": b'{"batch":0,"records":[{},{},{}]}\n',
    "the first line again": head(TASK),
    "bytes": bytes(range(256)) + b"\n",
    "empty lines": b"\n\n\n",
}


@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("after", [1, 2, 4])
def test_a_foreign_line_does_not_count(path: Path, foreign: bytes, after: int) -> None:
    lines = written(path).splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:after], foreign, *lines[after:]]))

    assert kept(path) == [0, 1, 2]
    assert resumed(path) == WHOLE


def test_lines_may_stand_in_any_order_and_the_first_of_a_batch_counts(path: Path) -> None:
    first, zero, one, two = written(path).splitlines(keepends=True)
    other = entry(Finished(1, ["{}", "{}", "{}"]), first)
    path.write_bytes(b"".join([first, two, one, other, zero, zero]))

    assert resumed(path) == WHOLE


@pytest.mark.parametrize(
    "content",
    [
        b"greenopt\n",
        b"\x00" * 100,
        b"PAR1" + bytes(range(256)),
        b"\n",
        b'{"schema":"greenopt.journal/1"}\n',
        sealed('{"schema":"greenopt.journal/2","task":"counting"}', b""),
        sealed("[1]", b""),
        head(TASK)[:-3] + b"0}\n",
        head(Counting(count=9))[:-20],
    ],
)
def test_what_is_no_journal_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(FileProblem, match="no journal of greenopt"):
        resumed(path)

    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "other", [Counting(count=9, batch=3), Counting(count=8, batch=4), Counting(8, 3, wrong={1: "raise"})]
)
def test_the_journal_of_another_task_is_refused_and_left_alone(path: Path, other: Counting) -> None:
    whole = written(path)
    with pytest.raises(WrongUsage, match="another computation"):
        run(other, Where(), journal=path, resume=True)

    assert path.read_bytes() == whole


def test_a_journal_is_not_begun_again_by_oversight(path: Path) -> None:
    whole = written(path)
    with pytest.raises(FileProblem, match="--resume"):
        run(TASK, Where(), journal=path)

    assert path.read_bytes() == whole


def test_an_empty_file_and_an_absent_one_are_begun(path: Path) -> None:
    path.touch()

    assert as_bytes(run(TASK, Where(), journal=path)) == WHOLE
    assert resumed(path.parent / "folder" / "other") == WHOLE


def test_nothing_can_be_resumed_without_a_journal() -> None:
    with pytest.raises(WrongUsage):
        run(TASK, Where(), resume=True)


def test_a_folder_is_no_journal(path: Path) -> None:
    path.mkdir()
    with pytest.raises(FileProblem):
        run(TASK, Where(), journal=path)


def test_a_file_where_a_folder_should_be_is_told(path: Path) -> None:
    path.touch()
    with pytest.raises(FileProblem, match="cannot be written"):
        run(TASK, Where(), journal=path / "journal")


def test_two_writers_never_share_a_journal(path: Path) -> None:
    with Journal(path, TASK), pytest.raises(FileProblem, match="another greenopt"):
        Journal(path, TASK, resume=True)

    assert kept(path) == []


def test_a_full_disk_is_told_and_what_stands_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the second batch does not fit: the first one stays acknowledged, and the rest is solved later."""
    with Journal(path, TASK) as journal:
        journal.append([Finished(0, ["{}", "{}", "{}"])])
        monkeypatch.setattr(journal, "_file", _Full(journal._file))
        with pytest.raises(FileProblem, match="no space is left on the disk"):
            journal.append([Finished(1, ["{}", "{}", "{}"])])

    assert kept(path) == [0]


class _Full:
    """A file on a full disk, on which half of what is written still fits."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.flush, self.close, self.fileno = file.flush, file.close, file.fileno

    def write(self, data: bytes) -> None:
        self._file.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device")


@given(st.binary(max_size=300))
def test_no_line_of_anybody_opens(content: bytes) -> None:
    assert opened(content, b"") is None
