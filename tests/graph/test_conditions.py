"""Each leaf of each condition counts: there is a case in which it alone decides.

The cases are generated as a truth table over an invented participant: along the way from the root to the
leaf, everything beside it is set so that the leaf decides.
"""

from __future__ import annotations

import pytest

from inforce.conditions import evaluate
from inforce.paths import data
from inforce.record import Condition, files, read, triples

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
