"""A filled workbook in small, to be spoilt: the sheets of a valid case as rows, and the file that holds them."""

import copy
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from tests.small_cases import yaml_text

Rows = list[list[Any]]
Touch = Callable[[Any, dict[str, Any]], None]
"""Gets the file being written and its sheets by name, after the cells are there."""

FILLED: dict[str, Rows] = {
    "Case": [
        ["Case", "", "what is decided"],
        ["key", "value", "meaning"],
        ["greenopt", 1, ""],
        ["model", "lai-chau-green-growth", ""],
        ["case.id", "valley", ""],
        ["case.title.vi", "Thung lũng xanh", ""],
        ["case.title.en", "Green valley", ""],
        ["case.horizon", "2026..2027", ""],
        ["objective.maximise", "co2e", ""],
    ],
    "Funds": [
        ["Funds"],
        ["id", "name.vi", "amount.2026", "amount.2027", "carry_over", "source"],
        ["", "", "million VND", "million VND", "", ""],
        ["green", "Quỹ xanh", 900, 1100.5, "10 %", "QĐ 12"],
        ["oda", "Vốn ODA", 300, 0, "", "QĐ 13"],
    ],
    "Projects": [
        ["Projects"],
        ["id", "name.vi", "sector", "kind", "cost", "asks", "spending", "start", "lifetime", "saves.coal", "tags"],
        ["", "", "", "", "million VND", "million VND", "", "", "yr", "t/yr", ""],
        [
            "kiln",
            "Lò gạch",
            "building_materials",
            "efficiency",
            1700,
            510,
            "60 % | 40 %",
            "2026..2027",
            12,
            410,
            "brick",
        ],
        ["motor", "Động cơ", "mining", "efficiency", 950.25, 300, "", "2026..2026", 10, 120, ""],
        ["dryer", "Máy sấy", "agro_forestry", "renewable", 520, 260, "", "2026..2027", 15, 33.5, ""],
    ],
    "Rules": [
        ["Rules"],
        ["id", "rule", "of", "to.sectors", "at_least", "source"],
        ["", "", "", "", "", ""],
        ["agro", "floor", "public_money", "agro_forestry", "15 %", "QĐ 14"],
    ],
    "Indicators": [
        ["Indicators"],
        ["id", "potential"],
        ["", ""],
        ["establishments_to_standard", 70],
    ],
    "Scenarios": [
        ["Scenarios"],
        ["id", "path", "value"],
        ["lean", "funds.*.amount.*", "x 0.7"],
        ["lean", "projects.kiln.asks", 400],
    ],
}
"""Sheet → rows. Row 2 holds the keys, row 3 units, so the first entry stands in row 4."""


def filled() -> dict[str, Rows]:
    """Return the sheets, to be changed."""
    return copy.deepcopy(FILLED)


def book(sheets: Mapping[str, Rows], touch: Touch | None = None) -> bytes:
    """Return a workbook; a text such as 15 % becomes the percentage that a planner types."""
    stream = io.BytesIO()
    file = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_numbers": False})
    percent = file.add_format({"num_format": "0%"})
    pages = {name: file.add_worksheet(name) for name in sheets}
    for name, rows in sheets.items():
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                _write(pages[name], row, column, value, percent)
    if touch is not None:
        touch(file, pages)
    file.close()
    return stream.getvalue()


def _write(page: Any, row: int, column: int, value: Any, percent: Any) -> None:
    if isinstance(value, str) and value.endswith(" %") and value[:-2].isdigit():
        page.write_number(row, column, int(value[:-2]) / 100, percent)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif value != "":
        page.write_string(row, column, value)


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a workbook with its parts changed, or left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return stream.getvalue()


def split(tree: dict[str, Any], folder: Path) -> Path:
    """Write a case whose model stands inside as a case with a model and factors in files of their own."""
    folder.mkdir(parents=True)
    whole = copy.deepcopy(tree)
    model = whole.pop("model")
    fuels = model.pop("factors", None)
    if fuels is not None:
        head = {"greenopt": "1", "factors": {"id": "invented", "title": "invented"}, "fuels": fuels}
        write_yaml(folder / "factors.yaml", head)
        model["factors"] = "factors.yaml"
    write_yaml(folder / "model.yaml", model)
    write_yaml(folder / "case.yaml", {"model": "model.yaml", **whole})
    return folder


def write_yaml(path: Path, data: dict[str, Any]) -> None:
    """Write a document as YAML."""
    path.write_text(yaml_text(data), encoding="utf-8")
