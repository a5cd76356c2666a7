"""The command line: the only place that prints, exits or reads the clock."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from inforce.errors import InforceError

__all__ = ["group", "main"]

# Each command with the module that holds it: a command is loaded when it is called, and not before.
_COMMANDS = {
    "about": "listing",
    "ask": "asking",
    "can-complain": "complaining",
    "coverage": "states",
    "draw": "drawing",
    "export": "exporting",
    "import": "importing",
    "list": "listing",
    "query": "asking",
    "questions": "asking",
    "reach": "states",
    "status": "states",
    "treaty": "treaties",
    "validate": "validating",
    "why": "states",
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command, importing the module that holds it."""
        del ctx
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        found = getattr(import_module(f"inforce.cli.{module}"), f"{cmd_name.replace('-', '_')}_command")
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            import difflib

            close = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            meant = f" Did you mean {close[0]!r}?" if close else ""
            ctx.fail(f"There is no command {args[0]!r}.{meant}")
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    del parameter
    if not value or ctx.resilient_parsing:
        return
    from inforce.cli.listing import versions

    click.echo(versions())
    ctx.exit()


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Show the versions of the program and of the data.",
)
def group() -> None:
    """Which human-rights treaty and which mechanism reaches which state, since when, and why.

    Answers come from depositary records and treaty clauses; each says how old its record is. An answer is
    yes, no, undetermined, conditional or no record. Nothing here is legal advice.
    """


def main() -> None:
    """Run the command line and exit with a status: 0, 1, 2 usage, 3 unreadable data, 4 unknown name."""
    status = 0
    # A command is short: hardly anything it makes is garbage before it ends.
    gc.set_threshold(100_000)
    if sys.stdout is None:
        click.echo("inforce: the output is closed", err=True)
        os._exit(3)
    try:
        # A command that has judged ends with a status of its own.
        left = group.main(standalone_mode=False)
        status = left if isinstance(left, int) else 0
        sys.stdout.flush()
    except click.exceptions.Exit as left:
        status = left.exit_code
    except click.ClickException as fault:
        fault.show()
        status = fault.exit_code
    except InforceError as fault:
        click.echo(f"inforce: {fault}", err=True)
        if fault.hint:
            click.echo(f"  {fault.hint}", err=True)
        status = fault.status
    except (click.Abort, KeyboardInterrupt):
        click.echo("inforce: interrupted", err=True)
        status = 130
    except (BrokenPipeError, SystemExit):
        # The reader has seen enough, which click turns into an exit: what is left in the buffer goes nowhere,
        # and quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as fault:
        where = f"{fault.filename}: " if fault.filename else ""
        click.echo(f"inforce: {where}{fault.strerror or fault}", err=True)
        status = 3
    _leave(status)


def _leave(status: int) -> NoReturn:
    """End the process without taking everything apart first, which would take as long as an answer."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):
        status = status or 0
    except OSError as fault:
        os.write(2, f"inforce: the output could not be written: {fault.strerror}\n".encode())
        status = 3
    os._exit(status)
