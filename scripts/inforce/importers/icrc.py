"""The ICRC's sheets of the states parties to the Geneva Conventions and their Protocols → records.

In: the sheet of 9 November 2020 as one CSV file, a row for each state and a column for each treaty; or the
sheet of 2023 as three files, ``GC.csv``, ``AP1.csv`` and ``AP2.csv``, which are given together. Out: one
``StatedRecord`` for each sheet, complete for its treaties: a party that leaves keeps its row, and a note
below the sheet says that it left. The declarations under article 90 of Protocol I are statements.

What the sheets do not say in words, and what is done about it:

- One column stands for the four Conventions of 1949.
- Ratification, accession and succession are not told apart: every consent is read as a ratification. A
  succession takes effect before its day, so the sheet does not show that a state which began after the
  treaty came into force was not bound earlier; that is noted as a gap.
- Niue is bound through New Zealand's ratification and not counted; the sheet shows no act of its own,
  which is noted as a gap.
- ``(****)`` for Russia's declaration under article 90 refers to a note that only ``GC.csv`` holds: made on
  one day, withdrawn on another.

The other treaties of the sheet of 2020, the addresses and the notes on the Rome Statute are left aside by
name. Stops with ``UnreadableError`` for anything else, and where the rows do not add up to the total.

Source: https://ihl-databases.icrc.org.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import Act, Gap, Options, Record, day, fault, sha256, sheet
from inforce.importers.beginnings import may_have_succeeded
from inforce.importers.statements import Said, StatedRecord

__all__ = ["read"]

_PUBLISHER = "International Committee of the Red Cross"
_ADDRESS = "https://ihl-databases.icrc.org/public/refdocs/IHL_and_other_related_Treaties.xlsx"
_CONVENTIONS = ("treaty:gc1", "treaty:gc2", "treaty:gc3", "treaty:gc4")

_AT = date(2020, 11, 9)
_NAME = "state"
_DECLARED = "AP I Declaration art. 90"
_COLUMNS = {
    "GC I-IV 1949": _CONVENTIONS,
    "AP I 1977": ("treaty:ap1",),
    "AP II 1977": ("treaty:ap2",),
    "AP III 2005": ("treaty:ap3",),
}
_OTHERS = (
    *("CRC  1989", "Opt Prot. CRC 2000", "CPED 2006", "ICC Statute 1998", "Hague Conv. 1954"),
    *("Hague Prot. 1954", "Hague Prot. 1999", "ENMOD Conv. 1976", "Geneva Gas Prot. 1925", "BWC 1972"),
    *("CCW 1980", "CCW  Prot. I 1980", "CCW Prot. II 1980", "CCW Prot. III 1980", "CCW Prot. IV 1995"),
    *("CCW Prot. II a 1996", "CCW Amdt 2001", "CCW Prot. V 2003", "CWC 1993", "AP Mine Ban Conv. 1997"),
    *("Cluster Munitions 2008", "ATT 2013", "TPNW 2017"),
)
_HEADER = (_NAME, "GC I-IV 1949", "AP I 1977", _DECLARED, "AP II 1977", "AP III 2005", *_OTHERS)
_IN_A_NOTE = "(****)"

# The sheet of 2023 says its year; it was copied in May.
_NOT_BEFORE, _NOT_AFTER = date(2023, 1, 1), date(2023, 5, 31)
_HEADER_2023 = ("Country", "ATTR_RATIFICATION_DATE", "TIME_PERIOD", "ATTR_ENDPOINT")
_FILES = {"GC.csv": _CONVENTIONS, "AP1.csv": ("treaty:ap1",), "AP2.csv": ("treaty:ap2",)}
_TOTAL = "Total"
_NOTES = "(*) Niue."
_WITHDRAWN = re.compile(
    r"\(\*\*\*\*\) (?P<state>[A-Z][A-Za-z ]+)\. (?P<made>[\d.]+) \(withdrawal: (?P<ended>[\d.]+)\)\."
)

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_DOTS = re.compile(r"(?P<day>\d{2})\.(?P<month>\d{2})\.(?P<year>\d{4})")
_ARTICLE = "90(2)"
_KIND = "Ratification, accession and succession are not told apart."

_NIUE = "Niue"
_NIUE_BOUND = "Bound through New Zealand's ratification until it accedes itself; not counted as a party."
_MAY_SUCCEED = "May have succeeded to a predecessor, with an effect before the printed day."
# Treaty → the year in which it came into force.
_IN_FORCE: Mapping[str, int] = {
    **dict.fromkeys(_CONVENTIONS, 1950),
    "treaty:ap1": 1978,
    "treaty:ap2": 1978,
    "treaty:ap3": 2007,
}


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return one record for each sheet among the files.

    Raises ``UnreadableError`` for a sheet that is not as described above, ``InputError`` for an option
    that chooses treaties and for files that are not one of the two sheets or half of one.
    """
    if options.treaties or options.complete:
        raise InputError(
            "A sheet of the ICRC is complete for its treaties.",
            hint="Leave out the option that chooses treaties; name the files of a sheet instead.",
        )
    later = [path for path in paths if path.name in _FILES]
    first = [path for path in paths if path.name not in _FILES]
    if len(first) > 1 or (later and sorted(path.name for path in later) != sorted(_FILES)):
        raise InputError(
            "These are not the files of one sheet.",
            hint=f"Name one file for the sheet of 2020, or {', '.join(_FILES)} for the sheet of 2023.",
        )
    return [
        *(_sheet_of_2020(path, options) for path in first),
        *([_sheet_of_2023(later, options)] if later else []),
    ]


