"""Parts of the graph → Turtle, TriG, N-Triples and N-Quads, in one order and one form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from inforce.export.parts import Parts, name_of
from inforce.turtle import write

__all__ = ["nquads", "ntriples", "trig", "turtle"]

# So many subjects' triples are handed on at a time.
_LINES = 20_000


def _merged(parts: Parts) -> list[ox.Triple]:
    return [triple for triples in parts.values() for triple in triples]


def turtle(parts: Parts, comment: str) -> Iterator[str]:
    """Yield the canonical Turtle of all parts together."""
    yield write(_merged(parts), comment)


def trig(parts: Parts, comment: str) -> Iterator[str]:
    """Yield TriG: one named graph a part, each in the order of the canonical Turtle."""
    table: set[str] = {f"PREFIX graph: <{name_of('').value}>"}
    bodies: list[tuple[str, list[str]]] = []
    for part, triples in parts.items():
        if not triples:
            continue
        # The opening comment and the prefix table end with the first empty line after them.
        lines = write(triples, part).removesuffix("\n").split("\n")[2:]
        start = next((place for place, line in enumerate(lines) if not line), len(lines))
        table.update(lines[:start])
        bodies.append((part, lines[start + 1 :]))
    yield "".join(f"# {line}".rstrip() + "\n" for line in comment.strip().splitlines())
    yield "\n" + "".join(f"{line}\n" for line in sorted(table))
    for part, lines in bodies:
        yield f"\nGRAPH graph:{part} {{\n"
        yield "".join(f"    {line}\n" if line else "\n" for line in lines)
        yield "}\n"


def ntriples(parts: Parts) -> Iterator[str]:
    """Yield N-Triples, each triple once, in the order of its bytes."""
    yield from _lines(ox.serialize(_merged(parts), format=ox.RdfFormat.N_TRIPLES))


def nquads(parts: Parts) -> Iterator[str]:
    """Yield N-Quads, each statement once, in the order of its bytes."""
    quads = (
        ox.Quad(triple.subject, triple.predicate, triple.object, name_of(part))
        for part, triples in parts.items()
        for triple in triples
    )
    yield from _lines(ox.serialize(quads, format=ox.RdfFormat.N_QUADS))


def _lines(written: bytes | None) -> Iterator[str]:
    assert written is not None
    # A line ends at a line feed and nowhere else: a literal may hold other breaks of lines.
    lines: Iterable[bytes] = sorted(set(written.split(b"\n")) - {b""})
    waiting: list[bytes] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == _LINES:
            yield b"\n".join((*waiting, b"")).decode()
            waiting.clear()
    if waiting:
        yield b"\n".join((*waiting, b"")).decode()
