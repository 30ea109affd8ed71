"""
Bars: money by sector and by place as two small pictures for paper, side by side.

A picture in a PDF knows nothing of the style sheet around it, so every look is an attribute.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from markupsafe import Markup

from greenopt.language import say
from greenopt.page.blocks import Figure, Figures
from greenopt.page.speech import Speech
from greenopt.page.svg import HUES, INK, box, label, picture, shortened
from greenopt.report.words import Json, decimals_for, exact

WIDTH, ROW, TALL = 360, 27, 9
"""Size of a picture, of a name with its bar, and of the bar alone."""
MOST_BARS, MOST_SIGNS = 8, 60
"""Bars of a picture, the last of them for all the rest; and signs of a name."""
ROOM = 74
"""Room beside the longest bar for its number."""
FONT = "Noto Sans, DejaVu Sans Condensed, DejaVu Sans, Segoe UI, Arial, sans-serif"


def where_money_goes(result: Json, speech: Speech) -> Figures | None:
    """Return the public money by sector and by place; None where nothing is paid, or all of it to one of each."""
    unit = speech.unit(result["totals"]["money_unit"])
    found = [
        _figure(speech(say("Public money by sector ({unit})", unit=unit)), "sector", result, speech.sector, speech),
        _figure(speech(say("Public money by place ({unit})", unit=unit)), "place", result, speech.place, speech),
    ]
    shown = [each for each in found if each is not None]
    return Figures(shown) if shown else None


def _figure(title: str, key: str, result: Json, named: Callable[[str], str], speech: Speech) -> Figure | None:
    sums: dict[str, Fraction] = {}
    for entry in result["portfolio"]:
        if entry["public_money"]:
            sums[entry[key]] = sums.get(entry[key], Fraction(0)) + exact(entry["public_money"])
    if len(sums) < 2:
        return None
    ordered = sorted(sums.items(), key=lambda each: (-each[1], each[0]))
    bars = [(named(name) or speech(say("no place named")), money) for name, money in ordered]
    if len(bars) > MOST_BARS:
        rest = bars[MOST_BARS - 1 :]
        others = speech(say("{count} others", count=len(rest)))
        bars = [*bars[: MOST_BARS - 1], (others, sum((money for _, money in rest), Fraction(0)))]
    return Figure(title, _drawn(f"by-{key}", title, bars, speech))


def _drawn(anchor: str, title: str, bars: Sequence[tuple[str, Fraction]], speech: Speech) -> Markup:
    """Return a bar below each name, with its number at the end."""
    largest = max(money for _, money in bars)
    places = decimals_for(float(money) for _, money in bars)
    parts: list[Markup] = []
    for number, (name, money) in enumerate(bars):
        top = number * ROW
        wide = float(money / largest) * (WIDTH - ROOM)
        parts.append(_word(0, top + 12, shortened(name, MOST_SIGNS)))
        parts.append(box(0, top + 16, wide, TALL, fill=HUES[0], stroke=INK, stroke_width=0.5))
        parts.append(_word(wide + 5, top + 24.5, speech.number(money, places), font_weight="bold"))
    first, last = bars[0], bars[-1]
    said = {
        "first": first[0],
        "most": speech.number(first[1], places),
        "last": last[0],
        "least": speech.number(last[1], places),
    }
    about = speech(say("Bars from {first}, {most}, to {last}, {least}.", **said))
    return picture(anchor, title, about, (WIDTH, ROW * len(bars)), *parts)


def _word(x: float, y: float, text: str, **attributes: str) -> Markup:
    return label(x, y, text, font_family=FONT, font_size=11, fill=INK, **attributes)
