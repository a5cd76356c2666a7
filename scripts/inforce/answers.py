"""Questions asked of the compiled graph → typed answers with their reasons.

Every function takes a store and plain values and returns frozen dataclasses; nothing is printed and no
clock is read. An answer is one of ``yes``, ``no``, ``undetermined``, ``conditional`` and ``no record``;
the last four of these are different from each other, and none stands for another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyoxigraph as ox

from inforce import queries
from inforce.errors import InputError, UnknownNameError
from inforce.names import key
from inforce.queries import Row
from inforce.terms import BEGINNING, CONDITIONS, EVENTS, PREFIXES, compact, said
from inforce.turtle import node

__all__ = [
    "LISTED",
    "RECORDS",
    "About",
    "Act",
    "Clause",
    "CoverageAnswer",
    "CoverageFrame",
    "Dates",
    "Departure",
    "Listed",
    "Mechanism",
    "Party",
    "ReachAnswer",
    "ReachFrame",
    "Reason",
    "RecordAge",
    "SourceRef",
    "StatusAnswer",
    "StatusFrame",
    "TreatyFrame",
    "WhyFrame",
    "about",
    "coverage",
    "data_version",
    "decisive",
    "depositary",
    "formal",
    "is_complaint",
    "is_visit",
    "label",
    "latest_receipt",
    "listing",
    "mechanisms",
    "organisation_of",
    "reach",
    "resolve",
    "short",
    "status",
    "treaty",
    "what_was_known",
    "why",
]

_KEY = node("inforce:key")
_LABEL = node("rdfs:label")


@dataclass(frozen=True, slots=True)
class Dates:
    """Four dates: the first day as bounds, and the first day without as bounds; None where unknown."""

    from_earliest: date | None = None
    from_latest: date | None = None
    until_earliest: date | None = None
    until_latest: date | None = None


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A document, the day its content was true, and where it is."""

    id: str
    label: str
    status_at: str
    address: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule of a treaty: its article and what it says in a sentence of ours."""

    id: str
    treaty: str
    article: str
    text: str
    known: str


@dataclass(frozen=True, slots=True)
class Act:
    """A dated act, how sure it is, as which words it was printed, by which sources."""

    id: str
    kind: str
    towards: str
    day: date | None
    not_before: date | None
    not_after: date | None
    stated_effect: date | None
    computed_effect: date | None
    certainty: str
    as_written: str
    follows_from: str
    note: str
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause of an answer: a period with what opened and closed it, an exit, or a record.

    ``kind`` is ``period``, ``exit``, ``record``, ``treaty`` (its own time), ``participant`` (its own
    time) or ``condition`` (a leaf that no record at hand decides, or a fact).
    """

    kind: str
    condition: str
    towards: str
    towards_label: str
    answer: str
    period: str = ""
    dates: Dates = Dates()
    opened_by: Act | None = None
    under: Clause | None = None
    closed_by: tuple[Act, ...] = ()
    ended_under: tuple[Clause, ...] = ()
    record: SourceRef | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One power of one body, as the vocabulary of kinds describes it."""

    id: str
    label: str
    body: str
    body_label: str
    body_short: str
    procedure: str
    access: str
    visits_detention: str
    individual_complaints: str
    exists: str
    legal_basis: str
    residual: str
    condition: str
    between_states: bool


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """Whether one mechanism reaches a participant on a day, over which time, and why."""

    mechanism: Mechanism
    answer: str
    dates: Dates
    because: tuple[Reason, ...]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


@dataclass(frozen=True, slots=True)
class CoverageFrame:
    """The coverage of one participant on one day."""

    data_version: str
    state: str
    state_label: str
    on: date
    known_on: date | None
    answers: tuple[CoverageAnswer, ...]


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """Whether a participant is bound by a treaty, or a member of an organisation, on a day, and why."""

    towards: str
    towards_label: str
    answer: str
    status: str
    dates: Dates
    continuous_since: date | None
    because: tuple[Reason, ...]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


@dataclass(frozen=True, slots=True)
class StatusFrame:
    """The standing of one participant on one day."""

    data_version: str
    state: str
    state_label: str
    on: date
    known_on: date | None
    answers: tuple[StatusAnswer, ...]


@dataclass(frozen=True, slots=True)
class ReachAnswer:
    """Whether a mechanism reaches, or a treaty binds, one participant on a day."""

    participant: str
    participant_label: str
    mechanism: str
    answer: str
    dates: Dates
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


@dataclass(frozen=True, slots=True)
class ReachFrame:
    """Whom the mechanisms of one body, or one mechanism, reach on a day."""

    data_version: str
    asked: str
    asked_label: str
    on: date
    answers: tuple[ReachAnswer, ...]


# --- names -------------------------------------------------------------------------------------------

_FOLDER_WORDS = {
    "state": "state",
    "entity": "state",
    "organisation": "organisation",
    "treaty": "treaty",
    "body": "body",
    "mechanism": "mechanism",
}


def short(identifier: str) -> str:
    """Return the short name of a thing: ``treaty:ecpt`` → ``ecpt``."""
    return identifier.partition(":")[2]


def label(store: ox.Store, identifier: str) -> str:
    """Return the label of a thing, its short name where it has none."""
    for quad in store.quads_for_pattern(node(identifier), _LABEL, None, None):
        return quad.object.value  # type: ignore[union-attr]
    return short(identifier)


def _short_name(store: ox.Store, identifier: str) -> str:
    for quad in store.quads_for_pattern(node(identifier), node("inforce:shortName"), None, None):
        return quad.object.value  # type: ignore[union-attr]
    return label(store, identifier)


def resolve(store: ox.Store, text: str, *kinds: str) -> str:
    """Return the identifier of what somebody typed: a name, a code, a series number or an alias.

    In: the text; the kinds that are meant, in order of preference (``state``, ``organisation``,
    ``treaty``, ``body``, ``mechanism``). Names are compared without case, diacritics and punctuation.
    Raises ``UnknownNameError`` with suggestions where nothing has the name, or more than one thing has.
    """
    wanted = key(text)
    found: dict[str, list[str]] = defaultdict(list)
    if wanted:
        for quad in store.quads_for_pattern(None, _KEY, ox.Literal(wanted), None):
            identifier = compact(quad.subject.value)  # type: ignore[union-attr]
            found[_FOLDER_WORDS[identifier.partition(":")[0]]].append(identifier)
    for kind in kinds:
        names = sorted(set(found.get(kind, ())))
        if kind == "state":
            # An organisation that is a participant in its own right is asked for like a state.
            names = names or [name for name in found.get("organisation", ()) if _acts(store, name)]
        if len(names) == 1:
            return names[0]
        if names:
            raise UnknownNameError(
                f"{text!r} can mean {', '.join(names)}.", hint="Use the short name of one of them."
            )
    raise UnknownNameError(
        f"No {' or '.join(_WORDS[kind] for kind in kinds)} is called {text!r}.",
        hint=_suggest(store, wanted, kinds),
    )


_WORDS = {
    "state": "state or other participant",
    "organisation": "organisation",
    "treaty": "treaty",
    "body": "body",
    "mechanism": "mechanism",
}


def _acts(store: ox.Store, identifier: str) -> bool:
    pattern = store.quads_for_pattern(None, node("inforce:participant"), node(identifier), None)
    return next(iter(pattern), None) is not None


def _suggest(store: ox.Store, wanted: str, kinds: Sequence[str]) -> str:
    from rapidfuzz import fuzz, process

    keys: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, _KEY, None, None):
        identifier = compact(quad.subject.value)  # type: ignore[union-attr]
        if _FOLDER_WORDS[identifier.partition(":")[0]] in kinds:
            keys[quad.object.value] = identifier  # type: ignore[union-attr]
    close = process.extract(wanted, keys.keys(), scorer=fuzz.WRatio, limit=12, score_cutoff=70)
    names = list(dict.fromkeys(keys[name] for name, _, _ in close))[:3]
    listed = "`inforce list` shows all names."
    if not names:
        return listed
    spelt = " or ".join(f"{label(store, name)} ({short(name)})" for name in names)
    return f"Did you mean {spelt}? {listed}"


# --- reasons -----------------------------------------------------------------------------------------


def _day(row: Mapping[str, str], name: str) -> date | None:
    text = row.get(name)
    return date.fromisoformat(text) if text else None


def _dates(row: Mapping[str, str]) -> Dates:
    return Dates(
        _day(row, "fromEarliest"),
        _day(row, "fromLatest"),
        _day(row, "untilEarliest"),
        _day(row, "untilLatest"),
    )


def data_version(store: ox.Store) -> str:
    """Return the version of the data that a store was compiled from."""
    for quad in store.quads_for_pattern(node("graph:inforce"), node("inforce:dataVersion"), None, None):
        return quad.object.value  # type: ignore[union-attr]
    return "unversioned"


class _Causes:
    """Everything that explains the standings of one participant, read once."""

    def __init__(self, store: ox.Store, state: str) -> None:
        self._store = store
        self._labels: dict[str, str] = {}
        self._sources: dict[str, SourceRef] = {}
        self._clauses: dict[str, Clause] = {}
        self.acts = self._read_acts(state)
        self.periods: dict[str, Row] = {}
        self._closed: dict[str, list[str]] = defaultdict(list)
        self._ended: dict[str, list[str]] = defaultdict(list)
        for row in queries.ask(store, "periods", {"state": state}):
            self.periods.setdefault(row["period"], row)
            for name, into in (("closedBy", self._closed), ("endedUnder", self._ended)):
                if name in row and row[name] not in into[row["period"]]:
                    into[row["period"]].append(row[name])
        self.causes: dict[str, list[str]] = defaultdict(list)
        for row in queries.ask(store, "causes", {"state": state}):
            self.causes[row["standing"]].append(row["cause"])

    def label(self, identifier: str) -> str:
        found = self._labels.get(identifier)
        if found is None:
            found = self._labels[identifier] = label(self._store, identifier)
        return found

    def _facts(self, identifier: str) -> dict[str, str]:
        return {
            compact(quad.predicate.value): (
                compact(quad.object.value) if isinstance(quad.object, ox.NamedNode) else quad.object.value  # type: ignore[union-attr]
            )
            for quad in self._store.quads_for_pattern(node(identifier), None, None, None)
        }

    def source(self, identifier: str) -> SourceRef:
        found = self._sources.get(identifier)
        if found is None:
            facts = self._facts(identifier)
            as_at = facts.get("inforce:statusAt", "")
            if not as_at and "inforce:statusNotBefore" in facts:
                as_at = f"{facts['inforce:statusNotBefore']}/{facts.get('inforce:statusNotAfter', '..')}"
            found = self._sources[identifier] = SourceRef(
                short(identifier),
                facts.get("rdfs:label", short(identifier)),
                as_at or "undated",
                facts.get("inforce:address", ""),
            )
        return found

    def clause(self, identifier: str) -> Clause:
        found = self._clauses.get(identifier)
        if found is None:
            facts = self._facts(identifier)
            found = self._clauses[identifier] = Clause(
                short(identifier),
                short(facts.get("inforce:of", ":")),
                facts.get("inforce:article", ""),
                facts.get("rdfs:label", ""),
                said(facts.get("inforce:known", "")),
            )
        return found

    def _read_acts(self, state: str) -> dict[str, Act]:
        acts: dict[str, Act] = {}
        for row in queries.ask(self._store, "acts", {"state": state}):
            kind = row["kind"].removeprefix("inforce:")
            if kind not in EVENTS:
                continue
            sources = (self.source(row["source"]),) if "source" in row else ()
            known = acts.get(row["event"])
            if known is not None:
                acts[row["event"]] = replace(known, sources=tuple(dict.fromkeys(known.sources + sources)))
                continue
            acts[row["event"]] = Act(
                short(row["event"]),
                kind,
                short(row["towards"]),
                _day(row, "date"),
                _day(row, "notBefore"),
                _day(row, "notAfter"),
                _day(row, "statedEffect"),
                _day(row, "computedEffect"),
                said(row["certainty"]),
                row.get("asWritten", ""),
                self.label(row["followsFrom"]) if "followsFrom" in row else "",
                row.get("note", ""),
                sources,
            )
        return acts

    def reasons(self, standing: str, towards: str, answer: str, condition: str) -> tuple[Reason, ...]:
        """Return the reasons of one standing."""
        return tuple(
            self._reason(cause, towards, answer, condition) for cause in self.causes.get(standing, ())
        )

    def _reason(self, cause: str, towards: str, answer: str, condition: str) -> Reason:
        bare = Reason("", condition, short(towards), self.label(towards), answer)
        kind = cause.partition(":")[0]
        if kind == "period":
            row = self.periods[cause]
            return replace(
                bare,
                kind="period",
                period=short(cause),
                dates=_dates(row),
                opened_by=self.acts.get(row["openedBy"]),
                under=self.clause(row["underRule"]) if "underRule" in row else None,
                closed_by=tuple(self.acts[name] for name in self._closed[cause] if name in self.acts),
                ended_under=tuple(self.clause(name) for name in self._ended[cause]),
                text=self._own_end(cause),
            )
        if kind == "event":
            return replace(bare, kind="exit", closed_by=(self.acts[cause],))
        if kind == "source":
            return replace(bare, kind="record", record=self.source(cause))
        facts = self._facts(cause)
        if kind in {"treaty", "organisation"}:
            ended = facts.get("inforce:endedOn")
            began = facts.get("inforce:generalEntryIntoForce", "a day not yet known")
            return replace(
                bare,
                kind="treaty",
                text=f"ended on {ended}" if ended else f"not in force before {began}",
            )
        return replace(bare, kind="participant", text=f"no more from {facts['inforce:existsUntil']}")

    def _own_end(self, period: str) -> str:
        others = [cause for cause in self._closed[period] if not cause.startswith("event:")]
        return "ended with " + ", ".join(self.label(cause) for cause in others) if others else ""


# --- what was known, and what decides ----------------------------------------------------------------

# Everything that reasoning about one participant needs, besides its own events.
_NEEDED = (
    "Entity", "Gap", "Mechanism", "Organization", "Rule", "Source", "State", "Treaty",
    *CONDITIONS,
)  # fmt: skip
_TYPE = node("rdf:type")


def _recorded(store: ox.Store, state: str) -> list[ox.Triple]:
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


_COMPUTED = tuple(PREFIXES[name] for name in ("period", "standing", "coverage"))


def what_was_known(store: ox.Store, state: str, day: date) -> ox.Store:
    """Return a store in memory in which one participant's standing is derived from what was known on a day.

    Events received later are left out, and every record counts as at the earlier of its day and that day.
    """
    from inforce.derive import derived, triples
    from inforce.record import read
    from inforce.store import in_memory

    recorded = _recorded(store, state)
    everything = read(recorded)
    known = everything.known_on(day)
    left_out = {event.id for event in everything.events} - {event.id for event in known.events}
    gone = {node(name) for name in left_out}
    effects, covered = derived(known, (state,))
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
                for triple in recorded
                if triple.subject not in gone and triple.predicate != node("inforce:computedEffect")
            ),
            *triples(effects, covered),
        ]
    )


def decisive(
    store: ox.Store, state: str, asked: str, on: date, named: Iterable[str], known_on: date | None = None
) -> frozenset[str]:
    """Return which acts, clauses and records decide an answer: without one of them it would be another.

    In: a participant; a treaty, organisation or mechanism; a day; the identifiers to try, each removed
    from the record by itself. Out: those without which the answer or one of its dates changes.
    """
    from inforce.conditions import derive as cover
    from inforce.effects import derive as follow
    from inforce.record import Record, read

    record = read(_recorded(store, state))
    if known_on is not None:
        record = record.known_on(known_on)

    def answer(record: Record) -> object:
        effects = follow(record, (state,))
        if asked.startswith("mechanism:"):
            for reached in cover([record.mechanisms[asked]], effects.standings):
                if reached.start <= on and (reached.until is None or on < reached.until):
                    dates = (reached.from_earliest, reached.from_latest)
                    return reached.answer, dates, reached.until_earliest, reached.until_latest
            return "no-record"
        for standing in effects.standings:
            if (
                standing.towards == asked
                and standing.start <= on
                and (standing.until is None or on < standing.until)
            ):
                bounds = [
                    (
                        period.from_earliest,
                        period.from_latest,
                        period.until_earliest,
                        period.until_latest,
                    )
                    for period in effects.periods
                    if period.id in standing.because
                ]
                return standing.answer, standing.start, standing.until, bounds
        return "no-record"

    def without(name: str) -> Record:
        kind = name.partition(":")[0]
        if kind == "event":
            return replace(record, events=tuple(event for event in record.events if event.id != name))
        if kind == "source":
            bare = replace(record.sources[name], complete_for=frozenset(), complete_for_current=frozenset())
            return replace(record, sources={**record.sources, name: bare})
        return replace(
            record,
            targets={
                target.id: replace(
                    target, rules={key: rule for key, rule in target.rules.items() if rule.id != name}
                )
                for target in record.targets.values()
            },
        )

    given = answer(record)
    return frozenset(name for name in named if answer(without(name)) != given)


def latest_receipt(store: ox.Store, act: Act, rule: Clause, on: date) -> date | None:
    """Return the last day of receipt with which an exit of unknown day has taken effect by a day.

    None where no day of receipt has that result, or where the clause counts from something else.
    """
    from inforce.effects import reckon
    from inforce.record import read

    treaty = f"treaty:{rule.treaty}"
    wanted = [
        quad.triple
        for name in (f"rule:{rule.id}", treaty)
        for quad in store.quads_for_pattern(node(name), None, None, None)
    ]
    clause = read(wanted).targets[treaty].rules.get("denunciation")
    if clause is None or clause.permission != "permitted" or act.not_before is None:
        return None
    last: date | None = None
    low, high = act.not_before.toordinal(), on.toordinal()
    while low <= high:
        middle = date.fromordinal((low + high) // 2)
        effect = reckon(clause, middle)
        if effect is not None and effect <= on:
            last, low = middle, middle.toordinal() + 1
        else:
            high = middle.toordinal() - 1
    return last


# --- coverage ----------------------------------------------------------------------------------------


_ACCESS = {
    "kind:by-membership": "by membership",
    "kind:case-bound-duty": "case-bound duty",
    "kind:right-in-armed-conflict": "right in armed conflict",
    "kind:standing-right": "standing right",
    "kind:with-consent": "with consent",
}


def mechanisms(store: ox.Store) -> dict[str, Mechanism]:
    """Return all mechanisms by identifier."""
    bodies: dict[str, tuple[str, str]] = {}
    found: dict[str, Mechanism] = {}
    for row in queries.ask(store, "mechanisms", {}):
        body = row["body"]
        if body not in bodies:
            bodies[body] = (label(store, body), _short_name(store, body))
        found[row["mechanism"]] = Mechanism(
            id=short(row["mechanism"]),
            label=row["label"],
            body=short(body),
            body_label=bodies[body][0],
            body_short=bodies[body][1],
            procedure=short(row["procedure"]),
            access=_ACCESS[row["access"]] if "access" in row else "",
            visits_detention=row["visits"],
            individual_complaints=row["complaints"],
            exists=row["exists"],
            legal_basis=row["legalBasis"],
            residual=row.get("residual", ""),
            condition=row["condition"],
            between_states=row.get("betweenStates") == "true",
        )
    return found


def is_visit(mechanism: Mechanism) -> bool:
    """Whether a mechanism can enter places of detention, by right or with consent."""
    return mechanism.visits_detention != "no"


def is_complaint(mechanism: Mechanism) -> bool:
    """Whether individuals can complain to it; powers that a body expressly lacks among them."""
    if mechanism.exists == "no" and mechanism.procedure == "individual-complaints":
        return True
    return mechanism.individual_complaints not in {"no", "not in force"}


def coverage(
    store: ox.Store,
    state: str,
    on: date,
    *,
    known_on: date | None = None,
    only: Sequence[str] | None = None,
) -> CoverageFrame:
    """Return whether each mechanism reaches a participant on a day.

    In: the identifier of the participant; the day of the question; the day of knowledge, if another; the
    identifiers of the mechanisms asked for, all of them if None. Out: one answer a mechanism, ``no
    record`` where nothing decides it.
    """
    version = data_version(store)
    if known_on is not None:
        store = what_was_known(store, state, known_on)
    given: dict[str, str | date] = {"state": state, "day": on}
    rows = {row["mechanism"]: row for row in queries.ask(store, "coverage", given)}
    standings = {row["standing"]: row for row in queries.ask(store, "status", given)}
    decided: dict[tuple[str, str], str] = {}
    for row in queries.ask(store, "coverage-standings", given):
        decided[(row["mechanism"], standings[row["standing"]]["towards"])] = row["standing"]
    leaves: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in queries.ask(store, "coverage-leaves", given):
        mechanism, leaf = row["mechanism"], row["leaf"]
        towards = _fact(store, leaf, "towards")
        leaves[mechanism].append((leaf, decided.get((mechanism, compact(towards)), "")))
    causes = _Causes(store, state)
    answers: list[CoverageAnswer] = []
    for identifier, described in mechanisms(store).items():
        if only is not None and identifier not in only:
            continue
        row = rows.get(identifier, {})
        answers.append(
            CoverageAnswer(
                mechanism=described,
                answer=said(row.get("answer", "kind:no-record")),
                dates=_dates(row),
                because=tuple(
                    reason
                    for leaf, standing in leaves.get(identifier, ())
                    for reason in _leaf_reasons(causes, standings, leaf, standing)
                ),
                record_as_at=_day(row, "recordAsAt"),
                last_known=said(row.get("lastKnown", "")),
                last_known_on=_day(row, "lastKnownOn"),
            )
        )
    return CoverageFrame(version, short(state), label(store, state), on, known_on, tuple(answers))


def _leaf_reasons(
    causes: _Causes, standings: Mapping[str, Row], leaf: str, standing: str
) -> Iterable[Reason]:
    if standing:
        row = standings[standing]
        return causes.reasons(standing, row["towards"], said(row["answer"]), short(leaf))
    return (
        Reason(
            kind="condition",
            condition=short(leaf),
            towards="",
            towards_label="",
            answer="",
            text=causes.label(leaf),
        ),
    )


# --- status ------------------------------------------------------------------------------------------


def status(
    store: ox.Store,
    state: str,
    on: date,
    *,
    known_on: date | None = None,
    only: Sequence[str] | None = None,
) -> StatusFrame:
    """Return what a participant is bound by, and a member of, on a day.

    In: as for ``coverage``; ``only`` names treaties and organisations. Out: one answer for each that is
    asked for, or for each of which something is known.
    """
    version = data_version(store)
    if known_on is not None:
        store = what_was_known(store, state, known_on)
    rows = {row["towards"]: row for row in queries.ask(store, "status", {"state": state, "day": on})}
    causes = _Causes(store, state)
    answers: list[StatusAnswer] = []
    for towards in only if only is not None else sorted(rows):
        row = rows.get(towards, {})
        answer = said(row.get("answer", "kind:no-record"))
        reasons = causes.reasons(row.get("standing", ""), towards, answer, "")
        answers.append(
            StatusAnswer(
                towards=short(towards),
                towards_label=causes.label(towards),
                answer=answer,
                status=_status(causes, towards, answer, on),
                dates=_standing_dates(row, reasons),
                continuous_since=_day(row, "continuousSince"),
                because=reasons,
                record_as_at=_day(row, "recordAsAt"),
                last_known=said(row.get("lastKnown", "")),
                last_known_on=_day(row, "lastKnownOn"),
            )
        )
    return StatusFrame(version, short(state), label(store, state), on, known_on, tuple(answers))


def _standing_dates(row: Row, reasons: Sequence[Reason]) -> Dates:
    periods = [reason.dates for reason in reasons if reason.kind == "period"]
    if said(row.get("answer", "")) in {"yes", "undetermined"} and periods:
        # Periods that adjoin or overlap stay apart: the latest one is the present consent's.
        return max(periods, key=lambda dates: dates.from_earliest or BEGINNING)
    start, end = _day(row, "from"), _day(row, "until")
    if start == BEGINNING:
        start = None
    return Dates(start, start, end, end)


def _status(causes: _Causes, towards: str, answer: str, on: date) -> str:
    member = towards.startswith("organisation:")
    word = "member" if member else "party"
    running = {
        short(row["status"])
        for row in causes.periods.values()
        if row["towards"] == towards
        and (_day(row, "fromEarliest") or on) <= on
        and (_day(row, "untilEarliest") is None or on < (_day(row, "untilEarliest") or on))
    }
    if answer == "yes":
        return f"{word}, suspended" if "suspended" in running else word
    if answer == "undetermined":
        return f"{word}, or not"
    if answer == "no record":
        return "unknown"
    if "signatory" in running:
        return "signatory"
    before = any(
        row["towards"] == towards
        and short(row["status"]) == word
        and (_day(row, "untilLatest") or on) <= on
        and "untilLatest" in row
        for row in causes.periods.values()
    )
    return f"former {word}" if before else f"not a {word}"


# --- the other way round -----------------------------------------------------------------------------


def reach(store: ox.Store, asked: str, on: date) -> ReachFrame:
    """Return whom a mechanism, or the mechanisms of a body, reach on a day.

    In: the identifier of a mechanism or body; the day. Out: one answer for each participant of which
    something is known; everyone else is ``no record``.
    """
    kind = asked.partition(":")[0]
    if kind == "mechanism":
        chosen = [asked]
    elif kind == "body":
        chosen = [name for name, mechanism in mechanisms(store).items() if mechanism.body == short(asked)]
    else:
        raise InputError(f"{asked} is neither a mechanism nor a body.")
    names: dict[str, str] = {}
    answers: list[ReachAnswer] = []
    for mechanism in chosen:
        for row in queries.ask(store, "reach", {"mechanism": mechanism, "day": on}):
            participant = row["participant"]
            if participant not in names:
                names[participant] = label(store, participant)
            answers.append(
                ReachAnswer(
                    short(participant),
                    names[participant],
                    short(mechanism),
                    said(row["answer"]),
                    _dates(row),
                    _day(row, "recordAsAt"),
                    said(row.get("lastKnown", "")),
                    _day(row, "lastKnownOn"),
                )
            )
    answers.sort(key=lambda answer: (key(answer.participant_label), answer.mechanism))
    return ReachFrame(data_version(store), short(asked), label(store, asked), on, tuple(answers))


# --- one answer, whole -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WhyFrame:
    """One answer with its whole chain of reasons, and which of its links decide it."""

    data_version: str
    state: str
    state_label: str
    asked: str
    asked_label: str
    on: date
    known_on: date | None
    answer: str
    dates: Dates
    because: tuple[Reason, ...]
    decisive: frozenset[str]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


def why(store: ox.Store, state: str, asked: str, on: date, *, known_on: date | None = None) -> WhyFrame:
    """Return why a participant is, or is not, bound by a treaty or reached by a mechanism on a day.

    In: the identifiers of the participant and of a treaty, organisation or mechanism; the day; the day of
    knowledge, if another.
    """
    found: CoverageAnswer | StatusAnswer
    if asked.startswith("mechanism:"):
        frame: CoverageFrame | StatusFrame = coverage(store, state, on, known_on=known_on, only=(asked,))
        found = frame.answers[0]
    else:
        frame = status(store, state, on, known_on=known_on, only=(asked,))
        found = frame.answers[0]
    return WhyFrame(
        data_version=frame.data_version,
        state=frame.state,
        state_label=frame.state_label,
        asked=short(asked),
        asked_label=label(store, asked),
        on=on,
        known_on=known_on,
        answer=found.answer,
        dates=found.dates,
        because=found.because,
        decisive=decisive(store, state, asked, on, _links(found.because), known_on),
        record_as_at=found.record_as_at,
        last_known=found.last_known,
        last_known_on=found.last_known_on,
    )


def _links(reasons: Iterable[Reason]) -> list[str]:
    """Return the identifiers of the acts, clauses and records that some reasons name."""
    found: list[str] = []
    for reason in reasons:
        acts = [*reason.closed_by, *([reason.opened_by] if reason.opened_by else [])]
        clauses = [*reason.ended_under, *([reason.under] if reason.under else [])]
        found += [f"event:{act.id}" for act in acts]
        found += [f"rule:{clause.id}" for clause in clauses]
        if reason.record is not None:
            found.append(f"source:{reason.record.id}")
    return list(dict.fromkeys(found))


def _fact(store: ox.Store, identifier: str, name: str) -> str:
    for quad in store.quads_for_pattern(node(identifier), node(f"inforce:{name}"), None, None):
        return quad.object.value  # type: ignore[union-attr]
    return ""


def depositary(store: ox.Store, treaty: str) -> str:
    """Return who receives what is notified under a treaty, given by its short name."""
    charter = _fact(store, f"organisation:{treaty}", "charter")
    named = _fact(store, compact(charter) if charter else f"treaty:{treaty}", "depositary")
    return named or "depositary"


def formal(store: ox.Store, state: str) -> str:
    """Return the formal name of a participant as it stands in a sentence: ``the Russian Federation``."""
    return _fact(store, state, "officialName") or label(store, state)


def organisation_of(store: ox.Store, treaty: str) -> str:
    """Return the organisation whose charter a treaty is, or nothing."""
    for quad in store.quads_for_pattern(None, node("inforce:charter"), node(treaty), None):
        return compact(quad.subject.value)  # type: ignore[union-attr]
    return ""


# --- treaties ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """One participant's place in a treaty or organisation on a day."""

    participant: str
    label: str
    answer: str
    since: date | None
    until: date | None
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


