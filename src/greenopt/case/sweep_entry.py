"""
Scenarios and sweeps as they are written: named sets of changes, and what is varied in steps.

What the changes mean, and how many points a sweep comes to, is asked of the tree of the case (``scenarios.py``,
``sweeps.py``); here stands only which keys there are and what each means.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from greenopt.fields import Count, Identifier, Names, Record, Some


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_groups(value: Any) -> Any:
    flat = isinstance(value, list) and value and all(isinstance(each, str) for each in value)
    return [value] if flat else value


_NAME = {"type": "string", "pattern": r"^\w[\w-]*$"}
_PATHS = {"type": "array", "minItems": 2, "items": {"type": "string"}}
OneOrMore = Annotated[
    Names,
    BeforeValidator(_as_list),
    WithJsonSchema({"anyOf": [_NAME, {"type": "array", "minItems": 1, "items": _NAME}]}),
]
"""One name, or a list of names."""


class ScenarioEntry(Record):
    """A named set of changes: every key but extends is a path, every value what a change writes there."""

    model_config = ConfigDict(extra="allow")

    extends: OneOrMore | None = None
    """Another scenario, or several, whose changes are made first."""


class StepsEntry(Record):
    """Values from one end to another, in equal steps."""

    start: Annotated[str, Field(alias="from")]
    """The first value, as a change is written: 500, x 0.5, - 5 %."""
    end: Annotated[str, Field(alias="to")]
    """The last value, written like the first."""
    points: Count
    """How many values there are, both ends included."""


Path = Annotated[str, WithJsonSchema({"type": "string", "description": "A path, such as funds.*.amount.*"})]
Written = Annotated[Any, WithJsonSchema({"description": "A value, as a change writes it"})]


def _form(value: Any) -> str:
    return "range" if isinstance(value, dict) else "list"


Values = Annotated[
    Annotated[StepsEntry, Tag("range")] | Annotated[Some[Written], Tag("list")],
    Discriminator(_form),
]
"""A range, or a list of values."""


class SweepEntry(Record):
    """What is varied, and how."""

    extends: Identifier | None = None
    """Another sweep, whose keys hold where this one has none; its paths are varied too."""
    vary: dict[Path, Values] = {}
    """Path: {from: x 0.5, to: x 1.5, points: 21}, or path: [list of values]."""
    mode: Literal["grid", "one_at_a_time"] = "grid"
    """grid: every combination; one_at_a_time: each path alone, the others as they are."""
    together: Annotated[
        tuple[Some[Path], ...],
        BeforeValidator(_as_groups),
        WithJsonSchema({"anyOf": [_PATHS, {"type": "array", "minItems": 1, "items": _PATHS}]}),
    ] = ()
    """Paths of vary that move in step, [one, other]; or several such lists."""
    scenarios: OneOrMore | None = None
    """Scenarios on which everything is varied as well, beside the case as it is."""
