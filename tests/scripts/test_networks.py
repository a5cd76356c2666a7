"""The networkx graph of a day: what it holds is what the answers say, and files give it back."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from datetime import date
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest

from inforce import networks
from inforce.answers.coverage import coverage
from inforce.answers.status import status
from inforce.export.graphs import gexf, graphml
from inforce.networks import HOLDS, network, structure

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def whole(store: ox.Store) -> nx.MultiDiGraph:
    return network(store, ON)


def documented() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The attributes that the top of the module lists: of nodes and of edges, by kind."""
    assert networks.__doc__ is not None
    first, second = networks.__doc__.partition("Every edge has")[::2]
    found: list[dict[str, set[str]]] = []
    for text in (first, second):
        kinds: dict[str, set[str]] = defaultdict(set)
        kind = ""
        for line in text.splitlines():
            if not line.startswith("    "):
                continue
            if match := re.match(r"    (\S[a-z ]*?)(?:  |$)", line):
                kind = match[1]
                kinds[kind] |= set()
                line = line[4 + len(kind) :]
            rest = re.sub(r"\S+ → [a-z]+( or)?", "", line)
            if "nothing more" not in rest:
                kinds[kind] |= set(re.findall(r"[a-z][a-z0-9_]*", rest)) - {"organisation"}
        found.append(dict(kinds))
    return found[0], found[1]


