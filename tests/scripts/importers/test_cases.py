"""Each folder under cases/<format>/ is one import: what a record says, and what becomes of the graph.

A case holds the input files, ``options.json`` where there are options, and either ``expected.ttl``, the
triples that the import adds (and ``removed.ttl``, those that it takes away), or ``error.txt``, the message
and the hint. ``cases/<format>/graph`` is the graph before the import; a case's own ``graph`` folder is laid
over it.
"""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from inforce import turtle
from inforce.errors import InforceError
from inforce.importers import FORMATS, Changes, Options, run

CASES = Path(__file__).parent / "cases"
READ_ON = date(2026, 11, 22)
INPUTS = {
    "au": ("list.txt",),
    "coe": ("table.csv",),
    "fedlex": ("EMRK.txt", "GFK.json", "STAATENLOSE.json", "VRK.json"),
    "huggo": ("memberships.csv",),
    "icc": ("list.csv",),
    "icrc": ("sheet.csv", "GC.csv", "AP1.csv", "AP2.csv"),
    "memberships": ("sourced.csv", "spells.csv"),
    "normlex": ("C105.csv", "C138.csv", "C183.csv"),
    "oas": ("page.txt", "second.txt"),
    "party-tables": ("tables.txt",),
    "table": ("facts.csv", "sources.csv"),
    "un-members": ("1-1.csv", "1-2.csv"),
    "untc": ("page.html",),
    "untc-lists": ("4-1.csv", "5-3.csv", "5-5.csv", "16-2.csv"),
    "untc-statements": ("page.html", "decisions.csv", "notes.csv", "territories.csv"),
}


def _cases(expectation: str) -> list[Any]:
    found = sorted(CASES.glob(f"*/*/{expectation}"))
    return [pytest.param(path.parent, id=f"{path.parts[-3]}/{path.parts[-2]}") for path in found]


def _graph(case: Path, tmp_path: Path) -> Path:
    graph = tmp_path / "graph"
    shutil.copytree(case.parent / "graph", graph)
    if (case / "graph").is_dir():
        shutil.copytree(case / "graph", graph, dirs_exist_ok=True)
    return graph


def _import(case: Path, graph: Path, *, dry_run: bool = False) -> Changes:
    given: dict[str, list[Any]] = {}
    if (case / "options.json").exists():
        given = json.loads((case / "options.json").read_text(encoding="utf-8"))
    options = Options(
        read_on=READ_ON,
        treaties=tuple(given.get("treaties", ())),
        complete=tuple((source, treaty) for source, treaty in given.get("complete", ())),
    )
    later = [(who, treaty) for who, treaty in given.get("later", ())]
    format = case.parent.name
    files = [case / name for name in INPUTS[format] if (case / name).exists()]
    return run(format, files, graph, options=options, later=later, dry_run=dry_run)


def _state(graph: Path) -> dict[str, str]:
    return {
        path.relative_to(graph).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(graph.rglob("*"))
        if path.is_file()
    }


def _triples(graph: Path) -> set[ox.Triple]:
    return {triple for path in graph.rglob("*.ttl") for triple in turtle.parse(path)}


def test_every_folder_is_a_case() -> None:
    for format in FORMATS:
        folders = {path for path in (CASES / format).iterdir() if path.name != "graph"}
        assert folders, f"no cases of {format}"
        for folder in folders:
            ends = [name for name in ("expected.ttl", "error.txt") if (folder / name).exists()]
            assert len(ends) == 1, f"{folder} expects {ends}"
    assert {path.name for path in CASES.iterdir()} == set(FORMATS)


@pytest.mark.parametrize("case", _cases("expected.ttl"))
def test_the_graph_gains_exactly_this(case: Path, tmp_path: Path) -> None:
    graph = _graph(case, tmp_path)
    before, untouched = _triples(graph), _state(graph)
    tried = _import(case, graph, dry_run=True)
    assert _state(graph) == untouched, "a dry run wrote something"
    changes = _import(case, graph)
    assert changes == tried
    after = _triples(graph)
    assert after - before == set(turtle.parse(case / "expected.ttl"))
    removed = case / "removed.ttl"
    gone = set(turtle.parse(removed)) if removed.exists() else set()
    assert before - after == gone
    assert changes.words()


@pytest.mark.parametrize("case", _cases("expected.ttl"))
def test_importing_again_changes_nothing(case: Path, tmp_path: Path) -> None:
    graph = _graph(case, tmp_path)
    _import(case, graph)
    once = _state(graph)
    again = _import(case, graph)
    assert (again.new, again.confirmed, again.disagreeing, again.files) == ((), (), (), {})
    assert _state(graph) == once


@pytest.mark.parametrize("case", _cases("error.txt"))
def test_bad_input_stops_and_leaves_the_graph_alone(case: Path, tmp_path: Path) -> None:
    graph = _graph(case, tmp_path)
    untouched = _state(graph)
    with pytest.raises(InforceError) as stopped:
        _import(case, graph)
    assert f"{stopped.value}\n{stopped.value.hint}\n" == (case / "error.txt").read_text(encoding="utf-8")
    assert _state(graph) == untouched
