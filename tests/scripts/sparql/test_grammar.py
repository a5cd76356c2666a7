"""The grammar needs one token of lookahead, so that what is read has one reading, and refuses by absence."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.sparql.grammar import KEYWORDS, ROLES, TERMINALS, Node, rules

END = frozenset(("",))


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from nodes(part)


def following() -> dict[str, frozenset[str]]:
    """Return for each rule the tokens that can stand after it."""
    found = {name: END if name == "Query" else frozenset[str]() for name in rules()}
    growing = True

    def walk(node: Node, after: frozenset[str]) -> None:
        nonlocal growing
        if node.kind == "rule" and not after <= found[node.name]:
            found[node.name] |= after
            growing = True
        elif node.kind == "all":
            for part in reversed(node.parts):
                walk(part, after)
                after = part.first | (after if part.empty else frozenset())
        else:
            for part in node.parts:
                walk(part, after | part.first if node.kind == "many" else after)

    while growing:
        growing = False
        for name, node in rules().items():
            walk(node, found[name])
    return found


def conflicts(node: Node, after: frozenset[str]) -> Iterator[frozenset[str]]:
    """Yield the tokens at which a part of a rule leaves more than one way open."""
    if node.kind == "all":
        for part in reversed(node.parts):
            yield from conflicts(part, after)
            after = part.first | (after if part.empty else frozenset())
    elif node.kind == "one of":
        seen = frozenset[str]()
        for part in node.parts:
            yield seen & part.first
            seen |= part.first
            yield from conflicts(part, after)
        if node.empty:
            yield seen & after
    elif node.kind in {"maybe", "many"}:
        yield node.first & after
        assert not node.parts[0].empty, "what can be left out or repeated is something"
        again = node.first if node.kind == "many" else frozenset[str]()
        yield from conflicts(node.parts[0], after | again)


def test_one_token_of_lookahead_is_enough() -> None:
    after = following()
    for name, node in rules().items():
        assert not [found for found in conflicts(node, after[name]) if found], name


def test_every_rule_is_used_and_every_token_exists() -> None:
    parts = [part for node in rules().values() for part in nodes(node)]
    assert {part.name for part in parts if part.kind == "rule"} | {"Query"} == set(rules())
    names = {part.name for part in parts if part.kind == "token"}
    lexical = {name for name in names if name.islower() and name != "a"}
    assert lexical == set(TERMINALS) - {"space", "word", "sign"}
    assert {name for name in names if name.isupper() or "_" in name} == KEYWORDS
    assert set(rules()) >= ROLES


def test_nothing_that_changes_or_leaves_the_graph_is_in_it() -> None:
    refused = {
        "ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "FROM", "INSERT", "INTO", "LOAD", "MOVE", "NAMED",
        "SERVICE", "SILENT", "USING", "WITH",
    }  # fmt: skip
    assert not refused & KEYWORDS
