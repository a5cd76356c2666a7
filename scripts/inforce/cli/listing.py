"""Commands that show what there is: list and about, and the versions."""

from __future__ import annotations

import click

from inforce.cli import terminal

__all__ = ["about_command", "list_command", "versions"]

_KINDS = ("states", "territories", "treaties", "bodies", "mechanisms", "organisations")


def versions() -> str:
    """Return the versions of the program and of the data in one line."""
    from importlib.metadata import version

    from inforce.store import data_version

    return f"inforce {version('inforce')}, data {data_version()}"


@click.command("list")
@click.argument("kind", type=click.Choice(_KINDS))
@terminal.format_option
def list_command(kind: str, form: str | None) -> None:
    """List the names of states, territories, treaties, bodies, mechanisms or organisations."""
    from inforce.answers.listing import LISTED, listing
    from inforce.tell.listing import listing_text

    found = listing(terminal.open_store(), kind)
    chosen = terminal.form(form)
    if chosen == "json":
        terminal.echo_json([entry.as_dict() for entry in found])
    elif chosen == "csv":
        terminal.echo_rows(LISTED, ([*entry.as_dict().values()] for entry in found))
    elif chosen == "table":
        click.echo(listing_text(found), nl=False)


@click.command("about")
@terminal.format_option
def about_command(form: str | None) -> None:
    """Show what the graph holds, from which sources, and how old each record is."""
    from inforce.answers.listing import RECORDS, about
    from inforce.tell.listing import about_text

    found = about(terminal.open_store())
    chosen = terminal.form(form)
    if chosen == "json":
        terminal.echo_json(found.as_dict())
    elif chosen == "csv":
        terminal.echo_rows(RECORDS, ([*record.as_dict().values()] for record in found.records))
    elif chosen == "table":
        click.echo(about_text(found), nl=False)
