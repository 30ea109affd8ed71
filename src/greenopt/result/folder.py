"""
The run folder: everything a run says, written whole or not at all.

    result.json  portfolio.csv  certificate.json  case.resolved.json  case.resolved.yaml  inputs/  manifest.json
    log.txt (outside the manifest)

No time, host, user or absolute path stands in it but in ``log.txt``, so the same input and versions give the same
bytes. It is written beside its place and renamed; a run that was interrupted leaves nothing behind.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from greenopt.errors import FileProblem, why
from greenopt.language import say
from greenopt.result.resolved import as_bytes, digest

LOG = "log.txt"
MANIFEST = "manifest.json"
MOST_RUNS = 1_000_000


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """Return the manifest of a folder with these files."""
    return as_bytes(
        {"schema": "greenopt.manifest/1", "files": {name: digest(data) for name, data in sorted(files.items())}}
    )


def holding(places: Iterable[Path], files: Mapping[str, bytes]) -> Path | None:
    """Return the one of these folders in which exactly these files were written before; None if there is none."""
    wanted = manifest_of(files)
    for place in places:
        with contextlib.suppress(OSError):
            if (place / MANIFEST).read_bytes() == wanted:
                return place
    return None


def write_run(place: Path, files: Mapping[str, bytes], log: str) -> str:
    """
    Write a run folder and return its digest, that of the manifest.

    Args:
        place: the folder to be; absent or empty.
        files: name under the folder → bytes.
        log: text of the log, outside the manifest.

    Raises:
        FileProblem: the folder is not empty, or cannot be written; nothing is left behind.
    """
    manifest = manifest_of(files)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise FileProblem(say("{path} is not empty; name a new folder", path=place))
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            for name, data in {**files, MANIFEST: manifest, LOG: log.encode()}.items():
                _write(beside / name, data)
            beside.chmod(0o755)
            beside.replace(place)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except OSError as error:
        raise FileProblem(say("{path} cannot be written: {reason}", path=place, reason=why(error))) from error
    return digest(manifest)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def next_place(runs: Path, case_id: str, study: str = "") -> Path:
    """Return the next free folder ``runs/<case id>/<n>``, or of a study ``runs/<case id>/<study>-<n>``."""
    folder, before = runs / case_id, f"{study}-" if study else ""
    taken = [0]
    with contextlib.suppress(OSError):
        names = [each.name.removeprefix(before) for each in folder.iterdir() if each.name.startswith(before)]
        taken += [int(name) for name in names if name.isascii() and name.isdigit()]
    return folder / f"{before}{max(taken) + 1}"


def find_run(name: str, runs: Path) -> Path:
    """
    Return the folder of a run: a path, ``id/n``, or ``last``.

    Raises:
        FileProblem: there is no such run.
    """
    if name == "last":
        found = all_runs(runs)
        if not found:
            raise FileProblem(say("there is no run under {path} yet", path=runs))
        return max(found, key=lambda each: (each / MANIFEST).stat().st_mtime_ns)
    for place in (Path(name), runs / name):
        if (place / "result.json").is_file():
            return place
    raise FileProblem(
        say("there is no run at {name}: write a path, a case and number such as id/1, or last", name=name)
    )


def all_runs(runs: Path) -> list[Path]:
    """Return the folders of all runs, by case and number."""
    found = [path.parent for path in runs.glob("*/*/result.json") if path.parent.name.isdigit()]
    return sorted(found, key=lambda each: (each.parent.name, int(each.name)))
