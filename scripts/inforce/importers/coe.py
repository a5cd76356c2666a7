"""The Council of Europe's table of the status of all its treaties, as at 6 April 2012 → a record.

In: one CSV file, a row for each treaty and each state that may take part. Out: one ``Record`` that is
complete for every chosen treaty. Every row of the file is checked; rows of treaties that were not chosen
are left aside by name.

What the table does not say in words, and what is done about it:

- Treaties are named by title, and titles are matched exactly; ``TITLES`` holds those read by default.
- Days are day/month/year, with `` a`` for accession, `` s`` for definitive signature, `` su`` for
  succession and `` r`` for a signature ad referendum. Nothing behind a day is ratification, acceptance or
  approval, which the table does not tell apart.
- In a treaty that somebody has denounced the columns are shifted: ``Reservations`` holds the day of the
  denunciation and ``Denunciation`` its effect.
- The rows of the Czech Republic, Slovakia and Montenegro show acts of Czechoslovakia and of Serbia and
  Montenegro. The act is given to the predecessor, and to the successor a succession of unknown day whose
  effect is the printed entry into force. A signature is not succeeded to.
- The rows of the Statute (ETS 1) are admissions to the organisation, present members only.
- Greece left in 1969 and came back in 1974; the table shows its present spell under the European
  Convention on Human Rights and its first Protocol, which is noted as a gap.

Stops with ``UnreadableError`` for anything else.

Source: https://conventions.coe.int (Treaty Office).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import (
    SUCCESSORS,
    Act,
    Disagreement,
    Gap,
    Options,
    Record,
    fault,
    sha256,
    sheet,
    treaty_number,
)

__all__ = ["TITLES", "read"]

# The day of the table.
_AT = date(2012, 4, 6)

_HEADER = (
    "Country",
    "Ratification",
    "treaty",
    "Entry",
    "Signature",
    "Note",
    "Territorial Application",
    "Declarations",
    "Reservations",
    "Communication",
    "Authorities",
    "Denunciation",
    "Effect denunciation",
    "Objection",
)
_FLAGS = ("Territorial Application", "Declarations", "Communication", "Authorities", "Objection")

_ECHR = "Convention for the Protection of Human Rights and Fundamental Freedoms"
_ECPT = "European Convention for the Prevention of Torture and Inhuman or Degrading Treatment or Punishment"
TITLES = {
    "ETS 1": "Statute of the Council of Europe",
    "ETS 5": _ECHR,
    "ETS 9": f"Protocol to the {_ECHR}",
    "ETS 35": "European Social Charter",
    "ETS 46": f"Protocol No. 4 to the {_ECHR}, securing certain rights and freedoms other than those "
    "already included in the Convention and in the first Protocol thereto",
    "ETS 114": f"Protocol No. 6 to the {_ECHR} concerning the Abolition of the Death Penalty",
    "ETS 117": f"Protocol No. 7 to the {_ECHR}",
    "ETS 126": _ECPT,
    "ETS 128": "Additional Protocol to the European Social Charter",
    "ETS 148": "European Charter for Regional or Minority Languages",
    "ETS 151": f"Protocol No. 1 to the {_ECPT}",
    "ETS 152": f"Protocol No. 2 to the {_ECPT}",
    "ETS 157": "Framework Convention for the Protection of National Minorities",
    "ETS 158": "Additional Protocol to the European Social Charter Providing for a System of Collective "
    "Complaints",
    "ETS 163": "European Social Charter (revised)",
    "ETS 164": "Convention for the protection of Human Rights and Dignity of the Human Being with regard "
    "to the Application of Biology and Medicine: Convention on Human Rights and Biomedicine",
    "ETS 173": "Criminal Law Convention on Corruption",
    "ETS 177": f"Protocol No. 12 to the {_ECHR}",
    "ETS 187": f"Protocol No. 13 to the {_ECHR}, concerning the abolition of the death penalty in all "
    "circumstances",
    "ETS 194": f"Protocol No. 14 to the {_ECHR}, amending the control system of the Convention",
    "ETS 197": "Council of Europe Convention on Action against Trafficking in Human Beings",
    "ETS 201": "Council of Europe Convention on the Protection of Children against Sexual Exploitation "
    "and Sexual Abuse",
    "ETS 210": "Council of Europe Convention on preventing and combating violence against women and "
    "domestic violence",
}
_STATUTE = TITLES["ETS 1"]
_ORGANISATION = "organisation:coe"

# Who left and came back, of which the table shows one spell.
_GAPS = {
    TITLES["ETS 5"]: "Greece",
    TITLES["ETS 9"]: "Greece",
}

_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (a|s|su|r))?")
_CONSENTS = {"": "Ratification", "a": "Accession", "s": "DefinitiveSignature", "su": "Succession"}
_SIGNATURES = {
    "": ("Signature", ""),
    "r": ("Signature", "Signature ad referendum."),
    "s": ("DefinitiveSignature", ""),
}
_SHIFTED = (
    "Where somebody has denounced the treaty, Reservations holds the day of it, Denunciation its effect "
    "and Effect denunciation the flag of a reservation; elsewhere the last two are empty."
)


@dataclass(frozen=True)
class _Row:
    """One row, checked: days with their codes, the denunciation in its place."""

    line: int
    state: str
    title: str
    signature: date | None
    signature_code: str
    consent: date | None
    consent_code: str
    effect: date | None
    denunciation: date | None
    denunciation_effect: date | None
    cells: dict[str, str]


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return the record of the one file that is given.

    ``options.treaties`` chooses numbers that ``TITLES`` knows, or titles as the table prints them;
    without it all of ``TITLES`` are read. Raises ``UnreadableError`` for a table that is not as described
    above, ``InputError`` for more than one file or a treaty that the table cannot have.
    """
    if len(paths) != 1 or options.complete:
        raise InputError(
            "The table of the Council of Europe is one file and complete.",
            hint="Name one file; choose treaties by number or by title.",
        )
    path = paths[0]
    chosen = _chosen(options.treaties)
    rows = _rows(path)
    held = [row for row in rows if row.title in chosen]
    missing = sorted(set(chosen) - {row.title for row in held})
    if missing:
        raise fault(
            path.name,
            0,
            f"has no row of {'; '.join(missing)}.",
            "Choose treaties that the table has, by their titles as it prints them.",
        )
    acts, disagreements = _acts(path, held)
    others = Counter(row.title for row in rows if row.title not in chosen)
    empty = sum(row.signature is None and row.consent is None for row in held)
    silent = sum(row.title == _STATUTE and row.signature is not None for row in held)
    ignored = [
        *([f"{sum(others.values())} rows of {len(others)} treaties that were not chosen"] if others else []),
        *([f"{empty} rows without signature and consent: the state is no party"] if empty else []),
        *([f"{silent} signatures of the Statute: membership begins with the deposit"] if silent else []),
    ]
    return [
        Record(
            id=f"source:coe-table-{_AT}",
            label="Council of Europe Treaty Office, status of all treaties, 6 April 2012",
            publisher="Council of Europe",
            address="https://conventions.coe.int",
            sha256=(sha256(path),),
            read_on=options.read_on,
            status_at=_AT,
            complete_for=tuple(_towards(title) for title in chosen),
            acts=tuple(acts),
            gaps=tuple(
                Gap(
                    towards=title,
                    participant=who,
                    note="The table shows only the present spell of a state that left and came back.",
                    file=path.name,
                    line=0,
                )
                for title, who in _GAPS.items()
                if title in chosen
            ),
            disagreements=tuple(disagreements),
            ignored=tuple(ignored),
            note="Ratification, acceptance and approval are not told apart. Rows of successor states "
            "show acts of their predecessors.",
        )
    ]


