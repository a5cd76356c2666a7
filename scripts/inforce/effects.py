"""Events and rules → status periods and standings: the law, pure.

Plain dates in, plain dates out: no RDF, no files, no clock. Every period is half-open: its first day
counts, its end day does not. A day that is known only within bounds is carried as bounds, and what may
be is never turned into what is:

* a consent opens a period under the entry-into-force clause, or on the day that the depositary states;
* an exit ends the periods begun before its effect whose consent is not later than its receipt;
* of several exits the earliest effect wins;
* a presumed, unverified or contested act can make an answer undetermined, never yes or no;
* presence lasts until an exit is known; absence is known only up to the day of a complete record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from inforce.record import Event, Participant, Record, Rule, Source, Target
from inforce.terms import BEGINNING, CONSENTS, EXITS

__all__ = [
    "Bounded",
    "Effects",
    "Ending",
    "Ineffective",
    "Period",
    "Standing",
    "add",
    "derive",
    "known_on",
    "opening",
    "receipt",
    "reckon",
]

_DAY = timedelta(days=1)


class Bounded:
    """A time whose first and last day may be known only within bounds."""

    __slots__ = ()

    from_earliest: date
    from_latest: date | None
    until_earliest: date | None
    until_latest: date | None

    def surely(self, day: date) -> bool:
        """Whether a day lies within it whatever the unknown days turn out to be."""
        return (
            self.from_latest is not None
            and self.from_latest <= day
            and (self.until_earliest is None or day < self.until_earliest)
        )

    def perhaps(self, day: date) -> bool:
        """Whether a day can lie within it."""
        return self.from_earliest <= day and (self.until_latest is None or day < self.until_latest)


@dataclass(frozen=True, slots=True)
class Period(Bounded):
    """A participant's status under a target over a time, one per consent.

    Exact days are equal pairs. No ``until``: no end is known. ``until_earliest`` alone: it may have ended
    from that day on and nothing shows that it must. No ``from_latest``: it may never have begun.
    ``computed`` is the day that the clause gives where the depositary states another one.
    """

    id: str
    participant: str
    towards: str
    status: str
    from_earliest: date
    from_latest: date | None
    until_earliest: date | None
    until_latest: date | None
    opened_by: str
    closed_by: tuple[str, ...]
    under: str
    ended_under: tuple[str, ...]
    computed: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One answer on whether a participant is bound by, or a member of, a target over a stretch of time.

    ``is_pending``: a consent has been given, to a treaty in force, and does not bind yet.
    """

    id: str
    participant: str
    towards: str
    answer: str
    start: date
    until: date | None
    status: str
    because: tuple[str, ...]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None
    continuous_since: date | None
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """The effect of one exit: when it was received, when it takes effect, under which rule.

    ``latest`` is None where nothing shows that it must take effect. ``computed`` is the day that the
    clause gives where the depositary states another one.
    """

    event: str
    rule: str
    received_latest: date | None
    earliest: date
    latest: date | None
    computed: date | None


@dataclass(frozen=True, slots=True)
class Ineffective:
    """An act that ended or began nothing: under which rule, or because of which other act.

    ``rule`` permits no such act, or not on its day; ``by`` took it back in time, or had ended everything
    before it could.
    """

    event: str
    towards: str
    rule: str
    by: str


@dataclass(slots=True)
class Effects:
    """All periods and standings of a record, the effects of its exits, and the acts that had none."""

    periods: list[Period] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    ineffective: list[Ineffective] = field(default_factory=list)


# --- the arithmetic of clauses -----------------------------------------------------------------------


def add(day: date, length: int, unit: str) -> date:
    """Return the day ``length`` days, months or years later; a month too short gives its last day.

    >>> add(date(2021, 8, 31), 6, "month")
    datetime.date(2022, 2, 28)
    """
    if unit == "day":
        return day + timedelta(days=length)
    if unit == "month":
        return day + relativedelta(months=length)
    if unit == "year":
        return day + relativedelta(years=length)
    raise ValueError(f"{unit!r} is no unit of time")


