"""Which treaties are applied to a territory on a day, by whom, and to which territories a state applies them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from inforce import queries
from inforce.answers.reasons import Causes, Dates, Reason, SourceRef, data_version, day_of, standings
from inforce.errors import InputError
from inforce.names import label, short
from inforce.queries import Row
from inforce.terms import BEGINNING, compact, said
from inforce.turtle import node

__all__ = [
    "Answering",
    "Applied",
    "Responsible",
    "TerritoryAnswer",
    "TerritoryFrame",
    "TerritoryWhyFrame",
    "applied",
    "status_of",
    "why_of",
]


_TERRITORY = node("inforce:territory")


@dataclass(frozen=True, slots=True)
class Applied:
    """A territory to which a state applies a treaty on a day, or may apply it."""

    territory: str
    label: str
    answer: str
    dates: Dates


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for a territory under a treaty, and whether it is itself bound by it on that day."""

    state: str
    label: str
    bound: str


@dataclass(frozen=True, slots=True)
class TerritoryAnswer:
    """Whether a treaty is applied to a territory on a day, by whom, and why."""

    towards: str
    towards_label: str
    answer: str
    responsible: tuple[Responsible, ...]
    dates: Dates
    continuous_since: date | None
    because: tuple[Reason, ...]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


@dataclass(frozen=True, slots=True)
class TerritoryFrame:
    """What is applied to one territory on one day."""

    data_version: str
    territory: str
    territory_label: str
    on: date
    known_on: date | None
    answers: tuple[TerritoryAnswer, ...]


@dataclass(frozen=True, slots=True)
class Answering:
    """Over which time a participant answers for a territory, as printed and where."""

    id: str
    label: str
    start: date | None
    until: date | None
    as_written: str
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class TerritoryWhyFrame:
    """One answer about a territory with its whole chain of reasons, and which of its links decide it."""

    frame: TerritoryFrame
    decisive: frozenset[str]
    answering: tuple[Answering, ...]

    @property
    def answer(self) -> TerritoryAnswer:
        """The one answer."""
        return self.frame.answers[0]


def applied(
    store: ox.Store, state: str, on: date, *, known_on: date | None = None
) -> dict[str, tuple[Applied, ...]]:
    """Return the territories to which a participant applies treaties on a day, by treaty."""
    if known_on is not None:
        from inforce.answers.territorial_acts import answered_for, as_known

        territories = answered_for(store, state)
        if not territories:
            return {}
        store = as_known(store, territories, known_on)
    causes = Causes(store)
    found: dict[str, dict[str, Applied]] = {}
    for row in queries.ask(store, "territories", {"state": state, "day": on}):
        answer, territory = said(row["answer"]), row["territory"]
        if answer not in {"yes", "undetermined"} or territory in found.get(row["towards"], {}):
            continue
        period = causes.one(row["because"])
        if period["responsibleState"] != state:
            # Two participants may answer for it on that day: each for what it did.
            continue
        dates = _dates(period)
        found.setdefault(row["towards"], {})[territory] = Applied(
            short(territory), causes.label(territory), answer, dates
        )
    return {
        towards: tuple(sorted(territories.values(), key=lambda one: (one.label, one.territory)))
        for towards, territories in found.items()
    }


