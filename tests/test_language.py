"""Text in two languages: one rounding rule, and texts of planners that are values and never templates."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenopt.language import (
    LANGUAGES,
    Message,
    Number,
    Text,
    listed,
    number,
    preferred,
    printable,
    rounded,
    say,
    spoken,
    word,
)

HOSTILE = ["{x}", "{0.__class__}", "{", "}", "{{}}", "%s%n", "[red]x[/red]", "<script>", "${HOME}", "{item0}", "=cmd|x"]


@pytest.mark.parametrize(
    ("value", "decimals", "english", "vietnamese"),
    [
        (Fraction(1234567), 2, "1,234,567", "1.234.567"),
        (Fraction(12345, 10), 2, "1,234.5", "1.234,5"),
        (Fraction(-12345, 10), 2, "-1,234.5", "-1.234,5"),
        (Fraction(17000), 2, "17,000", "17.000"),
        (Fraction(17), 2, "17", "17"),
        (Fraction(0), 2, "0", "0"),
        (Fraction(5, 1000), 2, "0.01", "0,01"),
        (Fraction(-5, 1000), 2, "-0.01", "-0,01"),
        (Fraction(2675, 1000), 2, "2.68", "2,68"),
        (Fraction(999999, 1000), 2, "1,000", "1.000"),
        (Fraction(1, 3), 2, "0.33", "0,33"),
        (Fraction(2, 3), 0, "1", "1"),
        (Fraction(1, 2), 0, "1", "1"),
        (Fraction(100), 0, "100", "100"),
        (Fraction(4, 1000), 2, "0.004", "0,004"),
        (Fraction(123456, 10**9), 2, "0.000123", "0,000123"),
        (Fraction(-1, 3000), 2, "-0.000333", "-0,000333"),
        (Fraction(1, 10**40), 2, "0." + "0" * 39 + "1", "0," + "0" * 39 + "1"),
        (Fraction(10**30), 2, "1" + ",000" * 10, "1" + ".000" * 10),
    ],
)
def test_a_number_as_people_write_it(value: Fraction, decimals: int, english: str, vietnamese: str) -> None:
    """Half up and away from zero; 0.004 would vanish with two decimals, so it keeps three digits."""
    assert number(value, "en", decimals) == english
    assert number(value, "vi", decimals) == vietnamese
    assert Number(value, decimals).in_language("vi") == vietnamese


@pytest.mark.parametrize(("count", "said"), [(0, "0 plans"), (1, "1 plan"), (2, "2 plans"), (Fraction(1), "1 plan")])
def test_a_word_goes_with_its_count_and_a_text_of_planners_with_none(count: object, said: str) -> None:
    assert str(say("{count} {count:plan|plans}", count=count)) == said
    assert str(say("{name} stays", name="{count:a|b}")) == "{count:a|b} stays"


@given(st.fractions(), st.integers(0, 8))
def test_rounded_is_the_nearest_and_half_goes_up(value: Fraction, decimals: int) -> None:
    exact = Fraction(rounded(value, decimals))
    unit = Fraction(1, 10**decimals)

    assert abs(exact - value) <= unit / 2
    assert (exact / unit).denominator == 1
    if abs(exact - value) == unit / 2:
        assert abs(exact) > abs(value)
    assert rounded(-value, decimals) == rounded(value, decimals).copy_negate()


@given(st.fractions(), st.integers(0, 8))
def test_both_languages_write_the_same_number(value: Fraction, decimals: int) -> None:
    english, vietnamese = (number(value, language, decimals) for language in LANGUAGES)

    assert english == vietnamese.translate(str.maketrans(",.", ".,"))
    read = Fraction(english.replace(",", ""))
    assert abs(read - value) <= Fraction(1, 2 * 10**decimals)
    assert (read == 0) == (value == 0)


@given(st.fractions(max_denominator=10**6), st.integers(0, 6))
def test_a_number_shows_no_needless_zeros(value: Fraction, decimals: int) -> None:
    text = number(value, "en", decimals)

    assert "." not in text or text[-1] not in ".0"
    assert text != "-0"


def test_rounding_is_exact_however_long_the_number() -> None:
    """2/3 of 10^60 has 60 digits before the point; the default context of Decimal would keep 28 of them."""
    assert rounded(Fraction(2, 3) * 10**60, 1) == Decimal("6" * 60 + ".7")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_planner_writes_is_a_value_and_never_a_template(hostile: str) -> None:
    text = Text(hostile, hostile)
    for message in (
        say("about {name}", name=hostile),
        say("about {name}", name=text),
        say("about {name}", name=word(hostile)),
        say("about {name}", name=listed([hostile])),
        say("about {name}", name=say("{inner}", inner=hostile)),
        listed([say("about {name}", name=hostile)]),
    ):
        for language in LANGUAGES:
            assert message.in_language(language).endswith(hostile)
    assert word(hostile).in_language("vi") == hostile
    assert listed([hostile, hostile]).in_language("en") == f"{hostile}, {hostile}"


@given(st.text(), st.text())
def test_any_texts_stand_in_a_sentence_as_they_are(first: str, second: str) -> None:
    message = say("{first}|{second}", first=first, second=listed([second]))

    assert message.in_language("en") == f"{first}|{second}"
    assert message.both().keys() == set(LANGUAGES)


def test_a_list_may_be_empty() -> None:
    assert str(listed([])) == ""


def test_an_empty_sentence_is_empty_in_both_languages() -> None:
    """Asked for an empty text, a gettext catalogue answers with its head."""
    assert say("").both() == {"en": "", "vi": ""}
    assert word("").both() == {"en": "", "vi": ""}


def test_text_and_numbers_follow_the_language() -> None:
    message = say("{what}: {number}", what=Text("brick", "gạch"), number=Fraction(12345, 10))

    assert message.both() == {"en": "brick: 1,234.5", "vi": "gạch: 1.234,5"}
    assert spoken(17000, "en") == "17000"


def test_a_message_is_compared_by_what_it_says() -> None:
    assert say("a {b}", b=1) == Message("a {b}", {"b": 1})
    assert say("a {b}", b=1) != say("a {b}", b=2)


def test_printable_names_what_cannot_be_seen() -> None:
    assert printable("a\nb\u202ec\x1b[31m") == "a<U+000A>b<U+202E>c<U+001B>[31m"
    assert printable("x" * 61) == "x" * 60 + "…"
    assert printable("gạch", 4) == "gạch"


@pytest.mark.parametrize(
    ("asked", "variables", "spoken_language"),
    [
        ("vi", {"GREENOPT_LANG": "en"}, "vi"),
        (None, {"GREENOPT_LANG": "vi_VN.UTF-8", "LANG": "en_GB"}, "vi"),
        (None, {"LC_ALL": "vi_VN"}, "vi"),
        (None, {"LANG": "de_DE"}, "en"),
        ("fr", {"GREENOPT_LANG": "VI"}, "vi"),
        ("", {"LC_MESSAGES": "en_US", "LANG": "vi_VN"}, "en"),
    ],
)
def test_the_language_to_speak(
    monkeypatch: pytest.MonkeyPatch, asked: str | None, variables: dict[str, str], spoken_language: str
) -> None:
    for name in ("GREENOPT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert preferred(asked) == spoken_language
