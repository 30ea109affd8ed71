"""Fields of a case: what each kind of text is read as, and what is refused with what to write instead."""

import unicodedata
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from greenopt.fields import (
    EVERYTHING,
    LONGEST_ID,
    Amount,
    Count,
    Duration,
    Flag,
    Identifier,
    Money,
    MoneyPerYear,
    Names,
    Rate,
    Record,
    Selector,
    Share,
    Some,
    TwoLanguages,
    Units,
    Year,
)
from greenopt.language import Text
from greenopt.project import Project
from greenopt.units import Quantity, UnitError

BILLION = Units(money="billion VND")


def read(kind: Any, text: Any, units: Units = BILLION) -> Any:
    """Read a text as a kind of field."""
    return TypeAdapter(kind).validate_python(text, context=units)


def refusal(kind: Any, text: Any) -> UnitError:
    """Return why a text is refused."""
    with pytest.raises(ValidationError) as caught:
        read(kind, text)
    (error,) = caught.value.errors()
    problem = error["ctx"]["error"]
    assert isinstance(problem, UnitError)
    return problem


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Money, "3", Fraction(3)),
        (Money, "3000 million VND", Fraction(3)),
        (Money, "0", Fraction(0)),
        (MoneyPerYear, "150 million VND/yr", Fraction(15, 100)),
        (MoneyPerYear, "2/năm", Fraction(2)),
        (Share, "40 %", Fraction(2, 5)),
        (Share, "0%", Fraction(0)),
        (Share, "100 %", Fraction(1)),
        (Rate, "3.5 %", Fraction(35, 1000)),
        (Amount, "1650 t/yr", Quantity(Fraction(1650), "t", per_year=True)),
        (Count, "12", 12),
        (Count, "12.0", 12),
        (Year, "2025", 2025),
        (Duration, "15 yr", 15),
        (Duration, "1 year", 1),
        (Duration, "15 năm", 15),
        (Flag, "true", True),
        (Flag, "false", False),
        (Identifier, "gạch_nung-2", "gạch_nung-2"),
        (Identifier, "2x", "2x"),
        (TwoLanguages, "Brick", Text("Brick", "Brick")),
        (TwoLanguages, {"vi": "Gạch"}, Text("Gạch", "Gạch")),
        (TwoLanguages, {"vi": "Gạch", "en": "Brick"}, Text("Brick", "Gạch")),
        (Some[Year], ["2025", "2026"], (2025, 2026)),
        (Names, ["a", "b"], ("a", "b")),
    ],
)
def test_what_a_text_is_read_as(kind: Any, text: Any, value: Any) -> None:
    assert read(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "message", "hint"),
    [
        (Money, "40 %", "money is meant", "in billion VND"),
        (Money, "3/yr", "money is meant", "in billion VND"),
        (Money, "-3", "cannot be negative", "zero or more"),
        (Money, "3 t", "'t' does not fit", "in billion VND"),
        (Money, ["3"], "a single value", "one number"),
        (MoneyPerYear, "150", "per year", "write 150/yr"),
        (MoneyPerYear, "40 %", "per year", "write 150/yr"),
        (MoneyPerYear, "-1/yr", "cannot be negative", "zero or more"),
        (Share, "20", "percent sign", "write 20 %"),
        (Share, "17000", "percent sign", "write 17000 %"),
        (Share, "0.5", "percent sign", "write 50 %, or 0.5 %"),
        (Share, "1", "percent sign", "write 1 %"),
        (Share, "20 t", "percent sign", "such as 40 %"),
        (Share, "101 %", "between 0 % and 100 %", "from 0 %"),
        (Share, "-1 %", "between 0 % and 100 %", "from 0 %"),
        (Rate, "0.03", "percent sign", "write 3 %, or 0.03 %"),
        (Rate, "100 %", "between 0 % and 100 %", "such as 3 %"),
        (Count, "1.5", "not a whole number", "zero or more"),
        (Count, "-1", "not a whole number", "zero or more"),
        (Count, "2 t", "not a number", "write digits"),
        (Year, "25", "not a year", "four digits"),
        (Year, "1899", "not a year", "four digits"),
        (Year, "2201", "not a year", "four digits"),
        (Year, "2025.0", "not a year", "four digits"),
        (Year, "２０２５", "not a year", "four digits"),
        (Duration, "15", "needs its unit", "write 15 yr"),
        (Duration, "15000", "needs its unit", "write 15000 yr"),
        (Duration, "15 yr/yr", "needs its unit", "write 15 yr"),
        (Duration, "2.5 yr", "whole number of years", "from 1 yr"),
        (Duration, "201 yr", "whole number of years", "to 200 yr"),
        (Duration, "3 t", "does not fit", "in yr"),
        (Flag, "yes", "neither true nor false", "write true or false"),
        (Flag, "True", "neither true nor false", "write true or false"),
        (TwoLanguages, {"fr": "Brique"}, "vi and en", '{vi: "…"'),
        (TwoLanguages, {}, "vi and en", '{vi: "…"'),
        (TwoLanguages, {"vi": ["Gạch"]}, "vi and en", '{vi: "…"'),
        (TwoLanguages, ["Gạch"], "a text is meant", '{vi: "…"'),
        (Some[Year], [], "the list is empty", "leave the key out"),
        (Names, [], "the list is empty", "leave the key out"),
        (Names, ["a", "b", "a"], "'a' is named twice", "once"),
    ],
)
def test_what_does_not_fit_is_refused(kind: Any, text: Any, message: str, hint: str) -> None:
    problem = refusal(kind, text)

    assert message in str(problem.message)
    assert hint in str(problem.hint)


