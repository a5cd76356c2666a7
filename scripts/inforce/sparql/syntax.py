"""The text of a query → its tokens, each where it stands, or what is wrong with it and where.

A text is read as SPARQL 1.1 says: codepoint escapes first, then the longest token, then the grammar. What
is no query, or does more than read this graph, raises ``QueryError`` before an engine sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from inforce.errors import InputError
from inforce.sparql.grammar import FOREIGN, KEYWORDS, ROLES, TERMINALS, Node, rules

__all__ = ["LONGEST", "Position", "QueryError", "Source", "Token", "tokens"]

# How many characters a query may have.
LONGEST = 500_000
# How deep brackets may nest: more than anybody writes, and less than what an engine's stack holds.
DEEPEST = 200

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)
_CHANGES = ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH")
_READING = "Allowed are SELECT, ASK, CONSTRUCT and DESCRIBE over the record and what follows from it."


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text: line and column, both from one, and the line itself."""

    line: int
    column: int
    text: str

    def shown(self) -> str:
        """Return the line with a mark under the place."""
        begins = max(0, self.column - 61)
        before = self.text[begins : self.column - 1]
        after = self.text[self.column - 1 : begins + 100]
        number = f"{self.line} | "
        blank = "".join("\t" if character == "\t" else " " for character in before)
        return f"{number}{_printable(before + after)}\n{' ' * (len(number) + 2)}{blank}^"


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() or character == "\t" else "�" for character in text)


class QueryError(InputError):
    """A query that cannot be asked, and where in it: ``position.line`` and ``position.column``."""

    def __init__(self, message: str, position: Position | None = None, advice: str = "") -> None:
        self.position = position
        where, line = "", ""
        if position is not None:
            where, line = f"line {position.line}, column {position.column}: ", position.shown()
        hint = "\n  ".join(part for part in (line, advice) if part)
        super().__init__(f"The query, {where}{message}" if where else message, hint=hint)


class Source:
    """The text of a query as written and as read, with the way back from the second to the first."""

    def __init__(self, written: str) -> None:
        if len(written) > LONGEST:
            raise QueryError(f"A query has up to {LONGEST:,} characters; this one has {len(written):,}.")
        self.written = written
        self.read = written
        self._moved: list[tuple[int, int]] = []
        if "\\u" in written or "\\U" in written:
            self._decode()

    def _decode(self) -> None:
        # A backslash before the backslash makes it no codepoint escape.
        parts: list[str] = []
        at = length = 0
        for escape in _ESCAPE.finditer(self.written):
            code = escape[1] or escape[2]
            if code is None:
                continue
            before = self.written[at : escape.start()]
            at = escape.end()
            number = int(code, 16)
            if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
                raise QueryError(f"{escape[0]} is no character.", self._position(escape.start()))
            parts += [before, chr(number)]
            length += len(before) + 1
            self._moved.append((length, at))
        parts.append(self.written[at:])
        self.read = "".join(parts)

    def where(self, offset: int) -> Position:
        """Return the place in the written text of an offset into the read one."""
        moved = 0
        for read, written in self._moved:
            if read > offset:
                break
            moved = written - read
        return self._position(min(offset + moved, len(self.written)))

    def _position(self, offset: int) -> Position:
        begins = self.written.rfind("\n", 0, offset) + 1
        ends = self.written.find("\n", offset)
        line = self.written[begins : len(self.written) if ends < 0 else ends].rstrip("\r")
        return Position(self.written.count("\n", 0, offset) + 1, offset - begins + 1, line)


@dataclass(slots=True)
class Token:
    """A token: what it is in the grammar, its text, where it begins, and the role of a variable.

    ``key`` is a keyword in capitals, a sign, or the name of a terminal.
    """

    key: str
    text: str
    start: int
    role: str = ""


@cache
def _terminals() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in TERMINALS.items()))


def tokens(source: Source) -> list[Token]:
    """Return the tokens of a query that reads this graph and nothing else, in the grammar of SPARQL 1.1.

    Raises ``QueryError`` for every other text.
    """
    found = list(_split(source))
    _match(found, source)
    return found


def _split(source: Source) -> Iterable[Token]:
    text, at, depth = source.read, 0, 0
    scan = _terminals().match
    while at < len(text):
        fits = scan(text, at)
        if fits is None:
            raise QueryError(_unreadable(text, at), source.where(at))
        kind, word = str(fits.lastgroup), fits[0]
        if kind == "word":
            kind = word if word == "a" else word.upper()
        elif kind == "sign":
            kind = word
            depth += (word in "([{") - (word in ")]}")
            if depth > DEEPEST:
                raise QueryError(f"brackets nest deeper than {DEEPEST}.", source.where(at))
        elif kind in {"name", "namespace", "var", "bnode"} and not word.isascii():
            _check_letters(word, at, source)
        if kind != "space":
            yield Token(kind, word, at)
        at = fits.end()


