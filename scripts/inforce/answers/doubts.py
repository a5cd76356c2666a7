"""What is not known: exits of unknown day, and up to which day of receipt they would have taken effect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from inforce.answers.reasons import Act, Clause, Reason, open_exits
from inforce.names import fact
from inforce.terms import compact
from inforce.turtle import node

__all__ = ["Doubt", "doubts", "latest_receipt"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """An exit of unknown day that makes answers undetermined: which, and when it can take effect.

    ``decided_by`` is the last day of receipt with which it has taken effect on the day asked.
    """

    act: Act
    depositary: str
    may_end_on: date
    decided_by: date | None


def doubts(store: ox.Store, reasons: Iterable[Reason], on: date) -> dict[str, Doubt]:
    """Return what is not known of the exits among some reasons, by the identifier of the act."""
    found: dict[str, Doubt] = {}
    for reason, act in open_exits(reasons):
        if act.id in found or reason.dates.until_earliest is None:
            continue
        clause = next((rule for rule in reason.ended_under if rule.treaty == act.towards), None)
        charter = fact(store, f"organisation:{act.towards}", "charter")
        named = fact(store, compact(charter) if charter else f"treaty:{act.towards}", "depositary")
        found[act.id] = Doubt(
            act,
            named or "depositary",
            reason.dates.until_earliest,
            latest_receipt(store, act, clause, on) if clause else None,
        )
    return found


def latest_receipt(store: ox.Store, act: Act, rule: Clause, on: date) -> date | None:
    """Return the last day of receipt with which an exit of unknown day has taken effect by a day.

    None where no day of receipt has that result, or where the clause counts from something else.
    """
    from inforce.effects import reckon
    from inforce.record import read

    treaty = f"treaty:{rule.treaty}"
    wanted = [
        quad.triple
        for name in (f"rule:{rule.id}", treaty)
        for quad in store.quads_for_pattern(node(name), None, None, None)
    ]
    clause = read(wanted).targets[treaty].rules.get("denunciation")
    if clause is None or clause.permission != "permitted" or act.not_before is None:
        return None
    last: date | None = None
    low, high = act.not_before.toordinal(), on.toordinal()
    while low <= high:
        middle = date.fromordinal((low + high) // 2)
        try:
            effect = reckon(clause, middle)
        except (ValueError, OverflowError):
            # It would lie beyond the last day that there is, and so beyond the one asked.
            effect = None
        if effect is not None and effect <= on:
            last, low = middle, middle.toordinal() + 1
        else:
            high = middle.toordinal() - 1
    return last
