"""How long one answer takes, beside starting an interpreter and beside asking the same of rdflib.

Run it with `python tests/benchmarks/coverage.py`. All figures come from one run: processes are timed whole,
in pairs that alternate, and each ratio is that of one pair.
"""

from __future__ import annotations

import csv
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from inforce.paths import data
from inforce.store import connect

ANSWER = [str(Path(sys.executable).with_name("inforce")), "coverage", "russia", "--on", "2026-11-22",
          "--format", "json"]  # fmt: skip
CLICK = [sys.executable, "-c", "import click"]
TWELVE_LINES = """\
import sys
from pathlib import Path
from rdflib import XSD, Graph, Literal, URIRef

graph = Graph().parse(sys.argv[1], format="nt")
query = Path(sys.argv[2]).read_text(encoding="utf-8")
given = {
    "state": URIRef("https://w3id.org/inforce/id/state/rus"),
    "day": Literal("2026-11-22", datatype=XSD.date),
}
for row in graph.query(query, initBindings=given):
    print(row.mechanism.rpartition("/")[2], row.answer.rpartition("/")[2], sep=",")
"""


def timed(command: list[str]) -> tuple[float, str]:
    """Return how long a process took, from its start to its end, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return time.perf_counter() - start, done.stdout


def told(seconds: list[float]) -> str:
    return " / ".join(f"{1000 * second:,.0f}" for second in three(seconds)) + " ms"


def three(values: list[float]) -> tuple[float, float, float]:
    return min(values), statistics.median(values), max(values)


def pairs(title: str, other: list[str], count: int, *, ours_first: bool) -> None:
    """Time an answer and another process in turn, and print both and the ratios of the pairs."""
    ours, theirs = [], []
    for _ in range(count):
        ours.append(timed(ANSWER)[0])
        theirs.append(timed(other)[0])
    if ours_first:
        ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    else:
        ratios = [b / a for a, b in zip(ours, theirs, strict=True)]
    low, middle, high = three(ratios)
    print(f"{title}, {count} pairs, min / median / max")
    print(f"  the answer      {told(ours)}")
    print(f"  the other       {told(theirs)}")
    print(f"  ratio           {low:.2f} / {middle:.2f} / {high:.2f}\n")


def main() -> None:
    """Compile, export, and time."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INFORCE_CACHE"] = str(Path(folder) / "cache")
        first, _ = timed(ANSWER)
        store = connect()
        print(f"{len(store):,} triples; the first run, which compiles them, took {first:.1f} s\n")
        exported = Path(folder) / "graph.nt"
        ox.serialize((quad.triple for quad in store), exported, format=ox.RdfFormat.N_TRIPLES)
        query = data("queries") / "questions" / "coverage.rq"
        rdflib = [sys.executable, "-c", TWELVE_LINES, str(exported), str(query)]

        ours = {
            (answer["mechanism"], answer["answer"].replace(" ", "-"))
            for answer in json.loads(timed(ANSWER)[1])["answers"]
        }
        theirs = {(name, answer) for name, answer in csv.reader(io.StringIO(timed(rdflib)[1]))}
        assert theirs <= ours, "the two do not give the same answers"

        print(f"the answer: {' '.join(ANSWER[1:])}, reasons included, with a warm cache\n")
        pairs("(a) beside python -c 'import click': how many times as long it takes", CLICK, 20, ours_first=True)
        print("(b) these lines of rdflib, which parse the whole graph and run the same coverage.rq:\n")
        print("".join(f"    {line}\n" for line in TWELVE_LINES.splitlines()))
        pairs("(b) beside them: how many times as long they take", rdflib, 3, ours_first=False)


if __name__ == "__main__":
    main()
