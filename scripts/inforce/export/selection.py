"""What belongs to some states, treaties or bodies, and what they name: a part that is useful by itself.

A treaty's part holds the instrument, its rules, what was done towards it, national acts, discrepancies and
sources; a state's part the state, what it did and the territories for which it answers; a body's part its
mechanisms and their conditions. Everything that these name comes with its label and its kind. Several names
of one kind widen a selection, names of different kinds narrow it: a state and a treaty give what the one did
towards the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from inforce.export.parts import Parts, part_of, sorted_out
from inforce.terms import ID, NS
from inforce.turtle import TYPE, node

__all__ = ["Selection", "subjects", "subset"]

_ABOUT = node("inforce:about")
_OF = [node(f"inforce:{name}") for name in ("towards", "of")]
_COMPLETE = [node(f"inforce:{name}") for name in ("completeFor", "completeForCurrent", "partialFor")]
_ONWARD = [
    node(name)
    for name in ("inforce:condition", "inforce:operand", "inforce:followsFrom", "inforce:cancels", "inforce:territory",
        "dcterms:source")
]  # fmt: skip
_NAMES = [node(name) for name in ("rdfs:label", "inforce:shortName", "skos:prefLabel")]
_PARTICIPANT, _MECHANISM, _BODY = (node(f"inforce:{name}") for name in ("participant", "mechanism", "body"))
_RESPONSIBLE, _TERRITORY = (node(f"inforce:{name}") for name in ("responsibleState", "territory"))
_CHARTER, _CONDITION, _KEY = (node(f"inforce:{name}") for name in ("charter", "condition", "key"))


@dataclass(frozen=True, slots=True)
class Selection:
    """The identifiers of the states, of the treaties or organisations, and of the bodies that are asked for."""

    states: tuple[str, ...] = ()
    treaties: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.states or self.treaties or self.bodies)

    def words(self) -> str:
        """Return the selection as text."""
        return ", ".join((*self.states, *self.treaties, *self.bodies))


class _Choice:
    """The things that a selection takes whole."""

    def __init__(self, store: ox.Store, chosen: Selection) -> None:
        self._store = store
        self._leaves: dict[ox.NamedNode, set[ox.NamedNode]] = {}
        self.states = {node(name) for name in chosen.states}
        self.bodies = {node(name) for name in chosen.bodies}
        self.treaties = {node(name) for name in chosen.treaties}
        for treaty in list(self.treaties):
            self.treaties |= self.objects(treaty, _CHARTER)
        powers = {power for body in self.bodies for power in self.subjects(_BODY, body)}
        if self.states and self.bodies and not self.treaties:
            # What a body needs of these states is what they did towards the treaties that it rests on.
            self.treaties = {towards for power in powers for towards in self.required(power)}
        self.found = self.states | self.bodies | self.treaties
        candidates = {power for power in powers if not self.treaties or self.required(power) & self.treaties}
        for state in self.states:
            candidates |= self.subjects(_PARTICIPANT, state) | self.subjects(_RESPONSIBLE, state)
        for treaty in self.treaties:
            candidates |= {thing for name in _OF for thing in self.subjects(name, treaty)}
            self.found |= {source for name in _COMPLETE for source in self.subjects(name, treaty)}
        if self.bodies and not self.states:
            for power in powers:
                candidates |= self.subjects(_MECHANISM, power)
        self.found |= {thing for thing in candidates if self._fits(thing)}
        self._onward()

    def subjects(self, predicate: ox.NamedNode, value: ox.NamedNode) -> set[ox.NamedNode]:
        """Return what states something of a thing; of conditions only their mechanism decides."""
        return {
            quad.subject
            for quad in self._store.quads_for_pattern(None, predicate, value, None)
            if isinstance(quad.subject, ox.NamedNode) and not quad.subject.value.startswith(f"{ID}condition/")
        }

    def objects(self, thing: ox.NamedNode, predicate: ox.NamedNode) -> set[ox.NamedNode]:
        """Return the things that a property of a thing names."""
        return {
            quad.object
            for quad in self._store.quads_for_pattern(thing, predicate, None, None)
            if isinstance(quad.object, ox.NamedNode)
        }

    def required(self, power: ox.NamedNode) -> set[ox.NamedNode]:
        """Return the treaties and organisations that the condition of a mechanism names."""
        found = self._leaves.get(power)
        if found is None:
            found = self._leaves[power] = set()
            waiting = self.objects(power, _CONDITION)
            while waiting:
                condition = waiting.pop()
                waiting |= self.objects(condition, _ONWARD[1])
                found |= self.objects(condition, _OF[0])
        return found

    def acting(self, thing: ox.NamedNode) -> set[ox.NamedNode]:
        """Return whose a thing is; what is of a territory alone is of all that have answered for it."""
        own = self.objects(thing, _PARTICIPANT) | self.objects(thing, _RESPONSIBLE)
        territories = set() if own else self.objects(thing, _TERRITORY)
        return own | {state for territory in territories for state in self.objects(territory, _RESPONSIBLE)}

    def _fits(self, thing: ox.NamedNode) -> bool:
        """Whether a thing speaks of none but the chosen ones, in each respect in which it speaks at all."""
        powers = self.objects(thing, _MECHANISM)
        if self.treaties and powers and not any(self.required(power) & self.treaties for power in powers):
            return False
        towards = {value for name in _OF for value in self.objects(thing, name)}
        bodies = {body for power in powers for body in self.objects(power, _BODY)}
        return all(
            not chosen or not spoken or chosen & spoken
            for chosen, spoken in (
                (self.states, self.acting(thing)),
                (self.treaties, towards),
                (self.bodies, bodies),
            )
        )

    def _onward(self) -> None:
        """Add what the chosen things rest on, and what is said about them."""
        waiting = set(self.found)
        while waiting:
            thing = waiting.pop()
            more = {other for name in _ONWARD for other in self.objects(thing, name)}
            if not thing.value.startswith((f"{ID}source/", f"{ID}kind/")):
                more |= self.subjects(_ABOUT, thing)
            waiting |= more - self.found
            self.found |= more


def subjects(store: ox.Store, chosen: Selection) -> set[ox.NamedNode]:
    """Return the things that a selection takes whole."""
    return _Choice(store, chosen).found


def subset(store: ox.Store, chosen: Selection, wanted: Collection[str]) -> Parts:
    """Return the triples of a selection by part, and the names of everything that they name.

    In: the compiled graph; what is chosen; the parts that are wanted. Names come from all parts: a record
    that says ``kind:recorded`` brings the words for it from the ontology.
    """
    told = [
        quad.triple
        for thing in subjects(store, chosen)
        for quad in store.quads_for_pattern(thing, None, None, None)
        if quad.predicate != _KEY and part_of(quad.triple) in wanted
    ]
    return sorted_out({*told, *_names(store, told)})


def _names(store: ox.Store, told: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
    """Yield the label and the kind of everything that some triples name."""
    named = {
        term
        for triple in told
        for term in (triple.subject, triple.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith((ID, NS))
    }
    for thing in named:
        for name in (TYPE, *_NAMES):
            for quad in store.quads_for_pattern(thing, name, None, None):
                yield quad.triple
