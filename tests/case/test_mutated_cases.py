"""
Shipped cases with random damage: a planner's slip may be refused, but never end in a fault.

A mutation deletes, replaces, doubles or misplaces a value of the case, its model or its factors, or a cell or row of
its table. What is then read must also give requirements and words; what is refused must say so in both languages.
"""

import copy
import json
import random
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.conftest import CampaignSize
from tests.hostile.damage import Damage, Tree

from greenopt.case.case import Case
from greenopt.case.read import read_case
from greenopt.case.shipped import shipped, shipped_cases
from greenopt.errors import CaseInvalid, FileProblem
from greenopt.language import LANGUAGES
from greenopt.run import requirements_of

SAMPLE = 100
PER_CHANGE = 10
"""Mutations for each unit of ``--changes``, the size option of the campaign."""

SHARES = [5, 2, 2]
"""How often each case is drawn, the small one, which is read fastest, most often."""


class Mutants:
    """The shipped cases, read once as plain data, and damaged copies of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cases = {name: self._documents(shipped("cases") / name) for name in shipped_cases()}
        self.counts: Counter[str] = Counter()

    def try_one(self, seed: int) -> None:
        """Read one damaged case; anything but a refusal or a sound case fails."""
        damage = Damage(random.Random(seed))  # noqa: S311 - repeatable on purpose
        name = damage.dice.choices(sorted(self.cases), SHARES)[0]
        documents = copy.deepcopy(self.cases[name])
        for _ in range(damage.dice.choice([1, 1, 1, 2, 4])):
            file = damage.dice.choice([*documents, "case.yaml"])
            if file.endswith(".csv"):
                documents[file] = damage.table(documents[file])
            else:
                damage.tree(documents[file])
        for file, content in documents.items():
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1)
            (self.folder / file).write_text(text, encoding="utf-8")
        try:
            self._read()
        except Exception as problem:
            message = f"case {name}, seed {seed}: {type(problem).__name__}: {problem}"
            raise AssertionError(message) from problem

    def _read(self) -> None:
        outcome = self._outcome()
        if isinstance(outcome, Case):
            self.counts["sound"] += 1
            self._use(outcome)
        elif isinstance(outcome, CaseInvalid):
            self.counts["refused"] += 1
            assert outcome.diagnostics
            for each in outcome.diagnostics:
                assert str(each.message)
                assert str(each.hint)
                assert all(each.in_language(language).isprintable() for language in LANGUAGES)
        else:
            self.counts["file problems"] += 1
            assert all(outcome.message.in_language(language) for language in LANGUAGES)

    def _outcome(self) -> Case | CaseInvalid | FileProblem:
        try:
            return read_case(self.folder)
        except (CaseInvalid, FileProblem) as refused:
            return refused

    def _use(self, case: Case) -> None:
        """Ask a case for all that follows from it without solving."""
        requirements = requirements_of(case)
        assert len({each.name for each in requirements}) == len(requirements)
        for language in LANGUAGES:
            assert case.objective.in_words(case.facts).in_language(language)
            assert all(rule.in_words(case.facts).in_language(language) for rule in case.rules)
            assert all(warning.in_language(language) for warning in case.warnings)

    def _documents(self, source: Path) -> dict[str, Any]:
        """Return the files of a case, its model and factors beside it, as data and texts."""
        case = _data(source / "case.yaml")
        own = source / str(case["model"])
        model = _data(own if own.is_file() else shipped("models") / f"{case['model']}.yaml")
        factors = _data(shipped("models") / f"{model['factors']}.yaml")
        case["model"], model["factors"] = "model.yaml", "factors.yaml"
        tables = {path.name: path.read_text(encoding="utf-8-sig") for path in source.glob("*.csv")}
        return {"case.yaml": case, "model.yaml": model, "factors.yaml": factors, **tables}


def _data(path: Path) -> Tree:
    """Return a YAML file as data whose scalars are all texts."""
    read: Tree = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - the base loader makes texts only
    return read


def test_damaged_cases_are_refused_or_sound(tmp_path: Path) -> None:
    mutants = Mutants(tmp_path)
    for seed in range(SAMPLE):
        mutants.try_one(seed)

    # Both ends are reached: the sample would prove nothing if all damage were refused, or none.
    assert mutants.counts["refused"] > SAMPLE / 4
    assert mutants.counts["sound"] > SAMPLE / 20
    assert sum(mutants.counts.values()) == SAMPLE


def test_undamaged_copies_are_sound(tmp_path: Path) -> None:
    """The copies differ from the shipped cases only in where the model stands."""
    mutants = Mutants(tmp_path / "unused")
    for name, documents in mutants.cases.items():
        folder = Path(shutil.copytree(shipped("cases") / name, tmp_path / name))
        for file, content in documents.items():
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            (folder / file).write_text(text, encoding="utf-8")
        assert read_case(folder).facts.projects == read_case(shipped("cases") / name).facts.projects


@pytest.mark.campaign
def test_many_damaged_cases_are_refused_or_sound(
    tmp_path: Path, campaign_size: CampaignSize, figures: list[str]
) -> None:
    mutants = Mutants(tmp_path)
    for seed in range(SAMPLE, SAMPLE + PER_CHANGE * campaign_size.changes):
        mutants.try_one(seed)
    figures.append(f"damaged cases: {', '.join(f'{count} {what}' for what, count in sorted(mutants.counts.items()))}")

    assert sum(mutants.counts.values()) == PER_CHANGE * campaign_size.changes
