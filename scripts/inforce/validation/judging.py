"""All rules on some files, or on the whole graph; each finding with its place, its label and its basis."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox

from inforce.names import key
from inforce.paths import data
from inforce.record import files
from inforce.terms import ID, PREFIXES, compact
from inforce.turtle import TYPE, natural, node
from inforce.validation import checks, form, rules, shapes
from inforce.validation.places import Places
from inforce.validation.reading import Document, Fault, document, documents
from inforce.validation.surroundings import Surroundings, ontology

__all__ = ["Finding", "Report", "validate"]

Node = ox.NamedNode | ox.BlankNode

_LABEL, _SHORT = node("rdfs:label"), node("inforce:shortName")
_DEFINITION = node("skos:definition")
_PARTICIPANT, _TOWARDS = node("inforce:participant"), node("inforce:towards")
_OF, _ARTICLE = node("inforce:of"), node("inforce:article")


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw: what is wrong where, and what to do.

    ``severity`` is ``unreadable``, ``violation`` or ``warning``; ``line`` is None where no line says it;
    ``subject`` is the identifier of the thing and ``label`` what it is called, both empty where the whole
    file is meant; ``message`` says what is wrong and then what to do, ``detail`` which values; ``basis``
    is the clause or the definition on which the rule rests.
    """

    rule: str
    severity: str
    file: str
    line: int | None
    subject: str
    label: str
    message: str
    detail: str
    basis: str

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line else "")
        what = " ".join(part for part in (self.subject, f"({self.detail})" if self.detail else "") if part)
        return f"{place}: {self.severity}: {what + ': ' if what else ''}{self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, worst first, and how much was judged by how many rules."""

    findings: tuple[Finding, ...]
    files: int
    triples: int
    rules: int

    @property
    def conforms(self) -> bool:
        """Whether everything could be read and nothing breaks a rule; warnings do not count."""
        return not any(finding.severity in {"unreadable", "violation"} for finding in self.findings)

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings) or "conforms"


