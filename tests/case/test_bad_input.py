"""
Bad input, kind by kind: each mistake is refused at its place, under its key, with what to write instead.

A row names the key, words of the message and of the hint, and the edits that make the mistake; the mark ``⟦`` in an
edit stands where the mistake has to be found. Every row holds exactly one mistake, so nothing is told twice.
"""
# ruff: noqa: E501 - a table is read by its rows, one line each

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.broken_cases import CASE, FILES, Edit, written

from greenopt.case.changes import parse_set
from greenopt.case.mistakes import MOST_MISTAKES
from greenopt.case.read import read_case
from greenopt.errors import CaseInvalid, Diagnostic, FileProblem, Place, WrongUsage

MODEL, FACTORS = "model.yaml", "factors.yaml"
DIGITS = "9" * 41
LATIN = "first a letter or digit"


def edits(*changes: tuple[str, ...]) -> list[Edit]:
    """Return edits from pairs, or triples with a file."""
    return [Edit(*change) for change in changes]


def bad(name: str, key: str, message: str, hint: str, *changes: tuple[str, ...]) -> Any:
    """Return one row of a table."""
    return pytest.param(key, message, hint, edits(*changes), id=name)


def cost_row(name: str, value: str, message: str, hint: str) -> Any:
    """Return a row in which a cost is wrong."""
    return bad(name, "projects.lamp.cost", message, hint, ("cost: 450", f"cost: ⟦{value}"))


def project_id(name: str, value: str) -> Any:
    """Return a row in which the name of a project cannot be one; rules then do not name it."""
    key = f"projects.{value}"
    return bad(
        name,
        key,
        "cannot be a name",
        LATIN,
        ("  lamp:\n", f"  ⟦'{value}':\n"),
        ("{projects: [lamp]}", "{kinds: [renewable]}"),
    )


