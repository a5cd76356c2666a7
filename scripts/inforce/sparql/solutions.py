"""A query in, its answer as data: rows, a truth or triples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile

import pyoxigraph as ox

from inforce.queries import Term
from inforce.sparql.forms import cell, table
from inforce.sparql.running import TIMEOUT, run
from inforce.sparql.statement import Parameter, prepare

__all__ = ["Solutions", "query"]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT query: the names of the variables, and for each row a term or None for each.

    It has the length of its rows, yields them as text by variable, and prints as a table.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Yield the rows as text by variable: ``state:rus``, ``2022-09-16``; without a value no entry."""
        for row in self.rows:
            yield {
                name: cell(term) for name, term in zip(self.variables, row, strict=True) if term is not None
            }

    def __str__(self) -> str:
        return "\n".join(table(self.variables, ([cell(term) for term in row] for row in self.rows)))


def query(
    text: str, params: Mapping[str, Parameter] | None = None, *, timeout: float = TIMEOUT
) -> Solutions | bool | tuple[ox.Triple, ...]:
    """Return the answer to a SPARQL 1.1 query over the record and what follows from it.

    In: the query, in which the prefixes of ours need no declaration; values for some of its variables, as
    terms, days, whole numbers or text that means what ``value`` says; the seconds after which it is ended.
    Out: rows for SELECT, a truth for ASK, triples for CONSTRUCT and DESCRIBE. Raises ``QueryError`` and
    ``StoppedError``.
    """
    statement = prepare(text, params)
    form = "json" if statement.form in {"SELECT", "ASK"} else "nt"
    with TemporaryFile() as file:
        run(statement, form, file, timeout=timeout)
        file.seek(0)
        if form == "nt":
            return tuple(quad.triple for quad in ox.parse(file, ox.RdfFormat.N_TRIPLES))
        found = ox.parse_query_results(file, ox.QueryResultsFormat.JSON)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        names = tuple(variable.value for variable in found.variables)
        rows = tuple(tuple(solution[place] for place in range(len(names))) for solution in found)
        return Solutions(names, rows)
