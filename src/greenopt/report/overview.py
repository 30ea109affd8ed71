"""A case at a glance, before anything is solved: what is sought, money by year, projects, rules in words."""

from fractions import Fraction

from greenopt.case.case import Case
from greenopt.language import Language, Number, Text, listed, say, word
from greenopt.language import number as as_people_write
from greenopt.project import Project
from greenopt.report.layout import Column, Page
from greenopt.report.words import CASE_STATUS, PROJECT_STATUS, decimals_for


def overview(case: Case, language: Language, width: int, colour: bool = False) -> str:
    """Return the case for a planner who reads it for the first time."""
    page = Page(language, width, colour)
    page.line(case.header.title.in_language(language), "bold")
    page.line(CASE_STATUS[case.header.status], "bold yellow" if case.header.status == "illustrative" else "bold")
    decision = case.header.decision
    if decision is not None:
        said = {"number": decision.number, "date": decision.date, "signatory": decision.signatory}
        page.line(say("Decision {number} of {date}, {signatory}", **said))
    page.line(case.policy.title.in_language(language), "dim")
    if case.header.note is not None:
        page.line(case.header.note.in_language(language), "dim")
    if case.scenario:
        page.line(say("Scenario: {names}", names=", ".join(case.scenario)))
    for path, value in case.changes.items():
        page.line(say("Changed: {path} = {value}", path=path, value=value))
    page.blank()
    page.line(case.objective.in_words(case.facts))
    _write_funds(page, case)
    _write_projects(page, case)
    _write_rules(page, case)
    _write_scenarios(page, case)
    return page.text()


def _write_funds(page: Page, case: Case) -> None:
    facts = case.facts
    page.heading(say("Money by year ({unit})", unit=word(facts.units.money)))
    columns = [Column(page.spoken(say("Year")))]
    columns += [Column(fund.name.in_language(page.language), right=True) for fund in facts.funds]
    rows = [
        [str(year), *(_money(page, fund.amount.get(year, Fraction(0))) for fund in facts.funds)]
        for year in facts.payment_years
    ]
    total = [_money(page, sum(fund.amount.values(), start=Fraction(0))) for fund in facts.funds]
    narrow = sum(len(column.heading) + 2 for column in columns) > page.width
    if narrow:
        columns = [
            columns[0],
            *(column._replace(heading=f"({number})") for number, column in enumerate(columns[1:], 1)),
        ]
    page.rows(columns, [*rows, [page.spoken(say("all")), *total]])
    for number, fund in enumerate(facts.funds, 1):
        carry = say("nothing is carried over")
        if fund.carry_over is None:
            carry = say("all is carried over")
        elif fund.carry_over:
            carry = say("carried over: {share} %", share=Number(fund.carry_over * 100))
        label = f"({number}) {fund.name.in_language(page.language)}" if narrow else fund.name.in_language(page.language)
        page.line(say("{fund}: {carry}; {source}", fund=label, carry=carry, source=fund.source), "dim", hanging=4)


def _money(page: Page, value: Fraction) -> str:
    return as_people_write(value, page.language, decimals_for([float(value)]))


def _write_projects(page: Page, case: Case) -> None:
    facts = case.facts
    page.heading(say("Projects ({count})", count=len(facts.projects)))
    columns = [
        Column(page.spoken(say("Project")), wraps=True),
        Column(page.spoken(say("Cost")), right=True),
        Column(page.spoken(say("Asks")), right=True),
        Column(page.spoken(say("Start"))),
        Column(page.spoken(say("Status"))),
    ]
    members: dict[str, list[Project]] = {}
    for project in facts.projects:
        members.setdefault(project.sector, []).append(project)
    rows = {sector: [_cells(page, case, project) for project in group] for sector, group in members.items()}
    page.table(columns, [row for group in rows.values() for row in group])
    for sector, group in sorted(rows.items()):
        name = facts.sectors[sector].name if sector in facts.sectors else Text(sector, sector)
        page.blank()
        page.line(say("{sector} ({count})", sector=name, count=len(group)), "bold")
        for row in group:
            page.row(row)


def _cells(page: Page, case: Case, project: Project) -> list[str]:
    starts = case.facts.starts(project)
    window = "–" if not starts else str(starts[0]) if len(starts) == 1 else f"{starts[0]}–{starts[-1]}"
    status = say("not eligible") if project.screened else PROJECT_STATUS[project.status]
    return [
        project.name.in_language(page.language),
        _money(page, project.cost),
        _money(page, max(project.support.values(), default=Fraction(0))),
        window,
        page.spoken(status),
    ]


def _write_rules(page: Page, case: Case) -> None:
    page.heading(say("Rules ({count})", count=len(case.rules)))
    for rule in case.rules:
        page.line(f"{rule.row or '•':<4} {page.spoken(rule.in_words(case.facts))}", hanging=5)
        named = [rule.name.in_language(page.language)] if rule.name is not None else []
        valid = [page.spoken(say("{first}–{last} only", first=rule.valid[0], last=rule.valid[1]))] if rule.valid else []
        page.line("; ".join([rule.id, *named, *valid]), "cyan", indent=5)
        if rule.source:
            page.line(say("source: {source}", source=rule.source), "dim", indent=5)


def _write_scenarios(page: Page, case: Case) -> None:
    from greenopt.case.node import Mapping

    written = case.tree.items.get("scenarios") if case.tree is not None else None
    if isinstance(written, Mapping) and written.items:
        page.heading(say("Scenarios: {names}", names=listed(written.items)))
    screened = sum(project.screened is not None for project in case.facts.projects)
    if screened:
        page.blank()
        page.line(
            say(
                "{count} {count:project is|projects are} not eligible; 'solve' says why.",
                count=Number(Fraction(screened), 0),
            ),
            "dim",
        )