def validate(
    names: Iterable[str | os.PathLike[str]] | None = None,
    *,
    graph: Path | None = None,
    input_format: str | None = None,
    stdin: Callable[[int], bytes] | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Report:
    """Return what is wrong with some files in the context of the graph, or with the graph itself.

    In: names of files and folders, ``-`` for the standard input, None for the whole graph; the folder of
    the graph, the project's own if None; the form of all files, told from their names if None; how to read
    so many bytes of the standard input; a function that is told each step. A file that is part of the graph replaces itself. Raises ``InputError`` for a folder
    without files, ``UnreadableError`` where the graph around the files cannot be read.
    """
    progress("reading")
    faults: list[Fault] = []
    if names is None:
        own = files(graph or data("graph"))
        read = [document(str(path), path.read_bytes(), "ttl", None) for path in own]
    else:
        read, faults = documents(names, input_format, stdin)
    return _Judgement(read, faults, graph, names is None).report(progress)


class _Judgement:
    """One run over some documents."""

    def __init__(
        self, read: Sequence[Document], faults: Sequence[Fault], graph: Path | None, whole: bool
    ) -> None:
        self.read = read
        self.faults = faults
        self.graph = graph or data("graph")
        self.whole = whole
        self.places = {one.name: Places(one.text, one.form) for one in read}
        words = data("ontology").resolve()
        home = {one.name: one.path.resolve().parents if one.path else () for one in read}
        self.vocabulary_files = {one.name for one in read if words in home[one.name]}
        self.shape_files = {one.name for one in read if words / "shapes" in home[one.name]}
        judged = [one for one in read if one.name not in self.vocabulary_files]
        replaced = [one.path for one in read if one.path and self.graph.resolve() in home[one.name]]
        self.holders: dict[Node, list[Document]] = defaultdict(list)
        for one in judged:
            for subject in {triple.subject for triple in one.triples}:
                assert not isinstance(subject, ox.Triple)
                self.holders[subject].append(one)
        self.around = Surroundings((triple for one in judged for triple in one.triples), replaced, graph)
        self.vocabulary = ontology()
        self.words = {
            (triple.subject, triple.predicate): triple.object.value  # type: ignore[union-attr]
            for triple in self.vocabulary
            if triple.predicate in {_LABEL, _DEFINITION}
        }
        self.findings: list[Finding] = []
        self._files: dict[Path, tuple[str, Places]] = {}

    def report(self, progress: Callable[[str], None]) -> Report:
        """Run all rules."""
        progress("looking at the form")
        for fault in self.faults:
            rule = rules.FORM["file-cannot-be-read"]
            self.findings.append(
                Finding(
                    rule.name,
                    rule.severity,
                    _shown(fault.name),
                    fault.line,
                    "",
                    "",
                    rule.message,
                    f"{fault.message}. {fault.hint}",
                    "",
                )
            )
        for one in self.read:
            self._form(one)
        if self.holders:
            progress("applying the shapes")
            faulty = self._shapes()
            progress("applying the checks")
            self._checks(faulty)
        return Report(
            tuple(sorted(set(self.findings), key=_order)),
            len(self.read) + len(self.faults),
            sum(len(one.triples) for one in self.read),
            len(rules.rules()),
        )

    # Form.

    def _form(self, one: Document) -> None:
        for flaw in form.flaws(one, self.places[one.name]):
            if one.name in self.shape_files and flaw.rule in {"node-without-a-name", "text-not-canonical"}:
                # Shapes are ordered for reading, and their lists have nodes without names.
                continue
            rule = rules.FORM[flaw.rule]
            subject = ox.NamedNode(flaw.subject) if flaw.subject.startswith(ID) else None
            self.findings.append(
                Finding(
                    rule.name,
                    rule.severity,
                    _shown(one.name),
                    flaw.line,
                    compact(flaw.subject),
                    self._label(subject) if subject else "",
                    rule.message,
                    flaw.detail,
                    "",
                )
            )

    # Shapes.

    def _shapes(self) -> set[Node]:
        """Find what is wrong with each thing by itself; return the things that have a violation."""
        things: dict[Node, list[ox.Triple]] = {
            subject: list(dict.fromkeys(self.around.about(subject)))
            for subject in (*self.holders, *self.around.dangling)
        }
        named = {
            triple.object
            for said in things.values()
            for triple in said
            if isinstance(triple.object, ox.NamedNode) and triple.object not in things
        }
        classes = [
            ox.Triple(thing, TYPE, kind)
            for thing in named
            if thing.value.startswith(ID)
            for kind in self.around.objects(thing, TYPE)
        ]
        found = shapes.breaches(things, classes, self.vocabulary)
        known = {rule.name: rule for rule in rules.shape_rules().values()}
        grouped: dict[tuple[str, Node, str], list[str]] = defaultdict(list)
        for breach in found:
            grouped[breach.rule, breach.subject, breach.property].append(self._values(breach))
        for (name, subject, place), details in grouped.items():
            detail = "; ".join(dict.fromkeys(sorted(filter(None, details))))
            self._add(known[name], subject, place, detail, None)
        return {breach.subject for breach in found if known[breach.rule].severity == "violation"}

    def _values(self, breach: shapes.Breach) -> str:
        if breach.component == "MaxCount":
            every = sorted(
                {
                    _spelt(triple.object)
                    for triple in self.around.about(breach.subject)
                    if triple.predicate.value == breach.property
                }
            )
            return _listed(every) + self._elsewhere(breach.subject)
        return _listed([_spelt(value) + self._meant(value) for value in breach.values])

    def _elsewhere(self, subject: Node) -> str:
        """Say where the graph itself describes a thing that a file describes again."""
        if subject not in self.holders or not any(True for _ in self.around.held(subject)):
            return ""
        file, line = self._in_graph(subject, "")
        return f", and {file}{f':{line}' if line else ''} describes it too" if file else ""

    def _meant(self, value: object) -> str:
        """Say what an unknown name may have been meant for."""
        if not isinstance(value, ox.NamedNode) or self.around.about(value):
            return ""
        prefix, _, local = compact(value.value).partition(":")
        if prefix not in PREFIXES or not value.value.startswith(ID):
            return " is known nowhere"
        called = [compact(thing.value) for thing in self.around.called(key(local))]
        close = [name for name in called if name.partition(":")[0] in _alike(prefix)]
        if not close:
            known = [(other, name) for other in _alike(prefix) for name in self.around.names(other)]
            likely = get_close_matches(local, [name for _, name in known], n=1)
            close = [f"{other}:{name}" for other, name in known if name in likely]
        return f" is known nowhere, perhaps {close[0]}" if close else " is known nowhere"

    # Checks.

    def _checks(self, faulty: set[Node]) -> None:
        changed = self.around.changed
        if self.whole:
            found = checks.rows(changed, self.vocabulary, faulty, None)
        else:
            around, touched = self.around.neighbours, self.around.touched | self.holders.keys()
            participants = {compact(participant.value) for participant in self.around.participants}
            recorded = list(dict.fromkeys((*changed, *around)))
            found = checks.rows(recorded, self.vocabulary, faulty, participants)
            found = [row for row in found if row.subject in touched]
            if not self.around.replaced and any(row.subject not in self.holders for row in found):
                # What was wrong before is not for these files to answer for.
                before = set(checks.rows(around, self.vocabulary, (), participants))
                found = [row for row in found if row.subject in self.holders or row not in before]
        known = rules.checks()
        pairs = {(row.rule, row.subject, row.other) for row in found if row.other}
        for row in found:
            if row.other and (row.rule, row.other, row.subject) in pairs:
                ours, theirs = row.subject in self.holders, row.other in self.holders
                if (ours, natural(row.subject.value)) < (theirs, natural(row.other.value)):
                    continue
            parts = [row.detail]
            if row.value is not None:
                parts.append(_spelt(row.value) + self._meant(row.value))
            if row.other:
                parts.append(f"see {_spelt(row.other)}")
            detail = ", ".join(filter(None, parts))
            self._add(known[row.rule], row.subject, row.property, detail, row.clause)

    # Findings.

    def _add(
        self, rule: rules.Rule, subject: Node, place: str, detail: str, clause: ox.NamedNode | None
    ) -> None:
        file, line = self._place(subject, place)
        is_named = isinstance(subject, ox.NamedNode)
        self.findings.append(
            Finding(
                rule.name,
                rule.severity,
                file,
                line,
                compact(subject.value) if is_named else "",
                self._label(subject) if is_named else "",
                rule.message,
                detail,
                self._basis(rule, clause),
            )
        )

    def _place(self, subject: Node, place: str) -> tuple[str, int | None]:
        holders = self.holders.get(subject, ())
        for one in sorted(
            holders, key=lambda one: not any(_says(triple, subject, place) for triple in one.triples)
        ):
            if isinstance(subject, ox.BlankNode):
                return _shown(one.name), self.places[one.name].nameless()
            return _shown(one.name), self.places[one.name].of(subject.value, place)
        return self._in_graph(subject, place)

    def _in_graph(self, subject: Node, place: str) -> tuple[str, int | None]:
        """Return where the graph's own text describes a thing."""
        if isinstance(subject, ox.BlankNode):
            return "", None
        opening = f"\n{compact(subject.value)} "
        for path in files(self.graph):
            if path not in self._files:
                text = path.read_text(encoding="utf-8")
                self._files[path] = text, Places(text, "ttl")
            text, places = self._files[path]
            if opening in text:
                return _shown(str(path)), places.of(subject.value, place)
        return "", None

    def _label(self, thing: Node) -> str:
        said = {triple.predicate: triple.object for triple in self.around.about(thing)}
        if isinstance(label := said.get(_LABEL), ox.Literal):
            return label.value
        participant, target = said.get(_PARTICIPANT), said.get(_TOWARDS)
        if not isinstance(participant, ox.NamedNode):
            return ""
        kind = said.get(TYPE)
        words = self.words.get((kind, _LABEL), "") if isinstance(kind, ox.NamedNode) else ""
        towards = self._short(target) if isinstance(target, ox.NamedNode) else ""
        return ", ".join(part for part in (self._short(participant, _LABEL), words, towards) if part)

    def _short(self, thing: ox.NamedNode, first: ox.NamedNode = _SHORT) -> str:
        said = {triple.predicate: triple.object for triple in self.around.about(thing)}
        for predicate in (first, _LABEL):
            if isinstance(found := said.get(predicate), ox.Literal):
                return found.value
        return compact(thing.value).partition(":")[2]

    def _basis(self, rule: rules.Rule, clause: ox.NamedNode | None) -> str:
        if clause is not None:
            said = {triple.predicate: triple.object for triple in self.around.about(clause)}
            treaty, article, label = said.get(_OF), said.get(_ARTICLE), said.get(_LABEL)
            number = f" {article.value}" if isinstance(article, ox.Literal) else ""
            of = self._short(treaty) if isinstance(treaty, ox.NamedNode) else ""
            return f"{of}{number}: {label.value}" if isinstance(label, ox.Literal) else f"{of}{number}"
        if not rule.basis:
            return ""
        definition = self.words.get((node(rule.basis), _DEFINITION), "")
        return f"{rule.basis}: {definition}" if definition else rule.basis


def _says(triple: ox.Triple, subject: Node, place: str) -> bool:
    return triple.subject == subject and triple.predicate.value == place


def _spelt(value: object) -> str:
    if isinstance(value, ox.NamedNode):
        return compact(value.value)
    return value.value if isinstance(value, ox.Literal) else "a node without a name"


def _listed(values: Sequence[str]) -> str:
    shown = list(values[:5])
    if len(values) > 5:
        shown.append(f"{len(values) - 5} more")
    return " and ".join(shown) if len(shown) < 3 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _alike(prefix: str) -> tuple[str, ...]:
    return ("state", "entity", "organisation") if prefix in {"state", "entity"} else (prefix,)


def _shown(name: str) -> str:
    """Return a file name as seen from where the user is."""
    path = Path(name)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return name


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        rules.SEVERITIES.index(finding.severity),
        finding.file,
        finding.line or 0,
        finding.rule,
        natural(finding.subject),
        finding.detail,
    )
