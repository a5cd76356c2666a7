"""One status page of the United Nations Treaty Collection → a record.

In: the HTML page of one treaty, as ``treaties.un.org`` serves it. Out: a ``Record`` that is complete for
the treaty, with the page's own totals. Every row of the table of participants is read; tables inside end
notes are not participants. A cell in [square brackets] is an act that was performed and later withdrawn;
the withdrawal stands in an end note as prose and is not read.

Stops with ``UnreadableError`` for a page of another kind, a code that the header does not declare, a day
that does not exist, and totals that differ from what the page's own rows show.

Source: https://treaties.un.org, pages ViewDetails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lxml import etree

from inforce.errors import InputError
from inforce.importers.acts import Act, Options, Record, Total, contents, fault, sha256
from inforce.importers.untc_cells import line_of, text_of
from inforce.importers.untc_territories import listed

__all__ = ["CONSENT_CODES", "SIGNATURE_CODES", "act_of_row", "codes_of_heading", "read"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STATUS = re.compile(r"STATUS AS AT : (\d{2})-(\d{2})-(\d{4}) \d{2}:\d{2}:\d{2} E[DS]T")
_CHAPTER = re.compile(r"CHAPTER ([IVX]+)")
_TITLE = re.compile(r"(\d+)\. (?:([a-z]) )?(\S.*)")
_TOTALS = re.compile(r"Signatories : (\d+)\. Parties : (\d+)\.?")
_CELL = re.compile(
    r"(?P<open>\[?) ?(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4})(?: (?P<code>[A-Za-z]+))? ?"
    r"(?P<close>\]?)"
)

# What a page may declare above its columns, and the code in the cells below.
CONSENT_CODES = {
    "Ratification": ("", "Ratification"),
    "Acceptance(A)": ("A", "Acceptance"),
    "Approval(AA)": ("AA", "Approval"),
    "Accession(a)": ("a", "Accession"),
    "Succession(d)": ("d", "Succession"),
    "Formal confirmation(c)": ("c", "FormalConfirmation"),
}
SIGNATURE_CODES = {
    "Signature": ("", "Signature"),
    "Succession to signature(d)": ("d", "Signature"),
}
_SUCCEEDED = "Succession to signature."
_WITHDRAWN = "Printed in square brackets: withdrawn later, as an end note tells."
_AGAIN = "Save the status page of one treaty from treaties.un.org again, complete."


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return one record for each page.

    Raises ``UnreadableError`` for a page that is not as described above, ``InputError`` for an option
    that chooses treaties: a page is about one.
    """
    if options.treaties or options.complete:
        raise InputError(
            "A page of the UN Treaty Collection is about one treaty and complete.",
            hint="Leave out the option that chooses treaties; name the pages instead.",
        )
    return [_page(path, options) for path in paths]


def _page(path: Path, options: Options) -> Record:
    text = contents(path)
    parser = etree.HTMLParser(huge_tree=False, no_network=True)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as problem:
        raise fault(path.name, problem.lineno or 0, f"is no HTML ({problem.msg}).", _AGAIN) from problem
    except ValueError as problem:
        raise fault(path.name, 1, f"is no HTML page ({problem}).", _AGAIN) from problem
    if root is None:
        raise fault(path.name, 1, "is no HTML page.", _AGAIN)
    table = _only(path, root, "_tblgrid", "table of participants")
    at = _status(path, root)
    chapter = _printed(path, root, "_tcHead", _CHAPTER, "chapter")
    title = _printed(path, root, "_tcTreaty", _TITLE, "numbered title")
    totals = _printed(path, root, "rptStatus_ctl00_tcText", _TOTALS, "totals of signatories and parties")
    number = "-".join(part for part in (chapter[1], title[1], title[2]) if part)
    treaty = f"UNTC {number}"
    acts = _acts(path, table, treaty, at)
    signatories = sum(act.kind == "Signature" and "[" not in act.as_written for act in acts)
    parties = sum(act.kind != "Signature" and "[" not in act.as_written for act in acts)
    line = line_of(table)
    for name, printed, counted in (
        ("signatories", int(totals[1]), signatories),
        ("parties", int(totals[2]), parties),
    ):
        if printed != counted:
            raise fault(
                path.name,
                line,
                f"the page prints {printed} {name} and its rows show {counted}.",
                "Look for rows that are cut or for cells that mean something else.",
            )
    return Record(
        id=f"source:untc-{number.lower()}-{at}",
        label=f"United Nations Treaty Collection, status of {number}, {at.day} {at:%B %Y}",
        publisher="United Nations",
        address=f"https://treaties.un.org/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no={number}"
        f"&chapter={_roman(chapter[1])}&clang=_en",
        sha256=(sha256(path),),
        read_on=options.read_on,
        status_at=at,
        complete_for=(treaty,),
        acts=(*acts, *listed(path, root, treaty, at)),
        totals=(Total(towards=treaty, signatories=signatories, parties=parties),),
        note="Exits, earlier spells and predecessors stand in the end notes as prose and are not read "
        "from the table; who left is in square brackets. No entry into force for each party.",
    )


