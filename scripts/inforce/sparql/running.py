"""Asks a query in a process of its own, which ends with its answer, its time or its memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import IO, Any

from inforce.errors import InforceError, InputError, UnreadableError
from inforce.sparql.statement import Statement
from inforce.sparql.syntax import QueryError

__all__ = ["LONGEST", "MEMORY", "TIMEOUT", "StoppedError", "run"]

TIMEOUT = 30.0
# A day.
LONGEST = 86_400
# How many bytes a query may take beside what the graph itself needs.
MEMORY = 2 << 30

_PACKAGES = Path(__file__).resolve().parents[2]
_START = "from inforce.sparql.worker import work; work()"

Told = Callable[[str], None]


class StoppedError(InforceError):
    """A query that was ended before its answer was complete."""


def _silent(words: str) -> None:
    del words


def run(
    statement: Statement,
    form: str,
    out: IO[bytes] | int | None = None,
    *,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    width: int | None = None,
    progress: Told = _silent,
    warn: Told = _silent,
) -> None:
    """Ask a query and write its answer in a form.

    In: the query; the form (see ``forms``); a file or descriptor, None for standard output; the limits in
    seconds and bytes; how wide a table may be; functions that are told the steps of a compilation, and
    that the cache cannot be written. Raises ``QueryError`` where the engine does not understand the
    query, ``StoppedError`` where it takes too much, ``BrokenPipeError`` where nobody reads on.
    """
    if not 0 < timeout <= LONGEST:
        raise InputError(
            f"A time limit is more than nothing and up to {LONGEST:,} seconds; {timeout:g} is not.",
            hint="For example: --timeout 60.",
        )
    environment = dict(os.environ)
    known = environment.get("PYTHONPATH")
    environment["PYTHONPATH"] = os.pathsep.join([str(_PACKAGES), *([known] if known else [])])
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", _START],
        stdin=subprocess.PIPE,
        stdout=out,
        stderr=subprocess.PIPE,
        env=environment,
    )
    try:
        order = {"text": statement.text, "form": form, "width": width, "timeout": timeout, "memory": memory}
        _follow(child, json.dumps(order).encode(), statement, timeout, progress, warn)
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stderr):
            if pipe is not None:
                pipe.close()


def _follow(
    child: subprocess.Popen[bytes],
    order: bytes,
    statement: Statement,
    timeout: float,
    progress: Told,
    warn: Told,
) -> None:
    """Give the order, and listen until the answer is complete or its time is over."""
    told: SimpleQueue[bytes] = SimpleQueue()
    assert child.stdin is not None
    assert child.stderr is not None
    Thread(target=_listen, args=(child.stderr, told), daemon=True).start()
    try:
        child.stdin.write(order)
        child.stdin.close()
    except BrokenPipeError:
        pass
    ends: float | None = None
    noise: list[str] = []
    while True:
        try:
            line = told.get(timeout=None if ends is None else max(0.0, ends - monotonic()))
        except Empty:
            raise StoppedError(
                f"The query was ended after {timeout:g} seconds; what it has written is not complete.",
                hint="Ask for less, start at one thing instead of all, or allow more with --timeout.",
            ) from None
        if not line:
            break
        event = _event(line)
        if event is None:
            noise.append(line.decode(errors="replace").strip())
        elif event.get("ready"):
            ends = monotonic() + timeout
        elif "step" in event:
            progress(str(event["step"]))
        elif "warning" in event:
            warn(str(event["warning"]))
        elif event.get("closed"):
            raise BrokenPipeError
        else:
            raise _fault(event, statement)
    status = child.wait()
    if status:
        raise _ended(status, noise, timeout)


def _listen(pipe: IO[bytes], told: SimpleQueue[bytes]) -> None:
    try:
        for line in pipe:
            told.put(line)
    except (OSError, ValueError):
        pass
    told.put(b"")


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _fault(event: dict[str, Any], statement: Statement) -> InforceError:
    kind, message = event.get("failure"), str(event.get("message", ""))
    if kind == "syntax":
        where = statement.where(int(event.get("column", 1)))
        if message:
            return QueryError(f"{message}.", where)
        return QueryError(
            "the engine takes it no further than this.",
            where,
            "Often a variable gets a value twice (BIND, AS), or one label of a blank node stands in two groups.",
        )
    if kind == "memory":
        return _too_much_memory()
    if kind == "store":
        return UnreadableError(message, hint=str(event.get("hint", "")))
    if kind == "system":
        return UnreadableError(f"The answer could not be read or written: {message}.")
    return InputError(f"The engine cannot answer this query: {message}.")


def _too_much_memory() -> StoppedError:
    return StoppedError(
        "The query was ended because it took too much memory; what it has written is not complete.",
        hint="Ask for less, or start at one thing instead of all; sorting a large answer takes most.",
    )


def _ended(status: int, noise: list[str], timeout: float) -> InforceError:
    """Say why the process ended without a word of its own."""
    if status == -signal.SIGINT:
        # Who sits before the terminal interrupted both processes.
        raise KeyboardInterrupt
    if status == -signal.SIGABRT or any("memory" in line for line in noise):
        return _too_much_memory()
    if status < 0:
        name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
        if name == "SIGKILL":
            return _too_much_memory()
        return StoppedError(
            f"The engine broke on this query ({name}), within {timeout:g} seconds.",
            hint="It is too large or nested too deeply; ask for less.",
        )
    return StoppedError("The query could not be run.", hint="; ".join(noise[-1:]))
