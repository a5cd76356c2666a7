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
    acts: dict[str, tuple[date, date]] = {}
    for event in record.events:
        day = event.earliest
        if day is not None and event.is_evidence:
            first, last = acts.get(event.participant, (day, day))
            acts[event.participant] = (min(day, first), max(day, last))
    reached = conditions.derive(
        record.mechanisms.values(), found.standings, declared, record.participants, acts
    )
    if chosen is not None:
        # Several participants may have answered for a territory: some of them decide nothing about it.
        return Derived(found, declared, reached)
    return Derived(found, declared, reached, territories.derive(record, found.periods))


_Status = effects.Period | territories.TerritorialPeriod
_Run = _Status | conditions.Coverage
_Stretch = effects.Standing | territories.TerritorialStanding | positions.Position | conditions.Coverage


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

    def run(subject: ox.NamedNode, one: _Run) -> Iterator[ox.Triple]:
        yield from dates(
            subject,
            (
                ("fromEarliest", one.from_earliest),
                ("fromLatest", one.from_latest),
                ("untilEarliest", one.until_earliest),
                ("untilLatest", one.until_latest),
            ),
        )

    def status(one: _Status) -> Iterator[ox.Triple]:
        subject = term(one.id)
        yield triple(subject, TYPE, term("inforce:StatusPeriod"))
        yield triple(subject, name["towards"], term(one.towards))
        yield from run(subject, one)
        yield triple(subject, name["openedBy"], term(one.opened_by))
        for cause in one.closed_by:
            yield triple(subject, name["closedBy"], term(cause))
        if one.under:
            yield triple(subject, name["underRule"], term(one.under))
        for rule in one.ended_under:
            yield triple(subject, name["endedUnder"], term(rule))

    def stretch(kind: str, one: _Stretch) -> Iterator[ox.Triple]:
        subject = term(one.id)
        yield triple(subject, TYPE, term(f"inforce:{kind}"))
        yield triple(subject, name["answer"], term(f"kind:{one.answer}"))
        yield triple(subject, name["from"], term.day(one.start))
        yield from dates(
            subject,
            (
                ("until", one.until),
                ("recordAsAt", one.record_as_at),
                ("lastKnownOn", one.last_known_on),
            ),
        )
        if one.last_known:
            yield triple(subject, name["lastKnown"], term(f"kind:{one.last_known}"))
        for cause in one.because:
            yield triple(subject, name["because"], term(cause))

    for period in found.periods:
        subject = term(period.id)
        yield triple(subject, name["participant"], term(period.participant))
        yield triple(subject, name["status"], term(f"kind:{period.status}"))
        yield from status(period)
        yield from dates(term(period.opened_by), (("computedEffect", period.computed),))
    for ending in found.endings:
        yield from dates(term(ending.event), (("computedEffect", ending.computed),))
    for standing in found.standings:
        subject = term(standing.id)
        yield triple(subject, name["participant"], term(standing.participant))
        yield triple(subject, name["towards"], term(standing.towards))
        yield from dates(subject, (("continuousSince", standing.continuous_since),))
        yield from stretch("Standing", standing)
    for applied in followed.applied.periods:
        subject = term(applied.id)
        yield triple(subject, name["territory"], term(applied.territory))
        yield triple(subject, name["responsibleState"], term(applied.state))
        yield triple(subject, name["status"], term("kind:applied"))
        yield from status(applied)
    for stood in followed.applied.standings:
        subject = term(stood.id)
        yield triple(subject, name["territory"], term(stood.territory))
        for state in stood.states:
            yield triple(subject, name["responsibleState"], term(state))
        yield triple(subject, name["towards"], term(stood.towards))
        yield from dates(subject, (("continuousSince", stood.continuous_since),))
        yield from stretch("Standing", stood)
    for position in followed.positions:
        subject = term(position.id)
        yield triple(subject, name["participant"], term(position.participant))
        yield triple(subject, name["under"], term(position.under))
        if position.article:
            yield triple(subject, name["article"], ox.Literal(position.article))
        yield from stretch("Position", position)
    for reach in followed.coverage:
        subject = term(reach.id)
        yield triple(subject, name["participant"], term(reach.participant))
        yield triple(subject, name["mechanism"], term(reach.mechanism))
        yield from run(subject, reach)
        for leaf in reach.decisive:
            yield triple(subject, name["leaf"], term(leaf))
        yield from stretch("Coverage", reach)


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