def _status(path: Path, root: etree._Element) -> date:
    found = [
        (element, match)
        for element in root.iter("div", "td", "span")
        if (match := _STATUS.fullmatch(" ".join((element.text or "").split())))
    ]
    if len(found) != 1:
        raise fault(
            path.name, 1, f"'STATUS AS AT' with a day and an hour stands here {_times(found)}.", _AGAIN
        )
    element, match = found[0]
    return _day(path, line_of(element), int(match[3]), int(match[2]), int(match[1]))


def _printed(
    path: Path, root: etree._Element, ending: str, pattern: re.Pattern[str], what: str
) -> re.Match[str]:
    element = _only(path, root, ending, what)
    text = text_of(element)
    match = pattern.fullmatch(text)
    if match is None:
        raise fault(path.name, line_of(element), f"{text!r} where the {what} should be.", _AGAIN)
    return match


def _times(found: Sequence[object]) -> str:
    return f"{len(found)} times" if found else "nowhere"


def _only(path: Path, root: etree._Element, ending: str, what: str) -> etree._Element:
    found = [element for element in root.iter(etree.Element) if element.get("id", "").endswith(ending)]
    if len(found) != 1:
        raise fault(
            path.name,
            1,
            f"is no status page of the UN Treaty Collection: the {what} stands in it {_times(found)}.",
            _AGAIN,
        )
    return found[0]


def _acts(path: Path, table: etree._Element, treaty: str, at: date) -> list[Act]:
    rows = [row for part in (table, *table.findall("tbody")) for row in part.findall("tr")]
    if len(rows) < 2:
        raise fault(path.name, line_of(table), "the table of participants has no rows.", _AGAIN)
    header, line = [text_of(cell) for cell in rows[0]], line_of(rows[0])
    if len(header) != 3 or header[0] != "Participant":
        raise fault(
            path.name,
            line,
            f"the header of the table is {' | '.join(header)!r}.",
            "A page has the columns Participant, Signature and Ratification with their codes.",
        )
    signatures = codes_of_heading(path, line, header[1], SIGNATURE_CODES)
    consents = codes_of_heading(path, line, header[2], CONSENT_CODES)
    acts: list[Act] = []
    seen: dict[str, int] = {}
    for row in rows[1:]:
        line, cells = line_of(row), [text_of(cell) for cell in row]
        if len(cells) != 3 or not cells[0]:
            raise fault(path.name, line, f"the row {' | '.join(cells)!r} has not three cells.", _AGAIN)
        name = cells[0]
        if name in seen:
            raise fault(
                path.name, line, f"{name} has a row already (line {seen[name]}).", "Keep one row of each."
            )
        seen[name] = line
        if not cells[1] and not cells[2]:
            raise fault(path.name, line, f"{name} has neither a signature nor a consent.", _AGAIN)
        for words, codes in ((cells[1], signatures), (cells[2], consents)):
            if words:
                acts.append(act_of_row(path, line, name, words, codes, treaty, at))
    return acts


def codes_of_heading(
    path: Path, line: int, heading: str, known: dict[str, tuple[str, str]]
) -> dict[str, str]:
    """Return the codes that a heading declares, each with the words of its declaration."""
    codes: dict[str, str] = {}
    for words in heading.split(", "):
        if words not in known:
            raise fault(
                path.name,
                line,
                f"the heading {heading!r} declares {words!r}, which is not known here.",
                f"Known are {', '.join(known)}; a new one needs a kind of event.",
            )
        codes[known[words][0]] = words
    return codes


def act_of_row(
    path: Path, line: int, name: str, words: str, codes: dict[str, str], treaty: str, at: date
) -> Act:
    """Return the act that a cell shows. Raises ``UnreadableError`` with file and line where it is not understood."""
    match = _CELL.fullmatch(words)
    if match is None or bool(match["open"]) != bool(match["close"]) or match["month"] not in _MONTHS:
        raise fault(
            path.name,
            line,
            f"the cell {words!r} of {name} is no day with a code.",
            "A cell is a day such as 5 May 1998, a code of the heading or none, all of it in [ ] or not.",
        )
    code = match["code"] or ""
    if code not in codes:
        what = f"the code {code!r}" if code else "a day without a code"
        raise fault(
            path.name,
            line,
            f"{what} in the cell {words!r} of {name} is not declared in the heading.",
            f"The heading declares {', '.join(codes.values())}.",
        )
    day = _day(path, line, int(match["year"]), _MONTHS.index(match["month"]) + 1, int(match["day"]))
    if day > at:
        raise fault(path.name, line, f"{words!r} of {name} lies after the day of the page, {at}.", _AGAIN)
    declared = codes[code]
    notes = (
        _SUCCEEDED if declared == "Succession to signature(d)" else "",
        _WITHDRAWN if match["open"] else "",
    )
    return Act(
        participant=name,
        towards=treaty,
        kind=(SIGNATURE_CODES | CONSENT_CODES)[declared][1],
        date=day,
        as_written=words,
        file=path.name,
        line=line,
        note=" ".join(note for note in notes if note),
    )


def _day(path: Path, line: int, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as problem:
        raise fault(
            path.name, line, f"{year}-{month:02}-{day:02} is no day ({problem}).", "Correct the page."
        ) from problem


def _roman(number: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in number]
    return sum(
        -value if value < following else value
        for value, following in zip(values, (*values[1:], 0), strict=True)
    )
