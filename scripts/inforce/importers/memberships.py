"""Tables of the members of organisations → records of the OAS, the ILO and the OSCE.

In: CSV files of two forms, told apart by their headers.

``organisation,participant,iso3,event,start,end,note,source,verification``: memberships with their sources.
Read are the rows of the members of the OAS that its own page prints, with a day or a year.

``organisation,participant,iso3,start,end,source``: spells of membership. Read are the years of the
Correlates of War project for the ILO and the OSCE, of every state its last spell, if it has no end:

- The project counts a membership from the year in which it counts the state, and takes an occupation for an
  end. Where the check list in the same file begins in another year, the year is only the latest possible.
- The check list (Wikipedia, CC BY-SA) is used for that and for nothing else.

Out: one record for each organisation, partial: the page of the OAS has no day on which it would show who was
absent, and the years are of reported certainty.

Rows of other organisations, suspensions and exits are left aside by name. Stops with ``UnreadableError`` for
an unknown organisation, event, source or code, for a state that stands twice and for a cell that is no year.

Source: https://correlatesofwar.org/data-sets/igos (version 3.0); https://www.oas.org.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import Act, Options, Record, contents, day, fault, sha256, sheet

__all__ = ["read"]

_SOURCED = ("organisation", "participant", "iso3", "event", "start", "end", "note", "source", "verification")
_SPELLS = ("organisation", "participant", "iso3", "start", "end", "source")

_OAS_PAGE = "OAS, frequently asked questions (archive.iwlearn.net/oas.org)"
# The page shows who joined in 1991, and is itself undated.
_OAS_NOT_BEFORE = date(1991, 1, 1)
_OTHER_EVENTS = frozenset(
    (
        "associate member",
        "denunciation of the Charter",
        "exclusion of the Government",
        "suspension",
        "suspension of rights of representation",
        "cessation of membership",
        "withdrawal",
        "member",
    )
)

_COW = "COW IGO v3 (igoR state_year_format3; year level; full membership; series ends 2014)"
_COW_END = date(2014, 12, 31)
_CHECK = "Wikipedia ("
_ORGANISATIONS = {
    "ILO": ("organisation:ilo", "International Labour Organization"),
    "OSCE": ("organisation:osce", "Organization for Security and Co-operation in Europe"),
}
_OTHERS = frozenset(
    (
        *("ASEAN", "AU", "AU (deposit of Constitutive Act)", "CoE", "EC/ECSC predecessor", "EEC/EC", "EU"),
        *("ICC", "ILO-removal", "ILO-withdrawal", "League of Arab States", "OAS", "OAU", "OIC", "UN"),
    )
)
# Codes of the project that are two states in one, or a state under an earlier name; and the states that are
# no more, or that the graph does not have.
_CODES = {"RUS/SUN": "RUS", "YUG/SRB": "SRB"}
# The first year in which the project's Yugoslavia is Serbia under an earlier name.
_SERBIA = 1992
_GONE = frozenset(("CSK", "DDR", "DEU(FRG)", "TWN", "VDR?(RVN)", "YEM(YAR)", "YMD"))
_CODE = re.compile(r"[A-Z]{3}")
_YEAR = re.compile(r"\d{4}")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return the records of the organisations that the files show.

    Raises ``UnreadableError`` for a table that is not as described above, ``InputError`` for an option
    that chooses treaties.
    """
    if options.treaties or options.complete:
        raise InputError(
            "These tables show organisations and no treaties.",
            hint="Leave out the option that chooses treaties.",
        )
    records: list[Record] = []
    for path in paths:
        header = contents(path).splitlines()[0]
        if header == ",".join(_SOURCED):
            records.append(_oas(path, options))
        elif header == ",".join(_SPELLS):
            records += _spells(path, options)
        else:
            raise fault(
                path.name,
                1,
                f"the header is {header!r}.",
                f"A table of memberships has the header {','.join(_SOURCED)} or {','.join(_SPELLS)}.",
            )
    return records


def _oas(path: Path, options: Options) -> Record:
    acts: list[Act] = []
    aside: Counter[str] = Counter()
    seen: dict[str, int] = {}
    for line, cells in sheet(path, _SOURCED):
        if cells["event"] not in _OTHER_EVENTS:
            raise fault(path.name, line, f"the event {cells['event']!r} is not known.", "Add it by name.")
        if (cells["organisation"], cells["event"]) != ("OAS", "member"):
            aside[f"{cells['organisation']}, {cells['event']}"] += 1
            continue
        if cells["source"] != _OAS_PAGE:
            raise fault(
                path.name, line, f"the source {cells['source']!r} is not known.", f"Known is {_OAS_PAGE!r}."
            )
        _once(path, line, cells["participant"], seen)
        start = cells["start"]
        year = int(start) if _YEAR.fullmatch(start) else 0
        acts.append(
            Act(
                participant=cells["participant"],
                code=cells["iso3"],
                towards="organisation:oas",
                kind="Admission",
                date=None if year else day(path.name, line, start, _ISO, "1948-05-05 or 1967"),
                not_before=date(year, 1, 1) if year else None,
                not_after=date(year, 12, 31) if year else None,
                as_written=start,
                file=path.name,
                line=line,
                certainty="recorded",
            )
        )
    if not acts:
        raise fault(
            path.name, 0, "shows no member of the OAS.", "Give the table with the members of the OAS."
        )
    return Record(
        id="source:oas-members",
        label="Organization of American States, frequently asked questions: its members",
        publisher="Organization of American States",
        address="https://archive.iwlearn.net/oas.org",
        sha256=(sha256(path),),
        read_on=options.read_on,
        status_not_before=_OAS_NOT_BEFORE,
        partial_for=("organisation:oas",),
        acts=tuple(acts),
        ignored=tuple(f"{count} rows of {what}" for what, count in sorted(aside.items())),
        note="Undated, of 1991 or later. It dates the founders from 5 May 1948 and prints years for the others. "
        "The hash is that of a table typed from the page.",
    )