@dataclass(frozen=True, slots=True)
class Departure:
    """One exit from a treaty or organisation, and the return, if there was one."""

    participant: str
    label: str
    act: str
    until_earliest: date | None
    until_latest: date | None
    returned_on: date | None


@dataclass(frozen=True, slots=True)
class TreatyFrame:
    """A treaty or organisation on a day: clauses, openness, participants, signatories, departures."""

    data_version: str
    treaty: str
    label: str
    on: date
    series: tuple[str, ...]
    depositary: str
    adopted: str
    entered_into_force: str
    ended_on: str
    openness: str
    who_may_become_party: str
    clauses: tuple[Clause, ...]
    parties: tuple[Party, ...]
    signatories: tuple[Party, ...]
    departures: tuple[Departure, ...]


def treaty(store: ox.Store, asked: str, on: date) -> TreatyFrame:
    """Return what a treaty or organisation is, says and binds on a day.

    In: its identifier; the day. Out: everyone of whom something is known on that day; who is not named is
    ``no record``.
    """
    organisation = organisation_of(store, asked)
    towards = organisation or asked
    charter = _fact(store, towards, "charter")
    instrument = compact(charter) if charter else asked
    labels: dict[str, str] = {}

    def named(identifier: str) -> str:
        if identifier not in labels:
            labels[identifier] = label(store, identifier)
        return labels[identifier]

    def party(row: Row) -> Party:
        start, end = _day(row, "from") or _day(row, "fromEarliest"), _day(row, "until")
        return Party(
            short(row["participant"]),
            named(row["participant"]),
            said(row.get("answer", "")),
            _day(row, "continuousSince") or (None if start == BEGINNING else start),
            end,
            _day(row, "recordAsAt"),
            said(row.get("lastKnown", "")),
            _day(row, "lastKnownOn"),
        )

    given: dict[str, str | date] = {"treaty": towards, "day": on}
    parties = [party(row) for row in queries.ask(store, "parties", given)]
    bound = {party.participant for party in parties if party.answer == "yes"}
    signed = [
        party(row)
        for row in queries.ask(store, "signatories", given)
        if short(row["participant"]) not in bound
    ]
    seen: set[tuple[str, str]] = set()
    departures: list[Departure] = []
    for row in queries.ask(store, "left", {"treaty": towards}):
        mark = (row["participant"], row["closedBy"])
        if mark not in seen:
            seen.add(mark)
            departures.append(
                Departure(
                    short(row["participant"]),
                    named(row["participant"]),
                    short(row["closedBy"]),
                    _day(row, "untilEarliest"),
                    _day(row, "untilLatest"),
                    _day(row, "returnedOn"),
                )
            )
    return TreatyFrame(
        data_version=data_version(store),
        treaty=short(towards),
        label=named(towards),
        on=on,
        series=tuple(
            sorted(
                quad.object.value  # type: ignore[union-attr]
                for quad in store.quads_for_pattern(
                    node(instrument), node("inforce:seriesNumber"), None, None
                )
            )
        ),
        depositary=_fact(store, instrument, "depositary"),
        adopted=_fact(store, instrument, "adopted"),
        entered_into_force=_fact(store, instrument, "generalEntryIntoForce"),
        ended_on=_fact(store, instrument, "endedOn"),
        openness=_openness(store, instrument, on),
        who_may_become_party=_fact(store, instrument, "whoMayBecomeParty"),
        clauses=tuple(
            Clause(
                short(row["rule"]),
                short(instrument),
                row.get("article", ""),
                row["text"],
                said(row["known"]),
            )
            for row in queries.ask(store, "clauses", {"treaty": instrument})
        ),
        parties=tuple(sorted(parties, key=lambda party: key(party.label))),
        signatories=tuple(sorted(signed, key=lambda party: key(party.label))),
        departures=tuple(departures),
    )


