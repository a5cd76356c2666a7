"""What a treaty or organisation is, says and binds on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from inforce import queries
from inforce.answers.reasons import Clause, data_version, day_of
from inforce.names import fact, key, label, short
from inforce.queries import Row
from inforce.terms import BEGINNING, compact, said
from inforce.turtle import node

__all__ = ["Departure", "Party", "TreatyFrame", "treaty"]


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
    returned_by: date | None


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
    charter = fact(store, asked, "charter")
    instrument = compact(charter) if charter else asked
    labels: dict[str, str] = {}

    def named(identifier: str) -> str:
        if identifier not in labels:
            labels[identifier] = label(store, identifier)
        return labels[identifier]

    def party(row: Row) -> Party:
        start, end = day_of(row, "from") or day_of(row, "fromEarliest"), day_of(row, "until")
        return Party(
            short(row["participant"]),
            named(row["participant"]),
            said(row.get("answer", "")),
            day_of(row, "continuousSince") or (None if start == BEGINNING else start),
            end,
            day_of(row, "recordAsAt"),
            said(row.get("lastKnown", "")),
            day_of(row, "lastKnownOn"),
        )

    given: dict[str, str | date] = {"treaty": asked, "day": on}
    parties = [party(row) for row in queries.ask(store, "parties", given)]
    bound = {party.participant for party in parties if party.answer == "yes"}
    signed = [
        party(row)
        for row in queries.ask(store, "signatories", given)
        if short(row["participant"]) not in bound
    ]
    seen: set[tuple[str, str]] = set()
    departures: list[Departure] = []
    for row in queries.ask(store, "left", {"treaty": asked}):
        mark = (row["participant"], row["closedBy"])
        if mark not in seen:
            seen.add(mark)
            departures.append(
                Departure(
                    short(row["participant"]),
                    named(row["participant"]),
                    short(row["closedBy"]),
                    day_of(row, "untilEarliest"),
                    day_of(row, "untilLatest"),
                    day_of(row, "returnedOn"),
                    day_of(row, "returnedBy"),
                )
            )
    return TreatyFrame(
        data_version=data_version(store),
        treaty=short(asked),
        label=named(asked),
        on=on,
        series=tuple(
            sorted(
                quad.object.value  # type: ignore[union-attr]
                for quad in store.quads_for_pattern(
                    node(instrument), node("inforce:seriesNumber"), None, None
                )
            )
        ),
        depositary=fact(store, instrument, "depositary"),
        adopted=fact(store, instrument, "adopted"),
        entered_into_force=fact(store, instrument, "generalEntryIntoForce"),
        ended_on=fact(store, instrument, "endedOn"),
        openness=_openness(store, instrument, on),
        who_may_become_party=fact(store, instrument, "whoMayBecomeParty"),
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
        start, end = fact(store, identifier, "from"), fact(store, identifier, "until")
        if (not start or start <= on.isoformat()) and (not end or on.isoformat() < end):
            return said(compact(fact(store, identifier, "kind")))
    return ""
