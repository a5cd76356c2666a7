"""The African Union's lists of signatures, ratifications and deposits, and its Court's list → records.

In: text files, told apart by their first line.

- The status lists of the Union (``_SNAPSHOT``): under a line ``@ code | title | as_of 2017-06-15`` a row for
  each member, ``BJ 2004-02-11 1986-01-20 1986-02-25``: its ISO code, the day of signature, that of the
  national ratification or accession, that of the deposit; ``-`` for none. One record for each treaty that is
  read (``_TREATIES``), complete, of the day that the line prints. Ratification and accession are not told
  apart. A signature after the deposit is left aside by name.
- The list of the Constitutive Act (``_ACT``), day/month/year: the deposits are admissions to the Union. One
  record, complete.
- The list of the declarations under article 34(6) of the Protocol on the Court (``_DECLARATIONS``):
  ``state;signed;deposited;withdrawn``. A declaration counts from its deposit. The last day is that of the
  letter of withdrawal; a withdrawal runs from its deposit, which the list does not print, and is left aside
  by name. One record, complete for these declarations.

Stops with ``UnreadableError`` for anything else.

Source: https://au.int/en/treaties and https://www.african-court.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import Act, Options, Record, contents, day, fault, sha256, sheet
from inforce.importers.statements import Said, StatedRecord

__all__ = ["read"]

_PUBLISHER = "African Union"
_SNAPSHOT = "# typed from "
_ACT = ("country", "signature_date", "ratification_or_accession_date", "deposit_date")
_DECLARATIONS = "# https://www.african-court.org/"

# Code of a list → the treaty.
_TREATIES = {
    "AU-ACHPR": "treaty:achpr",
    "AU-ACRWC": "treaty:acrwc",
    "AU-COURT-PROTOCOL": "treaty:afchpr-p",
    "AU-MAPUTO": "treaty:maputo",
}
_OTHERS = frozenset(
    (
        *("AU-ACDEG", "AU-DISABILITIES", "AU-KAMPALA", "AU-OAU-REFUGEE", "AU-OLDER-PERSONS"),
        "AU-SOCIAL-PROTECTION",
    )
)
_HEADING = re.compile(
    r"@ (?P<code>[A-Z-]+) \| (?P<title>[^|]+) \| as_of (?P<day>\d{4}-\d{2}-\d{2})(?: \|.*)?"
)
_ROW = re.compile(r"(?P<code>[A-Z]{2}) (?P<signed>\S+) (?P<ratified>\S+) (?P<deposited>\S+)")
_NONE = "-"
_KIND = "Ratification and accession are not told apart; the deposit counts."

_ACT_AT = date(2017, 6, 15)
# The day of the last declaration of the list.
_LIST_NOT_BEFORE = date(2022, 4, 7)
_ARTICLE = "34(6)"

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{2})/(?P<month>\d{2})/(?P<year>\d{4})")


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return the records of the lists.

    Raises ``UnreadableError`` for a list that is not as described above, ``InputError`` for an option that
    chooses treaties: a list says itself which it shows.
    """
    if options.treaties or options.complete:
        raise InputError(
            "A list of the African Union is complete for the treaties that it names.",
            hint="Leave out the option that chooses treaties; name the lists instead.",
        )
    records: list[Record] = []
    for path in paths:
        first = contents(path).splitlines()[0]
        if first.startswith(_SNAPSHOT):
            records += _snapshot(path, options)
        elif first == ",".join(_ACT):
            records.append(_act(path, options))
        elif first.startswith(_DECLARATIONS):
            records.append(_declarations(path, options))
        else:
            raise fault(
                path.name,
                1,
                f"the first line is {first[:40]!r}.",
                f"It begins with {_SNAPSHOT!r} or {_DECLARATIONS!r}, or is {','.join(_ACT)}.",
            )
    return records


# --- the status lists -----------------------------------------------------------------------------------


def _snapshot(path: Path, options: Options) -> Iterator[Record]:
    lines = contents(path).splitlines()
    starts = [place for place, text in enumerate(lines) if text.startswith("@")]
    for place, text in enumerate(lines[: starts[0] if starts else len(lines)], 1):
        if not text.startswith("#"):
            raise fault(path.name, place, f"{text[:40]!r} stands under no treaty.", "Mend the file.")
    if not starts:
        raise fault(path.name, 1, "has no list.", "A list begins with @.")
    others: list[str] = []
    found: list[tuple[str, Record]] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        match = _HEADING.fullmatch(lines[start])
        if match is None:
            raise fault(
                path.name,
                start + 1,
                f"{lines[start][:60]!r} is no heading of a list.",
                "It reads @ code | title | as_of 2017-06-15.",
            )
        code = match["code"]
        if code in _OTHERS:
            others.append(f"the list of {code}")
        elif code not in _TREATIES:
            raise fault(path.name, start + 1, f"the code {code!r} is not known.", "Add it by name.")
        else:
            found.append((code, _list(path, match, start + 2, lines[start + 1 : end], options)))
    if not found:
        raise fault(path.name, 0, f"shows none of {', '.join(_TREATIES)}.", "Give another file.")
    for place, (_, record) in enumerate(found):
        # What the whole file leaves aside is told once.
        yield record if place else replace(record, ignored=(*others, *record.ignored))


