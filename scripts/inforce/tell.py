"""Words for people: answers as text, as JSON and as rows.

Sentences are built from periods and rules, never stored. Text grows with what is answered, not with the
time that has passed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inforce.answers import (
    About,
    Act,
    CoverageAnswer,
    CoverageFrame,
    Dates,
    Departure,
    Listed,
    Party,
    ReachFrame,
    Reason,
    StatusAnswer,
    StatusFrame,
    TreatyFrame,
    WhyFrame,
)

__all__ = [
    "COVERAGE_COLUMNS",
    "NOT_ADVICE",
    "REACH_COLUMNS",
    "SCHEMA_VERSION",
    "STATUS_COLUMNS",
    "TREATY_COLUMNS",
    "WHY_COLUMNS",
    "Doubt",
    "about_text",
    "coverage_json",
    "coverage_rows",
    "coverage_text",
    "day_words",
    "doubts",
    "listing_text",
    "reach_json",
    "reach_rows",
    "reach_text",
    "reason_lines",
    "since",
    "status_json",
    "status_rows",
    "status_text",
    "treaty_json",
    "treaty_rows",
    "treaty_text",
    "why_json",
    "why_rows",
    "why_text",
]

SCHEMA_VERSION = 1
NOT_ADVICE = "This is not legal advice."

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_ACTS = {
    "DefinitiveSignature": "definitive signature",
    "EndOfSuspension": "end of suspension",
    "FormalConfirmation": "formal confirmation",
    "IntentionNotToBecomeParty": "intention not to become party",
    "WithdrawalOfConsent": "withdrawal of consent",
}

_ACCESS_HEADINGS = {
    "standing right": "By right",
    "by membership": "By membership",
    "case-bound duty": "By a duty in a case before the body",
    "right in armed conflict": "By right, if there is an armed conflict or occupation",
    "with consent": "With the consent of the state",
    "": "Without entering any place",
}

_SHOWN = ("yes", "conditional", "undetermined")


def day_words(day: date) -> str:
    """Return a day in words: ``22 November 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def act_words(kind: str) -> str:
    """Return the words of a kind of act: ``Denunciation`` → ``denunciation``."""
    return _ACTS.get(kind, kind.lower())


# --- what is not known -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Doubt:
    """An act of unknown day that makes answers undetermined: which, towards what, under which clause.

    ``decided_by`` is the last day of receipt with which it has taken effect on the day asked.
    """

    act: Act
    clause: str
    depositary: str
    actor: str
    may_end_on: date
    decided_by: date | None


def doubts(reasons: Iterable[Reason]) -> Iterator[tuple[Reason, Act]]:
    """Yield the exits of unknown day among some reasons, each with its reason."""
    for reason in reasons:
        if reason.kind == "period" and reason.answer == "undetermined":
            for act in reason.closed_by:
                if act.day is None and act.stated_effect is None:
                    yield reason, act


def _doubt_sentence(subject: str, plural: bool, doubt: Doubt, on: date, today: date) -> str:
    unknown = "when, or whether," if doubt.act.certainty == "presumed" else "when"
    they, have, go = ("they", "have", "go on") if plural else ("it", "has", "goes on")
    still = f"{they} {go} today" if on == today else f"{they} {go} beyond {day_words(on)}"
    begins = f"{subject}: undetermined since {day_words(doubt.may_end_on)}."
    known = (
        f"No record at hand shows {unknown} the {doubt.depositary} received "
        f"a {act_words(doubt.act.kind)} by {doubt.actor}."
    )
    if doubt.decided_by is None:
        return f"{begins} {known}"
    return (
        f"{begins} {known} Received by {day_words(doubt.decided_by)}, {they} {have} ended, at the earliest on "
        f"{day_words(doubt.may_end_on)}. Received later, or never, {still}."
    )


def _other_doubt(answer: CoverageAnswer | StatusAnswer) -> str:
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


