"""Strict YAML: what is read, what is refused with place and hint, and that no text leads to anything else."""

import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from greenopt.case import builder
from greenopt.case.document import LONGEST_SCALAR, parse_document, parse_value, read_document
from greenopt.case.mistakes import MOST_MISTAKES
from greenopt.case.node import Scalar, at, place_of, plain_data
from greenopt.errors import CaseInvalid, Diagnostic, FileProblem, Place


@pytest.fixture(params=["C", "Python"], autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run everything with PyYAML's C parser and with its fallback in Python."""
    if request.param == "Python":
        monkeypatch.setattr(builder, "_LOADER", yaml.SafeLoader)


def refusals(text: str) -> list[Diagnostic]:
    """Return what is wrong with a text."""
    with pytest.raises(CaseInvalid) as caught:
        parse_document(text, "case.yaml")
    return list(caught.value.diagnostics)


def test_every_scalar_stays_the_text_that_was_written() -> None:
    """YAML 1.1 would read False, 8, 90, 1000, a float, a date and None."""
    text = "a: no\nb: 010\nc: 1:30\nd: 1_000\ne: .5\nf: 2021-02-03\ng: 'null'\n2021: 17000.0\ntrue: 1e3\n"

    assert plain_data(parse_document(text, "case.yaml")) == {
        "a": "no", "b": "010", "c": "1:30", "d": "1_000", "e": ".5", "f": "2021-02-03", "g": "null",
        "2021": "17000.0", "true": "1e3",
    }  # fmt: skip


def test_places_are_counted_from_one_in_characters() -> None:
    tree = parse_document("tên: gạch\r\nsố: [một, '  hai']\n", "case.yaml")

    assert place_of(tree, ("tên",)) == Place("case.yaml", 1, 6)
    assert place_of(tree, ("số", 1)) == Place("case.yaml", 2, 11)


def test_a_scalar_knows_whether_it_was_quoted() -> None:
    tree = parse_document("a: 1\nb: '1'\nc: \"1\"\nd: |\n  1\ne: >-\n  1\n", "case.yaml")
    plain = [scalar.plain for scalar in tree.items.values() if isinstance(scalar, Scalar)]

    assert plain == [True, False, False, False, False]


def test_keys_and_texts_are_brought_into_one_normal_form() -> None:
    decomposed = unicodedata.normalize("NFD", "dự_án: Gạch không nung\n")
    assert decomposed != unicodedata.normalize("NFC", decomposed)

    assert plain_data(parse_document(decomposed, "case.yaml")) == {"dự_án": "Gạch không nung"}


def test_keys_that_differ_only_in_normal_form_are_duplicates() -> None:
    text = unicodedata.normalize("NFC", "gạch: 1\n") + unicodedata.normalize("NFD", "gạch: 2\n")

    assert [each.code for each in refusals(text)] == ["duplicate-key"]


def test_keys_that_begin_with_x_are_dropped_at_every_level() -> None:
    text = "x-own: {a: &b , c: *b, d: {e: [1, 2]}, d: 3}\na:\n  x-note: ~\n  b: [{x-c: 1, d: 2}]\nx-own: again\n"

    assert plain_data(parse_document(text, "case.yaml")) == {"a": {"b": [{"d": "2"}]}}


def test_empty_collections_and_quoted_empty_texts_are_values() -> None:
    assert plain_data(parse_document("a: {}\nb: []\nc: ''\n", "case.yaml")) == {"a": {}, "b": [], "c": ""}


def test_a_version_line_for_1_2_and_a_byte_order_mark_are_accepted(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(b"\xef\xbb\xbf%YAML 1.2\n---\na: 1\n")

    assert plain_data(read_document(file, "case.yaml")) == {"a": "1"}


HOSTILE: list[tuple[str, str, str, tuple[int, int]]] = [
    ("empty file", "", "empty", (1, 1)),
    ("comments only", "# nothing\n", "empty", (1, 1)),
    ("a list at the root", "- a\n- b\n", "not-a-mapping", (1, 1)),
    ("a text at the root", "greenopt\n", "not-a-mapping", (1, 1)),
    ("an anchor", "a: &one 1\n", "anchor", (1, 4)),
    ("an anchor at a key", "&one a: 1\n", "anchor", (1, 1)),
    ("an alias", "a: 1\nb: *one\n", "alias", (2, 4)),
    ("a tag", "a: !!int 1\n", "tag", (1, 4)),
    ("a tag that would construct", "a: !!python/object/apply:os.system ['true']\n", "tag", (1, 4)),
    ("a bare tag", "a: ! 1\n", "tag", (1, 4)),
    ("a merge key", "a:\n  <<: {b: 1}\n", "merge-key", (2, 3)),
    ("a second document", "a: 1\n---\nb: 2\n", "second-document", (2, 1)),
    ("another version", "%YAML 1.1\n---\na: 1\n", "yaml-version", (1, 1)),
    ("a far version", "%YAML 3.0\n---\na: 1\n", "yaml-syntax", (1, 1)),
    ("declared tags", "%TAG !e! tag:example.org,2000:\n---\na: 1\n", "tag", (1, 1)),
    ("duplicate keys", "a: 1\nb: 2\na: 3\n", "duplicate-key", (3, 1)),
    ("nothing after the colon", "a:\nb: 1\n", "empty-value", (1, 3)),
    ("null", "a: null\n", "empty-value", (1, 4)),
    ("a tilde", "a: [1, ~]\n", "empty-value", (1, 8)),
    ("an empty item", "a:\n  -\n  - 1\n", "empty-value", (2, 4)),
    ("a list as key", "? [a, b]\n: 1\n", "key", (1, 3)),
    ("an empty key", "'': 1\n", "key", (1, 1)),
    ("a tab to indent", "a:\n\tb: 1\n", "tab", (2, 1)),
    ("a tab behind blanks", "a:\n  \tb: 1\n", "tab", (2, 3)),
    ("a second colon", "a: b: c\n", "yaml-syntax", (1, 5)),
    ("a key without colon", "a: 1\nb\nc: 2\n", "yaml-syntax", (2, 1)),
    ("an open bracket", "a: [1, 2\nb: 3\n", "yaml-syntax", (2, 2)),
    ("an open brace", "a: {b: 1\n", "yaml-syntax", (2, 1)),
    ("an open quotation mark", 'a: 1\nb: "text\nc: 2\n', "yaml-syntax", (2, 4)),
    ("text behind a quotation mark", "a: 'it's'\n", "yaml-syntax", (1, 8)),
    ("an unknown escape", 'a: "C:\\data"\n', "yaml-syntax", (1, 7)),
    ("an at sign", "a: @home\n", "yaml-syntax", (1, 4)),
    ("a list on the line of its key", "a: - 1\n", "yaml-syntax", (1, 4)),
    ("keys indented unalike", "a:\n   b: 1\n  c: 2\n", "yaml-syntax", (3, 3)),
    ("a key among items", "a:\n- 1\nb\n", "yaml-syntax", (3, 1)),
    ("an unknown directive", "%PDF-1.4\na: 1\n", "yaml-syntax", (1, 7)),
    ("a code point that does not exist", 'a: "\\UFFFFFFFF"\n', "yaml-syntax", (1, 7)),
    ("a surrogate by escape", 'a: "\\ud800"\n', "", (1, 4)),
    ("NUL", "a: 1\x00\n", "hidden-character", (1, 5)),
    ("an escape sequence for terminals", "a: \x1b[31mred\n", "hidden-character", (1, 4)),
    ("next line", "a: 1\x85b: 2\n", "hidden-character", (1, 5)),
    ("line separator", "a: 1\u2028b: 2\n", "hidden-character", (1, 5)),
    ("right-to-left override", "a: abc\u202edef\n", "hidden-character", (1, 7)),
    ("isolate in a comment", "a: 1  # \u2066x\n", "hidden-character", (1, 9)),
    ("override by escape", 'a: "abc\\u202edef"\n', "hidden-character", (1, 4)),
    ("a byte-order mark inside", "a: \ufeff1\n", "hidden-character", (1, 4)),
    ("a lone surrogate", "a: \ud800\n", "hidden-character", (1, 4)),
    ("too deep", "a: " + "[" * 60 + "]" * 60, "too-deep", (1, 43)),
    ("far too deep", "a: " + "{b: " * 100_000, "too-deep", (1, 160)),
    ("a text too long", "a: " + "x" * (LONGEST_SCALAR + 1), "too-long", (1, 4)),
]


@pytest.mark.parametrize(("text", "code", "place"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_a_mistake_is_refused_with_place_and_hint(text: str, code: str, place: tuple[int, int]) -> None:
    found = refusals(text)[0]

    assert found.code == code or not code
    assert found.place.file == "case.yaml"
    if code != "yaml-syntax" or builder._LOADER is not yaml.SafeLoader:
        # The two parsers notice some faults of grammar at different characters.
        assert (found.place.line, found.place.column) == place or not code
    assert found.place.line >= 1
    assert str(found.message)
    assert str(found.hint)


def test_all_mistakes_are_reported_at_once() -> None:
    """Seven mistakes before the one that ends the reading; each with its key."""
    text = "a: ~\nb: &x 1\nc: [*x, !!int 2]\na: 2\nd: {<<: {e: 1}}\n? [f]\n: 1\ng: 'open\n"

    assert [(each.place.line, each.code, each.key) for each in refusals(text)] == [
        (1, "empty-value", "a"),
        (2, "anchor", "b"),
        (3, "alias", "c.0"),
        (3, "tag", "c.1"),
        (4, "duplicate-key", "a"),
        (5, "merge-key", "d"),
        (6, "key", ""),
        (8, "yaml-syntax", ""),
    ]


def test_a_duplicate_key_names_both_lines() -> None:
    found = refusals("projects:\n  brick: {cost: 1}\n  kiln: {cost: 2}\n  brick: {cost: 3}\n")

    assert "'brick' is written twice, in lines 2 and 4" in str(found[0])
    assert found[0].key == "projects.brick"


def test_a_hidden_character_is_named_by_its_code_point() -> None:
    assert "U+202E" in str(refusals("a: abc\u202edef\n")[0])


def test_every_indenting_tab_is_reported() -> None:
    assert [each.place.line for each in refusals("a:\n\tb: 1\n\tc: 2\n")] == [2, 3]


def test_the_reading_ends_after_many_mistakes() -> None:
    found = refusals("a: [" + "~, " * 100_000 + "1]\n")

    assert len(found) == MOST_MISTAKES + 1
    assert "too-many-mistakes" in {each.code for each in found}


def test_a_file_with_too_many_values_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mapping, a list and three items are five values."""
    monkeypatch.setattr(builder, "MOST_NODES", 5)

    assert plain_data(parse_document("a: [1, 2, 3]\n", "case.yaml")) == {"a": ["1", "2", "3"]}
    assert [each.code for each in refusals("a: [1, 2, 3, 4]\n")] == ["too-many"]


def test_a_file_in_another_encoding_is_refused_with_its_byte(tmp_path: Path) -> None:
    """In cp1258 "Gạch" is 47 61 F2 63 68: F2 is a dot below that UTF-8 cannot begin with there."""
    file = tmp_path / "case.yaml"
    for data, words, line in [
        ("a: 1\nb: Ga\u0323ch\n".encode("cp1258"), "0xF2 is not UTF-8", 2),
        ("a: gạch\n".encode("utf-16"), "UTF-16", 1),
        ("a: gach\n".encode("utf-16-be"), "NUL", 1),
        ("a: gạch\n".encode("utf-32"), "UTF-16", 1),
        (b"PK\x03\x04\x14\x00", "workbook", 0),
    ]:
        file.write_bytes(data)
        with pytest.raises(CaseInvalid, match=words) as caught:
            read_document(file, "case.yaml")
        assert caught.value.diagnostics[0].place.line == line
        assert "UTF-8" in str(caught.value.diagnostics[0].hint)


@pytest.mark.parametrize(
    ("text", "font"),
    [("a: C«ng nghiÖp n¨ng l­îng\nb: s¶n xuÊt s¹ch\n", "TCVN3"), ("a: Coâng nghieäp naêng löôïng\n", "VNI")],
)
def test_texts_of_old_vietnamese_fonts_are_refused(text: str, font: str, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(CaseInvalid, match=font):
        read_document(tmp_path / "case.yaml", "case.yaml")


def test_texts_of_other_languages_are_not_taken_for_old_fonts(tmp_path: Path) -> None:
    text = "a: 3 kW·h à 25 °C, où l'août naïf coûte 4 m²\nb: où, où, août, août, Größe, Microsoft® Excel®\n"
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")

    assert len(read_document(tmp_path / "case.yaml", "case.yaml").items) == 2


def test_what_is_not_a_readable_file_is_a_file_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("greenopt.case.text.LARGEST_FILE", 100)
    large = tmp_path / "large.yaml"
    large.write_text("a: 1\n" * 40, encoding="utf-8")

    for path in (tmp_path, tmp_path / "missing.yaml", large, Path("/dev/null"), Path("a\x00b")):
        with pytest.raises(FileProblem, match=re.escape("models/x.yaml")) as caught:
            read_document(path, "models/x.yaml")
        assert str(tmp_path) not in str(caught.value)


def test_a_megabyte_is_read() -> None:
    project = "  p{0}:\n    name: {{vi: Nhà máy số {0}, en: Plant {0}}}\n    cost: {0}\n    saves: {{coal: {0} t/yr}}\n"
    text = "projects:\n" + "".join(map(project.format, range(11_000)))
    assert len(text.encode()) > 1_000_000
    if builder._LOADER is yaml.SafeLoader:
        text = text[: len(text) // 10].rpartition("  p")[0]

    tree = parse_document(text, "case.yaml")

    assert at(tree, ("projects", "p7", "saves", "coal")) is not None


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("12000", "12000"), ("[60 %, 40 %]", ["60 %", "40 %"]), ("{a: {b: 1}}", {"a": {"b": "1"}}), ("'drop'", "drop"),
        ("x 1.2", "x 1.2"), ("- 20", "- 20"), ("+ 5 %", "+ 5 %"), ("a: b #c", "a: b #c"),
    ],
)  # fmt: skip
def test_one_value_is_read_as_the_command_line_gives_it(text: str, data: object) -> None:
    assert plain_data(parse_value(text, "--set")) == data


@pytest.mark.parametrize(
    "text", ["", "  ", "~", "null", "[1, 2", "*a", "&a 1", "!!int 1", "[a] b", "a\nb: 1", "a\u202e", "\x00"]
)
def test_one_value_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(CaseInvalid) as caught:
        parse_value(text, "--set")
    assert {each.place.file for each in caught.value.diagnostics} == {"--set"}


YAML_LIKE = st.lists(
    st.sampled_from([*"abx-:,[]{}&*!|>'\"%@`#?~\\ \n\t\r01", "\n  ", ": ", "- ", "---\n", "<<", "\u202e", "ạ", "\\u"])
).map("".join)


@settings(max_examples=300)
@given(st.one_of(st.text(), YAML_LIKE))
def test_random_text_is_read_or_refused_in_words(text: str) -> None:
    found: tuple[Diagnostic, ...] = ()
    try:
        assert isinstance(plain_data(parse_document(text, "case.yaml")), dict)
    except CaseInvalid as problem:
        found = problem.diagnostics

    assert all(str(each.hint) and each.place.file == "case.yaml" for each in found)
