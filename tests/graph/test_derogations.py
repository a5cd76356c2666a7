"""Which rights under the ICCPR were derogated from, and for what time: the graph holds what the page prints.

A row of derogations.csv was read by hand from the notifications under article 4(3) on the page of
3 February 2026: the articles named, and a first day, a last day or a length where one alone is printed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from inforce import turtle
from inforce.paths import data
from inforce.terms import compact

ROWS = list(csv.DictReader(Path(__file__).with_name("derogations.csv").open(encoding="utf-8", newline="")))


@pytest.fixture(scope="module")
def derogations() -> list[dict[str, set[str]]]:
    things: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for triple in turtle.parse(data("graph") / "treaties" / "iccpr" / "statements.ttl"):
        name = compact(triple.predicate.value).removeprefix("inforce:")
        things[triple.subject.value][name].add(compact(triple.object.value))  # type: ignore[union-attr]
    return [thing for thing in things.values() if thing["rdf:type"] == {"inforce:Derogation"}]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['state']}-{row['received']}")
def test_a_derogation(derogations: list[dict[str, set[str]]], row: dict[str, str]) -> None:
    (told,) = [
        thing
        for thing in derogations
        if thing["participant"] == {f"state:{row['state']}"} and thing["date"] == {row["received"]}
    ]
    assert told["article"] == set(filter(None, row["articles"].split("; ")))
    assert told["from"] == set(filter(None, [row["from"]]))
    assert told["until"] == set(filter(None, [row["until"]]))
    number, _, unit = row["length"].partition(" ")
    assert told["length"] == set(filter(None, [number]))
    assert told["unit"] == ({f"kind:{unit}"} if unit else set())
