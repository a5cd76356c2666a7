"""Turtle → the record: what is read, what stops the reading, and what was known on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.effects import known_on, receipt, reckon
from inforce.errors import UnreadableError
from inforce.record import Event, Record, Rule, files, read, triples
from inforce.terms import PREFIXES

BASE = Path(__file__).parent / "effects" / "base.ttl"
TABLE = "".join(f"PREFIX {prefix}: <{address}>\n" for prefix, address in PREFIXES.items())
CONSENT = """event:1 a inforce:Ratification ; inforce:participant state:arc ; inforce:towards treaty:pact ;
    inforce:certainty kind:recorded ; dcterms:source source:table"""


def record(text: str) -> Record:
    more = [quad.triple for quad in ox.parse(TABLE + text, format=ox.RdfFormat.TURTLE)]
    return read([*triples([BASE]), *more])


def event(text: str) -> Event:
    (found,) = record(f"{CONSENT} ; {text} .").events
    return found


def test_an_act_of_one_day() -> None:
    found = event('inforce:date "1980-01-31"^^xsd:date')
    assert (found.earliest, found.latest) == (date(1980, 1, 31), date(1980, 1, 31))
    assert (found.kind, found.participant, found.towards) == ("Ratification", "state:arc", "treaty:pact")
    assert found.sources == ("source:table",)
    assert found.is_evidence


def test_an_act_within_bounds() -> None:
    found = event('inforce:notBefore "1980-01-01"^^xsd:date ; inforce:notAfter "1980-12-31"^^xsd:date')
    assert (found.earliest, found.latest) == (date(1980, 1, 1), date(1980, 12, 31))


def test_an_act_of_unknown_day() -> None:
    found = event('inforce:statedEffect "1980-01-31"^^xsd:date')
    assert (found.earliest, found.latest, found.stated_effect) == (None, None, date(1980, 1, 31))


@pytest.mark.parametrize(
    ("certainty", "evidence"),
    [
        ("recorded", True),
        ("reported", True),
        ("presumed", False),
        ("unverified", False),
        ("contested", False),
    ],
)
def test_what_is_evidence(certainty: str, evidence: bool) -> None:
    (found,) = record(f"{CONSENT} .".replace("kind:recorded", f"kind:{certainty}")).events
    assert found.is_evidence == evidence


def test_the_rules_of_a_treaty_and_of_a_charter() -> None:
    found = record("")
    pact = found.targets["treaty:pact"]
    assert set(pact.rules) == {"entry-into-force", "denunciation"}
    assert pact.rules["denunciation"].length == 12
    league = found.targets["organisation:league"]
    assert league.is_organisation
    assert league.rules == found.targets["treaty:charter"].rules, (
        "an organisation has the rules of its charter"
    )
    assert league.adopted == date(1949, 5, 5)


def test_the_end_of_a_participant() -> None:
    found = record(
        'state:code a inforce:State ; rdfs:label "x" ; inforce:codeWithdrawn "1990-10-30"^^xsd:date .'
    )
    old, code = found.participants["state:old"], found.participants["state:code"]
    assert (old.exists_until, old.gone_by) == (date(1993, 1, 1), date(1993, 1, 1))
    assert (code.exists_until, code.gone_by) == (None, date(1990, 10, 30))


MECHANISM = 'mechanism:m a inforce:Mechanism ; rdfs:label "m" ; inforce:body body:b ; inforce:exists "yes"'
LOOP = "condition:c a inforce:AnyOf ; inforce:operand condition:c ."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'{CONSENT} ; inforce:date "1980-02-30"^^xsd:date .', "'1980-02-30' of inforce:date is no day"),
        (f'{CONSENT} ; inforce:date "1980-02-01Z"^^xsd:date .', "no day"),
        (f'{CONSENT} ; inforce:date "1980-01-01"^^xsd:date , "1981-01-01"^^xsd:date .', "has 2 values"),
        (f"{CONSENT} ; inforce:participant state:old .", "event:1 has 2 values of inforce:participant"),
        (f"{CONSENT} .".replace("state:arc", "state:nowhere"), "event:1 names state:nowhere"),
        (f"{CONSENT} .".replace("treaty:pact", "treaty:none"), "event:1 names treaty:none"),
        (f"{CONSENT} .".replace("source:table", "source:none"), "event:1 names source:none"),
        (
            "rule:two a inforce:Rule ; inforce:of treaty:pact ; inforce:governs kind:denunciation .",
            "second rule",
        ),
        ("rule:two a inforce:Rule ; inforce:governs kind:denunciation .", "0 values of inforce:of"),
        (f"{MECHANISM} .", "mechanism:m has no condition"),
        (f"{MECHANISM} ; inforce:condition condition:c .", "condition:c is no condition"),
        (f"{MECHANISM} ; inforce:condition condition:c . condition:c a inforce:AllOf .", "0 operands"),
        (f"{MECHANISM} ; inforce:condition condition:c . condition:c a inforce:PartyTo .", "which treaty"),
        (f"{MECHANISM} ; inforce:condition condition:c . {LOOP}", "contains itself"),
    ],
)
def test_what_stops_the_reading(text: str, said: str) -> None:
    with pytest.raises(UnreadableError, match=said) as raised:
        record(text)
    assert raised.value.status == 3


def test_two_files_may_say_the_same() -> None:
    assert record(f"{CONSENT} . {CONSENT} .").events == record(f"{CONSENT} .").events


def test_a_file_that_does_not_parse_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<x:a> <x:b> <x:c> .\n\n<x:a> nothing\n", encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"a\.ttl:3: "):
        list(triples(files(tmp_path)))
    with pytest.raises(UnreadableError, match=r"gone\.ttl: .*No such file"):
        list(triples([tmp_path / "gone.ttl"]))


def test_files_are_read_in_one_order(tmp_path: Path) -> None:
    for name in ("b.ttl", "a.ttl", "c/d.ttl", "note.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [path.name for path in files(tmp_path)] == ["a.ttl", "b.ttl", "d.ttl"]


# --- what was known ----------------------------------------------------------------------------------


def test_an_act_received_later_was_not_known() -> None:
    found = record(f'{CONSENT} ; inforce:date "1980-01-31"^^xsd:date .')
    assert found.known_on(date(1980, 1, 30)).events == ()
    assert found.known_on(date(1980, 1, 31)).events == found.events


def test_an_act_within_bounds_was_perhaps_known() -> None:
    bounds = 'inforce:notBefore "1980-01-01"^^xsd:date ; inforce:notAfter "1980-12-31"^^xsd:date'
    found = record(f"{CONSENT} ; {bounds} .")
    assert found.known_on(date(1979, 12, 31)).events == ()
    assert [one.certainty for one in found.known_on(date(1980, 6, 1)).events] == ["presumed"]
    assert [one.certainty for one in found.known_on(date(1980, 12, 31)).events] == ["recorded"]


def test_an_act_of_unknown_day_was_known_when_a_record_shows_it() -> None:
    found = record(f'{CONSENT} ; inforce:statedEffect "2025-01-01"^^xsd:date .')
    assert [one.certainty for one in found.known_on(date(2019, 12, 31)).events] == ["presumed"]
    assert [one.certainty for one in found.known_on(date(2020, 1, 1)).events] == ["recorded"]


def test_a_record_counts_as_at_the_day_of_knowledge() -> None:
    found = record("").known_on(date(2010, 1, 1))
    assert found.sources["source:table"].shown_on == date(2010, 1, 1)
    assert record("").known_on(date(2030, 1, 1)).sources["source:table"].shown_on == date(2020, 1, 1)


EXIT = CONSENT.replace("Ratification", "Denunciation") + ' ; inforce:statedEffect "2026-11-01"^^xsd:date .'


def test_an_exit_of_which_only_the_effect_is_stated_was_received_by_its_clause() -> None:
    # Twelve months and the first of the month: received in October 2025.
    found = record(EXIT)
    assert known_on(found, date(2025, 9, 30)).events == ()
    assert [one.certainty for one in known_on(found, date(2025, 10, 1)).events] == ["presumed"]
    assert [one.certainty for one in known_on(found, date(2025, 10, 31)).events] == ["recorded"]


RULE = Rule("rule:x", "treaty:x", "denunciation", "", "", 12, "month", "same-day", "unrounded",
            "permitted", "", None, "", "", "", None, None, None)  # fmt: skip


@given(
    st.dates(date(1950, 1, 1), date(2100, 12, 31)),
    st.builds(
        lambda length, unit, counting, rounding: replace(
            RULE, length=length, unit=unit, counting=counting, rounding=rounding
        ),
        st.integers(0, 24),
        st.sampled_from(["day", "month", "year"]),
        st.sampled_from(["same-day", "day-after"]),
        st.sampled_from(["unrounded", "first-of-following-month"]),
    ),
)
def test_reading_a_clause_backwards_undoes_reading_it_forwards(day: date, rule: Rule) -> None:
    effect = reckon(rule, day)
    assert effect is not None
    found = receipt(rule, effect)
    assert found is not None
    first, last = found
    assert first <= day <= last
    assert reckon(rule, first) == reckon(rule, last) == effect
    one = timedelta(days=1)
    assert reckon(rule, first - one) != effect != reckon(rule, last + one)


def test_a_clause_that_counts_nothing_cannot_be_read_backwards() -> None:
    assert receipt(replace(RULE, length=None), date(2020, 1, 1)) is None
    assert receipt(replace(RULE, window_kind="at-the-end-of-each-period"), date(2020, 1, 1)) is None
    rounded = replace(RULE, rounding="first-of-following-month")
    assert receipt(rounded, date(2020, 1, 2)) is None, "no notice takes effect on the second of a month"
