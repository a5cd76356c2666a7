"""Which treaty and which mechanism reaches which state, since when, until when, and why.

>>> from datetime import date
>>> import inforce
>>> inforce.status("russia", "ecpt", on=date(2025, 12, 31)).answers[0].answer
'yes'

An answer is ``yes``, ``no``, ``undetermined``, ``conditional`` or ``no record``. The day of the question
is always given by the caller. Nothing here is legal advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import pyoxigraph

    from inforce.answers import CoverageFrame, ReachFrame, StatusFrame, TreatyFrame, WhyFrame

__all__ = ["coverage", "reach", "status", "treaty", "why"]


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
    from inforce import answers

    graph = _store()
    only = None
    if mechanisms is not None:
        only = [answers.resolve(graph, name, "mechanism") for name in mechanisms]
    return answers.coverage(graph, answers.resolve(graph, state, "state"), on, known_on=known_on, only=only)


def status(state: str, towards: str | None = None, *, on: date, known_on: date | None = None) -> StatusFrame:
    """Return what a state is bound by and a member of on a day, or its place in one treaty or organisation.

    In: names as for ``coverage``. Raises ``UnknownNameError``.
    """
    from inforce import answers

    graph = _store()
    only = None
    if towards is not None:
        asked = answers.resolve(graph, towards, "treaty", "organisation")
        only = [answers.organisation_of(graph, asked) or asked]
    return answers.status(graph, answers.resolve(graph, state, "state"), on, known_on=known_on, only=only)


def reach(what: str, *, on: date) -> ReachFrame:
    """Return whom a mechanism, or the mechanisms of a body, reach on a day."""
    from inforce import answers

    graph = _store()
    return answers.reach(graph, answers.resolve(graph, what, "mechanism", "body"), on)


def treaty(name: str, *, on: date) -> TreatyFrame:
    """Return what a treaty or organisation says, and who is bound, has signed or has left."""
    from inforce import answers

    graph = _store()
    return answers.treaty(graph, answers.resolve(graph, name, "treaty", "organisation"), on)


def why(state: str, what: str, *, on: date, known_on: date | None = None) -> WhyFrame:
    """Return why a state is, or is not, bound by a treaty or reached by a mechanism on a day."""
    from inforce import answers

    graph = _store()
    asked = answers.resolve(graph, what, "mechanism", "treaty", "organisation")
    return answers.why(
        graph,
        answers.resolve(graph, state, "state"),
        answers.organisation_of(graph, asked) or asked,
        on,
        known_on=known_on,
    )
