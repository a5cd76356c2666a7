"""Which bodies can receive a complaint about facts of one day that is filed on another.

Two days decide: the body must have been able to look at the facts when they happened, and must be able to
take a complaint when it is filed. What remains after an exit is a rule of its own: some Conventions keep
the facts before it open (``facts-before``), others only what was submitted, begun or pending before. Where no
clause says what remains, or whether a procedure looks at facts older than itself, the answer is undetermined.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pyoxigraph as ox

from inforce import queries
from inforce.answers.coverage import (
    CoverageAnswer,
    Mechanism,
    coverage,
    is_complaint,
    mechanisms,
    residual_kinds,
)
from inforce.answers.reasons import Reason, data_version, day_of, has_ended
from inforce.names import fact, label, short
from inforce.terms import expand, said
from inforce.turtle import node

__all__ = ["ComplaintAnswer", "ComplaintFrame", "InTheWay", "complaints"]

_KIND = node("inforce:kind")
_RANK = {"no": 0, "no record": 1, "undetermined": 2, "conditional": 3, "yes": 4}


@dataclass(frozen=True, slots=True)
class InTheWay:
    """A reservation or declaration that may limit what a body can look at, as it stood when filed."""

    statement: str
    kind: str
    treaty: str
    articles: tuple[str, ...]
    day: date | None


@dataclass(frozen=True, slots=True)
class ComplaintAnswer:
    """Whether one body can receive the complaint, and which of the two days decides.

    ``rule`` says in a few words what decided: ``reached on both days``, ``facts``, ``filing``, ``residual``,
    ``residual not stated``, ``older facts`` or ``no such power``.
    """

    mechanism: Mechanism
    answer: str
    rule: str
    on_facts: str
    on_filing: str
    was_reached: bool
    residual: str
    temporal: str
    because: tuple[Reason, ...]
    in_the_way: tuple[InTheWay, ...]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


@dataclass(frozen=True, slots=True)
class ComplaintFrame:
    """Where somebody can complain about a state: facts of one day, filed on another."""

    data_version: str
    state: str
    state_label: str
    facts: date
    filed: date
    answers: tuple[ComplaintAnswer, ...]


def complaints(store: ox.Store, state: str, facts: date, filed: date) -> ComplaintFrame:
    """Return which bodies can receive a complaint about facts of one day, filed on another.

    In: the identifier of the participant; the day of the facts; the day of filing, not before it. Out:
    one answer for each mechanism to which individuals can complain, and for each such power that a body
    expressly does not have.
    """
    asked = [mechanism for mechanism in mechanisms(store).values() if is_complaint(mechanism)]
    then = coverage(store, state, facts, only=asked)
    now = coverage(store, state, filed, only=asked)
    earlier = _before_the_procedure(store, state, facts, asked)
    kinds = residual_kinds(store)
    statements = list(_statements(store, state, filed))
    answers = [
        _answer(
            one,
            two,
            earlier.get(one.mechanism.id),
            kinds.get(f"mechanism:{one.mechanism.id}", "not-stated"),
            fact(store, f"mechanism:{one.mechanism.id}", "temporalScope"),
            statements,
        )
        for one, two in zip(then.answers, now.answers, strict=True)
    ]
    return ComplaintFrame(
        data_version(store), short(state), label(store, state), facts, filed, tuple(answers)
    )


def _before_the_procedure(
    store: ox.Store, state: str, facts: date, asked: Iterable[Mechanism]
) -> dict[str, str]:
    """Return, of the procedures that began after the facts, whether the facts fell under their condition."""
    young = {
        f"mechanism:{mechanism.id}"
        for mechanism in asked
        if (
            fact(store, f"mechanism:{mechanism.id}", "existsFrom")
            or fact(store, f"mechanism:{mechanism.id}", "existsFromLatest")
        )
        > facts.isoformat()
    }
    if not young:
        return {}
    from inforce.answers.knowledge import recorded
    from inforce.derive import derived
    from inforce.record import read

    record = read(recorded(store, state))
    ageless = {
        name: replace(mechanism, exists_from=None, exists_surely_from=None)
        for name, mechanism in record.mechanisms.items()
        if name in young
    }
    found = dict.fromkeys((short(name) for name in young), "no record")
    for reach in derived(replace(record, mechanisms=ageless), (state,)).coverage:
        if reach.start <= facts and (reach.until is None or facts < reach.until):
            found[short(reach.mechanism)] = said(reach.answer)
    return found


def _answer(
    then: CoverageAnswer,
    now: CoverageAnswer,
    ageless: str | None,
    residual: str,
    temporal: str,
    statements: Iterable[InTheWay],
) -> ComplaintAnswer:
    decisive = now
    on_facts = then.answer if ageless is None else ageless
    answer, rule = min(((on_facts, "facts"), (now.answer, "filing")), key=lambda pair: _RANK[pair[0]])
    if on_facts == now.answer:
        rule = "reached on both days" if answer not in {"no", "no record"} else "filing"
    if then.mechanism.exists != "yes":
        rule = "no such power"
    elif now.answer == "undetermined" and residual == "facts-before" and on_facts in {"yes", "conditional"}:
        # Bound still, or no more: the facts can be complained of either way.
        answer, rule = on_facts, "residual"
    elif now.answer == on_facts == "no" and residual == "facts-before":
        rule = "facts"
    elif now.answer == "no" and _RANK[then.answer] > _RANK["no record"]:
        if not any(has_ended(reason) for reason in now.because):
            # Nothing ended: the state has come under another power of the same body since.
            answer, rule = on_facts, "facts"
        elif residual == "facts-before":
            answer, rule = on_facts, "residual"
        elif residual == "not-stated":
            answer, rule = "undetermined", "residual not stated"
    elif ageless is not None and _RANK[answer] > _RANK["undetermined"]:
        answer, rule = "undetermined", "older facts"
    if rule in {"facts", "residual"}:
        decisive = then
    treaties = {reason.towards for reason in (*then.because, *now.because) if reason.towards}
    return ComplaintAnswer(
        mechanism=then.mechanism,
        answer=answer,
        rule=rule,
        on_facts=on_facts,
        on_filing=now.answer,
        was_reached=_RANK[then.answer] > _RANK["no record"],
        residual=residual,
        temporal=temporal,
        because=decisive.because,
        in_the_way=tuple(one for one in statements if one.treaty in treaties)
        if answer in {"yes", "conditional", "undetermined"}
        else (),
        record_as_at=decisive.record_as_at,
        last_known=decisive.last_known if answer == "no record" else "",
        last_known_on=decisive.last_known_on if answer == "no record" else None,
    )


def _statements(store: ox.Store, state: str, filed: date) -> Iterable[InTheWay]:
    """Yield the reservations, and declarations that open nothing and leave no territory out, that stood on the day of filing."""
    found: dict[str, InTheWay] = {}
    opening = {
        quad.subject.value  # type: ignore[union-attr]
        for kind in ("exclusion", "opt-in", "opt-out", "postponement")
        for quad in store.quads_for_pattern(None, _KIND, node(f"kind:{kind}"), None)
    }
    for row in queries.ask(store, "statements", {"state": state}):
        name, kind = row["statement"], row["kind"].removeprefix("inforce:")
        if kind not in {"Reservation", "Declaration"} or expand(name) in opening:
            continue
        day = day_of(row, "date") or day_of(row, "madeOn")
        withdrawn = day_of(row, "withdrawnOn")
        if (day is not None and day > filed) or (withdrawn is not None and withdrawn <= filed):
            continue
        known = found.get(name)
        articles = ((*known.articles,) if known else ()) + ((row["article"],) if "article" in row else ())
        found[name] = InTheWay(
            short(name), kind.lower(), short(row["towards"]), tuple(dict.fromkeys(articles)), day
        )
    return found.values()
