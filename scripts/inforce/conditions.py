"""Standings, positions and condition trees → coverage: interval arithmetic, pure.

A tree is evaluated at each day on which the answer of one of its leaves changes. The five answers are
ordered ``no`` < ``no-record`` < ``undetermined`` < ``conditional`` < ``yes``: "all of" takes the lowest,
"any of" the highest, "none of" exchanges yes and no of the highest and leaves the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from inforce.effects import Standing
from inforce.positions import Position
from inforce.record import Condition, Mechanism, Participant
from inforce.terms import BEGINNING

__all__ = ["Coverage", "Step", "Stretch", "derive", "evaluate", "reach"]

_ORDER = ("no", "no-record", "undetermined", "conditional", "yes")
_RANK = {answer: rank for rank, answer in enumerate(_ORDER)}
_FLIPPED = {"yes": "no", "no": "yes"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One answer of one leaf over a stretch of time, and the standing or position that gives it."""

    start: date
    until: date | None
    answer: str
    standing: str
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """The start of one answer of a mechanism, the leaves that decide it, the age of the records.

    ``last_known`` is the answer that the tree gave with what was last known of its leaves.
    """

    start: date
    answer: str
    decisive: tuple[str, ...]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One answer on whether a mechanism reaches a participant over a stretch of time.

    The four dates are those of the whole run to which the stretch belongs: for an answer that is not
    ``no`` or ``no-record``, the time over which the mechanism reaches or may reach the participant.
    ``decisive`` names the leaves that decide it, ``because`` the standings that answer these leaves at
    some time of the stretch.
    """

    id: str
    participant: str
    mechanism: str
    answer: str
    start: date
    until: date | None
    from_earliest: date | None
    from_latest: date | None
    until_earliest: date | None
    until_latest: date | None
    decisive: tuple[str, ...]
    because: tuple[str, ...]
    record_as_at: date | None
    last_known: str
    last_known_on: date | None


_Leaf = Callable[[Condition], Sequence[Stretch]]
_ALWAYS: dict[str, Sequence[Stretch]] = {
    "FactHolds": (Stretch(BEGINNING, None, "conditional", "", None, "", None),),
}
# In place of an article: whether a consent was given, be it in force or not.
_AT_ONCE = "from deposit"
_UNKNOWN: Sequence[Stretch] = (Stretch(BEGINNING, None, "no-record", "", None, "", None),)


def evaluate(tree: Condition, answers: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the answer of a tree and its decisive leaves.

    In: the tree; the answer of each leaf by its identifier. A leaf is decisive if the answer of each
    node above it is its own.
    """
    if not tree.operands:
        return answers[tree.id], (tree.id,)
    parts = [evaluate(operand, answers) for operand in tree.operands]
    if tree.kind == "AllOf":
        answer = min((part[0] for part in parts), key=_RANK.__getitem__)
        given = answer
    elif tree.kind == "AnyOf":
        answer = max((part[0] for part in parts), key=_RANK.__getitem__)
        given = answer
    elif tree.kind == "NoneOf":
        given = max((part[0] for part in parts), key=_RANK.__getitem__)
        answer = _FLIPPED.get(given, given)
    else:
        raise ValueError(f"{tree.kind!r} combines nothing")
    return answer, tuple(leaf for part in parts if part[0] == given for leaf in part[1])


def reach(mechanism: Mechanism, leaf: _Leaf) -> list[Step]:
    """Return the steps of one mechanism: the days on which its answer, or what decides it, changes.

    In: the mechanism and a function that gives the stretches of a leaf. The steps begin at the beginning
    of time.
    """
    if mechanism.exists in {"no", "not in force"}:
        return [Step(BEGINNING, "no", (), None, "", None)]
    leaves = {node.id: leaf(node) for node in mechanism.condition.leaves()}
    days = {BEGINNING} | {stretch.start for stretches in leaves.values() for stretch in stretches}
    own = (mechanism.exists_from, mechanism.exists_surely_from, mechanism.exists_until)
    days |= {day for day in own if day is not None}
    found: list[Step] = []
    places = dict.fromkeys(leaves, 0)
    for day in sorted(days):
        now: dict[str, Stretch] = {}
        for name, stretches in leaves.items():
            place = places[name]
            while place + 1 < len(stretches) and stretches[place + 1].start <= day:
                place += 1
            places[name] = place
            now[name] = stretches[place]
        step = _step(mechanism, day, now)
        if not found or (found[-1].answer, found[-1].decisive) != (step.answer, step.decisive):
            found.append(step)
    return found


