"""The command: forms of output, statuses, hostile words, the rules that it lists."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from inforce.cli import group
from inforce.turtle import node
from inforce.validation.rules import rules


def judge(*words: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(group, ["validate", *words], input=stdin)


@pytest.fixture
def event(tmp_path: Path) -> Callable[..., Path]:
    """Write an accession to a treaty of the real graph by a state that has not joined it."""

    def write(note: str = "", day: str = "2016-01-01", name: str = "event.ttl") -> Path:
        path = tmp_path / name
        path.write_text(
            f"""# An invented accession.

PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX event: <https://w3id.org/inforce/id/event/>
PREFIX inforce: <https://w3id.org/inforce/ns#>
PREFIX kind: <https://w3id.org/inforce/id/kind/>
PREFIX source: <https://w3id.org/inforce/id/source/>
PREFIX state: <https://w3id.org/inforce/id/state/>
PREFIX treaty: <https://w3id.org/inforce/id/treaty/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

event:ecpt-can-accession a inforce:Accession ;
    inforce:participant state:can ;
    inforce:towards treaty:ecpt ;
    inforce:date "{day}"^^xsd:date ;
    inforce:certainty kind:recorded ;
{f"    inforce:note {note} ;" + chr(10) if note else ""}    dcterms:source source:text-ecpt .
"""
        )
        return path

    return write


def test_a_file_that_conforms(store: object, event: Callable[..., Path]) -> None:
    del store
    done = judge(str(event()))
    assert done.exit_code == 0
    assert done.output == f"conforms: 1 file, 6 triples, {len(rules())} rules\n"


def test_a_file_that_does_not(store: object, event: Callable[..., Path]) -> None:
    del store
    path = event(day="2016-02-30")
    done = judge(str(path))
    assert done.exit_code == 1
    assert done.output.startswith(f"{path}:15: violation: day-that-is-no-day\n")
    assert "Canada, accession, ECPT" in done.output
    assert done.output.endswith(
        f"does not conform, with 1 violation: 1 file, 6 triples, {len(rules())} rules\n"
    )


def test_warnings_fail_where_they_are_asked_to(store: object, event: Callable[..., Path]) -> None:
    del store
    path = event()
    path.write_text(path.read_text().removeprefix("# An invented accession.\n\n"))
    assert judge(str(path)).exit_code == 0
    assert judge(str(path), "--fail-on", "warning").exit_code == 1


def test_statuses(store: object, tmp_path: Path) -> None:
    del store
    assert judge("--format", "xml").exit_code == 2
    assert judge(str(tmp_path / "missing.ttl")).exit_code == 3
    (tmp_path / "broken.ttl").write_text("<a")
    assert judge(str(tmp_path / "broken.ttl")).exit_code == 3
    (tmp_path / "empty.ttl").write_text("# Nothing yet.\n")
    assert judge(str(tmp_path / "empty.ttl")).exit_code == 0


def test_the_standard_input(store: object, event: Callable[..., Path]) -> None:
    del store
    assert judge("-", stdin=event().read_bytes()).exit_code == 0
    done = judge("-", stdin=event(day="2016-02-30").read_bytes())
    assert done.exit_code == 1 and done.output.startswith("<standard input>:15: violation")


def test_json(store: object, event: Callable[..., Path]) -> None:
    del store
    path = event(day="2016-02-30")
    told = json.loads(judge(str(path), "--format", "json").output)
    assert told["conforms"] is False and told["rules"] == len(rules())
    (found,) = told["findings"]
    assert found["file"] == str(path) and found["line"] == 15
    assert found["rule"] == "day-that-is-no-day" and found["severity"] == "violation"
    assert found["subject"] == "event:ecpt-can-accession" and found["detail"] == "2016-02-30"
    assert found["basis"].startswith("inforce:date: ")


def test_annotations(store: object, event: Callable[..., Path]) -> None:
    del store
    done = judge(str(event(day="2016-02-30", name="a,b:c.ttl")), "--format", "github")
    (line,) = done.output.splitlines()
    assert line.startswith("::error file=") and ",line=15,title=day-that-is-no-day::event:ecpt" in line
    assert "a%2Cb%3Ac.ttl" in line


def test_a_report_of_shacl(store: object, event: Callable[..., Path]) -> None:
    del store
    text = judge(str(event(day="2016-02-30")), "--format", "ttl").output
    found = {quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)}
    focus = [triple.object for triple in found if triple.predicate == node("sh:focusNode")]
    rule = [triple.object for triple in found if triple.predicate == node("sh:sourceShape")]
    assert focus == [node("event:ecpt-can-accession")]
    assert rule == [node("shape:day-that-is-no-day")]
    conforms = [triple.object for triple in found if triple.predicate == node("sh:conforms")]
    assert conforms == [ox.Literal(False)]


@pytest.mark.parametrize("form", ["text", "json", "github", "ttl"])
def test_hostile_words_do_nothing(store: object, event: Callable[..., Path], form: str) -> None:
    del store
    hostile = '"\\u001B[2J\\u001B]0;title\\u0007\\r\\n::error::injected \\u202Eabc"'
    done = judge(str(event(hostile, "2016-02-30")), "--format", form)
    assert done.exit_code == 1
    for sign in ("\x1b", "\x07", "\r", *(() if form == "json" else ("\u202e",))):
        assert sign not in done.output
    assert not any(line.startswith("::error::injected") for line in done.output.splitlines())


def test_many_findings_of_one_rule_are_summed_up(store: object, tmp_path: Path) -> None:
    del store
    path = tmp_path / "many.nt"
    start = "https://w3id.org/inforce/"
    path.write_text("".join(f'<{start}id/event/e{n}> <{start}ns#note> "x" .\n' for n in range(50)))
    text = judge(str(path)).output
    assert text.count(": violation: thing-without-a-class\n") == 20
    assert "30 more of thing-without-a-class; --format json has all" in text
    assert len(json.loads(judge(str(path), "--format", "json").output)["findings"]) == 50


def test_the_rules_are_listed() -> None:
    text = judge("--rules").output
    for rule in rules():
        assert f"{rule.name} ({rule.sort}, {rule.severity})\n" in text


def test_a_closed_pipe_ends_it_quietly(program: list[str], event: Callable[..., Path]) -> None:
    command = shlex.join([*program, "validate", str(event(day="2016-02-30"))])
    done = subprocess.run(["bash", "-c", f"{command} | true"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not done.stderr


def test_the_shipped_graph_conforms(program: list[str]) -> None:
    done = subprocess.run(
        [*program, "validate", "--fail-on", "warning"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-4000:]
    assert done.stdout.startswith("conforms: ")
