"""The statements of the UN's status pages: what prose names, and the 18 pages row by row."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from inforce.importers import Options, StatedRecord, run, untc_statements
from inforce.importers.untc_articles import named
from inforce.importers.untc_decisions import DECISIONS, NOTES, USES
from inforce.importers.untc_declared import articles_of
from inforce.importers.untc_rows import page_of, rows_of
from inforce.importers.untc_territories import TERRITORIES
from inforce.paths import data
from inforce.record import files, triples
from inforce.terms import compact

OPTIONS = Options(read_on=date(2026, 11, 26))


@pytest.fixture(scope="module")
def pages(sources: Path) -> list[Path]:
    return sorted((sources / "untc-2026-02-03").glob("*.html"))


@pytest.fixture(scope="module")
def records(pages: list[Path]) -> dict[str, StatedRecord]:
    read = untc_statements.read(pages, OPTIONS)
    return {path.stem: record for path, record in zip(pages, read, strict=True)}  # type: ignore[misc]


# --- the articles that prose names ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("bound by paragraph 1 of article 30 of the Convention", ["30(1)"]),
        (
            "in accordance with article 30, paragraph 2, not bound by paragraph 1 of that article",
            ["30(2)", "30(1)"],
        ),
        ("with reference to article 30, not bound by paragraph 1 thereof", ["30(1)"]),
        ("articles 9 (2), 15, paragraph 4, and 16 (1) (c), (d)", ["9(2)", "15(4)", "16(1)(c)", "16(1)(d)"]),
        ("article 5 (d) (iv), (vi) and (vii)", ["5(d)(iv)", "5(d)(vi)", "5(d)(vii)"]),
        ("Article 16 (1) (c) (d) and (f)", ["16(1)(c)", "16(1)(d)", "16(1)(f)"]),
        ("article 8, paragraph 1, subparagraphs (a) and (d)", ["8(1)(a)", "8(1)(d)"]),
        ("sub-paragraph (b) (v) of paragraph 2 of article 40", ["40(2)(b)(v)"]),
        (
            "paragraphs 2 (b) and 3 of article 10 and paragraph 4 of article 14",
            ["10(2)(b)", "10(3)", "14(4)"],
        ),
        ("article (20) and paragraph (1) from article (30)", ["20", "30(1)"]),
        ("articles 10-12 and 14", ["10", "11", "12", "14"]),
        ("bound by paragraph l of article 30", ["30(1)"]),
        ("Articles 2/3 and 9", ["2(3)", "9"]),
        # articles of other texts
        ("article 42 of its Political Constitution", []),
        ("articles 19 and 20 of the Universal Declaration of Human Rights and article 5", ["5"]),
        ("article 96 of the Convention", []),
    ],
)
def test_the_articles_that_a_text_names(text: str, articles: list[str]) -> None:
    assert named(text, 54) == articles


def test_an_article_of_the_convention_is_none_of_its_protocol() -> None:
    text = "article 3, and paragraph 2 of article 28 of the Convention"
    assert articles_of("IV-11-b", text) == ["3"]
    assert articles_of("IV-11", text) == ["3", "28(2)"]


def test_an_article_of_the_other_covenant_is_none_of_this_one() -> None:
    text = "article 1 of the International Covenant on Civil and Political Rights"
    assert articles_of("IV-4", text) == ["1"]
    assert articles_of("IV-3", text) == []


# --- the pages ----------------------------------------------------------------------------------------


def test_no_row_of_a_declaration_under_an_article_is_dropped(
    pages: list[Path], records: dict[str, StatedRecord]
) -> None:
    counts: dict[str, int] = {}
    for path in pages:
        told = {said.line for said in records[path.stem].statements}
        rows = [row for row in rows_of(path, page_of(path)) if row.table == "articles"]
        assert [row.participant for row in rows if row.line not in told] == []
        if rows:
            counts[path.stem] = len(rows)
    assert counts == {"cat": 75, "ced": 32, "cerd": 59, "iccpr": 50, "icescr_op": 4}


def test_how_many_opt_in_out_and_put_off(records: dict[str, StatedRecord]) -> None:
    """Counted by hand from the rows and end notes, states and not statements."""
    made = {
        (stem, said.does, said.articles[0], said.participant)
        for stem, record in records.items()
        for said in record.statements
        if said.does in ("opt-in", "opt-out", "postponement")
    }
    assert Counter(f"{stem} {article}" for stem, _, article, _ in made) == {
        "cat 21": 65,
        "cat 22": 72,
        "cat 28": 33,
        "cat_op 24 (Part III)": 1,
        "cat_op 24 (Part IV)": 7,
        "ced 31": 30,
        "ced 32": 29,
        "cedaw_op 10": 5,
        "cerd 14": 59,
        "cmw 76": 4,
        "cmw 77": 5,
        "crc_op_ic 12(1)": 14,
        "crc_op_ic 13(7)": 1,
        "crpd_op 8": 2,
        "iccpr 41": 51,
        "icescr_op 10(1)": 5,
        "icescr_op 11(1)": 5,
    }


def test_who_does_not_recognise_the_inquiry_under_article_20(records: dict[str, StatedRecord]) -> None:
    withdrawn = {
        said.participant: str(said.date)
        for said in records["cat"].statements
        if said.withdraws is not None and said.articles == ("28",)
    }
    assert withdrawn == {
        "Afghanistan": "2018-04-17",
        "Bahrain": "1998-08-04",
        "Belarus": "2001-10-03",
        "Bulgaria": "1999-06-25",
        "Chile": "1990-09-07",
        "Czech Republic": "1996-09-03",
        "German Democratic Republic": "1990-09-13",
        "Guatemala": "1990-05-30",
        "Hungary": "1989-09-13",
        "Morocco": "2006-10-19",
        "Russian Federation": "1991-10-01",
        "Slovakia": "1995-03-17",
        "Ukraine": "2003-09-12",
        "Zambia": "1999-02-19",
    }
    standing = {
        said.participant
        for said in records["cat"].statements
        if said.does == "opt-out" and said.participant not in withdrawn
    }
    # Czechoslovakia's went on for its successors, which withdrew it.
    assert standing == {
        "Bahamas (The)", "China", "Czechoslovakia", "Dominica", "Equatorial Guinea", "Eritrea", "Fiji",
        "Israel", "Kuwait", "Lao People's Democratic Republic", "Mauritania", "Oman", "Pakistan", "Poland",
        "Samoa", "Saudi Arabia", "Syrian Arab Republic", "United Arab Emirates", "Viet Nam",
    }  # fmt: skip


def test_the_graph_holds_every_statement_of_the_pages(pages: list[Path]) -> None:
    changes = run("untc-statements", pages, data("graph"), options=OPTIONS, dry_run=True)
    assert changes.new == ()


# --- what was decided ---------------------------------------------------------------------------------


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_end_note_is_used_or_left_aside_by_name(pages: list[Path]) -> None:
    # A note that is missing stops the reading of its page; here, that none stands twice.
    notes = [(row["page"], row["note"]) for row in _rows(NOTES)]
    assert len(notes) == len(set(notes)) == 394
    assert sum(row.table == "notes" for path in pages for row in rows_of(path, page_of(path))) == 394


def test_the_nodes_that_came_of_an_end_note_are_in_the_graph() -> None:
    held = {compact(triple.subject.value) for triple in triples(files(data("graph")))}  # type: ignore[union-attr]
    for row in _rows(NOTES):
        nodes = set(row["nodes"].split())
        assert nodes <= held, f"end note {row['note']} of {row['page']}: {sorted(nodes - held)}"
        used = set(row["use"].split("; ")) & {"act", "statement", "withdrawal"}
        assert not used or nodes, f"end note {row['note']} of {row['page']} was used for nothing"


def test_an_end_note_that_tells_of_a_territory_is_used_for_what_it_tells() -> None:
    notes = {(row["page"], row["note"]): row for row in _rows(NOTES)}
    told: dict[tuple[str, str], set[str]] = {}
    for row in _rows(TERRITORIES):
        key = (row["page"], row["note"])
        assert notes[key]["digest"] == row["digest"], key
        told.setdefault(key, set()).add({"application": "act", "exclusion": "statement"}[row["act"]])
    # The note on Denmark and the Faroe Islands (ICERD) tells of a reservation as well.
    assert {key: set(notes[key]["use"].split("; ")) - {"withdrawal"} for key in told} == told
    assert {
        key
        for key, row in notes.items()
        if "territorial-application" in row["nodes"] or "exclusion" in row["nodes"]
    } == set(told)


def test_decisions_and_notes_keep_no_text() -> None:
    assert {use for row in _rows(NOTES) for use in row["use"].split("; ")} == set(USES)
    assert all(len(row["remark"]) < 260 for row in _rows(TERRITORIES))
    for path in (DECISIONS, NOTES):
        for row in _rows(path):
            assert len(row["reason"]) < 260 and "Government" not in row["reason"], row
