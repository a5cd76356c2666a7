"""The form of one file: its words, its names, its prefixes, its order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import zip_longest

import pyoxigraph as ox

from inforce.terms import CLASSES, NS, PREFIXES, PROPERTIES, SCHEMES, compact
from inforce.turtle import TYPE, write
from inforce.validation.places import Places
from inforce.validation.reading import Document

__all__ = ["Flaw", "flaws"]

# What nobody sees, or what changes the direction of what follows.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
# Those parts of ELI that are used; rdflib does not know the rest.
_ELI = frozenset({"LegalResource", "date_document", "date_no_longer_in_force", "first_date_entry_in_force"})
_KINDS = frozenset(SCHEMES) | {name for names in SCHEMES.values() for name in names}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One flaw of form: the rule, the line, the thing that has it, and what exactly it is."""

    rule: str
    line: int | None
    subject: str
    detail: str


def flaws(document: Document, places: Places) -> Iterator[Flaw]:
    """Yield what is wrong with the form of a document."""
    yield from _nameless(document, places)
    yield from _words(document, places)
    yield from _unseen(document, places)
    if document.form == "ttl":
        yield from _layout(document, places)


def _nameless(document: Document, places: Places) -> Iterator[Flaw]:
    nameless = {
        term.value
        for triple in document.triples
        for term in (triple.subject, triple.object)
        if isinstance(term, ox.BlankNode)
    }
    if nameless:
        many = f"{len(nameless):,} nodes" if len(nameless) > 1 else "1 node"
        yield Flaw("node-without-a-name", places.nameless(), "", many)


def _words(document: Document, places: Places) -> Iterator[Flaw]:
    """Yield the words that nobody declares, and the vocabularies that are not in use."""
    used: dict[str, str] = {}
    vocabulary: dict[str, str] = {}
    for triple in document.triples:
        subject = _name(triple)
        predicate, value = triple.predicate.value, triple.object
        used.setdefault(predicate, subject)
        vocabulary.setdefault(predicate, subject)
        if subject:
            used.setdefault(subject, subject)
        if isinstance(value, ox.Literal):
            used.setdefault(value.datatype.value, subject)
        elif isinstance(value, ox.NamedNode):
            used.setdefault(value.value, subject)
            if triple.predicate == TYPE:
                vocabulary.setdefault(value.value, subject)
    for word, subject in sorted(used.items()):
        known = _vocabulary(word)
        if known is not None and not known[0](word):
            detail = compact(word) + _meant(word, known[1]())
            yield Flaw("unknown-word", places.word(word), subject, detail)
    for word, subject in sorted(vocabulary.items()):
        if _vocabulary(word) is None:
            yield Flaw("word-of-another-vocabulary", places.word(word), subject, word)


_Vocabulary = tuple[Callable[[str], bool], Callable[[], Iterable[str]]]


def _vocabulary(word: str) -> _Vocabulary | None:
    """Return how to tell a word of the vocabulary to which an address belongs, and all its words."""
    for start, known in _vocabularies().items():
        if word.startswith(start):
            return known
    return None


@cache
def _vocabularies() -> dict[str, _Vocabulary]:
    from rdflib import DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, XSD

    def closed(start: str, words: frozenset[str]) -> _Vocabulary:
        return lambda word: word.removeprefix(start) in words, lambda: words

    found: dict[str, _Vocabulary] = {
        NS: closed(NS, CLASSES | PROPERTIES),
        PREFIXES["kind"]: closed(PREFIXES["kind"], _KINDS),
        PREFIXES["eli"]: closed(PREFIXES["eli"], _ELI),
    }
    for space in (DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, XSD):
        start = str(space)
        found[start] = (
            lambda word, space=space: word in space,  # type: ignore[misc]
            lambda space=space, start=start: [str(term).removeprefix(start) for term in dir(space)],  # type: ignore[misc]
        )
    return found


def _meant(word: str, words: Iterable[str]) -> str:
    local = re.split(r"[/#]", word)[-1]
    close = get_close_matches(local, [name for name in words if not name.startswith("_")], n=1)
    return f", perhaps {compact(word.removesuffix(local) + close[0])}" if close else ""


def _unseen(document: Document, places: Places) -> Iterator[Flaw]:
    for triple in document.triples:
        value = triple.object
        text = value.value  # type: ignore[union-attr]
        found = _UNSEEN.search(text) if isinstance(value, ox.Literal) else None
        if found:
            subject = _name(triple)
            line = places.of(subject, triple.predicate.value)
            yield Flaw("text-with-control-characters", line, subject, f"U+{ord(found[0]):04X}")


def _name(triple: ox.Triple) -> str:
    """Return the address of the thing of which a triple says something, nothing if it has no name."""
    return triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""


def _layout(document: Document, places: Places) -> Iterator[Flaw]:
    comment = _comment(document.text)
    if not comment.strip():
        yield Flaw("file-without-an-opening-comment", 1, "", "")
    table = {start: prefix for prefix, start in PREFIXES.items()}
    # One flaw at a time: the canonical form of a text that lacks these would show them again.
    comparable = bool(comment.strip())
    for prefix, start in places.prefixes.items():
        if PREFIXES.get(prefix, start) != start or table.get(start, prefix) != prefix:
            comparable = False
            wanted = f"{table[start]}: is the prefix of {start}" if start in table else f"{prefix}: is taken"
            yield Flaw("prefix-of-another-address", places.prefix(prefix), "", wanted)
    if not comparable or any(
        isinstance(term, ox.BlankNode)
        for triple in document.triples
        for term in (triple.subject, triple.object)
    ):
        return
    canonical = write(document.triples, comment)
    if document.text == canonical:
        return
    for number, (found, wanted) in enumerate(
        zip_longest(document.text.split("\n"), canonical.split("\n")), 1
    ):
        if found != wanted:
            said = "end before it" if wanted is None else f"read: {wanted[:160]}" if wanted else "be empty"
            yield Flaw("text-not-canonical", number, "", f"line {number} would {said}")
            return


def _comment(text: str) -> str:
    """Return the lines of the opening comment, without their sign."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").removeprefix(" "))
    return "\n".join(lines)
