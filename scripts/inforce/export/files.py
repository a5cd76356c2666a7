"""A file in its place, whole or not at all.

What is written stands beside its place until it is whole, and is then renamed into it. A place that is no
ordinary file, such as a pipe, is written to as it is.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from inforce.errors import UnwritableError

__all__ = ["write_aside"]


def write_aside(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file beside its place and rename it into it.

    In: the place; the content in pieces, made while it is written. Raises ``UnwritableError``, and leaves
    what was there before as it was.
    """
    place = path.resolve()
    if place.is_dir():
        raise UnwritableError(f"{path} is a folder.", hint="Name a file in it.")
    try:
        if place.exists() and not place.is_file():
            with place.open("wb") as file:
                file.writelines(chunks)
            return
        handle, name = tempfile.mkstemp(prefix=f".{place.name[:60]}-", suffix=".part", dir=place.parent)
    except OSError as fault:
        raise _refused(path, fault) from None
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(_mode(place))
        aside.replace(place)
    except OSError as fault:
        raise _refused(path, fault) from None
    finally:
        aside.unlink(missing_ok=True)


def _mode(place: Path) -> int:
    """Return the permissions of the file that is replaced, or those that a new file would have."""
    try:
        return place.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _refused(path: Path, fault: OSError) -> UnwritableError:
    return UnwritableError(
        f"{path} cannot be written: {fault.strerror or fault}.",
        hint="Nothing was written. Choose a place that exists, has room and may be written to.",
    )
