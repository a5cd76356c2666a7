"""What all pictures share: the frame around them, the signs for answers, the tables beside them.

An answer is told by a sign and by the form of a line as well as by its colour. A picture says for which day
it is drawn, how old the records are, where they come from, and that it is not legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from inforce.answers.doubts import Doubt
from inforce.answers.reasons import Dates, Reason, SourceRef
from inforce.draw.svg import (
    BLUE,
    FONTS,
    GREY,
    INK,
    ORANGE,
    WINE,
    Svg,
    escape,
    joined,
    num,
    tag,
    text,
    width,
    wrap,
)
from inforce.names import fact
from inforce.tell.words import doubt_sentence
from inforce.turtle import node

__all__ = [
    "COLOURS",
    "DASHES",
    "Picture",
    "Table",
    "counted",
    "doubt_notes",
    "framed",
    "legend",
    "sign",
    "source_note",
    "sources_of",
    "span",
    "swatch",
]

COLOURS = {
    "yes": BLUE,
    "conditional": ORANGE,
    "undetermined": WINE,
    "no": GREY,
    "no record": GREY,
    "signed": GREY,
}
# The form of a line, for whoever does not see its colour.
DASHES = {"conditional": "9 3", "undetermined": "3 4", "signed": "1 3", "no": "8 6", "excluded": "2 3"}

_MARGIN = 20.0


@dataclass(frozen=True, slots=True)
class Table:
    """The content of a picture as a table: for screen readers, and for whoever wants to copy it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as finished SVG, with the same content in words."""

    title: str
    svg: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    sources: tuple[SourceRef, ...]


def sign(answer: str, x: float, y: float, size: float = 5) -> Svg:
    """Return the sign of an answer, centred: full, half, a question mark, empty, or hatched for a signature."""
    colour = COLOURS[answer]
    ring = tag(
        "circle", cx=float(x), cy=float(y), r=float(size), fill="#FFFFFF", stroke=colour, stroke_width=1.4
    )
    if answer == "yes":
        return tag("circle", cx=float(x), cy=float(y), r=float(size), fill=colour, stroke=colour)
    if answer == "conditional":
        half = f"M{num(x)} {num(y - size)}a{num(size)} {num(size)} 0 0 1 0 {num(2 * size)}z"
        return joined(
            (
                tag("circle", cx=float(x), cy=float(y), r=float(size), fill="#FFFFFF", stroke=INK),
                tag("path", d=half, fill=colour, stroke=INK),
            )
        )
    if answer == "undetermined":
        mark = text(x, y + size * 0.75, "?", size=size * 2, bold=True, fill=colour, anchor="middle")
        return joined((ring, mark))
    if answer == "signed":
        return tag(
            "rect", x=x - size, y=y - size, width=2.0 * size, height=2.0 * size, fill="url(#hatch)",
            stroke=colour, stroke_width=1.2,
        )  # fmt: skip
    return tag(
        "circle", cx=float(x), cy=float(y), r=float(size), fill="#FFFFFF", stroke=colour, stroke_width=1.2,
        stroke_dasharray="2 2" if answer == "no record" else None,
    )  # fmt: skip


def swatch(kind: str, x: float, y: float, length: float, height: float) -> Svg:
    """Return a bar of a timeline, y being its top: signed, yes, ending, beginning, residual and others."""
    place: dict[str, object] = {"x": float(x), "y": float(y), "width": float(length), "height": float(height)}
    if kind == "signed":
        return tag("rect", **place, fill="url(#hatch)", stroke=GREY, stroke_width=0.8)
    if kind == "yes":
        return tag("rect", **place, fill=BLUE)
    if kind == "suspended":
        return tag("rect", **place, fill=ORANGE, stroke=INK, stroke_width=0.6)
    if kind == "residual":
        middle = float(y + height / 2)
        return tag(
            "line", x1=float(x), y1=middle, x2=float(x + length), y2=middle, stroke=BLUE, stroke_width=2.4,
            stroke_dasharray="0.1 5", stroke_linecap="round",
        )  # fmt: skip
    fill = {"ending": "url(#ending)", "beginning": "url(#beginning)"}.get(kind, "url(#doubt)")
    return tag("rect", **place, fill=fill, stroke=WINE, stroke_width=0.8, stroke_dasharray="2 2")


def _patterns() -> Svg:
    def fade(name: str, first: float, last: float) -> Svg:
        stops = (
            tag("stop", offset=0, stop_color=WINE, stop_opacity=first),
            tag("stop", offset=1, stop_color=WINE, stop_opacity=last),
        )
        return tag("linearGradient", *stops, id=name, x1=0, y1=0, x2=1, y2=0)

    hatch = tag(
        "pattern",
        tag("rect", width=5, height=5, fill="#FFFFFF"),
        tag("path", d="M-1 6L6 -1M-1 1L1 -1M4 6L6 4", stroke=GREY, stroke_width=1),
        id="hatch", width=5, height=5, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    return tag(
        "defs", hatch, fade("ending", 0.85, 0.08), fade("beginning", 0.08, 0.85), fade("doubt", 0.35, 0.35)
    )


def legend(entries: Sequence[tuple[Svg, float, str]], y: float, room: float) -> tuple[Svg, float]:
    """Return the key to the signs, and the height that it takes.

    In: for each sign its drawing around the origin, its width and its words; the top; the room.
    """
    pieces: list[Svg] = []
    x, line = _MARGIN, 0
    for drawing, wide, words in entries:
        needed = wide + 6 + width(words, 11) + 22
        if x > _MARGIN and x + needed > room - _MARGIN:
            x, line = _MARGIN, line + 1
        at = y + 9 + line * 18
        pieces.append(tag("g", drawing, transform=f"translate({num(x)} {num(at)})"))
        pieces.append(text(x + wide + 6, at + 4, words, size=11))
        x += needed
    return joined(pieces), (line + 1) * 18.0


def framed(
    title: str,
    subtitle: str,
    content: Svg,
    size: tuple[float, float],
    entries: Sequence[tuple[Svg, float, str]],
    notes: Sequence[str],
    description: str,
) -> str:
    """Return a whole picture: title, content, key, notes.

    In: the title and what stands under it; the content, whose origin is below them; its width and height;
    the entries of the key; the notes below; what the picture shows, for whoever does not see it.
    """
    wide, high = size
    room = wide - 2 * _MARGIN
    top = 34.0
    head: list[Svg] = []
    for line in wrap(title, room / 1.1, 20):
        head.append(text(_MARGIN, top, line, size=20, bold=True))
        top += 24
    for line in wrap(subtitle, room, 12.5):
        head.append(text(_MARGIN, top, line, size=12.5, fill=GREY))
        top += 17
    body = tag("g", content, transform=f"translate(0 {num(top)})")
    y = top + high + 12
    key, taken = legend(entries, y, wide)
    foot = [
        tag("line", x1=_MARGIN, y1=y - 4, x2=wide - _MARGIN, y2=y - 4, stroke=GREY, stroke_width=0.6),
        key,
    ]
    y += taken + 14
    for note in notes:
        for line in wrap(note, room, 11):
            foot.append(text(_MARGIN, y, line, size=11))
            y += 14.5
        y += 2.5
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(wide)}" height="{num(y + 6)}" '
        f'viewBox="0 0 {num(wide)} {num(y + 6)}" role="img" aria-labelledby="title desc" '
        f'font-family="{escape(FONTS)}" fill="{INK}">\n'
        + "\n".join(
            (
                tag("title", title, id="title"),
                tag("desc", description, id="desc"),
                _patterns(),
                tag("rect", width=float(wide), height=float(y + 6), fill="#FFFFFF"),
                *head,
                body,
                *foot,
            )
        )
        + "\n</svg>\n"
    )


def counted(number: int, one: str, more: str) -> str:
    """Return a number with its word."""
    return f"{number} {one if number == 1 else more}"


def span(dates: Dates, *, brief: bool = False) -> str:
    """Return a time in as few characters as are needed: ``1998-09-01 – 2026-10-01?``.

    ``brief`` gives the years alone where a day is known by its bounds only.
    """

    def bounds(first: date, last: date | None) -> str:
        if brief and last and first.year != last.year:
            return f"{first.year}…{last.year}"
        return f"{first.isoformat()}…{last.isoformat() if last else '?'}"

    first, last = dates.from_earliest, dates.from_latest
    start = ""
    if first is not None:
        start = first.isoformat() if first == last else bounds(first, last)
    until, surely = dates.until_earliest, dates.until_latest
    if until is None and surely is None:
        return f"since {start}" if start else ""
    if until is None:
        end = f"{surely} at the latest"
    elif surely is None:
        end = f"{until.isoformat()}?"
    else:
        end = until.isoformat() if until == surely else bounds(until, surely)
    return f"{start} – {end}".strip()


def sources_of(reasons: Iterable[Reason]) -> tuple[SourceRef, ...]:
    """Return the sources behind some reasons, each once, by their labels."""
    found: dict[str, SourceRef] = {}
    for reason in reasons:
        acts = [*reason.closed_by, *((reason.opened_by,) if reason.opened_by else ())]
        for source in (source for act in acts for source in act.sources):
            found[source.id] = source
        if reason.record:
            found[reason.record.id] = reason.record
    return tuple(sorted(found.values(), key=lambda source: (source.label, source.id)))


def source_note(store: ox.Store, sources: Iterable[SourceRef], most: int = 6) -> str:
    """Return in one sentence from whom the records come, and as at which days."""
    days: dict[str, list[str]] = {}
    for source in sources:
        publisher = _publisher(store, source) or source.label
        days.setdefault(publisher, []).append(source.status_at)
    if not days:
        return "No source stands behind this picture."
    named: list[str] = []
    ranked = sorted(days.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    for publisher, found in ranked[:most]:
        dated = sorted(day.partition("/")[0] for day in found if day != "undated")
        parts = [f"{len(found)} documents"] if len(found) > 1 else []
        if dated:
            parts.append(f"as at {dated[0]}" + (f" to {dated[-1]}" if dated[-1] != dated[0] else ""))
        named.append(f"{publisher} ({', '.join(parts)})" if parts else publisher)
    more = len(ranked) - most
    return f"Sources: {'; '.join(named)}{f'; {more} others' if more > 0 else ''}."


def _publisher(store: ox.Store, source: SourceRef) -> str:
    pattern = store.quads_for_pattern(node(f"source:{source.id}"), node("dcterms:publisher"), None, None)
    return min((quad.object.value for quad in pattern), default="")  # type: ignore[union-attr]


def doubt_notes(
    store: ox.Store, doubts: Iterable[Doubt], actor: str, on: date, most: int = 3
) -> tuple[str, ...]:
    """Return what is not known of exits, one sentence for all that are alike."""
    alike: dict[tuple[object, ...], list[Doubt]] = {}
    for doubt in doubts:
        act = doubt.act
        mark = (doubt.depositary, doubt.may_end_on, doubt.decided_by, act.kind, act.certainty)
        alike.setdefault(mark, []).append(doubt)
    found: list[str] = []
    for group in list(alike.values())[:most]:
        names = sorted({_brief(store, doubt.act.towards) for doubt in group})
        subject = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        # No day is the present one here: a picture says the same whenever it is drawn.
        found.append(doubt_sentence(subject, len(names) > 1, group[0], actor, on, date.max))
    if len(alike) > most:
        found.append(f"{len(alike) - most} more exits are of unknown day.")
    return tuple(found)


def _brief(store: ox.Store, towards: str) -> str:
    return (
        fact(store, f"treaty:{towards}", "shortName")
        or fact(store, f"organisation:{towards}", "shortName")
        or towards
    )
