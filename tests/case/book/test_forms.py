"""What may stand in a cell, asked of the format: nothing that the format has is missing from the sheets."""

import pytest

from greenopt.case.book.forms import cells_of, form_of
from greenopt.case.book.sheets import LONGEST_NAME, SHEETS, sheet_called, sheets_of
from greenopt.case.fieldpath import keys
from greenopt.case.project_entry import ProjectEntry
from greenopt.case.schema import DOCUMENTS, CaseEntry, FundEntry
from greenopt.case.table import LIST_COLUMNS
from greenopt.fields import Record
from greenopt.language import LANGUAGES
from greenopt.rules import RULES

KINDS = [
    (ProjectEntry, "cost", "money", ()), (ProjectEntry, "running_cost", "money/yr", ()),
    (ProjectEntry, "lifetime", "yr", ()),
    (ProjectEntry, "scale.at_least", "%", ()), (ProjectEntry, "scale", "", ("continuous", "all_or_nothing")),
    (ProjectEntry, "evidence.quality", "", ("measured", "estimated", "assumed")),
    (FundEntry, "amount.2026", "money", ()),
    (FundEntry, "carry_over", "%", ("none", "all")), (CaseEntry, "objective.discount", "%", ()),
    (RULES["floor"], "soft", "", ("true", "false")), (RULES["support_limit"], "rate", "%", ()),
]  # fmt: skip
LISTS = [
    "tags", "requires", "spending", "uncertain.cost", "uncertain.saves.coal", "uncertain.cost.range",
]  # fmt: skip
SINGLE = ["sector", "saves.coal", "requires.1", "requires.2.project", "meets.permit", "uncertain.cost.shape", "name.vi"]


@pytest.mark.parametrize(("record", "path", "unit", "words"), KINDS)
def test_unit_and_words_are_those_of_the_format(
    record: type[Record], path: str, unit: str, words: tuple[str, ...]
) -> None:
    form = form_of(record, tuple(path.split(".")))

    assert form is not None
    assert (form.unit, form.words) == (unit, words)
    assert form.meaning


@pytest.mark.parametrize("path", [*LISTS, *SINGLE])
def test_a_list_is_told_from_a_single_text(path: str) -> None:
    form = form_of(ProjectEntry, tuple(path.split(".")))

    assert form is not None
    assert form.is_list == (path in LISTS)


def test_a_window_is_two_years() -> None:
    windows = {
        ".".join(each.path)
        for record in (ProjectEntry, CaseEntry, RULES["floor"])
        for each in cells_of(record)
        if (form := form_of(record, each.path)) is not None and form.is_window
    }

    assert windows == {"start", "case.horizon", "valid"}


def test_what_is_needed_is_told_from_what_may_be_left_out() -> None:
    needed = {
        ".".join(each.path)
        for each in cells_of(CaseEntry)
        if (form := form_of(CaseEntry, each.path)) is not None
        and form.is_required
        and len(each.path) > 1
        and each.path[0] == "case"
    }

    assert needed == {"case.id", "case.title.vi", "case.horizon"}


@pytest.mark.parametrize("path", ["nothing", "cost.more", "evidence.colour", "saves.coal.deep", "requires.x"])
def test_what_the_format_does_not_have_has_no_form(path: str) -> None:
    assert form_of(ProjectEntry, tuple(path.split("."))) is None


def test_tables_of_projects_know_the_lists_of_the_format() -> None:
    """The reader of CSV keeps its own short list, which is that of the schema."""
    lists = {
        each.path[0]
        for each in cells_of(ProjectEntry)
        if (form := form_of(ProjectEntry, each.path)) is not None and form.is_list and not form.is_window
    }

    assert lists == LIST_COLUMNS


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_key_of_a_document_has_a_sheet(document: str) -> None:
    """Those without a sheet of their own stand on the sheet of pairs, each with its path."""
    own = {each.key for each in sheets_of(document)}  # type: ignore[arg-type]  # the three there are
    pairs = {each.path[0] for each in cells_of(DOCUMENTS[document])}

    assert set(keys(DOCUMENTS[document])) <= own | pairs


def test_sheets_are_found_by_their_names_in_both_languages() -> None:
    names = set()
    for sheet in SHEETS:
        for language in LANGUAGES:
            for beside in (False, True):
                name = sheet.called(language, beside_results=beside)
                names.add((sheet.mark, beside))
                assert len(name) <= LONGEST_NAME
                assert sheet_called(name) == (sheet, beside)
                assert sheet_called(name.upper()) == (sheet, beside)
    assert len(names) == 2 * len(SHEETS)
    assert sheet_called("Sheet1") is None
