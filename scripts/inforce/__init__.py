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

    from inforce.answers.coverage import CoverageFrame
    from inforce.answers.reach import ReachFrame
    from inforce.answers.status import StatusFrame
    from inforce.answers.treaty import TreatyFrame
    from inforce.answers.why import WhyFrame

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
    from inforce.answers import coverage as asked
    from inforce.names import resolve

    store = _store()
    only = None
    if mechanisms is not None:
        known = asked.mechanisms(store)
        only = [known[resolve(store, name, "mechanism")] for name in mechanisms]
    return asked.coverage(store, resolve(store, state, "state"), on, known_on=known_on, only=only)


def status(state: str, towards: str | None = None, *, on: date, known_on: date | None = None) -> StatusFrame:
    """Return what a state is bound by and a member of on a day, or its place in one treaty or organisation.

    In: names as for ``coverage``. Raises ``UnknownNameError``.
    """
    from inforce.answers.status import status as asked
    from inforce.names import resolve

    store = _store()
    only = None if towards is None else [resolve(store, towards, "organisation", "treaty")]
    return asked(store, resolve(store, state, "state"), on, known_on=known_on, only=only)


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


def why(state: str, what: str, *, on: date, known_on: date | None = None) -> WhyFrame:
    """Return why a state is, or is not, bound by a treaty or reached by a mechanism on a day."""
    from inforce.answers.why import why as asked
    from inforce.names import resolve

    store = _store()
    found = resolve(store, what, "mechanism", "organisation", "treaty")
    return asked(store, resolve(store, state, "state"), found, on, known_on=known_on)
