"""A picture as one HTML file: the picture itself, the same content as tables, the sources.

The page needs nothing from anywhere and runs nothing: its policy allows no script, no request and no style
but its own.
"""

from __future__ import annotations

import base64
import hashlib

from inforce.draw.picture import Picture, Table
from inforce.draw.svg import Svg, joined, tag

__all__ = ["page"]

_STYLE = """
body { margin: 1.5rem auto; max-width: 84rem; padding: 0 1rem; color: #1A1A1A; background: #FFFFFF;
  font: 1rem/1.45 Arial, Helvetica, "Liberation Sans", "DejaVu Sans", sans-serif; }
/* The picture shows its title; the heading is for those who hear the page. */
h1 { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
figure { margin: 0 0 1.5rem; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; min-width: 50rem; border: 1px solid #F2F2F2; }
div { overflow-x: auto; }
table { border-collapse: collapse; margin: 0 0 1.5rem; font-size: 0.9rem; }
caption { text-align: left; font-weight: bold; padding: 0.5rem 0; }
th, td { border: 1px solid #BFBFBF; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
thead th { background: #F2F2F2; }
a { color: #0072B2; }
@media print { figure svg { min-width: 0; } }
"""


def page(picture: Picture) -> str:
    """Return the page of a picture."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            tag("title", picture.title),
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            tag("h1", picture.title),
            f"<figure>\n{picture.svg}</figure>",
            *(tag("p", note) for note in picture.notes),
            *(_table(table) for table in picture.tables),
            _sources(picture),
            "</body>",
            "</html>",
            "",
        )
    )


def _table(table: Table) -> str:
    head = tag("tr", *(tag("th", column, scope="col") for column in table.columns))
    rows = [
        tag("tr", tag("th", row[0], scope="row"), *(_cell(cell) for cell in row[1:])) for row in table.rows
    ]
    return tag(
        "div",
        tag(
            "table",
            tag("caption", table.caption),
            tag("thead", head),
            Svg("\n<tbody>\n" + "\n".join(rows) + "\n</tbody>\n"),
        ),
    )


def _cell(words: str) -> Svg:
    # An empty element would be written as <td/>, which HTML does not close.
    return tag("td", words) if words else Svg("<td></td>")


def _sources(picture: Picture) -> str:
    if not picture.sources:
        return ""
    entries: list[Svg] = []
    for source in picture.sources:
        when = "undated" if source.status_at == "undated" else f"as at {source.status_at}"
        pieces: list[str] = [f"{source.label} ({when})"]
        if source.address.startswith(("https://", "http://")):
            pieces += [": ", tag("a", source.address, href=source.address, rel="noreferrer")]
        elif source.address:
            pieces.append(f": {source.address}")
        entries.append(tag("li", joined(pieces)))
    return f"<h2>Sources</h2>\n<ul>\n{chr(10).join(entries)}\n</ul>"
