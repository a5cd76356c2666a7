"""Commands that ask: questions and ask for what comes with the package, query for SPARQL of one's own."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inforce.cli import terminal
from inforce.errors import InputError, UnreadableError

if TYPE_CHECKING:
    from inforce.sparql.statement import Parameter

__all__ = ["ask_command", "query_command", "questions_command"]

_FORMS = ("table", "json", "csv", "tsv", "xml", "ttl", "nt", "jsonld", "md")


@click.command("questions")
@terminal.format_option
def questions_command(form: str | None) -> None:
    """List the questions that `inforce ask` answers, each with the options that it needs.

    Each is a file of queries/questions, in SPARQL, that `inforce query` runs too.
    """
    from inforce.sparql.questions import option, questions

    found = questions()
    rows = [(one.name, " ".join(map(option, one.parameters)), one.asks) for one in found]
    chosen = terminal.form(form)
    if chosen == "json":
        terminal.echo_json(
            [
                {
                    "name": one.name,
                    "question": one.asks,
                    "parameters": list(one.parameters),
                    "example": one.example,
                }
                for one in found
            ]
        )
    elif chosen == "csv":
        terminal.echo_rows(("name", "options", "question"), rows)
    elif chosen == "table":
        from inforce.sparql.forms import table

        for line in table(("name", "options", "question"), rows, _columns()):
            click.echo(line)


@click.command("ask")
@click.argument("name", metavar="QUESTION")
@click.option("--state", metavar="STATE", help="A state or other participant.")
@click.option("--territory", metavar="TERRITORY", help="A part or dependency of a state.")
@click.option("--treaty", metavar="TREATY", help="A treaty or an organisation.")
@click.option("--mechanism", metavar="MECHANISM", help="A mechanism: one power of one body.")
@click.option("--body", metavar="BODY", help="A monitoring body.")
@click.option("--organisation", metavar="ORGANISATION", help="An organisation.")
@click.option(
    "--on",
    "--day",
    "on",
    type=terminal.DAY,
    metavar="DATE",
    help="The day asked about (YYYY-MM-DD); today in UTC if not given.",
)
@terminal.format_option
def ask_command(name: str, on: date | None, form: str | None, **named: str | None) -> None:
    """Ask one of the questions that `inforce questions` lists.

    Things are named as everywhere: by name, code or alias. A question says which options it needs; an
    option that it does not take is an error.
    """
    from inforce.sparql.questions import ask, option, questions

    store = terminal.open_store()
    given: dict[str, str | date] = {key: value for key, value in named.items() if value is not None}
    takes_day = any(one.name == name and "day" in one.parameters for one in questions())
    if on is not None or takes_day:
        given["day"] = on or terminal.today()
    found = ask(store, name, given)
    chosen = terminal.form(form)
    if chosen == "json":
        terminal.echo_json(
            {
                "schema_version": 1,
                "data_version": found.data_version,
                "question": found.question.name,
                "asks": found.question.asks,
                "given": dict(found.given),
                "not_legal_advice": True,
                "rows": [
                    {column: text or None for column, text in zip(found.columns, row, strict=True)}
                    for row in found.rows
                ],
            }
        )
    elif chosen == "csv":
        terminal.echo_rows(found.columns, found.rows)
    elif chosen == "table":
        from inforce.sparql.forms import table
        from inforce.tell.words import NOT_ADVICE

        asked = ", ".join(f"{option(key)} {text}" for key, text in found.given.items())
        click.echo(f"{found.question.asks}{f' ({asked})' if asked else ''}\n")
        # A column in which nothing was found tells nothing.
        kept = [place for place in range(len(found.columns)) if any(row[place] for row in found.rows)]
        columns = [found.columns[place] for place in kept] or list(found.columns)
        rows = ([row[place] for place in kept] for row in found.rows)
        for line in table(columns, rows, _columns()):
            click.echo(line)
        counted = f"{len(found.rows)} row{'' if len(found.rows) == 1 else 's'}"
        click.echo(f"\n{counted}. Data version {found.data_version}.\n{NOT_ADVICE}")


@click.command("query")
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True), metavar="[FILE|-]")
@click.option("--text", metavar="QUERY", help="The query itself, instead of a file.")
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value for the variable $NAME; can be repeated.",
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="Default: table on a terminal, CSV in a pipe; Turtle for CONSTRUCT and DESCRIBE.",
)
@click.option(
    "--timeout",
    type=terminal.SECONDS,
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="End the query after this time.",
)
def query_command(
    file: Path | None, text: str | None, params: tuple[str, ...], form: str | None, timeout: float
) -> None:
    """Ask a SPARQL 1.1 query of your own over the record and all that follows from it.

    SELECT, ASK, CONSTRUCT and DESCRIBE, from a FILE, from standard input (-) or as --text. The prefixes of
    the graph need no declaration: state:, treaty:, mechanism:, event:, inforce:, rdfs:, xsd:, …

    A parameter is bound as one term, by the form of its value: <https://…> is an address, state:rus a name,
    2026-11-22 a day, 12 a whole number, everything else a string, and "12" in double quotes too.

    Updates, SERVICE and FROM are refused: a query reads this graph and nothing else. Results have the W3C
    formats json, csv, tsv, xml, ttl, nt and jsonld; table and md are for people.
    """
    from inforce.sparql.forms import GRAPHS, ROWS
    from inforce.sparql.running import run
    from inforce.sparql.statement import prepare

    statement = prepare(_read(file, text), _given(params))
    graph = statement.form in {"CONSTRUCT", "DESCRIBE"}
    chosen = form or ("ttl" if graph else terminal.form(None))
    fitting = GRAPHS if graph else ROWS
    if chosen not in fitting:
        gives = "a graph" if graph else "an answer" if statement.form == "ASK" else "rows"
        raise InputError(
            f"{statement.form} gives {gives}, and {chosen} does not hold that.",
            hint=f"Choose from: {', '.join(fitting)}.",
        )
    if statement.free:
        names = ", ".join(f"${name}" for name in statement.free)
        click.echo(
            f"inforce: {names} not given; --param gives a value, as in --param name=state:rus", err=True
        )
    run(
        statement,
        chosen,
        timeout=timeout,
        width=_columns(),
        progress=terminal.tell,
        warn=lambda words: click.echo(f"inforce: {words}", err=True),
    )


def _columns() -> int | None:
    """Return how wide a table may be: as wide as the terminal, and in a pipe as wide as it is."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _read(file: Path | None, text: str | None) -> str:
    from inforce.sparql.syntax import LONGEST

    if (file is None) == (text is None):
        raise InputError(
            "Give one query: a FILE, - for standard input, or --text.",
            hint="For example: inforce query --text 'SELECT ?l WHERE { state:rus rdfs:label ?l }'",
        )
    if text is not None:
        return text
    assert file is not None
    longest = 4 * LONGEST + 1
    if str(file) == "-":
        name, data = "standard input", sys.stdin.buffer.read(longest)
    else:
        name = str(file)
        if not file.exists() and "{" in name:
            raise UnreadableError("There is no such file.", hint="A query on the command line needs --text.")
        with file.open("rb") as opened:
            data = opened.read(longest)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise UnreadableError(f"{name} is no text in UTF-8: line {line}.") from None


def _given(params: tuple[str, ...]) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for param in params:
        name, equals, value = param.partition("=")
        name = name.lstrip("$?")
        if not equals or not name:
            raise InputError(f"{param!r} is no parameter.", hint="Write it as --param name=value.")
        if name in found:
            raise InputError(f"${name} is given twice.")
        found[name] = value
    return found
