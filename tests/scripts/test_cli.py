"""The command line as a user meets it: names, days, forms of output, exit statuses, hostile surroundings."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from inforce import terms
from inforce.cli import group
from inforce.errors import InforceError, UnknownNameError


def ask(*words: str) -> Result:
    """Run a command in this process; what the user got wrong is in ``exception``."""
    return CliRunner().invoke(group, words)


def data(*words: str) -> Any:
    found = ask(*words, "--format", "json")
    assert found.exit_code == 0, found.exception or found.output
    return json.loads(found.output)


def on_a_terminal(program: list[str], *words: str, **environment: str) -> tuple[int, str]:
    """Run the program with a terminal of 100 columns as its output."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*program, *words],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "100", "LINES": "50", **environment},
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return process.wait(), shown.decode().replace("\r\n", "\n")


# --- exit statuses -----------------------------------------------------------------------------------

RUSSIA = ("status", "russia", "ecpt", "--on", "2025-12-31")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (RUSSIA, 0, ""),
        (("--help",), 0, ""),
        (("--version",), 0, ""),
        (("coverage",), 2, "STATE"),
        (("coverage", "russia", "--visits", "--complaints"), 2, "exclude each other"),
        (("coverage", "russia", "--visits", "--procedure", "inquiry"), 2, "exclude each other"),
        (("coverage", "russia", "--procedure", "inspection"), 2, "inspection"),
        (("coverage", "russia", "--on", "2026-02-30"), 2, "'2026-02-30' is no day"),
        (("coverage", "russia", "--on", "26-1-1"), 2, "'26-1-1' is no day"),
        (("coverage", "russia", "--on", "today"), 2, "YYYY-MM-DD"),
        (("coverage", "russia", "--known-on", "2026-13-01"), 2, "no day"),
        (("coverage", "russia", "--format", "xml"), 2, "xml"),
        (("coverage", "russia", "--off", "2026-01-01"), 2, "--off"),
        (("coverge", "russia"), 2, "Did you mean 'coverage'?"),
        (("status", "russa", "ecpt"), 4, "Did you mean Russian Federation (rus)"),
        (("status", "russia", "ectp"), 4, "ecpt"),
        (("coverage", "russia", "atlantis"), 4, "'atlantis'"),
        (("reach", "cpt-adhoc"), 4, "cpt-adh"),
        (("treaty", "ETS 999"), 4, "'ETS 999'"),
        (("why", "russia", "nothing-of-the-kind"), 4, "nothing-of-the-kind"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_status(run: Any, words: tuple[str, ...], status: int, said: str) -> None:
    found = run(*words)
    assert found.returncode == status, found.stderr
    assert said in found.stderr
    assert "Traceback" not in found.stderr
    assert bool(found.stdout) == (status == 0)


@pytest.mark.parametrize(
    "day", ["2026-W01-1", "2026-001xx", "20260101", "2026/01/01", "2026-1-01", "", "٢٠٢٦-٠١-٠١"]
)
def test_a_day_is_written_in_one_way(day: str) -> None:
    found = ask("status", "russia", "ecpt", "--on", day)
    assert found.exit_code == 2
    assert "is no day" in found.output


def test_the_first_and_the_last_day_that_there_are() -> None:
    for day, answer in (("0001-01-01", "no"), ("9999-12-31", "undetermined")):
        assert data("status", "russia", "ecpt", "--on", day)["answers"][0]["answer"] == answer


# --- names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("russia", "rus"), ("RUS", "rus"), ("rus", "rus"), ("Russian Federation", "rus"),
        ("the russian federation", "rus"), ("  Russia ", "rus"), ("Rusia", "rus"), ("Россия", "rus"),
        ("cote d'ivoire", "civ"), ("Côte d'Ivoire", "civ"), ("CÔTE D’IVOIRE", "civ"), ("ivory coast", "civ"),
        ("TÜRKIYE", "tur"), ("turkiye", "tur"), ("Türkiye", "tur"), ("turkey", "tur"), ("TÜRKİYE", "tur"),
        ("niger", "ner"), ("nigeria", "nga"), ("NER", "ner"), ("NGA", "nga"),
        ("congo", "cog"), ("republic of the congo", "cog"), ("democratic republic of the congo", "cod"),
        ("DR Congo", "cod"), ("COD", "cod"),
        ("guinea", "gin"), ("guinea-bissau", "gnb"), ("equatorial guinea", "gnq"), ("papua new guinea", "png"),
        ("dominica", "dma"), ("dominican republic", "dom"),
        ("north korea", "prk"), ("republic of korea", "kor"), ("south sudan", "ssd"), ("sudan", "sdn"),
        ("czechia", "cze"), ("Czech Republic", "cze"), ("czechoslovakia", "csk"),
        ("united kingdom", "gbr"), ("USA", "usa"), ("united states", "usa"), ("holy see", "vat"),
        ("eu", "eu"), ("european union", "eu"), ("saint lucia", "lca"), ("st. lucia", "lca"),
    ],
)  # fmt: skip
def test_a_state_is_found_by_its_names(typed: str, meant: str) -> None:
    assert data("status", typed, "iccpr", "--on", "2026-01-01")["state"] == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ecpt", "ecpt"), ("ECPT", "ecpt"), ("ETS 126", "ecpt"), ("ets 126", "ecpt"), ("ETS-126", "ecpt"),
        ("IV-9-b", "opcat"), ("iv-9-B", "opcat"), ("UNTC IV-9-b", "opcat"), ("opcat", "opcat"),
        ("OP1", "iccpr-op1"), ("IV-5", "iccpr-op1"), ("first optional protocol", "iccpr-op1"),
        ("cerd", "icerd"), ("rome-statute", "rome"), ("CETS 210", "istanbul"), ("istanbul convention", "istanbul"),
        ("coe", "coe"), ("council of europe", "coe"), ("ETS 1", "coe"), ("ETS 5", "echr"), ("un", "un"),
    ],
)  # fmt: skip
def test_a_treaty_is_found_by_its_names(typed: str, meant: str) -> None:
    assert data("status", "france", typed, "--on", "2026-01-01")["answers"][0]["treaty"] == meant


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("Russa", "Russian Federation (rus)"),
        ("Nigera", "(nga)"),
        ("Nigera", "(ner)"),
        ("Frnce", "France (fra)"),
    ],
)
def test_a_wrong_name_is_never_guessed(typed: str, suggested: str) -> None:
    found = ask("status", typed, "ecpt")
    assert isinstance(found.exception, UnknownNameError)
    assert found.exception.status == 4
    assert suggested in found.exception.hint
    assert "inforce list" in found.exception.hint


