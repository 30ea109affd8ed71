"""A run from file to folder: complete, repeatable, and the same whatever the order of rows."""

import csv
import json
import random
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CampaignSize
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, read_tree, solve_tree, write_tree

from greenopt.case.read import read_case
from greenopt.errors import CaseInvalid
from greenopt.run import Run, requirements_of, solve
from greenopt.verify import verify

CASES = Path(__file__).parents[1] / "cases"
FILES = ["case.resolved.json", "case.resolved.yaml", "certificate.json", "portfolio.csv", "result.json"]


def without_digests(run: Run) -> dict[str, Any]:
    """Return the files of a run, without the digests of what was read and of files that hold such digests."""
    found: dict[str, Any] = {name: run.files[name].decode() for name in FILES}
    result, proof = json.loads(found["result.json"]), json.loads(found["certificate.json"])
    del result["inputs"], proof["result"]
    return found | {"result.json": json.dumps(result), "certificate.json": json.dumps(proof)}


TABLE = """id,sector,kind,cost,asks,lifetime,place,impact.models
,,,million VND,million VND,yr,,model
axle,crafts,efficiency,40,40,10,north,6
bolt,mining,renewable,40,40,10,south,6
cart,trade,efficiency,40,40,10,north,6
door,crafts,renewable,50,30,10,south,4
"""


def table_case(folder: Path, rows: list[str]) -> Path:
    """Write a case with ties whose projects stand in a table, in a given order."""
    header, units, *_ = TABLE.splitlines()
    (folder / "projects.csv").write_text("\n".join([header, units, *rows]) + "\n", encoding="utf-8")
    share = {"rule": "floor", "of": "public_money", "to": {"sectors": ["crafts"]}, "at_least": "30 %"}
    fund = {"fund": {"amount": {"2026": "60", "2027": "35"}, "carry_over": "all"}}
    tree: Tree = case_tree({}, fund, {"share": share}, {"maximise": "models"}, (2026, 2027))
    return write_tree(tree | {"projects": {"table": "projects.csv"}}, folder)


def test_a_run_has_every_file_and_stands_up_to_the_verifier(tmp_path: Path) -> None:
    run = solve(read_case(CASES / "first-case"))

    digest = run.write(tmp_path / "run", "solved")

    written = {
        path.relative_to(tmp_path / "run").as_posix() for path in (tmp_path / "run").rglob("*") if path.is_file()
    }
    inputs = {"inputs/case.yaml", "inputs/model.yaml", "inputs/models/emission-factors.yaml"}
    assert written == {*FILES, *inputs, "manifest.json", "log.txt"}
    assert verify(tmp_path / "run", digest).failures == []


def test_the_same_case_gives_the_same_bytes() -> None:
    one, other = (solve(read_case(CASES / "first-case")).files for _ in range(2))

    assert one == other


def test_the_resolved_case_solves_to_the_same_answer(tmp_path: Path) -> None:
    """case.resolved.yaml is complete: without model and factor files the same plan, prices and digest come out."""
    run = solve(read_case(CASES / "first-case", ["larger_fund"]))
    (tmp_path / "case.yaml").write_bytes(run.files["case.resolved.yaml"])

    again = solve(read_case(tmp_path))

    assert again.answer.x == run.answer.x
    assert again.answer.prices == run.answer.prices


def test_rows_of_a_table_may_stand_in_any_order(tmp_path: Path) -> None:
    rows = TABLE.splitlines()[2:]
    first = without_digests(solve(read_case(table_case(tmp_path, rows))))

    for seed in range(3):
        shuffled = random.Random(seed).sample(rows, len(rows))  # noqa: S311 - nothing here is a secret
        assert without_digests(solve(read_case(table_case(tmp_path, shuffled)))) == first


@pytest.mark.campaign
def test_rows_of_a_shipped_table_may_stand_in_any_order(
    campaign_size: CampaignSize, tmp_path: Path, figures: list[str]
) -> None:
    """The 85 projects of a shipped case, shuffled: result, certificate and resolved case are the same bytes."""
    source = CASES / "lai-chau-2021-2025"
    (tmp_path / "case.yaml").write_text((source / "case.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with (source / "projects.csv").open(encoding="utf-8", newline="") as file:
        header, units, *rows = csv.reader(file)
    first = without_digests(solve(read_case(source)))
    for seed in range(campaign_size.orders):
        shuffled = random.Random(seed).sample(rows, len(rows))  # noqa: S311 - nothing here is a secret
        with (tmp_path / "projects.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, units, *shuffled])
        assert without_digests(solve(read_case(tmp_path))) == first, seed
    figures.append(f"orders of 85 rows: {campaign_size.orders}, no byte differs")


@pytest.mark.campaign
def test_random_runs_stand_up_to_the_verifier(campaign_size: CampaignSize, tmp_path: Path, figures: list[str]) -> None:
    """Every status, soft rules, trees and prices: what is written is proved again without greenopt's code."""
    statuses: dict[str, int] = {}
    for seed in range(campaign_size.whole):
        for number, wanted in enumerate((Wanted(), Wanted(whole=True))):
            run = solve_tree(random_case(seed, wanted), tmp_path)
            place = tmp_path / f"{seed}-{number}"
            run.write(place)
            assert [str(failure) for failure in verify(place).failures] == [], (seed, wanted)
            statuses[run.answer.status] = statuses.get(run.answer.status, 0) + 1
    figures.append(f"random runs proved again by the verifier: {statuses}")


def test_funds_and_promises_come_before_rules(tmp_path: Path) -> None:
    """Requirements stand in a fixed order: funds by name and year, promises by project, rules by name."""
    rules = {name: {"rule": "ceiling", "of": "public_money", "at_most": "50"} for name in ("b_rule", "a_rule")}
    projects = {"road": {"asks": "20", "status": "required"}, "alley": {"asks": "20", "status": "required"}}
    funds = {"z": {"amount": {"2026": "9"}}, "a": {"amount": {"2026": "90"}}}

    names = [each.name for each in requirements_of(read_tree(case_tree(projects, funds, rules), tmp_path))]

    assert names == [
        "funds.a:2026",
        "funds.z:2026",
        "projects.alley.status",
        "projects.road.status",
        "a_rule",
        "b_rule",
    ]


def test_numbers_that_a_solver_would_misread_are_refused_with_their_place(tmp_path: Path) -> None:
    """
    In one row 1e12 beside 1e-9, in another the other way round: no scaling brings both near one.

    What is left after scaling is 3e10 against 3e-11, which HiGHS would drop without a word.
    """
    large, small = "1000000000000", "0.000000001"
    projects = {
        "giant": {"asks": large, "impact": {"models": small}, "runs_after": "0"},
        "speck": {"asks": small, "impact": {"models": large}, "runs_after": "0"},
    }
    goal = {"rule": "target", "of": "models", "by": "2026", "at_least": "7"}
    tree = case_tree(projects, {"fund": {"amount": {"2026": large}}}, {"goal": goal}, {"minimise": "public_money"})

    with pytest.raises(CaseInvalid) as caught:
        solve_tree(tree, tmp_path)

    [found] = caught.value.diagnostics
    assert (found.code, found.key in {"projects.giant", "projects.speck"}) == ("out-of-range", True)
