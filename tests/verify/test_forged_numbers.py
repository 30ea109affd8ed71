"""
Every forged number is refused, wherever it stands.

A forger here may do everything: change a number anywhere, follow it through the files, and recompute every digest.
"""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import CampaignSize
from tests.verify.forging import (
    CERTIFICATE,
    RESULT,
    UNPROVED,
    Json,
    carries_meaning,
    dice_of,
    documents,
    forged,
    leaves,
    other,
    putting,
    sign,
)

from greenopt.verify import verify


def changed_digits(run: Path, number: int, dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield files with one digit changed somewhere."""
    names = sorted(path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file())
    for _ in range(number):
        name = dice.choice([each for each in names if each != "log.txt"])
        content = bytearray((run / name).read_bytes())
        place = dice.choice([place for place, byte in enumerate(content) if chr(byte).isdigit()])
        content[place] = ord(dice.choice([each for each in "0123456789" if ord(each) != content[place]]))
        yield name, bytes(content)


@pytest.mark.parametrize("signed", [False, True], ids=["as it is", "manifest written again"])
def test_a_digit_changed_in_any_file_is_refused(signed: bool, runs: dict[str, Path], tmp_path: Path) -> None:
    """
    With the manifest written again, the files still hold each other by their digests.

    All but the copy for people, and the certificate, where a digit may make another proof of the same.
    """
    place = tmp_path / "run"
    shutil.copytree(runs["years"], place)
    for name, content in changed_digits(place, 80, dice_of(3)):
        if signed and name in ("manifest.json", "case.resolved.yaml", CERTIFICATE):
            continue
        before, manifest = (place / name).read_bytes(), (place / "manifest.json").read_bytes()
        (place / name).write_bytes(content)
        if signed:
            sign(place)

        assert verify(place).exit_code == 7, name
        (place / "manifest.json").write_bytes(manifest)
        (place / name).write_bytes(before)
    assert verify(place).exit_code == 0


@pytest.mark.parametrize(
    "name", ["plain", "ties", "promises", "soft", "whole", "impossible", "screened", "overlap", "priority"]
)
def test_no_number_of_a_result_can_be_forged(name: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Leaves of the result, one after the other (of long ones sixty), with every digest recomputed."""
    dice = dice_of(7)
    told = [leaf for leaf in leaves(documents(runs[name])[RESULT]) if carries_meaning(*leaf)]
    for path, value in told if len(told) < 90 else dice.sample(told, 60):
        new = other(value, dice)

        report = forged(runs[name], tmp_path / "run", putting(RESULT, path, new))
        assert report.exit_code == 7, (path, value, new)


def test_numbers_keep_their_kind(runs: dict[str, Path], tmp_path: Path) -> None:
    """Equal to a computer, not to a reader: 0 for false, 1.0 for 1, true for 1."""
    for path, value in leaves(documents(runs["plain"])[RESULT]):
        if path[0] not in UNPROVED and type(value) in (bool, int):
            new: Json = int(value) if isinstance(value, bool) else bool(value) if value in (0, 1) else float(value)

            assert forged(runs["plain"], tmp_path / "run", putting(RESULT, path, new)).exit_code == 7, path


@pytest.mark.parametrize("name", ["plain", "soft", "tree", "promises", "impossible", "broken", "overlap", "priority"])
def test_no_claim_of_a_certificate_can_be_forged(name: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Multipliers may be others that prove the same; plan, values, bound and status may not."""
    dice = dice_of(8)
    for path, value in leaves(documents(runs[name])[CERTIFICATE]):
        claims = path[0] in ("plan", "value", "bound", "status", "broken", "schema")
        claims |= path[0] == "stages" and path[-1] in ("name", "value")
        if claims:
            new = other(value, dice)

            report = forged(runs[name], tmp_path / "run", putting(CERTIFICATE, path, new))
            assert report.exit_code == 7, (path, value, new)


@pytest.mark.campaign
def test_forgeries_in_number(
    campaign_size: CampaignSize, runs: dict[str, Path], tmp_path: Path, figures: list[str]
) -> None:
    """
    Random changes of results and certificates, ten for each one asked for, with every digest recomputed.

    What passes must be a text without a number, a part that no proof reaches, or other multipliers (and steps) that
    prove the same.
    """
    dice, tally = dice_of(9), Counter[str]()
    same = ("multipliers", "farkas", "prices", "tree", "ties")
    while tally["forged"] < 10 * campaign_size.changes:
        name, part = dice.choice(sorted(runs)), dice.choice([RESULT, RESULT, CERTIFICATE])
        path, value = dice.choice(list(leaves(documents(runs[name])[part])))
        if (part == RESULT and not carries_meaning(path, value)) or path in (("case",), ("result",)):
            continue
        new = other(value, dice)
        report = forged(runs[name], tmp_path / name, putting(part, path, new))
        if report.exit_code == 0:
            assert part == CERTIFICATE, (name, path, value, new)
            assert any(each in path for each in same), (name, path, value, new)
            tally["other proofs of the same"] += 1
            continue
        tally["forged"] += 1
    same_proofs = f"{tally['other proofs of the same']} more changes made other proofs of the same"
    figures.append(f"{tally['forged']} of {tally['forged']} forgeries refused, every digest recomputed; {same_proofs}")
