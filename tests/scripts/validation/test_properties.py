"""Whatever well-formed events a file holds, it is judged and never crashes the judge."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inforce import turtle
from inforce.derive import derived
from inforce.record import read
from inforce.tell.validation import github_text, report_data, report_text, report_turtle
from inforce.terms import CLASSES, PREFIXES, PROPERTIES, SCHEMES
from inforce.turtle import TYPE, node, write
from inforce.validation import validate
from inforce.validation.rules import SEVERITIES, rules

HERE = Path(__file__).parent
XSD = PREFIXES["xsd"]

# Names that the small graph holds, names with a slip, and names of another kind.
NAMES = [
    "state:ana", "state:ben", "state:eld", "state:gul", "state:nobody", "organisation:league",
    "treaty:alpha", "treaty:alpha-p", "treaty:beta", "treaty:org-league", "treaty:none",
    "source:record", "source:text", "source:none", "mechanism:watch-vis", "condition:watch-vis",
    "event:alpha-ana-ratification", "event:new", "event:alpha-ben-accession", "rule:alpha-denunciation",
    "rule:new", "treaty:new", "state:new", "source:new", "discrepancy:new", "act:alpha-ben-law", "gap:new",
    "condition:new",
]  # fmt: skip
nodes = st.sampled_from(NAMES).map(node)
kinds = st.sampled_from([name for names in SCHEMES.values() for name in names]).map(
    lambda name: node(f"kind:{name}")
)
days = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.sampled_from(
        ["1990-02-30", "0001-01-01", "9999-12-31", "1990-03-01Z", "-0044-03-15", "99999-01-01", ""]
    ),
)
literals = st.one_of(
    st.builds(lambda day: ox.Literal(day, datatype=ox.NamedNode(f"{XSD}date")), days),
    st.builds(lambda text: ox.Literal(text), st.text(max_size=8)),
    st.builds(lambda text: ox.Literal(text, language="en"), st.text(max_size=8)),
    st.builds(
        lambda number: ox.Literal(str(number), datatype=ox.NamedNode(f"{XSD}integer")),
        st.integers(-(10**12), 10**12),
    ),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(f"{XSD}{kind}")),
        st.text(max_size=4),
        st.sampled_from(["boolean", "integer", "date", "gYear"]),
    ),
)
blank = st.sampled_from(["b0", "b1"]).map(ox.BlankNode)
predicates = st.sampled_from(
    [f"inforce:{name}" for name in sorted(PROPERTIES)] + ["dcterms:source", "rdfs:label", "rdfs:subClassOf"]
).map(node)
classes = st.sampled_from([f"inforce:{name}" for name in sorted(CLASSES)]).map(node)
subjects = st.one_of(nodes, nodes, nodes, blank)
anything = st.one_of(
    st.builds(ox.Triple, subjects, st.just(TYPE), classes),
    st.builds(ox.Triple, subjects, predicates, st.one_of(nodes, kinds, literals, blank)),
)


@st.composite
def events(draw: st.DrawFn) -> list[ox.Triple]:
    """An event of which most is right and anything can be wrong."""
    event = node(f"event:{draw(st.sampled_from(['one', 'two', 'alpha-ana-ratification']))}")
    day = draw(days)
    parts = {
        "rdf:type": draw(classes),
        "inforce:participant": draw(nodes),
        "inforce:towards": draw(nodes),
        "inforce:date": ox.Literal(day, datatype=ox.NamedNode(f"{XSD}date")),
        "inforce:certainty": draw(st.one_of(st.just(node("kind:recorded")), kinds)),
        "dcterms:source": draw(nodes),
    }
    left_out = draw(st.sets(st.sampled_from(sorted(parts)), max_size=2))
    return [ox.Triple(event, node(name), value) for name, value in parts.items() if name not in left_out]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("graph")
    shutil.copy(HERE / "base.ttl", place)
    return place


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(events(), max_size=3),
    others=st.lists(anything, max_size=12),
    canonical=st.booleans(),
)
def test_nothing_crashes_the_judge(
    graph: Path, tmp_path: Path, acts: list[list[ox.Triple]], others: list[ox.Triple], canonical: bool
) -> None:
    triples = [triple for act in acts for triple in act] + others
    path = tmp_path / ("file.ttl" if canonical else "file.nt")
    if canonical:
        path.write_text(write(triples, "Any events."), encoding="utf-8")
    else:
        written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        assert written is not None
        path.write_bytes(written)
    report = validate([path], graph=graph)
    names = {rule.name for rule in rules()}
    for finding in report.findings:
        assert finding.rule in names and finding.severity in SEVERITIES and finding.message
    assert report.findings == validate([path], graph=graph).findings, "the same file is judged alike"
    for words in (report_text(report, 80), github_text(report), report_turtle(report)):
        words.encode()
    assert report_data(report)["conforms"] == report.conforms
    if report.conforms:
        # What conforms can be computed with.
        derived(read([*turtle.parse(graph / "base.ttl"), *triples]))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), form=st.sampled_from(["ttl", "nt", "nq", "trig", "jsonld", "rdf"]))
def test_no_text_crashes_the_reader(graph: Path, text: str, form: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    report = validate(["-"], graph=graph, input_format=form, stdin=lambda limit: content[:limit])
    assert len(report_text(report, 80)) > 0
