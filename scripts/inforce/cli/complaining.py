"""The command that says where somebody can complain."""

from __future__ import annotations

from datetime import date

import click

from inforce.cli import terminal
from inforce.errors import InputError
from inforce.names import resolve

__all__ = ["can_complain_command"]


@click.command("can-complain")
@click.argument("state")
@click.option(
    "--facts", type=terminal.DAY, metavar="DATE", help="The day of the facts; that of filing if not given."
)
@click.option(
    "--filed", type=terminal.DAY, metavar="DATE", help="The day of filing; today in UTC if not given."
)
@terminal.format_option
def can_complain_command(state: str, facts: date | None, filed: date | None, form: str | None) -> None:
    """Which bodies can receive a complaint about a STATE: facts of one day, filed on another.

    Says under which article, what remains after an exit, and which reservations may stand in the way. Time
    limits and the exhaustion of remedies are not looked at.
    """
    from inforce.answers.complaints import complaints
    from inforce.tell.complaints import COMPLAINT_COLUMNS, complaints_data, complaints_rows, complaints_text

    filed = filed or terminal.today()
    facts = facts or filed
    if facts > filed:
        raise InputError(
            f"Facts of {facts} cannot be complained of on {filed}.", hint="Give --facts not after --filed."
        )
    store = terminal.open_store()
    frame = complaints(store, resolve(store, state, "state"), facts, filed)
    chosen = terminal.form(form)
    if chosen == "json":
        terminal.echo_json(complaints_data(frame))
    elif chosen == "csv":
        terminal.echo_rows(COMPLAINT_COLUMNS, complaints_rows(frame))
    elif chosen == "table":
        click.echo(complaints_text(frame, terminal.width()), nl=False)
