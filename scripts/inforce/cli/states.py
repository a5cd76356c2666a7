"""Commands that start at a state or a mechanism: coverage, status, reach, why."""

from __future__ import annotations

from datetime import date

import click
import pyoxigraph as ox

from inforce.cli import terminal
from inforce.errors import InputError
from inforce.names import formal, resolve
from inforce.terms import SCHEMES

__all__ = ["coverage_command", "reach_command", "status_command", "why_command"]


@click.command("coverage")
@click.argument("states", nargs=-1, required=True, metavar="STATE...")
@terminal.moment
@click.option("--visits", is_flag=True, help="Only what may enter places of detention.")
@click.option("--complaints", is_flag=True, help="Only what can receive a complaint of an individual.")
@click.option(
    "--procedure",
    type=click.Choice(SCHEMES["procedures"]),
    metavar="KIND",
    help=f"Only one procedure: {', '.join(SCHEMES['procedures'])}.",
)
@terminal.knowledge
@terminal.format_option
def coverage_command(
    states: tuple[str, ...],
    on: date | None,
    visits: bool,
    complaints: bool,
    procedure: str | None,
    known_on: date | None,
    form: str | None,
) -> None:
    """Which mechanisms reach a STATE on a day, by which right, since and until when.

    STATE is a name, an ISO code or an alias in any case: russia, RUS, "Côte d'Ivoire". Several are
    answered one after the other.
    """
    if visits + complaints + (procedure is not None) > 1:
        raise InputError(
            "--visits, --complaints and --procedure exclude each other.", hint="Give one of them."
        )
    from inforce.answers.coverage import coverage, is_complaint, is_visit, mechanisms

    today = terminal.today()
    day = on or today
    store = terminal.open_store()
    names = [resolve(store, state, "state") for state in states]
    only, title = list(mechanisms(store).values()), "which mechanisms reach it"
    if visits:
        only, title = [one for one in only if is_visit(one)], "what may visit places of detention"
    elif complaints:
        only, title = [one for one in only if is_complaint(one)], "who can receive a complaint"
    elif procedure:
        only = [one for one in only if one.procedure == procedure]
        title = procedure.replace("-", " ")
    frames = [coverage(store, name, day, known_on=known_on, only=only) for name in names]
    from inforce.tell.coverage import COVERAGE_COLUMNS, coverage_data, coverage_rows, coverage_text

    chosen = terminal.form(form)
    if chosen == "json":
        found = [coverage_data(frame) for frame in frames]
        terminal.echo_json(found if len(found) > 1 else found[0])
    elif chosen == "csv":
        terminal.echo_rows(COVERAGE_COLUMNS, (row for frame in frames for row in coverage_rows(frame)))
    elif chosen == "table":
        from inforce.answers.doubts import doubts

        for place, frame in enumerate(frames):
            unknown = doubts(store, (reason for answer in frame.answers for reason in answer.because), day)
            actor = formal(store, names[place])
            text = coverage_text(frame, title, unknown, actor, today, terminal.width())
            click.echo(("\n" if place else "") + text, nl=False)


@click.command("status")
@click.argument("state")
@click.argument("towards", required=False, metavar="[TREATY|ORGANISATION]")
@terminal.moment
@terminal.knowledge
@terminal.format_option
def status_command(
    state: str, towards: str | None, on: date | None, known_on: date | None, form: str | None
) -> None:
    """Whether a STATE is bound by a treaty or a member of an organisation, since and until when.

    Of a territory (`inforce list territories`) it says whether a treaty is applied to it, and by whom.

    TREATY is a short name, an alias or a series number: ecpt, "ETS 126", IV-9-b. Without it, everything
    of which something is known.
    """
    from inforce.answers.status import status
    from inforce.tell.status import STATUS_COLUMNS, status_data, status_rows, status_text

    today = terminal.today()
    day = on or today
    store = terminal.open_store()
    name = resolve(store, state, "state", "territory")
    only = None if towards is None else [resolve(store, towards, "organisation", "treaty")]
    if name.startswith("territory:"):
        _territory_status(store, name, day, known_on, only, form)
        return
    frame = status(store, name, day, known_on=known_on, only=only)
    chosen = terminal.form(form)
    if chosen == "json":
        terminal.echo_json(status_data(frame))
    elif chosen == "csv":
        terminal.echo_rows(STATUS_COLUMNS, status_rows(frame))
    elif chosen == "table":
        from inforce.answers.doubts import doubts

        unknown = doubts(store, (reason for answer in frame.answers for reason in answer.because), day)
        click.echo(status_text(frame, unknown, formal(store, name), today, terminal.width()), nl=False)


