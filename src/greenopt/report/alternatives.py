"""Plans nearly as good as the best one, on a terminal: how good, how different, and who changes places."""

from greenopt.language import Message, Number, say, word
from greenopt.report.layout import Column, Page
from greenopt.report.words import Json, decimals_for, exact, figure, level, text_in

MOST_CHANGED = 8
"""Projects shown of each plan; the document holds all."""


def write_alternatives(page: Page, record: Json) -> None:
    """
    Write whether the best plan is the only one, and plans that are nearly as good, under a heading of their own.

    Args:
        page: the page of the ranking.
        record: the part ``alternatives`` of its document.
    """
    page.heading(say("Other plans nearly as good"))
    if record["ended"] == "no_plan":
        page.line(say("No plan satisfies the case."))
        return
    page.line(_uniqueness(page, record), hanging=2)
    if record["plans"]:
        page.line(_asked_of_them(record), "dim")
    for each in record["plans"]:
        _write_plan(page, record, each)
    if record["ended"] != "found":
        page.blank()
        page.line(_ended(record), hanging=2)


def _asked_of_them(record: Json) -> Message:
    """Return what every other plan satisfies."""
    unit = word(record["unit"])
    said = {"keep": Number(exact(record["keep"]), decimals_for([record["keep"]])), "unit": unit}
    share = Number(exact(record["within"]) * 100, 3)
    least = Number(exact(record["least_distance"]))
    return say(
        "Every plan below keeps all rules, loses at most {share} % (to {keep} {unit}), and lies at least {least} "
        "from every other, counted in whole projects; proved.",
        share=share,
        least=least,
        **said,
    )


def _uniqueness(page: Page, record: Json) -> Message:
    if record["unique"] is None:
        return say("Whether the best plan is the only one is not known.")
    if record["unique"]:
        return say("The best plan is the only one, proved.")
    names = ", ".join(text_in(each["name"], page.language) for each in record["exchangeable"])
    if not names:
        return say("The best plan is not the only one: years or payers could differ at no loss, no level could.")
    return say("The best plan is not the only one; at no loss these could change places: {names}", names=names)


def _write_plan(page: Page, record: Json, plan: Json) -> None:
    """Write one plan: its value, and the projects that change most."""
    page.blank()
    said = {
        "number": plan["number"],
        "value": Number(exact(plan["value"]), decimals_for([plan["value"]])),
        "unit": word(record["unit"]),
        "loss": Number(exact(plan["loss"]), decimals_for([plan["loss"]])),
        "distance": Number(exact(plan["distance"]), 1),
    }
    words = say("{number}: {value} {unit}, {loss} from the best; {distance} projects away", **said)
    if plan["number"] > 1:
        nearest = Number(exact(plan["nearest"]), 1)
        words = say("{words}, {nearest} from the nearest other", words=words, nearest=nearest)
    page.line(words, "bold", hanging=3)
    shown = plan["changed"][:MOST_CHANGED]
    columns = [
        Column(page.spoken(say("Project")), wraps=True),
        Column(page.spoken(say("Best plan")), right=True),
        Column(page.spoken(say("This plan")), right=True),
        Column(page.spoken(word(record["unit"])), right=True),
    ]
    places = decimals_for(each["objective"] for each in shown)
    page.rows(
        columns,
        [
            [
                text_in(each["name"], page.language),
                level(each["from"], page.language),
                level(each["to"], page.language),
                figure(each["objective"], page.language, places),
            ]
            for each in shown
        ],
    )
    rest = len(plan["changed"]) - len(shown)
    if rest > 0:
        page.line(say("and {count} more {count:project|projects}", count=rest), "dim")


def _ended(record: Json) -> Message:
    least = Number(exact(record["least_distance"]))
    if record["ended"] == "not_proved":
        return say(
            "Whether a further plan lies at least {least} from all of these could not be found out.", least=least
        )
    most = Number(exact(record["farthest_at_most"]))
    if not record["plans"]:
        return say(
            "Proved: no other plan within {share} % of the best lies {least} or more from it, counted in whole "
            "projects; the farthest lies {most} away at most.",
            share=Number(exact(record["within"]) * 100, 3),
            least=least,
            most=most,
        )
    said = {"least": least, "most": most}
    return say(
        "Proved: no further plan lies {least} or more from all of these; the farthest lies {most} away at most.", **said
    )
