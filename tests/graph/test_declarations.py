"""Who has declared under CERD 14, CAT 22 and ICCPR 41: as many, and on the days, as a reading by hand found.

The lists in declarations/ were written from the rows of the pages of 3 February 2026 and their end notes,
name by name, without the importer.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from inforce import turtle
from inforce.paths import data
from inforce.terms import compact

HERE = Path(__file__).parent / "declarations"
COUNTS = {"icerd-14": 59, "cat-22": 72, "iccpr-41": 51}


def told(thing: dict[str, set[str]]) -> str:
    days = thing["inforce:date"] or thing["inforce:madeWith"]
    (day,) = days
    if not day.startswith("event:"):
        return day
    return "with the succession" if day.endswith("-succession") else "with the consent"


def read(treaty: str, article: str) -> dict[str, set[str]]:
    things: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for triple in turtle.parse(data("graph") / "treaties" / treaty / "statements.ttl"):
        assert isinstance(triple.subject, ox.NamedNode)
        value = compact(triple.object.value)  # type: ignore[union-attr]
        things[triple.subject.value][compact(triple.predicate.value)].add(value)
    found: dict[str, set[str]] = defaultdict(set)
    for thing in things.values():
        if thing["inforce:kind"] == {"kind:opt-in"} and thing["inforce:article"] == {article}:
            (who,) = thing["inforce:participant"]
            found[who.partition(":")[2]].add(told(thing))
    return found


@pytest.mark.parametrize("name", COUNTS)
def test_the_graph_holds_what_a_reading_by_hand_found(name: str) -> None:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_hand = {row["state"]: set(row["made"].split("; ")) for row in rows}
    treaty, _, article = name.rpartition("-")
    graph = read(treaty, article)
    # A declaration made with a succession is made with a consent too; the list says succession where the
    # row or its note does.
    for state, made in graph.items():
        if made == {"with the succession"} and by_hand.get(state) == {"with the consent"}:
            graph[state] = {"with the consent"}
    assert graph == by_hand
    assert len(rows) == len(by_hand) == COUNTS[name]
