"""
Template: a workbook to be filled in, with the columns that its policy model asks for and an example on each main sheet.

An example row is grey and its id tells by itself whether it was changed: untouched it is not read, changed it is
refused until it has an id of its own.
"""

from collections.abc import Sequence

from greenopt.case.book.sheets import FILES, Sheet
from greenopt.case.book.tables import example_id
from greenopt.case.gather import gather_documents
from greenopt.case.node import Mapping, Node, Scalar, at
from greenopt.case.node import Sequence as List
from greenopt.case.shipped import shipped_models
from greenopt.errors import Place, WrongUsage
from greenopt.fields import FIRST_YEAR, LAST_YEAR, Units
from greenopt.language import Language, Message, say
from greenopt.workbook.case_book import documents_to_write, write_guide, write_lists
from greenopt.workbook.columns import form_in, offer_for
from greenopt.workbook.inputs import FIRST_ENTRY, Documents, labelled, write_cell, write_inputs
from greenopt.workbook.sheet import Folio, Paper

OWN = "own"
"""Instead of a policy model that ships: sheets for one of the planner's own."""
USUAL_MODEL, USUAL_YEARS = "lai-chau-green-growth", (2026, 2030)
MOST_YEARS = 40
EXAMPLE_PREFIXES: dict[Language, str] = {"en": "x-example-", "vi": "x-vi-du-"}
_PLACE = Place("")


def template(language: Language, model: str = USUAL_MODEL, years: tuple[int, int] = USUAL_YEARS) -> bytes:
    """
    Return a workbook to be filled in.

    Args:
        language: of its sheets, explanations and examples.
        model: a policy model that ships, or ``own``.
        years: first and last year that is planned.

    Raises:
        WrongUsage: there is no such model, or the years are none.
    """
    models = [each for each in shipped_models() if each != "emission-factors"]
    if model not in (*models, OWN):
        raise WrongUsage(
            say("there is no policy model '{name}'; there is {known}", name=model, known=", ".join((*models, OWN)))
        )
    first, last = years
    if not (FIRST_YEAR <= first <= last <= LAST_YEAR and last - first < MOST_YEARS):
        raise WrongUsage(
            say("the years {first}-{last} are no span of at most {most} years", first=first, last=last, most=MOST_YEARS)
        )
    own = {FILES["model"]: _mapping(greenopt="1", factors="emission-factors")} if model == OWN else {}
    case = _empty_case(FILES["model"] if model == OWN else model, years)
    asked = asked_for(gather_documents(case, own).tree, years)
    blank: dict[str, Node] = {key: _mapping(**{name: _mapping() for name in names}) for key, names in asked.items()}
    case = case.with_items({**case.items, **blank})
    folio = Folio(language)
    documents = documents_to_write(case, own, language, every_column=True)
    write_guide(folio, documents, EXAMPLE_PREFIXES[language])
    for sheet, paper, columns in write_inputs(folio, documents):
        if sheet.mark in _EXAMPLES:
            _write_example(paper, documents, sheet, columns)
    write_lists(folio, documents)
    return folio.closed("greenopt")


def asked_for(tree: Mapping, years: tuple[int, int]) -> dict[str, list[str]]:
    """
    Return what a policy model leaves to its cases: amounts of stocks, and the potential or level of some indicators.

    A ceiling at the potential of an indicator needs that potential; a target on a ratio needs the level of both its
    parts in its year.
    """
    stocks = tree.items.get("stocks")
    found: dict[str, None] = {}
    for rule in _rules(tree):
        what, by = (_text(rule, key) for key in ("of", "by"))
        indicator = at(tree, ("indicators", what, "ratio")) if what else None
        if _text(rule, "at_most") == "potential" and what:
            found[what] = None
        elif isinstance(indicator, List) and by.isdigit() and years[0] <= int(by) <= years[1]:
            found |= {each.text: None for each in indicator.items if isinstance(each, Scalar)}
    names = {"stocks": list(stocks.items) if isinstance(stocks, Mapping) else [], "indicators": list(found)}
    return {key: each for key, each in names.items() if each}


