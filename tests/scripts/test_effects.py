"""The law: each case gives its answers, and whatever the events, the stretches tile time.

A case is a folder of effects/ with the least data that shows the point, on top of effects/base.ttl, and
the answers that the clause gives. Adding one needs no Python.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.effects import Standing, add, derive, reckon
from inforce.record import Event, Record, Rule, read, triples
from inforce.terms import BEGINNING, CONSENTS

HERE = Path(__file__).parent / "effects"
CASES = sorted(path.parent for path in HERE.glob("*/case.toml"))


def answer(standings: list[Standing], state: str, towards: str, on: date) -> str:
    for standing in standings:
        if (
            (standing.participant, standing.towards) == (state, towards)
            and standing.start <= on
            and (standing.until is None or on < standing.until)
        ):
            return standing.answer.replace("-", " ")
    return "no record"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path) -> None:
    told = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))
    record = read(triples([HERE / "base.ttl", case / "data.ttl"]))
    effects = derive(record)
    found = [
        (ask["on"], answer(effects.standings, ask["state"], ask["towards"], ask["on"])) for ask in told["ask"]
    ]
    assert found == [(ask["on"], ask["answer"]) for ask in told["ask"]], told["why"]
    expected = {
        (one["event"], one.get("rule", ""), one.get("by", "")) for one in told.get("without_effect", ())
    }
    assert {(one.event, one.rule, one.by) for one in effects.ineffective} == expected, told["why"]


def test_no_case_is_left_out() -> None:
    assert {path.name for path in HERE.iterdir() if path.is_dir()} == {case.name for case in CASES}


DAYS = st.dates(date(1950, 1, 1), date(2040, 12, 31))
LENGTHS = st.integers(0, 60)
BARE = Rule("rule:x", "treaty:x", "denunciation", "", "", 12, "month", "same-day", "unrounded",
            "permitted", "", None, "", "", "", None, None, None)  # fmt: skip


@given(DAYS, LENGTHS, st.sampled_from(["day", "month", "year"]))
def test_adding_keeps_the_day_or_clips_to_the_month(day: date, length: int, unit: str) -> None:
    later = add(day, length, unit)
    if unit == "day":
        assert (later - day).days == length
    else:
        months = length * (12 if unit == "year" else 1)
        assert (later.year - day.year) * 12 + later.month - day.month == months
        assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@given(DAYS, LENGTHS)
def test_the_first_of_the_following_month(day: date, months: int) -> None:
    effect = reckon(replace(BARE, length=months, rounding="first-of-following-month"), day)
    assert effect is not None
    expiry = add(day, months, "month")
    assert effect.day == 1
    assert expiry < effect <= expiry + timedelta(31)


@given(DAYS, DAYS, LENGTHS, st.sampled_from(["unrounded", "first-of-following-month"]))
def test_a_later_act_never_takes_effect_earlier(one: date, two: date, months: int, how: str) -> None:
    rule = replace(BARE, length=months, rounding=how)
    first, second = sorted((one, two))
    assert reckon(rule, first) <= reckon(rule, second)  # type: ignore[operator]


@st.composite
def events(draw: st.DrawFn) -> tuple[Event, ...]:
    kinds = st.sampled_from(
        [*CONSENTS, "Denunciation", "Signature", "Rescission", "WithdrawalOfConsent", "Suspension"]
    )
    found: list[Event] = []
    for place in range(draw(st.integers(0, 6))):
        bounds = draw(st.lists(DAYS, min_size=0, max_size=2))
        earliest = min(bounds) if bounds else None
        latest = max(bounds) if len(bounds) == 2 else earliest if draw(st.booleans()) else None
        found.append(
            Event(
                id=f"event:{place}",
                kind=draw(kinds),
                participant="state:arc",
                towards=draw(st.sampled_from(["treaty:pact", "treaty:closed", "organisation:league"])),
                earliest=earliest,
                latest=latest,
                stated_effect=draw(st.none() | DAYS),
                effective_from=None,
                certainty=draw(
                    st.sampled_from(["recorded", "reported", "presumed", "unverified", "contested"])
                ),
                cancels=draw(st.sampled_from(["", "event:0", "event:1"])),
                sources=("source:table",),
            )
        )
    return tuple(found)


BASE = read(triples([HERE / "base.ttl"]))


def of(record: Record) -> dict[str, list[Standing]]:
    found: dict[str, list[Standing]] = {}
    for standing in derive(record, ["state:arc"]).standings:
        found.setdefault(standing.towards, []).append(standing)
    return found


@given(events())
def test_stretches_tile_time(acts: tuple[Event, ...]) -> None:
    for stretches in of(replace(BASE, events=acts)).values():
        assert stretches[0].start == BEGINNING
        assert stretches[0].answer == "no", "before a treaty there is no party"
        assert stretches[-1].until is None
        for one, two in pairwise(stretches):
            assert one.until == two.start
            assert one.start < two.start


@given(events())
def test_what_is_only_believed_never_decides(acts: tuple[Event, ...]) -> None:
    record = replace(BASE, events=acts)
    sure = replace(BASE, events=tuple(act for act in acts if act.is_evidence))
    with_belief, without = of(record), of(sure)
    for towards, stretches in with_belief.items():
        for stretch in stretches:
            if stretch.answer == "yes":
                assert answer(without.get(towards, []), "state:arc", towards, stretch.start) == "yes"


@given(events(), DAYS)
def test_what_was_known_earlier_needs_nothing_later(acts: tuple[Event, ...], day: date) -> None:
    record = replace(BASE, events=acts)
    known = record.known_on(day)
    assert all(event.earliest is None or event.earliest <= day for event in known.events)
    later = replace(record, events=tuple(act for act in acts if not (act.earliest and act.earliest > day)))
    assert of(known) == of(later.known_on(day))
