"""Scope tables of the Swiss official compilation (Fedlex) → records of present parties.

In: the text of one treaty with its table of the parties, in one of two forms, told apart by the ending:

- ``.json``: the articles of the treaty as a list; the table is the entry ``…/scope_u1``, five cells a row:
  state, day and month, year with ``B`` for accession or ``N`` for succession, day and month, year of the
  entry into force. The first row that is no row of five cells begins the notes.
- ``.txt``: the text of the PDF of the European Convention on Human Rights; the rows stand below the heading
  ``Vertragsstaaten Ratifikation Inkrafttreten`` on each page.

Out: one ``Record`` for each file, of present parties only: who left is absent. Names are German; stars and
letters of notes behind a name are left aside, and so are rows of territories, by name (``_TERRITORIES``).

- The rows of the Czech Republic, Slovakia and Montenegro under the European Convention show acts of their
  predecessors, which are not read; the entry into force is the effect of their succession.
- Misprinted entries into force are left aside by name (``_MISPRINTS``).

Stops with ``UnreadableError`` for anything else.

Source: https://www.fedlex.admin.ch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from inforce.errors import InputError
from inforce.importers.acts import Act, Options, Record, contents, day, fault, sha256

__all__ = ["read"]


@dataclass(frozen=True)
class _Table:
    """One treaty of the compilation: its number here and its number in the compilation."""

    treaty: str
    name: str
    number: str
    page: str


_TABLES: Mapping[str, _Table] = {
    "EMRK": _Table("ETS 5", "European Convention on Human Rights", "0.101", "cc/1974/2151_2151_2151"),
    "GFK": _Table(
        "UNTC V-2", "Convention relating to the Status of Refugees", "0.142.30", "cc/1955/443_461_469"
    ),
    "ISTANBUL": _Table("ETS 210", "Istanbul Convention", "0.311.35", "cc/2018/168"),
    "STAATENLOSE": _Table(
        "UNTC V-3",
        "Convention relating to the Status of Stateless Persons",
        "0.142.40",
        "cc/1972/2320_2374_2150",
    ),
}
_KINDS = {"": "Ratification", "B": "Accession", "N": "Succession"}
_MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober"),
    *("November", "Dezember"),
)
_DAY = re.compile(r"(?P<day>\d{1,2})\. (?P<month>[A-ZÄ][a-zäöü]+) (?P<year>\d{4})")
_LIKE = "5. Mai 1998"
_NOTE_SIGNS = re.compile(r"(?:\s?\*{1,2})*(?:\s[a-z])?$")
_AT = re.compile(r"Geltungsbereich am (?P<day>\d{1,2}\. \w+ \d{4})\d*")
_YEAR = re.compile(r"(?P<year>\d{4})(?: (?P<code>[A-Z]))?")

_HEADING = re.compile(r"Vertragsstaaten\s+Ratifikation\s+Inkrafttreten")
_LINE = re.compile(
    r"(?P<name>\S.*?)\s{2,}(?P<first>\d{1,2}\. \S+)\s+(?P<year>\d{4})\s{2,}(?P<second>\d{1,2}\. \S+)\s+(?P<later>\d{4})"
)

_TERRITORIES = frozenset(
    (
        *("Falklandinseln", "Grönland", "Hongkong", "Insel Man", "Kanalinseln", "Macau", "Montserrat"),
        *("Norfolk-Insel", "St. Helena und Nebengebiete (Ascension und Tristan da Cunha)"),
        (
            "Kolonien, Protektorate und Gebiete, die vom französischen, für die Kolonien zuständigen "
            "Ministerium abhängen"
        ),
    )
)
# A state with a row of empty cells above the row of its territory.
_TERRITORY_ONLY = frozenset({("STAATENLOSE", "China")})
# Table and name → why the printed entry into force is not used.
_NOT_YET = "before the Convention came into force"
_A_DAY_MORE = "a day more than the clause gives"
_MISPRINTS: Mapping[tuple[str, str], str] = {
    ("GFK", "Österreich"): _A_DAY_MORE,
    ("GFK", "Tansania"): "ten years before the accession",
    ("GFK", "Timor-Leste"): _A_DAY_MORE,
    ("STAATENLOSE", "Albanien"): _A_DAY_MORE,
    ("STAATENLOSE", "Barbados"): "before the state began",
    ("STAATENLOSE", "Dänemark"): _NOT_YET,
    ("STAATENLOSE", "Israel"): _NOT_YET,
    ("STAATENLOSE", "Malawi"): "before the printed accession",
    ("STAATENLOSE", "Norwegen"): _NOT_YET,
    ("STAATENLOSE", "Vereinigtes Königreich"): _NOT_YET,
}
# Under the Convention of the Council of Europe: who began after the printed act.
_SUCCESSORS: Mapping[str, date] = {
    "Montenegro": date(2006, 6, 3),
    "Slowakei": date(1993, 1, 1),
    "Tschechische Republik": date(1993, 1, 1),
}
# A consent of the day of the table may take effect this much later.
_NEXT_YEAR = timedelta(days=366)
_PREDECESSOR = "The table shows the act of the predecessor."


@dataclass(frozen=True)
class _Row:
    line: int
    name: str
    consent: str
    code: str
    effect: str


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return one record for each file.

    Raises ``UnreadableError`` for a table that is not as described above, ``InputError`` for an option that
    chooses treaties: a file is about one.
    """
    if options.treaties or options.complete:
        raise InputError(
            "A scope table is about one treaty and shows its present parties.",
            hint="Leave out the option that chooses treaties; name the files instead.",
        )
    return [_record(path, options) for path in paths]


