"""What an engine gets is what was read: terms for names, values for parameters, and the way back to a place."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.errors import InputError
from inforce.sparql.grammar import rules
from inforce.sparql.statement import prepare, value
from inforce.sparql.syntax import QueryError
from inforce.terms import PREFIXES


def asked(text: str, **given: object) -> list[tuple[str, ...]]:
    found = ox.Store().query(prepare(text, given).text)  # type: ignore[arg-type]
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(str(term) for term in solution) for solution in found]


def words(name: str) -> list[str]:
    return [part.name for part in rules()[name].parts] or [rules()[name].name]


CONSTRUCTS = [
    *(f"SELECT (({f} (?x)) AS ?y) {{ FILTER {f} ( ?x ) }} ORDER BY {f}(?x)" for f in words("One")),
    *(f"SELECT ({f} (?x , ?z) AS ?y) {{ FILTER {f}(?x,?z) }}" for f in words("Two")),
    *(f"SELECT ({f} ( ) AS ?y) {{ FILTER {f}() }}" for f in ("RAND", "NOW", "UUID", "STRUUID", "BNODE")),
    *(f"SELECT ({f} (?a) AS ?y) ({f} (?a, ?b) AS ?z) ({f} ( ) AS ?w) {{ }}" for f in ("CONCAT", "COALESCE")),
    *(f"SELECT ({f} (?a, ?b) AS ?y) ({f}(?a,?b,?c) AS ?z) {{ }}" for f in ("SUBSTR", "REGEX")),
    *(
        f"SELECT ({f} (?a) AS ?y) ({f} ( DISTINCT ?a + 1) AS ?z) {{ ?a ?b ?c }}"
        for f in ("SUM", "MIN", "MAX", "AVG", "SAMPLE", "COUNT")
    ),
    "SELECT (IF (?x, 1, 2) AS ?y) (BNODE (?x) AS ?z) { }",
    "SELECT (REPLACE (?a, ?b, ?c) AS ?y) (REPLACE(?a, ?b , ?c , ?d) AS ?z) { }",
    "ASK { FILTER EXISTS { ?x ?y ?z } FILTER NOT EXISTS { ?x ?y ?z } FILTER (NOT EXISTS { } || ! EXISTS { }) }",
    "SELECT (COUNT ( * ) AS ?y) (COUNT ( DISTINCT * ) AS ?z) { ?a ?b ?c }",
    'SELECT (GROUP_CONCAT ( ?a ) AS ?y) (GROUP_CONCAT(DISTINCT ?a ; SEPARATOR = ", ") AS ?z) { ?a ?b ?c }',
    "SELECT ?c { ?a ?b ?c } GROUP BY (?b AS ?d) STR(?c) ?c HAVING (?c > 1) (COUNT (*) > 1) ORDER BY ?c DESC (?c)",
    "SELECT DISTINCT * WHERE { } OFFSET 3 LIMIT 5",
    "SELECT REDUCED ?x { } VALUES ?x { 1 UNDEF <a:b> 'a' 'a'@en 'a'^^xsd:date true FALSE -1 +1.5 1e3 }",
    "SELECT * { VALUES (?x ?y) { (1 2) (UNDEF UNDEF) } VALUES () { () } VALUES ?x { } VALUES ( ) { } }",
    "SELECT * { FILTER (?x IN (1, 2) || ?x NOT IN (3) || ?x IN () || -?x = +?y || !?x || ?x*2/3+4-5 != 6) }",
    "SELECT * { FILTER (?x+1 <= 5 || ?x -1 >= 5 || ?x+1*2/3 < 3 || ?x > 3 && ?x>1&&?y<2) }",
    "SELECT * { ?s ^<a:b> ?o ; <a:b>/<a:c>|^<a:d> ?p ; (<a:b>)* ?q ; <a:b>+ ?r ; <a:b>? ?t ; !<a:b> ?u }",
    "SELECT * { ?s !(<a:b>|^<a:c>|a|^a) ?v ; !a ?w ; !^a ?y ; a ?z ; ?aa ?bb , ?cc ; ; . }",
    "SELECT * { [] ?p [ ?q ?r ] , ( 1 2 ( ) [ ] ) . ( 1 ) ?p ?o . [ ?a ?b ; ?c ?d ] . [ a ?t ] ?p _:x . () ?p () }",
    "SELECT * { _:x ?p _:y.z . 'lit' ?p ?o . 5 ?p ?o . true a false }",
    "SELECT * { { } UNION { ?x ?y ?z } UNION { } OPTIONAL { ?a ?b ?c } . MINUS { ?a ?b ?c } }",
    "SELECT * { GRAPH <a:b> { } GRAPH ?g { ?x ?y ?z } BIND (1 AS ?one) { SELECT ?q { ?q ?w ?e } LIMIT 1 } }",
    "ASK WHERE { }",
    "ASK { } LIMIT 1",
    "DESCRIBE * { ?x ?y ?z }",
    "DESCRIBE <a:b> ?x <a:c> WHERE { ?x ?y ?z } LIMIT 2",
    "DESCRIBE <a:b>",
    "CONSTRUCT { ?x ?y ?z . ?x a <a:b> , [ a ?z ] ; ?p ( 1 2 ) . [] a _:b } WHERE { ?x ?y ?z } LIMIT 5",
    "CONSTRUCT { } { }",
    "CONSTRUCT WHERE { ?x a ?y . ?z ?w 'a' } LIMIT 4",
    "BASE <http://a/b> PREFIX : <#> PREFIX x.y: <c#> SELECT * { :a x.y:b <d>, :, x.y:, :%20a, :a\\,b, :1, <#é>, <?q=1> }",
    "SELECT*{?x?p?y.?y?p?z}",
    "#c\nSELECT#c\n*#c\n{#c\n?x#c\n?p 1#c\n}#c",
]


@pytest.mark.parametrize("text", CONSTRUCTS)
def test_every_construct_reaches_the_engine(text: str) -> None:
    ox.Store().query(prepare(text).text)


def test_the_strings_mean_what_they_meant() -> None:
    text = """SELECT * { VALUES ?x { "a\\t\\b\\n\\r\\f\\"\\'\\\\" 'a"b' \"\"\"a
b"c""d\"\"\" '''x'y''z''' "" '' \"\"\"\"\"\" '''''' "é☃𝄞" "\\u00e9\\U0001d11e" "\\\\u0041" } }"""
    values = ["a\t\b\n\r\f\"'\\", 'a"b', 'a\nb"c""d', "x'y''z", "", "", "", "", "é☃𝄞", "é𝄞", "\\u0041"]
    assert asked(text) == [(str(ox.Literal(value)),) for value in values]


def test_our_prefixes_are_known_and_can_be_declared_otherwise() -> None:
    for prefix, start in PREFIXES.items():
        assert f"<{start}x>" in prepare(f"ASK {{ {prefix}:x ?p ?o }}").text
    other = "PREFIX state: <https://example.org/> ASK { state:x ?p treaty:x }"
    assert "<https://example.org/x>" in prepare(other).text
    assert f"<{PREFIXES['treaty']}x>" in prepare(other).text


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("SELECT * WHERE {\n ?s ?p }", 2, 8, "'}' is out of place; expected a term"),
        ("SELECT ?x\nWHERE {\n  ?x a state:rus\n", 3, 17, "the '{' of line 2 is still open"),
        ("SELECT ?x {\r\n\t?x foo:bar 1 }", 2, 5, "the prefix foo: is not declared"),
        ("ASK {\n\n ?s ?p <b> }", 3, 8, "no whole address, and there is no BASE"),
        ("ASK { ?s ?p 'a }", 1, 13, "a string begins here and is not closed"),
        ("ASK { ?s ?p ?o } ?x", 1, 18, "'?x' is out of place"),
        ("ASK { ?s nope ?o }", 1, 10, "'nope' is no word of SPARQL 1.1"),
        ("ASK { ?s ?p\\u0020?o . \\u00D7 }", 1, 23, "means nothing"),
        ("SELECT ?x { FILTER (?x<1&&?y>3) }", 1, 23, "is out of place"),
        ("SELECT ?x² { }", 1, 10, "cannot stand in a name"),
        ("SELECT é { }", 1, 8, "means nothing"),
        ("ASK { '\\uD800' }", 1, 8, "is no character"),
        ("ASK { ?s ?p <http://a b> }", 1, 13, "begins here and is not closed"),
        ("ASK { ?s ?p <urn:%zz> }", 1, 13, "is no address"),
        ("ASK { ?s ?p 'a'@ }", 1, 16, "means nothing"),
        ("SELECT ?x { ?x ?p 1 } ORDER ?x", 1, 29, "expected BY"),
        (f"ASK {'{' * 300}{'}' * 300}", 1, 205, "deeper than 200"),
    ],
)
def test_a_fault_is_shown_where_it_is(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(QueryError) as refused:
        prepare(text)
    assert words in str(refused.value)
    position = refused.value.position
    assert position is not None
    assert (position.line, position.column) == (line, column)
    shown, mark = position.shown().split("\n")
    assert shown.startswith(f"{line} | ")
    assert mark.strip() == "^"


@pytest.mark.parametrize("text", ["", " \n\t", "# nothing\n", "\ufeff"])
def test_an_empty_query_is_none(text: str) -> None:
    with pytest.raises(QueryError, match="There is no query"):
        prepare(text)


def test_a_query_is_not_endless() -> None:
    with pytest.raises(QueryError, match="up to 500,000 characters"):
        prepare("ASK { } #" + "x" * 500_000)


@given(st.text())
def test_every_text_is_read_or_refused(text: str) -> None:
    try:
        assert prepare(text).form
    except InputError as refused:
        assert str(refused)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("<https://example.org/a>", ox.NamedNode("https://example.org/a")),
        ("state:rus", ox.NamedNode("https://w3id.org/inforce/id/state/rus")),
        ("inforce:", ox.NamedNode("https://w3id.org/inforce/ns#")),
        (
            "2026-11-22",
            ox.Literal("2026-11-22", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        ),
        ("12", ox.Literal(12)),
        ("-3", ox.Literal(-3)),
        ("russia", ox.Literal("russia")),
        ("https://example.org/a", ox.Literal("https://example.org/a")),
        ('"12"', ox.Literal("12")),
        ('"', ox.Literal('"')),
        ("", ox.Literal("")),
        ("foo:bar", ox.Literal("foo:bar")),
        ("1.5", ox.Literal("1.5")),
        ("٣", ox.Literal("٣")),
    ],
)
def test_a_value_has_the_type_of_its_form(text: str, term: ox.Literal | ox.NamedNode) -> None:
    assert value(text) == term


