"""
One digit changed in plan, multipliers, objective or input, every digest made anew: only the mathematics can refuse it.

What a change means is judged before the verifier is asked, and by another way than its own. A printed number of the
plan, the objective, a price or the settled case means something else as soon as it is another number. Multipliers,
trees, steps and pushes may be other proofs of the same: ``proof_judge.py`` decides that in fractions, and what merits
and reasons the run would then tell. The verifier must refuse exactly what means something else.

Of the settled case, a number on which nothing in this answer rests is refused by ``--rebuild`` alone; so is every
number of the sources, for the verifier cannot read them.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from random import Random

import pytest
import yaml
from tests.broken_cases import FILES
from tests.hostile.doors import PROJECTS, TABLED, comma_table
from tests.independent import Formulation, formulate
from tests.objectives.test_then import twins
from tests.one_digit import Change, Forgery, changed, other_digit
from tests.parts import Tally
from tests.proof_judge import ProofJudge
from tests.random_cases import Wanted, random_case
from tests.small_cases import read_tree
from tests.verify.cases import THREE, small, small_cases
from tests.verify.forging import CERTIFICATE, dice_of

from greenopt.case.case import Case
from greenopt.case.read import read_case
from greenopt.cli._rebuild import rebuilt
from greenopt.engine import branch
from greenopt.engine.answer import Options
from greenopt.result.compose import compose
from greenopt.run import Run, solve
from greenopt.verify import verify

pytestmark = pytest.mark.campaign

KINDS = (
    *(
        "plain",
        "least_money",
        "ties",
        "only_one",
        "degenerate",
        "balance",
        "soft",
        "ratio",
        "promises",
        "years",
        "begun",
    ),
    *("parts", "exactly", "tree", "gap", "soft_whole", "impossible", "whole_impossible"),
)
MODELS, CLEAN = {"maximise": "models"}, {"maximise": "clean"}
FIRST = {"rule": "priority", "to": {"sectors": ["mining"]}, "of": "public_money", "up_to": "20"}


def cases() -> dict[str, Callable[[Path], Case]]:
    """Return name → reader of a case, given an empty folder."""
    trees = {name: small_cases()[name][1] for name in KINDS}
    trees |= {
        "cuts": trees["tree"],
        "then": twins(MODELS, CLEAN),
        "then_whole": twins(MODELS, CLEAN, whole=True),
        "priority": small(THREE, rules={"first": FIRST}),
        "raw": random_case(16, Wanted(raw=True)),
        "raw_whole": random_case(2, Wanted(whole=True, raw=True)),
    }
    return {**{name: partial(read_tree, tree) for name, tree in trees.items()}, "table": table}


def table(folder: Path) -> Case:
    """Return a case whose projects stand in a CSV file."""
    for name, text in {**FILES, "case.yaml": TABLED}.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "projects.csv").write_bytes(comma_table(PROJECTS))
    return read_case(folder)


class Suspect:
    """A run, the folder in which it is forged, and its judge."""

    def __init__(self, name: str, case: Case, place: Path) -> None:
        """Solve the case; with cuts from the beginning where these are wanted."""
        with pytest.MonkeyPatch.context() as patch:
            if name == "cuts":
                patch.setattr(branch, "_WITHOUT_CUTS", 1)
            self.run = solve(case, Options(gap=Fraction(1, 2)) if name == "gap" else None)
        self.forgery = Forgery(self.run, place)
        self.judge = ProofJudge(self.run.answer, self.forgery.data[CERTIFICATE])
        self.told = told(self.run)
        self.second = None if name == "table" else formulated(self.forgery.files["inputs/case.yaml"])

    def means_the_same(self, change: Change) -> bool:
        """Whether the run says and proves the same with a change that is in its documents."""
        if change.document != CERTIFICATE:
            return False
        certificate = self.forgery.data[CERTIFICATE]
        if change.path[0] not in ("stages", "tree", "farkas", "prices", "ties", "then") or change.path[-1] == "value":
            return False
        if not self.judge.proves(certificate, change.path):
            return False
        answer = replace(self.run.answer, stages=self.judge.told_stages(certificate))
        return change.path[0] != "stages" or told(replace(self.run, answer=answer)) == self.told


def told(run: Run) -> object:
    """Return what a run tells beside digests."""
    return compose(run.case, run.answer, "", {}, {})


def formulated(source: bytes) -> Formulation:
    """Return the second formulation of a case, which knows nothing of greenopt."""
    return formulate(yaml.load(source, yaml.BaseLoader))  # noqa: S506 - the base loader makes texts alone


@pytest.fixture(scope="module")
def suspects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Suspect]:
    """Solve every case once."""
    folder = tmp_path_factory.mktemp("one-digit")
    found = {}
    for name, read in cases().items():
        (folder / name).mkdir()
        found[name] = Suspect(name, read(folder / name), folder / name / "run")
    assert any(suspect.forgery.data[CERTIFICATE]["tree"].get("cuts") for suspect in [found["cuts"]])
    return found


def drawn(suspects: dict[str, Suspect], dice: Random) -> tuple[str, str, Change] | None:
    """Return kind of number, name of the run, and a change; None if the dice fell on none."""
    kind = dice.choice(("plan", "multipliers", "objective", "prices", "settled case", "sources"))
    name = dice.choice([name for name, each in suspects.items() if kind in each.forgery.places])
    place = dice.choice(suspects[name].forgery.places[kind])
    if kind == "sources":
        return kind, name, Change(place.document, place.path, other_digit(place.value, dice))
    new = changed(place.value, dice)
    return None if new is None else (kind, name, Change(place.document, place.path, new))


def verdict(suspects: dict[str, Suspect], dice: Random) -> str:
    """Make one change, hold the verifier to the judge, and return what happened; empty if there was no change."""
    found = drawn(suspects, dice)
    if found is None:
        return ""
    kind, name, change = found
    suspect = suspects[name]
    with suspect.forgery.with_change(change) as folder:
        refused = verify(folder).exit_code == 7
        if kind == "sources":
            assert not refused, found
            if rebuilt(folder):
                return "of the sources refused, by --rebuild alone"
            assert formulated((folder / change.document).read_bytes()) == suspect.second, found
            return "(same) of the sources settle the same case, as a second formulation has it"
        if kind == "settled case" and not refused:
            assert rebuilt(folder), found
            return "of the settled case, on which nothing rests, refused by --rebuild alone"
        same = suspect.means_the_same(change)
        assert refused is not same, (found, "means the same" if same else "means something else")
    return "(same) of multipliers are other proofs of the same" if same else f"of {kind} refused by verify"


@pytest.mark.in_parts("changes", 500, times=50, title="one digit changed, every digest made anew")
def test_one_digit_is_refused_by_the_mathematics(numbers: range, tally: Tally, suspects: dict[str, Suspect]) -> None:
    """Fifty changes for each one asked for that mean something else; those that mean the same come on top."""
    for number in numbers:
        dice, what = dice_of(number), ""
        while not what or what.startswith("(same)"):
            what = verdict(suspects, dice)
            tally.update([what] if what else [])
