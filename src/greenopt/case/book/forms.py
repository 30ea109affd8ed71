"""
Forms: what the format lets stand in a cell, asked of the schema itself.

A cell stands for a place of the format, written as in a change: ``saves.coal``, ``evidence.quality``. Whether it
holds one text, a list or the two ends of a window, which words it may be, in what unit a bare number is and what it
means: all this is read off the records of ``schema.py``. A new key of the format is a new column without a line here.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from greenopt.case.fieldpath import keys
from greenopt.fields import (
    Amount,
    Duration,
    Identifier,
    Money,
    MoneyPerYear,
    Rate,
    Record,
    Selector,
    SettledMoney,
    SettledShare,
    Share,
    TwoLanguages,
    Year,
)

Unit = Literal["", "money", "money/yr", "yr", "%"]
_UNITS: tuple[tuple[Any, Unit], ...] = (
    (Money, "money"),
    (SettledMoney, "money"),
    (MoneyPerYear, "money/yr"),
    (Duration, "yr"),
    (Share, "%"),
    (SettledShare, "%"),
    (Rate, "%"),
)


class Form(NamedTuple):
    """What may stand at one place of the format."""

    is_list: bool = False
    is_window: bool = False
    """Whether it is a list of two years, ``2021..2024``."""
    is_name: bool = False
    """Whether it is a word of the format or the name of something, which a drop-down may show with its title."""
    is_number: bool = False
    """Whether it is an amount, in whatever unit."""
    words: tuple[str, ...] = ()
    """The words allowed, where only some are."""
    unit: Unit = ""
    """What a bare number is in, where the format itself says so."""
    meaning: str = ""
    """What it means: the text beneath the field."""
    way: str = ""
    """How it is written: a sentence of the format, with an example."""
    is_required: bool = False


class Below(NamedTuple):
    """A key of a record, and what may stand under it."""

    path: tuple[str, ...]
    named: bool
    """Whether names that the planner or the model gives stand below: ``saves.coal``; else the key is a cell itself."""
    by_year: bool
    """Whether years stand below: ``amount.2021``."""


@cache
def form_of(record: type[Record], path: tuple[str, ...]) -> Form | None:
    """Return what the format lets stand at a path below a record; None if nothing may stand there."""
    here: list[Any] = [record]
    field: FieldInfo | None = None
    is_required = True
    for segment in path:
        before, others = field, 0
        below: list[Any] = []
        keyed: list[Any] = []
        for member in _members(here):
            bare = _bare(member)
            if isinstance(bare, type) and issubclass(bare, Record):
                found = keys(bare).get(segment)
                if found is None:
                    others += 1
                else:
                    field = found
                    keyed.append(_whole(found))
            elif get_origin(bare) is dict:
                below.append(get_args(bare)[1])
            elif get_origin(bare) is tuple and segment.isdigit():
                below.append(get_args(bare)[0])
            elif _is(member, TwoLanguages) and segment in ("en", "vi"):
                below.append(str)
        # A key of the format is no name: uncertain.cost.shape is the shape, not a fuel of that name.
        here = keyed or below
        if field is not None and field is not before:
            # Of several forms, such as those of an objective, none needs to be the one that is written.
            is_required = is_required and field.is_required() and len(keyed) + others == 1
    if not here or not path:
        return None
    members = list(_members(here))
    bares = [_bare(each) for each in members]
    lists = [each for each in bares if get_origin(each) is tuple]
    words = tuple(str(word) for each in bares if get_origin(each) is Literal for word in get_args(each))
    if any(each is bool for each in bares):
        words = ("true", "false")
    items = [_bare(each) for one in lists for each in _members([get_args(one)[0]])]
    return Form(
        is_list=bool(lists),
        is_window=any(_is_window(each) for each in lists),
        is_name=bool(words) or any(_is(each, Identifier) for each in members),
        is_number=any(_is(each, kind) for each in members for kind in (*(kind for kind, _ in _UNITS), Amount)),
        words=words or tuple(str(word) for each in items if get_origin(each) is Literal for word in get_args(each)),
        unit=next((unit for each in members for kind, unit in _UNITS if _is(each, kind)), ""),
        meaning=(field.description or "") if field is not None else "",
        way=next(filter(None, map(_way, members)), ""),
        is_required=is_required and field is not None and path[-1] != "en",
    )


def cells_of(record: type[Record], path: tuple[str, ...] = ()) -> Iterator[Below]:
    """
    Yield the cells of a record, in the order of the format.

    Texts in two languages have a cell for each, Vietnamese first; records inside a record one for each of their keys;
    what a selector excludes is left out, for it is a selector again.
    """
    for key, field in keys(record).items():
        here = (*path, key)
        if record is Selector and key == "not":
            continue
        members = list(_members([_whole(field)]))
        plain = False
        for member in members:
            bare = _bare(member)
            if _is(member, TwoLanguages):
                yield Below((*here, "vi"), named=False, by_year=False)
                yield Below((*here, "en"), named=False, by_year=False)
            elif isinstance(bare, type) and issubclass(bare, Record):
                yield from cells_of(bare, here)
            elif get_origin(bare) is dict:
                by_year = _is(get_args(bare)[0], Year)
                yield Below(here, named=not by_year, by_year=by_year)
            elif not plain and not _holds_records(bare):
                plain = True
                yield Below(here, named=False, by_year=False)


def _holds_records(annotation: Any) -> bool:
    """Whether it is a list of mappings, which has no cell of its own: only its items have, by their numbers."""
    items = list(_members(get_args(annotation)[:1])) if get_origin(annotation) is tuple else []
    return bool(items) and all(isinstance(_bare(each), type) and issubclass(_bare(each), Record) for each in items)


def _whole(field: FieldInfo) -> Any:
    """Return the annotation of a field as it was written; pydantic keeps its outermost parts apart."""
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _members(annotations: Sequence[Any]) -> Iterator[Any]:
    """Yield the forms of unions, None left out, with what is noted about each."""
    for annotation in annotations:
        bare = _bare(annotation)
        if get_origin(bare) in (Union, UnionType):
            yield from _members([each for each in get_args(bare) if each is not type(None)])
        else:
            yield annotation


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _is(annotation: Any, kind: Any) -> bool:
    """Return whether an annotation is one of the kinds of ``fields.py``, whatever else is noted about it."""
    if get_origin(annotation) is not Annotated:
        return False
    noted = get_args(annotation)[1:]
    return all(each in noted for each in get_args(kind)[1:])


def _is_window(annotation: Any) -> bool:
    items = get_args(annotation)
    return len(items) == 2 and all(_is(each, Year) for each in items)


def _way(annotation: Any) -> str:
    for each in get_args(annotation)[1:] if get_origin(annotation) is Annotated else ():
        if isinstance(each, WithJsonSchema):
            return str((each.json_schema or {}).get("description", ""))
    return ""
