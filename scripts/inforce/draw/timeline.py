"""What one state signed, was bound by and left: one row for each legal relation, over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from inforce import queries
from inforce.answers.doubts import doubts
from inforce.answers.reasons import Causes, Dates, dates_of
from inforce.answers.status import StatusAnswer, StatusFrame, status
from inforce.draw.picture import (
    Picture,
    Table,
    doubt_notes,
    framed,
    sign,
    source_note,
    sources_of,
    span,
    swatch,
)
from inforce.draw.svg import GREY, INK, LIGHT, WINE, Svg, joined, tag, text, width
from inforce.names import fact, formal, label, short
from inforce.queries import Row
from inforce.tell.words import act_words, age, day_words, since
from inforce.turtle import node

__all__ = ["timeline"]

_BAR = 9.0
_MARGIN = 20.0
_CHART = 540.0
_BOUND = ("member", "party")
_LASTING = {
    "begun-before": "then what had begun",
    "facts-before": "then earlier facts",
    "pending-only": "then what was pending",
    "submitted-before": "then what had been submitted",
}


@dataclass(frozen=True, slots=True)
class _Period:
    """One time as signatory, party, member or suspended, and what lasts after its end."""

    status: str
    dates: Dates
    opened_by: str
    closed_by: str
    lasts: str


@dataclass(frozen=True, slots=True)
class _Relation:
    """One row: a treaty or organisation with its periods and the answer on the day asked."""

    towards: str
    name: str
    label: str
    group: str
    periods: tuple[_Period, ...]
    answer: str
    status: str

    @property
    def first(self) -> date:
        return min(period.dates.from_earliest or date.max for period in self.periods)

    @property
    def latest(self) -> _Period:
        """The period that the row's words are about: the last one as party or member, if there is one."""
        bound = [period for period in self.periods if period.status in _BOUND]
        return max(bound or self.periods, key=lambda period: period.dates.from_earliest or date.min)


def timeline(store: ox.Store, state: str, on: date) -> Picture:
    """Return what a state signed, was bound by and left, with a line for a day.

    In: the compiled graph; the identifier of the state; the day. Out: one row for each treaty and
    organisation of which a record shows anything; the others are counted.
    """
    frame = status(store, state, on)
    answers = {answer.towards: answer for answer in frame.answers}
    relations = _relations(store, state, answers)
    groups = _grouped(store, relations)
    scale = _Scale(relations, on)
    content, size = _content(store, state, groups, scale, on)
    title = f"{frame.state_label}: treaties and memberships over time"
    counts = _counts(relations)
    sources = sources_of(
        reason
        for answer in frame.answers
        if any(relation.towards.partition(":")[2] == answer.towards for relation in relations)
        for reason in answer.because
    )
    unknown = doubts(store, (reason for answer in frame.answers for reason in answer.because), on)
    notes = (
        *doubt_notes(store, unknown.values(), formal(store, state), on),
        _left_out(relations, frame),
        " ".join(
            age(
                [
                    answers[short(row.towards)].record_as_at
                    for row in relations
                    if short(row.towards) in answers
                ],
                frame.data_version,
            )
        ),
        source_note(store, sources),
    )
    return Picture(
        title,
        framed(
            title,
            f"The line marks {day_words(on)}. {counts}",
            content,
            size,
            _key(),
            notes,
            _described(relations, on),
        ),
        notes,
        (_table(relations, frame, on),),
        sources,
    )


def _relations(store: ox.Store, state: str, answers: Mapping[str, StatusAnswer]) -> list[_Relation]:
    rows: dict[str, dict[str, Row]] = defaultdict(dict)
    closing: dict[str, list[str]] = defaultdict(list)
    clauses: dict[str, set[str]] = defaultdict(set)
    for row in queries.ask(store, "periods", {"state": state}):
        rows[row["towards"]].setdefault(row["period"], row)
        if "closedBy" in row and row["closedBy"] not in closing[row["period"]]:
            closing[row["period"]].append(row["closedBy"])
        if "endedUnder" in row:
            clauses[row["period"]].add(row["endedUnder"])
    causes = Causes(store)
    found: list[_Relation] = []
    for towards, periods in rows.items():
        answer = answers.get(short(towards))
        made = [
            _Period(
                short(row["status"]),
                dates_of(row),
                _act(causes, row["openedBy"]),
                "; ".join(_act(causes, name) for name in closing[period]),
                _lasting(store, clauses[period]),
            )
            for period, row in periods.items()
        ]
        found.append(
            _Relation(
                towards,
                fact(store, towards, "shortName") or label(store, towards),
                label(store, towards),
                _group(store, towards),
                tuple(
                    sorted(made, key=lambda period: (period.dates.from_earliest or date.min, period.status))
                ),
                answer.answer if answer else "no record",
                answer.status if answer else "unknown",
            )
        )
    return found


