"""What files are judged in: those parts of the graph that a change can make wrong, and no more.

A change touches participants and targets. Around it stand the acts of these participants towards these
targets, towards those above them (parents, organisations to whose members they are closed) and below them,
with their clauses and sources, and whatever else the changed things name. That is as much for a graph of
any size, and every rule finds in it what it would find in the whole graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from inforce.derive import keys
from inforce.errors import UnreadableError
from inforce.names import key
from inforce.paths import data
from inforce.record import files
from inforce.store import compiled
from inforce.terms import ID, PARTICIPANTS, PREFIXES
from inforce.turtle import TYPE, node

__all__ = ["Surroundings", "ontology"]

Node = ox.NamedNode | ox.BlankNode

_DERIVED = tuple(PREFIXES[name] for name in ("coverage", "period", "position", "standing"))
_COMPUTED = {node(f"inforce:{name}") for name in ("computedEffect", "dataVersion", "key")}
_KEY = node("inforce:key")
_PARTICIPANT, _TOWARDS, _OF = (node(f"inforce:{name}") for name in ("participant", "towards", "of"))
_ABOUT, _OPERAND = node("inforce:about"), node("inforce:operand")
_SOURCE = node("dcterms:source")
_TERRITORY = node("inforce:territory")
_ABOVE = tuple(node(f"inforce:{name}") for name in ("charter", "closedTo", "parent"))
_ENDS = tuple(node(f"inforce:{name}") for name in ("codeWithdrawn", "existsUntil"))
_BEFORE = tuple(node(f"inforce:{name}") for name in ("continues", "succeeds"))
_COVERS = tuple(
    node(f"inforce:{name}")
    for name in ("completeFor", "completeForCurrent", "completeForStatements", "partialFor")
)
_COMPLETE = _COVERS[:3]
_PEOPLE = {node(f"inforce:{name}") for name in PARTICIPANTS}
_TARGETS = {node("inforce:Treaty"), node("inforce:Organization")}
_FOUND_BY_NAME = tuple(
    PREFIXES[name] for name in ("state", "entity", "territory", "organisation", "treaty", "body", "mechanism")
)


def ontology() -> list[ox.Triple]:
    """Return the triples of the vocabulary and of the lists of kinds."""
    return [
        quad.triple
        for path in sorted(data("ontology").glob("*.ttl"))
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    ]


class Surroundings:
    """The graph around some changed triples.

    ``graph`` is the folder of the graph, the project's own if None; ``replaced`` are those of its files
    that are judged themselves. Where there are none and the graph is compiled, it is read from there;
    otherwise from its text. Nothing is written.
    """

    def __init__(
        self,
        changed: Iterable[ox.Triple],
        replaced: Collection[Path] = (),
        graph: Path | None = None,
    ) -> None:
        self.changed = list(changed)
        self.replaced = replaced
        store = compiled() if graph is None and not replaced else None
        self._is_compiled = store is not None
        # The graph without the change.
        self.store = _from_text(graph or data("graph"), replaced) if store is None else store
        self._said: dict[Node, list[ox.Triple]] = defaultdict(list)
        self._named: dict[tuple[ox.NamedNode, object], list[Node]] = defaultdict(list)
        for triple in self.changed:
            assert not isinstance(triple.subject, ox.Triple)
            self._said[triple.subject].append(triple)
            self._named[triple.predicate, triple.object].append(triple.subject)

    def held(self, subject: Node) -> Iterator[ox.Triple]:
        """Yield what the graph itself says of a thing."""
        for quad in self.store.quads_for_pattern(subject, None, None, None):
            if quad.predicate not in _COMPUTED:
                yield quad.triple

    def about(self, subject: Node) -> list[ox.Triple]:
        """Return what the graph and the change say of a thing."""
        return [*self.held(subject), *self._said.get(subject, ())]

    def pointing(self, predicate: ox.NamedNode, thing: ox.NamedNode) -> list[Node]:
        """Return what points at a thing by a predicate, in the graph and in the change."""
        found = [
            quad.subject
            for quad in self.store.quads_for_pattern(None, predicate, thing, None)
            if isinstance(quad.subject, ox.NamedNode) and not quad.subject.value.startswith(_DERIVED)
        ]
        return [*found, *self._named.get((predicate, thing), ())]

    def objects(self, subject: Node, predicate: ox.NamedNode) -> list[ox.NamedNode]:
        """Return the things that a thing names by a predicate."""
        found = [
            quad.object
            for quad in self.store.quads_for_pattern(subject, predicate, None, None)
            if isinstance(quad.object, ox.NamedNode)
        ]
        found += [
            triple.object
            for triple in self._said.get(subject, ())
            if triple.predicate == predicate and isinstance(triple.object, ox.NamedNode)
        ]
        return found

    @cached_property
    def participants(self) -> set[ox.NamedNode]:
        """The participants for whom anything can follow from the change."""
        found: set[ox.NamedNode] = set()
        targets: set[ox.NamedNode] = set()
        for subject, said in self._said.items():
            for triple in said:
                value = triple.object
                if not isinstance(value, ox.NamedNode):
                    continue
                if triple.predicate == _PARTICIPANT:
                    found.add(value)
                elif triple.predicate == _OF or (triple.predicate == _TOWARDS and self.replaced):
                    targets.add(value)
                elif triple.predicate == _ABOUT:
                    found.update(self.objects(value, _PARTICIPANT))
            kinds = set(self.objects(subject, TYPE))
            if not isinstance(subject, ox.NamedNode):
                continue
            if kinds & _PEOPLE:
                found.add(subject)
            if kinds & _TARGETS:
                targets.add(subject)
            for predicate in _COMPLETE:
                # Absence from a complete record is evidence about everybody.
                targets.update(self.objects(subject, predicate))
            for event in self.pointing(_SOURCE, subject):
                found.update(self.objects(event, _PARTICIPANT))
        for target in self._below(targets):
            for event in self.pointing(_TOWARDS, target):
                found.update(self.objects(event, _PARTICIPANT))
        return found

    @cached_property
    def targets(self) -> set[ox.NamedNode]:
        """The treaties and organisations towards which anything can follow from the change."""
        touched = {
            value
            for subject, said in self._said.items()
            for value in (subject, *(triple.object for triple in said if triple.predicate in {_TOWARDS, _OF}))
            if isinstance(value, ox.NamedNode)
        }
        for thing in [triple.object for triple in self.changed if triple.predicate == _ABOUT]:
            if isinstance(thing, ox.NamedNode):
                touched.update(self.objects(thing, _TOWARDS))
        for subject in self._said:
            for predicate in _COMPLETE:
                touched.update(self.objects(subject, predicate))
            for event in self._citing(subject):
                touched.update(self.objects(event, _TOWARDS))
        found = self._below(touched)
        waiting = list(found)
        while waiting:
            target = waiting.pop()
            above = {other for predicate in _ABOVE for other in self.objects(target, predicate)} - found
            found |= above
            waiting += above
        return found

    def _citing(self, source: Node) -> list[Node]:
        return self.pointing(_SOURCE, source) if isinstance(source, ox.NamedNode) else []

    def _acts(self, participant: ox.NamedNode) -> list[Node]:
        """Return those acts of a participant that can matter to the change.

        All of them do where its own description is changed, and where it is no more: the end of its time
        follows from the last of its acts.
        """
        acts = self.pointing(_PARTICIPANT, participant)
        if participant in self._said or any(self._ends(participant)):
            return acts
        return [act for act in acts if not self.targets.isdisjoint(self.objects(act, _TOWARDS))]

    def _ends(self, participant: ox.NamedNode) -> Iterator[ox.Quad]:
        """Yield what the graph says of a participant's end."""
        for predicate in _ENDS:
            yield from self.store.quads_for_pattern(participant, predicate, None, None)

    def _below(self, targets: set[ox.NamedNode]) -> set[ox.NamedNode]:
        """Return some targets with those that depend on them: protocols, treaties of members, organisations."""
        found, waiting = set(targets), list(targets)
        while waiting:
            target = waiting.pop()
            for predicate in _ABOVE:
                for other in self.pointing(predicate, target):
                    if isinstance(other, ox.NamedNode) and other not in found:
                        found.add(other)
                        waiting.append(other)
        return found

    @cached_property
    def touched(self) -> set[Node]:
        """What the change can make wrong: of each the graph around holds all that a rule asks for."""
        found: set[Node] = set(self._said)

        def follow(thing: Node, predicates: Iterable[ox.NamedNode]) -> None:
            waiting = [thing]
            while waiting:
                thing = waiting.pop()
                above = {other for predicate in predicates for other in self.objects(thing, predicate)}
                waiting += above - found
                found.update(above)

        for participant in self.participants:
            found.add(participant)
            follow(participant, _BEFORE)
            found.update(self._acts(participant))
        found |= self.dangling
        for subject in self._said:
            found.update(self._citing(subject))
            follow(subject, (_OPERAND,))
        for thing in list(found):
            # What is for a territory is judged with who answers for it, and the other way round.
            for territory in {*self.objects(thing, _TERRITORY), thing}:
                found.update(
                    self.pointing(_TERRITORY, territory) if isinstance(territory, ox.NamedNode) else ()
                )
        for act in list(found):
            for discrepancy in self._about(act):
                found.add(discrepancy)
            for predicate in (_TOWARDS, _OF):
                found.update(self.objects(act, predicate))
        for thing in list(found):
            follow(thing, _ABOVE)
        for target in [thing for thing in found if not _TARGETS.isdisjoint(self.objects(thing, TYPE))]:
            for predicate in (_OF, *_COVERS):
                found.update(self.pointing(predicate, target) if isinstance(target, ox.NamedNode) else ())
        for word in {key(triple.object.value) for triple in self._names()}:  # type: ignore[union-attr]
            for thing in self.called(word):
                found.add(thing)
                found.update(self.pointing(_ABOVE[0], thing))
        return {thing for thing in found if isinstance(thing, ox.NamedNode) and thing.value.startswith(ID)}

    @cached_property
    def neighbours(self) -> list[ox.Triple]:
        """What the graph without the change says of all that is touched, and of what that names."""
        named = {
            triple.object
            for thing in (*self.touched, *self._said)
            for triple in self.about(thing)
            if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(ID)
        }
        return [triple for thing in self.touched | named for triple in self.held(thing)]

    def _about(self, thing: Node) -> list[Node]:
        return self.pointing(_ABOUT, thing) if isinstance(thing, ox.NamedNode) else []

    def _names(self) -> Iterator[ox.Triple]:
        for subject, said in self._said.items():
            if isinstance(subject, ox.NamedNode) and subject.value.startswith(_FOUND_BY_NAME):
                yield from (triple for triple in keys(said) if triple.predicate == _KEY)

    def called(self, word: str) -> list[ox.NamedNode]:
        """Return what the graph or the change calls by a name, in the form in which names are compared."""
        found = self._keys.get(word, [])
        if self._is_compiled:
            quads = self.store.quads_for_pattern(None, _KEY, ox.Literal(word), None)
            found = found + [quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)]
        return found

    @cached_property
    def _keys(self) -> dict[str, list[ox.NamedNode]]:
        """The names of the change, and of the graph where it is not compiled."""
        found: dict[str, list[ox.NamedNode]] = defaultdict(list)
        graph = () if self._is_compiled else (quad.triple for quad in self.store)
        named = (
            triple
            for triple in (*self.changed, *graph)
            if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(_FOUND_BY_NAME)
        )
        for triple in keys(named):
            assert isinstance(triple.subject, ox.NamedNode)
            found[triple.object.value].append(triple.subject)  # type: ignore[union-attr]
        return found

    def names(self, prefix: str) -> list[str]:
        """Return the local names of all things under a prefix."""
        start = PREFIXES[prefix]
        things = {quad.subject for quad in self.store.quads_for_pattern(None, TYPE, None, None)}
        return sorted(
            thing.value.removeprefix(start)
            for thing in things | self._said.keys()
            if isinstance(thing, ox.NamedNode) and thing.value.startswith(start)
        )

    @cached_property
    def dangling(self) -> set[Node]:
        """Return the things of the graph that name something which a replaced file no longer describes."""
        if not self.replaced:
            return set()
        described = set(self._said) | {
            quad.subject for quad in self.store.quads_for_pattern(None, TYPE, None, None)
        }
        return {
            quad.subject
            for quad in self.store
            if isinstance(quad.object, ox.NamedNode)
            and quad.object.value.startswith(ID)
            and quad.object not in described
            and not isinstance(quad.subject, ox.Triple)
        }


def _from_text(graph: Path, replaced: Collection[Path]) -> ox.Store:
    """Return a store in memory that holds the graph without some of its files."""
    left_out = {path.resolve() for path in replaced}
    store = ox.Store()
    for path in (*files(graph), *sorted(data("ontology").glob("*.ttl"))):
        if path.resolve() in left_out:
            continue
        try:
            store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
        except SyntaxError as fault:
            raise UnreadableError(
                f"{path}:{fault.lineno}: {fault.msg}",
                hint="The graph around the file cannot be read: mend the Turtle at this line first.",
            ) from None
    return store
