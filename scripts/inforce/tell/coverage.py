"""Coverage as text, data and rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inforce.answers.reasons import has_ended
from inforce.tell.words import (
    SHOWN,
    act_words,
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
    from inforce.answers.coverage import CoverageAnswer, CoverageFrame
    from inforce.answers.doubts import Doubt

__all__ = ["COVERAGE_COLUMNS", "coverage_data", "coverage_rows", "coverage_text"]

COVERAGE_COLUMNS = (
    "state", "on", "known_on", "mechanism", "body", "procedure", "answer", "access", "visits_detention",
    "from_earliest", "from_latest", "until_earliest", "until_latest", "legal_basis", "residual", "because",
    "record_as_at", "last_known", "last_known_on", "data_version",
)  # fmt: skip

_ACCESS_HEADINGS = {
    "standing right": "By right",
    "by membership": "By membership",
    "case-bound duty": "By a duty in a case before the body",
    "right in armed conflict": "By right, if there is an armed conflict or occupation",
    "with consent": "Entering only with the consent of the state",
    "": "Without entering any place",
}


def _group_name(group: Sequence[CoverageAnswer]) -> tuple[str, bool]:
    """Name answers that share a body and their reasons: ``CPT visits``."""
    first = group[0].mechanism
    if len(group) == 1:
        return first.label, first.label.endswith("s")
    procedures = {answer.mechanism.procedure for answer in group}
    if procedures == {"visits"}:
        return f"{first.body_short} visits", True
    return f"{first.body_short} procedures", True


def coverage_text(
    frame: CoverageFrame,
    title: str,
    known_doubts: Mapping[str, Doubt],
    actor: str,
    today: date,
    width: int,
) -> str:
    """Return a coverage frame as text.

    In: the frame, what was asked in a few words, the doubts by identifier of the act, the formal name of
    the participant, the present day, the width. The text leads with what is undetermined, then tells apart who may come by right and who
    needs consent.
    """
    lines = [*wrapped(f"{frame.state_label} on {day_words(frame.on)}: {title}", width)]
    if frame.known_on:
        lines.append(f"As known on {day_words(frame.known_on)}.")
    lines += predecessor_lines(frame, width)
    lines.append("")
    grouped: dict[str, list[CoverageAnswer]] = defaultdict(list)
    for answer in frame.answers:
        for _, act in open_exits(answer.because):
            grouped[f"{answer.mechanism.body} {act.id}"].append(answer)
            break
    for name, group in grouped.items():
        doubt = known_doubts.get(name.partition(" ")[2])
        if doubt is not None:
            subject, plural = _group_name(group)
            lines += wrapped(doubt_sentence(subject, plural, doubt, actor, frame.on, today), width)
            lines.append("")
    shown = [answer for answer in frame.answers if answer.answer in SHOWN]
    by_access: dict[str, list[CoverageAnswer]] = defaultdict(list)
    for answer in shown:
        by_access[answer.mechanism.access].append(answer)
    for access, heading in _ACCESS_HEADINGS.items():
        if by_access.get(access):
            lines.append(heading)
            for answer in by_access[access]:
                lines += wrapped(_answer_line(answer), width, "  ")
            lines.append("")
    if not shown:
        lines += ["Nothing reaches it as far as the records show.", ""]
    lines += _closing(
        [(answer.mechanism.label, answer) for answer in frame.answers],
        width,
    )
    lines += age([answer.record_as_at for answer in frame.answers], frame.data_version)
    return "\n".join(lines) + "\n"


def _answer_line(answer: CoverageAnswer) -> str:
    parts = [f"{answer.answer}: {answer.mechanism.label}"]
    if time := since(answer.dates):
        parts.append(time)
    basis = answer.mechanism.legal_basis
    if answer.answer == "undetermined" and not any(True for _ in open_exits(answer.because)):
        parts.append(_other_doubt(answer))
    if answer.mechanism.between_states:
        parts.append("towards states that are bound in the same way")
    return f"{', '.join(parts)} [{basis}]"


def _other_doubt(answer: CoverageAnswer) -> str:
    for reason in answer.because:
        if reason.kind != "period" or reason.answer != "undetermined":
            continue
        dates = reason.dates
        opened = reason.opened_by
        if opened is not None and dates.from_latest != dates.from_earliest and dates.from_earliest:
            what = f"{act_words(opened.kind)} to {reason.towards.upper()}"
            if dates.from_latest is None:
                return f"whether the {what} took effect is not recorded ({opened.certainty})"
            return (
                f"the {what} took effect between {day_words(dates.from_earliest)} and "
                f"{day_words(dates.from_latest)}"
            )
        if dates.until_earliest:
            return f"may have ended on {day_words(dates.until_earliest)}"
    return "the records leave it open"


def _closing(named: Sequence[tuple[str, CoverageAnswer]], width: int) -> list[str]:
    no = [
        name
        + (f" (since {day_words(answer.dates.from_earliest)}" if answer.dates.from_earliest else "")
        + (
            f"; what remains: {answer.mechanism.residual}"
            if answer.dates.from_earliest
            and answer.mechanism.residual not in {"", "none"}
            and any(has_ended(reason) for reason in answer.because)
            else ""
        )
        + (")" if answer.dates.from_earliest else "")
        for name, answer in named
        if answer.answer == "no"
    ]
    last = [
        f"{name} ({day_words(answer.last_known_on)})"
        for name, answer in named
        if answer.answer == "no record" and answer.last_known == "no" and answer.last_known_on
    ]
    held = [
        f"{name} ({day_words(answer.last_known_on)})"
        for name, answer in named
        if answer.answer == "no record" and answer.last_known not in {"", "no"} and answer.last_known_on
    ]
    unknown = [name for name, answer in named if answer.answer == "no record" and not answer.last_known]
    lines: list[str] = []
    for heading, names in (
        ("No record for this day, last known to reach it", held),
        ("No", no),
        ("No record for this day, last known to be no", last),
        ("No record decides", unknown),
    ):
        if names:
            lines += [*wrapped(f"{heading}: {'; '.join(names)}.", width), ""]
    return lines


def coverage_data(frame: CoverageFrame) -> dict[str, Any]:
    """Return a coverage frame as plain data with stable keys."""
    return frame_data(
        frame,
        [
            {
                "mechanism": answer.mechanism.id,
                "name": answer.mechanism.label,
                "body": answer.mechanism.body,
                "procedure": answer.mechanism.procedure,
                "answer": answer.answer,
                "access": answer.mechanism.access or None,
                "visits_detention": answer.mechanism.visits_detention,
                "condition": answer.mechanism.condition.partition(":")[2],
                **dates_data(answer.dates),
                "legal_basis": answer.mechanism.legal_basis,
                "residual": answer.mechanism.residual or None,
                "because": [reason_data(reason) for reason in answer.because],
                "record_as_at": iso(answer.record_as_at),
                "last_known": answer.last_known or None,
                "last_known_on": iso(answer.last_known_on),
            }
            for answer in frame.answers
        ],
    )


def coverage_rows(frame: CoverageFrame) -> Iterator[list[str]]:
    """Yield a coverage frame as rows of ``COVERAGE_COLUMNS``."""
    return rows_of(COVERAGE_COLUMNS, coverage_data(frame), [answer.because for answer in frame.answers])