def _chosen(treaties: tuple[str, ...]) -> list[str]:
    if not treaties:
        return list(TITLES.values())
    titles: list[str] = []
    for treaty in treaties:
        number = treaty_number(treaty)
        if number and number not in TITLES:
            raise InputError(
                f"The title of {number} in the table is not known here.",
                hint="Choose the treaty by its title as the table prints it.",
            )
        titles.append(TITLES[number] if number else treaty)
    return titles


def _towards(title: str) -> str:
    return _ORGANISATION if title == _STATUTE else title


# --- rows -----------------------------------------------------------------------------------------------


def _rows(path: Path) -> list[_Row]:
    read = list(sheet(path, _HEADER))
    shifted = {cells["treaty"] for _, cells in read if _DATE.fullmatch(cells["Reservations"])}
    rows: list[_Row] = []
    seen: dict[tuple[str, str], int] = {}
    for line, cells in read:
        key = (cells["treaty"], cells["Country"])
        if not all(key):
            raise fault(path.name, line, "names no state or no treaty.", "Complete the row.")
        if key in seen:
            raise fault(
                path.name,
                line,
                f"{key[1]} has a row of this treaty already (line {seen[key]}).",
                "Keep one row of each.",
            )
        seen[key] = line
        rows.append(_row(path, line, cells, cells["treaty"] in shifted))
    return rows


