"""
Damage: what slips, transfers and malice do to an input, from a swapped value to a bomb.

The dice decide, so that the same damage comes from a seed, from Hypothesis and from a fuzzer that reads bytes.
"""

import copy
import csv
import io
import json
import random
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

JUNK = [
    *("", "no", "010", "1:30", "1_000", "NaN", "98.000,5", "17.000", "1e5", "9" * 41, "٢٠٢١", "-5", "0", "0 %", "40"),
    *("40 %", "140 %", "2025", "1850", "5/yr", "1 t/yr", "5 MWh", "3 million VND", "3 billion VND", "x 2", "drop"),
    *("a.b", "*", "=cmd", "{x}", "%s", "[red]x", "<b>", "__proto__", "é", "/etc/model", "../x", "true", "all", "none"),
    *("co2e", "toe", "starts", "public_money", "total_cost", "projects", "candidate", "required", "committed"),
    *(
        "excluded",
        "finished",
        "continuous",
        "all_or_nothing",
        "year",
        "factors",
        "budget",
        "facility",
        "coal",
        "mining",
    ),
]
Tree = dict[str, Any]


JSON_JUNK: list[Any] = [
    *(None, True, False, 0, 1, -1, 2025, 1850, 10**30, 1e300, -0.0, 0.5, "", "x", "1/0", "1/3", "0", "-1", "2025"),
    *("\x1b[31m", "\u202e", "\ud800", "a\nb", "<script>", "{x}", "%s", "9" * 5000, [], {}, [[]], {"a": {}}, ["x"], [0]),
]
"""Values that do not belong where they stand in a document."""