def mistakes(folder: Path) -> list[Diagnostic]:
    """Return what is wrong with a case; each mistake speaks both languages, and nothing is written."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(CaseInvalid) as caught:
        read_case(folder)
    found = list(caught.value.diagnostics)
    for each in found:
        assert str(each.message)
        assert str(each.hint)
        for line in (each.in_language("en"), each.in_language("vi"), str(each)):
            assert len(line.splitlines()) == 1
            assert line.isprintable()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    return found


YAML = [
    bad("tab", "", "a tab is used to indent", "spaces", ("    sector: crafts", "⟦\tsector: crafts")),
    bad("quote", "", "never closed", "close it", ("x 0.7}", '⟦"x 0.7}')),
    bad("colon", "", "a colon stands", "in quotes", ("facility: market", "facility: a⟦: b")),
    bad("brace", "", "in braces is not closed", "'}' at the end", ("x 0.7}\n", "x 0.7\n⟦")),
    bad("anchor", "funds.green.amount", "an anchor, '&a'", "in full", ("amount: {2026", "amount: ⟦&a {2026")),
    bad("alias", "projects.lamp.cost", "an alias, '*a'", "in full", ("cost: 450", "cost: ⟦*a")),
    bad("tag", "projects.lamp.cost", "a tag", "delete it", ("cost: 450", "cost: ⟦!!int 450")),
    bad("merge", "projects.lamp", "a merge key", "in full", ("    cost: 450", "    ⟦<<: {a: b}\n    cost: 450")),
    bad("null", "projects.lamp.cost", "the value is empty", "leave the key out", ("cost: 450", "cost: ⟦~")),
    bad("empty", "projects.lamp.cost", "the value is empty", "leave the key out", ("cost: 450", "cost:⟦")),
    bad("key twice", "projects.lamp.cost", "twice, in lines 35 and 36", "keep one", ("cost: 450", "cost: 4\n    ⟦cost: 5")),
    bad("project twice", "projects.brick", "written twice", "keep one", ("  lamp:\n", "  ⟦brick:\n")),
    bad("two documents", "", "a second document", "'---'", ("scenarios:\n", "⟦---\nscenarios:\n")),
    bad("NUL", "", "U+0000", "delete it", ("facility: market", "facility: mar⟦\0ket")),
    bad("direction mark", "", "U+202E", "delete it", ("facility: market", "facility: mar⟦\u202eket")),
    bad("zero width", "", "U+200B", "delete it", ("facility: market", "facility: mar⟦\u200bket")),
    bad(
        "escaped control",
        "projects.lamp.facility",
        "U+0007",
        "delete it",
        ("facility: market", 'facility: ⟦"mar\\aket"'),
    ),
    bad(
        "too deep",
        "rules.crafts_first.to" + ".not" * 37,
        "more than 40 levels",
        "flatter",
        ("{sectors: [crafts]}", "{not: " * 37 + "⟦{not: {sectors: [crafts]}}" + "}" * 37),
    ),
]  # fmt: skip

KEYS = [
    bad("top key", "unit", "the key 'unit' is not known", "'units'", ("units:", "⟦unit:")),
    bad("project key", "projects.lamp.cots", "'cots'", "'cost'", ("    cost: 450", "    cost: 450\n    ⟦cots: 4")),
    bad("rule key", "rules.one_lamp.too", "'too'", "'to'", ("at_most: 1}", "at_most: 1, ⟦too: 1}")),
    bad("selector key", "rules.papers.to.kind", "'kind'", "'kinds'", ("to: {kinds", "to: {⟦kind: [a], kinds")),
    bad("key inside a form", "projects.lamp.scale.most", "'most'", "at_least", ("all_or_nothing", "{at_least: 5 %, ⟦most: 5}")),
    bad(
        "key beside why",
        "projects.brick.meets.permit.foo",
        "'foo'",
        "not_applicable",
        ('permit: "QĐ 7"', "permit: {not_applicable: why, ⟦foo: x}"),
    ),
    bad("name of the program", "funds.green.pays_for", "'pays_for'", "for,", ("    for:", "    ⟦pays_for:")),
    bad("id of a rule", "rules.one_lamp.id", "'id' is not known", "leave it out", ("at_most: 1}", "at_most: 1, ⟦id: x}")),
    bad("second objective", "objective.minimise", "'minimise'", "maximise", ("over: lifetime", "⟦minimise: public_money")),
    bad("model key", "model.notes", "'notes'", "one of", ("factors: factors", "⟦notes: x\nfactors: factors", MODEL)),
    bad("factor key", "factors.titel", "'titel'", "'title'", ("id: plain, title", "id: plain, ⟦titel: x, title", FACTORS)),
    bad("newline in a key", "projects.lamp.a\nb", "a<U+000A>b", "such as", ("    cost: 450", '    cost: 450\n    ⟦"a\\nb": 3')),
    bad("no cost", "projects.lamp.cost", "'cost' is missing", "The whole investment", ("    cost: 450\n", ""), ("    sector: trade", "    ⟦sector: trade")),
    bad("no objective", "objective", "'objective' is missing", "chosen for", ("greenopt: 1\nmodel: m", "⟦greenopt: 1\nmodel: m"), ("objective: {maximise: co2e, over: lifetime}\n", "")),
    bad("no kind of rule", "rules.one_lamp.rule", "'rule' is missing", "choose", ("{rule: choose, ", "⟦{")),
    bad("no model", "model", "no name is given", "lai-chau-green-growth", ("greenopt: 1\nmodel: model.yaml", "⟦greenopt: 1")),
    bad("no source of a factor", "model.factors.coal.indicators.co2e.source", "'source' is missing", "come from", ("co2e: {value: 2.5, unit: tCO2e/t, source: invented", "co2e: ⟦{value: 2.5, unit: tCO2e/t", FACTORS)),
    bad("no fuels", "model.factors", "'fuels' is missing", "by name", ("greenopt: 1\nfactors", "⟦greenopt: 1\nfactors", FACTORS), ("fuels:", "x-fuels:", FACTORS)),
    bad("rules as a list", "rules", "keys with values", "key: value", (CASE[CASE.index("  crafts_first"):CASE.index("objective")], "  ⟦- {rule: floor}\n")),
    bad("rule as a word", "rules.one_lamp", "keys with values", "key: value", ("{rule: choose, to: {projects: [lamp]}, at_most: 1}", "⟦choose")),
    bad("text as a list", "projects.brick.name", "a text is meant", '{vi: "…"', ('{vi: "Gạch", en: "Brick"}', "⟦[a]")),
    bad("third language", "projects.brick.name", "languages vi and en", '{vi: "…"', ('{vi: "Gạch", en: "Brick"}', "⟦{fr: x}")),
    bad("word as a mapping", "projects.lamp.kind", "a single word", "renewable", ("kind: renewable", "kind: ⟦{a: b}")),
    bad("list as a word", "projects.lamp.requires", "a list belongs here", "[one, two]", ("[brick]", "⟦brick")),
    bad("empty list", "projects.lamp.requires", "the list is empty", "leave the key out", ("[brick]", "⟦[]")),
    bad("number as a list", "projects.lamp.cost", "a single value", "one number", ("cost: 450", "cost: ⟦[450]")),
    bad("version", "greenopt", "'2' is not one of", "1", ("greenopt: 1\nmodel", "greenopt: ⟦2\nmodel")),
]  # fmt: skip

NUMBERS = [
    cost_row("no", "no", "'no' is not a number", "write digits"),
    cost_row("leading zero", "010", "'010'", "write 10, without leading zeros"),
    cost_row("negative with zeros", "-010", "'-010'", "write -10,"),
    cost_row("time of day", "1:30", "'1:30'", "write digits"),
    cost_row("underscore", "1_000", "'1_000'", "write 1000,"),
    cost_row("blank between digits", "1 700", "'1 700' is not a number", "write 1700,"),
    cost_row("not a number", "NaN", "'NaN'", "write digits"),
    cost_row("infinite", ".inf", "'.inf'", "write digits"),
    cost_row("both marks", "'98.000,5'", "'98.000,5'", "write 98000.5:"),
    cost_row("english marks", "'98,000.5'", "'98,000.5'", "write 98000.5:"),
    cost_row("decimal comma", "'0,250'", "'0,250'", "write 0.250,"),
    cost_row("million with points", "1.234.567", "'1.234.567'", "write 1234567:"),
    cost_row("exponent", "1e5", "'1e5'", "in full"),
    cost_row("41 digits", DIGITS, "41 characters", "at most 40"),
    cost_row("4000 digits", "9" * 4000, "4000 characters", "at most 40"),
    cost_row("plus", "+5", "'+5'", "write 5"),
    cost_row("point first", ".5", "'.5'", "write 0.5"),
    cost_row("arabic digits", "٢٠٢١", "'٢٠٢١'", "write digits"),
    cost_row("formula", "'=1+2'", "'=1+2'", "write digits"),
    cost_row("empty text", "''", "'' is not a number", "write digits"),
    cost_row("braces", "'{0.__class__}'", "'{0.__class__}'", "write digits"),
    cost_row("negative money", "-5", "cannot be negative", "zero or more"),
    cost_row("share as money", "40 %", "money is meant", "million VND"),
    cost_row("yearly money", "5/yr", "money is meant", "million VND"),
    cost_row("unit that does not fit", "5 t", "'t' does not fit", "million VND"),
    cost_row("unit not known", "5 [red]{x}%s", "'[red]{x}%s' is not a known unit", "million VND"),
    bad("bare share", "projects.brick.spending.0", "percent sign", "write 60 %", ("[60 %", "[⟦60")),
    bad("share as a fraction", "projects.brick.spending.0", "percent sign", "write 60 %, or 0.6 %", ("[60 %", "[⟦0.6")),
    bad("share beyond all", "funds.green.carry_over", "between 0 % and 100 %", "from 0 %", ("carry_over: none", "carry_over: ⟦101 %")),
    bad("share in a unit", "projects.lamp.scale.at_least", "percent sign", "such as 40 %", ("all_or_nothing", "{at_least: ⟦2 t}")),
    bad("word for a share", "funds.green.carry_over", "'non'", "did you mean 'none'", ("carry_over: none", "carry_over: ⟦non")),
    bad("bare rate", "objective.discount", "percent sign", "write 3 %", ("over: lifetime", "over: lifetime, discount: ⟦3")),
    bad("rate of everything", "objective.discount", "between 0 % and 100 %", "such as 3 %", ("over: lifetime", "over: lifetime, discount: ⟦100 %")),
    bad("bare years", "projects.lamp.lifetime", "needs its unit", "write 1500 yr", ("lifetime: 10 yr", "lifetime: ⟦1500")),
    bad("half a year", "projects.lamp.lifetime", "whole number of years", "from 1 yr", ("lifetime: 10 yr", "lifetime: ⟦2.5 yr")),
    bad("no year", "projects.lamp.lifetime", "whole number of years", "from 1 yr", ("lifetime: 10 yr", "lifetime: ⟦0 yr")),
    bad("half a project", "rules.one_lamp.at_most", "not a whole number", "zero or more", ("at_most: 1}", "at_most: ⟦1.5}")),
    bad("running cost once", "projects.lamp.running_cost", "per year is meant", "write 5/yr", ("cost: 450", "cost: 450\n    running_cost: ⟦5")),
    bad("truth value", "rules.two_models.soft", "neither true nor false", "write true or false", ("at_least: 1}", "at_least: 1, soft: ⟦yes}")),
    bad("saving once", "projects.brick.saves.coal", "per year", "write 165 t/yr", ("165 t/yr", "⟦165 t")),
    bad("saving in a foreign unit", "projects.brick.saves.coal", "'MWh' does not fit", "in t", ("165 t/yr", "⟦165 MWh/yr")),
    bad("negative saving", "projects.brick.saves.coal", "cannot be negative", "under adds", ("165 t/yr", "⟦-165 t/yr")),
    bad("flow once", "projects.lamp.impact.co2e", "measured per year", "write 90/yr", ("90/yr", "⟦90")),
    bad("stock per year", "projects.brick.impact.models", "not per year", "leave /yr out", ("{models: 1}", "{models: ⟦1/yr}")),
    bad("negative closure", "projects.brick.closes.kilns", "cannot be negative", "zero or more", ("{kilns: 8}", "{kilns: ⟦-8}")),
    bad("negative stock", "stocks.kilns.amount", "cannot be negative", "zero or more", ("amount: 38", "amount: ⟦-38")),
    bad("negative limit", "rules.crafts_first.at_least", "cannot be negative", "zero or more", ("at_least: 15 %", "at_least: ⟦-15")),
    bad("limit of money per year", "rules.crafts_first.at_least", "not measured per year", "leave /yr out", ("at_least: 15 %", "at_least: ⟦15/yr")),
    bad("total per year", "rules.coal_last.at_most", "a total", "name the year", ("by: 2028, at_most: 5000", "at_most: ⟦5000/yr")),
    bad("limit in a foreign unit", "rules.coal_last.at_most", "'toe' does not fit", "tCO2e", ("at_most: 5000", "at_most: ⟦5000 toe")),
    bad("money in tonnes", "units.money", "not a unit that fits", "million VND", ("money: million VND", "money: ⟦t")),
    bad("energy in tonnes", "units.energy", "not a unit that fits", "MWh", ("energy: MWh", "energy: ⟦t")),
    bad("emissions in money", "units.emissions", "not a unit that fits", "tCO2e", ("emissions: tCO2e", "emissions: ⟦VND")),
    bad("factor of another fuel", "model.factors.coal.indicators.co2e.unit", "not per unit of the fuel", "write tCO2e/t", ("unit: tCO2e/t,", "unit: ⟦tCO2e/MWh,", FACTORS)),
    bad("factor with a unit", "model.factors.coal.indicators.co2e.value", "not in the unit", "the number alone", ("2.5,", "⟦2.5 kgCO2e/t,", FACTORS)),
    bad("factor as a share", "model.factors.coal.indicators.co2e.value", "not in the unit", "the number alone", ("2.5,", "⟦2.5 %,", FACTORS)),
    bad("negative factor", "model.factors.coal.indicators.co2e.value", "cannot be negative", "zero or more", ("2.5,", "⟦-2.5,", FACTORS)),
]  # fmt: skip

NAMES = [
    bad("sector of a project", "projects.brick.sector", "'craft' does not exist", "'crafts'", ("sector: crafts", "sector: ⟦craft")),
    bad("kind", "projects.brick.kind", "'efficency'", "'efficiency'", ("kind: efficiency", "kind: ⟦efficency")),
    bad("place", "projects.brick.place", "'nort' does not exist", "'north'", ("place: north", "place: ⟦nort")),
    bad("fuel saved", "projects.brick.saves.coals", "no factor is known for 'coals'", "'coal'", ("{coal: 165", "{⟦coals: 165")),
    bad("fuel added", "projects.brick.adds.electric", "'electric'", "'electricity'", ("{electricity: 12", "{⟦electric: 12")),
    bad("indicator", "projects.brick.impact.model", "'model' is no flow or stock", "'models'", ("{models: 1}", "{⟦model: 1}")),
    bad("ratio as an impact", "projects.brick.impact.model_share", "is no flow or stock", "'models'", ("{models: 1}", "{⟦model_share: 1}")),
    bad("stock", "projects.brick.closes.kiln", "'kiln' does not exist", "'kilns'", ("{kilns: 8}", "{⟦kiln: 8}")),
    bad("condition met", "projects.brick.meets.permits", "'permits'", "'permit'", ('{permit: "', '{⟦permits: "'), ("{kinds: [efficiency]}", "{kinds: [renewable]}")),
    bad("project required", "projects.lamp.requires.0", "'bricks'", "'brick'", ("[brick]", "[⟦bricks]")),
    bad("project required to end", "projects.lamp.requires.0", "'bricks'", "'brick'", ("[brick]", "[{when: finished, project: ⟦bricks}]")),
    bad("class of support", "projects.lamp.support", "the class 'machine'", "'machines'", ("support: machines", "support: ⟦machine")),
    bad("sector of a fund", "funds.green.for.not.sectors", "'minning'", "'mining'", ("[mining]", "[⟦minning]")),
    bad("sector of a rule", "rules.crafts_first.to.sectors", "'craft'", "'crafts'", ("[crafts]", "[trade, ⟦craft]")),
    bad("kind of a rule's group", "rules.papers.to.kinds", "'efficient'", "'efficiency'", ("[efficiency]", "[⟦efficient]")),
    bad("tag of a rule", "rules.coal_last.to.tags", "'vilage'", "'village'", ("{tags: [village]}", "{tags: [⟦vilage]}")),
    bad("place of a rule", "rules.papers.to.places", "'norf'", "'north'", ("{kinds: [efficiency]}", "{places: [⟦norf]}")),
    bad("facility of a rule", "rules.papers.to.facilities", "'marked'", "'market'", ("{kinds: [efficiency]}", "{facilities: [⟦marked]}")),
    bad("status of a rule", "rules.papers.to.status", "'begun'", "candidate", ("{kinds: [efficiency]}", "{status: [⟦begun]}")),
    bad("condition of a group", "rules.papers.to.meets", "'permits'", "'permit'", ("{kinds: [efficiency]}", "{meets: [⟦permits]}")),
    bad("project of a rule", "rules.one_lamp.to.projects", "'lamb'", "'lamp'", ("{projects: [lamp]}", "{projects: [⟦lamb]}")),
    bad("fund of a rule", "rules.crafts_first.from", "'gren'", "'green'", ("of: public_money", "of: public_money, from: [⟦gren]")),
    bad("fund of a whole", "rules.crafts_first.among.from", "'gren'", "'green'", ("of: public_money", "of: public_money, among: {from: [⟦gren]}")),
    bad("quantity of a rule", "rules.crafts_first.of", "'public_mony'", "'public_money'", ("public_money", "⟦public_mony")),
    bad("indicator of a target", "rules.two_models.of", "'model'", "'models'", ("of: models", "of: ⟦model")),
    bad("condition needed", "rules.papers.needs", "'permission'", "'permit'", ("needs: [permit]", "needs: [permit, ⟦permission]")),
    bad("kind of rule", "rules.one_lamp.rule", "no rule 'chose'", "'choose'", ("rule: choose", "rule: ⟦chose")),
    bad("indicator sought", "objective.maximise", "'co2'", "'co2e'", ("maximise: co2e", "maximise: ⟦co2")),
    bad("money sought", "objective.minimise", "'money'", "public_money", ("{maximise: co2e, over: lifetime}", "{minimise: ⟦money}")),
    bad("part of a ratio", "indicators.model_share.ratio", "'work' is no flow or stock", "'works'", ("[models, works]", "[models, ⟦work]", MODEL)),
    bad("fund in a scenario", "funds.gren", "no 'gren'", "'green'", ('green.amount.*": x', 'gren.amount.*": ⟦x')),
    bad("rule in a scenario", "rules.coal_lst", "no 'coal_lst'", "'coal_last'", ('"funds.green.amount.*": x 0.7', "rules.coal_lst: ⟦drop")),
    bad("pattern in a scenario", "projects.*.cots", "nothing in the case matches", "'cost'", ('"funds.green.amount.*": x 0.7', '"projects.*.cots": ⟦x 2')),
    bad("model", "model", "no model or file", "'lai-chau-green-growth'", ("model.yaml", "⟦lai-chau-green-grow")),
    bad("model file", "model", "no file 'modle.yaml'", "'model.yaml'", ("model.yaml", "⟦modle.yaml")),
    bad("factor file", "factors", "no file 'factor.yaml'", "'factors.yaml'", ("factors.yaml", "⟦factor.yaml", MODEL)),
    bad("table", "projects.table", "no file 'nope.csv'", "case.yaml", ("projects:\n", "projects: {table: ⟦nope.csv}\nx-projects:\n")),
    bad("numbers of a table", "projects.numbers", "'fr'", "en, vi", ("projects:\n", "projects: {table: p.csv, numbers: ⟦fr}\nx-projects:\n")),
    bad("key beside a table", "projects.sheet", "'sheet'", "numbers, table", ("projects:\n", "projects: {table: p.csv, ⟦sheet: a}\nx-projects:\n")),
]  # fmt: skip

HOSTILE = [
    *(
        project_id(name, value)
        for name, value in [
            ("point", "a.b"),
            ("star", "a*"),
            ("star alone", "*"),
            ("line first", "_a"),
            ("prototype", "__proto__"),
            ("braces in a name", "{x}"),
            ("format", "%s"),
            ("markup", "[red]x"),
            ("html", "<script>"),
            ("formula in a name", "=cmd|/C"),
            ("blank", "a b"),
            ("look-alike", "br\u0456ck"),
            ("full width", "\uff46\uff55"),
            ("superscript", "m²"),
            ("arabic digit", "m\u0663"),
            ("long", "a" * 81),
            ("hyphen first", "-a"),
            ("emoji", "🌱"),
        ]
    ),
    bad("device", "case.id", "name of a folder", "another name", ("id: valley", "id: ⟦CON")),
    bad("path as a name", "case.id", "cannot be a name", LATIN, ("id: valley", "id: ⟦../x")),
    bad("quantity as an indicator", "indicators.starts", "a meaning of its own", "another name", ("  works:", "  ⟦starts: {stock: x}\n  works:", MODEL)),
    bad("absolute path", "model", "is an absolute path", "from the case's folder", ("model.yaml", "⟦/etc/model.yaml")),
    bad("way out", "model", "leads out of the case's folder", "copy the file", ("model.yaml", "⟦../model.yaml")),
    bad("hidden way out", "model", "leads out", "copy the file", ("model.yaml", "⟦a/../../model.yaml")),
    bad("home", "model", "is an absolute path", "from the case's folder", ("model.yaml", "⟦~/model.yaml")),
    bad("drive", "model", "holds a colon", "from the case's folder", ("model.yaml", "⟦C:/model.yaml")),
    bad("backslash", "model", "holds a backslash", "write /", ("model.yaml", "⟦a\\model.yaml")),
    bad("device file", "model", "the name of a device", "ordinary file", ("model.yaml", "⟦nul.yaml")),
    bad("folder as a file", "model", "no file 'folder/", "nothing is written there", ("model.yaml", "⟦folder/x.yaml")),
    bad("very long path", "model", "longer than 1000", "from the case's folder", ("model.yaml", "⟦" + "a/" * 600 + "m.yaml")),
    bad("very long name", "model", "cannot be followed", "ordinary file", ("model.yaml", "⟦" + "a" * 400 + ".yaml")),
    bad("factors out", "factors", "leads out", "copy the file", ("factors.yaml", "⟦../factors.yaml", MODEL)),
]  # fmt: skip

SUMS_AND_TIMES = [
    bad("spending 110 %", "projects.brick.spending", "add up to 110 %", "100 %", ("[60 %, 40 %]", "⟦[70 %, 40 %]")),
    bad("spending 99 %", "projects.brick.spending", "add up to 99 %", "100 %", ("[60 %, 40 %]", "⟦[33 %, 33 %, 33 %]")),
    bad("asks above cost", "projects.brick.asks", "more than it costs", "at most 1700", ("asks: 280", "asks: ⟦1701")),
    bad("asks above limit", "projects.lamp.asks", "support limit of 225", "ask for 225", ("cost: 450", "cost: 450\n    asks: ⟦226")),
    bad("eligible above cost", "projects.lamp.eligible_cost", "the whole cost", "at most 450", ("cost: 450", "cost: 450\n    eligible_cost: ⟦451")),
    bad("asks not said", "projects.brick.asks", "is not said", "support_limit", ("    asks: 280\n", ""), ('    name: {vi: "Gạch"', '    ⟦name: {vi: "Gạch"')),
    bad("started 120 %", "projects.brick.started", "more than the whole", "100 %", ("asks: 280", "asks: 280\n    status: committed\n    status_source: x\n    started: ⟦{2024: 70 %, 2025: 50 %}")),
    bad("started in future", "projects.brick.started.2030", "has not come yet", "up to 2028", ("asks: 280", "asks: 280\n    status: committed\n    status_source: x\n    started: {2030: ⟦70 %}")),
    bad("started unpromised", "projects.brick.started", "not committed", "status: committed", ("asks: 280", "asks: 280\n    started: ⟦{2025: 7 %}")),
    bad("remains of nothing", "projects.brick.remaining", "nothing that was started", "started:", ("asks: 280", "asks: 280\n    remaining: ⟦{2026: 7}")),
    bad("remains before", "projects.brick.remaining.2025", "before the horizon", "leave it out", ("asks: 280", "asks: 280\n    status: committed\n    status_source: x\n    started: {2025: 7 %}\n    remaining: {2025: ⟦7}")),
    bad("committed by nobody", "projects.brick.status_source", "names the decision", "the document", ("asks: 280", "asks: 280\n    status: committed"), ('    name: {vi: "Gạch"', '    ⟦name: {vi: "Gạch"')),
    bad("committed by blanks", "projects.brick.status_source", "names the decision", "the document", ("asks: 280", "asks: 280\n    status: committed\n    status_source: ⟦' '")),
    bad("approved by nobody", "case.decision", "names its decision", "signatory", ("status: illustrative", "status: approved"), ("  id: valley", "  ⟦id: valley")),
    bad("decision without number", "case.decision.number", "empty", "what the decision says", ("status: illustrative", "status: approved\n  decision: {number: ⟦'', date: d, signatory: s}")),
    bad("floor 115 %", "rules.crafts_first.at_least", "between 0 % and 100 %", "from 0 %", ("at_least: 15 %", "at_least: ⟦115 %")),
    bad("no year of a limit", "rules.crafts_first.at_least", "no year is given", "{2025: …}", ("at_least: 15 %", "at_least: ⟦{}")),
    bad("time twice", "rules.coal_last.by", "given twice", "keep one of in, by", ("by: 2028, at_most", "in: 2027, by: ⟦2028, at_most")),
    bad("whole of an amount", "rules.crafts_first.among", "not a share of anything", "with %", ("at_least: 15 %", "at_least: 15, among: ⟦{}")),
    bad("whole of the budget", "rules.crafts_first.among", "its whole already", "leave the key out", ("at_least: 15 %", "at_least: 15 %, share_of: budget, among: ⟦{}")),
    bad("budget of tonnes", "rules.coal_last.share_of", "only public money", "spent", ("at_most: 5000", "at_most: 5 %, share_of: ⟦budget")),
    bad("fund of tonnes", "rules.coal_last.from", "only public money comes", "leave 'from' out", ("of: co2e, ", "of: co2e, from: ⟦[green], ")),
    bad("fund of projects", "rules.papers.to.from", "only public money comes", "leave 'from' out", ("{kinds: [efficiency]}", "{from: ⟦[green]}")),
    bad("fund of a fund", "funds.green.for.from", "only public money comes", "leave 'from' out", ("{not: {sectors: [mining]}}", "{from: ⟦[green]}")),
    bad("fund named twice", "rules.crafts_first.from", "'green' is named twice", "once", ("of: public_money", "of: public_money, from: ⟦[green, green]")),
    bad("limit of a ratio", "rules.coal_last.of", "is a ratio", "target", ("of: co2e, ", "of: ⟦model_share, ")),
    bad("count of parts", "rules.crafts_first.of", "cannot be counted: brick", "of: starts", ("public_money", "⟦projects"), ("at_least: 15 %", "at_least: 1")),
    bad("choice of parts", "rules.one_lamp.to", "cannot be counted: brick", "as: shares", ("{projects: [lamp]}", "⟦{projects: [brick]}")),
    bad("choice of none", "rules.one_lamp.at_most", "one number", "exactly: 1", ("{rule: choose, to: {projects: [lamp]}, at_most: 1}", "⟦{rule: choose, to: {projects: [lamp]}}")),
    bad("target without year", "rules.two_models.by", "has one year", "by: 2028", ("{rule: target, of: models, by: 2028,", "⟦{rule: target, of: models,")),
    bad("target without level", "rules.two_models.of", "models without projects in 2028", "indicators.models", ("of: models, by: 2028, at_least: 1", "of: ⟦model_share, by: 2028, at_least: 5 %")),
    bad("base year carried on", "rules.two_models.of", "works without projects in 2027", "for that very year", ("of: models, by: 2028", "of: ⟦works, by: 2027")),
    bad("target of a share", "rules.two_models.at_least", "not what models is measured in", "in model", ("at_least: 1}", "at_least: ⟦1 %}")),
    bad("aim below", "rules.two_models.aim", "below the target", "at least the target", ("at_least: 1}", "at_least: 3, aim: ⟦2}")),
    bad("denominator of nothing", "rules.two_models.of", "to zero or below", "close", ("{models: 1}", "{models: 1, works: -60}"), ("of: models, by: 2028, at_least: 1", "of: ⟦model_share, by: 2028, at_least: 5 %"), ("{stock: model}", "{stock: model, without_projects: {2028: 9}}", MODEL)),
    bad("banned and promised", "rules.papers.to", "required and banned", "except it", ("rule: safeguard, to: {kinds: [efficiency]}, needs: [permit]", "rule: ban, to: ⟦{kinds: [efficiency]}"), ("asks: 280", "asks: 280\n    status: required\n    status_source: x")),
    bad("promised without paper", "rules.papers.needs", "does not meet permit", "projects.brick.meets", ("needs: [permit]", "needs: ⟦[permit]"), ("asks: 280", "asks: 280\n    status: required\n    status_source: x"), ('    meets: {permit: "QĐ 7"}\n', "")),
    bad("paper without name", "projects.brick.meets.permit", "no document", "name the document", ('"QĐ 7"', '⟦" "')),
    bad("limit of nothing", "rules.machines.rate", "neither a rate nor a ceiling", "rate: 50 %", ("{rule: support_limit, class: machines, rate: 50 %, ceiling: 300, ", "⟦{rule: support_limit, class: machines, ", MODEL)),
    bad("facility without ceiling", "rules.machines.per", "needs a ceiling", "ceiling", ("ceiling: 300", "per: ⟦facility", MODEL)),
    bad("no facility", "rules.machines.per", "lamp names no facility", "projects.lamp.facility", ("ceiling: 300", "ceiling: 300, per: ⟦facility", MODEL), ("    facility: market\n", "")),
    bad("class of one fund", "projects.lamp.asks", "single funds only", "an amount", ("ceiling: 300", "ceiling: 300, from: [green]", MODEL), ("    sector: trade", "    ⟦sector: trade")),
    bad("no place at all", "rules.papers.same", "lamp names no place", "projects.lamp.place", ("{rule: safeguard, to: {kinds: [efficiency]}, needs: [permit]}", "{rule: requires, each: {projects: [lamp]}, needs: {projects: [brick]}, same: ⟦place}")),
    bad("needs itself", "rules.papers.needs", "lamp would need itself", "another project", ("{rule: safeguard, to: {kinds: [efficiency]}, needs: [permit]}", "{rule: requires, each: {projects: [lamp]}, needs: ⟦{projects: [lamp]}}")),
    bad("requires itself", "projects.lamp.requires.0", "cannot require itself", "leave it out", ("[brick]", "[⟦lamp]")),
    bad("requires twice", "projects.lamp.requires.0", "named twice", "once", ("[brick]", "[⟦brick, brick]")),
    bad("circle", "projects.brick.requires.lamp", "brick → lamp → brick", "together: true", ("    tags: [village]", "    tags: [village]\n    requires: ⟦[lamp]")),
    bad("horizon backwards", "case.horizon", "ends before it begins", "[2026, 2028]", ("horizon: [2026, 2028]", "horizon: ⟦[2028, 2026]")),
    bad("giant horizon", "case.horizon", "longer than 60 years", "shorter", ("horizon: [2026, 2028]", "horizon: ⟦[2026, 2199]")),
    bad("horizon of one", "case.horizon", "wrong length", "two values", ("horizon: [2026, 2028]", "horizon: ⟦[2026]")),
    bad("horizon of three", "case.horizon", "wrong length", "2 values", ("horizon: [2026, 2028]", "horizon: ⟦[2026, 2027, 2028]")),
    bad("two digits", "case.horizon.0", "'26' is not a year", "four digits", ("horizon: [2026", "horizon: [⟦26")),
    bad("arabic year", "case.horizon.0", "'٢٠٢٦' is not a year", "four digits", ("horizon: [2026", "horizon: [⟦٢٠٢٦")),
    bad("far year", "case.horizon.1", "'9999' is not a year", "such as 2025", ("horizon: [2026, 2028]", "horizon: [2026, ⟦9999]")),
    bad("window backwards", "projects.brick.start", "ends before it begins", "earlier year first", ("start: [2026, 2027]", "start: ⟦[2027, 2026]")),
    bad("window outside", "projects.brick.start", "outside the horizon", "from 2026 to 2028", ("start: [2026, 2027]", "start: ⟦[2030, 2031]")),
    bad("wait of ages", "projects.brick.runs_after", "more than 60 years", "fewer", ("lifetime: 15 yr", "lifetime: 15 yr\n    runs_after: ⟦61")),
    bad("spending for ages", "projects.brick.spending", "more than 60 years", "fewer", ("[60 %, 40 %]", "⟦[100 %" + ", 0 %" * 60 + "]")),
    bad("no lifetime", "projects.lamp.lifetime", "needs a lifetime", "15 yr", ("    lifetime: 10 yr\n", ""), ("    sector: trade", "    ⟦sector: trade")),
    bad("money before", "funds.green.amount.2025", "before the horizon", "opening", ("{2026: 900", "{2025: ⟦5, 2026: 900")),
    bad("money long after", "funds.green.amount.2190", "60 years after", "leave it out", ("{2026: 900", "{2190: ⟦5, 2026: 900")),
    bad("year of a fund", "funds.green.amount.26", "'26' is not a year", "four digits", ("{2026: 900", "{⟦26: 900")),
    bad("valid backwards", "rules.one_lamp.valid", "ends before it begins", "earlier year first", ("at_most: 1}", "at_most: 1, valid: ⟦[2028, 2026]}")),
    bad("sought year", "objective.in", "2035 is outside", "2026 to 2028", ("over: lifetime", "in: ⟦2035")),
    bad("ratio sought", "objective.maximise", "a ratio cannot", "numerator", ("maximise: co2e", "maximise: ⟦model_share")),
    bad("factor too late", "projects.brick", "electricity has no co2e factor for 2028", "the first is for 2029", ("brick:\n    name", "brick:\n    ⟦name"), ("{2024: 0.68, 2028: 0.66}", "{2029: 0.66}", FACTORS)),
    bad("factor in two ways", "model.factors.coal.indicators.co2e", "one value or one for each year", "by_year", ("co2e: {value", "co2e: ⟦{by_year: {2024: 3}, value", FACTORS)),
    bad("two forms", "indicators.works", "a flow, a stock or a ratio", "one of", ("works: {stock", "works: ⟦{flow: t/yr, stock", MODEL)),
    bad("flow once for all", "indicators.co2e.flow", "measured per year", "tCO2e/yr", ("flow: tCO2e/yr", "flow: ⟦tCO2e", MODEL)),
    bad("stock of nothing", "indicators.works.stock", "the unit is missing", "kiln", ("works: {stock: works", "works: {stock: ⟦''", MODEL)),
    bad("stock from factors", "indicators.works.from", "only a flow", "leave 'from' out", ("works: {stock: works", "works: {from: ⟦factors, stock: works", MODEL)),
    bad("rule of the model again", "rules.machines", "at model.yaml:20:3", "another name", ("  papers:", "  ⟦machines:")),
    bad("place of the model again", "places.north", "at model.yaml:11:3", "another name", ("stocks:", "places: {⟦north: {name: x}}\nstocks:")),
    bad("unit of the model again", "indicators.works.stock", "at model.yaml:15:11", "another name", ("stocks:", "indicators: {works: {⟦stock: x}}\nstocks:")),
    bad("no money", "funds.green.amount", "no year is given", "{2026: …}", ("{2026: 900, 2027: 700, 2028: 650}", "⟦{}"), ('amount.*": x 0.7', 'carry_over": all')),
    bad("no fund", "funds", "there is no fund", "at least one", ("funds:\n", "funds: ⟦{}\nx-funds:\n"), ('"funds.green.amount.*": x 0.7', "rules.papers: drop")),
    bad("no project", "projects", "there is no project", "at least one", ("projects:\n", "projects: ⟦{}\nx-projects:\n"), ("{tags: [village]}", "{kinds: [renewable]}"), ("{projects: [lamp]}", "{kinds: [renewable]}")),
    bad("model of another kind", "model", "a single name belongs here", "and a name", ("model.yaml", "⟦[model.yaml]")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "message", "hint", "changes"), [*YAML, *KEYS, *NUMBERS, *NAMES, *HOSTILE, *SUMS_AND_TIMES]
)
def test_a_mistake_is_refused_at_its_place(
    tmp_path: Path, key: str, message: str, hint: str, changes: list[Edit]
) -> None:
    (place,) = written(tmp_path, changes)

    (found,) = mistakes(tmp_path)

    assert (found.place, found.key, found.severity) == (place, key, "error")
    assert message in str(found.message)
    assert hint in str(found.hint)


def test_there_are_many_kinds_of_bad_input() -> None:
    rows = [*YAML, *KEYS, *NUMBERS, *NAMES, *HOSTILE, *SUMS_AND_TIMES]

    assert len({each.id for each in rows}) == len(rows) >= 60


def test_the_case_that_is_broken_here_is_sound(tmp_path: Path) -> None:
    assert written(tmp_path) == []
    case = read_case(tmp_path)

    assert (case.id, len(case.facts.projects), len(case.rules), case.warnings) == ("valley", 2, 7, ())


FIVE_PLACES = edits(
    ("sector: crafts", "sector: ⟦craft"),
    ("cost: 450", "⟦cots: 450"),
    ("    carry_over: none", "    carry_over: ⟦none\n    ⟦carry_over: all"),
    ("    carry_over: ⟦none", "    carry_over: none"),
    ("at_least: 15 %", "at_least: ⟦115 %"),
    ("maximise: co2e", "maximise: ⟦co2"),
    ("rate: 50 %", "rate: ⟦50", MODEL),
    ("value: 2.5", "value: ⟦x", FACTORS),
)


def test_mistakes_in_many_places_and_files_are_told_at_once(tmp_path: Path) -> None:
    """One of each stage: a key written twice, an unknown key, a number, a name, a contradiction, in three files."""
    places = written(tmp_path, FIVE_PLACES)

    found = mistakes(tmp_path)

    assert {each.code for each in found} >= {"duplicate-key", "unknown-key", "wrong-value", "unknown-name", "rule"}
    assert {each.place.file for each in found} == {"case.yaml", MODEL, FACTORS}
    assert set(places) <= {each.place for each in found}
    # Besides the marks only this: the cost that became an unknown key is missing.
    assert [each.key for each in found if each.place not in places] == ["projects.lamp.cost"]


def test_a_broken_model_does_not_hide_the_mistakes_of_the_case(tmp_path: Path) -> None:
    places = written(tmp_path, edits(("cost: 450", "cost: ⟦no"), ("mining: {name: mining}", "mining: ⟦[", MODEL)))

    found = mistakes(tmp_path)

    assert [each.code for each in found] == ["wrong-value", "yaml-syntax"]
    assert found[0].place == places[0]
    assert found[1].place.file == MODEL


def test_what_follows_from_a_mistake_is_not_told_again(tmp_path: Path) -> None:
    """The sector, the tag, the fuel and the class are known only from entries that cannot be read."""
    changes = edits(
        ("cost: 1700", "cost: no"),
        ("crafts: {name: crafts}", "crafts: {nam: crafts}", MODEL),
        ("rate: 50 %", "rate: 50", MODEL),
        ("    unit: t\n", "    unit: [t]\n", FACTORS),
    )
    written(tmp_path, changes)

    assert {each.key for each in mistakes(tmp_path)} == {
        "projects.brick.cost",
        "model.sectors.crafts.nam",
        "model.sectors.crafts.name",
        "rules.machines.rate",
        "model.factors.coal.unit",
    }


def test_a_value_that_cannot_be_read_is_not_missing_as_well(tmp_path: Path) -> None:
    (horizon, cost) = written(
        tmp_path, edits(("cost: 450", "cost:⟦"), ("[2026, 2028]\nunits", "[⟦&a 2026, 2028]\nunits"))
    )

    assert [(each.key, each.place) for each in mistakes(tmp_path)] == [
        ("case.horizon.0", horizon),
        ("projects.lamp.cost", cost),
    ]


THOUSANDS = [
    ("cost: 1700", "cost: ⟦17.000", "17.000 is read as 17", "write 17000, else 17.0000"),
    ("165 t/yr", "⟦1.650 t/yr", "1.650 is read as 1.65", "write 1650,"),
    ("2026: 900", "2026: ⟦900.000", "900.000 is read as 900", "write 900000,"),
    ("at_most: 5000", "at_most: ⟦5.000", "5.000 is read as 5", "write 5000,"),
    ("co2e: 90/yr", "co2e: ⟦12.345/yr", "12.345 is read as 12.345", "write 12345,"),
]


@pytest.mark.parametrize(("old", "new", "message", "hint"), THOUSANDS)
def test_a_number_that_may_mean_thousands_is_doubted(
    tmp_path: Path, old: str, new: str, message: str, hint: str
) -> None:
    """A planner in Vietnam writes 17.000 for seventeen thousand; asking for 280 of 17 would be a mistake too."""
    (place,) = written(tmp_path, edits((old, new), ("asks: 280", "asks: 1")))

    (doubt,) = read_case(tmp_path).warnings

    assert (doubt.code, doubt.severity, doubt.place) == ("thousands-mark", "warning", place)
    assert message in doubt.in_language("en")
    assert hint in doubt.in_language("en")


@pytest.mark.parametrize("value", ["0.125", "17.5", "17.0000", "1700.000", "17.25", "40.125 billion VND"])
def test_numbers_with_other_decimals_are_not_doubted(tmp_path: Path, value: str) -> None:
    """Nobody writes 0.125 for 125, nor 1700.000 for millions; a unit changes nothing."""
    written(tmp_path, edits(("cost: 1700", f"cost: {value}"), ("asks: 280", "asks: 0.1")))

    assert len(read_case(tmp_path).warnings) == ("billion" in value)


def test_thousands_marks_are_told_beside_the_mistakes_they_make(tmp_path: Path) -> None:
    mark, asks = written(tmp_path, edits(("cost: 1700", "cost: ⟦1.700"), ("asks: 280", "asks: ⟦280")))

    assert [(each.severity, each.place) for each in mistakes(tmp_path)] == [("warning", mark), ("error", asks)]


DOUBTS = [
    bad("unused fund", "funds.spare", "no project may be paid", "what it is for", ("funds:\n", "funds:\n  spare: ⟦{amount: {2026: 5}, for: {sectors: [mining]}}\n")),
    bad("year left out", "funds.green.amount", "for 2027, which is read as nothing", "or 0", ("amount: {2026: 900, 2027: 700", "amount: ⟦{2026: 900")),
    bad("nobody pays", "projects.lamp", "no fund may pay", "what the funds are for", ("{not: {sectors: [mining]}}", "{sectors: [crafts]}"), ("    sector: trade", "    ⟦sector: trade")),
    bad("no start", "projects.lamp", "no year in which it could start", "support limits", ("ceiling: 300", "ceiling: 300, valid: [2018, 2020]", MODEL), ("    sector: trade", "    ⟦sector: trade")),
    bad("never in time", "rules.two_models", "does not bind in 2035", "the horizon", ("two_models: {", "two_models: ⟦{"), ("models, by: 2028", "models, by: 2035")),
    bad("never valid", "rules.one_lamp.valid", "only outside the horizon", "its years", ("at_most: 1}", "at_most: 1, valid: ⟦[2018, 2020]}")),
    bad("held factor", "model.factors", "is held, which is an assumption: electricity (2027)", "later factors", ("fuels:\n  electricity", "fuels:\n  ⟦electricity", FACTORS), ("2028: 0.66", "2027: 0.66", FACTORS)),
]  # fmt: skip


@pytest.mark.parametrize(("key", "message", "hint", "changes"), DOUBTS)
def test_what_may_be_meant_is_a_warning(tmp_path: Path, key: str, message: str, hint: str, changes: list[Edit]) -> None:
    (place,) = written(tmp_path, changes)

    (doubt,) = read_case(tmp_path).warnings

    assert (doubt.place, doubt.key, doubt.severity) == (place, key, "warning")
    assert message in doubt.in_language("en")
    assert hint in doubt.in_language("en")


def test_a_class_whose_limits_are_not_valid_gives_nothing_to_whoever_asks(tmp_path: Path) -> None:
    """A start year outside every limit of the class gets no support, whether the project names an amount or not."""
    written(
        tmp_path,
        edits(("ceiling: 300", "ceiling: 300, valid: [2027, 2027]", MODEL), ("cost: 450", "cost: 450\n    asks: 7")),
    )

    assert read_case(tmp_path).facts.by_id["lamp"].support == {2027: 7}


def test_a_class_without_a_valid_limit_gives_nothing_at_all(tmp_path: Path) -> None:
    written(
        tmp_path,
        edits(("ceiling: 300", "ceiling: 300, valid: [2018, 2020]", MODEL), ("cost: 450", "cost: 450\n    asks: 7")),
    )
    case = read_case(tmp_path)

    assert case.facts.by_id["lamp"].support == {}
    assert [doubt.code for doubt in case.warnings] == ["no-start"]


def test_changes_below_changes_do_not_grow_deeper_than_a_file_may(tmp_path: Path) -> None:
    """Eight of these would make a selector of 240 levels, deeper than Python can follow."""
    written(tmp_path)
    deeper = "{not: " * 30 + "{sectors: [crafts]}" + "}" * 30
    paths = ["rules.crafts_first.to" + ".not" * (30 * number) for number in range(8)]

    with pytest.raises(CaseInvalid, match="more than 40 levels deep"):
        read_case(tmp_path, changes=[parse_set(f"{path}={deeper}") for path in paths])


TABLE = CASE[: CASE.index("projects:\n")] + "projects: {table: p.csv}\n" + CASE[CASE.index("stocks:\n") :]
COLUMNS = "id,sector,kind,cost,asks,support,scale,lifetime,saves.coal,impact.co2e,tags\n,,,,,,,,t/yr,,\n"
ROWS = (
    "brick,crafts,efficiency,1700,280,,,15 yr,165,,village\n"
    "lamp,trade,renewable,450,,machines,all_or_nothing,10 yr,,90/yr,\n"
    "oven,crafts,efficiency,90,9,,,8 yr,3,,\n"
)
TABLED = {**FILES, "case.yaml": TABLE.replace("{kinds: [efficiency]}", "{kinds: [enabling]}"), "p.csv": COLUMNS + ROWS}


def table(name: str, key: str, message: str, hint: str, *changes: tuple[str, str]) -> Any:
    """Return a row in which a table is wrong."""
    return bad(name, key, message, hint, *((old, new, "p.csv") for old, new in changes))


TABLES = [
    table("unknown column", "projects.*.benefit", "'benefit' is not known", "such as", ("id,sector,kind,cost", "id,⟦benefit,sector,kind,cost"), (",,,,,,,,t/yr", ",,,,,,,,,t/yr"), ("brick,", "brick,1,"), ("lamp,", "lamp,2,"), ("oven,", "oven,3,")),
    table("unknown column, one row", "projects.lamp.benefit", "'benefit' is not known", "such as", ("id,sector,kind,cost", "id,⟦benefit,sector,kind,cost"), (",,,,,,,,t/yr", ",,,,,,,,,t/yr"), ("brick,", "brick,,"), ("lamp,", "lamp,2,"), ("oven,", "oven,,")),
    table("missing column", "projects.*.kind", "'kind' is missing", "efficiency, renewable", ("id,sector,kind", "⟦id,sector,x-kind")),
    table("missing cell", "projects.lamp.cost", "'cost' is missing", "whole investment", ("lamp,trade,renewable,450", "⟦lamp,trade,renewable,")),
    table("wrong cell", "projects.lamp.cost", "'4_50'", "write 450", ("450", "⟦4_50")),
    table("unknown name", "projects.lamp.sector", "'trad'", "'trade'", ("lamp,trade", "lamp,⟦trad")),
    table("unknown tag", "rules.coal_last.to.tags", "'village' does not exist", "'vilage'", ("165,,village", "165,,vilage")),
    table("duplicate row", "projects.lamp", "in lines 4 and 5", "keep one", ("oven,crafts,efficiency,90,9,,,8 yr,3,,\n", "⟦lamp,crafts,efficiency,90,9,,,8 yr,3,,\n")),
    table("short row", "", "has 3 cells and the first row 11", "one cell for each column", ("oven,crafts,efficiency,90,9,,,8 yr,3,,", "⟦oven,crafts,efficiency")),
    table("row without id", "projects.id", "the row has no id", "in the column 'id'", ("oven,crafts,efficiency", "⟦,crafts,efficiency")),
    table("formula as an id", "projects.=cmd", "cannot be a name", LATIN, ("oven,", "⟦=cmd,")),
    table("unit in a cell", "projects.oven.saves.coal", "not a bare number", "the number alone", ("8 yr,3,", "8 yr,⟦3 t,")),
    table("semicolons", "", "semicolons", "numbers: vi", (COLUMNS + ROWS, "⟦id;cost\na;1\n")),
    table("no rows", "projects", "no rows", "at least one row", (COLUMNS + ROWS, "⟦" + COLUMNS)),
    table("repeated column", "impact.co2e", "stands twice, as number 10 and 11", "keep one", ("co2e,tags", "co2e,⟦impact.co2e")),
]  # fmt: skip


@pytest.mark.parametrize(("key", "message", "hint", "changes"), TABLES)
def test_a_mistake_in_a_table_is_refused_at_its_cell(
    tmp_path: Path, key: str, message: str, hint: str, changes: list[Edit]
) -> None:
    """What is wrong in the head of a table is told once, however many rows there are."""
    places = written(tmp_path, changes, TABLED)

    (found,) = mistakes(tmp_path)

    assert [found.place] == (places or [Place("case.yaml", 19, 52)])
    assert found.key == key
    assert message in str(found.message)
    assert hint in str(found.hint)


def test_the_tabled_case_is_sound(tmp_path: Path) -> None:
    written(tmp_path, files=TABLED)

    assert read_case(tmp_path).warnings == ()


def test_a_table_and_its_case_are_wrong_at_once(tmp_path: Path) -> None:
    changes = edits(
        ("lamp,trade", "lamp,⟦trad", "p.csv"), ("at_most: 5000", "at_most: ⟦no"), ("rate: 50", "rate: ⟦150", MODEL)
    )
    places = written(tmp_path, changes, TABLED)

    assert {each.place for each in mistakes(tmp_path)} == set(places)


def test_a_table_that_is_wrong_everywhere_is_told_in_part(tmp_path: Path) -> None:
    rows = "".join(f"p{number},nowhere,efficiency,no,9,,,8 yr,3,,village\n" for number in range(5_000))
    written(tmp_path, files={**TABLED, "p.csv": COLUMNS + rows})

    assert len(mistakes(tmp_path)) == MOST_MISTAKES


def test_decimal_commas_of_a_vietnamese_table_are_not_doubted(tmp_path: Path) -> None:
    """1.700,125 is what Vietnamese tables write for 1700.125; the point is the reader's own."""
    text = (COLUMNS + ROWS).replace(",", ";").replace("1700", "1.700,125").replace("90;9", "90,125;9")
    case = TABLED["case.yaml"].replace("p.csv}", "p.csv, numbers: vi}")
    written(tmp_path, files={**TABLED, "case.yaml": case, "p.csv": text})

    read = read_case(tmp_path)

    assert read.warnings == ()
    assert [str(float(read.facts.by_id[name].cost)) for name in ("brick", "oven")] == ["1700.125", "90.125"]