def status_of(
    store: ox.Store,
    territory: str,
    on: date,
    *,
    known_on: date | None = None,
    only: Sequence[str] | None = None,
) -> TerritoryFrame:
    """Return which treaties are applied to a territory on a day.

    In: the identifier of the territory; the day; the day of knowledge, if another; the identifiers of the
    treaties asked for. Out: one answer for each that is asked for, or for each that an act extended to it.
    """
    version, named = data_version(store), label(store, territory)
    if known_on is not None:
        from inforce.answers.territorial_acts import as_known

        store = as_known(store, (territory,), known_on)
    causes = Causes(store)
    known: dict[str, list[Row]] = {}
    for row in queries.ask(store, "applied", {"territory": territory, "day": on}):
        known.setdefault(row["towards"], []).append(row)
    own: dict[str, dict[str, tuple[Row, list[str]]]] = {}
    answers: list[TerritoryAnswer] = []
    for towards in only if only is not None else sorted(known):
        rows = known.get(towards, [{}])
        row = rows[0]
        answer = said(row.get("answer", "kind:no-record"))
        states = list(dict.fromkeys(one["responsibleState"] for one in rows if "responsibleState" in one))
        because = list(dict.fromkeys(one["because"] for one in rows if "because" in one))
        for state in states:
            if state not in own:
                own[state] = standings(store, state, on)
        reasons = causes.reasons(because, towards, answer)
        answers.append(
            TerritoryAnswer(
                towards=short(towards),
                towards_label=causes.label(towards),
                answer=answer,
                responsible=tuple(
                    Responsible(
                        short(state),
                        causes.label(state),
                        said(own[state].get(towards, ({}, []))[0].get("answer", "kind:no-record")),
                    )
                    for state in states
                ),
                dates=_told(row, reasons),
                continuous_since=day_of(row, "continuousSince"),
                because=reasons,
                record_as_at=day_of(row, "recordAsAt"),
                last_known=said(row.get("lastKnown", "")),
                last_known_on=day_of(row, "lastKnownOn"),
            )
        )
    return TerritoryFrame(version, short(territory), named, on, known_on, tuple(answers))


def why_of(
    store: ox.Store, territory: str, towards: str, on: date, *, known_on: date | None = None
) -> TerritoryWhyFrame:
    """Return why a treaty is, or is not, applied to a territory on a day.

    Raises ``InputError`` for a mechanism: which mechanisms reach a territory is not told.
    """
    if towards.startswith("mechanism:"):
        raise InputError(
            f"Which mechanisms reach {label(store, territory)} is not told: it is a territory.",
            hint=f"`inforce why {short(territory)} TREATY` says why a treaty is applied to it.",
        )
    frame = status_of(store, territory, on, known_on=known_on, only=(towards,))
    from inforce.answers.territorial_acts import decisive

    named = [name for reason in frame.answers[0].because for name in _links(reason)]
    found = decisive(store, territory, towards, on, named, known_on)
    return TerritoryWhyFrame(frame, found, _answering(store, territory, frame.answers[0]))


def _answering(store: ox.Store, territory: str, answer: TerritoryAnswer) -> tuple[Answering, ...]:
    """Return what is recorded of the time over which those who apply a treaty answer for a territory."""
    causes = Causes(store)
    found: list[Answering] = []
    states = {one.state for one in answer.responsible}
    about = store.quads_for_pattern(None, _TERRITORY, node(territory), None)
    for name in sorted(compact(quad.subject.value) for quad in about):  # type: ignore[union-attr]
        facts = causes.facts(name)
        row = causes.one(name)
        if row.get("rdf:type") == "inforce:Responsibility" and short(row["participant"]) in states:
            found.append(
                Answering(
                    short(name),
                    causes.label(name),
                    day_of(row, "from"),
                    day_of(row, "until"),
                    row.get("asWritten", ""),
                    tuple(causes.source(source) for source in sorted(facts.get("dcterms:source", ()))),
                )
            )
    return tuple(found)


def _told(row: Row, reasons: Sequence[Reason]) -> Dates:
    periods = [reason.dates for reason in reasons if reason.kind == "period"]
    if said(row.get("answer", "")) in {"yes", "undetermined"} and periods:
        return max(periods, key=lambda dates: dates.from_earliest or BEGINNING)
    if not row:
        return Dates()
    start, end = day_of(row, "from"), day_of(row, "until")
    start = None if start == BEGINNING else start
    return Dates(start, start, end, end)


def _dates(row: Row) -> Dates:
    return Dates(
        *(day_of(row, name) for name in ("fromEarliest", "fromLatest", "untilEarliest", "untilLatest"))
    )


def _links(reason: Reason) -> list[str]:
    acts = [*([reason.opened_by] if reason.opened_by else []), *reason.closed_by]
    clauses = [*([reason.under] if reason.under else []), *reason.ended_under]
    return [*(f"{act.prefix}:{act.id}" for act in acts), *(f"rule:{clause.id}" for clause in clauses)]
