"""Hostile documents: what is no number, and damage of any kind."""

import random
from pathlib import Path

import pytest
from tests.verify.forging import (
    ADVICE,
    CASE,
    CERTIFICATE,
    DOCUMENTS,
    RESULT,
    UNPROVED,
    Forgery,
    Json,
    dice_of,
    documents,
    forged,
    refused,
)


@pytest.mark.parametrize(
    "text", ["1/0", "0/0", "", "-", "1e5", "NaN", "٣", " 1", "1.", "9" * 10**6, "1/" + "9" * 5000, "{x}", "\x1b[31m"]
)
@pytest.mark.parametrize("where", ["plan", "cost"])
def test_what_is_no_number_is_refused(where: str, text: str, runs: dict[str, Path], tmp_path: Path) -> None:
    def forge(data: dict[str, Json]) -> None:
        if where == "plan":
            data[CERTIFICATE]["plan"]["start[a,2026]"] = text
        else:
            data[CASE]["projects"][0]["cost"] = text

    reason = refused(runs["plain"], tmp_path / "run", forge)
    assert "expected an exact number, found" in reason
    assert len(reason) < 300
    assert reason.isprintable()


@pytest.mark.parametrize("year", ["02026", " 2026", "+2026", "2_026", "٢٠٢٦", "3026", "x", ""])
def test_a_year_is_written_in_one_way(year: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Else one year could stand there twice, and a reader would see another amount than the proof."""

    def forge(data: dict[str, Json]) -> None:
        data[CASE]["funds"][0]["amount"][year] = "5"

    assert "amount: expected years" in refused(runs["plain"], tmp_path / "run", forge)


WEIRD: list[Json] = [
    None, True, 0, -1, 10**30, "", "1/0", [], {}, [[]], {"a": 1}, "{x}", "2026", -5, 3000, 1.5, "1/2305843009213693951",
]  # fmt: skip


def damaging(part: str, dice: random.Random) -> Forgery:
    """Return the forgery that replaces, drops or adds something somewhere in a document."""

    def forge(data: dict[str, Json]) -> None:
        holders = [data[part]]
        for each in holders:
            values = each.values() if isinstance(each, dict) else each
            holders += [value for value in values if isinstance(value, (dict, list))]
        holder = dice.choice([each for each in holders if each])
        key = dice.choice(sorted(holder)) if isinstance(holder, dict) else dice.randrange(len(holder))
        turn = dice.randrange(3)
        if turn == 0:
            holder[key] = dice.choice(WEIRD)
        elif turn == 1 and key not in ("case", "digest", "result"):
            del holder[key]
        elif isinstance(holder, dict):
            holder["more"] = dice.choice(WEIRD)
        else:
            holder.append(holder[key])

    return forge


@pytest.mark.parametrize("part", DOCUMENTS)
def test_damage_is_refused_in_a_sentence_and_never_a_fault(part: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Wrong types, missing and unknown keys, absurd numbers, anywhere: what passes says nothing else than before."""
    dice = dice_of(11)
    for _ in range(100):
        name = dice.choice(["plain", "soft", "tree", "years", "degenerate", "impossible"])
        report = forged(runs[name], tmp_path / name, damaging(part, dice))
        assert all(str(each) for each in report.failures)
        if report.exit_code == 0 and part == RESULT:
            before, after = documents(runs[name])[RESULT], documents(tmp_path / name)[RESULT]
            for each in (before, after):
                for key in (*UNPROVED, "case", "objective"):
                    each.pop(key)
                for key in ADVICE if each["conflict"] else ():
                    each["conflict"].pop(key)
            assert before == after
