"""Pictures of the graph: the network around a state or treaty, and the timeline of a state.

``of_state``, ``of_treaty`` and ``timeline`` decide what is shown; ``layers`` where it stands; ``boxes``,
``picture`` and ``svg`` how it is drawn; ``page`` and ``png`` make other forms of the finished picture. The
same data and day give the same bytes as SVG and HTML; a PNG depends on the fonts of the system.
"""

from __future__ import annotations

from inforce.draw.picture import Picture
from inforce.errors import InputError

__all__ = ["FORMS", "Picture", "form_of", "made"]

FORMS = ("svg", "png", "html")


def form_of(name: str) -> str:
    """Return the form that the name of a file asks for. Raises ``InputError`` where it asks for none."""
    for form in FORMS:
        if name.lower().endswith(f".{form}"):
            return form
    raise InputError(
        f"The name {name!r} does not say which form is meant.",
        hint="Give the file the ending .svg, .png or .html.",
    )


def made(picture: Picture, form: str) -> bytes:
    """Return a picture in a form. Raises ``InforceError`` where a PNG has no font for its words."""
    if form == "svg":
        return picture.svg.encode()
    if form == "png":
        from inforce.draw.png import png

        return png(picture.svg)
    from inforce.draw.page import page

    return page(picture).encode()
