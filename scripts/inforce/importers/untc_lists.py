"""Lists of the UN Treaty Collection as at 14 March 2015, one CSV file for each treaty → records.

In: files named ``chapter-number.csv`` with the columns Participant, Signature (where there is one) and the
consents with their codes, cells as on the Collection's pages. Out: one ``Record`` for each file, complete:
the pages show every participant, past ones included.

The square brackets in which a page prints who left were lost in the files, so that a past party looks like a
party. Only lists of which it is known who had left are read (``_LEFT``); the row of such a party says so,
and its exit is an event of its own that the list does not show. Others stop.

Stops with ``UnreadableError`` for a heading, a code or a cell that a page of the Collection would not have.

Source: https://treaties.un.org.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import Act, Options, Record, contents, fault, sha256, sheet
from inforce.importers.untc import CONSENT_CODES, SIGNATURE_CODES, act_of_row, codes_of_heading

__all__ = ["read"]

_AT = date(2015, 3, 14)
_CHAPTERS = {"4": "IV", "5": "V", "18": "XVIII"}
# File → who had left by the day of the lists, compared with the pages and with lists of present parties.
_LEFT: Mapping[str, tuple[str, ...]] = {
    "4-1": (),
    "5-2": (),
    "5-3": ("Madagascar",),
    "5-4": (),
    "5-5": (),
    "18-10": (),
}
# File → who has a row without an act: the Convention is applied in a territory only.
_TERRITORY_ONLY: Mapping[str, tuple[str, ...]] = {"5-3": ("China",)}
_HAD_LEFT = "The page of the depositary prints it in square brackets: it left later."


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return one record for each list.

    Raises ``UnreadableError`` for a list that is not as described above, ``InputError`` for an option that
    chooses treaties: a list is about one.
    """
    if options.treaties or options.complete:
        raise InputError(
            "A list of the UN Treaty Collection is about one treaty and complete.",
            hint="Leave out the option that chooses treaties; name the lists instead.",
        )
    return [_list(path, options) for path in paths]


def _list(path: Path, options: Options) -> Record:
    if path.stem not in _LEFT:
        raise fault(
            path.name,
            0,
            "is a list of which it is not known who had left.",
            f"The lists have lost their brackets. Known are {', '.join(_LEFT)}; add others when checked.",
        )
    chapter, _, number = path.stem.partition("-")
    name = f"{_CHAPTERS[chapter]}-{number}"
    treaty = f"UNTC {name}"
    header = next(csv.reader([contents(path).splitlines()[0]]))
    if header[:1] != ["Participant"] or len(header) not in (2, 3) or header[1:-1] not in ([], ["Signature"]):
        raise fault(
            path.name,
            1,
            f"the header is {','.join(header)!r}.",
            "A list has the columns Participant, Signature where there is one, and the consents.",
        )
    columns = [(header[-1], codes_of_heading(path, 1, header[-1], CONSENT_CODES))]
    if len(header) == 3:
        columns.insert(0, ("Signature", codes_of_heading(path, 1, "Signature", SIGNATURE_CODES)))
    acts: list[Act] = []
    ignored: list[str] = []
    seen: dict[str, int] = {}
    for line, cells in sheet(path, header):
        who = cells["Participant"]
        if who in seen:
            raise fault(
                path.name, line, f"{who} has a row already (line {seen[who]}).", "Keep one row of each."
            )
        seen[who] = line
        found = [
            act_of_row(path, line, who, cells[column], codes, treaty, _AT)
            for column, codes in columns
            if cells[column]
        ]
        if not found and who in _TERRITORY_ONLY.get(path.stem, ()):
            ignored.append(f"{treaty}, {who}: a row for a territory, without an act")
        elif not found:
            raise fault(path.name, line, f"{who} has neither a signature nor a consent.", "Mend the row.")
        acts += [replace(act, note=_HAD_LEFT) if who in _LEFT[path.stem] else act for act in found]
    missing = [who for who in _LEFT[path.stem] if who not in seen]
    if missing:
        raise fault(path.name, 0, f"has no row of {', '.join(missing)}.", "Look for rows that are cut.")
    return Record(
        id=f"source:untc-{name.lower()}-{_AT}",
        label=f"United Nations Treaty Collection, status of {name}, {_AT.day} {_AT:%B %Y}",
        publisher="United Nations",
        address=f"https://treaties.un.org/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no={name}"
        f"&chapter={chapter}&clang=_en",
        sha256=(sha256(path),),
        read_on=options.read_on,
        status_at=_AT,
        complete_for=(treaty,),
        acts=tuple(acts),
        ignored=tuple(ignored),
        note="A copy without the square brackets of the page, in which who left is printed; without end notes "
        "and declarations.",
    )
