"""The United Nations Treaty Collection's lists I-1 and I-2 → the members of the United Nations.

In: two CSV files, ``1-1.csv`` (original members, with the deposit of their ratification of the Charter)
and ``1-2.csv`` (later members, with the adoption of the resolution that admitted them). Out: one
``Record`` that is complete for the members of its day and says nothing about those that had left.

A deposit before the Charter was in force took effect when it came into force; that is the rule's to
compute, and no effect is stated here. Resolution numbers, registration and the places in the Treaty
Series are left aside by name.

Stops with ``UnreadableError`` for another header, a cell that is no day, and a member that stands twice.

Source: https://treaties.un.org, chapter I.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import Act, Options, Record, fault, sha256, sheet

__all__ = ["read"]

_AT = date(2015, 3, 14)
_ORGANISATION = "organisation:un"
_ORIGINAL = ("Participant", "Ratification")
_LATER = (
    "Participant",
    "Resolution",
    "Date of Adoption",
    "Registration Date",
    "Registration Number",
    "UNTS Volume",
    "UNTS Page",
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})")


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return one record of the two files, which are given in this order: I-1, I-2."""
    if len(paths) != 2 or options.treaties or options.complete:
        raise InputError(
            "The members of the United Nations stand in two lists.",
            hint="Name the files of I-1 and of I-2, in this order, and no treaty.",
        )
    acts: list[Act] = []
    seen: dict[str, str] = {}
    for path, header, column in (
        (paths[0], _ORIGINAL, "Ratification"),
        (paths[1], _LATER, "Date of Adoption"),
    ):
        for line, cells in sheet(path, header):
            name = cells["Participant"]
            if name in seen:
                raise fault(
                    path.name, line, f"{name} stands in {seen[name]} already.", "Keep one row of each."
                )
            seen[name] = f"{path.name}, line {line}"
            acts.append(
                Act(
                    participant=name,
                    towards=_ORGANISATION,
                    kind="Admission",
                    date=_day(path, line, cells[column]),
                    as_written=cells[column],
                    file=path.name,
                    line=line,
                )
            )
    return [
        Record(
            id=f"source:untc-i-1-i-2-{_AT}",
            label="United Nations Treaty Collection, members of the United Nations (I-1 and I-2), "
            "14 March 2015",
            publisher="United Nations",
            address="https://treaties.un.org/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no=I-2&chapter=1"
            "&clang=_en",
            sha256=tuple(sha256(path) for path in paths),
            read_on=options.read_on,
            status_at=_AT,
            complete_for_current=(_ORGANISATION,),
            acts=tuple(acts),
            ignored=("resolutions, registration and places in the Treaty Series of I-2",),
            note="I-1 prints the deposit of the ratification of the Charter, I-2 the adoption of the "
            "resolution of admission. Former members do not stand in them.",
        )
    ]


def _day(path: Path, line: int, text: str) -> date:
    match = _DAY.fullmatch(text)
    if match is None or match[2] not in _MONTHS:
        raise fault(path.name, line, f"{text!r} is no day.", "A day reads 9 Nov 1946.")
    try:
        day = date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError as problem:
        raise fault(path.name, line, f"{text!r} is no day.", "Correct the day.") from problem
    if day > _AT:
        raise fault(path.name, line, f"{text!r} lies after the day of the list, {_AT}.", "Correct the day.")
    return day
