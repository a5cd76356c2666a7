"""Words and values that all answers share: days, times, acts, the age of records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inforce.answers.reasons import open_exits

if TYPE_CHECKING:
    from inforce.answers.coverage import CoverageFrame
    from inforce.answers.doubts import Doubt
    from inforce.answers.reasons import Act, Clause, Dates, Reason
    from inforce.answers.status import StatusFrame
    from inforce.answers.why import WhyFrame

__all__ = [
    "NOT_ADVICE",
    "SCHEMA_VERSION",
    "SHOWN",
    "act_data",
    "act_words",
    "age",
    "because_cell",
    "clause_data",
    "dates_data",
    "day_words",
    "doubt_sentence",
    "frame_data",
    "iso",
    "open_exits",
    "predecessor_lines",
    "reason_data",
    "rows_of",
    "since",
    "wrapped",
]

SCHEMA_VERSION = 1
NOT_ADVICE = "This is not legal advice."
SHOWN = ("yes", "conditional", "undetermined")

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_ACTS = {
    "DefinitiveSignature": "definitive signature",
    "EndOfSuspension": "end of suspension",
    "EndOfTerritorialApplication": "end of territorial application",
    "FormalConfirmation": "formal confirmation",
    "IntentionNotToBecomeParty": "intention not to become party",
    "Naming": "act on a mandate",
    "TerritorialApplication": "territorial application",
    "WithdrawalOfConsent": "withdrawal of consent",
    "WithdrawalOfStatement": "withdrawal of what was declared",
}


def day_words(day: date) -> str:
    """Return a day in words: ``22 November 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def act_words(kind: str) -> str:
    """Return the words of a kind of act: ``Denunciation`` → ``denunciation``."""
    name, _, rest = kind.partition(" ")
    words = _ACTS.get(name, name.lower())
    return f"{words} {rest}" if rest else words


def since(dates: Dates) -> str:
    """Return a time in words: since when, and until when where an end is known."""
    words: list[str] = []
    first, last = dates.from_earliest, dates.from_latest
    if first and first == last:
        words.append(f"since {day_words(first)}")
    elif first and last:
        words.append(f"since a day from {day_words(first)} to {day_words(last)}")
    elif first:
        words.append(f"perhaps since {day_words(first)}")
    until, surely = dates.until_earliest, dates.until_latest
    if until and until == surely:
        words.append(f"until {day_words(until)}")
    elif until and surely:
        words.append(f"until a day from {day_words(until)} to {day_words(surely)}")
    elif until:
        words.append(f"perhaps until {day_words(until)}")
    elif surely:
        words.append(f"until {day_words(surely)} at the latest")
    return ", ".join(words)


def wrapped(text: str, width: int, first: str = "", later: str = "") -> list[str]:
    """Return a text in lines of a width; the later ones are indented more than the first."""
    import textwrap

    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=later or first + "  ",
        break_on_hyphens=False,
        break_long_words=False,
    ) or [""]


def age(days: Iterable[date | None], version: str) -> list[str]:
    """Return the lines that say how old the records are."""
    known = sorted(day for day in days if day is not None)
    if not known:
        age = "No dated record stands behind these answers."
    elif known[0] == known[-1]:
        age = f"The record is as at {day_words(known[0])}."
    else:
        age = f"The records are as at {day_words(known[0])} to {day_words(known[-1])}."
    return [f"{age} Data version {version}.", NOT_ADVICE]


def doubt_sentence(subject: str, plural: bool, doubt: Doubt, actor: str, on: date, today: date) -> str:
    """Return in words what an exit of unknown day leaves open on a day."""
    unknown = "when, or whether," if doubt.act.certainty == "presumed" else "when"
    they, have, go = ("they", "have", "go on") if plural else ("it", "has", "goes on")
    still = f"{they} {go} today" if on == today else f"{they} {go} beyond {day_words(on)}"
    begins = f"{subject}: undetermined since {day_words(doubt.may_end_on)}."
    if doubt.act.certainty == "contested":
        return f"{begins} Whether a {act_words(doubt.act.kind)} by {actor} took effect is contested."
    known = (
        f"No record at hand shows {unknown} the {doubt.depositary} received "
        f"a {act_words(doubt.act.kind)} by {actor}."
    )
    never = ", or never" if doubt.act.certainty == "presumed" else ""
    if doubt.decided_by is None:
        return f"{begins} {known}"
    return (
        f"{begins} {known} Received by {day_words(doubt.decided_by)}, {they} {have} ended, at the earliest on "
        f"{day_words(doubt.may_end_on)}. Received later{never}, {still}."
    )


def iso(day: date | None) -> str | None:
    """Return a day as text, None as None."""
    return day.isoformat() if day else None


def dates_data(dates: Dates) -> dict[str, Any]:
    """Return four dates as plain data."""
    return {
        "from_earliest": iso(dates.from_earliest),
        "from_latest": iso(dates.from_latest),
        "until_earliest": iso(dates.until_earliest),
        "until_latest": iso(dates.until_latest),
    }


