"""The network around one treaty or organisation: participants → treaty → mechanism → body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyoxigraph as ox

from inforce.answers.coverage import mechanisms
from inforce.answers.doubts import doubts
from inforce.answers.reach import reach
from inforce.answers.reasons import Causes, SourceRef
from inforce.answers.status import status
from inforce.answers.treaty import Party, TreatyFrame, treaty
from inforce.draw.boxes import ENTRIES, ENTRY_NOTE, Box, Column, box, heading, link, panel, shape
from inforce.draw.layers import ordered, placed, settled
from inforce.draw.picture import Picture, Table, counted, doubt_notes, framed, sign, source_note
from inforce.draw.svg import GREY, Svg, joined, tag, text, width, wrap
from inforce.names import formal
from inforce.networks import HOLDS, structure
from inforce.tell.words import age, day_words
from inforce.terms import compact
from inforce.turtle import node

__all__ = ["treaty_network"]

_ROW = 20.0
_MARGIN = 20.0
_PANEL = 330.0


@dataclass(frozen=True, slots=True)
class _Group:
    """Participants of whom the same is so."""

    title: str
    answer: str
    names: tuple[str, ...]

    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The names, each with what is added to it, in lines that fit."""
        said = [
            f"{name} ({note})" if note else name
            for name, note in zip(self.names, self.notes or ("",) * len(self.names), strict=True)
        ]
        return wrap(", ".join(said), _PANEL - 16, 10.5)

    @property
    def high(self) -> float:
        """How high the group is when it is drawn."""
        return 24.0 + 13 * len(self.lines) + (2 if self.names else 0)


def treaty_network(store: ox.Store, asked: str, on: date) -> Picture:
    """Return the network around a treaty or organisation on a day.

    In: the compiled graph; the identifier; the day. Out: who is bound, may be, has signed or has left; what
    the treaty supplements and is supplemented by; the mechanisms that rest on it, and their bodies.
    """
    frame = treaty(store, asked, on)
    known = structure(store, on)
    powers = sorted(
        {source for source, _, about in known.in_edges(asked, data=True) if about["kind"] == "requires"}
        if asked in known
        else ()
    )
    reached = {power: _reached(store, power, on) for power in powers}
    groups = _groups(frame, asked)
    stacks = _stacks(known, asked, powers)
    content, size = _content(store, known, asked, frame, groups, stacks, powers, reached)
    counts = Counter(party.answer for party in frame.parties)
    name = _short(known, asked, frame)
    organisation = asked.startswith("organisation:")
    title = f"{name} on {day_words(on)}: who is {'a member' if organisation else 'bound'}, what rests on it"
    words = ("member", "members") if organisation else ("party", "parties")
    subtitle = (
        f"{frame.label}. {counted(counts['yes'], *words)}, {counts['undetermined']} undetermined. "
        f"{counted(len(powers), 'mechanism rests', 'mechanisms rest')} on it."
    )
    sources = _sources(store, asked)
    notes = (
        *_doubts(store, asked, frame, on),
        f"{ENTRY_NOTE} {_left_out(frame, groups, words[0])}",
        " ".join(
            age([party.record_as_at for party in frame.parties if party.answer in HOLDS], frame.data_version)
        ),
        source_note(store, sources),
    )
    described = "; ".join(f"{group.title}: {', '.join(group.names)}" for group in groups)
    return Picture(
        title,
        framed(title, subtitle, content, size, _key(), notes, f"{subtitle} {described}."),
        notes,
        (_party_table(frame, on), _power_table(store, known, powers, reached)),
        sources,
    )


def _left_out(frame: TreatyFrame, groups: Sequence[_Group], word: str) -> str:
    drawn = {name for group in groups for name in group.names}
    others = [party for party in frame.parties if party.label not in drawn]
    no = sum(party.answer == "no" for party in others)
    unknown = [party for party in others if party.answer == "no record"]
    last = sum(party.last_known == "no" for party in unknown)
    parts = []
    if no:
        parts.append(f"{no} of whom the records show that they are no {word}")
    if unknown:
        parts.append(
            f"{len(unknown)} without a record for the day, {last} of them last known to be no {word}"
        )
    parts.append("those of whom no record says anything")
    return f"Not drawn: {'; '.join(parts)}."


