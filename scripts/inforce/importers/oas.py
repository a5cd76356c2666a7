"""Status pages of the Inter-American human-rights treaties, as typed tables → records.

In: text files with one table each, typed from a page of the OAS or of its Commission. The first line, a
comment, begins with what the table is (``_PAGES``) and tells its source; after it one row for each state,
cells between bars:

- ``state|signature|ratification|deposit|type``: the day of deposit counts, that of the national ratification
  is left aside. Types are ``RA`` and ``AD``. Days are day/month/year or month/day/year, as the page has them
  (``_PAGES``); a row that begins with ``*`` has them the other way round. A row without a deposit tells a
  signature only, and a ratification without a deposit is left aside by name.
- ``state|deposit|acceptance``, days in words: the deposits under the American Convention, and under article
  62 the acceptances of the jurisdiction of its Court, which are statements.
- the table of 2006 in three parts, each under a line ``## A-51 …``: ``state|R|03.31.89``, month.day.year of
  the deposit; ``R`` ratification, ``AD`` accession, ``S`` signature only.

Out: one record for each file, complete for the treaties of which the page shows every party, else partial.
The tables keep the row of a party that left.

Stops with ``UnreadableError`` for anything else.

Source: https://www.oas.org and https://www.cidh.oas.org.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import Act, Options, Record, contents, day, fault, sha256
from inforce.importers.statements import Said, StatedRecord

__all__ = ["read"]

_DAY_FIRST = re.compile(r"(?P<day>\d{2})/(?P<month>\d{2})/(?P<year>\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"(?P<month>\d{2})/(?P<day>\d{2})/(?P<year>\d{4}|\d{2})")
_POINTS = re.compile(r"(?P<month>\d{2})\.(?P<day>\d{2})\.(?P<year>\d{2})")
_WORDS = re.compile(r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]+) (?P<year>\d{4})")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
_CONSENTS = {"RA": "Ratification", "R": "Ratification", "AD": "Accession"}
_SIGNED_ONLY = "S"
_CONVENTION = "B-32"
_COURT = "62"


@dataclass(frozen=True)
class _Page:
    """One page: what it is, when it was true, what it shows."""

    id: str
    label: str
    publisher: str
    address: str
    first: date
    last: date | None
    form: re.Pattern[str]
    treaties: tuple[str, ...]
    complete: tuple[str, ...]
    certainty: str = "recorded"
    note: str = ""


# The beginning of the first line → the page.
_PAGES = {
    "# A-52 ": _Page(
        id="source:oas-a-52",
        label="Inter-American Commission on Human Rights, signatures and ratifications of the Protocol of "
        "San Salvador (A-52)",
        publisher="Organization of American States",
        address="https://www.cidh.oas.org/basicos/french/f.sansalvador.rat.htm",
        first=date(2011, 11, 10),
        last=None,
        form=_DAY_FIRST,
        treaties=("A-52",),
        complete=(),
        note="Undated; its last act is of 10 November 2011. The end of the alphabet is missing.",
    ),
    "# A-53 ": _Page(
        id="source:oas-a-53",
        label="Inter-American Commission on Human Rights, signatures and ratifications of the Protocol to "
        "Abolish the Death Penalty (A-53)",
        publisher="Organization of American States",
        address="https://www.cidh.oas.org/basicos/english/basic8.death%20penalty%20ratif.htm",
        first=date(2012, 1, 27),
        last=None,
        form=_MONTH_FIRST,
        treaties=("A-53",),
        complete=("A-53",),
        note="Undated; its last act is of 27 January 2012. Two pages differ on Argentina (5 September 2008 or "
        "2009) and Venezuela (6 October 1993, or in 1994).",
    ),
    "# A-60 ": _Page(
        id="source:oas-a-60",
        label="Inter-American Commission on Human Rights, signatures and ratifications of the Convention on "
        "Forced Disappearance (A-60)",
        publisher="Organization of American States",
        address="https://cidh.oas.org/basicos/french/l.disparition.rat.htm",
        first=date(2010, 1, 26),
        last=None,
        form=_DAY_FIRST,
        treaties=("A-60",),
        complete=("A-60",),
        note="Undated; its last act is of 26 January 2010.",
    ),
    "# ACHR deposits ": _Page(
        id="source:iachr-annual-report-2003",
        label="Inter-American Commission on Human Rights, Annual Report 2003, annex 2: parties to the "
        "American Convention and acceptances of the jurisdiction of the Court",
        publisher="Organization of American States",
        address="https://www.cidh.oas.org/annualrep/2003eng/Annex.2.htm",
        first=date(2003, 12, 31),
        last=date(2003, 12, 31),
        form=_WORDS,
        treaties=(_CONVENTION,),
        complete=(_CONVENTION,),
        note="Shows Trinidad and Tobago, which had left. Acceptances of the Court, and no other declaration.",
    ),
    "# B-32 ": _Page(
        id="source:oas-b-32",
        label="Organization of American States, signatures and ratifications of the American Convention on "
        "Human Rights (B-32)",
        publisher="Organization of American States",
        address="http://www.oas.org/dil/treaties_B-32_American_Convention_on_Human_Rights_sign.htm",
        first=date(1993, 6, 11),
        last=date(2012, 9, 9),
        form=_MONTH_FIRST,
        treaties=(_CONVENTION,),
        complete=(),
        note="Undated, from before the denunciation by Venezuela. The end of the alphabet is missing.",
    ),
    "# Basic status table ": _Page(
        id="source:oas-status-table-2006",
        label="Status of the inter-American human-rights treaties, a table of 2006 or 2007",
        publisher="Organization of American States, as copied",
        address="https://tr.scribd.com/document/162585240/Ratificacoes-IASRH-2006",
        first=date(2006, 11, 21),
        last=date(2007, 12, 31),
        form=_POINTS,
        treaties=("A-51", "A-61", "A-52"),
        complete=("A-51", "A-61"),
        certainty="reported",
        note="A copy whose columns have no names of states: they follow the list of member states, and agree "
        "with the pages of A-52, A-53 and A-60.",
    ),
}
_OTHER_WAY = {_DAY_FIRST: _MONTH_FIRST, _MONTH_FIRST: _DAY_FIRST}
_LIKE = {_DAY_FIRST: "31/10/95", _MONTH_FIRST: "10/31/95", _POINTS: "10.31.95", _WORDS: "31 October 1995"}


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return one record for each table.

    Raises ``UnreadableError`` for a table that is not as described above, ``InputError`` for an option
    that chooses treaties: a table says itself which it shows.
    """
    if options.treaties or options.complete:
        raise InputError(
            "A table of the OAS says itself which treaties it shows.",
            hint="Leave out the option that chooses treaties; name the tables instead.",
        )
    return [_record(path, options) for path in paths]