def _territory_status(
    store: ox.Store,
    territory: str,
    day: date,
    known_on: date | None,
    only: list[str] | None,
    form: str | None,
) -> None:
    from inforce.answers.territories import status_of
    from inforce.tell.territories import TERRITORY_COLUMNS, territory_data, territory_rows, territory_text

    frame = status_of(store, territory, day, known_on=known_on, only=only)
    chosen = terminal.form(form)
    if chosen == "json":
        terminal.echo_json(territory_data(frame))
    elif chosen == "csv":
        terminal.echo_rows(TERRITORY_COLUMNS, territory_rows(frame))
    elif chosen == "table":
        click.echo(territory_text(frame, terminal.width()), nl=False)


@click.command("reach")
@click.argument("what", metavar="MECHANISM|BODY")
@terminal.moment
@terminal.format_option
def reach_command(what: str, on: date | None, form: str | None) -> None:
    """Whom a MECHANISM, or the mechanisms of a BODY, reach on a day.

    `inforce list mechanisms` and `inforce list bodies` show the names.
    """
    from inforce.answers.reach import reach
    from inforce.tell.reach import REACH_COLUMNS, reach_data, reach_rows, reach_text

    store = terminal.open_store()
    frame = reach(store, resolve(store, what, "mechanism", "body"), on or terminal.today())
    chosen = terminal.form(form)
    if chosen == "json":
        terminal.echo_json(reach_data(frame))
    elif chosen == "csv":
        terminal.echo_rows(REACH_COLUMNS, reach_rows(frame))
    elif chosen == "table":
        click.echo(reach_text(frame, terminal.width()), nl=False)


@click.command("why")
@click.argument("state")
@click.argument("what", metavar="TREATY|ORGANISATION|MECHANISM")
@terminal.moment
@terminal.knowledge
@terminal.format_option
def why_command(state: str, what: str, on: date | None, known_on: date | None, form: str | None) -> None:
    """Why an answer is what it is: source, act, clause, period, answer.

    Marked [decisive] is each act, clause and record without which the answer or one of its dates would
    be another.
    """
    from inforce.answers.why import why
    from inforce.tell.why import WHY_COLUMNS, why_data, why_rows, why_text

    today = terminal.today()
    day = on or today
    store = terminal.open_store()
    name = resolve(store, state, "state", "territory")
    asked = resolve(store, what, "mechanism", "organisation", "treaty")
    if name.startswith("territory:"):
        _territory_why(store, name, asked, day, known_on, form)
        return
    found = why(store, name, asked, day, known_on=known_on)
    chosen = terminal.form(form)
    if chosen == "json":
        terminal.echo_json(why_data(found))
    elif chosen == "csv":
        terminal.echo_rows(WHY_COLUMNS, why_rows(found))
    elif chosen == "table":
        from inforce.answers.doubts import doubts

        unknown = doubts(store, found.because, day)
        click.echo(why_text(found, unknown, formal(store, name), today, terminal.width()), nl=False)


def _territory_why(
    store: ox.Store, territory: str, asked: str, day: date, known_on: date | None, form: str | None
) -> None:
    from inforce.answers.territories import why_of
    from inforce.tell.territories import (
        TERRITORY_WHY_COLUMNS,
        territory_why_data,
        territory_why_rows,
        territory_why_text,
    )

    found = why_of(store, territory, asked, day, known_on=known_on)
    chosen = terminal.form(form)
    if chosen == "json":
        terminal.echo_json(territory_why_data(found))
    elif chosen == "csv":
        terminal.echo_rows(TERRITORY_WHY_COLUMNS, territory_why_rows(found))
    elif chosen == "table":
        click.echo(territory_why_text(found, terminal.width()), nl=False)
