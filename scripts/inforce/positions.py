"""Statements and namings → positions: what was declared, put off or mandated, over which time; pure.

Plain dates in, plain dates out, as in ``effects``. A position is the answer to whether a declaration, an
opt-out or a postponement of a participant under an article stands. One that a record shows stands until
its withdrawal or its own end; its absence is known up to the day of a record that is complete for such
statements, and beyond that day only where the clause allows it with a signature or a consent alone and
the record shows the consent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from inforce.effects import Period, add
from inforce.record import Event, Naming, Record, Statement
from inforce.terms import BEGINNING, CONSENTS

__all__ = ["Position", "derive", "slug"]

_DAY = timedelta(days=1)
_LEAVES = {"DeclarationUnder", "OptOutUnder", "PostponementUnder"}


@dataclass(frozen=True, slots=True)
class Position:
    """One answer on whether something declared under an article stands, over a stretch of time."""

    id: str
    participant: str
    under: str
    article: str
    answer: str
    start: date
    until: date | None
    because: tuple[str, ...]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


@dataclass(frozen=True, slots=True)
class _Standing:
    # The time over which one statement stands, as bounds.
    statement: str
    from_earliest: date
    from_latest: date | None
    until_earliest: date | None
    until_latest: date | None
    ended_by: str


def slug(article: str) -> str:
    """Return an article as part of an identifier: ``24 (Part III)`` → ``24-part-iii``."""
    words = "".join(character if character.isalnum() else " " for character in article.lower())
    return "-".join(words.split())


def derive(
    record: Record, periods: Iterable[Period], participants: Iterable[str] | None = None
) -> list[Position]:
    """Return the positions that follow from a record and the status periods derived from it.

    In: the record; the periods; the participants to derive for, all of them if None. Out: the positions
    of everyone who consented to a treaty, or made a statement, under each article on which a mechanism
    depends.
    """
    asked: dict[str, dict[str, bool]] = defaultdict(dict)
    for mechanism in record.mechanisms.values():
        for leaf in mechanism.condition.leaves():
            if leaf.kind in _LEAVES and leaf.towards:
                known = asked[leaf.towards].get(leaf.article, True)
                asked[leaf.towards][leaf.article] = known and leaf.only_on_consent
    made: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in record.statements:
        made[(statement.participant, statement.towards)].append(statement)
    consents: dict[tuple[str, str], list[Event]] = defaultdict(list)
    events = {event.id: event for event in record.events}
    for event in record.events:
        if event.kind in CONSENTS and event.towards in asked:
            consents[(event.participant, event.towards)].append(event)
    bound: dict[tuple[str, str], list[Period]] = defaultdict(list)
    for period in periods:
        if period.status == "party":
            bound[(period.participant, period.towards)].append(period)
    wanted = set(record.participants) if participants is None else set(participants)
    found: list[Position] = []
    for pair in sorted({*made, *consents}):
        participant, treaty = pair
        if participant not in wanted or treaty not in asked:
            continue
        for article, only_on_consent in sorted(asked[treaty].items()):
            cutter = _Cutter(record, participant, treaty, article, only_on_consent)
            for statement in made[pair]:
                cutter.add(statement, made[pair], events, bound[pair])
            found.extend(cutter.cut(consents[pair]))
    named: dict[tuple[str, str], list[Naming]] = defaultdict(list)
    for naming in record.namings:
        if naming.participant in wanted:
            named[(naming.participant, naming.mechanism)].append(naming)
    for (participant, within), acts in sorted(named.items()):
        found.extend(_named(record, participant, within, acts))
    return found


def _named(record: Record, participant: str, mechanism: str, acts: Iterable[Naming]) -> list[Position]:
    dated = sorted(
        ((act.start, act) for act in acts if act.start is not None), key=lambda item: (item[0], item[1].id)
    )
    if not dated:
        return []
    has_gap = any((gap.towards, gap.participant) == (mechanism, participant) for gap in record.gaps)
    days = {BEGINNING} | {
        day for _, act in dated for day in (act.not_before, act.start, act.until) if day is not None
    }
    steps: list[tuple[date, str, tuple[str, ...]]] = []
    for day in sorted(days):
        step = _named_on(day, dated, has_gap)
        if not steps or steps[-1][1:] != step:
            steps.append((day, *step))
    shown = [
        on for _, act in dated for name in act.sources if (on := record.sources[name].shown_on) is not None
    ]
    name = f"position:{mechanism.partition(':')[2]}-{participant.partition(':')[2]}"
    return [
        Position(
            f"{name}-{place + 1}",
            participant,
            mechanism,
            "",
            answer,
            start,
            steps[place + 1][0] if place + 1 < len(steps) else None,
            because,
            max(shown) if shown else None,
            "",
            None,
        )
        for place, (start, answer, because) in enumerate(steps)
    ]


def _named_on(day: date, dated: Iterable[tuple[date, Naming]], has_gap: bool) -> tuple[str, tuple[str, ...]]:
    series: dict[str, list[Naming]] = defaultdict(list)
    first: Naming | None = None
    for start, act in dated:
        first = first or act
        if start <= day:
            series[act.series].append(act)
    coming = tuple(
        act.id
        for start, act in dated
        if act.kind != "end" and act.not_before is not None and act.not_before <= day < start
    )
    if not series and coming:
        return "undetermined", coming
    if not series:
        # A creation shows that there was nothing before, unless earlier mandates are known to be missing;
        # a renewal or a list shows nothing of it.
        assert first is not None
        shows = first.kind in {"creation", "designation"} and not has_gap
        return ("no", (first.id,)) if shows else ("no-record", ())
    last = [acts[-1] for acts in series.values()]
    running = [act.id for act in last if act.kind != "end" and (act.until is None or day < act.until)]
    if running:
        ending = [
            act.id
            for start, act in dated
            if act.kind == "end" and act.not_before is not None and act.not_before <= day < start
        ]
        return ("undetermined", (*running, *ending)) if ending else ("yes", tuple(running))
    run_out = [act.id for act in last if act.kind != "end"]
    open_still = (*run_out, *coming)
    return ("undetermined", open_still) if open_still else ("no", tuple(act.id for act in last))


class _Cutter:
    """One participant and one article: what stands, what is known to be absent, cut into stretches."""

    def __init__(
        self, record: Record, participant: str, treaty: str, article: str, only_on_consent: bool
    ) -> None:
        self.record = record
        self.participant = participant
        self.treaty = treaty
        self.article = article
        self.only_on_consent = only_on_consent
        self.standing: list[_Standing] = []
        self.sources: set[str] = set()
        self.complete = {
            source.id: source.shown_on
            for source in record.sources.values()
            if treaty in source.complete_for_statements
            and (not source.articles or article in source.articles)
            and source.shown_on is not None
        }

    def add(
        self,
        statement: Statement,
        others: Iterable[Statement],
        events: Mapping[str, Event],
        bound: Iterable[Period],
    ) -> None:
        """Take a statement into account if it is one under this article."""
        if self.article not in statement.articles or statement.kind not in {
            "opt-in",
            "opt-out",
            "postponement",
        }:
            return
        self.sources.update(statement.sources)
        opened = events.get(statement.made_with)
        start = statement.start or statement.day
        earliest = latest = start
        if opened is not None and opened.kind == "Succession":
            # What was declared before goes on with the treaty: from the day, or the bounds, of the succession.
            for period in bound:
                if period.opened_by == opened.id:
                    earliest, latest = period.from_earliest, period.from_latest
        elif start is None and opened is not None:
            earliest, latest = opened.earliest, opened.latest
        if earliest is None:
            # A statement of unknown day stands on the day of the record that shows it.
            shown = [on for name in statement.sources if (on := self.record.sources[name].shown_on)]
            latest = min(shown) if shown else None
            general = self.record.targets[self.treaty].entered_into_force
            if general is None:
                return
            earliest = general
        until_earliest = until_latest = statement.until
        if statement.length is not None:
            # Counted from the act at the earliest and from the participant's own entry into force at the
            # latest: the clauses do not say from which.
            entries = [period.from_earliest for period in bound if period.from_earliest >= earliest]
            until_earliest = add(earliest, statement.length, statement.unit)
            until_latest = add(min(entries, default=earliest), statement.length, statement.unit)
        ended_by = ""
        for other in others:
            # A withdrawal takes effect on its own day, or on the later one from which it says it counts.
            ends = other.start or other.day
            if other.withdraws == statement.id and ends is not None:
                if until_earliest is None or ends < until_earliest:
                    until_earliest = until_latest = ends
                ended_by = other.id
                self.sources.update(other.sources)
        self.standing.append(
            _Standing(statement.id, earliest, latest, until_earliest, until_latest, ended_by)
        )

    def cut(self, consents: Iterable[Event]) -> list[Position]:
        """Return the stretches from the beginning of time, without overlap and without gap."""
        shown_consents = [event for event in consents if event.is_evidence]
        days = {BEGINNING}
        days |= {day + _DAY for day in self.complete.values() if day is not None}
        for one in self.standing:
            for day in (one.from_earliest, one.from_latest, one.until_earliest, one.until_latest):
                if day is not None:
                    days.add(day)
        steps: list[tuple[date, str, tuple[str, ...]]] = []
        for day in sorted(days):
            step = self._on(day, shown_consents)
            if not steps or steps[-1][1:] != step:
                steps.append((day, *step))
        if len(steps) == 1 and steps[0][1] == "no-record":
            return []
        shown = [on for name in self.sources if (on := self.record.sources[name].shown_on) is not None]
        shown += [on for on in self.complete.values() if on is not None]
        name = f"position:{self.treaty.partition(':')[2]}-{slug(self.article)}"
        name += f"-{self.participant.partition(':')[2]}"
        found: list[Position] = []
        known: tuple[str, date | None] = ("", None)
        for place, (start, answer, because) in enumerate(steps):
            until = steps[place + 1][0] if place + 1 < len(steps) else None
            if answer != "no-record":
                known = (answer, until - _DAY if until else None)
            unknown = answer == "no-record" and known[0]
            found.append(
                Position(
                    f"{name}-{place + 1}",
                    self.participant,
                    self.treaty,
                    self.article,
                    answer,
                    start,
                    until,
                    because,
                    max(shown) if shown else None,
                    known[0] if unknown else "",
                    known[1] if unknown else None,
                )
            )
        return found

    def _on(self, day: date, consents: Iterable[Event]) -> tuple[str, tuple[str, ...]]:
        sure = tuple(
            one.statement
            for one in self.standing
            if one.from_latest is not None
            and one.from_latest <= day
            and (one.until_earliest is None or day < one.until_earliest)
        )
        if sure:
            return "yes", sure
        maybe = tuple(
            one.statement
            for one in self.standing
            if one.from_earliest <= day and (one.until_latest is None or day < one.until_latest)
        )
        if maybe:
            return "undetermined", maybe
        ended = tuple(
            one.ended_by or one.statement
            for one in self.standing
            if one.until_latest is not None and one.until_latest <= day
        )
        if ended:
            return "no", ended
        for name, shown in sorted(self.complete.items(), key=lambda item: item[1] or BEGINNING):
            if shown is None:
                continue
            lasts = self.only_on_consent and any(
                event.latest is not None and event.latest <= shown for event in consents
            )
            if day <= shown or lasts:
                return "no", (name,)
        return "no-record", ()
