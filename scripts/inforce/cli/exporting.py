"""The command that writes the graph for others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from inforce.cli import terminal
from inforce.export import FORMATS, NETWORKS, WHOLES, Selection, export, form_of

__all__ = ["export_command"]


@click.command("export")
@click.argument("part", type=click.Choice(WHOLES), required=False, metavar="[record|derived|all|ontology]")
@click.option("--state", "states", multiple=True, metavar="STATE", help="Only what belongs to this state.")
@click.option(
    "--treaty",
    "treaties",
    multiple=True,
    metavar="TREATY",
    help="Only what belongs to this treaty or organisation.",
)
@click.option("--body", "bodies", multiple=True, metavar="BODY", help="Only what belongs to this body.")
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(FORMATS)),
    help="Default: what the name of the output file says, otherwise ttl.",
)
@click.option(
    "--on",
    type=terminal.DAY,
    metavar="DATE",
    help="For graphml and gexf: the day that the network shows; today in UTC if not given.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Write this file, whole or not at all; standard output if not given.",
)
def export_command(
    part: str | None,
    states: tuple[str, ...],
    treaties: tuple[str, ...],
    bodies: tuple[str, ...],
    form: str | None,
    on: date | None,
    output: Path | None,
) -> None:
    """Write the graph, or a part of it, for other programs.

    record (the default) is what happened and what the clauses say; derived is what follows from it; ontology
    is what the words mean; all is the three together. The same data gives the same bytes.

    --state, --treaty and --body can be repeated, and narrow each other: with a state and a treaty, what the
    one did towards the other. What belongs to it comes with the names of everything it mentions.

    csv is one table, of events (record) or of status periods (derived). graphml and gexf hold the network
    of one day: who is bound by what, and what reaches whom.
    """
    from inforce.names import resolve

    if output is not None and str(output) == "-":
        output = None
    if form is None:
        form = form_of(output.name) if output else "ttl"
    store = terminal.open_store()
    chosen = Selection(
        tuple(dict.fromkeys(resolve(store, name, "state") for name in states)),
        tuple(dict.fromkeys(resolve(store, name, "organisation", "treaty") for name in treaties)),
        tuple(dict.fromkeys(resolve(store, name, "body") for name in bodies)),
    )
    if on is None and form in NETWORKS:
        on = terminal.today()
    pieces = export(store, part, form, chosen, on, terminal.tell)
    if output is None:
        terminal.send(pieces)
    else:
        from inforce.export.files import write_aside

        write_aside(output, pieces)
