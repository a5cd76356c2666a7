"""SVG as text: elements that escape what they are given, and how wide a text will be.

Text stays text. Whatever stands in a label is content and never markup. The same call gives the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = [
    "BLUE",
    "FONTS",
    "GREY",
    "INK",
    "LIGHT",
    "ORANGE",
    "WINE",
    "Svg",
    "escape",
    "fit",
    "joined",
    "num",
    "tag",
    "text",
    "width",
    "wrap",
]

# Okabe and Ito's colours: told apart by people who see red and green alike. None stands without a form.
BLUE, ORANGE, WINE, LIGHT = "#0072B2", "#E69F00", "#882255", "#F2F2F2"
INK, GREY = "#1A1A1A", "#595959"
FONTS = "Arial, Helvetica, Liberation Sans, DejaVu Sans, Noto Sans, Segoe UI, Roboto, Ubuntu, Cantarell, sans-serif"

# What XML 1.0 cannot hold, and what turns the direction of all the text around it.
_OUTSIDE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")

# Widths in hundredths of the size, of a font that is wider than most: what fits in it fits in all.
_WIDTHS = {
    character: share
    for share, characters in {
        28: "'ijl", 30: "IJ ,.", 35: "/:;\\|f-", 40: "()[]t!r", 47: "\"*_`", 53: "sz?", 57: "cLFk",
        60: "vxyPTY", 63: "aoeESbdghnpqu$0123456789{}", 67: "KAVBRXZ", 72: "CU", 77: "HNDG&", 82: "OQw",
        85: "#+<=>^~M", 98: "%mW@",
    }.items()
    for character in characters
}  # fmt: skip


class Svg(str):
    """Markup that is finished: it is not escaped again."""

    __slots__ = ()


def escape(value: object) -> str:
    """Return a text as it can stand in an element or in an attribute."""
    plain = _OUTSIDE.sub("\ufffd", str(value))
    for character, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#39")):
        plain = plain.replace(character, f"&{name};")
    return plain


def num(value: float) -> str:
    """Return a number to a tenth: positions never differ by how a sum was made."""
    found = f"{value:.1f}".removesuffix(".0")
    return "0" if found == "-0" else found


def tag(name: str, *content: str, **attributes: object) -> Svg:
    """Return one element. Content that is not finished markup is escaped, and so are attributes.

    ``stroke_width`` becomes ``stroke-width``; an attribute that is None is left out.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{num(value) if isinstance(value, float) else escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = joined(content)
    return Svg(f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>")


def joined(content: Sequence[str]) -> Svg:
    """Return some pieces as one; what is not finished markup is escaped."""
    return Svg("".join(piece if isinstance(piece, Svg) else escape(piece) for piece in content))


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 12,
    bold: bool = False,
    fill: str = INK,
    anchor: str | None = None,
) -> Svg:
    """Return a line of text with its baseline at y."""
    return tag(
        "text",
        words,
        x=float(x),
        y=float(y),
        font_size=float(size),
        font_weight="bold" if bold else None,
        fill=None if fill == INK else fill,
        text_anchor=anchor,
    )


def width(words: str, size: float = 12, *, bold: bool = False) -> float:
    """Return about how wide a text is, rather too much than too little."""
    total = 0
    for character in words:
        share = _WIDTHS.get(character)
        if share is None:
            if unicodedata.combining(character):
                share = 0
            elif unicodedata.east_asian_width(character) in "WF":
                share = 100
            else:
                share = _WIDTHS.get(unicodedata.normalize("NFD", character)[0], 72)
        total += share
    return total * size / 100 * (1.1 if bold else 1.0)


def fit(words: str, room: float, size: float = 12, *, bold: bool = False) -> str:
    """Return a text that fits, with … where something was cut."""
    if width(words, size, bold=bold) <= room:
        return words
    while words and width(words + "…", size, bold=bold) > room:
        words = words[:-1]
    return words.rstrip(" ,;:") + "…"


def wrap(words: str, room: float, size: float = 12) -> list[str]:
    """Return a text in lines that fit; a word that is too long for a line is cut."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}" if line else word
        if width(longer, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = fit(word, room, size)
    return [*lines, line] if line else lines
