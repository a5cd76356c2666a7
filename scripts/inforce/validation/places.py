"""Where in a text a thing stands: the line of a subject, of a predicate, of a word.

A scan of Turtle, TriG, N-Triples and N-Quads that knows names, strings and punctuation and nothing else; it
never fails, and where it finds nothing a place has no line. In JSON-LD and RDF/XML the first line that
names a thing stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urljoin

from inforce.terms import PREFIXES, compact

__all__ = ["Places"]

_TOKEN = re.compile(
    r"""
    \#[^\n]*+                                             # a comment
  | \"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\"                # a string over several lines
  | '''(?:[^'\\]++|\\.|'(?!''))*+'''
  | "(?:[^"\\\n]++|\\.)*+"                                # a string
  | '(?:[^'\\\n]++|\\.)*+'
  | (?P<iri><[^<>"{}|^`\x00-\x20]*+>)
  | (?P<mark>[;,\[\](){}])
  | (?P<word>[^\s;,\[\](){}"'<>\#]++)                     # a name, a number, a keyword, an end
  """,
    re.VERBOSE | re.DOTALL,
)
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_ESCAPED = re.compile(r"\\([_~.\-!$&'()*+,;=/?#@%])")


class Places:
    """The places of one text."""

    def __init__(self, text: str, form: str) -> None:
        self.text = text
        self.is_turtle = form in {"ttl", "trig", "nt", "nq"}

    @cached_property
    def _lines(self) -> dict[tuple[str, str], int]:
        """The first line of each subject (with an empty predicate) and of each of its predicates."""
        return dict(self._scan()) if self.is_turtle else {}

    def of(self, subject: str, predicate: str = "") -> int | None:
        """Return the line on which a subject says something by a predicate, or else begins."""
        found = self._lines.get((subject, predicate)) or self._lines.get((subject, ""))
        return found or self.word(subject)

    def word(self, address: str) -> int | None:
        """Return the first line on which an address is written, whole or by a prefix."""
        local = re.split(r"[/#]", address)[-1]
        spellings = {re.escape(f"<{address}>"), re.escape(f'"{address}"'), re.escape(compact(address))}
        if self.is_turtle and local:
            spellings |= {
                re.escape(f"{prefix}:{address.removeprefix(start)}")
                for prefix, start in self.prefixes.items()
                if address.startswith(start)
            }
        found = re.search(rf"(?<![\w:-])(?:{'|'.join(sorted(spellings))})(?![\w-])", self.text)
        if found is None and local:
            found = re.search(rf"(?<![\w-]){re.escape(local)}(?![\w-])", self.text)
        return self.text.count("\n", 0, found.start()) + 1 if found else None

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that the text declares, by what they stand for."""
        declared = re.findall(r"^\s*@?prefix\s+(\S*?):\s*<([^>]*)>", self.text, re.MULTILINE | re.IGNORECASE)
        return dict(declared)

    def prefix(self, name: str) -> int | None:
        """Return the line on which a prefix is declared."""
        found = re.search(rf"^\s*@?prefix\s+{re.escape(name)}:\s*<", self.text, re.MULTILINE | re.IGNORECASE)
        return self.text.count("\n", 0, found.end()) + 1 if found else None

    def nameless(self) -> int | None:
        """Return the first line with a node that has no name."""
        if not self.is_turtle:
            return None
        for line, token, kind in self._tokens():
            if (kind == "mark" and token in "[(") or (kind == "word" and token.startswith("_:")):
                return line
        return None

    def _tokens(self) -> Iterator[tuple[int, str, str]]:
        line, position = 1, 0
        for token in _TOKEN.finditer(self.text):
            line += self.text.count("\n", position, token.start())
            position = token.start()
            if token.lastgroup is None:
                if not token[0].startswith("#"):
                    yield line, "", "string"
                continue
            word = token[0]
            if token.lastgroup != "word" or word == ".":
                yield line, word, "mark" if word == "." else token.lastgroup
                continue
            if word.startswith(("^^", "@")) and word[1:].lower() not in {"prefix", "base"}:
                # The datatype or language of the string before.
                if word.endswith("."):
                    yield line, ".", "mark"
                continue
            ended = word.endswith(".")
            yield line, word.rstrip("."), "word"
            if ended:
                yield line, ".", "mark"

    def _scan(self) -> Iterator[tuple[tuple[str, str], int]]:
        prefixes: dict[str, str] = dict(PREFIXES)
        base, subject, predicate = "", "", ""
        depth, place, declared = 0, "subject", ""
        seen: set[tuple[str, str]] = set()
        for line, token, kind in self._tokens():
            if kind == "mark" and token in "[(":
                depth += 1
                if depth == 1 and place == "subject":
                    subject, place = "", "predicate"
            elif kind == "mark" and token in "])":
                depth = max(0, depth - 1)
            elif depth:
                continue
            elif kind == "mark" and token in ".{}":
                subject, place = "", "subject"
            elif kind == "mark" and token == ";":
                place = "predicate" if place != "subject" else place
            elif kind in {"iri", "word"}:
                lowered = token.lower().removeprefix("@")
                if place == "subject" and lowered in {"prefix", "base"}:
                    place, declared = lowered, ""
                elif place == "prefix":
                    if kind == "word":
                        declared = token.removesuffix(":")
                    else:
                        prefixes[declared] = urljoin(base, token[1:-1])
                        place = "subject"
                elif place == "base":
                    base, place = token[1:-1], "subject"
                elif place == "subject":
                    if lowered == "graph":
                        continue
                    subject, place = _address(token, kind, prefixes, base), "predicate"
                    if (subject, "") not in seen:
                        seen.add((subject, ""))
                        yield (subject, ""), line
                elif place == "predicate":
                    predicate = _TYPE if token == "a" else _address(token, kind, prefixes, base)
                    place = "object"
                    if (subject, predicate) not in seen:
                        seen.add((subject, predicate))
                        yield (subject, predicate), line


def _address(token: str, kind: str, prefixes: dict[str, str], base: str) -> str:
    if kind == "iri":
        return urljoin(base, token[1:-1]) if base else token[1:-1]
    prefix, _, local = token.partition(":")
    return prefixes.get(prefix, f"{prefix}:") + _ESCAPED.sub(r"\1", local)
