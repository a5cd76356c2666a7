"""The commands questions, ask and query: on a terminal, in a pipe, with everything that can go wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from inforce import queries
from inforce.terms import EVENTS

COMMAND = [sys.executable, "-c", "from inforce.cli import main; main()"]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
EVERYTHING = "SELECT * { ?s ?p ?o }"


@pytest.fixture(autouse=True)
def compiled(store: ox.Store) -> None:
    """The shipped graph is in the cache."""
    del store


def inforce(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*COMMAND, *words], input=given, capture_output=True, check=False)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def on_a_terminal(*words: str, columns: int = 80) -> str:
    """Run a command on a terminal of a width and return what it shows."""
    if os.name != "posix":
        pytest.skip("no pseudo-terminals here")
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    process = subprocess.Popen(
        [*COMMAND, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:
            break
        if not part:
            break
        shown += part
    assert process.wait() == 0, shown
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


# questions ----------------------------------------------------------------------------------------------


def test_questions_in_each_form() -> None:
    listed = rows(inforce("questions").stdout)
    assert [row["name"] for row in listed] == queries.names("questions")
    assert {"name": "left", "options": "--treaty"}.items() <= next(
        row for row in listed if row["name"] == "left"
    ).items()
    data = json.loads(inforce("questions", "--format", "json").stdout)
    assert {"name", "question", "parameters", "example"} == set(data[0])
    table = inforce("questions", "--format", "table").stdout
    assert table.startswith("name ")
    assert "--state --on" in table


def test_the_ten_questions_are_there() -> None:
    asked = {
        "bound-by", "complaints-about", "exits-pending", "left", "parties", "record-age", "stated-otherwise",
        "thinly-sourced", "visits-in", "without-consent",
    }  # fmt: skip
    assert asked <= set(queries.names("questions"))


# ask ----------------------------------------------------------------------------------------------------


def test_ask_in_each_form() -> None:
    words = ("ask", "bound-by", "--state", "Jamaica", "--treaty", "OP1", "--on", "1998-01-22")
    (row,) = rows(inforce(*words).stdout)
    assert (row["answer"], row["until"]) == ("yes", "1998-01-23")
    data = json.loads(inforce(*words, "--format", "json").stdout)
    assert data["given"] == {"state": "jam", "treaty": "iccpr-op1", "day": "1998-01-22"}
    assert data["not_legal_advice"] is True
    assert data["rows"][0]["answer"] == "yes"
    assert data["rows"][0]["lastKnown"] is None
    table = inforce(*words, "--format", "table").stdout.splitlines()
    assert table[0].endswith("on this day? (--state jam, --treaty iccpr-op1, --on 1998-01-22)")
    assert "lastKnown" not in table[2], "an empty column tells nothing"
    assert table[-1] == "This is not legal advice."


def test_the_day_is_today_unless_it_is_given() -> None:
    words = ("ask", "parties", "--treaty", "ecpt", "--format", "json")
    before = time.strftime("%Y-%m-%d", time.gmtime())
    day = json.loads(inforce(*words).stdout)["given"]["day"]
    assert before <= day <= time.strftime("%Y-%m-%d", time.gmtime())
    assert json.loads(inforce(*words, "--day", "2001-02-03").stdout)["given"]["day"] == "2001-02-03"


def test_names_are_short_and_kinds_are_words() -> None:
    found = rows(inforce("ask", "acts", "--state", "rus").stdout)
    assert {row["kind"] for row in found} <= set(EVENTS)
    assert {row["certainty"] for row in found} <= {
        "recorded",
        "reported",
        "presumed",
        "unverified",
        "contested",
    }
    assert "ecpt" in {row["towards"] for row in found}


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("ask",), 2, "Missing argument"),
        (("ask", "coverge"), 4, "Did you mean coverage"),
        (("ask", "xyzzy"), 4, "`inforce questions` lists them all"),
        (("ask", "../questions/left"), 4, "no question"),
        (("ask", "coverage"), 2, "needs --state"),
        (("ask", "coverage"), 2, "inforce ask coverage --state rus --on 2026-11-22"),
        (("ask", "bound-by"), 2, "needs --state and --treaty"),
        (("ask", "left", "--treaty", "ecpt", "--on", "2020-01-01"), 2, "does not take --on"),
        (("ask", "bodies", "--state", "rus"), 2, "does not take --state"),
        (("ask", "acts", "--state", "Rusia Federation"), 4, "Did you mean"),
        (("ask", "coverage", "--state", "rus", "--on", "2026-02-30"), 2, "is no day"),
        (("ask", "left", "--treaty", ""), 4, "is called ''"),
    ],
)
def test_what_ask_refuses(words: tuple[str, ...], status: int, said: str) -> None:
    done = inforce(*words)
    assert done.returncode == status
    assert said in done.stderr
    assert not done.stdout


# query --------------------------------------------------------------------------------------------------

LABEL = "SELECT ?l WHERE { $state rdfs:label ?l }"


def test_a_query_from_each_place(tmp_path: Path) -> None:
    file = tmp_path / "own.rq"
    file.write_text(f"\ufeff# What is it called?\n{LABEL}\n", encoding="utf-8")
    given = ("--param", "state=state:jam")
    expected = "l\r\nJamaica\r\n"
    for done in (
        inforce("query", str(file), *given),
        inforce("query", "-", *given, given=file.read_bytes()),
        inforce("query", "--text", LABEL, *given),
        inforce("query", "--text", LABEL, "--param", "$state=state:jam"),
    ):
        assert (done.returncode, done.stdout.encode(), done.stderr) == (0, expected.encode(), "")


def test_the_forms_of_an_answer() -> None:
    text = ("query", "--text", "SELECT ?l WHERE { state:jam rdfs:label ?l }")
    assert (
        json.loads(inforce(*text, "-f", "json").stdout)["results"]["bindings"][0]["l"]["value"] == "Jamaica"
    )
    assert inforce(*text, "-f", "tsv").stdout == '?l\n"Jamaica"@en\n'
    assert inforce(*text, "-f", "xml").stdout.startswith("<?xml")
    assert inforce(*text, "-f", "md").stdout == "| l |\n| --- |\n| Jamaica |\n"
    assert inforce(*text, "--format", "table").stdout == "l\n-------\nJamaica\n"
    graph = (
        "query",
        "--text",
        "CONSTRUCT { ?s rdfs:label ?l } WHERE { VALUES ?s { state:jam } ?s rdfs:label ?l }",
    )
    assert inforce(*graph).stdout.endswith('\n\nstate:jam rdfs:label "Jamaica"@en .\n')
    assert inforce(*graph, "-f", "nt").stdout.endswith('#label> "Jamaica"@en .\n')
    assert json.loads(inforce(*graph, "-f", "jsonld").stdout)[0]["@id"].endswith("state/jam")
    assert inforce("query", "--text", "ASK { state:jam ?p ?o }").stdout == "true\n"


def test_each_question_file_is_a_query() -> None:
    file = queries.data("queries") / "questions" / "bound-by.rq"
    given = ("--param", "state=state:jam", "--param", "treaty=treaty:iccpr-op1", "--param", "day=1998-01-23")
    (row,) = rows(inforce("query", str(file), *given).stdout)
    assert row["answer"] == "https://w3id.org/inforce/id/kind/no"
    assert row["day"] == "1998-01-23"


def test_a_parameter_that_is_not_given_is_named() -> None:
    done = inforce("query", "--text", "ASK { $state a inforce:State }")
    assert done.stdout == "true\n"
    assert "$state not given" in done.stderr


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("query",), 2, "Give one query"),
        (("query", "a.rq", "--text", "ASK { }"), 2, "Give one query"),
        (("query", "--text", ""), 2, "There is no query"),
        (("query", "no-such-file.rq"), 3, "no-such-file.rq: No such file or directory"),
        (("query", "SELECT * { ?s ?p ?o }"), 3, "needs --text"),
        (("query", "."), 3, "Is a directory"),
        (("query", "--text", "SELECT * {\n ?s ?p }"), 2, "line 2, column 8: '}' is out of place"),
        (("query", "--text", "SELECT * {\n ?s ?p }"), 2, "  2 |  ?s ?p }\n             ^"),
        (("query", "--text", "SELECT (1 AS ?s)\n{ ?s ?p ?o }"), 2, "line 2, column 12"),
        (("query", "--text", "DROP ALL"), 2, "DROP would change the graph"),
        (
            ("query", "--text", "ASK { SERVICE <http://localhost/> { } }"),
            2,
            "SERVICE would ask another server",
        ),
        (("query", "--text", "ASK FROM <file:///etc/passwd> { }"), 2, "FROM names another graph"),
        (("query", "--text", "ASK { foo:x ?p ?o }"), 2, "the prefix foo: is not declared"),
        (("query", "--text", "ASK { tready:x ?p ?o }"), 2, "Did you mean treaty:?"),
        (("query", "--text", "ASK { }", "-f", "ttl"), 2, "Choose from: table, json"),
        (("query", "--text", "DESCRIBE state:jam", "-f", "csv"), 2, "Choose from: ttl, nt, jsonld"),
        (("query", "--text", "ASK { }", "-f", "docx"), 2, "Invalid value for '-f'"),
        (("query", "--text", "ASK { }", "--timeout", "0"), 2, "--timeout"),
        (("query", "--text", "ASK { }", "--timeout", "soon"), 2, "--timeout"),
        (("query", "--text", "ASK { }", "--timeout", "nan"), 2, "--timeout"),
        (("validate", "--timeout", "1e10"), 2, "--timeout"),
        (("query", "--text", "ASK { }", "--param", "x"), 2, "--param name=value"),
        (("query", "--text", "ASK { }", "--param", "x=1"), 2, "no variable $x"),
        (("query", "--text", "ASK { $x ?p 1 }", "--param", "x=1", "--param", "x=2"), 2, "given twice"),
        (("query", "--text", "ASK { $x ?p 1 }", "--param", "x=2026-02-30"), 2, "cannot be used"),
        (("query", "--text", "ASK { FILTER(<https://example.org/f>(1)) }"), 2, "custom function"),
    ],
)
def test_what_query_refuses(words: tuple[str, ...], status: int, said: str) -> None:
    done = inforce(*words)
    assert done.returncode == status
    assert said in done.stderr
    assert not done.stdout


def test_files_that_hold_no_query(tmp_path: Path) -> None:
    empty, latin, binary = tmp_path / "empty.rq", tmp_path / "latin.rq", tmp_path / "binary.rq"
    empty.write_bytes(b"")
    latin.write_bytes("# caf\u00e9\nASK { }".encode("latin-1"))
    binary.write_bytes(bytes(range(128)))
    for file, status, said in (
        (empty, 2, "There is no query"),
        (latin, 3, "latin.rq is no text in UTF-8: line 1"),
        (binary, 2, "means nothing in SPARQL"),
    ):
        done = inforce("query", str(file))
        assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert inforce("query", "-").returncode == 2
    large = tmp_path / "large.rq"
    large.write_bytes(b"#" * 3_000_000)
    assert "up to 500,000 characters" in inforce("query", str(large)).stderr


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everything can be read")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    file = tmp_path / "own.rq"
    file.write_text("ASK { }", encoding="utf-8")
    file.chmod(0)
    done = inforce("query", str(file))
    assert done.returncode == 3
    assert "Permission denied" in done.stderr


def test_a_runaway_query_is_ended() -> None:
    begins = time.monotonic()
    done = inforce("query", "--text", ENDLESS, "--timeout", "1")
    assert time.monotonic() - begins < 3
    assert done.returncode == 1
    assert done.stderr.startswith("inforce: The query was ended after 1 seconds")
    assert "--timeout" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_a_closed_pipe_ends_it_quietly() -> None:
    begins = time.monotonic()
    command = " ".join(f"'{word}'" for word in [*COMMAND, "query", "--text", EVERYTHING])
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -n 2; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert time.monotonic() - begins < 5
    assert len(done.stdout.splitlines()) == 2
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(os.name != "posix", reason="no process groups")
@pytest.mark.parametrize("everybody", [True, False], ids=["the terminal's group", "the command alone"])
def test_an_interrupt_ends_both_processes(everybody: bool) -> None:
    process = subprocess.Popen(
        [*COMMAND, "query", "--text", ENDLESS],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    time.sleep(1.5)
    if everybody:
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=5)
    assert (process.returncode, err.strip()) == (130, "inforce: interrupted")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_a_disk_that_is_full() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no full device")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "query", "--text", EVERYTHING],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


# on a terminal ------------------------------------------------------------------------------------------


def test_a_table_fits_the_terminal() -> None:
    text = "SELECT ?x ?l { ?x a inforce:MonitoringBody ; rdfs:label ?l } ORDER BY ?x LIMIT 5"
    shown = on_a_terminal("query", "--text", text, columns=60).splitlines()
    assert shown[0].split() == ["x", "l"]
    assert max(map(len, shown)) <= 60
    assert sum(line.startswith("body:") for line in shown) == 5
    asked = on_a_terminal("ask", "visits-in", "--state", "rus", "--on", "2021-01-01", columns=90).splitlines()
    assert any(line.startswith("cpt-adh") for line in asked)
    assert max(map(len, asked[2:])) <= 90
    listed = on_a_terminal("questions", columns=70).splitlines()
    assert max(map(len, listed)) <= 70


@pytest.mark.parametrize("command", ["questions", "ask", "query"])
def test_help(command: str) -> None:
    done = inforce(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: ")
    assert inforce(command, "-h").stdout == done.stdout
    assert inforce(command, "--nonsense").returncode == 2
