"""
Pictures: SVG as text, every attribute and every word escaped, and what all charts share.

Colours keep a contrast of 3 to 1 against white and never speak alone: each has a pattern of its own, and every chart
has labels and a table beside it.
"""

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup, escape

HUES = ("#0072B2", "#D55E00", "#007A59", "#AA3377", "#555555")
"""Colours of a series, in order; a sixth series begins again, and its label tells it apart."""
INK, FAINT = "#1a1a1a", "#8a8a8a"
_PATTERNS = (
    "",
    "M-2 8L8 -2M6 10L10 6M0 0",
    "M2 2h2v2h-2zM6 6h2v2h-2z",
    "M0 4H8",
    "M4 0V8",
)


def tag(name: str, *children: str | Markup, **attributes: str | float | None) -> Markup:
    """
    Return an element.

    Args:
        name: of the element.
        children: elements, or texts, which are escaped.
        attributes: ``_`` stands for ``-``, and none at the end counts; those that are None are left out.
    """
    opening = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _short(value))
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(escape(each) for each in children)
    if not inside:
        return Markup("<{}{}/>").format(name, opening)
    return Markup("<{}{}>{}</{}>").format(name, opening, inside, name)


def _short(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(float(value), 1):g}"


def picture(anchor: str, title: str, description: str, size: tuple[float, float], *children: Markup) -> Markup:
    """Return a chart with its name and its description for those who do not see it."""
    width, height = size
    return tag(
        "svg",
        tag("title", title, id=f"{anchor}-title"),
        tag("desc", description, id=f"{anchor}-desc"),
        *children,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_labelledby=f"{anchor}-title {anchor}-desc",
    )


def box(x: float, y: float, width: float, height: float, hover: str = "", **attributes: str | float | None) -> Markup:
    """Return a rectangle that says something when it is pointed at."""
    inside = (tag("title", hover),) if hover else ()
    return tag("rect", *inside, x=x, y=y, width=max(width, 0), height=max(height, 0), **attributes)


def label(x: float, y: float, text: str, **attributes: str | float | None) -> Markup:
    """Return a horizontal text."""
    return tag("text", text, x=x, y=y, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float | None) -> Markup:
    """Return a straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def filled(place: int) -> str:
    """Return the class of the n-th series, which gives it its colour, its pattern and an outline."""
    return f"f{place % len(HUES)}"


def patterns() -> Markup:
    """Return the fills of all series, which stand once on the page."""
    made = []
    for place, (hue, path) in enumerate(zip(HUES, _PATTERNS, strict=True)):
        strokes = (tag("path", d=path, stroke="#fff", stroke_width=1.3, fill="none"),) if path else ()
        made.append(
            tag(
                "pattern",
                box(0, 0, 8, 8, fill=hue),
                *strokes,
                id=f"fill{place}",
                width=8,
                height=8,
                patternUnits="userSpaceOnUse",
            )
        )
    return tag("svg", tag("defs", *made), width=0, height=0, aria_hidden="true", class_="fills")


def ticks(largest: float, wanted: int = 4) -> Sequence[Fraction]:
    """Return round numbers from nothing to just above the largest, some four steps."""
    if largest <= 0:
        return (Fraction(0), Fraction(1))
    rough = Fraction(str(largest)) / wanted
    power = Fraction(1)
    while power * 10 <= rough:
        power *= 10
    while power > rough:
        power /= 10
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough)
    count = -(-Fraction(str(largest)) // step)
    return tuple(step * each for each in range(count + 1))


def shortened(text: str, most: int) -> str:
    """Return a label that fits; what is cut stands in the table beside the chart."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def ticks_between(low: float, high: float, wanted: int = 4) -> Sequence[Fraction]:
    """Return round numbers from just below the lowest to just above the highest."""
    first, last = Fraction(str(low)), Fraction(str(high))
    if first == last:
        return (first, first + max(abs(first) / 10, Fraction(1)))
    step = ticks(float(last - first), wanted)[1]
    begin, end = first // step, -(-last // step)
    return tuple(step * each for each in range(begin, end + 1))
