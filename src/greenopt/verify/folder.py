"""Folder: the files of a run, held to the digests of its manifest, and JSON that is written in one way only."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from .report import Refused, say, wrong
from .shapes import MANIFEST, Json, shaped

MOST_BYTES, MOST_FILES = 2**28, 10_000


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return every file of a run folder but its log, once their digests are those of the manifest."""
    files = {name: read(path, name) for name, path in walk(folder, "")}
    files.pop("log.txt", None)
    if "manifest.json" not in files:
        raise Refused(say("{file} is missing", file="manifest.json"))
    listed = shaped(parse("manifest.json", files["manifest.json"]), MANIFEST, "manifest.json")["files"]
    needed = {"result.json", "portfolio.csv", "certificate.json", "case.resolved.json", "case.resolved.yaml"}
    for name in sorted(files.keys() | listed.keys() | needed):
        if name not in files:
            raise Refused(say("{file} is missing", file=name))
        if name not in listed and name != "manifest.json":
            raise Refused(say("{file} is not in the manifest", file=name))
        if name != "manifest.json" and listed[name] != digest(files[name]):
            raise wrong(f"{name}: sha256", listed[name], digest(files[name]))
    return files


def walk(folder: Path, inside: str) -> Iterator[tuple[str, Path]]:
    """Yield every file under a folder with its name in it; links and devices are refused."""
    entries = sorted(os.scandir(folder), key=lambda each: each.name)
    for entry in entries:
        name = f"{inside}{entry.name}"
        if entry.is_dir(follow_symlinks=False) and name.count("/") < 20:
            yield from walk(Path(entry.path), f"{name}/")
        elif entry.is_file(follow_symlinks=False) and len(entries) < MOST_FILES:
            yield name, Path(entry.path)
        else:
            raise Refused(say("{file} is not a plain file, or one of too many", file=name))


def read(path: Path, name: str) -> bytes:
    """Return the bytes of a file."""
    if path.stat().st_size > MOST_BYTES:
        raise Refused(say("{file} is too large", file=name))
    return path.read_bytes()


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


def parse(name: str, data: bytes) -> Json:
    """Return the JSON of a file; it must be written as greenopt writes it, so that no digit hides in another form."""
    try:
        value = json.loads(data.decode("utf-8"))
        again = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"
        same = again.encode("utf-8") == data
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused(say("{file} is not JSON that greenopt writes ({reason})", file=name, reason=error)) from error
    if not same:
        raise Refused(say("{file} is not written as greenopt writes it", file=name))
    return value
