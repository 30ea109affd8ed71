"""
The run folder: everything a run says, written whole or not at all.

    result.json  portfolio.csv  certificate.json  case.resolved.json  case.resolved.yaml  inputs/  manifest.json
    log.txt (outside the manifest)

No time, host, user or absolute path stands in it but in ``log.txt``, so the same input and versions give the same
bytes. A run that was interrupted leaves nothing behind.
"""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from greenopt.errors import FileProblem
from greenopt.language import say
from greenopt.result.filed import write_folder
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
    write_folder(place, {**files, MANIFEST: manifest, LOG: log.encode()})
    return digest(manifest)


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
