"""What makes an answer what it is: periods, acts, clauses, records.

The reasons are read from the compiled graph where they are needed: a standing points at its causes, a
period at the acts that opened and closed it and the clauses under which they did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from inforce import queries
from inforce.names import label, short
from inforce.queries import Row
from inforce.terms import compact, said
from inforce.turtle import node

__all__ = [
    "Act",
    "Causes",
    "Clause",
    "Dates",
    "Reason",
    "SourceRef",
    "data_version",
    "dates_of",
    "day_of",
    "has_ended",
    "open_exits",
    "standings",
]


class Dates(NamedTuple):
    """Four dates: the first day as bounds, and the first day without as bounds; None where unknown."""

    from_earliest: date | None = None
    from_latest: date | None = None
    until_earliest: date | None = None
    until_latest: date | None = None


class SourceRef(NamedTuple):
    """A document, the day its content was true, and where it is."""

    id: str
    label: str
    status_at: str
    address: str


class Clause(NamedTuple):
    """A rule of a treaty: its article and what it says in a sentence of ours."""

    id: str
    treaty: str
    article: str
    text: str
    known: str


class Act(NamedTuple):
    """A dated act or statement, how sure it is, as which words it was printed, by which sources.

    ``prefix`` is ``event``, ``statement`` or ``naming``.
    """

    prefix: str
    id: str
    kind: str
    towards: str
    day: date | None
    not_before: date | None
    not_after: date | None
    until: date | None
    stated_effect: date | None
    computed_effect: date | None
    certainty: str
    as_written: str
    follows_from: str
    note: str
    sources: tuple[SourceRef, ...]


class Reason(NamedTuple):
    """One cause of an answer: a period with what opened and closed it, an exit, or a record.

    ``kind`` is ``period``, ``exit``, ``statement``, ``record``, ``treaty`` (its own time),
    ``participant`` (its own time), ``condition`` (a leaf that no record at hand decides, or a fact) or
    ``without effect`` (an act that changed nothing, with the clause or the other act that made it so).
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


def day_of(row: Mapping[str, str], name: str) -> date | None:
    """Return a day of a row, None where the row has none."""
    text = row.get(name)
    return date.fromisoformat(text) if text else None


def dates_of(row: Mapping[str, str]) -> Dates:
    """Return the four dates of a row."""
    return Dates(
        day_of(row, "fromEarliest"),
        day_of(row, "fromLatest"),
        day_of(row, "untilEarliest"),
        day_of(row, "untilLatest"),
    )


def data_version(store: ox.Store) -> str:
    """Return the version of the data that a store was compiled from."""
    for quad in store.quads_for_pattern(node("graph:inforce"), node("inforce:dataVersion"), None, None):
        return quad.object.value  # type: ignore[union-attr]
    return "unversioned"


def has_ended(reason: Reason) -> bool:
    """Say whether a reason is that a participation, or what was declared, is no more."""
    return reason.answer == "no" and reason.kind in {"period", "exit", "statement"}


def open_exits(reasons: Iterable[Reason]) -> Iterator[tuple[Reason, Act]]:
    """Yield the exits of unknown day among some reasons, each with its reason."""
    for reason in reasons:
        if reason.kind == "period" and reason.answer == "undetermined":
            for act in reason.closed_by:
                if act.day is None and act.stated_effect is None:
                    yield reason, act


def standings(store: ox.Store, state: str, on: date) -> dict[str, tuple[Row, list[str]]]:
    """Return the standings of a participant on a day: by treaty or organisation, with their causes."""
    found: dict[str, tuple[Row, list[str]]] = {}
    for row in queries.ask(store, "status", {"state": state, "day": on}):
        causes = found.setdefault(row["towards"], (row, []))[1]
        if "because" in row:
            causes.append(row["because"])
    return found


_BECAUSE, _WITHDRAWS = node("inforce:because"), node("inforce:withdraws")