def _row(path: Path, line: int, cells: dict[str, str], shifted: bool) -> _Row:
    for name in _FLAGS:
        _flag(path, line, cells, name)
    if cells["Note"] and not cells["Note"].isdigit():
        raise fault(path.name, line, f"the note {cells['Note']!r} is no number.", "Mend the row.")
    if shifted:
        denunciation, effect = (
            _day(path, line, cells, "Reservations"),
            _day(path, line, cells, "Denunciation"),
        )
        if (denunciation is None) != (effect is None):
            raise fault(path.name, line, "has half a denunciation.", _SHIFTED)
        _flag(path, line, cells, "Effect denunciation")
    else:
        denunciation, effect = None, None
        _flag(path, line, cells, "Reservations")
        if cells["Denunciation"] or cells["Effect denunciation"]:
            raise fault(
                path.name,
                line,
                f"{cells['Denunciation'] or cells['Effect denunciation']!r} stands in a column of "
                "denunciation, and no row of the treaty has a day under Reservations.",
                _SHIFTED,
            )
    signature, signature_code = _coded(path, line, cells, "Signature", _SIGNATURES)
    consent, consent_code = _coded(path, line, cells, "Ratification", _CONSENTS)
    entry = _day(path, line, cells, "Entry")
    if (signature_code == "s" or consent_code == "s") and (cells["Signature"] != cells["Ratification"]):
        raise fault(
            path.name,
            line,
            f"{cells['Signature']!r} and {cells['Ratification']!r}: a definitive signature is printed in "
            "both columns.",
            "Mend the row.",
        )
    if entry is not None and consent is None:
        raise fault(path.name, line, "has an entry into force and no consent.", "Mend the row.")
    if denunciation is not None and consent is None:
        raise fault(path.name, line, "has a denunciation and no consent.", "Mend the row.")
    for name, day in (("Signature", signature), ("Ratification", consent), ("Reservations", denunciation)):
        if day is not None and day > _AT:
            raise fault(
                path.name,
                line,
                f"{cells[name]!r} lies after the day of the table, {_AT}.",
                "Mend the row; a later table has another day.",
            )
    return _Row(
        line,
        cells["Country"],
        cells["treaty"],
        signature,
        signature_code,
        consent,
        consent_code,
        entry,
        denunciation,
        effect,
        cells,
    )


def _flag(path: Path, line: int, cells: dict[str, str], name: str) -> None:
    if cells[name] not in ("", "X"):
        raise fault(
            path.name,
            line,
            f"{cells[name]!r} in {name}, where only X or nothing may stand.",
            f"Look whether the columns of this treaty are shifted. {_SHIFTED}",
        )


def _day(path: Path, line: int, cells: dict[str, str], name: str) -> date | None:
    return _coded(path, line, cells, name, {"": ""})[0]


