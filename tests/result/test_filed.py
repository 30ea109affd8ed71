"""A file or a folder is written whole or not at all; what lay there before stays unless it is replaced."""

from pathlib import Path

import pytest

from greenopt.errors import FileProblem
from greenopt.result.filed import Content, refuse_taken, replace_file, write_new


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
