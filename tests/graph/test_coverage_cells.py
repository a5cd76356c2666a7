"""Worked answers: which mechanism reaches which state on which day, with which access.

A row of coverage-cells.csv was worked out by hand from treaty texts and records; `a|b`: either is right.
`stage` says what the graph must hold to answer it: party status and membership (`line`), statements,
mandates and further treaties (`declarations`), other organisations (`record`).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from inforce.answers.coverage import coverage

HERE = Path(__file__).parent
ROWS = list(csv.DictReader((HERE / "coverage-cells.csv").open(encoding="utf-8", newline="")))
FRAMES: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
for row in ROWS:
    FRAMES[(row["state"], row["on"])].append(row)


@pytest.mark.parametrize(("state", "on"), FRAMES, ids=lambda value: value)
def test_cells(store: ox.Store, state: str, on: str) -> None:
    frame = coverage(store, f"state:{state}", date.fromisoformat(on))
    found = {answer.mechanism.id: answer for answer in frame.answers}
    wrong: list[str] = []
    for row in FRAMES[(state, on)]:
        answer = found[row["mechanism"]]
        if answer.answer not in row["answer"].split("|"):
            wrong.append(f"{row['case']} {row['mechanism']}: {answer.answer}, not {row['answer']}")
        if row["access"] and answer.mechanism.access != row["access"]:
            wrong.append(f"{row['case']} {row['mechanism']}: access {answer.mechanism.access!r}")
    assert not wrong, "\n".join(wrong)