def _record(path: Path, options: Options) -> StatedRecord:
    lines = contents(path).splitlines()
    page = next((page for start, page in _PAGES.items() if lines[0].startswith(start)), None)
    if page is None:
        raise fault(
            path.name,
            1,
            f"the first line is {lines[0][:40]!r}.",
            f"It begins with {', '.join(repr(start) for start in _PAGES)}.",
        )
    acts: list[Act] = []
    statements: list[Said] = []
    ignored: list[str] = []
    treaty = page.treaties[0] if len(page.treaties) == 1 else ""
    seen: dict[tuple[str, str], int] = {}
    for line, text in enumerate(lines[1:], 2):
        if text.startswith("#"):
            treaty = _heading(path, line, text, page)
            continue
        cells = text.split("|")
        state = cells[0].removeprefix("*")
        if not treaty or not state:
            raise fault(path.name, line, f"the row {text!r} has no treaty or no state.", "Mend the row.")
        if (treaty, state) in seen:
            raise fault(
                path.name,
                line,
                f"{state} has a row already (line {seen[treaty, state]}).",
                "Keep one row of each.",
            )
        seen[treaty, state] = line
        row = _Row(path, line, page, treaty, state, text)
        if page.form is _WORDS:
            row.annex(cells, acts, statements)
        elif page.form is _POINTS:
            row.short(cells, acts)
        else:
            row.full(cells, acts, ignored)
    shown = {act.towards for act in acts}
    for expected in page.treaties:
        if expected not in shown:
            raise fault(path.name, 0, f"shows nothing of {expected}.", "Look for rows that are cut.")
    exact = page.first == page.last
    return StatedRecord(
        id=page.id,
        label=page.label,
        publisher=page.publisher,
        address=page.address,
        sha256=(sha256(path),),
        read_on=options.read_on,
        status_at=page.first if exact else None,
        status_not_before=None if exact else page.first,
        status_not_after=None if exact else page.last,
        complete_for=page.complete,
        partial_for=tuple(code for code in page.treaties if code not in page.complete),
        acts=tuple(acts),
        statements=tuple(statements),
        ignored=tuple(ignored),
        note=page.note,
    )


