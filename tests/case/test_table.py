"""Tables become the tree that YAML would give: columns, units, lists, windows, numbers of two countries."""

from collections.abc import Callable
from pathlib import Path

import pytest

from greenopt.case.csv_table import Numbers
from greenopt.case.decimal_comma import with_point
from greenopt.case.document import parse_document
from greenopt.case.node import Mapping, Scalar, at, place_of, plain_data
from greenopt.case.table import read_table, split_sheet
from greenopt.errors import CaseInvalid, Diagnostic, Place

Table = Callable[..., Mapping]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Return a function that reads a CSV table from text."""

    def read(text: str, numbers: Numbers = "en", list_columns: frozenset[str] | None = None) -> Mapping:
        file = tmp_path / "p.csv"
        file.write_text(text, encoding="utf-8")
        if list_columns is not None:
            return read_table(file, "p.csv", numbers, list_columns=list_columns, key="projects")
        return read_table(file, "p.csv", numbers, key="projects")

    return read


def refusals(table: Table, text: str, numbers: Numbers = "en") -> list[Diagnostic]:
    """Return what is wrong with a table."""
    with pytest.raises(CaseInvalid) as caught:
        table(text, numbers)
    return list(caught.value.diagnostics)


def test_a_table_gives_the_tree_that_yaml_gives(table: Table) -> None:
    written = parse_document(
        """
brick:
  name: {vi: Gạch không nung, en: Unburnt brick}
  cost: 17000
  saves: {coal: 1650 t/yr}
  impact: {co2e: 2745 /yr, facilities: 1}
  spending: [60 %, 40 %]
  start: [2021, 2024]
  tags: [brick]
  requires: [training, land]
training:
  name: {vi: Đào tạo}
  cost: 280
  start: 2021
