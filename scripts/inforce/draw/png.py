"""A picture as PNG. The text is drawn with the fonts that the system has; none is shipped."""

from __future__ import annotations

from inforce.errors import InforceError

__all__ = ["png"]

_SAMPLE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" font-family="{fonts}">'
    '<text x="2" y="15" font-size="14">{words}</text></svg>'
)


def png(svg: str, zoom: float = 2.0) -> bytes:
    """Return a picture as PNG, in twice its size so that small print stays legible.

    Raises ``InforceError`` where no font is found: a picture without its words would say nothing.
    """
    import resvg_py

    from inforce.draw.svg import FONTS

    sample, blank = (
        bytes(resvg_py.svg_to_bytes(svg_string=_SAMPLE.format(fonts=FONTS, words=words)))
        for words in ("Ag", "")
    )
    if sample == blank:
        raise InforceError(
            "No font was found to draw the words with, so no PNG was made.",
            hint="Install one, such as fonts-dejavu-core on Debian and Ubuntu, or write .svg or .html.",
        )
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, background="#FFFFFF"))
