"""Names that are hardly told apart, and letters of other scripts: doubted or refused, in both languages."""

import csv
import unicodedata
from pathlib import Path

import pytest
from tests.small_cases import Tree, case_tree, read_tree

from greenopt.case.alike import bare, sounded
from greenopt.errors import CaseInvalid, Diagnostic

FUNDS: dict[str, Tree] = {"green": {"amount": {"2026": "900"}}}


def doubts(folder: Path, projects: dict[str, Tree], **more: Tree) -> list[Diagnostic]:
    tree = case_tree(
        {name: {"asks": str(30 + 7 * n), **each} for n, (name, each) in enumerate(projects.items())}, FUNDS
    )
    return list(read_tree({**tree, **more}, folder).warnings)


@pytest.mark.parametrize(
    ("one", "other"),
    [("lo_gach", "lò_gạch"), ("Brick", "brick"), ("lo-gach", "lo_gach"), ("kiln_01", "kiln_O1"), ("lo_đứng", "lodung")],
)
def test_two_projects_whose_names_differ_by_spelling_alone_are_doubted(tmp_path: Path, one: str, other: str) -> None:
    (doubt,) = doubts(tmp_path, {one: {}, other: {}, "motors": {}})

    assert (doubt.code, doubt.severity, doubt.key) == ("spelled-alike", "warning", f"projects.{other}")
    assert f"'{other}' and '{one}' differ by spelling alone" in doubt.in_language("en")
    assert f"'{other}' và '{one}' chỉ khác nhau ở cách viết" in doubt.in_language("vi")


def test_a_facility_or_tag_written_in_two_ways_is_doubted_once(tmp_path: Path) -> None:
    """A limit for each facility would else be two limits."""
    projects: dict[str, Tree] = {
        "a": {"facility": "phu_minh", "tags": ["village"]},
        "b": {"facility": "Phú-Minh", "tags": ["Village", "craft"]},
        "c": {"facility": "Phú-Minh", "tags": ["village"]},
    }

    found = doubts(tmp_path, projects)

    assert [(each.code, each.key) for each in found] == [
        ("spelled-alike", "projects.a.facility"),
        ("spelled-alike", "projects.a.tags"),
    ]


def test_names_that_are_clearly_two_are_left_in_peace(tmp_path: Path) -> None:
    names = [
        "kiln_1",
        "kiln_2",
        "kiln_11",
        "kiln_1-1",
        "kiln1_11",
        "lo_gach_than_uyen",
        "lo_gach_tan_uyen",
        "la",
        "lạc",
    ]

    assert doubts(tmp_path, {name: {} for name in names}) == []


def test_signs_between_digits_count() -> None:
    assert bare("a_1-11") != bare("a_11-1")
    assert bare("lò_gạch-2") == bare("Lo-Gach_2")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hòa Bình", "Hoà Bình"), ("Lò  gạch,  xã Bản Hon", "lò gạch xã bản hon"), ("quý", "qúy")],
)
def test_a_name_is_the_same_wherever_the_tone_is_put(one: str, other: str) -> None:
    assert sounded(one) == sounded(other)
    assert sounded(unicodedata.normalize("NFD", one)) == sounded(other)


def test_tones_and_letters_tell_names_apart() -> None:
    assert len({sounded(each) for each in ("lò gạch", "lô gạch", "lo gạch", "lỗ gạch", "lồ gạch", "lơ gạch")}) == 6


def test_a_project_that_is_written_twice_under_two_names_is_doubted(tmp_path: Path) -> None:
    projects: dict[str, Tree] = {
        "brick_1": {"name": "Dây chuyền gạch, Hòa Bình", "facility": "plant"},
        "hoa_binh": {"name": "dây chuyền gạch Hoà Bình", "facility": "plant"},
        "elsewhere": {"name": "Dây chuyền gạch, Hòa Bình", "facility": "other"},
    }

    (doubt,) = doubts(tmp_path, projects)

    assert (doubt.code, doubt.key) == ("told-twice", "projects.hoa_binh")
    assert "it has the name of 'brick_1', at the same place" in doubt.in_language("en")
    assert "trùng tên với 'brick_1'" in doubt.in_language("vi")


