"""The cells of the United Nations' pages: what they say without their notes, and on which line they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["line_of", "text_of"]


def text_of(element: etree._Element) -> str:
    """Return the text of an element without the numbers of its notes, white space collapsed."""
    parts: list[str] = []

    def collect(inside: etree._Element) -> None:
        parts.append(inside.text or "")
        for child in inside:
            if isinstance(child.tag, str) and child.tag != "sup":
                collect(child)
            parts.append(child.tail or "")

    collect(element)
    return " ".join("".join(parts).split())


def line_of(element: etree._Element) -> int:
    """Return the line on which an element begins, 0 where the parser does not say."""
    return cast("int | None", element.sourceline) or 0
