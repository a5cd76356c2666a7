"""Boxes, links and headings of a picture in layers: the form says what a thing is, the sign what is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inforce.draw.picture import COLOURS, DASHES, sign
from inforce.draw.svg import GREY, INK, LIGHT, Svg, num, tag, text, width

__all__ = ["ENTRIES", "ENTRY_NOTE", "Box", "Column", "box", "heading", "link", "panel", "shape"]

# How a mechanism enters places in the state, if it enters any.
ENTRIES = {
    "by membership": "entry: membership",
    "case-bound duty": "entry: in a case",
    "right in armed conflict": "entry: in a conflict",
    "standing right": "entry: by right",
    "with consent": "entry: consent",
}
ENTRY_NOTE = "“Entry” says how a mechanism may enter places in a state, if it enters any."

_HIGH = 16.5
_PAD = 8.0
_FOLD = 6.0
_BOLD = ("asked", "state")
_SHEETS = ("asked", "treaty")


@dataclass(frozen=True, slots=True)
class Box:
    """One thing: its words, its time, an answer, its form, what is said on pointing at it, a small addition."""

    words: str
    time: str
    answer: str
    form: str
    hint: str
    more: str = ""

    @property
    def wide(self) -> float:
        """How wide the box is, with nothing cut."""
        room = 2 * _PAD + width(self.words, 12, bold=self.form in _BOLD)
        if self.answer:
            room += 15
        if self.more:
            room += 8 + width(self.more, 10)
        if self.time:
            room += 14 + width(self.time, 10)
        if self.form in _SHEETS:
            room += _FOLD
        if self.form == "body":
            room += 8
        return room


@dataclass(frozen=True, slots=True)
class Column:
    """One layer: where it begins, how wide it is, and the height at which each thing stands."""

    x: float
    wide: float
    places: Mapping[str, float]


def shape(form: str, x: float, y: float, wide: float, high: float, stroke: str = INK) -> Svg:
    """Return the outline of a thing: round for a state, square for a mechanism, oval for a body, a sheet for a treaty."""
    line = {"fill": "#FFFFFF", "stroke": stroke, "stroke_width": 1.0}
    if form in _SHEETS:
        fold = _FOLD
        outline = (
            f"M{num(x)} {num(y)}h{num(wide - fold)}l{num(fold)} {num(fold)}v{num(high - fold)}h{num(-wide)}z"
            f"M{num(x + wide - fold)} {num(y)}v{num(fold)}h{num(fold)}"
        )
        return tag("path", d=outline, **line)
    corner = {"state": 5.0, "body": high / 2}.get(form)
    fill = LIGHT if form in {"state", "body"} else "#FFFFFF"
    return tag(
        "rect", x=float(x), y=float(y), width=float(wide), height=float(high), rx=corner, **line | {"fill": fill}
    )  # fmt: skip


def box(about: Box, x: float, y: float, wide: float) -> Svg:
    """Return a thing, y being its middle."""
    high = 30.0 if about.form == "state" else _HIGH
    stroke = COLOURS.get(about.answer, INK)
    if about.form == "asked":
        high = 22.0
    pieces: list[Svg] = [tag("title", about.hint), shape(about.form, x, y - high / 2, wide, high, stroke)]
    at = x + _PAD + (4 if about.form == "body" else 0)
    if about.answer:
        pieces.append(sign(about.answer, at + 4, y, 4.5))
        at += 15
    pieces.append(text(at, y + 4.2, about.words, bold=about.form in _BOLD))
    if about.more:
        pieces.append(text(at + width(about.words) + 8.0, y + 3.6, about.more, size=10, fill=GREY))
    if about.time:
        end = x + wide - _PAD - (_FOLD if about.form in _SHEETS else 0)
        pieces.append(text(end, y + 3.6, about.time, size=10, fill=GREY, anchor="end"))
    return tag("g", *pieces)


def heading(x: float, words: str, y: float = 12.0) -> Svg:
    """Return the heading of a layer or of a group."""
    return text(x, y, words, size=11, bold=True, fill=GREY)


def link(x1: float, y1: float, x2: float, y2: float, answer: str) -> Svg:
    """Return a line between two things, in the form and colour of an answer."""
    bend = (x2 - x1) / 2
    course = f"M{num(x1)} {num(y1)}C{num(x1 + bend)} {num(y1)} {num(x2 - bend)} {num(y2)} {num(x2)} {num(y2)}"
    return tag(
        "path",
        d=course,
        fill="none",
        stroke=COLOURS.get(answer, GREY),
        stroke_width=1.3 if answer == "yes" else 1.7,
        stroke_opacity=0.75 if answer == "yes" else None,
        stroke_dasharray=DASHES.get(answer),
    )


def panel(x: float, y: float, wide: float, high: float, title: str, lines: Sequence[str], answer: str) -> Svg:
    """Return a group of participants under one answer, y being its top."""
    pieces: list[Svg] = [
        shape("state", x, y, wide, high, COLOURS.get(answer, INK)),
        sign(answer, x + _PAD + 5, y + 12, 4.5),
        text(x + _PAD + 16, y + 16.2, title, bold=True),
    ]
    for number, line in enumerate(lines):
        pieces.append(text(x + _PAD, y + 32 + number * 13, line, size=10.5))
    return tag("g", *pieces)