def _record(path: Path, options: Options) -> Record:
    code = path.stem
    if code not in _TABLES:
        raise fault(path.name, 0, "is a treaty that is not known here.", f"Known are {', '.join(_TABLES)}.")
    table = _TABLES[code]
    ignored: list[str] = []
    at, rows = _printed(path) if path.suffix == ".txt" else _listed(path)
    acts: list[Act] = []
    seen: dict[str, int] = {}
    for row in rows:
        name = _plain(row.name)
        if name in _TERRITORIES:
            ignored.append(f"{code}, {name}: a territory")
            continue
        if name in seen:
            raise fault(
                path.name, row.line, f"{name} has a row already (line {seen[name]}).", "Keep one row of each."
            )
        seen[name] = row.line
        if (code, name) in _TERRITORY_ONLY and not row.consent:
            ignored.append(f"{code}, {name}: a row for a territory, without an act")
            continue
        acts.append(_act(path, code, table, row, name, at, ignored))
    if not acts:
        raise fault(path.name, 0, "has a table without parties.", "Save the text again.")
    return Record(
        id=f"source:fedlex-{code.lower()}-{at}",
        label=f"Fedlex, SR {table.number}, scope of the {table.name}, {at.day} {at:%B %Y}",
        publisher="Swiss Confederation",
        address=f"https://www.fedlex.admin.ch/eli/{table.page}/de",
        sha256=(sha256(path),),
        read_on=options.read_on,
        status_at=at,
        complete_for_current=(table.treaty,),
        acts=tuple(acts),
        ignored=tuple(ignored),
        note="Present parties only, with German names; reservations are told by stars and not read.",
    )


def _plain(name: str) -> str:
    """Return a name without the signs of notes behind it: ``Dänemark* a`` → ``Dänemark``.

    >>> _plain("Dänemark* a"), _plain("Belgien* **"), _plain("Macau a"), _plain("Korea (Süd-)")
    ('Dänemark', 'Belgien', 'Macau', 'Korea (Süd-)')
    """
    return _NOTE_SIGNS.sub("", name)


