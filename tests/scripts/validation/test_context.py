"""Files are judged as if the graph held them, and nothing but the change is told of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inforce.paths import data
from inforce.validation import Finding, Report, validate

HERE = Path(__file__).parent
PREFIXES = """# A change.
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX event: <https://w3id.org/inforce/id/event/>
PREFIX inforce: <https://w3id.org/inforce/ns#>
PREFIX kind: <https://w3id.org/inforce/id/kind/>
PREFIX organisation: <https://w3id.org/inforce/id/org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX responsibility: <https://w3id.org/inforce/id/responsibility/>
PREFIX rule: <https://w3id.org/inforce/id/rule/>
PREFIX source: <https://w3id.org/inforce/id/source/>
PREFIX state: <https://w3id.org/inforce/id/state/>
PREFIX territory: <https://w3id.org/inforce/id/territory/>
PREFIX treaty: <https://w3id.org/inforce/id/treaty/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
# What each change makes wrong lies partly in the file and partly in acts that the graph holds.
CHANGES = {
    "a membership that ends earlier": """
        event:coe-fra-cessation a inforce:Cessation ; inforce:participant state:fra ;
            inforce:towards organisation:coe ; inforce:date "1970-01-01"^^xsd:date ;
            inforce:certainty kind:recorded ; dcterms:source source:news .
        """,
    "consents that nobody could give": """
        event:echr-can-ratification a inforce:Ratification ; inforce:participant state:can ;
            inforce:towards treaty:echr ; inforce:date "1999-01-01"^^xsd:date ;
            inforce:certainty kind:recorded ; dcterms:source source:news .
        event:iccpr-op1-mys-accession a inforce:Accession ; inforce:participant state:mys ;
            inforce:towards treaty:iccpr-op1 ; inforce:date "1999-01-01"^^xsd:date ;
            inforce:certainty kind:recorded ; dcterms:source source:news .
        event:iccpr-fra-accession-2 a inforce:Accession ; inforce:participant state:fra ;
            inforce:towards treaty:iccpr ; inforce:date "1999-01-01"^^xsd:date ;
            inforce:certainty kind:recorded ; dcterms:source source:news .
        event:ecpt-deu-signature-2 a inforce:Signature ; inforce:participant state:deu ;
            inforce:towards treaty:ecpt ; inforce:date "1999-01-01"^^xsd:date ;
            inforce:certainty kind:recorded ; dcterms:source source:news .
        """,
    "a second name": """
        treaty:new a inforce:Treaty ; rdfs:label "New treaty"@en ; inforce:alias "ecpt" ;
            inforce:kind kind:treaty ; inforce:adopted "1999-01-01"^^xsd:date ; dcterms:source source:news .
        """,
    "a state that ends": 'state:deu inforce:existsUntil "1990-10-03"^^xsd:date .',
    "a treaty that ends": 'treaty:ecpt inforce:endedOn "1995-01-01"^^xsd:date .',
    "a treaty that closes": "treaty:iccpr inforce:closedTo organisation:coe .",
    "a source of another day": 'source:coe-table-2012-04-06 inforce:statusAt "1990-01-01"^^xsd:date .',
    "a clause of another length": "rule:ecpt-entry-into-force inforce:length 4 .",
    "a second clause": """
        rule:ecpt-more a inforce:Rule ; rdfs:label "A clause."@en ; inforce:of treaty:ecpt ;
            inforce:governs kind:denunciation ; inforce:permission kind:silent ; inforce:known kind:read ;
            dcterms:source source:news .
        """,
    "names with slips": """
        event:ecpt-rus-signatur a inforce:Signature ; inforce:participant state:russ ;
            inforce:towards treaty:ecptt ; inforce:date "1996-02-30"^^xsd:date ;
            inforce:certainty kind:recorded ; dcterms:source source:newz .
        """,
    "who answers for a territory": """
        responsibility:jey-gbr a inforce:Responsibility ; rdfs:label "Jersey"@en ; inforce:participant state:gbr ;
            inforce:territory territory:jey ; inforce:until "1970-01-01"^^xsd:date ; dcterms:source source:news .
        event:iccpr-gbr-hkg-territorial-application-2 a inforce:TerritorialApplication ;
            inforce:participant state:gbr ; inforce:territory territory:hkg ; inforce:towards treaty:iccpr ;
            inforce:date "1997-07-01"^^xsd:date ; inforce:certainty kind:recorded ; dcterms:source source:news .
        """,
    "an act that the graph holds": """
        event:ecpt-rus-ratification a inforce:Ratification ; inforce:participant state:rus ;
            inforce:towards treaty:ecpt ; inforce:date "1998-05-06"^^xsd:date ;
            inforce:certainty kind:recorded ; dcterms:source source:news .
        """,
}
NEWS = """
source:news a inforce:Source ; rdfs:label "News"@en ; inforce:address "nowhere" ; inforce:undated true .
"""
FORM = {"text-not-canonical", "file-without-an-opening-comment"}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the real graph: all treaties and participants, the acts under a few of them."""
    place = tmp_path_factory.mktemp("part")
    whole = data("graph")
    acts = {"ecpt", "echr", "iccpr", "iccpr-op1"}
    for path in whole.rglob("*.ttl"):
        inside = path.relative_to(whole)
        described = path.name in {"treaty.ttl", "participants.ttl", "sources.ttl", "territories.ttl"}
        described = described or inside.parts[0] in {"bodies", "organisations"}
        if not described and path.parent.name not in acts:
            continue
        (place / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place / inside)
    return place


def _told(report: Report) -> set[tuple[str, str, str]]:
    return {
        (finding.rule, finding.subject, _bare(finding))
        for finding in report.findings
        if finding.rule not in FORM
    }


def _bare(finding: Finding) -> str:
    # Where else a thing is described differs between the two ways.
    return finding.detail.partition(", and ")[0]


@pytest.fixture(scope="module")
def before(graph: Path) -> set[tuple[str, str, str]]:
    return _told(validate(graph=graph))


@pytest.mark.parametrize("change", CHANGES, ids=lambda name: name.replace(" ", "-"))
def test_the_neighbourhood_shows_what_the_whole_graph_would(
    graph: Path, before: set[tuple[str, str, str]], change: str, tmp_path: Path
) -> None:
    text = PREFIXES + CHANGES[change] + NEWS
    outside = tmp_path / "change.ttl"
    outside.write_text(text)
    inside = graph / "change.ttl"
    alone = _told(validate([outside], graph=graph))
    try:
        inside.write_text(text)
        whole = _told(validate(graph=graph))
    finally:
        inside.unlink()
    assert alone == whole - before
    assert alone, "the change makes nothing wrong: the comparison shows nothing"


def test_compiled_or_from_its_text_the_graph_is_the_same(store: object, tmp_path: Path) -> None:
    del store  # so that the graph is compiled
    path = tmp_path / "change.ttl"
    path.write_text(PREFIXES + "".join(CHANGES.values()).replace("treaty:iccpr inforce:closedTo", "#") + NEWS)
    compiled = validate([path])
    assert compiled.findings == validate([path], graph=data("graph")).findings
    assert not compiled.conforms


def test_a_file_of_the_graph_replaces_itself(graph: Path) -> None:
    path = graph / "treaties" / "ecpt" / "events.ttl"
    text = path.read_text()
    assert not validate([path], graph=graph).findings, "the file as it is"
    start = text.index("event:ecpt-rus-ratification a ")
    end = text.index("\nevent:", start)
    try:
        path.write_text(text[:start] + text[end + 1 :])
        report = validate([path], graph=graph)
    finally:
        path.write_text(text)
    told = {finding.rule for finding in report.findings if finding.subject == "event:ecpt-rus-denunciation"}
    assert told == {"exit-without-consent"}, str(report)


def test_a_name_that_a_replaced_file_takes_away_is_missed(graph: Path) -> None:
    path = graph / "treaties" / "ecpt" / "treaty.ttl"
    text = path.read_text()
    try:
        path.write_text(
            text.replace("treaty:ecpt ", "treaty:ecpt-renamed ").replace(
                "treaty:ecpt ;", "treaty:ecpt-renamed ;"
            )
        )
        report = validate([path], graph=graph)
    finally:
        path.write_text(text)
    lost = {finding.subject for finding in report.findings if finding.rule == "unknown-target"}
    assert "event:ecpt-rus-ratification" in lost
    assert "condition-names-one-treaty" in {finding.rule for finding in report.findings}


def test_what_was_wrong_before_is_not_told_again(graph: Path, tmp_path: Path) -> None:
    flawed = graph / "flawed.ttl"
    flawed.write_text(PREFIXES + CHANGES["consents that nobody could give"] + NEWS)
    path = tmp_path / "change.ttl"
    path.write_text(
        PREFIXES
        + """
        event:ecpt-can-signature a inforce:Signature ; inforce:participant state:can ;
            inforce:towards treaty:ecpt ; inforce:date "2005-01-01"^^xsd:date ;
            inforce:certainty kind:recorded ; dcterms:source source:news .
        """
    )
    try:
        report = validate([path], graph=graph)
    finally:
        flawed.unlink()
    assert _told(report) == set(), str(report)


def test_a_finding_has_its_place_its_label_and_its_basis(graph: Path, tmp_path: Path) -> None:
    path = tmp_path / "change.ttl"
    path.write_text(PREFIXES + CHANGES["an act that the graph holds"] + NEWS)
    found = next(one for one in validate([path], graph=graph).findings if one.rule == "event-has-one-date")
    line = next(
        number for number, text in enumerate(path.read_text().splitlines(), 1) if "1998-05-06" in text
    )
    assert (found.file, found.line) == (str(path), line)
    assert found.subject == "event:ecpt-rus-ratification"
    assert found.label == "Russian Federation, ratification, ECPT"
    assert found.basis.startswith("inforce:Discrepancy: value that")
    assert "1998-05-05 and 1998-05-06" in found.detail
    assert "treaties/ecpt/events.ttl:" in found.detail, "the place in the graph"


def test_a_clause_is_told_with_its_article(tmp_path: Path) -> None:
    base = tmp_path / "graph"
    base.mkdir()
    shutil.copy(HERE / "base.ttl", base)
    case = HERE.parents[1] / "queries" / "checks" / "effect-not-by-the-clause" / "invalid.a-day-later.ttl"
    (found,) = validate([case], graph=base).findings
    assert found.basis == "Alpha 9: A consent takes effect three months after its deposit."
    assert found.detail == "stated 1990-06-02, by the clause 1990-06-01"


def test_worst_comes_first(graph: Path, tmp_path: Path) -> None:
    path = tmp_path / "change.ttl"
    path.write_text((PREFIXES + "".join(CHANGES.values()) + NEWS).removeprefix("# A change.\n"))
    (tmp_path / "broken.ttl").write_text("a b")
    severities = [finding.severity for finding in validate([tmp_path], graph=graph).findings]
    order = ("unreadable", "violation", "warning")
    assert severities == sorted(severities, key=order.index)
    assert set(severities) == set(order)
