"""Answers and the words for them: what a reader needs first, and nothing that grows with time."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import inforce
from inforce.answers.coverage import CoverageFrame, coverage, is_complaint, is_visit, mechanisms
from inforce.answers.doubts import Doubt, doubts
from inforce.answers.listing import about, listing
from inforce.answers.reach import reach
from inforce.answers.reasons import Dates, data_version
from inforce.answers.status import status
from inforce.answers.treaty import treaty
from inforce.effects import add
from inforce.tell.coverage import coverage_text
from inforce.tell.reach import reach_text
from inforce.tell.status import status_text
from inforce.tell.words import since

ASKED = date(2026, 11, 22)


def frame_of(store: ox.Store, state: str, on: date, *, visits: bool = True) -> CoverageFrame:
    only = [one for one in mechanisms(store).values() if is_visit(one) or not visits]
    return coverage(store, f"state:{state}", on, only=only)


def unknown(store: ox.Store, frame: CoverageFrame) -> dict[str, Doubt]:
    return doubts(store, (reason for answer in frame.answers for reason in answer.because), frame.on)


def text_of_all(store: ox.Store, state: str, on: date) -> str:
    frame = frame_of(store, state, on, visits=False)
    return coverage_text(frame, "all", unknown(store, frame), "it", ASKED, 100)


def text(store: ox.Store, state: str, on: date, today: date = ASKED) -> str:
    frame = frame_of(store, state, on)
    return coverage_text(frame, "visits", unknown(store, frame), "the Russian Federation", today, 100)


def plain(shown: str) -> str:
    return re.sub(r"\s+", " ", shown)


# --- before a state was ---


@pytest.mark.parametrize(
    ("state", "day", "named"),
    [
        # IV-4, end notes 1, 7 and 17 name whose acts came before; the days are the states' own.
        ("bih", "1992-03-05", ["yug"]),
        ("bih", "1992-03-06", []),
        ("cze", "1992-12-31", ["csk"]),
        ("cze", "1993-01-01", []),
        ("mne", "2006-06-02", ["srb"]),
        ("mne", "2006-06-03", []),
        ("hrv", "1985-01-01", ["yug"]),
        ("hrv", "2020-01-01", []),
        ("fra", "1950-01-01", []),
    ],
)
def test_a_day_before_a_state_names_whom_it_succeeds(
    store: ox.Store, state: str, day: str, named: list[str]
) -> None:
    frame = status(store, f"state:{state}", date.fromisoformat(day), only=["treaty:iccpr"])
    assert [one.state for one in frame.predecessors] == named
    shown = plain(status_text(frame, {}, "it", ASKED, 100))
    assert ("The day lies before its own time." in shown) == bool(named)
    assert all(f"told under {name}" in shown for name in named)


def test_the_end_of_a_record_is_no_end_of_what_it_shows(store: ox.Store) -> None:
    """IV-11 of 3 February 2026 shows a signature of the United States and no ratification."""
    frame = status(store, "state:usa", date(2000, 1, 1), only=["treaty:crc"])
    shown = plain(status_text(frame, {}, "it", ASKED, 100))
    assert "no: crc, signatory, shown to 3 February 2026 (" in shown


def test_what_was_last_known_to_reach_a_state_is_told_apart_from_what_is_unknown(store: ox.Store) -> None:
    """The annex of 2003 shows that the United States was no party to the American Convention."""
    shown = plain(text_of_all(store, "usa", ASKED))
    held = shown.split("No record for this day, last known to reach it: ")[1].split(". No")[0]
    assert "petitions under the American Declaration (31 December 2003)" in held
    unknown = shown.split("No record decides: ")[1]
    assert "American Declaration" not in unknown
    frame = reach(store, "mechanism:iachr-pet-d", ASKED)
    assert "last known to reach (" in plain(reach_text(frame, 100))


def test_an_exit_that_is_contested_is_told_so(store: ox.Store) -> None:
    shown = plain(text_of_all(store, "ven", ASKED))
    assert "took effect is contested" in shown and "No record at hand shows when" not in shown


def test_the_last_day_of_the_calendar_can_be_asked_about(store: ox.Store) -> None:
    shown = plain(text(store, "rus", date(9999, 12, 31)))
    assert "CPT visits: undetermined since 1 October 2026." in shown


# --- the founding question ---------------------------------------------------------------------------


def test_the_founding_question(store: ox.Store) -> None:
    shown = plain(text(store, "rus", ASKED))
    assert (
        "CPT visits: undetermined since 1 October 2026. No record at hand shows when, or whether, the Secretary "
        "General of the Council of Europe received a denunciation by the Russian Federation. Received by 31 "
        "October 2025, they have ended, at the earliest on 1 October 2026. Received later, or never, they go on "
        "today."
    ) in shown
    right, consent = shown.index("By right"), shown.index("Entering only with the consent of the state")
    assert right < shown.index("undetermined: CPT ad hoc visits") < consent
    assert consent < shown.index("yes: Special Rapporteur on Torture")
    assert shown.count("CPT visits: undetermined") == 1, "said once of both kinds of visit"


@pytest.mark.parametrize(
    ("on", "received_by"),
    [
        # The first of the month after twelve months: receipt up to the end of the month before, a year ago.
        ("2026-10-01", "30 September 2025"),
        ("2026-10-31", "30 September 2025"),
        ("2026-11-01", "31 October 2025"),
        ("2026-12-31", "30 November 2025"),
        ("2027-03-01", "28 February 2026"),
        ("2029-03-01", "29 February 2028"),
        ("2036-07-15", "30 June 2035"),
    ],
)
def test_the_months_follow_from_the_day_asked(store: ox.Store, on: str, received_by: str) -> None:
    day = date.fromisoformat(on)
    assert f"Received by {received_by}, they have ended" in plain(text(store, "rus", day, today=day))


def test_before_the_earliest_day_nothing_is_undetermined(store: ox.Store) -> None:
    shown = plain(text(store, "rus", date(2026, 9, 30)))
    assert "undetermined since" not in shown
    assert "yes: CPT ad hoc visits, since 1 September 1998, perhaps until 1 October 2026" in shown


def test_the_text_does_not_grow_with_the_time_that_passes(store: ox.Store) -> None:
    lengths = [len(text(store, "rus", date(year, 11, 22), date(year, 11, 22))) for year in (2026, 2036, 2126)]
    assert max(lengths) - min(lengths) < 20


def test_another_day_than_today_is_not_called_today(store: ox.Store) -> None:
    assert "go on beyond 22 November 2026" in plain(text(store, "rus", ASKED, today=date(2026, 11, 26)))


@given(st.dates(date(2026, 10, 1), date(2090, 12, 31)))
@settings(max_examples=25, deadline=None)
def test_the_last_receipt_that_decides(store: ox.Store, on: date) -> None:
    """A receipt by that day has taken effect by the day asked, and one a day later has not."""
    frame = coverage(store, "state:rus", on, only=[mechanisms(store)["mechanism:cpt-adh"]])
    (doubt,) = unknown(store, frame).values()
    assert doubt.may_end_on == date(2026, 10, 1)
    assert doubt.decided_by is not None

    def effect(receipt: date) -> date:
        return add(add(receipt, 12, "month").replace(day=1), 1, "month")

    assert effect(doubt.decided_by) <= on < effect(doubt.decided_by + timedelta(days=1))


def test_what_is_last_known_and_what_is_unknown_take_a_line_each(store: ox.Store) -> None:
    shown = text(store, "blr", ASKED)
    last = [
        part for part in shown.split("\n\n") if part.startswith("No record for this day, last known to be no")
    ]
    none = [part for part in shown.split("\n\n") if part.startswith("No record decides")]
    assert len(last) == len(none) == 1
    assert "CPT ad hoc visits (6 April 2012)" in plain(last[0])
    assert "SPT visits (3 February 2026)" in plain(last[0])


def test_what_remains_after_an_exit_is_said(store: ox.Store) -> None:
    frame = coverage(store, "state:rus", date(2022, 9, 17))
    (court,) = [answer for answer in frame.answers if answer.mechanism.id == "ecthr-ind"]
    assert court.answer == "no"
    assert court.dates.from_earliest == date(2022, 9, 16)
    assert court.mechanism.residual


# --- what belongs together ---------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["rus", "blr", "usa", "csk", "mne"])
def test_an_answer_for_every_mechanism_and_reasons_for_every_decision(store: ox.Store, state: str) -> None:
    frame = coverage(store, f"state:{state}", date(2021, 1, 1))
    assert len(frame.answers) == 102
    for answer in frame.answers:
        if answer.answer in {"yes", "undetermined", "conditional"}:
            assert answer.because, answer.mechanism.id
        for reason in answer.because:
            assert reason.condition
            if reason.kind == "period":
                assert reason.opened_by is not None
                assert reason.opened_by.sources or reason.opened_by.certainty == "unverified"


def test_whom_a_mechanism_reaches_is_the_other_way_round(store: ox.Store) -> None:
    reached = {answer.participant: answer for answer in reach(store, "mechanism:cpt-adh", ASKED).answers}
    for state in ("rus", "fra", "blr", "smr", "usa"):
        (answer,) = coverage(
            store, f"state:{state}", ASKED, only=[mechanisms(store)["mechanism:cpt-adh"]]
        ).answers
        other = reached.get(state)
        assert (answer.answer, answer.dates) == (
            (other.answer, other.dates) if other else ("no record", Dates())
        )
    bodies = reach(store, "body:cpt", ASKED).answers
    assert {answer.mechanism for answer in bodies} >= {"cpt-adh", "cpt-per"}


def test_a_treaty_names_those_that_left_and_came_back(store: ox.Store) -> None:
    frame = treaty(store, "treaty:iccpr-op1", ASKED)
    left = {(one.participant, str(one.until_latest)): str(one.returned_on) for one in frame.departures}
    assert left == {
        ("jam", "1998-01-23"): "None",
        ("tto", "1998-08-26"): "1998-08-26",
        ("tto", "2000-06-27"): "None",
        ("guy", "1999-04-05"): "1999-04-05",
        ("blr", "2023-02-08"): "None",
    }
    bound = {party.participant for party in frame.parties if party.answer == "yes"}
    assert "guy" in bound
    assert not {"jam", "tto", "blr"} & bound
    assert len(bound) == 116, "the page of 3 February 2026 prints 116 parties, and all were bound by November"
    assert {clause.article for clause in frame.clauses} >= {"9(2)", "12(1)"}


def test_the_openness_of_a_treaty_changes_on_its_day(store: ox.Store) -> None:
    before, after = (treaty(store, "treaty:ecpt", date(2002, *day)) for day in ((2, 28), (3, 1)))
    assert (before.openness, after.openness) == ("closed members", "open by invitation")


def test_status_without_a_treaty_is_everything_that_is_known(store: ox.Store) -> None:
    frame = status(store, "state:rus", ASKED)
    names = [answer.towards for answer in frame.answers]
    assert len(names) == len(set(names))
    assert {"ecpt", "echr", "coe", "un", "iccpr"} <= set(names)
    shown = status_text(frame, {}, "the Russian Federation", ASKED, 100)
    assert "no: coe, former member, since 16 March 2022" in plain(shown)


def test_the_lists_hold_what_there_is(store: ox.Store) -> None:
    assert len(listing(store, "mechanisms")) == 102
    assert len(listing(store, "treaties")) == 130
    (ecpt,) = [entry for entry in listing(store, "treaties") if entry.name == "ecpt"]
    assert "ETS 126" in ecpt.code
    found = about(store)
    assert found.counts["mechanisms"] == 102
    assert found.counts["triples"] == len(store)
    assert found.data_version == data_version(store)
    assert {record.as_at for record in found.records if record.towards == "iccpr-op1"} >= {"2026-02-03"}


def test_visits_and_complaints_are_as_the_model_says(store: ox.Store) -> None:
    known = mechanisms(store)
    assert is_visit(known["mechanism:cpt-adh"])
    assert not is_visit(known["mechanism:hrc-ind"])
    assert is_complaint(known["mechanism:hrc-ind"])
    assert is_complaint(known["mechanism:cpt-compl"]), "a power that the body expressly lacks"
    assert not is_complaint(known["mechanism:cpt-per"])
    for mechanism in known.values():
        if mechanism.exists in {"no", "not in force"}:
            (answer,) = coverage(store, "state:fra", ASKED, only=[mechanism]).answers
            assert answer.answer == "no", mechanism.id


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (Dates(), ""),
        (Dates(date(1998, 9, 1), date(1998, 9, 1)), "since 1 September 1998"),
        (
            Dates(date(1953, 9, 3), date(1953, 12, 31)),
            "since a day from 3 September 1953 to 31 December 1953",
        ),
        (Dates(date(1953, 9, 3), None), "perhaps since 3 September 1953"),
        (Dates(None, None, date(2022, 3, 16), date(2022, 3, 16)), "until 16 March 2022"),
        (Dates(None, None, date(2026, 10, 1), None), "perhaps until 1 October 2026"),
        (
            Dates(None, None, date(2024, 1, 1), date(2024, 2, 1)),
            "until a day from 1 January 2024 to 1 February 2024",
        ),
        (Dates(None, None, None, date(2024, 2, 1)), "until 1 February 2024 at the latest"),
        (
            Dates(date(1998, 9, 1), date(1998, 9, 1), date(2026, 10, 1), None),
            "since 1 September 1998, perhaps until 1 October 2026",
        ),
    ],
)
def test_the_words_for_a_time(dates: Dates, words: str) -> None:
    assert since(dates) == words


# --- from Python -------------------------------------------------------------------------------------


def test_the_functions_of_the_package(store: ox.Store) -> None:
    del store  # Compiled before, so that this opens it.
    assert inforce.status("russia", "ecpt", on=date(2025, 12, 31)).answers[0].answer == "yes"
    (answer,) = inforce.coverage("RUS", on=ASKED, mechanisms=["cpt-adh"]).answers
    assert answer.answer == "undetermined"
    assert inforce.why("jamaica", "OP1", on=date(2000, 1, 1)).answer == "no"
    assert inforce.treaty("ETS 126", on=ASKED).treaty == "ecpt"
    assert inforce.reach("cpt", on=ASKED).asked == "cpt"
    with pytest.raises(Exception, match="Nowhereland"):
        inforce.status("Nowhereland", on=ASKED)
