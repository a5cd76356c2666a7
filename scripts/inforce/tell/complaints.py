"""Where somebody can complain, as text, data and rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from inforce.tell.words import SCHEMA_VERSION, SHOWN, age, because_cell, day_words, iso, reason_data, wrapped

if TYPE_CHECKING:
    from inforce.answers.complaints import ComplaintAnswer, ComplaintFrame

__all__ = ["COMPLAINT_COLUMNS", "complaints_data", "complaints_rows", "complaints_text"]

COMPLAINT_COLUMNS = (
    "state", "facts", "filed", "mechanism", "body", "answer", "rule", "on_facts", "on_filing",
    "legal_basis", "residual", "in_the_way", "because", "record_as_at", "last_known", "last_known_on",
    "data_version",
)  # fmt: skip

_RESIDUALS = {
    "begun-before": "after the exit only what had begun before it goes on",
    "facts-before": "facts before the exit can be complained of after it",
    "not-stated": "no clause says what remains after an exit",
    "nothing": "nothing remains after an exit",
    "pending-only": "after the exit only what was pending goes on",
    "submitted-before": "after the exit only what was submitted before it goes on",
}


def _why(answer: ComplaintAnswer, frame: ComplaintFrame) -> str:
    facts, filed = day_words(frame.facts), day_words(frame.filed)
    if answer.rule == "no such power":
        return "a power that the body does not have, or that is not in force"
    if answer.rule == "residual":
        left = "no longer reached" if answer.on_filing == "no" else "perhaps no longer reached"
        return f"{left} on {filed}, but {_RESIDUALS[answer.residual]}"
    if answer.rule == "residual not stated":
        return f"no longer reached on {filed}, and {_RESIDUALS[answer.residual]}"
    if answer.rule == "older facts":
        return (
            f"the procedure began after {facts}, and no clause at hand says whether it looks at older facts"
        )
    if answer.rule == "facts":
        return f"{answer.on_facts} on the day of the facts, {facts}"
    if answer.rule == "filing":
        words = f"{answer.on_filing} on the day of filing, {filed}"
        if answer.answer == "no" and answer.was_reached:
            words += f"; {_RESIDUALS[answer.residual]}"
        return words
    return f"{answer.answer} on both days"


def complaints_text(frame: ComplaintFrame, width: int) -> str:
    """Return where somebody can complain as text, the bodies that can receive it first."""
    if frame.facts == frame.filed:
        days = f"facts of {day_words(frame.facts)}, filed that day"
    else:
        days = f"facts of {day_words(frame.facts)}, filed on {day_words(frame.filed)}"
    lines = [*wrapped(f"{frame.state_label}: who can receive a complaint about {days}", width), ""]
    for kind in SHOWN:
        for answer in frame.answers:
            if answer.answer == kind:
                text = f"{kind}: {answer.mechanism.label} [{answer.mechanism.legal_basis}]: {_why(answer, frame)}"
                lines += wrapped(text, width)
                if answer.temporal:
                    lines += wrapped(f"in time: {answer.temporal}", width, "  ")
                if answer.in_the_way:
                    named = "; ".join(
                        f"{one.kind} to {one.treaty}"
                        + (f" art. {', '.join(one.articles)}" if one.articles else "")
                        + (f" of {day_words(one.day)}" if one.day else "")
                        for one in answer.in_the_way
                    )
                    lines += wrapped(f"may be limited by: {named}", width, "  ")
    lines.append("")
    no = [
        f"{answer.mechanism.label} ({_why(answer, frame)})"
        for answer in frame.answers
        if answer.answer == "no"
    ]
    last = [
        f"{answer.mechanism.label} ({day_words(answer.last_known_on)})"
        for answer in frame.answers
        if answer.answer == "no record" and answer.last_known == "no" and answer.last_known_on
    ]
    held = [
        f"{answer.mechanism.label} ({day_words(answer.last_known_on)})"
        for answer in frame.answers
        if answer.answer == "no record" and answer.last_known not in {"", "no"} and answer.last_known_on
    ]
    unknown = [
        answer.mechanism.label
        for answer in frame.answers
        if answer.answer == "no record" and not answer.last_known
    ]
    for heading, names in (
        ("No record for this day, last known to reach it", held),
        ("No", no),
        ("No record for this day, last known to be no", last),
        ("No record decides", unknown),
    ):
        if names:
            lines += [*wrapped(f"{heading}: {'; '.join(names)}.", width), ""]
    lines += wrapped(
        "Time limits, exhaustion of remedies, continuing violations and a complaint to another body are not "
        "looked at here.",
        width,
    )
    lines += age([answer.record_as_at for answer in frame.answers], frame.data_version)
    return "\n".join(lines) + "\n"


def complaints_data(frame: ComplaintFrame) -> dict[str, Any]:
    """Return where somebody can complain as plain data with stable keys."""
    return {
        "schema_version": SCHEMA_VERSION,
        "data_version": frame.data_version,
        "state": frame.state,
        "state_name": frame.state_label,
        "facts": frame.facts.isoformat(),
        "filed": frame.filed.isoformat(),
        "not_legal_advice": True,
        "answers": [
            {
                "mechanism": answer.mechanism.id,
                "name": answer.mechanism.label,
                "body": answer.mechanism.body,
                "answer": answer.answer,
                "rule": answer.rule,
                "on_facts": answer.on_facts,
                "on_filing": answer.on_filing,
                "legal_basis": answer.mechanism.legal_basis,
                "residual": answer.residual,
                "temporal": answer.temporal or None,
                "in_the_way": [
                    {
                        "statement": one.statement,
                        "kind": one.kind,
                        "treaty": one.treaty,
                        "articles": list(one.articles),
                        "date": iso(one.day),
                    }
                    for one in answer.in_the_way
                ],
                "because": [reason_data(reason) for reason in answer.because],
                "record_as_at": iso(answer.record_as_at),
                "last_known": answer.last_known or None,
                "last_known_on": iso(answer.last_known_on),
            }
            for answer in frame.answers
        ],
    }


def complaints_rows(frame: ComplaintFrame) -> Iterator[list[str]]:
    """Yield where somebody can complain as rows of ``COMPLAINT_COLUMNS``."""
    found = complaints_data(frame)
    for answer, data in zip(frame.answers, found["answers"], strict=True):
        row = {**found, **data}
        row["because"] = because_cell(answer.because)
        row["in_the_way"] = "; ".join(one.statement for one in answer.in_the_way)
        yield ["" if row.get(column) is None else str(row[column]) for column in COMPLAINT_COLUMNS]
