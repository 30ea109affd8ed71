"""
Case book: a case as a workbook that people fill in, a fresh one or one that says what a case says.

    guide   case   funds   projects   rules   …   lists

Whatever is written is read back at once and compared, so what a workbook cannot say is refused and not lost.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from greenopt.case.book.read import money_of, parse_book
from greenopt.case.book.same import differences
from greenopt.case.book.sheets import FILES, GUIDE, LISTS, PREFIX, SHEETS, Document
from greenopt.case.gather import documents_of, gather_documents
from greenopt.case.node import Mapping, Scalar
from greenopt.case.node import Sequence as List
from greenopt.case.read import read_case
from greenopt.errors import WrongUsage
from greenopt.language import Language, Message, say
from greenopt.result.saved import INPUTS, case_file
from greenopt.workbook.inputs import FIRST_ENTRY, Documents, labelled, write_inputs
from greenopt.workbook.offers import COLUMN_OFFERS, offers_of
from greenopt.workbook.sheet import Book, Folio, Paper, column_cells

LISTED = tuple(dict.fromkeys([*COLUMN_OFFERS.values(), "conditions", "effects", "fuels", "tags"]))
_LIST_NAMES: dict[str, Message] = {
    "sectors": say("Sectors"),
    "places": say("Places"),
    "classes": say("Classes of support"),
    "kinds": say("Kinds of rule"),
    "quantities": say("Quantities"),
    "stocks": say("Stocks"),
    "indicators": say("Indicators"),
    "models": say("Policy models"),
    "conditions": say("Conditions"),
    "effects": say("Indicators that projects state"),
    "fuels": say("Fuels"),
    "tags": say("Tags that rules speak of"),
}
FIRST_LISTED = 2
MOST_PROJECTS = 5_000
"""Projects that are still written beside the results."""
SELF_STATED = ("sectors", "places", "stocks", "indicators", "conditions")
"""Names that a model of the planner's own states on sheets of the same name."""


def case_workbook(where: Path | str, language: Language = "en") -> bytes:
    """
    Return a case as a workbook, which ``import_workbook`` turns back into the case.

    Args:
        where: folder or file of the case.
        language: of sheets, titles and explanations.

    Raises:
        CaseInvalid: the case has mistakes.
        FileProblem: one of its files cannot be read.
        WrongUsage: it holds what no workbook can say.
    """
    read_case(where)
    case, own = documents_of(Path(where))
    folio = Folio(language)
    documents = documents_to_write(case, own, language, every_column=True)
    write_guide(folio, documents)
    write_inputs(folio, documents)
    write_lists(folio, documents)
    data = folio.closed(title_of_case(case))
    refuse_loss(case, own, data)
    return data


def documents_to_write(
    case: Mapping, own: dict[str, Mapping], language: Language, *, every_column: bool, beside_results: bool = False
) -> Documents:
    """
    Return what is to be written of a case.

    Args:
        case: the case as it is written, its projects in it.
        own: by file, the model and the factors that it brings along.
        language: of titles and explanations.
        every_column: whether columns in which nothing stands are there too.
        beside_results: whether the workbook holds results as well.

    Raises:
        WrongUsage: the model stands inside the case.
    """
    if not isinstance(case.items.get("model"), Scalar):
        words = say(
            "a model that stands inside its case has no sheet; put it into a file of its own, such as model.yaml"
        )
        raise WrongUsage(words)
    gathered = gather_documents(case, own)
    model, factors = _own(case, own)
    trees: tuple[tuple[Document, Mapping | None], ...] = (("case", case), ("model", model), ("factors", factors))
    written = {kind: tree for kind, tree in trees if tree is not None}
    offers = offers_of(gathered.tree, gathered.factors, language)
    names = _lists_name(language, beside_results=beside_results)
    lists = {
        kind: f"'{names}'!{column_cells(FIRST_LISTED, len(offers.of(kind)), column)}"
        for column, kind in enumerate(LISTED)
        if offers.of(kind)
    }
    for kind in SELF_STATED if "model" in written else ():
        if kind not in lists:
            own_sheet = next(each for each in SHEETS if each.mark == ("model", kind))
            name = own_sheet.called(language, beside_results=beside_results)
            lists[kind] = f"'{name}'!{column_cells(FIRST_ENTRY, 500, 0)}"
    return Documents(written, offers, money_of(case), _years(case), every_column, beside_results, lists)


def inputs_of(book: Book) -> tuple[Documents | None, Message | None]:
    """
    Return the case of a run as it is to be written beside the results; or None, and why it cannot be.

    It is the case as it was written, without the scenario and the changes of the run.
    """
    if len(book.run.facts.projects) > MOST_PROJECTS:
        return None, say("more than {most} projects; the case stands in the run's folder inputs", most=MOST_PROJECTS)
    try:
        case, own = documents_of(case_file(book.run.saved.folder / INPUTS))
        documents = documents_to_write(case, own, book.language, every_column=False, beside_results=True)
        alone = Folio(book.language)
        write_inputs(alone, documents)
        refuse_loss(case, own, alone.closed(""))
    except WrongUsage as problem:
        return None, problem.message
    return documents, None


