"""A networkx graph → GraphML and GEXF that networkx reads back equal.

They are written here and not by networkx, whose GEXF holds the day of writing and whose output follows its
version. Attributes are text or true and false; one without a value is absent. GEXF has no place for
attributes of the whole graph but its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["gexf", "graphml"]

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://www.gexf.net/1.2draft"
# What XML 1.0 cannot hold, however it is written.
_OUTSIDE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _OUTSIDE.sub("\ufffd", str(value))


def _content(value: object) -> str:
    # A reader of XML takes a carriage return for a line feed unless it is written as a reference.
    return escape(_text(value), {"\r": "&#13;"})


def _attribute(value: object) -> str:
    return quoteattr(_text(value), {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


def _columns(found: Iterable[Mapping[str, Any]], without: frozenset[str]) -> dict[str, str]:
    """Return the type of each attribute by name, in one order."""
    kinds: dict[str, str] = {}
    for about in found:
        for name, value in about.items():
            if name not in without:
                kinds[name] = "boolean" if isinstance(value, bool) else "string"
    return dict(sorted(kinds.items()))


def graphml(graph: nx.MultiDiGraph) -> Iterator[str]:
    """Yield GraphML; read it with ``networkx.read_graphml(path, force_multigraph=True)``."""
    tables = {
        "graph": _columns([graph.graph], frozenset()),
        "node": _columns((about for _, about in graph.nodes(data=True)), frozenset()),
        "edge": _columns((about for *_, about in graph.edges(data=True)), frozenset()),
    }
    keys = {
        (place, name): f"{place}-{number}"
        for place, names in tables.items()
        for number, name in enumerate(names)
    }

    def data(place: str, about: Mapping[str, Any], indent: str) -> str:
        return "".join(
            f'{indent}<data key="{keys[place, name]}">{_content(about[name])}</data>\n'
            for name in tables[place]
            if name in about
        )

    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_GRAPHML}">\n'
    for (place, name), key in keys.items():
        kind = tables[place][name]
        yield f'  <key id="{key}" for="{place}" attr.name={_attribute(name)} attr.type="{kind}"/>\n'
    yield '  <graph edgedefault="directed">\n'
    yield data("graph", graph.graph, "    ")
    for node, about in graph.nodes(data=True):
        yield f"    <node id={_attribute(node)}>\n{data('node', about, '      ')}    </node>\n"
    for source, target, key, about in graph.edges(keys=True, data=True):
        ends = f"source={_attribute(source)} target={_attribute(target)}"
        yield f"    <edge id={_attribute(key)} {ends}>\n{data('edge', about, '      ')}    </edge>\n"
    yield "  </graph>\n</graphml>\n"


def gexf(graph: nx.MultiDiGraph) -> Iterator[str]:
    """Yield GEXF 1.2; read it with ``networkx.read_gexf(path)``."""
    tables = {
        "node": _columns((about for _, about in graph.nodes(data=True)), frozenset({"label"})),
        "edge": _columns((about for *_, about in graph.edges(data=True)), frozenset({"id", "label"})),
    }
    keys = {
        (place, name): f"{place}-{number}"
        for place, names in tables.items()
        for number, name in enumerate(names)
    }

    def values(place: str, about: Mapping[str, Any]) -> str:
        lines = [
            f'          <attvalue for="{keys[place, name]}" value={_attribute(about[name])}/>\n'
            for name in tables[place]
            if name in about
        ]
        return "        <attvalues>\n" + "".join(lines) + "        </attvalues>\n" if lines else ""

    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="{_GEXF}" version="1.2">\n'
    yield f'  <graph mode="static" defaultedgetype="directed" name={_attribute(graph.graph.get("name", ""))}>\n'
    for place, names in tables.items():
        if names:
            yield f'    <attributes class="{place}" mode="static">\n'
            for name, kind in names.items():
                key = keys[place, name]
                yield f'      <attribute id="{key}" title={_attribute(name)} type="{kind}"/>\n'
            yield "    </attributes>\n"
    yield "    <nodes>\n"
    for node, about in graph.nodes(data=True):
        label = _attribute(about.get("label", node))
        yield f"      <node id={_attribute(node)} label={label}>\n{values('node', about)}      </node>\n"
    yield "    </nodes>\n    <edges>\n"
    for source, target, key, about in graph.edges(keys=True, data=True):
        ends = f"source={_attribute(source)} target={_attribute(target)}"
        yield f"      <edge id={_attribute(key)} {ends}>\n{values('edge', about)}      </edge>\n"
    yield "    </edges>\n  </graph>\n</gexf>\n"
