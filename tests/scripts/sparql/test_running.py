"""A query runs in a process of its own: it ends with its answer, its time or its memory, and leaves nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryFile

import pyoxigraph as ox
import pytest

from inforce.errors import InputError, UnreadableError
from inforce.sparql.running import StoppedError, run
from inforce.sparql.solutions import Solutions, query
from inforce.sparql.statement import prepare
from inforce.sparql.syntax import QueryError
from inforce.turtle import node

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(autouse=True)
def compiled(store: ox.Store) -> None:
    """The shipped graph is in the cache."""
    del store


def test_rows_of_a_select() -> None:
    found = query("SELECT ?l ?none { state:jam rdfs:label ?l }")
    assert found == Solutions(("l", "none"), ((ox.Literal("Jamaica", language="en"), None),))
    assert isinstance(found, Solutions)
    assert list(found) == [{"l": "Jamaica"}]
    assert str(found).splitlines()[2] == "Jamaica"
    assert len(found) == 1


def test_a_truth_and_triples() -> None:
    assert query("ASK { state:jam a inforce:State }") is True
    assert query("ASK { state:jam a inforce:Treaty }") is False
    found = query("CONSTRUCT WHERE { state:jam a ?kind }")
    assert found == (ox.Triple(node("state:jam"), node("rdf:type"), node("inforce:State")),)
    described = query("DESCRIBE state:jam")
    assert isinstance(described, tuple)
    assert {triple.subject for triple in described} == {node("state:jam")}


def test_parameters() -> None:
    text = "SELECT ?l { $state rdfs:label ?l FILTER ($n = 1) }"
    found = query(text, {"state": "state:jam", "n": 1})
    assert isinstance(found, Solutions)
    assert len(found) == 1
    assert query("ASK { $state a inforce:State }", {"state": node("state:jam")}) is True


def test_record_and_what_follows_from_it_are_one_graph() -> None:
    assert query(
        "ASK { ?event a inforce:Ratification . ?period inforce:openedBy ?event . ?period a inforce:StatusPeriod }"
    )


def test_a_runaway_is_ended_in_time() -> None:
    begins = time.monotonic()
    with pytest.raises(StoppedError, match="ended after 1 seconds") as ended:
        query(ENDLESS, timeout=1)
    assert time.monotonic() - begins < 3
    assert ended.value.status == 1
    assert "--timeout" in ended.value.hint


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound the memory of a process differently")
def test_memory_is_bounded() -> None:
    statement = prepare("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c")
    with TemporaryFile() as file, pytest.raises(StoppedError, match="too much memory") as ended:
        run(statement, "csv", file, memory=200 << 20)
    assert ended.value.status == 1


def test_a_query_that_breaks_the_engine_ends_in_words() -> None:
    with pytest.raises(StoppedError, match="The engine broke"):
        query("ASK { FILTER (1" + "+1" * 200_000 + " > 1) }")


def test_a_fault_that_only_the_engine_finds_is_shown_where_it_is() -> None:
    text = "PREFIX x: <https://example.org/> # é\nSELECT (1 AS ?s)\nWHERE { ?s ?p ?o }"
    with pytest.raises(QueryError, match="overrides an existing variable") as refused:
        query(text)
    assert refused.value.position is not None
    assert refused.value.position.line == 3
    with pytest.raises(QueryError, match="no further than this") as refused:
        query("ASK {\n BIND (1 AS ?x)\n BIND (2 AS ?x)\n}")
    assert refused.value.position is not None
    assert refused.value.position.line in {3, 4}


def test_a_function_that_does_not_exist() -> None:
    with pytest.raises(InputError, match=r"custom function <https://example\.org/f> is not supported"):
        query("SELECT (<https://example.org/f>(1) AS ?x) { }")


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e12])
def test_a_time_limit_is_a_time(seconds: float) -> None:
    with pytest.raises(InputError, match="time limit"):
        query("ASK { }", timeout=seconds)


def test_several_at_a_time() -> None:
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(query("ASK { state:jam a inforce:State }")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 4


def test_the_folder_of_the_caller_lends_no_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')", encoding="utf-8")
    (tmp_path / "inforce.py").write_text("raise SystemExit('nor this')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert query("ASK { }") is True


def acted(monkeypatch: pytest.MonkeyPatch, *lines: str, then: str = "") -> tuple[list[str], list[str]]:
    """Run a worker that only says some lines and then does something."""
    code = f"import os, sys; sys.stdin.read(); [print(line, file=sys.stderr) for line in {lines!r}]; sys.stderr.flush(); {then}"
    monkeypatch.setattr("inforce.sparql.running._START", code)
    steps: list[str] = []
    warnings: list[str] = []
    run(prepare("ASK { }"), "csv", subprocess.DEVNULL, progress=steps.append, warn=warnings.append)
    return steps, warnings


def test_a_worker_tells_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    told = acted(monkeypatch, '{"step": "one"}', '{"warning": "two"}', '{"ready": true}')
    assert told == (["one"], ["two"])


@pytest.mark.parametrize(
    ("lines", "then", "error", "words"),
    [
        (['{"failure": "store", "message": "no graph", "hint": "h"}'], "", UnreadableError, "no graph"),
        (['{"failure": "memory"}'], "", StoppedError, "too much memory"),
        (['{"closed": true}'], "", BrokenPipeError, "^$"),
        (["memory allocation of 9 bytes failed"], "os.abort()", StoppedError, "too much memory"),
        ([], "os.kill(os.getpid(), 9)", StoppedError, "too much memory"),
        ([], "os.kill(os.getpid(), 11)", StoppedError, "SIGSEGV"),
        (["words of no use", "[1]"], "os._exit(3)", StoppedError, "could not be run"),
    ],
)
def test_a_worker_that_fails(
    monkeypatch: pytest.MonkeyPatch, lines: list[str], then: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        acted(monkeypatch, *lines, then=then or "pass")


@pytest.mark.skipif(os.name != "posix", reason="no process groups")
def test_a_worker_does_not_outlive_its_parent() -> None:
    code = f"from inforce.sparql.solutions import query; query({ENDLESS!r}, timeout=1.5)"
    parent = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    time.sleep(1)
    parent.kill()
    parent.wait()
    ends = time.monotonic() + 8
    while time.monotonic() < ends:
        try:
            os.killpg(parent.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(parent.pid, 9)
    pytest.fail("the worker goes on")


def test_an_error_of_the_system_is_one_of_the_answer() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no full device")
    with full.open("wb") as out, pytest.raises(UnreadableError, match="No space left"):
        run(prepare("SELECT * { ?s a ?o }"), "csv", out)
