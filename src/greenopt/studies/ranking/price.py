"""
Price: the most that a project may ask for, or cost, and still be no worse done in full than left out.

    holds_at   the last number at which it wins
    fails_at   the next number on the grid of printed digits, at which it does not

Both were solved. Where there is no such pair, a code and a sentence say why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from greenopt.case.case import Case
from greenopt.language import Message, say
from greenopt.result.resolved import Json
from greenopt.result.standing import plain

What = Literal["grant", "cost"]
Code = Literal[
    "between", "always", "never", "impossible", "needed", "no_part",
    "screened_out", "excluded", "promised", "no_start", "varies", "not_sought", "unknown",
]  # fmt: skip
"""
What is known: a pair (``between``); that it wins at every number that may be written, up to a last step of the grid
(``always``), or at none (``never``); that the case has no plan with the project in full (``impossible``) or without it
(``needed``); that the number plays no part; why a project does not compete; or that it was not looked for, or not found
out.
"""


WORDS: Mapping[Code, Message] = {
    "always": say("it wins whatever number may be written"),
    "never": say("it does not win at any number"),
    "impossible": say("no plan satisfies every rule with it in full, at any number"),
    "needed": say("without it no plan satisfies every rule"),
}
"""What is said of a code, whoever it is said of."""


class Price(NamedTuple):
    """The most that a project may ask for, or cost."""

    what: What
    code: Code
    path: str
    now: Fraction
    holds_at: Fraction | None = None
    """The last number at which it wins."""
    fails_at: Fraction | None = None
    """The next number, at which it does not."""
    proved: bool = False
    """Whether both are proved; else each is checked to 1e-9."""
    why: Message | None = None
    """In words, where there is no such pair."""


@dataclass(frozen=True)
class Win:
    """What one project would have to be like to win."""

    grant: Price
    cost: Price

    @property
    def price_to_win(self) -> Fraction | None:
        """The most public money that it may ask for; None if that is not known, or if there is no such number."""
        return self.grant.holds_at

    def record(self, case: Case) -> Json:
        """Return what a ranking says of it; money in the unit of the case."""
        return {
            "price_to_win": plain(self.price_to_win),
            "price_to_win_unit": case.facts.units.money,
            "win": {each.what: _record(each, case) for each in (self.grant, self.cost)},
        }


def _record(price: Price, case: Case) -> Json:
    return {
        "code": price.code,
        "path": price.path,
        "now": plain(price.now),
        "holds_at": plain(price.holds_at),
        "fails_at": plain(price.fails_at),
        "unit": case.facts.units.money,
        "proved": price.proved,
        "why": None if price.why is None else price.why.both(),
    }
