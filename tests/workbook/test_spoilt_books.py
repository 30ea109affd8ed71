"""Workbooks spoilt at random: each is read as a case or refused with a sentence; nothing crashes or stays half done."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.workbook.filled import Rows, book, filled

from greenopt.errors import Fault, GreenoptError
from greenopt.workbook.case_folder import import_workbook

MORE: dict[str, Rows] = {
    "Sweeps": [
        ["Sweeps"],
        ["id", "path", "from", "to", "points", "values", "mode", "together", "scenarios", "extends"],
        ["money", "funds.*.amount.*", "x 0.5", "x 1.5", 3, "", "", "", "", ""],
        ["money", "projects.kiln.cost", "", "", "", "1600 | 1800", "grid", "", "lean", ""],
    ],
    "Uncertain numbers": [
        ["Uncertain numbers"],
        ["id", "range", "shape", "group"],
        ["", "", "", ""],
        ["projects.*.cost", "-5 % | 5 %", "uniform", ""],
    ],
}
HOSTILE: list[Any] = [
    "", "x-", "x-example-00000000", "id", "key", "..", "|", "a | ", "2021..", "=1", "1e5", "١٢", "½", "null", "~", "{",
    "[a", "'", '"', "*", "&a", "!t", "%", "- ", "+ 5 %", "x 0", "\n", "a\nb", "💥", "ﬁ", "0.1.2", "1.234.567", "path",
    "unit", "đơn vị", "100/3 %", "9" * 400, "a." * 50, "requires.1", "requires.0", "spending.1", "tags.2", "saves",
    "saves.coal.x", "uncertain.cost", "uncertain.cost.shape", "x" * 90, 1e300, -0.0, 1e-300, 5,
]  # fmt: skip


def spoilt(seed: int) -> bytes:
    """Return a workbook with a few cells, rows or columns changed, and sometimes a few bytes."""
    dice = random.Random(seed)  # noqa: S311 - a test has to give the same each time
    sheets = {**filled(), **{name: [list(row) for row in rows] for name, rows in MORE.items()}}
    for _ in range(dice.randint(1, 3)):
        rows = sheets[dice.choice(list(sheets))]
        way = dice.random()
        if way < 0.6 and rows:
            row = dice.choice(rows)
            if row:
                row[dice.randrange(len(row))] = dice.choice(HOSTILE)
        elif way < 0.75:
            rows.insert(dice.randrange(len(rows) + 1), [dice.choice(HOSTILE) for _ in range(dice.randint(0, 4))])
        elif way < 0.9 and rows:
            rows.pop(dice.randrange(len(rows)))
        else:
            for row in rows:
                row.append(dice.choice(HOSTILE))
    data = bytearray(book(sheets))
    for _ in range(3 if dice.random() < 0.2 else 0):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


@pytest.mark.parametrize("first", range(0, 80, 20))
def test_a_spoilt_workbook_is_read_or_refused_and_never_crashes(first: int, tmp_path: Path) -> None:
    read = 0
    for seed in range(first, first + 20):
        (tmp_path / "book.xlsx").write_bytes(spoilt(seed))
        try:
            import_workbook(tmp_path / "book.xlsx", tmp_path / "out")
        except Fault:
            raise
        except GreenoptError:
            assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]
        else:
            read += 1
            shutil.rmtree(tmp_path / "out")
    assert read < 20
