"""The command that starts at a treaty."""

from __future__ import annotations

from datetime import date

import click

from inforce.cli import terminal
from inforce.names import resolve

__all__ = ["treaty_command"]


@click.command("treaty")
@click.argument("treaty")
@terminal.moment
@terminal.format_option
def treaty_command(treaty: str, on: date | None, form: str | None) -> None:
    """Show what a TREATY or organisation says, and who is bound, has signed or has left.

    TREATY is a short name, an alias or a series number: ecpt, "ETS 126", IV-9-b, coe.
    """
    from inforce.answers.treaty import treaty as describe
    from inforce.tell.treaty import TREATY_COLUMNS, treaty_data, treaty_rows, treaty_text

    store = terminal.open_store()
    frame = describe(store, resolve(store, treaty, "organisation", "treaty"), on or terminal.today())
    chosen = terminal.form(form)
    if chosen == "json":
        terminal.echo_json(treaty_data(frame))
    elif chosen == "csv":
        terminal.echo_rows(TREATY_COLUMNS, treaty_rows(frame))
    elif chosen == "table":
        click.echo(treaty_text(frame, terminal.width()), nl=False)
