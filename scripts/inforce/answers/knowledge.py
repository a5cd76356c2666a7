"""What was known on a day: one participant's standing derived anew, in memory, on demand."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox

from inforce.derive import derived, triples
from inforce.effects import known_on
from inforce.record import read
from inforce.store import in_memory
from inforce.terms import CONDITIONS, PREFIXES
from inforce.turtle import node

__all__ = ["recorded", "what_was_known"]

# Everything that reasoning about one participant needs, besides its own events.
_NEEDED = (
    "Entity", "Gap", "Mechanism", "Organization", "Responsibility", "Rule", "Source", "State", "Territory",
    "Treaty",
    *CONDITIONS,
)  # fmt: skip
_TYPE = node("rdf:type")
_COMPUTED = tuple(PREFIXES[name] for name in ("period", "standing", "position", "coverage"))


def recorded(store: ox.Store, state: str) -> list[ox.Triple]:
    """Return the part of the record that decides the standing of one participant."""
    subjects = {
        quad.subject
        for name in _NEEDED
        for quad in store.quads_for_pattern(None, _TYPE, node(f"inforce:{name}"), None)
    }
    for quad in store.quads_for_pattern(None, node("inforce:participant"), node(state), None):
        if not quad.subject.value.startswith(_COMPUTED):  # type: ignore[union-attr]
            subjects.add(quad.subject)
    return [
        quad.triple for subject in subjects for quad in store.quads_for_pattern(subject, None, None, None)
    ]


def what_was_known(store: ox.Store, state: str, day: date) -> ox.Store:
    """Return a store in memory in which one participant's standing is derived from what was known on a day.

    Events received later are left out, and every record counts as at the earlier of its day and that day.
    """
    facts = recorded(store, state)
    everything = read(facts)
    known = known_on(everything, day)
    left_out = {event.id for event in everything.events} - {event.id for event in known.events}
    left_out |= {one.id for one in everything.statements} - {one.id for one in known.statements}
    gone = {node(name) for name in left_out}
    labels = [
        quad.triple
        for name in ("MonitoringBody", "NationalAct")
        for typed in store.quads_for_pattern(None, _TYPE, node(f"inforce:{name}"), None)
        for quad in store.quads_for_pattern(typed.subject, None, None, None)
    ]
    return in_memory(
        [
            *labels,
            *(
                triple
                for triple in facts
                if triple.subject not in gone and triple.predicate != node("inforce:computedEffect")
            ),
            *triples(derived(known, (state,))),
        ]
    )
