"""
Where a path leads in the format: which field stands there, what it means, and which keys are its neighbours.

Serves mistakes ("did you mean") and ``greenopt schema projects.cost`` alike.
"""

import ast
import inspect
import types
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import Discriminator, Tag
from pydantic.fields import FieldInfo

from greenopt.fields import Record


class Found(NamedTuple):
    """What stands at a path of the format."""

    record: type[Record] | None
    """The mapping that stands there, if it is one with named keys."""
    field: FieldInfo | None
    """The field that holds it."""
    choices: tuple[str, ...] = ()
    """The words allowed there, if it is one of a few."""


def keys(record: type[Record]) -> dict[str, FieldInfo]:
    """Return the keys of a mapping as they are written, with their fields and what they mean."""
    _describe(record)
    return {field.alias or name: field for name, field in record.model_fields.items() if not field.exclude}


@cache
def _describe(record: type[Record]) -> None:
    """
    Give each field of a mapping the text beneath it in the source.

    pydantic would do it for every mapping while it is imported, which takes as long as reading a case.
    """
    for each in reversed(record.__mro__):
        if issubclass(each, Record):
            for name, text in _texts(each):
                if name in record.model_fields:
                    record.model_fields[name].description = text


def _texts(record: type[Record]) -> Iterator[tuple[str, str]]:
    """Yield the fields that are written in the body of a mapping and have a text beneath them, with that text."""
    (body,) = ast.parse(dedent(inspect.getsource(record))).body
    assert isinstance(body, ast.ClassDef)  # noqa: S101 - what else is the source of a class
    for field, beneath in pairwise(body.body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(beneath, ast.Expr):
            text = beneath.value.value if isinstance(beneath.value, ast.Constant) else None
            if isinstance(text, str):
                yield field.target.id, inspect.cleandoc(text)


def look_up(root: type[Record], path: Sequence[str | int], tags: Sequence[str | int] = ()) -> Found | None:
    """
    Follow a path from a document's root; None if it leads nowhere.

    ``tags`` are further words that pick one of several forms, such as the kind of a rule; without them the words of
    the path do.
    """
    here: Any = root
    field: FieldInfo | None = None
    for segment in path:
        if isinstance(here, type) and issubclass(here, Record):
            field = keys(here).get(str(segment))
            if field is None:
                return None
            here = _with_metadata(field)
        else:
            inner = _inside(here)
            if inner is None:
                return None
            here = inner
        here = _picked(here, tags if any(_tag_of(each) in tags for each in _members(here)) else path)
    return Found(here if isinstance(here, type) and issubclass(here, Record) else None, field, words(here))


def untagged(root: type[Record], location: Sequence[str | int]) -> tuple[str | int, ...]:
    """
    Leave out of pydantic's path to a mistake the words that only tell which form of a value was tried.

    A file may hold a key of the same name (a project named ``projects``), so it takes the format to tell them apart.
    """
    here: Any = root
    kept: list[str | int] = []
    for segment in location:
        here = _present(here)
        if _is_tagged(here):
            here = next((each for each in _members(here) if _tag_of(each) == segment), None)
            continue
        kept.append(segment)
        here = _below(here, segment)
    return tuple(kept)


def _with_metadata(field: FieldInfo) -> Any:
    tags = [each for each in field.metadata if isinstance(each, Discriminator)]
    return Annotated[field.annotation, tags[0]] if tags else field.annotation


def _present(annotation: Any) -> Any:
    """Return what an optional value is when it is there."""
    if get_origin(annotation) in (Union, types.UnionType):
        forms = [each for each in get_args(annotation) if each is not type(None)]
        return forms[0] if len(forms) == 1 else annotation
    return annotation


def _is_tagged(annotation: Any) -> bool:
    metadata = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    return any(
        isinstance(each, Discriminator) or (isinstance(each, FieldInfo) and each.discriminator is not None)
        for each in metadata
    )


def _below(annotation: Any, segment: str | int) -> Any:
    """Return the form of what stands under a key or at a position, or None."""
    bare = _bare(annotation)
    if isinstance(bare, type) and issubclass(bare, Record):
        field = keys(bare).get(str(segment))
        return _with_metadata(field) if field else None
    if get_origin(bare) is dict:
        return get_args(bare)[1]
    return get_args(bare)[0] if get_origin(bare) is tuple else None


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _members(annotation: Any) -> list[Any]:
    """Return the forms of a union, None left out."""
    bare = _bare(annotation)
    if get_origin(bare) in (Union, types.UnionType):
        return [member for each in get_args(bare) if each is not type(None) for member in _members_tagged(each)]
    return [annotation]


def _members_tagged(annotation: Any) -> list[Any]:
    if any(isinstance(each, Tag) for each in get_args(annotation)[1:]):
        return [annotation]
    return _members(annotation)


def _tag_of(annotation: Any) -> str | None:
    for each in get_args(annotation)[1:] if get_origin(annotation) is Annotated else ():
        if isinstance(each, Tag):
            return each.tag
    bare = _bare(annotation)
    if isinstance(bare, type) and issubclass(bare, Record) and "rule" in bare.model_fields:
        default = bare.model_fields["rule"].default
        return default if isinstance(default, str) else None
    return None


def _picked(annotation: Any, tags: Sequence[str | int]) -> Any:
    """Choose among the forms of a union: the one a tag names, else the mapping, else the first."""
    members = _members(annotation)
    chosen = [each for each in members if _tag_of(each) in tags]
    if not chosen:
        chosen = [each for each in members if isinstance(_bare(each), type) and issubclass(_bare(each), Record)]
    if len(members) > 1 and len(chosen) != 1:
        mappings = [each for each in members if get_origin(_bare(each)) is dict]
        chosen = mappings or chosen
    return _bare((chosen or members)[0])


def _inside(annotation: Any) -> Any:
    """Return what a mapping with free keys, or a list, holds."""
    bare = _picked(annotation, ())
    if get_origin(bare) is dict:
        return get_args(bare)[1]
    if get_origin(bare) is tuple:
        return get_args(bare)[0]
    return None


def words(annotation: Any) -> tuple[str, ...]:
    """Return the words that a field allows, if it allows only some."""
    found: list[str] = []
    for member in _members(annotation):
        bare = _bare(member)
        if get_origin(bare) is Literal:
            found += [str(each) for each in get_args(bare)]
    return tuple(found)
