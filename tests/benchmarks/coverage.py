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
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    return time.perf_counter() - start, done.stdout


def told(seconds: list[float]) -> str:
    return " / ".join(f"{1000 * second:,.0f}" for second in three(seconds)) + " ms"


def three(values: list[float]) -> tuple[float, float, float]:
    return min(values), statistics.median(values), max(values)


def pairs(other: list[str], count: int, *, ours_first: bool) -> tuple[str, str]:
    """Time an answer and another process in turn, print both and the ratios of the pairs.

    Out: what each of them printed the last time.
    """
    ours, theirs, ratios = [], [], []
    for _ in range(count):
        one, our_output = timed(ANSWER)
        two, their_output = timed(other)
        ours.append(one)
        theirs.append(two)
        ratios.append(one / two if ours_first else two / one)
    low, middle, high = three(ratios)
    print(f"    {count} pairs       min / median / max")
    print(f"    the answer    {told(ours)}")
    print(f"    the other     {told(theirs)}")
    print(f"    ratio         {low:.2f} / {middle:.2f} / {high:.2f}\n")
    return our_output, their_output


def main() -> None:
    """Compile, export, and time."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INFORCE_CACHE"] = str(Path(folder) / "cache")
        first, _ = timed(ANSWER)
        store = connect()
        print(f"{len(store):,} triples; the first run, which compiles them, took {first:.1f} s")
        print(f"the answer: inforce {' '.join(ANSWER[1:])}, reasons included, with a warm cache\n")
        print("(a) beside python -c 'import click': how many times as long the answer takes\n")
        pairs(CLICK, 20, ours_first=True)

        exported = Path(folder) / "graph.nt"
        ox.serialize((quad.triple for quad in store), exported, format=ox.RdfFormat.N_TRIPLES)
        query = data("queries") / "questions" / "coverage.rq"
        print(
            "(b) beside these lines of rdflib, which parse the whole graph and run the same coverage.rq: how"
        )
        print("    many times as long they take\n")
        print("".join(f"        {line}".rstrip() + "\n" for line in TWELVE_LINES.splitlines()))
        rdflib = [sys.executable, "-c", TWELVE_LINES, str(exported), str(query)]
        ours, theirs = pairs(rdflib, 3, ours_first=False)
        answers = {
            (answer["mechanism"], answer["answer"].replace(" ", "-"))
            for answer in json.loads(ours)["answers"]
        }
        assert {tuple(row) for row in csv.reader(io.StringIO(theirs))} <= answers, "the answers differ"


if __name__ == "__main__":
    main()