# --- text --------------------------------------------------------------------------------------------


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


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    import textwrap

    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    ) or [""]


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
    today: date,
    width: int,
) -> str:
    """Return a coverage frame as text.

    In: the frame, what was asked in a few words, the doubts by identifier of the act, the present day,
    the width. The text leads with what is undetermined, then tells apart who may come by right and who
    needs consent.
    """
    lines = [*_wrapped(f"{frame.state_label} on {day_words(frame.on)}: {title}", width)]
    if frame.known_on:
        lines.append(f"As known on {day_words(frame.known_on)}.")
    lines.append("")
    grouped: dict[str, list[CoverageAnswer]] = defaultdict(list)
    for answer in frame.answers:
        for _, act in doubts(answer.because):
            grouped[f"{answer.mechanism.body} {act.id}"].append(answer)
            break
    for name, group in grouped.items():
        doubt = known_doubts.get(name.partition(" ")[2])
        if doubt is not None:
            subject, plural = _group_name(group)
            lines += _wrapped(_doubt_sentence(subject, plural, doubt, frame.on, today), width)
            lines.append("")
    shown = [answer for answer in frame.answers if answer.answer in _SHOWN]
    by_access: dict[str, list[CoverageAnswer]] = defaultdict(list)
    for answer in shown:
        by_access[answer.mechanism.access].append(answer)
    for access, heading in _ACCESS_HEADINGS.items():
        if by_access.get(access):
            lines.append(heading)
            for answer in by_access[access]:
                lines += _wrapped(_answer_line(answer), width, "  ")
            lines.append("")
    if not shown:
        lines += ["Nothing reaches it as far as the records show.", ""]
    lines += _closing(
        [(answer.mechanism.label, answer) for answer in frame.answers],
        width,
    )
    lines += _age([answer.record_as_at for answer in frame.answers], frame.data_version)
    return "\n".join(lines) + "\n"


def _answer_line(answer: CoverageAnswer) -> str:
    parts = [f"{answer.answer}: {answer.mechanism.label}"]
    if time := since(answer.dates):
        parts.append(time)
    basis = answer.mechanism.legal_basis
    if answer.answer == "undetermined" and not any(True for _ in doubts(answer.because)):
        parts.append(_other_doubt(answer))
    if answer.mechanism.between_states:
        parts.append("towards states that are bound in the same way")
    return f"{', '.join(parts)} [{basis}]"


