"""Read the .rq files, bind what is given, ask.

A query file is a question in English followed by the same question in SPARQL 1.1, in which ``$name`` is
given by the caller and ``?name`` is found. The last word of a parameter's name is its type. Values are
bound, never pasted into the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from inforce.errors import InputError, UnknownNameError
from inforce.paths import data
from inforce.terms import compact
from inforce.turtle import node, xsd_date

__all__ = ["Query", "Row", "Term", "ask", "find", "names", "read"]

_GIVEN = re.compile(r"\$([A-Za-z][A-Za-z_]*)")

Row = dict[str, str]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Query(NamedTuple):
    """One file of queries/: what it asks, what it must be given, an example call, the SPARQL."""

    name: str
    asks: str
    given: frozenset[str]
    example: str
    text: str


def names(kind: str) -> list[str]:
    """List the queries of a kind: ``questions`` or ``checks``."""
    return sorted(path.stem for path in (data("queries") / kind).glob("*.rq"))


@cache
def read(kind: str, name: str) -> Query:
    """Read one query. Raises ``UnknownNameError`` with the names that there are."""
    path = data("queries") / kind / f"{name}.rq"
    if "/" in name or "\\" in name or not path.is_file():
        from difflib import get_close_matches

        close = get_close_matches(name, names(kind), n=3, cutoff=0.4)
        meant = f"Did you mean {' or '.join(close)}? " if close else ""
        raise UnknownNameError(
            f"There is no question {name!r}.", hint=f"{meant}`inforce questions` lists them all."
        )
    text = path.read_text(encoding="utf-8")
    opening = [line[1:].strip() for line in text.splitlines() if line.startswith("#")]
    example = next((line for line in opening if line.startswith("Example: ")), "")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return Query(name, opening[0], frozenset(_GIVEN.findall(body)), example.removeprefix("Example: "), text)


def bind(query: Query, given: Mapping[str, str | date]) -> dict[str, ox.NamedNode | ox.Literal]:
    """Return the terms for a query's parameters.

    In: prefixed names such as ``state:rus`` and days, by parameter. Raises ``InputError`` where one is
    missing or superfluous.
    """
    if missing := query.given - set(given):
        raise InputError(
            f"The question {query.name!r} needs {', '.join(f'--{name}' for name in sorted(missing))}.",
            hint=f"For example: {query.example}",
        )
    if superfluous := set(given) - query.given:
        raise InputError(
            f"The question {query.name!r} does not take {', '.join(sorted(superfluous))}.",
            hint=f"For example: {query.example}",
        )
    return {
        name: xsd_date(value.isoformat()) if isinstance(value, date) else node(value)
        for name, value in given.items()
    }


def find(
    store: ox.Store, name: str, given: Mapping[str, str | date]
) -> tuple[list[str], Iterator[list[Term | None]]]:
    """Ask one of ``queries/questions``: return the names of what was found, and the rows as terms.

    Raises ``InputError`` where a parameter is missing or superfluous.
    """
    query = read("questions", name)
    terms = bind(query, given)
    found = store.query(query.text, substitutions={ox.Variable(name): term for name, term in terms.items()})
    assert isinstance(found, ox.QuerySolutions), f"{name} is not a SELECT query"
    places = [place for place, variable in enumerate(found.variables) if variable.value not in query.given]
    columns = [found.variables[place].value for place in places]
    return columns, ([solution[place] for place in places] for solution in found)


def ask(store: ox.Store, name: str, given: Mapping[str, str | date]) -> list[Row]:
    """Ask one of ``queries/questions`` and return its rows: what was found, identifiers as prefixed names.

    A variable without a value has no entry in its row.
    """
    columns, rows = find(store, name, given)
    return [
        {
            column: compact(term.value) if isinstance(term, ox.NamedNode) else term.value  # type: ignore[union-attr]
            for column, term in zip(columns, row, strict=True)
            if term is not None
        }
        for row in rows
    ]
