"""Commands that judge data: validate."""

from __future__ import annotations

import os
import sys
import threading

import click

from inforce.cli import terminal

__all__ = ["validate_command"]


@click.command("validate")
@click.argument("names", nargs=-1, type=click.Path(), metavar="[FILE|DIR|-]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "ttl"]),
    default="text",
    show_default=True,
    help="Words, JSON, annotations of a pull request, or a report of SHACL in Turtle.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning"]),
    default="violation",
    show_default=True,
    help="The mildest finding that ends in status 1.",
)
@click.option(
    "--input-format",
    type=click.Choice(["ttl", "nt", "nq", "trig", "jsonld", "rdf"]),
    help="The form of the input; told from the name and the content if not given.",
)
@click.option(
    "--timeout",
    type=terminal.SECONDS,
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="End a judgement that takes longer.",
)
@click.option("--rules", is_flag=True, help="List the rules and judge nothing.")
def validate_command(
    names: tuple[str, ...],
    form: str,
    fail_on: str,
    input_format: str | None,
    timeout: float,
    rules: bool,
) -> None:
    """Judge files of treaty data in the context of the graph, or the whole graph without arguments.

    A new event may refer to what the graph knows and must not clash with what it holds; a file that is
    part of the graph replaces itself. A file can do nothing but be judged: nothing is fetched, opened
    beside it or written. Status 0: conforms, 1: does not, 2: usage, 3: something cannot be read.
    """
    from inforce.tell import validation as words

    if rules:
        from inforce.validation.rules import rules as every

        click.echo(words.rules_text(every(), terminal.width()), nl=False)
        return
    from inforce.validation import validate

    watch = threading.Timer(timeout, _give_up, (timeout,))
    watch.daemon = True
    watch.start()
    try:
        report = validate(
            names or None,
            input_format=input_format,
            stdin=sys.stdin.buffer.read,
            progress=terminal.tell,
        )
    finally:
        watch.cancel()
    if form == "json":
        terminal.echo_json(words.report_data(report))
    elif form == "github":
        click.echo(words.github_text(report), nl=False)
    elif form == "ttl":
        click.echo(words.report_turtle(report), nl=False)
    elif form == "text":
        click.echo(words.report_text(report, terminal.width()), nl=False)
    severities = {finding.severity for finding in report.findings}
    if "unreadable" in severities:
        raise click.exceptions.Exit(3)
    if not report.conforms or (fail_on == "warning" and severities):
        raise click.exceptions.Exit(1)


def _give_up(timeout: float) -> None:
    """End the process: what runs too long may be deep inside an engine that no exception reaches."""
    click.echo(f"inforce: no judgement within {timeout:g} seconds", err=True)
    click.echo("  Split what is to be judged, or give a longer --timeout.", err=True)
    os._exit(3)
