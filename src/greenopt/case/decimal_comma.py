"""
Numbers as Vietnamese tables write them: ``98.000,5`` is 98000.5.

A cell is rewritten when it is a number, with a unit of up to three words after it or none: a number that kept its
thousands point would later be read as a thousandth of itself.
"""

import re

_NUMBER = re.compile(
    r"([+-]?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?((?:\s*%|\s*/\S+|(?:\s+[^\s0-9]+){1,3})?)"
)
_FOREIGN = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\.[0-9]+\s*%?")


def with_point(cell: str) -> str | None:
    """
    Return a cell with its number as everywhere else in a case, and any other cell as it is.

    None means that the cell is a number, but not in a Vietnamese table: ``1.5`` or ``98,000.5``.
    """
    if not cell or not (cell[0].isdigit() or cell[0] in "+-"):
        return cell
    if match := _NUMBER.fullmatch(cell):
        sign, whole, decimals, unit = match.groups()
        return f"{sign}{whole.replace('.', '')}{'.' + decimals if decimals else ''}{unit}"
    return None if _FOREIGN.fullmatch(cell) else cell
