"""Hollway et al., ``manyhealth``: hand-coded participation of states in treaties → a record.

In: ``memberships.csv`` of that collection. Out: one ``Record``, partial, of reported certainty, with the
Council of Europe treaties, C187 and, since the UN's list of 2015, the Genocide Convention; the others have
better records. It adds acts that no record at hand shows, and confirms or disputes the rest.

Left aside by name: rows of other treaties; the acts of predecessors in the rows of Czechia, Slovakia,
Serbia and Montenegro; the columns ``Accession``, ``Succession`` and ``Rat=Notif``, which are unreliable;
``StateEnd``, which is a computed end and no act; the entries into force of C187, which are computed and a
day early after leap years. Every consent is read as a ratification.

Stops with ``UnreadableError`` for an unknown treaty, a day that does not exist or another header.

Source: https://github.com/globalgov/manyhealth (CC BY 4.0).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import Act, Options, Record, fault, sha256, sheet

__all__ = ["read"]

_HEADER = (
    "treaty",
    "treatyID",
    "Title",
    "StateName",
    "iso3",
    "stateID",
    "StateSignature",
    "StateRatification",
    "StateForce",
    "StateEnd",
    "Rat=Notif",
    "Accession",
    "Succession",
    "Begin",
    "Signature",
    "Force",
    "End",
    "Coder",
)

# The last act of the Council of Europe that the collection knew when it was coded, and the end of coding.
_NOT_BEFORE = date(2021, 5, 17)
_NOT_AFTER = date(2023, 3, 31)
_NO_END = "9999-12-31"

# Code in the collection → number of the treaty.
_TREATIES = {
    "ECHR": "ETS 5",
    "ECPT": "ETS 126",
    "ESC-REV": "ETS 163",
    "FCNM": "ETS 157",
    "OVIEDO": "ETS 164",
    "C187": "treaty:c187",
    "GENOCIDE": "UNTC IV-1",
}
_COMPUTED_ENTRIES = frozenset({"C187"})
# The first day of which the UN's list does not tell.
_SINCE = {"GENOCIDE": date(2015, 3, 15)}
_OTHERS = frozenset(
    (
        *("ETS-168", "ETS-186", "CETS-195", "CETS-203"),
        *("ACHR", "AP1", "AP2", "AU-ACHPR", "AU-ACRWC", "AU-MAPUTO", "BELEM", "EU-CHARTER"),
        *("GC1", "GC2", "GC3", "GC4", "IACFDP", "IACPPT", "OAS-A-65", "OAS-CHARTER", "REFUGEE51", "ROME"),
        *("C029", "C111", "C130", "C138", "C148", "C152", "C155", "C161", "C164", "C167", "C169", "C170"),
        *("C171", "C176", "C177", "C182", "P155", "SAN-SALVADOR", "UNTC-VII-11-a"),
    )
)

# States whose rows carry acts of a predecessor, with the first day on which an act is their own.
_BEGINNINGS = {
    "CZE": date(1993, 1, 1),
    "MNE": date(2006, 6, 3),
    "SRB": date(1992, 4, 27),
    "SVK": date(1993, 1, 1),
}


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return the record of the one file that is given; ``options.treaties`` is not used by this format."""
    if len(paths) != 1 or options.treaties or options.complete:
        raise InputError(
            "This collection is one file, and its treaties of the Council of Europe are read.",
            hint="Name the one file memberships.csv and no treaty.",
        )
    path = paths[0]
    acts: list[Act] = []
    others: Counter[str] = Counter()
    ignored: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for line, cells in sheet(path, _HEADER):
        code = cells["treaty"]
        if code in _OTHERS:
            others[code] += 1
            continue
        if code not in _TREATIES:
            raise fault(
                path.name,
                line,
                f"the treaty {code!r} is not known here.",
                "Add it to those that are read or to those that are left aside.",
            )
        who = cells["iso3"]
        if (code, who) in seen:
            raise fault(
                path.name,
                line,
                f"{cells['StateName']} has a row of {code} already (line {seen[code, who]}).",
                "Keep one row of each.",
            )
        seen[code, who] = line
        acts += _acts(path, line, cells, ignored)
    for code, count in sorted(others.items()):
        ignored.append(f"{code}: {count} rows; another record is better")
    return [
        Record(
            id="source:manyhealth-2023",
            label="Hollway et al., manyhealth: memberships coded by hand, Council of Europe treaties",
            publisher="James Hollway and others",
            address="https://github.com/globalgov/manyhealth",
            sha256=(sha256(path),),
            read_on=options.read_on,
            status_not_before=_NOT_BEFORE,
            status_not_after=_NOT_AFTER,
            partial_for=tuple(
                number for code, number in _TREATIES.items() if any(code == of for of, _ in seen)
            ),
            acts=tuple(acts),
            ignored=tuple(ignored),
            note="Third party, CC BY 4.0. Kinds of consent are not told apart; ends and the flags of "
            "accession and succession are not used.",
        )
    ]


def _acts(path: Path, line: int, cells: dict[str, str], ignored: list[str]) -> list[Act]:
    what = f"{cells['treaty']}, {cells['StateName']} (line {line})"
    signature = _day(path, line, cells, "StateSignature")
    consent = _day(path, line, cells, "StateRatification")
    force = _day(path, line, cells, "StateForce")
    if force is not None and consent is None:
        raise fault(path.name, line, "has an entry into force and no consent.", "Mend the row.")
    if cells["StateEnd"] != _NO_END:
        _day(path, line, cells, "StateEnd")
        ignored.append(f"{what}: the end {cells['StateEnd']} is computed and no act")
    acts: list[Act] = []
    computed = cells["treaty"] in _COMPUTED_ENTRIES
    beginning = _BEGINNINGS.get(cells["iso3"])
    since = _SINCE.get(cells["treaty"], date.min)
    for kind, day, effect, column in (
        ("Signature", signature, None, "StateSignature"),
        ("Ratification", consent, None if computed else force, "StateRatification"),
    ):
        if day is None or day < since:
            continue
        if day > _NOT_AFTER:
            raise fault(
                path.name, line, f"{day} lies after the end of coding, {_NOT_AFTER}.", "Mend the row."
            )
        if beginning is not None and day < beginning:
            ignored.append(f"{what}: the {kind.lower()} of {day} is the predecessor's")
            continue
        acts.append(
            Act(
                participant=cells["StateName"],
                code=cells["iso3"],
                towards=_TREATIES[cells["treaty"]],
                kind=kind,
                date=day,
                stated_effect=effect,
                as_written=f"{column} {day}" + (f", StateForce {effect}" if effect else ""),
                file=path.name,
                line=line,
                certainty="reported",
            )
        )
    return acts


def _day(path: Path, line: int, cells: dict[str, str], name: str) -> date | None:
    text = cells[name]
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as problem:
        raise fault(path.name, line, f"{text!r} in {name} is no day.", "Write year-month-day.") from problem
    if day.isoformat() != text:
        raise fault(path.name, line, f"{text!r} in {name} is no day.", "Write year-month-day.")
    return day
