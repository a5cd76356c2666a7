"""Which treaty and which mechanism reaches which state, since when, until when, and why.

>>> from datetime import date
>>> import inforce
>>> inforce.status("russia", "ecpt", on=date(2025, 12, 31)).answers[0].answer
'yes'

An answer is ``yes``, ``no``, ``undetermined``, ``conditional`` or ``no record``. The day of the question
is always given by the caller. Nothing here is legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from datetime import date

    import networkx
    import pyoxigraph
    import rdflib

    from inforce.answers.complaints import ComplaintFrame
    from inforce.answers.coverage import CoverageFrame
    from inforce.answers.reach import ReachFrame
    from inforce.answers.status import StatusFrame
    from inforce.answers.territories import TerritoryFrame, TerritoryWhyFrame
    from inforce.answers.treaty import TreatyFrame
    from inforce.answers.why import WhyFrame
    from inforce.sparql.questions import Answer
    from inforce.sparql.solutions import Solutions
    from inforce.sparql.statement import Parameter
    from inforce.validation import Report

__all__ = [
    "ask",
    "can_complain",
    "coverage",
    "graph",
    "network",
    "query",
    "reach",
    "status",
    "treaty",
    "validate",
    "why",
]


@cache
def _store() -> pyoxigraph.Store:
    # The compiled graph, read-only: opened once a process.
    from inforce.store import connect

    return connect()


def coverage(
    state: str, *, on: date, known_on: date | None = None, mechanisms: Sequence[str] | None = None
) -> CoverageFrame:
    """Return which mechanisms reach a state on a day.

    In: a name, code or alias of the state; the day; the day of knowledge, if another; names of the
    mechanisms asked for, all of them if None. Raises ``UnknownNameError``.
    """
    from inforce.answers import coverage as asked
    from inforce.names import resolve

    store = _store()
    only = None
    if mechanisms is not None:
        known = asked.mechanisms(store)
        only = [known[resolve(store, name, "mechanism")] for name in mechanisms]
    return asked.coverage(store, resolve(store, state, "state"), on, known_on=known_on, only=only)


def status(
    state: str, towards: str | None = None, *, on: date, known_on: date | None = None
) -> StatusFrame | TerritoryFrame:
    """Return what a state is bound by and a member of on a day, or its place in one treaty or organisation.

    In: names as for ``coverage``; of a territory the answer is what is applied to it, and by whom. Raises
    ``UnknownNameError``.
    """
    from inforce.answers.status import status as asked
    from inforce.names import resolve

    store = _store()
    only = None if towards is None else [resolve(store, towards, "organisation", "treaty")]
    name = resolve(store, state, "state", "territory")
    if name.startswith("territory:"):
        from inforce.answers.territories import status_of

        return status_of(store, name, on, known_on=known_on, only=only)
    return asked(store, name, on, known_on=known_on, only=only)


def reach(what: str, *, on: date) -> ReachFrame:
    """Return whom a mechanism, or the mechanisms of a body, reach on a day."""
    from inforce.answers.reach import reach as asked
    from inforce.names import resolve

    store = _store()
    return asked(store, resolve(store, what, "mechanism", "body"), on)


def treaty(name: str, *, on: date) -> TreatyFrame:
    """Return what a treaty or organisation says, and who is bound, has signed or has left."""
    from inforce.answers.treaty import treaty as asked
    from inforce.names import resolve

    store = _store()
    return asked(store, resolve(store, name, "organisation", "treaty"), on)


def why(state: str, what: str, *, on: date, known_on: date | None = None) -> WhyFrame | TerritoryWhyFrame:
    """Return why a state is, or is not, bound by a treaty or reached by a mechanism on a day.

    Of a territory, why a treaty is, or is not, applied to it.
    """
    from inforce.answers.why import why as asked
    from inforce.names import resolve

    store = _store()
    found = resolve(store, what, "mechanism", "organisation", "treaty")
    name = resolve(store, state, "state", "territory")
    if name.startswith("territory:"):
        from inforce.answers.territories import why_of

        return why_of(store, name, found, on, known_on=known_on)
    return asked(store, name, found, on, known_on=known_on)


def can_complain(state: str, *, facts: date, filed: date) -> ComplaintFrame:
    """Return which bodies can receive a complaint about facts of one day, filed on another."""
    from inforce.answers.complaints import complaints
    from inforce.names import resolve

    store = _store()
    return complaints(store, resolve(store, state, "state"), facts, filed)


def ask(name: str, **given: str | date) -> Answer:
    """Ask one of the questions in ``queries/questions``.

    In: its name; its parameters by name (``state="russia"``, ``treaty="OP1"``, ``on=date(2026, 11, 22)``).
    Raises ``UnknownNameError`` and, where a parameter is missing or superfluous, ``InputError``.
    """
    from inforce.sparql.questions import ask as asked

    return asked(_store(), name, given)


def query(
    text: str, params: Mapping[str, Parameter] | None = None, *, timeout: float = 30
) -> Solutions | bool | tuple[pyoxigraph.Triple, ...]:
    """Return the answer to a SPARQL 1.1 query of one's own: rows, a truth or triples.

    In: the query; values for some of its variables; the seconds after which it is ended. Updates, SERVICE
    and datasets outside are refused. Raises ``QueryError`` with line and column, and ``StoppedError``.
    """
    from inforce.sparql.solutions import query as asked

    return asked(text, params, timeout=timeout)


def validate(names: Iterable[str | os.PathLike[str]] | None = None) -> Report:
    """Return what is wrong with some files in the context of the graph, or with the graph itself if None."""
    from inforce.validation import validate as judged

    return judged(names)


def network(*, on: date) -> networkx.MultiDiGraph:
    """Return what holds on a day as a networkx graph of participants, treaties, bodies and mechanisms."""
    from inforce.networks import network as made

    return made(_store(), on)


def graph(parts: Sequence[str] = ("record", "ontology")) -> rdflib.Dataset:
    """Return a copy of the graph as an rdflib ``Dataset`` with a named graph for each part.

    In: which of ``record``, ``derived`` and ``ontology``; the derived part is the largest by far.
    """
    from inforce.export.datasets import dataset

    return dataset(_store(), parts)
