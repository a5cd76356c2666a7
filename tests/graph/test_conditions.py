"""Each leaf of each condition counts: there is a case in which it alone decides, and a record that it rests on.

The cases are generated as a truth table over an invented participant: along the way from the root to the
leaf, everything beside it is set so that the leaf decides.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from inforce.conditions import evaluate
from inforce.paths import data
from inforce.record import Condition, Mechanism, files, read, triples

EMPTY = Path(__file__).with_name("empty-leaves.csv")
RECORD = read(triples(files(data("graph"))))
CASES = [
    (mechanism, leaf) for mechanism in RECORD.mechanisms.values() for leaf in mechanism.condition.leaves()
]


def satisfy(node: Condition, wanted: bool, answers: dict[str, str]) -> None:
    """Set all leaves below a node so that the node is true, or false."""
    if not node.operands:
        answers[node.id] = "yes" if wanted else "no"
        return
    below = (not wanted) if node.kind == "NoneOf" else wanted
    for operand in node.operands:
        satisfy(operand, below, answers)


def make_decisive(node: Condition, leaf: Condition, answers: dict[str, str]) -> None:
    """Set everything beside the way to a leaf so that the node has the leaf's own answer."""
    for operand in node.operands:
        if leaf in operand.leaves():
            make_decisive(operand, leaf, answers)
        else:
            satisfy(operand, node.kind == "AllOf", answers)


def turns(node: Condition, leaf: Condition) -> bool:
    """Whether an odd number of "none of" stands above a leaf."""
    for operand in node.operands:
        if leaf in operand.leaves():
            return turns(operand, leaf) != (node.kind == "NoneOf")
    return False


@pytest.mark.parametrize(("mechanism", "leaf"), CASES, ids=lambda thing: thing.id)
def test_only_this_leaf_fails(mechanism: object, leaf: Condition) -> None:
    tree = mechanism.condition  # type: ignore[attr-defined]
    answers: dict[str, str] = {}
    make_decisive(tree, leaf, answers)
    turned = turns(tree, leaf)
    for given, expected in (("yes", "no" if turned else "yes"), ("no", "yes" if turned else "no")):
        answer, decisive = evaluate(tree, {**answers, leaf.id: given})
        assert answer == expected
        assert leaf.id in decisive
    for given in ("no-record", "undetermined", "conditional"):
        assert evaluate(tree, {**answers, leaf.id: given})[0] == given


def rests_on_nothing(mechanism: Mechanism, leaf: Condition) -> bool:
    """Whether the graph holds no act, statement or naming at all that could affirm a leaf for anybody."""
    does = {"DeclarationUnder": "opt-in", "OptOutUnder": "opt-out", "PostponementUnder": "postponement"}
    if leaf.kind in does:
        return not any(
            statement.towards == leaf.towards
            and statement.kind == does[leaf.kind]
            and leaf.article in statement.articles
            for statement in RECORD.statements
        )
    if leaf.kind == "NamedIn":
        return not any(naming.mechanism == mechanism.id for naming in RECORD.namings)
    if leaf.kind in {"PartyTo", "MemberOf"}:
        return not any(event.towards == leaf.towards for event in RECORD.events)
    # Facts are stated by whoever asks, and what is universal needs no record.
    assert leaf.kind in {"FactHolds", "Universal"}, leaf.kind
    return False


def test_every_leaf_rests_on_some_record_or_is_named() -> None:
    with EMPTY.open(encoding="utf-8", newline="") as file:
        named = {row["leaf"]: row["reason"] for row in csv.DictReader(file)}
    assert all(named.values())
    assert set(named) == {
        leaf.id.removeprefix("condition:") for mechanism, leaf in CASES if rests_on_nothing(mechanism, leaf)
    }