def test_a_letter_of_another_script_in_a_name_to_be_shown_is_doubted(tmp_path: Path) -> None:
    """The а of the second word is U+0430."""
    (doubt,) = doubts(tmp_path, {"brick": {"name": {"vi": "Lò g\u0430ch", "en": "Kiln"}}})

    assert (doubt.code, doubt.key) == ("mixed-scripts", "projects.brick.name.vi")
    assert "among Latin letters stands '\u0430', U+0430" in doubt.in_language("en")
    assert "giữa các chữ Latinh có chữ '\u0430', U+0430" in doubt.in_language("vi")


@pytest.mark.parametrize("text", ["ΔT 25 °C", "5 μg/m³", "10 kΩ", "Москва", "Ga Москва – Hà Nội", "η = 0.9", "30 µm"])
def test_words_and_units_of_other_scripts_are_left_in_peace(tmp_path: Path, text: str) -> None:
    assert doubts(tmp_path, {"brick": {"name": text}}) == []


@pytest.mark.parametrize(
    ("letter", "code"), [("а", "0430"), ("ο", "03BF"), ("ｂ", "FF42"), ("𝐛", "1D41B"), ("ɑ", "0251"), ("ｍ", "FF4D")]
)
def test_a_letter_that_looks_latin_cannot_stand_in_a_name(tmp_path: Path, letter: str, code: str) -> None:
    with pytest.raises(CaseInvalid) as caught:
        doubts(tmp_path, {f"br{letter}ck": {}})
    (mistake,) = caught.value.diagnostics

    assert f"its letter U+{code} is not Latin" in mistake.in_language("en")
    assert f"chữ U+{code} không phải chữ Latinh" in mistake.in_language("vi")
    assert mistake.place.line > 1


@pytest.mark.parametrize(
    "character",
    ["\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\u2060", "\ufeff", "\u3164", "\U000e0041", "\u2028", "\x07"],
)
def test_what_turns_or_hides_a_text_is_refused_by_its_code(tmp_path: Path, character: str) -> None:
    with pytest.raises(CaseInvalid) as caught:
        doubts(tmp_path, {"brick": {"name": f"Lò {character}gạch"}})
    found = [each for each in caught.value.diagnostics if each.code == "hidden-character"]

    assert found
    assert f"a hidden character, U+{ord(character):04X}" in found[0].in_language("en")
    assert f"U+{ord(character):04X}" in found[0].in_language("vi")
    assert found[0].in_language("vi").isprintable()


@pytest.mark.parametrize("ending", ["csv", "by columns"])
def test_ids_that_differ_in_normal_form_are_one_id_written_twice(tmp_path: Path, ending: str) -> None:
    """``gạch`` in one piece a letter, and in three."""
    whole, pieces = unicodedata.normalize("NFC", "gạch"), unicodedata.normalize("NFD", "gạch")
    many = [f"p{number}" for number in range(2500)] if ending == "by columns" else []
    with (tmp_path / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [[name, "crafts", "efficiency", "50", "9", "10 yr"] for name in [whole, *many, pieces]]
        csv.writer(file).writerows([["id", "sector", "kind", "cost", "asks", "lifetime"], *rows])

    with pytest.raises(CaseInvalid) as caught:
        read_tree({**case_tree({}, FUNDS), "projects": {"table": "projects.csv"}}, tmp_path)

    assert [each.code for each in caught.value.diagnostics] == ["duplicate-key"]


def test_a_large_table_is_looked_through_as_well(tmp_path: Path) -> None:
    """2,500 rows; one id is another one without its marks, one name holds a Cyrillic letter."""
    rows = [[f"p{number}", "Lò", "crafts", "efficiency", "50", "9", "10"] for number in range(2500)]
    rows[7][0], rows[2000][0], rows[1500][1] = "lò_gạch", "lo_gach", "Lò g\u0430ch"
    with (tmp_path / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        header = [["id", "name", "sector", "kind", "cost", "asks", "lifetime"], ["", "", "", "", "", "", "yr"]]
        csv.writer(file).writerows([*header, *rows])

    case = read_tree({**case_tree({}, FUNDS), "projects": {"table": "projects.csv"}}, tmp_path)

    assert case.facts.table is not None
    assert [(each.code, each.place.line) for each in case.warnings] == [("spelled-alike", 10), ("mixed-scripts", 1503)]
