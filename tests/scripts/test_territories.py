"""What is applied to a territory: each case gives its answers, and whatever the acts, the stretches tile time.

A case is a folder of territories/ with the least data that shows the point, on top of effects/base.ttl and
territories/base.ttl, and the answers that follow. Adding one needs no Python.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce import effects
from inforce.record import Event, Record, Responsibility, read, triples
from inforce.terms import BEGINNING
from inforce.territories import Applications, TerritorialStanding, derive

HERE = Path(__file__).parent / "territories"
SHARED = [HERE.parent / "effects" / "base.ttl", HERE / "base.ttl"]
CASES = sorted(path.parent for path in HERE.glob("*/case.toml"))
BASE = read(triples(SHARED))
DAYS = st.dates(date(1965, 1, 1), date(2025, 12, 31))


def applied(record: Record) -> Applications:
    return derive(record, effects.derive(record).periods)


def told(
    standings: list[TerritorialStanding], territory: str, towards: str, on: date
) -> tuple[str, list[str]]:
    for one in standings:
        if (
            (one.territory, one.towards) == (territory, towards)
            and one.start <= on
            and (one.until is None or on < one.until)
        ):
            return one.answer.replace("-", " "), list(one.states)
    return "no record", []


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path) -> None:
    asked = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))
    found = applied(read(triples([*SHARED, case / "data.ttl"])))
    answers = [
        (ask["on"], *told(found.standings, ask["territory"], ask["towards"], ask["on"]))
        for ask in asked["ask"]
    ]
    assert answers == [(ask["on"], ask["answer"], ask["states"]) for ask in asked["ask"]], asked["why"]


def test_no_case_is_left_out() -> None:
    assert {path.name for path in HERE.iterdir() if path.is_dir()} == {case.name for case in CASES}


def test_a_repeated_notice_makes_no_second_period() -> None:
    found = applied(read(triples([*SHARED, HERE / "said-again" / "data.ttl"])))
    assert [period.opened_by for period in found.periods] == ["event:2"]


def test_what_is_done_for_a_territory_changes_nothing_for_the_state() -> None:
    data = HERE / "with-the-consent" / "data.ttl"
    record = read(triples([*SHARED, data]))
    without = replace(record, events=tuple(event for event in record.events if not event.territory))
    assert effects.derive(record) == effects.derive(without)


@st.composite
def acts(draw: st.DrawFn) -> tuple[Event, ...]:
    found: list[Event] = []
    for place in range(draw(st.integers(0, 7))):
        bounds = sorted(draw(st.lists(DAYS, min_size=0, max_size=2)))
        kind = draw(
            st.sampled_from(
                [
                    "TerritorialApplication",
                    "EndOfTerritorialApplication",
                    "Ratification",
                    "Accession",
                    "Denunciation",
                ]
            )
        )
        found.append(
            Event(
                id=f"event:{place}",
                kind=kind,
                participant=draw(st.sampled_from(["state:arc", "state:bay"])),
                towards=draw(st.sampled_from(["treaty:pact", "treaty:silent"])),
                earliest=bounds[0] if bounds else None,
                latest=bounds[-1] if bounds else None,
                stated_effect=draw(st.none() | DAYS),
                effective_from=None,
                certainty=draw(st.sampled_from(["recorded", "reported", "presumed", "unverified"])),
                cancels="",
                sources=("source:table",),
                territory=draw(st.sampled_from(["territory:isle", "territory:reef"]))
                if "Terr" in kind
                else "",
            )
        )
    return tuple(found)


def _with(events: tuple[Event, ...], day: date | None) -> Record:
    answering = (
        (
            Responsibility("responsibility:a", "territory:isle", "state:arc", None, day),
            Responsibility("responsibility:b", "territory:isle", "state:bay", day, None),
        )
        if day
        else ()
    )
    return replace(BASE, events=events, responsibilities=answering)


@given(acts(), st.none() | DAYS)
def test_stretches_tile_time(events: tuple[Event, ...], day: date | None) -> None:
    found = applied(_with(events, day))
    pairs: dict[tuple[str, str], list[TerritorialStanding]] = {}
    for standing in found.standings:
        pairs.setdefault((standing.territory, standing.towards), []).append(standing)
    for stretches in pairs.values():
        assert stretches[0].start == BEGINNING
        assert stretches[-1].until is None
        assert all(one.until == other.start for one, other in pairwise(stretches))
        assert all(
            (one.answer, one.because) != (other.answer, other.because) for one, other in pairwise(stretches)
        )


@given(acts(), st.none() | DAYS)
def test_only_evidence_says_yes_and_only_an_act_says_no(events: tuple[Event, ...], day: date | None) -> None:
    by_id = {event.id: event for event in events}
    found = applied(_with(events, day))
    periods = {period.id: period for period in found.periods}
    for standing in found.standings:
        opened = [by_id[periods[name].opened_by] for name in standing.because]
        if standing.answer == "yes":
            assert all(event.is_evidence for event in opened)
        if standing.answer in {"yes", "no", "undetermined"}:
            assert opened, "an answer rests on an act for the territory"
        for event in opened:
            known = [day for day in (event.earliest, event.stated_effect) if day]
            assert min(known) <= standing.start


@given(acts(), DAYS)
def test_nobody_applies_a_treaty_when_it_does_not_answer_for_the_territory(
    events: tuple[Event, ...], day: date
) -> None:
    for period in applied(_with(events, day)).periods:
        if period.territory != "territory:isle":
            continue
        if period.state == "state:arc":
            assert period.from_earliest < day
            assert period.until_latest is not None and period.until_latest <= day
        else:
            assert period.from_earliest >= day