def _short(known: Any, asked: str, frame: TreatyFrame) -> str:
    return str(known.nodes[asked]["short"]) if asked in known else frame.label


def _reached(store: ox.Store, power: str, on: date) -> Counter[str]:
    return Counter(answer.answer for answer in reach(store, power, on).answers)


def _groups(frame: TreatyFrame, asked: str) -> list[_Group]:
    organisation = asked.startswith("organisation:")
    bound = [party for party in frame.parties if party.answer == "yes"]
    perhaps = [party for party in frame.parties if party.answer == "undetermined"]
    held = {party.participant for party in (*bound, *perhaps)}
    gone = {
        departure.participant: departure
        for departure in frame.departures
        if departure.participant not in held
        and departure.until_latest is not None
        and departure.until_latest <= frame.on
    }
    signed = [party for party in frame.signatories if party.participant not in held]

    def named(parties: Sequence[Party]) -> tuple[str, ...]:
        return tuple(party.label for party in parties)

    words = "members" if organisation else "parties"
    found = [
        _Group(f"{len(bound)} {words}", "yes", named(bound)),
        _Group(f"{len(perhaps)} undetermined", "undetermined", named(perhaps)),
        _Group(f"{len(signed)} signed only, as far as is known", "signed", named(signed)),
        _Group(
            f"{len(gone)} left and not back",
            "no",
            tuple(one.label for one in gone.values()),
            tuple(str(one.until_latest) for one in gone.values()),
        ),
    ]
    return [group for group in found if group.names]


