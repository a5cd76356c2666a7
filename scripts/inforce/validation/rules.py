"""The rules: each one name, one message, one severity, and the definition that it rests on.

A rule is a shape with a message in ``ontology/shapes``, a query in ``queries/checks``, or one of the rules
of form that stand here. Its name is the name of its folder of cases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from inforce.paths import data
from inforce.terms import compact
from inforce.turtle import node

__all__ = ["FORM", "SEVERITIES", "Rule", "check_text", "checks", "rules", "shape_rules", "shape_triples"]

# Worst first. What cannot be read cannot be judged, which is worse than any judgement.
SEVERITIES = ("unreadable", "violation", "warning")


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is asked of data.

    ``sort`` is ``shape``, ``check`` or ``form``; ``message`` says what is wrong and then what to do;
    ``basis`` is the term whose definition it rests on, as a prefixed name, or empty.
    """

    name: str
    sort: str
    severity: str
    message: str
    basis: str


FORM = {
    rule.name: rule
    for rule in (
        Rule(
            "file-cannot-be-read",
            "form",
            "unreadable",
            "The file cannot be read, so that nothing in it was judged.",
            "",
        ),
        Rule(
            "node-without-a-name",
            "form",
            "violation",
            "A node has no name, so that nothing can point at it. "
            "Give it an identifier, such as event:<treaty>-<participant>-<kind>.",
            "",
        ),
        Rule(
            "unknown-word",
            "form",
            "violation",
            "A word is declared nowhere. Correct its spelling; ontology/ has all words of the vocabulary.",
            "",
        ),
        Rule(
            "word-of-another-vocabulary",
            "form",
            "warning",
            "A property or class comes from a vocabulary that is not in use here, and no question reads it. "
            "Use the word of inforce: or of the W3C that says the same.",
            "",
        ),
        Rule(
            "text-with-control-characters",
            "form",
            "violation",
            "A text holds characters that nobody sees and that can change how it is shown. Take them away.",
            "",
        ),
        Rule(
            "file-without-an-opening-comment",
            "form",
            "warning",
            "Nothing says what the file holds. Open it with a line of comment: # …",
            "",
        ),
        Rule(
            "prefix-of-another-address",
            "form",
            "warning",
            "A prefix and an address are paired in another way than in the one prefix table. "
            "Use the prefix that the table gives the address.",
            "",
        ),
        Rule(
            "text-not-canonical",
            "form",
            "warning",
            "The text is not in the one canonical form, so that a comparison would show more than the change. "
            "inforce.turtle.write gives that form.",
            "",
        ),
    )
}

_SH = "http://www.w3.org/ns/shacl#"
_SEE = "http://www.w3.org/2000/01/rdf-schema#seeAlso"


@cache
def shape_triples() -> tuple[ox.Triple, ...]:
    """Return the triples of all shapes, the nodes of lists named apart by file."""
    found: list[ox.Triple] = []
    for path in sorted((data("ontology") / "shapes").glob("*.ttl")):
        quads = ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        found.extend(quad.triple for quad in quads)
    return tuple(found)


@cache
def shape_rules() -> Mapping[str, Rule]:
    """Return the rules among the shapes: those that have a message."""
    facts: dict[str, dict[str, str]] = {}
    for triple in shape_triples():
        if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.BlankNode):
            facts.setdefault(triple.subject.value, {})[triple.predicate.value] = triple.object.value  # type: ignore[union-attr]
    start = node("shape:").value
    return {
        address: Rule(
            address.removeprefix(start),
            "shape",
            told[f"{_SH}severity"].removeprefix(_SH).lower(),
            told[f"{_SH}message"],
            compact(told[_SEE]) if _SEE in told else "",
        )
        for address, told in sorted(facts.items())
        if f"{_SH}message" in told
    }


@cache
def checks() -> Mapping[str, Rule]:
    """Return the rules that are queries, by name."""
    found: dict[str, Rule] = {}
    for path in sorted((data("queries") / "checks").glob("*.rq")):
        lines: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                break
            lines.append(line[1:].strip())
        told = " ".join(lines)
        fix = re.search(r"Fix: (.*?) Severity: ", told)
        severity = re.search(r"Severity: (\w+)", told)
        basis = re.search(r"Rests on: (\S+)", told)
        assert fix and severity and basis, f"{path.name}: give Fix:, Severity: and Rests on:"
        cure = fix[1][0].upper() + fix[1][1:]
        found[path.stem] = Rule(path.stem, "check", severity[1].lower(), f"{lines[0]} {cure}", basis[1])
    return found


@cache
def check_text(name: str) -> str:
    """Return the text of a check."""
    return (data("queries") / "checks" / f"{name}.rq").read_text(encoding="utf-8")


def rules() -> list[Rule]:
    """Return all rules, worst first, then by name."""
    every = [*FORM.values(), *shape_rules().values(), *checks().values()]
    return sorted(every, key=lambda rule: (SEVERITIES.index(rule.severity), rule.name))
