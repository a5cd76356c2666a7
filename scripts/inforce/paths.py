"""Where ontology/, graph/, queries/ and the cache are: in a checkout or in an installed wheel."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["cache", "data", "installed"]

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parents[1]


def installed() -> bool:
    """Say whether the data came in a wheel, where it never changes under one version."""
    return _SHIPPED.is_dir()


def data(name: str) -> Path:
    """Return one of the three data directories: ``ontology``, ``graph`` or ``queries``."""
    return (_SHIPPED if installed() else _CHECKOUT) / name


def cache() -> Path:
    """Return the user's cache directory for compiled graphs; it need not exist yet.

    ``INFORCE_CACHE`` overrides it; otherwise the platform's convention is followed.
    """
    chosen = os.environ.get("INFORCE_CACHE")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / "inforce"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "inforce"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "inforce"
