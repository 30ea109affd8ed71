"""Rules that hold the plan back, each with its price as a sentence; and money by fund and year."""

from collections.abc import Sequence

from greenopt.language import Message, Number, Text, say, word
from greenopt.report.layout import Column, Page
from greenopt.report.words import Json, Names, decimals_for, exact, figure, named, text_in

STRUCTURAL = ("fund",)
"""Kinds of requirement that the table of years shows."""


def write_binding(page: Page, result: Json, names: Names) -> None:
    """Write each binding rule once, dearest first; those worth nothing at the margin in one line."""
    groups: dict[str, list[Json]] = {}
    for row in result["rules"]:
        if row["binding"] and row["rule"] not in STRUCTURAL:
            groups.setdefault(row["name"], []).append(row)
    priced = {name: rows for name, rows in groups.items() if any(worth_of(row) for row in rows)}
    if not groups and not _missed(result):
        return
    page.heading(say("Rules that hold the plan back, and what they cost"))
    _shortfalls(page, result)
    for name in sorted(priced, key=lambda each: (-max(worth_of(row) for row in priced[each]), each)):
        _write_rule(page, result, names, name, priced[name])
    unpriced = [name for name in groups if name not in priced and all(_has_no_price(row) for row in groups[name])]
    free = [name for name in groups if name not in priced and name not in unpriced]
    for heading, members in (
        (say("Met exactly, and worth nothing at the margin:"), free),
        (say("Met exactly; no price is known:"), unpriced),
    ):
        if members:
            page.line(heading)
            page.line(", ".join(named(names.rules, name, page.language) for name in members), "dim", indent=5)


def _write_rule(page: Page, result: Json, names: Names, name: str, rows: Sequence[Json]) -> None:
    dearest = max(rows, key=worth_of)
    label = dearest["row"] or "•"
    text = text_in(dearest["text"], page.language)
    page.line(f"{label:<4} {named(names.rules, name, page.language) if name in names.rules else text}", hanging=5)
    if name in names.rules:
        page.line(text, "dim", indent=5)
    page.line(price_in_words(dearest, result["objective"]), "cyan", indent=5)
    if len(rows) > 1:
        page.line(
            say("and in {count} further {count:year or place|years or places}", count=len(rows) - 1), "dim", indent=5
        )


def worth_of(row: Json) -> float:
    """Return what moving a requirement by one unit brings, in the better direction."""
    return max(row["price_relax"] or 0, row["price_up"] or 0, row["price_down"] or 0)


def _has_no_price(row: Json) -> bool:
    """Return whether nothing is known of what a rule costs: whole projects have no slope, soft aims no price."""
    return row["sense"] != "==" and row["price_relax"] is None and row["price_tighten"] is None


def price_in_words(row: Json, objective: Json) -> Message:
    """Return what moving a rule by one unit would bring."""
    worth = worth_of(row)
    said = {
        "step": Text(**row["price_unit"]),
        "price": Number(exact(worth), decimals_for([worth])),
        "unit": word(objective["unit"]),
    }
    fewer = row["sense"] == ">=" or (row["sense"] == "==" and worth == (row["price_down"] or 0))
    if objective["sense"] == "minimise":
        if fewer:
            return say("one {step} less would save {price} {unit}", **said)
        return say("one {step} more would save {price} {unit}", **said)
    if fewer:
        return say("one {step} less would bring {price} {unit}", **said)
    return say("one {step} more would bring {price} {unit}", **said)


def _missed(result: Json) -> list[Json]:
    return [row for row in result["rules"] if row.get("shortfall")]


def _shortfalls(page: Page, result: Json) -> None:
    for row in _missed(result):
        label = row["row"] or "•"
        page.line(f"{label:<4} {text_in(row['text'], page.language)}", hanging=5)
        short = Number(exact(row["shortfall"]), decimals_for([row["shortfall"]]))
        words = say("missed by {short} {unit}: no plan comes nearer", short=short, unit=Text(**row["unit"]))
        page.line(words, "yellow", indent=5)


def write_years(page: Page, result: Json, names: Names) -> None:
    """Write what each fund has, spends and keeps in each year, and what one unit more would bring."""
    money = ("amount", "carried_in", "spent", "carried_out", "lapsed")
    rows = [row for row in result["years"] if any(row[key] for key in money)]
    if not rows:
        return
    unit = word(result["totals"]["money_unit"])
    page.heading(say("Money by year ({unit})", unit=unit))
    keys = money if any(row["lapsed"] for row in rows) else money[:-1]
    headings = {
        "amount": say("Budget"),
        "carried_in": say("Carried in"),
        "spent": say("Spent"),
        "carried_out": say("Carried out"),
        "lapsed": say("Lapsed"),
    }
    columns = [Column(page.spoken(say("Year")))]
    columns += [Column(page.spoken(headings[key]), right=True) for key in keys]
    priced = any(row["price"] is not None for row in rows)
    columns += [Column(page.spoken(say("One more brings")), right=True)] * priced
    places = decimals_for(row["amount"] for row in rows)
    shown = [
        [
            str(row["year"]),
            *(figure(row[key], page.language, places) for key in keys),
            *[figure(row["price"], page.language)] * priced,
        ]
        for row in rows
    ]
    page.table(columns, shown)
    fund = None
    for row, cells in zip(rows, shown, strict=True):
        if row["fund"] != fund:
            fund = row["fund"]
            page.line(named(names.funds, fund, page.language), "bold")
        page.row(cells)
    _best_year(page, result, names)


def _best_year(page: Page, result: Json, names: Names) -> None:
    priced = [row for row in result["years"] if row["price"]]
    if not priced:
        return
    best = max(priced, key=lambda row: (row["price"], -row["year"]))
    said = {
        "money": word(result["totals"]["money_unit"]),
        "fund": named(names.funds, best["fund"], page.language),
        "year": best["year"],
        "price": Number(exact(best["price"]), decimals_for([best["price"]])),
        "unit": word(result["objective"]["unit"]),
    }
    page.line(say("One more {money} of {fund} in {year} would bring {price} {unit}.", **said), "cyan")