def _coded(
    path: Path,
    line: int,
    cells: dict[str, str],
    name: str,
    codes: dict[str, str] | dict[str, tuple[str, str]],
) -> tuple[date | None, str]:
    text = cells[name]
    if not text:
        return None, ""
    match = _DATE.fullmatch(text)
    if match is None or (match[4] or "") not in codes:
        known = " or ".join(f"{code!r}" for code in codes if code) or "nothing"
        raise fault(
            path.name,
            line,
            f"{text!r} in {name} is no day with a code of this column.",
            f"A cell is day/month/year, and behind it {known}.",
        )
    try:
        return date(int(match[3]), int(match[2]), int(match[1])), match[4] or ""
    except ValueError as problem:
        raise fault(path.name, line, f"{text!r} in {name} is no day.", "Correct the day.") from problem


# --- acts -----------------------------------------------------------------------------------------------


def _acts(path: Path, rows: list[_Row]) -> tuple[list[Act], list[Disagreement]]:
    acts: list[Act] = []
    disagreements: list[Disagreement] = []
    # The predecessors' acts: each stands in two rows and is one.
    earlier: dict[tuple[str, str, str], Act] = {
        (row.title, row.state, column): act
        for row in rows
        if row.state in {split.predecessor for split in SUCCESSORS.values()}
        for column, act in _own(path, row)
    }
    for row in rows:
        split = SUCCESSORS.get(row.state) if row.title != _STATUTE else None
        for column, act in _own(path, row):
            if split is None or act.date is None or act.date >= split.day:
                acts.append(act)
                continue
            theirs = Act(
                participant=split.predecessor,
                towards=act.towards,
                kind=act.kind,
                date=act.date,
                as_written=f"{act.as_written} (row of {row.state})",
                file=act.file,
                line=act.line,
                note=act.note,
            )
            held = earlier.setdefault((row.title, split.predecessor, column), theirs)
            if held is theirs:
                acts.append(theirs)
            elif held.date != theirs.date:
                disagreements.append(
                    Disagreement(act=held, value=act.date, note=f"Printed in the row of {row.state}.")
                )
            if act.kind != "Signature" and row.effect is not None:
                acts.append(
                    Act(
                        participant=row.state,
                        towards=act.towards,
                        kind="Succession",
                        not_after=_AT,
                        stated_effect=row.effect,
                        as_written=f"{act.as_written}; in force {row.cells['Entry']}",
                        file=act.file,
                        line=act.line,
                        note=f"The record shows the act of {split.predecessor} in the row of {row.state}.",
                    )
                )
    return acts, disagreements


def _own(path: Path, row: _Row) -> list[tuple[str, Act]]:
    """Return the acts of a row as they stand there, each with its column."""
    towards = _towards(row.title)
    found: list[tuple[str, Act]] = []

    def add(column: str, kind: str, day: date, effect: date | None, written: str, note: str = "") -> None:
        found.append(
            (
                column,
                Act(
                    participant=row.state,
                    towards=towards,
                    kind=kind,
                    date=day,
                    stated_effect=effect,
                    as_written=written,
                    file=path.name,
                    line=row.line,
                    note=note,
                ),
            )
        )

    written = row.cells["Ratification"]
    if row.title == _STATUTE:
        if row.consent is not None:
            add("Ratification", "Admission", row.consent, row.effect, written)
    else:
        if row.signature is not None and row.signature_code != "s":
            kind, note = _SIGNATURES[row.signature_code]
            add("Signature", kind, row.signature, None, row.cells["Signature"], note)
        if row.consent is not None:
            add("Ratification", _CONSENTS[row.consent_code], row.consent, row.effect, written)
    if row.denunciation is not None:
        add(
            "Denunciation",
            "Denunciation",
            row.denunciation,
            row.denunciation_effect,
            f"{row.cells['Reservations']}; {row.cells['Denunciation']}",
        )
    return found
