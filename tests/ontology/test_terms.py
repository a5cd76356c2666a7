"""Every term says what it is, in one form, and the code knows exactly these terms."""

import re
from collections import Counter, defaultdict

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

from inforce import turtle
from inforce.paths import data
from inforce.terms import CLASSES, ID, NS, PREFIXES, PROPERTIES, SCHEMES, said

KIND = PREFIXES["kind"]
TEXT = URIRef(PREFIXES["xsd"] + "string")
ONTOLOGY = URIRef(NS.removesuffix("#"))
TERMS = Graph().parse(data("ontology") / "inforce.ttl")
KINDS = Graph().parse(data("ontology") / "kinds.ttl")

CLASS, PROPERTY, SCHEME, CONCEPT = "class", "property", "list", "kind"
# What is computed is in no file; an example of it can only be checked by its form.
DERIVED = {"coverage", "period", "standing"}

WHAT = {
    OWL.Class: CLASS,
    OWL.ObjectProperty: PROPERTY,
    OWL.DatatypeProperty: PROPERTY,
    SKOS.ConceptScheme: SCHEME,
    SKOS.Concept: CONCEPT,
}
DECLARED = [
    (graph, term, WHAT[what])
    for graph in (TERMS, KINDS)
    for term, what in sorted(graph.subject_objects(RDF.type))
    if what in WHAT
]


def _local(term: URIRef) -> str:
    return term.rpartition("#")[2] if term.startswith(NS) else term.rpartition("/")[2]


def _of(*kinds: str) -> list[object]:
    return [
        pytest.param(graph, term, what, id=f"{what}-{_local(term)}")
        for graph, term, what in DECLARED
        if what in kinds
    ]


def _one(graph: Graph, term: URIRef, predicate: URIRef) -> Literal:
    values = list(graph.objects(term, predicate))
    assert len(values) == 1, f"{_local(term)} has {len(values)} values of {predicate}; give it one."
    (value,) = values
    assert isinstance(value, Literal), f"{_local(term)}: {predicate} is words, not an address."
    assert value.language == "en", f"{_local(term)}: {predicate} is in English and says so with @en."
    return value


def _label(graph: Graph, term: URIRef) -> Literal:
    return _one(graph, term, RDFS.label if graph is TERMS else SKOS.prefLabel)


@pytest.mark.parametrize(("graph", "term", "what"), _of(CLASS, PROPERTY, SCHEME, CONCEPT))
def test_definition_is_a_phrase_that_could_replace_its_term(graph: Graph, term: URIRef, what: str) -> None:
    label = str(_label(graph, term))
    definition = str(_one(graph, term, SKOS.definition))
    assert definition[0].islower(), "Begin a definition with a small letter, as in running text."
    assert definition.partition(" ")[0] not in {"a", "an", "the"}, "Begin a definition without an article."
    assert definition == " ".join(definition.split()), "A definition is one line with single spaces."
    assert not re.search(r"[.;:!?](\s|$)", definition), (
        "A definition is one phrase. Move what clarifies it to skos:scopeNote."
    )
    assert not re.search(rf"(?<![\w-]){re.escape(label)}(?![\w-])", definition, re.IGNORECASE), (
        f"The definition of {label!r} uses the term itself."
    )


@pytest.mark.parametrize(("graph", "term", "what"), _of(CLASS, PROPERTY))
def test_label_is_as_in_running_text(graph: Graph, term: URIRef, what: str) -> None:
    label = str(_label(graph, term))
    assert label == label.lower(), "A label is in lower case, as in running text."
    first = _local(term)[0]
    assert first.isupper() == (what == CLASS), (
        "A class begins with a capital letter (StatusPeriod), a property with a small one (statedEffect)."
    )
    assert _local(term).isalnum(), "A name is written in one, each further word with a capital letter."


@pytest.mark.parametrize(("graph", "term", "what"), _of(SCHEME, CONCEPT))
def test_label_of_a_kind_is_what_the_program_says(graph: Graph, term: URIRef, what: str) -> None:
    assert str(_label(graph, term)).casefold() == said(f"kind:{_local(term)}"), (
        "Answers print a kind by its name with spaces: let the label say the same."
    )
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", _local(term)), "A kind is lower case with hyphens."


@pytest.mark.parametrize(("graph", "term", "what"), _of(CLASS, PROPERTY, SCHEME))
def test_term_serves_a_question(graph: Graph, term: URIRef, what: str) -> None:
    comment = str(_one(graph, term, RDFS.comment))
    assert re.fullmatch(r"Serves: [A-Z].+\?", comment), (
        'Say which question the term serves: rdfs:comment "Serves: …?"@en. A term that serves none goes.'
    )
    assert list(graph.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]


@pytest.mark.parametrize(("graph", "term", "what"), _of(CLASS, PROPERTY))
def test_term_has_an_example(graph: Graph, term: URIRef, what: str) -> None:
    examples = list(graph.objects(term, SKOS.example))
    assert examples, "Show one value or thing of the data by skos:example."
    if what == PROPERTY and (term, RDF.type, OWL.DatatypeProperty) in graph:
        assert all(isinstance(example, Literal) for example in examples), "Show a value, not an address."
        ranges = set(graph.objects(term, RDFS.range))
        shown = {example.datatype or (RDF.langString if example.language else TEXT) for example in examples}
        assert not ranges or shown == ranges, f"The example is not of the range {sorted(ranges)}."


