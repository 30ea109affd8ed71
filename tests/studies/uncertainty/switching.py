"""
A case whose whole uncertainty can be worked out by hand: two projects, one of whose costs is not certain.

Money for 40. ``wanted`` costs 40 f and brings 80, f uniform on 0.5 … 1.5; ``steady`` costs 40 and brings 60, so it is
the better one where 80 / 40 f < 60 / 40, that is where f > 4/3.

    f < 1          wanted whole, 1 − f of steady:   80 + 60 (1 − f)
    1 < f < 4/3    1 / f of wanted:                 80 / f
    f > 4/3        steady whole:                    60

Wanted is chosen with probability 5/6, steady with 1/2 + 1/6, and wanted as it is written (f = 1) breaks the budget
with probability 1/2. Where steady is the better one (f > 4/3) money brings 1.5 a million, and wanted in full takes
60 f of it to bring 80: a loss of 60 f − 80. On average over all f that is 30 (1.5² − (4/3)²) − 80 (1.5 − 4/3) = 5/6.
"""

from pathlib import Path
from typing import Any

from tests.small_cases import Tree, case_tree, write_tree

from greenopt.result.resolved import Json
from greenopt.studies.running import Where, run
from greenopt.studies.scenario import Source
from greenopt.studies.uncertainty.document import document
from greenopt.studies.uncertainty.study import Asked, Study


def switching(**more: Any) -> Tree:
    """Return the case."""
    entry = {"range": ["-50 %", "50 %"], "shape": "uniform", "group": "money"}
    projects = {
        "wanted": {
            "asks": "40",
            "impact": {"co2e": "80/yr"},
            "runs_after": "0",
            "uncertain": {"cost": entry, "asks": entry},
        },
        "steady": {"asks": "40", "impact": {"co2e": "60/yr"}, "runs_after": "0"},
    }
    funds = more.pop("funds", {"f": {"amount": {"2026": "40"}}})
    return case_tree(projects, funds, objective={"maximise": "co2e", "in": "2026"}, **more)


def study_of(tree: Tree, folder: Path, asked: Asked) -> Study:
    """Return a study of a case."""
    source = Source(write_tree(tree, folder))
    return Study(source, source.read(), asked)


def studied(tree: Tree, folder: Path, asked: Asked) -> Json:
    """Return the document of a study."""
    study = study_of(tree, folder, asked)
    if study.base.answer.x is None:
        return document(study, ())
    records = run(study.task(), Where())
    knowing = study.knowing(records)
    return document(study, records, run(study.knowing_task(knowing), Where()) if knowing is not None else ())
