"""
Doubts: what is suspicious in a case but may be meant; told as warnings, each with its place.

Funds that pay for nothing, projects that can never start, years that were left out, rules that never bind, factors
held beyond their last year, and numbers such as ``17.000`` that a Vietnamese reader takes for seventeen thousand.
Slips in figures stand in ``slips.py``, names that are hardly told apart in ``alike.py``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from greenopt.case.alike import mixed_scripts, spelled_alike
from greenopt.case.assemble import Mistake
from greenopt.case.big_table import BigTable
from greenopt.case.gather import Gathered
from greenopt.case.node import Mapping, Node, Scalar
from greenopt.case.slips import totals, unlike_others
from greenopt.fields import Selector
from greenopt.language import listed, say
from greenopt.project import Facts, Project
from greenopt.rules import Rule
from greenopt.units import decimal_text

AMOUNTS: dict[str, tuple[str, ...]] = {
    "funds": ("amount", "opening"),
    "projects": ("cost", "asks", "eligible_cost", "running_cost", "remaining", "saves", "adds", "impact", "closes"),
    "rules": ("at_least", "at_most", "aim", "ceiling", "closed_by", "without_projects"),
    "indicators": ("without_projects", "potential"),
    "stocks": ("amount",),
}
"""Where amounts stand; shares and factors often have three decimals and are left in peace."""

_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9.,])(?!\s*%)")


def doubts(facts: Facts, rules: Sequence[Rule], gathered: Gathered) -> Iterator[Mistake]:
    """Yield what is suspicious; the case is read nevertheless."""
    yield from _fund_doubts(facts)
    for project in _doubtful(facts):
        yield from _project_doubts(project, facts)
    for rule in rules:
        if rule.id not in gathered.model_rules:
            yield from _rule_doubts(rule, facts)
    held = _held_factors(facts)
    if held:
        yield Mistake(
            "held-factor",
            ("model", "factors"),
            say("after its last year a factor is held, which is an assumption: {fuels}", fuels=listed(held)),
            say("add later factors when they are published"),
        )
    yield from grouped_numbers(gathered)
    yield from unlike_others(facts)
    yield from totals(facts, gathered)
    yield from spelled_alike(facts, gathered)
    yield from mixed_scripts(gathered)


def grouped_numbers(gathered: Gathered) -> Iterator[Mistake]:
    """Yield amounts written like seventeen thousand in Vietnam and read as seventeen."""
    for key, names in AMOUNTS.items():
        entries = gathered.tree.items.get(key)
        if isinstance(entries, BigTable) and not entries.columns.grouped:
            continue
        for entry, written in entries.items.items() if isinstance(entries, Mapping) else ():
            for name in names:
                below = written.items.get(name) if isinstance(written, Mapping) else None
                for path, scalar in _scalars(below, (key, entry, name)):
                    if "." in scalar.text and (match := _GROUPED.match(scalar.text)) and _is_typed(scalar, gathered):
                        yield _grouped(path, match.group())


def _fund_doubts(facts: Facts) -> Iterator[Mistake]:
    if facts.table is None:
        paying = {fund for payers in facts.payers.values() for fund in payers}
    else:
        paying = {fund.id for fund in facts.funds if facts.table.mask(fund.pays_for).any()}
    for fund in facts.funds:
        if fund.id not in paying:
            yield Mistake(
                "unused-fund", ("funds", fund.id), say("no project may be paid from it"), say("check what it is for")
            )
        given = sorted(fund.amount)
        holes = [year for year in range(given[0], given[-1]) if year not in fund.amount and year in facts.years]
        if holes:
            yield Mistake(
                "missing-year",
                ("funds", fund.id, "amount"),
                say("no amount is given for {years}, which is read as nothing", years=listed(holes)),
                say("write the amount, or 0"),
            )


def _doubtful(facts: Facts) -> Iterable[Project]:
    """Return the projects of which something could be said: of a large table those without payers or years."""
    if facts.table is None:
        return facts.projects
    figures, table = facts.table.figures, facts.table
    is_paid = sum((table.mask(fund.pays_for) for fund in facts.funds), table.mask(Selector()) & False)
    is_late = (figures.first > facts.horizon[1]) | (figures.last < facts.open_from)
    return (table[place] for place in (~is_paid | is_late).nonzero()[0].tolist())


def _project_doubts(project: Project, facts: Facts) -> Iterator[Mistake]:
    if project.screened or project.status == "excluded":
        return
    path = ("projects", project.id)
    if any(project.support.values()) and not facts.payers[project.id]:
        message = say("no fund may pay for it, so it cannot be funded")
        yield Mistake("no-payer", path, message, say("check what the funds are for"))
    elif not project.started and not facts.starts(project) and not _has_passed(project, facts):
        message = say("there is no year in which it could start, so it cannot be funded")
        hint = say("check its window, the years of its support limits, and the money for its last payments")
        yield Mistake("no-start", path, message, hint)


def _has_passed(project: Project, facts: Facts) -> bool:
    """Return whether a project could have started only in years that have passed by now: it was not chosen."""
    return facts.planned_from is not None and all(year < facts.planned_from for year in project.window)


def _rule_doubts(rule: Rule, facts: Facts) -> Iterator[Mistake]:
    outside = [year for year in rule.years() if year not in facts.years or not rule.binds_in(year)]
    if outside:
        message = say("it does not bind in {years}", years=listed(outside))
        yield Mistake("never-binds", ("rules", rule.id), message, say("check its years against valid: and the horizon"))
    elif not any(rule.binds_in(year) for year in facts.years):
        message = say("it is valid only outside the horizon")
        yield Mistake("never-binds", ("rules", rule.id, "valid"), message, say("check its years"))


def _held_factors(facts: Facts) -> list[str]:
    if facts.table is not None:
        return _held(facts, {(name, fuel) for name, fuels in facts.table.figures.energy.items() for fuel in fuels})
    used = {
        (name, fuel)
        for project in facts.projects
        for name, impact in project.impact.items()
        for fuel, _ in impact.energy
    }
    return _held(facts, used)


def _held(facts: Facts, used: Iterable[tuple[str, str]]) -> list[str]:
    last = facts.horizon[1]
    return sorted(
        {
            f"{fuel} ({facts.factors[name][fuel].by_year[-1][0]})"
            for name, fuel in used
            if not facts.factors[name][fuel].constant and facts.factors[name][fuel].by_year[-1][0] < last
        }
    )


def _scalars(node: Node | None, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Scalar]]:
    if isinstance(node, Mapping):
        for key, below in node.items.items():
            yield from _scalars(below, (*path, key))
    elif isinstance(node, Scalar):
        yield path, node


def _is_typed(node: Scalar, gathered: Gathered) -> bool:
    """
    Return whether somebody typed the number as it stands, with this point.

    The point of a table with decimal commas was set by the reader, and so was that of a number cell in a workbook,
    which has no zeros at its end; only a text cell can have them.
    """
    place = node.place
    if place.file in gathered.decimal_comma:
        return False
    return not place.cell or node.text.split()[0].endswith("0")


def _grouped(path: tuple[str, ...], number: str) -> Mistake:
    return Mistake(
        "thousands-mark",
        path,
        say("{number} is read as {value}", number=number, value=decimal_text(Fraction(number))),
        say("if thousands are meant write {whole}, else {longer}", whole=number.replace(".", ""), longer=f"{number}0"),
    )