def workbook(path: Path, spending: tuple[float, float], cost: object, style: str = "0%", unit: str = "") -> None:
    """Write a book whose shares are number cells shown as percentages."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Projects")
    percent = book.add_format({"num_format": style})
    sheet.write_row(0, 0, ["id", "sector", "kind", "cost", "asks", "tags", "scale.at_least"])
    sheet.write_row(1, 0, ["unit", "", "", "", "", "", unit])
    for row, (name, share) in enumerate(zip(("brick", "lamp"), spending, strict=True), start=2):
        sheet.write_row(row, 0, [name, "crafts", "efficiency", cost, 9, "village"])
        sheet.write_number(row, 6, share, percent)
    book.close()


BOOKED = {**TABLED, "case.yaml": TABLED["case.yaml"].replace("p.csv}", "p.xlsx}")}


@pytest.mark.parametrize("unit", ["", "%"])
@pytest.mark.parametrize("style", ["0%", "0.00%", '0.0"pp"%'])
def test_a_cell_that_shows_a_percentage_is_that_percentage(tmp_path: Path, style: str, unit: str) -> None:
    """Excel keeps 40 % as 0.4; read as 0.4 it would be refused, and under a unit % taken for 0.4 %."""
    written(tmp_path, files=BOOKED)
    workbook(tmp_path / "p.xlsx", (0.4, 0.07), 1700, style, unit)

    projects = read_case(tmp_path).facts.projects

    assert [str(each.scale.at_least) for each in projects] == ["2/5", "7/100"]


@pytest.mark.parametrize("style", ["0.00", '0.0" %"', r"0.0\%"])
def test_a_fraction_that_does_not_show_a_percentage_is_refused(tmp_path: Path, style: str) -> None:
    written(tmp_path, files=BOOKED)
    workbook(tmp_path / "p.xlsx", (0.4, 0.5), 1700, style)

    first = mistakes(tmp_path)[0]

    assert str(first.place) == "p.xlsx!Projects!G3"
    assert "write 40 %, or 0.4 %" in str(first.hint)


@pytest.mark.parametrize(("cost", "doubts"), [(17.125, 0), ("17.000", 2), (17000, 0)])
def test_only_what_was_typed_as_text_is_doubted_in_a_workbook(tmp_path: Path, cost: object, doubts: int) -> None:
    """A number cell is a number; a text cell may be one as a Vietnamese writer writes it."""
    written(tmp_path, files=BOOKED)
    workbook(tmp_path / "p.xlsx", (0.4, 0.5), cost)

    assert len(read_case(tmp_path).warnings) == doubts


@pytest.mark.parametrize(("cost", "read"), [(17.125, "17.125"), ("17.125", "17125"), ("17,5", "17.5"), (0.07, "0.07")])
def test_number_cells_of_a_vietnamese_workbook_keep_their_value(tmp_path: Path, cost: object, read: str) -> None:
    """Its text cells have points between thousands; a number cell has neither, and must not become a thousandfold."""
    case = BOOKED["case.yaml"].replace("p.xlsx}", "p.xlsx, numbers: vi}").replace("{2026: 900", "{2026: 90000")
    written(tmp_path, files={**BOOKED, "case.yaml": case})
    workbook(tmp_path / "p.xlsx", (0.4, 0.075), cost)
    found = [str(each.message) for each in mistakes(tmp_path)] if read == "0.07" else []

    assert found == ["it asks for more than it costs"] * len(found)
    if not found:
        assert str(float(read_case(tmp_path).facts.by_id["lamp"].cost)).removesuffix(".0") == read


def test_a_model_that_leads_out_by_a_link_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "case"
    inside.mkdir()
    (place,) = written(inside, edits(("model.yaml", "⟦link.yaml")))
    (tmp_path / "secret.yaml").write_text(FILES[MODEL], encoding="utf-8")
    (inside / "link.yaml").symlink_to(tmp_path / "secret.yaml")

    (found,) = mistakes(inside)

    assert (found.place, found.key) == (place, "model")
    assert "leads out" in str(found.message)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_a_model_that_is_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    written(tmp_path, edits(("model.yaml", "pipe.yaml")))
    os.mkfifo(tmp_path / "pipe.yaml")

    with pytest.raises(CaseInvalid, match="not an ordinary file"):
        read_case(tmp_path)


def test_a_folder_in_a_files_place_is_refused(tmp_path: Path) -> None:
    written(tmp_path, edits(("model.yaml", "folder.yaml")))
    (tmp_path / "folder.yaml").mkdir()

    with pytest.raises(CaseInvalid, match=r"no file 'folder\.yaml'"):
        read_case(tmp_path)


@pytest.mark.parametrize("name", ["nowhere", "no\0where", "a" * 5000, "x/" * 3000, "\ud800"])
def test_a_case_that_is_not_there_is_a_problem_of_files(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileProblem) as caught:
        read_case(tmp_path / name)

    assert caught.value.exit_code == 6
    assert len(str(caught.value)) < 500
    assert str(caught.value).isprintable()


def test_a_file_that_may_not_be_read_is_a_problem_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path)
    real = Path.open

    def refuse(self: Path, *arguments: Any, **more: Any) -> Any:
        if self.name == FACTORS:
            raise PermissionError(13, "Permission denied")
        return real(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(FileProblem, match=r"factors\.yaml may not be read"):
        read_case(tmp_path)


def test_a_table_of_another_kind_is_a_problem_of_files(tmp_path: Path) -> None:
    written(tmp_path, edits(("projects:\n", "projects: {table: model.yaml}\nx-projects:\n")))

    with pytest.raises(FileProblem, match="not a table"):
        read_case(tmp_path)


@pytest.mark.parametrize(
    ("change", "key", "message"),
    [
        ("funds.gren.amount.2026=3", "funds.gren", "there is no 'gren'"),
        ("funds.green.amount.2026=no", "funds.green.amount.2026", "'no' is not a number"),
        ("funds.green.amount.2026=x 1.2.3", "funds.green.amount.2026", "'1.2.3' is not a number"),
        ("funds.green.amount.*=x -1", "funds.green.amount.*", "not a factor"),
        ("funds.green=drop", "funds.green", "cannot be dropped"),
        ("rules=drop", "rules", "cannot be dropped"),
        ("rules.nope=drop", "rules.nope", "there is no 'nope'"),
        ("a..b=3", "a..b", "is not a path"),
        ("model=other", "model", "in the model's place"),
        ("model.factors=other", "model.factors", "keys with values"),
        ("model.policy=other", "model.policy", "keys with values"),
        ("projects=other", "projects", "keys with values"),
        ("case=3", "case", "keys with values"),
        ("greenopt=2", "greenopt", "'2' is not one of"),
        ("objective.minimise=public_money", "objective.minimise", "'minimise' is not known"),
        ("case.horizon=[2028, 2026]", "case.horizon", "ends before it begins"),
        ("units.money=t", "units.money", "not a unit that fits"),
        ("projects.lamp.cost=", "", "nothing is written"),
        ("projects.lamp.cost=[", "", "a value is missing"),
        ("projects.lamp.cost=\u202e5", "", "U+202E"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(tmp_path: Path, change: str, key: str, message: str) -> None:
    written(tmp_path)

    with pytest.raises(CaseInvalid) as caught:
        read_case(tmp_path, changes=[parse_set(change)])

    (found,) = caught.value.diagnostics
    assert (found.place.file, found.key) == ("--set", key)
    assert message in found.in_language("en")
    assert found.in_language("vi")


@pytest.mark.parametrize("change", ["", "a", "=3", "  =3", "projects.lamp.cost"])
def test_a_change_without_path_or_value_is_wrong_usage(change: str) -> None:
    with pytest.raises(WrongUsage, match="PATH=VALUE"):
        parse_set(change)


def test_a_scenario_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    written(tmp_path)

    with pytest.raises(CaseInvalid, match="no scenario 'leen'; did you mean 'lean'") as caught:
        read_case(tmp_path, ["leen"])

    assert caught.value.diagnostics[0].key == "scenarios"


def validate(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run ``greenopt validate`` as a program."""
    environment = {**os.environ, "GREENOPT_LANG": "en", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "greenopt", "validate", str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=environment)


def test_the_program_tells_every_mistake_and_leaves_with_3(tmp_path: Path) -> None:
    places = written(tmp_path, FIVE_PLACES)

    done = validate(tmp_path)

    assert (done.returncode, done.stdout) == (3, "")
    assert all(f"{tmp_path / place.file}:{place.line}:{place.column}: " in done.stderr for place in places)
    assert "Traceback" not in done.stderr


def test_the_program_tells_hostile_names_as_they_are(tmp_path: Path) -> None:
    """Markup of the terminal library, templates and formulas are shown, never acted on."""
    written(tmp_path, edits(("sector: trade", "sector: '[red]{0}%s=1'")))

    done = validate(tmp_path, "--json")
    document = json.loads(done.stdout)

    assert (done.returncode, document["exit_code"]) == (3, 3)
    assert "[red]{0}%s=1" in document["diagnostics"][0]["message"]["en"]
    assert "[red]{0}%s=1" in document["diagnostics"][0]["message"]["vi"]


def test_the_program_leaves_with_6_when_a_file_is_not_there(tmp_path: Path) -> None:
    done = validate(tmp_path / "nowhere")

    assert (done.returncode, done.stdout) == (6, "")
    assert "Traceback" not in done.stderr