def _openness(store: ox.Store, treaty: str, on: date) -> str:
    for quad in store.quads_for_pattern(None, node("inforce:of"), node(treaty), None):
        identifier = compact(quad.subject.value)  # type: ignore[union-attr]
        if not identifier.startswith("openness:"):
            continue
        start, end = _fact(store, identifier, "from"), _fact(store, identifier, "until")
        if (not start or start <= on.isoformat()) and (not end or on.isoformat() < end):
            return said(compact(_fact(store, identifier, "kind")))
    return ""


# --- what there is -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing with its short name, its label and a code."""

    name: str
    label: str
    code: str

    def as_dict(self) -> dict[str, str]:
        """Return the fields by name."""
        return {"name": self.name, "label": self.label, "code": self.code}


LISTED = ("name", "label", "code")
_LISTS = {
    "states": "participants",
    "treaties": "treaties",
    "bodies": "bodies",
    "mechanisms": "mechanisms",
    "organisations": "organisations",
}


def listing(store: ox.Store, kind: str) -> tuple[Listed, ...]:
    """Return all states, treaties, bodies, mechanisms or organisations."""
    found: dict[str, Listed] = {}
    for row in queries.ask(store, _LISTS[kind], {}):
        name = short(row.get("thing", row.get("mechanism", "")))
        code = row.get("code", row.get("legalBasis", ""))
        if kind == "organisations":
            code = short(code) if code else ""
        known = found.get(name)
        found[name] = Listed(name, row["label"], f"{known.code}; {code}" if known else code)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class RecordAge:
    """One record of one treaty or organisation: how complete, as at which day, from which source."""

    towards: str
    completeness: str
    as_at: str
    source: str
    label: str

    def as_dict(self) -> dict[str, str]:
        """Return the fields by name."""
        return {
            "towards": self.towards,
            "completeness": self.completeness,
            "as_at": self.as_at,
            "source": self.source,
            "label": self.label,
        }


