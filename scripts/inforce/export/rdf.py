"""Parts of the graph → Turtle, TriG, N-Triples and N-Quads, in one order and one form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from inforce.export.parts import Parts, name_of
from inforce.turtle import natural, write

__all__ = ["nquads", "ntriples", "trig", "turtle"]

# So many lines, and the triples of so many subjects, are handed on at a time.
_LINES = 20_000
_SUBJECTS = 5_000


def _merged(parts: Parts) -> list[ox.Triple]:
    return [triple for triples in parts.values() for triple in triples]


def _body(triples: Iterable[ox.Triple]) -> tuple[set[str], list[str]]:
    """Return the prefix table and the blocks of the canonical Turtle of some triples.

    The text is that of one ``write``; made in pieces it takes a fraction of the memory.
    """
    about: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        about[triple.subject.value].append(triple)  # type: ignore[union-attr]
    names = sorted(about, key=lambda name: (natural(name), name))
    table: set[str] = set()
    pieces: list[str] = []
    for start in range(0, len(names), _SUBJECTS):
        piece = [triple for name in names[start : start + _SUBJECTS] for triple in about.pop(name)]
        # A comment of one line, an empty line, the table, an empty line, the blocks.
        _, _, rest = write(piece, "piece").partition("\n\n")
        prefixes, _, blocks = rest.partition("\n\n")
        table.update(prefixes.split("\n"))
        pieces.append(blocks)
    return table, pieces


def _opening(comment: str, table: Iterable[str]) -> str:
    lines = [f"# {line}".rstrip() for line in comment.strip().splitlines()]
    return "\n".join((*lines, "", *sorted(table), ""))


def turtle(parts: Parts, comment: str) -> Iterator[str]:
    """Yield the canonical Turtle of all parts together."""
    table, pieces = _body(_merged(parts))
    yield _opening(comment, table)
    for piece in pieces:
        yield f"\n{piece}"


def trig(parts: Parts, comment: str) -> Iterator[str]:
    """Yield TriG: one named graph a part, each in the order of the canonical Turtle."""
    table = {f"PREFIX graph: <{name_of('').value}>"}
    bodies: list[tuple[str, list[str]]] = []
    for part, triples in parts.items():
        if triples:
            prefixes, pieces = _body(triples)
            table |= prefixes
            bodies.append((part, pieces))
    yield _opening(comment, table)
    for part, pieces in bodies:
        yield f"\nGRAPH graph:{part} {{\n"
        for number, piece in enumerate(pieces):
            lines = piece.removesuffix("\n").split("\n")
            yield ("\n" if number else "") + "".join(f"    {line}\n" if line else "\n" for line in lines)
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
