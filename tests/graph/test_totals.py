"""Our signatories and parties are as many as the depositary's pages print: 18 of 18.

The pages of the United Nations print how many have signed and how many are parties. Both are counted anew
from what follows from the acts: who left is neither, whether its cell is in brackets or an end note tells of
it; who left and came back is a party; who has consented and is not bound yet is one for the page too; a state
that is no more has no row.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from inforce.effects import Effects, derive
from inforce.paths import data
from inforce.record import Record, files, read, triples
from inforce.terms import CONSENTS, compact
from inforce.turtle import node

GRAPH = list(triples(files(data("graph"))))
TOTALS = {
    compact(triple.subject.value): dict[str, str]()  # type: ignore[union-attr]
    for triple in GRAPH
    if triple.predicate == node("rdf:type") and triple.object == node("inforce:Total")
}
for triple in GRAPH:
    if (name := compact(triple.subject.value)) in TOTALS:  # type: ignore[union-attr]
        TOTALS[name][compact(triple.predicate.value)] = triple.object.value  # type: ignore[union-attr]
# Treaties IV-2 to IV-16 of the collection, as their pages of 3 February 2026 print them.
PRINTED = {
    "icerd": (88, 182), "icescr": (72, 173), "icescr-op": (46, 31), "iccpr": (74, 175),
    "iccpr-op1": (35, 116), "iccpr-op2": (40, 92), "cedaw": (99, 189), "cedaw-op": (80, 116),
    "cat": (83, 175), "opcat": (76, 96), "crc": (140, 196), "crc-opac": (130, 173),
    "crc-opsc": (122, 178), "crc-opic": (54, 53), "cmw": (40, 60), "crpd": (164, 193),
    "crpd-op": (95, 108), "ced": (98, 78),
}  # fmt: skip


@pytest.fixture(scope="module")
def record() -> Record:
    return read(GRAPH)


@pytest.fixture(scope="module")
def effects(record: Record) -> Effects:
    return derive(record)


def parties(record: Record, effects: Effects, treaty: str, on: date) -> Iterator[str]:
    """Yield who has consented by a day and has not left by it."""
    consents = {event.id: event for event in record.events if event.kind in CONSENTS}
    for period in effects.periods:
        if period.towards == treaty and period.status == "party":
            consented = consents[period.opened_by].earliest
            if consented and consented <= on and (period.until_latest is None or on < period.until_latest):
                yield period.participant


def signatories(record: Record, effects: Effects, treaty: str, on: date) -> Iterator[str]:
    """Yield who has signed by a day and neither was a party and left nor is no more."""
    here = [period for period in effects.periods if period.towards == treaty]
    bound = set(parties(record, effects, treaty, on))
    left = {period.participant for period in here if period.status == "party"} - bound
    gone = {one.id for one in record.participants.values() if one.gone_by and one.gone_by <= on}
    signed = {
        period.participant for period in here if period.status == "signatory" and period.from_earliest <= on
    }
    yield from signed - left - gone


def test_there_are_18_totals() -> None:
    treaties = sorted(compact(total["inforce:towards"]) for total in TOTALS.values())
    assert treaties == sorted(f"treaty:{name}" for name in PRINTED)


@pytest.mark.parametrize("name", TOTALS)
def test_we_count_as_the_page_does(record: Record, effects: Effects, name: str) -> None:
    total = TOTALS[name]
    treaty = compact(total["inforce:towards"])
    as_at = record.sources[compact(total["dcterms:source"])].shown_on
    assert as_at is not None
    bound = list(parties(record, effects, treaty, as_at))
    assert len(bound) == len(set(bound)), "nobody is a party by two consents at once"
    counted = len(list(signatories(record, effects, treaty, as_at))), len(bound)
    printed = int(total["inforce:signatories"]), int(total["inforce:parties"])
    assert printed == PRINTED[treaty.removeprefix("treaty:")]
    assert counted == printed


def test_those_who_left_and_those_who_came_back(record: Record, effects: Effects) -> None:
    bound = set(parties(record, effects, "treaty:iccpr-op1", date(2026, 2, 3)))
    assert not {"state:jam", "state:tto", "state:blr"} & bound
    assert "state:guy" in bound
    assert "state:prk" in set(parties(record, effects, "treaty:iccpr", date(2026, 2, 3)))


def test_the_count_can_fail(record: Record, effects: Effects) -> None:
    before = len(list(parties(record, effects, "treaty:iccpr-op1", date(2023, 2, 7))))
    after = len(list(parties(record, effects, "treaty:iccpr-op1", date(2023, 2, 8))))
    assert before == after + 1, "Belarus left on 8 February 2023"
