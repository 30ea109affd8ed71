"""greenopt verify: what the stand-alone verifier finds, and the case made again from its sources."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, ROOT, Call

RUN = Path("runs/first-case/1")


@pytest.fixture
def solved(greenopt: Call) -> str:
    """Return the digest of a run that was just saved."""
    done = greenopt("solve", FIRST, "-s", "larger_fund", "--set", "projects.tea_boiler.asks=- 15")
    return next(line for line in done.err.splitlines() if line.startswith("digest: ")).removeprefix("digest: ")


def test_a_run_is_verified_and_its_digest_told(greenopt: Call, solved: str) -> None:
    for name in ("last", "first-case/1", str(RUN)):
        done = greenopt("verify", name, "--expect", solved, "--rebuild")

        assert done.code == 0
        assert "ok: the copied sources make the same case, to the byte" in done.out
        assert f"runs/first-case/1 is verified; digest {solved}" in done.out


def test_another_digest_than_expected_fails(greenopt: Call, solved: str) -> None:
    done = greenopt("verify", "last", "--expect", "0" * 64)

    assert done.code == 7
    assert solved in done.out
    assert "is NOT verified" in done.out


@pytest.mark.usefixtures("solved")
def test_a_digit_changed_in_any_file_fails(greenopt: Call) -> None:
    for path in sorted(path for path in RUN.rglob("*") if path.is_file() and path.name != "log.txt"):
        before = path.read_bytes()
        place = next(number for number, byte in enumerate(before) if chr(byte).isdigit() and chr(byte) != "9")
        path.write_bytes(before[:place] + b"9" + before[place + 1 :])

        assert greenopt("verify", "last").code == 7, path
        path.write_bytes(before)
    assert greenopt("verify", "last").code == 0


@pytest.mark.usefixtures("solved")
def test_failures_as_json(greenopt: Call) -> None:
    (RUN / "portfolio.csv").unlink()
    done = greenopt("verify", "last", "--json")

    assert done.code == done.document["exit_code"] == 7
    assert set(done.document["failures"][0]) == {"en", "vi"}


@pytest.mark.usefixtures("solved")
def test_rebuild_finds_sources_that_make_another_case(greenopt: Call) -> None:
    source = RUN / "inputs" / "case.yaml"
    source.write_text(source.read_text(encoding="utf-8").replace("cost: 1150", "cost: 1250"), encoding="utf-8")
    done = greenopt("verify", "last", "--rebuild")

    assert done.code == 7
    assert "the copied sources make another case, from projects.tea_boiler.cost on" in done.out


@pytest.mark.usefixtures("solved")
@pytest.mark.parametrize("content", ["", "greenopt: [", "greenopt: 1"])
def test_rebuild_says_when_the_sources_cannot_be_read(greenopt: Call, content: str) -> None:
    (RUN / "inputs" / "case.yaml").write_text(content, encoding="utf-8")
    done = greenopt("verify", "last", "--rebuild", "--json")

    assert done.code == 7
    assert any("rebuild: " in each["en"] for each in done.document["failures"])


def test_rebuild_reads_tables_and_shipped_models_from_their_copies(greenopt: Call) -> None:
    greenopt("solve", ROOT / "cases" / "lai-chau-2021-2025", "--no-prices")

    from greenopt.cli._rebuild import rebuilt

    assert rebuilt(Path("runs/lai-chau-2021-2025/1")) == []


def test_a_run_that_is_not_there_exits_with_6(greenopt: Call) -> None:
    for name in ("last", "first-case/7", "nowhere"):
        done = greenopt("verify", name, "--json")

        assert done.code == 6
        assert json.loads(done.out)["exit_code"] == 6
