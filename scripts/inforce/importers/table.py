"""Facts collected by hand in one plain table → records.

In: CSV files of two forms, told apart by their headers.

Facts have the header ``treaty,participant,iso3,kind,date,effect_date,status_at,source,note``:

- ``treaty``: a number (``210``, ``ETS 35``), a short name or an alias.
- ``participant`` as the source prints it; ``iso3`` decides who it is where it is given.
- ``kind`` in words: ``signature``, ``ratification``, ``accession``, ``denunciation`` … , one for each kind
  of event; ``entry_into_force`` where only an effect is known, which confirms or disputes the effect of
  the consent that the graph holds, or is a ratification of unknown day. ``declaration`` rows are left
  aside by name.
- ``date`` and ``effect_date``: year-month-day or empty; one of them is needed, except for a signature.
- ``status_at``: the day of the source: ``2017-03-01``, ``2024``, ``2024 or later``, either followed by
  words in brackets; anything that begins with ``not printed`` is undated.
- ``source``: the name of a row in the other file. ``note``: for the reader of the table, not read.

Sources have the header ``source,treaty,status_at,label,publisher,address,certainty``. ``treaty`` and
``status_at`` are empty, or as the facts have them where a source has another address for each; the row
that says most decides. Certainty is ``recorded`` for a depositary, a notice or a gazette, and ``reported``
otherwise; ``left aside`` leaves the rows aside by name, with the label as reason, for a source that
nobody could look up or that may only be used to check.

Out: one ``Record`` for each source, treaty and status, partial for the treaty unless
``options.complete`` names the pair of source and treaty. In a row of a state that succeeded another an act
from before its first day is read as in the table of the Council of Europe: it is the predecessor's, and
the effect of a consent is the effect of the state's own succession.

Stops with ``UnreadableError`` for an unknown kind, source or status and for a day that does not exist.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from inforce import names, terms
from inforce.errors import InputError
from inforce.importers.acts import (
    SUCCESSORS,
    Act,
    Options,
    Record,
    contents,
    fault,
    sha256,
    sheet,
    treaty_number,
)

__all__ = ["read"]

_FACTS = (
    "treaty",
    "participant",
    "iso3",
    "kind",
    "date",
    "effect_date",
    "status_at",
    "source",
    "note",
)
_SOURCES = ("source", "treaty", "status_at", "label", "publisher", "address", "certainty")

# Kinds that need what the table has no column for: a territory, or the event that they undo.
_NEED_MORE = frozenset(
    ("EndOfTerritorialApplication", "Rescission", "TerritorialApplication", "WithdrawalOfConsent")
)
# The words of a kind: "DefinitiveSignature" → "definitive signature".
_KINDS = {
    re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower(): kind for kind in terms.EVENTS if kind not in _NEED_MORE
}
_EFFECT_ONLY = "entry_into_force"
_IGNORED_KINDS = {"declaration": "statements are not read from this table"}
_MAY_BE_UNDATED = ("Signature",)
_CERTAINTIES = ("recorded", "reported")
_LEFT_ASIDE = "left aside"

_SUCCESSORS = {"CZE": "Czech Republic", "SVK": "Slovakia", "MNE": "Montenegro"}
_STATUS = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})-(?P<day>\d{2}))?(?P<later> or later)?(?: \(.*\))?")


@dataclass(frozen=True)
class _Source:
    label: str
    publisher: str
    address: str
    certainty: str


# Source, treaty and status, of which the last two may be empty → what it is.
_Sources = dict[tuple[str, str, str], _Source]


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return one record for each source, treaty and status of the tables of facts among the files.

    ``options.treaties`` chooses treaties; without it all are read. Raises ``UnreadableError`` for tables
    that are not as described above, ``InputError`` where facts are missing or an option names nothing.
    """
    facts, sources = _told_apart(paths)
    if not facts:
        raise InputError("None of the files is a table of facts.", hint=f"Its header is {','.join(_FACTS)}.")
    chosen = {_key(treaty) for treaty in options.treaties}
    complete = {(source, _key(treaty)) for source, treaty in options.complete}
    records: list[Record] = []
    for path in facts:
        records += _records(path, sources, chosen, complete, options)
    _spent(records, options)
    return records


