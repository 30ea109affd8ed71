"""
Verify: proves a run folder again with a bare Python, sharing no line with the program that wrote it.

    python verify.py RUN [--expect DIGEST]                     exit code 0: proved, 7: not proved

From ``case.resolved.json`` it derives what a plan is (columns in boxes), what it must satisfy (rows) and what is
sought in turn; then ``certificate.json`` is put to the test, and every number of ``result.json`` is derived again.
Multipliers y of the rows, whoever chose them, bound every plan: with d = cost - y A,

    bound(y) = sum(y * the side of its row that it leans on) + sum(max(d * lower, d * upper))

so a plan whose value is the bound is best, and with a cost of zero a bound below zero proves that there is no plan.
Every best plan keeps what has a multiplier or a d other than zero where it stands: that is the face on which the next
wish is decided. All arithmetic is exact. What this file cannot know is whether the resolved case says what the files
under ``inputs/`` say; and a solver's claim, software versions, warnings of the reader and what would mend an impossible
case stand in the result unproved: solve it with the change, and verify that run.
"""

import argparse
import csv
import hashlib
import io
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from pathlib import Path
from typing import Any, NamedTuple

Json = Any
Numbers = dict[str, Fraction]
"""Column → weight, column → value, or row → multiplier; what is absent is zero."""
Box = tuple[Fraction, Fraction]
ZERO, ONE = Fraction(0), Fraction(1)
MOST_BYTES, MOST_FILES, MOST_SHOWN = 2**28, 10_000, 50
FINE, SPECK = 2**64, 2**24
"""How finely cuts are rounded, and how much less than another column one moves a cut that it leaves out."""
EXIT_CODES = {
    "certified_optimal": 0, "certified_within_gap": 0, "stopped": 5, "certified_infeasible": 4, "uncertified": 4,
}  # fmt: skip
DECISIONS = ("committed", "required", "funded", "partly", "not_funded", "screened_out")
TABLE = (
    "rank", "project", "name_vi", "name_en", "sector", "kind", "place", "decision", "level", "cost", "asks",
    "public_money", "starts", "funds", "objective", "merit", "reason_vi", "reason_en",
)  # fmt: skip
NUMBER, NAME = re.compile(r"\d(?:[\d.,]*\d)?"), re.compile(r"[\w-]+")


class Sentence(NamedTuple):
    """What was checked, or what is wrong: an English template and the values in it, so that it can be translated."""

    template: str
    values: dict[str, str]

    def __str__(self) -> str:
        return self.template.format(**self.values)


class Refused(Exception):
    """Something is so wrong that nothing that rests on it can be checked."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass
class Report:
    """What was proved of a run (``checks``), what does not hold (``failures``), and the digest of its manifest."""

    digest: str = ""
    place: str = ""
    """The file at hand."""
    checks: list[Sentence] = field(default_factory=list)
    failures: list[Sentence] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 when everything holds, else 7."""
        return 7 if self.failures else 0


def verify(folder: Path, expect: str | None = None) -> Report:
    """
    Prove what a run folder says, or say what is wrong with it; a hostile folder is refused like any other.

    Args:
        folder: the run folder.
        expect: the digest that the run must have.
    """
    report = Report()
    try:
        _verify(folder, expect, report)
    except Refused as refusal:
        report.failures.append(refusal.sentence)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, OSError, RecursionError) as error:
        reason = f"{type(error).__name__}: {error}"
        report.failures.append(
            say("{file} holds what greenopt does not write ({reason})", file=report.place or folder, reason=reason)
        )
    return report


def main(arguments: list[str] | None = None) -> int:
    """Run as a program: what holds goes to stdout, what does not to stderr."""
    parser = argparse.ArgumentParser(prog="verify.py", description="Proves a greenopt run folder.")
    parser.add_argument("run", type=Path, help="the run folder")
    parser.add_argument("--expect", metavar="DIGEST", help="the digest that the run must have")
    given = parser.parse_args(arguments)
    report = verify(given.run, given.expect)
    for stream, sentences in ((sys.stdout, report.checks), (sys.stderr, report.failures)):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
        for sentence in sentences:
            print(sentence, file=stream)
    print(f"run {report.digest or '?'}: {'NOT PROVED' if report.failures else 'proved'}")
    return report.exit_code


def say(template: str, /, **values: object) -> Sentence:
    """Make a sentence; values are shortened and made harmless to print."""
    return Sentence(template, {name: shown(value) for name, value in values.items()})


def shown(value: object) -> str:
    """Return a value as it can be shown: at most eighty printable characters."""
    if isinstance(value, (int, Fraction)) and value.numerator.bit_length() + value.denominator.bit_length() > 9999:
        return "a very long number"
    text = str(value)
    text = f"{text[:80]}…" if len(text) > 80 else text
    return "".join(each if each.isprintable() else f"<U+{ord(each):04X}>" for each in text)


def wrong(place: str, expected: object, found: object) -> Refused:
    """Make the refusal of a value that is not what it must be."""
    return Refused(say("{place}: expected {expected}, found {found}", place=place, expected=expected, found=found))


def _verify(folder: Path, expect: str | None, report: Report) -> None:
    files = read_folder(folder)
    report.digest = digest(files["manifest.json"])
    if expect not in (None, report.digest):
        raise wrong("manifest.json: digest", expect, report.digest)
    report.checks.append(say("{count} files are those of the manifest", count=len(files) - 1))
    names = ("result.json", "case.resolved.json", "certificate.json")
    result, data, certificate = (parse(name, files[name]) for name in names)
    data, certificate = shaped(data, CASE, names[1]), shaped(certificate, CERTIFICATE, names[2])
    for key, name in (("result", "result.json"), ("case", "case.resolved.json")):
        if certificate[key] != digest(files[name]):
            raise wrong(f"certificate.json: {key}", digest(files[name]), certificate[key])
    report.place = "case.resolved.json"
    case = Case(data)
    about = {"columns": len(case.boxes), "rows": len(case.rows)}
    report.checks.append(say("{columns} columns and {rows} rows follow from the case", **about))
    report.place = "certificate.json"
    proof = Proof(case, certificate)
    report.checks.append(say("the certificate proves: {status}", status=proof.status))
    expected = Expected(proof).document()
    report.place = "result.json"
    expected["case"]["digest"] = digest(files["case.resolved.json"])
    inputs = sorted(name.removeprefix("inputs/") for name in files if name.startswith("inputs/"))
    expected["inputs"] = [{"file": name, "sha256": digest(files[f"inputs/{name}"])} for name in inputs]
    for sentence in differences("result.json", expected, result):
        report.failures.append(sentence)
        if len(report.failures) >= MOST_SHOWN:
            break
    if not report.failures and files["portfolio.csv"] != portfolio_csv(result):
        raise wrong("portfolio.csv", "the portfolio of result.json", "another table")
    if not report.failures:
        report.checks.append(say("every number of result.json and portfolio.csv follows from the plan and its proof"))


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


def shaped(value: Json, shape: Json, place: str) -> Json:
    """Return a JSON value read by its shape: a type, a text, a reader, [shape of each], {key: shape, "?key": shape}."""
    if isinstance(shape, type):
        if type(value) is not shape:
            raise wrong(place, shape.__name__, value)
        return value
    if isinstance(shape, str):
        if value != shape:
            raise wrong(place, shape, value)
        return value
    if isinstance(shape, list):
        return [shaped(each, shape[0], f"{place}[{number}]") for number, each in enumerate(shaped(value, list, place))]
    if not isinstance(shape, dict):
        return shape(value, place)
    known = {key.removeprefix("?"): each for key, each in shape.items()}
    for key in sorted(shaped(value, dict, place).keys() ^ known.keys()):
        if key in value or f"?{key}" not in shape:
            raise Refused(say("{place}: {key} is missing or unknown", place=place, key=key))
    return {key: shaped(each, known[key], f"{place}: {key}") for key, each in value.items()}


def exact(value: Json, place: str) -> Fraction:
    """Read an exact number, written as a decimal or a fraction; long ones belong into certificates only."""
    most = 4000 if place.startswith("certificate") else 400
    match = re.fullmatch(r"(-?[0-9]+)(?:\.([0-9]+)|/([1-9][0-9]*))?", shaped(value, str, place), flags=re.ASCII)
    if match is None or len(value) > 2 * most or any(len(part or "") > most for part in match.groups()):
        raise wrong(place, "an exact number", value)
    whole, decimals, below = match.groups()
    return Fraction(int(whole + (decimals or "")), int(below) if below else 10 ** len(decimals or ""))


def count(least: int, most: int) -> Callable[[Json, str], int]:
    """Return the reader of a whole number between two others."""

    def reader(value: Json, place: str) -> int:
        if not least <= shaped(value, int, place) <= most:
            raise wrong(place, f"a whole number from {least} to {most}", value)
        return int(value)

    return reader


def maybe(shape: Json) -> Callable[[Json, str], Json]:
    """Return the reader of a value that may be null."""
    return lambda value, place: None if value is None else shaped(value, shape, place)


def mapped(shape: Json) -> Callable[[Json, str], Json]:
    """Return the reader of a mapping with any keys."""
    return lambda value, place: {
        key: shaped(each, shape, f"{place}: {key}") for key, each in shaped(value, dict, place).items()
    }


def one_of(*words: str) -> Callable[[Json, str], Json]:
    """Return the reader of one of some words."""

    def reader(value: Json, place: str) -> str:
        if value not in words:
            raise wrong(place, " or ".join(words), value)
        return str(value)

    return reader


def by_year(value: Json, place: str) -> dict[int, Fraction]:
    """Read a mapping of years to exact numbers."""
    return {YEAR(int(key), place): each for key, each in sorted(mapped(exact)(value, place).items())}


def anything(value: Json, place: str = "") -> Json:
    """Read what nothing here rests on; as a test of a result, let it pass."""
    return value if place else True


