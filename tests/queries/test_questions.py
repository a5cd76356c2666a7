"""Every question gives the rows that the record or the law gives: one folder of questions/ for each case.

A case says why, on which graph and what is given; ``expected.csv`` has the rows in their order, worked out
from the record or the clause and never copied from an answer. The graph is the shipped one or ``world``,
which is ``questions/world.ttl`` with the ``data.ttl`` of the case, if it has one. ``[only]`` keeps of the
rows those with some values; a column that ``expected.csv`` does not head is not compared. Adding a case
needs no Python.
"""

from __future__ import annotations

import csv
import shlex
import tomllib
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pyoxigraph as ox
import pytest

from inforce import queries
from inforce.derive import compile_graph
from inforce.record import triples
from inforce.sparql.questions import Answer, ask, questions
from inforce.sparql.running import run
from inforce.sparql.statement import prepare
from inforce.store import in_memory

HERE = Path(__file__).parent / "questions"
CASES = sorted(path.parent for path in HERE.glob("*/*/case.toml"))
NAMES = queries.names("questions")


def named(path: Path) -> str:
    return path.relative_to(HERE).as_posix()


@cache
def world(data: Path | None) -> ox.Store:
    everything, _ = compile_graph(list(triples([HERE / "world.ttl", *([data] if data else [])])))
    return in_memory(everything)


@pytest.fixture(scope="module")
def graph(store: ox.Store) -> Callable[[Path, str], ox.Store]:
    def of(case: Path, name: str) -> ox.Store:
        data = case / "data.ttl"
        return {"shipped": lambda: store, "world": lambda: world(data if data.is_file() else None)}[name]()

    return of


def example(question: queries.Query) -> dict[str, str]:
    """Return the options of the Example line."""
    words = shlex.split(question.example)
    assert words[:3] == ["inforce", "ask", question.name]
    return {key.removeprefix("--"): value for key, value in zip(words[3::2], words[4::2], strict=True)}


def rows(found: Answer, only: dict[str, str]) -> list[dict[str, str]]:
    every = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    assert list(found) == [{column: text for column, text in row.items() if text} for row in every]
    assert len(str(found).splitlines()) == 2 + max(len(found), 1)
    return [row for row in every if all(row[column] == value for column, value in only.items())]


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_a_query_that_anybody_can_ask(name: str, store: ox.Store) -> None:
    """The words of the file, in a process with little time and memory: a cartesian product ends here."""
    del store
    question = queries.read("questions", name)
    given = {
        "day" if key == "on" else key: value if key == "on" else f"{key}:{value}"
        for key, value in example(question).items()
    }
    statement = prepare(question.text, given)
    assert statement.form == "SELECT"
    assert not statement.free
    with TemporaryFile() as file:
        run(statement, "csv", file, timeout=5, memory=500 << 20)
        file.seek(0)
        assert len(file.read().splitlines()) > 1


@pytest.mark.parametrize("case", CASES, ids=named)
def test_answer(graph: Callable[[Path, str], ox.Store], case: Path) -> None:
    told: dict[str, Any] = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))
    assert set(told) <= {"why", "graph", "given", "only"}, "a case says why, graph, [given] and [only]"
    found = ask(graph(case, told["graph"]), case.parent.name, told.get("given", {}))
    with (case / "expected.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns = list(reader.fieldnames or ())
        expected = list(reader)
    assert set(columns) <= set(found.columns), "expected.csv heads a column that the question does not find"
    kept = [{column: row[column] for column in columns} for row in rows(found, told.get("only", {}))]
    assert kept == expected, told["why"]


def test_every_question_has_a_case() -> None:
    without = set(NAMES) - {case.parent.name for case in CASES}
    assert not without, f"add a folder to tests/queries/questions/ for: {sorted(without)}"


def test_every_case_has_a_question_and_no_file_is_left_out() -> None:
    assert {path.name for path in HERE.iterdir()} - set(NAMES) == {"world.ttl"}
    for case in HERE.glob("*/*"):
        files = {path.name for path in case.iterdir()}
        assert {"case.toml", "expected.csv"} <= files <= {"case.toml", "expected.csv", "data.ttl"}, named(
            case
        )
        if "data.ttl" in files:
            assert 'graph = "world"' in (case / "case.toml").read_text(encoding="utf-8"), named(case)


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_expected_somewhere(name: str, store: ox.Store) -> None:
    headed: set[str] = set()
    for file in HERE.glob(f"{name}/*/expected.csv"):
        headed |= set(file.read_text(encoding="utf-8").partition("\n")[0].split(","))
    terms = queries.read("questions", name).given
    given = {key: date(2020, 1, 1) if key == "day" else "state:rus" for key in terms}
    columns, _ = queries.find(store, name, given)
    assert set(columns) <= headed, f"no case of {name} expects {sorted(set(columns) - headed)}"


@pytest.mark.parametrize("name", [one.name for one in questions() if "day" in one.parameters])
def test_a_day_has_a_case_on_each_side_of_a_boundary(name: str) -> None:
    days: dict[tuple[str, ...], set[date]] = defaultdict(set)
    for case in CASES:
        if case.parent.name == name:
            given = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))["given"]
            day = given.pop("day")
            days[tuple(sorted(given.values()))].add(day)
    found = any(day + timedelta(1) in same for same in days.values() for day in same)
    assert found, "give two cases that differ in nothing but two neighbouring days"


@pytest.mark.parametrize("name", NAMES)
def test_the_example_is_a_question_with_an_answer(name: str, store: ox.Store) -> None:
    assert len(ask(store, name, example(queries.read("questions", name)))), "the example finds nothing"