def _step(mechanism: Mechanism, day: date, now: Mapping[str, Stretch]) -> Step:
    if _is_outside(mechanism, day):
        return Step(day, "no", (), None, "", None)
    given = {name: stretch.answer for name, stretch in now.items()}
    answer, decisive = evaluate(mechanism.condition, given)
    surely = mechanism.exists_surely_from
    if surely is not None and day < surely and answer in {"yes", "conditional"}:
        # No record shows whether the power was there already.
        answer = "undetermined"
    shown = [stretch.record_as_at for stretch in now.values() if stretch.record_as_at is not None]
    last_known: tuple[str, date | None] = ("", None)
    if answer == "no-record":
        last = {name: stretch.last_known or stretch.answer for name, stretch in now.items()}
        then, decided = evaluate(mechanism.condition, last)
        on = [known for name in decided if (known := now[name].last_known_on) is not None]
        if then != "no-record" and on:
            last_known = (then, max(on))
    return Step(
        day,
        answer,
        decisive,
        min(shown) if shown else None,
        *last_known,
    )


def _is_outside(mechanism: Mechanism, day: date) -> bool:
    return (mechanism.exists_from is not None and day < mechanism.exists_from) or (
        mechanism.exists_until is not None and day >= mechanism.exists_until
    )


def _everyone(participant: Participant | None, acts: tuple[date, date] | None) -> Sequence[Stretch]:
    """Return the stretches of what reaches everyone: each state or entity, as long as it is there.

    In: the participant, and the days of its first and last act. It is there from the day that a source
    states, otherwise from its first act; an end that no source dates lies between its last act and the day
    by which it was surely no more. An organisation is nobody.
    """
    if participant is None or participant.id.startswith("organisation:"):
        return (Stretch(BEGINNING, None, "no", "", None, "", None),)
    steps = [(BEGINNING, "no" if participant.exists_from else "no-record")]
    start = participant.exists_from or (acts[0] if acts else None)
    steps += [(start, "yes")] if start else []
    gone_by = participant.gone_by
    if gone_by is not None:
        if participant.exists_until is None and acts and acts[1] + timedelta(days=1) < gone_by:
            steps.append((acts[1] + timedelta(days=1), "undetermined"))
        steps.append((gone_by, "no"))
    ends = [*(day for day, _ in steps[1:]), None]
    return [
        Stretch(day, until, answer, "", None, "", None)
        for (day, answer), until in zip(steps, ends, strict=True)
    ]