# --- the sheet of 2020 ----------------------------------------------------------------------------------


def _sheet_of_2020(path: Path, options: Options) -> StatedRecord:
    acts: list[Act] = []
    gaps: list[Gap] = []
    statements: list[Said] = []
    ignored = [f"the columns of {len(_OTHERS)} other treaties"]
    seen: dict[str, int] = {}
    for line, cells in sheet(path, _HEADER):
        name = cells[_NAME]
        _once(path, line, name, seen)
        for column, treaties in _COLUMNS.items():
            if cells[column] and name != _NIUE:
                on = _day(path, line, cells[column], _ISO, "1998-05-05", _AT)
                _consent(path, line, name, on, cells[column], treaties, acts, gaps)
        if name == _NIUE:
            gaps += _niue(path, line)
            ignored.append(f"{_NIUE}: bound through New Zealand's ratification")
        declared = cells[_DECLARED]
        if declared == _IN_A_NOTE:
            ignored.append(
                f"{name}: the declaration under article 90, which a note of the sheet of 2023 tells"
            )
        elif declared:
            on = _day(path, line, declared, _ISO, "1998-05-05", _AT)
            statements.append(_declaration(path, line, name, on, declared))
    treaties = tuple(treaty for column in _COLUMNS.values() for treaty in column)
    return StatedRecord(
        id=f"source:icrc-sheet-{_AT}",
        label="ICRC, states party to international humanitarian law and other related treaties, "
        "9 November 2020",
        publisher=_PUBLISHER,
        address=_ADDRESS,
        sha256=(sha256(path),),
        read_on=options.read_on,
        status_at=_AT,
        complete_for=treaties,
        acts=tuple(acts),
        gaps=tuple(gaps),
        statements=tuple(statements),
        complete_for_statements=("treaty:ap1",),
        ignored=tuple(ignored),
        note=f"{_KIND} No reservations. Of the declarations only those under article 90 of Protocol I.",
    )


# --- the sheet of 2023 ----------------------------------------------------------------------------------


def _sheet_of_2023(paths: Sequence[Path], options: Options) -> StatedRecord:
    acts: list[Act] = []
    gaps: list[Gap] = []
    statements: list[Said] = []
    ignored: list[str] = []
    for path in sorted(paths, key=lambda path: list(_FILES).index(path.name)):
        _one_of_2023(path, acts, gaps, statements, ignored)
    return StatedRecord(
        id="source:icrc-sheet-2023",
        label="ICRC, states party to international humanitarian law and other related treaties, 2023: "
        "the Geneva Conventions and Protocols I and II",
        publisher=_PUBLISHER,
        address=_ADDRESS,
        sha256=tuple(sha256(path) for path in paths),
        read_on=options.read_on,
        status_not_before=_NOT_BEFORE,
        status_not_after=_NOT_AFTER,
        complete_for=tuple(treaty for treaties in _FILES.values() for treaty in treaties),
        acts=tuple(acts),
        gaps=tuple(gaps),
        statements=tuple(statements),
        ignored=tuple(ignored),
        note=_KIND,
    )


