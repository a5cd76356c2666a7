"""The blocks of statements and the end notes of a page of the UN Treaty Collection → rows of lines.

In: the HTML page of one treaty. Out: for each table below the table of participants (declarations and
reservations, objections, declarations under articles, notifications, end notes) its rows; of a row the
participant in its heading, the numbers of the notes there, and its lines, each a day, a heading or text.
What a row means is not decided here. Stops with ``UnreadableError`` for a table of another shape.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from pathlib import Path

from lxml import etree

from inforce.importers.acts import contents, fault
from inforce.importers.untc_cells import line_of

__all__ = ["TABLES", "Line", "Row", "day_of", "heading_of", "rows_of"]

# The blocks of a page in the order in which they stand → how the page marks each.
TABLES: Mapping[str, str] = {
    "declarations": "_dgDec",
    "objections": "_dgObj",
    "articles": "_dgDecUnderArticle",
    "notifications": "_dgNotifications",
    "notes": "_dgNotesAll",
}
_HEADINGS: Mapping[str, tuple[str, str]] = {
    "declarations": ("_divMainDecTilte", "_divDecTilte"),
    "objections": ("_divMainObjTitle", "_divObjTitle"),
    "articles": ("_divMainDecArt", "_divDecArt"),
    "notifications": ("_div1", "_div2"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}),? (\d{{4}})")
_AGAIN = "Save the status page of one treaty from treaties.un.org again, complete."
_BREAKS = {"br", "p", "div", "tr", "table"}
_NOTE_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Line:
    """One printed line: a ``day``, a ``heading`` (all of it in italics) or ``text``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """One row of a block: whose it is, and what it prints.

    ``participant`` is the heading without its notes, or the number of an end note; ``ordinal`` counts the
    rows of one participant in one block. ``digest`` is the beginning of the SHA-256 of the lines.
    """

    table: str
    participant: str
    ordinal: int
    notes: tuple[str, ...]
    lines: tuple[Line, ...]
    line: int

    @property
    def digest(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of the printed lines."""
        return hashlib.sha256("\n".join(line.text for line in self.lines).encode()).hexdigest()[:16]

    @property
    def text(self) -> str:
        """Everything that the row prints below its heading, in one line."""
        return " ".join(line.text for line in self.lines)


def day_of(text: str) -> date | None:
    """Return the day that is all of a text.

    >>> day_of("5 May 1998"), day_of("since 5 May 1998")
    (datetime.date(1998, 5, 5), None)
    """
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None


def page_of(path: Path) -> etree._Element:
    """Return the parsed page. Raises ``UnreadableError`` where the file is no HTML."""
    parser = etree.HTMLParser(huge_tree=False, no_network=True)
    try:
        root = etree.fromstring(contents(path), parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise fault(path.name, 1, f"is no HTML page ({problem}).", _AGAIN) from problem
    if root is None:
        raise fault(path.name, 1, "is no HTML page.", _AGAIN)
    return root


def heading_of(root: etree._Element, table: str) -> str:
    """Return the heading over a block, with what it says in brackets; empty where it has none."""
    parts = [
        " ".join(line.text for line in _lines(element))
        for ending in _HEADINGS[table]
        for element in _ending(root, ending)
    ]
    return " ".join(part for part in parts if part)


def rows_of(path: Path, root: etree._Element) -> list[Row]:
    """Return the rows of every block of a page, in the order in which they stand.

    Raises ``UnreadableError`` where a block stands twice or a row has not the parts that it should have.
    """
    rows: list[Row] = []
    for table, mark in TABLES.items():
        found = _ending(root, mark)
        if len(found) > 1:
            raise fault(path.name, line_of(found[1]), f"the block of {table} stands twice.", _AGAIN)
        for element in found:
            rows += _rows(path, table, element)
    return rows


def _rows(path: Path, table: str, element: etree._Element) -> Iterator[Row]:
    seen: Counter[str] = Counter()
    for row in (row for part in (element, *element.findall("tbody")) for row in part.findall("tr")):
        line = line_of(row)
        notes: tuple[str, ...] = ()
        if table == "notes":
            (text,) = _parts(path, row, "_divNotesAll")
            anchor = next((a for a in text.iter("a") if a.get("name")), None)
            number = anchor.get("name", "") if anchor is not None else ""
            if not _NOTE_NUMBER.fullmatch(number):
                raise fault(path.name, line, "an end note has no number.", _AGAIN)
            lines = _lines(text)
            if lines and lines[0].text.startswith(number):
                lines[0] = Line(lines[0].kind, lines[0].text.removeprefix(number).strip())
            who = number
            lines = [one for one in lines if one.text]
        else:
            ending = "_divNotificationText" if table == "notifications" else "_divText"
            head, text = _parts(path, row, "_divParticipant", ending)
            who, notes = _without_notes(head)
            lines = _lines(text)
            if not who and len(lines) == 1:
                # The name alone may stand below, with a note in the place of a text.
                who, notes, lines = *_without_notes(text), []
        if not who:
            raise fault(path.name, line, f"a row of the block of {table} names nobody.", _AGAIN)
        seen[who] += 1
        if table == "notes" and seen[who] > 1:
            raise fault(path.name, line, f"end note {who} stands twice.", _AGAIN)
        yield Row(table, who, seen[who], notes, tuple(lines), line)


def _parts(path: Path, row: etree._Element, *endings: str) -> list[etree._Element]:
    parts: list[etree._Element] = []
    for ending in endings:
        found = _ending(row, ending)
        if len(found) != 1:
            raise fault(path.name, line_of(row), f"a row has {len(found)} parts {ending[1:]}.", _AGAIN)
        parts.append(found[0])
    return parts


def _without_notes(element: etree._Element) -> tuple[str, tuple[str, ...]]:
    notes = tuple(
        number
        for sup in element.iter("sup")
        for number in _NOTE_NUMBER.findall("".join(map(str, sup.itertext())))
    )
    return " ".join(line.text for line in _lines(element)), notes


def _lines(element: etree._Element) -> list[Line]:
    """Return the printed lines of an element, without references to notes and without hidden parts."""
    runs: list[list[tuple[str, bool]]] = [[]]

    def collect(inside: etree._Element, italic: bool) -> None:
        runs[-1].append((inside.text or "", italic))
        for child in inside:
            if isinstance(child.tag, str) and not _is_hidden(child):
                if child.tag in _BREAKS:
                    runs.append([])
                collect(child, italic or child.tag == "i")
                if child.tag in _BREAKS - {"br"}:
                    runs.append([])
                if child.tag == "td":
                    runs[-1].append((" ", italic))
            runs[-1].append((child.tail or "", italic))

    collect(element, False)
    lines: list[Line] = []
    for run in runs:
        lead = "".join(part for part, _ in takewhile(lambda piece: piece[1] or not piece[0].strip(), run))
        text = " ".join("".join(part for part, _ in run).split())
        lead = " ".join(lead.split())
        if lead.endswith(":") and lead != text:
            # A heading in italics with its text in the same line.
            lines += [Line("heading", lead), Line("text", text.removeprefix(lead).strip())]
        elif text:
            heading = lead == text
            lines.append(Line("day" if day_of(text) else "heading" if heading else "text", text))
    return lines


def _is_hidden(element: etree._Element) -> bool:
    return element.tag in ("sup", "superscript") or element.get("class") == "invisible"


def _ending(root: etree._Element, ending: str) -> list[etree._Element]:
    return [element for element in root.iter(etree.Element) if element.get("id", "").endswith(ending)]
