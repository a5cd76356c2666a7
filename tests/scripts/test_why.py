"""`why` marks what is decisive: without it the answer or one of its dates is another, and without nothing else.

The marks are checked against a second way: each act, clause and record that an answer tells is taken out of
the record as it is read from the files, the law is applied to what is left, and the answers are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest

from inforce.answers.reasons import Reason
from inforce.answers.why import why
from inforce.derive import derived
from inforce.names import resolve
from inforce.paths import data
from inforce.record import Record, files, read, triples
from inforce.terms import BEGINNING

RECORD = read(triples(files(data("graph"))))

# State, what is asked, day, and what must be marked: of some as worked out by hand from record and clause.
CASES: list[tuple[str, str, str, set[str] | None]] = [
    ("rus", "cpt-adh", "2026-11-22",
     {"event:ecpt-rus-ratification", "event:ecpt-rus-denunciation", "rule:ecpt-denunciation"}),
    ("rus", "cpt-adh", "2021-01-01",
     {"event:ecpt-rus-ratification", "event:ecpt-rus-denunciation", "rule:ecpt-denunciation"}),
    ("rus", "ecpt", "2026-09-30", None),
    ("rus", "echr", "2022-09-15",
     {"event:echr-rus-ratification", "event:coe-rus-admission", "event:coe-rus-cessation",
      "rule:echr-membership-loss"}),
    ("rus", "echr", "2026-11-22", None),
    ("rus", "ecthr-ind", "2022-09-15", None),
    ("rus", "ecthr-ind", "2022-09-16", None),
    ("rus", "esc-rev", "2022-03-16",
     {"event:coe-rus-admission", "event:coe-rus-cessation", "rule:esc-rev-membership-loss"}),
    ("rus", "coe", "2022-06-01", {"event:coe-rus-cessation"}),
    ("rus", "coe", "2023-06-01", {"event:coe-rus-cessation"}),
    ("rus", "fcnm", "2024-08-01", None),
    ("rus", "clcc", "2026-11-22", None),
    ("jam", "iccpr-op1", "1998-01-22",
     {"event:iccpr-op1-jam-ratification", "event:iccpr-op1-jam-denunciation", "rule:iccpr-op1-denunciation"}),
    ("jam", "iccpr-op1", "1998-01-23", None),
    ("jam", "hrc-ind", "1998-01-23", None),
    ("tto", "iccpr-op1", "1998-08-26", {"event:iccpr-op1-tto-accession-2", "event:iccpr-op1-tto-denunciation-2"}),
    ("tto", "iccpr-op1", "2000-06-27", None),
    ("guy", "iccpr-op1", "1999-04-04", None),
    ("guy", "iccpr-op1", "1999-04-05", {"event:iccpr-op1-guy-accession", "rule:iccpr-op1-entry-into-force"}),
    ("blr", "iccpr-op1", "2023-02-08", None),
    ("blr", "spt-vis", "2021-01-01", {"source:untc-iv-9-b-2026-02-03"}),
    ("blr", "spt-vis", "2026-11-22", {"source:untc-iv-9-b-2026-02-03"}),
    ("grc", "echr", "1953-10-01", None),
    ("grc", "echr", "1970-06-12", None),
    ("grc", "echr", "1972-01-01", {"event:echr-grc-denunciation", "rule:echr-denunciation"}),
    ("grc", "echr", "2026-11-22", {"event:echr-grc-ratification"}),
    ("grc", "coe", "1970-12-31", {"event:coe-grc-admission", "event:coe-grc-withdrawal", "rule:org-coe-denunciation"}),
    ("deu", "echr", "2026-11-22", {"event:echr-deu-ratification"}),
    ("est", "ced", "2026-01-20", None),
    ("est", "ced", "2026-02-12", {"event:ced-est-accession", "rule:ced-entry-into-force"}),
    ("omn", "iccpr", "2026-02-10", {"event:iccpr-omn-accession", "rule:iccpr-entry-into-force"}),
    # Without the reading that permits no denunciation, its notice would leave the answer open.
    ("prk", "iccpr", "2026-11-22",
     {"event:iccpr-prk-accession", "rule:iccpr-entry-into-force", "rule:iccpr-denunciation"}),
    ("gmb", "rome", "2025-01-01", None),
    # The declaration reaches its end by a withdrawal, or by the term that it states.
    ("tza", "afchpr-53", "2020-11-21",
     {"event:afchpr-p-tza-ratification", "statement:afchpr-p-tza-declaration-34-6",
      "statement:afchpr-p-tza-declaration-34-6-withdrawal"}),
    ("deu", "hrc-is", "1996-05-09", {"event:iccpr-deu-ratification", "statement:iccpr-deu-declaration-41-5"}),
    ("mys", "rome", "2025-01-01", None),
    ("cze", "iccpr", "1993-02-01", None),
    ("cze", "echr", "1993-01-01", None),
    ("csk", "echr", "1992-06-01", None),
    ("mne", "iccpr", "2006-06-03", None),
    ("tur", "istanbul", "2021-07-01", None),
    ("tur", "grevio", "2021-06-30", None),
    ("usa", "hrc-ind", "2021-01-01", None),
    ("fra", "ecsr-cc", "2026-11-22", None),
    ("eu", "crpd", "2026-11-22", None),
]  # fmt: skip


def answer(record: Record, state: str, asked: str, on: date) -> tuple[object, ...]:
    """Return the answer and its dates, from the law alone."""
    followed = derived(record, [state])
    if asked.startswith("mechanism:"):
        for reach in followed.coverage:
            if reach.mechanism == asked and reach.start <= on and (reach.until is None or on < reach.until):
                dates = (reach.from_earliest, reach.from_latest, reach.until_earliest, reach.until_latest)
                return reach.answer, *dates, reach.last_known, reach.last_known_on
        return ("no-record",)
    stretches = [standing for standing in followed.effects.standings if standing.towards == asked]
    here = [n for n, one in enumerate(stretches) if one.start <= on and (not one.until or on < one.until)]
    if not here:
        return ("no-record",)
    first = last = here[0]
    standing = stretches[first]
    known = (standing.answer, standing.last_known, standing.last_known_on)
    if standing.answer in {"yes", "undetermined"}:
        periods = [period for period in followed.effects.periods if period.id in standing.because]
        period = max(periods, key=lambda period: period.from_earliest)
        return *known, period.from_earliest, period.from_latest, period.until_earliest, period.until_latest
    while first and stretches[first - 1].answer == standing.answer:
        first -= 1
    while last + 1 < len(stretches) and stretches[last + 1].answer == standing.answer:
        last += 1
    start = stretches[first].start
    return *known, None if start == BEGINNING else start, stretches[last].until


def without(record: Record, name: str) -> Record:
    """Return a record as if an act had not been, a clause were silent, or a source were not complete."""
    kind = name.partition(":")[0]
    if kind == "event":
        return replace(record, events=tuple(one for one in record.events if one.id != name))
    if kind == "statement":
        return replace(record, statements=tuple(one for one in record.statements if one.id != name))
    if kind == "naming":
        return replace(record, namings=tuple(one for one in record.namings if one.id != name))
    if kind == "rule":
        targets = {
            target.id: replace(target, rules={k: rule for k, rule in target.rules.items() if rule.id != name})
            for target in record.targets.values()
        }
        return replace(record, targets=targets)
    assert kind == "source"
    silent = replace(record.sources[name], complete_for=frozenset(), complete_for_current=frozenset())
    return replace(record, sources={**record.sources, name: silent})


def told(because: Iterable[Reason]) -> Iterator[str]:
    """Yield the acts, clauses and records that an answer tells."""
    for reason in because:
        yield from (f"{act.prefix}:{act.id}" for act in (reason.opened_by, *reason.closed_by) if act)
        yield from (f"rule:{clause.id}" for clause in (reason.under, *reason.ended_under) if clause)
        if reason.record:
            yield f"source:{reason.record.id}"


@pytest.mark.parametrize(
    ("state", "what", "day", "expected"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_marks(store: ox.Store, state: str, what: str, day: str, expected: set[str] | None) -> None:
    participant = resolve(store, state, "state")
    asked = resolve(store, what, "mechanism", "organisation", "treaty")
    on = date.fromisoformat(day)
    frame = why(store, participant, asked, on)
    if expected is not None:
        assert frame.decisive == expected

    own = tuple(event for event in RECORD.events if event.participant == participant)
    record = replace(RECORD, events=own)
    given = answer(record, participant, asked, on)
    assert frame.answer == str(given[0]).replace("-", " ")
    links = set(told(frame.because))
    changing = {name for name in links if answer(without(record, name), participant, asked, on) != given}
    assert frame.decisive == changing

    # Nor is there an act towards the same treaty that is not told and yet makes the answer what it is.
    within = {reason.towards for reason in frame.because} | {what}
    others = {event.id for event in own if event.towards.partition(":")[2] in within} - links
    for name in others:
        assert answer(without(record, name), participant, asked, on)[0] == given[0], name


def test_some_links_decide_and_some_do_not(store: ox.Store) -> None:
    """The comparison above would show nothing if everything, or nothing, were marked."""
    frame = why(store, "state:deu", "treaty:echr", date(2026, 11, 22))
    links = set(told(frame.because))
    assert frame.decisive
    assert links - frame.decisive == {"rule:echr-entry-into-force"}, "the depositary states the day itself"
