"""The statements below the table of one status page of the United Nations Treaty Collection → a record.

In: the HTML page of one treaty, as ``treaties.un.org`` serves it. Out: a ``StatedRecord`` with the acts of
its table (as ``untc`` reads them), the acts that its end notes tell, and its declarations, reservations,
objections and derogations with their withdrawals. Texts are read and not kept. What patterns read stands
in ``untc_optional`` and the modules beside it; what only judgement decides, in the data files of
``untc_decisions``. A row that neither reads, or that has changed since it was decided about, stops.

A CSV file among the files replaces the decisions (``*decisions.csv``), the uses of the end notes
(``*notes.csv``) or what these say of territories (``*territories.csv``) that come with the program; other
notes say nothing of territories where no file tells it.

Source: https://treaties.un.org, pages ViewDetails.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from inforce import terms
from inforce.importers import untc, untc_declared, untc_optional
from inforce.importers.acts import Act, Options, Record, fault
from inforce.importers.statements import Said, StatedRecord
from inforce.importers.untc_decisions import AS_READ, DECISIONS, NOTES, Decision, Decisions, Notes
from inforce.importers.untc_derogations import derogated
from inforce.importers.untc_objections import Names, objected
from inforce.importers.untc_rows import TABLES, Row, heading_of, page_of, rows_of
from inforce.importers.untc_territories import TERRITORIES, Noted, joined

__all__ = ["read"]

# The page whose notifications are derogations, and those whose notifications designate an authority.
DEROGATIONS, PASSED = "IV-4", frozenset({"IV-9-b"})


def read(paths: Sequence[Path], options: Options) -> list[Record]:
    """Return one record for each page among the files.

    Raises ``UnreadableError`` for a page that is not as described above, ``InputError`` for an option
    that chooses treaties: a page is about one.
    """
    tables = [path for path in paths if path.suffix == ".csv"]
    decisions = Decisions(next((path for path in tables if path.name.endswith("decisions.csv")), DECISIONS))
    notes = Notes(next((path for path in tables if path.name.endswith("notes.csv")), NOTES))
    replaced = any(path.name.endswith("notes.csv") for path in tables)
    told = next((path for path in tables if path.name.endswith("territories.csv")), None)
    noted = Noted(told or (None if replaced else TERRITORIES))
    pages = [path for path in paths if path.suffix != ".csv"]
    return [
        _page(path, record, decisions, notes, noted)
        for path, record in zip(pages, untc.read(pages, options), strict=True)
    ]


def _page(path: Path, record: Record, decisions: Decisions, notes: Notes, noted: Noted) -> StatedRecord:
    towards = record.complete_for[0]
    page = towards.removeprefix("UNTC ")
    root = page_of(path)
    rows = rows_of(path, root)
    headings = {table: heading_of(root, table) for table in TABLES if table != "notes"}
    decisions.check(path.name, page, rows)
    notes.check(path.name, page, rows)
    names = Names(dict.fromkeys(act.participant for act in record.acts))
    acts: list[Act] = []
    statements: list[Said] = []
    for row in rows:
        if row.table == "notes":
            notes.use(path.name, page, row)
        decided = decisions.about(path.name, page, row)
        if decided is None or any(decision.act == AS_READ for decision in decided):
            statements += _read(path.name, page, towards, headings, row, names, in_part=decided is not None)
        for decision in decided or ():
            if decision.act in terms.EVENTS:
                acts.append(_act(path, towards, row, decision))
            elif decision.act in terms.STATEMENTS:
                statements += _said(path, towards, row, decision, headings.get(row.table, ""))
    statements += noted.said(path.name, page, towards, rows)
    consented = {act.participant for act in (*record.acts, *acts) if act.kind in terms.CONSENTS}
    statements = [
        # Whoever has signed and not consented can have said it with its signature alone.
        replace(said, made_with="signature")
        if said.made_with == "consent" and said.participant not in consented
        else said
        for said in statements
    ]
    return StatedRecord(
        **{name: getattr(record, name) for name in record.__dataclass_fields__}
        | {"acts": tuple(joined((*record.acts, *acts), noted.acts(path.name, page, towards, rows)))},
        statements=tuple(statements),
        complete_for_statements=(towards,),
    )


def _read(
    file: str,
    page: str,
    towards: str,
    headings: Mapping[str, str],
    row: Row,
    names: Names,
    *,
    in_part: bool,
) -> list[Said]:
    """Return what patterns read of a row."""
    if row.table == "articles":
        return untc_optional.declared(file, page, towards, headings[row.table], row)
    if row.table == "declarations":
        return untc_declared.stated(file, page, towards, headings[row.table], row)
    if row.table == "objections":
        return objected(file, page, towards, headings[row.table], row, names, in_part=in_part)
    if row.table == "notifications" and page == DEROGATIONS:
        return derogated(file, page, towards, row, in_part=in_part)
    if row.table == "notifications" and page not in PASSED:
        raise fault(
            file,
            row.line,
            f"the notification of {row.participant} is of no known kind.",
            f"Decide about it in untc_statements_decisions.csv (digest {row.digest}).",
        )
    return []


def _act(path: Path, towards: str, row: Row, decision: Decision) -> Act:
    assert decision.day is not None, decision
    return Act(
        participant=decision.by,
        towards=towards,
        kind=decision.act,
        date=decision.day,
        stated_effect=decision.start,
        as_written=decision.written or f"{_printed(decision.day)} (end note {row.participant})",
        note=decision.note,
        file=path.name,
        line=row.line,
    )


def _said(path: Path, towards: str, row: Row, decision: Decision, heading: str) -> Iterable[Said]:
    printed = _printed(decision.day) if decision.day else untc_optional.made_upon(heading)
    if row.table == "notes":
        printed = printed or f"made upon {decision.made_with.partition(' ')[0].lower()}"
        printed = f"{printed} (end note {row.participant})"
    said = Said(
        participant=decision.by or row.participant,
        towards=towards,
        kind=decision.act,
        does=decision.does,
        articles=decision.articles,
        date=decision.day,
        made_with=decision.made_with,
        start=decision.start,
        until=decision.until,
        length=decision.length,
        unit=decision.unit,
        against=decision.against,
        as_written=decision.written or printed,
        note=decision.note,
        file=path.name,
        line=row.line,
    )
    yield said
    if decision.withdrawn is not None:
        yield Said(
            participant=said.participant,
            towards=towards,
            kind="WithdrawalOfStatement",
            articles=said.articles,
            date=decision.withdrawn,
            withdraws=said,
            as_written=_printed(decision.withdrawn)
            + (f" (end note {row.participant})" if row.table == "notes" else ""),
            file=path.name,
            line=row.line,
        )


def _printed(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
