"""A query with its parameters → the text that an engine gets: what was read, and nothing else.

Prefixed names are written out as addresses, strings and labels of blank nodes are written anew, comments
and codepoint escapes are gone, and the value of a parameter stands as one term in the place of its
variable. So nothing is left that an engine could cut into other tokens than those that were held against
the grammar.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from inforce.errors import InputError
from inforce.sparql.grammar import KEYWORDS
from inforce.sparql.syntax import Position, QueryError, Source, Token, tokens
from inforce.terms import PREFIXES
from inforce.turtle import node, xsd_date

__all__ = ["Parameter", "Statement", "prepare", "value"]

Parameter = ox.NamedNode | ox.Literal | date | int | str

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
# Tokens that are written in one way, whatever the query has.
_PLAIN = {"FALSE": "false", "TRUE": "true", "anon": "[]", "nil": "()"}
_XSD_INTEGER = node("xsd:integer")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Statement:
    """A query ready to be asked.

    ``form`` is ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; ``text`` what an engine gets; ``free``
    the variables that are written ``$name`` and were not given.
    """

    form: str
    text: str
    free: tuple[str, ...]
    source: Source
    starts: tuple[tuple[int, int], ...]

    def where(self, column: int) -> Position:
        """Return the place in the text as written of a column, from one, in the text that an engine gets."""
        place = bisect_right(self.starts, (column - 1, len(self.source.read))) - 1
        return self.source.where(self.starts[max(place, 0)][1])


def value(text: str) -> ox.NamedNode | ox.Literal:
    """Return the term that the text of a parameter means, by its form.

    ``<https://…>`` is an address, ``state:rus`` a name with a prefix of ours, ``2026-11-22`` a day, ``12``
    a whole number, everything else a string; what stands in double quotes is a string whatever it is.
    """
    try:
        if len(text) > 1 and text[0] == text[-1] == '"':
            return ox.Literal(text[1:-1])
        if len(text) > 1 and text[0] == "<" and text[-1] == ">":
            return ox.NamedNode(text[1:-1])
        if _DAY.fullmatch(text):
            return xsd_date(date.fromisoformat(text))
        if _INTEGER.fullmatch(text):
            return ox.Literal(text, datatype=_XSD_INTEGER)
        if ":" in text and text.partition(":")[0] in PREFIXES:
            return node(text)
        return ox.Literal(text)
    except ValueError as fault:
        raise InputError(
            f"The value {text!r} cannot be used: {fault}.", hint="In double quotes it is a string: '\"…\"'."
        ) from None


def _term(given: Parameter) -> ox.NamedNode | ox.Literal:
    if isinstance(given, str):
        return value(given)
    if isinstance(given, date):
        return xsd_date(given.isoformat())
    if isinstance(given, int):
        return ox.Literal(str(int(given)), datatype=_XSD_INTEGER)
    return given


def prepare(text: str, given: Mapping[str, Parameter] | None = None) -> Statement:
    """Read a query and put its parameters in.

    In: the text; the values by the names of the variables, without ``$`` or ``?``. Raises ``QueryError``
    for what is no query or does more than read this graph, and ``InputError`` for a parameter that the
    query does not have.
    """
    source = Source(text.removeprefix("\ufeff"))
    found = tokens(source)
    names = {token.text[1:] for token in found if token.key == "var"}
    terms = {name: _term(term) for name, term in (given or {}).items()}
    if superfluous := sorted(terms.keys() - names):
        raise InputError(
            f"The query has no variable {', '.join(f'${name}' for name in superfluous)}.",
            hint=f"It has {', '.join(f'${name}' for name in sorted(names)) or 'none'}.",
        )
    writer = _Writer(found, source, terms)
    written: list[str] = []
    starts: list[tuple[int, int]] = []
    form, length = "", 0
    for place, token in enumerate(found):
        new = writer.write(place)
        if not form and token.key in _FORMS:
            form = token.key
        if form and new:
            # What a query opens with has done its work: every address is whole.
            gap = "" if not written or _is_call(found[place - 1], token) else " "
            length += len(gap)
            starts.append((length, token.start))
            written.append(gap + new)
            length += len(new)
    dollar = {token.text[1:] for token in found if token.key == "var" and token.text[0] == "$"}
    return Statement(form, "".join(written), tuple(sorted(dollar - terms.keys())), source, tuple(starts))


def _is_call(before: Token, token: Token) -> bool:
    """Whether a bracket follows the name of a function, from which some engines want no distance."""
    return token.key in {"(", "nil"} and (
        before.key in KEYWORDS or before.key in {"iri", "name", "namespace"}
    )


class _Writer:
    """Writes the tokens of one query for an engine."""

    def __init__(
        self, found: list[Token], source: Source, terms: Mapping[str, ox.NamedNode | ox.Literal]
    ) -> None:
        self._found, self._source, self._terms = found, source, terms
        self._namespaces = {f"{prefix}:": address for prefix, address in PREFIXES.items()}
        self._base = ""
        self._labels: dict[str, str] = {}

    def write(self, place: int) -> str:
        """Return a token as an engine gets it; the tokens are asked for in their order."""
        token = self._found[place]
        if token.key == "iri":
            return self._address(place)
        if token.key in {"name", "namespace"}:
            return self._name(place)
        if token.key == "var":
            return self._variable(token)
        if token.key == "string":
            width = 3 if token.text[:3] in {'"""', "'''"} and len(token.text) > 5 else 1
            text = _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[1]), token.text[width:-width])
            return str(ox.Literal(text))
        if token.key == "bnode":
            return self._labels.setdefault(token.text, f"_:b{len(self._labels)}")
        if token.key == "BOUND" and self._found[place + 2].text[1:] in self._terms:
            return ""
        return _PLAIN.get(token.key, token.text)

    def _address(self, place: int) -> str:
        token = self._found[place]
        address = token.text[1:-1]
        try:
            if _SCHEME.match(address):
                ox.NamedNode(address)
            elif self._base:
                triple = ox.parse(f"<{address}> a <x:x> .", format=ox.RdfFormat.TURTLE, base_iri=self._base)
                address = next(iter(triple)).subject.value
            else:
                raise QueryError(
                    f"{token.text} is no whole address, and there is no BASE.",
                    self._where(token),
                    "An address begins with a scheme such as https; a name of ours has no brackets: state:rus.",
                )
        except (SyntaxError, ValueError) as fault:
            raise QueryError(f"{token.text} is no address: {fault}.", self._where(token)) from None
        if place and self._found[place - 1].key == "BASE":
            self._base = address
        elif place > 1 and self._found[place - 2].key == "PREFIX":
            self._namespaces[self._found[place - 1].text] = address
        return f"<{address}>"

    def _name(self, place: int) -> str:
        token = self._found[place]
        if place and self._found[place - 1].key == "PREFIX":
            return token.text
        prefix, colon, local = token.text.partition(":")
        start = self._namespaces.get(prefix + colon)
        if start is None:
            from difflib import get_close_matches

            close = get_close_matches(prefix, PREFIXES, n=1)
            meant = f"Did you mean {close[0]}:? " if close else ""
            raise QueryError(
                f"the prefix {prefix + colon} is not declared.",
                self._where(token),
                f"{meant}Declare it with PREFIX, or use one of ours: {', '.join(sorted(PREFIXES))}.",
            )
        try:
            return str(ox.NamedNode(start + _ESCAPE.sub(lambda escape: escape[1], local)))
        except ValueError as fault:
            raise QueryError(f"{token.text} is no address: {fault}.", self._where(token)) from None

    def _where(self, token: Token) -> Position:
        return self._source.where(token.start)

    def _variable(self, token: Token) -> str:
        name = token.text[1:]
        term = self._terms.get(name)
        if term is None:
            return token.text
        if token.role in {"Assigned", "Listed"}:
            raise QueryError(
                f"{token.text} is given, and here the query gives it a value.", self._where(token)
            )
        if token.role == "Pointed" and isinstance(term, ox.Literal):
            raise QueryError(
                f"{token.text} must be a name or an address here, and {term} is a value.",
                self._where(token),
                "A name has its prefix: state:rus. An address has angle brackets: '<https://…>'.",
            )
        if token.role == "Bounded":
            return "true"
        if token.role == "Projected":
            return f"({term} AS ?{name})"
        if token.role == "Subprojected":
            # The query around it has the same variable for itself.
            return f"({term} AS ?{name}_given)"
        return f"({term})" if token.role in {"Grouped", "Ordered"} else str(term)
