"""Whom a mechanism reaches, as text, data and rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from inforce.tell.words import SCHEMA_VERSION, SHOWN, age, dates_data, day_words, iso, rows_of, since, wrapped

if TYPE_CHECKING:
    from inforce.answers.reach import ReachFrame

__all__ = ["REACH_COLUMNS", "reach_data", "reach_rows", "reach_text"]

REACH_COLUMNS = (
    "state", "state_name", "on", "mechanism", "answer", "from_earliest", "from_latest", "until_earliest",
    "until_latest", "record_as_at", "last_known", "last_known_on", "data_version",
)  # fmt: skip


def reach_text(frame: ReachFrame, width: int) -> str:
    """Return whom a mechanism or body reaches as text."""
    lines = [*wrapped(f"{frame.asked_label} on {day_words(frame.on)}: whom it reaches", width), ""]
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    mechanisms = sorted({answer.mechanism for answer in frame.answers})
    for answer in frame.answers:
        if answer.answer in SHOWN:
            time = since(answer.dates)
            labels[(answer.mechanism, answer.answer)].append(
                f"{answer.participant_label}{f' ({time})' if time else ''}"
            )
    for mechanism in mechanisms:
        for kind in SHOWN:
            names = labels.get((mechanism, kind), [])
            if names:
                lines.append(f"{mechanism}, {kind} ({len(names)})")
                lines += [f"  {name}" for name in names]
                lines.append("")
        no = [a.participant_label for a in frame.answers if (a.mechanism, a.answer) == (mechanism, "no")]
        last = [
            a.participant_label
            for a in frame.answers
            if (a.mechanism, a.answer, a.last_known) == (mechanism, "no record", "no")
        ]
        held = [
            f"{a.participant_label} ({day_words(a.last_known_on)})"
            for a in frame.answers
            if (a.mechanism, a.answer) == (mechanism, "no record")
            and a.last_known not in {"", "no"}
            and a.last_known_on
        ]
        if held:
            text = (
                f"{mechanism}, no record for this day, last known to reach ({len(held)}): {'; '.join(held)}."
            )
            lines += [*wrapped(text, width), ""]
        if no:
            lines += [*wrapped(f"{mechanism}, no ({len(no)}): {'; '.join(no)}.", width), ""]
        if last:
            text = (
                f"{mechanism}, no record for this day, last known to be no ({len(last)}): {'; '.join(last)}."
            )
            lines += [*wrapped(text, width), ""]
    if not frame.answers:
        lines += ["No record decides for anybody.", ""]
    lines += age([answer.record_as_at for answer in frame.answers], frame.data_version)
    return "\n".join(lines) + "\n"


def reach_data(frame: ReachFrame) -> dict[str, Any]:
    """Return whom a mechanism reaches as plain data with stable keys."""
    return {
        "schema_version": SCHEMA_VERSION,
        "data_version": frame.data_version,
        "asked": frame.asked,
        "on": frame.on.isoformat(),
        "not_legal_advice": True,
        "answers": [
            {
                "state": answer.participant,
                "state_name": answer.participant_label,
                "mechanism": answer.mechanism,
                "answer": answer.answer,
                **dates_data(answer.dates),
                "record_as_at": iso(answer.record_as_at),
                "last_known": answer.last_known or None,
                "last_known_on": iso(answer.last_known_on),
            }
            for answer in frame.answers
        ],
    }


def reach_rows(frame: ReachFrame) -> Iterator[list[str]]:
    """Yield a reach frame as rows of ``REACH_COLUMNS``."""
    return rows_of(REACH_COLUMNS, reach_data(frame), [])
