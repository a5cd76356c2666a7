"""Queries of ``queries/checks`` on recorded triples and on what follows from them.

The record is the default graph, what is computed the graph ``graph:derived``. A check that reads only the
record runs first: what it and the shapes find unreadable is left out of the computing, so that one fault is
not told many times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from inforce.derive import Derived, keys, triples
from inforce.errors import UnreadableError
from inforce.record import read
from inforce.terms import EVENTS, PARTICIPANTS
from inforce.turtle import TYPE, node
from inforce.validation.rules import check_text, checks

__all__ = ["MOST_ROWS", "Row", "rows"]

# So many culprits of one check are told of; whoever has more has one cause for all of them.
MOST_ROWS = 10_000

Node = ox.NamedNode | ox.BlankNode

_GRAPH = node("graph:derived")
_SOURCE, _OF, _GOVERNS = node("dcterms:source"), node("inforce:of"), node("inforce:governs")
_PARTICIPANT, _TOWARDS = node("inforce:participant"), node("inforce:towards")
_RULE, _LABEL = node("inforce:Rule"), node("rdfs:label")
# What effects follow from; mechanisms and what is declared play no part in any check.
_READ = {node(f"inforce:{name}") for name in (*EVENTS, *PARTICIPANTS, "Gap", "Rule", "Source", "Treaty")}
_ACTS = {node(f"inforce:{name}") for name in (*EVENTS, "Gap")}
# Of which classes the things are that an act or its source names.
_NAMED = {
    _PARTICIPANT: {node(f"inforce:{name}") for name in PARTICIPANTS},
    _TOWARDS: {node("inforce:Treaty"), node("inforce:Organization")},
    _SOURCE: {node("inforce:Source")},
}
_STUBS = {
    _PARTICIPANT: node("inforce:State"),
    _TOWARDS: node("inforce:Treaty"),
    _SOURCE: node("inforce:Source"),
}
# The numbers of a rule, with the least that each can be; the shapes tell of others.
_NUMBERS = {
    node("inforce:length"): 0,
    node("inforce:notBeforeLength"): 0,
    node("inforce:windowFirst"): 1,
    node("inforce:windowNext"): 1,
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
    for solution in islice(solutions, MOST_ROWS):
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
    for triple in recorded:
        if isinstance(triple.subject, ox.NamedNode):
            said[triple.subject].append(triple)
    try:
        record = read(_usable(said, faulty, hopeless))
    except (UnreadableError, ValueError):
        # Something that no shape found keeps it from being read: each thing is tried by itself.
        record = read(_usable(said, said.keys(), hopeless))
    try:
        found = effects.derive(record, participants)
    except RecursionError:
        raise UnreadableError(
            "Treaties are parents of each other too deep to compute anything.",
            hint="Shorten the chain of inforce:parent and inforce:closedTo.",
        ) from None
    yield from triples(Derived(found, [], []))
    yield from keys(triple for about in said.values() for triple in about)


def _usable(
    said: Mapping[Node, Sequence[ox.Triple]], doubtful: Collection[Node], hopeless: Collection[Node]
) -> list[ox.Triple]:
    """Return as much of what is said as can be computed with, trying out those things that are doubtful."""
    kinds: dict[object, set[object]] = {
        thing: {triple.object for triple in about if triple.predicate == TYPE}
        for thing, about in said.items()
    }
    matters: set[tuple[object, ...]] = set()
    kept: dict[Node, list[ox.Triple]] = {}

    def holds(triple: ox.Triple) -> bool:
        """Say whether what a triple names has been kept and is of a class that suits its place."""
        return triple.object in kept and not kinds[triple.object].isdisjoint(_NAMED[triple.predicate])

    # Who acts before the acts: an act of somebody who cannot be read is left out with them.
    for thing in sorted(said, key=lambda thing: (not kinds[thing].isdisjoint(_ACTS), thing.value)):
        if kinds[thing].isdisjoint(_READ) or thing in hopeless:
            continue
        usable = [triple for triple in said[thing] if triple.predicate != _SOURCE or holds(triple)]
        is_act = not kinds[thing].isdisjoint(_ACTS)
        is_doubtful = thing in doubtful or (is_act and len(usable) < len(said[thing]))
        if is_doubtful and not (_is_readable(usable) and _is_finite(usable)):
            continue
        if is_act and not all(holds(triple) for triple in usable if triple.predicate in _NAMED):
            continue
        if _RULE in kinds[thing]:
            # A second rule on one matter is told of by a check; the first one counts.
            said_of = {triple.predicate: triple.object for triple in usable}
            matter = (said_of[_OF], said_of[_GOVERNS])
            if matter in matters:
                continue
            matters.add(matter)
        kept[thing] = usable
    return [triple for usable in kept.values() for triple in usable]


def _is_finite(said: Iterable[ox.Triple]) -> bool:
    """Say whether the numbers of a rule lead to an end within the years that there are."""
    for triple in said:
        least = _NUMBERS.get(triple.predicate)
        if least is not None and isinstance(triple.object, ox.Literal):
            digits = triple.object.value.removeprefix("+")
            if not (digits.isdecimal() and least <= int(digits) <= 1000):
                return False
    return True


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
