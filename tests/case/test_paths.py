"""The guard of the case's folder."""

import os
import unicodedata
from pathlib import Path

import pytest

from greenopt.case.paths import LONGEST_NAME, existing, inside
from greenopt.errors import CaseInvalid, Place

PLACE = Place("case.yaml", 7, 12)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a case's folder with a table in it and a secret beside it."""
    folder = tmp_path / "case"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "projects.csv").write_text("id\n", encoding="utf-8")
    (tmp_path / "secret.csv").write_text("id\n", encoding="utf-8")
    return folder


def test_a_file_in_the_folder_is_found_whether_it_exists_or_not(folder: Path) -> None:
    assert inside(folder, "tables/projects.csv", PLACE) == folder / "tables" / "projects.csv"
    assert inside(folder, "./tables/new.csv", PLACE) == folder / "tables" / "new.csv"
    assert inside(folder, "bảng dự án.csv", PLACE) == folder / "bảng dự án.csv"


def test_a_link_that_stays_inside_is_followed(folder: Path) -> None:
    (folder / "link.csv").symlink_to(folder / "tables" / "projects.csv")

    assert inside(folder, "link.csv", PLACE) == folder / "tables" / "projects.csv"


HOSTILE = [
    "", " ", "/etc/passwd", "~/secret.csv", "../secret.csv", "tables/../../secret.csv", "..", ".", "tables/..",
    "C:/secret.csv", "C:secret.csv", "..\\secret.csv", "\\\\server\\share\\x.csv", "file:///etc/passwd", "p.csv:stream",
    "a\x00b.csv", "a\nb.csv", "a\x1b[0m.csv", "abc\u202evsc.x", "NUL", "tables/con.csv", "COM1.txt",
    "x" * (LONGEST_NAME + 1), "x" * 300, "out.csv", "out/secret.csv", "loop.csv", "pipe",
]  # fmt: skip


@pytest.mark.parametrize("relative", HOSTILE)
def test_what_leads_elsewhere_is_refused_with_place_key_and_hint(folder: Path, relative: str) -> None:
    (folder / "out.csv").symlink_to(folder.parent / "secret.csv")
    (folder / "out").symlink_to(folder.parent)
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    os.mkfifo(folder / "pipe")
    before = sorted(folder.parent.rglob("*"))

    with pytest.raises(CaseInvalid) as caught:
        existing(folder, relative, PLACE, "projects.table")
    found = caught.value.diagnostics[0]

    assert (found.code, found.place, found.key) == ("path", PLACE, "projects.table")
    assert str(found.hint)
    assert str(folder) not in str(found)
    assert sorted(folder.parent.rglob("*")) == before


@pytest.mark.parametrize("relative", ["out.csv", "out/secret.csv", "../secret.csv", "pipe"])
def test_the_guard_holds_for_files_that_are_there(folder: Path, relative: str) -> None:
    """These exist, so only the guard refuses them."""
    (folder / "out.csv").symlink_to(folder.parent / "secret.csv")
    (folder / "out").symlink_to(folder.parent)
    os.mkfifo(folder / "pipe")
    assert (folder / relative).exists()

    with pytest.raises(CaseInvalid):
        inside(folder, relative, PLACE)


@pytest.mark.parametrize("relative", ["NUL", "tables/con.csv", "COM1.txt", "lpt9", "a:b.csv", "a\\b.csv"])
def test_names_that_other_systems_take_otherwise_are_refused_everywhere(folder: Path, relative: str) -> None:
    with pytest.raises(CaseInvalid):
        inside(folder, relative, PLACE)


def test_a_missing_file_names_the_nearest_one(folder: Path) -> None:
    with pytest.raises(CaseInvalid, match=r"no file 'tables/project\.csv'; did you mean 'projects\.csv'"):
        existing(folder, "tables/project.csv", PLACE)


def test_a_file_name_packed_on_another_system_is_found(folder: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "dự án.csv")
    (folder / decomposed).write_text("id\n", encoding="utf-8")

    assert existing(folder, unicodedata.normalize("NFC", decomposed), PLACE).name in {decomposed, "dự án.csv"}
