"""The process in which a query runs: it can be ended at any moment, and only so much memory is its own.

It reads one order from standard input as JSON, writes the answer to standard output and tells what
happens on standard error, one JSON object a line. Its parent, ``running``, understands these.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

__all__ = ["work"]

# What the engine says in words, among the tokens that its parser would have liked.
_PROSE = re.compile(r"[A-Za-z*][\w*]*(?: [\w*()-]+){2,}")
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?", re.ASCII)


def work() -> NoReturn:
    """Carry out one order and end the process."""
    _default_signals()
    order = json.load(sys.stdin)
    status = 1
    try:
        _answer(order)
        status = 0
    except BrokenPipeError:
        _tell(closed=True)
    except SyntaxError as fault:
        _tell(**_engine_says(str(fault)))
    except MemoryError:
        _tell(failure="memory")
    except OSError as fault:
        _tell(failure="system", message=fault.strerror or str(fault))
    except BaseException as fault:  # noqa: BLE001  # a panic of the engine is no Exception
        _tell(failure="engine", message=str(fault))
    sys.stderr.flush()
    os._exit(status)


def _tell(**what: object) -> None:
    sys.stderr.write(json.dumps(what) + "\n")
    sys.stderr.flush()


def _answer(order: dict[str, object]) -> None:
    from inforce.errors import InforceError
    from inforce.sparql.forms import write
    from inforce.store import connect

    try:
        store = connect(lambda step: _tell(step=step), lambda words: _tell(warning=words))
    except InforceError as fault:
        _tell(failure="store", message=str(fault), hint=fault.hint)
        return
    _limit(int(str(order["memory"])), float(str(order["timeout"])))
    _tell(ready=True)
    answer = store.query(str(order["text"]))
    out = io.BufferedWriter(io.FileIO(1, "wb", closefd=False), 1 << 16)
    form, width, title = str(order["form"]), order["width"], ""
    if form == "ttl":
        from inforce.answers.reasons import data_version

        title = f"The answer to a query of inforce, data version {data_version(store)}. Not legal advice."
    write(answer, form, out, None if width is None else int(str(width)), title)
    out.flush()


def _default_signals() -> None:
    """End at once when interrupted, even inside the engine."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _limit(memory: int, seconds: float) -> None:
    """Set how much memory the process may take from now on, and when it ends whatever its parent does."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource
        import signal

        # The alarm is for a parent that is gone: one that lives is sooner.
        signal.setitimer(signal.ITIMER_REAL, seconds + 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        taken = 0
        with suppress(OSError):
            taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        allowed = taken + memory
        _, hardest = resource.getrlimit(resource.RLIMIT_AS)
        if hardest == resource.RLIM_INFINITY or allowed < hardest:
            resource.setrlimit(resource.RLIMIT_AS, (allowed, hardest))


def _engine_says(message: str) -> dict[str, object]:
    """Return where an engine stopped reading, and why if it says so in words."""
    found: dict[str, object] = {"failure": "syntax", "message": ""}
    if place := _PLACE.match(message):
        # What an engine gets is one line.
        found["column"] = int(place[2])
        message = message[place.end() :]
    if words := _PROSE.search(message):
        found["message"] = words[0]
    return found
