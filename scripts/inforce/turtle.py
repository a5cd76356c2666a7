"""Triples → the one canonical text: sorted, one prefix table, one opening comment.

A file in this form can be compared line by line, and two people who write the same facts write the
same bytes. The writing itself is Oxigraph's; this module decides the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from inforce.terms import NS, PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["TYPE", "literal", "natural", "node", "parse", "write", "xsd_date"]

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_SOURCE = "http://purl.org/dc/terms/source"
_DATE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")

# What a reader looks for first stands first; the rest follows by name, the source last.
_FIRST = [
    TYPE.value,
    _LABEL,
    *(
        NS + name
        for name in (
            "shortName",
            "participant",
            "territory",
            "towards",
            "of",
            "governs",
            "date",
            "notBefore",
            "notAfter",
            "from",
            "until",
            "statedEffect",
            "effectiveFrom",
        )
    ),
]
_LAST = [NS + "note", _SOURCE]
_RANK = {name: (0, place) for place, name in enumerate(_FIRST)} | {
    name: (2, place) for place, name in enumerate(_LAST)
}


def node(name: str) -> ox.NamedNode:
    """Return the node of a prefixed name such as ``treaty:ecpt``."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def literal(text: str, language: str | None = None) -> ox.Literal:
    """Return a string literal, with a language where one is given."""
    return ox.Literal(text, language=language)


def xsd_date(day: object) -> ox.Literal:
    """Return a day (a ``date`` or its ISO text) as ``xsd:date`` without a time zone."""
    return ox.Literal(str(day), datatype=_DATE)


@lru_cache(maxsize=1 << 17)
def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """Order a name so that ``…-2`` stands before ``…-10``."""
    return tuple(
        (0, int(part)) if part.isdecimal() and len(part) < 10 else (1, part) for part in text.split("-")
    )


def _order(triple: ox.Triple) -> tuple[object, ...]:
    predicate, value = triple.predicate.value, triple.object
    return (
        natural(triple.subject.value),  # type: ignore[union-attr]
        triple.subject.value,  # type: ignore[union-attr]
        _RANK.get(predicate, (1, 0)),
        predicate,
        natural(value.value),  # type: ignore[union-attr]
        str(value),
    )


def write(triples: Iterable[ox.Triple], comment: str) -> str:
    """Return the canonical Turtle of some triples under an opening comment (one or more lines)."""
    ordered = sorted(set(triples), key=_order)
    written_out = {address for triple in ordered for address in _addresses(triple)}
    used = {
        prefix: start
        for prefix, start in PREFIXES.items()
        if any(address.startswith(start) for address in written_out)
    }
    written = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=used)
    assert written is not None
    table: list[str] = []
    blocks: list[str] = []
    # Oxigraph escapes a line feed in a literal: a line that is not indented opens a block. Other breaks of
    # lines, such as U+2028, stay as they are and end no line.
    for line in written.decode().removesuffix("\n").split("\n"):
        if line.startswith("@prefix "):
            table.append(f"PREFIX {line.removeprefix('@prefix ').removesuffix(' .')}")
        elif line.startswith("\t"):
            blocks.append(line.replace("\t", "    ", 1))
        else:
            blocks.extend(("", line))
    opening = [f"# {line}".rstrip() for line in comment.strip().splitlines()]
    return "\n".join((*opening, "", *sorted(table), *blocks)) + "\n"


def _addresses(triple: ox.Triple) -> Iterator[str]:
    """Yield the addresses that a triple writes out: rdf:type is ``a``, a language needs no datatype."""
    if triple.predicate != TYPE:
        yield triple.predicate.value
    for term in (triple.subject, triple.object):
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal) and term.language is None:
            yield term.datatype.value


def parse(path: Path) -> Iterable[ox.Triple]:
    """Read one Turtle file strictly. Raises ``SyntaxError`` with the place of the fault."""
    for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        yield quad.triple
