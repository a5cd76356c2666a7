"""A foreign file can do nothing but be judged: in any form, of any size, nested to any depth."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from inforce.errors import InputError
from inforce.terms import PREFIXES
from inforce.validation import Report, validate
from inforce.validation.reading import MOST_BYTES, documents

HERE = Path(__file__).parent
ID = "https://w3id.org/inforce/id/"
NS = "https://w3id.org/inforce/ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("graph")
    (place / "base.ttl").write_text((HERE / "base.ttl").read_text())
    return place


def judge(graph: Path, path: Path, text: str | bytes) -> Report:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return validate([path], graph=graph)


def only(report: Report) -> tuple[str, int | None, str]:
    (found,) = report.findings
    return found.rule, found.line, found.detail


# --- forms -------------------------------------------------------------------------------------------

EVENT = f"{ID}event/alpha-cai-ratification"
FACTS = [
    (f"{RDF}type", f"<{NS}Ratification>"),
    (f"{NS}participant", f"<{ID}state/cai>"),
    (f"{NS}towards", f"<{ID}treaty/alpha>"),
    (f"{NS}date", f'"1990-02-30"^^<{XSD}date>'),
    (f"{NS}certainty", f"<{ID}kind/recorded>"),
    ("http://purl.org/dc/terms/source", f"<{ID}source/record>"),
]
NT = "".join(f"<{EVENT}> <{predicate}> {value} .\n" for predicate, value in FACTS)
FORMS = {
    "ttl": ("# An event.\n" + NT, 5),
    "nt": (NT, 4),
    "nq": (NT.replace(" .\n", f" <{ID}graph/one> .\n"), 4),
    "trig": (f"<{ID}graph/one> {{\n{NT}}}\n", 5),
    "jsonld": (
        f"""{{
  "@context": {{"inforce": "{NS}", "date": {{"@id": "inforce:date", "@type": "{XSD}date"}}}},
  "@id": "{EVENT}", "@type": "inforce:Ratification",
  "inforce:participant": {{"@id": "{ID}state/cai"}},
  "inforce:towards": {{"@id": "{ID}treaty/alpha"}},
  "date": "1990-02-30",
  "inforce:certainty": {{"@id": "{ID}kind/recorded"}},
  "http://purl.org/dc/terms/source": {{"@id": "{ID}source/record"}}
}}
""",
        3,
    ),
    "rdf": (
        f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="{RDF}" xmlns:i="{NS}" xmlns:dcterms="http://purl.org/dc/terms/">
  <i:Ratification rdf:about="{EVENT}">
    <i:participant rdf:resource="{ID}state/cai"/>
    <i:towards rdf:resource="{ID}treaty/alpha"/>
    <i:date rdf:datatype="{XSD}date">1990-02-30</i:date>
    <i:certainty rdf:resource="{ID}kind/recorded"/>
    <dcterms:source rdf:resource="{ID}source/record"/>
  </i:Ratification>
</rdf:RDF>
""",
        3,
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_judged_alike(graph: Path, tmp_path: Path, form: str) -> None:
    text, line = FORMS[form]
    report = judge(graph, tmp_path / f"file.{form}", text)
    found = [one for one in report.findings if one.severity == "violation"]
    assert [(one.rule, one.subject, one.line) for one in found] == [
        ("day-that-is-no-day", "event:alpha-cai-ratification", line)
    ]


@pytest.mark.parametrize("form", FORMS)
def test_the_standard_input_is_read_in_each_form(graph: Path, form: str) -> None:
    text = FORMS[form][0].encode()
    given = form if form in {"nq", "trig"} else None
    report = validate(["-"], graph=graph, input_format=given, stdin=lambda limit: text[:limit])
    assert [one.rule for one in report.findings if one.severity == "violation"] == ["day-that-is-no-day"]
    assert report.findings[0].file == "<standard input>"


def test_a_byte_order_mark_is_no_error(graph: Path, tmp_path: Path) -> None:
    report = judge(graph, tmp_path / "file.nt", b"\xef\xbb\xbf" + NT.encode())
    assert [one.rule for one in report.findings] == ["day-that-is-no-day"]


def test_all_files_below_a_folder_are_read_and_nothing_else(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "one.nt").write_text(NT)
    (tmp_path / "notes.txt").write_text("not RDF")
    report = validate([tmp_path], graph=graph)
    assert report.files == 1 and not report.conforms


def test_a_folder_without_files_is_a_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no file of RDF"):
        documents([tmp_path])


def test_a_name_that_is_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "one.nt").write_text(NT)
    found, faults = documents([tmp_path, tmp_path / "one.nt"])
    assert len(found) == 1 and not faults


# --- what cannot be read -----------------------------------------------------------------------------

BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [\n<!ENTITY a0 "aaaaaaaaaa">\n'
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">\n' for n in range(9))
    + f']>\n<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://example.org/">'
    '<rdf:Description rdf:about="http://example.org/a"><e:b>&a9;</e:b></rdf:Description></rdf:RDF>'
)
UNREADABLE = {
    "nothing but a word.ttl": ("hello", "hello"),
    "no end.ttl": ("<a:b> <a:c> <a:d>", ""),
    "relative.ttl": ("<a> <b> <c> .", "IRI"),
    "latin.ttl": (b'<a:b> <a:c> "\xff" .', "UTF-8"),
    "utf16.ttl": (NT.encode("utf-16"), "UTF-8"),
    "about-a-triple.ttl": ("<a:b> <a:c> <<( <a:b> <a:c> <a:d> )>> .", "triple about a triple"),
    "about-a-triple.nt": ("<a:b> <a:c> <<( <a:b> <a:c> <a:d> )>> .", "triple about a triple"),
    "deep-triples.ttl": ("<a:b> <a:c> " + "<<( <a:b> <a:c> " * 100_000 + "<a:d>", "triple about a triple"),
    "bomb.rdf": (BOMB, "DOCTYPE"),
    "small-letters.rdf": (BOMB.replace("DOCTYPE", "doctype"), ""),
    "utf16.rdf": (BOMB.encode("utf-16"), "UTF-8"),
    "external.rdf": (
        f'<!DOCTYPE r SYSTEM "file:///etc/passwd"><rdf:RDF xmlns:rdf="{RDF}"/>',
        "DOCTYPE",
    ),
    "deep.rdf": (
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://example.org/">'
        + "<e:a><e:b>" * 10_000
        + "</e:b></e:a>" * 10_000
        + "</rdf:RDF>",
        "deep",
    ),
    "deep.jsonld": ('{"http://example.org/a":' * 10_000 + '"b"' + "}" * 10_000, "deep"),
    "deep-list.jsonld": ("[" * 100_000 + "]" * 100_000, "deep"),
    "remote.jsonld": ('{"@context": "https://schema.org/", "name": "x"}', "elsewhere"),
    "local.jsonld": ('{"@context": "file:///etc/passwd", "name": "x"}', "elsewhere"),
    "imported.jsonld": (
        '{"@context": {"@version": 1.1, "@import": "https://schema.org/"}, "http://example.org/a": "b"}',
        "elsewhere",
    ),
    "empty.jsonld": ("", ""),
    "unknown.doc": (NT, "ending"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_told_and_the_rest_is_judged(graph: Path, tmp_path: Path, name: str) -> None:
    text, words = UNREADABLE[name]
    (tmp_path / "good.nt").write_text(NT)
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    report = validate([path, tmp_path / "good.nt"], graph=graph)
    assert [one.rule for one in report.findings] == ["file-cannot-be-read", "day-that-is-no-day"]
    assert words in report.findings[0].detail and len(report.findings[0].detail) < 400
    assert report.findings[0].file == str(path)


@pytest.mark.parametrize("place", ["missing.ttl", "secret.ttl"])
def test_a_file_that_cannot_be_opened(graph: Path, tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    if place == "secret.ttl":
        if os.geteuid() == 0:
            pytest.skip("root may open everything")
        path.write_text(NT)
        path.chmod(0)
    assert only(validate([path], graph=graph))[0] == "file-cannot-be-read"


def test_a_string_may_hold_two_angles(graph: Path, tmp_path: Path) -> None:
    text = (
        FORMS["ttl"][0].replace("1990-02-30", "1990-03-01")
        + f"""
    <{EVENT}> <{NS}note> "a << b", 'c << d', \"\"\"e "<<" f\"\"\" . # << g
    """
    )
    report = judge(graph, tmp_path / "file.ttl", text)
    assert report.conforms, str(report)


# --- bounds ------------------------------------------------------------------------------------------


def test_a_file_nested_ten_thousand_deep_is_told_once(graph: Path, tmp_path: Path) -> None:
    deep = "[ <http://www.w3.org/2000/01/rdf-schema#label> " * 10_000 + '"x"' + " ]" * 10_000
    report = judge(graph, tmp_path / "deep.ttl", f"# Deep.\n{deep} .")
    told = [one for one in report.findings if one.rule == "node-without-a-name"]
    assert [(one.detail, one.line) for one in told] == [("10,000 nodes", 2)]


def test_a_long_list_is_no_recursion(graph: Path, tmp_path: Path) -> None:
    chain = "".join(
        f"<{ID}treaty/t{n}> <{NS}parent> <{ID}treaty/t{n + 1}> .\n"
        f"<{ID}condition/c{n}> <{NS}operand> <{ID}condition/c{n + 1}> .\n"
        for n in range(1_500)
    )
    report = judge(graph, tmp_path / "chain.nt", chain)
    assert "thing-without-a-class" in {one.rule for one in report.findings}


def test_more_than_the_limit_is_refused_without_reading_it_all(graph: Path) -> None:
    asked: list[int] = []

    def endless(limit: int) -> bytes:
        asked.append(limit)
        return b"#" * limit

    rule, _, detail = only(validate(["-"], graph=graph, stdin=endless))
    assert rule == "file-cannot-be-read" and "16 MB" in detail
    assert asked == [MOST_BYTES + 1]


def _bounded(arguments: list[str], megabytes: int, seconds: float) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", "from inforce.cli import main; main()", "validate", *arguments],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
        timeout=seconds,
    )
    assert time.monotonic() - started < seconds
    return done


def test_a_hundred_megabytes_end_in_a_message(store: object, tmp_path: Path) -> None:
    del store
    path = tmp_path / "large.ttl"
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"#" + b"x" * ((1 << 20) - 2) + b"\n")
    done = _bounded([str(path)], 2048, 60)
    assert done.returncode == 3
    assert "16 MB" in done.stdout and not done.stderr


def test_too_many_triples_end_in_a_message(graph: Path, tmp_path: Path) -> None:
    text = "".join(f"<a:{n}><a:b><a:c>.\n" for n in range(500_001))
    rule, _, detail = only(judge(graph, tmp_path / "many.nt", text))
    assert rule == "file-cannot-be-read" and "500,000" in detail


def test_a_judgement_that_takes_too_long_is_ended(store: object, tmp_path: Path) -> None:
    del store
    # A chain of conditions in which every one is followed to the end from every other.
    path = tmp_path / "chain.nt"
    path.write_text(
        "".join(f"<{ID}condition/c{n}> <{NS}operand> <{ID}condition/c{n + 1}> .\n" for n in range(60_000))
    )
    started = time.monotonic()
    done = _bounded([str(path), "--timeout", "4"], 4096, 60)
    assert done.returncode == 3 and "within 4 seconds" in done.stderr
    assert time.monotonic() - started < 40


# --- nothing else ------------------------------------------------------------------------------------


class _Listener(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        del words


def test_nothing_is_fetched_opened_or_written(graph: Path, tmp_path: Path) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    there = f"http://127.0.0.1:{server.server_port}"
    secret = tmp_path / "secret.ttl"
    secret.write_text("<a:b> <a:c> <a:d> .")
    given = tmp_path / "given"
    given.mkdir()
    sh = PREFIXES["sh"]
    (given / "imports.ttl").write_text(
        f"<{there}/me> a <{PREFIXES['owl']}Ontology> ; <{PREFIXES['owl']}imports> <{there}/other> , "
        f"<file://{secret}> .\n"
        f"<a:shape> a <{sh}NodeShape> ; <{sh}targetSubjectsOf> <{NS}participant> ; <{sh}js> <a:js> ; "
        f'<{sh}shapesGraph> <{there}/shapes> ; <{sh}message> "mine" ; <{sh}nodeKind> <{sh}Literal> .\n'
        f'<a:js> <{sh}jsLibrary> <a:lib> ; <{sh}jsFunctionName> "f" . <a:lib> <{sh}jsLibraryURL> '
        f'"{there}/f.js" .\n'
    )
    (given / "context.jsonld").write_text(f'{{"@context": "{there}/context.jsonld", "a": "b"}}')
    (given / "entity.rdf").write_text(f'<!DOCTYPE r SYSTEM "{there}/r.dtd"><rdf:RDF xmlns:rdf="{RDF}"/>')
    (given / "event.nt").write_text(NT)
    before = {path: path.stat().st_mtime_ns for path in [*given.iterdir(), *graph.iterdir()]}
    opened: list[str] = []

    def watch(name: str, arguments: tuple[object, ...]) -> None:
        if name == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            opened.append(os.fsdecode(arguments[0]))
        if name.startswith(("socket.connect", "socket.getaddrinfo", "urllib")):
            opened.append(name)

    watching = True
    sys.addaudithook(lambda name, arguments: watch(name, arguments) if watching else None)
    report = validate([given], graph=graph)
    watching = False
    server.shutdown()
    assert not _Listener.asked
    assert not [path for path in opened if path == str(secret) or path.startswith(("socket", "urllib"))]
    rules = {one.rule for one in report.findings}
    assert {"file-cannot-be-read", "day-that-is-no-day"} <= rules, "the event is judged by our rules"
    assert not any("mine" in one.message for one in report.findings), "a foreign shape judged something"
    assert before == {path: path.stat().st_mtime_ns for path in [*given.iterdir(), *graph.iterdir()]}
