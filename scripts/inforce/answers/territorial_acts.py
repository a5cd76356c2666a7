"""What was known on a day of the territories of some states, and which acts and clauses decide about one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

import pyoxigraph as ox

from inforce.answers.knowledge import recorded
from inforce.derive import Derived, triples
from inforce.effects import derive as effects
from inforce.effects import known_on
from inforce.record import Record, read
from inforce.store import in_memory
from inforce.terms import compact
from inforce.territories import derive
from inforce.turtle import node

__all__ = ["answered_for", "as_known", "decisive"]

_RESPONSIBLE = node("inforce:responsibleState")


def answered_for(store: ox.Store, state: str) -> tuple[str, ...]:
    """Return the territories for which a participant answers or has answered."""
    found = (
        compact(quad.subject.value)  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(None, _RESPONSIBLE, node(state), None)
    )
    return tuple(sorted(name for name in found if name.startswith("territory:")))


def as_known(store: ox.Store, territories: Sequence[str], day: date) -> ox.Store:
    """Return a store in memory in which what is applied to territories is derived from what was known.

    It holds who answered for them, with its own standing, and nobody else.
    """
    facts = _recorded(store, territories)
    everything = read(facts)
    known = known_on(everything, day)
    gone = {node(event.id) for event in everything.events} - {node(event.id) for event in known.events}
    gone |= {node(one.id) for one in everything.statements} - {node(one.id) for one in known.statements}
    kept = (triple for triple in facts if triple.subject not in gone)
    return in_memory([*kept, *triples(_derived(known, territories))])


def decisive(
    store: ox.Store, territory: str, towards: str, on: date, named: Iterable[str], known: date | None = None
) -> frozenset[str]:
    """Return which acts and clauses decide whether a treaty is applied to a territory on a day.

    In: the identifiers to try, each removed from the record by itself. Out: those without which the answer
    or one of its dates is another.
    """
    record = read(_recorded(store, (territory,)))
    if known is not None:
        record = known_on(record, known)
    given = _told(record, territory, towards, on)
    return frozenset(name for name in named if _told(_without(record, name), territory, towards, on) != given)


def _recorded(store: ox.Store, territories: Iterable[str]) -> set[ox.Triple]:
    """Return the part of the record that decides what is applied to some territories."""
    states = {
        compact(quad.object.value)  # type: ignore[union-attr]
        for territory in territories
        for quad in store.quads_for_pattern(node(territory), _RESPONSIBLE, None, None)
    }
    return {triple for state in sorted(states) for triple in recorded(store, state)}


def _derived(record: Record, territories: Iterable[str]) -> Derived:
    territories = tuple(territories)
    states = {state for territory in territories for state in record.territories[territory].states}
    found = effects(record, states)
    return Derived(found, [], [], derive(record, found.periods, territories))


def _without(record: Record, name: str) -> Record:
    if name.startswith("event:"):
        return replace(record, events=tuple(event for event in record.events if event.id != name))
    if name.startswith("statement:"):
        return replace(record, statements=tuple(one for one in record.statements if one.id != name))
    targets = {
        target.id: replace(target, rules={key: rule for key, rule in target.rules.items() if rule.id != name})
        for target in record.targets.values()
    }
    return replace(record, targets=targets)


def _told(record: Record, territory: str, towards: str, on: date) -> object:
    """Return what is told of a territory and a treaty on a day: the answer, its stretch and its dates."""
    found = _derived(record, (territory,)).applied
    periods = {period.id: period for period in found.periods}
    mine = (standing for standing in found.standings if standing.towards == towards)
    for answer, stretched in groupby(mine, key=lambda standing: standing.answer):
        for one in stretched:
            if one.start <= on and (one.until is None or on < one.until):
                dates = [
                    (period.from_earliest, period.from_latest, period.until_earliest, period.until_latest)
                    for period in (periods[name] for name in one.because if name in periods)
                ]
                return answer, one.start, one.until, one.continuous_since, dates
    return "no-record"
