"""A rule or a fund explained, as a terminal shows it; and what would be otherwise, of projects as well."""

from collections.abc import Sequence

from greenopt.language import Number, Text, say, word
from greenopt.report.layout import Column, Page
from greenopt.report.words import SIGNS, Json, decimals_for, exact, figure, level, text_in

MOST_MOVES = 6
"""Projects that make room or take a place, as far as they are named; the document holds all."""
MOST_NAMED = 8
NARROW_HEADS = 12
"""Columns of a page kept for headings that are longer than their figures."""
MOST_PARTS = 16
"""Years and places of a rule that are shown; those in which nothing happens are left out first."""


def write_rule(page: Page, document: Json) -> None:
    """Write what a rule says, how it stands, whom it holds back, and what dropping it would bring."""
    rule = document["rule"]
    page.blank()
    page.line(text_in(rule["title"], page.language) if rule["title"] else rule["name"], "bold")
    page.line(text_in(rule["sentence"], page.language))
    label = f"{rule['row']}: " if rule["row"] else ""
    if rule["source"] or label:
        page.line(say("source: {source}", source=f"{label}{rule['source']}"), "dim")
    spoken = [part for part in rule["parts"] if part["left"] is not None]
    standing = [part for part in spoken if part["left"] or part["right"] or part["binding"] is False] or spoken
    reached = rule["reached"]
    if standing or reached:
        page.heading(say("How it stands"))
    if reached and reached["value"] is not None:
        value = Number(exact(reached["value"]), decimals_for([reached["value"]]))
        page.line(say("reached: {value} {unit}", value=value, unit=Text(**reached["unit"])), indent=2)
    for part in standing[:MOST_PARTS]:
        page.line(_standing(page, part), "" if part["slack"] else "bold", indent=2, hanging=2)
        if part["text"]:
            page.line(text_in(part["text"], page.language), "cyan", indent=4)
    if len(spoken) > min(len(standing), MOST_PARTS):
        page.line(say("and {count} more", count=len(spoken) - min(len(standing), MOST_PARTS)), "dim", indent=2)
    _write_members(page, rule)
    write_ifs(page, rule["what_if"])


def _standing(page: Page, part: Json) -> str:
    """Return both sides of one requirement."""
    unit = text_in(part["unit"], page.language)
    decimals = decimals_for([part["left"], part["right"]])
    left, right, slack = (figure(part[key], page.language, decimals) for key in ("left", "right", "slack"))
    sign = SIGNS[part["sense"]]
    head = f"{part['part']}: " if part["part"] else ""
    rest = say("met exactly") if not part["slack"] else say("{slack} to spare", slack=slack)
    if part["shortfall"]:
        missed = Number(exact(part["shortfall"]), decimals_for([part["shortfall"]]))
        rest = say("missed by {missed}", missed=missed)
    return f"{head}{left} {sign} {right} {unit}; {page.spoken(rest)}"


def _write_members(page: Page, subject: Json) -> None:
    """Write whom a rule or a fund leaves out, holds back and helps."""
    for heading, key in (
        (say("It leaves out"), "screens"),
        (say("It holds back (what it takes of it would bring elsewhere)"), "holds_back"),
        (say("It helps"), "helps"),
    ):
        members = subject.get(key) or []
        if not members:
            continue
        page.heading(heading)
        for each in members[:MOST_NAMED]:
            value = ""
            if "value" in each:
                value = f": {figure(each['value'], page.language)} {page.spoken(word(each['unit']))}"
            page.line(f"• {text_in(each['name'], page.language)}{value}", hanging=2)
        if len(members) > MOST_NAMED:
            page.line(
                say("and {count} more {count:project|projects}", count=len(members) - MOST_NAMED), "dim", indent=2
            )


def write_fund(page: Page, document: Json) -> None:
    """Write the money of a fund by year, and what more of it would bring."""
    fund = document["fund"]
    page.blank()
    page.line(text_in(fund["title"], page.language), "bold")
    if fund["source"]:
        page.line(say("source: {source}", source=fund["source"]), "dim")
    page.heading(say("Money by year ({unit})", unit=word(fund["money_unit"])))
    keys = ("amount", "carried_in", "spent", "carried_out", "lapsed", "price_relax")
    heads = [say("Budget"), say("Carried in"), say("Spent"), say("Carried out"), say("Lapsed"), say("One more brings")]
    decimals = decimals_for(row["amount"] for row in fund["years"])
    columns = [[str(row["year"]) for row in fund["years"]]]
    columns += [
        [figure(row[key], page.language, None if key == "price_relax" else decimals) for row in fund["years"]]
        for key in keys
    ]
    titles = [Column(page.spoken(say("Year"))), *(Column(page.spoken(each), right=True) for each in heads)]
    wide = sum(max(map(len, each), default=0) + 2 for each in columns) > page.width - NARROW_HEADS
    for part in ([1, 2, 3], [4, 5, 6]) if wide else ([1, 2, 3, 4, 5, 6],):
        page.rows(
            [titles[0], *(titles[each] for each in part)],
            list(zip(columns[0], *(columns[each] for each in part), strict=True)),
        )
    _write_members(page, fund)
    write_ifs(page, fund["what_if"])


def write_ifs(page: Page, answers: Sequence[Json]) -> None:
    """Write what would be otherwise, solved again, and who would move."""
    if not answers:
        return
    page.heading(say("What would be otherwise, solved again"))
    for each in answers:
        page.line(f"• {capital(text_in(each['text'], page.language))}", hanging=2)
        for why in each["forbidden_by"]:
            page.line(say("against it: {rule}", rule=Text(**why["text"])), indent=4, hanging=2)
        for move in each["moves"][:MOST_MOVES]:
            before, after = level(move["from"], page.language), level(move["to"], page.language)
            page.line(f"{text_in(move['name'], page.language)}: {before} → {after}", "dim", indent=4, hanging=2)
        rest = len(each["moves"]) - MOST_MOVES
        if rest > 0:
            page.line(say("and {count} more {count:project|projects}", count=rest), "dim", indent=4)


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]
