"""The graph as an rdflib dataset with a named graph for each part."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import pyoxigraph as ox

from inforce.export.parts import PARTS, name_of, whole

if TYPE_CHECKING:
    from rdflib import Dataset, Literal, URIRef

__all__ = ["dataset"]


def dataset(
    store: ox.Store, wanted: Collection[str] = PARTS, progress: Callable[[str], None] = lambda step: None
) -> Dataset:
    """Return an rdflib ``Dataset`` that holds some parts of the graph, each as a named graph.

    In: the compiled graph; which of ``record``, ``derived`` and ``ontology`` are wanted. Out: a copy in
    memory; a query that names no graph is asked of all of them together. The whole graph takes
    rdflib half a minute and two gigabytes, the record by itself some seconds.
    """
    import rdflib

    found = rdflib.Dataset(default_union=True)
    for prefix, start in _prefixes():
        found.bind(prefix, start, override=True, replace=True)
    things: dict[str, URIRef] = {}
    values: dict[ox.Literal, Literal] = {}

    def thing(address: str) -> URIRef:
        known = things.get(address)
        if known is None:
            known = things[address] = rdflib.URIRef(address)
        return known

    def value(term: ox.Literal) -> Literal:
        known = values.get(term)
        if known is None:
            datatype = None if term.language or _is_string(term) else thing(term.datatype.value)
            known = values[term] = rdflib.Literal(
                term.value, lang=term.language, datatype=datatype, normalize=False
            )
        return known

    for part, triples in whole(store, wanted, progress).items():
        progress(f"handing {len(triples):,} triples of the {part} to rdflib")
        graph = found.graph(thing(name_of(part).value))
        graph.addN(
            (
                thing(triple.subject.value),  # type: ignore[union-attr]
                thing(triple.predicate.value),
                thing(triple.object.value)
                if isinstance(triple.object, ox.NamedNode)
                else value(triple.object),  # type: ignore[arg-type]
                graph,
            )
            for triple in triples
        )
    return found


def _is_string(term: ox.Literal) -> bool:
    return term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"


def _prefixes() -> list[tuple[str, str]]:
    from inforce.terms import PREFIXES

    return sorted(PREFIXES.items())