def _one_of_2023(
    path: Path, acts: list[Act], gaps: list[Gap], statements: list[Said], ignored: list[str]
) -> None:
    seen: dict[str, int] = {}
    counted, total = 0, ""
    for line, cells in sheet(path, _HEADER_2023, ";"):
        name, text = cells["Country"], cells["ATTR_RATIFICATION_DATE"]
        if not name:
            if text.startswith(_NOTES):
                statements += _noted(path, line, text)
                ignored.append(f"{path.name}: the notes on Niue and on the Rome Statute")
            elif text:
                raise fault(path.name, line, f"{text[:40]!r} belongs to no state.", "Mend the row.")
            continue
        _once(path, line, name, seen)
        if name == _TOTAL:
            total = text
        elif name == _NIUE:
            if text:
                gaps += _niue(path, line)
                ignored.append(f"{path.name}, {_NIUE}: bound through New Zealand's ratification")
        elif text:
            on = _day(path, line, text, _DOTS, "05.05.1998", _NOT_AFTER)
            counted += 1
            _consent(path, line, name, on, text, _FILES[path.name], acts, gaps)
    if total != str(counted):
        raise fault(
            path.name,
            0,
            f"the total is {total or 'missing'} and the rows show {counted} parties.",
            "Look for rows that are cut.",
        )


def _noted(path: Path, line: int, text: str) -> list[Said]:
    """Return the declaration, and its withdrawal, that the notes below the sheet tell of."""
    found: list[Said] = []
    for match in _WITHDRAWN.finditer(text):
        made = _day(path, line, match["made"], _DOTS, "05.05.1998", _NOT_AFTER)
        ended = _day(path, line, match["ended"], _DOTS, "05.05.1998", _NOT_AFTER)
        said = _declaration(path, line, match["state"], made, match[0])
        found += [
            said,
            Said(
                participant=match["state"],
                towards="treaty:ap1",
                kind="WithdrawalOfStatement",
                articles=(_ARTICLE,),
                date=ended,
                withdraws=said,
                as_written=match[0],
                file=path.name,
                line=line,
            ),
        ]
    if text.count(_IN_A_NOTE) * 2 != len(found):
        raise fault(
            path.name,
            line,
            f"the note {_IN_A_NOTE} is not understood.",
            "It reads: (****) State. 29.09.1989 (withdrawal: 23.10.2019).",
        )
    return found


# --- both -----------------------------------------------------------------------------------------------


def _once(path: Path, line: int, name: str, seen: dict[str, int]) -> None:
    if name in seen:
        raise fault(
            path.name, line, f"{name} has a row already (line {seen[name]}).", "Keep one row of each."
        )
    seen[name] = line


def _day(path: Path, line: int, text: str, form: re.Pattern[str], like: str, latest: date) -> date:
    on = day(path.name, line, text, form, like)
    if on > latest:
        raise fault(path.name, line, f"{text!r} lies after the day of the sheet, {latest}.", "Correct it.")
    return on


def _consent(
    path: Path,
    line: int,
    name: str,
    on: date,
    text: str,
    treaties: Sequence[str],
    acts: list[Act],
    gaps: list[Gap],
) -> None:
    for treaty in treaties:
        acts.append(
            Act(
                participant=name,
                towards=treaty,
                kind="Ratification",
                date=on,
                as_written=text,
                file=path.name,
                line=line,
                note=_KIND,
            )
        )
        if may_have_succeeded(name, _IN_FORCE[treaty]):
            gaps.append(Gap(towards=treaty, participant=name, note=_MAY_SUCCEED, file=path.name, line=line))


def _niue(path: Path, line: int) -> list[Gap]:
    return [
        Gap(towards=treaty, participant=_NIUE, note=_NIUE_BOUND, file=path.name, line=line)
        for treaty in _CONVENTIONS
    ]


def _declaration(path: Path, line: int, name: str, on: date, text: str) -> Said:
    return Said(
        participant=name,
        towards="treaty:ap1",
        kind="Declaration",
        does="opt-in",
        articles=(_ARTICLE,),
        date=on,
        as_written=text,
        file=path.name,
        line=line,
    )