def _spent(records: list[Record], options: Options) -> None:
    """Stop where an option names what no row has: it would be without effect and nobody would know."""
    treaties = {_key(key) for record in records for key in (*record.complete_for, *record.partial_for)}
    for treaty in options.treaties:
        if _key(treaty) not in treaties:
            raise InputError(f"No row is about {treaty!r}.", hint="Choose treaties that the table has.")
    wholly = {_key(key) for record in records for key in record.complete_for}
    for source, treaty in options.complete:
        if _key(treaty) not in wholly:
            raise InputError(
                f"No row of {source!r} is about {treaty!r}.",
                hint="Name a source and a treaty of the table.",
            )


def _key(treaty: str) -> str:
    return treaty_number(treaty) or names.key(treaty)


def _told_apart(paths: Sequence[Path]) -> tuple[list[Path], _Sources]:
    facts: list[Path] = []
    sources: _Sources = {}
    for path in paths:
        header = contents(path).splitlines()[0]
        if header == ",".join(_FACTS):
            facts.append(path)
        elif header == ",".join(_SOURCES):
            for line, cells in sheet(path, _SOURCES):
                key = (cells["source"], cells["treaty"] and _key(cells["treaty"]), cells["status_at"])
                if key in sources:
                    raise fault(
                        path.name, line, f"{cells['source']!r} stands in another row.", "Keep one row."
                    )
                aside = cells["certainty"] == _LEFT_ASIDE
                needed = ("source", "label") if aside else ("source", "label", "publisher", "address")
                if (not aside and cells["certainty"] not in _CERTAINTIES) or not all(
                    cells[name] for name in needed
                ):
                    raise fault(
                        path.name,
                        line,
                        f"{cells['source']!r} lacks a cell or has the certainty {cells['certainty']!r}.",
                        f"Fill {', '.join(needed)}; certainty is {', '.join(_CERTAINTIES)} or {_LEFT_ASIDE}.",
                    )
                sources[key] = _Source(
                    cells["label"], cells["publisher"], cells["address"], cells["certainty"]
                )
        else:
            raise fault(
                path.name,
                1,
                f"the header is {header!r}.",
                f"Facts have the header {','.join(_FACTS)}; sources {','.join(_SOURCES)}.",
            )
    return facts, sources


def _source(path: Path, line: int, sources: _Sources, name: str, treaty: str, status: str) -> _Source:
    key = _key(treaty)
    for known in ((name, key, status), (name, key, ""), (name, "", status), (name, "", "")):
        if known in sources:
            return sources[known]
    raise fault(
        path.name,
        line,
        f"the source {name!r} is not described for {treaty}.",
        f"Give a second file with the header {','.join(_SOURCES)} and a row for it.",
    )


def _records(
    path: Path,
    sources: _Sources,
    chosen: set[str],
    complete: set[tuple[str, str]],
    options: Options,
) -> list[Record]:
    groups: dict[tuple[str, str, str], list[Act]] = defaultdict(list)
    lines: dict[tuple[str, str, str], int] = {}
    described: dict[tuple[str, str, str], _Source] = {}
    statuses: dict[tuple[str, str], set[str]] = defaultdict(set)
    aside: Counter[str] = Counter()
    for line, cells in sheet(path, _FACTS):
        treaty = treaty_number(cells["treaty"]) or cells["treaty"]
        if chosen and _key(treaty) not in chosen:
            aside[f"rows of {treaty}, which was not chosen"] += 1
            continue
        group = (cells["source"], treaty, cells["status_at"])
        source = described[group] = _source(path, line, sources, *group)
        if source.certainty == _LEFT_ASIDE:
            aside[f"rows of {treaty} from {cells['source']}: {source.label}"] += 1
            continue
        lines.setdefault(group, line)
        statuses[cells["source"], treaty].add(cells["status_at"])
        if cells["kind"] in _IGNORED_KINDS:
            aside[f"rows of {treaty}, {cells['kind']}: {_IGNORED_KINDS[cells['kind']]}"] += 1
            continue
        groups[group] += _acts(path, line, cells, treaty, source.certainty)
    records: list[Record] = []
    ignored = tuple(f"{count} {words}" for words, count in sorted(aside.items()))
    for group, acts in groups.items():
        name, treaty, printed = group
        wholly = (name, _key(treaty)) in complete
        if wholly and len(statuses[name, treaty]) > 1:
            raise fault(
                path.name,
                lines[group],
                f"{name!r} cannot be complete for {treaty}: it has {len(statuses[name, treaty])} days.",
                "Give all rows of a complete source the same status_at.",
            )
        source = described[group]
        at, not_before, not_after = _status(path, lines[group], printed)
        records.append(
            Record(
                id=f"source:{_slug(name)}-{_slug(treaty)}-{_slug(printed)}",
                label=f"{source.label}: {treaty}",
                publisher=source.publisher,
                address=source.address,
                sha256=(sha256(path),),
                read_on=options.read_on,
                status_at=at,
                status_not_before=not_before,
                status_not_after=not_after,
                complete_for=(treaty,) if wholly else (),
                partial_for=() if wholly else (treaty,),
                acts=tuple(acts),
                ignored=ignored if not records else (),
                note=f"Status: {printed}. Typed from the source into a table; the hash is the table's.",
            )
        )
    return records


