"""The compiled graph: fresh, shared, rebuilt only when it must be, and never half there.

The cases run on a small checkout of invented states, as processes of their own.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from inforce import store as stores
from inforce.turtle import node

QUESTION = ("status", "arcadia", "pact", "--on", "2000-01-01", "--format", "csv")
ANSWER = "arc,2000-01-01,,pact,yes,party,1980-04-30"


def answer(found: subprocess.CompletedProcess[str]) -> str:
    assert found.returncode == 0, found.stderr
    return found.stdout.splitlines()[1]


def test_it_is_compiled_once(small: Any) -> None:
    assert answer(small.run(*QUESTION)).startswith(ANSWER)
    builds = small.builds()
    assert len(builds) == 1
    marks = {path: path.stat().st_mtime_ns for path in small.cache.rglob("*")}
    assert answer(small.run(*QUESTION)).startswith(ANSWER)
    assert {path: path.stat().st_mtime_ns for path in small.cache.rglob("*")} == marks
    assert small.leftovers() == []


def test_a_touched_file_is_no_new_graph(small: Any) -> None:
    small.run(*QUESTION)
    builds = small.builds()
    file = small.graph / "events.ttl"
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1_000_000_000))
    assert answer(small.run(*QUESTION)).startswith(ANSWER)
    assert small.builds() == builds


def test_an_edit_is_seen_and_so_is_its_undoing(small: Any) -> None:
    small.run(*QUESTION)
    file = small.graph / "events.ttl"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("1980-01-31", "2010-01-31"), encoding="utf-8")
    assert answer(small.run(*QUESTION)).startswith("arc,2000-01-01,,pact,no,")
    assert len(small.builds()) == 2
    file.write_text(before, encoding="utf-8")
    assert answer(small.run(*QUESTION)).startswith(ANSWER)
    assert len(small.builds()) == 2, "the graph of before is still there"


def test_old_builds_do_not_pile_up(small: Any) -> None:
    file = small.graph / "events.ttl"
    before = file.read_text(encoding="utf-8")
    for day in range(10, 18):
        file.write_text(before.replace("1980-01-31", f"2010-01-{day}"), encoding="utf-8")
        assert answer(small.run(*QUESTION)).startswith("arc,2000-01-01,,pact,no,")
    assert len(small.builds()) == 4
    assert answer(small.run(*QUESTION)).startswith("arc,2000-01-01,,pact,no,")
    assert small.leftovers() == []


def test_an_edit_of_the_same_size_and_time_of_another_file_is_seen(small: Any) -> None:
    small.run(*QUESTION)
    file = small.graph / "events.ttl"
    facts = file.stat()
    file.write_text(file.read_text(encoding="utf-8").replace("1980-01-31", "2010-01-31"), encoding="utf-8")
    assert file.stat().st_size == facts.st_size
    assert answer(small.run(*QUESTION)).startswith("arc,2000-01-01,,pact,no,")


def test_a_new_file_and_a_removed_one_are_seen(small: Any) -> None:
    small.run(*QUESTION)
    (small.graph / "events.ttl").rename(small.graph.parent / "elsewhere.ttl")
    assert answer(small.run(*QUESTION)).startswith("arc,2000-01-01,,pact,no,")
    (small.graph / "deeper").mkdir()
    (small.graph.parent / "elsewhere.ttl").rename(small.graph / "deeper" / "events.ttl")
    assert answer(small.run(*QUESTION)).startswith(ANSWER)


def test_a_changed_clause_of_the_law_is_a_new_graph(small: Any) -> None:
    small.run(*QUESTION)
    file = small.path / "inforce" / "effects.py"
    file.write_text(file.read_text(encoding="utf-8") + "\n# A remark.\n", encoding="utf-8")
    assert answer(small.run(*QUESTION)).startswith(ANSWER)
    assert len(small.builds()) == 2


def test_processes_that_start_together_share_one_graph(small: Any, program: list[str]) -> None:
    started = [
        subprocess.Popen(
            [*program, *QUESTION],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=small.environment(),
        )
        for _ in range(8)
    ]
    for process in started:
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        assert output.splitlines()[1].startswith(ANSWER)
        assert errors == ""
    assert len(small.builds()) == 1
    assert small.leftovers() == []


@pytest.mark.parametrize("place", ["/dev/null/x", "file/below"])
def test_a_cache_that_cannot_be_written(small: Any, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    cache = str(tmp_path / place)
    found = small.run(*QUESTION, INFORCE_CACHE=cache)
    assert answer(found).startswith(ANSWER)
    assert "cannot be written" in found.stderr
    assert "working in memory" in found.stderr
    assert "Traceback" not in found.stderr
    assert cache in found.stderr


@pytest.mark.parametrize("gone", ["CURRENT", "MANIFEST*", "*.sst", "*.index"])
def test_a_cache_that_is_half_deleted(small: Any, gone: str) -> None:
    small.run(*QUESTION)
    for path in list(small.cache.rglob(gone)):
        path.unlink()
    found = small.run(*QUESTION)
    assert answer(found).startswith(ANSWER)
    assert "Traceback" not in found.stderr
    assert answer(small.run(*QUESTION)).startswith(ANSWER)
    assert len(small.builds()) == 1


def test_what_is_left_of_a_graph_is_replaced_by_processes_that_start_together(
    small: Any, program: list[str]
) -> None:
    small.run(*QUESTION)
    for path in small.cache.rglob("MANIFEST*"):
        path.unlink()
    started = [
        subprocess.Popen([*program, *QUESTION], stdout=subprocess.PIPE, text=True, env=small.environment())
        for _ in range(4)
    ]
    for process in started:
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        assert output.splitlines()[1].startswith(ANSWER)
    assert small.leftovers() == []
    assert answer(small.run(*QUESTION)).startswith(ANSWER)


def test_a_cache_that_is_rubbish(small: Any) -> None:
    small.run(*QUESTION)
    (build,) = small.builds()
    for path in (small.cache / build).iterdir():
        path.write_bytes(b"rubbish")
    assert answer(small.run(*QUESTION)).startswith(ANSWER)
    for path in small.cache.glob("*.index"):
        path.write_bytes(b"\xff\xfe rubbish")
    assert answer(small.run(*QUESTION)).startswith(ANSWER)


def test_an_installed_package_answers(installed: Any) -> None:
    assert answer(installed.run(*QUESTION)).startswith(ANSWER)
    assert answer(installed.run(*QUESTION)).startswith(ANSWER)
    assert len(installed.builds()) == 1
    assert installed.run("list", "treaties", "--format", "csv").returncode == 0
    refused = installed.run("import", "coe", str(installed.graph / "events.ttl"))
    assert refused.returncode == 2
    assert "--into" in refused.stderr


def test_a_reinstalled_package_is_compiled_anew(installed: Any) -> None:
    installed.run(*QUESTION)
    file = installed.graph / "events.ttl"
    file.write_text(file.read_text(encoding="utf-8").replace("1980-01-31", "2010-01-31"), encoding="utf-8")
    sources = installed.graph / "sources.ttl"
    os.utime(sources, ns=(0, sources.stat().st_mtime_ns + 1_000_000_000))
    assert answer(installed.run(*QUESTION)).startswith("arc,2000-01-01,,pact,no,")


def test_two_places_have_two_graphs(small: Any, tmp_path: Path) -> None:
    small.run(*QUESTION)
    other = tmp_path / "other"
    shutil.copytree(small.path, other / "scripts")
    for folder in ("graph", "ontology", "queries"):
        shutil.copytree(small.path.parent / folder, other / folder)
    events = other / "graph" / "events.ttl"
    events.write_text(events.read_text(encoding="utf-8").replace("1980", "2010"), encoding="utf-8")
    changed = small.run(*QUESTION, PYTHONPATH=str(other / "scripts"))
    assert answer(changed).startswith("arc,2000-01-01,,pact,no,")
    assert answer(small.run(*QUESTION)).startswith(ANSWER)


def test_no_question_changes_the_graph(store: ox.Store) -> None:
    with pytest.raises((OSError, RuntimeError), match="read-write"):
        store.add(ox.Quad(node("state:rus"), node("inforce:name"), ox.Literal("x")))


def test_the_version_of_the_data_is_in_the_graph(store: ox.Store) -> None:
    (quad,) = store.quads_for_pattern(node("graph:inforce"), node("inforce:dataVersion"), None, None)
    assert quad.object == ox.Literal(stores.data_version())
    assert len(stores.data_version()) == 12


def test_the_version_changes_with_the_data_and_with_nothing_else(small: Any) -> None:
    def version() -> str:
        found = small.run("--version")
        assert found.returncode == 0, found.stderr
        return str(found.stdout.split()[-1])

    first = version()
    (small.path / "inforce" / "effects.py").open("a", encoding="utf-8").write("\n# A remark.\n")
    assert version() == first
    (small.graph / "events.ttl").open("a", encoding="utf-8").write("\n# A remark.\n")
    assert version() != first


def test_a_store_in_memory_holds_the_same(store: ox.Store) -> None:
    some = [quad.triple for quad in store.quads_for_pattern(node("treaty:ecpt"), None, None, None)]
    held = stores.in_memory(some)
    assert {quad.triple for quad in held} == set(some)
    assert date.fromisoformat("1989-02-01").isoformat() in {quad.object.value for quad in held}  # type: ignore[union-attr]


def test_a_disk_that_is_full_on_the_way(small: Any, program: list[str]) -> None:
    """What was written so far is removed, and the answer comes from memory and is whole."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    found = subprocess.run(
        [*program, *QUESTION],
        capture_output=True,
        text=True,
        check=False,
        env=small.environment(PYTHONDONTWRITEBYTECODE="1"),
        preexec_fn=limit,
        timeout=120,
    )
    assert answer(found).startswith(ANSWER)
    assert "working in memory" in found.stderr
    assert small.leftovers() == []
    assert answer(small.run(*QUESTION)).startswith(ANSWER)
