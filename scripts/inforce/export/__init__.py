"""The graph, or a part of it, as files for others.

A part is the ``record`` (what happened and what the clauses say), what is ``derived`` from it (status
periods, standings, coverage), or the ``ontology`` (what the words mean). The same graph gives the same
bytes wherever and whenever it is written.

``parts`` tells the parts apart, ``selection`` picks what belongs to some states, treaties or bodies,
``rdf``, ``jsonld``, ``tables`` and ``graphs`` write, ``files`` puts the result in its place, and
``datasets`` gives the graph to rdflib.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pyoxigraph as ox

from inforce.answers.reasons import data_version
from inforce.errors import InputError
from inforce.export.parts import PARTS, whole
from inforce.export.selection import Selection, subjects, subset

__all__ = ["FORMATS", "NETWORKS", "WHOLES", "Selection", "export", "form_of"]

# Each format with the endings of its files.
FORMATS = {
    "ttl": (".ttl",),
    "nt": (".nt",),
    "trig": (".trig",),
    "nq": (".nq",),
    "jsonld": (".jsonld",),
    "csv": (".csv",),
    "graphml": (".graphml",),
    "gexf": (".gexf",),
}
NETWORKS = ("graphml", "gexf")
WHOLES = (*PARTS[:2], "all", *PARTS[2:])
_TITLES = {
    "record": "What happened and what the clauses say: the record",
    "derived": "What follows from the record: status periods, standings and coverage, each with its causes",
    "ontology": "What the words mean: the vocabulary and its lists of kinds",
    "all": "The record, what follows from it, and the vocabulary",
}


def form_of(name: str) -> str:
    """Return the format that the name of a file asks for. Raises ``InputError`` where none has its ending."""
    for form, endings in FORMATS.items():
        if name.lower().endswith(endings):
            return form
    known = ", ".join(ending for endings in FORMATS.values() for ending in endings)
    raise InputError(
        f"The name {name!r} does not say which format is meant.",
        hint=f"Give the file one of the endings {known}, or say --format.",
    )


def export(
    store: ox.Store,
    part: str | None,
    form: str,
    chosen: Selection,
    on: date | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Iterator[bytes]:
    """Return a part of the graph in a format, in pieces.

    In: the compiled graph; one of ``WHOLES``, the record if None; a format; what is chosen, everything if
    nothing is; for a network, the day that it shows. Raises ``InputError`` for what has no meaning, before
    anything is made.
    """
    if form in NETWORKS:
        if part not in {None, "all"}:
            raise InputError(
                f"A network shows what holds on a day, not the {part} by itself.",
                hint=f"Leave {part!r} out, or choose another format.",
            )
        if on is None:
            raise InputError("A network needs the day that it shows.")
        return _network(store, form, chosen, on, progress)
    if on is not None:
        raise InputError(
            f"{form} holds all days, so a day has no meaning for it.",
            hint="Leave --on out, or choose graphml or gexf.",
        )
    part = part or "record"
    if part == "ontology" and chosen:
        raise InputError("The ontology has no part that belongs to a state, treaty or body.")
    if form == "csv":
        return _table(store, part, chosen, progress)
    return _triples(store, part, form, chosen, progress)


def _triples(
    store: ox.Store, part: str, form: str, chosen: Selection, progress: Callable[[str], None]
) -> Iterator[bytes]:
    from inforce.export import rdf

    wanted = PARTS if part == "all" else (part,)
    parts = subset(store, chosen, wanted) if chosen else whole(store, wanted, progress)
    progress(f"writing {sum(map(len, parts.values())):,} triples as {form}")
    belonging = f", as far as it belongs to {chosen.words()}" if chosen else ""
    comment = (
        f"{_TITLES[part]}{belonging}.\n"
        f"From inforce, data version {data_version(store)}. Licence of the data: CC BY 4.0. Not legal advice."
    )
    if form == "ttl":
        pieces = rdf.turtle(parts, comment)
    elif form == "trig":
        pieces = rdf.trig(parts, comment)
    elif form == "nt":
        pieces = rdf.ntriples(parts)
    elif form == "nq":
        pieces = rdf.nquads(parts)
    else:
        from inforce.export.jsonld import context, jsonld

        pieces = jsonld(parts, context(store))
    for piece in pieces:
        yield piece.encode()


def _table(store: ox.Store, part: str, chosen: Selection, progress: Callable[[str], None]) -> Iterator[bytes]:
    from inforce.export import tables

    if part not in {"record", "derived"}:
        raise InputError(
            "CSV is one table: the events of the record, or the status periods of what is derived.",
            hint="Say `record` or `derived`, or choose another format.",
        )
    if chosen.bodies and not chosen.states and not chosen.treaties:
        raise InputError(
            "No event and no status period belongs to a body.",
            hint="Add --state or --treaty, or choose another format.",
        )
    things = subjects(store, chosen) if chosen else None
    make = tables.events if part == "record" else tables.periods
    progress(f"writing the table of the {part}")
    return (piece.encode() for piece in make(store, things, data_version(store)))


def _network(
    store: ox.Store, form: str, chosen: Selection, on: date, progress: Callable[[str], None]
) -> Iterator[bytes]:
    from inforce.export import graphs
    from inforce.networks import network

    progress(f"collecting what holds on {on.isoformat()}")
    graph = network(store, on, states=chosen.states, treaties=chosen.treaties, bodies=chosen.bodies)
    progress(f"writing {len(graph):,} nodes and {graph.number_of_edges():,} edges as {form}")
    pieces = graphs.graphml(graph) if form == "graphml" else graphs.gexf(graph)
    for piece in pieces:
        yield piece.encode()