def test_examples_are_in_the_graph() -> None:
    known = {
        _about(line)
        for path in data("graph").rglob("*.ttl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    examples = {
        example
        for example in TERMS.objects(None, SKOS.example)
        if isinstance(example, URIRef) and example.startswith(ID)
    }
    known |= {term for _, term, _ in DECLARED}
    missing = {
        example
        for example in examples
        if example not in known and example.removeprefix(ID).partition("/")[0] not in DERIVED
    }
    assert not missing, f"Examples must be things that somebody can look at: {sorted(missing)}"


def _about(line: str) -> URIRef | None:
    """Return the address of the block that a line of canonical Turtle opens."""
    name, _, rest = line.partition(" ")
    prefix, colon, local = name.partition(":")
    if colon and rest and prefix in PREFIXES:
        return URIRef(PREFIXES[prefix] + local)
    return None


def test_domains_and_ranges_are_true_of_every_use() -> None:
    """A reasoner would otherwise make a state of an organisation. Restrictions belong in shapes."""
    found = [triple for path in data("graph").rglob("*.ttl") for triple in turtle.parse(path)]
    found += [
        triple for name in ("inforce", "kinds") for triple in turtle.parse(data("ontology") / f"{name}.ttl")
    ]
    above: dict[str, set[str]] = {}
    for term in TERMS.subjects(RDF.type, OWL.Class):
        above[str(term)] = {str(parent) for parent in TERMS.transitive_objects(term, RDFS.subClassOf)}
    kinds: dict[str, set[str]] = defaultdict(set)
    for triple in found:
        if triple.predicate == turtle.TYPE:
            kind = triple.object.value
            kinds[triple.subject.value] |= above.get(kind, {kind})
    # An organisation that acts is a participant, whatever it is besides.
    for triple in found:
        if triple.predicate.value == NS + "participant":
            kinds[triple.object.value].add(NS + "Participant")
    domains, ranges = (
        {str(term): str(what) for term, what in TERMS.subject_objects(predicate)}
        for predicate in (RDFS.domain, RDFS.range)
    )
    wrong: set[str] = set()
    for triple in found:
        used = triple.predicate.value
        domain, wanted = domains.get(used), ranges.get(used)
        if domain and domain not in kinds.get(triple.subject.value, ()):
            wrong.add(f"{triple.subject} has {used}, which is for {domain}")
        if not wanted:
            continue
        if isinstance(triple.object, ox.Literal):
            fits = triple.object.datatype.value == wanted
        else:
            # Whether a thing is described at all is for the checks of the graph.
            fits = triple.object.value not in kinds or wanted in kinds[triple.object.value]
        if not fits:
            wrong.add(f"{triple.subject} {used} {triple.object}, which should be {wanted}")
    assert not wrong, f"{len(wrong)} uses differ from the vocabulary, such as: {sorted(wrong)[:10]}"


@pytest.mark.parametrize(("graph", "term", "what"), _of(CONCEPT))
def test_kind_is_in_one_list(graph: Graph, term: URIRef, what: str) -> None:
    (scheme,) = graph.objects(term, SKOS.inScheme)
    assert _local(term) in SCHEMES[_local(scheme)]


def test_ontology_declares_what_the_code_uses() -> None:
    def declared(what: str) -> set[str]:
        return {_local(term) for _, term, kind in DECLARED if kind == what}

    assert declared(CLASS) == CLASSES, "terms.CLASSES and ontology/inforce.ttl differ."
    assert declared(PROPERTY) == PROPERTIES, "terms.PROPERTIES and ontology/inforce.ttl differ."
    lists = {
        _local(scheme): {_local(concept) for concept in KINDS.subjects(SKOS.inScheme, scheme)}
        for scheme in KINDS.subjects(RDF.type, SKOS.ConceptScheme)
    }
    assert lists == {scheme: set(names) for scheme, names in SCHEMES.items()}, (
        "terms.SCHEMES and ontology/kinds.ttl differ."
    )


def test_nothing_else_is_in_our_namespaces() -> None:
    terms = {term for _, term, _ in DECLARED}
    for graph, start in ((TERMS, NS), (KINDS, KIND)):
        found = set(graph.subjects())
        assert found - terms <= {ONTOLOGY}, f"Neither class, property nor kind: {sorted(found - terms)}"
        assert all(term == ONTOLOGY or term.startswith(start) for term in found)
    twice = [term for term, count in Counter(term for _, term, _ in DECLARED).items() if count > 1]
    assert not twice, f"Declared as two things at once: {twice}"


@pytest.mark.parametrize("graph", [TERMS, KINDS], ids=["inforce.ttl", "kinds.ttl"])
def test_labels_are_unique(graph: Graph) -> None:
    count = Counter(str(_label(graph, term)).casefold() for found, term, _ in DECLARED if found is graph)
    twice = sorted(label for label, times in count.items() if times > 1)
    assert not twice, f"Two terms have the label {twice}."


def test_definitions_are_unique() -> None:
    count = Counter(str(value) for graph in (TERMS, KINDS) for value in graph.objects(None, SKOS.definition))
    twice = sorted(definition for definition, times in count.items() if times > 1)
    assert not twice, f"Two terms have the definition {twice}."


def test_header() -> None:
    assert list(TERMS.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]
    assert str(_one(TERMS, ONTOLOGY, URIRef("http://purl.org/dc/terms/title")))
    abstract = str(_one(TERMS, ONTOLOGY, URIRef("http://purl.org/dc/terms/abstract")))
    assert "do not resolve yet" in abstract and "legal advice" in abstract
