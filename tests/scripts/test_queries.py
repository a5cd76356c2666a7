"""Reading the .rq files, binding what is given, asking."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest

from inforce.errors import InputError, UnknownNameError
from inforce.queries import ask, bind, names, read
from inforce.turtle import node, xsd_date

RUSSIA = {"state": "state:rus", "day": date(2026, 11, 22)}


def test_a_question_says_what_it_asks_and_needs() -> None:
    query = read("questions", "coverage")
    assert query.name == "coverage"
    assert query.asks == "Which mechanisms reach this participant on this day, since when and until when?"
    assert query.given == {"state", "day"}
    assert query.example.startswith("inforce ask coverage ")
    assert query is read("questions", "coverage"), "read once"


@pytest.mark.parametrize("name", ["nothing", "../checks/x", "..", "coverage.rq", "", "COVERAGE"])
def test_an_unknown_question_is_never_a_path(name: str) -> None:
    with pytest.raises(UnknownNameError, match="There is no question") as raised:
        read("questions", name)
    assert raised.value.status == 4
    assert "inforce questions" in raised.value.hint


def test_values_are_bound_and_never_pasted() -> None:
    terms = bind(read("questions", "coverage"), RUSSIA)
    assert terms == {"state": node("state:rus"), "day": xsd_date("2026-11-22")}
    assert terms["day"].datatype.value.endswith("#date")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"state": "state:rus"}, "needs --day"),
        ({}, "needs --day, --state"),
        ({**RUSSIA, "treaty": "treaty:ecpt"}, "does not take treaty"),
    ],
)
def test_what_is_missing_or_too_much_is_said(given: dict[str, str | date], said: str) -> None:
    with pytest.raises(InputError, match=said) as raised:
        bind(read("questions", "coverage"), given)
    assert raised.value.status == 2
    assert raised.value.hint.startswith("For example: inforce ask coverage ")


def test_a_row_has_what_was_found_and_nothing_else(store: ox.Store) -> None:
    rows = ask(store, "status", RUSSIA)
    (row,) = [row for row in rows if row["towards"] == "treaty:ecpt"]
    assert row == {
        "towards": "treaty:ecpt",
        "answer": "kind:undetermined",
        "from": "2026-10-01",
        "recordAsAt": row["recordAsAt"],
        "because": "period:ecpt-rus-party",
    }
    assert "until" not in row, "a variable without a value has no entry"
    assert "state" not in row, "what was given is not found"


def test_what_a_value_holds_is_never_read_as_a_question(store: ox.Store) -> None:
    hostile = {"state": "state:rus> } #", "day": date(2026, 11, 22)}
    with pytest.raises(ValueError, match="IRI"):
        ask(store, "status", hostile)


def test_there_are_questions_and_checks() -> None:
    assert {"coverage", "status", "reach", "parties", "standings"} <= set(names("questions"))
    assert names("questions") == sorted(names("questions"))