def refuse_loss(case: Mapping, own: dict[str, Mapping], data: bytes) -> None:
    """
    Read a workbook back.

    Raises:
        WrongUsage: it does not say what the documents say.
    """
    wanted = {FILES["case"]: case, **own}
    lost = differences(wanted, parse_book(data, "workbook.xlsx").documents)
    if lost:
        raise WrongUsage(say("a workbook cannot say what stands at {paths}", paths=", ".join(lost)))


def title_of_case(case: Mapping) -> str:
    """Return the name of a case, for the properties of the file."""
    head = case.items.get("case")
    name = head.items.get("id") if isinstance(head, Mapping) else None
    return name.text if isinstance(name, Scalar) else ""


def write_guide(folio: Folio, documents: Documents, example: str = "") -> None:
    """Write the sheet that tells how the workbook is filled in."""
    page = folio.page(GUIDE.in_language(folio.language), (4, 120))
    paper = Paper(folio, page)
    paper.text(0, 0, say("How this workbook is filled in"), "title")
    row = 2
    for number, sentence in enumerate(_guide(example), 1):
        paper.number(row, 0, number, "0", "centre")
        paper.text(row, 1, sentence, "plain")
        page.set_row(row, 32)
        row += 1
    row += 1
    for sheet in SHEETS:
        if sheet.document in documents.trees:
            name = sheet.called(folio.language)
            page.write_url(row, 1, f"internal:'{name}'!A1", string=name)
            row += 1
    page.protect()


def _guide(example: str) -> Iterable[Message]:
    yield say("Fill in the sheets from left to right. What stands under a dark heading is needed.")
    yield say(
        "The third row of a table holds the keys that greenopt reads; do not change them. A column or a sheet of your "
        "own has a name that begins with x-."
    )
    yield say("A row that has nothing but its id is what the policy model asks for: fill it in where it applies.")
    yield say(
        "The row below the keys holds units. Write the number alone under a unit; or empty the unit and write it in "
        "each cell."
    )
    yield say("Several names in one cell are separated by |. A span of years is written 2021..2024.")
    yield say("Type numbers as numbers, without points between thousands. Type shares as 40 %.")
    yield say(
        "Leave no empty row between others, no total rows, no merged or hidden cells, no dates, and no formulas that "
        "read other workbooks."
    )
    if example:
        yield say(
            "A grey row whose id begins with {example} is an example. It is not read as long as it stays as it is; "
            "once it is changed it needs an id of its own.",
            example=example,
        )
    yield say(
        "Headings are protected without a password: Review, Unprotect Sheet. Any key of the format may become a column."
    )
    yield say("Then run: greenopt import FILE.xlsx -o FOLDER. Every mistake is told with its sheet and cell.")


def write_lists(folio: Folio, documents: Documents) -> None:
    """Write the sheet of what the drop-downs offer."""
    name = _lists_name(folio.language, beside_results=documents.beside_results)
    page = folio.page(name, [44] * len(LISTED))
    paper = Paper(folio, page)
    paper.text(0, 0, say("What the drop-downs offer. This sheet is not read."), "title")
    for column, kind in enumerate(LISTED):
        paper.text(FIRST_LISTED - 1, column, _LIST_NAMES[kind], "head")
        for row, (each, title) in enumerate(documents.offers.of(kind).items(), FIRST_LISTED):
            paper.text(row, column, labelled(each, title), "plain")
    page.freeze_panes(FIRST_LISTED, 0)
    page.protect()


def _lists_name(language: Language, *, beside_results: bool) -> str:
    return f"{PREFIX.in_language(language) if beside_results else ''}{LISTS.in_language(language)}"


def _own(case: Mapping, own: dict[str, Mapping]) -> tuple[Mapping | None, Mapping | None]:
    """Return the model and the factors that a case brings along; None for those that ship."""
    model = case.items.get("model")
    found = own.get(model.text) if isinstance(model, Scalar) else None
    factors = found.items.get("factors") if found is not None else None
    return found, own.get(factors.text) if isinstance(factors, Scalar) else None


def _years(case: Mapping) -> Sequence[int]:
    head = case.items.get("case")
    horizon = head.items.get("horizon") if isinstance(head, Mapping) else None
    ends = [each.text for each in horizon.items if isinstance(each, Scalar)] if isinstance(horizon, List) else []
    if len(ends) == 2 and all(each.isascii() and each.isdigit() and len(each) == 4 for each in ends):
        return range(int(ends[0]), int(ends[1]) + 1)
    return ()
