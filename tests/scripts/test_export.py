"""The graph as files: the same bytes everywhere, the same triples again, whole or not at all."""

from __future__ import annotations

import csv
import errno
import io
import json
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from inforce.cli import group
from inforce.derive import compile_graph
from inforce.errors import InputError, UnwritableError
from inforce.export import FORMATS, WHOLES, Selection, export, form_of, rdf
from inforce.export.datasets import dataset
from inforce.export.files import write_aside
from inforce.export.parts import PARTS, part_of, sorted_out, whole
from inforce.export.selection import subset
from inforce.export.tables import EVENT_COLUMNS, PERIOD_COLUMNS, defused
from inforce.paths import data
from inforce.record import files, triples
from inforce.store import in_memory, load
from inforce.terms import compact
from inforce.turtle import literal, node, write

CASES = Path(__file__).parent / "effects"
RDF = ("ttl", "nt", "trig", "nq", "jsonld")
OXIGRAPH = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}
RDFLIB = {"ttl": "turtle", "nt": "nt", "trig": "trig", "nq": "nquads", "jsonld": "json-ld"}
NAMED = {"trig", "nq"}


def compiled(*more: ox.Triple) -> ox.Store:
    """A graph of invented states, with what follows and the vocabulary."""
    paths = [CASES / "base.ttl", CASES / "before-on-and-after" / "data.ttl", *files(data("ontology"))]
    everything, _ = compile_graph([*triples(paths), *more])
    return in_memory(everything)


@pytest.fixture(scope="module")
def little() -> ox.Store:
    return compiled()


def written(store: ox.Store, part: str | None, form: str, chosen: Selection | None = None, **on: date) -> str:
    return b"".join(export(store, part, form, chosen or Selection(), **on)).decode()


def by_oxigraph(text: str, form: str) -> set[tuple[str, ox.Triple]]:
    """What Oxigraph reads: statements, each with the name of its graph."""
    found = ox.parse(text, format=OXIGRAPH[form])
    return {
        ("" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value, quad.triple)
        for quad in found
    }


def by_rdflib(text: str, form: str) -> set[tuple[str, ox.Triple]]:
    """What rdflib reads, as Oxigraph's terms."""
    normal, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        found = rdflib.Dataset()
        found.parse(data=text, format=RDFLIB[form])
        nquads = {
            (
                "" if name in {None, rdflib.graph.DATASET_DEFAULT_GRAPH_ID} else str(name),
                next(iter(ox.parse(f"{s.n3()} {p.n3()} {o.n3()} .", format=ox.RdfFormat.TURTLE))).triple,
            )
            for s, p, o, name in found.quads((None, None, None, None))
        }
    finally:
        rdflib.NORMALIZE_LITERALS = normal
    return nquads


def expected(parts: dict[str, list[ox.Triple]], form: str) -> set[tuple[str, ox.Triple]]:
    return {
        (node(f"graph:{part}").value if form in NAMED else "", triple)
        for part, found in parts.items()
        for triple in found
    }


# --- parts -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recorded(store: ox.Store) -> dict[str, list[ox.Triple]]:
    """The parts of the shipped graph that stand in files."""
    return whole(store, ("record", "ontology"))


def test_the_parts_are_what_the_files_hold(recorded: dict[str, list[ox.Triple]]) -> None:
    assert set(recorded["record"]) == set(load((data("graph"),)))
    assert set(recorded["ontology"]) == set(triples(sorted(data("ontology").glob("*.ttl"))))


def test_each_triple_belongs_to_one_part(little: ox.Store) -> None:
    parts = whole(little)
    every = [triple for found in parts.values() for triple in found]
    assert set(every) == {quad.triple for quad in little if part_of(quad.triple)}
    assert len(every) == len(set(every))
    assert all(parts.values())


def test_the_record_holds_nothing_derived(recorded: dict[str, list[ox.Triple]]) -> None:
    words = ("computedEffect", "dataVersion", "ns#key", *(f"id/{kind}/" for kind in ("period", "standing")))
    for triple in recorded["record"]:
        said = f"{triple.subject.value} {triple.predicate.value} {triple.object.value}"  # type: ignore[union-attr]
        assert not any(word in said for word in words), triple


