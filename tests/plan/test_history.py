"""What a rule asked of years that have passed: recognised by the time it speaks of, and by nothing else."""

from fractions import Fraction

import pytest

from greenopt.fields import Selector
from greenopt.language import word
from greenopt.plan import Form, Level, Overlapped, Requirement, Sense, Shortfall, Sum, Term


def asking(*terms: Term) -> Requirement:
    """Return a requirement that speaks of these terms."""
    left = Form(dict.fromkeys(terms, Fraction(3)))
    return Requirement("rule", "", left, Sense.AT_MOST, Form(constant=7), Form(constant=1), word(""), word(""))


@pytest.mark.parametrize(
    ("terms", "passed"),
    [
        ([Sum("public_money", year=2022)], True),
        ([Sum("co2e", by=2022)], True),
        ([Sum("public_money", begun=(2019, 2022))], True),
        ([Level("a", 2022)], True),
        ([Sum("co2e", by=2022), Shortfall("rule", "")], True),
        ([Sum("co2e", by=2022), Overlapped("once", "2022")], True),
        ([Sum("public_money", year=2023)], False),
        ([Sum("models", by=2023)], False),
        ([Sum("public_money", begun=(2019, 2023))], False),
        ([Sum("public_money")], False),
        ([Level("a")], False),
        ([Sum("public_money", year=2022), Sum("public_money", Selector(tags=("x",)))], False),
        ([], False),
    ],
)
def test_only_time_makes_history(terms: list[Term], passed: bool) -> None:
    assert asking(*terms).is_history(2023) is passed


def test_what_defines_a_quantity_is_no_history() -> None:
    """The objective still speaks of what was claimed twice in a year that has passed."""
    terms: list[Term] = [Sum("co2e", by=2022), Overlapped("once", "2022")]

    assert not asking(*terms)._replace(defines=True).is_history(2023)
