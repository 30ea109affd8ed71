"""A sequence of few different members behaves as the list of them does; names are made when they are asked for."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from greenopt.engine.many import Few, Names, changeable, combined, different, places_of

MEMBERS = some.lists(some.sampled_from([Fraction(0), Fraction(1), Fraction(7, 3), Fraction(-2)]), min_size=1)


@given(MEMBERS, MEMBERS, some.data())
@settings(deadline=None)
def test_it_is_changed_as_a_list_is(members: list[Fraction], more: list[Fraction], data: some.DataObject) -> None:
    few, plain = changeable(Few.of(members)), list(members)
    place = data.draw(some.integers(0, len(members) - 1))
    for each in (few, plain):
        each[place] = Fraction(9, 4)
        each.insert(place, Fraction(5))
        each.extend(more)
        each += [Fraction(1, 7)]
        del each[0]
        each[1:3] = [Fraction(8)] * len(each[1:3])
    assert list(few) == plain
    assert few == plain
    assert [few[number] for number in range(-len(plain), len(plain))] == plain * 2
    assert list(few[1:]) == plain[1:]


@given(MEMBERS)
@settings(deadline=None)
def test_a_copy_is_changed_alone(members: list[Fraction]) -> None:
    few = Few.of(members)
    changed = few.copy()
    changed[0] = Fraction(11)
    assert list(few) == members
    assert few != changed
    assert few != [*members, Fraction(1)]


@given(some.lists(some.tuples(some.integers(0, 3), some.integers(0, 2), some.integers(0, 4)), min_size=1))
@settings(deadline=None)
def test_what_stands_side_by_side_is_found_once(rows: list[tuple[int, int, int]]) -> None:
    columns = [Few.of(list(column)) for column in zip(*rows, strict=True)]
    members, codes = combined(*columns)
    assert sorted(members) == sorted(set(rows))
    assert [members[code] for code in codes] == rows
    assert set(different(*columns)) == set(different(*map(list, columns)))


def test_many_conceivable_combinations_are_sorted_and_not_counted() -> None:
    """Three sequences of 200 different members each: eight million combinations, of which 200 stand there."""
    columns: list[Few[Any]] = [Few.of([factor * number for number in range(200)]) for factor in (1, 3, 7)]
    members, codes = combined(*columns)
    assert [members[code] for code in codes] == [(number, 3 * number, 7 * number) for number in range(200)]


@given(MEMBERS, some.data())
@settings(deadline=None)
def test_places_are_taken_over_from_another(members: list[Fraction], data: some.DataObject) -> None:
    other = data.draw(some.lists(some.sampled_from([Fraction(1), Fraction(6)]), min_size=len(members), max_size=999))
    other = other[: len(members)]
    few = Few.of(members)
    places = few.places(Fraction(1))
    few.take(places, Few.of(other))
    assert list(few) == [two if one == 1 else one for one, two in zip(members, other, strict=True)]


@pytest.mark.parametrize("make", [list, Few.of])
def test_a_member_is_found_in_all_its_places(make: Any) -> None:
    members = make([Fraction(2), Fraction(1, 2), Fraction(2)])
    assert places_of(members, Fraction(2)) == [0, 2]
    assert places_of(members, Fraction(3)) == []


def test_as_a_key_it_would_change() -> None:
    with pytest.raises(TypeError):
        hash(Few.same(Fraction(1), 3))


def test_names_are_a_sequence() -> None:
    made: list[int] = []

    def name_of(place: int) -> str:
        made.append(place)
        return f"p{place}"

    names = Names(4, name_of)

    assert len(names) == 4
    assert made == []
    assert (names[1], names[-1], list(names[1:3])) == ("p1", "p3", ["p1", "p2"])
    assert list(names) == ["p0", "p1", "p2", "p3"]
    with pytest.raises(IndexError):
        names[4]
