"""The command that brings a published record into the graph."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from inforce import paths
from inforce.cli import terminal
from inforce.errors import InputError

__all__ = ["import_command"]


@click.command("import")
@click.argument("source", metavar="SOURCE")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE...",
)
@click.option(
    "--into",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The graph folder to change; that of this checkout if not given.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--treaty",
    "treaties",
    multiple=True,
    metavar="NUMBER",
    help="Only this treaty, by its number or short name; can be repeated.",
)
@click.option(
    "--complete",
    "complete",
    multiple=True,
    nargs=2,
    metavar="NAME TREATY",
    help="For SOURCE table: the source of this name is complete for this treaty.",
)
@click.option(
    "--later",
    "later",
    multiple=True,
    nargs=2,
    metavar="STATE TREATY",
    help="What this participant does in the record is a later consent, not a correction.",
)
@click.option(
    "--read-on",
    type=terminal.DAY,
    metavar="DATE",
    help="The day on which the files were read; today if not given.",
)
def import_command(
    source: str,
    files: tuple[Path, ...],
    into: Path | None,
    dry_run: bool,
    treaties: tuple[str, ...],
    complete: tuple[tuple[str, str], ...],
    later: tuple[tuple[str, str], ...],
    read_on: date | None,
) -> None:
    """Bring a published record into the graph, strictly and all or nothing.

    SOURCE is the format of the files, such as untc (status pages of the UN Treaty Collection),
    untc-statements (what is declared on them), coe (table of the Council of Europe Treaty Office) or table
    (facts collected by hand); a wrong name lists them all. A cell that is not understood stops the import
    with its file and line, and nothing is written.
    """
    from inforce import importers

    if into is None and paths.installed():
        raise InputError(
            "An installed package has no graph of its own to change.",
            hint="Name the folder with --into, or work in a checkout.",
        )
    changes = importers.run(
        source,
        files,
        into or paths.data("graph"),
        options=importers.Options(read_on=read_on or terminal.today(), treaties=treaties, complete=complete),
        later=later,
        dry_run=dry_run,
    )
    for line in changes.words():
        click.echo(line)
    click.echo("Nothing was written." if dry_run else "Written.", err=True)