def _closing(named: Sequence[tuple[str, CoverageAnswer]], width: int) -> list[str]:
    no = [
        name
        + (f" (since {day_words(answer.dates.from_earliest)}" if answer.dates.from_earliest else "")
        + (
            f"; what remains: {answer.mechanism.residual}"
            if answer.dates.from_earliest and answer.mechanism.residual not in {"", "none"}
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
    unknown = [name for name, answer in named if answer.answer == "no record" and answer.last_known != "no"]
    lines: list[str] = []
    for heading, names in (
        ("No", no),
        ("No record for this day, last known to be no", last),
        ("No record decides", unknown),
    ):
        if names:
            lines += [*_wrapped(f"{heading}: {'; '.join(names)}.", width), ""]
    return lines


def _age(days: Iterable[date | None], version: str) -> list[str]:
    known = sorted(day for day in days if day is not None)
    if not known:
        age = "No dated record stands behind these answers."
    elif known[0] == known[-1]:
        age = f"The record is as at {day_words(known[0])}."
    else:
        age = f"The records are as at {day_words(known[0])} to {day_words(known[-1])}."
    return [f"{age} Data version {version}.", NOT_ADVICE]


def status_text(frame: StatusFrame, known_doubts: Mapping[str, Doubt], today: date, width: int) -> str:
    """Return a status frame as text, reasons included where one thing was asked for."""
    lines = _wrapped(f"{frame.state_label} on {day_words(frame.on)}", width)
    if frame.known_on:
        lines.append(f"As known on {day_words(frame.known_on)}.")
    lines.append("")
    for answer in frame.answers:
        lines += _wrapped(_status_line(answer), width)
        for _, act in doubts(answer.because):
            doubt = known_doubts.get(act.id)
            if doubt is not None:
                sentence = _doubt_sentence(answer.towards_label, False, doubt, frame.on, today)
                lines += _wrapped(sentence, width, "  ")
    if not frame.answers:
        lines.append("No record decides anything.")
    lines.append("")
    lines += _age([answer.record_as_at for answer in frame.answers], frame.data_version)
    return "\n".join(lines) + "\n"


def _status_line(answer: StatusAnswer) -> str:
    parts = [f"{answer.answer}: {answer.towards}"]
    if answer.status and answer.answer != "no record":
        parts.append(answer.status)
    if answer.last_known:
        on = f" on {day_words(answer.last_known_on)}" if answer.last_known_on else ""
        parts.append(f"last known to be {answer.last_known}{on}")
    elif time := since(answer.dates):
        parts.append(time)
    if answer.continuous_since and answer.continuous_since != answer.dates.from_earliest:
        parts.append(f"without a gap since {day_words(answer.continuous_since)}")
    return f"{', '.join(parts)} ({answer.towards_label})"


def reach_text(frame: ReachFrame, width: int) -> str:
    """Return whom a mechanism or body reaches as text."""
    lines = [*_wrapped(f"{frame.asked_label} on {day_words(frame.on)}: whom it reaches", width), ""]
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    mechanisms = sorted({answer.mechanism for answer in frame.answers})
    for answer in frame.answers:
        if answer.answer in _SHOWN:
            time = since(answer.dates)
            labels[(answer.mechanism, answer.answer)].append(
                f"{answer.participant_label}{f' ({time})' if time else ''}"
            )
    for mechanism in mechanisms:
        for kind in _SHOWN:
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
        if no:
            lines += [*_wrapped(f"{mechanism}, no ({len(no)}): {'; '.join(no)}.", width), ""]
        if last:
            text = (
                f"{mechanism}, no record for this day, last known to be no ({len(last)}): {'; '.join(last)}."
            )
            lines += [*_wrapped(text, width), ""]
    if not frame.answers:
        lines += ["No record decides for anybody.", ""]
    lines += _age([answer.record_as_at for answer in frame.answers], frame.data_version)
    return "\n".join(lines) + "\n"


# --- reasons -----------------------------------------------------------------------------------------


def _act_line(act: Act, decisive: frozenset[str]) -> str:
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
    if act.stated_effect:
        parts.append(f"effect stated: {day_words(act.stated_effect)}")
    if act.computed_effect:
        parts.append(f"the clause gives {day_words(act.computed_effect)}")
    if act.follows_from:
        parts.append(f"would follow from: {act.follows_from}")
    mark = " [decisive]" if f"event:{act.id}" in decisive else ""
    return "; ".join(parts) + mark


def reason_lines(reason: Reason, decisive: frozenset[str] = frozenset()) -> list[str]:
    """Return the chain of one reason, from the source to the answer, a step a line."""
    lines: list[str] = []
    head = reason.towards_label or reason.text
    lines.append(
        f"{reason.answer or 'condition'}: {head}" + (f" ({reason.condition})" if reason.condition else "")
    )

    def act(step: Act, clauses: Sequence[Any]) -> None:
        lines.append(f"  act     {_act_line(step, decisive)}")
        for source in step.sources:
            lines.append(f"  source  {source.label}, as at {source.status_at} <{source.address}>")
        if step.note:
            lines.append(f"  note    {step.note}")
        for clause in clauses:
            mark = " [decisive]" if f"rule:{clause.id}" in decisive else ""
            lines.append(
                f"  clause  {clause.treaty} art. {clause.article}: {clause.text} ({clause.known}){mark}"
            )

    if reason.kind == "period":
        if reason.opened_by:
            act(reason.opened_by, [reason.under] if reason.under else [])
        for step in reason.closed_by:
            act(step, reason.ended_under)
        lines.append(f"  period  {since(reason.dates)}" + (f"; {reason.text}" if reason.text else ""))
    elif reason.kind == "exit":
        for step in reason.closed_by:
            act(step, ())
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


# --- JSON and rows -----------------------------------------------------------------------------------


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _dates_json(dates: Dates) -> dict[str, Any]:
    return {
        "from_earliest": _iso(dates.from_earliest),
        "from_latest": _iso(dates.from_latest),
        "until_earliest": _iso(dates.until_earliest),
        "until_latest": _iso(dates.until_latest),
    }


def _act_json(act: Act) -> dict[str, Any]:
    return {
        "event": act.id,
        "kind": act_words(act.kind),
        "towards": act.towards,
        "date": _iso(act.day),
        "not_before": _iso(act.not_before),
        "not_after": _iso(act.not_after),
        "stated_effect": _iso(act.stated_effect),
        "computed_effect": _iso(act.computed_effect),
        "certainty": act.certainty,
        "as_written": act.as_written or None,
        "follows_from": act.follows_from or None,
        "sources": [
            {"source": source.id, "label": source.label, "as_at": source.status_at, "address": source.address}
            for source in act.sources
        ],
    }


def _clause_json(clause: Any) -> dict[str, Any]:
    return {
        "rule": clause.id,
        "treaty": clause.treaty,
        "article": clause.article,
        "text": clause.text,
        "known": clause.known,
    }


def _reason_json(reason: Reason) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": reason.kind,
        "condition": reason.condition or None,
        "towards": reason.towards or None,
        "answer": reason.answer or None,
    }
    if reason.kind == "period":
        found |= {
            "period": reason.period,
            **_dates_json(reason.dates),
            "opened_by": _act_json(reason.opened_by) if reason.opened_by else None,
            "under": _clause_json(reason.under) if reason.under else None,
            "closed_by": [_act_json(act) for act in reason.closed_by],
            "ended_under": [_clause_json(clause) for clause in reason.ended_under],
        }
    elif reason.closed_by:
        found["closed_by"] = [_act_json(act) for act in reason.closed_by]
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


def _frame_json(frame: CoverageFrame | StatusFrame, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "data_version": frame.data_version,
        "state": frame.state,
        "state_name": frame.state_label,
        "on": frame.on.isoformat(),
        "known_on": _iso(frame.known_on),
        "not_legal_advice": True,
        "answers": found,
    }


def coverage_json(frame: CoverageFrame) -> dict[str, Any]:
    """Return a coverage frame as plain data with stable keys."""
    return _frame_json(
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
                **_dates_json(answer.dates),
                "legal_basis": answer.mechanism.legal_basis,
                "residual": answer.mechanism.residual or None,
                "because": [_reason_json(reason) for reason in answer.because],
                "record_as_at": _iso(answer.record_as_at),
                "last_known": answer.last_known or None,
                "last_known_on": _iso(answer.last_known_on),
            }
            for answer in frame.answers
        ],
    )


