"""The commands that draw: the network around a state or treaty, and the timeline of a state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inforce.cli import terminal

if TYPE_CHECKING:
    from inforce.draw import Picture

__all__ = ["draw_command"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _output(command: _Command) -> _Command:
    """Add ``-o``: the file to write."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, allow_dash=True),
        metavar="FILE",
        help="Write FILE.svg, FILE.png or FILE.html; SVG on standard output if not given.",
    )(command)


@click.group("draw")
def draw_command() -> None:
    """Draw the network around a state or treaty, or the timeline of a state.

    A picture is SVG, PNG or one HTML page that needs nothing else and holds the same content as a table. It
    says for which day it is drawn, how old the records are and where they come from.
    """


@draw_command.command("network")
@click.argument("what", metavar="STATE|TREATY")
@terminal.moment
@_output
def network_command(what: str, on: date | None, output: Path | None) -> None:
    """Draw what reaches a STATE, or who is bound by a TREATY and what rests on it, on a day."""
    form = _form(output)
    from inforce.names import resolve

    store = terminal.open_store()
    asked = resolve(store, what, "state", "treaty", "organisation")
    day = on or terminal.today()
    terminal.tell("drawing")
    if asked.partition(":")[0] == "treaty" or not _acts(asked):
        from inforce.draw.of_treaty import treaty_network

        _write(treaty_network(store, asked, day), form, output)
    else:
        from inforce.draw.of_state import state_network

        _write(state_network(store, asked, day), form, output)


def _acts(asked: str) -> bool:
    return asked.startswith(("state:", "entity:"))


@draw_command.command("timeline")
@click.argument("state")
@terminal.moment
@_output
def timeline_command(state: str, on: date | None, output: Path | None) -> None:
    """Draw what a STATE signed, was bound by and left over time, with a line for a day."""
    form = _form(output)
    from inforce.draw.timeline import timeline
    from inforce.names import resolve

    store = terminal.open_store()
    asked = resolve(store, state, "state")
    terminal.tell("drawing")
    _write(timeline(store, asked, on or terminal.today()), form, output)


def _form(output: Path | None) -> str:
    """Return the form of the picture, before any work is done for it."""
    from inforce.draw import form_of

    return "svg" if output is None or str(output) == "-" else form_of(output.name)


def _write(picture: Picture, form: str, output: Path | None) -> None:
    from inforce.draw import made

    content = made(picture, form)
    if output is None or str(output) == "-":
        terminal.send([content])
        return
    from inforce.export.files import write_aside

    write_aside(output, [content])
