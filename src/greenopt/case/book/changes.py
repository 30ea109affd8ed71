"""
Changes: the sheets of scenarios and sweeps, one change a row.

    id     path                 value            id      path                 from    to      points   values
    lean   funds.*.amount.*     x 0.7            budget  funds.*.amount.*     x 0.5   x 1.5   21
    lean   rules.old_rule       drop             shares  rules.crafts.at_least                         10 % | 15 %

Rows with the same id belong together; their order is that in which changes are made. A value is written as ``--set``
takes it, so a list stands in brackets. What a sweep says beside its paths stands in the columns mode, together,
scenarios and extends of any one of its rows.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from greenopt.case.book.sheets import Sheet
from greenopt.case.book.tables import below_titles, refuse_gaps
from greenopt.case.columns import read_header
from greenopt.case.document import parse_value
from greenopt.case.grid import Grid
from greenopt.case.mistakes import Mistakes
from greenopt.case.node import Mapping, Node, Scalar, Sequence
from greenopt.errors import CaseInvalid, Place
from greenopt.language import say

SCENARIO_COLUMNS = ("path", "value")
STEPS = ("from", "to", "points")
SWEEP_COLUMNS = ("path", *STEPS, "values", "mode", "together", "scenarios", "extends")
EXTENDS = "extends"
GROUPS = ";"
"""Between several lists of paths that move together."""


class _Row(NamedTuple):
    """One row: its cells by name of the column, and where each stands."""

    cells: dict[str, str]
    place: Callable[[str], Place]


def read_scenarios(sheet: Sheet, grid: Grid, mistakes: Mistakes) -> Mapping:
    """Return the scenarios of a sheet."""
    found: dict[str, dict[str, Node]] = {}
    places: dict[str, Place] = {}
    keys: dict[str, dict[str, Place]] = {}
    for row in _rows(sheet, grid, SCENARIO_COLUMNS, mistakes):
        name, path, text = row.cells["id"], row.cells["path"], row.cells["value"]
        changes, own = found.setdefault(name, {}), keys.setdefault(name, {})
        places.setdefault(name, row.place("id"))
        if not path and not text:
            continue
        if not (path and text):
            missing = "value" if path else "path"
            message = say("the row has no {column}", column=missing)
            mistakes.add("missing-key", row.place(missing), f"{sheet.key}.{name}", message, _WHOLE_CHANGE)
        elif path in changes:
            message = say("'{key}' is changed twice", key=path)
            mistakes.add("duplicate-key", row.place("path"), f"{sheet.key}.{name}", message, say("keep one of them"))
        else:
            own[path] = row.place("path")
            value = _names(text, row.place("value")) if path == EXTENDS else _value(text, row.place("value"), mistakes)
            if value is not None:
                changes[path] = value
    items: dict[str, Node] = {name: Mapping(each, keys[name], places[name]) for name, each in found.items()}
    return Mapping(items, places, grid.place(0, 0))


def read_sweeps(sheet: Sheet, grid: Grid, mistakes: Mistakes) -> Mapping:
    """Return the sweeps of a sheet."""
    found: dict[str, dict[str, Node]] = {}
    places: dict[str, Place] = {}
    keys: dict[str, dict[str, Place]] = {}
    varied: dict[str, Mapping] = {}
    for row in _rows(sheet, grid, SWEEP_COLUMNS, mistakes):
        name = row.cells["id"]
        entry, own = found.setdefault(name, {}), keys.setdefault(name, {})
        places.setdefault(name, row.place("id"))
        if path := row.cells["path"]:
            vary = varied.setdefault(name, Mapping({}, {}, row.place("path")))
            own.setdefault("vary", row.place("path"))
            entry["vary"] = vary
            _vary(sheet, row, vary, mistakes)
        elif given := next((each for each in (*STEPS, "values") if row.cells[each]), None):
            message = say("the row has no {column}", column="path")
            mistakes.add("missing-key", row.place(given), f"{sheet.key}.{name}.{path}", message, _WHOLE_RANGE)
        for key in ("mode", "together", "scenarios", "extends"):
            if not row.cells[key]:
                continue
            if key in entry:
                message = say("'{key}' is given in two rows of the same sweep", key=key)
                mistakes.add(
                    "duplicate-key", row.place(key), f"{sheet.key}.{name}.{key}", message, say("keep one of them")
                )
                continue
            own[key] = row.place(key)
            entry[key] = _setting(key, row.cells[key], row.place(key))
    items: dict[str, Node] = {name: Mapping(each, keys[name], places[name]) for name, each in found.items()}
    return Mapping(items, places, grid.place(0, 0))


def _vary(sheet: Sheet, row: _Row, vary: Mapping, mistakes: Mistakes) -> None:
    """Add what one row varies."""
    name, path = row.cells["id"], row.cells["path"]
    key = f"{sheet.key}.{name}.vary.{path}"
    steps = {each: row.cells[each] for each in STEPS if row.cells[each]}
    if path in vary.items:
        mistakes.add(
            "duplicate-key", row.place("path"), key, say("'{key}' is varied twice", key=path), say("keep one of them")
        )
    elif bool(steps) == bool(row.cells["values"]):
        message = say("the row needs either from, to and points, or values")
        mistakes.add("missing-key", row.place("path"), key, message, _WHOLE_RANGE)
    elif steps:
        own = {each: row.place(each) for each in steps}
        items: dict[str, Node] = {each: Scalar(text, row.place(each)) for each, text in steps.items()}
        vary.items[path] = Mapping(items, own, row.place("from"))
    else:
        place = row.place("values")
        values = [_value(each.strip(), place, mistakes) for each in row.cells["values"].split("|")]
        vary.items[path] = Sequence([each for each in values if each is not None], place)
    vary.key_places[path] = row.place("path")  # type: ignore[index]  # made here, as a dictionary


def _setting(key: str, text: str, place: Place) -> Node:
    if key == "together":
        groups = [_listed(each, place) for each in text.split(GROUPS)]
        return groups[0] if len(groups) == 1 else Sequence(list(groups), place)
    return _names(text, place) if key == "scenarios" else Scalar(text, place)


def _names(text: str, place: Place) -> Node:
    """Return one name as it stands, several as a list."""
    return _listed(text, place) if "|" in text else Scalar(text, place)


def _listed(text: str, place: Place) -> Sequence:
    return Sequence([Scalar(each.strip(), place) for each in text.split("|")], place)


def _value(text: str, place: Place, mistakes: Mistakes) -> Node | None:
    """Return a value as a change writes it, every part of it in the place of its cell."""
    try:
        return _placed(parse_value(text, place.file), place)
    except CaseInvalid as problem:
        for each in problem.diagnostics:
            mistakes.add(each.code, place, each.key, each.message, each.hint)
        return None


def _placed(node: Node, place: Place) -> Node:
    if isinstance(node, Scalar):
        return Scalar(node.text, place, node.plain)
    if isinstance(node, Mapping):
        items = {key: _placed(each, place) for key, each in node.items.items()}
        return Mapping(items, dict.fromkeys(items, place), place)
    return Sequence([_placed(each, place) for each in node.items], place)


def _rows(sheet: Sheet, grid: Grid, columns: tuple[str, ...], mistakes: Mistakes) -> Iterator[_Row]:
    """Yield the rows with an id; columns that are not there are read as empty, further ones are refused."""
    grid = below_titles(grid, ("id", "path"), mistakes)
    header = read_header(grid, frozenset(), mistakes)
    refuse_gaps(grid, 1, mistakes)
    position = {each.name: each.position for each in header.columns} | {"id": header.id_position}
    for name in position.keys() - {"id", *columns}:
        hint = say("the columns of this sheet are: {columns}", columns=", ".join(("id", *columns)))
        message = say("the key '{key}' is not known here", key=name)
        mistakes.add("unknown-key", grid.place(0, position[name]), f"{sheet.key}.{name}", message, hint)
    for number in range(1, len(grid.rows)):
        cells = {name: grid.rows[number][position[name]] if name in position else "" for name in ("id", *columns)}

        def place(name: str, number: int = number) -> Place:
            return grid.place(number, position.get(name, header.id_position))

        if cells["id"].startswith("x-"):
            continue
        if not cells["id"]:
            mistakes.add("no-id", place("id"), f"{sheet.key}.id", say("the row has no id"), _REPEAT_ID)
            continue
        yield _Row(cells, place)


_WHOLE_CHANGE = say("write a path such as funds.*.amount.* and a value such as x 0.7")
_WHOLE_RANGE = say("write from x 0.5 to x 1.5 in 11 points, or values such as 10 % | 15 %")
_REPEAT_ID = say("write the id of the entry that it belongs to in every row")
