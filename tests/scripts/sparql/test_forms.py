"""Tables for people: as wide as they may be, in one line a row, and harmless whatever is in a cell."""

from __future__ import annotations

from io import BytesIO

import pyoxigraph as ox

from inforce.sparql.forms import cell, markdown, table, write


def written(text: str, form: str, width: int | None = None) -> str:
    sink = BytesIO()
    answer = ox.Store().query(text)
    write(answer, form, sink, width, "title")
    return sink.getvalue().decode()


def test_a_table_is_as_wide_as_its_cells() -> None:
    lines = list(table(("a", "long name"), [("x", "y"), ("longer", "")]))
    assert lines == ["a       long name", "------  ---------", "x       y", "longer"]


def test_a_wide_cell_goes_on_in_the_next_line() -> None:
    lines = list(table(("a", "b"), [("x", "one two three four five")], 20))
    assert lines == ["a  b", "-  -----------------", "x  one two three", "   four five"]
    assert all(len(line) <= 20 for line in lines)
    words = " ".join(line[3:] for line in lines[2:])
    assert words == "one two three four five"


def test_a_table_never_gets_narrower_than_can_be_read() -> None:
    lines = list(table([f"column{place}" for place in range(9)], [["x" * 30] * 9], 40))
    assert {len(part) for part in lines[1].split()} == {8}


def test_an_answer_without_a_row_says_so() -> None:
    assert list(table(("a",), [])) == ["a", "-", "(no row)"]


def test_wide_and_combining_characters_are_counted_as_they_show() -> None:
    lines = list(table(("a", "b"), [("日本", "x"), ("e\u0301e", "y")]))
    assert lines[2:] == ["日本  x", "e\u0301e    y"]


def test_a_cell_cannot_steer_a_terminal_or_break_a_line() -> None:
    lines = list(table(("a",), [("x\x1b[31mred\r\nnext\u202eback",)]))
    assert lines[2] == "x�[31mred next�back"


def test_nothing_in_a_cell_is_markdown() -> None:
    lines = list(markdown(("a|b",), [("*x* | <b>y</b> [z](w) `v`",)]))
    assert lines[0] == "| a\\|b |"
    assert lines[2] == "| \\*x\\* \\| \\<b\\>y\\</b\\> \\[z\\](w) \\`v\\` |"


def test_terms_are_shown_as_people_write_them() -> None:
    assert cell(ox.NamedNode("https://w3id.org/inforce/id/state/rus")) == "state:rus"
    assert cell(ox.NamedNode("https://example.org/a")) == "<https://example.org/a>"
    assert cell(ox.Literal("Russia", language="en")) == "Russia"
    assert cell(None) == ""


def test_each_form_of_rows() -> None:
    text = "SELECT ?x ?y { VALUES (?x ?y) { (<https://w3id.org/inforce/id/state/rus> 'a,b') (UNDEF 5) } }"
    assert written(text, "csv") == 'x,y\r\nhttps://w3id.org/inforce/id/state/rus,"a,b"\r\n,5\r\n'
    assert written(text, "tsv").startswith('?x\t?y\n<https://w3id.org/inforce/id/state/rus>\t"a,b"\n')
    assert written(text, "json").endswith("}}]}}\n")
    assert written(text, "xml").startswith("<?xml")
    assert written(text, "md").splitlines()[2] == "| state:rus | a,b |"
    assert written(text, "table").splitlines()[2] == "state:rus  a,b"
    assert len({written(text, "table", width) for width in (None, 200)}) == 1


def test_each_form_of_a_truth() -> None:
    assert [written("ASK { }", form) for form in ("table", "md", "csv", "tsv")] == ["true\n"] * 4
    assert written("ASK { }", "json") == '{"head":{},"boolean":true}\n'
    assert "<boolean>false</boolean>" in written("ASK { FILTER (false) }", "xml")


def test_each_form_of_a_graph() -> None:
    text = """PREFIX inforce: <https://w3id.org/inforce/ns#> CONSTRUCT { ?s inforce:note ?n } {
        VALUES (?s ?n) { (<https://w3id.org/inforce/id/state/b> "x") (<https://w3id.org/inforce/id/state/a> "x"@en) } }"""
    assert written(text, "ttl").splitlines() == [
        "# title",
        "",
        "PREFIX inforce: <https://w3id.org/inforce/ns#>",
        "PREFIX state: <https://w3id.org/inforce/id/state/>",
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>",
        "",
        'state:a inforce:note "x"@en .',
        "",
        'state:b inforce:note "x" .',
    ]
    assert len(written(text, "nt").splitlines()) == 2
    assert written(text, "jsonld").startswith("[{")


def test_a_large_graph_is_written_while_it_is_found() -> None:
    text = "CONSTRUCT { <urn:a> <urn:b> ?c } { VALUES ?c { " + " ".join(map(str, range(50_050))) + " } }"
    turtle = written(text, "ttl")
    assert turtle.startswith("# title\n")
    assert len(list(ox.parse(turtle, ox.RdfFormat.TURTLE))) == 50_050