def _stacks(known: Any, asked: str, powers: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return what stands in the layer of the treaty: it, what it supplements, what supplements it."""
    if asked not in known:
        return [("", [asked])]

    def by_name(names: set[str]) -> list[str]:
        return sorted(names - {asked}, key=lambda name: (known.nodes[name]["short"].casefold(), name))

    above = {end for _, end, about in known.out_edges(asked, data=True) if about["kind"] == "protocol to"}
    below = {start for start, _, about in known.in_edges(asked, data=True) if about["kind"] == "protocol to"}
    charters = {
        end
        for start, target, about in (*known.out_edges(asked, data=True), *known.in_edges(asked, data=True))
        if about["kind"] == "charter of"
        for end in (start, target)
    }
    also = {
        end
        for power in powers
        for _, end, about in known.out_edges(power, data=True)
        if about["kind"] == "requires"
    }
    also -= above | below | charters
    stacks = [
        ("It supplements", by_name(above)),
        ("", [asked]),
        ("Charter" if asked.startswith("organisation:") else "Charter of", by_name(charters)),
        ("Its mechanisms also name", by_name(also)),
        ("Protocols to it", by_name(below)),
    ]
    return [(words, names) for words, names in stacks if names]


def _content(
    store: ox.Store,
    known: Any,
    asked: str,
    frame: TreatyFrame,
    groups: Sequence[_Group],
    stacks: Sequence[tuple[str, Sequence[str]]],
    powers: Sequence[str],
    reached: Mapping[str, Counter[str]],
) -> tuple[Svg, tuple[float, float]]:
    import networkx as nx

    every = mechanisms(store)
    targets = [name for _, names in stacks for name in names]
    ties = nx.DiGraph()
    ties.add_nodes_from((asked, *targets, *powers))
    wants: dict[tuple[str, str], bool] = {}
    for power in powers:
        for _, target, about in known.out_edges(power, data=True):
            if about["kind"] == "requires" and target in targets:
                ties.add_edge(target, power)
                wants[target, power] = wants.get((target, power), True) and about["excluded"]
        ties.add_edge(power, f"body:{every[power].body}")
    bodies = sorted({f"body:{every[power].body}" for power in powers})
    layers = ordered([targets, list(powers), bodies], list(ties.edges))
    # The layer of the treaty keeps its order: its headings say what belongs together.
    order = {name: place for place, name in enumerate(layers[2])}
    layers = [
        targets,
        sorted(powers, key=lambda name: (order[f"body:{every[name].body}"], every[name].label)),
        layers[2],
    ]
    boxes = {name: _target_box(known, name, frame, asked) for name in targets}
    for power in powers:
        one = every[power]
        count = [f"reaches {reached[power]['yes']}"]
        count += [
            f"{reached[power][word]} {said}"
            for word, said in (("conditional", "conditionally"), ("undetermined", "undetermined"))
            if reached[power][word]
        ]
        boxes[power] = Box(
            one.label.partition(": ")[2] or one.label,
            ", ".join(count),
            "",
            "mechanism",
            f"{one.label} [{one.legal_basis}]",
            ENTRIES.get(one.access, ""),
        )
    for body in layers[2]:
        boxes[body] = Box(known.nodes[body]["short"], "", "", "body", known.nodes[body]["label"])
    panels = sum(group.high + 12 for group in groups)
    stack = sum((len(names) + bool(words)) * _ROW for words, names in stacks) + 8
    high = max(panels, stack, len(powers) * _ROW, 4 * _ROW)
    top = 26.0
    middle = top + high / 2
    at: dict[str, float] = {}
    heads: list[Svg] = []
    y = middle - stack / 2 + _ROW / 2
    x2 = _MARGIN + _PANEL + 70
    for words, names in stacks:
        if words:
            heads.append(text(x2, y + 4, words, size=11, fill=GREY))
            y += _ROW - 2
        for name in names:
            # The one that was asked about is drawn higher.
            y += 4 if name == asked else 0
            at[name] = y
            y += _ROW + (4 if name == asked else 0)
    positions = placed(ties, layers)
    at |= {name: middle + positions[name][1] * _ROW for name in layers[1]}
    wanted = [
        sum(found) / len(found) if (found := [at[power] for power in ties.predecessors(name)]) else middle
        for name in layers[2]
    ]
    at |= dict(zip(layers[2], settled(wanted, _ROW + 2, top + _ROW / 2, top + high), strict=True))
    columns: list[Column] = []
    x = x2
    for layer, gap in zip(layers, (70.0, 48.0, 0.0), strict=True):
        wide = max((boxes[name].wide for name in layer), default=120.0)
        columns.append(Column(x, wide, {name: at[name] for name in layer}))
        x += wide + gap
    lines: list[Svg] = []
    drawn: list[Svg] = []
    y = middle - (panels - 12) / 2
    for group in groups:
        drawn.append(panel(_MARGIN, y, _PANEL, group.high, group.title, group.lines, group.answer))
        lines.append(link(_MARGIN + _PANEL, y + group.high / 2, columns[0].x, at[asked], group.answer))
        y += group.high + 12
    where = {name: column for column in columns for name in column.places}
    for source, target in sorted(ties.edges, key=lambda tie: (at[tie[0]], at[tie[1]], tie)):
        left, right = where[source], where[target]
        form = "excluded" if wants.get((source, target)) else "named"
        lines.append(link(left.x + left.wide, at[source], right.x, at[target], form))
    drawn += [
        box(boxes[name], column.x, y, column.wide) for column in columns for name, y in column.places.items()
    ]
    titles = ("Treaty or organisation", "Mechanism", "Body")
    heads += [
        heading(column.x, words) for column, words in zip(columns, titles, strict=True) if column.places
    ]
    heads.append(heading(_MARGIN, "Participants"))
    last = columns[-1] if powers else columns[0]
    if not powers:
        heads.append(text(columns[0].x, at[asked] + 30, "No mechanism rests on it.", size=11, fill=GREY))
    edge = max(last.x + last.wide, columns[0].x + width("No mechanism rests on it.", 11))
    return joined((*heads, tag("g", *lines, fill="none"), *drawn)), (
        max(edge + _MARGIN, 760.0),
        top + high + 16,
    )


def _target_box(known: Any, name: str, frame: TreatyFrame, asked: str) -> Box:
    if name not in known:
        return Box(frame.label, "", "", "treaty", frame.label)
    about = known.nodes[name]
    time = about.get("entered_into_force", "")
    words = f"since {time}" if time else ""
    return Box(about["short"], words, "", "asked" if name == asked else "treaty", about["label"])


def _sources(store: ox.Store, asked: str) -> tuple[SourceRef, ...]:
    """Return the sources of what was done towards it, and of the records that are complete for it."""
    causes = Causes(store)
    found: set[str] = set()
    for quad in store.quads_for_pattern(None, node("inforce:towards"), node(asked), None):
        name = compact(quad.subject.value)  # type: ignore[union-attr]
        if name.startswith("event:"):
            found.update(causes.facts(name).get("dcterms:source", ()))
    for prop in ("completeFor", "completeForCurrent"):
        for quad in store.quads_for_pattern(None, node(f"inforce:{prop}"), node(asked), None):
            found.add(compact(quad.subject.value))  # type: ignore[union-attr]
    return tuple(sorted((causes.source(name) for name in found), key=lambda one: (one.label, one.id)))


def _doubts(store: ox.Store, asked: str, frame: TreatyFrame, on: date) -> list[str]:
    """Return what is not known of the exits of those whose place is undetermined."""
    found: list[str] = []
    for party in frame.parties:
        if party.answer == "undetermined":
            kinds = (f"{kind}:{party.participant}" for kind in ("state", "entity", "organisation"))
            for name in kinds:
                for answer in status(store, name, on, only=(asked,)).answers:
                    unknown = doubts(store, answer.because, on)
                    found += doubt_notes(store, unknown.values(), formal(store, name), on)
    return found[:3]


def _key() -> list[tuple[Svg, float, str]]:
    signs = {
        "yes": "bound",
        "undetermined": "undetermined",
        "signed": "signed only",
        "no": "left",
    }
    return [
        *(
            (joined((link(0, 0, 30, 0, answer), sign(answer, 42, 0))), 48.0, words)
            for answer, words in signs.items()
        ),
        (link(0, 0, 30, 0, "named"), 30.0, "a mechanism asks for it"),
        (link(0, 0, 30, 0, "excluded"), 30.0, "a mechanism asks that it be not so"),
        *((shape(form, 0, -7, 26, 14), 26.0, form) for form in ("mechanism", "body")),
        (shape("treaty", 0, -7, 26, 14), 26.0, "treaty or organisation"),
    ]


def _party_table(frame: TreatyFrame, on: date) -> Table:
    order = {answer: place for place, answer in enumerate((*HOLDS, "no", "no record"))}
    return Table(
        f"Participants on {day_words(on)}",
        ("Participant", "Answer", "Since", "Until", "Record as at"),
        tuple(
            (
                party.label,
                party.answer + (f" (last known: {party.last_known})" if party.last_known else ""),
                party.since.isoformat() if party.since else "",
                party.until.isoformat() if party.until else "",
                party.record_as_at.isoformat() if party.record_as_at else "",
            )
            for party in sorted(frame.parties, key=lambda party: order[party.answer])
        ),
    )


def _power_table(
    store: ox.Store, known: Any, powers: Sequence[str], reached: Mapping[str, Counter[str]]
) -> Table:
    every = mechanisms(store)
    return Table(
        "Mechanisms that rest on it, and how many participants each reaches",
        ("Mechanism", "Body", "Yes", "Conditional", "Undetermined", "Also named", "Legal basis"),
        tuple(
            (
                every[power].label,
                every[power].body_short,
                *(str(reached[power][word]) for word in HOLDS),
                ", ".join(
                    sorted(
                        {
                            known.nodes[end]["short"]
                            for _, end, about in known.out_edges(power, data=True)
                            if about["kind"] == "requires"
                        }
                    )
                ),
                every[power].legal_basis,
            )
            for power in powers
        ),
    )