YEAR = count(1000, 2999)
TEXTS = {"en": str, "vi": str}
NUMBERS = mapped(exact)
SELECTOR: dict[str, Json] = {
    f"?{key}": [str]
    for key in ("sectors", "kinds", "tags", "places", "facilities", "meets", "projects", "status", "from")
}
SELECTOR["?not"] = lambda value, place: shaped(value, SELECTOR, place)
TERM = {
    "factor": exact, "?sum": str, "?to": SELECTOR, "?year": YEAR, "?by": YEAR, "?fund": str, "?over": "lifetime",
    "?discount": exact, "?begun": [YEAR], "?level": str, "?chosen": str, "?unspent": str, "?shortfall": str,
    "?part": str, "?overlapped": str, "?reached": str,
}  # fmt: skip
FORM = {"constant": exact, "terms": [TERM]}
PROJECT = {
    "id": str, "name": TEXTS, "sector": str, "kind": str, "status": str, "status_source": str, "facility": str,
    "place": str, "owner": maybe(TEXTS), "tags": [str], "meets": mapped(str), "cost": exact, "eligible_cost": exact,
    "support": by_year, "running_cost": exact, "spending": [exact], "starts": [YEAR], "delay": count(0, 200),
    "lifetime": count(1, 200), "scale": {"whole": bool, "at_least": exact}, "started": by_year, "remaining": by_year,
    "?paid": mapped(by_year),
    "impact": mapped({"stated": exact, "energy": NUMBERS}), "closes": NUMBERS,
    "evidence": {"quality": str, "source": str}, "screened": maybe({"rule": str, "reason": TEXTS}),
}  # fmt: skip
SENSE, GOAL = one_of("<=", ">=", "=="), one_of("maximise", "minimise")
AIM = {
    "sense": GOAL, "of": str, "over": one_of("horizon", "lifetime"), "year": maybe(YEAR), "discount": exact,
    "unit": str, "text": TEXTS,
}  # fmt: skip
CASE = {
    "schema": "greenopt.case/1", "scenario": [str], "changes": mapped(str), "units": mapped(str), "projects": [PROJECT],
    "case": {"id": str, "title": TEXTS, "status": str, "horizon": [YEAR], "decision": anything, "?planned_from": YEAR},
    "policy": {"id": str, "title": TEXTS, "source": str}, "sectors": mapped(TEXTS), "places": mapped(TEXTS),
    "funds": [{
        "id": str, "name": TEXTS, "amount": by_year, "carry_over": maybe(exact), "opening": exact, "for": SELECTOR,
        "spend_at_least": exact, "source": str, "evidence": str,
    }],
    "indicators": mapped({
        "name": TEXTS, "form": one_of("flow", "stock", "ratio"), "unit": str, "from_factors": bool, "numerator": str,
        "denominator": str, "without_projects": by_year, "less": str,
    }),
    "factors": mapped(mapped({"?value": exact, "?by_year": by_year})),
    "stocks": mapped({"name": TEXTS, "unit": str, "amount": exact, "source": str}),
    "objective": {
        **AIM, "?then": [AIM],
        "?weigh": [{"of": str, "weight": exact, "unit": str, "source": str, "assumed": bool}],
    },
    "rules": [{
        "name": str, "title": maybe(TEXTS), "rule": str, "row": maybe(str), "source": str, "negotiable": bool,
        "text": TEXTS,
    }],
    "requirements": [{
        "name": str, "rule": str, "part": str, "left": FORM, "sense": SENSE, "right": FORM, "step": FORM,
        "unit": TEXTS, "step_unit": TEXTS, "soft_scale": exact,
    }],
    "potentials": [{"rule": str, "part": str, "of": str, "to": SELECTOR, "year": YEAR, "amount": exact}],
    "tiers": [{"rule": str, "form": FORM, "ends": bool}],
}  # fmt: skip
SIDE = {
    "?farkas": NUMBERS, "?step": exact, "?plan": NUMBERS, "?multipliers": NUMBERS,
    "?unit": {"multipliers": NUMBERS, "plan": NUMBERS},
}  # fmt: skip
TREE = {
    "nodes": [{"?split": str, "?at": int, "?leaf": count(0, 10**9), "?empty": bool}], "multipliers": [NUMBERS],
    "?cuts": [{"rows": NUMBERS, "turned": [str]}], "?better": exact,
}  # fmt: skip
CERTIFICATE = {
    "schema": "greenopt.certificate/1", "case": str, "result": str, "status": str, "value": maybe(exact),
    "bound": maybe(exact),
    "plan": NUMBERS, "stages": [{"name": str, "value": exact, "multipliers": NUMBERS, "?tree": TREE}],
    "farkas": NUMBERS, "broken": [str], "prices": maybe(mapped({"?relax": SIDE, "?tighten": SIDE})),
    "ties": {"others": [NUMBERS], "pushes": [{"columns": [str], "sign": int, "multipliers": NUMBERS}]},
    "tree": maybe(TREE), "?then": [{"name": str, "value": exact, "tree": TREE}],
}  # fmt: skip
MANIFEST = {"schema": "greenopt.manifest/1", "files": mapped(str)}


class Row(NamedTuple):
    """What every plan satisfies: lower <= weights · plan <= upper; a side may be missing."""

    weights: Numbers
    lower: Fraction | None
    upper: Fraction | None


class Form(NamedTuple):
    """Weights on columns and a constant."""

    weights: Numbers
    constant: Fraction


