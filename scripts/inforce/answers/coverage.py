"""Which mechanisms reach a participant on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from inforce import queries
from inforce.answers.predecessors import Predecessor, predecessors
from inforce.answers.reasons import (
    Causes,
    Dates,
    Reason,
    data_version,
    dates_of,
    day_of,
)
from inforce.names import label, short, short_name
from inforce.queries import Row
from inforce.terms import compact, said
from inforce.turtle import node

__all__ = [
    "CoverageAnswer",
    "CoverageFrame",
    "Mechanism",
    "coverage",
    "is_complaint",
    "is_visit",
    "mechanisms",
    "residual_kinds",
]

_ACCESS = {
    "kind:by-membership": "by membership",
    "kind:case-bound-duty": "case-bound duty",
    "kind:right-in-armed-conflict": "right in armed conflict",
    "kind:standing-right": "standing right",
    "kind:with-consent": "with consent",
}


class Mechanism(NamedTuple):
    """One power of one body, as the vocabulary of kinds describes it."""

    id: str
    label: str
    body: str
    body_short: str
    procedure: str
    access: str
    visits_detention: str
    individual_complaints: str
    exists: str
    legal_basis: str
    residual: str
    condition: str
    between_states: bool


class CoverageAnswer(NamedTuple):
    """Whether one mechanism reaches a participant on a day, over which time, and why."""

    mechanism: Mechanism
    answer: str
    dates: Dates
    because: tuple[Reason, ...]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


class CoverageFrame(NamedTuple):
    """The coverage of one participant on one day."""

    data_version: str
    state: str
    state_label: str
    on: date
    known_on: date | None
    predecessors: tuple[Predecessor, ...]
    answers: tuple[CoverageAnswer, ...]


def mechanisms(store: ox.Store) -> dict[str, Mechanism]:
    """Return all mechanisms by identifier."""

    def column(name: str) -> dict[str, str]:
        # One scan of a property is three times as fast as asking mechanism by mechanism.
        return {
            quad.subject.value: quad.object.value  # type: ignore[union-attr]
            for quad in store.quads_for_pattern(None, node(f"inforce:{name}"), None, None)
        }

    body, procedure, access = column("body"), column("procedure"), column("access")
    visits, complaints, exists = column("visitsDetention"), column("individualComplaints"), column("exists")
    basis, residual, condition = column("legalBasis"), column("residualText"), column("condition")
    between = column("betweenStates")
    bodies = {address: short_name(store, compact(address)) for address in set(body.values())}
    found: dict[str, Mechanism] = {}
    for address in sorted(body):
        identifier = compact(address)
        found[identifier] = Mechanism(
            id=short(identifier),
            label=label(store, identifier),
            body=short(compact(body[address])),
            body_short=bodies[body[address]],
            procedure=short(compact(procedure[address])),
            access=_ACCESS[compact(access[address])] if address in access else "",
            visits_detention=visits[address],
            individual_complaints=complaints[address],
            exists=exists[address],
            legal_basis=basis[address],
            residual=residual.get(address, ""),
            condition=short(compact(condition[address])),
            between_states=between.get(address) == "true",
        )
    return found


def residual_kinds(store: ox.Store) -> dict[str, str]:
    """Return what remains of each mechanism after an exit, as the short name of a kind."""
    return {
        compact(quad.subject.value): short(compact(quad.object.value))  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(None, node("inforce:residual"), None, None)
    }


def is_visit(mechanism: Mechanism) -> bool:
    """Whether a mechanism can enter places of detention, by right or with consent."""
    return mechanism.visits_detention != "no"


def is_complaint(mechanism: Mechanism) -> bool:
    """Whether individuals can complain to it; powers that a body expressly lacks among them."""
    if mechanism.exists == "no" and mechanism.procedure == "individual-complaints":
        return True
    return mechanism.individual_complaints not in {"no", "not in force"}


def coverage(
    store: ox.Store,
    state: str,
    on: date,
    *,
    known_on: date | None = None,
    only: Sequence[Mechanism] | None = None,
) -> CoverageFrame:
    """Return whether each mechanism reaches a participant on a day.

    In: the identifier of the participant; the day of the question; the day of knowledge, if another; the
    mechanisms asked for, all of them if None. Out: one answer a mechanism, ``no record`` where nothing
    decides it.
    """
    version = data_version(store)
    chosen = list(mechanisms(store).values()) if only is None else only
    if known_on is not None:
        from inforce.answers.knowledge import what_was_known

        store = what_was_known(store, state, known_on)
    rows: dict[str, Row] = {}
    leaves: dict[str, list[str]] = defaultdict(list)
    for row in queries.ask(store, "coverage", {"state": state, "day": on}):
        mechanism = short(row["mechanism"])
        rows.setdefault(mechanism, row)
        if "leaf" in row:
            leaves[mechanism].append(row["leaf"])
    causes = Causes(store)
    # What is known of each treaty or organisation, and of each article, that decides something.
    known: dict[tuple[str, str], dict[str, list[str]]] = {}
    for row in rows.values():
        for given in causes.deciding(row["coverage"], on):
            (under,) = given.get("towards") or given["under"]
            known[(under, given.get("article", [""])[0])] = given
    reasons: dict[str, tuple[Reason, ...]] = {}

    def why(leaf: str, mechanism: str) -> tuple[Reason, ...]:
        if leaf not in reasons:
            facts = causes.one(leaf)
            towards, article = facts.get("towards", mechanism), facts.get("article", "")
            given = known.get((towards, article))
            if given is not None:
                because = sorted(given.get("because", ()))
                answer = said(given["answer"][0])
                reached = rows[short(mechanism)]["answer"] != "kind:no"
                if answer == "no" and reached and facts.get("fromDeposit") == "true":
                    # Given and not yet in force for other purposes.
                    answer = "conditional"
                told = causes.reasons(because, towards, answer, short(leaf))
                if article:
                    words = _leaf_words(facts)
                    told = tuple(reason._replace(towards_label=words) for reason in told)
                reasons[leaf] = told
            else:
                reasons[leaf] = (
                    Reason(
                        kind="condition",
                        condition=short(leaf),
                        towards=short(towards),
                        towards_label="",
                        answer="",
                        text=facts.get("rdfs:label") or facts.get("instrument") or _leaf_words(facts),
                    ),
                )
        return reasons[leaf]

    answers: list[CoverageAnswer] = []
    for asked in chosen:
        row = rows.get(asked.id, {})
        answers.append(
            CoverageAnswer(
                mechanism=asked,
                answer=said(row.get("answer", "kind:no-record")),
                dates=dates_of(row),
                because=tuple(
                    reason
                    for leaf in leaves.get(asked.id, ())
                    for reason in why(leaf, f"mechanism:{asked.id}")
                ),
                record_as_at=day_of(row, "recordAsAt"),
                last_known=said(row.get("lastKnown", "")),
                last_known_on=day_of(row, "lastKnownOn"),
            )
        )
    before = predecessors(store, state, on)
    return CoverageFrame(version, short(state), label(store, state), on, known_on, before, tuple(answers))


_LEAF_WORDS = {
    "inforce:DeclarationUnder": "declaration under",
    "inforce:MemberOf": "member of",
    "inforce:OptOutUnder": "opt-out under",
    "inforce:PartyTo": "party to",
    "inforce:PostponementUnder": "postponement under",
    "inforce:Universal": "every state and entity",
}


def _leaf_words(facts: Row) -> str:
    words = _LEAF_WORDS[facts["rdf:type"]]
    towards, article = short(facts.get("towards", "")), facts.get("article", "")
    return " ".join(part for part in (words, towards, f"art. {article}" if article else "") if part)
