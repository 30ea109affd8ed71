"""Case: one funding decision, read, checked and settled; what the engine solves and results are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from greenopt.case.node import Mapping as Tree
from greenopt.case.schema import HeaderEntry, PolicyEntry
from greenopt.case.uncertain import Uncertain
from greenopt.errors import Diagnostic
from greenopt.objectives import Objective
from greenopt.project import Facts
from greenopt.rules import Rule


@dataclass(frozen=True)
class Case:
    """A case without mistakes. It is never changed; a scenario makes another one."""

    header: HeaderEntry
    policy: PolicyEntry
    facts: Facts
    """Projects settled by support limits, bans and safeguards."""
    rules: tuple[Rule, ...]
    """Of the model and of the case, in order of their names."""
    objective: Objective
    scenario: tuple[str, ...] = ()
    """Names of the scenarios applied."""
    changes: Mapping[str, str] = field(default_factory=dict)
    """Further changes applied: path → value as written."""
    tree: Tree | None = None
    """What was read, with places; results copy it as text."""
    model_rules: frozenset[str] = frozenset()
    """Names of the rules that come from the policy model; they may speak of what this case does not have."""
    sources: Mapping[str, Path] = field(default_factory=dict)
    """Files read: the name shown → where it is."""
    warnings: tuple[Diagnostic, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()
    """Numbers that are not certain, in order of their paths."""

    @property
    def id(self) -> str:
        """The case's name."""
        return self.header.id
