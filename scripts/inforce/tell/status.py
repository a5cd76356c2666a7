"""Status as text, data and rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from inforce.tell.territories import applied_data, applied_lines
from inforce.tell.words import (
    age,
    dates_data,
    day_words,
    doubt_sentence,
    frame_data,
    iso,
    open_exits,
    predecessor_lines,
    reason_data,
    rows_of,
    since,
    wrapped,
)

if TYPE_CHECKING:
    from inforce.answers.doubts import Doubt
    from inforce.answers.status import StatusAnswer, StatusFrame

__all__ = ["STATUS_COLUMNS", "status_data", "status_rows", "status_text"]

STATUS_COLUMNS = (
    "state", "on", "known_on", "treaty", "answer", "status", "from_earliest", "from_latest",
    "until_earliest", "until_latest", "continuous_since", "because", "record_as_at", "last_known",
    "last_known_on", "data_version",
)  # fmt: skip


def status_text(
    frame: StatusFrame, known_doubts: Mapping[str, Doubt], actor: str, today: date, width: int
) -> str:
    """Return a status frame as text, reasons included where one thing was asked for."""
    lines = wrapped(f"{frame.state_label} on {day_words(frame.on)}", width)
    if frame.known_on:
        lines.append(f"As known on {day_words(frame.known_on)}.")
    lines += predecessor_lines(frame, width)
    lines.append("")
    for answer in frame.answers:
        lines += wrapped(_status_line(answer), width)
        lines += applied_lines(answer.territories, width)
        if frame.predecessors:
            for reason in answer.because:
                if reason.opened_by and reason.opened_by.note:
                    lines += wrapped(reason.opened_by.note, width, "  ")
        for _, act in open_exits(answer.because):
            doubt = known_doubts.get(act.id)
            if doubt is not None:
                sentence = doubt_sentence(answer.towards_label, False, doubt, actor, frame.on, today)
                lines += wrapped(sentence, width, "  ")
    if not frame.answers:
        lines.append("No record decides anything.")
    lines.append("")
    lines += age([answer.record_as_at for answer in frame.answers], frame.data_version)
    return "\n".join(lines) + "\n"


def _status_line(answer: StatusAnswer) -> str:
    parts = [f"{answer.answer}: {answer.towards}"]
    if answer.status and answer.answer != "no record":
        parts.append(answer.status)
    if answer.last_known:
        on = f" on {day_words(answer.last_known_on)}" if answer.last_known_on else ""
        parts.append(f"last known to be {answer.last_known}{on}")
    elif time := _time(answer):
        parts.append(time)
    if answer.continuous_since and answer.continuous_since != answer.dates.from_earliest:
        parts.append(f"without a gap since {day_words(answer.continuous_since)}")
    return f"{', '.join(parts)} ({answer.towards_label})"


def _time(answer: StatusAnswer) -> str:
    """Return the time of an answer; where only the record ends, that is no end of what it shows."""
    until = answer.dates.until_earliest
    last = until - timedelta(days=1) if until else None
    if last and any(reason.record and reason.record.status_at == iso(last) for reason in answer.because):
        began = since(answer.dates._replace(until_earliest=None, until_latest=None))
        return ", ".join(part for part in (began, f"shown to {day_words(last)}") if part)
    return since(answer.dates)


def status_data(frame: StatusFrame) -> dict[str, Any]:
    """Return a status frame as plain data with stable keys."""
    return frame_data(
        frame,
        [
            {
                "treaty": answer.towards,
                "name": answer.towards_label,
                "answer": answer.answer,
                "status": answer.status,
                **dates_data(answer.dates),
                "continuous_since": iso(answer.continuous_since),
                "because": [reason_data(reason) for reason in answer.because],
                "record_as_at": iso(answer.record_as_at),
                "last_known": answer.last_known or None,
                "last_known_on": iso(answer.last_known_on),
                "territories": applied_data(answer.territories),
            }
            for answer in frame.answers
        ],
    )


def status_rows(frame: StatusFrame) -> Iterator[list[str]]:
    """Yield a status frame as rows of ``STATUS_COLUMNS``."""
    return rows_of(STATUS_COLUMNS, status_data(frame), [answer.because for answer in frame.answers])
