"""Events of the record, or derived status periods → one table as CSV.

A cell that a spreadsheet would run as a formula is defused by an apostrophe before it. What no table holds,
such as the clauses, is in the other formats.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from inforce.names import short
from inforce.terms import EVENTS, compact, said
from inforce.turtle import TYPE, natural, node

__all__ = ["EVENT_COLUMNS", "PERIOD_COLUMNS", "defused", "events", "periods"]

EVENT_COLUMNS = (
    "event", "kind", "participant", "participant_name", "towards", "towards_name", "date", "not_before",
    "not_after", "stated_effect", "effective_from", "certainty", "cancels", "follows_from", "as_written",
    "note", "sources", "data_version",
)  # fmt: skip
PERIOD_COLUMNS = (
    "period", "status", "participant", "participant_name", "towards", "towards_name", "from_earliest",
    "from_latest", "until_earliest", "until_latest", "opened_by", "closed_by", "under_rule", "ended_under",
    "data_version",
)  # fmt: skip
_EVENT_KINDS = frozenset(f"inforce:{name}" for name in EVENTS)

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
# What a spreadsheet skips before it looks for a formula.
_SKIPPED = " \u00a0\ufeff"


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet runs.

    >>> defused("=1+1"), defused("  @x"), defused("1998-05-05")
    ("'=1+1", "'  @x", '1998-05-05')
    """
    rest = cell.lstrip(_SKIPPED)
    return f"'{cell}" if rest and rest[0] in _FORMULA else cell


class _Facts:
    """What a store says of one thing, as the cells of a row."""

    def __init__(self, store: ox.Store, thing: ox.NamedNode) -> None:
        self.id = compact(thing.value)
        self.values: dict[str, list[str]] = {}
        for quad in store.quads_for_pattern(thing, None, None, None):
            value = quad.object
            text = compact(value.value) if isinstance(value, ox.NamedNode) else value.value  # type: ignore[union-attr]
            name = compact(quad.predicate.value).removeprefix("inforce:")
            self.values.setdefault(name, []).append(text)

    def text(self, name: str) -> str:
        return "; ".join(sorted(self.values.get(name, ())))

    def names(self, name: str) -> str:
        """Return the short names of the things that a property names."""
        return "; ".join(sorted((short(value) for value in self.values.get(name, ())), key=natural))

    def kind(self, name: str) -> str:
        return said(self.text(name))


def events(store: ox.Store, things: Iterable[ox.NamedNode] | None, version: str) -> Iterator[str]:
    """Yield the table of events of the record, in the order of their names.

    In: the compiled graph; the things among which events are taken, all of them if None; the data version.
    """
    label = _labels(store)

    def row(facts: _Facts) -> tuple[str, ...]:
        participant, towards = facts.text("participant"), facts.text("towards")
        return (
            short(facts.id),
            facts.text("rdf:type").removeprefix("inforce:"),
            short(participant),
            label(participant),
            short(towards),
            label(towards),
            *(
                facts.text(name)
                for name in ("date", "notBefore", "notAfter", "statedEffect", "effectiveFrom")
            ),
            facts.kind("certainty"),
            *(facts.names(name) for name in ("cancels", "followsFrom")),
            *(facts.text(name) for name in ("asWritten", "note")),
            facts.names("dcterms:source"),
            version,
        )

    yield from _table(store, EVENT_COLUMNS, row, _typed(store, things, _EVENT_KINDS))


def periods(store: ox.Store, things: Iterable[ox.NamedNode] | None, version: str) -> Iterator[str]:
    """Yield the table of status periods, in the order of their names."""
    label = _labels(store)

    def row(facts: _Facts) -> tuple[str, ...]:
        participant, towards = facts.text("participant"), facts.text("towards")
        return (
            short(facts.id),
            facts.kind("status"),
            short(participant),
            label(participant),
            short(towards),
            label(towards),
            *(facts.text(name) for name in ("fromEarliest", "fromLatest", "untilEarliest", "untilLatest")),
            *(facts.names(name) for name in ("openedBy", "closedBy", "underRule", "endedUnder")),
            version,
        )

    yield from _table(store, PERIOD_COLUMNS, row, _typed(store, things, {"inforce:StatusPeriod"}))


def _labels(store: ox.Store) -> Callable[[str], str]:
    found: Mapping[str, str] = {
        compact(quad.subject.value): quad.object.value  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(None, node("rdfs:label"), None, None)
    }
    return lambda name: found.get(name, "")


def _typed(
    store: ox.Store, things: Iterable[ox.NamedNode] | None, kinds: Iterable[str]
) -> list[ox.NamedNode]:
    """Return the things of some kinds in the order of their names."""
    wanted = None if things is None else set(things)
    found = [
        quad.subject
        for kind in sorted(kinds)
        for quad in store.quads_for_pattern(None, TYPE, node(kind), None)
        if isinstance(quad.subject, ox.NamedNode) and (wanted is None or quad.subject in wanted)
    ]
    return sorted(found, key=lambda thing: natural(thing.value))


def _table(
    store: ox.Store,
    columns: Sequence[str],
    row: Callable[[_Facts], Sequence[str]],
    things: Iterable[ox.NamedNode],
) -> Iterator[str]:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(columns)
    for thing in things:
        writer.writerow([defused(cell) for cell in row(_Facts(store, thing))])
        if lines.tell() > 1 << 16:
            yield lines.getvalue()
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue()
