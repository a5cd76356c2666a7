"""No text makes the guard pass an update, a SERVICE or another dataset, and no harmless word is refused.

Two parsers that are not ours are the judges: rdflib's, whose algebra shows a SERVICE, and Oxigraph's, whose
requests a listener on this machine would count.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql.algebra import translateQuery, traverse
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue

from inforce.errors import InputError
from inforce.sparql.grammar import KEYWORDS, Node, rules
from inforce.sparql.statement import prepare
from inforce.sparql.syntax import QueryError


class Listener:
    """A server on this machine that counts who calls and hangs up."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            caller, _ = self._socket.accept()
            self.calls += 1
            caller.close()


LISTENER = Listener()
THERE = f"<{LISTENER.address}>"


def has_service(text: str) -> bool:
    """Whether rdflib reads a text as a query with a SERVICE, or one over another dataset."""
    found = False

    def look(part: object) -> None:
        nonlocal found
        name = part.name if isinstance(part, CompValue) else ""
        found = found or name in {"ServiceGraphPattern", "DatasetClause"}

    with suppress(Exception):
        tree = parseQuery(text)
        traverse(tree, visitPre=look)
        traverse(translateQuery(tree).algebra, visitPre=look)
    return found


def is_update(text: str) -> bool:
    """Whether one of the two parsers takes a text for an update that does something."""
    with suppress(Exception):
        if list(parseUpdate(text).request):
            return True
    store = ox.Store()
    with suppress(SyntaxError, OSError, RuntimeError):
        store.update(f"{text}\n;\nINSERT DATA {{ <x:a> <x:b> <x:c> }}")
    # An empty text is an update to this parser, and does nothing.
    return len(store) > 0 and not is_empty(text)


def is_empty(text: str) -> bool:
    try:
        ox.Store().query(f"{text}\nASK {{ }}")
    except SyntaxError:
        return False
    return True


def judge(text: str, passed: str) -> None:
    """Let the two parsers look at a text that the guard let pass, and at what an engine gets."""
    assert not has_service(text), "rdflib reads another source in the text"
    assert not has_service(passed), "rdflib reads another source in what the engine gets"
    assert not is_update(text)
    assert not is_update(passed)
    calls = LISTENER.calls
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.NamedNode("x:c")))
    try:
        answer = store.query(passed)
        if not isinstance(answer, ox.QueryBoolean):
            list(answer)  # type: ignore[arg-type]
    except (SyntaxError, RuntimeError, ValueError):
        pass
    assert LISTENER.calls == calls, "the engine called another server"
    assert len(store) == 1


WORDS = sorted(KEYWORDS - {"BASE", "PREFIX"})
PIECES = st.sampled_from(
    [
        *WORDS, *WORDS, "a", "{", "}", "{", "}", "(", ")", "[", "]", ".", ";", ",", "*", "/", "|", "^", "!", "+", "-",
        "=", "<", ">", "&&", "||", "^^", "?x", "$y", "?service", "_:b", "_:b.c.SERVICE", "ex:a", "ex:service",
        "ex:a.b.SERVICE", "SERVICE:x", ":SERVICE", "service:", ":", THERE, "<urn:service>", "1", "-2", "3.4e5", "()", "[]",
        "'a'", '"SERVICE"', "'''SERVICE'''", '"\\u0022', "\\u0022", "\\u005Cu0022", '"""', "'''", '"', "'", "@en", "@service",
        "SERVICE", "Service", "ser\\u0056ice", "SERV\\U00000049CE", "SERVICESILENT", "SILENT", "FROM", "fr\\u006Fm", "NAMED",
        "INSERT", "DATA", "INSERT DATA", "DELETE", "LOAD", "CLEAR", "ALL", "DROP", "ADD", "MOVE", "COPY", "TO", "CREATE",
        "WITH", "INTO", "GRAPH", "#", "# SERVICE\n", "#\r", "\\u000A", "\n", "\r", "\t", " ", "\ufeff", "\u00a0", "\u2028", "\x00",
    ]
)  # fmt: skip
GAPS = st.sampled_from(["", " ", " ", "\n", "#\n", "#SERVICE\n", "\t"])
ATTACK = f"SERVICE {THERE} {{ ?s ?p ?o }}"


