"""Forging a run: change a number anywhere, follow it through the files, and recompute every digest."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from greenopt.verify import Report, verify
from greenopt.verify.portfolio import portfolio_csv

CASE, CERTIFICATE, RESULT, TABLE = "case.resolved.json", "certificate.json", "result.json", "portfolio.csv"
DOCUMENTS = (CASE, CERTIFICATE, RESULT)
Json = Any
Forgery = Callable[[dict[str, Json]], None]


def dice_of(seed: float) -> random.Random:
    """Return dice that fall the same way every time."""
    return random.Random(seed)  # noqa: S311 - nothing here is a secret


def as_bytes(data: Json) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def documents(run: Path) -> dict[str, Json]:
    return {name: json.loads((run / name).read_bytes()) for name in DOCUMENTS}


def forged(run: Path, place: Path, forge: Forgery) -> Report:
    """Change the documents of a run, bring every digest and the table in line, and verify."""
    data = documents(run)
    forge(data)
    case = as_bytes(data[CASE])
    data[RESULT]["case"]["digest"] = data[CERTIFICATE]["case"] = digest(case)
    result = as_bytes(data[RESULT])
    data[CERTIFICATE]["result"] = digest(result)
    files = {CASE: case, RESULT: result, CERTIFICATE: as_bytes(data[CERTIFICATE]), TABLE: table_of(data[RESULT])}
    if not place.exists():
        shutil.copytree(run, place)
    for name, content in files.items():
        (place / name).write_bytes(content)
    sign(place)
    return verify(place)


def table_of(result: Json) -> bytes:
    """Return the table of a result, as far as the result is one."""
    try:
        return portfolio_csv(result)
    except (KeyError, TypeError, AttributeError):
        return b""


def sign(run: Path) -> None:
    """Write the manifest again."""
    names = [path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()]
    listed = {name: digest((run / name).read_bytes()) for name in names if name not in ("manifest.json", "log.txt")}
    (run / "manifest.json").write_bytes(as_bytes({"schema": "greenopt.manifest/1", "files": listed}))


def leaves(value: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Json]]:
    """Yield the path and the value of everything in a document that is no list or mapping."""
    if isinstance(value, (dict, list)):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(each, (*path, key))
    else:
        yield path, value


def putting(part: str, path: tuple[Any, ...], value: Json) -> Forgery:
    """Return the forgery that puts a value into a place of a document."""

    def forge(data: dict[str, Json]) -> None:
        holder = data[part]
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = value

    return forge


def other(value: Json, dice: random.Random) -> Json:
    """Return a value with one digit changed; of what has none, another value of the same kind."""
    if value is None:
        return dice.choice([0, 1])
    if isinstance(value, bool):
        return not value
    text = value if isinstance(value, str) else repr(value)
    places = [place for place, each in enumerate(text) if each in "0123456789"]
    if not places:
        return f"{value}x"
    place = dice.choice(places)
    changed = text[:place] + dice.choice([each for each in "123456789" if each != text[place]]) + text[place + 1 :]
    return changed if isinstance(value, str) else type(value)(changed)


def refused(run: Path, place: Path, forge: Forgery) -> str:
    """Return why a forged run is refused; assert that it is."""
    report = forged(run, place, forge)
    assert report.exit_code == 7
    return str(report.failures[0])


UNPROVED = ("software", "diagnostics")
"""Parts of a result that no proof reaches: the versions of the programs, and what the reader warned of."""
ADVICE = ("irreducible", "members", "repairs", "mixed", "nearest", "obvious")
"""Of a conflict, what is told and not proved by the run; that the rules clash is."""


def carries_meaning(path: tuple[Any, ...], value: Json) -> bool:
    """Whether a leaf of a result is a number, a yes or no, a name, or a text with a number in it."""
    words = path[-1] in ("en", "vi") and not any(each.isdigit() for each in value)
    if path[0] in UNPROVED or path[-1] in ("digest", "solver_claim") or path[:2] == ("objective", "open"):
        return False
    if path[0] == "conflict" and {*ADVICE} & {*path}:
        return False
    return not (words and {"reason", "tiers"} & {*path})
