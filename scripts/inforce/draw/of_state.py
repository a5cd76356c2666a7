"""The network around one state: state → mechanism → body → treaty, from left to right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyoxigraph as ox

from inforce.answers.coverage import CoverageAnswer, CoverageFrame, coverage
from inforce.answers.doubts import doubts
from inforce.answers.status import StatusAnswer, StatusFrame, status
from inforce.draw.boxes import ENTRIES, ENTRY_NOTE, Box, Column, box, heading, link, shape
from inforce.draw.layers import ordered, placed, settled
from inforce.draw.picture import (
    Picture,
    Table,
    counted,
    doubt_notes,
    framed,
    sign,
    source_note,
    sources_of,
    span,
)
from inforce.draw.svg import Svg, joined, tag
from inforce.names import formal
from inforce.networks import HOLDS, network
from inforce.tell.words import age, day_words, since

__all__ = ["state_network"]

_ROW, _TOP = 19.0, 30.0
_GAPS = (58.0, 48.0, 70.0, 0.0)
_MARGIN = 20.0


def state_network(store: ox.Store, state: str, on: date) -> Picture:
    """Return the network around a state on a day.

    In: the compiled graph; the identifier of the state; the day. Shown is what is yes, conditional or
    undetermined; what is no, and what no record decides, is counted.
    """
    import networkx as nx

    reached = coverage(store, state, on)
    bound = status(store, state, on)
    known = network(store, on, states=(state,))
    by_power = {
        f"mechanism:{answer.mechanism.id}": answer for answer in reached.answers if answer.answer in HOLDS
    }
    rests = _rests(known, by_power)
    ties = nx.DiGraph()
    ties.add_node(state)
    for power, answer in by_power.items():
        body = f"body:{answer.mechanism.body}"
        ties.add_edge(state, power)
        ties.add_edge(power, body)
        for target in rests[power]:
            ties.add_edge(body, target)
    standings = {_thing(known, answer): answer for answer in bound.answers}
    tied = sorted(name for name in ties if name.startswith(("treaty:", "organisation:")))
    loose = sorted(
        (name for name, answer in standings.items() if answer.answer in HOLDS and name not in ties),
        key=lambda name: (not name.startswith("organisation:"), known.nodes[name]["short"].casefold()),
    )
    layers = [
        [state],
        sorted(by_power, key=lambda name: by_power[name].mechanism.label.casefold()),
        sorted(
            {f"body:{answer.mechanism.body}" for answer in by_power.values()},
            key=lambda name: known.nodes[name]["short"].casefold(),
        ),
        tied,
    ]
    layers = ordered(layers, list(ties.edges))
    bodies = {name: place for place, name in enumerate(layers[2])}
    layers[1].sort(
        key=lambda name: (bodies[f"body:{by_power[name].mechanism.body}"], by_power[name].mechanism.label)
    )
    boxes = _boxes(state, reached, known, by_power, standings, layers, loose)
    columns = _columns(ties, layers, boxes)
    content, size = _content(columns, boxes, ties, by_power, standings, loose)
    counts = Counter(answer.answer for answer in reached.answers)
    title = f"{reached.state_label} on {day_words(on)}: what reaches it"
    subtitle = (
        f"{counted(counts['yes'], 'mechanism', 'mechanisms')} yes · {counts['conditional']} conditional · "
        f"{counts['undetermined']} undetermined. From left to right: the state, the mechanisms that reach "
        "it, the body of each, the treaties and organisations on which they rest."
    )
    answers: list[CoverageAnswer | StatusAnswer] = [*reached.answers, *bound.answers]
    held = [reason for answer in answers if answer.answer in HOLDS for reason in answer.because]
    sources, unknown = sources_of(held), doubts(store, held, on)
    notes = (
        *doubt_notes(store, unknown.values(), formal(store, state), on),
        f"{ENTRY_NOTE} {_left_out(reached)}",
        " ".join(age([answer.record_as_at for answer in by_power.values()], reached.data_version)),
        source_note(store, sources),
    )
    return Picture(
        title,
        framed(title, subtitle, content, size, _key(), notes, _description(reached)),
        notes,
        (_power_table(reached, rests, known), _treaty_table(bound)),
        sources,
    )


def _thing(known: Any, answer: StatusAnswer) -> str:
    """Return the identifier of what a status answer speaks of."""
    organisation = f"organisation:{answer.towards}"
    return organisation if organisation in known else f"treaty:{answer.towards}"


def _rests(known: Any, powers: Mapping[str, CoverageAnswer]) -> dict[str, list[str]]:
    """Return for each mechanism the treaties and organisations that decide that it reaches the state."""
    found: dict[str, list[str]] = {}
    for power in powers:
        decisive = {
            name
            for *_, about in known.out_edges(power, data=True)
            if about["kind"] == "reaches"
            for name in about.get("condition", "").split()
        }
        found[power] = sorted(
            {
                target
                for _, target, about in known.out_edges(power, data=True)
                if about["kind"] == "requires" and about["condition"] in decisive and not about["excluded"]
            }
        )
    return found


def _boxes(
    state: str,
    reached: CoverageFrame,
    known: Any,
    by_power: Mapping[str, CoverageAnswer],
    standings: Mapping[str, StatusAnswer],
    layers: Sequence[Sequence[str]],
    loose: Sequence[str],
) -> dict[str, Box]:
    boxes = {state: Box(reached.state_label, "", "", "state", reached.state_label)}
    for name in layers[1]:
        answer = by_power[name]
        mechanism = answer.mechanism
        # The body stands beside it: its name need not be said twice.
        words = mechanism.label.partition(": ")[2] or mechanism.label
        basis = f"{answer.answer}: {mechanism.label}, {since(answer.dates)} [{mechanism.legal_basis}]"
        entry = ENTRIES.get(mechanism.access, "")
        boxes[name] = Box(words, span(answer.dates, brief=True), answer.answer, "mechanism", basis, entry)
    for name in layers[2]:
        about = known.nodes[name]
        boxes[name] = Box(about["short"], "", "", "body", about["label"])
    for name in (*layers[3], *loose):
        about, standing = known.nodes[name], standings.get(name)
        if standing is None:
            boxes[name] = Box(about["short"], "", "no record", "treaty", about["label"])
            continue
        words = f"{standing.answer}: {about['label']}, {standing.status}, {since(standing.dates)}"
        boxes[name] = Box(about["short"], span(standing.dates, brief=True), standing.answer, "treaty", words)
    return boxes


def _columns(ties: Any, layers: Sequence[Sequence[str]], boxes: Mapping[str, Box]) -> list[Column]:
    """Return where each layer stands, and where each thing stands in it."""
    positions = placed(ties, layers)
    rows = max(*(len(layer) for layer in layers), 4)
    middle, top, bottom = _TOP + rows * _ROW / 2, _TOP + _ROW / 2, _TOP + (rows - 0.5) * _ROW
    at = {name: middle + y * _ROW for name, (_, y) in positions.items()}
    for place, gap in ((2, _ROW + 3), (3, _ROW)):
        # Bodies and treaties stand as near as they can to what they are tied to.
        layer = layers[place]
        wanted = [
            sum(found) / len(found) if (found := [at[other] for other in ties.predecessors(name)]) else middle
            for name in layer
        ]
        gap = min(gap, (bottom - top) / max(len(layer) - 1, 1))
        at |= dict(zip(layer, settled(wanted, gap, top, bottom), strict=True))
    columns: list[Column] = []
    x = _MARGIN
    for place, layer in enumerate(layers):
        wide = max((boxes[name].wide for name in layer), default=60.0)
        columns.append(Column(x, wide, {name: at[name] for name in layer}))
        x += wide + _GAPS[place]
    return columns


def _others(loose: Sequence[str], boxes: Mapping[str, Box], top: float, room: float) -> tuple[Svg, float]:
    """Return what binds the state and has no line to it, in rows below, and the height that it takes."""
    if not loose:
        return Svg(), 0.0
    wide = max(boxes[name].wide for name in loose)
    across = max(1, int((room + 12) // (wide + 12)))
    down = -(-len(loose) // across)
    words = "Other treaties and organisations that bind it, or may; no mechanism above rests on them"
    pieces: list[Svg] = [heading(_MARGIN, words, top + 14)]
    for number, name in enumerate(loose):
        x, y = _MARGIN + number // down * (wide + 12), top + 32 + number % down * _ROW
        pieces.append(box(boxes[name], x, y, wide))
    return joined(pieces), 36 + down * _ROW


def _content(
    columns: Sequence[Column],
    boxes: Mapping[str, Box],
    ties: Any,
    by_power: Mapping[str, CoverageAnswer],
    standings: Mapping[str, StatusAnswer],
    loose: Sequence[str],
) -> tuple[Svg, tuple[float, float]]:
    place = {name: (column, y) for column in columns for name, y in column.places.items()}
    lines: list[Svg] = []
    for source, target in sorted(ties.edges, key=lambda tie: (place[tie[0]][1], place[tie[1]][1], tie)):
        (left, y1), (right, y2) = place[source], place[target]
        if source in by_power or target in by_power:
            answer = by_power[source if source in by_power else target].answer
        else:
            standing = standings.get(target)
            answer = standing.answer if standing else "no record"
        lines.append(link(left.x + left.wide, y1, right.x, y2, answer))
    drawn = [
        box(boxes[name], column.x, y, column.wide) for column in columns for name, y in column.places.items()
    ]
    heads = [
        heading(column.x, words)
        for column, words in zip(
            columns, ("State", "Mechanism", "Body", "Treaty or organisation"), strict=True
        )
    ]
    last = columns[-1]
    wide = last.x + last.wide + _MARGIN
    high = max(y for column in columns for y in column.places.values()) + _ROW
    others, more = _others(loose, boxes, high, wide - 2 * _MARGIN)
    return joined((*heads, tag("g", *lines, fill="none"), *drawn, others)), (wide, high + more)


def _key() -> list[tuple[Svg, float, str]]:
    def line(answer: str) -> Svg:
        return joined((link(0, 0, 30, 0, answer), sign(answer, 42, 0)))

    words = {
        "yes": "yes",
        "conditional": "conditional: yes in law if a stated fact holds",
        "undetermined": "undetermined: the records leave it open",
    }
    return [
        *((line(answer), 48.0, said) for answer, said in words.items()),
        *((shape(form, 0, -7, 26, 14), 26.0, form) for form in ("state", "mechanism", "body")),
        (shape("treaty", 0, -7, 26, 14), 26.0, "treaty or organisation"),
    ]


def _left_out(frame: CoverageFrame) -> str:
    no = sum(answer.answer == "no" for answer in frame.answers)
    unknown = [answer for answer in frame.answers if answer.answer == "no record"]
    last = [answer.last_known_on for answer in unknown if answer.last_known == "no" and answer.last_known_on]
    words = f"Not drawn: {counted(no, 'mechanism that is', 'mechanisms that are')} no, and {len(unknown)} of which there is no record for this day"
    if last:
        days = sorted({min(last), max(last)})
        words += f"; {len(last)} of these were last known to be no, on {' to '.join(day_words(day) for day in days)}"
    return f"{words}."


def _description(frame: CoverageFrame) -> str:
    shown = [
        f"{answer.answer}: {answer.mechanism.label}, {since(answer.dates)}"
        for answer in frame.answers
        if answer.answer in HOLDS
    ]
    return f"Mechanisms that reach {frame.state_label}. {'; '.join(shown) or 'None'}. {_left_out(frame)}"


def _power_table(frame: CoverageFrame, rests: Mapping[str, Sequence[str]], known: Any) -> Table:
    order = {answer: place for place, answer in enumerate((*HOLDS, "no", "no record"))}
    answers = sorted(frame.answers, key=lambda answer: (order[answer.answer], answer.mechanism.label))
    return Table(
        f"Every mechanism, and whether it reaches {frame.state_label} on {day_words(frame.on)}",
        ("Mechanism", "Body", "Answer", "Time", "Access", "Rests on", "Legal basis", "Record as at"),
        tuple(
            (
                answer.mechanism.label,
                answer.mechanism.body_short,
                answer.answer + (f" (last known: {answer.last_known})" if answer.last_known else ""),
                since(answer.dates),
                answer.mechanism.access,
                ", ".join(
                    known.nodes[name]["short"] for name in rests.get(f"mechanism:{answer.mechanism.id}", ())
                ),
                answer.mechanism.legal_basis,
                answer.record_as_at.isoformat() if answer.record_as_at else "",
            )
            for answer in answers
        ),
    )


def _treaty_table(frame: StatusFrame) -> Table:
    return Table(
        f"Treaties and organisations, and the place of {frame.state_label} in them on {day_words(frame.on)}",
        ("Treaty or organisation", "Answer", "Status", "Time", "Record as at"),
        tuple(
            (
                answer.towards_label,
                answer.answer + (f" (last known: {answer.last_known})" if answer.last_known else ""),
                answer.status,
                since(answer.dates),
                answer.record_as_at.isoformat() if answer.record_as_at else "",
            )
            for answer in frame.answers
        ),
    )
