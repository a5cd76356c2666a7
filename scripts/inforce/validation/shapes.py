"""Shapes of ``ontology/shapes`` on some things, by pySHACL.

SHACL Core only: no scripts, no imports, no advanced features, and no shape but ours. pySHACL is given the
things to judge as targets and, of everything else, only of which class it is.
"""

from __future__ import annotations

import logging
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from inforce.turtle import TYPE, node
from inforce.validation.rules import shape_rules, shape_triples

if TYPE_CHECKING:
    import rdflib

__all__ = ["Breach", "ancestors", "breaches"]

Node = ox.NamedNode | ox.BlankNode

_NAMELESS = "urn:nameless:"
_SUBCLASS = node("rdfs:subClassOf")
_TARGET_CLASS, _TARGET_NODE = node("sh:targetClass"), node("sh:targetNode")


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that breaks one shape: the rule, the thing, the property, the values that break it."""

    rule: str
    subject: Node
    property: str
    component: str
    values: tuple[ox.NamedNode | ox.BlankNode | ox.Literal, ...]


def ancestors(vocabulary: Iterable[ox.Triple]) -> Mapping[object, set[object]]:
    """Return each class with all classes above it, itself among them."""
    above: dict[object, set[object]] = defaultdict(set)
    for triple in vocabulary:
        if triple.predicate == _SUBCLASS:
            above[triple.subject].add(triple.object)

    found: dict[object, set[object]] = {}

    def climb(kind: object) -> set[object]:
        if kind not in found:
            found[kind] = {kind}
            for other in above.get(kind, ()):
                found[kind] |= climb(other)
        return found[kind]

    for kind in list(above):
        climb(kind)
    return found


def breaches(
    things: Mapping[Node, Sequence[ox.Triple]],
    classes: Iterable[ox.Triple],
    vocabulary: Sequence[ox.Triple],
) -> list[Breach]:
    """Return what is wrong with some things by themselves.

    In: what is said of each thing to judge; the classes of what they name; the vocabulary.
    """
    import pyshacl
    import rdflib

    # rdflib logs and warns of each literal that it cannot make a value of; a rule of ours tells of it.
    logging.getLogger("rdflib.term").addFilter(lambda told: False)
    above = ancestors(vocabulary)
    of_class: dict[object, list[Node]] = defaultdict(list)
    for thing, said in things.items():
        for kind in {
            other
            for triple in said
            if triple.predicate == TYPE
            for other in above.get(triple.object, {triple.object})
        }:
            of_class[kind].append(thing)
    shapes = _graph(_with_targets(of_class))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = _graph(
            [
                *(_with_names(triple) for said in things.values() for triple in said),
                *classes,
                *(triple for triple in vocabulary if triple.predicate == _SUBCLASS),
            ]
        )
    conforms, report, words = pyshacl.validate(
        data,
        shacl_graph=shapes,
        inference="none",
        advanced=False,
        js=False,
        meta_shacl=False,
        do_owl_imports=False,
        inplace=True,
    )
    if conforms:
        return []
    assert isinstance(report, rdflib.Graph), words
    return _read(report)


def _with_targets(of_class: Mapping[object, Sequence[Node]]) -> list[ox.Triple]:
    """Return the shapes, aimed at the things to judge instead of at classes."""
    found: list[ox.Triple] = []
    for triple in shape_triples():
        if triple.predicate == _TARGET_CLASS:
            found += [
                ox.Triple(triple.subject, _TARGET_NODE, _with_name(thing))
                for thing in of_class.get(triple.object, ())
            ]
        else:
            found.append(triple)
    return found


def _with_name(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.Literal:
    """Return a term, with an invented name if it has none: pySHACL compares no nodes without names."""
    if isinstance(term, ox.BlankNode):
        return ox.NamedNode(_NAMELESS + term.value)
    assert not isinstance(term, ox.Triple), "refused when the file was read"
    return term


def _with_names(triple: ox.Triple) -> ox.Triple:
    subject = _with_name(triple.subject)
    assert isinstance(subject, ox.NamedNode)
    return ox.Triple(subject, triple.predicate, _with_name(triple.object))


def _graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    import rdflib

    made: dict[object, rdflib.term.Node] = {}

    def term(value: object) -> rdflib.term.Node:
        known = made.get(value)
        if known is None:
            if isinstance(value, ox.NamedNode):
                known = rdflib.URIRef(value.value)
            elif isinstance(value, ox.BlankNode):
                known = rdflib.BNode(value.value)
            elif isinstance(value, ox.Literal):
                # The text stays as it is: a day with a time zone must not become one without.
                known = (
                    rdflib.Literal(value.value, lang=value.language)
                    if value.language
                    else rdflib.Literal(
                        value.value, datatype=rdflib.URIRef(value.datatype.value), normalize=False
                    )
                )
            else:
                raise TypeError(f"{value!r} is no term")
            made[value] = known
        return known

    graph = rdflib.Graph(bind_namespaces="none")
    graph.addN(
        (term(triple.subject), term(triple.predicate), term(triple.object), graph) for triple in triples
    )
    return graph


def _read(report: rdflib.Graph) -> list[Breach]:
    import rdflib
    from rdflib import SH

    known = shape_rules()
    values: dict[tuple[str, Node, str, str], list[ox.NamedNode | ox.BlankNode | ox.Literal]] = defaultdict(
        list
    )
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        rule = known.get(str(report.value(result, SH.sourceShape)))
        subject = _back(report.value(result, SH.focusNode))
        if rule is None or isinstance(subject, ox.Literal | None):
            continue
        path = report.value(result, SH.resultPath)
        component = str(report.value(result, SH.sourceConstraintComponent)).removeprefix(str(SH))
        place = str(path) if isinstance(path, rdflib.URIRef) else ""
        found = values[rule.name, subject, place, component.removesuffix("ConstraintComponent")]
        value = _back(report.value(result, SH.value))
        if value is not None and value != subject:
            found.append(value)
    return [
        Breach(rule, subject, place, component, tuple(sorted(found, key=str)))
        for (rule, subject, place, component), found in values.items()
    ]


def _back(term: object) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        if term.startswith(_NAMELESS):
            return ox.BlankNode(term.removeprefix(_NAMELESS))
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or rdflib.XSD.string)))
    return None