@st.composite
def soups(draw: st.DrawFn) -> str:
    """Tokens in any order, between two halves of a query."""
    inside = "".join(part for _ in range(draw(st.integers(0, 14))) for part in (draw(PIECES), draw(GAPS)))
    opening = draw(
        st.sampled_from(
            [
                "SELECT * {",
                "ASK {",
                f"PREFIX : {THERE} PREFIX ex: {THERE} PREFIX SERVICE: {THERE} SELECT * {{",
                "",
                "ASK",
            ]
        )
    )
    return opening + inside + draw(st.sampled_from(["}", " } ", "", ATTACK + "}", "}}", "?s ?p ?o }"]))


@settings(max_examples=600, deadline=None)
@given(soups() | st.text(max_size=60) | st.text(alphabet="SERVICEservice\\u0056{}<>'\"#:.?* \n", max_size=40))
@example(f"PREFIX : {THERE} SELECT * {{ SERVICE:x {{ }} }}")
@example(f"PREFIX : {THERE} SELECT * {{ SERVICESILENT:x{{}} }}")
@example(f"PREFIX ex: <x:> SELECT * {{ ?s ?p ex:a.b.SERVICE{THERE}{{}} }}")
@example(f"SELECT * {{ ?s ?p '\\u0027 . SERVICE {THERE} {{ }} #' }}")
@example(f"SELECT * {{ ?s ?p '\\\\u0027 . SERVICE {THERE} {{ }} #' }}")
@example(f"SELECT * {{ ?s ?p '\\u005Cu0027' . SERVICE {THERE} {{ }} }}")
@example(f"SELECT * {{ # \\u000A SERVICE {THERE} {{ }}\n }}")
@example(f"SELECT * {{ # \r SERVICE {THERE} {{ }}\n }}")
@example("INSERT DATA { <x:a> <x:b> <x:c> }")
@example("PREFIX ex: <x:> # SELECT\n DELETE WHERE { ?s ?p ?o }")
def test_nothing_passes(text: str) -> None:
    try:
        statement = prepare(text)
    except InputError:
        return
    judge(text, statement.text)


TOKENS = {
    "iri": st.sampled_from(["<urn:a>", "<urn:SERVICE>", "<urn:b#SERVICE%20>", "<https://example.org/?SERVICE=1>"]),
    "string": st.sampled_from(
        [
            '"a"', "''", '"""a"b""c"""', "'''SERVICE'''", '"\\"SERVICE"', "'\\\\'", '"\\u0041"', "'#'", '"<"', '"\\\\u0022"',
            f'"""\n}} {ATTACK} {{ """', f"'}} {ATTACK} {{ #'",
        ]
    ),
    "bnode": st.sampled_from(["_:a", "_:a.b.SERVICE", "_:SERVICE", "_:0-"]),
    "var": st.sampled_from(["?x", "$y", "?SERVICE", "?\u00e9", "?1"]),
    "langtag": st.sampled_from(["@en", "@service", "@en-SERVICE"]),
    "name": st.sampled_from(["ex:a", "ex:a.b.SERVICE", "ex:a.SERVICE", "SERVICE:a", ":SERVICE", "ex:\\,", "ex:%20", "ex:a:b"]),
    "namespace": st.sampled_from(["ex:", "SERVICE:", ":"]),
    "signed": st.sampled_from(["-1", "+2.5", "-1e5"]),
    "fraction": st.sampled_from(["1.5", ".5", "1.e5", "2e3"]),
    "integer": st.sampled_from(["1", "05"]),
    "nil": st.sampled_from(["()", "( )", "(\n)"]),
    "anon": st.sampled_from(["[]", "[ ]"]),
}  # fmt: skip