@pytest.mark.parametrize("typed", ["", " ", "?!", "xqzzyv"])
def test_a_name_that_is_like_nothing_gets_no_suggestion(typed: str) -> None:
    found = ask("status", typed, "ecpt")
    assert isinstance(found.exception, UnknownNameError)
    assert "Did you mean" not in found.exception.hint


# --- forms of output ---------------------------------------------------------------------------------

FRAME = [
    "schema_version",
    "data_version",
    "state",
    "state_name",
    "on",
    "known_on",
    "predecessors",
    "not_legal_advice",
    "answers",
]
DATES = ["from_earliest", "from_latest", "until_earliest", "until_latest"]
COVERAGE = [
    "mechanism", "name", "body", "procedure", "answer", "access", "visits_detention", "condition", *DATES,
    "legal_basis", "residual", "because", "record_as_at", "last_known", "last_known_on",
]  # fmt: skip
STATUS = [
    "treaty", "name", "answer", "status", *DATES, "continuous_since", "because", "record_as_at", "last_known",
    "last_known_on",
    "territories",
]  # fmt: skip


def test_the_keys_of_coverage_are_stable() -> None:
    frame = data("coverage", "russia", "--on", "2026-11-22")
    assert list(frame) == FRAME
    assert (frame["schema_version"], frame["state"], frame["on"], frame["known_on"]) == (
        1, "rus", "2026-11-22", None,
    )  # fmt: skip
    assert len(frame["answers"]) == 102
    for answer in frame["answers"]:
        assert list(answer) == COVERAGE
        assert answer["answer"] in {"yes", "no", "undetermined", "conditional", "no record"}
        assert answer["mechanism"] == answer["mechanism"].lower()
        assert set(answer["condition"] or "") <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_the_keys_of_status_are_stable() -> None:
    frame = data("status", "russia", "--on", "2026-11-22", "--known-on", "2026-01-01")
    assert list(frame) == FRAME
    assert frame["known_on"] == "2026-01-01"
    assert all(list(answer) == STATUS for answer in frame["answers"])
    assert {"ecpt", "echr", "coe", "iccpr", "opcat"} <= {answer["treaty"] for answer in frame["answers"]}


def test_several_states_are_a_list_of_frames() -> None:
    frames = data("coverage", "russia", "jamaica", "--on", "2026-11-22", "--visits")
    assert [frame["state"] for frame in frames] == ["rus", "jam"]
    assert all(list(frame) == FRAME for frame in frames)
    assert isinstance(data("coverage", "russia", "--on", "2026-11-22"), dict)
    found = ask("coverage", "russia", "jamaica", "--on", "2026-11-22", "--visits", "--format", "csv")
    assert {row["state"] for row in csv.DictReader(io.StringIO(found.output))} == {"rus", "jam"}