def derive(
    mechanisms: Iterable[Mechanism],
    standings: Iterable[Standing],
    positions: Iterable[Position] = (),
    participants: Mapping[str, Participant] | None = None,
    acts: Mapping[str, tuple[date, date]] | None = None,
) -> list[Coverage]:
    """Return the coverage of all mechanisms for the participants that the standings speak of.

    In: the participants by identifier, and the days of the first and last act that a record shows of each.

    A mechanism of which no record decides anything for a participant on any day has no coverage: its
    answer is ``no record``.
    """
    by_participant: dict[str, dict[tuple[str, str], list[Stretch]]] = defaultdict(lambda: defaultdict(list))
    chosen = sorted(mechanisms, key=lambda mechanism: mechanism.id)
    at_once = {
        leaf.towards for mechanism in chosen for leaf in mechanism.condition.leaves() if leaf.from_deposit
    }
    for standing in standings:
        stretch = _stretch(standing)
        by_participant[standing.participant][(standing.towards, "")].append(stretch)
        if standing.towards in at_once:
            given = replace(stretch, answer="yes") if standing.is_pending else stretch
            by_participant[standing.participant][(standing.towards, _AT_ONCE)].append(given)
    for position in positions:
        by_participant[position.participant][(position.under, position.article)].append(_stretch(position))
    found: list[Coverage] = []
    for participant in sorted(by_participant):
        known = by_participant[participant]
        everyone = _everyone((participants or {}).get(participant), (acts or {}).get(participant))

        for mechanism in chosen:

            def leaf(
                node: Condition,
                known: Mapping[tuple[str, str], Sequence[Stretch]] = known,
                named: str = mechanism.id,
                everyone: Sequence[Stretch] = everyone,
            ) -> Sequence[Stretch]:
                if node.kind == "Universal":
                    return everyone
                if node.kind in _ALWAYS:
                    return _ALWAYS[node.kind]
                if node.kind == "NamedIn":
                    return known.get((named, ""), _UNKNOWN)
                return known.get((node.towards, _AT_ONCE if node.from_deposit else node.article), _UNKNOWN)

            steps = reach(mechanism, leaf)
            if len(steps) > 1 or steps[0].answer != "no-record":
                found.extend(_stretches(participant, mechanism, steps, leaf))
    return found


def _stretch(given: Standing | Position) -> Stretch:
    return Stretch(
        given.start,
        given.until,
        given.answer,
        given.id,
        given.record_as_at,
        given.last_known,
        given.last_known_on,
    )


def _stretches(
    participant: str, mechanism: Mechanism, steps: Sequence[Step], leaf: _Leaf
) -> Iterable[Coverage]:
    name = f"{mechanism.id.partition(':')[2]}-{participant.partition(':')[2]}"
    leaves = {node.id: node for node in mechanism.condition.leaves()}
    for place, step in enumerate(steps):
        until = steps[place + 1].start if place + 1 < len(steps) else None
        standings = dict.fromkeys(
            stretch.standing
            for decisive in step.decisive
            for stretch in leaf(leaves[decisive])
            if stretch.standing
            and (until is None or stretch.start < until)
            and (stretch.until is None or step.start < stretch.until)
        )
        yield Coverage(
            f"coverage:{name}-{place + 1}",
            participant,
            mechanism.id,
            step.answer,
            step.start,
            until,
            *_run(steps, place),
            step.decisive,
            tuple(standings),
            step.record_as_at,
            step.last_known,
            step.last_known_on,
        )


def _run(steps: Sequence[Step], place: int) -> tuple[date | None, date | None, date | None, date | None]:
    """Return the four dates of the run of stretches to which one belongs.

    Neighbouring stretches of a reach that is sure, conditional or possible form one run; those of ``no``
    and of ``no-record`` form runs of their own. Within a run the inner dates are those of the sure reach
    at hand: the one to which the stretch belongs, otherwise the last one before it, otherwise the next.
    """

    def sort(answer: str) -> str:
        return answer if answer in {"no", "no-record"} else "reach"

    kind = sort(steps[place].answer)
    first = last = place
    while first > 0 and sort(steps[first - 1].answer) == kind:
        first -= 1
    while last + 1 < len(steps) and sort(steps[last + 1].answer) == kind:
        last += 1
    start = steps[first].start if steps[first].start != BEGINNING else None
    end = steps[last + 1].start if last + 1 < len(steps) else None
    if kind != "reach":
        return start, start, end, end
    sure = [step for step in range(first, last + 1) if steps[step].answer in {"yes", "conditional"}]
    if not sure:
        return start, None, None, end
    begins = stops = max((step for step in sure if step <= place), default=sure[0])
    while begins - 1 in sure:
        begins -= 1
    while stops + 1 in sure:
        stops += 1
    from_latest = steps[begins].start if steps[begins].start != BEGINNING else None
    until_earliest = steps[stops + 1].start if stops + 1 < len(steps) else None
    return start, from_latest, until_earliest, end
