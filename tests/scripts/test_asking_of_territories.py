"""What a user is told of territories: on the command line, in JSON and CSV, and from Python."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner, Result

import inforce
from inforce.answers.territories import TerritoryFrame, TerritoryWhyFrame
from inforce.cli import group
from inforce.errors import InputError, UnknownNameError


def ask(*words: str) -> Result:
    return CliRunner().invoke(group, words)


def shown(*words: str) -> str:
    found = ask(*words, "--format", "table")
    assert found.exit_code == 0, found.exception or found.output
    return " ".join(found.output.split())


def data(*words: str) -> Any:
    found = ask(*words, "--format", "json")
    assert found.exit_code == 0, found.exception or found.output
    return json.loads(found.output)


def test_a_territory_is_answered_for_by_a_state_that_is_not_bound_itself() -> None:
    text = shown("status", "hong-kong", "iccpr", "--on", "1998-01-01")
    assert "yes: iccpr, applied by China, since 1 July 1997, without a gap since 20 August 1976" in text
    assert "China itself is bound: no." in text


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("hkg", "iccpr", "--on", "1976-06-01"), "no: iccpr, not applied by United Kingdom"),
        (
            ("hkg", "cat", "--on", "1992-12-10"),
            "undetermined: cat, applied by United Kingdom of Great Britain and",
        ),
        (("hkg", "ced", "--on", "2020-01-01"), "no record: ced (International Convention for the Protection"),
        (("Alderney", "--on", "2000-01-01"), "no record: crc"),
        (("grenada territory", "icerd", "--on", "1980-01-01"), "Grenada (territory) on 1 January 1980"),
        (("hkg", "iccpr", "--on", "1998-01-01", "--known-on", "1997-06-30"), "As known on 30 June 1997."),
    ],
)
def test_status_in_words(words: tuple[str, ...], line: str) -> None:
    assert line in shown("status", *words)


def test_a_state_lists_the_territories_to_which_it_applies_a_treaty() -> None:
    assert "no: iccpr, not a party" in (text := shown("status", "china", "iccpr", "--on", "1998-01-01"))
    assert "applied to: Hong Kong" in text
    assert "applied to: Hong Kong; Macao" in shown("status", "china", "iccpr", "--on", "1999-12-20")
    assert "perhaps applied to: Macao" in shown("status", "portugal", "iccpr", "--on", "1993-05-01")
    assert "applied to" not in shown("status", "russia", "iccpr", "--on", "1998-01-01")
    (answer,) = data("status", "china", "iccpr", "--on", "1999-12-19")["answers"]
    assert answer["territories"] == [
        {
            "territory": "hkg",
            "name": "Hong Kong",
            "answer": "yes",
            "from_earliest": "1997-07-01",
            "from_latest": "1997-07-01",
            "until_earliest": None,
            "until_latest": None,
        }
    ]
    (known,) = data("status", "china", "iccpr", "--on", "1999-12-21", "--known-on", "1999-12-10")["answers"]
    assert [(one["territory"], one["answer"]) for one in known["territories"]] == [
        ("hkg", "yes"),
        ("mac", "yes"),
    ]


def test_the_keys_of_a_territory_are_stable() -> None:
    frame = data("status", "hkg", "--on", "1998-01-01")
    assert list(frame) == [
        "schema_version", "data_version", "territory", "territory_name", "on", "known_on", "not_legal_advice",
        "answers",
    ]  # fmt: skip
    for answer in frame["answers"]:
        assert list(answer) == [
            "treaty", "name", "answer", "responsible", "from_earliest", "from_latest", "until_earliest",
            "until_latest", "continuous_since", "because", "record_as_at", "last_known", "last_known_on",
        ]  # fmt: skip
    (iccpr,) = (answer for answer in frame["answers"] if answer["treaty"] == "iccpr")
    assert iccpr["responsible"] == [{"state": "chn", "name": "China", "bound": "no"}]
    rows = list(
        csv.DictReader(io.StringIO(ask("status", "hkg", "--on", "1998-01-01", "--format", "csv").output))
    )
    assert [row["treaty"] for row in rows] == [answer["treaty"] for answer in frame["answers"]]
    assert {row["responsible"] for row in rows} == {"chn", ""}


def test_why_walks_back_to_the_act_and_to_who_answers_for_the_territory() -> None:
    text = shown("why", "hkg", "iccpr", "--on", "1998-01-01")
    assert "territorial application" in text
    assert "effect stated: 1 July 1997 [decisive]" in text
    assert (
        "the responsibility of China for Hong Kong time since 1 July 1997; as written 'Seit dem 1. Juli 1997'"
        in text
    )
    before = shown("why", "hkg", "iccpr", "--on", "1990-01-01")
    assert "as written '20 May 1976 (Hong Kong)' [decisive]" in before
    assert "iccpr art. 49(2)" in before
    assert "ended with the responsibility of the United Kingdom for Hong Kong" in before
    assert "No record at hand shows that the treaty was extended to it." in shown("why", "hkg", "ced")
    told = data("why", "hkg", "iccpr", "--on", "1998-01-01")
    assert told["decisive"] == ["event:iccpr-chn-hkg-territorial-application"]
    assert told["responsibilities"][0]["sources"][0]["source"] == "fedlex-staatenlose-2026-05-22"
    rows = csv.DictReader(
        io.StringIO(ask("why", "hkg", "iccpr", "--on", "1990-01-01", "--format", "csv").output)
    )
    assert [row["step"] for row in rows] == ["source", "act", "clause", "period", "source", "responsibility"]
    known = shown("why", "hkg", "iccpr", "--on", "1998-01-01", "--known-on", "1997-06-30")
    assert known.startswith("undetermined: Hong Kong")


@pytest.mark.parametrize("command", ["coverage", "can-complain"])
def test_what_is_told_of_states_only_says_so(command: str) -> None:
    days = ("--facts", "1998-01-01", "--filed", "1999-01-01") if command == "can-complain" else ()
    found = ask(command, "hong-kong", *days)
    assert isinstance(found.exception, UnknownNameError)
    assert str(found.exception) == "Hong Kong is a territory, and this is told of states."
    assert "`inforce status hkg [TREATY]`" in str(found.exception.hint)


def test_which_mechanism_reaches_a_territory_is_not_told() -> None:
    found = ask("why", "hkg", "cat-inq")
    assert isinstance(found.exception, InputError)
    assert "Which mechanisms reach Hong Kong is not told" in str(found.exception)


def test_a_name_of_a_state_means_the_state() -> None:
    assert data("status", "belize", "iccpr", "--on", "1978-01-01")["state"] == "blz"
    assert data("status", "tuvalu", "--on", "2020-01-01")["state"] == "tuv"


def test_territories_are_listed() -> None:
    listed = {entry["name"]: entry for entry in data("list", "territories")}
    assert listed["hkg"] == {"name": "hkg", "label": "Hong Kong", "code": "HKG"}
    assert listed["netherlands-antilles"]["code"] == ""


def test_questions_take_a_territory() -> None:
    found = data("ask", "applied", "--territory", "Hong Kong", "--on", "1998-01-01")
    assert {"towards": "iccpr", "responsibleState": "chn"}.items() <= next(
        row for row in found["rows"] if row["towards"] == "iccpr"
    ).items()


def test_from_python() -> None:
    frame = inforce.status("hong kong", "iccpr", on=date(1998, 1, 1))
    assert isinstance(frame, TerritoryFrame)
    assert frame.answers[0].answer == "yes"
    why = inforce.why("hong kong", "iccpr", on=date(1998, 1, 1))
    assert isinstance(why, TerritoryWhyFrame)
    assert why.answer.responsible[0].state == "chn"
    with pytest.raises(UnknownNameError, match="is a territory"):
        inforce.coverage("hong kong", on=date(1998, 1, 1))
