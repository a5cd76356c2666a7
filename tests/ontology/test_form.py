"""Every Turtle file is written one way, reads alike in both engines and uses declared words only."""

from functools import cache
from itertools import zip_longest
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VANN

from inforce import turtle
from inforce.paths import data
from inforce.terms import CLASSES, NS, PREFIXES, PROPERTIES, SCHEMES, compact

ROOT = data("ontology").parent
FILES = sorted(path for name in ("ontology", "graph") for path in data(name).rglob("*.ttl"))
SHAPES = data("ontology") / "shapes"

# Vocabularies that others keep. Each is closed: a word that it does not have is a slip.
CLOSED = (DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, rdflib.XSD)
# Those parts of ELI that are used; rdflib does not know the rest.
ELI = {"LegalResource", "date_document", "date_no_longer_in_force", "first_date_entry_in_force"}
OURS = CLASSES | PROPERTIES
KINDS = set(SCHEMES) | {name for names in SCHEMES.values() for name in names}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


each_file = pytest.mark.parametrize("path", FILES, ids=_name)
each_canonical_file = pytest.mark.parametrize(
    "path", [path for path in FILES if SHAPES not in path.parents], ids=_name
)


@cache
def _triples(path: Path) -> frozenset[ox.Triple]:
    return frozenset(turtle.parse(path))


def _comment(text: str) -> str:
    """Return the lines of the opening comment, without their sign."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").removeprefix(" "))
    return "\n".join(lines)


def _oxigraph(term: rdflib.term.Node) -> ox.NamedNode | ox.Literal | ox.BlankNode:
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(term)
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(term)
    assert isinstance(term, rdflib.Literal)
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(term.datatype or rdflib.XSD.string))


@each_file
def test_both_engines_read_the_same(path: Path) -> None:
    graph = rdflib.Graph()
    graph.parse(path, format="turtle")
    by_rdflib = {ox.Triple(*(_oxigraph(term) for term in triple)) for triple in graph}  # type: ignore[arg-type]
    by_oxigraph = _triples(path)
    if SHAPES in path.parents:
        # The nodes of a list have no names, so that two readings are compared by their form.
        first, second = ox.Dataset(), ox.Dataset()
        for dataset, triples in ((first, by_rdflib), (second, by_oxigraph)):
            for triple in triples:
                dataset.add(ox.Quad(*triple))
            dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        assert first == second
        return
    one_sided = by_rdflib ^ by_oxigraph
    assert not one_sided, (
        f"{_name(path)}: rdflib and Oxigraph disagree on {[str(triple) for triple in one_sided][:5]}. "
        "Write values in their shortest form (1998-09-01, 3, true)."
    )


@each_file
def test_everything_has_a_name(path: Path) -> None:
    nameless = {
        triple
        for triple in _triples(path)
        for term in (triple.subject, triple.object)
        if isinstance(term, ox.BlankNode)
    }
    if SHAPES in path.parents:
        lists = {triple.subject for triple in nameless if triple.predicate.value == str(RDF.rest)}
        nameless = {
            triple
            for triple in nameless
            for term in (triple.subject, triple.object)
            if isinstance(term, ox.BlankNode) and term not in lists
        }
    assert not nameless, (
        f"{_name(path)} has a node without a name: {[str(triple) for triple in nameless][:3]}. "
        "Give it an identifier, so that others can point at it."
    )


@each_file
def test_opens_with_a_comment(path: Path) -> None:
    assert _comment(path.read_text(encoding="utf-8")).strip(), (
        f"{_name(path)}: say in the first line what the file holds: # …"
    )


@each_canonical_file
def test_is_in_canonical_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "\r" not in text, f"{_name(path)}: end lines with a line feed alone."
    canonical = turtle.write(_triples(path), _comment(text))
    if text == canonical:
        return
    for number, (found, wanted) in enumerate(zip_longest(text.splitlines(), canonical.splitlines()), 1):
        if found != wanted:
            pytest.fail(
                f"{path}:{number}: is   {found!r}\n{path}:{number}: want {wanted!r}\n"
                "Write the file again by inforce.turtle.write(inforce.turtle.parse(path), comment). "
                "Only the opening lines are kept as comments."
            )
    pytest.fail(f"{_name(path)}: end the file with one line feed.")


@each_file
def test_every_word_is_declared(path: Path) -> None:
    unknown: set[str] = set()
    for triple in _triples(path):
        words = {triple.predicate.value}
        words |= {term.value for term in (triple.subject, triple.object) if isinstance(term, ox.NamedNode)}
        if isinstance(triple.object, ox.Literal):
            words.add(triple.object.datatype.value)
        unknown |= {word for word in words if not _is_declared(word)}
    assert not unknown, (
        f"{_name(path)} uses words that nobody declares: {sorted(compact(word) for word in unknown)}. "
        "Correct the name, or add the term to terms.py and to ontology/."
    )


@each_file
def test_predicates_and_classes_come_from_vocabularies(path: Path) -> None:
    starts = (NS, PREFIXES["eli"], *(str(vocabulary) for vocabulary in CLOSED))
    used = {triple.predicate.value for triple in _triples(path)}
    used |= {triple.object.value for triple in _triples(path) if triple.predicate == turtle.TYPE}  # type: ignore[union-attr]
    strange = sorted(word for word in used if not word.startswith(starts))
    assert not strange, f"{_name(path)} uses a vocabulary that is not ours to use: {strange}"


def _is_declared(word: str) -> bool:
    if word.startswith(NS):
        return word.removeprefix(NS) in OURS
    if word.startswith(PREFIXES["kind"]):
        return word.removeprefix(PREFIXES["kind"]) in KINDS
    if word.startswith(PREFIXES["eli"]):
        return word.removeprefix(PREFIXES["eli"]) in ELI
    for vocabulary in CLOSED:
        if word.startswith(str(vocabulary)):
            return word in vocabulary
    return True
