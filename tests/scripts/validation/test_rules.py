"""Every rule accepts its valid.*.ttl and rejects its invalid.*.ttl: one folder of cases a rule.

The cases of shapes are in tests/ontology/shapes, those of checks in tests/queries/checks, those of form
beside this file. Around each case stands the small graph of base.ttl.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from inforce.paths import data
from inforce.terms import CONSENTS, EXITS, SCHEMES
from inforce.validation import Report, validate
from inforce.validation.rules import FORM, Rule, check_text, checks, rules, shape_rules

HERE = Path(__file__).parent
TESTS = HERE.parents[1]
FOLDERS = {
    "shape": TESTS / "ontology" / "shapes",
    "check": TESTS / "queries" / "checks",
    "form": HERE / "form",
}
# What cannot be read has cases of its own in test_reading.py.
RULES = [rule for rule in rules() if rule.severity != "unreadable"]
CASES = sorted(case for folder in FOLDERS.values() for case in folder.glob("*/*"))


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("graph")
    shutil.copy(HERE / "base.ttl", place)
    return place


def _name(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def _told(report: Report) -> str:
    return "\n".join(str(finding) for finding in report.findings)


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_case(graph: Path, case: Path) -> None:
    verdict, _, rest = case.name.partition(".")
    assert verdict in {"valid", "invalid"} and rest, "name a case valid.<what>.ttl or invalid.<what>.ttl"
    report = validate([case], graph=graph)
    found = {finding.rule for finding in report.findings}
    wanted = {case.parent.name} if verdict == "invalid" else set()
    assert found == wanted, _told(report)
    for finding in report.findings:
        assert Path(finding.file).resolve() == case, "the finding names another file"
        assert finding.line, "the finding names no line"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_both_verdicts(rule: Rule) -> None:
    verdicts = {case.name.partition(".")[0] for case in (FOLDERS[rule.sort] / rule.name).glob("*")}
    assert verdicts == {"valid", "invalid"}, f"add cases to {FOLDERS[rule.sort] / rule.name}/"


def test_every_folder_is_a_rule() -> None:
    for sort, folder in FOLDERS.items():
        known = {rule.name for rule in RULES if rule.sort == sort}
        assert {path.name for path in folder.iterdir()} == known


def test_the_graph_around_the_cases_conforms(graph: Path) -> None:
    report = validate(graph=graph)
    assert not report.findings, _told(report)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_form_of_a_rule(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name), "a name is words with hyphens"
    assert len(re.split(r"(?<=[.:?]) ", rule.message)) >= 2 or rule.name == "file-cannot-be-read", (
        "say what is wrong, and then what to do"
    )
    assert rule.message.endswith((".", "…"))


def test_a_rule_has_one_name() -> None:
    names = [rule.name for rule in rules()]
    assert len(names) == len(set(names))


def test_shapes_aim_at_classes() -> None:
    # The engine aims them at the things that are judged; another kind of target would be lost.
    for path in (data("ontology") / "shapes").glob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        for target in ("sh:targetNode", "sh:targetSubjectsOf", "sh:targetObjectsOf", "sh:sparql", "sh:js"):
            assert target not in text, f"{path.name} uses {target}"


@pytest.mark.parametrize("name", list(checks()))
def test_a_check_is_one_set_based_query(name: str) -> None:
    text = check_text(name)
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert text.splitlines()[0].endswith("."), "the first line is the problem in English"
    assert "?subject" in body and "NOT EXISTS" not in body, (
        "a correlated NOT EXISTS is a hundred times slower"
    )
    assert "NOW()" not in body and "SERVICE" not in body


def test_a_list_of_kinds_of_events_is_whole() -> None:
    # A consent or an exit that a check forgets would be lawful by mistake.
    closed = {frozenset(CONSENTS), frozenset(CONSENTS) - {"Admission", "Succession"}, frozenset(EXITS)}
    for name in checks():
        for listed in re.findall(r"VALUES \?(?:consents|joins|exits?) \{([^}]*)\}", check_text(name)):
            kinds = frozenset(re.findall(r"inforce:(\w+)", listed))
            assert kinds - {"IntentionNotToBecomeParty"} in closed, f"{name}: {sorted(kinds)}"


def test_every_list_of_kinds_is_asked_for() -> None:
    asked = set(re.findall(r"kind:([a-z-]+)\)", check_text("kind-of-another-list")))
    # The values of these are computed and never typed in.
    assert asked | {"answers", "statuses"} == set(SCHEMES)


def test_the_form_rules_are_the_ones_that_are_found() -> None:
    told = (data("ontology").parent / "scripts" / "inforce" / "validation" / "form.py").read_text()
    assert {name for name in FORM if f'"{name}"' in told} == set(FORM) - {"file-cannot-be-read"}


def test_the_shapes_have_rules() -> None:
    assert len(shape_rules()) > 40