def _act(causes: Causes, name: str) -> str:
    if not name.startswith("event:"):
        return causes.label(name)
    act = causes.act(name)
    day = act.day.isoformat() if act.day else "on a day that is not known"
    sure = "" if act.certainty in {"recorded", ""} else f" ({act.certainty})"
    return f"{act_words(act.kind)}, {day}{sure}"


def _lasting(store: ox.Store, clauses: Iterable[str]) -> str:
    kinds = {fact(store, clause, "residual").rpartition("/")[2] for clause in clauses}
    return next((words for kind, words in sorted(_LASTING.items()) if kind in kinds), "")


def _group(store: ox.Store, towards: str) -> str:
    if towards.startswith("organisation:"):
        return "Organisations"
    return fact(store, towards, "depositary") or "Other treaties"


def _grouped(store: ox.Store, relations: Sequence[_Relation]) -> list[tuple[str, list[_Relation]]]:
    """Return the rows under their headings: organisations, then by depositary, protocols below their treaty."""
    known = {relation.towards: relation for relation in relations}

    def root(towards: str) -> str:
        seen = {towards}
        while True:
            parents = sorted(
                quad.object.value.rpartition("/")[2]  # type: ignore[union-attr]
                for quad in store.quads_for_pattern(node(towards), node("inforce:parent"), None, None)
            )
            # A protocol to several treaties stands below the last of them.
            rows = [known[name] for parent in parents if (name := f"treaty:{parent}") in known]
            above = max(rows, key=lambda row: (row.first, row.towards)).towards if rows else None
            if above is None or above in seen:
                return towards
            seen.add(above)
            towards = above

    groups: dict[str, list[_Relation]] = defaultdict(list)
    for relation in relations:
        groups[relation.group].append(relation)
    for rows in groups.values():
        rows.sort(
            key=lambda row: (
                known[root(row.towards)].first,
                root(row.towards),
                row.towards != root(row.towards),
                row.first,
                row.towards,
            )
        )
    return sorted(groups.items(), key=lambda entry: (entry[0] != "Organisations", -len(entry[1]), entry[0]))


