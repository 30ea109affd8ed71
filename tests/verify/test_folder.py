"""Hostile folders: files that are missing, too many, no files, or written in another way."""

import os
import shutil
from pathlib import Path

import pytest
from tests.verify.forging import CERTIFICATE, DOCUMENTS, RESULT, TABLE, sign

from greenopt.verify import verify


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert verify(tmp_path / "nowhere").exit_code == 7


@pytest.mark.parametrize("name", ["manifest.json", *DOCUMENTS, TABLE, "case.resolved.yaml", "inputs/case.yaml"])
def test_a_missing_file_is_named(name: str, runs: dict[str, Path], tmp_path: Path) -> None:
    shutil.copytree(runs["plain"], tmp_path / "run")
    (tmp_path / "run" / name).unlink()

    assert [str(each) for each in verify(tmp_path / "run").failures] == [f"{name} is missing"]


def test_a_file_too_many_is_named(runs: dict[str, Path], tmp_path: Path) -> None:
    shutil.copytree(runs["plain"], tmp_path / "run")
    (tmp_path / "run" / "inputs" / "more.csv").write_text("1", encoding="utf-8")

    assert [str(each) for each in verify(tmp_path / "run").failures] == ["inputs/more.csv is not in the manifest"]


def test_links_and_devices_are_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    def link(path: Path) -> None:
        path.symlink_to(runs["plain"] / RESULT)

    for number, make in enumerate((link, os.mkfifo)):
        place = tmp_path / str(number)
        shutil.copytree(runs["plain"], place)
        (place / RESULT).unlink()
        make(place / RESULT)

        assert "result.json is not a plain file" in str(verify(place).failures[0])


def test_documents_are_written_in_one_way_only(runs: dict[str, Path], tmp_path: Path) -> None:
    """A number may not hide digits in another form of it, such as 0.50000000000000001."""
    shutil.copytree(runs["plain"], tmp_path / "run")
    path = tmp_path / "run" / CERTIFICATE
    path.write_text(path.read_text(encoding="utf-8").replace("{\n", "{ \n", 1), encoding="utf-8")
    sign(tmp_path / "run")

    assert [str(each) for each in verify(tmp_path / "run").failures] == [
        "certificate.json is not written as greenopt writes it"
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null\n", b"[]\n", b"1\n", b"\xff\xfe", b'{"a": NaN}\n', b'{\n "a": 1e999\n}\n', b"9" * 10**6,
        b'{\n "a": ' + b"9" * 10**6 + b"\n}\n", b"[" * 10**5, b'{"a": 1, "a": 2}\n', b'{\n "a": "\\ud800"\n}\n',
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_not_json_of_greenopt_is_refused(
    name: str, content: bytes, runs: dict[str, Path], tmp_path: Path
) -> None:
    shutil.copytree(runs["plain"], tmp_path / "run")
    (tmp_path / "run" / name).write_bytes(content)
    sign(tmp_path / "run")

    failures = [str(each) for each in verify(tmp_path / "run").failures]
    assert len(failures) == 1
    assert name in failures[0] or "certificate.json" in failures[0]