def _heading(path: Path, line: int, text: str, page: _Page) -> str:
    treaty = text.removeprefix("## ").partition(" ")[0].removesuffix(",")
    if not text.startswith("## ") or treaty not in page.treaties or len(page.treaties) == 1:
        raise fault(
            path.name,
            line,
            f"{text[:40]!r} is no heading of this table.",
            f"A heading reads ## and one of {', '.join(page.treaties)}.",
        )
    return treaty


class _Row:
    """One row of a table."""

    def __init__(self, path: Path, line: int, page: _Page, treaty: str, state: str, text: str) -> None:
        self.path = path
        self.line = line
        self.page = page
        self.state = state
        self.form = page.form
        if text.startswith("*"):
            self.form = _OTHER_WAY.get(page.form, page.form)
        self.act = Act(
            participant=state,
            towards=treaty,
            kind="Signature",
            as_written=text,
            file=path.name,
            line=line,
            certainty=page.certainty,
        )

    def full(self, cells: Sequence[str], acts: list[Act], ignored: list[str]) -> None:
        """Read signature, ratification, deposit and type."""
        self.expect(cells, 5)
        _, signature, ratification, deposit, kind = cells
        if signature:
            acts.append(replace(self.act, date=self.day(signature)))
        if ratification:
            self.printed(ratification)
        if deposit:
            acts.append(replace(self.act, kind=self.consent(kind), date=self.day(deposit)))
        elif ratification:
            ignored.append(
                f"{self.act.towards}, {self.state}: ratified on {ratification}, no deposit printed"
            )
        elif kind or not signature:
            raise fault(self.path.name, self.line, "has a type and no day, or nothing.", "Mend the row.")

    def short(self, cells: Sequence[str], acts: list[Act]) -> None:
        """Read type and day."""
        self.expect(cells, 3)
        _, kind, on = cells
        found = "Signature" if kind == _SIGNED_ONLY else self.consent(kind)
        acts.append(replace(self.act, kind=found, date=self.day(on)))

    def annex(self, cells: Sequence[str], acts: list[Act], statements: list[Said]) -> None:
        """Read deposit and acceptance of the Court."""
        self.expect(cells, 3)
        _, deposit, acceptance = cells
        acts.append(replace(self.act, kind="Ratification", date=self.day(deposit), as_written=deposit))
        if acceptance:
            statements.append(
                Said(
                    participant=self.state,
                    towards=self.act.towards,
                    kind="Declaration",
                    does="opt-in",
                    articles=(_COURT,),
                    date=self.day(acceptance),
                    as_written=acceptance,
                    file=self.path.name,
                    line=self.line,
                )
            )

    def expect(self, cells: Sequence[str], number: int) -> None:
        if len(cells) != number:
            raise fault(
                self.path.name,
                self.line,
                f"{len(cells)} cells where this table has {number}.",
                "Mend the bars of this row.",
            )

    def consent(self, kind: str) -> str:
        if kind not in _CONSENTS:
            raise fault(
                self.path.name,
                self.line,
                f"the type {kind!r} is not known.",
                f"Known are {', '.join(_CONSENTS)}; {_SIGNED_ONLY} stands in the table of 2006 only.",
            )
        return _CONSENTS[kind]

    def printed(self, text: str) -> date:
        months = _MONTHS if self.form is _WORDS else ()
        return day(self.path.name, self.line, text, self.form, _LIKE[self.form], months)

    def day(self, text: str) -> date:
        on = self.printed(text)
        # A later act would mean that the page is of a later day than is known of it.
        latest = self.page.last or self.page.first
        if on > latest:
            raise fault(
                self.path.name,
                self.line,
                f"{text!r} lies after the day of the page, {latest}.",
                "Look whether day and month are the other way round; a later page has another day.",
            )
        return on