class Case:
    """The settled case: columns with their boxes, rows, and what is sought in turn."""

    def __init__(self, data: Json) -> None:
        self.data = data
        self.projects: dict[str, Json] = {each["id"]: each for each in data["projects"]}
        self.funds: dict[str, Json] = {each["id"]: each for each in data["funds"]}
        self.first, self.last = data["case"]["horizon"]
        self.open = data["case"].get("planned_from", self.first)
        """The first year that is not yet a fact."""
        final = max([self.last, *(year for fund in data["funds"] for year in fund["amount"])])
        self.years, self.horizon = range(self.first, final + 1), {*range(self.first, self.last + 1)}
        self.boxes: dict[str, Box] = {}
        self.whole: set[str] = set()
        self.rows: dict[str, Row] = {}
        self.begins: dict[str, list[int]] = {}
        self.payers: dict[str, list[str]] = {}
        self.ask: Numbers = {}
        self.due: dict[tuple[str, int], dict[int, Fraction]] = {}
        self.grants: dict[str, int] = {}
        self._terms: dict[str, Numbers] = {}
        self._sums: dict[tuple[Any, ...], Fraction] = {}
        for key, records in (("projects", self.projects), ("funds", self.funds)):
            if [each["id"] for each in data[key]] != sorted(records) or not all(map(NAME.fullmatch, records)):
                raise wrong(f"case.resolved.json: {key}", "names in their order, each once", [*records])
        for name, project in self.projects.items():
            self._project(name, project)
        for name, fund in self.funds.items():
            for year in filter(lambda year: self.keeps(fund, year), self.years):
                held = sum((fund["amount"].get(when, ZERO) for when in range(self.first, year + 1)), fund["opening"])
                self.boxes[f"unspent[{name},{year}]"] = (ZERO, 2 * held + 1)
        self.requirements: list[Json] = data["requirements"]
        self.potentials: dict[str, Json] = {named(each["rule"], each["part"]): each for each in data["potentials"]}
        """What projects can have only once, by the name of the requirement that says so."""
        for name, each in self.potentials.items():
            claimed = Form(self.term({"sum": each["of"], "to": each["to"], "by": each["year"]}), -each["amount"])
            self.boxes[f"overlapped[{name}]"] = (ZERO, 2 * max(self._span(claimed)[1], ZERO) + 1)
        for tier in data["tiers"]:
            if tier["ends"]:
                found, reached = self.form((1, tier["form"])), f"reached[{tier['rule']}]"
                least, most = self._span(found)
                self.boxes[reached] = (2 * min(least, ZERO) - 1, 2 * max(most, ZERO) + 1)
                self.rows[reached] = Row({reached: ONE, **negative(found.weights)}, None, found.constant)
        self.constant: Numbers = {}
        """Requirements that no plan can change, with left minus right."""
        self._check_requirements()
        for each in self.requirements:
            self._write(each)
        self.touched: dict[str, list[tuple[str, Fraction]]] = {column: [] for column in self.boxes}
        """Column → the rows that it stands in, with its weights."""
        for name, row in self.rows.items():
            for column, weight in row.weights.items():
                self.touched[column].append((name, weight))
        self.more = data["objective"]["sense"] == "maximise"
        self.stated = self._objective(data["objective"])
        """The objective as it is stated, on columns."""
        self.wishes = dict(self._wishes())
        """What is sought in turn, each as weights to be maximised."""
        names = list(self.wishes)
        self.before = {*names[: names.index("objective")]}
        """What is sought before the objective."""
        self.then = [name for name in names if name.startswith("then.")]
        """What is sought after it, besides the rule for ties."""

    def _project(self, name: str, project: Json) -> None:
        """Write the columns of a project, and the rows that they obey whatever the rules."""
        started, scale = project["started"], project["scale"]
        self.payers[name] = payers = [fund for fund, each in self.funds.items() if meant(each["for"], project)]
        self.begins[name] = years = [*started, *project["starts"]]
        self._check_starts(name, project)
        level = {f"start[{name},{year}]": ONE for year in years}
        for year, column in zip(years, level, strict=True):
            self.boxes[column] = (started[year], started[year]) if year in started else (ZERO, ONE)
        if scale["whole"] and not started:
            self.whole |= level.keys()
        if len(years) > 1:
            self.rows[f"level[{name}]"] = Row(level, None, ONE)
        on = f"on[{name}]"
        if scale["at_least"] and started:
            self.boxes[on] = (ONE, ONE)
        elif scale["at_least"] and years:
            self.boxes[on] = (ZERO, ONE)
            self.whole.add(on)
            self.rows[f"least[{name}]"] = Row({**level, on: -scale["at_least"]}, ZERO, None)
            self.rows[f"most[{name}]"] = Row({**level, on: -ONE}, None, ZERO)
        due = {year: self.payments(project, year) for year in years}
        self.due |= {(name, year): money for year, money in due.items()}
        self.ask[name] = ask = max((sum(money.values(), ZERO) for money in due.values()), default=ZERO)
        for when in sorted({when for money in due.values() for when in money} & {*self.years}):
            if len(payers) > 1:
                grants = {f"grant[{name},{fund},{when}]": ONE for fund in payers}
                for fund, grant in zip(payers, grants, strict=True):
                    paid = project.get("paid", {}).get(fund, {}).get(when, ZERO) / ask
                    self.boxes[grant] = (paid, paid if when < self.open else Fraction(3))
                self.grants |= {grant: place for place, grant in enumerate(grants)}
                owed = {f"start[{name},{year}]": -money[when] / ask for year, money in due.items() if when in money}
                self.rows[f"pay[{name},{when}]"] = Row({**grants, **owed}, ZERO, ZERO)

    def payments(self, project: Json, start: int, price: Fraction | None = None) -> dict[int, Fraction]:
        """Return what is due by year if the whole of a project begins then: public money, or money for a price."""
        money: dict[int, Fraction] = {}
        runs = start + project["delay"]
        settled = [project["remaining"], *project.get("paid", {}).values()]
        if price is None and start in project["started"] and any(settled):
            begun = sum(project["started"].values())
            for each in settled:
                for year, owed in each.items():
                    money[year] = money.get(year, ZERO) + owed / begun
        else:
            whole = project["support"].get(start, ZERO) if price is None else price
            money = {start + number: whole * share for number, share in enumerate(project["spending"])}
            for year in range(runs, min(runs + project["lifetime"], self.last + 1)):
                money[year] = money.get(year, ZERO) + project["running_cost"]
        return {year: owed for year, owed in money.items() if owed and year >= self.first}

    def _check_starts(self, name: str, project: Json) -> None:
        """Check that a project begins only when it may and can be paid."""
        begun, starts = sum(project["started"].values()), project["starts"]
        closed = project["screened"] or project["status"] == "excluded" or begun >= 1
        paid = {year for fund in self.payers[name] for year in self.horizon | self.funds[fund]["amount"].keys()}
        unpaid = [year for year in starts if not self.payments(project, year).keys() <= paid]
        known = {year for year in project["support"].keys() & self.horizon if year >= self.open} - {*project["started"]}
        if (closed and starts) or unpaid or not {*starts} <= known or starts != sorted({*starts}):
            place = f"case.resolved.json: projects: {name}: starts"
            raise wrong(place, "years in which it can be begun and paid", starts)
        if begun > 1 or sum(project["spending"]) != 1:
            raise wrong(f"case.resolved.json: projects: {name}: spending", "shares of one", project["spending"])

    def keeps(self, fund: Json, year: int) -> bool:
        """Return whether money of a year may be kept for the next."""
        return bool(fund["carry_over"] != 0 and self.open <= year < self.years[-1])

    def _check_requirements(self) -> None:
        """Check that the requirements are named once, and begin with what holds in every case."""
        owed, rules = list(self._funding()), {each["name"] for each in self.data["rules"]}
        names = Counter(each["name"] for each in self.requirements)
        for number, each in enumerate(self.requirements):
            place, name = f"case.resolved.json: requirements[{number}]", named(each["rule"], each["part"])
            if each["name"] != name or names[name] > 1 or "[" in name or each["soft_scale"] < 0:
                raise wrong(place, "a requirement with a name of its own", each["name"])
            if number >= len(owed) and each["rule"] not in rules:
                raise wrong(place, "a rule of the case", each["rule"])
        for number, (name, sense, *forms) in enumerate(owed):
            each = self.requirements[number] if number < len(self.requirements) else None
            place = f"case.resolved.json: requirements[{number}]"
            if each is None or (each["name"], each["sense"], each["soft_scale"]) != (name, sense, 0):
                raise wrong(place, f"{name} {sense}", each and each["name"])
            for side, form in zip(("left", "right", "step"), forms, strict=True):
                if self.form((1, each[side])) != form:
                    raise wrong(f"{place}: {side}", form, self.form((1, each[side])))

        for name, each in self.potentials.items():
            owner = next((other for other in self.requirements if other["name"] == name), None)
            gross = self.term({"sum": each["of"], "to": each["to"], "by": each["year"]})
            wanted = (Form({**gross, f"overlapped[{name}]": -ONE}, ZERO), "<=", Form({}, each["amount"]))
            given = owner and (self.form((1, owner["left"])), owner["sense"], self.form((1, owner["right"])))
            if given != wanted:
                raise wrong(f"case.resolved.json: potentials: {name}", "the requirement that says so", given)
        priorities = [tier["rule"] for tier in self.data["tiers"]]
        if not {*priorities} <= rules or len({*priorities}) < len(priorities):
            raise wrong("case.resolved.json: tiers", "rules of the case, each once", priorities)

    def _span(self, form: Form) -> Box:
        """Return the least and the most that a form comes to in the boxes of its columns."""
        ends = [sorted(weight * side for side in self.boxes[column]) for column, weight in form.weights.items()]
        least, most = (form.constant + sum((end[side] for end in ends), ZERO) for side in (0, 1))
        return least, most

    def twice(self, term: Json) -> Numbers:
        """Return the weights of what is claimed twice in a sum of an indicator."""
        moment, last = term.get("year", term.get("by")), self.last
        indicator = self.data["indicators"].get(term["sum"], {})
        stock, signs = indicator.get("form") == "stock", {term["sum"]: ONE, indicator.get("less", ""): -ONE}
        found = {}
        for name, each in self.potentials.items():
            year, rate = each["year"], term.get("discount", ZERO)
            if stock:
                weight = ONE if year == (moment or last) else ZERO
            elif moment is None and (year <= last or term.get("over") == "lifetime"):
                weight = self._over(term["sum"], "", year, year + 1, rate)
            else:
                weight = ONE if year == moment else ZERO
            if each["of"] in signs and weight:
                found[f"overlapped[{name}]"] = weight * signs[each["of"]]
        return found

    def counted(self, term: Json) -> Numbers:
        """Return the weights of a sum over all projects, without what is claimed twice."""
        return {**self.term(term), **negative(self.twice(term))}

    def _funding(self) -> Iterator[tuple[str, str, Form, Form, Form]]:
        """Yield what holds in every case: funds spend what they have, promises are kept, what is begun is paid."""
        one, nothing = Form({}, ONE), Form({}, ZERO)
        for name, fund in self.funds.items():
            for year in self.years[self.open - self.first :]:
                amount, share = fund["amount"].get(year, ZERO), fund["spend_at_least"]
                spent = self.term({"sum": "public_money", "year": year, "fund": name})
                kept, before = (
                    {f"unspent[{name},{when}]": ONE} if self.keeps(fund, when) else {} for when in (year, year - 1)
                )
                hand = Form(before, amount + (fund["opening"] if year == self.open else 0))
                yield f"funds.{name}:{year}", "<=", Form({**spent, **kept}, ZERO), hand, one
                if kept and fund["carry_over"] is not None:
                    most, step = Form({}, fund["carry_over"] * amount), Form({}, amount / 100)
                    yield f"funds.{name}.carry_over:{year}", "<=", Form(kept, ZERO), most, step
                if share:
                    right, step = (
                        Form(dict.fromkeys(before, part), part * hand.constant) for part in (share, ONE / 100)
                    )
                    yield f"funds.{name}.spend_at_least:{year}", ">=", Form(spent, ZERO), right, step
        for name, project in self.projects.items():
            if project["status"] in ("committed", "required"):
                level = Form(self.term({"level": name}), ZERO)
                yield f"projects.{name}.status", "==", level, one, Form({}, ONE / 100)
            for year in sorted({year for start in project["started"] for year in self.due[name, start]}):
                if year not in self.years or (year >= self.open and not self.payers[name]):
                    owed = self.term({"sum": "public_money", "to": {"projects": [name]}, "year": year})
                    yield f"projects.{name}.payments:{year}", "<=", Form(owed, ZERO), nothing, one

    def _write(self, requirement: Json) -> None:
        """Write the row of a requirement; that of a soft one has a loosely boxed shortfall."""
        name, sense, left, right = (requirement[key] for key in ("name", "sense", "left", "right"))
        missed = [each for side in (left, right) for each in side["terms"] if "shortfall" in each]
        own = {"shortfall": requirement["rule"], "part": requirement["part"], "factor": ONE if sense == ">=" else -ONE}
        if missed != ([own] if requirement["soft_scale"] else []) or (missed and missed[0] not in left["terms"]):
            raise wrong(f"case.resolved.json: requirements: {name}: left", "the shortfall if it is soft", missed)
        if requirement["soft_scale"]:
            hard, sign = {**left, "terms": [each for each in left["terms"] if each != own]}, 1 if sense == "<=" else -1
            most = self._span(self.form((sign, hard), (-sign, right)))[1]
            self.boxes[f"shortfall[{name}]"] = (ZERO, 2 * max(most, ZERO) + 1)
        self.form((1, requirement["step"]))
        gap = self.form((1, left), (-1, right))
        if gap.weights:
            sides = (None if sense == "<=" else -gap.constant, None if sense == ">=" else -gap.constant)
            self.rows[name] = Row(gap.weights, *sides)
        else:
            self.constant[name] = gap.constant

    def form(self, *parts: tuple[int, Json]) -> Form:
        """Return the sum of forms, each times a number, on columns."""
        weights: Numbers = {}
        for sign, form in parts:
            for term in form["terms"]:
                for column, weight in self.term(term).items():
                    weights[column] = weights.get(column, ZERO) + sign * term["factor"] * weight
        number = sum((sign * form["constant"] for sign, form in parts), ZERO)
        return Form({column: weight for column, weight in weights.items() if weight}, number)

    def term(self, term: Json, among: tuple[str, ...] = ()) -> Numbers:
        """Return the weights of one term on columns; ``among`` keeps to these projects."""
        quantities = {"public_money", "total_cost", "starts", "projects", "running"}
        quantities |= self.data["indicators"].keys() | self.data["stocks"].keys()
        kinds = ("sum", "level", "chosen", "unspent", "shortfall", "overlapped", "reached")
        kind, *more = [key for key in kinds if key in term]
        known = "" if among else repr(sorted((key, value) for key, value in term.items() if key != "factor"))
        if known in self._terms:
            return self._terms[known]
        name = term[kind]
        found = {f"on[{name}]": ONE}
        if kind == "sum":
            members = among or tuple(self.projects)
            each = (self._sum(term, name) for name in members if meant(term.get("to", {}), self.projects[name]))
            found = {column: weight for weights in each for column, weight in weights.items()}
        elif kind == "unspent":
            found = {f"unspent[{name},{term['year']}]": ONE}
        elif kind in ("shortfall", "overlapped"):
            found = {f"{kind}[{named(name, term['part'])}]": ONE}
        elif kind == "reached":
            found = {f"reached[{name}]": ONE}
        elif kind == "level" or f"on[{name}]" not in self.boxes:
            found = {f"start[{name},{year}]": ONE for year in self.begins[name] if year <= term.get("by", 9999)}
        strange = term.get("sum", "starts") not in quantities or ("fund" in term and term["fund"] not in self.funds)
        if more or strange or not found.keys() <= self.boxes.keys():
            raise wrong("case.resolved.json: requirements: terms", "one quantity of the case", term)
        if known:
            self._terms[known] = found
        return found

    def _sum(self, term: Json, name: str) -> Numbers:
        """Return the weights of one project in a sum."""
        fund, payers = term.get("fund"), self.payers[name]
        if term["sum"] == "projects" and f"on[{name}]" in self.boxes:
            return {f"on[{name}]": ONE}
        if fund is not None and len(payers) > 1:
            grants = [f"grant[{name},{fund},{year}]" for year in self.years if self._counts(term, year)]
            return {grant: self.ask[name] for grant in grants if grant in self.boxes}
        if fund is not None and payers != [fund]:
            return {}
        first, last = (0, 9999) if fund is not None else term.get("begun", (0, 9999))
        years = [year for year in self.begins[name] if first <= year <= last]
        found = {f"start[{name},{year}]": self._weight(term, self.projects[name], year) for year in years}
        return {column: weight for column, weight in found.items() if weight}

    def _counts(self, term: Json, year: int) -> bool:
        """Return whether what happens in a year belongs to the time that a sum speaks of."""
        return bool(year >= self.first and year == term.get("year", min(year, term.get("by", year))))

    def _weight(self, term: Json, project: Json, start: int) -> Fraction:
        """Return what the whole of a project, begun in a year, adds to a sum."""
        of, runs = term["sum"], start + project["delay"]
        if of in ("projects", "starts"):
            return ONE if of == "projects" or self._counts(term, start) else ZERO
        if of in ("public_money", "total_cost"):
            public, price = of == "public_money", project["cost"]
            due = self.due[project["id"], start] if public else self.payments(project, start, price)
            return sum((money for year, money in due.items() if self._counts(term, year)), ZERO)
        moment = term.get("year", term.get("by"))
        if of == "running":
            return ONE if runs <= (moment or self.last) < runs + project["lifetime"] else ZERO
        closing, there = of in self.data["stocks"], runs == moment if "year" in term else runs <= (moment or self.last)
        impact = {"stated": project["closes"].get(of, ZERO)} if closing else project["impact"].get(of)
        if impact is None:
            return ZERO
        if closing or self.data["indicators"][of]["form"] == "stock":
            return Fraction(impact["stated"]) if there else ZERO
        begin, end = self.first, 9999 if term.get("over") == "lifetime" else self.last + 1
        if moment is not None:
            begin, end = moment, moment + 1
        years = (max(runs, begin), min(runs + project["lifetime"], end), term.get("discount", ZERO))
        saved = {"": impact["stated"], **impact["energy"]}
        return sum((amount * self._over(of, fuel, *years) for fuel, amount in saved.items()), ZERO)

    def _over(self, of: str, fuel: str, begin: int, end: int, rate: Fraction) -> Fraction:
        """Return the sum over years of what one unit counts in each: its factor, discounted to twelve decimals."""
        key = (of, fuel, begin, end, rate)
        if key not in self._sums:
            weights = {
                year: Fraction(int((1 + rate) ** (self.first - year) * 10**12 + ONE / 2), 10**12) if rate else ONE
                for year in range(begin, end)
            }
            self._sums[key] = sum((weight * self.factor(of, fuel, year) for year, weight in weights.items()), ZERO)
        return self._sums[key]

    def factor(self, of: str, fuel: str, year: int) -> Fraction:
        """Return the factor of a fuel in a year, the last one known held; of what is stated, one."""
        series = self.data["factors"][of][fuel] if fuel else {"value": ONE}
        known = series.get("by_year", {0: series.get("value")})
        return Fraction(known[max((each for each in known if each <= year), default=min(known))])

    def _objective(self, aim: Json) -> Numbers:
        """Return an aim as it is stated, and what is weighed in it: each part over the same time."""
        if aim["sense"] == "minimise":
            if aim["of"] not in ("public_money", "total_cost") or aim.get("weigh"):
                raise wrong("case.resolved.json: objective", "the least of money alone", aim["of"])
            return self.term({"sum": aim["of"]})
        found: Numbers = {}
        for of, weight in self.parts(aim):
            if self.data["indicators"].get(of, {}).get("form") not in ("flow", "stock"):
                raise wrong("case.resolved.json: objective", "an indicator that is no ratio", of)
            for column, value in self.counted(self.timed(aim, of)).items():
                found[column] = found.get(column, ZERO) + weight * value
        return {column: value for column, value in found.items() if value}

    def parts(self, aim: Json) -> list[tuple[str, Fraction]]:
        """Return what is weighed in an aim with its weights, each once: what it is of counts for itself."""
        found = [(aim["of"], ONE), *((each["of"], each["weight"]) for each in aim.get("weigh", []))]
        if len(dict(found)) < len(found) or any(weight <= 0 for _, weight in found):
            raise wrong("case.resolved.json: objective: weigh", "indicators, each once, with weights above zero", found)
        return found

    def timed(self, aim: Json, of: str) -> Json:
        """Return the term of an indicator over the time of an aim."""
        year = {} if aim["year"] is None else {"year": aim["year"]}
        return {"sum": of, "over": aim["over"], "discount": aim["discount"], **year}

    def _wishes(self) -> Iterator[tuple[str, Numbers]]:
        soft = {f"shortfall[{each['name']}]": each["soft_scale"] for each in self.requirements if each["soft_scale"]}
        if soft:
            yield "soft_rules", {column: -1 / scale for column, scale in soft.items()}
        for tier in self.data["tiers"]:
            reached = {f"reached[{tier['rule']}]": ONE} if tier["ends"] else self.form((1, tier["form"])).weights
            yield f"priority.{tier['rule']}", reached
        yield "objective", self.stated if self.more else negative(self.stated)
        for turn, aim in enumerate(self.data["objective"].get("then", []), 1):
            stated = self._objective(aim)
            yield f"then.{turn}.{aim['of']}", stated if aim["sense"] == "maximise" else negative(stated)
        emissions = [name for name, each in self.data["indicators"].items() if each["from_factors"]]
        if self.more or not emissions:
            yield "money", negative(self.term({"sum": "public_money"}))
        else:
            yield "emissions", self.counted({"sum": emissions[0]})
        begins = [(len(self.projects) - place, name) for place, name in enumerate(self.projects)]
        starts = {f"start[{name},{year}]": (left, year) for left, name in begins for year in self.begins[name]}
        yield "waiting", {column: Fraction(self.first - year) for column, (_, year) in starts.items()}
        yield "order", {column: Fraction(left) for column, (left, _) in starts.items()}
        yield "funds", {column: Fraction(-place) for column, place in self.grants.items()}
        if kept := {column: ONE for column in self.boxes if column.startswith("unspent[")}:
            yield "kept", kept
        if self.potentials:
            yield "overlap", {f"overlapped[{name}]": -ONE for name in self.potentials}
        marks = {column: hashlib.sha256(column.encode()).digest()[:6] for column in self.boxes}
        yield "digest", {column: Fraction(int.from_bytes(mark, "big")) for column, mark in marks.items()}


