"""What commands share: the day, the store, the form of the output."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import click
import pyoxigraph as ox

__all__ = [
    "DAY",
    "SECONDS",
    "echo_json",
    "echo_rows",
    "form",
    "format_option",
    "knowledge",
    "moment",
    "open_store",
    "send",
    "tell",
    "today",
    "width",
]

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Day(click.ParamType):  # type: ignore[type-arg]  # generic only in newer versions of click
    """A day written as 2026-11-22."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or say how to write one."""
        if isinstance(value, date):
            return value
        with suppress(ValueError):
            day = date.fromisoformat(value)
            # Python reads other forms of ISO 8601 too, such as weeks.
            if day.isoformat() == value:
                return day
        return self.fail(f"{value!r} is no day. Write a day that exists as YYYY-MM-DD.", param, ctx)


class _Seconds(click.FloatRange):
    """A length of time in seconds, up to a day."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the length, or say which ones there are."""
        seconds: float = super().convert(value, param, ctx)
        if math.isnan(seconds):
            return self.fail(f"{value!r} is no length of time. Write a number of seconds.", param, ctx)
        return seconds


DAY = _Day()
SECONDS = _Seconds(0, 86_400, min_open=True)


def today() -> date:
    """Return the present day, in UTC."""
    return datetime.now(UTC).date()


def moment(command: _Command) -> _Command:
    """Add ``--on``: the day of the question, today if it is not given."""
    return click.option(
        "--on", type=DAY, metavar="DATE", help="The day asked about (YYYY-MM-DD); today in UTC if not given."
    )(command)


def knowledge(command: _Command) -> _Command:
    """Add ``--known-on``: the day of knowledge."""
    return click.option(
        "--known-on",
        type=DAY,
        metavar="DATE",
        help="Leave out what was received or recorded after this day.",
    )(command)


def format_option(command: _Command) -> _Command:
    """Add ``--format``: a table for people, otherwise CSV."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "csv"]),
        help="Default: table on a terminal, CSV in a pipe.",
    )(command)


def form(chosen: str | None) -> str:
    """Return the form of the output: what was chosen, or what suits the place it goes to."""
    return chosen or ("table" if sys.stdout.isatty() else "csv")


def width() -> int:
    """Return how many characters a line may have."""
    if not sys.stdout.isatty():
        return 100
    import shutil

    return max(40, min(shutil.get_terminal_size().columns, 110))


def tell(step: str) -> None:
    """Tell a step of a longer work on standard error, if somebody sits before it."""
    if sys.stderr.isatty():
        click.echo(f"inforce: {step}", err=True)


def send(pieces: Iterable[bytes]) -> None:
    """Write bytes to standard output as they are."""
    out = sys.stdout.buffer
    for piece in pieces:
        out.write(piece)
    out.flush()


def open_store() -> ox.Store:
    """Return the compiled graph, telling the steps of a compilation on standard error."""
    from inforce.store import connect

    return connect(tell, lambda words: click.echo(f"inforce: {words}", err=True))


def echo_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a heading and rows as CSV."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


def echo_json(data: object) -> None:
    """Print plain data as JSON: indented for people, in one line for programs."""
    import json

    indent = 2 if sys.stdout.isatty() else None
    click.echo(json.dumps(data, ensure_ascii=False, indent=indent))