def cost(node: Node, seen: frozenset[str]) -> float:
    """Return how many tokens a part of a rule takes at least."""
    if node.kind == "token":
        return 1
    if node.kind == "rule":
        return float("inf") if node.name in seen else cost(rules()[node.name], seen | {node.name})
    costs = [cost(part, seen) for part in node.parts]
    return sum(costs) if node.kind == "all" else min(costs) if node.kind == "one of" else 0


def parts_of(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from parts_of(part)


# The shortest way out of each choice, for a sentence that has become long enough.
SHORT = {
    id(node): min(node.parts, key=lambda part: cost(part, frozenset()))
    for rule in rules().values()
    for node in parts_of(rule)
    if node.kind == "one of"
}


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """A text that follows the grammar, with names and strings that would lead a careless reader astray."""
    written = [f"PREFIX : {THERE} PREFIX ex: {THERE} PREFIX SERVICE: {THERE}\n"]
    left = draw(st.integers(10, 40))

    def write(node: Node) -> None:
        nonlocal left
        if node.kind == "token":
            left -= 1
            text = draw(TOKENS[node.name]) if node.name in TOKENS else node.name
            between = "" if draw(st.integers(0, 3)) == 0 else draw(st.sampled_from([" ", "\n", "#SERVICE\n"]))
            if text[0].isalnum() and written[-1][-1].isalnum():
                between = between or " "
            written.append(between + text)
        elif node.kind == "rule":
            write(rules()[node.name])
        elif node.kind == "all":
            for part in node.parts:
                write(part)
        elif node.kind == "one of":
            write(draw(st.sampled_from(node.parts)) if left > 0 else SHORT[id(node)])
        else:
            most = 0 if left <= 0 else 1 if node.kind == "maybe" else 2
            for _ in range(draw(st.integers(0, most))):
                write(node.parts[0])

    for part in rules()["Query"].parts[1:]:
        write(part)
    return "".join(written)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(sentences())
def test_what_follows_the_grammar_calls_nobody(text: str) -> None:
    """Most of these pass; some have two tokens without a gap that are another one together."""
    try:
        statement = prepare(text)
    except QueryError:
        return
    judge(text, statement.text)


@st.composite
def disguised(draw: st.DrawFn, words: st.SearchStrategy[str]) -> str:
    """A text whose meaning stays: letters in another case or as escapes, comments and space between words."""
    written: list[str] = []
    for word in draw(words).split(" "):
        if word.isalpha():
            for letter in word:
                form = draw(st.integers(0, 5))
                written.append(
                    letter.lower() if form < 2
                    else f"\\u{ord(letter):04X}" if form == 2
                    else f"\\U{ord(letter):08x}" if form == 3
                    else letter
                )  # fmt: skip
        else:
            written.append(word)
        written.append(
            draw(st.sampled_from([" ", "\n", "\r\n", "\t", " # ' \" <\n", "#\n", "\\u0020", "  "]))
        )
    return "".join(written)


QUERIES = st.sampled_from(
    [
        f"SELECT * WHERE {{ SERVICE {THERE} {{ ?s ?p ?o }} }}",
        f"SELECT * WHERE {{ ?s ?p ?o . SERVICE SILENT {THERE} {{ ?s ?p ?o }} }}",
        f"ASK {{ OPTIONAL {{ {{ SERVICE ?there {{ }} }} UNION {{ ?s ?p ?o }} }} VALUES ?there {{ {THERE} }} }}",
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ FILTER EXISTS {{ SERVICE {THERE} {{ }} }} }}",
        f"DESCRIBE ?s WHERE {{ {{ SELECT ?s {{ SERVICE {THERE} {{ }} }} }} }}",
        f"SELECT * FROM {THERE} WHERE {{ ?s ?p ?o }}",
        "ASK FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        f"CONSTRUCT {{ ?s ?p ?o }} FROM {THERE} WHERE {{ ?s ?p ?o }}",
        f"DESCRIBE <x:a> FROM {THERE}",
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "DELETE DATA { <x:a> <x:b> <x:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "WITH <x:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } USING <x:h> WHERE { ?s ?p ?o }",
        f"LOAD {THERE}",
        "CLEAR ALL",
        "CREATE GRAPH <x:g>",
        "DROP SILENT DEFAULT",
        "COPY DEFAULT TO <x:g>",
        "MOVE <x:g> TO DEFAULT",
        "ADD <x:g> TO <x:h>",
        "SELECT * WHERE { ?s ?p ?o } ; DROP ALL",
        "DROP ALL ; SELECT * WHERE { ?s ?p ?o }",
    ]
)


