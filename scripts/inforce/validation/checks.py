"""Queries of ``queries/checks`` on recorded triples and on what follows from them.

The record is the default graph, what is computed the graph ``graph:derived``. A check that reads only the
record runs first: what it and the shapes find unreadable is left out of the computing, so that one fault is
not told many times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from inforce.derive import Derived, keys, triples
from inforce.errors import UnreadableError
from inforce.record import read
from inforce.terms import EVENTS, PARTICIPANTS
from inforce.turtle import TYPE, node
from inforce.validation.rules import check_text, checks

__all__ = ["Row", "rows"]

Node = ox.NamedNode | ox.BlankNode

_GRAPH = node("graph:derived")
_SOURCE, _OF, _GOVERNS = node("dcterms:source"), node("inforce:of"), node("inforce:governs")
_PARTICIPANT, _TOWARDS = node("inforce:participant"), node("inforce:towards")
_RULE, _LABEL = node("inforce:Rule"), node("rdfs:label")
# What effects follow from; mechanisms and what is declared play no part in any check.
_READ = {node(f"inforce:{name}") for name in (*EVENTS, *PARTICIPANTS, "Gap", "Rule", "Source", "Treaty")}
_ACTS = {node(f"inforce:{name}") for name in (*EVENTS, "Gap")}
_STUBS = {
    _PARTICIPANT: node("inforce:State"),
    _TOWARDS: node("inforce:Treaty"),
    _SOURCE: node("inforce:Source"),
}
# A thing with such a flaw has no day or no kind that could be computed with.
_HOPELESS = {"day-that-is-no-day", "event-of-two-kinds"}


@dataclass(frozen=True, slots=True)
class Row:
    """One culprit of one check, with what the check says of it."""

    rule: str
    subject: Node
    property: str
    detail: str
    value: ox.NamedNode | ox.BlankNode | ox.Literal | None
    other: Node | None
    clause: ox.NamedNode | None


def rows(
    recorded: Sequence[ox.Triple],
    vocabulary: Iterable[ox.Triple],
    faulty: Collection[Node],
    participants: Iterable[str] | None,
) -> list[Row]:
    """Return the culprits of all checks.

    In: everything recorded; the vocabulary; the things that break a shape; the participants for whom to
    compute what follows, all of them if None.
    """
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in (*recorded, *vocabulary))
    computed = {name for name in checks() if "graph:derived" in check_text(name)}
    found = [row for name in checks() if name not in computed for row in _run(store, name)]
    hopeless = {row.subject for row in found if row.rule in _HOPELESS}
    followed = _follow(recorded, set(faulty), hopeless, participants)
    store.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object, _GRAPH) for triple in followed)
    found += [row for name in sorted(computed) for row in _run(store, name)]
    return found


def _run(store: ox.Store, name: str) -> Iterator[Row]:
    solutions = store.query(check_text(name))
    assert isinstance(solutions, ox.QuerySolutions), f"{name} is not a SELECT query"
    columns = {variable.value for variable in solutions.variables}
    for solution in solutions:
        said = {column: solution[column] for column in columns}
        subject, other, clause = said["subject"], said.get("with"), said.get("clause")
        where, detail = said.get("property"), said.get("detail")
        assert isinstance(subject, ox.NamedNode | ox.BlankNode)
        yield Row(
            name,
            subject,
            where.value if isinstance(where, ox.NamedNode) else "",
            detail.value if isinstance(detail, ox.Literal) else "",
            said.get("value"),
            other if isinstance(other, ox.NamedNode) else None,
            clause if isinstance(clause, ox.NamedNode) else None,
        )


def _follow(
    recorded: Iterable[ox.Triple],
    faulty: set[Node],
    hopeless: set[Node],
    participants: Iterable[str] | None,
) -> Iterator[ox.Triple]:
    """Yield what follows from as much of the record as can be computed with, and the keys of all names."""
    from inforce import effects

    said: dict[Node, list[ox.Triple]] = defaultdict(list)
    kinds: dict[Node, set[object]] = defaultdict(set)
    for triple in recorded:
        subject = triple.subject
        if isinstance(subject, ox.NamedNode):
            said[subject].append(triple)
            if triple.predicate == TYPE:
                kinds[subject].add(triple.object)
    matters: set[tuple[object, ...]] = set()
    kept: dict[Node, list[ox.Triple]] = {}
    # Who acts before the acts: an act of somebody who cannot be read is left out with them.
    for thing in sorted(said, key=lambda thing: (not kinds[thing].isdisjoint(_ACTS), thing.value)):
        if kinds[thing].isdisjoint(_READ) or thing in hopeless:
            continue
        usable = [triple for triple in said[thing] if triple.predicate != _SOURCE or triple.object in kept]
        is_rule, is_act = _RULE in kinds[thing], not kinds[thing].isdisjoint(_ACTS)
        doubtful = thing in faulty or (is_act and len(usable) < len(said[thing]))
        if doubtful and (is_rule or not _is_readable(usable)):
            continue
        if is_act:
            named = [triple.object for triple in usable if triple.predicate in {_PARTICIPANT, _TOWARDS}]
            if not all(other in kept for other in named):
                continue
        if is_rule:
            # A second rule on one matter is told of by a check; the first one counts.
            said_of = {triple.predicate: triple.object for triple in usable}
            matter = (said_of[_OF], said_of[_GOVERNS])
            if matter in matters:
                continue
            matters.add(matter)
        kept[thing] = usable
    found = effects.derive(read(triple for usable in kept.values() for triple in usable), participants)
    yield from triples(Derived(found, [], []))
    yield from keys(triple for about in said.values() for triple in about)


def _is_readable(said: Sequence[ox.Triple]) -> bool:
    """Say whether a thing could be computed with if all that it names were as it should be."""
    stubs = [
        stub
        for triple in said
        if triple.predicate in _STUBS and isinstance(triple.object, ox.NamedNode)
        for stub in (
            ox.Triple(triple.object, TYPE, _STUBS[triple.predicate]),
            ox.Triple(triple.object, _LABEL, ox.Literal("something")),
        )
    ]
    try:
        read((*said, *stubs))
    except (UnreadableError, ValueError):
        return False
    return True