def frame_data(frame: CoverageFrame | StatusFrame, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the frames of coverage and status share as plain data, around some answers."""
    return {
        "schema_version": SCHEMA_VERSION,
        "data_version": frame.data_version,
        "state": frame.state,
        "state_name": frame.state_label,
        "on": frame.on.isoformat(),
        "known_on": iso(frame.known_on),
        "predecessors": [one.state for one in frame.predecessors],
        "not_legal_advice": True,
        "answers": found,
    }


def predecessor_lines(frame: CoverageFrame | StatusFrame | WhyFrame, width: int) -> list[str]:
    """Return whom to ask about instead where the day lies before the participant's own time."""
    if not frame.predecessors:
        return []
    named = [
        one.label + (f" (no more from {day_words(one.until)})" if one.until else "")
        for one in frame.predecessors
    ]
    told = " and ".join(one.state for one in frame.predecessors)
    return wrapped(
        f"The day lies before its own time. It succeeds {' and '.join(named)}: what that bound is told under "
        f"{told}, and nothing of it is inherited unless a record shows it.",
        width,
    )


def act_data(act: Act) -> dict[str, Any]:
    """Return an act as plain data."""
    return {
        "event": act.id,
        "kind": act_words(act.kind),
        "towards": act.towards,
        "date": iso(act.day),
        "not_before": iso(act.not_before),
        "not_after": iso(act.not_after),
        "until": iso(act.until),
        "stated_effect": iso(act.stated_effect),
        "computed_effect": iso(act.computed_effect),
        "certainty": act.certainty,
        "as_written": act.as_written or None,
        "follows_from": act.follows_from or None,
        "sources": [
            {"source": source.id, "label": source.label, "as_at": source.status_at, "address": source.address}
            for source in act.sources
        ],
    }


def clause_data(clause: Clause) -> dict[str, Any]:
    """Return a clause as plain data."""
    return {
        "rule": clause.id,
        "treaty": clause.treaty,
        "article": clause.article,
        "text": clause.text,
        "known": clause.known,
    }


def reason_data(reason: Reason) -> dict[str, Any]:
    """Return a reason as plain data."""
    found: dict[str, Any] = {
        "kind": reason.kind,
        "condition": reason.condition or None,
        "towards": reason.towards or None,
        "answer": reason.answer or None,
    }
    if reason.kind == "period":
        found |= {
            "period": reason.period,
            **dates_data(reason.dates),
            "opened_by": act_data(reason.opened_by) if reason.opened_by else None,
            "under": clause_data(reason.under) if reason.under else None,
            "closed_by": [act_data(act) for act in reason.closed_by],
            "ended_under": [clause_data(clause) for clause in reason.ended_under],
        }
    elif reason.kind == "statement" and reason.opened_by:
        found["statement"] = act_data(reason.opened_by)
        found["withdrawn_by"] = [act_data(act) for act in reason.closed_by]
    elif reason.kind == "without effect":
        found["acts"] = [act_data(act) for act in reason.closed_by]
        found["under"] = [clause_data(clause) for clause in reason.ended_under]
    elif reason.closed_by:
        found["closed_by"] = [act_data(act) for act in reason.closed_by]
    if reason.record:
        found["record"] = {
            "source": reason.record.id,
            "label": reason.record.label,
            "as_at": reason.record.status_at,
            "address": reason.record.address,
        }
    if reason.text:
        found["text"] = reason.text
    return found


def because_cell(reasons: Iterable[Reason]) -> str:
    """Return reasons as the text of one cell."""
    words: list[str] = []
    for reason in reasons:
        if reason.kind == "period" and reason.opened_by:
            when = reason.opened_by.day or reason.opened_by.stated_effect
            text = f"{reason.towards}: {act_words(reason.opened_by.kind)} {when or 'of unknown day'}"
            for act in reason.closed_by:
                text += f", {act_words(act.kind)} {act.day or 'of unknown day'} ({act.certainty})"
        elif reason.kind == "record" and reason.record:
            text = f"{reason.towards}: not shown in {reason.record.id}"
        elif reason.kind == "statement" and reason.opened_by:
            text = (
                f"{reason.towards}: {act_words(reason.opened_by.kind)} {reason.opened_by.day or ''}".rstrip()
            )
        elif reason.kind == "exit":
            text = f"{reason.towards}: " + ", ".join(
                f"{act_words(act.kind)} {act.day or act.stated_effect or 'of unknown day'}"
                for act in reason.closed_by
            )
        else:
            text = f"{reason.towards}: {reason.text}" if reason.towards else reason.text
        words.append(text)
    return "; ".join(words)


def rows_of(
    columns: Sequence[str], found: Mapping[str, Any], cells: Sequence[Iterable[Reason]]
) -> Iterator[list[str]]:
    """Yield the answers of a frame as rows of some columns."""
    for place, answer in enumerate(found["answers"]):
        row = {**found, **answer}
        if cells:
            row["because"] = because_cell(cells[place])
        yield ["" if row.get(column) is None else str(row[column]) for column in columns]
