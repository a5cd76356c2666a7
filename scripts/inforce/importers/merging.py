"""Records → what changes in the graph folder, all or nothing.

An event that the graph already holds keeps its identifier and its words: a record that shows it again
adds its source, and an effect that was not stated. A record that shows another date or another effect
changes nothing; the difference becomes a ``Discrepancy`` beside the event. Nothing is on disk before
``Changes.write()``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from rapidfuzz import process

from inforce import names, terms, turtle
from inforce.errors import InforceError, InputError
from inforce.importers.acts import Act, Record, fault, treaty_number

__all__ = [
    "Changes",
    "Participants",
    "Target",
    "Targets",
    "Territories",
    "TurtleFile",
    "merge",
    "next_name",
    "word",
]


# --- the graph folder ---------------------------------------------------------------------------------


def _prefixed(term: object) -> str:
    assert isinstance(term, ox.NamedNode)
    return terms.compact(term.value)


def _value(term: object) -> str:
    assert isinstance(term, ox.Literal)
    return term.value


_SOURCE = ox.NamedNode(terms.expand("dcterms:source"))
_PUBLISHER = ox.NamedNode(terms.expand("dcterms:publisher"))
_LABEL = ox.NamedNode(terms.expand("rdfs:label"))


def word(name: str) -> ox.NamedNode:
    """Return a term of the vocabulary by its local name."""
    assert name in terms.PROPERTIES or name in terms.CLASSES, name
    return ox.NamedNode(terms.NS + name)


class TurtleFile:
    """One Turtle file of the graph: its triples, its opening comment, and whether anything changed."""

    def __init__(self, graph: Path, path: Path, comment: str) -> None:
        self.path = path
        self.comment = comment
        self.triples: set[ox.Triple] = set()
        self._graph = graph
        if path.exists():
            self.triples = set(_parsed(graph, path))
            self.comment = _opening(path) or comment
        self._original = frozenset(self.triples)

    @property
    def changed(self) -> bool:
        """Whether the file would say something else than it does."""
        return self.triples != self._original

    def add(self, subject: str, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> None:
        """Say something of a thing."""
        self.triples.add(ox.Triple(turtle.node(subject), predicate, value))

    def drop(self, subject: str, predicate: ox.NamedNode) -> None:
        """Take back all that a property says of a thing."""
        node = turtle.node(subject)
        self.triples = {t for t in self.triples if t.subject != node or t.predicate != predicate}

    def text(self) -> str:
        """Return the file in the canonical form. Raises ``UnreadableError`` where a comment would be lost."""
        _only_an_opening(self._graph, self.path)
        return turtle.write(self.triples, self.comment)


def _parsed(graph: Path, path: Path) -> list[ox.Triple]:
    name = path.relative_to(graph).as_posix()
    try:
        return list(turtle.parse(path))
    except SyntaxError as problem:
        raise fault(
            name, problem.lineno or 0, f"is no Turtle ({problem.msg}).", "Mend the Turtle at this line."
        ) from problem
    except OSError as problem:
        raise fault(
            name, 0, f"cannot be read ({problem.strerror}).", "Give a graph folder that is whole."
        ) from problem


def _opening(path: Path) -> str:
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").removeprefix(" "))
    return "\n".join(lines)


def _only_an_opening(graph: Path, path: Path) -> None:
    # Rewriting keeps the opening comment only; a comment further down would be lost without a word.
    if not path.exists():
        return
    opened = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("#"):
            opened = True
        elif opened:
            raise fault(
                path.relative_to(graph).as_posix(),
                number,
                "a comment below the opening one would be lost.",
                "Move it to the head of the file, or say it with inforce:note.",
            )


class Participants:
    """Names, exactly → participants."""

    def __init__(self, graph: Path) -> None:
        self._path = graph / "participants.ttl"
        kinds = {terms.NS + kind for kind in terms.PARTICIPANTS}
        naming = {terms.NS + name for name in ("name", "officialName", "formerName")} | {_LABEL.value}
        self.label: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._names: dict[str, set[str]] = defaultdict(set)
        self._printed: dict[str, str] = {}
        triples = _parsed(graph, self._path)
        known = {
            triple.subject
            for triple in triples
            if triple.predicate == turtle.TYPE and str(triple.object)[1:-1] in kinds
        }
        for triple in triples:
            if triple.subject not in known or not isinstance(triple.object, ox.Literal):
                continue
            subject, predicate, text = _prefixed(triple.subject), triple.predicate, triple.object.value
            if predicate.value == terms.NS + "iso3":
                self._codes[text] = subject
            elif predicate.value in naming:
                self._names[names.key(text)].add(subject)
                self._printed[names.key(text)] = text
            if predicate == _LABEL:
                self.label[subject] = text

    def resolve(self, file: str, line: int, name: str, code: str) -> str:
        """Return the one participant of this name, or of this code where a record prints one."""
        named = self._names.get(names.key(name), set())
        coded = self._names.get(names.key(code), set())
        if code in self._codes:
            coded = {self._codes[code]}
        if code and not coded:
            raise fault(file, line, f"no participant has the code {code!r}.", self._suggest(name))
        if coded and named and not coded & named:
            raise fault(
                file,
                line,
                f"the code {code!r} is not that of {name!r}.",
                "Mend the code or the name.",
            )
        found = coded or named
        if not found:
            raise fault(file, line, f"no participant is called {name!r}.", self._suggest(name))
        if len(found) > 1:
            raise fault(
                file,
                line,
                f"{name!r} is the name of {' and '.join(sorted(found))}.",
                f"Keep the name with one of them in {self._path.name}.",
            )
        return next(iter(found))

    def _suggest(self, name: str) -> str:
        ways: dict[frozenset[str], str] = {}
        for key, score, _ in process.extract(names.key(name), list(self._printed), limit=None):
            if score >= _LIKE:
                ways.setdefault(frozenset(self._names[key]), self._printed[key])
        return f"{_did_you_mean(ways.values())}If the name is right, add it as inforce:name in {self._path.name}."


# How like a name must be to be suggested, of 100, and how many are.
_LIKE, _SUGGESTED = 60, 3


def _did_you_mean(ways: Iterable[str]) -> str:
    few = list(ways)[:_SUGGESTED]
    return f"Did you mean {' or '.join(few)}? " if few else ""


class Territories:
    """Names, exactly → territories. A name behind which ``(territory)`` stands is printed without it."""

    def __init__(self, graph: Path) -> None:
        self._path = graph / "territories.ttl"
        self._names: dict[str, str] = {}
        self._printed: dict[str, str] = {}
        self.label: dict[str, str] = {}
        naming = {terms.NS + "name", _LABEL.value}
        triples = _parsed(graph, self._path) if self._path.exists() else []
        for triple in sorted(triples, key=str):
            subject = _prefixed(triple.subject)
            if not subject.startswith("territory:") or triple.predicate.value not in naming:
                continue
            printed = _value(triple.object).removesuffix(" (territory)")
            self._names[names.key(printed)] = subject
            self._printed[printed] = subject
            if triple.predicate == _LABEL:
                self.label[subject] = _value(triple.object)

    def all(self) -> tuple[str, ...]:
        """Return all names as they are printed."""
        return tuple(self._printed)

    def resolve(self, file: str, line: int, name: str) -> str:
        """Return the territory of this name."""
        found = self._names.get(names.key(name))
        if found is None:
            few = {
                self._printed[near]: near
                for near, score, _ in process.extract(name, list(self._printed), limit=None)
                if score >= _LIKE
            }
            raise fault(
                file,
                line,
                f"no territory is called {name!r}.",
                f"{_did_you_mean(few.values())}If the name is right, add it as inforce:name in {self._path.name}.",
            )
        return found


@dataclass(frozen=True)
class Target:
    """A treaty or organisation as importers see it: its name, and the file of its events."""

    id: str
    called: str
    path: Path
    comment: str


class Targets:
    """Titles, numbers, aliases and identifiers → treaties and organisations."""

    def __init__(self, graph: Path) -> None:
        self._graph = graph
        self._titles: dict[str, set[str]] = defaultdict(set)
        self._keys: dict[str, set[str]] = defaultdict(set)
        self._printed: dict[str, str] = {}
        self._targets: dict[str, Target] = {}
        for path in sorted(graph.glob("treaties/*/treaty.ttl")):
            self._learn(path, "Treaty", path.with_name("events.ttl"))
        for path in sorted(graph.glob("organisations/*.ttl")):
            self._learn(path, "Organization", path)

    def _learn(self, path: Path, kind: str, events: Path) -> None:
        said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        things: set[str] = set()
        for triple in _parsed(self._graph, path):
            subject = _prefixed(triple.subject)
            if triple.predicate == turtle.TYPE:
                if _prefixed(triple.object) == f"inforce:{kind}":
                    things.add(subject)
            elif isinstance(triple.object, ox.Literal):
                said[subject][terms.compact(triple.predicate.value)].append(triple.object.value)
        for thing in sorted(things):
            words = said[thing]
            label = sorted(words["rdfs:label"])
            called = (sorted(words["inforce:shortName"]) or label or [thing])[0]
            comment = f"What states have done with the {called}: signatures, consents, exits."
            self._targets[thing] = Target(thing, called, events, comment)
            for title in words["inforce:title"]:
                self._titles[" ".join(title.split())].add(thing)
            for name in (
                thing,
                thing.partition(":")[2],
                *words["inforce:seriesNumber"],
                *words["inforce:alias"],
                *words["inforce:shortName"],
                *label,
            ):
                self._keys[treaty_number(name) or names.key(name)].add(thing)
            for name in (*words["inforce:title"], *words["inforce:shortName"], *label):
                self._printed[name] = thing

    def resolve(self, file: str, line: int, name: str) -> Target:
        """Return the one treaty or organisation of this title, number, alias or identifier."""
        if name in self._targets:
            return self._targets[name]
        key = treaty_number(name) or names.key(name)
        found = self._titles.get(" ".join(name.split())) or self._keys.get(key) or set()
        if not found:
            ways: dict[str, str] = {}
            for printed, score, _ in process.extract(name, list(self._printed), limit=None):
                if score >= _LIKE:
                    ways.setdefault(self._printed[printed], printed)
            raise fault(
                file,
                line,
                f"the graph has no treaty or organisation {name!r}.",
                f"{_did_you_mean(ways.values())}If it is right, add it to the treaty's treaty.ttl as "
                "inforce:title, inforce:seriesNumber or inforce:alias.",
            )
        if len(found) > 1:
            raise fault(
                file,
                line,
                f"{name!r} may be {' or '.join(sorted(found))}.",
                "Name the treaty by its full title or its number.",
            )
        return self._targets[next(iter(found))]


@dataclass(slots=True)
class _Event:
    """An event of the graph, as far as merging looks at it."""

    id: str
    kind: str
    participant: str
    date: dt.date | None = None
    not_before: dt.date | None = None
    not_after: dt.date | None = None
    stated_effect: dt.date | None = None
    certainty: str = ""
    sources: set[str] = field(default_factory=set)
    territory: str = ""
    effective_from: dt.date | None = None

    @property
    def day(self) -> dt.date | None:
        """The day to place it in time by: its date, or the nearest thing to one."""
        return self.date or self.not_before or self.stated_effect or self.not_after


_DATED = {
    terms.NS + name: attribute
    for name, attribute in (
        ("date", "date"),
        ("notBefore", "not_before"),
        ("notAfter", "not_after"),
        ("statedEffect", "stated_effect"),
        ("effectiveFrom", "effective_from"),
    )
}


class _Events:
    """The events towards one treaty or organisation, in the file that holds them."""

    def __init__(self, target: Target, file: TurtleFile) -> None:
        self.target = target
        self.file = file
        self._events: dict[str, _Event] = {}
        self._cancelled: set[str] = set()
        self._discrepancies: dict[tuple[str, str, str], str] = {}
        said: dict[str, list[ox.Triple]] = defaultdict(list)
        for triple in self.file.triples:
            said[_prefixed(triple.subject)].append(triple)
        self._ids = set(said)
        for subject, triples in sorted(said.items()):
            kinds = {_prefixed(t.object)[8:] for t in triples if t.predicate == turtle.TYPE}
            if len(kinds & set(terms.EVENTS)) == 1:
                self._learn(subject, (kinds & set(terms.EVENTS)).pop(), triples)
            elif kinds == {"Discrepancy"}:
                key = {t.predicate.value: t.object for t in triples}
                self._discrepancies[
                    (
                        _prefixed(key[terms.NS + "about"]),
                        _prefixed(key[terms.NS + "property"]),
                        _value(key[terms.NS + "value"]),
                    )
                ] = subject

    @property
    def _code(self) -> str:
        return self.target.id.partition(":")[2]

    def _learn(self, subject: str, kind: str, triples: list[ox.Triple]) -> None:
        event = _Event(subject, kind, "")
        towards = ""
        for triple in triples:
            predicate, value = triple.predicate.value, triple.object
            if predicate in _DATED:
                setattr(event, _DATED[predicate], dt.date.fromisoformat(_value(value)))
            elif predicate == terms.NS + "participant":
                event.participant = _prefixed(value)
            elif predicate == terms.NS + "towards":
                towards = _prefixed(value)
            elif predicate == terms.NS + "territory":
                event.territory = _prefixed(value)
            elif predicate == terms.NS + "certainty":
                event.certainty = _prefixed(value).removeprefix("kind:")
            elif predicate == terms.NS + "cancels":
                self._cancelled.add(_prefixed(value))
            elif triple.predicate == _SOURCE:
                event.sources.add(_prefixed(value))
        if towards == self.target.id:
            self._events[subject] = event

    def of(self, participant: str, group: frozenset[str], territory: str = "") -> list[_Event]:
        """Return the events of a participant, for itself or a territory, whose kind is in a group."""
        return [
            event
            for event in self._events.values()
            if event.participant == participant and event.kind in group and event.territory == territory
        ]

    def get(self, identifier: str) -> _Event:
        """Return the event of an identifier."""
        return self._events[identifier]

    def stands(self, event: _Event) -> bool:
        """Say whether no rescission has cancelled an event."""
        return event.id not in self._cancelled

    # -- changing

    def new(self, act: Act, participant: str, source: str, territory: str = "") -> str:
        """Add an event for an act and return its identifier."""
        words = re.sub(r"(?<!^)(?=[A-Z])", "-", act.kind).lower()
        where = f"{territory.partition(':')[2]}-" if territory else ""
        base = f"event:{self._code}-{participant.partition(':')[2]}-{where}{words}"
        identifier = next_name(base, self._ids, first_is_bare=True)
        self._ids.add(identifier)
        event = _Event(
            identifier,
            act.kind,
            participant,
            act.date,
            act.not_before,
            act.not_after,
            act.stated_effect,
            act.certainty,
            {source},
            territory,
            act.effective_from,
        )
        self._events[identifier] = event
        add = self.file.add
        add(identifier, turtle.TYPE, word(act.kind))
        add(identifier, word("participant"), turtle.node(participant))
        add(identifier, word("towards"), turtle.node(self.target.id))
        if territory:
            add(identifier, word("territory"), turtle.node(territory))
        for name, day in (
            ("date", act.date),
            ("notBefore", act.not_before),
            ("notAfter", act.not_after),
            ("statedEffect", act.stated_effect),
            ("effectiveFrom", act.effective_from),
        ):
            if day is not None:
                add(identifier, word(name), turtle.xsd_date(day))
        add(identifier, word("asWritten"), turtle.literal(act.as_written))
        add(identifier, word("certainty"), turtle.node(f"kind:{act.certainty}"))
        if act.note:
            add(identifier, word("note"), turtle.literal(act.note))
        add(identifier, _SOURCE, turtle.node(source))
        return identifier

    def confirm(self, event: _Event, source: str) -> bool:
        """Add a source to an event; say whether it is new there."""
        new = source not in event.sources
        event.sources.add(source)
        self.file.add(event.id, _SOURCE, turtle.node(source))
        return new

    def state_effect(self, event: _Event, effect: dt.date) -> None:
        """Give an event the effect that it did not have."""
        event.stated_effect = effect
        self.file.add(event.id, word("statedEffect"), turtle.xsd_date(effect))

    def count_from(self, event: _Event, first: dt.date) -> None:
        """Give an event the day from which it says that it counts."""
        event.effective_from = first
        self.file.add(event.id, word("effectiveFrom"), turtle.xsd_date(first))

    def become_certain(self, event: _Event, certainty: str) -> None:
        """Raise the certainty of an event that a better record shows."""
        event.certainty = certainty
        self.file.drop(event.id, word("certainty"))
        self.file.add(event.id, word("certainty"), turtle.node(f"kind:{certainty}"))

    def complete(self, event: _Event, day: dt.date) -> None:
        """Give an event of unknown day its day, in the place of its bounds."""
        event.date, event.not_before, event.not_after = day, None, None
        self.file.drop(event.id, word("notBefore"))
        self.file.drop(event.id, word("notAfter"))
        self.file.add(event.id, word("date"), turtle.xsd_date(day))

    def disagree(self, event: _Event, name: str, value: dt.date, source: str, note: str) -> bool:
        """Add a discrepancy, or its source to one that is there; say whether anything is new."""
        key = (event.id, f"inforce:{name}", value.isoformat())
        before = len(self.file.triples)
        identifier = self._discrepancies.get(key)
        if identifier is None:
            base = f"discrepancy:{event.id.partition(':')[2]}"
            identifier = next_name(base, self._ids, first_is_bare=False)
            self._ids.add(identifier)
            self._discrepancies[key] = identifier
            add = self.file.add
            add(identifier, turtle.TYPE, word("Discrepancy"))
            add(identifier, word("about"), turtle.node(event.id))
            add(identifier, word("property"), word(name))
            add(identifier, word("value"), turtle.xsd_date(value))
            add(identifier, word("reason"), turtle.node("kind:dates-differ-between-records"))
            add(identifier, word("note"), turtle.literal(note))
        self.file.add(identifier, _SOURCE, turtle.node(source))
        return len(self.file.triples) > before


def next_name(base: str, used: Iterable[str], *, first_is_bare: bool) -> str:
    """Return the next free identifier: the base and then -2, -3; or -1, -2 where the first has a number."""
    numbers = [0]
    for name in used:
        if name == base and first_is_bare:
            numbers.append(1)
        elif name.startswith(f"{base}-") and name[len(base) + 1 :].isdigit():
            numbers.append(int(name[len(base) + 1 :]))
    number = max(numbers) + 1
    return base if first_is_bare and number == 1 else f"{base}-{number}"


# --- what an import changes ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Changes:
    """What an import does to a graph folder, in words and as files. Nothing is written before ``write``."""

    new: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    disagreeing: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    files: Mapping[Path, str] = field(default_factory=dict)

    def words(self) -> list[str]:
        """Return the changes as lines for a person, the most important first."""
        lines: list[str] = []
        for heading, items in (
            ("disagreeing", self.disagreeing),
            ("new", self.new),
            ("confirmed", self.confirmed),
            ("ignored", self.ignored),
        ):
            lines += [f"{heading}: {item}" for item in items]
        if not self.files:
            lines.append("The graph holds all of this already; no file changes.")
        return lines

    def write(self) -> None:
        """Write every file aside, then put all in place. If one cannot be written, none is changed."""
        aside = {path: path.with_name(f".{path.name}.new") for path in self.files}
        before = {path: path.read_bytes() if path.exists() else None for path in self.files}
        placed: list[Path] = []
        try:
            for path, text in self.files.items():
                aside[path].write_text(text, encoding="utf-8", newline="\n")
            for path in self.files:
                aside[path].replace(path)
                placed.append(path)
        except OSError as problem:
            for path in placed:
                old = before[path]
                if old is None:
                    path.unlink()
                else:
                    path.write_bytes(old)
            raise InforceError(
                f"{problem.filename}: cannot be written ({problem.strerror}); nothing was changed.",
                hint="Make the graph folder writable and import again.",
            ) from problem
        finally:
            for path in aside.values():
                path.unlink(missing_ok=True)


_CONSENTS = frozenset(terms.CONSENTS)
_EXITS = frozenset(terms.EXITS)
_SIGNATURES = frozenset({"Signature"})


def _group(kind: str) -> frozenset[str]:
    """Return the kinds that a record may print for the same act."""
    for group in (_CONSENTS, _EXITS):
        if kind in group:
            return group
    return frozenset({kind})


def merge(records: Iterable[Record], graph: Path, later: Iterable[tuple[str, str]] = ()) -> Changes:
    """Join records to a graph folder and return what changes; nothing is written.

    In: records of a reader, the folder, and pairs (participant, treaty) of which a consent with another
    date is a later consent. Names are resolved exactly. Raises ``UnreadableError`` for a name that is
    not in the graph, for an act that might be one of several events, and for a source that was read
    from another file; ``InputError`` for a pair of ``later`` that no record shows.
    """
    return _Merger(graph, tuple(later)).merge(records)


class _Merger:
    def __init__(self, graph: Path, later: tuple[tuple[str, str], ...]) -> None:
        self._graph = graph
        self._participants = Participants(graph)
        self._territories = Territories(graph)
        self._targets = Targets(graph)
        self._open: dict[str, _Events] = {}
        self._sources = TurtleFile(graph, graph / "sources.ttl", "Every document that the graph cites.")
        self._later = {
            (
                self._targets.resolve("the option for later consents", 0, treaty).id,
                self._participants.resolve("the option for later consents", 0, name, ""),
            ): f"{name}, {treaty}"
            for name, treaty in later
        }
        self._new: list[str] = []
        self._confirmed: list[str] = []
        self._disagreeing: list[str] = []
        self._ignored: list[str] = []

    def merge(self, records: Iterable[Record]) -> Changes:
        unseen = dict(self._later)
        for record in records:
            placed: dict[Act, tuple[_Events, str]] = {}
            matched: dict[str, Act] = {}
            for act in record.acts:
                events = self._events(act.file, act.line, act.towards)
                who = self._participants.resolve(act.file, act.line, act.participant, act.code)
                if act.kind in terms.CONSENTS:
                    unseen.pop((events.target.id, who), None)
                placed[act] = (events, self._act(record, act, events, who, matched))
            self._beside(record, placed)
            self._source(record)
            self._ignored += record.ignored
        if unseen:
            raise InputError(
                f"No record shows a consent of {'; '.join(sorted(unseen.values()))}.",
                hint="Give participant and treaty as the record prints them, or leave the option out.",
            )
        files = [self._sources, *(events.file for events in self._open.values())]
        return Changes(
            tuple(self._new),
            tuple(self._confirmed),
            tuple(self._disagreeing),
            tuple(self._ignored),
            {file.path: file.text() for file in files if file.changed},
        )

    # -- one act

    def _act(self, record: Record, act: Act, events: _Events, who: str, matched: dict[str, Act]) -> str:
        where = self._territories.resolve(act.file, act.line, act.territory) if act.territory else ""
        same, disagrees = self._find(act, events, who, where)
        said = self._say(act, events, who)
        if same is not None and act.date is not None:
            other = matched.setdefault(same.id, act)
            if other.date not in (None, act.date):
                raise fault(
                    act.file,
                    act.line,
                    f"{act.as_written!r} and {other.as_written!r} (line {other.line}) of "
                    f"{act.participant} are one act with two dates.",
                    "Mend the record, or say that the later one is a later consent.",
                )
        if same is None:
            identifier = events.new(act, who, record.id, where)
            self._new.append(f"{said} ({identifier})")
            matched[identifier] = act
            return identifier
        if disagrees:
            assert act.date is not None
            self._disagree(record, act, events, same, "date", act.date, said)
        else:
            self._confirm(record, act, events, same, said)
        if act.stated_effect is not None and same.stated_effect not in (None, act.stated_effect):
            self._disagree(record, act, events, same, "statedEffect", act.stated_effect, said)
        if act.effective_from is not None and same.effective_from not in (None, act.effective_from):
            self._disagree(record, act, events, same, "effectiveFrom", act.effective_from, said)
        return same.id

    def _confirm(self, record: Record, act: Act, events: _Events, event: _Event, said: str) -> None:
        if act.date is None and act.stated_effect and event.stated_effect not in (None, act.stated_effect):
            # The record shows an effect and nothing else: another effect confirms nothing.
            return
        words: list[str] = []
        if act.date is not None and event.date is None:
            events.complete(event, act.date)
            words.append("its day was not known")
        if act.stated_effect is not None and event.stated_effect is None:
            events.state_effect(event, act.stated_effect)
            words.append("its effect was not stated")
        if act.effective_from is not None and event.effective_from is None:
            events.count_from(event, act.effective_from)
            words.append("the day from which it counts was not known")
        ranks = ("unverified", "presumed", "reported", "recorded")
        if event.certainty in ranks and ranks.index(act.certainty) > ranks.index(event.certainty):
            words.append(f"it was {event.certainty}")
            events.become_certain(event, act.certainty)
        if events.confirm(event, record.id):
            words.append(f"now also in {record.id}")
        if words:
            self._confirmed.append(f"{said} ({event.id}): {', '.join(words)}")

    def _disagree(
        self, record: Record, act: Act, events: _Events, event: _Event, name: str, value: dt.date, said: str
    ) -> None:
        held = getattr(event, _DATED[terms.NS + name])
        note = f"Printed as {act.as_written}."
        if events.disagree(event, name, value, record.id, note):
            what = "the date" if name == "date" else "the effect"
            self._disagreeing.append(
                f"{said}: {what} is {value} in {record.id} and {held} in the graph ({event.id})"
            )

    def _find(self, act: Act, events: _Events, who: str, where: str) -> tuple[_Event | None, bool]:
        """Return the event that an act is, if the graph has it, and whether its date disagrees."""
        group = _group(act.kind)
        held = events.of(who, group, where)
        if where:
            # An act for a territory is known by its day, without one by the day from which it counts.
            same = [
                event
                for event in held
                if event.date == act.date and (act.date or event.effective_from == act.effective_from)
            ]
            return (self._one(act, same, []), False) if same else (None, False)
        if act.date is not None:
            same = [event for event in held if event.date == act.date]
            if same:
                return self._one(act, same, [e for e in same if e.kind == act.kind]), False
            unknown = [event for event in held if event.date is None and _may_be(event, act)]
            if unknown:
                return self._one(act, unknown, []), False
            if group not in (_CONSENTS, _EXITS, _SIGNATURES):
                return None, False
            if act.kind in terms.CONSENTS and (events.target.id, who) in self._later:
                return None, False
            spell = [event for event in held if not self._parted(events, who, group, event.day, act.date)]
            if not spell:
                return None, False
            event = self._one(act, spell, [])
            if event.date is None:
                raise fault(
                    act.file,
                    act.line,
                    f"the date {act.date} does not fit {event.id}, whose day is not known.",
                    "Correct the bounds or the effect of that event, or the record.",
                )
            return event, True
        if act.stated_effect is not None:
            same = [event for event in held if event.stated_effect == act.stated_effect]
            if same:
                return self._one(act, same, [e for e in same if e.kind == act.kind]), False
            spell = [
                event
                for event in held
                if (event.kind == "Succession" or event.day is None or event.day <= act.stated_effect)
                and not self._parted(events, who, group, event.day, act.stated_effect)
            ]
            return (self._one(act, spell, []), False) if spell else (None, False)
        if held:
            return self._one(act, held, [e for e in held if e.kind == act.kind]), False
        if act.not_after is None:
            raise fault(
                act.file,
                act.line,
                "the row says neither when the act was done nor when it took effect.",
                "Give a date, an effect or a latest day.",
            )
        return None, False

    def _one(self, act: Act, found: list[_Event], preferred: list[_Event]) -> _Event:
        for few in (found, preferred):
            if len(few) == 1:
                return few[0]
        raise fault(
            act.file,
            act.line,
            f"{act.as_written!r} of {act.participant} may be any of "
            f"{', '.join(sorted(event.id for event in found))}.",
            "Say that it is a later consent, or put the exit between them into the graph first.",
        )

    def _parted(
        self,
        events: _Events,
        who: str,
        group: frozenset[str],
        one: dt.date | None,
        other: dt.date,
    ) -> bool:
        """Say whether an exit lies between two consents, or a consent between two exits."""
        if one is None:
            return False
        first, last = min(one, other), max(one, other)
        if group == _EXITS:
            return any(
                first <= event.day <= last for event in events.of(who, _CONSENTS) if event.day is not None
            )
        return any(
            first < event.day <= last
            for event in events.of(who, _EXITS)
            if event.day is not None and events.stands(event)
        )

    def _say(self, act: Act, events: _Events, who: str) -> str:
        kind = re.sub(r"(?<!^)(?=[A-Z])", " ", act.kind).lower()
        when = f" of {act.date}" if act.date else ""
        effect = f" with effect on {act.stated_effect}" if act.stated_effect else ""
        where = f" for {act.territory}" if act.territory else ""
        return f"{events.target.called}, {self._participants.label[who]}: {kind}{where}{when}{effect}"

    # -- beside the acts

    def _events(self, file: str, line: int, towards: str) -> _Events:
        target = self._targets.resolve(file, line, towards)
        if target.id not in self._open:
            shared = [events.file for events in self._open.values() if events.file.path == target.path]
            own = shared[0] if shared else TurtleFile(self._graph, target.path, target.comment)
            self._open[target.id] = _Events(target, own)
        return self._open[target.id]

    def _beside(self, record: Record, placed: Mapping[Act, tuple[_Events, str]]) -> None:
        source = record.id.partition(":")[2]
        for total in record.totals:
            events = self._events(record.id, 0, total.towards)
            identifier = f"total:{source}-{events.target.id.partition(':')[2]}"
            add = events.file.add
            add(identifier, turtle.TYPE, word("Total"))
            add(identifier, word("towards"), turtle.node(events.target.id))
            add(identifier, word("signatories"), ox.Literal(total.signatories))
            add(identifier, word("parties"), ox.Literal(total.parties))
            add(identifier, _SOURCE, turtle.node(record.id))
        for gap in record.gaps:
            events = self._events(gap.file, gap.line, gap.towards)
            who = self._participants.resolve(gap.file, gap.line, gap.participant, "")
            identifier = f"gap:{source}-{events.target.id.partition(':')[2]}-{who.partition(':')[2]}"
            add = events.file.add
            add(identifier, turtle.TYPE, word("Gap"))
            add(identifier, word("towards"), turtle.node(events.target.id))
            add(identifier, word("participant"), turtle.node(who))
            add(identifier, word("note"), turtle.literal(gap.note))
            add(identifier, _SOURCE, turtle.node(record.id))
        for other in record.disagreements:
            events, identifier = placed[other.act]
            event = events.get(identifier)
            if events.disagree(event, "date", other.value, record.id, other.note):
                self._disagreeing.append(
                    f"{self._say(other.act, events, event.participant)}: {record.id} also prints "
                    f"{other.value} ({event.id})"
                )

    def _source(self, record: Record) -> None:
        """Put a source into the graph, or complete the one that is there."""
        node, add = record.id, self._sources.add
        held: dict[str, set[str]] = defaultdict(set)
        for triple in self._sources.triples:
            if triple.subject == turtle.node(node) and isinstance(triple.object, ox.Literal):
                held[triple.predicate.value].add(triple.object.value)
        file = record.acts[0].file if record.acts else node
        hashes = held[terms.NS + "sha256"]
        if hashes and hashes != set(record.sha256):
            raise fault(
                file,
                0,
                f"the graph read {node} from another file.",
                "Import the file that was read then, or a record of another day.",
            )
        add(node, turtle.TYPE, word("Source"))
        if not held[_LABEL.value]:
            add(node, _LABEL, turtle.literal(record.label, "en"))
        if not held[_PUBLISHER.value]:
            add(node, _PUBLISHER, turtle.literal(record.publisher))
        if not held[terms.NS + "address"]:
            add(node, word("address"), turtle.literal(record.address))
        for value in record.sha256:
            add(node, word("sha256"), turtle.literal(value))
        if not held[terms.NS + "readOn"]:
            add(node, word("readOn"), turtle.xsd_date(record.read_on))
        status = (
            ("statusAt", record.status_at),
            ("statusNotBefore", record.status_not_before),
            ("statusNotAfter", record.status_not_after),
        )
        for name, day in status:
            printed = held[terms.NS + name]
            if printed and printed != {str(day)}:
                raise fault(
                    file,
                    0,
                    f"{name} of {node} is {', '.join(sorted(printed))} in the graph and {day} in the record.",
                    "Correct the source in sources.ttl, or import the record of that day.",
                )
            if day is not None:
                add(node, word(name), turtle.xsd_date(day))
        if all(day is None for _, day in status):
            add(node, word("undated"), ox.Literal(True))
        if record.note and not held[terms.NS + "note"]:
            add(node, word("note"), turtle.literal(record.note))
        for name, keys in (
            ("completeFor", record.complete_for),
            ("completeForCurrent", record.complete_for_current),
            ("partialFor", record.partial_for),
        ):
            for key in keys:
                add(node, word(name), turtle.node(self._targets.resolve(file, 0, key).id))


def _may_be(event: _Event, act: Act) -> bool:
    """Say whether an event of unknown day may be an act of a known day."""
    assert act.date is not None
    return (
        (event.kind == act.kind or "Succession" not in (event.kind, act.kind))
        and (event.not_before is None or event.not_before <= act.date)
        and (event.not_after is None or act.date <= event.not_after)
        and (
            event.stated_effect is None
            or act.stated_effect is None
            or event.stated_effect == act.stated_effect
        )
    )