def _act(path: Path, code: str, table: _Table, row: _Row, name: str, at: date, ignored: list[str]) -> Act:
    consent = day(path.name, row.line, row.consent, _DAY, _LIKE, _MONTHS)
    effect = day(path.name, row.line, row.effect, _DAY, _LIKE, _MONTHS)
    if consent > at or effect > at + _NEXT_YEAR:
        raise fault(path.name, row.line, f"the row of {name} lies after the day of the table.", "Correct it.")
    kind, note = _KINDS[row.code], ""
    on: date | None = consent
    if code == "EMRK" and name in _SUCCESSORS and consent < _SUCCESSORS[name]:
        kind, on, note = "Succession", None, _PREDECESSOR
    misprint = _MISPRINTS.get((code, name))
    if misprint is not None:
        ignored.append(f"{code}, {name}: {row.effect}, {misprint}")
    return Act(
        participant=name,
        towards=table.treaty,
        kind=kind,
        date=on,
        not_after=at if on is None else None,
        stated_effect=effect if misprint is None else None,
        as_written=f"{row.consent}{f' {row.code}' if row.code else ''}; {row.effect}",
        file=path.name,
        line=row.line,
        note=note,
    )


# --- the two forms --------------------------------------------------------------------------------------


def _status(path: Path, line: int, text: str) -> date:
    match = _AT.fullmatch(text)
    if match is None:
        raise fault(
            path.name,
            line,
            f"{text[:60]!r} is no heading of a table.",
            "It reads Geltungsbereich am 5. Mai 1998.",
        )
    return day(path.name, line, match["day"], _DAY, _LIKE, _MONTHS)


def _listed(path: Path) -> tuple[date, Iterator[_Row]]:
    try:
        entries = json.loads(contents(path))["eintraege"]
        (entry,) = [entry for entry in entries if entry["id"].endswith("/scope_u1")]
        heading, rows = entry["artikelLabel"], entry["bloecke"][0]["mehrspaltig"]["zeilen"]
    except (ValueError, KeyError, IndexError, TypeError) as problem:
        raise fault(
            path.name,
            0,
            f"has no scope table ({type(problem).__name__}).",
            "Save the text of the treaty again.",
        ) from problem
    return _status(path, 0, heading), _five_cells(path, rows)


def _five_cells(path: Path, rows: Sequence[Sequence[str]]) -> Iterator[_Row]:
    for number, cells in enumerate(rows, 1):
        if len(cells) != 5:
            # The notes below the table.
            return
        name, first, year, second, later = cells
        if not any(cells[1:]):
            yield _Row(number, name, "", "", "")
            continue
        match = _YEAR.fullmatch(year)
        if match is None or (match["code"] or "") not in _KINDS:
            raise fault(
                path.name,
                number,
                f"{year!r} of {name} is no year with a code.",
                f"Known are {' and '.join(code for code in _KINDS if code)}.",
            )
        yield _Row(number, name, f"{first} {match['year']}", match["code"] or "", f"{second} {later}")


def _printed(path: Path) -> tuple[date, Iterator[_Row]]:
    lines = contents(path).splitlines()
    starts = [place for place, text in enumerate(lines, 1) if _AT.fullmatch(text)]
    if len(starts) != 1:
        raise fault(
            path.name, 0, f"has {len(starts)} headings of a table.", "Save the text of the PDF again."
        )
    return _status(path, starts[0], lines[starts[0] - 1]), _below(path, lines, starts[0])


def _below(path: Path, lines: Sequence[str], start: int) -> Iterator[_Row]:
    inside = False
    for number, text in enumerate(lines[start:], start + 1):
        if _HEADING.fullmatch(text):
            inside = True
        elif text.startswith("*"):
            return
        elif re.match(r"\d+ +AS ", text):
            # A footnote ends the table on this page.
            inside = False
        elif inside and text and not text.startswith(" "):
            match = _LINE.fullmatch(text)
            if match is None:
                raise fault(
                    path.name,
                    number,
                    f"the row {text!r} is not understood.",
                    "It reads name, day of ratification, day of entry into force.",
                )
            yield _Row(
                number,
                match["name"],
                f"{match['first']} {match['year']}",
                "",
                f"{match['second']} {match['later']}",
            )
