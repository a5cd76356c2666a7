"""Turtle → frozen dataclasses: what the depositaries' files say, ready to be reasoned about.

Nothing is computed here. A thing that lacks what the reasoning needs stops the reading with a message
that names the thing; whether data is good in every other respect is for ``validate``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from inforce.errors import UnreadableError
from inforce.terms import CONDITIONS, EVENTS, PARTICIPANTS, compact

__all__ = [
    "Condition",
    "Event",
    "Gap",
    "Mechanism",
    "Naming",
    "Participant",
    "Record",
    "Responsibility",
    "Rule",
    "Source",
    "Statement",
    "Target",
    "Territory",
    "files",
    "read",
    "triples",
]


@dataclass(frozen=True, slots=True)
class Source:
    """A document that somebody can look up, and the day its content was true.

    ``shown_on`` is the day of the record, its earliest where only bounds are known, or None. Where
    ``articles`` names some, it is complete for statements under these alone.
    """

    id: str
    shown_on: date | None
    complete_for: frozenset[str]
    complete_for_current: frozenset[str]
    complete_for_statements: frozenset[str]
    articles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Participant:
    """Whoever a depositary lists. ``exists_until`` is the first day without it.

    ``gone_by`` is a day on which it was surely no more, where the day of its end has no source.
    """

    id: str
    label: str
    exists_from: date | None
    exists_until: date | None
    gone_by: date | None


@dataclass(frozen=True, slots=True)
class Territory:
    """A part or dependency of a state. ``exists_until`` is the first day without it."""

    id: str
    label: str
    states: tuple[str, ...]
    exists_until: date | None


@dataclass(frozen=True, slots=True)
class Responsibility:
    """The time over which one participant answers for a territory; ``until`` is the first day without."""

    id: str
    territory: str
    participant: str
    start: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause as data: from which act an effect is counted, how long, how, rounded how."""

    id: str
    of: str
    governs: str
    article: str
    counted_from: str
    length: int | None
    unit: str
    counting: str
    rounding: str
    permission: str
    consequence: str
    not_before_length: int | None
    not_before_unit: str
    not_before_from: str
    window_kind: str
    window_from: date | None
    window_first: int | None
    window_next: int | None
    also_by_parent: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What an event moves towards: a treaty, or an organisation under the rules of its charter."""

    id: str
    label: str
    is_organisation: bool
    adopted: date | None
    entered_into_force: date | None
    ended_on: date | None
    parents: tuple[str, ...]
    closed_to: str
    rules: Mapping[str, Rule]


@dataclass(frozen=True, slots=True)
class Event:
    """A dated act by which a participant moves towards, into, within or out of a target.

    ``earliest`` and ``latest`` are the day of the act, or its bounds, or None where nothing is known.
    An act for a ``territory`` moves the participant itself nowhere.
    """

    id: str
    kind: str
    participant: str
    towards: str
    earliest: date | None
    latest: date | None
    stated_effect: date | None
    effective_from: date | None
    certainty: str
    cancels: str
    sources: tuple[str, ...]
    territory: str = ""

    @property
    def is_evidence(self) -> bool:
        """Whether a record or a report shows it, so that it can make an answer yes or no."""
        return self.certainty in {"recorded", "reported"}


@dataclass(frozen=True, slots=True)
class Statement:
    """What a participant said under an article: declared, opted out of, put off; or its withdrawal.

    ``kind`` is ``opt-in``, ``opt-out``, ``postponement``, ``interpretative``, ``exclusion`` or empty. ``day`` is its own
    day; without one it dates from the event ``made_with``. ``start`` and ``until`` are days that it names.
    """

    id: str
    kind: str
    participant: str
    towards: str
    articles: tuple[str, ...]
    day: date | None
    made_with: str
    start: date | None
    until: date | None
    length: int | None
    unit: str
    withdraws: str
    sources: tuple[str, ...]
    territories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """An act that brings a participant within a mechanism for a term, renews it or ends it.

    ``kind`` is ``creation``, ``renewal``, ``designation``, ``agreement`` or ``end``; ``series`` is the
    mandate or agreement that it belongs to. ``until`` is the first day without, where a term is printed.
    Where the day of the act is known within bounds, they are ``not_before`` and ``start``.
    """

    id: str
    kind: str
    series: str
    participant: str
    mechanism: str
    start: date | None
    until: date | None
    sources: tuple[str, ...]
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """What a record that is complete for a target leaves out: the earlier spells of one participant."""

    source: str
    towards: str
    participant: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A node of a condition tree: a combination of operands, or a leaf."""

    id: str
    kind: str
    operands: tuple[Condition, ...]
    towards: str
    article: str
    only_on_consent: bool
    label: str
    from_deposit: bool = False

    def leaves(self) -> Iterator[Condition]:
        """Yield the leaves below this node, itself if it is one."""
        if not self.operands:
            yield self
        for operand in self.operands:
            yield from operand.leaves()


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One power of one body, with the condition under which it reaches a participant.

    It is not there before ``exists_from``, and surely there from ``exists_surely_from`` on.
    """

    id: str
    label: str
    body: str
    condition: Condition
    exists: str
    exists_from: date | None
    exists_surely_from: date | None
    exists_until: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is known before anything is derived, by identifier."""

    participants: Mapping[str, Participant]
    targets: Mapping[str, Target]
    mechanisms: Mapping[str, Mechanism]
    sources: Mapping[str, Source]
    events: tuple[Event, ...]
    statements: tuple[Statement, ...]
    namings: tuple[Naming, ...]
    gaps: tuple[Gap, ...]
    territories: Mapping[str, Territory] = field(default_factory=dict)
    responsibilities: tuple[Responsibility, ...] = ()

    def known_on(self, day: date) -> Record:
        """Return what was known on a day: events received by it, every record as at it or earlier.

        An act of unknown day counts by its bounds: surely received, surely not, or presumed.
        """
        kept: list[Event] = []
        for event in self.events:
            if event.earliest is not None and event.earliest > day:
                continue
            if event.latest is not None and event.latest <= day:
                kept.append(event)
            elif event.earliest is None and event.latest is None:
                shown = [self.sources[source].shown_on for source in event.sources]
                stated = (event.stated_effect, event.effective_from if event.territory else None)
                if any(on is not None and on <= day for on in (*stated, *shown)):
                    kept.append(event)
                else:
                    kept.append(replace(event, certainty="presumed"))
            else:
                kept.append(replace(event, certainty="presumed"))
        sources = {
            source.id: replace(
                source, shown_on=None if source.shown_on is None else min(source.shown_on, day)
            )
            for source in self.sources.values()
        }
        names = {event.id for event in kept}
        statements = tuple(
            statement
            for statement in self.statements
            if (statement.day is None or statement.day <= day)
            and (not statement.made_with or statement.made_with in names)
        )
        namings = tuple(
            one for one in self.namings if one.start is None or (one.not_before or one.start) <= day
        )
        return replace(self, events=tuple(kept), statements=statements, namings=namings, sources=sources)


