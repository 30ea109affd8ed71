"""A plot of amounts against sizes, both on logarithmic scales, as SVG."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

WIDTH, HEIGHT, LEFT, TOP, GAP = 380, 300, 60, 40, 50
COLOURS = ("#0b6e4f", "#c1440e", "#31508c", "#7a5195", "#6b6b6b")


class Panel(NamedTuple):
    """One plot."""

    title: str
    unit: str
    sizes: Sequence[int]
    curves: Mapping[str, Sequence[float]]
    """Name: an amount above zero for each size."""


def svg_of(panels: Sequence[Panel], note: str) -> str:
    """Return the panels side by side, with a line of text below."""
    width = len(panels) * (LEFT + WIDTH + GAP)
    height = TOP + HEIGHT + 70
    drawn = "\n".join(
        f'<g transform="translate({LEFT + number * (LEFT + WIDTH + GAP)},{TOP})">{_panel(panel)}</g>'
        for number, panel in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12" fill="#222">\n<rect width="100%" height="100%" fill="#fff"/>\n'
        f'{drawn}\n<text x="{LEFT}" y="{height - 12}">{escape(note)}</text>\n</svg>\n'
    )


def _panel(panel: Panel) -> str:
    """Return frame, decades and curves of one panel."""
    amounts = [amount for curve in panel.curves.values() for amount in curve]
    across = _Scale(min(panel.sizes), max(panel.sizes), WIDTH)
    up = _Scale(min(amounts), max(amounts), HEIGHT)
    parts = [
        f'<text y="-14" font-weight="bold">{escape(panel.title)} ({escape(panel.unit)})</text>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>',
        f'<text x="{WIDTH / 2}" y="{HEIGHT + 34}" text-anchor="middle">projects</text>',
    ]
    for decade in across.decades():
        x = across.at(decade)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y2="{HEIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT + 16}" text-anchor="middle">{decade:,.0f}</text>')
    for decade in up.decades():
        y = HEIGHT - up.at(decade)
        parts.append(f'<line x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="-6" y="{y + 4:.1f}" text-anchor="end">{decade:g}</text>')
    for number, (name, curve) in enumerate(panel.curves.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = [(across.at(size), HEIGHT - up.at(amount)) for size, amount in zip(panel.sizes, curve, strict=True)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(f'<text x="10" y="{18 + 16 * number}" fill="{colour}">{escape(name)}</text>')
    return "\n".join(parts)


class _Scale:
    """A logarithmic axis over whole decades."""

    def __init__(self, least: float, most: float, length: float) -> None:
        self._first, self._last = floor(log10(least)), ceil(log10(most))
        if self._first == self._last:
            self._last += 1
        self._length = length

    def at(self, amount: float) -> float:
        """Return where an amount lies."""
        return (log10(amount) - self._first) / (self._last - self._first) * self._length

    def decades(self) -> list[float]:
        """Return the powers of ten on the axis."""
        return [10.0**power for power in range(self._first, self._last + 1)]