def _check_letters(word: str, at: int, source: Source) -> None:
    begins, follows = FOREIGN
    for place, character in enumerate(word):
        if character.isascii():
            continue
        first = place == 0 or word[place - 1] in "?$:" or (word[:place] == "_:")
        if not re.match(f"[{begins}]" if first else f"[{begins}{follows}]", character):
            raise QueryError(f"{character!r} cannot stand in a name here.", source.where(at + place))


def _unreadable(text: str, at: int) -> str:
    character = text[at]
    if character in "\"'":
        return "a string begins here and is not closed, or holds an escape that does not exist."
    if character in "?$":
        return f"{character} begins a variable, and a name must follow it at once."
    if character == "\\":
        return "a backslash stands outside a string, and before nothing that it could escape."
    return f"{character!r} means nothing in SPARQL."


def _match(found: list[Token], source: Source) -> None:
    """Hold the tokens against the grammar, and note the role of each variable."""
    grammar = rules()
    stack: list[Node] = [grammar["Query"]]
    end = Token("", "", len(source.read.rstrip()))
    place, role = 0, ""
    expected: set[str] = set()
    token = found[0] if found else end
    while stack:
        node = stack.pop()
        kind = node.kind
        if kind == "token":
            if node.name != token.key:
                raise _refusal(token, expected | node.first, found, source)
            token.role = role
            place, role = place + 1, ""
            expected.clear()
            token = found[place] if place < len(found) else end
        elif kind == "rule":
            if node.name in ROLES:
                role = node.name
            stack.append(grammar[node.name])
        elif kind == "all":
            stack.extend(reversed(node.parts))
        elif kind == "one of":
            for part in node.parts:
                if token.key in part.first:
                    stack.append(part)
                    break
            else:
                expected |= node.first
                if not node.empty:
                    raise _refusal(token, expected, found, source)
        elif token.key in node.parts[0].first:
            if kind == "many":
                stack.append(node)
            stack.append(node.parts[0])
        else:
            expected |= node.first
    if token is not end:
        raise _refusal(token, expected, found, source)


def _refusal(token: Token, expected: set[str], found: list[Token], source: Source) -> QueryError:
    where = source.where(token.start)
    word = token.text.upper()
    if token.key == word and word in _CHANGES:
        return QueryError(f"{word} would change the graph, and a query only reads it.", where, _READING)
    if token.key == "SERVICE":
        return QueryError(
            "SERVICE would ask another server, and a query asks this graph alone.", where, _READING
        )
    if token.key == "FROM":
        message = "FROM names another graph, and there is one: the record with what follows from it."
        return QueryError(message, where, "Leave the clause out; every query is asked of that graph.")
    if not found:
        return QueryError("There is no query: the text is empty, or all of it is a comment.", None, _READING)
    if token.key == word and word[:1].isalpha() and word not in KEYWORDS:
        message = f"{token.text!r} is no word of SPARQL 1.1."
        return QueryError(message, where, "A name needs its prefix (state:rus), a string its quotes.")
    if not token.text and (opened := _open(found)):
        line = source.where(opened.start).line
        return QueryError(f"the text ends, and the {opened.text!r} of line {line} is still open.", where)
    if token.key == "<" and "iri" in expected:
        return QueryError(
            "an address in angle brackets begins here and is not closed, or holds a space.", where
        )
    met = f"{token.text[:40]!r} is out of place" if token.text else "the text ends too early"
    advice = "Put a space after the < of a comparison." if token.key == "iri" and "<" in expected else ""
    return QueryError(f"{met}; expected {_words(expected)}.", where, advice)


def _open(found: list[Token]) -> Token | None:
    """Return the last bracket that is not closed."""
    brackets: list[Token] = []
    for token in found:
        if token.key in _CLOSING:
            brackets.append(token)
        elif brackets and token.key == _CLOSING[brackets[-1].key]:
            brackets.pop()
    return brackets[-1] if brackets else None


_CLOSING = {"(": ")", "[": "]", "{": "}"}
_TERM = frozenset(
    ("anon", "bnode", "fraction", "integer", "iri", "name", "namespace", "nil", "signed", "string")
)
_WORDS = {
    "anon": "[]",
    "integer": "a whole number",
    "iri": "an address in angle brackets",
    "langtag": "a language",
    "name": "a prefixed name",
    "namespace": "a prefix",
    "nil": "()",
    "string": "a string",
    "var": "a variable",
}


def _words(expected: set[str]) -> str:
    """Say what could have stood somewhere, in a few words."""
    rest, words = set(expected), []
    if {"iri", "string", "var"} <= rest:
        words.append("a term")
        rest -= {*_TERM, "var", "TRUE", "FALSE"}
    if {"STR", "BOUND"} <= rest:
        words.append("an expression")
        rest = {key for key in rest if not key.isalpha() or key.islower() or key in {"ASC", "DESC"}} - {
            "(",
            "name",
        }
    elif {"iri", "name"} <= rest:
        words.append("an address or a prefixed name")
        rest -= {"iri", "name", "namespace"}
    words += sorted(_WORDS.get(key, f"{key!r}" if not key.isalpha() else key) for key in rest)
    if len(words) > 8:
        words = [word for word in words if not word.isupper()]
    if not 0 < len(words) <= 8:
        return "something else"
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
