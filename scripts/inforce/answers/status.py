"""What a participant is bound by, and a member of, on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import pyoxigraph as ox

from inforce import queries
from inforce.answers.predecessors import Predecessor, predecessors
from inforce.answers.reasons import Causes, Dates, Reason, data_version, dates_of, day_of, standings
from inforce.answers.territories import Applied, applied
from inforce.names import label, short
from inforce.queries import Row
from inforce.terms import BEGINNING, said

__all__ = ["StatusAnswer", "StatusFrame", "status"]


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """Whether a participant is bound by a treaty, or a member of an organisation, on a day, and why."""

    towards: str
    towards_label: str
    answer: str
    status: str
    dates: Dates
    continuous_since: date | None
    because: tuple[Reason, ...]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None
    territories: tuple[Applied, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusFrame:
    """The standing of one participant on one day."""

    data_version: str
    state: str
    state_label: str
    on: date
    known_on: date | None
    predecessors: tuple[Predecessor, ...]
    answers: tuple[StatusAnswer, ...]


def status(
    store: ox.Store,
    state: str,
    on: date,
    *,
    known_on: date | None = None,
    only: Sequence[str] | None = None,
    territories: bool = True,
) -> StatusFrame:
    """Return what a participant is bound by, and a member of, on a day.

    In: the identifier of the participant; the day of the question; the day of knowledge, if another; the
    identifiers of the treaties and organisations asked for; whether to tell of territories. Out: one answer for each that is asked for,
    or for each of which something is known.
    """
    version = data_version(store)
    elsewhere = applied(store, state, on, known_on=known_on) if territories else {}
    if known_on is not None:
        from inforce.answers.knowledge import what_was_known

        store = what_was_known(store, state, known_on)
    known = standings(store, state, on)
    periods: dict[str, list[Row]] = {}
    for row in queries.ask(store, "periods", {"state": state}):
        periods.setdefault(row["towards"], []).append(row)
    stretches: dict[str, list[Row]] = {}
    for row in queries.ask(store, "standings", {"state": state}):
        stretches.setdefault(row["towards"], []).append(row)
    causes = Causes(store)
    answers: list[StatusAnswer] = []
    for towards in only if only is not None else sorted(known):
        row, because = known.get(towards, ({}, []))
        answer = said(row.get("answer", "kind:no-record"))
        reasons = causes.reasons(because, towards, answer)
        answers.append(
            StatusAnswer(
                towards=short(towards),
                towards_label=causes.label(towards),
                answer=answer,
                status=_status(towards, answer, periods.get(towards, []), on),
                dates=_standing_dates(row, reasons, stretches.get(towards, ())),
                continuous_since=day_of(row, "continuousSince"),
                because=reasons,
                record_as_at=day_of(row, "recordAsAt"),
                last_known=said(row.get("lastKnown", "")),
                last_known_on=day_of(row, "lastKnownOn"),
                territories=elsewhere.get(towards, ()),
            )
        )
    before = predecessors(store, state, on)
    return StatusFrame(version, short(state), label(store, state), on, known_on, before, tuple(answers))


def _standing_dates(row: Row, reasons: Sequence[Reason], stretches: Sequence[Row]) -> Dates:
    periods = [reason.dates for reason in reasons if reason.kind == "period"]
    if said(row.get("answer", "")) in {"yes", "undetermined"} and periods:
        # Periods that adjoin or overlap stay apart: the latest one is the present consent's.
        return max(periods, key=lambda dates: dates.from_earliest or BEGINNING)
    # Stretches of one answer for different reasons stay apart too: together they are the time of a "no".
    for _, stretched in groupby(stretches, key=lambda stretch: stretch["answer"]):
        run = list(stretched)
        if run[0]["from"] <= row["from"] <= run[-1]["from"]:
            start, end = day_of(run[0], "from"), day_of(run[-1], "until")
            if start == BEGINNING:
                start = None
            return Dates(start, start, end, end)
    return Dates()


def _status(towards: str, answer: str, periods: Sequence[Row], on: date) -> str:
    word = "member" if towards.startswith("organisation:") else "party"
    running: set[str] = set()
    ended = False
    for row in periods:
        dates = dates_of(row)
        if dates.from_earliest is None or dates.from_earliest > on:
            continue
        if dates.until_earliest is None or on < dates.until_earliest:
            running.add(short(row["status"]))
        elif short(row["status"]) == word and dates.until_latest is not None and dates.until_latest <= on:
            ended = True
    if answer == "yes":
        return f"{word}, suspended" if "suspended" in running else word
    if answer == "undetermined":
        return f"{word}, or not"
    if answer == "no record":
        return "unknown"
    if "signatory" in running:
        return "signatory"
    return f"former {word}" if ended else f"not a {word}"
