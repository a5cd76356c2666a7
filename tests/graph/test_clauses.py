"""The shipped clauses give the days that records, courts and depositaries give.

A row of clauses.csv is one act and the day of its effect, with where that day was read. `disagrees` marks
a day of an act that a source states wrongly: the clause must show it.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from inforce.effects import opening, reckon
from inforce.paths import data
from inforce.record import Record, files, read, triples

HERE = Path(__file__).parent
ROWS = list(csv.DictReader((HERE / "clauses.csv").open(encoding="utf-8", newline="")))


@pytest.fixture(scope="module")
def record() -> Record:
    return read(triples(files(data("graph"))))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["case"])
def test_clause(record: Record, row: dict[str, str]) -> None:
    target = record.targets[f"treaty:{row['treaty']}"]
    rule = target.rules[row["subject"]]
    act = date.fromisoformat(row["act"])
    found = opening(rule, act, target) if row["subject"] == "entry-into-force" else reckon(rule, act)
    assert row["verdict"] in {"agrees", "disagrees"}
    assert (found == date.fromisoformat(row["effect"])) == (row["verdict"] == "agrees"), found


def test_every_mechanism_has_a_condition(record: Record) -> None:
    assert len(record.mechanisms) == 102
    for mechanism in record.mechanisms.values():
        for leaf in mechanism.condition.leaves():
            if leaf.kind in {"PartyTo", "MemberOf"}:
                assert leaf.towards in record.targets, f"{leaf.id} means nothing that is held"
