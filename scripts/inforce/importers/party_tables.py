"""Party tables of the Dutch Treaty Database and a chart of the Council of Europe, as typed tables → records.

In: text files in one of two layouts.

- Several tables: under a line ``@ number|address|title|status`` rows of cells between semicolons. The Dutch
  tables have ``participant;signature;ratification(type);entry into force``, days with hyphens, and the types
  ``R`` ratification, acceptance or approval, ``A`` accession, ``S`` definitive signature, ``Su``
  succession. The chart has ``participant;signature;ratification;entry into force;flags``, days with
  slashes, without types.
- One table: a first line ``# C187 …`` and rows ``participant|ratification|entry into force``,
  year-month-day.

Out: one record for each table that is read (``_TABLES``), partial: the end of each list is cut off. Other
tables are left aside by name (``_OTHERS``), among them copies of the chart.

Stops with ``UnreadableError`` for anything else.

Source: https://treatydatabase.overheid.nl and https://www.coe.int (Treaty Office).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import Act, Options, Record, contents, day, fault, sha256

__all__ = ["read"]

_DUTCH = "Kingdom of the Netherlands, Ministry of Foreign Affairs"


@dataclass(frozen=True)
class _Table:
    """One table: what it is and between which days it was true."""

    id: str
    treaty: str
    label: str
    publisher: str
    first: date
    last: date | None = None


# Number and address of a table → what it is. A table without a printed day is not older than its last act.
_TABLES: Mapping[tuple[str, str], _Table] = {
    ("ETS-187", "https://www.verdragen.nl/en/Treaty/Details/010333_p.html?expand-table=partijtabel"): _Table(
        "source:dutch-ets-187",
        "ETS 187",
        "Dutch Treaty Database, party table of ETS 187",
        _DUTCH,
        date(2023, 10, 19),
    ),
    ("ETS-194", "https://www.verdragen.nl/en/Treaty/Details/010903_p.html?expand-table=partijtabel"): _Table(
        "source:dutch-ets-194",
        "ETS 194",
        "Dutch Treaty Database, party table of ETS 194",
        _DUTCH,
        date(2010, 2, 18),
    ),
    ("CETS-213", "https://www.verdragen.nl/en/Treaty/Details/012860_p?expand-table=partijtabel"): _Table(
        "source:dutch-cets-213",
        "ETS 213",
        "Dutch Treaty Database, party table of CETS 213",
        _DUTCH,
        date(2021, 4, 21),
    ),
    (
        "ETS-148",
        "https://www.coe.int/fr/web/conventions/full-list/-/conventions/treaty/148/signatures",
    ): _Table(
        "source:coe-chart-148-2021-03-08",
        "ETS 148",
        "Council of Europe Treaty Office, chart of signatures and ratifications of ETS 148, 8 March 2021",
        "Council of Europe",
        date(2021, 3, 8),
        date(2021, 3, 8),
    ),
    ("C187", ""): _Table(
        "source:dutch-c187",
        "treaty:c187",
        "Dutch Treaty Database, party table of C187",
        _DUTCH,
        date(2025, 6, 11),
    ),
}
_C187 = "https://verdragen.nl/en/Treaty/Details/011589?expand-table=partijtabel"
# Number and a part of the address of a table → why it is left aside.
_NOT_NEEDED = "no mechanism depends on it"
_OTHERS: Mapping[tuple[str, str], str] = {
    ("CETS-207", "012295_p"): _NOT_NEEDED,
    ("CETS-223", "012982"): _NOT_NEEDED,
    ("ETS-120", "000075"): _NOT_NEEDED,
    ("ETS-148", "base.garant.ru"): "a copy of the chart",
    ("ETS-148", "iam.duma.gov.ru"): "a copy of the chart with misprints",
    ("ETS-161", "007004"): _NOT_NEEDED,
    ("ETS-191", "010715_p"): _NOT_NEEDED,
}
_TYPES = {
    "R": "Ratification",
    "A": "Accession",
    "S": "DefinitiveSignature",
    "Su": "Succession",
}
_HYPHENS = re.compile(r"(?P<day>\d{2})-(?P<month>\d{2})-(?P<year>\d{4})")
_SLASHES = re.compile(r"(?P<day>\d{2})/(?P<month>\d{2})/(?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_CONSENT = re.compile(r"(?P<day>\d{2}-\d{2}-\d{4})\((?P<type>[A-Za-z]+)\)")
_FLAGS = re.compile(r"[RDATCO]*")
_UNTOLD = "Ratification, acceptance and approval are not told apart."


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return one record for each table that is read.

    Raises ``UnreadableError`` for a file that is not as described above, ``InputError`` for an option that
    chooses treaties: the tables are known by their numbers and addresses.
    """
    if options.treaties or options.complete:
        raise InputError(
            "These tables are known by their numbers, and each is partial.",
            hint="Leave out the option that chooses treaties; name the files instead.",
        )
    return [record for path in paths for record in _file(path, options)]