def meant(group: Json, project: Json) -> bool:
    """Return whether a selector means a project: of every key one of its names, of conditions all."""
    held = {
        "sectors": [project["sector"]], "kinds": [project["kind"]], "places": [project["place"]],
        "facilities": [project["facility"]], "projects": [project["id"]], "status": [project["status"]],
        "tags": project["tags"],
    }  # fmt: skip
    if any(key in group and {*group[key]}.isdisjoint(names) for key, names in held.items()):
        return False
    if not {*group.get("meets", ())} <= {*project["meets"]}:
        return False
    return not ("not" in group and meant(group["not"], project))


def named(rule: str, part: str) -> str:
    """Return the name of a requirement."""
    return f"{rule}:{part}" if part else rule


def negative(weights: Numbers) -> Numbers:
    """Return weights turned around."""
    return {column: -weight for column, weight in weights.items()}


def worth(weights: Numbers, plan: Numbers) -> Fraction:
    """Return what weights come to in a plan."""
    small, large = (weights, plan) if len(weights) < len(plan) else (plan, weights)
    return sum((value * large[column] for column, value in small.items() if column in large), ZERO)


def add(weights: Numbers, others: Numbers, times: Fraction) -> None:
    """Add a multiple of other weights to weights."""
    for column, weight in others.items():
        weights[column] = weights.get(column, ZERO) + times * weight


class Bound(NamedTuple):
    """What no plan surpasses, the multipliers that prove it, and d = cost - y A."""

    value: Fraction
    multipliers: Numbers
    rest: Numbers


