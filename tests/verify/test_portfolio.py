"""The table of projects says what the result says."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from tests.verify.forging import TABLE, sign

from greenopt.verify import verify
from greenopt.verify.portfolio import TABLE as COLUMNS


@pytest.mark.parametrize("column", range(len(COLUMNS)))
def test_the_table_says_what_the_result_says(column: int, runs: dict[str, Path], tmp_path: Path) -> None:
    """A cell of any column of the table, changed with the manifest written again."""
    place = tmp_path / "run"
    shutil.copytree(runs["years"], place)
    rows = list(csv.reader(io.StringIO((place / TABLE).read_text(encoding="utf-8-sig"))))
    rows[1][column] += "1"
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    (place / TABLE).write_bytes(stream.getvalue().encode("utf-8-sig"))
    sign(place)

    assert [str(each) for each in verify(place).failures] == [
        "portfolio.csv: expected the portfolio of result.json, found another table"
    ]