def _acts(path: Path, line: int, cells: dict[str, str], treaty: str, certainty: str) -> list[Act]:
    kind = "Ratification" if cells["kind"] == _EFFECT_ONLY else _KINDS.get(cells["kind"])
    if kind is None:
        raise fault(
            path.name,
            line,
            f"the kind {cells['kind']!r} is not known.",
            f"Known are {', '.join(sorted((*_KINDS, _EFFECT_ONLY, *_IGNORED_KINDS)))}.",
        )
    day = _day(path, line, cells, "date")
    effect = _day(path, line, cells, "effect_date")
    if cells["kind"] == _EFFECT_ONLY and (day is not None or effect is None):
        raise fault(
            path.name,
            line,
            f"{_EFFECT_ONLY} has an effect and no date.",
            "Name the kind of act, or its effect.",
        )
    at, _, bound = _status(path, line, cells["status_at"])
    latest = at or bound
    if day is None and effect is None and (kind not in _MAY_BE_UNDATED or latest is None):
        raise fault(
            path.name,
            line,
            "has neither a date nor an effect.",
            "Give one of them; a signature of unknown day needs the day of the source.",
        )
    if day is not None and latest is not None and day > latest:
        raise fault(path.name, line, f"{day} lies after the day of the source.", "Correct the day.")
    act = Act(
        participant=cells["participant"],
        code=cells["iso3"],
        towards=treaty,
        kind=kind,
        date=day,
        not_after=latest if day is None and effect is None else None,
        stated_effect=effect,
        as_written=", ".join(
            cells[name] for name in ("participant", "kind", "date", "effect_date") if cells[name]
        ),
        file=path.name,
        line=line,
        certainty=certainty,
    )
    state = _SUCCESSORS.get(cells["iso3"])
    if state is None or day is None or day >= SUCCESSORS[state].day:
        return [act]
    return _succession(act, state, latest)


def _succession(act: Act, state: str, latest: date | None) -> list[Act]:
    """Give an act from before a state's first day to its predecessor, and a consent's effect to the state."""
    predecessor = SUCCESSORS[state].predecessor
    theirs = replace(
        act,
        participant=predecessor,
        code="",
        stated_effect=None,
        as_written=f"{act.as_written} (row of {state})",
    )
    if act.kind not in terms.CONSENTS:
        return [theirs]
    if act.stated_effect is None:
        raise fault(
            act.file,
            act.line,
            f"{act.date} is an act of {predecessor}, and no effect for {state} is stated.",
            f"Give the effect of the succession, or write {predecessor}.",
        )
    own = replace(
        act,
        kind="Succession",
        date=None,
        not_after=latest,
        note=f"The record shows the act of {predecessor} in the row of {state}.",
    )
    return [theirs, own]


def _status(path: Path, line: int, printed: str) -> tuple[date | None, date | None, date | None]:
    """Return the day of a source, or the first and the last day that it may be of, or nothing."""
    if printed.startswith("not printed"):
        return None, None, None
    match = _STATUS.fullmatch(printed)
    if match is None:
        raise fault(
            path.name,
            line,
            f"the status {printed!r} is not understood.",
            "Write a day, a year, a year 'or later', or 'not printed'.",
        )
    year = int(match["year"])
    if match["month"]:
        day = _made(path, line, printed, year, int(match["month"]), int(match["day"]))
        return (None, day, None) if match["later"] else (day, None, None)
    first = _made(path, line, printed, year, 1, 1)
    return None, first, None if match["later"] else date(year, 12, 31)


def _made(path: Path, line: int, printed: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as problem:
        raise fault(path.name, line, f"{printed!r} is no day.", "Correct the day.") from problem


def _day(path: Path, line: int, cells: dict[str, str], name: str) -> date | None:
    text = cells[name]
    if not text:
        return None
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if match is None:
        raise fault(path.name, line, f"{text!r} in {name} is no day.", "Write year-month-day.")
    return _made(path, line, text, int(match[1]), int(match[2]), int(match[3]))


def _slug(text: str) -> str:
    return names.key(text).replace(" ", "-")