def status_json(frame: StatusFrame) -> dict[str, Any]:
    """Return a status frame as plain data with stable keys."""
    return _frame_json(
        frame,
        [
            {
                "treaty": answer.towards,
                "name": answer.towards_label,
                "answer": answer.answer,
                "status": answer.status,
                **_dates_json(answer.dates),
                "continuous_since": _iso(answer.continuous_since),
                "because": [_reason_json(reason) for reason in answer.because],
                "record_as_at": _iso(answer.record_as_at),
                "last_known": answer.last_known or None,
                "last_known_on": _iso(answer.last_known_on),
            }
            for answer in frame.answers
        ],
    )


def reach_json(frame: ReachFrame) -> dict[str, Any]:
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
                **_dates_json(answer.dates),
                "record_as_at": _iso(answer.record_as_at),
                "last_known": answer.last_known or None,
                "last_known_on": _iso(answer.last_known_on),
            }
            for answer in frame.answers
        ],
    }


def _because_cell(reasons: Iterable[Reason]) -> str:
    words: list[str] = []
    for reason in reasons:
        if reason.kind == "period" and reason.opened_by:
            when = reason.opened_by.day or reason.opened_by.stated_effect
            text = f"{reason.towards}: {act_words(reason.opened_by.kind)} {when or 'of unknown day'}"
            for act in reason.closed_by:
                text += f", {act_words(act.kind)} {act.day or 'of unknown day'} ({act.certainty})"
        elif reason.kind == "record" and reason.record:
            text = f"{reason.towards}: not shown in {reason.record.id}"
        elif reason.kind == "exit":
            text = f"{reason.towards}: " + ", ".join(
                f"{act_words(act.kind)} {act.day or act.stated_effect or 'of unknown day'}"
                for act in reason.closed_by
            )
        else:
            text = f"{reason.towards}: {reason.text}" if reason.towards else reason.text
        words.append(text)
    return "; ".join(words)


COVERAGE_COLUMNS = (
    "state", "on", "known_on", "mechanism", "body", "procedure", "answer", "access", "visits_detention",
    "from_earliest", "from_latest", "until_earliest", "until_latest", "legal_basis", "residual", "because",
    "record_as_at", "last_known", "last_known_on", "data_version",
)  # fmt: skip
STATUS_COLUMNS = (
    "state", "on", "known_on", "treaty", "answer", "status", "from_earliest", "from_latest",
    "until_earliest", "until_latest", "continuous_since", "because", "record_as_at", "last_known",
    "last_known_on", "data_version",
)  # fmt: skip
REACH_COLUMNS = (
    "state", "state_name", "on", "mechanism", "answer", "from_earliest", "from_latest", "until_earliest",
    "until_latest", "record_as_at", "last_known", "last_known_on", "data_version",
)  # fmt: skip


