"""Names: checking that what a rule names exists, and saying it in words."""

from collections.abc import Iterator
from typing import NamedTuple

from greenopt.fields import Selector
from greenopt.language import Message, Text, listed, say, word
from greenopt.plan.form import PROJECTS, PUBLIC_MONEY, QUANTITIES, STARTS, TOTAL_COST
from greenopt.project import KINDS, STATUSES, Facts


class Problem(NamedTuple):
    """Something wrong in a rule, found against the facts of the case."""

    key: str
    """The rule's key that is wrong, such as ``to.sectors``."""
    message: Message
    hint: Message
    unknown: str = ""
    """A name that does not exist, for "did you mean"."""
    known: tuple[str, ...] = ()
    """The names that exist."""
    of_case: bool = False
    """Whether only a case defines such a name, so that a rule of a policy model may mention it in vain."""


OF_CASES = ("tags", "places", "facilities", "projects")
"""Keys of a selector whose names belong to a case, not to its policy model."""


def check_selector(facts: Facts, selector: Selector | None, key: str, *, of_money: bool = False) -> Iterator[Problem]:
    """
    Yield a problem for every name in a selector that the case does not have.

    ``from`` narrows a sum of public money (``of_money``) and nothing else: a project has no fund.
    """
    if selector is None:
        return
    known: dict[str, tuple[str, ...]] = {
        "sectors": tuple(facts.sectors),
        "kinds": KINDS,
        "tags": facts.words["tags"],
        "places": tuple(sorted({*facts.words["places"], *facts.places})),
        "facilities": facts.words["facilities"],
        "meets": tuple(facts.conditions),
        "projects": tuple(facts.by_id) if selector.projects else (),
        "status": STATUSES,
    }
    for name, names in known.items():
        for each in getattr(selector, name) or ():
            if each not in names:
                yield unknown_name(f"{key}.{name}", each, names, of_case=name in OF_CASES)
    yield from check_funds(facts, selector.funds, f"{key}.from", of_money=of_money)
    yield from check_selector(facts, selector.exclude, f"{key}.not")


def check_funds(
    facts: Facts, funds: tuple[str, ...] | None, key: str = "from", *, of_money: bool = True
) -> Iterator[Problem]:
    """Yield a problem for every fund that the case does not have, and for funds where no money is counted."""
    if funds and not of_money:
        yield Problem(key, say("only public money comes from a fund"), say("leave 'from' out"))
    known = tuple(fund.id for fund in facts.funds)
    for fund in funds or ():
        if fund not in known:
            yield unknown_name(key, fund, known, of_case=True)


def unknown_name(key: str, name: str, known: tuple[str, ...], *, of_case: bool = False) -> Problem:
    """Return the problem of a name that does not exist; ``of_case`` if a policy model cannot know such names."""
    return Problem(
        key,
        say("'{name}' does not exist", name=name),
        say("use a name that the case or its model defines"),
        name,
        known,
        of_case,
    )


def describe(facts: Facts, selector: Selector) -> Message:
    """Return a selector in words, such as ``efficiency, renewable``; every project if it names nothing."""
    parts: list[object] = [KIND_NAMES.get(kind, kind) for kind in selector.kinds or ()]
    parts += [facts.sectors[each].name if each in facts.sectors else each for each in selector.sectors or ()]
    parts += [facts.places.get(place, place) for place in selector.places or ()]
    parts += [facts.by_id[each].name if each in facts.by_id else each for each in selector.projects or ()]
    parts += [*(selector.tags or ()), *(selector.facilities or ()), *(selector.status or ())]
    if selector.meets:
        conditions: list[object] = [facts.conditions.get(each, each) for each in selector.meets]
        parts.append(say("those that meet: {conditions}", conditions=listed(conditions)))
    words = listed(parts) if parts else say("all projects")
    if selector.exclude is not None:
        words = say("{group} except {others}", group=words, others=describe(facts, selector.exclude))
    return words


def quantity_name(facts: Facts, of: str) -> Message | Text:
    """Return what is counted, in words."""
    names: dict[str, Message] = {
        PUBLIC_MONEY: say("public money"),
        TOTAL_COST: say("total investment"),
        STARTS: say("projects started"),
        PROJECTS: say("projects"),
    }
    return names.get(of) or facts.indicators[of].name


def unit_of(facts: Facts, of: str) -> str:
    """Return the unit of a quantity; empty for what is counted."""
    if of in (PUBLIC_MONEY, TOTAL_COST):
        return facts.units.money
    return "" if of in QUANTITIES else facts.indicators[of].unit


def unit_name(facts: Facts, of: str) -> Message:
    """Return the unit of a quantity as it stands in a sentence."""
    unit = unit_of(facts, of)
    return word(unit) if unit else say("projects")


KIND_NAMES: dict[str, Message | Text] = {
    "efficiency": say("energy efficiency"),
    "renewable": say("renewable energy"),
    "cleaner_production": say("cleaner production"),
    "enabling": say("enabling work"),
}
