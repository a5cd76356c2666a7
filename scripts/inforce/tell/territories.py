"""What is applied to a territory, and to which territories a state applies a treaty, as text, data and rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from inforce.answers.reasons import Dates
from inforce.tell.why import act_line, reason_lines
from inforce.tell.words import (
    SCHEMA_VERSION,
    age,
    because_cell,
    dates_data,
    day_words,
    iso,
    reason_data,
    since,
    wrapped,
)

if TYPE_CHECKING:
    from inforce.answers.territories import (
        Answering,
        Applied,
        TerritoryAnswer,
        TerritoryFrame,
        TerritoryWhyFrame,
    )

__all__ = [
    "TERRITORY_COLUMNS",
    "TERRITORY_WHY_COLUMNS",
    "applied_data",
    "applied_lines",
    "territory_data",
    "territory_rows",
    "territory_text",
    "territory_why_data",
    "territory_why_rows",
    "territory_why_text",
]

TERRITORY_COLUMNS = (
    "territory", "on", "known_on", "treaty", "answer", "responsible", "from_earliest", "from_latest",
    "until_earliest", "until_latest", "continuous_since", "because", "record_as_at", "last_known",
    "last_known_on", "data_version",
)  # fmt: skip
TERRITORY_WHY_COLUMNS = ("territory", "asked", "on", "answer", "step", "id", "what", "decisive")


def applied_lines(territories: Sequence[Applied], width: int) -> list[str]:
    """Return in words to which territories a state applies a treaty."""
    lines: list[str] = []
    for answer, words in (("yes", "applied to"), ("undetermined", "perhaps applied to")):
        named = [one.label for one in territories if one.answer == answer]
        if named:
            lines += wrapped(f"{words}: {'; '.join(named)}", width, "  ", "    ")
    return lines


def applied_data(territories: Sequence[Applied]) -> list[dict[str, Any]]:
    """Return the territories to which a state applies a treaty as plain data."""
    return [
        {"territory": one.territory, "name": one.label, "answer": one.answer, **dates_data(one.dates)}
        for one in territories
    ]


def territory_text(frame: TerritoryFrame, width: int) -> str:
    """Return what is applied to a territory as text."""
    named = frame.territory_label
    named += "" if named.endswith("(territory)") else ", a territory,"
    lines = wrapped(f"{named} on {day_words(frame.on)}", width)
    if frame.known_on:
        lines.append(f"As known on {day_words(frame.known_on)}.")
    lines.append("")
    several = len(frame.answers) > 1
    unknown = [one for one in frame.answers if several and one.answer == "no record" and not one.last_known]
    for answer in (one for one in frame.answers if one not in unknown):
        lines += wrapped(_line(answer), width)
        for words in _bound(answer):
            lines += wrapped(words, width, "  ")
    if unknown:
        lines += wrapped(f"no record: {', '.join(one.towards for one in unknown)}", width)
    if not frame.answers:
        lines.append("No record shows that a treaty was extended to it.")
    lines.append("")
    lines += age([answer.record_as_at for answer in frame.answers], frame.data_version)
    return "\n".join(lines) + "\n"


def _line(answer: TerritoryAnswer) -> str:
    parts = [f"{answer.answer}: {answer.towards}"]
    names = " and ".join(one.label for one in answer.responsible)
    if names and answer.answer == "yes":
        parts.append(f"applied by {names}")
    elif names and answer.answer == "undetermined":
        parts.append(f"applied by {names}, or not")
    elif names and answer.answer == "no":
        parts.append(f"not applied by {names}")
    if answer.last_known:
        on = f" on {day_words(answer.last_known_on)}" if answer.last_known_on else ""
        by = f", by {names}" if names else ""
        parts.append(f"last known to be {answer.last_known}{on}{by}")
    elif answer.answer != "no record" and (time := since(answer.dates)):
        parts.append(time)
    if answer.continuous_since and answer.continuous_since != answer.dates.from_earliest:
        parts.append(f"without a gap since {day_words(answer.continuous_since)}")
    return f"{', '.join(parts)} ({answer.towards_label})"


def _bound(answer: TerritoryAnswer) -> Iterator[str]:
    """Yield what is to be known of a participant that applies a treaty by which it is not itself bound."""
    for one in answer.responsible:
        if answer.answer in {"yes", "undetermined"} and one.bound != "yes":
            yield f"{one.label} itself is bound: {one.bound}."


def territory_data(frame: TerritoryFrame) -> dict[str, Any]:
    """Return what is applied to a territory as plain data with stable keys."""
    return {
        "schema_version": SCHEMA_VERSION,
        "data_version": frame.data_version,
        "territory": frame.territory,
        "territory_name": frame.territory_label,
        "on": frame.on.isoformat(),
        "known_on": iso(frame.known_on),
        "not_legal_advice": True,
        "answers": [_answer_data(answer) for answer in frame.answers],
    }


def _answer_data(answer: TerritoryAnswer) -> dict[str, Any]:
    return {
        "treaty": answer.towards,
        "name": answer.towards_label,
        "answer": answer.answer,
        "responsible": [
            {"state": one.state, "name": one.label, "bound": one.bound} for one in answer.responsible
        ],
        **dates_data(answer.dates),
        "continuous_since": iso(answer.continuous_since),
        "because": [reason_data(reason) for reason in answer.because],
        "record_as_at": iso(answer.record_as_at),
        "last_known": answer.last_known or None,
        "last_known_on": iso(answer.last_known_on),
    }


def territory_rows(frame: TerritoryFrame) -> Iterator[list[str]]:
    """Yield what is applied to a territory as rows of ``TERRITORY_COLUMNS``."""
    found = territory_data(frame)
    for answer, told in zip(frame.answers, found["answers"], strict=True):
        row: Mapping[str, Any] = {
            **found,
            **told,
            "responsible": " ".join(one.state for one in answer.responsible),
            "because": because_cell(answer.because),
        }
        yield ["" if row.get(column) is None else str(row[column]) for column in TERRITORY_COLUMNS]


def territory_why_text(found: TerritoryWhyFrame, width: int) -> str:
    """Return why a treaty is applied to a territory, a link of the chain a line."""
    frame, answer = found.frame, found.answer
    lines = wrapped(
        f"{answer.answer}: {frame.territory_label}, {answer.towards_label}, on {day_words(frame.on)}", width
    )
    if frame.known_on:
        lines.append(f"As known on {day_words(frame.known_on)}.")
    lines += wrapped(_line(answer), width)
    for words in _bound(answer):
        lines += wrapped(words, width)
    for reason in answer.because:
        lines.append("")
        for line in reason_lines(reason, found.decisive):
            lines += wrapped(line.strip(), width, *(("  ", "          ") if line.startswith("  ") else ()))
    for one in found.answering:
        lines += ["", *wrapped(one.label, width)]
        lines += wrapped(f"time    {_time(one)}; as written {one.as_written!r}", width, "  ", "          ")
        for source in one.sources:
            told = f"source  {source.label}, as at {source.status_at} <{source.address}>"
            lines += wrapped(told, width, "  ", "          ")
    if not answer.because:
        lines += ["", "No record at hand shows that the treaty was extended to it."]
    lines.append("")
    lines += age([answer.record_as_at], frame.data_version)
    return "\n".join(lines) + "\n"


def _time(one: Answering) -> str:
    return since(Dates(one.start, one.start, one.until, one.until))


def territory_why_data(found: TerritoryWhyFrame) -> dict[str, Any]:
    """Return why a treaty is applied to a territory as plain data."""
    told = territory_data(found.frame)
    (answer,) = told.pop("answers")
    answer["asked"] = answer.pop("treaty")
    del answer["name"]
    responsibilities = [
        {
            "responsibility": one.id,
            "label": one.label,
            "from": iso(one.start),
            "until": iso(one.until),
            "as_written": one.as_written or None,
            "sources": [
                {
                    "source": source.id,
                    "label": source.label,
                    "as_at": source.status_at,
                    "address": source.address,
                }
                for source in one.sources
            ],
        }
        for one in found.answering
    ]
    return {**told, **answer, "responsibilities": responsibilities, "decisive": sorted(found.decisive)}


def territory_why_rows(found: TerritoryWhyFrame) -> Iterator[list[str]]:
    """Yield the links of the chain as rows of ``TERRITORY_WHY_COLUMNS``."""
    frame, answer = found.frame, found.answer

    def row(step: str, name: str, what: str) -> list[str]:
        mark = "yes" if name in found.decisive else ""
        on = frame.on.isoformat()
        return [frame.territory, answer.towards, on, answer.answer, step, name, what, mark]

    for reason in answer.because:
        for act in [*([reason.opened_by] if reason.opened_by else []), *reason.closed_by]:
            for source in act.sources:
                yield row("source", f"source:{source.id}", f"{source.label}, as at {source.status_at}")
            yield row("act", f"{act.prefix}:{act.id}", act_line(act, frozenset()))
        for clause in [*([reason.under] if reason.under else []), *reason.ended_under]:
            yield row("clause", f"rule:{clause.id}", f"{clause.treaty} art. {clause.article}: {clause.text}")
        if reason.kind == "period":
            yield row("period", f"period:{reason.period}", since(reason.dates))
    for one in found.answering:
        for source in one.sources:
            yield row("source", f"source:{source.id}", f"{source.label}, as at {source.status_at}")
        yield row("responsibility", f"responsibility:{one.id}", f"{one.label}, {_time(one)}")