def test_shapes_belong_to_no_part() -> None:
    shape = ox.Triple(node("shape:x"), node("rdfs:label"), literal("x"))
    blank = ox.Triple(ox.BlankNode(), node("rdfs:label"), literal("x"))
    assert sorted_out([shape, blank]) == {"record": [], "derived": [], "ontology": []}


# --- both engines read what was written --------------------------------------------------------------


@pytest.mark.parametrize("form", RDF)
@pytest.mark.parametrize("part", WHOLES)
def test_both_engines_read_the_same_triples(little: ox.Store, part: str, form: str) -> None:
    parts = whole(little, PARTS if part == "all" else (part,))
    text = written(little, part, form)
    assert by_oxigraph(text, form) == expected(parts, form)
    assert by_rdflib(text, form) == expected(parts, form)


@pytest.mark.parametrize("form", RDF)
def test_a_selection_is_read_again(store: ox.Store, form: str) -> None:
    chosen = Selection(states=("state:rus",), treaties=("treaty:ecpt",))
    parts = subset(store, chosen, PARTS)
    text = written(store, "all", form, chosen)
    assert by_oxigraph(text, form) == by_rdflib(text, form) == expected(parts, form)


def test_the_shipped_files_are_read_again(store: ox.Store, recorded: dict[str, list[ox.Triple]]) -> None:
    for part, found in recorded.items():
        text = written(store, part, "ttl")
        assert {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)} == set(found)
        assert len(rdflib.Graph().parse(data=text, format="turtle")) == len(found)


def test_what_follows_for_some_states_is_read_again(store: ox.Store) -> None:
    chosen = Selection(tuple(f"state:{name}" for name in ("rus", "jam", "srb", "mne", "guy", "deu")))
    text = written(store, "derived", "ttl", chosen)
    assert by_oxigraph(text, "ttl") == expected(subset(store, chosen, ("derived",)), "ttl")


@pytest.mark.parametrize("form", ["ttl", "nt", "trig", "nq"])
def test_jena_reads_it_too(little: ox.Store, form: str, tmp_path: Path) -> None:
    riot = shutil.which("riot")
    if riot is None:
        pytest.skip("Apache Jena's riot is not at hand")
    path = tmp_path / f"all.{form}"
    path.write_text(written(little, "all", form), encoding="utf-8")
    read = subprocess.run([riot, "--output=nquads", str(path)], capture_output=True, text=True, check=True)
    assert by_oxigraph(read.stdout, "nq") == expected(whole(little), form)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back(text: str) -> None:
    told = ox.Triple(node("state:arc"), node("inforce:note"), literal(text))
    french = ox.Triple(node("state:arc"), node("inforce:name"), literal(text, "fr"))
    store = in_memory([told, french])
    for form in RDF:
        assert by_oxigraph(written(store, "record", form), form) == expected(
            {"record": [told, french]}, form
        ), form


def test_the_context_of_json_ld_is_inside_and_static(little: ox.Store, store: ox.Store) -> None:
    some = json.loads(written(little, "record", "jsonld"))
    other = json.loads(written(store, "derived", "jsonld", Selection(states=("state:jam",))))
    assert some["@context"] == other["@context"]
    assert "http" not in json.dumps([name for name in some["@context"] if not isinstance(name, str)])
    event = next(thing for thing in some["@graph"] if thing["@id"].startswith("event:"))
    assert event["inforce:participant"].startswith("state:")


def test_rdflib_gets_a_dataset_with_named_graphs(little: ox.Store) -> None:
    found = dataset(little)
    assert {str(graph.identifier) for graph in found.graphs() if len(graph)} == {
        node(f"graph:{part}").value for part in PARTS
    }
    assert len(found) == sum(map(len, whole(little).values()))
    asked = found.query(
        "PREFIX inforce: <https://w3id.org/inforce/ns#> SELECT ?s WHERE { ?s a inforce:State . GRAPH ?g { ?s a inforce:State } }"
    )
    assert len(asked) == 3
    assert len(dataset(little, ("ontology",))) == len(whole(little, ("ontology",))["ontology"])