class Causes:
    """The causes in one store, each read once."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._names: dict[str, str] = {}
        self._facts: dict[str, dict[str, list[str]]] = {}
        self._acts: dict[str, Act] = {}
        self._sources: dict[str, SourceRef] = {}
        self._clauses: dict[str, Clause] = {}

    def facts(self, identifier: str) -> dict[str, list[str]]:
        """Return what the graph says of a thing: values by the name of the property."""
        found = self._facts.get(identifier)
        if found is None:
            found = self._facts[identifier] = {}
            for quad in self._store.quads_for_pattern(node(identifier), None, None, None):
                value, address = quad.object, quad.predicate.value
                text = compact(value.value) if isinstance(value, ox.NamedNode) else value.value  # type: ignore[union-attr]
                name = self._names.get(address)
                if name is None:
                    name = self._names[address] = compact(address).removeprefix("inforce:")
                found.setdefault(name, []).append(text)
        return found

    def one(self, identifier: str) -> dict[str, str]:
        """Return what the graph says of a thing, one value for each property."""
        return {name: values[0] for name, values in self.facts(identifier).items()}

    def label(self, identifier: str) -> str:
        """Return the label of a thing."""
        facts = self._facts.get(identifier)
        if facts is not None and "rdfs:label" in facts:
            return facts["rdfs:label"][0]
        return label(self._store, identifier)

    def source(self, identifier: str) -> SourceRef:
        """Return a source with the day, or the bounds of the day, at which its content was true."""
        found = self._sources.get(identifier)
        if found is None:
            facts = self.one(identifier)
            as_at = facts.get("statusAt", "")
            if not as_at and "statusNotBefore" in facts:
                as_at = f"{facts['statusNotBefore']}/{facts.get('statusNotAfter', '..')}"
            found = self._sources[identifier] = SourceRef(
                short(identifier),
                facts.get("rdfs:label", short(identifier)),
                as_at or "undated",
                facts.get("address", ""),
            )
        return found

    def clause(self, identifier: str) -> Clause:
        """Return a rule with its article."""
        found = self._clauses.get(identifier)
        if found is None:
            facts = self.one(identifier)
            found = self._clauses[identifier] = Clause(
                short(identifier),
                short(facts.get("of", ":")),
                facts.get("article", ""),
                facts.get("rdfs:label", ""),
                said(facts.get("known", "")),
            )
        return found

    def act(self, identifier: str) -> Act:
        """Return an act or a statement; one made with a consent has the day of that consent."""
        found = self._acts.get(identifier)
        if found is None:
            facts, every = self.one(identifier), self.facts(identifier)
            opened = self.one(facts["madeWith"]) if "madeWith" in facts else {}
            article = facts.get("article", "")
            kind = facts["rdf:type"].removeprefix("inforce:")
            start = day_of(facts, "from")
            # Of an act on a mandate that is known within bounds the second one is the day from which it counts.
            is_bounded = identifier.startswith("naming:") and "notBefore" in facts
            found = self._acts[identifier] = Act(
                identifier.partition(":")[0],
                short(identifier),
                f"{kind} under art. {article}" if article else kind,
                short(facts.get("towards", "")),
                day_of(facts, "date") or day_of(opened, "date") or (None if is_bounded else start),
                day_of(facts, "notBefore"),
                day_of(facts, "notAfter") or (start if is_bounded else None),
                day_of(facts, "until"),
                day_of(facts, "statedEffect")
                or (day_of(facts, "effectiveFrom") if "territory" in facts else None),
                day_of(facts, "computedEffect"),
                said(facts.get("certainty", "kind:recorded")),
                "; ".join(sorted(every.get("asWritten", every.get("rdfs:label", ())))),
                self.label(facts["followsFrom"]) if "followsFrom" in facts else "",
                facts.get("note", ""),
                tuple(self.source(name) for name in sorted(every.get("dcterms:source", ()))),
            )
        return found

    def deciding(self, coverage: str, on: date) -> Iterator[dict[str, list[str]]]:
        """Yield what the graph says of the standings and positions that decide a coverage on a day."""
        day = on.isoformat()
        for quad in self._store.quads_for_pattern(node(coverage), _BECAUSE, None, None):
            facts = self.facts(compact(quad.object.value))  # type: ignore[union-attr]
            if facts["from"][0] <= day and ("until" not in facts or day < facts["until"][0]):
                yield facts

    def reasons(
        self, causes: Iterable[str], towards: str, answer: str, condition: str = ""
    ) -> tuple[Reason, ...]:
        """Return the reasons of one standing, given its causes."""
        bare = Reason("", condition, short(towards), self.label(towards), answer)
        return tuple(self._reason(cause, bare) for cause in causes)

    def without_effect(self, event: str, towards: str, rule: str, by: str) -> Reason:
        """Return an act that had no effect: under which clause, or because of which other act."""
        act = self.act(event)
        if by:
            other = self.act(by)
            is_taken_back = self.one(by).get("cancels") == event
            why = "taken back before it took effect" if is_taken_back else "overtaken by an earlier end"
            return Reason(
                "without effect",
                "",
                short(towards),
                self.label(towards),
                "",
                closed_by=(act, other),
                text=why,
            )
        return Reason(
            "without effect",
            "",
            short(towards),
            self.label(towards),
            "",
            closed_by=(act,),
            ended_under=(self.clause(rule),),
            text="no such act is possible under the clause, or not on that day",
        )

    def _reason(self, cause: str, bare: Reason) -> Reason:
        kind = cause.partition(":")[0]
        if kind == "period":
            facts, row = self.facts(cause), self.one(cause)
            closed = sorted(facts.get("closedBy", ()))
            return bare._replace(
                kind="period",
                period=short(cause),
                dates=dates_of(row),
                opened_by=self.act(row["openedBy"]),
                under=self.clause(row["underRule"]) if "underRule" in row else None,
                closed_by=tuple(self.act(name) for name in closed if name.startswith("event:")),
                ended_under=tuple(self.clause(name) for name in sorted(facts.get("endedUnder", ()))),
                text=self._own_end(name for name in closed if not name.startswith("event:")),
            )
        if kind == "event":
            return bare._replace(kind="exit", closed_by=(self.act(cause),))
        if kind in {"statement", "naming"}:
            withdrawn = self._store.quads_for_pattern(None, _WITHDRAWS, node(cause), None)
            ends = sorted(compact(quad.subject.value) for quad in withdrawn)  # type: ignore[union-attr]
            return bare._replace(
                kind="statement",
                opened_by=self.act(cause),
                closed_by=tuple(self.act(name) for name in ends),
            )
        if kind == "source":
            return bare._replace(kind="record", record=self.source(cause))
        row = self.one(cause)
        if kind in {"treaty", "organisation"}:
            ended = row.get("endedOn")
            began = row.get("generalEntryIntoForce", "a day not yet known")
            return bare._replace(
                kind="treaty",
                text=f"ended on {ended}" if ended else f"not in force before {began}",
            )
        until = row.get("existsUntil")
        gone = f"no more from {until}" if until else f"no more by {row['codeWithdrawn']}"
        return bare._replace(kind="participant", text=gone)

    def _own_end(self, others: Iterable[str]) -> str:
        names = [self.label(cause) for cause in others]
        return "ended with " + ", ".join(names) if names else ""