@pytest.mark.parametrize("text", ["2026-02-30", "<a b>", "<relative>", "state:a b"])
def test_a_value_that_looks_like_something_it_is_not(text: str) -> None:
    with pytest.raises(InputError, match="cannot be used"):
        value(text)


@given(
    st.text(),
    st.sampled_from(["SELECT $x { }", "SELECT ?x { BIND (1 AS ?one) BIND ($x AS ?y) FILTER (?y = $x) }"]),
)
def test_a_string_stays_one_string(text: str, query: str) -> None:
    """Whatever it holds: quotes, brackets, comments, escapes."""
    literal = ox.Literal(text)
    assert asked(query.replace("SELECT ?x", "SELECT $x"), x=literal)[0][0] == str(literal)


def test_a_parameter_stands_wherever_a_term_can() -> None:
    day = date(2026, 11, 22)
    term = '"2026-11-22"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert asked("SELECT $x { }", x=day) == [(term,)]
    assert asked("SELECT DISTINCT $x ?y { VALUES ?y { 1 } } ORDER BY $x DESC(?y) ?x", x=day)[0][0] == term
    assert asked("SELECT $x (COUNT(*) AS ?n) { VALUES ?y { 1 2 } } GROUP BY $x", x=day) == [
        (term, str(ox.Literal(2)))
    ]
    assert asked("SELECT ?y { OPTIONAL { VALUES ?y { 1 5 } FILTER (?y < $x) } }", x=3) == [
        (str(ox.Literal(1)),)
    ]
    assert asked("SELECT ?y { { SELECT $x ?y { BIND ($x AS ?y) } } FILTER BOUND($x) }", x=3) == [
        (str(ox.Literal(3)),)
    ]
    assert asked("SELECT ?y { { SELECT ?y { VALUES ?y { 1 5 } FILTER (?y < ?x) } } }", x=3) == [
        (str(ox.Literal(1)),)
    ]
    assert "<https://w3id.org/inforce/id/state/rus>" in prepare("DESCRIBE $s", {"s": "state:rus"}).text


def test_what_is_not_given_is_named() -> None:
    assert prepare("SELECT $state ?x { ?x ?p $state, $day }", {"day": "2026-11-22"}).free == ("state",)
    assert prepare("SELECT ?state { }").free == ()


@pytest.mark.parametrize(
    ("text", "given", "words"),
    [
        ("SELECT ?x { }", {"y": "1"}, r"no variable \$y"),
        ("SELECT ?x { BIND (1 AS $x) }", {"x": "1"}, "here the query gives it a value"),
        ("SELECT ?x { VALUES $x { 1 } }", {"x": "1"}, "here the query gives it a value"),
        ("SELECT (1 AS $x) { }", {"x": "1"}, "here the query gives it a value"),
        ("SELECT ?y { ?y $x ?z }", {"x": "1"}, "must be a name or an address here"),
        ("ASK { GRAPH $x { } }", {"x": "a"}, "must be a name or an address here"),
    ],
)
def test_a_parameter_that_cannot_be(text: str, given: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        prepare(text, given)
