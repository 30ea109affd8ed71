"""The page as a reader or a program takes it in: its elements, its texts, its tables."""

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "path", "rect", "line", "circle", "polyline"}
"""Elements without an end, or that the page ends at once."""
IMPLIED = {"td": {"td", "th"}, "th": {"td", "th"}, "tr": {"tr", "td", "th"}}
"""Elements that HTML ends by itself where another begins."""


@dataclass
class Element:
    """An element with what stands in it."""

    tag: str
    attributes: dict[str, str | None]
    inside: list["Element | str"] = field(default_factory=list)

    def each(self, tag: str = "") -> Iterator["Element"]:
        """Yield the elements below, of one kind or all."""
        for child in self.inside:
            if isinstance(child, Element):
                if not tag or child.tag == tag:
                    yield child
                yield from child.each(tag)

    def one(self, **wanted: str) -> "Element":
        """Return the only element below with such attributes."""
        [found] = [each for each in self.each() if all(each.attributes.get(key) == wanted[key] for key in wanted)]
        return found

    @property
    def text(self) -> str:
        """The words, without those of titles that are read out for a picture."""
        return "".join(child if isinstance(child, str) else child.text for child in self.inside)

    def cells(self) -> list[list[str]]:
        """Return the texts of the rows of a table, without its head."""
        return [[cell.text.strip() for cell in row.each("td")] for row in self.each("tr") if any(row.each("td"))]

    def heads(self) -> list[str]:
        """Return the texts of the head of a table."""
        return [cell.text.strip() for cell in self.each("th")]


class _Reader(HTMLParser):
    """Builds the tree and refuses an end that fits no beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        while self.open[-1].tag in IMPLIED.get(tag, ()):
            self.open.pop()
        element = Element(tag, dict(attrs))
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        while self.open[-1].tag in {"td", "th", "tr"} and self.open[-1].tag != tag:
            self.open.pop()
        assert self.open[-1].tag == tag, (self.open[-1].tag, tag)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(page: bytes) -> Element:
    """Return the tree of a page, in which everything that is begun is ended; what is packed is unpacked."""
    reader = _Reader()
    reader.feed(page.decode())
    reader.close()
    assert len(reader.open) == 1
    for template in [each for each in reader.root.each("template") if each.attributes["class"] == "packed"]:
        template.inside = [read(zlib.decompress(base64.b64decode(template.text)))]
    return reader.root


def saved_from(page: Element) -> dict[str, Any]:
    """Return what may be saved from a page."""
    [data] = [each for each in page.each("template") if each.attributes["class"] == "data"]
    found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(data.text)))
    return found


def number(shown: str, language: str) -> Decimal:
    """Return the first number of a text, as people of that language read it."""
    marks = str.maketrans(".,", ",.") if language == "vi" else {}
    return Decimal(shown.split(maxsplit=1)[0].translate(marks).replace(",", ""))


def shows(text: str, value: float, language: str) -> bool:
    """Return whether a text shows a number rounded half up to as many decimals as it has."""
    seen = number(text, language)
    exponent = min(int(seen.as_tuple().exponent), 0)
    return Decimal(str(value)).quantize(Decimal(1).scaleb(exponent), ROUND_HALF_UP) == seen
