"""Where somebody can complain: facts of one day, filed on another, worked out from the clauses."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from inforce.answers.complaints import complaints

HERE = Path(__file__).parent / "complaints"
ROWS = [
    row
    for path in sorted(HERE.glob("*.csv"))
    for row in csv.DictReader(path.open(encoding="utf-8", newline=""))
]


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda row: f"{row['state']}-{row['facts']}-{row['filed']}-{row['mechanism']}"
)
def test_complaint(store: ox.Store, row: dict[str, str]) -> None:
    frame = complaints(
        store,
        f"state:{row['state']}",
        date.fromisoformat(row["facts"]),
        date.fromisoformat(row["filed"]),
    )
    answer = next(one for one in frame.answers if one.mechanism.id == row["mechanism"])
    assert (answer.answer, answer.rule) == (row["answer"], row["rule"]), row["why"]
