"""
Pages of the documentation made from the rules' own files: one for each module in ``rules/``.

The source is read, not imported: the docstring of the module is the text, and the sentence under each field is the
meaning of its key. Fields that every rule has, or several share, stand in the modules with an underscore.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HOLDS = {
    "Identifier": "name",
    "Some[Identifier]": "list of names",
    "Limit": "amount or share, or one for each year",
    "Amounts": "amount, or one for each year",
    "Amounts | None": "amount, or one for each year",
    "Amount": "amount or share",
    "dict[Year, Amount]": "amount or share for each year",
    "dict[Identifier, Amount]": "amount for each name",
    "Flag": "`true` or `false`",
    "tuple[Year, Year]": "first and last year",
}
"""What a field's type is to somebody who writes a case; other types are called by their own name."""
LABELS = ("Unit", "Trap", "Price")

RULE = "Rule"
"""The root of all rules; its keys are described once, on the index page."""


class Key(NamedTuple):
    """One key that a rule has in a case."""

    name: str
    written: str
    """Its type, as the source states it."""
    meaning: str
    optional: bool


class Described(NamedTuple):
    """A class of a rule's module with its bases and keys."""

    bases: tuple[str, ...]
    keys: tuple[Key, ...]


def write(sources: Path, pages: Path) -> None:
    """Write one page for each rule, and remove the pages of rules that are gone."""
    trees = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(sources.glob("*.py"))}
    classes = {name: found for tree in trees.values() for name, found in _classes(tree)}
    names = [name for name in trees if not name.startswith("_")]
    for old in pages.glob("*.md"):
        if old.stem not in {*names, "index"}:
            old.unlink()
    for name in names:
        own = [each for each, _ in _classes(trees[name])]
        text = page(name, ast.get_docstring(trees[name]) or "", own, classes)
        target = pages / f"{name}.md"
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")


def page(name: str, docstring: str, own: list[str], classes: dict[str, Described]) -> str:
    """Return the page of one rule: its docstring, then its keys, those of its bases last."""
    lines = [f"# {name}", "", _labelled(docstring), ""]
    keys = [key for each in own for key in _with_bases(each, classes) if key.name != "rule"]
    if keys:
        lines += ["## Keys", "", "| key | holds | meaning |", "|---|---|---|"]
        lines += [f"| `{key.name}` | {_cell(key)} | {key.meaning.replace('|', chr(92) + '|')} |" for key in keys]
        lines += ["", "The keys that every rule may have are on [the page of all rules](index.md)."]
    return "\n".join(lines) + "\n"


def _with_bases(name: str, classes: dict[str, Described]) -> Iterator[Key]:
    if name == RULE or name not in classes:
        return
    yield from classes[name].keys
    for base in classes[name].bases:
        yield from _with_bases(base, classes)


def _labelled(docstring: str) -> str:
    """Set the labels of a rule's docstring in bold."""
    for label in LABELS:
        docstring = docstring.replace(f"\n{label}: ", f"\n**{label}**: ")
    return docstring


def _cell(key: Key) -> str:
    """Return what a key holds; alternatives joined by *or*, for a bar would end the cell."""
    words = HOLDS.get(key.written)
    if words is None and key.written.startswith("Literal["):
        words = " or ".join(f"`{word.strip(chr(39))}`" for word in key.written[len("Literal[") : -1].split(", "))
    words = words or " or ".join(part.lower() for part in key.written.split(" | "))
    return f"{words}, optional" if key.optional else words


def _classes(tree: ast.Module) -> Iterator[tuple[str, Described]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            bases = tuple(base.id for base in node.bases if isinstance(base, ast.Name))
            yield node.name, Described(bases, tuple(_keys(node)))


def _keys(node: ast.ClassDef) -> Iterator[Key]:
    """Yield the annotated fields that have a sentence beneath them."""
    for field, below in zip(node.body, node.body[1:], strict=False):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str):
            meaning = " ".join(below.value.value.split())
            yield Key(_alias(field) or field.target.id, _type(field.annotation), meaning, field.value is not None)


def _type(annotation: ast.expr) -> str:
    """Return a type as readers of a case need it: without aliases and without ``None``."""
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "Annotated":
        inner = annotation.slice
        annotation = inner.elts[0] if isinstance(inner, ast.Tuple) else inner
    return ast.unparse(annotation).replace(" | None", "")


def _alias(field: ast.AnnAssign) -> str | None:
    """Return the key as written in a case, where it is a reserved word of Python."""
    for part in ast.walk(field):
        if isinstance(part, ast.keyword) and part.arg == "alias" and isinstance(part.value, ast.Constant):
            return str(part.value.value)
    return None