class _Scale:
    """Days → places from left to right."""

    def __init__(self, relations: Sequence[_Relation], on: date) -> None:
        known = [
            day
            for relation in relations
            for period in relation.periods
            for day in (
                period.dates.from_earliest,
                period.dates.from_latest,
                period.dates.until_earliest,
                period.dates.until_latest,
            )
            if day is not None
        ]
        first, last = min([*known, on]), max([*known, on])
        self.first = date(max(first.year - first.year % 5, 1), 1, 1)
        # Room for what fades beyond the last day.
        more = max(2, (last.year - self.first.year) // 20)
        self.last = date(min(last.year + more, 9999), 1, 1)
        self.left = 0.0

    def __call__(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return self.left + _CHART * min(max(share, 0.0), 1.0)

    def years(self) -> list[int]:
        """Return the years that have a line."""
        every = next(
            step for step in (1, 5, 10, 20, 50, 500, 1000) if (self.last.year - self.first.year) / step <= 12
        )
        start = self.first.year + (-self.first.year) % every
        return list(range(start, self.last.year + 1, every))


def _content(
    store: ox.Store,
    state: str,
    groups: Sequence[tuple[str, Sequence[_Relation]]],
    scale: _Scale,
    on: date,
) -> tuple[Svg, tuple[float, float]]:
    rows = [relation for _, found in groups for relation in found]
    # More than so many rows stand closer, so that the picture keeps the form of a page.
    step = 18.0 if len(rows) <= 45 else 15.5
    names = max((width(row.name) for row in rows), default=60.0) + 26
    words = max((width(_row_words(row), 10.5) for row in rows), default=100.0)
    scale.left = _MARGIN + names
    right = scale.left + _CHART
    wide = right + 10 + words + _MARGIN
    pieces: list[Svg] = []
    drawn: list[Svg] = []
    y = 34.0
    for heading, found in groups:
        pieces.append(text(_MARGIN, y + 11, heading, size=11, bold=True, fill=GREY))
        y += 17
        for place, row in enumerate(found):
            if place % 2 == 0:
                pieces.append(
                    tag("rect", x=_MARGIN - 4, y=y, width=wide - 2 * _MARGIN + 8, height=step, fill=LIGHT)
                )
            drawn.append(_row(row, y, step, scale, right))
            y += step
        y += 5
    years = scale.years()
    for year in years:
        x = scale(date(max(year, 1), 1, 1))
        pieces.append(tag("line", x1=x, y1=26.0, x2=x, y2=y, stroke="#BFBFBF", stroke_width=0.6))
        pieces.append(text(x, 22, str(year), size=10, fill=GREY, anchor="middle"))
    for words_, day in _own_days(store, state):
        if scale.first < day < scale.last:
            x = scale(day)
            pieces.append(
                tag("line", x1=x, y1=26.0, x2=x, y2=y, stroke=INK, stroke_width=0.8, stroke_dasharray="6 3")
            )
            pieces.append(
                text(x - 3, y + 11, f"{words_} {day.isoformat()}", size=10, fill=GREY, anchor="end")
            )
    x = scale(on)
    line = [
        tag("line", x1=x, y1=14.0, x2=x, y2=y, stroke=INK, stroke_width=1.2),
        text(x, 10, day_words(on), size=11, bold=True, anchor="middle"),
    ]
    return joined((*pieces, *drawn, *line)), (wide, y + 12)


def _own_days(store: ox.Store, state: str) -> list[tuple[str, date]]:
    """Return the first and last day of a state where a source gives them."""
    found = (
        ("exists since", fact(store, state, "existsFrom")),
        ("existed until", fact(store, state, "existsUntil")),
    )
    return [(words, date.fromisoformat(day)) for words, day in found if day]


def _row(row: _Relation, y: float, step: float, scale: _Scale, right: float) -> Svg:
    middle = y + step / 2
    answer = "signed" if row.status == "signatory" else row.answer
    hint = "; ".join(_period_words(period) for period in row.periods)
    pieces: list[Svg] = [
        tag("title", f"{row.label}: {hint}"),
        sign(answer, _MARGIN + 6, middle, 4.5),
        text(_MARGIN + 18, middle + 4.2, row.name),
        text(right + 10, middle + 4, _row_words(row), size=10.5),
    ]
    top = middle - _BAR / 2
    for place, period in enumerate(row.periods):
        pieces += _bar(period, top, scale)
        last = period.dates.until_latest
        later = [other for other in row.periods[place + 1 :] if other.status == period.status]
        if period.lasts and last is not None and last == period.dates.until_earliest:
            end = min((other.dates.from_earliest or date.max for other in later), default=None)
            until = scale(end) if end else right
            if until - scale(last) > 3:
                pieces.append(swatch("residual", scale(last) + 3, top, until - scale(last) - 4, _BAR))
    return tag("g", *pieces)


def _bar(period: _Period, top: float, scale: _Scale) -> list[Svg]:
    """Return the bar of one period: what is sure, and what may be so at its ends."""
    first, last = period.dates.from_earliest, period.dates.from_latest
    if first is None:
        return []
    until, surely = period.dates.until_earliest, period.dates.until_latest
    edge = scale(scale.last)
    end = scale(surely) if surely else edge
    kind = {"signatory": "signed", "suspended": "suspended"}.get(period.status, "yes")
    if kind != "yes":
        stop = scale(until) if until else end
        high = _BAR if kind == "signed" else _BAR / 2
        return [swatch(kind, scale(first), top, max(stop - scale(first), 1.5), high)]
    if last is None:
        # It may never have begun.
        return [swatch("doubt", scale(first), top, max(end - scale(first), 2.0), _BAR)]
    found: list[Svg] = []
    if first != last:
        found.append(swatch("beginning", scale(first), top, max(scale(last) - scale(first), 1.5), _BAR))
        if scale(last) - scale(first) > 9:
            found.append(text(scale(first) + 2, top + _BAR - 0.8, "?", size=10, bold=True, fill=WINE))
    open_end = until is None and surely is not None
    sure_until = last if open_end else (until or scale.last)
    if sure_until > last:
        found.append(swatch("yes", scale(last), top, max(scale(sure_until) - scale(last), 1.5), _BAR))
    if (until is not None and until != surely) or open_end:
        start = scale(max(sure_until, last))
        found.append(swatch("ending", start, top, max(end - start, 2.0), _BAR))
        if end - start > 9:
            found.append(text(end - 8, top + _BAR - 0.8, "?", size=10, bold=True, fill=WINE))
    return found


def _row_words(row: _Relation) -> str:
    period = row.latest
    words = span(period.dates)
    if period.status == "signatory":
        return f"signed {words.removeprefix('since ')}"
    ended = period.dates.until_latest is not None and period.dates.until_latest == period.dates.until_earliest
    return f"{words}, {period.lasts}" if period.lasts and ended else words


def _period_words(period: _Period) -> str:
    words = [period.status, since(period.dates), f"by {period.opened_by}"]
    if period.closed_by:
        words.append(f"closed by {period.closed_by}")
    if period.lasts and period.dates.until_latest:
        words.append(period.lasts)
    return ", ".join(words)


def _key() -> list[tuple[Svg, float, str]]:
    def bar(kind: str) -> Svg:
        return swatch(kind, 0, -_BAR / 2, 30, _BAR)

    return [
        (bar("signed"), 30.0, "signed"),
        (bar("yes"), 30.0, "in force, or a member"),
        (bar("residual"), 30.0, "ended; what the clause lets go on"),
        (bar("beginning"), 30.0, "may have begun"),
        (bar("ending"), 30.0, "may have ended"),
        (bar("suspended"), 30.0, "suspended"),
        *((sign(answer, 6, 0, 4.5), 12.0, words) for answer, words in (
            ("yes", "yes on the day"), ("undetermined", "undetermined"), ("no", "no"), ("no record", "no record"),
        )),
    ]  # fmt: skip


def _counts(relations: Sequence[_Relation]) -> str:
    yes = sum(row.answer == "yes" for row in relations)
    open_ = sum(row.answer == "undetermined" for row in relations)
    left = sum(row.answer == "no" and row.latest.status in _BOUND for row in relations)
    signed = sum(row.answer == "no" and row.latest.status not in _BOUND for row in relations)
    unknown = sum(row.answer == "no record" for row in relations)
    return (
        f"Of {len(relations)} on that day: {yes} in force or memberships, {open_} undetermined, {left} ended, "
        f"{signed} signed only, {unknown} without a record for the day."
    )


def _left_out(relations: Sequence[_Relation], frame: StatusFrame) -> str:
    shown = {short(row.towards) for row in relations}
    others = [answer for answer in frame.answers if answer.towards not in shown]
    no = sum(answer.answer == "no" for answer in others)
    last = sum(answer.answer == "no record" and answer.last_known == "no" for answer in others)
    parts = []
    if last:
        parts.append(
            f"{last} treaties and organisations with no record for the day and no tie when last known"
        )
    if no:
        parts.append(f"{no} with no tie on the day")
    parts.append("those of which no record says anything")
    return f"Not drawn: {'; '.join(parts)}."


def _described(relations: Sequence[_Relation], on: date) -> str:
    shown = "; ".join(f"{row.name}: {_row_words(row)}, {row.answer} on {on.isoformat()}" for row in relations)
    return f"One row for each treaty and organisation. {shown}."


def _table(relations: Sequence[_Relation], frame: StatusFrame, on: date) -> Table:
    return Table(
        f"What {frame.state_label} signed, was bound by and left",
        (
            "Treaty or organisation",
            f"On {day_words(on)}",
            "Status then",
            "Was",
            "Time",
            "Opened by",
            "Closed by",
            "Then",
        ),
        tuple(
            (
                row.label,
                row.answer,
                row.status,
                period.status,
                since(period.dates),
                period.opened_by,
                period.closed_by,
                period.lasts if period.dates.until_latest else "",
            )
            for row in relations
            for period in row.periods
        ),
    )
