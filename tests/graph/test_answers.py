"""Worked answers: is a state bound, a member, reached, on the days before, on and after its acts?

A row of answers/*.csv, or of territories/*.csv for what is applied to a territory, was worked out by hand from
a record and the clause of the treaty; `why` says how. An empty cell is not asked; `none` means that there must
be no value. `act` is the act that made it so, and `whose` who did it: the state in whose row the record prints
the act, or the predecessor that an end note names. Adding a case needs no Python.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from inforce.answers.coverage import coverage, mechanisms
from inforce.answers.status import status
from inforce.answers.territories import status_of
from inforce.names import label, resolve
from inforce.terms import compact
from inforce.turtle import node

HERE = Path(__file__).parent / "answers"
FILES = sorted(HERE.glob("*.csv"))
ROWS = [
    pytest.param(row, id=f"{path.stem}-{number}")
    for path in FILES
    for number, row in enumerate(csv.DictReader(path.open(encoding="utf-8", newline="")), start=2)
]


def whose(store: ox.Store, act: ox.NamedNode) -> list[str]:
    """Return who did an act: whom a discrepancy names as the predecessor, or its participant."""

    def values(subject: ox.NamedNode, name: str) -> list[ox.NamedNode | ox.Literal]:
        return [quad.object for quad in store.quads_for_pattern(subject, node(name), None, None)]  # type: ignore[misc]

    about = [quad.subject for quad in store.quads_for_pattern(None, node("inforce:about"), act, None)]
    predecessors = [
        value.value
        for one in about
        if node("kind:predecessor-act") in values(one, "inforce:reason")  # type: ignore[arg-type]
        for value in values(one, "inforce:value")  # type: ignore[arg-type]
    ]
    if predecessors:
        return [" or ".join(sorted(predecessors))]
    return [label(store, compact(value.value)) for value in values(act, "inforce:participant")]


def found(store: ox.Store, row: dict[str, str]) -> dict[str, object]:
    state = resolve(store, row["state"], "state")
    asked = resolve(store, row["asked"], "mechanism", "organisation", "treaty")
    on = date.fromisoformat(row["on"])
    known_on = date.fromisoformat(row["known_on"]) if row["known_on"] else None
    told: dict[str, object]
    if asked.startswith("mechanism:"):
        frame = coverage(store, state, on, known_on=known_on, only=[mechanisms(store)[asked]])
        answer, told = frame.answers[0], {}
    else:
        standing = status(store, state, on, known_on=known_on, only=[asked]).answers[0]
        answer = standing  # type: ignore[assignment]
        told = {"status": standing.status, "continuous_since": standing.continuous_since}
    dates = answer.dates
    acts = [reason.opened_by.id for reason in answer.because if reason.opened_by]
    return told | {
        "act": "; ".join(acts),
        "whose": "; ".join(name for act in acts for name in whose(store, node(f"event:{act}"))),
        "answer": answer.answer,
        "from_earliest": dates.from_earliest,
        "from_latest": dates.from_latest,
        "until_earliest": dates.until_earliest,
        "until_latest": dates.until_latest,
        "record_as_at": answer.record_as_at,
        "last_known": answer.last_known,
        "last_known_on": answer.last_known_on,
    }


@pytest.mark.parametrize("row", ROWS)
def test_answer(store: ox.Store, row: dict[str, str]) -> None:
    told = found(store, row)
    expected = {name: value for name, value in row.items() if value and name not in _GIVEN}
    assert {name: str(told[name] or "none") for name in expected} == expected, row["why"]


_GIVEN = {"state", "territory", "asked", "treaty", "on", "known_on", "why"}


TERRITORIES = sorted((HERE.parent / "territories").glob("*.csv"))
APPLIED = [
    pytest.param(row, id=f"{path.stem}-{number}")
    for path in TERRITORIES
    for number, row in enumerate(csv.DictReader(path.open(encoding="utf-8", newline="")), start=2)
]


@pytest.mark.parametrize("row", APPLIED)
def test_applied(store: ox.Store, row: dict[str, str]) -> None:
    territory = resolve(store, row["territory"], "state", "territory")
    treaty = resolve(store, row["treaty"], "treaty")
    known_on = date.fromisoformat(row["known_on"]) if row["known_on"] else None
    frame = status_of(store, territory, date.fromisoformat(row["on"]), known_on=known_on, only=[treaty])
    answer = frame.answers[0]
    told = {
        **answer.dates._asdict(),
        "answer": answer.answer,
        "responsible": " ".join(one.state for one in answer.responsible),
        "bound": " ".join(one.bound for one in answer.responsible),
        "continuous_since": answer.continuous_since,
        "record_as_at": answer.record_as_at,
        "last_known": answer.last_known,
    }
    expected = {name: value for name, value in row.items() if value and name not in _GIVEN}
    assert {name: str(told[name] or "none") for name in expected} == expected, row["why"]


@pytest.mark.parametrize("path", [*FILES, *TERRITORIES], ids=lambda path: path.stem)
def test_each_row_says_an_answer(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert None not in row, f"{path.name}: a row has more cells than the heading"
            assert None not in row.values(), f"{path.name}: a row has fewer cells than the heading"
            assert row["answer"] in {"yes", "no", "undetermined", "conditional", "no record"}
