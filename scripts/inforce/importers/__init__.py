"""A published record → acts of participants → the graph, strictly and all or nothing.

Each module named in ``FORMATS`` reads one published format: ``read(paths, options)`` returns records and
is pure. ``merge`` joins the acts of records to a graph folder, ``join`` also their statements; both return
the ``Changes``, and nothing is on disk before ``Changes.write()``. A code, a cell or a name is handled,
ignored by name, or stops with an ``UnreadableError`` that says the file, the line, what is wrong and what
to do.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, cast

from inforce.errors import InputError, UnknownNameError
from inforce.importers.acts import (
    Act,
    Disagreement,
    Gap,
    Options,
    Record,
    Total,
)
from inforce.importers.merging import Changes, merge
from inforce.importers.statements import Said, StatedRecord, join

__all__ = [
    "FORMATS",
    "Act",
    "Changes",
    "Disagreement",
    "Gap",
    "Options",
    "Record",
    "Said",
    "StatedRecord",
    "Total",
    "join",
    "merge",
    "run",
]

# Format → the module that reads it, loaded when it is needed.
FORMATS: Mapping[str, str] = {
    "au": "inforce.importers.au",
    "coe": "inforce.importers.coe",
    "fedlex": "inforce.importers.fedlex",
    "huggo": "inforce.importers.huggo",
    "icc": "inforce.importers.icc",
    "icrc": "inforce.importers.icrc",
    "memberships": "inforce.importers.memberships",
    "normlex": "inforce.importers.normlex",
    "oas": "inforce.importers.oas",
    "party-tables": "inforce.importers.party_tables",
    "table": "inforce.importers.table",
    "un-members": "inforce.importers.un_members",
    "untc": "inforce.importers.untc",
    "untc-lists": "inforce.importers.untc_lists",
    "untc-statements": "inforce.importers.untc_statements",
}


class _Reader(Protocol):
    def read(self, paths: Sequence[Path], options: Options) -> list[Record]: ...


def run(
    format: str,
    files: Sequence[Path],
    graph: Path,
    *,
    options: Options,
    later: Iterable[tuple[str, str]] = (),
    dry_run: bool = False,
) -> Changes:
    """Read files of one format, join them to a graph folder, and write unless it is a dry run.

    Raises ``UnknownNameError`` for a format that is not in ``FORMATS``, and what the reader and
    ``merge`` raise; then nothing on disk has changed.
    """
    if format not in FORMATS:
        raise UnknownNameError(
            f"There is no format {format!r}.", hint=f"The formats are {', '.join(sorted(FORMATS))}."
        )
    if not files:
        raise InputError("There is no file to import.", hint="Name at least one file.")
    reader = cast(_Reader, importlib.import_module(FORMATS[format]))
    changes = join(reader.read(files, options), graph, later)
    if not dry_run:
        changes.write()
    return changes