def _spells(path: Path, options: Options) -> list[Record]:
    years: dict[tuple[str, str], int] = {}
    spells: dict[tuple[str, str], list[tuple[int, dict[str, str]]]] = {}
    aside: Counter[str] = Counter()
    for line, cells in sheet(path, _SPELLS):
        organisation = cells["organisation"]
        if organisation in _OTHERS:
            aside[f"rows of {organisation}"] += 1
        elif organisation not in _ORGANISATIONS:
            raise fault(
                path.name, line, f"the organisation {organisation!r} is not known.", "Add it by name."
            )
        elif cells["source"].startswith(_CHECK):
            years[organisation, cells["iso3"]] = _year(path, line, cells["start"][:4])
            aside[f"rows of {organisation} from the check list"] += 1
        elif cells["source"] != _COW:
            raise fault(path.name, line, f"the source {cells['source']!r} is not known.", "Add it by name.")
        elif cells["iso3"] in _GONE:
            aside[f"{organisation}, {cells['participant']}: no more, or not in the graph"] += 1
        else:
            code = _CODES.get(cells["iso3"], cells["iso3"])
            if not _CODE.fullmatch(code):
                raise fault(path.name, line, f"the code {code!r} is not known.", "Add it by name.")
            spells.setdefault((organisation, code), []).append((line, cells))
    records: list[Record] = []
    ignored = tuple(f"{count} {what}" for what, count in sorted(aside.items()))
    for organisation, (target, name) in _ORGANISATIONS.items():
        earlier: list[str] = []
        acts: list[Act] = []
        for (of, code), rows in spells.items():
            if of == organisation:
                acts += _last(path, rows, code, target, years.get((organisation, code)), earlier)
        if not acts:
            continue
        records.append(
            Record(
                id=f"source:cow-igo-3-{organisation.lower()}",
                label=f"Correlates of War, Intergovernmental Organizations 3.0: {name}",
                publisher="Jon Pevehouse and others",
                address="https://correlatesofwar.org/data-sets/igos",
                sha256=(sha256(path),),
                read_on=options.read_on,
                status_at=_COW_END,
                partial_for=(target,),
                acts=tuple(acts),
                ignored=(*(ignored if not records else ()), *earlier),
                note="Third party, years only; small states and earlier spells are missing. Cite: Pevehouse, "
                "Nordstrom, McManus and Jamison, Tracking Organizations in the World, 2020.",
            )
        )
    if not records:
        raise fault(
            path.name,
            0,
            f"shows no spell in {' or '.join(_ORGANISATIONS)}.",
            "Give the table with the years of the Correlates of War project.",
        )
    return records


def _last(
    path: Path,
    rows: Sequence[tuple[int, dict[str, str]]],
    code: str,
    target: str,
    checked: int | None,
    earlier: list[str],
) -> list[Act]:
    line, cells = max(rows, key=lambda row: row[1]["start"])
    year = _year(path, line, cells["start"])
    if cells["end"]:
        raise fault(
            path.name,
            line,
            f"the last spell of {cells['participant']} ends in {cells['end']}.",
            "An exit needs a day or a source of its own: add it to the graph by hand, and here by name.",
        )
    if len(rows) > 1:
        earlier.append(f"{target}, {cells['participant']}: {len(rows) - 1} earlier spells")
    if code == _CODES["YUG/SRB"] and year < _SERBIA:
        earlier.append(f"{target}, {cells['participant']}: a spell of {year}, of another state at first")
        return []
    return [
        Act(
            # The project's names for two states in one mean another participant of the graph.
            participant=code if cells["iso3"] in _CODES else cells["participant"],
            code=code,
            towards=target,
            kind="Admission",
            not_before=date(year, 1, 1) if checked == year else None,
            not_after=date(year, 12, 31),
            as_written=cells["start"],
            file=path.name,
            line=line,
            certainty="reported",
            note=""
            if checked == year
            else "A member by this year; the year of admission is earlier or not checked.",
        )
    ]


def _year(path: Path, line: int, text: str) -> int:
    if not _YEAR.fullmatch(text):
        raise fault(path.name, line, f"{text!r} is no year.", "Write a year such as 1973.")
    return int(text)


def _once(path: Path, line: int, name: str, seen: dict[str, int]) -> None:
    if name in seen:
        raise fault(
            path.name, line, f"{name} has a row already (line {seen[name]}).", "Keep one row of each."
        )
    seen[name] = line
