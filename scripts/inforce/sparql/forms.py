"""Answers of the engine → bytes: the W3C formats, and two for people: a table and Markdown.

Everything is written while it is found. A table is laid out by its first rows and then goes on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO

import pyoxigraph as ox

from inforce.terms import PREFIXES, compact
from inforce.turtle import write as canonical

__all__ = ["GRAPHS", "ROWS", "cell", "markdown", "table", "write"]

ROWS = ("table", "json", "csv", "tsv", "xml", "md")
GRAPHS = ("ttl", "nt", "jsonld")

_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
# How many rows decide how wide the columns of a table are, and how many triples are put in order.
_LAID_OUT = 1_000
_ORDERED = 50_000
_NARROWEST = 8

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def write(answer: Answer, form: str, out: IO[bytes], width: int | None = None, title: str = "") -> None:
    """Write an answer in a form, row by row.

    In: what the engine gave; the form; where it goes; how many characters a line of a table may have; the
    opening comment of Turtle.
    """
    if isinstance(answer, ox.QueryTriples):
        _write_graph(answer, form, out, title)
        return
    if form in _RESULTS:
        answer.serialize(out, _RESULTS[form])
        if form in {"json", "xml"} or isinstance(answer, ox.QueryBoolean):
            out.write(b"\n")
        return
    if isinstance(answer, ox.QueryBoolean):
        out.write(b"true\n" if answer else b"false\n")
        return
    columns = [variable.value for variable in answer.variables]
    rows = ([cell(solution[place]) for place in range(len(columns))] for solution in answer)
    lines = table(columns, rows, width) if form == "table" else markdown(columns, rows)
    for line in lines:
        out.write(f"{line}\n".encode())


def _write_graph(found: Iterable[ox.Triple], form: str, out: IO[bytes], title: str) -> None:
    if form == "ttl":
        triples = iter(found)
        first = list(islice(triples, _ORDERED + 1))
        if len(first) <= _ORDERED:
            out.write(canonical(first, title).encode())
        else:
            out.write(f"# {title}\n\n".encode())
            everything = chain(first, triples)
            ox.serialize(everything, out, ox.RdfFormat.TURTLE, prefixes=PREFIXES)
        return
    chosen = ox.RdfFormat.N_TRIPLES if form == "nt" else ox.RdfFormat.JSON_LD
    ox.serialize(found, out, chosen)
    if form == "jsonld":
        out.write(b"\n")


def cell(term: object) -> str:
    """Return a term as a person reads it: a name with its prefix, the text of a literal, nothing for none."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        name = compact(term.value)
        return name if name != term.value else f"<{name}>"
    return term.value if isinstance(term, ox.Literal) else str(term)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], width: int | None = None) -> Iterator[str]:
    """Yield the lines of a table: a heading, a rule, the rows.

    In: the names of the columns; the rows; how many characters a line may have, None for any number. A
    cell that is too wide goes on in the next line.
    """
    rest = iter(rows)
    first = [[_plain(text) for text in row] for row in islice(rest, _LAID_OUT)]
    widths = [
        max([_columns(name), *(_columns(row[place]) for row in first)]) for place, name in enumerate(columns)
    ]
    if width is not None:
        _narrow(widths, width)
    yield from _lines(columns, widths)
    yield "  ".join("-" * size for size in widths)
    for row in chain(first, ([_plain(text) for text in row] for row in rest)):
        yield from _lines(row, widths)
    if not first:
        yield "(no row)"


def _narrow(widths: list[int], width: int) -> None:
    """Make the widest columns narrower until a line fits, but none narrower than can be read."""
    while sum(widths) + 2 * (len(widths) - 1) > width:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            return
        widths[widest] -= 1


def _lines(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    parts = [_cut(text, size) for text, size in zip(cells, widths, strict=True)]
    for place in range(max(map(len, parts), default=0)):
        line = [part[place] if place < len(part) else "" for part in parts]
        padded = (text + " " * (size - _columns(text)) for text, size in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def _cut(text: str, size: int) -> list[str]:
    """Return a text in pieces of a width, cut at spaces and hyphens where there are some."""
    pieces: list[str] = []
    while _columns(text) > size:
        end, used, good = 0, 0, 0
        for end, character in enumerate(text):
            used += _columns(character)
            if used > size:
                break
            if character in " -/":
                good = end + 1
        end = max(good or end, 1)
        pieces.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*pieces, text]


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _plain(text: str) -> str:
    """Return a text in one line, without characters that steer a terminal."""
    if text.isprintable():
        return text
    joined = " ".join(text.split())
    return "".join(character if character.isprintable() else "�" for character in joined)


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table; nothing in a cell is taken for Markdown or HTML."""
    yield f"| {' | '.join(map(_escaped, columns))} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(map(_escaped, row))} |"


def _escaped(text: str) -> str:
    return "".join(f"\\{mark}" if mark in "\\`*_[]<>|~" else mark for mark in _plain(text))
