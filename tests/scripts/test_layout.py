"""Each module has one job and imports only those above it; nothing heavy is imported at the start."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import inforce

PACKAGE = Path(inforce.__file__).parent
ORDER = [
    "errors", "paths", "terms", "turtle", "names", "record", "effects", "territories", "positions", "conditions", "derive", "store",
    "queries", "answers", "sparql", "validation", "importers", "tell", "networks", "export", "draw", "cli",
]  # fmt: skip
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_up(path: Path) -> None:
    own = place(path)
    assert own in ORDER, f"say in ORDER where {own} stands, and in one sentence what its job is"
    above = ORDER[: ORDER.index(own) + (1 if path.parent != PACKAGE else 0)]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "inforce":
            parts = (node.module or "").split(".")
            used = {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
            assert used <= set(above), f"{own} may import {above}, not {sorted(used)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_says_its_job(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_only_the_command_line_prints_exits_and_reads_the_clock() -> None:
    for path in MODULES:
        if place(path) == "cli":
            continue
        text = path.read_text(encoding="utf-8")
        for banned in ("print(", "sys.exit", "date.today", "datetime.now"):
            assert banned not in text, f"{path.name} uses {banned}"


def test_an_api_function_and_a_module_never_share_a_name() -> None:
    modules = {place(path) for path in MODULES}
    assert not modules & set(inforce.__all__), "importing the module would replace the function"


def test_nothing_else_stands_in_scripts() -> None:
    assert [path.name for path in PACKAGE.parent.iterdir() if path.name != "__pycache__"] == ["inforce"]


def test_the_command_line_starts_light() -> None:
    code = "import sys, inforce.cli, inforce.cli.states; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"rdflib", "pyshacl", "networkx", "lxml", "dateutil", "rapidfuzz", "numpy", "importlib.metadata"}
    assert not heavy & set(loaded.stdout.split())
