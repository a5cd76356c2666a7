"""How long it takes to judge a file of 20 events against the graph, beside plain pySHACL on the same graph.

    python tests/benchmarks/validate.py [RUNS]

Each run is a whole process, from start to exit, and the two take turns. Plain pySHACL is what somebody would
write: rdflib reads the graph, the vocabulary and the file, and pySHACL applies the shapes to all of it. It
does less: of the rules it knows the shapes only, neither the checks nor the form. The third line is the whole
graph by all rules.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from inforce.paths import data
from inforce.record import files, read, triples
from inforce.turtle import literal, node, write, xsd_date

PLAIN = """
import sys
from pathlib import Path
import pyshacl, rdflib
graph, words = Path(sys.argv[1]), Path(sys.argv[2])
facts, terms, shapes = rdflib.Graph(), rdflib.Graph(), rdflib.Graph()
for path in (*graph.rglob("*.ttl"), Path(sys.argv[3])):
    facts.parse(path)
for path in words.glob("*.ttl"):
    terms.parse(path)
for path in (words / "shapes").glob("*.ttl"):
    shapes.parse(path)
conforms, _, _ = pyshacl.validate(facts, shacl_graph=shapes, ont_graph=terms)
sys.exit(not conforms)
"""


def change(place: Path) -> Path:
    """Write 20 accessions to the treaty that most participants of the record have not joined."""
    import pyoxigraph as ox

    record = read(triples(files(data("graph"))))
    joined = {(event.participant, event.towards) for event in record.events}
    free: dict[str, list[str]] = {}
    for name, target in record.targets.items():
        if target.entered_into_force and not (target.closed_to or target.parents or target.ended_on):
            outside = [
                participant.id
                for participant in record.participants.values()
                if participant.id.startswith("state:")
                and not participant.exists_from
                and not participant.gone_by
                and (participant.id, name) not in joined
            ]
            if any(target == name for _, target in joined):
                free[name] = outside
    towards = max(sorted(free), key=lambda name: len(free[name]))
    found: list[ox.Triple] = []
    for number, participant in enumerate(sorted(free[towards])[:20]):
        local = f"{towards.partition(':')[2]}-{participant.partition(':')[2]}-accession"
        event = node(f"event:{local}")
        for name, value in (
            ("rdf:type", node("inforce:Accession")),
            ("inforce:participant", node(participant)),
            ("inforce:towards", node(towards)),
            ("inforce:date", xsd_date(date(2026, 1, 1 + number))),
            ("inforce:certainty", node("kind:recorded")),
            ("dcterms:source", node("source:benchmark")),
        ):
            found.append(ox.Triple(event, node(name), value))
    source = node("source:benchmark")
    found += [
        ox.Triple(source, node("rdf:type"), node("inforce:Source")),
        ox.Triple(source, node("rdfs:label"), literal("an invented notification", "en")),
        ox.Triple(source, node("inforce:address"), literal("nowhere")),
        ox.Triple(source, node("inforce:statusAt"), xsd_date(date(2026, 2, 1))),
    ]
    path = place / "change.ttl"
    path.write_text(write(found, "Twenty invented accessions."), encoding="utf-8")
    return path


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr)
    return time.perf_counter() - started


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as place:
        path = change(Path(place))
        ours = [sys.executable, "-m", "inforce", "validate"]
        if not Path(__import__("inforce").__file__).with_name("__main__.py").is_file():
            ours = [sys.executable, "-c", "from inforce.cli import main; main()", "validate"]
        plain = [sys.executable, "-c", PLAIN, str(data("graph")), str(data("ontology")), str(path)]
        seconds([*ours[:-1], "status", "russia"])  # the graph is compiled once
        times: dict[str, list[float]] = {"inforce validate FILE": [], "pySHACL on everything": []}
        for _ in range(runs):
            times["inforce validate FILE"].append(seconds([*ours, str(path)]))
            times["pySHACL on everything"].append(seconds(plain))
        times["inforce validate"] = [seconds(ours)]
    for name, taken in times.items():
        print(
            f"{name:24} min {min(taken):7.2f} s   median {statistics.median(taken):7.2f} s   n={len(taken)}"
        )
    ratio = min(times["pySHACL on everything"]) / min(times["inforce validate FILE"])
    print(f"plain pySHACL takes {ratio:.0f} times as long")


if __name__ == "__main__":
    main()
