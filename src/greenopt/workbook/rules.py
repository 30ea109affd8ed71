"""
The sheet of rules: both sides of every rule in the plan, its price, and whether it holds at the levels to try.

A side is a constant and a sum over projects, so a rule is checked by a formula. The coefficients stand on a sheet of
their own, one column for each side that projects move.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from greenopt.language import say
from greenopt.plan import Requirement
from greenopt.report.words import SIGNS, exact
from greenopt.result.resolved import Json
from greenopt.result.standing import plain
from greenopt.workbook.exported import Effect
from greenopt.workbook.ranking import tried_levels
from greenopt.workbook.sheet import (
    BROKEN,
    FIRST,
    FIRST_RULE,
    LEFT,
    LEFT_TRIED,
    RIGHT,
    RIGHT_TRIED,
    ROOM_TRIED,
    VERDICT,
    WARNING,
    Book,
    Sheet,
    cell,
    column_cells,
    constant,
    shown_as,
)

WIDTHS = (5, 30, 20, 60, 14, 4, 14, 16, 13, 12, 13, 13, 16, 14, 14, 14, 8, 12, 60)
HEADS = (
    say("No."), say("Rule"), say("Part"), say("What it says"), say("Left side"), say("Sense"), say("Right side"),
    say("Unit"), say("Slack"), say("Missed"), say("Price if relaxed"), say("Price if tightened"), say("Price for one"),
    say("Left side to try"), say("Right side to try"), say("Room to try"), say("Broken"), say("At these levels"),
    say("Source"),
)  # fmt: skip
DUST = "0.000001"
"""By how much a side may pass the other, beside its size, before a rule counts as broken: formulas are floats."""


@dataclass
class Coefficients:
    """The sheet of coefficients: a column for each sum, a row for each project, in the order of the ranking."""

    sheet: Sheet
    column: int = 2

    def sum_of(self, effect: Effect, title: tuple[str, str, str]) -> str:
        """Write the coefficients of a sum and return the formula that adds it up; empty where no project moves it."""
        tried, parts = tried_levels(self.sheet.book), []
        for numbers, condition in ((effect.by_level, tried), (effect.by_presence, f"--({tried}>0)")):
            if numbers:
                parts.append(f"SUMPRODUCT({self._write(numbers, title)},{condition})")
        return "+".join(parts)

    def _write(self, numbers: Mapping[str, Fraction], title: tuple[str, str, str]) -> str:
        book = self.sheet.book
        entries = book.run.result["portfolio"]
        self.sheet.texts(FIRST - 1, [" ".join(filter(None, title))], "head", self.column)
        for row, entry in enumerate(entries, FIRST):
            if entry["project"] in numbers:
                self.sheet.number(row, self.column, plain(numbers[entry["project"]]), "General")
        cells = column_cells(FIRST, len(entries), self.column)
        self.column += 1
        return book.at("coefficients", cells)


def begin_coefficients(book: Book) -> Coefficients:
    """Begin the sheet of coefficients, which stands last."""
    sheet = book.sheet("coefficients", (5, 24))
    sheet.page.set_column(2, 16_000, 14)
    sheet.text(0, 0, say("Coefficients of the rules"), "title")
    words = say("What each project, carried out whole, adds to a side of a rule; the sheet of rules multiplies it.")
    sheet.text(1, 0, words, "right")
    sheet.texts(FIRST - 1, [say("No."), say("Id")], "head")
    for row, entry in enumerate(book.run.result["portfolio"], FIRST):
        sheet.number(row, 0, entry["rank"])
        sheet.text(row, 1, entry["project"])
    sheet.page.freeze_panes(FIRST, 2)
    return Coefficients(sheet)


def write_rules(book: Book, sheet: Sheet, coefficients: Coefficients | None) -> None:
    """
    Write the rules.

    Args:
        book: the workbook.
        sheet: the sheet of rules, begun.
        coefficients: the sheet of coefficients; None where there is no plan, and so nothing to try.
    """
    page, rules = sheet.page, book.run.result["rules"]
    sheet.text(0, 0, say("Rules: how each stands, and what it costs"), "title")
    words = say("A price is what the objective gains, in its unit, when the rule is moved by one unit.")
    sheet.text(1, 0, words, "right")
    sheet.texts(FIRST_RULE - 1, HEADS, "head")
    page.freeze_panes(FIRST_RULE, 3)
    page.repeat_rows(FIRST_RULE - 1)
    asked = {(each.rule, each.part): each for each in book.run.question.requirements}
    for row, rule in enumerate(rules, FIRST_RULE):
        _write_rule(sheet, row, rule)
        requirement = asked.get((rule["name"], rule["part"]))
        if coefficients is not None and requirement is not None and rule["left"] is not None:
            _write_check(sheet, row, rule, requirement, coefficients)
    if rules:
        red = book.file.add_format({"bg_color": WARNING, "font_color": "#A02000", "bold": True})
        broken = {"type": "formula", "criteria": f"=${cell(0, BROKEN)[:-1]}{FIRST_RULE + 1}=1", "format": red}
        page.conditional_format(FIRST_RULE, 0, FIRST_RULE + len(rules) - 1, VERDICT, broken)


def title_of(book: Book, rule: Json) -> str:
    """Return what a rule is called, or its name where it has no title."""
    titles = {each.id: each.name for each in book.run.case.rules if each.name}
    return titles[rule["name"]].in_language(book.language) if rule["name"] in titles else str(rule["name"])


def _write_rule(sheet: Sheet, row: int, rule: Json) -> None:
    language = sheet.book.language
    sheet.texts(row, [""] * len(WIDTHS))
    sheet.number(row, 0, row - FIRST_RULE + 1)
    sheet.texts(row, [title_of(sheet.book, rule), rule["part"], rule["text"][language]], column=1)
    shown = shown_as([rule["left"], rule["right"]])
    sheet.number(row, LEFT, rule["left"], shown)
    sheet.text(row, LEFT + 1, SIGNS.get(rule["sense"] or "", ""), "centre")
    sheet.number(row, RIGHT, rule["right"], shown)
    sheet.text(row, RIGHT + 1, rule["unit"] and rule["unit"][language])
    sheet.number(row, RIGHT + 2, rule["slack"], shown)
    sheet.number(row, RIGHT + 3, rule["shortfall"], shown)
    # An equation has no relaxed side: its price is that of moving it up, and of moving it down.
    first, second = ("price_up", "price_down") if rule["sense"] == "==" else ("price_relax", "price_tighten")
    sheet.number(row, RIGHT + 4, rule[first], shown_as([rule[first]]))
    sheet.number(row, RIGHT + 5, rule[second], shown_as([rule[second]]))
    sheet.text(row, RIGHT + 6, rule["price_unit"] and rule["price_unit"][language])
    sheet.text(row, VERDICT + 1, rule["source"])


def _write_check(sheet: Sheet, row: int, rule: Json, requirement: Requirement, coefficients: Coefficients) -> None:
    """Write both sides at the levels to try, the room between them, and whether the rule is broken."""
    run = sheet.book.run
    levels = {entry["project"]: exact(entry["level"]) for entry in run.result["portfolio"]}
    shown = shown_as([rule["left"], rule["right"]])
    for column, form, key in ((LEFT_TRIED, requirement.left, "left"), (RIGHT_TRIED, requirement.right, "right")):
        effect = run.effect(form)
        summed = coefficients.sum_of(
            effect, (rule["name"], rule["part"], SIGNS[rule["sense"]] if key == "left" else "=")
        )
        rest = plain(exact(rule[key]) - effect.at(levels)) or 0
        formula = "+".join(part for part in (constant(rest) if rest or not summed else "", summed) if part)
        sheet.formula(row, column, formula, rule[key], shown)
    left, right, allowed = cell(row, LEFT_TRIED), cell(row, RIGHT_TRIED), rule["shortfall"] or 0
    room = {"<=": f"{right}-{left}", ">=": f"{left}-{right}", "==": f"-ABS({left}-{right})"}[rule["sense"]]
    sheet.formula(row, ROOM_TRIED, f"{room}+{constant(allowed)}" if allowed else room, rule["slack"], shown)
    size = f"MAX(1,ABS({left}),ABS({right}))"
    sheet.formula(row, BROKEN, f"IF({cell(row, ROOM_TRIED)}<-{DUST}*{size},1,0)", 0)
    holds, breaks = (sheet.book.spoken(each) for each in (say("holds"), say("BROKEN")))
    sheet.formula(row, VERDICT, f'IF({cell(row, BROKEN)}=1,"{breaks}","{holds}")', holds, look="text")