def reckon(rule: Rule, day: date, own_entry: date | None = None) -> date | None:
    """Return the first day of the effect of an act of ``day`` under a rule.

    ``own_entry`` is the participant's own entry into force, from which some windows run. None: the rule
    allows no such act on that day (the window of an ILO Convention), so that it has no effect.
    """
    if rule.length is None or rule.rounding == "end-of-financial-year":
        end = day
    else:
        end = add(day, rule.length, rule.unit)
    if rule.counting == "day-after":
        end += _DAY
    if rule.rounding == "end-of-financial-year":
        # Statute of the Council of Europe, art. 7: notice given in the first nine months takes effect
        # at the end of that financial year, later notice at the end of the next.
        return date(day.year + (1 if day.month <= 9 else 2), 1, 1)
    if rule.rounding == "first-of-following-month":
        return date(end.year + end.month // 12, end.month % 12 + 1, 1)
    if rule.window_kind:
        return _in_window(rule, day, end, own_entry)
    return end


def _in_window(rule: Rule, day: date, end: date, own_entry: date | None) -> date | None:
    start = rule.window_from or own_entry
    if start is None or rule.window_first is None or rule.window_next is None:
        return None
    boundary = add(start, rule.window_first, "year")
    if rule.window_kind == "at-the-end-of-each-period":
        while boundary < end:
            boundary = add(boundary, rule.window_next, "year")
        return boundary
    if rule.window_kind == "within-the-year-after-each-period":
        while add(boundary, 1, "year") <= day:
            boundary = add(boundary, rule.window_next, "year")
        return end if boundary <= day else None
    raise ValueError(f"{rule.window_kind!r} is no kind of window")


def receipt(rule: Rule, effect: date) -> tuple[date, date] | None:
    """Return the first and the last day of an act that takes effect on a day: the clause read backwards.

    None where no day has that effect, or where the clause does not count a time from the act.
    """
    if rule.length is None or rule.window_kind or rule.rounding == "end-of-financial-year":
        return None
    middle = add(effect, -rule.length, rule.unit)
    days = [day for shift in range(-35, 36) if reckon(rule, day := middle + timedelta(days=shift)) == effect]
    return (days[0], days[-1]) if days else None


def opening(rule: Rule | None, day: date, target: Target) -> date | None:
    """Return the day on which a consent of ``day`` binds: by the clause, not before the general date.

    None where the treaty is not in force.
    """
    if target.entered_into_force is None:
        return day if target.is_organisation else None
    reckoned = day if rule is None else reckon(rule, day)
    assert reckoned is not None, "an entry-into-force clause has no window"
    return max(reckoned, target.entered_into_force)


# --- from events to periods --------------------------------------------------------------------------


def _bounds(event: Event, sources: Mapping[str, Source]) -> tuple[date | None, date | None]:
    """Return the day of an act as bounds; the record that shows it bounds what nothing else does."""
    latest = event.latest
    if latest is None and event.is_evidence:
        shown = [on for name in event.sources if (on := sources[name].shown_on) is not None]
        latest = min(shown) if shown else None
    return event.earliest, latest


class _Pair:
    """One participant and one target: its events, its exits, its periods, its standings."""

    def __init__(
        self, record: Record, participant: Participant, target: Target, complete: Sequence[Source]
    ) -> None:
        self.record = record
        # The documents that show all participants of the target, or all present ones.
        self.complete = complete
        self.participant = participant
        self.target = target
        self.name = f"{target.id.partition(':')[2]}-{participant.id.partition(':')[2]}"
        self.events: list[Event] = []
        self.endings: list[Ending] = []
        self.ineffective: list[Ineffective] = []
        self.periods: list[Period] = []
        self.last_act = BEGINNING
        # The documents that leave this participant out.
        self.gaps: set[str] = set()

    # Exits.

    def own_endings(self) -> list[Ending]:
        """Return the effects of this participant's own denunciations, withdrawals and cessations."""
        rule = self.target.rules.get("denunciation")
        return [
            ending
            for event in self.events
            if event.kind in EXITS and (ending := self._ending(event, rule)) is not None
        ]

    def _ending(self, event: Event, rule: Rule | None) -> Ending | None:
        received_earliest, received_latest = _bounds(event, self.record.sources)
        # An organ that ends a membership acts under a clause of its own, not under that on leaving.
        under = rule.id if rule and event.kind != "Cessation" else ""
        certain = event.is_evidence
        closes = rule is not None and rule.permission in {"not-permitted", "as-parent"}
        if closes and event.kind != "Cessation":
            # The first is no exit in law; the second ends with its parent and not by an act of its own.
            self._had_no_effect(event, rule=under)
            return None
        computed_earliest = self._exit_day(event, rule, received_earliest)
        computed_latest = self._exit_day(event, rule, received_latest)
        computed: date | None = None
        if event.stated_effect is not None:
            earliest: date | None = event.stated_effect
            latest: date | None = event.stated_effect
            if computed_earliest == computed_latest != event.stated_effect:
                computed = computed_earliest
        elif event.kind == "Cessation":
            # The organ that ends a membership fixes the day.
            earliest, latest = received_earliest, received_latest
        else:
            earliest, latest = computed_earliest, computed_latest
            if rule is None or rule.permission != "permitted" or self._too_early(rule, received_latest):
                # Nothing shows that this act must take effect, nor that it cannot.
                earliest, latest = earliest or received_earliest, None
        if earliest is None:
            if received_earliest is not None:
                self._had_no_effect(event, rule=under)
            return None
        for cancelling in self.events:
            if cancelling.cancels != event.id:
                continue
            day = cancelling.latest
            if day is not None and day < earliest and cancelling.is_evidence:
                self._had_no_effect(event, by=cancelling.id)
                return None
            if latest is None or cancelling.earliest is None or cancelling.earliest < latest:
                latest = None
        return Ending(event.id, under, received_latest, earliest, latest if certain else None, computed)

    def _had_no_effect(self, event: Event, *, rule: str = "", by: str = "") -> None:
        self.ineffective.append(Ineffective(event.id, self.target.id, rule, by))

    def _exit_day(self, event: Event, rule: Rule | None, received: date | None) -> date | None:
        if received is None:
            return None
        if rule is None or rule.permission != "permitted" or event.kind == "Cessation":
            return received
        return reckon(rule, received, self._own_entry(received))

    def _own_entry(self, received: date) -> date | None:
        """Return the day from which the participant was bound when it gave notice, if that is known."""
        opened = [
            period.from_earliest
            for period in self.periods
            if period.status in {"party", "member"} and period.from_earliest <= received
        ]
        return max(opened, default=None)

    def _too_early(self, rule: Rule, received: date | None) -> bool:
        if rule.not_before_length is None or received is None or rule.window_kind:
            return False
        if rule.not_before_from == "general-entry-into-force":
            start = self.target.entered_into_force
        else:
            start = self._own_entry(received)
        return start is not None and received < add(start, rule.not_before_length, rule.not_before_unit)

    # Consents.

    def open(self) -> None:
        """Make a period of each consent and of each signature, without their ends."""
        status = "member" if self.target.is_organisation else "party"
        for event in sorted(self.events, key=lambda event: (event.earliest or BEGINNING, event.id)):
            if event.kind in CONSENTS:
                opened = self._opening(event)
                if opened is not None:
                    self._begin(status, event, *opened)
            elif event.kind == "Signature" and event.earliest is not None and event.is_evidence:
                self._begin("signatory", event, event.earliest, event.latest, None)
            elif event.kind == "Suspension" and event.earliest is not None:
                self._begin("suspended", event, event.earliest, event.latest, None)

    def _begin(
        self, status: str, event: Event, earliest: date, latest: date | None, computed: date | None
    ) -> None:
        count = 1 + sum(period.status == status for period in self.periods)
        rule = self.target.rules.get("entry-into-force") if status in {"party", "member"} else None
        self.periods.append(
            Period(
                id=f"period:{self.name}-{status}" + (f"-{count}" if count > 1 else ""),
                participant=self.participant.id,
                towards=self.target.id,
                status=status,
                from_earliest=earliest,
                from_latest=latest,
                until_earliest=None,
                until_latest=None,
                opened_by=event.id,
                closed_by=(),
                under=rule.id if rule else "",
                ended_under=(),
                computed=computed,
            )
        )

    def _opening(self, event: Event) -> tuple[date, date | None, date | None] | None:
        rule = self.target.rules.get("entry-into-force")
        general = self.target.entered_into_force
        for cancelling in self.events:
            # A consent withdrawn before it took effect never took effect.
            if cancelling.cancels == event.id and cancelling.kind == "WithdrawalOfConsent":
                self._had_no_effect(event, by=cancelling.id)
                return None
        earliest, latest = _bounds(event, self.record.sources)
        computed: date | None = None
        first: date | None
        last: date | None
        if event.kind == "Succession":
            stated = event.stated_effect or event.effective_from
            if stated is not None:
                first = last = stated if general is None else max(stated, general)
            elif latest is None:
                return None
            else:
                own = self.participant.exists_from
                bounds = [day for day in (general, own) if day is not None]
                last = latest if general is None else max(latest, general)
                first = min(max(bounds), last) if bounds else last
        elif event.stated_effect is not None:
            first = last = event.stated_effect
            if earliest is not None and earliest == latest and rule is not None:
                reckoned = opening(rule, earliest, self.target)
                computed = reckoned if reckoned != event.stated_effect else None
        else:
            last = opening(rule, latest, self.target) if latest is not None else None
            if earliest is not None:
                first = opening(rule, earliest, self.target)
            else:
                first = general or self.target.adopted or last
            if first is None or (general is None and not self.target.is_organisation):
                return None
        if self.participant.gone_by is not None and self.participant.gone_by <= first:
            # The participant was no more when its consent would have bound it.
            return None
        return first, (last if event.is_evidence else None), computed

    # Ends.

    def close(self, endings: Sequence[Ending]) -> None:
        """Give each period the end that the exits, the end of the treaty or of the participant give it."""
        consents = {event.id: event for event in self.events}
        ends = list(endings)
        if self.target.ended_on is not None:
            day = self.target.ended_on
            ends.append(Ending(self.target.id, "", day, day, day, None))
        bound = [period for period in self.periods if period.status in {"party", "member"}]
        closed: list[Period] = []
        for period in self.periods:
            if period.status == "signatory":
                closed.append(self._end_signature(period, bound, [*ends, *self._lifetime(period)]))
                continue
            consent = consents[period.opened_by]
            hits = [
                ending
                for ending in ends
                if period.from_earliest < ending.earliest
                and (
                    consent.earliest is None
                    or ending.received_latest is None
                    or consent.earliest <= ending.received_latest
                )
            ]
            hits += self._lifetime(period)
            if period.status == "suspended":
                hits += [
                    Ending(event.id, "", event.latest, event.earliest, event.latest, None)
                    for event in self.events
                    if event.kind == "EndOfSuspension"
                    and event.earliest is not None
                    and event.earliest > period.from_earliest
                ]
            closed.append(_closed(period, hits))
        self.periods = closed
        self.endings = list(endings)
        self.ineffective += self._overtaken()

    def _overtaken(self) -> Iterator[Ineffective]:
        """Yield the exits that would have ended what another one had ended before."""
        bound = [period for period in self.periods if period.status in {"party", "member"}]
        own = {event.id for event in self.events}
        own -= {cause for period in bound for cause in period.closed_by}
        for ending in self.endings:
            if ending.event not in own:
                continue
            for period in bound:
                if (
                    period.until_latest is not None
                    and period.until_latest <= ending.earliest
                    and ending.received_latest is not None
                    and period.from_earliest <= ending.received_latest
                    and ending.received_latest < period.until_latest
                ):
                    yield Ineffective(ending.event, self.target.id, "", period.closed_by[-1])

    def _lifetime(self, period: Period) -> list[Ending]:
        """Return the end that the participant's own end gives a period.

        An end that no source dates lies between the last act of the participant and the day by which it
        was surely no more.
        """
        gone_by, until = self.participant.gone_by, self.participant.exists_until
        if gone_by is None or gone_by <= period.from_earliest:
            return []
        earliest = until or min(self.last_act + _DAY, gone_by)
        earliest = max(earliest, period.from_earliest)
        return [Ending(self.participant.id, "", gone_by, earliest, gone_by, None)]

    def _end_signature(self, period: Period, bound: Sequence[Period], ends: Sequence[Ending]) -> Period:
        later = [
            Ending(other.opened_by, "", None, other.from_earliest, other.from_latest, None)
            for other in bound
            if other.from_earliest >= period.from_earliest
        ]
        later += [
            Ending(event.id, "", event.latest, event.earliest, event.latest, None)
            for event in self.events
            if event.kind == "IntentionNotToBecomeParty" and event.earliest is not None
        ]
        later += [ending for ending in ends if not ending.event.startswith("event:")]
        return _closed(period, later)

    # Standings.

    def standings(self) -> list[Standing]:
        """Cut the pair's time into stretches of one answer each, without overlap and without gap."""
        bound = [period for period in self.periods if period.status in {"party", "member"}]
        absence = _Absence(self, bound)
        if not bound and not absence.is_known():
            return []
        days = {BEGINNING, *absence.days()}
        for period in bound:
            days.update(
                day
                for day in (
                    period.from_earliest,
                    period.from_latest,
                    period.until_earliest,
                    period.until_latest,
                )
                if day is not None
            )
        found: list[tuple[date, str, tuple[str, ...], bool]] = []
        for day in sorted(days):
            sure = tuple(period.id for period in bound if period.surely(day))
            maybe = tuple(period.id for period in bound if period.perhaps(day))
            if sure:
                answer, because = "yes", sure
            elif maybe:
                answer, because = "undetermined", maybe
            else:
                answer, because = absence.on(day)
            stretch = (answer, because, answer in {"no", "no-record"} and absence.is_waiting(day))
            if not found or found[-1][1:] != stretch:
                found.append((day, *stretch))
        return self._stretches(found)

    def _stretches(self, found: Sequence[tuple[date, str, tuple[str, ...], bool]]) -> list[Standing]:
        as_at = self._record_as_at()
        stretches: list[Standing] = []
        since: date | None = None
        known: tuple[str, date | None] = ("", None)
        for place, (start, answer, because, is_pending) in enumerate(found):
            until = found[place + 1][0] if place + 1 < len(found) else None
            since = since or start if answer == "yes" else None
            if answer != "no-record" and self._tells_of_the_participant(because, until):
                known = (answer, until - _DAY if until else None)
            unknown = answer == "no-record" and known[0]
            stretches.append(
                Standing(
                    id=f"standing:{self.name}-{place + 1}",
                    participant=self.participant.id,
                    towards=self.target.id,
                    answer=answer,
                    start=start,
                    until=until,
                    status=self._status(answer),
                    because=because,
                    record_as_at=as_at,
                    last_known=known[0] if unknown else "",
                    last_known_on=known[1] if unknown else None,
                    continuous_since=since,
                    is_pending=is_pending,
                )
            )
        return stretches

    def _tells_of_the_participant(self, because: Sequence[str], until: date | None) -> bool:
        """Say whether a stretch shows more than that the treaty, or the participant, was not yet there."""
        if because == (self.target.id,):
            return False
        began = (self.participant.exists_from, self.target.adopted)
        return until is None or not any(day is not None and until <= day for day in began)

    def _status(self, answer: str) -> str:
        if answer != "yes":
            return ""
        return "member" if self.target.is_organisation else "party"

    def _record_as_at(self) -> date | None:
        names = {name for event in self.events if event.is_evidence for name in event.sources}
        names |= {source.id for source in self.complete}
        days = [on for name in names if (on := self.record.sources[name].shown_on) is not None]
        return max(days) if days else None


def _closed(period: Period, hits: Sequence[Ending]) -> Period:
    if not hits:
        return period
    first = min(hits, key=lambda ending: (ending.earliest, ending.event))
    certain = [ending for ending in hits if ending.latest is not None]
    last = min(certain, key=lambda ending: (ending.latest or BEGINNING, ending.event)) if certain else None
    causes = [first] if last is None or last.event == first.event else [first, last]
    return Period(
        id=period.id,
        participant=period.participant,
        towards=period.towards,
        status=period.status,
        from_earliest=period.from_earliest,
        from_latest=period.from_latest,
        until_earliest=first.earliest,
        until_latest=last.latest if last else None,
        opened_by=period.opened_by,
        closed_by=tuple(ending.event for ending in causes),
        under=period.under,
        ended_under=tuple(dict.fromkeys(ending.rule for ending in causes if ending.rule)),
        computed=period.computed,
    )


def _is_gone(participant: Participant, day: date) -> bool:
    # A depositary replaces the row of a state that is no more: its table proves nothing about it.
    return participant.gone_by is not None and participant.gone_by <= day


class _Absence:
    """What shows that a participant is not bound on a day, in the order of the model's rules."""

    def __init__(self, pair: _Pair, bound: Sequence[Period]) -> None:
        target = pair.target
        self.target = target
        self.ended_on = target.ended_on
        self.general = target.entered_into_force if not target.is_organisation else target.adopted
        self.never_in_force = target.entered_into_force is None and not target.is_organisation
        self.complete = {
            source.id: source.shown_on
            for source in pair.complete
            if target.id in source.complete_for
            and source.shown_on is not None
            and not _is_gone(pair.participant, source.shown_on)
        }
        self.current = {
            source.id: source.shown_on
            for source in pair.complete
            if target.id in source.complete_for_current and source.shown_on is not None
        }
        self.gaps = pair.gaps
        self.gone_by = pair.participant.gone_by
        self.participant = pair.participant.id
        # A consent of which only the effect is stated was given by the record that shows it, and before it
        # took effect.
        self.consents = sorted(
            (
                event.earliest or min(day for day in (last, period.from_earliest) if day is not None),
                period.from_earliest,
                period.id,
            )
            for period in bound
            for event in pair.events
            for _, last in (_bounds(event, pair.record.sources),)
            if event.id == period.opened_by
            and event.is_evidence
            and (event.earliest is not None or event.stated_effect is not None)
        )
        self.first_shown = {
            name: min(
                period.from_earliest
                for period in bound
                for event in pair.events
                if event.id == period.opened_by and name in event.sources
            )
            for name in self.gaps
            if any(name in event.sources for event in pair.events if event.kind in CONSENTS)
        }
        # An exit is told by the period that it ended. One that ended none counts only where no other did
        # before: it tells of an earlier consent that is not known, not of somebody who had left already.
        ended = {cause: period.id for period in bound for cause in period.closed_by}
        left = [(ending.latest, ending.event) for ending in pair.endings if ending.latest is not None]
        first = min((day for day, event in left if event in ended), default=None)
        self.exits = sorted(
            (day, ended.get(event, event))
            for day, event in left
            if event in ended or first is None or day < first
        )

    def is_known(self) -> bool:
        return bool(self.complete or self.current or self.exits)

    def days(self) -> set[date]:
        found = {day + _DAY for day in self.complete.values()}
        found |= {day for on in self.current.values() for day in (on, on + _DAY)}
        found |= {day for day, _ in self.exits}
        found |= {consent for consent, _, _ in self.consents}
        found |= {day for day in (self.general, self.ended_on, self.gone_by) if day is not None}
        return found

    def is_waiting(self, day: date) -> bool:
        """Say whether a consent to a treaty in force has been given that does not bind yet."""
        return (
            self.general is not None
            and self.general <= day
            and any(consent <= day < start for consent, start, _ in self.consents)
        )

    def on(self, day: date) -> tuple[str, tuple[str, ...]]:
        if self.ended_on is not None and day >= self.ended_on:
            return "no", (self.target.id,)
        if self.gone_by is not None and day >= self.gone_by:
            return "no", (self.participant,)
        pending = [name for consent, start, name in self.consents if consent <= day < start]
        left = [(effect, name) for effect, name in self.exits if effect <= day]
        if pending and not self.gaps:
            # Where earlier spells may be missing, waiting for this consent shows nothing.
            return "no", (pending[0],)
        if left:
            return "no", (left[-1][1],)
        last: tuple[str, ...] = ()
        for name, shown in sorted(self.complete.items(), key=lambda item: item[1]):
            if name in self.gaps and not (name in self.first_shown and day >= self.first_shown[name]):
                continue
            if day <= shown:
                return "no", (name,)
            last = (name,)
        if self.general is not None and day < self.general:
            return "no", (self.target.id,)
        for name, shown in self.current.items():
            if day == shown:
                return "no", (name,)
            if day > shown:
                last = (name,)
        coming = [name for consent, _, name in self.consents if day < consent]
        if coming and self.complete and not self.gaps:
            # Absent in a complete record before, consenting afterwards: not bound in between.
            return "no", (coming[0],)
        # Nothing decides; what was known last rests on the last record that showed no such participant.
        return "no-record", last


# --- all pairs ---------------------------------------------------------------------------------------


def derive(record: Record, participants: Iterable[str] | None = None) -> Effects:
    """Return the periods and standings that follow from a record.

    In: the record; the participants to derive for, all of them if None. Out: their periods, standings
    and the effects of their exits. Loss of membership and the exit from a parent treaty follow from the
    same participant's other pairs, so one participant never needs another.
    """
    chosen = list(record.participants.values())
    if participants is not None:
        wanted = set(participants)
        chosen = [participant for participant in chosen if participant.id in wanted]
    events: dict[str, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for event in record.events:
        # What is done for a territory binds or frees nobody else.
        if not event.territory:
            events[event.participant][event.towards].append(event)
    complete: dict[str, list[Source]] = defaultdict(list)
    for source in record.sources.values():
        for name in source.complete_for | source.complete_for_current:
            complete[name].append(source)
    found = Effects()
    for participant in sorted(chosen, key=lambda participant: participant.id):
        _derive_one(record, participant, events[participant.id], complete, found)
    return found


def known_on(record: Record, day: date) -> Record:
    """Return what was known on a day; an exit of which only the effect is stated was received by its clause.

    In: the record; the day. Out: the events received by it, every record as at it or earlier. What may
    have been received and may not have been is presumed.
    """
    events: list[Event] = []
    for event in record.events:
        rule = record.targets[event.towards].rules.get("denunciation")
        if event.kind in EXITS and event.earliest is event.latest is None and event.stated_effect and rule:
            first, last = receipt(rule, event.stated_effect) or (None, None)
            events.append(replace(event, earliest=first, latest=last))
        else:
            events.append(event)
    return replace(record, events=tuple(events)).known_on(day)


def _derive_one(
    record: Record,
    participant: Participant,
    events: Mapping[str, list[Event]],
    complete: Mapping[str, Sequence[Source]],
    found: Effects,
) -> None:
    pairs: dict[str, _Pair] = {}
    gaps: dict[str, set[str]] = defaultdict(set)
    for gap in record.gaps:
        if gap.participant == participant.id:
            gaps[gap.towards].add(gap.source)
    acts = [event.earliest for of in events.values() for event in of if event.earliest and event.is_evidence]
    last_act = max(acts, default=BEGINNING)
    for target in record.targets.values():
        if target.id in events or target.id in complete:
            pair = pairs[target.id] = _Pair(record, participant, target, complete.get(target.id, ()))
            pair.events = list(events.get(target.id, ()))
            pair.last_act = last_act
            pair.gaps = gaps[target.id]
            pair.open()
    # An organisation before the treaties closed to its members, a parent before its protocols.
    finished: set[str] = set()

    def finish(name: str) -> None:
        if name in finished or name not in pairs:
            return
        finished.add(name)
        pair = pairs[name]
        needed = [pair.target.closed_to, *pair.target.parents]
        for other in needed:
            if other:
                finish(other)
        endings = pair.own_endings()
        rule = pair.target.rules.get("denunciation")
        if rule is not None and (rule.permission == "as-parent" or rule.also_by_parent):
            endings += [
                Ending(ending.event, rule.id, ending.received_latest, ending.earliest, ending.latest, None)
                for parent in pair.target.parents
                if parent in pairs
                for ending in pairs[parent].own_endings()
            ]
        endings += _loss_of_membership(pair, pairs.get(pair.target.closed_to))
        pair.close(endings)

    for name in sorted(pairs):
        finish(name)
    for name in sorted(pairs):
        pair = pairs[name]
        found.periods.extend(pair.periods)
        found.endings.extend(pair.endings)
        found.ineffective.extend(dict.fromkeys(pair.ineffective))
        found.standings.extend(pair.standings())


def _loss_of_membership(pair: _Pair, organisation: _Pair | None) -> list[Ending]:
    rule = pair.target.rules.get("membership-loss")
    if rule is None or organisation is None:
        return []
    if rule.consequence not in {"ends-with-membership", "ends-after-period"}:
        return []
    found: list[Ending] = []
    for period in organisation.periods:
        if period.status != "member" or period.until_earliest is None:
            continue
        earliest, latest = period.until_earliest, period.until_latest
        if rule.consequence == "ends-after-period":
            reckoned = reckon(rule, earliest)
            assert reckoned is not None
            earliest = reckoned
            latest = reckon(rule, latest) if latest is not None else None
        found.append(Ending(period.closed_by[-1], rule.id, period.until_latest, earliest, latest, None))
    return found
