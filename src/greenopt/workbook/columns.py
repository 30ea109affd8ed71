"""
Columns: which cells the sheet of a case has, and what stands above each: its key, its unit, what it means.

All of it is asked of the format and of the names that model and case give; nothing is listed here a second time.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from greenopt.case.book.forms import Form, cells_of, form_of
from greenopt.case.book.sheets import Sheet, sheets_of
from greenopt.case.fieldpath import keys
from greenopt.fields import Record
from greenopt.language import Language, word
from greenopt.rules import Rule
from greenopt.workbook.offers import COLUMN_OFFERS, NAMED_COLUMNS, Offers

Keys = tuple[str, ...]
LAST_YEAR_ALONE = ("without_projects",)
"""Keys of years of which a fresh workbook has the last one: that for which targets are set."""


def columns_of(sheet: Sheet, offers: Offers, years: Sequence[int]) -> list[Keys]:
    """
    Return the columns of a sheet in which nothing is written yet.

    Years have columns where the format asks for them; names, where the model gives them. Of rules, what most kinds
    have comes first.
    """
    found: dict[Keys, int] = {}
    for record in sheet.records:
        for path in _columns(record, offers, years):
            found[path] = found.get(path, 0) + 1
    columns = list(found)
    if sheet.key == "rules":
        front = ("rule", "name", "of", "to", "at_least", "at_most")
        columns.sort(key=lambda path: (front.index(path[0]) if path[0] in front else len(front), -found[path]))
        columns.sort(key=lambda path: path[0] in ("row", "source"))
    return columns


def keys_of(sheet: Sheet) -> list[Keys]:
    """Return the keys of a sheet of pairs: those of the document that have no sheet of their own."""
    own = {each.key for each in sheets_of(sheet.document) if each.key}
    cells = (each.path for each in cells_of(sheet.root) if not (each.named or each.by_year))
    return list(dict.fromkeys(path for path in cells if path[0] not in own))


def form_in(sheet: Sheet, path: Keys) -> Form:
    """Return what may stand in a column; of rules, what the first kind that has it lets stand there."""
    records = (sheet.root,) if sheet.layout == "pairs" else sheet.records
    forms = [form for record in records if (form := form_of(record, path)) is not None]
    if not forms:
        return Form()
    words = tuple(dict.fromkeys(each for form in forms for each in form.words))
    meanings = Counter(form.meaning for form in forms)
    meaning = (
        keys(Rule)["rule"].description or "" if path == ("rule",) else max(meanings, key=lambda each: meanings[each])
    )
    return forms[0]._replace(words=words, meaning=meaning, is_required=all(form.is_required for form in forms))


def meaning_of(sheet: Sheet, path: Keys, offers: Offers, language: Language) -> str:
    """Return what a column means, with the title of the name it ends with, and which rules have it."""
    form = form_in(sheet, path)
    parts = [word(form.meaning).in_language(language)] if form.meaning else []
    title = offers.of(NAMED_COLUMNS.get(path[0], "")).get(path[-1], "")
    if title and len(path) == 2:
        parts.insert(0, f"{title}:")
    if len(path) > 1 and path[-1] in ("en", "vi"):
        parts.append({"en": "English", "vi": "Tiếng Việt"}[path[-1]])
    if sheet.key == "rules" and path not in (("rule",), ("id",)):
        having = [
            word(each.model_fields["rule"].default).in_language(language)
            for each in sheet.records
            if form_of(each, path) is not None
        ]
        if len(having) < len(sheet.records):
            parts.append(f"({', '.join(having)})")
    return " ".join(part for part in parts if part)


def sheet_meaning(sheet: Sheet) -> str:
    """Return what a sheet holds: the text of its key in the format."""
    if not sheet.key:
        return " ".join((sheet.root.__doc__ or "").split())
    return keys(sheet.root)[sheet.key].description or ""


def unit_above(path: Keys, form: Form, offers: Offers, money: str) -> str:
    """Return the unit that stands above a column, where the format or the model says one."""
    if (unit := offers.units.get((path[0], path[-1]))) is not None and len(path) == 2:
        return unit
    if form.words and form.unit == "%":
        return ""
    return {"money": money, "money/yr": f"{money}/yr", "yr": "yr", "%": "%", "": ""}[form.unit]


def offer_for(path: Keys) -> str:
    """Return which names the drop-down of a column offers; empty if none."""
    return COLUMN_OFFERS.get(path[-1], "")


def _columns(record: type[Record], offers: Offers, years: Sequence[int]) -> Iterator[Keys]:
    cells = list(cells_of(record))
    plain = {each.path for each in cells if not (each.named or each.by_year)}
    for each in cells:
        if each.named:
            yield from ((*each.path, name) for name in offers.of(NAMED_COLUMNS.get(each.path[0], "")))
        elif each.by_year:
            form = form_of(record, each.path)
            if each.path not in plain and form is not None and form.is_required:
                yield from ((*each.path, str(year)) for year in years)
            elif each.path[-1] in LAST_YEAR_ALONE and each.path not in plain:
                yield from ((*each.path, str(year)) for year in years[-1:])
        elif not _is_rare(each.path):
            yield each.path


def _is_rare(path: Keys) -> bool:
    """Whether a column is left to those who need it: a selector that asks whose money it is, or for a status."""
    return len(path) > 1 and path[-1] in ("from", "status")
