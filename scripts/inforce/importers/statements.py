"""What a record says besides acts (declarations, reservations, objections, derogations) → the graph.

``join`` is ``merge`` for records that may hold statements: first the acts, then the statements beside
them. A statement that the graph already holds keeps its identifier and its words and gains the source. A
statement that the graph has from the record and the record does not show stops the import. Nothing is on
disk before ``Changes.write()``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from inforce import terms, turtle
from inforce.importers.acts import Record, fault
from inforce.importers.merging import (
    Changes,
    Participants,
    Target,
    Targets,
    Territories,
    TurtleFile,
    merge,
    next_name,
    word,
)
from inforce.positions import slug

__all__ = ["Said", "StatedRecord", "join"]

_SOURCE = ox.NamedNode(terms.expand("dcterms:source"))
_OPTIONS = {"opt-in", "opt-out", "postponement"}


@dataclass(frozen=True, kw_only=True)
class Said:
    """One statement of one participant, as a record shows it.

    ``kind`` is a class of ``terms.STATEMENTS`` and ``does`` what a declaration does. It has a day of its
    own, or was made with an act: ``consent``, ``signature``, or a kind of event with a day where there are
    several (``Accession 1998-05-26``). ``withdraws`` is the statement that a withdrawal ends. An exclusion names
    the ``territories`` that it leaves out, as printed.
    """

    participant: str
    towards: str
    kind: str
    as_written: str
    file: str
    line: int
    does: str = ""
    articles: tuple[str, ...] = ()
    date: dt.date | None = None
    made_with: str = ""
    start: dt.date | None = None
    until: dt.date | None = None
    length: int | None = None
    unit: str = ""
    against: str = ""
    withdraws: Said | None = None
    note: str = ""
    territories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert self.kind in terms.STATEMENTS, self.kind
        assert not self.does or self.does in terms.SCHEMES["declarations"], self.does
        assert not self.unit or self.unit in terms.SCHEMES["units"], self.unit
        assert self.date is None or not self.made_with, self
        assert (self.kind == "WithdrawalOfStatement") == (self.withdraws is not None), self
        assert (self.kind == "Objection") == bool(self.against), self
        assert (self.does == "exclusion") == bool(self.territories), self


@dataclass(frozen=True, kw_only=True)
class StatedRecord(Record):
    """A record that also shows statements, and the treaties for which it shows all that articles provide for.

    ``statements`` come in the order in which they are printed; a withdrawal after what it withdraws.
    """

    statements: tuple[Said, ...] = ()
    complete_for_statements: tuple[str, ...] = ()


def join(records: Sequence[Record], graph: Path, later: Iterable[tuple[str, str]] = ()) -> Changes:
    """Join acts and statements of records to a graph folder and return what changes; nothing is written.

    Raises what ``merge`` raises, and ``UnreadableError`` for a statement made with an act that the graph
    does not have, or that the graph has from this record and the record does not show.
    """
    changes = merge(records, graph, later)
    stated = [record for record in records if isinstance(record, StatedRecord)]
    return _Joiner(graph, changes).join(stated) if stated else changes


# Everything that makes a statement what it is; its words, notes and sources do not.
_Signature = frozenset[tuple[str, str]]


class _Joiner:
    def __init__(self, graph: Path, changes: Changes) -> None:
        self._graph = graph
        self._changes = changes
        self._participants = Participants(graph)
        self._territories = Territories(graph)
        self._targets = Targets(graph)
        self._files: dict[Path, TurtleFile] = {}
        self._new: list[str] = []
        self._confirmed: list[str] = []

    def join(self, records: Sequence[StatedRecord]) -> Changes:
        for record in records:
            by_treaty: dict[str, list[Said]] = defaultdict(list)
            for said in record.statements:
                by_treaty[said.towards].append(said)
            for towards in dict.fromkeys((*record.complete_for_statements, *by_treaty)):
                statements = by_treaty[towards]
                file, line = (statements[0].file, statements[0].line) if statements else (record.id, 0)
                target = self._targets.resolve(file, line, towards)
                _Treaty(self, record, target).join(statements)
                if towards in record.complete_for_statements:
                    sources = self.file(self._graph / "sources.ttl", "Every document that the graph cites.")
                    sources.add(record.id, word("completeForStatements"), turtle.node(target.id))
        texts = dict(self._changes.files)
        texts |= {path: file.text() for path, file in self._files.items() if file.changed}
        return replace(
            self._changes,
            new=(*self._changes.new, *self._new),
            confirmed=(*self._changes.confirmed, *self._confirmed),
            files=texts,
        )

    def file(self, path: Path, comment: str) -> TurtleFile:
        """Return a file of the graph as it is after the acts were merged."""
        if path not in self._files:
            file = TurtleFile(self._graph, path, comment)
            if path in self._changes.files:
                file.triples = _parsed(self._changes.files[path])
            self._files[path] = file
        return self._files[path]

    def triples(self, path: Path) -> Iterable[ox.Triple]:
        """Return the triples of a file of the graph as it is after the acts were merged."""
        if path in self._changes.files:
            return _parsed(self._changes.files[path])
        return set(turtle.parse(path)) if path.exists() else set()

    def who(self, said: Said, name: str) -> str:
        return self._participants.resolve(said.file, said.line, name, "")

    def where(self, said: Said, name: str) -> str:
        return self._territories.resolve(said.file, said.line, name)

    def tell(self, said: Said, target: Target, who: str, identifier: str, what: str) -> None:
        words = re.sub(r"(?<!^)(?=[A-Z])", " ", said.kind).lower()
        if said.articles:
            words += f" on {', '.join(said.articles)}"
        if said.date is not None:
            words += f" of {said.date}"
        line = f"{target.called}, {self._participants.label[who]}: {words} ({identifier})"
        if what:
            self._confirmed.append(f"{line}: {what}")
        else:
            self._new.append(line)


class _Treaty:
    """The statements of one record towards one treaty, and the file that holds them."""

    def __init__(self, joiner: _Joiner, record: StatedRecord, target: Target) -> None:
        self._joiner = joiner
        self._record = record
        self._target = target
        comment = (
            f"What states have declared under the {target.called}: declarations, reservations, objections "
            "and their withdrawals, without their texts."
        )
        self._file = joiner.file(target.path.with_name("statements.ttl"), comment)
        self._acts = _acts(joiner.triples(target.path))
        held: dict[str, list[ox.Triple]] = defaultdict(list)
        for triple in self._file.triples:
            held[terms.compact(triple.subject.value)].append(triple)  # type: ignore[union-attr]
        self._ids = set(held)
        self._sources: dict[str, set[str]] = {}
        self._held: dict[_Signature, list[str]] = defaultdict(list)
        for identifier in sorted(held, key=lambda name: (len(name), name)):
            self._held[_signature(held[identifier])].append(identifier)
            self._sources[identifier] = {
                terms.compact(triple.object.value)  # type: ignore[union-attr]
                for triple in held[identifier]
                if triple.predicate == _SOURCE
            }

    def join(self, statements: Sequence[Said]) -> None:
        placed: dict[Said, list[str]] = defaultdict(list)
        for said in statements:
            who = self._joiner.who(said, said.participant)
            withdrawn = placed[said.withdraws][-1] if said.withdraws is not None else ""
            triples = list(self._triples(said, who, withdrawn))
            waiting = self._held.get(_signature(triples), [])
            if waiting:
                identifier = waiting.pop(0)
                if self._record.id not in self._sources[identifier]:
                    self._file.add(identifier, _SOURCE, turtle.node(self._record.id))
                    what = f"now also in {self._record.id}"
                    self._joiner.tell(said, self._target, who, identifier, what)
            else:
                identifier = next_name(self._base(said, who, withdrawn), self._ids, first_is_bare=True)
                self._ids.add(identifier)
                for triple in triples:
                    self._file.add(identifier, triple.predicate, triple.object)  # type: ignore[arg-type]
                self._file.add(identifier, word("asWritten"), turtle.literal(said.as_written))
                if said.note:
                    self._file.add(identifier, word("note"), turtle.literal(said.note))
                self._file.add(identifier, _SOURCE, turtle.node(self._record.id))
                self._joiner.tell(said, self._target, who, identifier, "")
            placed[said].append(identifier)
        for identifier in (name for names in self._held.values() for name in names):
            if self._record.id in self._sources[identifier]:
                file = statements[0].file if statements else self._record.id
                raise fault(
                    file,
                    0,
                    f"the graph has {identifier} from {self._record.id}, which does not show it like this.",
                    "Correct the statement in the graph, or the reading of the record.",
                )

    def _base(self, said: Said, who: str, withdrawn: str) -> str:
        if withdrawn:
            return f"{withdrawn}-withdrawal"
        base = f"statement:{self._target.id.partition(':')[2]}-{who.partition(':')[2]}"
        if said.does in _OPTIONS:
            return "-".join((base, "declaration", *(slug(article) for article in said.articles)))
        if said.territories:
            return f"{base}-exclusion"
        if said.kind == "Declaration":
            return f"{base}-{'interpretation' if said.does else 'declaration-other'}"
        if said.kind == "Objection":
            other = self._joiner.who(said, said.against)
            return f"{base}-objection-{other.partition(':')[2]}"
        return f"{base}-{said.kind.lower()}"

    def _triples(self, said: Said, who: str, withdrawn: str) -> Iterable[ox.Triple]:
        """Yield what makes a statement what it is, under a subject that does not matter."""

        def triple(name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
            return ox.Triple(turtle.node("statement:any"), word(name), value)

        yield ox.Triple(turtle.node("statement:any"), turtle.TYPE, word(said.kind))
        yield triple("participant", turtle.node(who))
        yield triple("towards", turtle.node(self._target.id))
        if said.does:
            yield triple("kind", turtle.node(f"kind:{said.does}"))
        for territory in said.territories:
            yield triple("territory", turtle.node(self._joiner.where(said, territory)))
        for article in said.articles:
            yield triple("article", turtle.literal(article))
        for name, day in (("date", said.date), ("from", said.start), ("until", said.until)):
            if day is not None:
                yield triple(name, turtle.xsd_date(day))
        if said.made_with:
            yield triple("madeWith", turtle.node(self._act(said, who)))
        if said.length is not None:
            yield triple("length", ox.Literal(said.length))
            yield triple("unit", turtle.node(f"kind:{said.unit}"))
        if said.against:
            yield triple("against", turtle.node(self._joiner.who(said, said.against)))
        if withdrawn:
            yield triple("withdraws", turtle.node(withdrawn))

    def _act(self, said: Said, who: str) -> str:
        """Return the act of the participant with which a statement was made."""
        kind, _, day = said.made_with.partition(" ")
        kinds = {"consent": terms.CONSENTS, "signature": ("Signature",)}.get(kind, (kind,))
        found = sorted(
            identifier
            for identifier, (actor, act, on) in self._acts.items()
            if actor == who and act in kinds and day in ("", on)
        )
        if len(found) != 1:
            raise fault(
                said.file,
                said.line,
                f"a statement of {said.participant} was made with its {said.made_with}, and the graph has "
                f"{' and '.join(found) or 'no such act'}.",
                "Import the acts first, or name the act by its kind and day in the decision on this row.",
            )
        return found[0]


def _acts(triples: Iterable[ox.Triple]) -> Mapping[str, tuple[str, str, str]]:
    """Return the events of a file: participant, kind and day."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for triple in triples:
        subject = terms.compact(triple.subject.value)  # type: ignore[union-attr]
        said[subject][triple.predicate.value] = terms.compact(triple.object.value)  # type: ignore[union-attr]
    return {
        subject: (
            values.get(terms.NS + "participant", ""),
            values[turtle.TYPE.value].removeprefix("inforce:"),
            values.get(terms.NS + "date", ""),
        )
        for subject, values in said.items()
        if subject.startswith("event:")
    }


def _signature(triples: Iterable[ox.Triple]) -> _Signature:
    beside = {terms.NS + "asWritten", terms.NS + "note", _SOURCE.value}
    return frozenset(
        (triple.predicate.value, str(triple.object))
        for triple in triples
        if triple.predicate.value not in beside
    )


def _parsed(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)}