WORDS: list[bytes] = [
    *(b"", b" ", b"\n", b"\r\n", b"\r", b"\t", b"\0", b": ", b"- ", b"#", b"? ", b"---\n", b"...\n", b"%YAML 1.2\n"),
    *(b"&a ", b"*a", b"!!int ", b"!", b"<<: ", b"|\n", b">-\n", b"'", b'"', b"[", b"]", b"{", b"}", b",", b";", b"."),
    *(b"=", b"..", b"*", b"x 0.5", b"x 0", b"+ 5 %", b"- 5 %", b"drop", b"x-", b"~", b"null", b"true", b"NaN", b"-0"),
    *(b"1e999999999", b"9" * 5000, b"0." + b"0" * 38 + b"1", b"9" * 40, b"1/0", b"-1", b"0", b"0 %", b"100 %", b"1e5"),
    *(b"2025", b"1850", b"99999", b"[2026, 2028]", b"[2028, 2026]", b"{2026: 5}", b"17.000", b"0,5", b"98.000,5"),
    *("\u202e".encode(), "\u2028".encode(), "\u2066".encode(), "\ufeff".encode(), "а".encode(), "e\u0301".encode()),
    *("\U000e0041".encode(), "\u3164".encode(), "٢٠٢٥".encode(), "ﬁ".encode(), "\u0301".encode() * 20),
    *(b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xff\xfe", b"PK\x03\x04", b"\x1b[2J", b"\x85", b"\x7f"),
    *(b"../", b"/dev/zero", b"/etc/passwd", b"C:\\x", b"~/x", b"con", b"a" * 5000, b"[" * 50, b"{a: " * 50, b"%s%n"),
    *(b"{0.__class__}", b"{x}", b"$(x)", b"=cmd|'x'!A1", b"@SUM(1)", b"<script>", b"]]>", b"&amp;", b"sep=;"),
    *(b"projects", b"funds", b"rules", b"table: projects.csv", b"extends", b"vary", b"not", b"lifetime", b"year"),
]
"""Pieces that readers of text stumble over."""

XML_JUNK: list[bytes] = [
    *(b"", b'c r="A1">', b'c r="XFD1048576"><v>1</v></c>', b'c r="ZZZ99999999">', b'c r="A0">', b"c>", b"row>", b"v>"),
    *(b'row r="99999999">', b'c r="B2" t="s"><v>99999</v></c>', b'c r="B2" t="s"><v>-1</v></c>', b'c t="e">'),
    *(b'c r="B3" t="b"><v>7</v></c>', b'c r="B2" t="d"><v>2025</v></c>', b'c r="B2"><v>1e999</v></c>', b"f>1+1</f>"),
    *(b'c r="B2"><v>NaN</v></c>', b'c r="B2" t="inlineStr"><is><t>x</t></is></c>', b'mergeCell ref="A1:XFD1048576"/>'),
    *(b'!DOCTYPE x [<!ENTITY a "b">]>', b"x>&a;</x>", b"?xml version='1.0' encoding='utf-16'?>", b"![CDATA[x]]>"),
    *(b'sheet name="x" sheetId="1" state="hidden" r:id="rId1"/>', b'sheet name="" sheetId="1" r:id="rId9"/>'),
    *(b'mergeCell ref="A1:A0"/>', b'dimension ref="A1:XFD1048576"/>', b'col min="1" max="16384" hidden="1"/>'),
]
"""Pieces of XML that no spreadsheet writes."""

PART_NAMES = ["../evil.xml", "/etc/passwd", "xl/worksheets/sheet1.xml", "xl\\workbook.xml", "", "a" * 300]

LONGEST = 300_000
"""Bytes at which damage ends: what is larger is tried once, in the tests of limits."""

WHOLE: list[Callable[[bytes], bytes]] = [
    lambda data: b"\xef\xbb\xbf" + data,
    lambda data: data.replace(b"\n", b"\r\n"),
    lambda data: data.replace(b"\n", b"\r"),
    lambda data: data.replace(b"  ", b"\t"),
    lambda data: data.decode("utf-8", "replace").encode("utf-16"),
    lambda data: data.decode("utf-8", "replace").encode("utf-16-le"),
    lambda data: data.decode("utf-8", "replace").encode("cp1258", "replace"),
    lambda data: unicodedata.normalize("NFD", data.decode("utf-8", "replace")).encode(),
    lambda data: data * 2,
    lambda data: data.replace(b",", b";"),
    lambda data: data.upper(),
    lambda data: data[::-1],
]
"""What happens to a whole file."""


class Damage:
    """Random damage; the same for the same throws of the dice."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def tree(self, tree: Tree) -> None:
        """Damage one place of a tree."""
        places = list(self._places(tree))
        parent, key = self.dice.choice(places)
        other, other_key = self.dice.choice(places)
        match self.dice.randrange(9):
            case 0:
                del parent[key]
            case 1:
                parent[key] = self.dice.choice(JUNK)
            case 2:
                parent[key] = copy.deepcopy(other[other_key])
            case 3:
                first, second = copy.deepcopy(parent[key]), copy.deepcopy(other[other_key])
                other[other_key], parent[key] = first, second
            case 4:
                parent[key] = self._reshaped(parent[key])
            case 5 if isinstance(parent, dict):
                parent[self.dice.choice(JUNK)] = parent[key]
            case 6 if isinstance(parent, dict):
                renamed = {(self.dice.choice(JUNK) if name == key else name): parent[name] for name in parent}
                parent.clear()
                parent.update(renamed)
            case 7 if isinstance(parent, list):
                parent.append(copy.deepcopy(parent[key]))
            case _:
                parent[key] = self._rewritten(parent[key])

    def table(self, text: str, delimiter: str = ",") -> str:
        """Damage one cell, row or column of a CSV file."""
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        row = self.dice.randrange(len(rows))
        column = self.dice.randrange(len(rows[0]))
        match self.dice.randrange(6):
            case 0:
                del rows[row]
            case 1:
                rows.append(list(rows[row]))
            case 2:
                rows = [[cell for number, cell in enumerate(each) if number != column] for each in rows]
            case 3:
                rows[row] = rows[row][:column]
            case 4:
                rows[row][column] = self._rewritten(rows[row][column])
            case _:
                rows[row][column] = self.dice.choice([*JUNK, "a|b", "|", "2021..2024", "..", '"'])
        stream = io.StringIO()
        csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
        return stream.getvalue()

    def _places(self, node: Any) -> Any:
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            yield node, key
            if isinstance(node[key], (dict, list)):
                yield from self._places(node[key])

    def _reshaped(self, value: Any) -> Any:
        if isinstance(value, dict):
            return list(value.values())
        if isinstance(value, list):
            return {str(number): each for number, each in enumerate(value)}
        return self.dice.choice([[value], {"a": value}, {}, []])

    def _rewritten(self, value: Any) -> Any:
        if not isinstance(value, str):
            return self.dice.choice(JUNK)
        return self.dice.choice(["-", "x ", "0", "", ""]) + value + self.dice.choice(["", " %", "/yr", "0", ".5", " t"])

    def text(self, data: bytes, others: Sequence[bytes] = (b"",)) -> bytes:
        """Damage bytes as a hand, an editor or a broken transfer does, a few times over."""
        for _ in range(self.dice.choice([1, 1, 1, 2, 3, 6])):
            data = self._once(data, others)
        return data[:LONGEST]

    def document(self, data: bytes) -> bytes:
        """Damage a JSON document that greenopt wrote, and write it as greenopt does; other bytes as a text."""
        try:
            tree = json.loads(data)
            self.json(tree)
            again = json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        except (ValueError, TypeError, IndexError):
            return self.text(data)
        return again.encode("utf-8", "surrogatepass")

    def json(self, tree: Any) -> None:
        """Damage one place of a JSON document."""
        places = list(self._places(tree))
        parent, key = self.dice.choice(places)
        other, other_key = self.dice.choice(places)
        match self.dice.randrange(6):
            case 0:
                del parent[key]
            case 1:
                parent[key] = self.dice.choice(JSON_JUNK)
            case 2:
                parent[key] = copy.deepcopy(other[other_key])
            case 3 if isinstance(parent, dict):
                parent[self.dice.choice(JUNK)] = parent[key]
            case 4 if isinstance(parent, list):
                parent.append(copy.deepcopy(parent[key]))
            case _:
                parent[key] = self._changed(parent[key])

    def workbook(self, data: bytes, others: Sequence[bytes] = (b"",)) -> bytes:
        """Damage one part of a workbook, rarely the archive around it."""
        if self.dice.randrange(6) == 0:
            return self.text(data, others)
        parts = unpacked(data)
        name = self.dice.choice(sorted(parts))
        match self.dice.randrange(12):
            case 0:
                del parts[name]
            case 1:
                parts[self.dice.choice([*PART_NAMES, *sorted(parts)])] = parts[name]
            case _:
                parts[name] = self._xml(parts[name], list(parts.values()))
        return packed(parts)

    def _xml(self, data: bytes, others: Sequence[bytes]) -> bytes:
        if self.dice.randrange(3) == 0:
            return self.text(data, others)
        pieces = data.split(b"<")
        place = self.dice.randrange(len(pieces))
        match self.dice.randrange(5):
            case 0:
                del pieces[place]
            case 1:
                pieces.insert(self.dice.randrange(len(pieces)), pieces[place])
            case 2:
                pieces[place] = self.dice.choice(XML_JUNK)
            case 3:
                pieces[place] = self._once(pieces[place], XML_JUNK)
            case _:
                pieces[place] = pieces[place].replace(b'"', b'"' + self.dice.choice(WORDS), 1)
        return b"<".join(pieces)

    def _changed(self, value: Any) -> Any:
        if isinstance(value, bool) or value is None:
            return self.dice.choice(JSON_JUNK)
        if isinstance(value, int | float):
            return self.dice.choice([-value, value + 1, value * 1e300, int(value), str(value), value / 7, [value]])
        if isinstance(value, str):
            return self._rewritten(value)
        return self._reshaped(value)

    def _once(self, data: bytes, others: Sequence[bytes]) -> bytes:
        here = self.dice.randrange(len(data) + 1)
        there = min(len(data), here + self.dice.choice([0, 1, 2, 3, 8, 40, 300]))
        match self.dice.randrange(12):
            case 0:
                return data[:here] + data[there:]
            case 1:
                return data[:here] + self.dice.choice(WORDS) + data[here:]
            case 2:
                return data[:here] + self.dice.choice(WORDS) + data[there:]
            case 3:
                return data[:here] + bytes([self.dice.randrange(256)]) + data[here + 1 :]
            case 4:
                return data[:there] + data[here:there] * self.dice.choice([1, 1, 2, 50]) + data[there:]
            case 5:
                return data[:here]
            case 6:
                other = self.dice.choice(others)
                start = self.dice.randrange(len(other) + 1)
                return data[:here] + other[start : start + self.dice.choice([1, 8, 40, 300])] + data[there:]
            case 7:
                return self.dice.choice(WHOLE)(data)
            case _:
                return self._line(data)

    def _line(self, data: bytes) -> bytes:
        lines = data.split(b"\n")
        place = self.dice.randrange(len(lines))
        match self.dice.randrange(6):
            case 0:
                del lines[place]
            case 1:
                lines.insert(self.dice.randrange(len(lines) + 1), lines[place])
            case 2:
                lines[place] = self.dice.choice([b"  ", b" ", b"\t", b"- "]) + lines[place]
            case 3:
                lines[place] = lines[place].removeprefix(b"  ")
            case 4:
                key, colon, value = lines[place].partition(b": ")
                lines[place] = key + colon + self.dice.choice([*WORDS, value[::-1]])
            case _:
                lines[place] += self.dice.choice(WORDS)
        return b"\n".join(lines)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """Return parts as a workbook, the same bytes for the same parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
