"""The questions that come with the package: what there is to ask, and the answers with short names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from inforce import queries
from inforce.answers.reasons import data_version
from inforce.errors import InputError
from inforce.names import resolve, short
from inforce.queries import Term
from inforce.sparql.forms import table
from inforce.terms import ID, NS, compact, said

__all__ = ["KINDS", "Answer", "Question", "ask", "option", "questions"]

# The type of a parameter, the last word of its name → the kinds of thing that its value may name.
KINDS: dict[str, tuple[str, ...]] = {
    "state": ("state",),
    "territory": ("territory",),
    "treaty": ("organisation", "treaty"),
    "mechanism": ("mechanism",),
    "body": ("body",),
    "organisation": ("organisation",),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its name, itself in English, the parameters that it takes, a command that asks it."""

    name: str
    asks: str
    parameters: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: the question, what was given, and for each row a text for each column, empty for none.

    It has the length of its rows, yields them by column, and prints as a table.
    """

    question: Question
    given: Mapping[str, str]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    data_version: str

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Yield the rows as text by column; what has no value has no entry."""
        for row in self.rows:
            yield {column: text for column, text in zip(self.columns, row, strict=True) if text}

    def __str__(self) -> str:
        return "\n".join(table(self.columns, self.rows))


def option(parameter: str) -> str:
    """Return the option that gives a parameter: ``day`` → ``--on``."""
    return "--on" if parameter == "day" else f"--{parameter}"


def questions() -> tuple[Question, ...]:
    """Return all questions."""
    return tuple(_question(queries.read("questions", name)) for name in queries.names("questions"))


def _question(query: queries.Query) -> Question:
    order = [*KINDS, "day"]
    given = sorted(query.given, key=lambda name: (order.index(name.rpartition("_")[2]), name))
    return Question(query.name, query.asks, tuple(given), query.example)


def ask(store: ox.Store, name: str, given: Mapping[str, str | date]) -> Answer:
    """Ask one of the questions.

    In: the compiled graph; the name of the question; its parameters: names as people type them, and a day
    as ``day`` or ``on``. Raises ``UnknownNameError`` where there is no such question or thing, and
    ``InputError`` where a parameter is missing or superfluous.
    """
    query = queries.read("questions", name)
    question = _question(query)
    told = {"day" if key == "on" else key: value for key, value in given.items()}
    advice = f"For example: {question.example}"
    if missing := [option(key) for key in question.parameters if key not in told]:
        raise InputError(f"The question {name!r} needs {' and '.join(missing)}.", hint=advice)
    if superfluous := [option(key) for key in sorted(told.keys() - query.given)]:
        raise InputError(f"The question {name!r} does not take {' or '.join(superfluous)}.", hint=advice)
    terms = {key: _resolved(store, key, value) for key, value in told.items()}
    columns, found = queries.find(store, name, terms)
    return Answer(
        question,
        {key: value.isoformat() if isinstance(value, date) else short(value) for key, value in terms.items()},
        tuple(columns),
        tuple(tuple(_text(term) for term in row) for row in found),
        data_version(store),
    )


def _resolved(store: ox.Store, parameter: str, given: str | date) -> str | date:
    kind = parameter.rpartition("_")[2]
    if isinstance(given, date):
        if kind != "day":
            raise InputError(f"{option(parameter)} is a name, and {given} is a day.")
        return given
    if kind == "day":
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise InputError(f"{given!r} is no day.", hint="Write a day that exists as YYYY-MM-DD.") from None
    return resolve(store, given, *KINDS[kind])


def _text(term: Term | None) -> str:
    """Return what was found as a person writes it: ``rus``, ``no record``, ``Denunciation``."""
    if term is None:
        return ""
    if not isinstance(term, ox.NamedNode):
        return term.value if not isinstance(term, ox.Triple) else str(term)
    name = compact(term.value)
    if name.startswith("kind:"):
        return said(name)
    return short(name) if term.value.startswith((NS, ID)) else name
