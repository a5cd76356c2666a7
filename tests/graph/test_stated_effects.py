"""The clauses give the days that the depositaries state, or the row is named with its reason.

Each consent and each exit of which a record states the effect is computed anew from its day and the clause
that was read in the treaty's text. What differs stands in stated-otherwise.csv, and nothing else does. A
clause that was inferred from the dates, or only recalled, is not counted: it would prove itself.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from inforce.effects import opening, reckon
from inforce.paths import data
from inforce.record import Event, Record, files, read, triples
from inforce.terms import CONSENTS, EXITS, SCHEMES, compact
from inforce.turtle import node

HERE = Path(__file__).parent
OTHERWISE = {
    f"event:{row['event']}": row
    for row in csv.DictReader((HERE / "stated-otherwise.csv").open(encoding="utf-8", newline=""))
}
TABLE_OF_2012 = "source:coe-table-2012-04-06"
# ETS 1, 5, 9, 35, 46, 114, 117, 126, 128, 148, 157, 158, 163, 164, 173, 177, 187, 194, 197 and 201: their
# clauses were read, those of ETS 151 and 152 were not. ETS 210 was not in force in 2012.
READ = {"organisation:coe"} | {
    f"treaty:{name}"
    for name in (
        "echr", "echr-p1", "esc61", "echr-p4", "echr-p6", "echr-p7", "ecpt", "esc-ap88", "ecrml", "fcnm",
        "esc-cc", "esc-rev", "oviedo", "clcc", "echr-p12", "echr-p13", "echr-p14", "trafficking", "lanzarote",
    )
}  # fmt: skip


@pytest.fixture(scope="module")
def record() -> Record:
    return read(triples(files(data("graph"))))


@pytest.fixture(scope="module")
def was_read(store: ox.Store) -> frozenset[str]:
    """The clauses that were read in the text of their treaty."""
    found = store.quads_for_pattern(None, node("inforce:known"), node("kind:read"), None)
    return frozenset(compact(quad.subject.value) for quad in found)  # type: ignore[union-attr]


def computed(record: Record, event: Event) -> date | None:
    """Return the day that the clause gives for an act of one day."""
    target = record.targets[event.towards]
    assert event.earliest is not None
    if event.kind in EXITS:
        return reckon(target.rules["denunciation"], event.earliest)
    return opening(target.rules.get("entry-into-force"), event.earliest, target)


def sort(record: Record, was_read: frozenset[str], event: Event) -> str:
    """Say what a stated effect is compared with."""
    subject = "denunciation" if event.kind in EXITS else "entry-into-force"
    rule = record.targets[event.towards].rules.get(subject)
    if rule is None or rule.id not in was_read:
        return "clause not read"
    if event.kind == "Succession":
        return "succession"
    if event.earliest is None or event.earliest != event.latest:
        return "only the effect is known"
    return "equal" if computed(record, event) == event.stated_effect else "other"


def stated(record: Record) -> list[Event]:
    return [event for event in record.events if event.stated_effect and event.kind in (*CONSENTS, *EXITS)]


def test_the_clauses_give_the_stated_days(record: Record, was_read: frozenset[str]) -> None:
    found = {}
    for event in stated(record):
        kind = sort(record, was_read, event)
        # Elsewhere than in the table of 2012 a succession has no other act that a clause could count from.
        if kind == "other" or (kind == "succession" and TABLE_OF_2012 in event.sources):
            clause = "" if kind == "succession" else str(computed(record, event))
            found[event.id] = (str(event.stated_effect), clause)
    assert found == {name: (row["stated"], row["clause"]) for name, row in OTHERWISE.items()}


def test_the_rows_of_the_table_of_2012(record: Record, was_read: frozenset[str]) -> None:
    """698 rows have a consent and an entry into force under a clause that was read.

    Montenegro's row of Protocol No. 14 is a succession here, since its consent of 2005 is older than the
    state; the clause gives its day as well.
    """
    rows = [event for event in stated(record) if TABLE_OF_2012 in event.sources and event.towards in READ]
    counts = Counter(sort(record, was_read, event) for event in rows)
    print(dict(counts))
    assert counts == {"equal": 671, "succession": 22, "other": 5}
    assert counts.total() == 698


def test_a_clause_that_was_not_read_proves_nothing(record: Record, was_read: frozenset[str]) -> None:
    rows = [event for event in stated(record) if event.towards in {"treaty:ecpt-p1", "treaty:ecpt-p2"}]
    assert {sort(record, was_read, event) for event in rows} == {"clause not read"}


def test_the_stated_exits(record: Record, was_read: frozenset[str]) -> None:
    exits = {event.id: sort(record, was_read, event) for event in stated(record) if event.kind in EXITS}
    print(dict(Counter(exits.values())), dict(Counter(sort(record, was_read, one) for one in stated(record))))
    assert {name for name, kind in exits.items() if kind == "equal"} >= {
        "event:iccpr-op1-blr-denunciation",
        "event:iccpr-op1-guy-denunciation",
        "event:iccpr-op1-tto-denunciation",
        "event:iccpr-op1-tto-denunciation-2",
    }
    assert set(exits.values()) <= {"equal", "only the effect is known"}


@pytest.mark.parametrize("row", OTHERWISE.values(), ids=lambda row: row["event"])
def test_each_difference_has_a_reason(row: dict[str, str]) -> None:
    assert row["reason"] in SCHEMES["reasons"]
    assert row["note"]
    assert (row["reason"] == "predecessor-act") == (not row["clause"])


def test_the_compiled_graph_tells_of_each_difference(store: ox.Store) -> None:
    found = {
        compact(quad.subject.value): quad.object.value  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(None, node("inforce:computedEffect"), None, None)
    }
    assert found == {name: row["clause"] for name, row in OTHERWISE.items() if row["clause"]}
