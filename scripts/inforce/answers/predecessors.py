"""Whose acts a participant's earlier days belong to: the participants that it succeeds."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from inforce.names import fact, label, short
from inforce.terms import PREFIXES, compact
from inforce.turtle import node

__all__ = ["Predecessor", "predecessors"]

_SUCCEEDS, _PARTICIPANT = node("inforce:succeeds"), node("inforce:participant")
_DAYS = [node(f"inforce:{name}") for name in ("date", "statedEffect", "effectiveFrom")]


class Predecessor(NamedTuple):
    """A participant that another one succeeds, and the day from which it was no more, if a source states it."""

    state: str
    label: str
    until: date | None


def predecessors(store: ox.Store, state: str, on: date) -> tuple[Predecessor, ...]:
    """Return whom a participant succeeds, for a day before its own time.

    In: the identifier of the participant; the day of the question. Out: nobody where the participant was
    there on that day. Its time begins on the day that a source states, otherwise with the first
    day on which an act of its own was done or counts.
    """
    found = [quad.object for quad in store.quads_for_pattern(node(state), _SUCCEEDS, None, None)]
    if not found:
        return ()
    begins = fact(store, state, "existsFrom") or _first_act(store, state)
    if begins and begins <= on.isoformat():
        return ()
    names = sorted(compact(one.value) for one in found)  # type: ignore[union-attr]
    return tuple(
        Predecessor(
            short(name),
            label(store, name),
            date.fromisoformat(until) if (until := fact(store, name, "existsUntil")) else None,
        )
        for name in names
    )


def _first_act(store: ox.Store, state: str) -> str:
    days = [
        dated.object.value  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(None, _PARTICIPANT, node(state), None)
        if quad.subject.value.startswith(PREFIXES["event"])  # type: ignore[union-attr]
        for said in _DAYS
        for dated in store.quads_for_pattern(quad.subject, said, None, None)
    ]
    return min(days, default="")
