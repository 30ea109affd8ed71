"""What ``doctor`` checks: each check answers with what it found, and never with an exception."""

import platform
import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, NamedTuple

from greenopt.errors import Fault
from greenopt.language import CATALOGUES, Message, Number, Text, number, say
from greenopt.language import listed as joined

OLDEST_PYTHON = (3, 11)
FAULTY_HIGHS = "1.14.0"
"""A version that calls wrong answers optimal."""

State = Literal["ok", "note", "failed"]


class Check(NamedTuple):
    """One thing that was looked at."""

    group: Message
    name: Message | str
    state: State
    found: Message | str


def checks(folder: Path) -> Iterator[Check]:
    """Yield every check; ``folder`` is where runs would be kept."""
    yield from _versions()
    yield _arithmetic()
    yield from _shipped()
    yield _writes(folder)
    yield from _canaries()


def refuse_faulty_solver() -> None:
    """
    Look whether the solver of this installation may be trusted with a case; the small programs take a blink.

    Raises:
        Fault: it is a version known to be faulty, or one of the small programs comes out wrong with it.
    """
    from greenopt.engine.canaries import dead_canaries

    found, dead = version("highspy"), dead_canaries()
    if found == FAULTY_HIGHS or dead:
        raise Fault(
            say(
                "the solver of this installation, HiGHS {version}, gives wrong answers, so nothing was solved; "
                "'greenopt doctor' says which, another version mends it",
                version=found,
            )
        )


def _versions() -> Iterator[Check]:
    group = say("Versions")
    state: State = "ok" if sys.version_info >= OLDEST_PYTHON else "failed"
    yield Check(group, "Python", state, platform.python_version())
    for name, package in (("greenopt", "greenopt"), ("Pyomo", "pyomo"), ("HiGHS", "highspy")):
        try:
            found = version(package)
        except PackageNotFoundError:
            yield Check(group, name, "failed", say("not installed"))
            continue
        faulty = package == "highspy" and found == FAULTY_HIGHS
        words = say("{version}: this version gives wrong answers; install another", version=found)
        yield Check(group, name, "failed" if faulty else "ok", words if faulty else found)


def _arithmetic() -> Check:
    """Numbers that floats get wrong: a sum of tenths, a third, and a rounding of a half."""
    expected = {
        "0.1 + 0.2": (Fraction("0.1") + Fraction("0.2"), Fraction(3, 10)),
        "3 · 1/3": (3 * Fraction(1, 3), Fraction(1)),
        "1e16 + 1": (Fraction(Decimal("1e16")) + 1, Fraction(10**16 + 1)),
    }
    wrong = [name for name, (value, right) in expected.items() if value != right]
    wrong += [] if number(Fraction("2.675"), "en") == "2.68" else ["2.675"]
    wrong += [] if number(Fraction("1234.5"), "vi") == "1.234,5" else ["1234.5"]
    words = say("sums, thirds, halves and digits are right")
    found = say("wrong: {names}", names=joined(wrong)) if wrong else words
    return Check(say("Numbers"), say("exact arithmetic"), "failed" if wrong else "ok", found)


def _shipped() -> Iterator[Check]:
    from greenopt.case.shipped import shipped_cases, shipped_models

    group = say("Shipped")
    for name, found in ((say("policy models"), shipped_models()), (say("cases"), shipped_cases())):
        yield Check(group, name, "ok" if found else "failed", joined(found) if found else say("none found"))
    catalogue = next(CATALOGUES.glob("vi/LC_MESSAGES/greenopt.mo"), None)
    words = say("Vietnamese and English") if catalogue else say("English only: the Vietnamese catalogue is missing")
    yield Check(group, say("languages"), "ok" if catalogue else "note", words)


def _writes(folder: Path) -> Check:
    group, name = say("Files"), say("runs can be saved")
    place = folder if folder.is_dir() else Path()
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write("đ".encode())
    except OSError as problem:
        from greenopt.result.refused import reason

        words = say("not under {path}: {reason}", path=place.absolute(), reason=reason(problem))
        return Check(group, name, "note", words)
    return Check(group, name, "ok", say("under {path}", path=folder))


def _canaries() -> Iterator[Check]:
    """Yield the small programs that HiGHS once got wrong."""
    group = say("Solver")
    try:
        from greenopt.engine.canaries import run_canaries

        results = run_canaries()
    except Exception as problem:  # noqa: BLE001  # as above
        yield Check(group, say("canaries"), "failed", say("cannot be run: {problem}", problem=problem))
        return
    for each in results:
        if not each.passed:
            said = {"found": _value(each.found), "expected": _value(each.expected)}
            yield Check(group, each.name, "failed", say("{found} instead of {expected}", **said))
            continue
        found = say("proved: {value}", value=_value(each.found)) if each.certified else say("nothing claimed, rightly")
        if each.raw_wrong:
            found = say("{found} (HiGHS alone is wrong: {raw})", found=found, raw=each.raw)
        yield Check(group, each.name, "ok", found)


def _value(value: Fraction | None) -> Message | Number | Text:
    return say("no plan") if value is None else Number(value, 6)
