"""A report of validation as text, JSON, annotations of a pull request, or Turtle."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from inforce.terms import expand
from inforce.turtle import TYPE, literal, node, write
from inforce.validation import Finding, Report
from inforce.validation.rules import SEVERITIES, Rule

__all__ = ["github_text", "report_data", "report_text", "report_turtle", "rules_text"]

# A text shows so many findings of one rule in full; JSON, annotations and Turtle hold all of them.
_MOST = 20
_SIGN = {"unreadable": "unreadable", "violation": "violation", "warning": "warning"}
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def _visible(text: str) -> str:
    """Return text of a foreign file without anything that a terminal would obey."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04X}", text)


def report_text(report: Report, width: int) -> str:
    """Return what was found, in words: worst first, the first of each rule in full."""
    blocks: list[str] = []
    told: Counter[str] = Counter()
    for finding in report.findings:
        told[finding.rule] += 1
        if told[finding.rule] <= _MOST:
            blocks.append("\n".join(_lines(finding, width)))
    more = [
        f"{count - _MOST:,} more of {rule}; --format json has all"
        for rule, count in told.items()
        if count > _MOST
    ]
    return "\n\n".join([*blocks, *more, _sum(report)]) + "\n"


def _lines(finding: Finding, width: int) -> Iterator[str]:
    place = finding.file + (f":{finding.line}" if finding.line else "")
    yield _visible(f"{place}: {finding.severity}: {finding.rule}")
    if finding.subject:
        name = finding.subject + (f" ({finding.label})" if finding.label else "")
        yield from _wrapped(name, width)
    yield from _wrapped(finding.message, width)
    if finding.detail:
        yield from _wrapped(f"Here: {finding.detail}", width)
    if finding.basis:
        yield from _wrapped(f"Rests on {finding.basis}", width)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        _visible(text),
        max(width, 40),
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _sum(report: Report) -> str:
    found = Counter(finding.severity for finding in report.findings)
    judged = f"{_many(report.files, 'file')}, {_many(report.triples, 'triple')}, {report.rules} rules"
    if not report.findings:
        return f"conforms: {judged}"
    counts = ", ".join(
        f"{found[severity]:,} {severity}{'s' if found[severity] > 1 and severity != 'unreadable' else ''}"
        for severity in SEVERITIES
        if found[severity]
    )
    return f"{'conforms' if report.conforms else 'does not conform'}, with {counts}: {judged}"


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def report_data(report: Report) -> dict[str, object]:
    """Return the report as plain data."""
    return {
        "conforms": report.conforms,
        "files": report.files,
        "triples": report.triples,
        "rules": report.rules,
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "file": finding.file,
                "line": finding.line,
                "subject": finding.subject or None,
                "label": finding.label or None,
                "message": finding.message,
                "detail": finding.detail or None,
                "basis": finding.basis or None,
            }
            for finding in report.findings
        ],
    }


def github_text(report: Report) -> str:
    """Return the report as annotations of a pull request, one line each."""
    lines: list[str] = []
    for finding in report.findings:
        level = "warning" if finding.severity == "warning" else "error"
        place = [f"file={_property(finding.file)}", f"title={_property(finding.rule)}"]
        if finding.line:
            place.insert(1, f"line={finding.line}")
        what = " ".join(
            part for part in (finding.subject, f"({finding.label})" if finding.label else "") if part
        )
        words = [what, finding.message, finding.detail and f"Here: {finding.detail}"]
        lines.append(f"::{level} {','.join(place)}::{_message(' — '.join(filter(None, words)))}")
    return "".join(f"{line}\n" for line in lines)


def _message(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return _visible(escaped)


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def report_turtle(report: Report) -> str:
    """Return the report as a validation report of SHACL."""
    itself = ox.BlankNode("report")
    true = ox.Literal(report.conforms)
    found = [
        ox.Triple(itself, TYPE, node("sh:ValidationReport")),
        ox.Triple(itself, node("sh:conforms"), true),
    ]
    for number, finding in enumerate(report.findings, 1):
        result = ox.BlankNode(f"result{number}")
        severity = "Warning" if finding.severity == "warning" else "Violation"
        where = finding.file + (f":{finding.line}" if finding.line else "")
        found += [
            ox.Triple(itself, node("sh:result"), result),
            ox.Triple(result, TYPE, node("sh:ValidationResult")),
            ox.Triple(result, node("sh:resultSeverity"), node(f"sh:{severity}")),
            ox.Triple(result, node("sh:sourceShape"), node(f"shape:{finding.rule}")),
            ox.Triple(result, node("sh:resultMessage"), literal(finding.message, "en")),
            ox.Triple(result, node("rdfs:comment"), literal(_visible(f"{where} {finding.detail}".strip()))),
        ]
        if finding.subject:
            address = expand(finding.subject) if _is_ours(finding.subject) else finding.subject
            found.append(ox.Triple(result, node("sh:focusNode"), ox.NamedNode(address)))
    return write(found, "What inforce validate found.")


def _is_ours(name: str) -> bool:
    from inforce.terms import PREFIXES

    return name.partition(":")[0] in PREFIXES and "://" not in name


def rules_text(rules: Iterable[Rule], width: int) -> str:
    """Return the rules, worst first: the name of each and its message."""
    blocks = [
        "\n".join([f"{rule.name} ({rule.sort}, {rule.severity})", *_wrapped(rule.message, width)])
        for rule in rules
    ]
    return "\n".join(blocks) + "\n"