class _Thing:
    """The triples of one subject, with reading that stops at what is missing or of the wrong form."""

    __slots__ = ("id", "values")

    def __init__(self, identifier: str) -> None:
        self.id = identifier
        self.values: dict[str, list[str]] = defaultdict(list)

    def all(self, name: str) -> list[str]:
        return sorted(self.values.get(name, ()))

    def one(self, name: str) -> str:
        found = self.values.get(name, [])
        if len(found) != 1:
            raise UnreadableError(
                f"{self.id} has {len(found)} values of {name}, and one is needed.",
                hint="`inforce validate` shows the file and the line.",
            )
        return found[0]

    def maybe(self, name: str) -> str:
        return self.one(name) if self.values.get(name) else ""

    def kind(self, name: str) -> str:
        return self.maybe(name).removeprefix("kind:")

    def day(self, name: str) -> date | None:
        text = self.maybe(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise UnreadableError(
                f"{self.id}: {text!r} of {name} is no day.",
                hint='Write a day that exists as "1998-09-01"^^xsd:date, without a time zone.',
            ) from None

    def number(self, name: str) -> int | None:
        text = self.maybe(name)
        return int(text) if text else None


def files(graph: Path) -> list[Path]:
    """Return the Turtle files of a graph folder, in one order."""
    return sorted(graph.rglob("*.ttl"))


def triples(paths: Iterable[Path]) -> Iterator[ox.Triple]:
    """Read Turtle files strictly. A file that does not parse stops with its name and line."""
    for path in paths:
        try:
            for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
                yield quad.triple
        except SyntaxError as fault:
            raise UnreadableError(
                f"{path}:{fault.lineno}: {fault.msg}", hint="Mend the Turtle at this line."
            ) from None
        except OSError as fault:
            raise UnreadableError(f"{path}: {fault.strerror or fault}") from None


def read(found: Iterable[ox.Triple]) -> Record:
    """Return the record that some triples hold.

    In: triples of ``graph/`` (or of a part of it that is whole in itself). Out: frozen dataclasses.
    Raises ``UnreadableError`` for a thing that lacks what reasoning needs, such as a mechanism without
    a condition.
    """
    things: dict[str, _Thing] = {}
    kinds: dict[str, list[_Thing]] = defaultdict(list)
    names: dict[str, str] = {}

    def short(address: str) -> str:
        name = names.get(address)
        if name is None:
            name = names[address] = compact(address)
        return name

    for triple in found:
        subject = short(triple.subject.value)  # type: ignore[union-attr]
        thing = things.get(subject)
        if thing is None:
            thing = things[subject] = _Thing(subject)
        predicate, value = short(triple.predicate.value), triple.object
        text = short(value.value) if isinstance(value, ox.NamedNode) else value.value  # type: ignore[union-attr]
        if text in thing.values[predicate]:
            # Two files may say the same of a thing.
            continue
        thing.values[predicate].append(text)
        if predicate == "rdf:type":
            kinds[text.removeprefix("inforce:")].append(thing)

    rules = [_rule(thing) for thing in kinds["Rule"]]
    by_target: dict[str, dict[str, Rule]] = defaultdict(dict)
    for rule in rules:
        if rule.governs in by_target[rule.of]:
            raise UnreadableError(
                f"{rule.id} is a second rule on {rule.governs} of {rule.of}.",
                hint="Keep one rule for each subject of a treaty.",
            )
        by_target[rule.of][rule.governs] = rule
    targets = [_treaty(thing, by_target[thing.id]) for thing in kinds["Treaty"]]
    charters = {target.id: target for target in targets}
    targets += [_organisation(thing, charters) for thing in kinds["Organization"]]
    conditions = {leaf.id: kind for kind in CONDITIONS for leaf in kinds[kind]}
    events = [_event(thing, kind) for kind in EVENTS for thing in kinds[kind]]
    # An organisation is a participant only where it binds itself.
    acting = {event.participant for event in events}
    record = Record(
        participants={
            thing.id: Participant(
                thing.id,
                thing.one("rdfs:label"),
                thing.day("inforce:existsFrom"),
                thing.day("inforce:existsUntil"),
                thing.day("inforce:existsUntil") or thing.day("inforce:codeWithdrawn"),
            )
            for kind in PARTICIPANTS
            for thing in kinds[kind]
            if kind != "Organization" or thing.id in acting
        },
        targets={target.id: target for target in targets},
        mechanisms={thing.id: _mechanism(thing, things, conditions) for thing in kinds["Mechanism"]},
        sources={thing.id: _source(thing) for thing in kinds["Source"]},
        events=tuple(sorted(events, key=lambda event: event.id)),
        statements=tuple(
            sorted(
                (
                    _statement(thing)
                    for kind in ("Declaration", "WithdrawalOfStatement")
                    for thing in kinds[kind]
                ),
                key=lambda statement: statement.id,
            )
        ),
        namings=tuple(sorted((_naming(thing) for thing in kinds["Naming"]), key=lambda naming: naming.id)),
        gaps=tuple(
            Gap(
                thing.one("dcterms:source"),
                thing.one("inforce:towards"),
                thing.one("inforce:participant"),
            )
            for thing in kinds["Gap"]
        ),
        territories={
            thing.id: Territory(
                thing.id,
                thing.one("rdfs:label"),
                tuple(thing.all("inforce:responsibleState")),
                thing.day("inforce:existsUntil"),
            )
            for thing in kinds["Territory"]
        },
        responsibilities=tuple(
            Responsibility(
                thing.id,
                thing.one("inforce:territory"),
                thing.one("inforce:participant"),
                thing.day("inforce:from"),
                thing.day("inforce:until"),
            )
            for thing in sorted(kinds["Responsibility"], key=lambda thing: thing.id)
        ),
    )
    _check_names(record)
    return record


def _check_names(record: Record) -> None:
    """Stop at an act of an unknown participant, towards an unknown thing or from an unknown source."""
    things = {*record.participants, *record.targets, *record.mechanisms}
    acts: tuple[Event | Statement | Naming, ...] = (*record.events, *record.statements, *record.namings)
    for act in acts:
        towards = act.mechanism if isinstance(act, Naming) else act.towards
        for name in (act.participant, towards, *act.sources):
            if name not in things and name not in record.sources:
                raise UnreadableError(
                    f"{act.id} names {name}, which the graph does not hold.", hint="Add it, or mend the name."
                )
    named = [(event.id, event.territory) for event in record.events if event.territory]
    named += [(said.id, territory) for said in record.statements for territory in said.territories]
    for name, territory in named:
        if territory not in record.territories:
            raise UnreadableError(
                f"{name} is for {territory}, which the graph does not hold.",
                hint="Describe it in graph/territories.ttl, or mend the name.",
            )


def _source(thing: _Thing) -> Source:
    return Source(
        thing.id,
        thing.day("inforce:statusAt") or thing.day("inforce:statusNotBefore"),
        frozenset(thing.all("inforce:completeFor")),
        frozenset(thing.all("inforce:completeForCurrent")),
        frozenset(thing.all("inforce:completeForStatements")),
        frozenset(thing.all("inforce:article")),
    )


def _rule(thing: _Thing) -> Rule:
    return Rule(
        id=thing.id,
        of=thing.one("inforce:of"),
        governs=thing.one("inforce:governs").removeprefix("kind:"),
        article=thing.maybe("inforce:article"),
        counted_from=thing.kind("inforce:countedFrom"),
        length=thing.number("inforce:length"),
        unit=thing.kind("inforce:unit"),
        counting=thing.kind("inforce:counting"),
        rounding=thing.kind("inforce:rounding"),
        permission=thing.kind("inforce:permission"),
        consequence=thing.kind("inforce:consequence"),
        not_before_length=thing.number("inforce:notBeforeLength"),
        not_before_unit=thing.kind("inforce:notBeforeUnit"),
        not_before_from=thing.kind("inforce:notBeforeFrom"),
        window_kind=thing.kind("inforce:windowKind"),
        window_from=thing.day("inforce:windowFrom"),
        window_first=thing.number("inforce:windowFirst"),
        window_next=thing.number("inforce:windowNext"),
        also_by_parent=thing.maybe("inforce:alsoByParent"),
    )


def _treaty(thing: _Thing, rules: Mapping[str, Rule]) -> Target:
    return Target(
        id=thing.id,
        label=thing.one("rdfs:label"),
        is_organisation=False,
        adopted=thing.day("inforce:adopted"),
        entered_into_force=thing.day("inforce:generalEntryIntoForce"),
        ended_on=thing.day("inforce:endedOn"),
        parents=tuple(thing.all("inforce:parent")),
        closed_to=thing.maybe("inforce:closedTo"),
        rules=rules,
    )


def _organisation(thing: _Thing, charters: Mapping[str, Target]) -> Target:
    charter = charters.get(thing.maybe("inforce:charter"))
    return Target(
        id=thing.id,
        label=thing.one("rdfs:label"),
        is_organisation=True,
        adopted=charter.adopted if charter else None,
        entered_into_force=charter.entered_into_force if charter else None,
        ended_on=charter.ended_on if charter else None,
        parents=(),
        closed_to="",
        rules=charter.rules if charter else {},
    )


def _event(thing: _Thing, kind: str) -> Event:
    day = thing.day("inforce:date")
    return Event(
        id=thing.id,
        kind=kind,
        participant=thing.one("inforce:participant"),
        towards=thing.one("inforce:towards"),
        earliest=day or thing.day("inforce:notBefore"),
        latest=day or thing.day("inforce:notAfter"),
        stated_effect=thing.day("inforce:statedEffect"),
        effective_from=thing.day("inforce:effectiveFrom"),
        certainty=thing.one("inforce:certainty").removeprefix("kind:"),
        cancels=thing.maybe("inforce:cancels"),
        sources=tuple(thing.all("dcterms:source")),
        territory=thing.maybe("inforce:territory"),
    )


def _statement(thing: _Thing) -> Statement:
    return Statement(
        id=thing.id,
        kind=thing.kind("inforce:kind"),
        participant=thing.one("inforce:participant"),
        towards=thing.one("inforce:towards"),
        articles=tuple(thing.all("inforce:article")),
        day=thing.day("inforce:date"),
        made_with=thing.maybe("inforce:madeWith"),
        start=thing.day("inforce:from"),
        until=thing.day("inforce:until"),
        length=thing.number("inforce:length"),
        unit=thing.kind("inforce:unit"),
        withdraws=thing.maybe("inforce:withdraws"),
        sources=tuple(thing.all("dcterms:source")),
        territories=tuple(thing.all("inforce:territory")),
    )


def _naming(thing: _Thing) -> Naming:
    return Naming(
        id=thing.id,
        kind=thing.one("inforce:kind").removeprefix("kind:"),
        series=thing.one("inforce:instrument"),
        participant=thing.one("inforce:participant"),
        mechanism=thing.one("inforce:mechanism"),
        start=thing.day("inforce:from"),
        until=thing.day("inforce:until"),
        sources=tuple(thing.all("dcterms:source")),
        not_before=thing.day("inforce:notBefore"),
    )


def _mechanism(thing: _Thing, things: Mapping[str, _Thing], typed: Mapping[str, str]) -> Mechanism:
    if not thing.values.get("inforce:condition"):
        raise UnreadableError(
            f"{thing.id} has no condition, so nobody can say whom it reaches.",
            hint="Give it inforce:condition; inforce:Universal if it reaches everyone.",
        )
    return Mechanism(
        id=thing.id,
        label=thing.one("rdfs:label"),
        body=thing.one("inforce:body"),
        condition=_condition(thing.one("inforce:condition"), things, typed, ()),
        exists=thing.one("inforce:exists"),
        exists_from=thing.day("inforce:existsFrom") or thing.day("inforce:existsFromEarliest"),
        exists_surely_from=thing.day("inforce:existsFrom") or thing.day("inforce:existsFromLatest"),
        exists_until=thing.day("inforce:existsUntil"),
    )


def _condition(
    identifier: str, things: Mapping[str, _Thing], typed: Mapping[str, str], above: tuple[str, ...]
) -> Condition:
    if identifier not in typed or identifier in above:
        raise UnreadableError(
            f"{identifier} is no condition" + (" but contains itself." if identifier in above else "."),
            hint=f"A condition is one of {', '.join(CONDITIONS)}.",
        )
    thing, kind = things[identifier], typed[identifier]
    operands = tuple(
        _condition(operand, things, typed, (*above, identifier)) for operand in thing.all("inforce:operand")
    )
    if (kind in {"AllOf", "AnyOf", "NoneOf"}) != bool(operands):
        raise UnreadableError(
            f"{identifier} is {kind} and has {len(operands)} operands.",
            hint="AllOf, AnyOf and NoneOf have operands; a leaf has none.",
        )
    if kind in {"PartyTo", "MemberOf"} and not thing.values.get("inforce:towards"):
        raise UnreadableError(f"{identifier} does not say which treaty or organisation it means.")
    return Condition(
        id=identifier,
        kind=kind,
        operands=operands,
        towards=thing.maybe("inforce:towards"),
        article=thing.maybe("inforce:article"),
        only_on_consent=thing.maybe("inforce:onlyOnConsent") == "true",
        label=thing.maybe("rdfs:label") or thing.maybe("inforce:instrument"),
        from_deposit=thing.maybe("inforce:fromDeposit") == "true",
    )
