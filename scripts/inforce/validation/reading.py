"""Files that somebody hands in → triples: strictly, within bounds, and without reaching for anything else.

A file is bytes in one of six forms of RDF. It is read by Oxigraph, which opens nothing beside it; what
Oxigraph would expand or nest without bound is refused before: document type declarations, JSON and XML
nested too deep, triples about triples, remote contexts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from inforce.errors import InputError, UnreadableError
from inforce.paths import data

__all__ = ["FORMATS", "MOST_BYTES", "MOST_TRIPLES", "Document", "Fault", "document", "documents"]

MOST_BYTES = 16 * 1024 * 1024
MOST_TRIPLES = 500_000
_DEEPEST = 500

FORMATS: dict[str, ox.RdfFormat] = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
_BY_SUFFIX = {f".{name}": name for name in FORMATS} | {".owl": "rdf", ".xml": "rdf", ".json": "jsonld"}
_KNOWN = ", ".join(f".{name}" for name in FORMATS)

_JSON_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[][{}]', re.DOTALL)
_QUOTED_TRIPLE = re.compile(
    r""""{3}(?:[^"\\]++|\\.|"(?!""))*+"{3}|'{3}(?:[^'\\]++|\\.|'(?!''))*+'{3}"""
    r"""|"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+'|<[^<>\s]*>|#[^\n]*|(<<)""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Document:
    """One file that was read: its name as it was given, its text, its form and its triples."""

    name: str
    path: Path | None
    text: str
    form: str
    triples: tuple[ox.Triple, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One file that could not be read: where and why, and what to do."""

    name: str
    line: int | None
    message: str
    hint: str


def documents(
    names: Iterable[str | os.PathLike[str]],
    form: str | None = None,
    stdin: Callable[[int], bytes] | None = None,
) -> tuple[list[Document], list[Fault]]:
    """Return the files that could be read, and the faults of those that could not.

    In: names of files and folders, ``-`` for the standard input; the form of all of them, by ending and
    content if None; how to read so many bytes of the standard input. Raises ``InputError`` for a name
    that is given twice or a folder without a file of RDF.
    """
    found: list[Document] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    bytes_left, triples_left = MOST_BYTES, MOST_TRIPLES
    for name in _expand(names):
        if name in seen:
            continue
        seen.add(name)
        # Our own files may be as many as they are.
        is_own = name != "-" and data("graph").resolve() in Path(name).resolve().parents
        try:
            content = _content(name, None if is_own else bytes_left, stdin)
            one = document(name, content, form, None if is_own else triples_left)
        except _FaultError as fault:
            faults.append(Fault(name, fault.line, str(fault), fault.hint))
            continue
        if not is_own:
            bytes_left -= len(content)
            triples_left -= len(one.triples)
        found.append(one)
    return found, faults


class _FaultError(UnreadableError):
    """A file cannot be read; ``line`` says where, if that is known."""

    def __init__(self, message: str, hint: str, line: int | None = None) -> None:
        super().__init__(message, hint)
        self.line = line


def _expand(names: Iterable[str | os.PathLike[str]]) -> Iterator[str]:
    for given in names:
        name = os.fspath(given)
        if name == "-" or not Path(name).is_dir():
            yield name
            continue
        inside = sorted(
            str(Path(folder) / file)
            for folder, _, files in os.walk(name)
            for file in files
            if Path(file).suffix in _BY_SUFFIX
        )
        if not inside:
            raise InputError(f"{name} holds no file of RDF.", hint=f"Known endings: {_KNOWN}.")
        yield from inside


def _content(name: str, limit: int | None, stdin: Callable[[int], bytes] | None) -> bytes:
    try:
        if name == "-":
            assert stdin is not None and limit is not None, "somebody has to say what the standard input is"
            content = stdin(limit + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read() if limit is None else file.read(limit + 1)
    except OSError as fault:
        raise _FaultError(fault.strerror or str(fault), "Check the name and the permissions.") from None
    if limit is not None and len(content) > limit:
        raise _FaultError(
            f"more than {MOST_BYTES // 1024 // 1024} MB in one run",
            "Split what is to be judged, one treaty or record at a time.",
        )
    return content


def document(
    name: str, content: bytes, form: str | None = None, limit: int | None = MOST_TRIPLES
) -> Document:
    """Return one file's bytes as a document. Raises ``UnreadableError`` with the place and the cure.

    In: its name, its bytes, its form if it is known, the most triples that it may hold if there is a limit.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise _FaultError("the bytes are no UTF-8", "Save the file as UTF-8.", line) from None
    chosen = form or _guess(name, text)
    _refuse(chosen, text)
    found: list[ox.Triple] = []
    try:
        for quad in ox.parse(text.encode(), format=FORMATS[chosen]):
            triple = quad.triple
            if isinstance(triple.object, ox.Triple):
                raise _FaultError("a triple about a triple", "Give the triple a thing of its own instead.")
            found.append(triple)
            if limit is not None and len(found) > limit:
                raise _FaultError(
                    f"more than {MOST_TRIPLES:,} triples in one run",
                    "Split what is to be judged, one treaty or record at a time.",
                )
    except SyntaxError as fault:
        raise _FaultError(*_explain(chosen, fault), fault.lineno) from None
    path = None if name == "-" else Path(name)
    return Document("<standard input>" if name == "-" else name, path, text, chosen, tuple(found))


def _guess(name: str, text: str) -> str:
    known = _BY_SUFFIX.get(Path(name).suffix.lower())
    if known is not None:
        return known
    if name != "-" and Path(name).suffix:
        raise _FaultError(
            f"{Path(name).suffix!r} is no known ending", f"Known endings: {_KNOWN}. Or give --input-format."
        )
    start = text.lstrip()[:1]
    if start == "{":
        return "jsonld"
    if text.lstrip()[:5] in {"<?xml", "<rdf:"}:
        return "rdf"
    return "ttl"


def _refuse(form: str, text: str) -> None:
    """Refuse what Oxigraph would follow too far: entities, depth without bound."""
    if form == "rdf":
        _check_xml(text)
    elif form == "jsonld":
        depth = 0
        for token in _JSON_TOKEN.finditer(text):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
            if depth > _DEEPEST:
                line = text.count("\n", 0, token.start()) + 1
                raise _FaultError(f"nested more than {_DEEPEST} deep", "Write it flat.", line)
    elif "<<" in text:
        for token in _QUOTED_TRIPLE.finditer(text):
            if token[1]:
                line = text.count("\n", 0, token.start()) + 1
                raise _FaultError(
                    "a triple about a triple", "Give the triple a thing of its own instead.", line
                )


def _check_xml(text: str) -> None:
    from xml.parsers import expat

    parser = expat.ParserCreate()
    depth = 0

    def refuse(*declared: object) -> None:
        del declared
        raise _FaultError(
            "a document type declaration (<!DOCTYPE)",
            "Take it away; prefixes are declared by xmlns.",
            parser.CurrentLineNumber,
        )

    def down(name: str, attributes: object) -> None:
        nonlocal depth
        del name, attributes
        depth += 1
        if depth > _DEEPEST:
            raise _FaultError(f"nested more than {_DEEPEST} deep", "Write it flat.", parser.CurrentLineNumber)

    def up(name: str) -> None:
        nonlocal depth
        del name
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = down
    parser.EndElementHandler = up
    try:
        parser.Parse(text, True)
    except expat.ExpatError as fault:
        raise _FaultError(expat.ErrorString(fault.code), "Mend the XML at this line.", fault.lineno) from None
    # Expat skips what it takes for text; Oxigraph must not see a declaration either.
    if re.search(r"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        refuse()


_PLACE = re.compile(
    r"^Parser error at line \d+ (?:between columns? \d+ and (?:line \d+ )?(?:column )?\d+|column \d+): "
)


def _explain(form: str, fault: SyntaxError) -> tuple[str, str]:
    said = re.sub(r" \(line \d+\)$", "", _PLACE.sub("", fault.msg or "cannot be read"))
    if "LoadDocumentCallback" in said:
        return "a context that stands elsewhere", "Write the context into the file; nothing is fetched."
    names = {"ttl": "Turtle", "nt": "N-Triples", "nq": "N-Quads", "trig": "TriG"}
    return said, f"Mend the {names.get(form, form.upper())} at this line."