def _rows(
    columns: Sequence[str], found: Mapping[str, Any], cells: Sequence[Iterable[Reason]]
) -> Iterator[list[str]]:
    for place, answer in enumerate(found["answers"]):
        row = {**found, **answer}
        if cells:
            row["because"] = _because_cell(cells[place])
        yield ["" if row.get(column) is None else str(row[column]) for column in columns]


def coverage_rows(frame: CoverageFrame) -> Iterator[list[str]]:
    """Yield a coverage frame as rows of ``COVERAGE_COLUMNS``."""
    return _rows(COVERAGE_COLUMNS, coverage_json(frame), [answer.because for answer in frame.answers])


def status_rows(frame: StatusFrame) -> Iterator[list[str]]:
    """Yield a status frame as rows of ``STATUS_COLUMNS``."""
    return _rows(STATUS_COLUMNS, status_json(frame), [answer.because for answer in frame.answers])


def reach_rows(frame: ReachFrame) -> Iterator[list[str]]:
    """Yield a reach frame as rows of ``REACH_COLUMNS``."""
    return _rows(REACH_COLUMNS, reach_json(frame), [])


# --- one answer, whole -------------------------------------------------------------------------------

WHY_COLUMNS = ("state", "asked", "on", "answer", "step", "id", "what", "decisive")


def why_text(frame: WhyFrame, known_doubts: Mapping[str, Doubt], today: date, width: int) -> str:
    """Return why an answer is what it is, a link of the chain a line."""
    lines = _wrapped(
        f"{frame.answer}: {frame.state_label}, {frame.asked_label}, on {day_words(frame.on)}", width
    )
    if frame.known_on:
        lines.append(f"As known on {day_words(frame.known_on)}.")
    if frame.last_known and frame.last_known_on:
        lines.append(f"Last known to be {frame.last_known} on {day_words(frame.last_known_on)}.")
    for _, act in doubts(frame.because):
        doubt = known_doubts.get(act.id)
        if doubt is not None:
            lines += _wrapped(_doubt_sentence("This", False, doubt, frame.on, today), width)
            break
    for reason in frame.because:
        lines.append("")
        for line in reason_lines(reason, frame.decisive):
            lines += _wrapped(line, width, "  " if line.startswith("  ") else "")
    if not frame.because:
        lines += ["", "No record at hand decides it."]
    lines.append("")
    lines += _age([frame.record_as_at], frame.data_version)
    return "\n".join(lines) + "\n"


