"""
How time and memory grow with the number of projects, apart from the proof.

Each size is read, built, solved and proved in a process of its own. The exponent k is that of the fit
``time = c * (n log n) ** k`` over the larger half of the sizes, for what every process needs however small its case
would flatter the rest: k of at most 1 is growth no worse than n log n.
"""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.alone import parts_in_a_process
from benchmarks.measure import exponent
from benchmarks.plot import Panel, svg_of
from benchmarks.random_program import random_program, write_case
from benchmarks.settings import Settings
from benchmarks.table import Line, duration, limit

PARTS = {"read": "reading", "build": "building", "solve": "solving", "prove": "proving"}
MEMORY_AIM = 8 * 1024
"""MiB, of a million projects."""
EXPONENT_AIM = 1.05
"""Of time and memory; a little above 1, for the fit is of measured times."""


def lines(settings: Settings, folder: Path) -> list[Line]:
    """Measure every size, and draw the plot if a place for it is given."""
    records = []
    for size in settings.sizes:
        case = write_case(random_program(size), folder / f"growth{size}")
        records.append(parts_in_a_process(case))
    curves = {words: [record[part] for record in records] for part, words in PARTS.items()}
    without_proof = [record["read"] + record["build"] + record["solve"] for record in records]
    memory = [record["peak"] for record in records]
    if settings.plot is not None:
        panels = [
            Panel("processor time by part", "s", settings.sizes, curves),
            Panel("most memory", "MiB", settings.sizes, {"whole process": memory}),
        ]
        note = f"without the proof, time grows like (n log n)^{fitted(settings.sizes, without_proof):.2f}"
        settings.plot.write_text(svg_of(panels, note), encoding="utf-8")
    span = f"{settings.sizes[0]:,} to {settings.sizes[-1]:,} projects"
    found = [
        _line(
            f"processor time of all but the proof, {span}", settings.sizes, without_proof, duration(without_proof[-1])
        )
    ]
    found += [
        Line(f"  {name}", duration(curve[-1]), "", f"(n log n)^{fitted(settings.sizes, curve):.2f}")
        for name, curve in curves.items()
    ]
    if settings.sizes[-1] >= 1_000_000:
        what = f"memory of the process, {settings.sizes[-1]:,} projects"
        found.append(limit(what, memory[-1], MEMORY_AIM, f"{memory[-1]:,.0f} MiB", f"<= {MEMORY_AIM:,} MiB"))
    return [*found, _line(f"memory of the process, {span}", settings.sizes, memory, f"{memory[-1]:,.0f} MiB")]


def fitted(sizes: Sequence[int], amounts: Sequence[float]) -> float:
    """Return the exponent of the fit over the larger half of the sizes."""
    half = (len(sizes) - 1) // 2
    return exponent(sizes[half:], amounts[half:])


def _line(what: str, sizes: tuple[int, ...], amounts: list[float], shown: str) -> Line:
    found = fitted(sizes, amounts)
    return limit(what, found, EXPONENT_AIM, shown, f"k <= {EXPONENT_AIM}")._replace(ratio=f"(n log n)^{found:.2f}")