def held(facts: Any, common: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for about in facts:
        found[about["kind"]] |= set(about) - common
    return dict(found)


def test_the_documentation_lists_what_is_there(store: ox.Store, whole: nx.MultiDiGraph) -> None:
    nodes, edges = documented()
    # Days on which what is rare is there: signatures before consents, a suspension, a state that is no more.
    days = (date(1997, 6, 1), date(2022, 3, 1))
    earlier = [network(store, day, states=("state:rus",)) for day in days]
    graphs = (whole, *earlier, structure(store, date(1992, 6, 1)))
    found = held((about for one in graphs for _, about in one.nodes(data=True)), {"kind", "label", "short"})
    assert found == nodes
    found = held((about for one in graphs for *_, about in one.edges(data=True)), {"kind", "id"})
    assert found == edges


def test_nodes_are_typed_and_named(whole: nx.MultiDiGraph) -> None:
    for name, about in whole.nodes(data=True):
        assert about["kind"] == name.partition(":")[0]
        assert about["label"] and about["short"]
    assert whole.nodes["state:rus"]["iso3"] == "RUS"
    assert whole.nodes["mechanism:cpt-adh"]["access"] == "standing right"
    assert whole.nodes["treaty:ecpt"]["short"] == "ECPT"


def test_no_attribute_is_empty(whole: nx.MultiDiGraph) -> None:
    facts = [about for _, about in whole.nodes(data=True)] + [about for *_, about in whole.edges(data=True)]
    for value in (value for about in facts for value in about.values()):
        assert isinstance(value, bool) or (isinstance(value, str) and value)


def test_keys_are_unique(whole: nx.MultiDiGraph) -> None:
    keys = [key for *_, key in whole.edges(keys=True)]
    assert len(keys) == len(set(keys))
    assert all(about["id"] == key for *_, key, about in whole.edges(keys=True, data=True))


@pytest.mark.parametrize("state", ["rus", "jam", "srb", "deu", "guy"])
@pytest.mark.parametrize("on", [date(1992, 6, 1), date(2022, 10, 1), ON])
def test_edges_are_the_answers(store: ox.Store, state: str, on: date) -> None:
    graph = network(store, on, states=(f"state:{state}",))
    bound = {
        (target.partition(":")[2], about["answer"], about.get("from_earliest"), about.get("until_earliest"))
        for _, target, about in graph.edges(data=True)
        if about["kind"] in {"party", "member"}
    }
    told = status(store, f"state:{state}", on).answers
    assert bound == {
        (
            one.towards,
            one.answer,
            one.dates.from_earliest.isoformat() if one.dates.from_earliest else None,
            one.dates.until_earliest.isoformat() if one.dates.until_earliest else None,
        )
        for one in told
        if one.answer in HOLDS
    }
    reached = {
        (source.partition(":")[2], about["answer"])
        for source, _, about in graph.edges(data=True)
        if about["kind"] == "reaches"
    }
    assert reached == {
        (one.mechanism.id, one.answer)
        for one in coverage(store, f"state:{state}", on).answers
        if one.answer in HOLDS
    }


def test_the_day_decides(store: ox.Store) -> None:
    def edge(on: date) -> dict[str, str] | None:
        graph = network(store, on, states=("state:rus",), treaties=("treaty:ecpt",))
        return next((about for *_, about in graph.edges(data=True) if about["kind"] == "party"), None)

    assert edge(date(1998, 8, 31)) is None
    then, now = edge(date(2026, 9, 30)), edge(ON)
    assert then is not None and now is not None
    assert (then["answer"], now["answer"]) == ("yes", "undetermined")
    assert now["event"] == "event:ecpt-rus-ratification"
    assert now["closed_by"] == "event:ecpt-rus-denunciation"
    assert (now["until_earliest"], "until_latest" in now) == ("2026-10-01", False)


def test_the_kinds_of_edges(whole: nx.MultiDiGraph) -> None:
    def kinds(source: str, target: str) -> set[str]:
        return {about["kind"] for about in whole.get_edge_data(source, target, default={}).values()}

    assert kinds("mechanism:cpt-adh", "body:cpt") == {"of body"}
    assert kinds("mechanism:cpt-adh", "treaty:ecpt") == {"requires"}
    assert kinds("mechanism:cpt-adh", "state:deu") == {"reaches"}
    assert kinds("treaty:ecpt-p1", "treaty:ecpt") == {"protocol to"}
    assert kinds("state:deu", "organisation:coe") == {"member"}
    assert kinds("state:rus", "organisation:coe") == set(), "what is no has no edge"
    assert kinds("state:mne", "state:srb") <= {"succeeds"}


def test_what_was_not_yet_there_is_not_there(store: ox.Store) -> None:
    graph = structure(store, date(1980, 1, 1))
    assert "treaty:ecpt" not in graph and "mechanism:cpt-adh" not in graph and "body:grevio" not in graph
    assert "treaty:iccpr" in graph
    assert "state:mne" not in graph


def test_kinds_of_names_narrow_each_other(store: ox.Store) -> None:
    both = network(store, ON, states=("state:rus",), treaties=("treaty:ecpt",))
    assert {name for name in both if name.startswith(("state:", "treaty:", "body:"))} == {
        "state:rus", "treaty:ecpt", "body:cpt",
    }  # fmt: skip
    assert set(both) == set(network(store, ON, states=("state:rus",), bodies=("body:cpt",)))
    treaty = network(store, ON, treaties=("treaty:ecpt",))
    assert {name for name in treaty if name.startswith("treaty:")} == {"treaty:ecpt"}
    assert "state:rus" in treaty and "state:jam" not in treaty


# --- files -------------------------------------------------------------------------------------------


def again(text: str, form: str) -> nx.MultiDiGraph:
    if form == "graphml":
        return nx.parse_graphml(text, force_multigraph=True)
    return nx.read_gexf(io.BytesIO(text.encode()))


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networkx_reads_it_back_equal(whole: nx.MultiDiGraph, form: str) -> None:
    found = again("".join({"graphml": graphml, "gexf": gexf}[form](whole)), form)
    assert isinstance(found, nx.MultiDiGraph)
    assert dict(found.nodes(data=True)) == dict(whole.nodes(data=True))
    assert {edge[:3]: edge[3] for edge in found.edges(keys=True, data=True)} == {
        edge[:3]: edge[3] for edge in whole.edges(keys=True, data=True)
    }
    assert list(found) == list(whole)
    if form == "graphml":
        kept = {key: value for key, value in found.graph.items() if not key.endswith("_default")}
        assert kept == whole.graph
    else:
        assert found.graph["name"] == whole.graph["name"]


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_hostile_names_come_back(form: str) -> None:
    words = "</data>\"'<&>]]>\r\n\t=1 ünï𝔘 \u2028 x"
    graph = nx.MultiDiGraph(name=words)
    graph.add_node("state:a", kind="state", label=words, short=words)
    graph.add_node("treaty:b", kind="treaty", label=words, short=words)
    graph.add_edge(
        "state:a", "treaty:b", key="party:1", id="party:1", kind="party", excluded=True, rule=words
    )
    graph.add_edge("state:a", "treaty:b", key="party:2", id="party:2", kind="party", excluded=False)
    found = again("".join({"graphml": graphml, "gexf": gexf}[form](graph)), form)
    assert dict(found.nodes(data=True)) == dict(graph.nodes(data=True))
    assert list(found.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))


def test_what_xml_cannot_hold_is_replaced() -> None:
    graph = nx.MultiDiGraph(name="x")
    graph.add_node("state:a", kind="state", label="a\x00b\x0bc\ufffe", short="a")
    for form, make in (("graphml", graphml), ("gexf", gexf)):
        assert again("".join(make(graph)), form).nodes["state:a"]["label"] == "a\ufffdb\ufffdc\ufffd"


def test_an_empty_network_is_a_file_too() -> None:
    graph = nx.MultiDiGraph(name="nothing")
    for form, make in (("graphml", graphml), ("gexf", gexf)):
        assert len(again("".join(make(graph)), form)) == 0