@settings(max_examples=400, deadline=None)
@given(disguised(QUERIES))
def test_what_is_refused_is_refused_in_every_dress(text: str) -> None:
    with pytest.raises(QueryError) as refused:
        prepare(text)
    assert refused.value.status == 2
    assert refused.value.position is not None


HIDDEN = st.sampled_from(
    [
        "SERVICE",
        "service",
        "Insert",
        "DELETE",
        "LOAD",
        "CLEAR",
        "DROP",
        "CREATE",
        "COPY",
        "MOVE",
        "ADD",
        "FROM",
        "WITH",
    ]
)
PLACES = st.sampled_from(
    [
        'SELECT * {{ ?s ?p "{0}" }}',
        "SELECT * {{ ?s ?p '''a '{0} <x:a> {{}}'\n{0}''' }}",
        "SELECT * {{ ?s ?p <https://example.org/{0}#{0}> }}",
        "SELECT * {{ # {0} <x:a> {{}}\n ?s ?p ?o }} # {0}",
        "PREFIX ex: <x:> SELECT * {{ ex:{0} ex:a.{0} ex:{0}.a }}",
        "PREFIX {0}: <x:> SELECT * {{ {0}:a ?p {0}: }}",
        "SELECT ?{0} ${0}s {{ ?{0} ?p ${0}s }}",
        'SELECT * {{ ?s ?p "a"@{0} }}',
        "SELECT * {{ _:{0} ?p _:a.{0} }}",
        "SELECT (1 AS ?{0}) {{ }} ORDER BY ?{0}",
        'SELECT (GROUP_CONCAT(?a; SEPARATOR="{0}") AS ?b) {{ ?a ?p "\\"{0}" }}',
    ]
)


@given(HIDDEN, PLACES)
def test_a_word_that_does_nothing_is_no_reason_to_refuse(word: str, place: str) -> None:
    text = place.format(word)
    assert prepare(text).form == "SELECT"
    ox.Store().query(prepare(text).text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("INSERT DATA { <x:a> <x:b> <x:c> }", "INSERT would change the graph"),
        ("SELECT * { SERVICE <x:a> {} }", "SERVICE would ask another server"),
        ("SELECT * FROM <x:a> {}", "FROM names another graph"),
    ],
)
def test_a_refusal_says_what_is_allowed(text: str, words: str) -> None:
    with pytest.raises(QueryError, match=words) as refused:
        prepare(text)
    assert "Allowed are SELECT" in refused.value.hint or "Leave the clause out" in refused.value.hint


@pytest.fixture(autouse=True)
def nobody_calls() -> Iterator[None]:
    calls = LISTENER.calls
    yield
    assert LISTENER.calls == calls


def test_the_judges_see_what_they_are_to_see() -> None:
    """A guard that let everything pass would be found out."""
    text = f"SELECT * WHERE {{ SERVICE {THERE} {{ ?s ?p ?o }} }}"
    assert has_service(text)
    assert has_service("SELECT * FROM <x:a> WHERE { ?s ?p ?o }")
    assert not has_service("SELECT * WHERE { ?s ?p 'SERVICE <x:a> {}' }")
    assert is_update("DELETE WHERE { ?s ?p ?o }")
    assert not is_update("SELECT * WHERE { ?s ?p ?o }")
