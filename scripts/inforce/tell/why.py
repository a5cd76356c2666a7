"""Why an answer is what it is, as text, data and rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inforce.tell.words import (
    SCHEMA_VERSION,
    act_words,
    age,
    dates_data,
    day_words,
    doubt_sentence,
    iso,
    open_exits,
    predecessor_lines,
    reason_data,
    since,
    wrapped,
)

if TYPE_CHECKING:
    from inforce.answers.doubts import Doubt
    from inforce.answers.reasons import Act, Clause, Reason
    from inforce.answers.why import WhyFrame

__all__ = ["WHY_COLUMNS", "act_line", "reason_lines", "why_data", "why_rows", "why_text"]

WHY_COLUMNS = ("state", "asked", "on", "answer", "step", "id", "what", "decisive")


def why_text(frame: WhyFrame, known_doubts: Mapping[str, Doubt], actor: str, today: date, width: int) -> str:
    """Return why an answer is what it is, a link of the chain a line."""
    lines = wrapped(
        f"{frame.answer}: {frame.state_label}, {frame.asked_label}, on {day_words(frame.on)}", width
    )
    if frame.known_on:
        lines.append(f"As known on {day_words(frame.known_on)}.")
    lines += predecessor_lines(frame, width)
    if frame.last_known and frame.last_known_on:
        lines.append(f"Last known to be {frame.last_known} on {day_words(frame.last_known_on)}.")
    for _, act in open_exits(frame.because):
        doubt = known_doubts.get(act.id)
        if doubt is not None:
            lines += wrapped(doubt_sentence("This", False, doubt, actor, frame.on, today), width)
            break
    for reason in frame.because:
        lines.append("")
        for line in reason_lines(reason, frame.decisive):
            lines += wrapped(line.strip(), width, *(("  ", "          ") if line.startswith("  ") else ()))
    if not frame.because:
        lines += ["", "No record at hand decides it."]
    lines.append("")
    lines += age([frame.record_as_at], frame.data_version)
    return "\n".join(lines) + "\n"


def act_line(act: Act, decisive: frozenset[str]) -> str:
    """Return an act in one line: when, how sure, as which words it was printed, and what it does."""
    if act.day:
        when = day_words(act.day)
    elif act.not_before and act.not_after:
        when = f"a day from {day_words(act.not_before)} to {day_words(act.not_after)}"
    elif act.not_before:
        when = f"not before {day_words(act.not_before)}"
    elif act.not_after:
        when = f"not after {day_words(act.not_after)}"
    else:
        when = "a day that no source states"
    parts = [f"{act_words(act.kind)}, {when}", act.certainty]
    if act.as_written:
        parts.append(f"as written {act.as_written!r}")
    if act.until:
        parts.append(f"until {day_words(act.until)}")
    if act.stated_effect:
        parts.append(f"effect stated: {day_words(act.stated_effect)}")
    if act.computed_effect:
        parts.append(f"the clause gives {day_words(act.computed_effect)}")
    if act.follows_from:
        parts.append(f"would follow from: {act.follows_from}")
    mark = " [decisive]" if f"{act.prefix}:{act.id}" in decisive else ""
    return "; ".join(parts) + mark


def _clause_line(clause: Clause, decisive: frozenset[str]) -> str:
    mark = " [decisive]" if f"rule:{clause.id}" in decisive else ""
    return f"  clause  {clause.treaty} art. {clause.article}: {clause.text} ({clause.known}){mark}"


def reason_lines(reason: Reason, decisive: frozenset[str] = frozenset()) -> list[str]:
    """Return the chain of one reason, from the source to the answer, a step a line."""
    lines: list[str] = []
    head = reason.towards_label or reason.text
    lines.append(
        f"{reason.answer or reason.kind}: {head}" + (f" ({reason.condition})" if reason.condition else "")
    )

    def act(step: Act, clauses: Sequence[Clause]) -> None:
        lines.append(f"  act     {act_line(step, decisive)}")
        for source in step.sources:
            lines.append(f"  source  {source.label}, as at {source.status_at} <{source.address}>")
        if step.note:
            lines.append(f"  note    {step.note}")
        lines.extend(_clause_line(clause, decisive) for clause in clauses)

    if reason.kind == "period":
        if reason.opened_by:
            act(reason.opened_by, [reason.under] if reason.under else [])
        for step in reason.closed_by:
            act(step, reason.ended_under)
        lines.append(f"  period  {since(reason.dates)}" + (f"; {reason.text}" if reason.text else ""))
    elif reason.kind == "statement":
        assert reason.opened_by is not None
        for step in (reason.opened_by, *reason.closed_by):
            act(step, ())
    elif reason.kind == "exit":
        for step in reason.closed_by:
            act(step, ())
    elif reason.kind == "without effect":
        for step in reason.closed_by:
            act(step, ())
        for clause in reason.ended_under:
            lines.append(_clause_line(clause, decisive))
        lines.append(f"  effect  none: {reason.text}")
    elif reason.kind == "record":
        assert reason.record is not None
        mark = " [decisive]" if f"source:{reason.record.id}" in decisive else ""
        lines.append(
            f"  record  not shown in a complete record: {reason.record.label}, as at "
            f"{reason.record.status_at} <{reason.record.address}>{mark}"
        )
    elif reason.kind in {"treaty", "participant"}:
        lines.append(f"  time    {reason.text}")
    elif reason.kind != "condition":
        raise ValueError(f"{reason.kind!r} is no kind of reason")
    return lines


def why_data(frame: WhyFrame) -> dict[str, Any]:
    """Return why an answer is what it is as plain data."""
    return {
        "schema_version": SCHEMA_VERSION,
        "data_version": frame.data_version,
        "state": frame.state,
        "state_name": frame.state_label,
        "asked": frame.asked,
        "on": frame.on.isoformat(),
        "known_on": iso(frame.known_on),
        "predecessors": [one.state for one in frame.predecessors],
        "not_legal_advice": True,
        "answer": frame.answer,
        **dates_data(frame.dates),
        "because": [reason_data(reason) for reason in frame.because],
        "decisive": sorted(frame.decisive),
        "record_as_at": iso(frame.record_as_at),
        "last_known": frame.last_known or None,
        "last_known_on": iso(frame.last_known_on),
    }


def why_rows(frame: WhyFrame) -> Iterator[list[str]]:
    """Yield the links of the chain as rows of ``WHY_COLUMNS``."""

    def row(step: str, name: str, what: str) -> list[str]:
        mark = "yes" if name in frame.decisive else ""
        return [frame.state, frame.asked, frame.on.isoformat(), frame.answer, step, name, what, mark]

    for reason in frame.because:
        acts = [*([reason.opened_by] if reason.opened_by else []), *reason.closed_by]
        clauses = [*([reason.under] if reason.under else []), *reason.ended_under]
        for act in acts:
            for source in act.sources:
                yield row("source", f"source:{source.id}", f"{source.label}, as at {source.status_at}")
            yield row("act", f"{act.prefix}:{act.id}", act_line(act, frozenset()))
        for clause in clauses:
            yield row("clause", f"rule:{clause.id}", f"{clause.treaty} art. {clause.article}: {clause.text}")
        if reason.kind == "period":
            yield row("period", f"period:{reason.period}", since(reason.dates))
        if reason.record is not None:
            record = reason.record
            yield row("record", f"source:{record.id}", f"{record.label}, as at {record.status_at}")
        if reason.kind in {"treaty", "participant", "condition", "without effect"}:
            yield row(reason.kind, reason.condition or reason.towards, reason.text)
