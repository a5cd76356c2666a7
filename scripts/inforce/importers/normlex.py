"""NORMLEX tables of the ratifications of ILO Conventions, as at May 2023 → records.

In: one file for each instrument, ``C105.csv``, ``Country;Date;Status;Note``. Out: one ``Record`` for each,
complete: a country that denounced keeps its row.

- A note tells when the instrument takes effect for a country, or when it was denounced; that day is the
  registration of the denunciation. Other notes stop.
- What the page prints below the name of a country stands behind it without a space; the known remarks
  (``_REMARKS``) are left aside by name.
- A new member confirms what bound its predecessor, with effect at once; ratifications and such acts are not
  told apart. For a state that began after the instrument came into force that is noted as a gap.

Files of other instruments are not read. Stops with ``UnreadableError`` for anything else.

Source: https://normlex.ilo.org.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import Act, Gap, Options, Record, contents, day, fault, sha256
from inforce.importers.beginnings import may_have_succeeded

__all__ = ["read"]

_HEADER = ["Country", "Date", "Status", "Note"]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(r"(?P<day>\d{2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4})")
_WILL = re.compile(
    r"The Convention will enter into force for (?P<country>.+) on (?P<day>\d{2} \w{3} \d{4})\."
)
_DENOUNCED = re.compile(r"Denounced on (?P<day>\d{2} \w{3} \d{4})")
_IN_FORCE = "In Force"
_NOT_IN_FORCE = "Not in force"
_MAY_CONFIRM = "May have confirmed what bound its predecessor, with an effect before the computed day."


@dataclass(frozen=True)
class _Instrument:
    """An instrument: when it came into force, the number of its page, the month of the table."""

    in_force: int
    page: str
    first: date = date(2023, 5, 1)
    last: date = date(2023, 5, 31)
    remark: str = ""


_INSTRUMENTS: Mapping[str, _Instrument] = {
    "C029": _Instrument(1932, "312174"),
    "C087": _Instrument(1950, "312232"),
    "C098": _Instrument(1951, "312243"),
    "C100": _Instrument(1953, "312245"),
    "C105": _Instrument(1959, "312250"),
    "C111": _Instrument(1960, "312256"),
    "C138": _Instrument(1976, "312283", remark="Minimum age specified"),
    "C155": _Instrument(
        1983, "312300", date(2023, 6, 1), date(2023, 6, 30), remark="Has ratified the Protocol of 2002"
    ),
    "C182": _Instrument(2000, "312327"),
    "P029": _Instrument(2016, "3174672"),
}


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return one record for each table.

    Raises ``UnreadableError`` for a table that is not as described above, ``InputError`` for an option that
    chooses treaties: a file is about one.
    """
    if options.treaties or options.complete:
        raise InputError(
            "A table of NORMLEX is about one instrument and complete.",
            hint="Leave out the option that chooses treaties; name the tables instead.",
        )
    return [_table(path, options) for path in paths]


def _table(path: Path, options: Options) -> Record:
    code = path.stem
    if code not in _INSTRUMENTS:
        raise fault(
            path.name,
            0,
            "is the table of an instrument that is not known here.",
            f"Known are {', '.join(_INSTRUMENTS)}; the file bears the code of the instrument.",
        )
    instrument = _INSTRUMENTS[code]
    acts: list[Act] = []
    gaps: list[Gap] = []
    seen: dict[str, int] = {}
    remarks = 0
    for line, cells in _rows(path):
        name, _, remark = cells[0].partition(instrument.remark) if instrument.remark else (cells[0], "", "")
        remarks += bool(remark) or name != cells[0]
        if name in seen:
            raise fault(
                path.name, line, f"{name} has a row already (line {seen[name]}).", "Keep one row of each."
            )
        seen[name] = line
        acts += _acts(path, line, code, instrument, name, cells)
        if may_have_succeeded(name, instrument.in_force):
            gaps.append(
                Gap(
                    towards=f"treaty:{code.lower()}",
                    participant=name,
                    note=_MAY_CONFIRM,
                    file=path.name,
                    line=line,
                )
            )
    return Record(
        id=f"source:normlex-{code.lower()}-{instrument.first:%Y-%m}",
        label=f"NORMLEX, ratifications of {code}, {instrument.first:%B %Y}",
        publisher="International Labour Organization",
        address="https://normlex.ilo.org/dyn/nrmlx_en/f?p=NORMLEXPUB:11300:0::NO::P11300_INSTRUMENT_ID:"
        f"{instrument.page}",
        sha256=(sha256(path),),
        read_on=options.read_on,
        status_not_before=instrument.first,
        status_not_after=instrument.last,
        complete_for=(f"treaty:{code.lower()}",),
        acts=tuple(acts),
        gaps=tuple(gaps),
        ignored=(f"{code}: {remarks} remarks {instrument.remark!r} behind the country",) if remarks else (),
        note="Ratifications and confirmations of a predecessor's obligations are not told apart.",
    )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(contents(path), newline=""), delimiter=";", strict=True)
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
            if cells != _HEADER:
                raise fault(
                    path.name,
                    1,
                    f"the header is {';'.join(cells)!r}.",
                    f"This format has the header {';'.join(_HEADER)}.",
                )
            continue
        # Some tables end each row with an empty cell.
        if len(cells) == len(_HEADER) + 1 and not cells[-1]:
            cells.pop()
        if len(cells) != len(_HEADER) or not cells[0]:
            raise fault(path.name, at, f"{len(cells)} cells where the header has 4.", "Mend the row.")
        found += 1
        yield at, cells
    if not found:
        raise fault(path.name, 1, "has no rows.", "Save the record again.")


def _acts(
    path: Path, line: int, code: str, instrument: _Instrument, name: str, cells: Sequence[str]
) -> list[Act]:
    _, text, status, note = cells
    ratified = day(path.name, line, text, _DAY, "07 Apr 2010", _MONTHS)
    if ratified > instrument.last:
        raise fault(
            path.name, line, f"{text!r} lies after the day of the table, {instrument.last}.", "Correct it."
        )
    act = Act(
        participant=name,
        towards=f"treaty:{code.lower()}",
        kind="Ratification",
        date=ratified,
        as_written="; ".join(cell for cell in (text, note) if cell),
        file=path.name,
        line=line,
    )
    if status == _IN_FORCE and not note:
        return [act]
    will, denounced = _WILL.fullmatch(note), _DENOUNCED.fullmatch(note)
    if status == _NOT_IN_FORCE and will is not None and will["country"] == name:
        effect = day(path.name, line, will["day"], _DAY, "07 Apr 2010", _MONTHS)
        return [replace(act, stated_effect=effect)]
    if status == _NOT_IN_FORCE and denounced is not None:
        left = day(path.name, line, denounced["day"], _DAY, "07 Apr 2010", _MONTHS)
        return [act, replace(act, kind="Denunciation", date=left)]
    raise fault(
        path.name,
        line,
        f"the status {status!r} with the note {note!r} is not understood.",
        "Known are 'In Force' without a note, a coming entry into force of this country, and 'Denounced on'.",
    )
