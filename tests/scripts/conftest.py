"""What the tests of the program share: running it as a user does, and a small checkout to break."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import inforce

PACKAGE = Path(inforce.__file__).parent
ROOT = PACKAGE.parents[1]
CASES = Path(__file__).parent / "effects"
PROGRAM = [sys.executable, "-c", "import sys; sys.argv[0] = 'inforce'; from inforce.cli import main; main()"]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def program() -> list[str]:
    """The command that runs the program."""
    return PROGRAM


@pytest.fixture
def run() -> Run:
    """Run the program as a process of its own and return what it printed and its status."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PROGRAM, *words],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
            timeout=120,
        )

    return run


def copy(place: Path, data: Path) -> None:
    """Copy the program to a place, and beside it a graph of invented states that compiles at once."""
    shutil.copytree(PACKAGE, place, ignore=shutil.ignore_patterns("__pycache__", "_data"))
    for folder in ("ontology", "queries"):
        shutil.copytree(ROOT / folder, data / folder)
    (data / "graph").mkdir()
    shutil.copy(CASES / "base.ttl", data / "graph" / "sources.ttl")
    shutil.copy(CASES / "before-on-and-after" / "data.ttl", data / "graph" / "events.ttl")


class Small:
    """A small checkout or installed package, run with a cache of its own."""

    def __init__(self, place: Path, *, installed: bool = False) -> None:
        self.cache = place / "cache"
        self.path = place / "scripts"
        data = place / "scripts" / "inforce" / "_data" if installed else place
        copy(self.path / "inforce", data)
        self.graph = data / "graph"

    def environment(self, **changes: str) -> dict[str, str]:
        """Return the environment in which the program is the copy."""
        return {**os.environ, "PYTHONPATH": str(self.path), "INFORCE_CACHE": str(self.cache), **changes}

    def run(self, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run the copy."""
        return subprocess.run(
            [*PROGRAM, *words],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env=self.environment(**changes),
            timeout=120,
        )

    def builds(self) -> list[str]:
        """Return the names of the compiled graphs in the cache."""
        return [path.parent.name for path in self.cache.glob("*/CURRENT")]

    def leftovers(self) -> list[str]:
        """Return what is in the cache and neither a compiled graph nor an index."""
        return [
            path.name
            for path in self.cache.glob("*")
            if path.suffix != ".index" and not (path / "CURRENT").is_file()
        ]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A small checkout."""
    return Small(tmp_path)


@pytest.fixture
def installed(tmp_path: Path) -> Small:
    """A small package as a wheel lays it out, with its data inside."""
    return Small(tmp_path, installed=True)
