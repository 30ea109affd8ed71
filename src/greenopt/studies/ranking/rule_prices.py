"""
Rule prices: what each rule costs, in total and by the unit, and what two rules cost together.

    drop_gain(a)       how much better the best plan is without rule a
    interaction(a, b)  drop_gain(a and b) - drop_gain(a) - drop_gain(b)

The total is what the whole rule costs; the price of the result is what its last unit costs. The two differ as soon as
something else takes over. An interaction above zero means that either rule alone hides what the other costs; below
zero, that both stand in the way of the same thing. What comes before the objective is settled first without the rule
too: a rule whose absence lets a soft rule be met better may gain less than nothing, and it is said so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from greenopt.case.case import Case
from greenopt.errors import Fault
from greenopt.language import Message, Number, say, word
from greenopt.result.resolved import Json, text
from greenopt.result.standing import plain
from greenopt.rules import Rule
from greenopt.run import Run
from greenopt.studies.precedence import Served, as_document, decisive
from greenopt.studies.ranking.dropping import Dropping, Outcome
from greenopt.studies.scenario import Source
from greenopt.studies.whatif import amount

ZERO = Fraction(0)


@dataclass(frozen=True)
class RulePrice:
    """What one rule costs."""

    rule: Rule
    binding: bool
    """Whether the published plan stands at one of its limits."""
    gain: Fraction | None
    """How much better the objective is without it; None where there is no plan, or the case makes no sense."""
    most: Fraction | None
    """What the gain does not surpass; the gain itself where both plans are proved to be best."""
    outcome: Outcome
    served: tuple[Served, ...]
    """What comes before the objective, without the rule and with it."""
    parts: tuple[Json, ...]
    """Its requirements that bind, as the result holds them, with the price per unit."""
    screens: tuple[str, ...]
    """Projects that it leaves out."""

    @property
    def changes_first(self) -> bool:
        """Whether something that comes before the objective is served otherwise without it."""
        return decisive(self.served) is not None


@dataclass(frozen=True)
class RulePair:
    """What two rules cost together."""

    first: str
    second: str
    gain: Fraction
    interaction: Fraction
    proved: bool
    served: tuple[Served, ...]


@dataclass(frozen=True)
class RulePrices:
    """What every rule of a case costs, the dearest first."""

    value: Fraction | None
    """Of the published plan."""
    prices: tuple[RulePrice, ...]
    pairs: tuple[RulePair, ...] | None
    """Those whose interaction is not zero, the strongest first; None where pairs were not asked for."""
    pairs_held: int
    """Pairs that were looked at."""
    pairs_unknown: int
    """Pairs without a plan, or without a meaning, on one side."""
    solves: int
    certified: bool
    """Whether every rule was dropped a second time, in a case read anew, with the same answer."""

    def record(self, case: Case) -> Json:
        """Return the parts ``rules``, ``rule_pairs`` and ``rule_summary`` of a ranking."""
        return {
            "rules": [_price_record(case, each) for each in self.prices],
            "rule_pairs": None if self.pairs is None else [_pair_record(case, each) for each in self.pairs],
            "rule_summary": {
                "value": plain(self.value),
                "unit": case.objective.unit(case.facts),
                "sense": case.objective.sense,
                "solves": self.solves,
                "certified": self.certified,
                "pairs_held": self.pairs_held,
                "pairs_unknown": self.pairs_unknown,
            },
        }


def rule_prices(source: Source, run: Run, *, pairs: bool, certify: bool) -> RulePrices:
    """
    Return what each rule of a case costs.

    Every gain is proved in exact arithmetic, as far as whole projects allow; nothing is taken from a solver's word.

    Args:
        source: where the case was read from.
        run: the case, solved, with the prices of its rules.
        pairs: whether every two rules, one of which binds or costs something, are dropped together.
        certify: whether each rule is dropped a second time, in the case read anew from its texts.

    Raises:
        CaseInvalid: two numbers of the case lie so far apart that a solver would misread them.
        Fault: the two ways of dropping a rule do not agree.
    """
    case, dropping = run.case, Dropping(source, run)
    if dropping.whole:
        dropping.find_idle(dropping.base, [each.id for each in case.rules if not _binds(dropping, each.id)])
    prices = sorted((_price(dropping, rule) for rule in case.rules), key=_dearest)
    found, held, unknown = _pairs(dropping, prices) if pairs else (None, 0, 0)
    if certify:
        for each in prices:
            _confirm(dropping, each.outcome)
    return RulePrices(dropping.base.value, tuple(prices), found, held, unknown, dropping.solves, certify)


def _price(dropping: Dropping, rule: Rule) -> RulePrice:
    outcome = dropping.without([rule.id])
    gain, most = _gains(dropping, outcome)
    rows = [row for row in dropping.run.result["rules"] if row["name"] == rule.id and row["sense"] is not None]
    return RulePrice(
        rule,
        binding=any(row["binding"] for row in rows),
        gain=gain,
        most=most,
        outcome=outcome,
        served=tuple(dropping.served(outcome)),
        parts=tuple(row for row in rows if row["binding"]),
        screens=tuple(
            each.id
            for each in dropping.case.facts.projects
            if each.screened is not None and each.screened.rule == rule.id
        ),
    )


def _gains(dropping: Dropping, outcome: Outcome) -> tuple[Fraction | None, Fraction | None]:
    """Return the gain, and what it does not surpass: what is proved without the rules against the published plan."""
    gain = dropping.gain(outcome)
    if gain is None or outcome.bound is None or dropping.base.value is None:
        return gain, None
    most = outcome.bound - dropping.base.value
    if dropping.case.objective.sense == "minimise":
        most = -most
    if not (outcome.is_best and dropping.base.is_best) and all(map(dropping.only_restricts, outcome.rules)):
        # The published plan is still a plan without the rules, whatever the search found.
        gain = max(gain, ZERO)
    return gain, most


def _binds(dropping: Dropping, name: str) -> bool:
    return any(row["binding"] for row in dropping.run.result["rules"] if row["name"] == name)


def _dearest(price: RulePrice) -> tuple[bool, Fraction, bool, str]:
    return price.gain is None, -(price.gain or ZERO), not price.binding, price.rule.id


def _pairs(dropping: Dropping, prices: list[RulePrice]) -> tuple[tuple[RulePair, ...], int, int]:
    """
    Return the pairs that are worth more, or less, than their rules alone; how many were held; and how many are unknown.

    In a case without whole projects two rules that both have room gain nothing together either, for the published plan
    stays the best. With whole projects nothing is known beforehand, and every pair is held.
    """
    asking = [each for each in prices if each.outcome.proof != "asks_nothing"]
    matters = {each.rule.id for each in asking if dropping.whole or each.outcome.proof not in ("has_room", "between")}
    for each in asking:
        if each.rule.id in matters:
            idle = [
                other.rule.id
                for other in asking
                if not other.gain and not dropping.has_room(other.rule.id, each.outcome)
            ]
            dropping.find_idle(each.outcome, idle)
    found, held, unknown = [], 0, 0
    for one, other in combinations(sorted(asking, key=lambda each: each.rule.id), 2):
        if not matters & {one.rule.id, other.rule.id}:
            continue
        held += 1
        if one.gain is None or other.gain is None:
            unknown += 1
            continue
        outcome = dropping.without([one.rule.id, other.rule.id])
        gain, _ = _gains(dropping, outcome)
        if gain is None:
            unknown += 1
            continue
        interaction = gain - one.gain - other.gain
        if interaction:
            proved = all(each.is_best for each in (outcome, one.outcome, other.outcome, dropping.base))
            served = tuple(dropping.served(outcome))
            found.append(RulePair(one.rule.id, other.rule.id, gain, interaction, proved, served))
    found.sort(key=lambda each: (-abs(each.interaction), each.first, each.second))
    return tuple(found), held, unknown


def _confirm(dropping: Dropping, outcome: Outcome) -> None:
    """Drop rules a second time, in the case read anew, and compare."""
    again = dropping.rebuilt(outcome.rules)
    if (outcome.is_best and again.is_best and outcome.value != again.value) or (
        "refused" in (outcome.status, again.status) and outcome.status != again.status
    ):
        names = ", ".join(sorted(outcome.rules))
        raise Fault(say("two ways of dropping {rule} do not agree; please report this case", rule=names))


def _price_record(case: Case, price: RulePrice) -> Json:
    rule, prices = price.rule, ("part", "price", "price_relax", "price_tighten", "price_unit")
    return {
        "name": rule.id,
        "title": text(rule.name) if rule.name is not None else None,
        "rule": rule.rule,
        "row": rule.row,
        "source": rule.source,
        "text": rule.in_words(case.facts).both(),
        "binding": price.binding,
        "drop_gain": plain(price.gain),
        "drop_gain_at_most": plain(price.most),
        "status": price.outcome.status,
        "known_by": price.outcome.proof,
        "comes_first": as_document(case, price.served, "without", "with"),
        "effect": _effect(case, price).both(),
        "prices": [{key: row[key] for key in prices} for row in price.parts],
        "screens": list(price.screens),
    }


def _pair_record(case: Case, pair: RulePair) -> Json:
    return {
        "rules": [pair.first, pair.second],
        "drop_gain": plain(pair.gain),
        "interaction": plain(pair.interaction),
        "proved": pair.proved,
        "comes_first": as_document(case, pair.served, "without", "with"),
    }


def _effect(case: Case, price: RulePrice) -> Message:
    """Return in one sentence what becomes of the best plan without a rule."""
    outcome = price.outcome
    if outcome.why is not None:
        return say("without it the case makes no sense: {why}", why=outcome.why)
    if price.gain is None:
        nothing = say("without it no plan satisfies the case")
        return nothing if outcome.value is None else say("without it there is a plan")
    said = {"amount": amount(abs(price.gain)), "unit": word(case.objective.unit(case.facts))}
    more = case.objective.sense == "maximise"
    words = say("without it the best plan is just as good")
    if price.gain > 0:
        words = (
            say("without it {amount} {unit} more", **said) if more else say("without it {amount} {unit} less", **said)
        )
    elif price.gain < 0:
        words = (
            say("without it {amount} {unit} less", **said) if more else say("without it {amount} {unit} more", **said)
        )
    for each in _changed(price.served):
        title = next((rule.name or rule.id for rule in case.rules if rule.id == each.name), None)
        words = _served(words, each, title)
    return words


def _changed(served: tuple[Served, ...]) -> Iterator[Served]:
    return (each for each in served if each.here != each.there)


def _served(words: Message, each: Served, title: object) -> Message:
    """Return an effect with what becomes of one thing that comes before the objective."""
    said = {"words": words, "here": Number(each.here, 4), "there": Number(each.there, 4)}
    if title is None:
        return say("{words}; the parts missed of soft rules sum to {here} instead of {there}", **said)
    return say("{words}; what '{rule}' puts first reaches {here} instead of {there}", rule=title, **said)
