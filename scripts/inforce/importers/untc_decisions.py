"""What judgement decided about single rows of the UN's status pages, beside the patterns that read the rest.

``untc_statements_decisions.csv`` says of a row, known by page, block, participant and the digest of its
text, what it is; several lines take one row apart. ``untc_notes.csv`` says of every end note what it was
used for, and which nodes of the graph came of it. The texts themselves stand nowhere. A row whose text changed has another digest and stops.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import terms
from inforce.importers.acts import fault, sheet
from inforce.importers.untc_rows import TABLES, Row

__all__ = ["DECISIONS", "NOTES", "USES", "Decision", "Decisions", "Notes"]

DECISIONS = Path(__file__).with_name("untc_statements_decisions.csv")
NOTES = Path(__file__).with_name("untc_notes.csv")

_COLUMNS = (
    "page", "block", "row", "digest", "act", "does", "articles", "day", "with", "from", "until", "length",
    "by", "against", "withdrawn", "written", "note", "reason",
)  # fmt: skip
_NOTE_COLUMNS = ("page", "note", "digest", "use", "nodes", "reason")

# What an end note was used for, or why it was left aside.
USES: Mapping[str, str] = {
    "act": "an act of a participant, often of a predecessor, that the table above does not show",
    "statement": "a declaration, a reservation or an objection that no block above shows",
    "withdrawal": "the withdrawal of a statement",
    "territorial": "which territories a consent covers",
    "name": "who somebody is, or under which name it acted",
    "recognition": "that one participant does not recognise another",
    "communication": "what others said about an act or a statement, without a statement of its own",
    "reference": "where a text can be found",
    "procedure": "how the depositary proceeded",
}
# What a row may be beside a statement or an event: neither, or what patterns read of it and more.
NOTHING, AS_READ = "nothing", "as read"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What one row is, or one part of it.

    ``act`` is a class of statement, a kind of event, ``nothing``, or ``as read`` where patterns read a part
    of the row and the other decisions add the rest. ``by`` is the participant where it is
    not the one in the heading; ``withdrawn`` is the day on which the statement was withdrawn.
    """

    act: str
    does: str
    articles: tuple[str, ...]
    day: date | None
    made_with: str
    start: date | None
    until: date | None
    length: int | None
    unit: str
    by: str
    against: str
    withdrawn: date | None
    written: str
    note: str


class Decisions:
    """The decisions about the rows of one or more pages."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._digests: dict[tuple[str, str, str], tuple[str, int]] = {}
        self._decisions: dict[tuple[str, str, str], list[Decision]] = defaultdict(list)
        known = {*terms.STATEMENTS, *terms.EVENTS, NOTHING, AS_READ}
        for line, cells in sheet(path, _COLUMNS):
            if cells["block"] not in TABLES or cells["act"] not in known or not cells["reason"]:
                raise fault(
                    path.name,
                    line,
                    f"block {cells['block']!r}, act {cells['act']!r}, reason {cells['reason']!r}.",
                    f"A block is one of {', '.join(TABLES)}; an act is a class of statement or of event or "
                    f"{NOTHING!r} or {AS_READ!r}; a decision has a reason.",
                )
            key = (cells["page"], cells["block"], cells["row"])
            if self._digests.setdefault(key, (cells["digest"], line))[0] != cells["digest"]:
                raise fault(path.name, line, f"{' '.join(key)} has two digests.", "Read the row again.")
            self._decisions[key].append(self._decision(line, cells))

    def _decision(self, line: int, cells: Mapping[str, str]) -> Decision:
        def day(name: str) -> date | None:
            try:
                return date.fromisoformat(cells[name]) if cells[name] else None
            except ValueError as problem:
                raise fault(
                    self._path.name, line, f"{name} is {cells[name]!r}, no day.", "Write it as 1998-05-05."
                ) from problem

        number, _, unit = cells["length"].partition(" ")
        if cells["length"] and (not number.isdigit() or unit not in terms.SCHEMES["units"]):
            raise fault(
                self._path.name,
                line,
                f"the length is {cells['length']!r}.",
                "Write a number and a unit: 3 year.",
            )
        return Decision(
            act=cells["act"],
            does=cells["does"],
            articles=tuple(article for article in cells["articles"].split("; ") if article),
            day=day("day"),
            made_with=cells["with"],
            start=day("from"),
            until=day("until"),
            length=int(number) if number else None,
            unit=unit,
            by=cells["by"],
            against=cells["against"],
            withdrawn=day("withdrawn"),
            written=cells["written"],
            note=cells["note"],
        )

    def about(self, file: str, page: str, row: Row) -> list[Decision] | None:
        """Return what was decided about a row, nothing if it was not; stop where its text has changed."""
        key = (page, row.table, row.participant if row.ordinal == 1 else f"{row.participant} {row.ordinal}")
        if key not in self._decisions:
            return None
        digest, line = self._digests[key]
        if digest != row.digest:
            raise fault(
                file,
                row.line,
                f"the row of {row.participant} in the block of {row.table} is not the one that was read.",
                f"Read it again and correct {self._path.name}, line {line} (digest {row.digest}).",
            )
        return self._decisions[key]

    def check(self, file: str, page: str, rows: Iterable[Row]) -> None:
        """Stop where a row that was decided about does not stand on its page."""
        found = {
            (page, row.table, row.participant if row.ordinal == 1 else f"{row.participant} {row.ordinal}")
            for row in rows
        }
        for key, (_, line) in self._digests.items():
            if key[0] == page and key not in found:
                raise fault(
                    file,
                    0,
                    f"the page has no row of {key[2]} in the block of {key[1]}.",
                    f"Take it out of {self._path.name}, line {line}, or save the page again.",
                )


class Notes:
    """What every end note of one or more pages was used for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._notes: dict[tuple[str, str], tuple[str, int]] = {}
        self._uses: dict[tuple[str, str], str] = {}
        for line, cells in sheet(path, _NOTE_COLUMNS):
            unknown = sorted(set(cells["use"].split("; ")) - set(USES))
            if unknown or not cells["reason"]:
                raise fault(
                    path.name,
                    line,
                    f"the use is {cells['use']!r} and the reason {cells['reason']!r}.",
                    f"Uses are {', '.join(USES)}; a note has a reason.",
                )
            self._notes[(cells["page"], cells["note"])] = (cells["digest"], line)
            self._uses[(cells["page"], cells["note"])] = cells["use"]

    def use(self, file: str, page: str, row: Row) -> str:
        """Return what an end note was used for. Stops where it is new or has changed."""
        digest, line = self._notes.get((page, row.participant), ("", 0))
        if not digest:
            raise fault(
                file,
                row.line,
                f"end note {row.participant} is new.",
                f"Read it and say in {self._path.name} what it is used for (digest {row.digest}).",
            )
        if digest != row.digest:
            raise fault(
                file,
                row.line,
                f"end note {row.participant} is not the one that was read.",
                f"Read it again and correct {self._path.name}, line {line} (digest {row.digest}).",
            )
        return self._uses[(page, row.participant)]

    def check(self, file: str, page: str, rows: Iterable[Row]) -> None:
        """Stop where a note that was read does not stand on its page."""
        found = {row.participant for row in rows if row.table == "notes"}
        for (at, number), (_, line) in self._notes.items():
            if at == page and number not in found:
                raise fault(
                    file,
                    0,
                    f"the page has no end note {number}.",
                    f"Take it out of {self._path.name}, line {line}, or save the page again.",
                )