class Face(NamedTuple):
    """What is left for the next wish: boxes and rows, some of them narrowed to one value."""

    boxes: dict[str, Box]
    rows: dict[str, Row]

    def bound(self, cost: Numbers, multipliers: Numbers, place: str) -> Bound:
        """Return the bound that multipliers give."""
        return self.shifted(Bound(ZERO, {}, {}), multipliers, place, cost)

    def shifted(self, bound: Bound, multipliers: Numbers, place: str, cost: Numbers | None = None) -> Bound:
        """Return the bound once some multipliers are others; a multiplier must lean on a side that its row has."""
        value, rest, touched = bound.value, {**bound.rest, **(cost or {})}, set(cost or ())
        for name, multiplier in multipliers.items():
            before = bound.multipliers.get(name, ZERO)
            if name not in self.rows or None in (self.side(name, multiplier), self.side(name, before)):
                raise wrong(f"{place}: {name}", "a multiplier that leans on a side of a row", multiplier)
            value += multiplier * (self.side(name, multiplier) or 0) - before * (self.side(name, before) or 0)
            change, weights = before - multiplier, self.rows[name].weights
            for column, weight in weights.items():
                rest[column] = rest[column] + change * weight if column in rest else change * weight
            touched |= weights.keys()
        for column in touched:
            value += self.push(column, rest[column]) - self.push(column, bound.rest.get(column, ZERO))
        return Bound(value, {**bound.multipliers, **multipliers}, rest)

    def push(self, column: str, weight: Fraction) -> Fraction:
        """Return the most that a weight on a column comes to in its box."""
        return weight * self.boxes[column][weight.numerator > 0] if weight else ZERO

    def side(self, name: str, multiplier: Fraction) -> Fraction | None:
        """Return the side of a row that a multiplier leans on; zero leans on none."""
        row = self.rows[name]
        return ZERO if not multiplier else row.upper if multiplier > 0 else row.lower

    def narrowed(self, bound: Bound) -> "Face":
        """Return the face of the best plans, of which the bound is the value."""
        boxes, rows = dict(self.boxes), dict(self.rows)
        for column, weight in bound.rest.items():
            if weight:
                boxes[column] = (boxes[column][weight.numerator > 0],) * 2
        for name, multiplier in bound.multipliers.items():
            if multiplier:
                side = self.side(name, multiplier)
                rows[name] = Row(rows[name].weights, side, side)
        return Face(boxes, rows)

    def keep(self, plan: Numbers, names: Iterable[str], place: str, moved: tuple[str, Fraction] = ("", ZERO)) -> None:
        """Refuse a plan that leaves a box or breaks one of these rows; the sides of one row may be moved."""
        for column, value in plan.items():
            lower, upper = self.boxes.get(column, (ONE, ZERO))
            if not lower <= value <= upper:
                raise wrong(f"{place}: {column}", f"a column from {shown(lower)} to {shown(upper)}", value)
        for name in names:
            row, by = self.rows[name], moved[1] if name == moved[0] else ZERO
            value = worth(row.weights, plan)
            if (row.lower is not None and value < row.lower + by) or (row.upper is not None and value > row.upper + by):
                raise wrong(f"{place}: row {name}", f"from {row.lower} to {row.upper}", value)

    def cut(self, given: Json, whole: set[str], place: str) -> Row:
        """
        Return a row that follows from others for whole columns, by mixed-integer rounding.

        With every column counted from a side of its box, t >= 0, the rows say sum(a t) <= b + s, where s >= 0 is what
        other columns and the slack of rows may add. With f = b - floor(b) every plan keeps

            sum((floor(a) + max(0, a - floor(a) - f) / (1 - f)) t)  <=  floor(b) + s / (1 - f)

        Numbers are rounded to where this says less; what hardly moves the left side is left out, at its least.
        """
        weights: Numbers = {}
        slack: list[tuple[Row, Fraction, Fraction]] = []
        most, said, turned = ZERO, Numbers(), {*given["turned"]}
        for name, multiplier in given["rows"].items():
            row = self.rows.get(name, Row({}, None, None))
            own, other = (row.upper, row.lower) if multiplier > 0 else (row.lower, row.upper)
            side = other if own is None else own
            if side is None:
                raise wrong(f"{place}: {name}", "a row with a side", multiplier)
            slack += [(row, multiplier, side)] if own is None else []
            most += multiplier * side
            add(weights, row.weights, multiplier)
        origin = {column: self.boxes[column][column in turned] for column in weights}
        most -= worth(weights, origin)
        part = most % 1
        upper = most - part
        for column, weight in weights.items():
            if column in whole and origin[column].denominator != 1:
                raise wrong(f"{place}: {column}", "a whole side", origin[column])
            sign = -1 if column in turned else 1
            below = sign * weight // 1 if column in whole else 0
            rest = max(ZERO, sign * weight - below - part) if column in whole else min(ZERO, sign * weight)
            said[column] = sign * (below + rest / (1 - part))
            upper += said[column] * origin[column]
        for row, multiplier, side in slack:
            step = -multiplier / (1 - part)
            upper += step * side
            add(said, row.weights, step)
        for column, weight in said.items():
            said[column] = Fraction(weight * FINE // 1, FINE)
            upper -= (weight - said[column]) * self.boxes[column][0]
        spans = {
            column: abs(weight) * (self.boxes[column][1] - self.boxes[column][0]) for column, weight in said.items()
        }
        speck = max(spans.values(), default=ZERO) / SPECK
        for column, span in spans.items():
            if span <= speck:
                upper -= min(said[column] * side for side in self.boxes[column])
                del said[column]
        return Row(said, None, upper)

    def is_point(self) -> bool:
        """Whether the equations of the face leave no column free; True is a proof."""
        free: dict[str, Numbers] = {column: {} for column, (lower, upper) in self.boxes.items() if lower != upper}
        for name, row in self.rows.items():
            if row.lower is not None and row.lower == row.upper:
                for column in row.weights.keys() & free.keys():
                    free[column][name] = row.weights[column]
        return independent(free.values())


PRIME = 2**61 - 1


def independent(vectors: Iterable[Numbers]) -> bool:
    """Whether vectors are linearly independent; shown modulo a prime, so True is a proof."""
    left = {
        place: {key: value.numerator * pow(value.denominator, -1, PRIME) % PRIME for key, value in vector.items()}
        for place, vector in enumerate(vectors)
    }
    holders: dict[str, set[int]] = {}
    for place, vector in left.items():
        for key in vector:
            holders.setdefault(key, set()).add(place)
    alone = [key for key, places in holders.items() if len(places) == 1]
    while alone:
        for place in tuple(holders[alone.pop()]):
            for key in left.pop(place):
                holders[key].discard(place)
                if len(holders[key]) == 1:
                    alone.append(key)
    pivots: dict[str, dict[str, int]] = {}
    for vector in sorted(left.values(), key=len):
        for key, pivot in pivots.items():
            if by := vector.get(key):
                for each, value in pivot.items():
                    vector[each] = (vector.get(each, 0) - by * value) % PRIME
        rest = {key: value for key, value in vector.items() if value}
        if not rest:
            return False
        first = min(rest, key=lambda key: (len(holders[key]), key))
        inverse = pow(rest[first], -1, PRIME)
        pivots[first] = {key: value * inverse % PRIME for key, value in rest.items()}
    return True


class Proof:
    """The certificate, put to the test against the case; refused where it proves less than it says."""

    def __init__(self, case: Case, certificate: Json) -> None:
        self.case, self.certificate = case, certificate
        self.status: str = certificate["status"]
        self.plan: Numbers = certificate["plan"]
        self.value: Fraction | None = certificate["value"]
        self.limit: Fraction | None = certificate["bound"]
        self.root = self.before = self.after = self.finest = Face(case.boxes, case.rows)
        """All plans, those among which the objective decides, the best ones, and those best in what comes next too."""
        self.then: dict[str, Fraction] = {}
        """For whole projects: what is proved of what is sought after the objective."""
        self.stages: dict[str, Bound] = {}
        senses = {each["name"]: each["sense"] for each in case.requirements}
        allowed = {"<=": (-1, 0), ">=": (0, 1), "==": (0,)}
        self.broken = [
            name for name, gap in case.constant.items() if (gap > 0) - (gap < 0) not in allowed[senses[name]]
        ]
        if self.broken != certificate["broken"] or self.status not in EXIT_CODES:
            raise wrong("certificate.json: broken", self.broken, certificate["broken"])
        if self.value is None:
            self._nothing()
        else:
            self._plan()
            self._prove()

    def _nothing(self) -> None:
        """Test the proof that there is no plan; where nothing is claimed, nothing may be given."""
        given, place = self.certificate, "certificate.json: farkas"
        proofs = [bool(self.broken), given["tree"] is not None, bool(given["farkas"])]
        told = any(given[key] for key in ("plan", "stages", "prices")) or given["bound"] is not None
        claimed = {"certified_infeasible": 1, "stopped": 0, "uncertified": 0}.get(self.status)
        if told or claimed != sum(proofs):
            raise wrong("certificate.json: status", "one proof that there is no plan, or no claim", self.status)
        if given["tree"] is not None:
            self._tree(given["tree"], self.root, {}, None)
        elif given["farkas"] and self.root.bound({}, given["farkas"], place).value >= 0:
            raise wrong(place, "multipliers that prove that there is no plan", given["farkas"])

    def _plan(self) -> None:
        """Test that the plan is one, and its value."""
        self.root.keep(dict.fromkeys(self.case.boxes, ZERO) | self.plan, self.case.rows, "certificate.json: plan")
        for column in self.case.whole & self.plan.keys():
            if self.plan[column].denominator != 1:
                raise wrong(f"certificate.json: plan: {column}", "a whole number", self.plan[column])
        for name, each in self.case.potentials.items():
            column, claims = f"overlapped[{name}]", {"sum": each["of"], "to": each["to"], "by": each["year"]}
            twice = max(worth(self.case.term(claims), self.plan) - each["amount"], ZERO)
            if self.plan.get(column, ZERO) != twice:
                raise wrong(f"certificate.json: plan: {column}", twice, self.plan.get(column, ZERO))
        if self.value != worth(self.case.stated, self.plan):
            raise wrong("certificate.json: value", worth(self.case.stated, self.plan), self.value)
        trees = [self.certificate["tree"], *(stage.get("tree") for stage in self.certificate["stages"])]
        if self.broken or self.certificate["farkas"] or (any(trees) and not self.case.whole):
            raise wrong("certificate.json", "no other proof beside that of a plan", self.status)

    def _prove(self) -> None:
        """Test what is sought in turn, each on the face that the one before has left, and what it comes to."""
        given, wishes, whole = self.certificate["stages"], list(self.case.wishes), bool(self.case.whole)
        names, main, place = [stage["name"] for stage in given], wishes.index("objective"), "certificate.json: stages"
        in_turn = names == wishes[: main + 1 if whole else max(len(names), main + 1)]
        partly = whole and names[-1:] == ["objective"] and names[:-1] == wishes[: len(names) - 1]
        if not in_turn and not partly:
            raise wrong(place, f"every wish in turn: {wishes}", names)
        face = self.root
        for name, stage in zip(names, given, strict=True):
            cost, loose = self.case.wishes[name], whole and name == "objective"
            if loose and not in_turn:
                # Whatever is best in the first wish that is not proved, is no worse in it than this plan.
                first = wishes[len(names) - 1]
                row = Row(self.case.wishes[first], worth(self.case.wishes[first], self.plan), None)
                face = Face(face.boxes, {**face.rows, f"held[{first}]": row})
            bound, reached = face.bound(cost, stage["multipliers"], f"{place}: {name}"), worth(cost, self.plan)
            tree = self.certificate["tree"] if loose else stage.get("tree")
            proved = self._tree(tree, face, cost, reached) if tree else bound.value
            told = reached if loose and self.limit is None else proved
            if stage["value"] != told or (reached != told and not loose):
                raise wrong(f"{place}: {name}: value", f"{shown(reached)}, bound {shown(proved)}", stage["value"])
            held = Face(face.boxes, {**face.rows, f"held[{name}]": Row(cost, reached, None)})
            following = face if loose else held if tree else face.narrowed(bound)
            if name == "objective":
                self.before, self.after = face, following
                if self.limit not in (proved if self.case.more else -proved, None if loose else self.value):
                    raise wrong("certificate.json: bound", proved, self.limit)
            if name == "objective" or name in self.case.then:
                self.finest = following
            self.stages[name], face = bound, following
        if not whole and len(names) < len(wishes) and not face.is_point():
            raise wrong(place, f"every wish in turn: {wishes}", names)
        honest = "certified_optimal" if in_turn and self.limit == self.value else "certified_within_gap"
        fitting = {honest} if self.limit is not None else set()
        if self.status not in (fitting | {"stopped"} if whole else fitting):
            raise wrong("certificate.json: status", honest, self.status)
        self._next(self.certificate.get("then", []), proved=whole and honest == "certified_optimal")

    def _next(self, given: list[Json], *, proved: bool) -> None:
        """Test what whole projects are best in after the objective, what came before held by rows."""
        place, before, rows = "certificate.json: then", "objective", dict(self.before.rows)
        if [each["name"] for each in given] != self.case.then[: len(given)] or (given and not proved):
            raise wrong(place, f"what is sought after a proved objective: {self.case.then}", given)
        for each in given:
            held = self.case.wishes[before]
            rows[f"held[{before}]"] = Row(held, worth(held, self.plan), None)
            before, cost = each["name"], self.case.wishes[each["name"]]
            reached = worth(cost, self.plan)
            most = self._tree(each["tree"], Face(self.before.boxes, rows), cost, reached)
            if (each["value"], most) != (reached, reached):
                raise wrong(f"{place}: {before}", f"{shown(reached)}, bound {shown(most)}", each["value"])
            self.then[before] = reached

    def _tree(self, tree: Json, face: Face, cost: Numbers, value: Fraction | None) -> Fraction:
        """Return what no whole-number plan surpasses, by a tree of splits; with no value: there is no plan."""
        place, best = "certificate.json: tree", value
        below = lcm(*(weight.denominator for weight in cost.values()))
        step = Fraction(gcd(*(int(weight * below) for weight in cost.values())), below)
        if (known := tree.get("better")) is not None:
            # Only what brings more than the value is ruled out, so only plans that bring so much need be looked at.
            if value is None or known > value:
                raise wrong(f"{place}: better", f"at most {value}", known)
            face = Face(face.boxes, face.rows | {"better": Row(cost, known, None)})
        for number, cut in enumerate(tree.get("cuts", ())):
            rows = {f"cut[{number}]": face.cut(cut, self.case.whole, f"{place}: cut[{number}]")}
            face = Face(face.boxes, face.rows | rows)
        ready: dict[tuple[int, bool], Bound] = {}
        boxes: list[dict[str, Box]] = [{}]
        for node in tree["nodes"]:
            box = boxes.pop()
            if "split" in node:
                column, at = node["split"], node["at"]
                lower, upper = box.get(column, face.boxes[column])
                if column not in self.case.whole:
                    raise wrong(place, "a split of a whole number", column)
                boxes += [
                    {**box, column: (max(lower, ONE * at + 1), upper)},
                    {**box, column: (lower, min(upper, ONE * at))},
                ]
                continue
            key = (node["leaf"], node["empty"])
            if key not in ready:
                ready[key] = face.bound({} if node["empty"] else cost, tree["multipliers"][node["leaf"]], place)
            reached, rest = ready[key].value, ready[key].rest
            for column, sides in box.items():
                weight = rest.get(column, ZERO)
                reached += weight * sides[weight.numerator > 0] - face.push(column, weight)
            if node["empty"] and reached >= 0:
                raise wrong(place, "a leaf that is empty", reached)
            if not node["empty"]:
                reached = reached // step * step if step and cost.keys() <= self.case.whole else reached
                best = reached if best is None or reached > best else best
        if boxes or (value is None) != (best is None):
            raise wrong(place, "a tree whose every leaf is proved", "another one")
        return best or ZERO

    @cached_property
    def held(self) -> set[str]:
        """Rows that what is sought before the objective holds in place."""
        return {row for name in self.case.before & self.stages.keys() for row in self.stages[name].multipliers}

    @cached_property
    def single(self) -> bool:
        """Whether there is proved to be one best plan only, money that is merely kept included."""
        return self.after.is_point()

    @cached_property
    def only(self) -> bool:
        """Whether there is proved to be one plan only that is best in what is sought after the objective too."""
        return self.finest.is_point()

    @cached_property
    def has_unique_multipliers(self) -> bool:
        """Whether the rows that hold the plan are independent on what stands between its bounds."""
        boxes, rows = self.before
        free = {column for column, value in self.plan.items() if boxes[column][0] < value < boxes[column][1]}
        free |= {column for column in boxes.keys() - self.plan.keys() if boxes[column][0] < 0 < boxes[column][1]}
        tight = [row for row in rows.values() if worth(row.weights, self.plan) in (row.lower, row.upper)]
        return independent({column: row.weights[column] for column in row.weights.keys() & free} for row in tight)


class Merit(NamedTuple):
    """What starting the whole of a project in its best year brings and takes, at the multipliers of the objective."""

    gains: Fraction
    takes: Fraction
    largest: str
    """The requirement of which it takes most; ``pay`` for the money of several funds; empty if it takes nothing."""
    serves: str
    """The soft requirement that speaks most for it, where soft requirements together do."""

    @property
    def ratio(self) -> Fraction | None:
        """Gains over takes; None when it takes nothing of worth."""
        return self.gains / self.takes if self.takes else None


class Expected:
    """The result document as it must be, from the case and its proof; a leaf may be a test instead of a value."""

    def __init__(self, proof: Proof) -> None:
        self.proof, self.case, self.plan, self.data = proof, proof.case, proof.plan, proof.case.data
        self.told = proof.value is not None
        self.starts: dict[str, dict[int, Fraction]] = {
            name: {year: self.plan[column] for year in years if self.plan.get(column := f"start[{name},{year}]")}
            for name, years in self.case.begins.items()
        }
        self.chosen = tuple(name for name, starts in self.starts.items() if starts)
        self.rules: dict[str, Json] = {each["name"]: each for each in self.data["rules"]}
        self._wordings: dict[Any, str] = {}
        self.prices = {each["name"]: self._price(each) for each in self.case.requirements}

    def document(self) -> Json:
        """Return the whole document, without the digests of files."""
        proof, case, objective = self.proof, self.data["case"], self.data["objective"]
        gap = None if proof.value is None or proof.limit is None else abs(proof.limit - proof.value)
        return {
            "schema": "greenopt.result/1", "status": proof.status, "exit_code": EXIT_CODES[proof.status],
            "case": {key: case[key] for key in ("id", "title", "status", "horizon")}
            | {"policy": self.data["policy"]["title"]},
            "scenario": self.data["scenario"], "changes": self.data["changes"], "software": is_texts,
            "objective": {
                "indicator": objective["of"], "sense": objective["sense"], "unit": objective["unit"],
                "text": objective["text"], "value": plain(proof.value), "bound": plain(proof.limit), "gap": plain(gap),
                "solver_claim": lambda found: found is None or is_text(found), **self._weighed(),
                "open": self._open(),
            },
            "totals": self._totals(),
            "portfolio": self._portfolio() if self.told else [],
            "rules": [*map(self._requirement, self.case.requirements), *self._settled()],
            "years": list(self._years()) if self.told else [],
            "tiers": self._tiers() if self.told and (self.case.before or self.case.then) else [],
            "ties": self._ties(),
            "conflict": self._conflict() if proof.status == "certified_infeasible" else None,
            "diagnostics": lambda found: isinstance(found, list),
        }  # fmt: skip

    def _open(self) -> Json:
        """Why a proof is not complete: nothing where it is, some words where there is a gap."""
        if self.proof.status in ("certified_optimal", "certified_infeasible"):
            return None
        return is_texts if self.proof.status == "certified_within_gap" else anything

    def total(self, **term: Json) -> Fraction:
        """Return what a sum comes to in the plan."""
        return worth(self.case.term(term, self.chosen), self.plan)

    def counted(self, **term: Json) -> Fraction:
        """Return what a sum of an indicator comes to in the plan, without what is claimed twice."""
        return self.total(**term) - worth(self.case.twice(term), self.plan)

    def _totals(self) -> Json:
        unit = {"money_unit": self.data["units"]["money"]}
        if not self.told:
            return {"public_money": None, "private_money": None, "indicators": {}, **unit}
        public, every = self.total(sum="public_money"), self.total(sum="total_cost")
        indicators = {name: self._indicator(name, each) for name, each in self.data["indicators"].items()}
        return {"public_money": plain(public), "private_money": plain(every - public), "indicators": indicators, **unit}

    def _indicator(self, name: str, indicator: Json) -> Json:
        """A flow in its first years of running, over horizon and lifetime; a stock in all; a ratio in its last year."""
        if indicator["form"] != "ratio":
            value = plain(sum((self._yearly(project, name) for project in self.chosen), ZERO))
            horizon, stock = plain(self.counted(sum=name)), indicator["form"] == "stock"
            term = {"sum": name} if stock else {"sum": name, "over": "lifetime"}
            shared = any(each["of"] == name for each in self.case.potentials.values())
            twice = {"claimed_twice": plain(worth(self.case.twice(term), self.plan))} if shared else {}
            if stock:
                return {"value": value, "unit": indicator["unit"], "by_end_of_horizon": horizon, **twice}
            life, unit = plain(self.counted(**term)), f"{indicator['unit']}/yr"
            return {"value": value, "unit": unit, "over_horizon": horizon, "over_lifetime": life, **twice}
        parts = [indicator["numerator"], indicator["denominator"]]
        above, below = (self.data["indicators"][part]["without_projects"] for part in parts)
        years = above.keys() & below.keys() & self.case.horizon
        if not years:
            return {"value": None, "unit": indicator["unit"]}
        year = max(years)
        top, bottom = (
            base[year] + self.counted(sum=part, by=year) for base, part in ((above, parts[0]), (below, parts[1]))
        )
        scale = 100 if indicator["unit"] == "%" else 1
        without, now = plain(above[year] / below[year] * scale), plain(top / bottom * scale)
        return {"value": now, "unit": indicator["unit"], "year": year, "without_projects": without}

    def _yearly(self, project: str, name: str) -> Fraction:
        """Return what the started share of a project brings in its first year of running, or once."""
        each, total = self.case.projects[project], ZERO
        impact = each["impact"].get(name, {"stated": ZERO, "energy": {}})
        for year, share in self.starts[project].items():
            saved = (
                amount * self.case.factor(name, fuel, year + each["delay"]) for fuel, amount in impact["energy"].items()
            )
            total += share * (impact["stated"] + sum(saved, ZERO))
        return total

    def _portfolio(self) -> list[Json]:
        rows = []
        for name, project in self.case.projects.items():
            level, merit = sum(self.starts[name].values(), ZERO), self._merit(name)
            decision = decide(project, level)
            order = (1, ZERO) if merit is None else (0, -merit.gains) if merit.ratio is None else (1, -merit.ratio)
            rows.append(((DECISIONS.index(decision), *order, -level, name), project, decision, merit))
        rows.sort(key=lambda row: row[0])
        return [{"rank": rank, **self._entry(*row[1:])} for rank, row in enumerate(rows, 1)]

    def _entry(self, project: Json, decision: str, merit: Merit | None) -> Json:
        name, starts = project["id"], self.starts[project["id"]]
        funds = {
            fund: worth(self.case.term({"sum": "public_money", "fund": fund}, (name,)), self.plan)
            for fund in self.case.payers[name]
        }
        return {
            **{key: project[key] for key in ("name", "sector", "kind", "place", "evidence")},
            "project": name,
            "decision": decision,
            "level": plain(sum(starts.values(), ZERO)),
            "asks": plain(max(project["support"].values(), default=ZERO)),
            "cost": plain(project["cost"]),
            "public_money": plain(sum(funds.values(), ZERO)),
            "starts": {str(year): plain(share) for year, share in starts.items()},
            "funds": {fund: plain(money) for fund, money in funds.items() if money},
            "impact": {each: plain(self._yearly(name, each)) for each in project["impact"]},
            "objective": plain(worth(self.case.stated, {f"start[{name},{year}]": starts[year] for year in starts})),
            "merit": None if merit is None else plain(merit.ratio),
            "reason": self._reason(project, decision, merit),
        }

    def _merit(self, project: str) -> Merit | None:
        """Return the merit of the year in which starting is most worth it; None if the project cannot start."""
        best: Merit | None = None
        for year in self.case.begins[project]:
            column = f"start[{project},{year}]"
            direct = self.case.wishes["objective"].get(column, ZERO)
            charges = self._charges(column, "objective")
            takes = sorted((-amount, name) for name, amount in charges.items() if amount > 0)
            merit = Merit(
                max(direct, ZERO) - sum((amount for amount in charges.values() if amount < 0), ZERO),
                max(-direct, ZERO) - sum((amount for amount, _ in takes), ZERO),
                takes[0][1] if takes else "",
                next((name for stage in self.case.wishes if (name := self._served(column, stage))), ""),
            )
            if best is None or merit.gains - merit.takes > best.gains - best.takes:
                best = merit
        return best

    def _served(self, column: str, stage: str) -> str:
        """Return what, of what is sought before the objective, speaks for a column: a priority, or a soft rule."""
        if stage not in self.case.before & self.proof.stages.keys():
            return ""
        charges, priority = self._charges(column, stage), stage.partition(".")[2]
        if sum(charges.values(), ZERO) >= self.case.wishes[stage].get(column, ZERO):
            return ""
        return priority or min((amount, name) for name, amount in charges.items())[1]

    def _charges(self, column: str, stage: str) -> Numbers:
        """Return what one of a column takes of each requirement, and of the money of several funds."""
        charges: Numbers = {}
        multipliers = self.proof.stages[stage].multipliers if stage in self.proof.stages else {}
        for name, weight in self.case.touched[column] if multipliers else ():
            kind, bracket, inside = name.partition("[")
            if name in multipliers and (not bracket or kind in ("pay", "reached")):
                key = inside.rstrip("]") if kind == "reached" else kind
                charges[key] = charges.get(key, ZERO) + multipliers[name] * weight
        return charges

    def _reason(self, project: Json, decision: str, merit: Merit | None) -> Json:
        """Return why: code and rule as they must be, and tests of the sentences."""
        source, left_out = (project["status_source"],), decision == "not_funded"
        if project["screened"]:
            return {"code": "screened", "rule": project["screened"]["rule"], **project["screened"]["reason"]}
        if project["status"] == "excluded":
            return self._says("excluded", names=source)
        if decision in ("committed", "required"):
            return self._says(decision, f"projects.{project['id']}.status", names=source)
        if not project["starts"]:
            payers, support = self.case.payers[project["id"]], project["support"]
            return self._says("no_payer" if not payers else "no_year" if support else "no_support")
        if merit is None or self.case.whole:
            return self._says("other_combination" if left_out else "best_combination")
        if merit.serves and not left_out and merit.gains < merit.takes:
            first = f"priority.{merit.serves}" in self.case.wishes
            return self._says("priority" if first else "soft_rule", merit.serves, limited=True)
        if merit.gains == 0 and left_out:
            return self._says("brings_nothing")
        if decision == "partly":
            return self._says("funding_line", merit.largest, limited=True)
        if decision == "funded" and not merit.takes:
            return self._says("nothing_scarce", numbers=(merit.gains,))
        if decision == "funded":
            return self._says("above_line", merit.largest, numbers=(merit.gains, merit.takes))
        if merit.gains == merit.takes:
            return self._says("tie", merit.largest)
        return self._says("below_line", merit.largest, numbers=(merit.gains, merit.takes), limited=True)

    def _says(
        self,
        code: str,
        rule: str = "",
        *,
        numbers: tuple[Fraction, ...] = (),
        names: tuple[str, ...] = (),
        limited: bool = False,
    ) -> Json:
        """Return a reason, its sentences as tests; ``limited``: they name the requirement, a fund by name and year."""
        limit, _, part = rule.partition(":")
        fund = limit.startswith("funds.") and limit.count(".") == 1
        record = self.case.funds[limit.removeprefix("funds.")] if fund else self.rules.get(limit, {})
        title = record["name"] if fund else record.get("title") or dict.fromkeys(TEXTS, "" if limit == "pay" else limit)
        unit = self.data["objective"]["unit"]
        found: Json = {"code": code, "rule": rule}
        for language in TEXTS:
            words = [spoken(number, language) for number in numbers] + [part] * (limited and fund)
            kind, titles = (code, limited, fund, title[language] == "", language), [title[language]] * limited
            found[language] = self._test(kind, words, [*names, *titles], unit)
        return found

    def _test(self, kind: Any, numbers: list[str], names: list[str], unit: str = "") -> Callable[[Json], bool]:
        """Return the test of a sentence: it holds these numbers and names and no other; one kind has one wording."""

        def test(found: Json) -> bool:
            for name in sorted(names, key=len, reverse=True):
                if name not in found:
                    return False
                found = found.replace(name, "", 1)
            found = found.replace(unit, "") if unit else found
            there, wanted = Counter(NUMBER.findall(found)), Counter(numbers)
            if wanted - there or not set(there - wanted) <= set(NUMBER.findall(unit)):
                return False
            bare = NUMBER.sub("#", found)
            return self._wordings.setdefault(kind, bare) == bare

        return test

    def _requirement(self, requirement: Json) -> Json:
        """Return how a requirement stands: sides, slack and prices."""
        name, sense, (relax, tighten) = requirement["rule"], requirement["sense"], self.prices[requirement["name"]]
        equal = sense == "=="
        row = {
            "name": name, "part": requirement["part"], "sense": sense, "unit": requirement["unit"],
            "price_unit": requirement["step_unit"], "price": plain(relax) if relax == tighten and not equal else None,
            "price_relax": None if equal else plain(relax), "price_tighten": None if equal else plain(tighten),
            "price_up": plain(relax) if equal else None, "price_down": plain(tighten) if equal else None,
        }  # fmt: skip
        row |= self._origin(name, requirement["part"])
        if not self.told:
            return row | dict.fromkeys(("left", "right", "slack", "binding", "shortfall"))
        forms = [self.case.form((1, requirement[side])) for side in ("left", "right")]
        left, right = (form.constant + worth(form.weights, self.plan) for form in forms)
        missed = self.plan.get(f"shortfall[{requirement['name']}]", ZERO)
        slack = {">=": left - right, "<=": right - left, "==": -abs(left - right)}[sense]
        return row | {
            "left": plain(left + (missed if sense == "<=" else -missed)), "right": plain(right),
            "slack": plain(slack), "binding": slack == 0,
            "shortfall": plain(missed) if requirement["soft_scale"] else None,
        }  # fmt: skip

    def _origin(self, name: str, part: str) -> Json:
        """Return where a requirement comes from: a rule of the case, a fund, or a promise."""
        if name in self.rules:
            return {key: self.rules[name][key] for key in ("rule", "row", "source", "text")}
        kind, owner, *rest = name.split(".")
        fund = kind == "funds"
        record = (self.case.funds if fund else self.case.projects)[owner]
        numbers = [part] if part else []
        text = {
            language: self._test((kind, *rest, language), numbers, [record["name"][language]]) for language in TEXTS
        }
        source = record["source" if fund else "status_source"]
        return {"rule": "fund" if fund else "commitment", "row": None, "source": source, "text": text}

    def _settled(self) -> Iterator[Json]:
        """Yield the rules that were settled before anything was built."""
        nothing = dict.fromkeys((
            "sense", "left", "right", "unit", "slack", "binding", "shortfall", "price", "price_relax", "price_tighten",
            "price_up", "price_down", "price_unit",
        ))  # fmt: skip
        for rule in self.data["rules"]:
            name = rule["name"]
            if all(each["rule"] != name for each in self.case.requirements):
                screens = {
                    project: each["screened"]["rule"]
                    for project, each in self.case.projects.items()
                    if each["screened"]
                }
                out = [project for project, by in screens.items() if by == name]
                yield {**nothing, **self._origin(name, ""), "name": name, "part": "", "screened_out": out}

    def _years(self) -> Iterator[Json]:
        """Yield every fund in every year: what it had, spent, kept and lost, and the price of its money."""
        for name, fund in self.case.funds.items():
            carried = fund["opening"]
            for year in self.case.years[self.case.open - self.case.first :]:
                amount, kept = fund["amount"].get(year, ZERO), self.plan.get(f"unspent[{name},{year}]", ZERO)
                spent = self.total(sum="public_money", fund=name, year=year)
                relax, tighten = self.prices[f"funds.{name}:{year}"]
                yield {
                    "fund": name, "year": year, "amount": plain(amount), "carried_in": plain(carried),
                    "spent": plain(spent), "carried_out": plain(kept), "lapsed": plain(amount + carried - spent - kept),
                    "price": plain(relax) if relax == tighten else None,
                }  # fmt: skip
                carried = kept

    def _tiers(self) -> list[Json]:
        """Return what was sought before the objective, itself, and after it; units of priorities as tests of words."""
        unit, rows = self.data["objective"]["unit"], []
        for name, cost in self.case.wishes.items():
            if name in self.case.before:
                soft = name == "soft_rules"
                reached = worth(cost, self.plan) * (-1 if soft else 1) if name in self.proof.stages else None
                told = {language: self._test(("tier", language), [], []) if soft else is_text for language in TEXTS}
                rows.append({"name": name.partition(".")[2] or name, "value": plain(reached), "unit": told})
        rows.append({"name": "objective", "value": plain(self.proof.value), "unit": self._words(unit)})
        for name, aim in zip(self.case.then, self.data["objective"].get("then", []), strict=True):
            reached = worth(self.case.wishes[name], self.plan) * (1 if aim["sense"] == "maximise" else -1)
            known = not self.case.whole or name in self.proof.then
            row = {"name": name, "value": plain(reached if known else None), "unit": self._words(aim["unit"])}
            rows.append(row | {"text": aim["text"]})
        return rows

    def _words(self, unit: str) -> Json:
        """Return a unit in both languages."""
        return {"en": unit, "vi": self._test(("unit", unit), [], [], unit)}

    def _weighed(self) -> Json:
        """Return the parts of a weighed objective; nothing where a single thing is sought."""
        aim = self.data["objective"]
        if not aim.get("weigh"):
            return {}
        units, parts = {each["of"]: each["unit"] for each in aim["weigh"]}, []
        for of, weight in self.case.parts(aim):
            value = worth(self.case.counted(self.case.timed(aim, of)), self.plan) if self.told else None
            parts.append(
                {
                    "indicator": of, "value": plain(value), "unit": units.get(of, aim["unit"]),
                    "weight": plain(weight), "counts": None if value is None else plain(value * weight),
                }
            )  # fmt: skip
        return {"aims": parts}

    def _ties(self) -> Json:
        """Return whether the plan is the only best one: by its face, by another best plan, or by what cannot move."""
        ties, place = self.proof.certificate["ties"], "certificate.json: ties"
        linear = self.told and not self.case.whole
        if any(ties.values()) and (not linear or self.proof.only):
            raise wrong(place, "nothing, for nothing is left to prove", ties)
        if not linear or self.proof.only:
            return {"unique": True if linear else None, "exchangeable": []}
        moving: set[str] = set()
        other = False
        for changed in ties["others"]:
            there = {**self.plan, **changed}
            self.proof.finest.keep(
                there, {row for column in changed for row, _ in self.case.touched.get(column, ())}, place
            )
            other |= any(
                there[column] != self.plan.get(column, ZERO) for column in changed if column[:5] in ("start", "grant")
            )
            for name, years in self.case.begins.items():
                columns = [f"start[{name},{year}]" for year in years]
                if sum((there.get(each, ZERO) - self.plan.get(each, ZERO) for each in columns), ZERO):
                    moving.add(name)
        if other:
            return {"unique": False, "exchangeable": sorted(moving)}
        return {"unique": True if self._nothing_moves(ties["pushes"], place) else None, "exchangeable": []}

    def _nothing_moves(self, pushes: Json, place: str) -> bool:
        """Return whether pushes prove every start and payment to be the same in all best plans."""
        face, seen = self.proof.finest, set()
        for push in pushes:
            cost = dict.fromkeys(push["columns"], Fraction(push["sign"]))
            if push["sign"] not in (1, -1) or face.bound(cost, push["multipliers"], place).value != worth(
                cost, self.plan
            ):
                raise wrong(place, "a sum that cannot move", push["columns"])
            alone = len(cost) == 1
            for column in cost:
                at_side = self.plan.get(column, ZERO) == face.boxes[column][push["sign"] < 0]
                seen |= {(column, side) for side in (1, -1) if at_side or (alone and side == push["sign"])}
        free = [
            column
            for column, (lower, upper) in face.boxes.items()
            if lower != upper and column[:5] in ("start", "grant")
        ]
        return all({(column, 1), (column, -1)} <= seen for column in free)

    def _conflict(self) -> Json:
        """Return what clashes as a test; what would mend it is told, and can be tried by solving again."""
        lists = dict.fromkeys(("members", "repairs", "obvious"), lambda found: isinstance(found, list))
        told: Json = {"irreducible": lambda found: isinstance(found, bool), "mixed": anything, "nearest": anything}
        return {"rules": self._is_clash, **lists, **told}

    def _is_clash(self, found: Json) -> bool:
        """
        Return whether these are the requirements that the proof leans on.

        Windows, whole projects and rules that screen projects out stand in no row. They may be named besides, and
        then the rows may need fewer of the requirements; a rule may be named for all its requirements at once.
        """
        if not is_names(found):
            return False
        clash, tree = {*found}, self.proof.certificate["tree"] or {"multipliers": []}
        proofs = [
            self.proof.certificate["farkas"],
            *tree["multipliers"],
            *(cut["rows"] for cut in tree.get("cuts", ())),
        ]
        leaning = {row for each in proofs for row in each}
        known = {each["name"] for each in self.case.requirements}
        shapes = {f"projects.{name}.{key}" for name in self.case.projects for key in ("start", "scale")}
        besides = clash - known
        stated = {each["name"] for each in self.case.requirements if {each["name"], each["rule"]} & clash}
        if not besides <= shapes | self.rules.keys():
            return False
        if self.proof.broken:
            return bool(stated & {*self.proof.broken}) and bool(besides or clash <= {*self.proof.broken})
        return leaning & known <= stated and bool(besides or clash == leaning & known)

    def _price(self, requirement: Json) -> tuple[Fraction | None, Fraction | None]:
        """Return what moving a requirement by one unit is worth on either side, proved; nothing if none is claimed."""
        name, certificate = requirement["name"], self.proof.certificate
        if certificate["prices"] is None:
            return None, None
        given = certificate["prices"].get(name, {})
        sides = [dict(given.get(side, {})) for side in ("relax", "tighten")]
        prices = self._sides(requirement, *sides)
        if any(sides):
            raise wrong(f"certificate.json: prices: {name}", "what the price rests on", sides)
        return prices

    def _sides(self, requirement: Json, relax: Json, tighten: Json) -> tuple[Fraction | None, Fraction | None]:
        """Return the price on either side, taking from the proofs what it rests on."""
        name, equal = requirement["name"], requirement["sense"] == "=="
        if name in self.case.constant:
            free = self.case.constant[name] or not self._unit(requirement, tighten, -1)
            return (ZERO, ZERO) if free else (None if equal else ZERO, None)
        if name in self.proof.held:
            most, least = self._unit(requirement, relax, 1), self._unit(requirement, tighten, -1)
            return None if most else ZERO, None if least else ZERO
        row = self.case.rows[name]
        if worth(row.weights, self.plan) not in (row.lower, row.upper):
            return ZERO, ZERO
        outward = -1 if requirement["sense"] == ">=" else 1
        gain = self._worth(requirement, relax, outward, 1)
        change = self._worth(requirement, tighten, -outward, 1 if equal else -1)
        return gain, change if change is None or equal else -change

    def _worth(self, requirement: Json, side: Json, direction: int, sign: int) -> Fraction | None:
        """Return the slope of the best value as a row moves, times one unit of its rule; None if it cannot move."""
        slope = self._slope(requirement["name"], side, direction)
        unit = ZERO if slope == 0 else self._unit(requirement, side, sign)
        return slope * unit if slope is not None else None if unit else ZERO

    def _slope(self, name: str, side: Json, direction: int) -> Fraction | None:
        """
        Return the slope of the best value as the sides of a row move; None where they cannot.

        Multipliers that prove the unmoved optimum give the slope from above, a plan at a step further from below.
        """
        place, face, cost = f"certificate.json: prices: {name}", self.proof.before, self.case.wishes["objective"]
        best = self.proof.stages["objective"]
        if "farkas" in side:
            farkas = side.pop("farkas")
            if face.bound({}, farkas, place).value != 0 or direction * farkas.get(name, ZERO) >= 0:
                raise wrong(place, "multipliers that prove that it cannot move", farkas)
            return None
        if "step" in side:
            step, changed = side.pop("step"), side.pop("plan")
            best = face.shifted(best, side.pop("multipliers"), place)
            slope = direction * best.multipliers.get(name, ZERO)
            rows = {row for column in changed for row, _ in self.case.touched.get(column, ())} | {name}
            face.keep({**self.plan, **changed}, rows, place, (name, direction * step))
            reached = worth(cost, {**self.plan, **changed})
            if step <= 0 or (best.value, reached) != (worth(cost, self.plan), best.value + slope * step):
                raise wrong(place, f"a slope of {shown(slope)}, proved from above and below", reached)
        elif not self.proof.has_unique_multipliers:
            raise Refused(say("{place}: nothing proves the price", place=place))
        return direction * best.multipliers.get(name, ZERO)

    def _unit(self, requirement: Json, side: Json, sign: int) -> Fraction:
        """Return what one unit of a rule comes to, at most or at least, among the best plans."""
        place, face = f"certificate.json: prices: {requirement['name']}: unit", self.proof.after
        weights, number = self.case.form((1, requirement["step"]))
        there = self.plan
        if "unit" in side:
            unit, cost = side.pop("unit"), {column: sign * weight for column, weight in weights.items()}
            there = {**self.plan, **unit["plan"]}
            face.keep(there, {row for column in unit["plan"] for row, _ in self.case.touched.get(column, ())}, place)
            if face.bound(cost, unit["multipliers"], place).value != worth(cost, there):
                raise wrong(place, "a plan and multipliers that prove it", worth(cost, there))
        elif not self.proof.single and any(face.boxes[column][0] != face.boxes[column][1] for column in weights):
            raise Refused(say("{place}: nothing proves what one unit comes to", place=place))
        return number + worth(weights, there)


def decide(project: Json, level: Fraction) -> str:
    """Return the decision on a project."""
    if project["started"] and not project["starts"] and project["status"] != "required":
        return "committed"
    if project["screened"] or project["status"] == "excluded":
        return "screened_out"
    if project["status"] in ("committed", "required"):
        return str(project["status"])
    return "partly" if 0 < level < 1 else "funded" if level else "not_funded"


def plain(value: Fraction | None) -> float | int | None:
    """Return a number as result files hold it: rounded half up to twelve significant digits."""
    if not value:
        return None if value is None else 0
    size = abs(value)
    exponent = (size.numerator.bit_length() - size.denominator.bit_length()) * 3 // 10 - 2
    while size >= Fraction(10) ** (exponent + 1):
        exponent += 1
    scale = Fraction(10) ** (11 - exponent)
    rounded = int(size * scale + ONE / 2) / scale * (1 if value > 0 else -1)
    return int(rounded) if rounded.denominator == 1 and size < 10**15 else float(rounded)


def spoken(value: Fraction, language: str) -> str:
    """Return a number as sentences hold it: whole, or the first three digits of what rounds to nothing."""
    decimals = 0
    while value and value * 10**decimals < ONE / (2 if decimals == 0 else 1):
        decimals += 1
    decimals += 2 if decimals else 0
    digits = str(int(value * 10**decimals + ONE / 2)).rjust(decimals + 1, "0")
    whole, after = digits[: len(digits) - decimals], digits[len(digits) - decimals :].rstrip("0")
    text = f"{int(whole):,}" + (f".{after}" if after else "")
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def is_text(found: Json) -> bool:
    """Return whether a value is a text."""
    return isinstance(found, str)


def is_names(found: Json) -> bool:
    """Whether these are names, each given once."""
    return isinstance(found, list) and all(isinstance(each, str) for each in found) and len({*found}) == len(found) > 0


def is_texts(found: Json) -> bool:
    """Return whether a value is a mapping of texts."""
    return isinstance(found, dict) and all(map(is_text, found.values()))


def differences(place: str, expected: Json, found: Json) -> Iterator[Sentence]:
    """Yield where a document is not as expected."""
    if callable(expected):
        if not expected(found):
            yield wrong(place, "a sentence with the right numbers and names", found).sentence
    elif isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() | found.keys()):
            if key in expected and key in found:
                yield from differences(f"{place}: {key}", expected[key], found[key])
            else:
                yield say("{place}: {key} is missing or unknown", place=place, key=key)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from differences(f"{place}[{number}]", one, other)
    elif type(expected) is not type(found) or expected != found:
        yield wrong(place, expected, found).sentence


def portfolio_csv(result: Json) -> bytes:
    """Return the table of projects as it must be; a text that a spreadsheet would take for a formula is quoted."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(TABLE)
    for entry in result["portfolio"]:
        row = dict(entry)
        for key in ("starts", "funds"):
            row[key] = " | ".join(f"{one}: {other}" for one, other in entry[key].items())
        for key in ("name", "reason"):
            row |= {f"{key}_{language}": entry[key][language] for language in TEXTS}
        texts = {
            key: f"'{row[key]}"
            for key in TABLE
            if isinstance(row[key], str) and row[key][:1] in "=+-@\t\r" and row[key]
        }
        writer.writerow([{**row, **texts}[key] for key in TABLE])
    return stream.getvalue().encode("utf-8-sig")


if __name__ == "__main__":
    sys.exit(main())