def _list(path: Path, match: re.Match[str], first: int, rows: Sequence[str], options: Options) -> Record:
    at = day(path.name, first - 1, match["day"], _ISO, "2017-06-15")
    treaty = _TREATIES[match["code"]]
    acts: list[Act] = []
    late: list[str] = []
    seen: dict[str, int] = {}
    for line, text in enumerate(rows, first):
        row = _ROW.fullmatch(text)
        if row is None:
            raise fault(
                path.name,
                line,
                f"the row {text!r} is not understood.",
                "It reads code, signed, ratified, deposited: BJ 2004-02-11 1986-01-20 1986-02-25.",
            )
        code = row["code"]
        if code in seen:
            raise fault(
                path.name, line, f"{code} has a row already (line {seen[code]}).", "Keep one row of each."
            )
        seen[code] = line
        signed, ratified, deposited = (
            None if row[name] == _NONE else _known(path, line, row[name], _ISO, "1986-02-25", at)
            for name in ("signed", "ratified", "deposited")
        )
        if deposited is None and ratified is not None:
            raise fault(path.name, line, f"{code} ratified and did not deposit.", "Look at the list again.")
        if signed is not None and deposited is not None and signed > deposited:
            late.append(f"{match['code']}, {code}: a signature of {signed}, after the deposit of {deposited}")
            signed = None
        for kind, on in (("Signature", signed), ("Ratification", deposited)):
            if on is not None:
                acts.append(
                    Act(
                        participant=code,
                        code=code,
                        towards=treaty,
                        kind=kind,
                        date=on,
                        as_written=text,
                        file=path.name,
                        line=line,
                        note=_KIND if kind == "Ratification" else "",
                    )
                )
    return Record(
        id=f"source:au-list-{treaty.partition(':')[2]}-{at}",
        label=f"African Union, status list of the {match['title'].strip()}, {at.day} {at:%B %Y}",
        publisher=_PUBLISHER,
        address="https://au.int/en/treaties",
        sha256=(sha256(path),),
        read_on=options.read_on,
        status_at=at,
        complete_for=(treaty,),
        acts=tuple(acts),
        ignored=tuple(late),
        note=f"{_KIND} The hash is that of a file typed from the lists.",
    )


# --- the Constitutive Act -------------------------------------------------------------------------------


def _act(path: Path, options: Options) -> Record:
    acts: list[Act] = []
    seen: dict[str, int] = {}
    for line, cells in sheet(path, _ACT):
        name = cells["country"]
        if name in seen:
            raise fault(
                path.name, line, f"{name} has a row already (line {seen[name]}).", "Keep one row of each."
            )
        seen[name] = line
        deposit = cells["deposit_date"]
        acts.append(
            Act(
                participant=name,
                towards="organisation:au",
                kind="Admission",
                date=_known(path, line, deposit, _DAY_FIRST, "31/05/2001", _ACT_AT),
                as_written=deposit,
                file=path.name,
                line=line,
                note="Deposit of the ratification of the Constitutive Act.",
            )
        )
    return Record(
        id=f"source:au-constitutive-act-{_ACT_AT}",
        label="African Union, status list of the Constitutive Act, 15 June 2017",
        publisher=_PUBLISHER,
        address="https://au.int/en/treaties/constitutive-act-african-union",
        sha256=(sha256(path),),
        read_on=options.read_on,
        status_at=_ACT_AT,
        complete_for=("organisation:au",),
        acts=tuple(acts),
        ignored=("signatures and national ratifications of the Constitutive Act",),
        note="The deposit counts; a membership begins with it, and not before the Act came into force.",
    )


# --- the declarations -----------------------------------------------------------------------------------


def _declarations(path: Path, options: Options) -> StatedRecord:
    statements: list[Said] = []
    aside: list[str] = []
    seen: dict[str, int] = {}
    for line, text in enumerate(contents(path).splitlines()[1:], 2):
        cells = text.split(";")
        if len(cells) != 4 or not cells[0]:
            raise fault(
                path.name,
                line,
                f"the row {text!r} is not understood.",
                "It reads state;signed;deposited;withdrawn.",
            )
        name, signed, deposited, withdrawn = cells
        if name in seen:
            raise fault(
                path.name, line, f"{name} has a row already (line {seen[name]}).", "Keep one row of each."
            )
        seen[name] = line
        day(path.name, line, signed, _ISO, "2010-02-19")
        if withdrawn:
            day(path.name, line, withdrawn, _ISO, "2010-02-19")
            aside.append(f"{name}: a letter of {withdrawn} that withdraws, whose deposit is not printed")
        statements.append(
            Said(
                participant=name,
                towards="treaty:afchpr-p",
                kind="Declaration",
                does="opt-in",
                articles=(_ARTICLE,),
                date=_known(path, line, deposited, _ISO, "2010-02-19", _LIST_NOT_BEFORE),
                as_written=text,
                file=path.name,
                line=line,
            )
        )
    return StatedRecord(
        id="source:african-court-declarations",
        label="African Court on Human and Peoples’ Rights, declarations under article 34(6) of the Protocol",
        publisher="African Court on Human and Peoples’ Rights",
        address="https://www.african-court.org/afchpr/declarations/?lang=fr",
        sha256=(sha256(path),),
        read_on=options.read_on,
        status_not_before=_LIST_NOT_BEFORE,
        complete_for_statements=("treaty:afchpr-p",),
        partial_for=("treaty:afchpr-p",),
        acts=(),
        statements=tuple(statements),
        ignored=tuple(aside),
        note="Undated; its last declaration is of 7 April 2022. It prints the letters of withdrawal, not their deposit.",
    )


def _known(path: Path, line: int, text: str, form: re.Pattern[str], like: str, latest: date) -> date:
    on = day(path.name, line, text, form, like)
    if on > latest:
        raise fault(path.name, line, f"{text!r} lies after the day of the list, {latest}.", "Correct it.")
    return on