""",
        "case.yaml",
    )
    read = table(
        "id,name.vi,cost,saves.coal,impact.co2e,spending,start,tags,requires,name.en,impact.facilities\n"
        "unit,,,t/yr,/yr,%,,,,,\n"
        "brick,Gạch không nung,17000,1650,2745,60|40,2021..2024,brick,training | land,Unburnt brick,1\n"
        "training,Đào tạo,280,,,,2021,,,,\n"
    )

    assert plain_data(read) == plain_data(written)


def test_the_same_table_in_vietnamese_gives_the_same_tree(table: Table) -> None:
    english = (
        "id,cost,asks,share,spending,saves.coal,start\n,,,,,t/yr,\n"
        "a,98000.5,-1200,12.5 %,62.5 %|37.5 %,1650,2021..2024\n"
    )
    vietnamese = (
        "id;cost;asks;share;spending;saves.coal;start\nĐơn vị;;;;;t/yr;\n"
        "a;98.000,5;-1.200;12,5 %;62,5 %|37,5 %;1.650;2021..2024\n"
    )

    assert plain_data(table(vietnamese, "vi")) == plain_data(table(english))


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("98.000,5", "98000.5"), ("98.000", "98000"), ("1.234.567", "1234567"), ("12,5", "12.5"), ("2021", "2021"),
        ("-1.200,25", "-1200.25"), ("+30,5 %", "+30.5 %"), ("7,5%", "7.5%"), ("1.500 t/yr", "1500 t/yr"),
        ("150,5/yr", "150.5/yr"), ("300,5 triệu đồng", "300.5 triệu đồng"), ("phong_tho", "phong_tho"), ("", ""),
        ("12.05.2012", "12.05.2012"), ("QĐ 1393, 25.9.2012", "QĐ 1393, 25.9.2012"), ("3.1 Mục tiêu", "3.1 Mục tiêu"),
        ("1.5", None), ("0.25 %", None), ("98,000.5", None), ("1000.000", None),
    ],
)  # fmt: skip
def test_a_vietnamese_number_is_rewritten_and_a_foreign_one_refused(cell: str, read: str | None) -> None:
    assert with_point(cell) == read


def test_cells_are_never_taken_for_numbers_or_truth_values(table: Table) -> None:
    tree = table("id,a,b,c,d\n01,no,010,1e3,TRUE\n")

    assert plain_data(tree) == {"01": {"a": "no", "b": "010", "c": "1e3", "d": "TRUE"}}


def test_an_empty_cell_says_nothing(table: Table) -> None:
    assert plain_data(table("id,cost,saves.coal,tags\na,,,\nb, ,1,x\n")) == {
        "a": {},
        "b": {"saves": {"coal": "1"}, "tags": ["x"]},
    }


def test_what_begins_with_x_is_dropped_as_in_yaml(table: Table) -> None:
    tree = table("id,x-note,saves.x-old,cost\na,1,2,3\nx-sum,,,99\nx-sum,,,98\n")

    assert plain_data(tree) == {"a": {"cost": "3"}}


def test_a_column_without_name_and_values_is_passed_over(table: Table) -> None:
    assert plain_data(table("id,cost,,\na,1,,\n")) == {"a": {"cost": "1"}}


def test_lists_are_those_of_the_named_columns(table: Table) -> None:
    tree = table("id,tags,uncertain.cost\na,x|y,-10 % | +30 %\n", list_columns=frozenset({"uncertain.cost"}))

    assert plain_data(tree) == {"a": {"tags": "x|y", "uncertain": {"cost": ["-10 %", "+30 %"]}}}


def test_a_row_may_give_a_key_whole_and_another_row_in_parts(table: Table) -> None:
    tree = table("id,scale,scale.at_least\na,all_or_nothing,\nb,,25 %\n")

    assert plain_data(tree) == {"a": {"scale": "all_or_nothing"}, "b": {"scale": {"at_least": "25 %"}}}


def test_places_of_values_keys_and_missing_keys(table: Table) -> None:
    tree = table("id,saves.coal,cost\nbrick,1650,17000\nkiln,9,\n")

    assert place_of(tree, ("brick", "saves", "coal")) == Place("p.csv", 2, 7)
    assert place_of(tree, ("kiln", "cost")) == Place("p.csv", 3, 1)
    assert place_of(tree, ("kiln",), of_key=True) == Place("p.csv", 3, 1)
    assert place_of(tree, ("kiln", "saves", "coal"), of_key=True) == Place("p.csv", 1, 4)
    assert place_of(tree, ("oven",)) == Place("p.csv", 1, 1)
    coal = at(tree, ("brick", "saves", "coal"))
    assert isinstance(coal, Scalar)
    assert coal.plain


HOSTILE: list[tuple[str, str, str, tuple[int, int], str]] = [
    ("no column id", "name,cost\na,1\n", "no-id-column", (1, 1), ""),
    ("no rows", "id,cost\n", "empty", (1, 1), "projects"),
    ("units and no rows", "id,cost\n,t/yr\n", "empty", (1, 1), "projects"),
    ("no id", "id,cost\na,1\n,2\n", "no-id", (3, 1), "projects.id"),
    ("an id twice", "id,cost\na,1\nb,2\na,3\n", "duplicate-key", (4, 1), "projects.a"),
    ("an id twice in two forms", "id,cost\ng\u1ea1ch,1\nga\u0323ch,2\n", "duplicate-key", (3, 1), "projects.g\u1ea1ch"),
    ("a column twice", "id,cost,cost\na,1,2\n", "duplicate-key", (1, 9), "cost"),
    ("id twice", "id,id\na,1\n", "duplicate-key", (1, 4), "id"),
    ("a column ending in a dot", "id,saves.\na,1\n", "column", (1, 4), "saves."),
    ("a column of dots", "id,saves..coal\na,1\n", "column", (1, 4), "saves..coal"),
    ("a value without column", "id,cost,\na,1,\nb,2,3\n", "column", (3, 5), ""),
    ("whole and in parts", "id,scale,scale.at_least\na,x,25 %\n", "duplicate-key", (2, 5), "projects.a.scale.at_least"),
    ("in parts and whole", "id,scale.at_least,scale\na,25 %,x\n", "duplicate-key", (2, 8), "projects.a.scale"),
    ("an empty item", "id,tags\na,x||y\n", "empty-value", (2, 3), "projects.a.tags"),
    ("half a window", "id,start\na,2021..\n", "empty-value", (2, 3), "projects.a.start"),
    ("a number among units", "id,cost\n,17\na,5\n", "unit", (2, 2), "cost"),
    ("a unit twice", "id,coal\nunit,t/yr\na,5 t/yr\n", "unit", (3, 3), "projects.a.coal"),
    ("a text in a column with a unit", "id,coal\nunit,t/yr\na,much\n", "unit", (3, 3), "projects.a.coal"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "place", "key"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_a_mistake_is_refused_with_place_key_and_hint(
    table: Table, text: str, code: str, place: tuple[int, int], key: str
) -> None:
    found = refusals(table, text)[0]

    assert (found.code, found.place, found.key) == (code, Place("p.csv", *place), key)
    assert str(found.hint)


def test_a_foreign_number_in_a_vietnamese_table_is_refused(table: Table) -> None:
    found = refusals(table, "id;cost\na;1.5\nb;98,000.5\n", "vi")

    assert [(each.place.line, each.key) for each in found] == [(2, "projects.a.cost"), (3, "projects.b.cost")]


def test_a_repeated_id_names_both_lines(table: Table) -> None:
    assert "'a' is written twice, in lines 2 and 5" in str(refusals(table, "id,cost\na,1\n\nb,2\na,3\n")[0])


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("book.xlsx#Projects", ("book.xlsx", "Projects")), ("book.xlsx", ("book.xlsx", None)),
        ("t/Book.XLSM#Dự án #2", ("t/Book.XLSM", "Dự án #2")), ("a#b.csv", ("a#b.csv", None)),
        ("book.xlsx#", ("book.xlsx", "")), ("p.csv#x", ("p.csv#x", None)),
    ],
)  # fmt: skip
def test_a_sheet_is_named_after_the_file(reference: str, parts: tuple[str, str | None]) -> None:
    assert split_sheet(reference) == parts


def test_ten_thousand_rows_are_read(table: Table) -> None:
    names = (
        "id,name.vi,name.en,sector,kind,cost,asks,place,facility,saves.coal,saves.power,tags,start,spending,status\n"
    )
    row = "p{0},Dự án {0},Project {0},mining,renewable,{0},{0},pt,f{0},{0},,a|b,2021..2024,60 %|40 %,candidate\n"
    text = names + "".join(map(row.format, range(10_000)))

    tree = table(text)

    # Three times what it takes on a slow machine; a place object for every cell would cost more.
    assert len(tree.items) == 10_000
