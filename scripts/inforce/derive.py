"""Periods, standings and coverage → triples, each pointing at its causes.

What is written here is computed, lives in a cache and is never committed. ``compile_graph`` is the
whole way from the record to a graph that can be asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

import pyoxigraph as ox

from inforce import conditions, effects, positions, territories
from inforce.names import key
from inforce.record import Record, read
from inforce.terms import NS, compact
from inforce.turtle import TYPE, node, xsd_date

__all__ = ["Derived", "compile_graph", "derived", "keys", "triples"]

_RDFS_LABEL = node("rdfs:label")


class _Terms:
    """Nodes made once: a graph of half a million triples names few things many times."""

    def __init__(self) -> None:
        self.named: dict[str, ox.NamedNode] = {}
        self.days: dict[date, ox.Literal] = {}

    def __call__(self, name: str) -> ox.NamedNode:
        found = self.named.get(name)
        if found is None:
            found = self.named[name] = node(name)
        return found

    def day(self, day: date) -> ox.Literal:
        found = self.days.get(day)
        if found is None:
            found = self.days[day] = xsd_date(day.isoformat())
        return found


@dataclass(frozen=True, slots=True)
class Derived:
    """Everything that follows from a record: effects, positions, coverage, what is applied to territories."""

    effects: effects.Effects
    positions: list[positions.Position]
    coverage: list[conditions.Coverage]
    applied: territories.Applications = field(default_factory=territories.Applications)


def derived(record: Record, participants: Iterable[str] | None = None) -> Derived:
    """Return what follows from a record, for all participants and territories, or for some participants."""
    chosen = None if participants is None else tuple(participants)
    found = effects.derive(record, chosen)
    declared = positions.derive(record, found.periods, chosen)
    first: dict[str, date] = {}
    for event in record.events:
        if event.earliest is not None and event.is_evidence:
            first[event.participant] = min(event.earliest, first.get(event.participant, event.earliest))
    reached = conditions.derive(
        record.mechanisms.values(), found.standings, declared, record.participants, first
    )
    if chosen is not None:
        # Several participants may have answered for a territory: some of them decide nothing about it.
        return Derived(found, declared, reached)
    return Derived(found, declared, reached, territories.derive(record, found.periods))


def triples(followed: Derived) -> Iterator[ox.Triple]:
    """Yield the derived triples: status periods, standings, positions, coverage and computed effects."""
    found = followed.effects
    term = _Terms()
    name = {
        local: ox.NamedNode(NS + local)
        for local in (
            "participant", "towards", "status", "fromEarliest", "fromLatest", "untilEarliest", "untilLatest",
            "openedBy", "closedBy", "underRule", "endedUnder", "computedEffect", "answer", "from", "until",
            "because", "recordAsAt", "lastKnown", "lastKnownOn", "continuousSince", "mechanism", "leaf",
            "under", "article", "territory", "responsibleState",
        )
    }  # fmt: skip
    triple = ox.Triple

    def dates(subject: ox.NamedNode, pairs: Iterable[tuple[str, date | None]]) -> Iterator[ox.Triple]:
        for local, day in pairs:
            if day is not None:
                yield triple(subject, name[local], term.day(day))

    for period in found.periods:
        subject = term(period.id)
        yield triple(subject, TYPE, term("inforce:StatusPeriod"))
        yield triple(subject, name["participant"], term(period.participant))
        yield triple(subject, name["towards"], term(period.towards))
        yield triple(subject, name["status"], term(f"kind:{period.status}"))
        yield from dates(
            subject,
            (
                ("fromEarliest", period.from_earliest),
                ("fromLatest", period.from_latest),
                ("untilEarliest", period.until_earliest),
                ("untilLatest", period.until_latest),
            ),
        )
        yield triple(subject, name["openedBy"], term(period.opened_by))
        for cause in period.closed_by:
            yield triple(subject, name["closedBy"], term(cause))
        if period.under:
            yield triple(subject, name["underRule"], term(period.under))
        for rule in period.ended_under:
            yield triple(subject, name["endedUnder"], term(rule))
        yield from dates(term(period.opened_by), (("computedEffect", period.computed),))
    for ending in found.endings:
        yield from dates(term(ending.event), (("computedEffect", ending.computed),))
    for standing in found.standings:
        subject = term(standing.id)
        yield triple(subject, TYPE, term("inforce:Standing"))
        yield triple(subject, name["participant"], term(standing.participant))
        yield triple(subject, name["towards"], term(standing.towards))
        yield triple(subject, name["answer"], term(f"kind:{standing.answer}"))
        yield triple(subject, name["from"], term.day(standing.start))
        yield from dates(
            subject,
            (
                ("until", standing.until),
                ("recordAsAt", standing.record_as_at),
                ("lastKnownOn", standing.last_known_on),
                ("continuousSince", standing.continuous_since),
            ),
        )
        if standing.last_known:
            yield triple(subject, name["lastKnown"], term(f"kind:{standing.last_known}"))
        for cause in standing.because:
            yield triple(subject, name["because"], term(cause))
    for applied in followed.applied.periods:
        subject = term(applied.id)
        yield triple(subject, TYPE, term("inforce:StatusPeriod"))
        yield triple(subject, name["territory"], term(applied.territory))
        yield triple(subject, name["responsibleState"], term(applied.state))
        yield triple(subject, name["towards"], term(applied.towards))
        yield triple(subject, name["status"], term("kind:applied"))
        yield from dates(
            subject,
            (
                ("fromEarliest", applied.from_earliest),
                ("fromLatest", applied.from_latest),
                ("untilEarliest", applied.until_earliest),
                ("untilLatest", applied.until_latest),
            ),
        )
        yield triple(subject, name["openedBy"], term(applied.opened_by))
        for cause in applied.closed_by:
            yield triple(subject, name["closedBy"], term(cause))
        if applied.under:
            yield triple(subject, name["underRule"], term(applied.under))
        for rule in applied.ended_under:
            yield triple(subject, name["endedUnder"], term(rule))
    for stood in followed.applied.standings:
        subject = term(stood.id)
        yield triple(subject, TYPE, term("inforce:Standing"))
        yield triple(subject, name["territory"], term(stood.territory))
        for state in stood.states:
            yield triple(subject, name["responsibleState"], term(state))
        yield triple(subject, name["towards"], term(stood.towards))
        yield triple(subject, name["answer"], term(f"kind:{stood.answer}"))
        yield triple(subject, name["from"], term.day(stood.start))
        yield from dates(
            subject,
            (
                ("until", stood.until),
                ("recordAsAt", stood.record_as_at),
                ("lastKnownOn", stood.last_known_on),
                ("continuousSince", stood.continuous_since),
            ),
        )
        if stood.last_known:
            yield triple(subject, name["lastKnown"], term(f"kind:{stood.last_known}"))
        for cause in stood.because:
            yield triple(subject, name["because"], term(cause))
    for position in followed.positions:
        subject = term(position.id)
        yield triple(subject, TYPE, term("inforce:Position"))
        yield triple(subject, name["participant"], term(position.participant))
        yield triple(subject, name["under"], term(position.under))
        if position.article:
            yield triple(subject, name["article"], ox.Literal(position.article))
        yield triple(subject, name["answer"], term(f"kind:{position.answer}"))
        yield triple(subject, name["from"], term.day(position.start))
        yield from dates(
            subject,
            (
                ("until", position.until),
                ("recordAsAt", position.record_as_at),
                ("lastKnownOn", position.last_known_on),
            ),
        )
        if position.last_known:
            yield triple(subject, name["lastKnown"], term(f"kind:{position.last_known}"))
        for cause in position.because:
            yield triple(subject, name["because"], term(cause))
    for reach in followed.coverage:
        subject = term(reach.id)
        yield triple(subject, TYPE, term("inforce:Coverage"))
        yield triple(subject, name["participant"], term(reach.participant))
        yield triple(subject, name["mechanism"], term(reach.mechanism))
        yield triple(subject, name["answer"], term(f"kind:{reach.answer}"))
        yield triple(subject, name["from"], term.day(reach.start))
        yield from dates(
            subject,
            (
                ("until", reach.until),
                ("fromEarliest", reach.from_earliest),
                ("fromLatest", reach.from_latest),
                ("untilEarliest", reach.until_earliest),
                ("untilLatest", reach.until_latest),
                ("recordAsAt", reach.record_as_at),
                ("lastKnownOn", reach.last_known_on),
            ),
        )
        if reach.last_known:
            yield triple(subject, name["lastKnown"], term(f"kind:{reach.last_known}"))
        for leaf in reach.decisive:
            yield triple(subject, name["leaf"], term(leaf))
        for cause in reach.because:
            yield triple(subject, name["because"], term(cause))


_NAMED = {
    NS + local
    for local in (
        "alias", "formerName", "iso3", "name", "officialName", "seriesNumber", "shortName", "title",
    )
} | {_RDFS_LABEL.value}  # fmt: skip
_FOUND_BY_NAME = ("state", "entity", "territory", "organisation", "treaty", "body", "mechanism")


def keys(found: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield ``inforce:key`` triples: the keys under which things are found by what people type.

    An organisation is found by the names of its charter too.
    """
    predicate = ox.NamedNode(NS + "key")
    charter = NS + "charter"
    named: dict[str, set[str]] = defaultdict(set)
    charters: list[tuple[str, str]] = []
    for triple in found:
        address = triple.subject.value  # type: ignore[union-attr]
        thing = compact(address)
        if thing.partition(":")[0] not in _FOUND_BY_NAME:
            continue
        if triple.predicate == TYPE:
            named[thing].add(key(thing.partition(":")[2]))
        elif triple.predicate.value in _NAMED:
            named[thing].add(key(triple.object.value))  # type: ignore[union-attr]
        elif triple.predicate.value == charter:
            charters.append((thing, compact(triple.object.value)))  # type: ignore[union-attr]
    for organisation, treaty in charters:
        named[organisation] |= named[treaty]
    for thing, words in named.items():
        for word in sorted(words):
            yield ox.Triple(node(thing), predicate, ox.Literal(word))


def compile_graph(
    recorded: list[ox.Triple], progress: Callable[[str], None] = lambda step: None
) -> tuple[Iterable[ox.Triple], Mapping[str, int]]:
    """Return the record with everything that follows from it, and the counts of what was derived.

    In: the triples of ``graph/`` and ``ontology/``; a function that is told each step. Out: the triples,
    to be gone through once, since a million of them would fill the memory. Raises ``UnreadableError``
    where the record lacks what the reasoning needs.
    """
    progress("reading the record")
    record = read(recorded)
    progress("applying the clauses")
    followed = derived(record)
    counts = {
        "events": len(record.events),
        "periods": len(followed.effects.periods),
        "standings": len(followed.effects.standings),
        "positions": len(followed.positions),
        "applications": len(followed.applied.periods),
        "coverages": len(followed.coverage),
    }
    return chain(recorded, keys(recorded), triples(followed)), counts
