"""Every question gives the same rows on Oxigraph and on rdflib: on eight states, a territory and four days."""

from __future__ import annotations

from datetime import date
from itertools import product

import pyoxigraph as ox
import pytest
import rdflib

from inforce import queries
from inforce.queries import bind, names, read
from inforce.turtle import node

STATES = ("rus", "jam", "guy", "cze", "mne", "est", "tto", "chn")
DAYS = (date(1992, 6, 1), date(1999, 4, 5), date(2022, 3, 16), date(2026, 11, 22))
GIVEN = {
    "state": [f"state:{name}" for name in STATES],
    "territory": ["territory:hkg"],
    "day": list(DAYS),
    "treaty": ["treaty:ecpt", "treaty:iccpr-op1", "treaty:echr-p6", "organisation:coe"],
    "mechanism": ["mechanism:cpt-adh", "mechanism:hrc-ind"],
    "body": ["body:cpt"],
    "organisation": ["organisation:coe"],
}
# What belongs to one participant or territory stays out unless it belongs to one of these.
_PERSONAL = ("event/", "act/", "period/", "standing/", "coverage/", "gap/")


@pytest.fixture(scope="module")
def engines(store: ox.Store) -> tuple[ox.Store, rdflib.Graph]:
    kept = {node(f"state:{name}") for name in STATES}
    participant = node("inforce:participant")
    owner = {quad.subject: quad.object for quad in store.quads_for_pattern(None, participant, None, None)}
    hong_kong = store.quads_for_pattern(None, node("inforce:territory"), node("territory:hkg"), None)
    of_territory = {quad.subject for quad in hong_kong}
    start = "https://w3id.org/inforce/id/"
    part = ox.Store()
    for quad in store:
        subject = quad.subject.value  # type: ignore[union-attr]
        personal = subject.startswith(start) and subject[len(start) :].startswith(_PERSONAL)
        if not personal or owner.get(quad.subject) in kept or quad.subject in of_territory:
            part.add(quad)
    text = ox.serialize((quad.triple for quad in part), format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return part, rdflib.Graph().parse(data=text, format="nt")


def on_rdflib(graph: rdflib.Graph, name: str, given: dict[str, str | date]) -> list[tuple[str, ...]]:
    query = read("questions", name)
    terms = {
        key: rdflib.URIRef(term.value)
        if isinstance(term, ox.NamedNode)
        else rdflib.Literal(term.value, datatype=rdflib.XSD.date)
        for key, term in bind(query, given).items()
    }
    found = graph.query(query.text, initBindings=terms)
    columns = [str(name) for name in found.vars or () if str(name) not in query.given]
    return sorted(
        tuple("" if row[name] is None else str(row[name]) for name in columns)  # type: ignore[index,call-overload]
        for row in found
    )


def on_oxigraph(store: ox.Store, name: str, given: dict[str, str | date]) -> list[tuple[str, ...]]:
    query = read("questions", name)
    found = store.query(
        query.text,
        substitutions={ox.Variable(key): term for key, term in bind(query, given).items()},
    )
    assert isinstance(found, ox.QuerySolutions)
    columns = [name.value for name in found.variables if name.value not in query.given]
    return sorted(
        tuple("" if row[name] is None else row[name].value for name in columns)  # type: ignore[union-attr]
        for row in found
    )


@pytest.mark.parametrize("name", names("questions"))
def test_same_rows(engines: tuple[ox.Store, rdflib.Graph], name: str) -> None:
    store, graph = engines
    given = sorted(read("questions", name).given)
    rows = 0
    for values in product(*(GIVEN[key.rpartition("_")[2]] for key in given)):
        chosen = dict(zip(given, values, strict=True))
        expected = on_oxigraph(store, name, chosen)
        assert on_rdflib(graph, name, chosen) == expected, chosen
        rows += len(expected)
    assert rows, "no row at all: the comparison shows nothing"


@pytest.mark.parametrize("name", names("questions"))
def test_the_form_of_a_question(name: str) -> None:
    query = read("questions", name)
    assert query.asks.endswith("?"), "the first line is the question in English"
    assert query.example.startswith(f"inforce ask {name}"), "give an Example: line"
    body = " ".join(line for line in query.text.splitlines() if not line.startswith("#"))
    assert "NOW()" not in body, "the day of a question comes from outside"
    assert "NOT EXISTS" not in body, "a correlated NOT EXISTS is a hundred times slower"
    assert "GROUP BY" not in body or body.count("SELECT") == 1, "no aggregated sub-SELECT"


def test_an_unknown_question_lists_the_known_ones() -> None:
    with pytest.raises(queries.UnknownNameError, match="no question"):
        read("questions", "nothing")
