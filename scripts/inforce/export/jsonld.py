"""Parts of the graph → JSON-LD 1.1 with its context inside, so that nobody has to fetch anything.

The context says of each property whether its values are things, days, numbers or text; it is the same for
every file of one version of the vocabulary. One thing stands on one line.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from inforce.export.parts import Parts
from inforce.terms import NS, PREFIXES, compact
from inforce.turtle import TYPE, node

__all__ = ["context", "jsonld"]

_STRING = "xsd:string"
# What the vocabularies that we reuse say of their own properties.
_REUSED = {
    "dcterms:license": "@id",
    "dcterms:source": "@id",
    "rdfs:isDefinedBy": "@id",
    "rdfs:range": "@id",
    "rdfs:subClassOf": "@id",
    "rdfs:subPropertyOf": "@id",
    "skos:closeMatch": "@id",
    "skos:exactMatch": "@id",
    "skos:inScheme": "@id",
}


def context(store: ox.Store) -> dict[str, Any]:
    """Return the context: the prefix table, and the kind of value of each property.

    In: a graph that holds the ontology.
    """
    kinds = dict(_REUSED)
    for quad in store.quads_for_pattern(None, TYPE, node("owl:ObjectProperty"), None):
        kinds[compact(quad.subject.value)] = "@id"  # type: ignore[union-attr]
    for quad in store.quads_for_pattern(None, node("rdfs:range"), None, None):
        subject, value = quad.subject.value, compact(quad.object.value)  # type: ignore[union-attr]
        if subject.startswith(NS) and value.startswith("xsd:") and value != _STRING:
            kinds[compact(subject)] = value
    return {
        "@version": 1.1,
        **dict(sorted(PREFIXES.items())),
        **{name: {"@id": name, "@type": kind} for name, kind in sorted(kinds.items())},
    }


def jsonld(parts: Parts, names: Mapping[str, Any]) -> Iterator[str]:
    """Yield JSON-LD: the context, then one thing a line.

    In: the triples by part; the context.
    """
    things: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    known: dict[str, str] = {}

    def short(address: str) -> str:
        found = known.get(address)
        if found is None:
            found = known[address] = compact(address)
        return found

    for triples in parts.values():
        for triple in triples:
            thing = things[short(triple.subject.value)]  # type: ignore[union-attr]
            if triple.predicate == TYPE:
                thing["@type"].append(short(triple.object.value))  # type: ignore[union-attr]
            else:
                name = short(triple.predicate.value)
                kind = names[name]["@type"] if isinstance(names.get(name), dict) else ""
                thing[name].append(_value(triple.object, kind, short))
    yield "{\n"
    yield f'"@context": {json.dumps(names, ensure_ascii=False, indent=2)},\n'
    yield '"@graph": [\n'
    for place, (name, about) in enumerate(sorted(things.items())):
        line = {"@id": name, **{key: _ordered(about[key]) for key in sorted(about)}}
        yield (",\n" if place else "") + json.dumps(line, ensure_ascii=False)
    yield "\n]\n}\n"


def _value(term: object, kind: str, short: Any) -> Any:
    if isinstance(term, ox.NamedNode):
        name = short(term.value)
        return name if kind == "@id" else {"@id": name}
    assert isinstance(term, ox.Literal)
    if term.language is not None:
        return {"@value": term.value, "@language": term.language}
    datatype = short(term.datatype.value)
    if datatype == (kind or _STRING):
        return term.value
    return {"@value": term.value} if datatype == _STRING else {"@value": term.value, "@type": datatype}


def _ordered(values: list[Any]) -> Any:
    """Return one value by itself, several in the order of their text."""
    if len(values) == 1:
        return values[0]
    return sorted(values, key=lambda value: json.dumps(value, ensure_ascii=False))
