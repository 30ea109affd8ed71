"""greenopt frontier --against: the front of two aims as it is asked for, shown, saved and refused."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Call

AIMS = str(Path(__file__).parents[2] / "docs" / "aims")


@pytest.mark.parametrize("against", ["jobs", "public_money", "equity:place", "equity:place:asked"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_it_fits_eighty_columns_in_both_languages(greenopt: Call, language: str, against: str) -> None:
    done = greenopt("--lang", language, "frontier", AIMS, "--against", against)

    assert done.code == 0
    assert ("Against it:" if language == "en" else "Đặt bên cạnh:") in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_places_are_called_by_their_names(greenopt: Call) -> None:
    assert "(Phía bắc, Phía nam)" in greenopt("--lang", "vi", "frontier", AIMS, "--against", "equity:place").out


def test_the_document_is_printed_byte_for_byte(greenopt: Call) -> None:
    done = greenopt("frontier", AIMS, "--against", "jobs", "--json", "-o", "there")
    document = json.loads(done.out)

    assert done.out.encode() == Path("there/frontier.json").read_bytes()
    assert document["against"]["aim"] == "jobs"
    assert document["against"]["complete"] is True
    assert Path("there/frontier.csv").read_text(encoding="utf-8-sig").count("\n") == 5


def test_what_is_suggested_can_be_run(greenopt: Call) -> None:
    """The next point of the front, as it is told: 44.5 t with 4.5 jobs."""
    done = greenopt("frontier", AIMS, "--against", "jobs")
    change = done.err.split("--set '")[1].split("'")[0]

    again = greenopt("solve", AIMS, "--set", change, "--json")
    assert json.loads(again.out)["objective"]["value"] == 44.5


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--against", "jbos"), "did you mean 'jobs'?"),
        (("--against", "equity:district"), "write one of: equity:place"),
        (("--against", "jobs", "--to", "x 2"), "leave --vary, --from and --to out"),
    ],
)
def test_what_makes_no_sense_is_refused(greenopt: Call, options: tuple[str, ...], words: str) -> None:
    done = greenopt("frontier", AIMS, *options)

    assert done.code == 2
    assert words in done.err
    assert not Path("runs").exists()


def test_without_a_plan_it_answers_so(greenopt: Call) -> None:
    rule = 'rules={"much": {"rule": "floor", "of": "jobs", "at_least": "99 job", "source": "x"}}'
    done = greenopt("frontier", AIMS, "--set", rule, "--against", "jobs")

    assert done.code == 4
    assert "No plan satisfies the case" in done.out
