"""Which part of the graph a triple belongs to: the record, what is derived, or the ontology.

The compiled graph holds all three in one; what a triple is about, or which property it states, tells them
apart. Shapes belong to no part: they say how data must look, and nothing of the world.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import pyoxigraph as ox

from inforce.terms import ID, NS
from inforce.turtle import node

__all__ = ["PARTS", "Parts", "name_of", "part_of", "sorted_out", "whole"]

PARTS = ("record", "derived", "ontology")

Parts = dict[str, list[ox.Triple]]

_COMPUTED = {node(f"inforce:{name}") for name in ("computedEffect", "dataVersion", "key")}
_FOLDERS = {
    "coverage": "derived",
    "graph": "derived",
    "kind": "ontology",
    "period": "derived",
    "position": "derived",
    "shape": "",
    "standing": "derived",
}


def name_of(part: str) -> ox.NamedNode:
    """Return the name that the graph of a part has in TriG and N-Quads."""
    return node(f"graph:{part}")


def part_of(triple: ox.Triple) -> str:
    """Return the part that a triple belongs to, nothing for a shape."""
    if not isinstance(triple.subject, ox.NamedNode):
        return ""
    if triple.predicate in _COMPUTED:
        return "derived"
    address = triple.subject.value
    if address.startswith(ID):
        return _FOLDERS.get(address[len(ID) :].partition("/")[0], "record")
    return "ontology" if address.startswith(NS.rstrip("#")) else "record"


def sorted_out(triples: Iterable[ox.Triple], wanted: Collection[str] = PARTS) -> Parts:
    """Return some triples by the part they belong to; only the wanted parts."""
    found: Parts = {part: [] for part in PARTS if part in wanted}
    for triple in triples:
        part = found.get(part_of(triple))
        if part is not None:
            part.append(triple)
    return found


def whole(
    store: ox.Store, wanted: Collection[str] = PARTS, progress: Callable[[str], None] = lambda step: None
) -> Parts:
    """Return all triples of some parts of a graph."""
    progress(f"reading {len(store):,} triples")
    return sorted_out((quad.triple for quad in store), wanted)
