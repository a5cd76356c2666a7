"""A list of the parties to the Rome Statute, with those that left → a record.

In: one CSV file, ``treaty_id,participant,iso3,action,date,note``, a row for each act. Out: one ``Record`` of
reported certainty, complete for the parties, past ones included; states that only signed are missing.

- ``acceptance_or_approval`` is read as an acceptance.
- ``withdrawal_effective`` is the effect of a withdrawal, which is a denunciation here as in every treaty; when
  the notification was received is not printed, and is left open.

Rows of the amendments of 2010 (``XVIII-10-b``) are left aside by name. Stops with ``UnreadableError`` for
another treaty or action, a day that does not exist and an act that stands twice.

Source: https://github.com/arthuredelstein/survivalscores.org, a list as at 22 August 2026.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import Act, Options, Record, day, fault, sha256, sheet

__all__ = ["read"]

_AT = date(2026, 8, 22)
_HEADER = ("treaty_id", "participant", "iso3", "action", "date", "note")
_TREATY = "XVIII-10"
_OTHERS = frozenset(("XVIII-10-b",))
_ACTIONS = {
    "signature": "Signature",
    "ratification": "Ratification",
    "accession": "Accession",
    "acceptance_or_approval": "Acceptance",
    "succession": "Succession",
    "withdrawal_effective": "Denunciation",
}
_EFFECT = "Denunciation"
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return the record of the one file that is given.

    Raises ``UnreadableError`` for a list that is not as described above, ``InputError`` for more than one
    file and for an option that chooses treaties.
    """
    if len(paths) != 1 or options.treaties or options.complete:
        raise InputError(
            "The list of the parties to the Rome Statute is one file and complete.",
            hint="Name one file and no treaty.",
        )
    path = paths[0]
    acts: list[Act] = []
    aside: Counter[str] = Counter()
    seen: dict[tuple[str, str], int] = {}
    for line, cells in sheet(path, _HEADER):
        if cells["treaty_id"] in _OTHERS:
            aside[cells["treaty_id"]] += 1
            continue
        if cells["treaty_id"] != _TREATY:
            raise fault(
                path.name, line, f"the treaty {cells['treaty_id']!r} is not known.", "Add it by name."
            )
        if cells["action"] not in _ACTIONS:
            raise fault(
                path.name,
                line,
                f"the action {cells['action']!r} is not known.",
                f"Known are {', '.join(_ACTIONS)}.",
            )
        if cells["note"]:
            raise fault(path.name, line, f"the note {cells['note']!r} is not read.", "Read it first.")
        kind = _ACTIONS[cells["action"]]
        key = (cells["iso3"], kind)
        if key in seen:
            raise fault(
                path.name,
                line,
                f"{cells['participant']} has a {cells['action']} already (line {seen[key]}).",
                "Keep one row of each.",
            )
        seen[key] = line
        on = day(path.name, line, cells["date"], _ISO, "2000-06-07")
        if on > _AT and kind != _EFFECT:
            raise fault(
                path.name, line, f"{cells['date']!r} lies after the day of the list, {_AT}.", "Correct it."
            )
        acts.append(
            Act(
                participant=cells["participant"],
                code=cells["iso3"],
                towards=f"UNTC {_TREATY}",
                kind=kind,
                date=None if kind == _EFFECT else on,
                stated_effect=on if kind == _EFFECT else None,
                as_written=f"{cells['action']} {cells['date']}",
                file=path.name,
                line=line,
                certainty="reported",
                note="Acceptance and approval are not told apart." if kind == "Acceptance" else "",
            )
        )
    return [
        Record(
            id=f"source:rome-statute-list-{_AT}",
            label="Parties to the Rome Statute and withdrawals, a list as at 22 August 2026",
            publisher="survivalscores.org",
            address="https://github.com/arthuredelstein/survivalscores.org",
            sha256=(sha256(path),),
            read_on=options.read_on,
            status_at=_AT,
            complete_for=(f"UNTC {_TREATY}",),
            acts=tuple(acts),
            ignored=tuple(f"{count} rows of {treaty}" for treaty, count in sorted(aside.items())),
            note="Third party; agrees with the depositary's list of 2015 in every date. Parties only, and "
            "those that left; withdrawals by their effect, without the day of receipt.",
        )
    ]
