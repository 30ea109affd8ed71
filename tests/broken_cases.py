"""
A sound little case in three files, and how to break it.

A mistake is written as replacements of its text; the sign ``⟦`` in a replacement stands where the mistake should be
found and is taken out before the file is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from greenopt.errors import Place

MARK = "⟦"

CASE = """\
greenopt: 1
model: model.yaml
case:
  id: valley
  title: {vi: "Thung lũng", en: "Valley"}
  status: illustrative
  horizon: [2026, 2028]
units: {money: million VND, emissions: tCO2e, energy: MWh}
funds:
  green:
    amount: {2026: 900, 2027: 700, 2028: 650}
    carry_over: none
    for: {not: {sectors: [mining]}}
projects:
  brick:
    name: {vi: "Gạch", en: "Brick"}
    sector: crafts
    kind: efficiency
    cost: 1700
    asks: 280
    facility: phu_minh
    place: north
    spending: [60 %, 40 %]
    start: [2026, 2027]
    lifetime: 15 yr
    saves: {coal: 165 t/yr}
    adds: {electricity: 12 MWh/yr}
    impact: {models: 1}
    closes: {kilns: 8}
    meets: {permit: "QĐ 7"}
    tags: [village]
  lamp:
    sector: trade
    kind: renewable
    cost: 450
    support: machines
    facility: market
    scale: all_or_nothing
    lifetime: 10 yr
    impact: {co2e: 90/yr}
    requires: [brick]
stocks:
  kilns: {amount: 38}
rules:
  crafts_first: {rule: floor, of: public_money, to: {sectors: [crafts]}, at_least: 15 %}
  coal_last: {rule: ceiling, of: co2e, to: {tags: [village]}, by: 2028, at_most: 5000}
  two_models: {rule: target, of: models, by: 2028, at_least: 1}
  one_lamp: {rule: choose, to: {projects: [lamp]}, at_most: 1}
  papers: {rule: safeguard, to: {kinds: [efficiency]}, needs: [permit]}
objective: {maximise: co2e, over: lifetime}
scenarios:
  lean: {"funds.green.amount.*": x 0.7}
"""

MODEL = """\
greenopt: 1
policy: {id: plain, title: plain, source: invented}
factors: factors.yaml
sectors:
  crafts: {name: crafts}
  trade: {name: trade}
  mining: {name: mining}
conditions:
  permit: {name: permit}
places:
  north: {name: north}
indicators:
  co2e: {flow: tCO2e/yr, from: factors}
  models: {stock: model}
  works: {stock: works, without_projects: {2028: 60}}
  model_share: {ratio: [models, works]}
stocks:
  kilns: {unit: kiln}
rules:
  machines: {rule: support_limit, class: machines, rate: 50 %, ceiling: 300, source: invented}
"""

FACTORS = """\
greenopt: 1
factors: {id: plain, title: plain}
fuels:
  electricity:
    name: electricity
    unit: MWh
    indicators:
      co2e: {by_year: {2024: 0.68, 2028: 0.66}, unit: tCO2e/MWh, source: invented, evidence: assumed}
  coal:
    name: coal
    unit: t
    indicators:
      co2e: {value: 2.5, unit: tCO2e/t, source: invented, evidence: assumed}
"""

FILES = {"case.yaml": CASE, "model.yaml": MODEL, "factors.yaml": FACTORS}
"""A case without mistakes and without warnings."""


class Edit(NamedTuple):
    """One replacement of a text that stands once in a file."""

    old: str
    new: str
    file: str = "case.yaml"


def written(folder: Path, edits: Iterable[Edit] = (), files: Mapping[str, str] = FILES) -> list[Place]:
    """Write the case with its edits into a folder and return where the marks stand, file by file."""
    texts = dict(files)
    for edit in edits:
        assert texts[edit.file].count(edit.old) == 1, f"{edit.old!r} stands {texts[edit.file].count(edit.old)} times"
        texts[edit.file] = texts[edit.file].replace(edit.old, edit.new)
    places: list[Place] = []
    for name, text in texts.items():
        places += _marks(name, text)
        (folder / name).write_text(text.replace(MARK, ""), encoding="utf-8", newline="")
    return places


def _marks(name: str, text: str) -> Sequence[Place]:
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        pieces = line.split(MARK)
        before = ""
        for piece in pieces[:-1]:
            before += piece
            found.append(Place(name, number, len(before) + 1))
    return found
