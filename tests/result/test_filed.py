"""A file or a folder is written whole or not at all; what lay there before stays unless it is replaced."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from greenopt.errors import FileProblem
from greenopt.result.filed import INSIDE, Content, refuse_taken, replace_file, write_folder, write_new
from greenopt.result.refused import REASONS, unwritable


@pytest.mark.parametrize("content", [b"one", {"a.csv": b"one", "b.csv": b"two"}])
def test_what_is_new_is_written_below_folders_that_are_made(content: Content, tmp_path: Path) -> None:
    place = tmp_path / "new" / "there"
    refuse_taken(place)
    write_new(place, content)

    found = place.read_bytes() if place.is_file() else {each.name: each.read_bytes() for each in place.iterdir()}
    assert found == content
    assert [each.name for each in place.parent.iterdir()] == ["there"]
    with pytest.raises(FileProblem, match="exists already"):
        refuse_taken(place)


def test_a_file_that_came_in_the_meantime_stays(tmp_path: Path) -> None:
    place = tmp_path / "there"
    place.write_bytes(b"mine")

    for content in (b"one", {"a.csv": b"one"}):
        with pytest.raises(FileProblem, match="cannot be written"):
            write_new(place, content)
    assert place.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [place]


def test_a_folder_of_which_a_file_cannot_be_written_is_taken_away(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="cannot be written"):
        write_new(tmp_path / "tables", {"a.csv": b"one", "a.csv/b.csv": b"two"})

    assert list(tmp_path.iterdir()) == []


def test_a_replaced_file_is_the_new_one_and_an_irreplaceable_place_stays(tmp_path: Path) -> None:
    file, folder = tmp_path / "page.html", tmp_path / "folder"
    (folder / "inside").mkdir(parents=True)
    replace_file(file, b"first")
    replace_file(file, b"second")

    assert file.read_bytes() == b"second"
    with pytest.raises(FileProblem, match="cannot be written"):
        replace_file(folder, b"page")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "page.html"]


def test_names_that_are_no_paths_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="is not a path"):
        refuse_taken(tmp_path / ("n" * 300))
    with pytest.raises(FileProblem, match="cannot be written"):
        write_new(tmp_path / ("n" * 300), b"one")


def test_an_empty_folder_is_filled_without_being_replaced(tmp_path: Path) -> None:
    """It may be the folder of the command or a drive, which cannot be renamed."""
    place = tmp_path / "there"
    place.mkdir(mode=0o750)
    before = place.stat()
    write_folder(place, {"first.json": b"1", "inputs/a.csv": b"2", "inputs/b.csv": b"3"})

    assert (place / "inputs" / "b.csv").read_bytes() == b"3"
    assert (place.stat().st_ino, place.stat().st_mode) == (before.st_ino, before.st_mode)
    assert sorted(each.name for each in place.iterdir()) == ["first.json", "inputs"]
    with pytest.raises(FileProblem, match="is not empty"):
        write_folder(place, {"first.json": b"4"})


def test_a_folder_that_another_process_is_filling_is_left_to_it(tmp_path: Path) -> None:
    (tmp_path / INSIDE).mkdir()
    with pytest.raises(FileProblem, match="is not empty"):
        write_folder(tmp_path, {"first.json": b"1"})
    assert [each.name for each in tmp_path.iterdir()] == [INSIDE]


def test_who_breaks_off_twice_still_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first Ctrl-C falls into the writing, the second into the taking away."""

    def broken_off(number: int) -> None:
        raise KeyboardInterrupt

    def broken_off_again(place: Path, *, ignore_errors: bool) -> None:
        signal.raise_signal(signal.SIGINT)
        remove(place, ignore_errors=ignore_errors)

    remove = shutil.rmtree
    monkeypatch.setattr(os, "fsync", broken_off)
    monkeypatch.setattr(shutil, "rmtree", broken_off_again)
    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "new" / "run", {"first.json": b"1"})

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", sorted(REASONS))
def test_every_reason_says_what_to_do_in_both_languages(number: int) -> None:
    said = unwritable("place", OSError(number, os.strerror(number))).message.both()

    assert said["en"].startswith("place cannot be written: ")
    assert said["vi"].startswith("không ghi được place: ")
    assert ";" in said["en"]
    assert ";" in said["vi"]
