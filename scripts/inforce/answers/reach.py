"""Whom a mechanism, or the mechanisms of a body, reach on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from inforce import queries
from inforce.answers.coverage import mechanisms
from inforce.answers.reasons import Dates, data_version, dates_of, day_of
from inforce.errors import InputError
from inforce.names import key, label, short
from inforce.terms import said

__all__ = ["ReachAnswer", "ReachFrame", "reach"]


@dataclass(frozen=True, slots=True)
class ReachAnswer:
    """Whether a mechanism reaches one participant on a day."""

    participant: str
    participant_label: str
    mechanism: str
    answer: str
    dates: Dates
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


@dataclass(frozen=True, slots=True)
class ReachFrame:
    """Whom the mechanisms of one body, or one mechanism, reach on a day."""

    data_version: str
    asked: str
    asked_label: str
    on: date
    answers: tuple[ReachAnswer, ...]


def reach(store: ox.Store, asked: str, on: date) -> ReachFrame:
    """Return whom a mechanism, or the mechanisms of a body, reach on a day.

    In: the identifier of a mechanism or body; the day. Out: one answer for each participant of which
    something is known; everyone else is ``no record``.
    """
    kind = asked.partition(":")[0]
    if kind == "mechanism":
        chosen = [asked]
    elif kind == "body":
        chosen = [name for name, mechanism in mechanisms(store).items() if mechanism.body == short(asked)]
    else:
        raise InputError(f"{asked} is neither a mechanism nor a body.")
    names: dict[str, str] = {}
    answers: list[ReachAnswer] = []
    for mechanism in chosen:
        for row in queries.ask(store, "reach", {"mechanism": mechanism, "day": on}):
            participant = row["participant"]
            if participant not in names:
                names[participant] = label(store, participant)
            answers.append(
                ReachAnswer(
                    short(participant),
                    names[participant],
                    short(mechanism),
                    said(row["answer"]),
                    dates_of(row),
                    day_of(row, "recordAsAt"),
                    said(row.get("lastKnown", "")),
                    day_of(row, "lastKnownOn"),
                )
            )
    answers.sort(key=lambda answer: (key(answer.participant_label), answer.mechanism))
    return ReachFrame(data_version(store), short(asked), label(store, asked), on, tuple(answers))