def why_json(frame: WhyFrame) -> dict[str, Any]:
    """Return why an answer is what it is as plain data."""
    return {
        "schema_version": SCHEMA_VERSION,
        "data_version": frame.data_version,
        "state": frame.state,
        "state_name": frame.state_label,
        "asked": frame.asked,
        "on": frame.on.isoformat(),
        "known_on": _iso(frame.known_on),
        "not_legal_advice": True,
        "answer": frame.answer,
        **_dates_json(frame.dates),
        "because": [_reason_json(reason) for reason in frame.because],
        "decisive": sorted(frame.decisive),
        "record_as_at": _iso(frame.record_as_at),
        "last_known": frame.last_known or None,
        "last_known_on": _iso(frame.last_known_on),
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
            yield row("act", f"event:{act.id}", _act_line(act, frozenset()))
        for clause in clauses:
            yield row("clause", f"rule:{clause.id}", f"{clause.treaty} art. {clause.article}: {clause.text}")
        if reason.kind == "period":
            yield row("period", f"period:{reason.period}", since(reason.dates))
        if reason.record is not None:
            record = reason.record
            yield row("record", f"source:{record.id}", f"{record.label}, as at {record.status_at}")
        if reason.kind in {"treaty", "participant", "condition"}:
            yield row(reason.kind, reason.condition or reason.towards, reason.text)


# --- treaties and lists ------------------------------------------------------------------------------

TREATY_COLUMNS = (
    "treaty", "on", "state", "state_name", "answer", "status", "since", "until", "record_as_at",
    "last_known", "last_known_on", "data_version",
)  # fmt: skip


def treaty_text(frame: TreatyFrame, width: int) -> str:
    """Return a treaty or organisation on a day as text."""
    lines = _wrapped(f"{frame.label} ({frame.treaty})", width)
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
            lines += _wrapped(f"{heading:<12}{value}", width)
    for clause in frame.clauses:
        where = f"art. {clause.article}" if clause.article else "no article"
        lines += _wrapped(f"clause      {where}: {clause.text} ({clause.known})", width)
    lines.append("")
    for answer in _SHOWN:
        chosen = [
            f"{party.label}{f' ({day_words(party.since)})' if party.since else ''}"
            for party in frame.parties
            if party.answer == answer
        ]
        if chosen:
            heading = f"Bound on {day_words(frame.on)}" if answer == "yes" else answer.capitalize()
            lines += [*_wrapped(f"{heading} ({len(chosen)}): {'; '.join(chosen)}.", width), ""]
    if frame.signatories:
        names = [f"{party.label} ({day_words(party.since)})" for party in frame.signatories if party.since]
        lines += [*_wrapped(f"Signed only ({len(names)}): {'; '.join(names)}.", width), ""]
    if frame.departures:
        names = [_departure(departure) for departure in frame.departures]
        lines += [*_wrapped(f"Exits ({len(names)}): {'; '.join(names)}.", width), ""]
    no = sum(party.answer == "no" for party in frame.parties)
    last = sum(party.answer == "no record" and party.last_known == "no" for party in frame.parties)
    lines += _wrapped(
        f"Not bound: {no}. Last known not to be bound, no record for this day: {last}. "
        "Whoever is not counted here: no record.",
        width,
    )
    lines += _age([party.record_as_at for party in frame.parties], frame.data_version)
    return "\n".join(lines) + "\n"


def _departure(departure: Departure) -> str:
    first, last = departure.until_earliest, departure.until_latest
    assert first is not None
    when = f"from {day_words(first)}" if first == last else f"not before {day_words(first)}"
    back = f", again from {day_words(departure.returned_on)}" if departure.returned_on else ""
    return f"{departure.label} ({when}{back})"


def treaty_json(frame: TreatyFrame) -> dict[str, Any]:
    """Return a treaty or organisation on a day as plain data."""

    def party(entry: Party) -> dict[str, Any]:
        return {
            "state": entry.participant,
            "state_name": entry.label,
            "answer": entry.answer or None,
            "since": _iso(entry.since),
            "until": _iso(entry.until),
            "record_as_at": _iso(entry.record_as_at),
            "last_known": entry.last_known or None,
            "last_known_on": _iso(entry.last_known_on),
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
        "clauses": [_clause_json(clause) for clause in frame.clauses],
        "parties": [party(entry) for entry in frame.parties],
        "signatories": [party(entry) for entry in frame.signatories],
        "exits": [
            {
                "state": departure.participant,
                "state_name": departure.label,
                "event": departure.act,
                "until_earliest": _iso(departure.until_earliest),
                "until_latest": _iso(departure.until_latest),
                "returned_on": _iso(departure.returned_on),
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
            _iso(entry.since) or "",
            _iso(entry.until) or "",
            _iso(entry.record_as_at) or "",
            entry.last_known,
            _iso(entry.last_known_on) or "",
            frame.data_version,
        ]


def listing_text(found: Sequence[Listed]) -> str:
    """Return a list of things as aligned text."""
    longest = max((len(entry.name) for entry in found), default=0)
    return "".join(
        f"{entry.name:<{longest}}  {entry.label}{f'  ({entry.code})' if entry.code else ''}\n"
        for entry in found
    )


def about_text(found: About) -> str:
    """Return what the graph holds as text."""
    lines = [f"data version  {found.data_version}"]
    lines += [f"{words:<14}{count:>9,}" for words, count in found.counts.items()]
    lines += ["", "Records, by treaty or organisation:"]
    for record in found.records:
        lines.append(
            f"  {record.towards:<14} {record.as_at or 'undated':<10}  {record.completeness}: {record.label}"
        )
    lines += ["", NOT_ADVICE]
    return "\n".join(lines) + "\n"
