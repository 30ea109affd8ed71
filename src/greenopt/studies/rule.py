"""
A rule or a fund explained: what it says and rests on, how it stands, what it costs, and whom it holds back.

Numbers and prices are those of the result; what dropping a rule, or a little more money, would bring is solved again.
"""

from collections.abc import Sequence
from fractions import Fraction

from greenopt.engine.merit import merits
from greenopt.language import Message, Text, say, word
from greenopt.project import Fund
from greenopt.result.resolved import Json, text
from greenopt.result.standing import plain
from greenopt.rules import Rule
from greenopt.studies.dropped import dropped
from greenopt.studies.flip import Flips
from greenopt.studies.places import places
from greenopt.studies.whatif import amount, what_if

ZERO = Fraction(0)


def explain_rule(flips: Flips, rule: Rule) -> Json:
    """Return everything that can be said of a rule in this case."""
    case = flips.case
    rows = _rows(flips, rule.id)
    return {
        "name": rule.id,
        "title": text(rule.name) if rule.name is not None else None,
        "rule": rule.rule,
        "row": rule.row,
        "source": rule.source,
        "sentence": rule.in_words(case.facts).both(),
        "reached": next((row for row in flips.run.result["tiers"] if row["name"] == rule.id), None),
        "parts": [_part(flips, row, rule) for row in rows if row["sense"] is not None],
        "what_if": [what_if(flips, "rule_dropped", dropped(case, [rule.id]))],
        "screens": [_named(flips, each.id) for each in case.facts.projects if _screens(each.screened, rule.id)],
        **_weighs_on(flips, rule.id),
        "places": places(case.tree, "rules", rule.id),
    }


def explain_fund(flips: Flips, fund: Fund) -> Json:
    """Return everything that can be said of a fund in this case."""
    case = flips.case
    result = flips.run.result
    relaxed = {row["part"]: row["price_relax"] for row in _rows(flips, f"funds.{fund.id}")}
    years = [{**row, "price_relax": relaxed.get(str(row["year"]))} for row in result["years"] if row["fund"] == fund.id]
    dearest = max((row for row in years if row["spent"] and row["amount"]), key=_dearest, default=None)
    return {
        "name": fund.id,
        "title": text(fund.name),
        "source": fund.source,
        "evidence": fund.evidence,
        "money_unit": case.facts.units.money,
        "years": [{**row, "text": _price_of_year(flips, fund, row)} for row in years],
        "what_if": [] if dearest is None else [_more_money(flips, fund, dearest["year"])],
        **_weighs_on(flips, f"funds.{fund.id}"),
        "places": places(case.tree, "funds", fund.id),
    }


def _more_money(flips: Flips, fund: Fund, year: int) -> Json:
    changes = {f"funds.{fund.id}.amount.{year}": "x 1.01"}
    return what_if(flips, "more_money", changes, head=say("with one percent more money in {year}", year=year))


def _dearest(row: Json) -> tuple[float, float, int]:
    """Order years by what more money would bring; where that is not known, by how much of their money was spent."""
    return row["price_relax"] or 0, row["spent"] / (row["amount"] + row["carried_in"]), -row["year"]


def _rows(flips: Flips, name: str) -> list[Json]:
    """Return the requirements of a rule as the result holds them."""
    return [row for row in flips.run.result["rules"] if row["name"] == name]


def _screens(screened: object, rule: str) -> bool:
    return getattr(screened, "rule", None) == rule


def _part(flips: Flips, row: Json, rule: Rule) -> Json:
    kept = ("part", "left", "sense", "right", "unit", "slack", "binding", "shortfall")
    prices = ("price", "price_relax", "price_tighten", "price_up", "price_down", "price_unit")
    words = _price_in_words(flips, row, rule)
    return {**{key: row[key] for key in (*kept, *prices)}, "text": None if words is None else words.both()}


def _price_in_words(flips: Flips, row: Json, rule: Rule) -> Message | None:
    """Return what moving one requirement by one unit is worth; None where nothing is known of it."""
    unit = word(flips.case.objective.unit(flips.case.facts))
    step = Text(**row["price_unit"])
    if row["sense"] == "==":
        if row["price_up"] is None or row["price_down"] is None:
            return None
        up, down = (amount(Fraction(str(row[key]))) for key in ("price_up", "price_down"))
        said = {"step": step, "up": up, "down": down, "unit": unit}
        return say("one {step} more would change the best value by {up} {unit}, one less by {down}", **said)
    if row["price_relax"] is None:
        return None
    if not row["price_relax"]:
        return say("relaxing it a little would gain nothing")
    return rule.price_in_words(Fraction(str(row["price_relax"])), say("{step}", step=step), unit)


def _price_of_year(flips: Flips, fund: Fund, row: Json) -> dict[str, str] | None:
    if not row["price_relax"]:
        return None
    said = {
        "money": word(flips.case.facts.units.money),
        "fund": fund.name,
        "year": row["year"],
        "price": amount(Fraction(str(row["price_relax"]))),
        "unit": word(flips.case.objective.unit(flips.case.facts)),
    }
    return say("One more {money} of {fund} in {year} would bring {price} {unit}.", **said).both()


def _weighs_on(flips: Flips, name: str) -> Json:
    """Return the projects that a rule or fund holds back, and those it helps, at the prices of this solve."""
    run = flips.run
    if any(run.answer.rows.program.whole):
        return {"holds_back": [], "helps": []}
    held, helped = [], []
    for project, merit in merits(run.answer).items():
        charge = sum((value for each, value in merit.charges if each.partition(":")[0] == name), ZERO)
        if charge > 0 and flips.base.level(project) < 1:
            held.append((-charge, project))
        elif charge < 0:
            helped.append((charge, project))
    return {"holds_back": _weighed(flips, held), "helps": _weighed(flips, helped)}


def _weighed(flips: Flips, charges: Sequence[tuple[Fraction, str]]) -> list[Json]:
    unit = flips.case.objective.unit(flips.case.facts)
    return [
        {**_named(flips, project), "value": plain(abs(charge)), "unit": unit} for charge, project in sorted(charges)
    ]


def _named(flips: Flips, project: str) -> Json:
    level = plain(flips.base.level(project))
    return {"project": project, "name": text(flips.case.facts.by_id[project].name), "level": level}
