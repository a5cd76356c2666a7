"""Triples → one canonical text, whoever writes it and in whatever order."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.paths import data
from inforce.record import files
from inforce.turtle import TYPE, literal, node, parse, write, xsd_date

EVENT = [
    ox.Triple(node("event:b-2"), TYPE, node("inforce:Signature")),
    ox.Triple(node("event:b-10"), TYPE, node("inforce:Signature")),
    ox.Triple(node("event:b-2"), node("dcterms:source"), node("source:x")),
    ox.Triple(node("event:b-2"), node("inforce:note"), literal("line one\nline two")),
    ox.Triple(node("event:b-2"), node("inforce:date"), xsd_date("1998-05-05")),
    ox.Triple(node("event:b-2"), node("rdfs:label"), literal("Côte", "fr")),
]

TEXT = """\
# Acts.
#
# And a second line.

PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX event: <https://w3id.org/inforce/id/event/>
PREFIX inforce: <https://w3id.org/inforce/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX source: <https://w3id.org/inforce/id/source/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

event:b-2 a inforce:Signature ;
    rdfs:label "Côte"@fr ;
    inforce:date "1998-05-05"^^xsd:date ;
    inforce:note "line one\\nline two" ;
    dcterms:source source:x .

event:b-10 a inforce:Signature .
"""


def test_the_canonical_text() -> None:
    assert write(EVENT, "Acts.\n\nAnd a second line.") == TEXT


@given(st.permutations([*EVENT, *EVENT]))
def test_the_order_and_repetition_of_triples_make_no_difference(triples: list[ox.Triple]) -> None:
    assert write(triples, "Acts.\n\nAnd a second line.") == TEXT


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text()), min_size=1, max_size=5))
def test_what_is_written_is_read_again(values: list[tuple[str, str]]) -> None:
    triples = {ox.Triple(node(f"event:{name}"), node("inforce:note"), literal(text)) for name, text in values}
    text = write(triples, "A comment.")
    assert {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)} == triples
    assert write(triples, "A comment.") == text


def test_the_shipped_files_are_canonical() -> None:
    kept = 0
    for path in files(data("graph")):
        text = path.read_text(encoding="utf-8")
        opening = text.partition("\n\n")[0]
        comment = "\n".join(line.removeprefix("#").removeprefix(" ") for line in opening.splitlines())
        assert write(parse(path), comment) == text, f"{path.name} is not in the canonical form"
        kept += 1
    assert kept > 100


def test_a_fault_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<x:a> <x:b> .\n", encoding="utf-8")
    with pytest.raises(SyntaxError) as raised:
        list(parse(path))
    assert raised.value.lineno == 1


def test_an_unknown_prefix_stops() -> None:
    with pytest.raises(KeyError, match="nothing"):
        node("nothing:x")