# --- the same bytes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_bytes_in_any_process(form: str, program: list[str], cache: Path, store: ox.Store) -> None:
    part = ["record"] if form == "csv" else []
    words = ["export", *part, "--treaty", "ecpt", "--format", form]
    words += ["--on", "2026-11-22"] if form in {"graphml", "gexf"} else []
    found = {
        subprocess.run(
            [*program, *words],
            capture_output=True,
            check=True,
            env={"INFORCE_CACHE": str(cache), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PATH": ""},
        ).stdout
        for seed, zone in (("0", "UTC"), ("4242", "Pacific/Auckland"))
    }
    assert len(found) == 1
    assert len(found.pop()) > 1000


def test_the_order_of_the_store_does_not_matter(little: ox.Store) -> None:
    backwards = in_memory(reversed([quad.triple for quad in little]))
    for form in RDF:
        assert written(little, "all", form) == written(backwards, "all", form)


def test_lines_are_sorted_and_unique(little: ox.Store) -> None:
    for form in ("nt", "nq"):
        lines = written(little, "all", form).encode().splitlines()
        assert lines == sorted(set(lines))


def test_in_pieces_or_at_once(little: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turtle is made in pieces, and is the text that is made at once."""
    monkeypatch.setattr(rdf, "_SUBJECTS", 7)
    text = written(little, "all", "ttl")
    comment = "\n".join(line.removeprefix("# ") for line in text.splitlines() if line.startswith("#"))
    assert text == write([triple for found in whole(little).values() for triple in found], comment)
    assert by_oxigraph(written(little, "all", "trig"), "trig") == expected(whole(little), "trig")


# --- selections --------------------------------------------------------------------------------------


def told(parts: dict[str, list[ox.Triple]]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for triple in (triple for kept in parts.values() for triple in kept):
        value = (
            compact(triple.object.value) if isinstance(triple.object, ox.NamedNode) else triple.object.value
        )
        about = found.setdefault(compact(triple.subject.value), {})
        about.setdefault(compact(triple.predicate.value), []).append(value)
    return found


def is_closed(parts: dict[str, list[ox.Triple]], store: ox.Store) -> None:
    """Everything of ours that is named has its kind, and its label if it has one."""
    found = told(parts)
    for triple in (triple for kept in parts.values() for triple in kept):
        name = compact(triple.object.value) if isinstance(triple.object, ox.NamedNode) else ""
        if name.partition(":")[0] in {"state", "treaty", "organisation", "source", "event", "rule", "kind"}:
            assert "rdf:type" in found[name], f"{name} is named and not described"
            known = {quad.predicate.value for quad in store.quads_for_pattern(node(name), None, None, None)}
            for label in ("rdfs:label", "skos:prefLabel"):
                assert (node(label).value not in known) or label in found[name]


def test_a_treaty_by_itself(store: ox.Store) -> None:
    parts = subset(store, Selection(treaties=("treaty:ecpt",)), ("record",))
    found = told(parts)
    is_closed(parts, store)
    assert found["treaty:ecpt"]["inforce:depositary"]
    assert {"rule:ecpt-denunciation", "rule:ecpt-entry-into-force", "rule:ecpt-membership-loss"} <= set(found)
    assert found["event:ecpt-rus-denunciation"]["inforce:followsFrom"] == ["act:ecpt-rus-law"]
    assert found["act:ecpt-rus-law"]["inforce:date"] == ["2025-09-29"]
    assert found["source:text-ecpt"]["inforce:address"]
    assert found["state:rus"]["rdfs:label"] == ["Russian Federation"]
    assert "inforce:iso3" not in found["state:rus"], "what is only named comes with its name"
    assert found["inforce:Denunciation"]["rdfs:label"] == ["denunciation"]
    towards = {name for name, about in found.items() if "inforce:towards" in about}
    assert {value for name in towards for value in found[name]["inforce:towards"]} == {"treaty:ecpt"}
    assert not any(name.startswith(("period:", "standing:", "condition:")) for name in found)


def test_discrepancies_come_with_what_they_are_about(store: ox.Store) -> None:
    about = next(iter(store.quads_for_pattern(None, node("rdf:type"), node("inforce:Discrepancy"))), None)
    if about is None:
        pytest.skip("no discrepancy is recorded")
    event = next(iter(store.quads_for_pattern(about.subject, node("inforce:about"), None))).object
    treaty = next(iter(store.quads_for_pattern(event, node("inforce:towards"), None))).object
    found = told(subset(store, Selection(treaties=(compact(treaty.value),)), ("record",)))
    assert compact(about.subject.value) in found


def test_a_state_by_itself(store: ox.Store) -> None:
    parts = subset(store, Selection(states=("state:jam",)), PARTS)
    found = told(parts)
    is_closed(parts, store)
    assert found["state:jam"]["inforce:iso3"] == ["JAM"]
    acting = {value for about in found.values() for value in about.get("inforce:participant", ())}
    assert acting == {"state:jam"}
    assert {"event", "period", "standing", "coverage", "source"} <= {name.partition(":")[0] for name in found}


def test_a_body_by_itself(store: ox.Store) -> None:
    parts = subset(store, Selection(bodies=("body:hrc",)), ("record",))
    found = told(parts)
    is_closed(parts, store)
    assert found["mechanism:hrc-ind"]["inforce:condition"]
    assert "inforce:operand" in found[found["mechanism:hrc-ind"]["inforce:condition"][0]]
    assert found["treaty:iccpr-op1"]["rdfs:label"]
    assert not any(name.startswith("event:") for name in found)


def test_kinds_of_names_narrow_each_other(store: ox.Store) -> None:
    both = told(subset(store, Selection(("state:rus",), ("treaty:ecpt",)), PARTS))
    events = {name for name in both if name.startswith("event:")}
    assert events == {f"event:ecpt-rus-{kind}" for kind in ("denunciation", "ratification", "signature")}
    assert {name for name in both if name.startswith("coverage:")} == {
        name for name in both if name.startswith("coverage:cpt-")
    }
    body = told(subset(store, Selection(("state:rus",), (), ("body:cpt",)), ("record",)))
    assert "rule:ecpt-denunciation" in body, "what decides about the state comes with the body"
    assert {name for name in body if name.startswith("event:")} == events
    wide = told(subset(store, Selection(("state:rus", "state:jam"), ("treaty:ecpt",)), ("record",)))
    assert {name for name in wide if name.startswith("event:")} == events


# --- tables ------------------------------------------------------------------------------------------


def test_the_columns_of_events(store: ox.Store) -> None:
    """The order of the columns is part of the format."""
    assert EVENT_COLUMNS == (
        "event", "kind", "participant", "participant_name", "towards", "towards_name", "date", "not_before",
        "not_after", "stated_effect", "effective_from", "certainty", "cancels", "follows_from", "as_written",
        "note", "sources", "data_version",
    )  # fmt: skip
    text = written(store, "record", "csv", Selection(("state:rus",), ("treaty:ecpt",)))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == EVENT_COLUMNS
    assert [row["event"] for row in rows] == [
        "ecpt-rus-denunciation", "ecpt-rus-ratification", "ecpt-rus-signature",
    ]  # fmt: skip
    denunciation, ratification, _ = rows
    assert (denunciation["date"], denunciation["not_before"]) == ("", "2025-09-29")
    assert (denunciation["certainty"], denunciation["follows_from"]) == ("presumed", "ecpt-rus-law")
    assert ratification["participant_name"] == "Russian Federation"
    assert ratification["stated_effect"] == "1998-09-01"


def test_the_columns_of_periods(store: ox.Store) -> None:
    assert PERIOD_COLUMNS == (
        "period", "status", "participant", "participant_name", "towards", "towards_name", "from_earliest",
        "from_latest", "until_earliest", "until_latest", "opened_by", "closed_by", "under_rule",
        "ended_under", "data_version",
    )  # fmt: skip
    text = written(store, "derived", "csv", Selection(("state:jam",), ("treaty:iccpr-op1",)))
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["status"] == "party"]
    assert [(row["until_earliest"], row["until_latest"]) for row in rows] == [("1998-01-23", "1998-01-23")]
    assert rows[0]["closed_by"] == "iccpr-op1-jam-denunciation"


def test_the_table_holds_every_event(store: ox.Store) -> None:
    rows = list(csv.DictReader(io.StringIO(written(store, "record", "csv"))))
    counted = json.loads(ask("about", "--format", "json").output)["counts"]["events"]
    assert len(rows) == counted == len({row["event"] for row in rows})


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =1", "\u00a0@x", "＝1"])
def test_formulas_are_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "1998-05-05", "a=1", "Côte d'Ivoire", "'", " x"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert defused(cell) == cell


def test_a_hostile_note_runs_in_no_spreadsheet() -> None:
    event = node("event:pact-arc-ratification")
    store = compiled(ox.Triple(event, node("inforce:asWritten"), literal('=HYPERLINK("http://x","y")')))
    text = written(store, "record", "csv")
    assert not [
        cell for row in csv.reader(io.StringIO(text)) for cell in row if cell.startswith(("=", "+", "-", "@"))
    ]


# --- the command -------------------------------------------------------------------------------------


def ask(*words: str) -> Result:
    return CliRunner().invoke(group, words)


def status(found: Result) -> int:
    return getattr(found.exception, "status", found.exit_code)


def test_help_names_the_formats(store: ox.Store) -> None:
    found = ask("export", "--help")
    assert found.exit_code == 0
    assert all(form in found.output for form in FORMATS)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--state", "rusland"], 4),
        (["--treaty", "nothing"], 4),
        (["--body", "nobody"], 4),
        (["everything"], 2),
        (["--format", "pdf"], 2),
        (["-o", "graph.doc"], 2),
        (["--on", "2026-02-30"], 2),
        (["--on", "2026-11-22", "--format", "ttl"], 2),
        (["record", "--format", "graphml"], 2),
        (["all", "--format", "csv"], 2),
        (["ontology", "--state", "russia"], 2),
        (["record", "--body", "cpt", "--format", "csv"], 2),
    ],
)
def test_what_cannot_be_meant(words: list[str], expected: int, store: ox.Store) -> None:
    found = ask("export", *words)
    assert status(found) == expected, found.output
    assert not (found.exception and not hasattr(found.exception, "status") and found.exit_code == 1)


def test_the_name_of_the_file_says_the_format(tmp_path: Path, store: ox.Store) -> None:
    assert {form_of(f"x{ending}") for endings in FORMATS.values() for ending in endings} == set(FORMATS)
    with pytest.raises(InputError):
        form_of("x.xlsx")
    path = tmp_path / "ecpt.TRIG"
    assert ask("export", "--treaty", "ecpt", "-o", str(path)).exit_code == 0
    assert "GRAPH graph:record {" in path.read_text(encoding="utf-8")
    assert ask("export", "--treaty", "ecpt", "--format", "trig").output.encode() == path.read_bytes()


def test_standard_output_by_its_dash(store: ox.Store) -> None:
    words = ("export", "--treaty", "ecpt")
    assert ask(*words, "-o", "-").output == ask(*words).output


@pytest.mark.parametrize("place", ["no/such/folder/x.ttl", ".", "/dev/full"])
def test_an_unwritable_place(place: str, tmp_path: Path, run: Callable[..., object], store: ox.Store) -> None:
    if place == "/dev/full" and not Path(place).exists():
        pytest.skip("there is no /dev/full here")
    path = place if place.startswith("/") else str(tmp_path / place)
    words = ["--format", "ttl"] if place != "no/such/folder/x.ttl" else []
    found = run("export", "--treaty", "ecpt", *words, "-o", path)
    assert found.returncode == 3  # type: ignore[attr-defined]
    assert "Traceback" not in found.stderr and found.stderr.startswith("inforce: ")  # type: ignore[attr-defined]
    assert not list(tmp_path.iterdir())


def test_a_full_place_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("before", encoding="utf-8")

    def filling() -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(UnwritableError, match="No space left on device"):
        write_aside(path, filling())
    assert path.read_text(encoding="utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["x.ttl"]


def test_an_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    def stopped() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_aside(tmp_path / "x.ttl", stopped())
    assert not list(tmp_path.iterdir())


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.ttl", tmp_path / "link.ttl"
    real.write_text("before", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    write_aside(link, [b"after"])
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "after"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_closed_pipe_is_quiet(program: list[str], cache: Path, store: ox.Store) -> None:
    words = shlex.join((*program, "export", "all", "--state", "russia", "--format", "nt"))
    found = subprocess.run(
        f"{words} | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
        env={"INFORCE_CACHE": str(cache), "PATH": "/usr/bin:/bin"},
    )
    assert found.stdout.count("\n") == 1
    assert not found.stderr