def _file(path: Path, options: Options) -> list[Record]:
    lines = contents(path).splitlines()
    if lines[0].startswith("# C187 "):
        rows = [(line, text.split("|")) for line, text in enumerate(lines[1:], 2)]
        return [_record(path, _TABLES["C187", ""], _C187, list(_short(path, rows)), options)]
    starts = [place for place, text in enumerate(lines) if text.startswith("@ ")]
    for line, text in enumerate(lines[: starts[0] if starts else len(lines)], 1):
        if not text.startswith("#"):
            raise fault(path.name, line, f"{text[:40]!r} stands under no table.", "Mend the file.")
    if not starts:
        raise fault(path.name, 1, "has no table.", "A table begins with @, or the file with '# C187 '.")
    records: list[Record] = []
    aside: list[str] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        number, _, rest = lines[start].removeprefix("@ ").partition("|")
        address = rest.partition("|")[0]
        table = _TABLES.get((number, address))
        if table is None:
            aside.append(f"a table of {number}: {_why_not(path, start + 1, number, address)}")
            continue
        rows = [(line, text.split(";")) for line, text in enumerate(lines[start + 1 : end], start + 2)]
        acts = list(_chart(path, rows) if table.publisher != _DUTCH else _dutch(path, rows))
        records.append(_record(path, table, address, acts, options))
    if not records:
        raise fault(path.name, 0, "has no table that is read.", "Give another file.")
    return [replace(records[0], ignored=tuple(aside)), *records[1:]]


def _why_not(path: Path, line: int, number: str, address: str) -> str:
    for (known, part), reason in _OTHERS.items():
        if known == number and part in address:
            return reason
    raise fault(path.name, line, f"the table {number} at {address} is not known.", "Add it by name.")


def _record(path: Path, table: _Table, address: str, acts: Sequence[Act], options: Options) -> Record:
    seen: dict[tuple[str, bool], int] = {}
    found: list[Act] = []
    for act in acts:
        key = (act.participant, act.kind == "Signature")
        if key in seen:
            raise fault(
                path.name,
                act.line,
                f"{act.participant} has a row already (line {seen[key]}).",
                "Keep one row of each.",
            )
        seen[key] = act.line
        if table.last is not None and act.date is not None and act.date > table.last:
            raise fault(path.name, act.line, f"{act.date} lies after the day of the table.", "Correct it.")
        found.append(replace(act, towards=table.treaty))
    exact = table.first == table.last
    return Record(
        id=table.id,
        label=table.label,
        publisher=table.publisher,
        address=address,
        sha256=(sha256(path),),
        read_on=options.read_on,
        status_at=table.first if exact else None,
        status_not_before=None if exact else table.first,
        partial_for=(table.treaty,),
        acts=tuple(found),
        note=f"The end of the list is cut off. {_UNTOLD}",
    )


def _act(path: Path, line: int, name: str, kind: str, on: date, effect: date | None, written: str) -> Act:
    return Act(
        participant=name,
        towards="",
        kind=kind,
        date=on,
        stated_effect=effect,
        as_written=written,
        file=path.name,
        line=line,
    )


def _dutch(path: Path, rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Act]:
    for line, cells in rows:
        if len(cells) != 4 or not cells[0]:
            raise fault(
                path.name,
                line,
                f"the row {';'.join(cells)!r} has not four cells.",
                "It reads participant;signature;ratification(type);entry into force; a termination is not read.",
            )
        name, signed, consent, entry = cells
        if signed:
            on = day(path.name, line, signed, _HYPHENS, "05-05-1998")
            yield _act(path, line, name, "Signature", on, None, signed)
        match = _CONSENT.fullmatch(consent) if consent else None
        if match is None or match["type"] not in _TYPES:
            if consent or entry or not signed:
                raise fault(
                    path.name,
                    line,
                    f"{consent!r} of {name} is no day with a type.",
                    f"The types are {', '.join(_TYPES)}.",
                )
            continue
        on = day(path.name, line, match["day"], _HYPHENS, "05-05-1998")
        effect = day(path.name, line, entry, _HYPHENS, "05-05-1998") if entry else None
        yield _act(path, line, name, _TYPES[match["type"]], on, effect, f"{consent}; {entry}")


def _chart(path: Path, rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Act]:
    for line, cells in rows:
        if len(cells) not in (4, 5) or not cells[0] or not _FLAGS.fullmatch(cells[4] if cells[4:] else ""):
            raise fault(
                path.name,
                line,
                f"the row {';'.join(cells)!r} is not understood.",
                "It reads participant;signature;ratification;entry into force;flags.",
            )
        name, signed, ratified, entry = cells[:4]
        if not signed or bool(ratified) != bool(entry):
            raise fault(path.name, line, f"{name} has no signature, or half a consent.", "Mend the row.")
        on = day(path.name, line, signed, _SLASHES, "05/05/1998")
        yield _act(path, line, name, "Signature", on, None, signed)
        if ratified:
            on = day(path.name, line, ratified, _SLASHES, "05/05/1998")
            effect = day(path.name, line, entry, _SLASHES, "05/05/1998")
            yield _act(path, line, name, "Ratification", on, effect, f"{ratified}; {entry}")


def _short(path: Path, rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Act]:
    for line, cells in rows:
        if len(cells) != 3 or not all(cells):
            raise fault(
                path.name,
                line,
                f"the row {'|'.join(cells)!r} has not three cells.",
                "It reads participant|ratification|entry into force.",
            )
        name, ratified, entry = cells
        on, effect = (day(path.name, line, text, _ISO, "2014-04-24") for text in (ratified, entry))
        yield _act(path, line, name, "Ratification", on, effect, f"{ratified}; {entry}")