def test_the_choices_of_coverage() -> None:
    everything = {
        answer["mechanism"] for answer in data("coverage", "france", "--on", "2026-11-22")["answers"]
    }
    visits = {one["mechanism"] for one in data("coverage", "france", "--visits")["answers"]}
    complaints = {one["mechanism"] for one in data("coverage", "france", "--complaints")["answers"]}
    inquiries = {one["mechanism"] for one in data("coverage", "france", "--procedure", "inquiry")["answers"]}
    assert all(some < everything for some in (visits, complaints, inquiries))
    assert {"cpt-adh", "spt-vis", "sp-tort", "coe-chr"} <= visits
    assert {"hrc-ind", "ecthr-ind", "cpt-compl"} <= complaints, "the powers that a body lacks are among them"
    assert "cpt-adh" not in complaints
    assert "hrc-ind" not in visits
    assert {"cat-inq", "cedaw-inq"} <= inquiries


def test_the_columns_of_csv_are_stable() -> None:
    found = ask("coverage", "russia", "--on", "2026-11-22", "--format", "csv")
    rows = list(csv.reader(io.StringIO(found.output)))
    assert rows[0] == [
        "state", "on", "known_on", "mechanism", "body", "procedure", "answer", "access", "visits_detention",
        *DATES, "legal_basis", "residual", "because", "record_as_at", "last_known", "last_known_on",
        "data_version",
    ]  # fmt: skip
    assert len(rows) == 1 + 102
    assert {len(row) for row in rows} == {len(rows[0])}
    found = ask("status", "russia", "ecpt", "--on", "2026-11-22", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(found.output))
    assert list(row) == [
        "state", "on", "known_on", "treaty", "answer", "status", *DATES, "continuous_since", "because",
        "record_as_at", "last_known", "last_known_on", "data_version",
    ]  # fmt: skip
    assert (row["answer"], row["until_earliest"], row["until_latest"]) == ("undetermined", "2026-10-01", "")
    assert "denunciation of unknown day (presumed)" in row["because"]


@pytest.mark.parametrize(
    "words",
    [
        ("coverage", "russia", "--on", "2026-11-22"),
        ("status", "greece", "--on", "1960-01-01"),
        ("why", "jamaica", "hrc-ind", "--on", "2000-01-01"),
        ("reach", "cpt", "--on", "2026-11-22"),
        ("treaty", "iccpr-op1", "--on", "2026-11-22"),
        ("list", "mechanisms"),
        ("about",),
    ],
    ids=lambda words: words[0],
)
def test_every_form_of_every_answer(words: tuple[str, ...]) -> None:
    table = ask(*words, "--format", "table")
    assert table.exit_code == 0, table.exception
    assert "Traceback" not in table.output
    assert data(*words)
    found = ask(*words, "--format", "csv")
    rows = list(csv.reader(io.StringIO(found.output)))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


def test_a_terminal_gets_a_table_and_a_pipe_gets_csv(program: list[str], run: Any) -> None:
    status, shown = on_a_terminal(program, *RUSSIA)
    assert status == 0
    assert shown.startswith("Russian Federation on 31 December 2025\n")
    assert run(*RUSSIA).stdout.startswith("state,on,known_on,treaty,")
    status, shown = on_a_terminal(program, *RUSSIA, "--format", "json")
    assert json.loads(shown)["state"] == "rus"
    assert shown.count("\n") > 10, "indented for people"


def test_nothing_is_coloured(program: list[str]) -> None:
    for environment in ({"NO_COLOR": "1"}, {"TERM": "xterm-256color"}):
        _, shown = on_a_terminal(program, "coverage", "russia", "--on", "2026-11-22", **environment)
        assert "\x1b" not in shown
        assert max(len(line) for line in shown.splitlines()) <= 100


def test_every_answer_names_its_day_its_age_and_that_it_is_no_advice() -> None:
    for words in (("coverage", "russia"), ("status", "russia"), ("why", "russia", "ecpt"), ("reach", "cpt")):
        shown = ask(*words, "--on", "2026-11-22", "--format", "table").output
        assert "22 November 2026" in shown
        assert " as at " in shown
        assert shown.count("This is not legal advice.") == 1


# --- help --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", group.list_commands(click.Context(group)))
def test_help(name: str) -> None:
    found = ask(name, "--help")
    assert found.exit_code == 0, found.exception
    assert found.output.startswith(f"Usage: {group.name} {name}")
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} says nothing"


