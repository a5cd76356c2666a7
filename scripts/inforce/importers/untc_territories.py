"""To which territories the participants of a UN status page have extended the treaty → acts.

In: the block ``Territorial Application`` of a page (participant, day of receipt, territories in one cell; a
row without a participant goes on with the one above), and what its end notes say, as
``untc_territories.csv`` tells it note by note: an application, its day, the day from which the notice says
that it counts; or an exclusion made with a consent. Out: one act for each territory to which the treaty is
extended, one statement for all that a consent leaves out. An end note that repeats a row of the block adds
its effect to it.

The names of territories are resolved by ``merge``, which stops at one that ``territories.ttl`` does not have.
Stops with ``UnreadableError`` for a block of another shape and for an end note that has changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lxml import etree

from inforce import names
from inforce.importers.acts import Act, day, fault, sheet
from inforce.importers.statements import Said
from inforce.importers.untc_cells import line_of, text_of
from inforce.importers.untc_rows import Row

__all__ = ["TERRITORIES", "Noted", "joined", "listed"]

TERRITORIES = Path(__file__).with_name("untc_territories.csv")

_COLUMNS = ("page", "note", "digest", "act", "participant", "territories", "day", "from", "written", "remark")
_APPLIED, _LEFT_OUT = "application", "exclusion"
_HEADER = ("Participant", "Date of receipt of the notification", "Territories")
_DAY = re.compile(r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Names of one territory in which a comma or an "and" stands; everywhere else these part two.
_WHOLE = (
    "Falkland Islands (Malvinas) and Dependencies",
    "Pitcairn, Henderson, Ducie and Oeno Islands",
    "South Georgia and South Sandwich Islands",
    "South Georgia and the South Sandwich Islands",
    "St. Helena and Dependencies",
    "Turks and Caicos Islands",
)
_PART = re.compile(rf"({'|'.join(map(re.escape, _WHOLE))}|(?:(?!, | and ).)+)(?:, and |, | and |$)")
_AGAIN = "Save the status page of one treaty from treaties.un.org again, complete."


def listed(path: Path, root: etree._Element, towards: str, at: date) -> Iterator[Act]:
    """Yield the acts of the block of territorial applications; a page without one has none."""
    found = [element for element in root.iter("table") if element.get("id", "").endswith("_tblDec")]
    if len(found) > 1:
        raise fault(path.name, line_of(found[1]), "the block of territories stands twice.", _AGAIN)
    rows = [row for table in found for part in (table, *table.findall("tbody")) for row in part.findall("tr")]
    who = ""
    for place, row in enumerate(rows):
        cells, line = [text_of(cell) for cell in row], line_of(row)
        if place == 0:
            if tuple(cells) != _HEADER:
                raise fault(
                    path.name,
                    line,
                    f"the header of the block of territories is {' | '.join(cells)!r}.",
                    f"It has the columns {', '.join(_HEADER)}.",
                )
            continue
        if len(cells) != 3 or not (cells[0] or who) or not cells[2]:
            raise fault(
                path.name,
                line,
                f"the row {' | '.join(cells)!r} of the block of territories names no participant or no territory.",
                _AGAIN,
            )
        who = cells[0] or who
        received = day(path.name, line, cells[1], _DAY, "20 May 1976", _MONTHS)
        if received > at:
            raise fault(
                path.name, line, f"{cells[1]!r} of {who} lies after the day of the page, {at}.", _AGAIN
            )
        for territory in _names(cells[2]):
            yield Act(
                participant=who,
                towards=towards,
                kind="TerritorialApplication",
                territory=territory,
                date=received,
                as_written=f"{cells[1]} ({territory})",
                file=path.name,
                line=line,
            )


def _names(text: str) -> list[str]:
    """Return the names in a list.

    >>> _names("Jersey, Pitcairn, Henderson, Ducie and Oeno Islands, Turks and Caicos Islands and Tuvalu")
    ['Jersey', 'Pitcairn, Henderson, Ducie and Oeno Islands', 'Turks and Caicos Islands', 'Tuvalu']
    """
    return [found[1] for found in _PART.finditer(text)]


def joined(acts: Iterable[Act], told: Iterable[Act]) -> list[Act]:
    """Return the acts of a page with those of its end notes; a note on a row of the block adds its effect."""
    found = list(acts)
    places = {_key(act): place for place, act in enumerate(found) if act.territory}
    for act in told:
        place = places.get(_key(act))
        if place is None or act.date is None:
            found.append(act)
        else:
            found[place] = replace(found[place], effective_from=act.effective_from, note=act.note)
    return found


def _key(act: Act) -> tuple[str, str, date | None]:
    return act.participant, names.key(act.territory), act.date


@dataclass(frozen=True)
class _Told:
    line: int
    digest: str
    cells: Mapping[str, str]


class Noted:
    """What the end notes of one or more pages say of territories."""

    def __init__(self, path: Path | None) -> None:
        self._path = path or TERRITORIES
        self._told: dict[tuple[str, str], list[_Told]] = defaultdict(list)
        for line, cells in sheet(path, _COLUMNS) if path else ():
            dated = bool(cells["day"] or cells["from"])
            if (
                not cells["participant"]
                or not cells["territories"]
                or (cells["act"], dated) not in {(_APPLIED, True), (_LEFT_OUT, False)}
            ):
                raise fault(
                    self._path.name,
                    line,
                    "the line says not who extended the treaty, to what, or when.",
                    f"Give {_APPLIED} with the day or that of the effect, or {_LEFT_OUT} without one; a "
                    "participant; territories parted by semicolons.",
                )
            self._told[cells["page"], cells["note"]].append(_Told(line, cells["digest"], cells))

    def acts(self, file: str, page: str, towards: str, rows: Iterable[Row]) -> Iterator[Act]:
        """Yield the applications that the end notes of a page tell."""
        for row, one in self._of(file, page, rows):
            if one.cells["act"] == _APPLIED:
                for territory in one.cells["territories"].split("; "):
                    yield self._act(file, towards, row, one, territory)

    def said(self, file: str, page: str, towards: str, rows: Iterable[Row]) -> Iterator[Said]:
        """Yield the exclusions that the end notes of a page tell."""
        for row, one in self._of(file, page, rows):
            if one.cells["act"] == _LEFT_OUT:
                yield Said(
                    participant=one.cells["participant"],
                    towards=towards,
                    kind="Declaration",
                    does="exclusion",
                    territories=tuple(one.cells["territories"].split("; ")),
                    made_with="consent",
                    as_written=f"{one.cells['written']} (end note {row.participant})",
                    note=one.cells["remark"],
                    file=file,
                    line=row.line,
                )

    def _of(self, file: str, page: str, rows: Iterable[Row]) -> Iterator[tuple[Row, _Told]]:
        """Yield what the end notes of a page tell. Stops where a note has changed or is missing."""
        notes = {row.participant: row for row in rows if row.table == "notes"}
        for (at, number), told in self._told.items():
            if at != page:
                continue
            row = notes.get(number)
            for one in told:
                if row is None or row.digest != one.digest:
                    raise fault(
                        file,
                        row.line if row else 0,
                        f"end note {number} is not the one that was read, or is missing.",
                        f"Read it again and correct {self._path.name}, line {one.line}"
                        + (f" (digest {row.digest})." if row else "."),
                    )
                yield row, one

    def _act(self, file: str, towards: str, row: Row, one: _Told, territory: str) -> Act:
        received = self._day(one, "day")
        effect = self._day(one, "from")
        printed = one.cells["written"] or (f"{received.day} {received:%B %Y}" if received else "")
        return Act(
            participant=one.cells["participant"],
            towards=towards,
            kind="TerritorialApplication",
            territory=territory,
            date=received,
            effective_from=effect,
            as_written=f"{printed} (end note {row.participant}, {territory})",
            note=one.cells["remark"],
            file=file,
            line=row.line,
        )

    def _day(self, one: _Told, name: str) -> date | None:
        try:
            return date.fromisoformat(one.cells[name]) if one.cells[name] else None
        except ValueError as problem:
            raise fault(
                self._path.name,
                one.line,
                f"{name} is {one.cells[name]!r}, no day.",
                "Write it as 1998-05-05.",
            ) from problem