RECORDS = ("towards", "completeness", "as_at", "source", "label")


@dataclass(frozen=True, slots=True)
class About:
    """What the graph holds: counts, and the age of each record."""

    data_version: str
    counts: Mapping[str, int]
    records: tuple[RecordAge, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the fields by name."""
        return {
            "data_version": self.data_version,
            "counts": dict(self.counts),
            "records": [record.as_dict() for record in self.records],
        }


_COUNTED = {
    "participants": ("State", "Entity"),
    "treaties": ("Treaty",),
    "organisations": ("Organization",),
    "bodies": ("MonitoringBody",),
    "mechanisms": ("Mechanism",),
    "rules": ("Rule",),
    "events": EVENTS,
    "national acts": ("NationalAct",),
    "sources": ("Source",),
    "status periods": ("StatusPeriod",),
    "standings": ("Standing",),
    "coverages": ("Coverage",),
}


def about(store: ox.Store) -> About:
    """Return the counts of what the graph holds and the age of each record."""
    return About(
        data_version(store),
        {
            words: sum(
                1
                for kind in kinds
                for _ in store.quads_for_pattern(None, _TYPE, node(f"inforce:{kind}"), None)
            )
            for words, kinds in _COUNTED.items()
        }
        | {"triples": len(store)},
        tuple(
            RecordAge(
                short(row["towards"]),
                row["completeness"],
                row.get("statusAt", ""),
                short(row["source"]),
                row["label"],
            )
            for row in queries.ask(store, "record-age", {})
        ),
    )
