"""Commands that start at a state or a mechanism: coverage, status, reach, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import click
import pyoxigraph as ox

from inforce import answers, tell
from inforce.cli import terminal
from inforce.errors import InputError
from inforce.terms import SCHEMES

__all__ = ["coverage_command", "reach_command", "status_command", "why_command"]


def _doubts(
    store: ox.Store, reasons: Iterable[answers.Reason], state: str, on: date
) -> dict[str, tell.Doubt]:
    """Return what is not known of the exits among some reasons, by the act's identifier."""
    found: dict[str, tell.Doubt] = {}
    for reason, act in tell.doubts(reasons):
        if act.id in found or reason.dates.until_earliest is None:
            continue
        clause = next((rule for rule in reason.ended_under if rule.treaty == act.towards), None)
        found[act.id] = tell.Doubt(
            act=act,
            clause=clause.text if clause else "",
            depositary=answers.depositary(store, act.towards),
            actor=state,
            may_end_on=reason.dates.until_earliest,
            decided_by=answers.latest_receipt(store, act, clause, on) if clause else None,
        )
    return found


def _json(frames: Sequence[Mapping[str, object]]) -> None:
    import json

    click.echo(json.dumps(frames[0] if len(frames) == 1 else list(frames), ensure_ascii=False, indent=2))


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
    today = terminal.today()
    day = on or today
    store = terminal.open_store()
    known = answers.mechanisms(store)
    if visits:
        only, title = (
            [n for n, m in known.items() if answers.is_visit(m)],
            "what may visit places of detention",
        )
    elif complaints:
        only, title = [n for n, m in known.items() if answers.is_complaint(m)], "who can receive a complaint"
    elif procedure:
        only = [n for n, m in known.items() if m.procedure == procedure]
        title = procedure.replace("-", " ")
    else:
        only, title = list(known), "which mechanisms reach it"
    names = [answers.resolve(store, state, "state") for state in states]
    frames = [answers.coverage(store, name, day, known_on=known_on, only=only) for name in names]
    chosen = terminal.form(form)
    if chosen == "json":
        _json([tell.coverage_json(frame) for frame in frames])
    elif chosen == "csv":
        terminal.echo_rows(
            tell.COVERAGE_COLUMNS, (row for frame in frames for row in tell.coverage_rows(frame))
        )
    elif chosen == "table":
        for place, frame in enumerate(frames):
            reasons = [reason for answer in frame.answers for reason in answer.because]
            unknown = _doubts(store, reasons, answers.formal(store, names[place]), day)
            click.echo(
                ("\n" if place else "") + tell.coverage_text(frame, title, unknown, today, terminal.width()),
                nl=False,
            )


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

    TREATY is a short name, an alias or a series number: ecpt, "ETS 126", IV-9-b. Without it, everything
    of which something is known.
    """
    today = terminal.today()
    day = on or today
    store = terminal.open_store()
    name = answers.resolve(store, state, "state")
    only = None
    if towards is not None:
        only = [answers.resolve(store, towards, "treaty", "organisation")]
        only = [answers.organisation_of(store, only[0]) or only[0]]
    frame = answers.status(store, name, day, known_on=known_on, only=only)
    chosen = terminal.form(form)
    if chosen == "json":
        _json([tell.status_json(frame)])
    elif chosen == "csv":
        terminal.echo_rows(tell.STATUS_COLUMNS, tell.status_rows(frame))
    elif chosen == "table":
        reasons = [reason for answer in frame.answers for reason in answer.because]
        unknown = _doubts(store, reasons, answers.formal(store, name), day)
        click.echo(tell.status_text(frame, unknown, today, terminal.width()), nl=False)


@click.command("reach")
@click.argument("what", metavar="MECHANISM|BODY")
@terminal.moment
@terminal.format_option
def reach_command(what: str, on: date | None, form: str | None) -> None:
    """Whom a MECHANISM, or the mechanisms of a BODY, reach on a day.

    `inforce list mechanisms` and `inforce list bodies` show the names.
    """
    store = terminal.open_store()
    asked = answers.resolve(store, what, "mechanism", "body")
    frame = answers.reach(store, asked, on or terminal.today())
    chosen = terminal.form(form)
    if chosen == "json":
        _json([tell.reach_json(frame)])
    elif chosen == "csv":
        terminal.echo_rows(tell.REACH_COLUMNS, tell.reach_rows(frame))
    elif chosen == "table":
        click.echo(tell.reach_text(frame, terminal.width()), nl=False)


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
    today = terminal.today()
    day = on or today
    store = terminal.open_store()
    name = answers.resolve(store, state, "state")
    asked = answers.resolve(store, what, "mechanism", "treaty", "organisation")
    asked = answers.organisation_of(store, asked) or asked
    found = answers.why(store, name, asked, day, known_on=known_on)
    chosen = terminal.form(form)
    if chosen == "json":
        _json([tell.why_json(found)])
    elif chosen == "csv":
        terminal.echo_rows(tell.WHY_COLUMNS, tell.why_rows(found))
    elif chosen == "table":
        unknown = _doubts(store, found.because, answers.formal(store, name), day)
        click.echo(tell.why_text(found, unknown, today, terminal.width()), nl=False)