def _rules(tree: Mapping) -> list[Mapping]:
    rules = tree.items.get("rules")
    return [each for each in rules.items.values() if isinstance(each, Mapping)] if isinstance(rules, Mapping) else []


def _text(rule: Mapping, key: str) -> str:
    found = rule.items.get(key)
    return found.text if isinstance(found, Scalar) else ""


def _write_example(paper: Paper, documents: Documents, sheet: Sheet, columns: Sequence[tuple[str, ...]]) -> None:
    """Write the example row of a sheet, of what the model offers."""
    language = paper.book.language
    texts = _example(sheet, documents, language)
    cells: list[tuple[str, str]] = []
    for column, path in enumerate(columns, 1):
        text = texts.get(path, "")
        if not text:
            continue
        form, offered = form_in(sheet, path), documents.offers.of(offer_for(path))
        write_cell(paper, FIRST_ENTRY, column, text, form, offered, "example")
        cells.append((".".join(path), labelled(text, offered.get(text, "")) if form.is_name else text))
    paper.text(FIRST_ENTRY, 0, example_id(EXAMPLE_PREFIXES[language], cells), "example")


def _example(sheet: Sheet, documents: Documents, language: Language) -> dict[tuple[str, ...], str]:
    """Return the cells of an example: what a row of the starter case would say in this one."""
    offers, years = documents.offers, documents.years
    sector = next(iter(offers.of("sectors")), "")
    first, last = (str(each) for each in (years[0], years[-1]))
    found: dict[tuple[str, ...], str] = {}
    for path, value in _EXAMPLES[sheet.mark].items():
        keys = tuple(path.split("."))
        text = value.in_language(language) if isinstance(value, Message) else value
        text = text.replace("<sector>", sector).replace("<first>", first).replace("<last>", last)
        found[keys] = text
    if sheet.mark == ("case", "funds"):
        found |= {("amount", str(year)): str(900 + 150 * number) for number, year in enumerate(years)}
    return found


_EXAMPLES: dict[tuple[str, str], dict[str, str | Message]] = {
    ("case", "funds"): {
        "name.vi": "Quỹ xanh (ví dụ)",
        "name.en": "Green fund (example)",
        "carry_over": "10 %",
        "source": say("Number and date of the decision"),
        "evidence": "estimated",
    },
    ("case", "projects"): {
        "name.vi": "Động cơ hiệu suất cao (ví dụ)",
        "name.en": "Efficient motors (example)",
        "sector": "<sector>",
        "kind": "efficiency",
        "cost": "1700",
        "asks": "510",
        "start": "<first>..<last>",
        "spending": "60 % | 40 %",
        "lifetime": "12",
        "saves.electricity": "900",
        "evidence.quality": "estimated",
        "evidence.source": say("Energy audit, number and date"),
    },
    ("case", "rules"): {
        "rule": "floor",
        "name.vi": "Mức sàn của một ngành (ví dụ)",
        "name.en": "Floor for one sector (example)",
        "of": "public_money",
        "to.sectors": "<sector>",
        "at_least": "15 %",
        "source": say("Number and date of the decision"),
    },
}
"""Sheet → an example of its rows."""


def _empty_case(model: str, years: tuple[int, int]) -> Mapping:
    """Return the case that a fresh workbook states: the format, a model, the years and the usual units."""
    horizon = List([Scalar(str(year), _PLACE) for year in years], _PLACE)
    head = _mapping(status="draft", horizon=horizon)
    return _mapping(greenopt="1", model=model, case=head, units=_mapping(**Units()._asdict()))


def _mapping(**items: "str | Node") -> Mapping:
    found: dict[str, Node] = {
        key: Scalar(value, _PLACE) if isinstance(value, str) else value for key, value in items.items()
    }
    return Mapping(found, {}, _PLACE)
