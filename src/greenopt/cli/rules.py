"""greenopt rules: what a policy can say, and each kind of rule explained."""

import inspect
import sys
from typing import TYPE_CHECKING, Any

import click

from greenopt.cli._case import answer_json, json_option
from greenopt.cli._command import argument, command
from greenopt.cli._console import Console
from greenopt.errors import ExitCode, WrongUsage
from greenopt.language import say, word

if TYPE_CHECKING:
    from greenopt.rules import Rule

FORMULA = " " * 4
"""Before each line of a formula."""


@command(
    say(
        "List the kinds of rule, or explain one.\n\nNAME is what stands behind 'rule:' in a case: its sentence, "
        "formula, unit, trap and price, its keys, and an example from a case that greenopt ships."
    )
)
@argument("name", "[NAME]", required=False)
@json_option
@click.pass_obj
def rules(console: Console, name: str | None, as_json: bool) -> int:
    """List or explain."""
    from greenopt.rules import RULES

    if name is None:
        return _list(console, RULES, as_json=as_json)
    if name not in RULES:
        from greenopt.case.nearest import did_you_mean

        raise WrongUsage(say("no rule is named '{name}'; {hint}", name=name, hint=did_you_mean(name, RULES)))
    found = _described(name, RULES[name])
    if as_json:
        answer_json(console, {"schema": "greenopt.rules/1", "rules": [found]})
    else:
        console.answer(_page(console, found))
    return ExitCode.DONE


def _list(console: Console, kinds: "dict[str, type[Rule]]", *, as_json: bool) -> int:
    if as_json:
        found = [_described(name, kind) for name, kind in sorted(kinds.items())]
        answer_json(console, {"schema": "greenopt.rules/1", "rules": found})
        return ExitCode.DONE
    from greenopt.cli._explain import plain
    from greenopt.report.layout import Column, Page

    page = Page(console.language, console.width, console.colour)
    rows = [[name, page.spoken(word(plain(kind.__doc__ or "")))] for name, kind in sorted(kinds.items())]
    page.rows([Column(page.spoken(say("Rule"))), Column(page.spoken(say("What it says")), wraps=True)], rows)
    console.answer(page.text())
    console.suggest((["greenopt", "rules", rows[0][0]], say("explain one, with an example")))
    return ExitCode.DONE


def _described(name: str, kind: "type[Rule]") -> dict[str, Any]:
    """Return what a kind of rule says of itself."""
    from greenopt.cli._explain import explained, plain

    found = explained(f"rules.{name}")
    keys = {key: meaning for key, meaning in found.keys.items() if key != "rule"}
    return {
        "rule": name,
        "sentence": plain(kind.__doc__ or ""),
        "explanation": inspect.cleandoc(sys.modules[kind.__module__].__doc__ or "").replace("``", "'"),
        "keys": keys,
        "example": _example(name),
    }


def _example(name: str) -> str:
    """Return a rule of this kind from what greenopt ships, as it stands in a case."""
    from greenopt.case.node import Mapping, Scalar, plain_data
    from greenopt.cli._explain import shipped_documents

    for tree in shipped_documents("case", "model"):
        rules = tree.items.get("rules")
        for key, node in rules.items.items() if isinstance(rules, Mapping) else ():
            kind = node.items.get("rule") if isinstance(node, Mapping) else None
            if isinstance(kind, Scalar) and kind.text == name:
                return _as_yaml({"rules": {key: plain_data(node)}})
    return ""


def _as_yaml(data: Any) -> str:
    """Return plain texts as YAML for people; readers take every value as text anyway."""
    import yaml

    class Plain(yaml.SafeDumper):
        """Writes texts without quotation marks where YAML allows it."""

        yaml_implicit_resolvers: dict[str, Any] = {}

    return yaml.dump(data, Dumper=Plain, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=None)


def _fitted(line: str, width: int) -> list[str]:
    """Return a line of a formula; the remark behind it goes below where both are too long."""
    formula, _, remark = line.rpartition("  ")
    if len(line) <= width or not formula.strip():
        return [line]
    return [formula.rstrip(), f"{FORMULA * 2}{remark}"]


def _page(console: Console, found: dict[str, Any]) -> str:
    from greenopt.report.layout import Column, Page

    page = Page(console.language, console.width, console.colour)
    page.line(found["rule"], "bold")
    page.blank()
    for paragraph in found["explanation"].split("\n\n"):
        formula = [line for line in paragraph.splitlines() if line.startswith(" ")]
        for line in formula:
            for part in _fitted(FORMULA + page.spoken(word(line.strip())), console.width):
                page.verbatim(part, "cyan")
        if not formula:
            page.line(word(" ".join(paragraph.split())))
        page.blank()
    rows = [[name, page.spoken(word(meaning))] for name, meaning in found["keys"].items()]
    page.rows([Column(page.spoken(say("Key"))), Column(page.spoken(say("Meaning")), wraps=True)], rows)
    if found["example"]:
        page.heading(say("Example"))
        for line in found["example"].splitlines():
            page.verbatim(line, "cyan")
    return page.text()