@pytest.mark.parametrize("length", [10**3, 10**5])
@pytest.mark.parametrize("kind", [Money, Share, Count, Year, Duration, Flag, Identifier])
def test_a_refusal_is_short_however_long_the_text(kind: Any, length: int) -> None:
    problem = refusal(kind, "x" * length)

    assert len(str(problem)) < 300


@pytest.mark.parametrize(
    "name",
    [
        *("", "_a", "-a", "a.b", "a*", "a b", "{a}", "%s", "[red]", "<b>", "=a", "a/b", "a\\b", "a\n", "a\u200b"),
        *("br\u0456ck", "\u03b1", "\uff41", "m²", "\u0663", "ª", "\ufb01", "🌱", "e\u0301", "a" * (LONGEST_ID + 1)),
    ],
)
def test_a_name_is_of_latin_letters_digits_line_and_hyphen(name: str) -> None:
    """Look-alikes of other scripts, two-piece letters and signs that mean something elsewhere are no names."""
    assert "cannot be a name" in str(refusal(Identifier, name).message)


@given(st.text(max_size=LONGEST_ID))
def test_every_name_that_is_accepted_is_harmless(name: str) -> None:
    try:
        read(Identifier, name)
    except ValidationError:
        return
    assert name.isprintable()
    assert not set(name) & set(" .*{}%[]<>=/\\:\"'|,;#&@`~$()!?+^")
    assert unicodedata.normalize("NFC", name) == name
    assert all(each in "_-" or each.isascii() or unicodedata.name(each).startswith("LATIN") for each in name)


@given(st.sampled_from([Money, MoneyPerYear, Share, Rate, Amount, Count, Year, Duration, Flag, Identifier]), st.text())
def test_any_text_is_read_or_refused_with_a_hint(kind: Any, text: str) -> None:
    try:
        read(kind, text)
    except ValidationError as refused:
        problem = refused.errors()[0]["ctx"]["error"]
        assert isinstance(problem, UnitError)
        assert str(problem.hint)


def project(**given: Any) -> Project:
    """Return a project of which only what selectors ask for matters."""
    zero = Fraction(0)
    names = {"id": "p", "name": Text("p", "p"), "sector": "crafts", "kind": "efficiency", "cost": zero}
    rest = {"eligible_cost": zero, "spending": (Fraction(1),), "window": (2026,), "delay": 1, "lifetime": 10}
    return Project(**{**names, **rest, **given})


@pytest.mark.parametrize(
    ("selector", "matches"),
    [
        ({}, True),
        ({"sectors": ["crafts"]}, True),
        ({"sectors": ["trade", "crafts"]}, True),
        ({"sectors": ["trade"]}, False),
        ({"sectors": ["crafts"], "kinds": ["renewable"]}, False),
        ({"tags": ["old", "village"]}, True),
        ({"tags": ["old"]}, False),
        ({"places": ["north"]}, True),
        ({"facilities": ["kiln"]}, True),
        ({"projects": ["q"]}, False),
        ({"status": ["candidate"]}, True),
        ({"meets": ["permit"]}, True),
        ({"meets": ["permit", "report"]}, False),
        ({"not": {"sectors": ["crafts"]}}, False),
        ({"not": {"sectors": ["trade"]}}, True),
        ({"not": {"not": {"sectors": ["crafts"]}}}, True),
        ({"sectors": ["crafts"], "not": {"tags": ["village"]}}, False),
        ({"from": ["green"]}, True),
    ],
)
def test_a_selector_means_the_projects_that_it_describes(selector: dict[str, Any], matches: bool) -> None:
    """Lists are OR, keys are AND; conditions must all be met; a fund describes money, not projects."""
    written = Selector.model_validate(selector)
    one = project(place="north", facility="kiln", tags=("village", "new"), meets={"permit": "7"})

    assert written.matches(one) is matches
    assert EVERYTHING.matches(one)


def test_selectors_that_say_the_same_are_the_same() -> None:
    one = Selector.model_validate({"sectors": ["a"], "not": {"tags": ["b"]}})
    other = Selector.model_validate({"not": {"tags": ["b"]}, "sectors": ["a"]})

    assert one == other
    assert len({one, other}) == 1
    assert one != Selector.model_validate({"sectors": ["a"]})


def test_a_record_cannot_be_changed_and_takes_no_unknown_key() -> None:
    class Page(Record):
        title: str

    page = Page(title="a")

    with pytest.raises(ValidationError):
        page.title = "b"  # type: ignore[misc]  # that it cannot be set is the point
    with pytest.raises(ValidationError):
        Page.model_validate({"title": "a", "titel": "b"})
