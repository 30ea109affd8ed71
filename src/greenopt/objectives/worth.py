"""
Worth: what some of an indicator counts for in the unit of another.

    weight  =  worth / per                    worth: 200 tCO2e, per: 1 job: a job counts as 200 tonnes

Both numbers carry their units, so that nobody can take tonnes for thousands of tonnes; and a worth is a judgement, so
it names who made it, or says that it is assumed.
"""

from collections.abc import Iterator
from fractions import Fraction

from greenopt.fields import Amount, Flag, Record
from greenopt.language import Message, Number, say, word
from greenopt.plan.naming import Problem
from greenopt.units import Quantity, UnitError, convert

YEARLY = "/yr"


class Worth(Record):
    """What some of an indicator is worth."""

    worth: Amount
    """How much of what is maximised it counts for, with its unit: 200 tCO2e."""
    per: Amount
    """For how much of the indicator, with its unit: 1 job."""
    source: str = ""
    """The decision or study that says so."""
    assumed: Flag = False
    """Whether it is only assumed: then no source is needed, and the objective says so wherever it is printed."""

    def weight(self, units: tuple[str, str]) -> Fraction:
        """Return what one unit of the indicator counts for; units: of what is maximised, and of the indicator."""
        return _amount(self.worth, units[0]) / _amount(self.per, units[1])

    def problems(self, unit: str, own: str) -> Iterator[Problem]:
        """Yield a unit that is missing or does not fit, a worth of nothing or less, and a worth without a source."""
        for key, quantity, wanted in (("worth", self.worth, unit), ("per", self.per, own)):
            if quantity.value <= 0:
                yield Problem(
                    key,
                    say("it has to be more than nothing"),
                    say("write a positive number; less of an indicator is asked for by a ceiling rule"),
                )
                continue
            try:
                _amount(quantity, wanted)
            except UnitError as error:
                yield Problem(key, error.message, error.hint)
        if not self.source.strip() and not self.assumed:
            yield Problem(
                "source", say("it is not said who says so"), say("write source: and the document, or assumed: true")
            )

    def in_words(self, name: object, unit: str, own: str) -> Message:
        """Return what the indicator counts for, as a part of a sentence."""
        said = {
            "amount": Number(_amount(self.per, own)),
            "own": word(own),
            "name": name,
            "worth": Number(_amount(self.worth, unit)),
            "unit": word(unit),
        }
        if self.assumed:
            return say("{amount} {own} ({name}) counts as {worth} {unit}, which is assumed", **said)
        return say("{amount} {own} ({name}) counts as {worth} {unit}", **said)


def _amount(quantity: Quantity, unit: str) -> Fraction:
    """
    Return the number of a unit in a quantity, which has to be written with it.

    Raises:
        UnitError: there is no unit, or another one.
    """
    yearly, plain = unit.endswith(YEARLY), unit.removesuffix(YEARLY)
    if (not quantity.unit and plain) or quantity.per_year != yearly:
        raise UnitError(say("its unit is not said"), say("write the number in {unit}", unit=unit))
    return convert(quantity, plain)
