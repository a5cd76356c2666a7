"""What there is: states, treaties, bodies, mechanisms, organisations, and how old each record is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from inforce import queries
from inforce.answers.reasons import data_version
from inforce.names import fact, label, short
from inforce.terms import EVENTS, compact
from inforce.turtle import node

__all__ = ["LISTED", "RECORDS", "About", "Listed", "RecordAge", "about", "listing"]

_TYPE = node("rdf:type")


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing with its short name, its label and a code."""

    name: str
    label: str
    code: str

    def as_dict(self) -> dict[str, str]:
        """Return the fields by name."""
        return {"name": self.name, "label": self.label, "code": self.code}


LISTED = ("name", "label", "code")
_LISTS = {
    "states": "participants",
    "treaties": "treaties",
    "bodies": "bodies",
    "mechanisms": "mechanisms",
    "organisations": "organisations",
}


def listing(store: ox.Store, kind: str) -> tuple[Listed, ...]:
    """Return all states, territories, treaties, bodies, mechanisms or organisations."""
    found: dict[str, Listed] = {}
    if kind == "territories":
        every = (
            quad.subject for quad in store.quads_for_pattern(None, _TYPE, node("inforce:Territory"), None)
        )
        named = sorted(compact(thing.value) for thing in every)  # type: ignore[union-attr]
        return tuple(Listed(short(name), label(store, name), fact(store, name, "iso3")) for name in named)
    for row in queries.ask(store, _LISTS[kind], {}):
        name = short(row.get("thing", row.get("mechanism", "")))
        code = row.get("code", row.get("legalBasis", ""))
        if kind == "organisations":
            code = short(code) if code else ""
        known = found.get(name)
        found[name] = Listed(name, row["label"], f"{known.code}; {code}" if known else code)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class RecordAge:
    """One record of one treaty or organisation: how complete, as at which day, from which source."""

    towards: str
    completeness: str
    as_at: str
    source: str
    label: str

    def as_dict(self) -> dict[str, str]:
        """Return the fields by name."""
        return {
            "towards": self.towards,
            "completeness": self.completeness,
            "as_at": self.as_at,
            "source": self.source,
            "label": self.label,
        }


RECORDS = ("towards", "completeness", "as_at", "source", "label")


@dataclass(frozen=True, slots=True)
class About:
    """What the graph holds: counts, and the age of each record."""

    data_version: str
    counts: Mapping[str, int]
    records: tuple[RecordAge, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the fields by name."""
        return {
            "data_version": self.data_version,
            "counts": dict(self.counts),
            "records": [record.as_dict() for record in self.records],
        }


_COUNTED = {
    "participants": ("State", "Entity"),
    "territories": ("Territory",),
    "treaties": ("Treaty",),
    "organisations": ("Organization",),
    "bodies": ("MonitoringBody",),
    "mechanisms": ("Mechanism",),
    "rules": ("Rule",),
    "events": EVENTS,
    "national acts": ("NationalAct",),
    "sources": ("Source",),
    "status periods": ("StatusPeriod",),
    "standings": ("Standing",),
    "coverages": ("Coverage",),
}


def about(store: ox.Store) -> About:
    """Return the counts of what the graph holds and the age of each record."""
    return About(
        data_version(store),
        {
            words: sum(
                1
                for kind in kinds
                for _ in store.quads_for_pattern(None, _TYPE, node(f"inforce:{kind}"), None)
            )
            for words, kinds in _COUNTED.items()
        }
        | {"triples": len(store)},
        tuple(
            RecordAge(
                short(row["towards"]),
                row["completeness"],
                row.get("statusAt", ""),
                short(row["source"]),
                row["label"],
            )
            for row in queries.ask(store, "record-age", {})
        ),
    )