def test_the_help_names_every_command(run: Any) -> None:
    shown = run("--help").stdout
    for name in group.list_commands(click.Context(group)):
        assert f"\n  {name} " in shown


def test_the_version_names_the_data(run: Any) -> None:
    name, version, word, data_version = run("--version").stdout.split()
    assert (name, word, len(data_version)) == ("inforce", "data", 12)
    assert version.rstrip(",")


# --- hostile surroundings ----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_reader_that_has_seen_enough(program: list[str], form: str) -> None:
    process = subprocess.Popen(
        [*program, "coverage", "russia", "jamaica", "france", "--format", form, "--on", "2026-11-22"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_an_output_that_is_full(program: list[str], form: str) -> None:
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(
            [*program, *RUSSIA, "--format", form], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert found.returncode == 3
    assert "No space left on device" in found.stderr
    assert "Traceback" not in found.stderr


def test_an_output_that_is_closed(program: list[str]) -> None:
    closing = ["bash", "-c", 'exec "$@" >&-', "bash"]
    found = subprocess.run([*closing, *program, *RUSSIA], stderr=subprocess.PIPE, text=True, check=False)
    assert found.returncode == 3
    assert found.stderr == "inforce: the output is closed\n"


PREFIXES = "\n".join(f"PREFIX {prefix}: <{address}>" for prefix, address in terms.PREFIXES.items())
SUSPENDED = """event:2 a inforce:Suspension ; inforce:participant {} ; inforce:towards {} ;
    inforce:certainty kind:recorded ; inforce:date "2020-01-01"^^xsd:date ."""


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("graph/events.ttl", 'PREFIX x: <y:>\n\nx:a x:b "never closed .\n', "graph/events.ttl:"),
        ("graph/events.ttl", "no Turtle at all", "graph/events.ttl:1: "),
        ("graph/new.ttl", "\n\n<x:a> <x:b>\n", "graph/new.ttl:"),
        ("graph/new.ttl", b"\xff\xfe", "graph/new.ttl"),
        ("graph/new.ttl", "treaty:x a inforce:Treaty .", "treaty:x has 0 values of rdfs:label"),
        ("graph/new.ttl", 'treaty:pact inforce:endedOn "2020-02-30" .', "'2020-02-30'"),
        ("graph/new.ttl", "event:1 dcterms:source source:no-such .", "event:1 names source:no-such"),
        ("graph/new.ttl", SUSPENDED.format("state:nowhere", "treaty:pact"), "event:2 names state:nowhere"),
        ("graph/new.ttl", SUSPENDED.format("state:arc", "treaty:nothing"), "event:2 names treaty:nothing"),
    ],
)
def test_data_that_cannot_be_read(small: Any, file: str, text: str | bytes, said: str) -> None:
    path = small.graph.parent / file
    if isinstance(text, bytes):
        path.write_bytes(text)
    else:
        prefixes = "" if "<" in text or "no Turtle" in text else f"{PREFIXES}\n"
        path.write_text(prefixes + text, encoding="utf-8")
    found = small.run("status", "arcadia", "pact")
    assert found.returncode == 3, found.stderr
    assert said in found.stderr
    assert "Traceback" not in found.stderr
    assert found.stdout == ""
    assert small.builds() == small.leftovers() == []
    # What does not need the data still works.
    assert small.run("coverage", "--help").returncode == 0


def test_data_that_is_gone(small: Any) -> None:
    small.graph.rename(small.graph.with_name("elsewhere"))
    found = small.run("status", "arcadia", "pact")
    assert found.returncode == 3
    assert "graph" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("when", ["early", "late"])
def test_an_interrupted_compilation_leaves_nothing(program: list[str], tmp_path: Path, when: str) -> None:
    cache = tmp_path / "cache"
    process = subprocess.Popen(
        [*program, *RUSSIA],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "INFORCE_CACHE": str(cache)},
    )
    if when == "early":
        time.sleep(1)
    else:
        while process.poll() is None and not list(cache.glob("building-*/CURRENT")):
            time.sleep(0.01)
    assert process.poll() is None, "it was compiled before it could be interrupted"
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == "inforce: interrupted"
    assert output == ""
    assert not list(cache.glob("*")), "nothing half-built is left"


def test_what_the_user_can_get_wrong_has_a_status_of_its_own() -> None:
    statuses = {error.__name__: error.status for error in InforceError.__subclasses__()}
    assert {"InputError": 2, "UnreadableError": 3, "UnknownNameError": 4}.items() <= statuses.items()
