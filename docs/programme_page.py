"""
The page that shows the programme of Lai Châu beside the rules that it became, made from the files of both.

``programme/rows.json`` holds the programme's own words, row by row, with their meaning in English; the policy model
and the cases hold the rules, each with its row. The rules are cut out of the text of these files, so the page cannot
differ from what is solved.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from greenopt.language import Language, Message, say

INTRODUCTION, ROWS, PAGE = "intro.md", "rows.json", "lai-chau.md"
HIDDEN = ("name", "source", "row")
"""Keys that the page leaves out: the words stand above, and the row is the heading."""


class Written(NamedTuple):
    """A rule, or the objective, as a file states it."""

    name: str
    row: str
    kind: str
    """Of a rule; ``objective`` for the objective."""
    lines: tuple[str, ...]
    """Its text, without the keys that the page leaves out."""


def write(model: Path, cases: Path, folder: Path, language: Language, *, whole: bool) -> None:
    """
    Write the page from the model, the cases and the programme's words.

    Args:
        model: the policy model.
        cases: the folder of the cases.
        folder: where the page and what it is made from lie.
        language: of what stands between the programme's words; the introduction is translated like any page.
        whole: whether the rows follow the introduction, which alone is left to translators.
    """
    written = [(say("In the policy model, {rule}:"), each) for each in rules_of(model)]
    for case in sorted(cases.glob("lai-chau-*/case.yaml")):
        named = say("In the case {case}, {rule}:", case=case.parent.name)
        written += [(named, each) for each in rules_of(case)]
    introduction = (folder / INTRODUCTION).read_text(encoding="utf-8")
    rows = json.loads((folder / ROWS).read_text(encoding="utf-8")) if whole else []
    page = introduction + "\n".join(_page(rows, written, language)) + "\n"
    target = folder / PAGE
    if not target.exists() or target.read_text(encoding="utf-8") != page:
        target.write_text(page, encoding="utf-8")


def rules_of(file: Path) -> list[Written]:
    """Return the rules and the objective of a file that name a row of the programme, in their order."""
    text = file.read_text(encoding="utf-8")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode), file
    entries = {key.value: (key, value) for key, value in root.value}
    found = []
    if "objective" in entries:
        found.append(_written("objective", *entries["objective"], text))
    for key, value in entries["rules"][1].value if "rules" in entries else ():
        found.append(_written(key.value, key, value, text))
    return [each for each in found if each.row]


def _written(name: str, key: yaml.ScalarNode, value: yaml.MappingNode, text: str) -> Written:
    keys = {each.value: (each, inside) for each, inside in value.value}
    row = keys["row"][1].value if "row" in keys else ""
    kind = keys["rule"][1].value if "rule" in keys else "objective"
    indent = " " * 2
    lines = [f"{name}:"]
    for word, (each, inside) in keys.items():
        if word not in HIDDEN:
            lines.append(f"{indent}{text[each.start_mark.index : inside.end_mark.index].rstrip()}")
    return Written(name, row, kind, tuple(lines))


def _page(rows: list[dict[str, str]], written: list[tuple[Message, Written]], language: Language) -> Iterator[str]:
    for row in rows:
        yield ""
        if row["row"]:
            yield f"## {row['row']}"
            yield ""
        yield f"> {row['vi']}"
        yield ""
        if language == "en":
            yield row["en"]
        for place, each in written:
            if each.row == row["row"]:
                yield ""
                rule = f"[{each.kind}]({_page_of(each.kind)})"
                yield Message(place.template, {**place.values, "rule": rule}).in_language(language)
                yield ""
                yield "```yaml"
                yield from each.lines
                yield "```"


def _page_of(kind: str) -> str:
    return "../format.md#objective" if kind == "objective" else f"../rules/{kind}.md"
