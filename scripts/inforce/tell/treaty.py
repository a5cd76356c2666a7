"""A treaty or organisation as text, data and rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from inforce.tell.words import SCHEMA_VERSION, SHOWN, age, clause_data, day_words, iso, wrapped

if TYPE_CHECKING:
    from inforce.answers.treaty import Departure, Party, TreatyFrame

__all__ = ["TREATY_COLUMNS", "treaty_data", "treaty_rows", "treaty_text"]

TREATY_COLUMNS = (
    "treaty", "on", "state", "state_name", "answer", "status", "since", "until", "record_as_at",
    "last_known", "last_known_on", "data_version",
)  # fmt: skip


def treaty_text(frame: TreatyFrame, width: int) -> str:
    """Return a treaty or organisation on a day as text."""
    lines = wrapped(f"{frame.label} ({frame.treaty})", width)
    for heading, value in (
        ("series", ", ".join(frame.series)),
        ("depositary", frame.depositary),
        ("adopted", frame.adopted),
        ("in force", frame.entered_into_force or "no"),
        ("ended", frame.ended_on),
        ("open to", frame.who_may_become_party),
        ("openness", f"{frame.openness} on {frame.on.isoformat()}" if frame.openness else ""),
    ):
        if value:
            lines += wrapped(f"{heading:<12}{value}", width)
    for clause in frame.clauses:
        where = f"art. {clause.article}" if clause.article else "no article"
        lines += wrapped(f"clause      {where}: {clause.text} ({clause.known})", width)
    lines.append("")
    for answer in SHOWN:
        chosen = [
            f"{party.label}{f' ({day_words(party.since)})' if party.since else ''}"
            for party in frame.parties
            if party.answer == answer
        ]
        if chosen:
            heading = f"Bound on {day_words(frame.on)}" if answer == "yes" else answer.capitalize()
            lines += [*wrapped(f"{heading} ({len(chosen)}): {'; '.join(chosen)}.", width), ""]
    if frame.signatories:
        names = [f"{party.label} ({day_words(party.since)})" for party in frame.signatories if party.since]
        lines += [*wrapped(f"Signed only ({len(names)}): {'; '.join(names)}.", width), ""]
    if frame.departures:
        names = [_departure(departure) for departure in frame.departures]
        lines += [*wrapped(f"Exits ({len(names)}): {'; '.join(names)}.", width), ""]
    no = sum(party.answer == "no" for party in frame.parties)
    last = sum(party.answer == "no record" and party.last_known == "no" for party in frame.parties)
    lines += wrapped(
        f"Not bound: {no}. Last known not to be bound, no record for this day: {last}. "
        "Whoever is not counted here: no record.",
        width,
    )
    lines += age([party.record_as_at for party in frame.parties], frame.data_version)
    return "\n".join(lines) + "\n"


def _departure(departure: Departure) -> str:
    first, last = departure.until_earliest, departure.until_latest
    assert first is not None
    when = f"from {day_words(first)}" if first == last else f"not before {day_words(first)}"
    perhaps = "" if departure.returned_by else "perhaps "
    back = f", {perhaps}again from {day_words(departure.returned_on)}" if departure.returned_on else ""
    return f"{departure.label} ({when}{back})"


def treaty_data(frame: TreatyFrame) -> dict[str, Any]:
    """Return a treaty or organisation on a day as plain data."""

    def party(entry: Party) -> dict[str, Any]:
        return {
            "state": entry.participant,
            "state_name": entry.label,
            "answer": entry.answer or None,
            "since": iso(entry.since),
            "until": iso(entry.until),
            "record_as_at": iso(entry.record_as_at),
            "last_known": entry.last_known or None,
            "last_known_on": iso(entry.last_known_on),
        }

    return {
        "schema_version": SCHEMA_VERSION,
        "data_version": frame.data_version,
        "treaty": frame.treaty,
        "name": frame.label,
        "on": frame.on.isoformat(),
        "not_legal_advice": True,
        "series": list(frame.series),
        "depositary": frame.depositary or None,
        "adopted": frame.adopted or None,
        "entered_into_force": frame.entered_into_force or None,
        "ended_on": frame.ended_on or None,
        "openness": frame.openness or None,
        "who_may_become_party": frame.who_may_become_party or None,
        "clauses": [clause_data(clause) for clause in frame.clauses],
        "parties": [party(entry) for entry in frame.parties],
        "signatories": [party(entry) for entry in frame.signatories],
        "exits": [
            {
                "state": departure.participant,
                "state_name": departure.label,
                "event": departure.act,
                "until_earliest": iso(departure.until_earliest),
                "until_latest": iso(departure.until_latest),
                "returned_on": iso(departure.returned_on),
                "returned_by": iso(departure.returned_by),
            }
            for departure in frame.departures
        ],
    }


def treaty_rows(frame: TreatyFrame) -> Iterator[list[str]]:
    """Yield the participants of a treaty on a day as rows of ``TREATY_COLUMNS``."""
    signed = {entry.participant for entry in frame.signatories}
    for entry in frame.parties:
        status = "signatory" if entry.participant in signed and entry.answer != "yes" else ""
        yield [
            frame.treaty,
            frame.on.isoformat(),
            entry.participant,
            entry.label,
            entry.answer,
            status,
            iso(entry.since) or "",
            iso(entry.until) or "",
            iso(entry.record_as_at) or "",
            entry.last_known,
            iso(entry.last_known_on) or "",
            frame.data_version,
        ]
