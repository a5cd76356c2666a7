"""The command that starts at a treaty."""

from __future__ import annotations

from datetime import date

import click

from inforce import answers, tell
from inforce.cli import terminal

__all__ = ["treaty_command"]


@click.command("treaty")
@click.argument("treaty")
@terminal.moment
@terminal.format_option
def treaty_command(treaty: str, on: date | None, form: str | None) -> None:
    """Show what a TREATY or organisation says, and who is bound, has signed or has left.

    TREATY is a short name, an alias or a series number: ecpt, "ETS 126", IV-9-b, coe.
    """
    store = terminal.open_store()
    asked = answers.resolve(store, treaty, "treaty", "organisation")
    frame = answers.treaty(store, asked, on or terminal.today())
    chosen = terminal.form(form)
    if chosen == "json":
        import json

        click.echo(json.dumps(tell.treaty_json(frame), ensure_ascii=False, indent=2))
    elif chosen == "csv":
        terminal.echo_rows(tell.TREATY_COLUMNS, tell.treaty_rows(frame))
    elif chosen == "table":
        click.echo(tell.treaty_text(frame, terminal.width()), nl=False)
