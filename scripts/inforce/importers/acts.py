"""What a record says, and the strict reading of files: the common part of every reader.

A reader is a module with ``read(paths, options) -> list[Record]``, which is pure. A code, a cell or a name
is handled, ignored by name, or stops with the ``UnreadableError`` that ``fault`` makes.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inforce import names, terms
from inforce.errors import UnreadableError

__all__ = [
    "SUCCESSORS",
    "Act",
    "Disagreement",
    "Gap",
    "Options",
    "Record",
    "Split",
    "Total",
    "contents",
    "day",
    "fault",
    "sha256",
    "sheet",
    "treaty_number",
]


# --- what a record says -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act of one participant, as a record shows it.

    ``participant`` and ``towards`` are names as printed, resolved by ``merge``; ``code`` is an ISO 3166
    code where the record prints one, and then decides. ``kind`` is a class of ``terms.EVENTS``. An act for a
    ``territory`` names it as printed; ``effective_from`` is the day from which the notice says that it counts.
    """

    participant: str
    towards: str
    kind: str
    as_written: str
    file: str
    line: int
    date: dt.date | None = None
    not_before: dt.date | None = None
    not_after: dt.date | None = None
    stated_effect: dt.date | None = None
    code: str = ""
    certainty: str = "recorded"
    note: str = ""
    territory: str = ""
    effective_from: dt.date | None = None

    def __post_init__(self) -> None:
        assert self.kind in terms.EVENTS, self.kind
        assert self.certainty in terms.SCHEMES["certainties"], self.certainty
        assert self.date is None or (self.not_before is None and self.not_after is None), self


@dataclass(frozen=True, kw_only=True)
class Total:
    """How many signatories and parties a record itself prints for a treaty."""

    towards: str
    signatories: int
    parties: int


@dataclass(frozen=True, kw_only=True)
class Gap:
    """What a record that is complete leaves out: earlier spells of one participant."""

    towards: str
    participant: str
    note: str
    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """Another date for one of the acts of the same record, which the record prints in another place."""

    act: Act
    value: dt.date
    note: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """One document: what it is, when its content was true, what it covers and which acts it shows.

    ``status_at`` is the day on which its content was true, or ``status_not_before`` and
    ``status_not_after`` bound it; with neither it is undated. ``ignored`` says in words what was left
    aside by name.
    """

    id: str
    label: str
    publisher: str
    address: str
    sha256: tuple[str, ...]
    read_on: dt.date
    acts: tuple[Act, ...]
    status_at: dt.date | None = None
    status_not_before: dt.date | None = None
    status_not_after: dt.date | None = None
    complete_for: tuple[str, ...] = ()
    complete_for_current: tuple[str, ...] = ()
    partial_for: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    gaps: tuple[Gap, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    ignored: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a reader is told: the day of reading, which treaties to take, which of them a table covers.

    ``treaties`` chooses where a file holds many; empty means what the format says. ``complete`` are
    pairs of a source and a treaty that a hand-made table shows wholly.
    """

    read_on: dt.date
    treaties: tuple[str, ...] = ()
    complete: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Split:
    """A state that began on a day, whose earlier acts in the records are those of another."""

    predecessor: str
    day: dt.date


# The Council of Europe prints the acts of the predecessor in the rows of these states, without a word.
SUCCESSORS: Mapping[str, Split] = {
    "Czech Republic": Split("Czechoslovakia", dt.date(1993, 1, 1)),
    "Slovakia": Split("Czechoslovakia", dt.date(1993, 1, 1)),
    "Montenegro": Split("Serbia", dt.date(2006, 6, 3)),
}


# --- reading files strictly ---------------------------------------------------------------------------


def fault(file: str, line: int, what: str, todo: str) -> UnreadableError:
    """Return the error for a place in a file. A line of 0 means the file as a whole."""
    place = f"{file}, line {line}" if line else file
    return UnreadableError(f"{place}: {what}", hint=todo)


def contents(path: Path) -> str:
    """Return the text of a UTF-8 file. Raises ``UnreadableError`` if it is absent, empty or not text."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise fault(
            path.name, 0, f"cannot be read ({problem.strerror}).", "Give a file that exists."
        ) from problem
    if not raw.strip():
        raise fault(path.name, 0, "is empty.", "Save the record again.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise fault(path.name, line, "is not UTF-8 text.", "Save the record as UTF-8.") from problem
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise fault(path.name, line, "is binary data and not text.", "Give the record itself.")
    return text


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sheet(path: Path, header: Sequence[str], delimiter: str = ",") -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells of each row of a CSV file whose header is exactly the given one.

    Raises ``UnreadableError`` for another header, a row of another length, a quote that is not closed
    and a file without rows.
    """
    reader = csv.reader(io.StringIO(contents(path), newline=""), delimiter=delimiter, strict=True)
    line, found = 0, 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as problem:
            raise fault(path.name, line + 1, f"is no CSV ({problem}).", "Close the quotes.") from problem
        if cells is None:
            break
        at, line = line + 1, reader.line_num
        if at == 1:
            if tuple(cells) != tuple(header):
                raise fault(
                    path.name,
                    1,
                    f"the header is {delimiter.join(cells)!r}.",
                    f"This format has the header {delimiter.join(header)}.",
                )
            continue
        if len(cells) != len(header):
            raise fault(
                path.name,
                at,
                f"{len(cells)} cells where the header has {len(header)}.",
                "Mend the commas and quotes of this row.",
            )
        found += 1
        yield at, dict(zip(header, cells, strict=True))
    if not found:
        raise fault(path.name, max(line, 1), "has no rows.", "Save the record again.")


def day(
    file: str, line: int, text: str, form: re.Pattern[str], like: str, months: Sequence[str] = ()
) -> dt.date:
    """Return the day that a cell prints.

    In: the cell, its form with the groups ``year``, ``month`` and ``day``, a day of this form for the
    message, and the names of the months where they are printed in letters. A year of two figures is one
    of the years 1930 to 2029. Raises ``UnreadableError`` for another form and for a day that does not exist.
    """
    match = form.fullmatch(text)
    if match is None or (months and match["month"] not in months):
        raise fault(file, line, f"{text!r} is no day.", f"A day reads {like}.")
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 1900 if year >= _CENTURY else 2000
    month = months.index(match["month"]) + 1 if months else int(match["month"])
    try:
        return dt.date(year, month, int(match["day"]))
    except ValueError as problem:
        raise fault(file, line, f"{text!r} is no day.", "Correct the day.") from problem


# Of years in two figures, the first that belongs to the last century.
_CENTURY = 30

_NUMBER = re.compile(r"(?:c?ets )?(?:no )?0*(\d+[a-z]?)")


def treaty_number(text: str) -> str:
    """Return a number of the Council of Europe's series in one form.

    >>> treaty_number("035"), treaty_number("CETS No. 210"), treaty_number("ECPT")
    ('ETS 35', 'ETS 210', '')
    """
    found = _NUMBER.fullmatch(names.key(text))
    return f"ETS {found[1].upper()}" if found else ""
