"""The head of a front of two aims on a terminal: the second aim, its two ends, and what they cost what comes first."""

from greenopt.language import Number, Text, say, word
from greenopt.report.layout import Page
from greenopt.report.words import Json, decimals_for, exact, figure, text_in


def write_second(page: Page, document: Json) -> None:
    """Write what the value is held against, from where the objective is best to where the second aim is."""
    against = document["against"]
    page.line(say("Against it: {aim}", aim=Text(**against["name"])), "bold", hanging=2)
    best, own = against["where_objective_is_best"], against["at_its_own_best"]
    page.line(say("where the first aim is best: {amount}", amount=_amount(page, document, best)), indent=2)
    if own is not None:
        amount = _amount(page, document, own)
        most = against["sense"] == "maximise"
        page.line(
            say("at most: {amount}", amount=amount) if most else say("at least: {amount}", amount=amount), indent=2
        )
    if best == own:
        page.line(say("One plan is best in both aims: nothing has to be given up"), "green", indent=2)
    for each in against["comes_first"]:
        if each["worse"]:
            said = {
                "there": Number(exact(each["at_the_end"]), decimals_for([each["at_the_end"]])),
                "here": Number(exact(each["as_written"]), decimals_for([each["as_written"]])),
                "unit": Text(**each["unit"]),
                "what": text_in(each["text"], page.language),
            }
            words = say("at the far end what comes first is served less: {there} {unit}, not {here} ({what})", **said)
            page.line(words, "yellow", indent=2, hanging=2)


def rate_unit(page: Page, document: Json) -> str:
    """Return the unit of the second aim that a price is for; of a share the whole."""
    if document["against"] is None:
        return "1"
    return page.spoken(word(document["unit"])) if document["unit"] else "100 %"


def _amount(page: Page, document: Json, value: float) -> str:
    if not document["against"]["unit"]:
        return f"{Number(exact(value) * 100, 2).in_language(page.language)} %"
    return f"{figure(value, page.language)} {page.spoken(word(document['unit']))}"
