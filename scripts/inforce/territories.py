"""To which territory a treaty is applied, over which time, and who answers for it: the law, pure.

Plain dates in, plain dates out. A territory binds itself to nothing: a participant that answers for it
extends a treaty to it, itself bound by that treaty or not (China and the ICCPR).

* An act takes effect on the day that the notification or the depositary states.
* Without one, an act of the very day of the participant's own consent takes effect with that consent.
* A later one takes effect between its receipt and the day on which a consent of that day would bind, not
  before the participant itself is bound: no treaty here has a clause of its own on this.
* It ends with an act that ends it, with the participant's own being bound, with its responsibility for the
  territory, with the territory or with the treaty, whichever comes first.
* Absence is never a ``no``. What is ``no`` is the time from a consent that leaves the territory out, as long as
  the same participant answers for it and extends nothing to it; the time between an act for the territory and
  the day on which the participant itself is bound; and the time after an end that another's responsibility
  does not explain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from inforce.effects import Bounded, Period, opening
from inforce.record import Event, Record, Statement, Target, Territory
from inforce.terms import BEGINNING

__all__ = ["Applications", "TerritorialPeriod", "TerritorialStanding", "derive"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TerritorialPeriod(Bounded):
    """A time over which a participant applies a treaty to a territory because of one act of its own.

    The four dates say the same as those of a ``Period``. ``under`` is the clause that bounds its beginning.
    ``pending_from`` is the day of an act that has no effect yet because the participant itself is not bound.
    """

    id: str
    territory: str
    state: str
    towards: str
    from_earliest: date
    from_latest: date | None
    until_earliest: date | None
    until_latest: date | None
    opened_by: str
    closed_by: tuple[str, ...]
    under: str
    ended_under: tuple[str, ...]
    pending_from: date | None = None


@dataclass(frozen=True, slots=True)
class TerritorialStanding:
    """One answer on whether a treaty is applied to a territory over a stretch of time, and by whom."""

    id: str
    territory: str
    states: tuple[str, ...]
    towards: str
    answer: str
    start: date
    until: date | None
    because: tuple[str, ...]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None
    continuous_since: date | None


@dataclass(slots=True)
class Applications:
    """All periods and standings of territories."""

    periods: list[TerritorialPeriod] = field(default_factory=list)
    standings: list[TerritorialStanding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Beginning:
    first: date
    last: date | None
    under: str = ""
    pending_from: date | None = None


@dataclass(frozen=True, slots=True)
class _End:
    cause: str
    rules: tuple[str, ...]
    earliest: date
    latest: date | None


def derive(record: Record, periods: Iterable[Period], only: Iterable[str] | None = None) -> Applications:
    """Return to which territories treaties are applied.

    In: the record; the periods of the participants that act for the territories; the territories to derive
    for, all of them if None.
    """
    wanted = None if only is None else set(only)
    acts: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in record.events:
        if event.territory and (wanted is None or event.territory in wanted):
            acts[event.territory, event.towards].append(event)
    left_out: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in record.statements:
        for territory in statement.territories if statement.kind == "exclusion" else ():
            if wanted is None or territory in wanted:
                left_out[territory, statement.towards].append(statement)
    needed = {(event.participant, event.towards) for events in acts.values() for event in events}
    needed |= {(one.participant, one.towards) for statements in left_out.values() for one in statements}
    bound: dict[tuple[str, str], list[Period]] = defaultdict(list)
    for period in periods:
        key = (period.participant, period.towards)
        if key in needed and period.status in {"party", "member"}:
            bound[key].append(period)
    consents = {
        event.id: event
        for event in record.events
        if not event.territory and (event.participant, event.towards) in needed
    }
    found = Applications()
    for territory, towards in sorted({*acts, *left_out}):
        pair = _Pair(record, record.territories[territory], record.targets[towards], bound, consents)
        pair.leave_out(left_out[territory, towards])
        pair.apply(acts[territory, towards])
        found.periods.extend(pair.periods)
        found.standings.extend(pair.standings(acts[territory, towards]))
    return found


class _Pair:
    """One territory and one treaty."""

    def __init__(
        self,
        record: Record,
        territory: Territory,
        target: Target,
        bound: Mapping[tuple[str, str], Sequence[Period]],
        consents: Mapping[str, Event],
    ) -> None:
        self.record = record
        self.territory = territory
        self.target = target
        self.bound = bound
        self.consents = consents
        self.periods: list[TerritorialPeriod] = []
        self.left_out: list[tuple[date, date | None, Statement]] = []

    def leave_out(self, statements: Iterable[Statement]) -> None:
        """Take in the consents that leave the territory out: from when, and until when they do."""
        for one in statements:
            consent = self.consents.get(one.made_with)
            day = one.day or (consent.latest if consent is not None and consent.is_evidence else None)
            if day is None:
                continue
            for other in self.record.responsibilities:
                if (other.territory, other.participant) == (self.territory.id, one.participant):
                    # Nobody leaves out what is not yet its own to answer for.
                    day = max(day, other.start) if other.start else day
            withdrawn = [
                ends
                for other in self.record.statements
                if other.withdraws == one.id and (ends := other.start or other.day) is not None
            ]
            until = min([*self._over(one.participant), *withdrawn], default=None)
            self.left_out.append((day, until, one))
        self.left_out.sort(key=lambda found: (found[0], found[2].id))

    def apply(self, events: Sequence[Event]) -> None:
        """Make a period of each act that extends the treaty to a territory where it was not applied."""
        opened = [
            (beginning, event)
            for event in events
            if event.kind == "TerritorialApplication" and (beginning := self._opening(event)) is not None
        ]
        for beginning, event in sorted(opened, key=lambda one: (one[0].first, one[1].id)):
            state = event.participant
            if any(period.state == state and period.surely(beginning.first) for period in self.periods):
                # Applied already: a notice that says so again, or changes a reservation.
                continue
            names = (self.target.id, state, self.territory.id)
            base = "period:{}-{}-{}-applied".format(*(name.partition(":")[2] for name in names))
            count = 1 + sum(period.state == state for period in self.periods)
            period = TerritorialPeriod(
                id=base if count == 1 else f"{base}-{count}",
                territory=self.territory.id,
                state=state,
                towards=self.target.id,
                from_earliest=beginning.first,
                from_latest=beginning.last,
                until_earliest=None,
                until_latest=None,
                opened_by=event.id,
                closed_by=(),
                under=beginning.under,
                ended_under=(),
                pending_from=beginning.pending_from if event.is_evidence else None,
            )
            closed = self._close(period, events)
            if closed.until_latest is None or closed.from_earliest < closed.until_latest:
                self.periods.append(closed)

    # Beginnings.

    def _opening(self, event: Event) -> _Beginning | None:
        stated = event.stated_effect or event.effective_from
        found = self._counted(event) if stated is None else _Beginning(stated, stated)
        if found is None:
            return None
        first, last = found.first, found.last
        for one in self.record.responsibilities:
            if (one.territory, one.participant) == (self.territory.id, event.participant) and one.start:
                # Nobody applies a treaty to what is not yet its own to answer for.
                first, last = max(first, one.start), last and max(last, one.start)
        if any(over <= first for over in self._over(event.participant)):
            return None
        return replace(found, first=first, last=last if event.is_evidence else None)

    def _over(self, state: str) -> Iterator[date]:
        """Yield the days from which a participant can no longer apply the treaty to the territory."""
        for one in self.record.responsibilities:
            if (one.territory, one.participant) == (self.territory.id, state) and one.until is not None:
                yield one.until
        yield from (day for day in (self.territory.exists_until, self.target.ended_on) if day is not None)

    def _counted(self, event: Event) -> _Beginning | None:
        """Return when an act takes effect that does not say so itself."""
        own = self.bound.get((event.participant, self.target.id), ())
        general = self.target.entered_into_force
        day = event.earliest
        if day is None or general is None:
            return None
        consents = {period.id: self.consents.get(period.opened_by) for period in own}
        for period in own:
            consent = consents[period.id]
            if consent is not None and day == event.latest == consent.earliest == consent.latest:
                return _Beginning(period.from_earliest, period.from_latest, period.under, day)
        running = [
            period
            for period in own
            if (period.until_latest is None or day < period.until_latest)
            and ((consent := consents[period.id]) is None or (consent.earliest or day) <= day)
        ]
        if not running:
            return _Beginning(max(day, general), None)
        entry = min(running, key=lambda period: period.from_earliest)
        rule = self.target.rules.get("entry-into-force")
        last = opening(rule, event.latest, self.target) if event.latest is not None else None
        if last is not None:
            last = None if entry.from_latest is None else max(last, entry.from_latest)
        first = max(day, general, entry.from_earliest)
        return _Beginning(first, last, rule.id if rule else "", day if day < entry.from_earliest else None)

    # Ends.

    def _close(self, period: TerritorialPeriod, events: Iterable[Event]) -> TerritorialPeriod:
        ends = [end for end in self._ends(period, events) if end.earliest > period.from_earliest]
        if not ends:
            return period
        first = min(ends, key=lambda end: (end.earliest, end.cause))
        certain = [end for end in ends if end.latest is not None]
        last = min(certain, key=lambda end: (end.latest or BEGINNING, end.cause)) if certain else None
        causes = [first] if last is None or last.cause == first.cause else [first, last]
        return replace(
            period,
            until_earliest=first.earliest,
            until_latest=last.latest if last else None,
            closed_by=tuple(end.cause for end in causes),
            ended_under=tuple(dict.fromkeys(rule for end in causes for rule in end.rules)),
        )

    def _ends(self, period: TerritorialPeriod, events: Iterable[Event]) -> Iterable[_End]:
        for event in events:
            if event.kind == "EndOfTerritorialApplication" and event.participant == period.state:
                stated = event.stated_effect or event.effective_from
                earliest, latest = stated or event.earliest, stated or event.latest
                if earliest is not None:
                    yield _End(event.id, (), earliest, latest if event.is_evidence else None)
        own = self.bound.get((period.state, self.target.id), ())
        for one in own:
            end = one.until_earliest
            if end is not None and not any(
                other.from_latest is not None
                and other.from_latest <= end
                and (other.until_earliest is None or end < other.until_earliest)
                for other in own
            ):
                yield _End(one.closed_by[0], one.ended_under, end, one.until_latest)
        for responsibility in self.record.responsibilities:
            mine = (responsibility.territory, responsibility.participant) == (period.territory, period.state)
            if mine and responsibility.until is not None:
                yield _End(responsibility.id, (), responsibility.until, responsibility.until)
        for cause, day in (
            (self.territory.id, self.territory.exists_until),
            (self.target.id, self.target.ended_on),
        ):
            if day is not None:
                yield _End(cause, (), day, day)

    # Standings.

    def standings(self, events: Iterable[Event]) -> list[TerritorialStanding]:
        """Cut the pair's time into stretches of one answer each, without overlap and without gap."""
        if not self.periods and not self.left_out:
            return []
        days = {BEGINNING}
        days.update(day for start, until, _ in self.left_out for day in (start, until) if day is not None)
        for period in self.periods:
            bounds = (
                *(period.pending_from, period.from_earliest, period.from_latest),
                *(period.until_earliest, period.until_latest),
            )
            days.update(day for day in bounds if day is not None)
        found: list[tuple[date, str, tuple[tuple[str, str], ...]]] = []
        for day in sorted(days):
            answer, because = self._on(day)
            if not found or found[-1][1:] != (answer, because):
                found.append((day, answer, because))
        sources = {name for event in events if event.is_evidence for name in event.sources}
        sources |= {name for _, _, one in self.left_out for name in one.sources}
        shown = [on for name in sources if (on := self.record.sources[name].shown_on) is not None]
        name = f"{self.target.id.partition(':')[2]}-territory-{self.territory.id.partition(':')[2]}"
        stretches: list[TerritorialStanding] = []
        since: date | None = None
        known: tuple[str, date | None] = ("", None)
        for place, (start, answer, because) in enumerate(found):
            until = found[place + 1][0] if place + 1 < len(found) else None
            since = since or start if answer == "yes" else None
            if answer != "no-record":
                known = (answer, until - _DAY if until else None)
            unknown = answer == "no-record" and known[0]
            stretches.append(
                TerritorialStanding(
                    id=f"standing:{name}-{place + 1}",
                    territory=self.territory.id,
                    states=tuple(dict.fromkeys(state for _, state in because)),
                    towards=self.target.id,
                    answer=answer,
                    start=start,
                    until=until,
                    because=tuple(name for name, _ in because),
                    record_as_at=max(shown, default=None),
                    last_known=known[0] if unknown else "",
                    last_known_on=known[1] if unknown else None,
                    continuous_since=since,
                )
            )
        return stretches

    def _on(self, day: date) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the answer on a day, and its causes with the participant of each."""
        sure = [period for period in self.periods if period.surely(day)]
        if sure:
            return "yes", _causes(sure)
        maybe = [period for period in self.periods if period.perhaps(day)]
        if maybe:
            return "undetermined", _causes(maybe)
        waiting = [
            one for one in self.periods if one.pending_from and one.pending_from <= day < one.from_earliest
        ]
        if waiting:
            return "no", _causes(waiting)
        over = [one for one in self.periods if one.until_latest is not None and one.until_latest <= day]
        if over:
            last = max(over, key=lambda period: (period.until_latest or BEGINNING, period.id))
            # Who answers for it since then may have gone on with the treaty: that its acts are not at hand
            # shows nothing.
            if not any(cause.startswith("responsibility:") for cause in last.closed_by):
                return "no", _causes([last])
        for start, until, one in reversed(self.left_out):
            if start <= day and (until is None or day < until):
                return "no", ((one.id, one.participant),)
        return "no-record", _causes([last]) if over else ()


def _causes(periods: Iterable[TerritorialPeriod]) -> tuple[tuple[str, str], ...]:
    return tuple((period.id, period.state) for period in periods)
