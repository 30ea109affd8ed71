"""What if numbers change: a saved sweep as a line or a tornado, and which projects come and go, by scenario."""

from collections.abc import Iterator, Sequence

from greenopt.language import say, word
from greenopt.page.blocks import Block, Chart, Column, Row, Section, Shaded, Table, Words
from greenopt.page.plots import Bar, Series, course, spans
from greenopt.page.recorded import recorded
from greenopt.page.speech import Speech
from greenopt.report.sweep import write_sweep
from greenopt.report.uncertainty import KINDS
from greenopt.report.words import Json, decimals_for

MOST_SCENARIOS, MOST_PROJECTS, MOST_LINES = 20, 25, 5


def sweep(document: Json, place: int, speech: Speech) -> Section:
    """
    Return a sweep.

    Args:
        document: ``sweep.json``.
        place: of the sweep among those of the page, from 1.
        speech: the language.
    """
    anchor = f"sweep{place}-{speech.language}"
    blocks = recorded(lambda page: write_sweep(page, document), speech.language)
    first: Sequence[Block] = _tornado(document, anchor, speech) or _course(document, anchor, speech)
    made: list[Block] = []
    tables = 0
    for block in blocks:
        if isinstance(block, Table):
            made += first if not tables else ()
            tables += 1
        made.append(block)
    made += _grid(document, anchor, speech)
    name = document["sweep"]["name"]
    heading = say("What if numbers change? Sweep '{name}'", name=name) if name else say("What if numbers change?")
    return Section(f"sweep{place}", speech(heading), made)


def path_in_words(path: str, label: str, speech: Speech) -> str:
    """Return what a path varies: a fund, a rule, or a kind of numbers with what is its own; else its label."""
    words = path.split(".")
    if words[0] == "funds" and words[1] in speech.names.funds:
        return speech.fund(words[1])
    if words[0] == "rules" and words[1] in speech.names.rules:
        return speech(speech.names.rules[words[1]])
    for pattern, kind in KINDS.items():
        parts = pattern.split(".")
        if len(parts) == len(words) and all(part in ("*", own) for part, own in zip(parts, words, strict=True)):
            own = [each for part, each in zip(parts, words, strict=True) if part != each]
            return f"{speech(kind)} ({', '.join(own)})" if own else speech(kind)
    return label


def _tornado(document: Json, anchor: str, speech: Speech) -> Sequence[Block]:
    """Return how far each path moves the best value by itself; of the case as it is, or of its first scenario."""
    rows = [each for each in document["tornado"] or () if each["first"]["value"] is not None]
    rows = [each for each in rows if each["last"]["value"] is not None and each["scenario"] == rows[0]["scenario"]]
    if not rows:
        return ()
    places = decimals_for(each[end]["value"] for each in rows for end in ("first", "last"))
    bars = [
        Bar(
            path_in_words(each["paths"][0], each["label"], speech),
            each["first"]["value"],
            each["last"]["value"],
            [speech.number(each[end]["value"], places) for end in ("first", "last")],
        )
        for each in rows
    ]
    unit = word(document["objective"]["unit"])
    title = speech(say("The best value ({unit}) when each number moves alone, the widest span first", unit=unit))
    said = {"name": bars[0].name, "first": bars[0].shown[0], "last": bars[0].shown[1]}
    about = speech(say("Bars around the case as it is; the widest is {name}, from {first} to {last}.", **said))
    return (Chart(title, spans(f"{anchor}-chart", title, about, bars, rows[0]["base"], speech)),)


def _course(document: Json, anchor: str, speech: Speech) -> Sequence[Block]:
    """Return the best value along the one path that is varied, a line for each scenario."""
    axes = document["sweep"]["vary"]
    if len(axes) != 1 or document["tornado"] is not None:
        return ()
    path, values = axes[0]["path"], axes[0]["values"]
    where = _spots(values)
    families = [None, *document["sweep"]["scenarios"]]
    drawn = []
    for family in families[:MOST_LINES]:
        rows = [each for each in document["scenarios"] if each["scenario"] == family and path in each["changes"]]
        places = sorted(
            (where[each["changes"][path]], each["value"]) for each in rows if each["changes"][path] in where
        )
        if any(value is not None for _, value in places):
            drawn.append(Series(family or speech(say("as it is")), places))
    if not drawn:
        return ()
    said = {"unit": word(document["objective"]["unit"]), "path": path_in_words(path, axes[0]["label"], speech)}
    title = speech(say("The best value ({unit}) along: {path}", **said))
    steps = sorted((spot, value) for value, spot in where.items())
    about = speech(say("Points from {first} to {last}.", first=steps[0][1], last=steps[-1][1]))
    base = document["objective"]["base"]
    return (Chart(title, course(f"{anchor}-chart", title, about, drawn, steps, base, speech)),)


def _spots(values: Sequence[str]) -> dict[str, float]:
    """Return where values stand on an axis: by their size where all are numbers, else one after the other."""
    found = {}
    for value in values:
        bare = value.removeprefix("x ").replace("+ ", "").replace("- ", "-").removesuffix("%").strip()
        try:
            found[value] = float(bare)
        except ValueError:
            return {each: float(place) for place, each in enumerate(values)}
    return found


def _grid(document: Json, anchor: str, speech: Speech) -> Sequence[Block]:
    """Return the projects that change, by scenario, with the scenarios that the numbers stand for."""
    rows = document["scenarios"]
    changing = sorted(document["projects"]["changing"], key=lambda each: (-each["chosen"], each["project"]))
    changing = changing[:MOST_PROJECTS]
    if not changing or len(rows) < 2:
        return ()
    last = len(rows) - 1
    count = min(len(rows), MOST_SCENARIOS)
    shown = sorted({round(place * last / (count - 1)) for place in range(count)})
    heads = [str(place + 1) for place in shown]
    table = Table(
        speech(say("How much of each project is done, by scenario (%), the darker the more")),
        [Column(speech(say("Project"))), *(Column(each, right=True) for each in heads)],
        [
            Row([speech.text(document["names"][each["project"]]), *_shades(each["project"], rows, shown, speech)])
            for each in changing
        ],
    )
    meaning = Table(
        speech(say("Scenarios by number")),
        [
            Column(speech(say("No.")), right=True),
            Column(speech(say("Scenario"))),
            Column(_unit(document, speech), right=True),
        ],
        [_scenario(number, rows[place], document, speech) for number, place in zip(heads, shown, strict=True)],
        speech(
            say("What the numbers of the scenarios stand for ({shown} of {count})", shown=len(shown), count=len(rows))
        ),
    )
    return (table, meaning)


def _shades(project: str, rows: Sequence[Json], shown: Sequence[int], speech: Speech) -> Iterator[Words | Shaded]:
    """Yield how much of a project is done in each scenario; a dash where there is no plan."""
    for place in shown:
        if rows[place]["value"] is None:
            yield "–"
            continue
        level = rows[place]["levels"].get(project, 0)
        yield Shaded(speech.level(level).removesuffix(" %"), max(1, round(level * 10)) if level else 0)


def _unit(document: Json, speech: Speech) -> str:
    return speech.unit(document["objective"]["unit"])


def _scenario(number: str, row: Json, document: Json, speech: Speech) -> Row:
    labels = {axis["path"]: path_in_words(axis["path"], axis["label"], speech) for axis in document["sweep"]["vary"]}
    said = [
        *filter(None, [row["scenario"]]),
        *(f"{labels.get(path, path)}: {to}" for path, to in row["changes"].items()),
    ]
    return Row([number, "; ".join(said) or speech(say("as it is")), speech.number(row["value"])])
