"""What a rule may ask of a plan, and what a requirement says of it."""

from fractions import Fraction

import pytest

from greenopt.fields import Selector, Units
from greenopt.language import say
from greenopt.plan import Chosen, Form, Level, Requirement, Sense, Shortfall, Sum, SymbolicPlan, Unspent
from greenopt.project import Facts

PLAN = SymbolicPlan(Facts((2026, 2027), Units(), (), ()))
MINING = Selector(sectors=("mining",))


def requirement(left: Form, sense: Sense, right: Form, part: str = "") -> Requirement:
    """Return a requirement of a rule without units."""
    return Requirement("rule", part, left, sense, right, Form(constant=1), say("projects"), say("projects"))


def test_every_question_is_answered_with_one_term() -> None:
    assert PLAN.money(MINING, year=2026) == Form.of(Sum("public_money", MINING, year=2026))
    assert PLAN.cost(MINING, by=2027) == Form.of(Sum("total_cost", MINING, by=2027))
    assert PLAN.indicator("co2e", year=2027) == Form.of(Sum("co2e", year=2027))
    assert PLAN.level("brick", by=2026) == Form.of(Level("brick", 2026))
    assert PLAN.chosen("brick") == Form.of(Chosen("brick"))
    assert PLAN.unspent("fund", 2026) == Form.of(Unspent("fund", 2026))
    assert PLAN.shortfall("rule", "2026") == Form.of(Shortfall("rule", "2026"))
    assert PLAN.objective("co2e", over="lifetime", discount=Fraction(3, 100)) == Form.of(
        Sum("co2e", over="lifetime", discount=Fraction(3, 100))
    )


def test_money_of_several_funds_is_a_sum_for_each() -> None:
    asked = Selector(sectors=("mining",), funds=("oda", "capital"))

    assert PLAN.money(asked, year=2026) == Form(
        {Sum("public_money", MINING, year=2026, fund=fund): Fraction(1) for fund in ("oda", "capital")}
    )


def test_only_public_money_comes_from_funds() -> None:
    asked = Selector(sectors=("mining",), funds=("oda",))

    assert PLAN.cost(asked) == Form.of(Sum("total_cost", MINING))


@pytest.mark.parametrize(
    ("sense", "left", "room"),
    [
        (Sense.AT_LEAST, 7, 2),
        (Sense.AT_LEAST, 4, -1),
        (Sense.AT_MOST, 4, 1),
        (Sense.AT_MOST, 7, -2),
        (Sense.EQUAL, 5, 0),
        (Sense.EQUAL, 4, -1),
        (Sense.EQUAL, 7, -2),
    ],
)
def test_room_is_negative_where_a_requirement_is_broken(sense: Sense, left: int, room: int) -> None:
    assert requirement(Form(constant=left), sense, Form(constant=5)).room() == room


def test_room_of_what_is_not_decided_is_refused() -> None:
    with pytest.raises(ValueError, match="rule:2026 still speaks of undecided quantities"):
        requirement(Form.of(Level("brick")), Sense.AT_MOST, Form(), "2026").room()


def test_a_requirement_is_named_by_rule_and_part() -> None:
    assert requirement(Form(), Sense.EQUAL, Form()).name == "rule"
    assert requirement(Form(), Sense.EQUAL, Form(), "north").name == "rule:north"
