"""Why an answer is what it is, and which acts, clauses and records decide it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import pyoxigraph as ox

from inforce.answers.coverage import CoverageAnswer, CoverageFrame, coverage, mechanisms
from inforce.answers.knowledge import recorded, what_was_known
from inforce.answers.predecessors import Predecessor
from inforce.answers.reasons import Causes, Dates, Reason
from inforce.answers.status import StatusAnswer, StatusFrame, status
from inforce.conditions import Coverage
from inforce.derive import Derived, derived
from inforce.effects import Effects, Standing
from inforce.effects import known_on as known_by
from inforce.names import label, short
from inforce.record import Record, read
from inforce.terms import said

__all__ = ["WhyFrame", "why"]


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
    predecessors: tuple[Predecessor, ...]
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
    knowledge, if another. Beside the causes of the answer, the reasons name what the time that it tells
    rests on: earlier consents, a membership, and acts that had no effect.
    """
    found: CoverageAnswer | StatusAnswer
    if asked.startswith("mechanism:"):
        only = [mechanisms(store)[asked]]
        frame: CoverageFrame | StatusFrame = coverage(store, state, on, known_on=known_on, only=only)
        found = frame.answers[0]
        because = found.because
        since = found.dates.from_earliest
        if since is not None and since < on:
            before = coverage(store, state, since, known_on=known_on, only=only).answers[0]
            because += tuple(
                reason for reason in before.because if reason.kind == "period" and reason not in because
            )
    else:
        frame = status(store, state, on, known_on=known_on, only=(asked,), territories=False)
        found = frame.answers[0]
        because = found.because
    trial = _Trial(store, state, asked, on, known_on)
    known = store if known_on is None else what_was_known(store, state, known_on)
    because += tuple(trial.behind(because, Causes(known)))
    return WhyFrame(
        data_version=frame.data_version,
        state=frame.state,
        state_label=frame.state_label,
        asked=short(asked),
        asked_label=label(store, asked),
        on=on,
        known_on=known_on,
        predecessors=frame.predecessors,
        answer=found.answer,
        dates=found.dates,
        because=because,
        decisive=trial.decisive(_links(because)),
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
        found += [f"{act.prefix}:{act.id}" for act in acts]
        found += [f"rule:{clause.id}" for clause in clauses]
        if reason.record is not None:
            found.append(f"source:{reason.record.id}")
    return list(dict.fromkeys(found))


class _Trial:
    """One participant's record, with the law applied to it anew as often as something is taken out."""

    def __init__(self, store: ox.Store, state: str, asked: str, on: date, known_on: date | None) -> None:
        record = read(recorded(store, state))
        self.record = record if known_on is None else known_by(record, known_on)
        self.state = state
        self.asked = asked
        self.on = on
        self.followed = derived(self.record, (state,))

    def answer(self, followed: Derived) -> object:
        """Return the answer, and the dates, that follow from a record."""
        if self.asked.startswith("mechanism:"):
            return _reached((one for one in followed.coverage if one.mechanism == self.asked), self.on)
        return _stood(followed.effects, self.asked, self.on)

    def decisive(self, named: Iterable[str]) -> frozenset[str]:
        """Return those of some acts, clauses and records without which the answer or a date changes."""
        given = self.answer(self.followed)
        return frozenset(
            name for name in named if self.answer(derived(self._without(name), (self.state,))) != given
        )

    def _without(self, name: str) -> Record:
        """Return the record as if an act had not been, a clause were silent, or a source incomplete."""
        record = self.record
        kind = name.partition(":")[0]
        if kind == "statement":
            kept = tuple(one for one in record.statements if one.id != name)
            return replace(record, statements=kept)
        if kind == "naming":
            named = tuple(one for one in record.namings if one.id != name)
            return replace(record, namings=named)
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

    def behind(self, reasons: Sequence[Reason], causes: Causes) -> Iterator[Reason]:
        """Yield the membership whose loss ended a period, and the acts under what is told that had no effect."""
        effects = self.followed.effects
        told = {reason.period for reason in reasons}
        lost = {
            f"event:{act.id}": act.towards
            for reason in reasons
            for act in reason.closed_by
            if act.towards != reason.towards
        }
        for period in effects.periods:
            if period.status not in {"party", "member"} or short(period.id) in told:
                continue
            if any(lost.get(cause) == short(period.towards) for cause in period.closed_by):
                answer = next(
                    standing.answer
                    for standing in effects.standings
                    if standing.towards == period.towards and _is_within(standing, self.on)
                )
                yield from causes.reasons([period.id], period.towards, said(answer))
        towards = {short(self.asked), *(reason.towards for reason in reasons)}
        for act in effects.ineffective:
            if short(act.towards) in towards:
                yield causes.without_effect(act.event, act.towards, act.rule, act.by)


def _is_within(stretch: Coverage | Standing, on: date) -> bool:
    return stretch.start <= on and (stretch.until is None or on < stretch.until)


def _reached(stretches: Iterable[Coverage], on: date) -> object:
    """Return what is told of a reach on a day: the answer and its dates."""
    for reach in stretches:
        if _is_within(reach, on):
            dates = Dates(reach.from_earliest, reach.from_latest, reach.until_earliest, reach.until_latest)
            return reach.answer, dates, reach.last_known, reach.last_known_on
    return "no-record"


def _stood(effects: Effects, asked: str, on: date) -> object:
    """Return what is told of a standing on a day: the answer and its dates."""
    stretches = [standing for standing in effects.standings if standing.towards == asked]
    for _, stretched in groupby(stretches, key=lambda standing: standing.answer):
        run = list(stretched)
        for standing in run:
            if not _is_within(standing, on):
                continue
            periods = [period for period in effects.periods if period.id in standing.because]
            if standing.answer in {"yes", "undetermined"}:
                last = max(periods, key=lambda period: period.from_earliest)
                dates = Dates(last.from_earliest, last.from_latest, last.until_earliest, last.until_latest)
            else:
                dates = Dates(run[0].start, None, None, run[-1].until)
            return standing.answer, dates, standing.last_known, standing.last_known_on
    return "no-record"
