"""The graph of a day as networkx knows graphs: who is bound by what, and what reaches whom.

Nodes are named by their identifiers (``state:rus``, ``treaty:ecpt``, ``body:cpt``, ``mechanism:cpt-adh``).
Every node has ``kind``, ``label`` (the full name) and ``short`` (the customary short name). By kind it may
also have:

    state          iso3, exists_from, exists_until
    entity         iso3
    organisation   charter
    treaty         form, series, depositary, adopted, entered_into_force
    body           (nothing more)
    mechanism      procedure, access, legal_basis, visits_detention, individual_complaints, between_states

Every edge has ``kind`` and ``id``, which is also its key and unique in the graph. By kind it may also have:

    party          participant → treaty        answer, from_earliest, from_latest, until_earliest,
                                               until_latest, continuous_since, record_as_at, event, closed_by,
                                               rule, ended_under
    member         participant → organisation  answer, from_earliest, from_latest, until_earliest,
                                               until_latest, continuous_since, record_as_at, event, closed_by,
                                               rule, ended_under
    signatory      participant → treaty        from_earliest, from_latest, until_earliest, until_latest, event,
                                               closed_by
    suspended      participant → organisation  from_earliest, from_latest, until_earliest, until_latest, event,
                                               closed_by
    reaches        mechanism → participant     answer, from_earliest, from_latest, until_earliest,
                                               until_latest, record_as_at, condition
    of body        mechanism → body            (nothing more)
    requires       mechanism → treaty or
                   organisation                leaf, condition, article, excluded
    protocol to    treaty → treaty             (nothing more)
    charter of     treaty → organisation       (nothing more)
    closed to      treaty → organisation       (nothing more)
    succeeds       state → state               (nothing more)

An attribute without a value is absent. All values are text, except ``between_states`` and ``excluded``, which
are true or false. Days are ISO 8601; every time is half-open, and its four dates are bounds of the first day
and of the first day without. ``answer`` is ``yes``, ``conditional`` or ``undetermined``: what is ``no`` or
``no record`` on the day has no edge, and neither may be read as the other. ``event`` names the act that began
it, ``closed_by`` the acts that end it, ``rule`` and ``ended_under`` the clauses; several names are separated
by a space. ``leaf`` says what a mechanism asks for (``party to``, ``member of``, ``declaration under`` …), and
``excluded`` that it must not be so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from inforce import queries
from inforce.answers.coverage import mechanisms
from inforce.answers.reasons import Causes, data_version
from inforce.names import short
from inforce.queries import Row
from inforce.terms import compact, said
from inforce.turtle import node

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["HOLDS", "network", "structure"]

HOLDS = ("yes", "conditional", "undetermined")

_Edge = tuple[str, str, dict[str, Any]]
_KINDS = {"state": "State", "entity": "Entity", "organisation": "Organization", "treaty": "Treaty"}
_LEAVES = {
    "inforce:DeclarationUnder": "declaration under",
    "inforce:MemberOf": "member of",
    "inforce:OptOutUnder": "opt-out under",
    "inforce:PartyTo": "party to",
    "inforce:PostponementUnder": "postponement under",
}
_DATES = {
    "fromEarliest": "from_earliest",
    "fromLatest": "from_latest",
    "untilEarliest": "until_earliest",
    "untilLatest": "until_latest",
}


def network(
    store: ox.Store,
    on: date,
    *,
    states: Collection[str] = (),
    treaties: Collection[str] = (),
    bodies: Collection[str] = (),
) -> nx.MultiDiGraph:
    """Return what holds on a day as a directed graph with parallel edges.

    In: the compiled graph; the day; identifiers of participants, of treaties or organisations, and of
    bodies, if only what touches them is wanted (several kinds narrow each other). Out: nodes and edges with
    the attributes that the top of this module lists, in one order.
    """
    facts = _Facts(store, on)
    nodes = facts.nodes()
    chosen = frozenset(states), frozenset(treaties), frozenset(bodies)
    edges = [edge for edge in facts.between_things(nodes) if edge[0] in nodes and edge[1] in nodes]
    acting: Collection[str] = states
    if not states and (treaties or bodies):
        acting = facts.tied_to(_chosen(nodes, edges, *chosen))
    edges += [edge for edge in facts.of_participants(nodes, acting) if edge[0] in nodes and edge[1] in nodes]
    if states or treaties or bodies:
        kept = _chosen(nodes, edges, *chosen)
        nodes = {name: facts for name, facts in nodes.items() if name in kept}
        edges = [edge for edge in edges if edge[0] in kept and edge[1] in kept]
    return _made(store, on, nodes, edges)


def structure(store: ox.Store, on: date) -> nx.MultiDiGraph:
    """Return a network without what participants are bound by and reached by: how the rest hangs together."""
    facts = _Facts(store, on)
    nodes = facts.nodes()
    edges = [edge for edge in facts.between_things(nodes) if edge[0] in nodes and edge[1] in nodes]
    return _made(store, on, nodes, edges)


def _made(
    store: ox.Store, on: date, nodes: Mapping[str, Mapping[str, Any]], edges: Sequence[_Edge]
) -> nx.MultiDiGraph:
    import networkx as nx

    graph = nx.MultiDiGraph(
        name=f"inforce {on.isoformat()}",
        on=on.isoformat(),
        data_version=data_version(store),
        note="Absence of an edge is not absence in law. Not legal advice.",
    )
    graph.add_nodes_from(sorted(nodes.items()))
    for source, target, about in sorted(edges, key=lambda edge: (edge[0], edge[1], edge[2]["id"])):
        graph.add_edge(source, target, key=about["id"], **about)
    return graph


def _chosen(
    nodes: Mapping[str, object],
    edges: Sequence[_Edge],
    states: frozenset[str],
    treaties: frozenset[str],
    bodies: frozenset[str],
) -> set[str]:
    """Return the nodes that touch what was chosen; kinds narrow each other."""
    of_body = {source: target for source, target, about in edges if about["kind"] == "of body"}
    required: dict[str, set[str]] = defaultdict(set)
    reached: set[str] = set()
    bound: dict[str, set[str]] = defaultdict(set)
    for source, target, about in edges:
        if about["kind"] == "requires":
            required[source].add(target)
        elif about["kind"] == "reaches":
            reached.add(source)
        elif about["kind"] in {"party", "member", "signatory", "suspended"}:
            bound[target].add(source)
    powers = {
        name
        for name in of_body
        if (not bodies or of_body[name] in bodies)
        and (not treaties or required[name] & treaties)
        and (not states or name in reached)
    }
    needed = {target for name in powers for target in required[name]}
    if treaties:
        targets = set(treaties) | (needed if bodies else set())
    elif bodies:
        targets = needed
    else:
        targets = needed | {name for name, by in bound.items() if by & states}
    kept = powers | {of_body[name] for name in powers} | targets | states | treaties | bodies
    people = {name for name in nodes if name.partition(":")[0] in {"state", "entity"}}
    people |= {source for by in bound.values() for source in by}
    if states:
        return {name for name in kept if name in nodes and (name not in people or name in states | targets)}
    # Whoever is tied to what is kept, and nobody else.
    tied = {
        end
        for source, target, _ in edges
        for end, other in ((source, target), (target, source))
        if end in people and other in kept
    }
    return {name for name in kept | tied if name in nodes}


class _Facts:
    """What one store says of one day, in the form of nodes and edges."""

    def __init__(self, store: ox.Store, on: date) -> None:
        self._store, self._on, self._day = store, on, on.isoformat()
        self._causes = Causes(store)
        self._columns: dict[str, dict[str, list[str]]] = {}

    def _column(self, name: str) -> dict[str, list[str]]:
        """Return all values of one property by subject: one scan, however many things there are."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = defaultdict(list)
            for quad in self._store.quads_for_pattern(None, node(name), None, None):
                value = quad.object
                text = compact(value.value) if isinstance(value, ox.NamedNode) else value.value  # type: ignore[union-attr]
                found[compact(quad.subject.value)].append(text)  # type: ignore[union-attr]
            for values in found.values():
                values.sort()
        return found

    def _value(self, thing: str, name: str) -> str:
        return self._column(name).get(thing, [""])[0]

    def _exists(self, start: str, end: str) -> bool:
        return (not start or start <= self._day) and (not end or self._day < end)

    # Nodes.

    def nodes(self) -> dict[str, dict[str, Any]]:
        """Return all things that there are on the day, with their attributes."""
        found: dict[str, dict[str, Any]] = {}
        for kind, name in _KINDS.items():
            for quad in self._store.quads_for_pattern(None, node("rdf:type"), node(f"inforce:{name}"), None):
                thing = compact(quad.subject.value)  # type: ignore[union-attr]
                about = self._about(kind, thing)
                if about is not None:
                    found[thing] = self._named(thing, kind, about)
        for thing, one in mechanisms(self._store).items():
            lives = self._exists(
                self._value(thing, "inforce:existsFrom") or self._value(thing, "inforce:existsFromEarliest"),
                self._value(thing, "inforce:existsUntil"),
            )
            leaves = [towards for _, towards, _, _ in self._leaves(thing)]
            if one.exists != "yes" or not lives or (leaves and not any(name in found for name in leaves)):
                continue
            found[f"body:{one.body}"] = self._named(f"body:{one.body}", "body", {})
            found[thing] = self._named(
                thing,
                "mechanism",
                {
                    "procedure": one.procedure,
                    "access": one.access,
                    "legal_basis": one.legal_basis,
                    "visits_detention": one.visits_detention,
                    "individual_complaints": one.individual_complaints,
                    "between_states": one.between_states,
                },
            )
        return found

    def _named(self, thing: str, kind: str, about: Mapping[str, Any]) -> dict[str, Any]:
        label = self._value(thing, "rdfs:label") or short(thing)
        brief = self._value(thing, "inforce:shortName") or (short(thing) if kind == "treaty" else label)
        return {"kind": kind, "label": label, "short": brief} | {
            name: value for name, value in about.items() if value != ""
        }

    def _about(self, kind: str, thing: str) -> dict[str, Any] | None:
        """Return what is particular to a kind, or None for what is not there on the day."""
        if kind == "state":
            start, end = self._value(thing, "inforce:existsFrom"), self._value(thing, "inforce:existsUntil")
            if not self._exists(start, end):
                return None
            return {"iso3": self._value(thing, "inforce:iso3"), "exists_from": start, "exists_until": end}
        if kind == "entity":
            return {"iso3": self._value(thing, "inforce:iso3")}
        if kind == "organisation":
            return {"charter": self._value(thing, "inforce:charter")}
        adopted = self._value(thing, "inforce:adopted")
        if not self._exists(adopted, self._value(thing, "inforce:endedOn")):
            return None
        return {
            "form": said(self._value(thing, "inforce:kind")),
            "series": "; ".join(self._column("inforce:seriesNumber").get(thing, ())),
            "depositary": self._value(thing, "inforce:depositary"),
            "adopted": adopted,
            "entered_into_force": self._value(thing, "inforce:generalEntryIntoForce"),
        }

    # Edges.

    def between_things(self, nodes: Mapping[str, Mapping[str, Any]]) -> Iterator[_Edge]:
        """Yield how treaties, organisations, bodies, mechanisms and states hang together."""
        for thing, about in nodes.items():
            if about["kind"] == "mechanism":
                yield from self._of_mechanism(thing)
            elif about["kind"] == "treaty":
                for kind, name in (("protocol to", "parent"), ("closed to", "closedTo")):
                    for other in self._column(f"inforce:{name}").get(thing, ()):
                        yield self._plain(kind, thing, other)
            elif about["kind"] == "organisation" and "charter" in about:
                yield self._plain("charter of", about["charter"], thing)
        for thing, others in self._column("inforce:succeeds").items():
            for other in others:
                yield self._plain("succeeds", thing, other)

    def tied_to(self, things: Collection[str]) -> set[str]:
        """Return the participants that are bound by, or reached by, or signed some things on the day."""
        found: set[str] = set()
        for thing in sorted(things):
            kind = thing.partition(":")[0]
            if kind == "mechanism":
                rows = queries.ask(self._store, "reach", {"mechanism": thing, "day": self._on})
            elif kind in {"treaty", "organisation"}:
                asked: dict[str, str | date] = {"treaty": thing, "day": self._on}
                rows = queries.ask(self._store, "parties", asked)
                found |= {row["participant"] for row in queries.ask(self._store, "signatories", asked)}
            else:
                continue
            found |= {row["participant"] for row in rows if said(row["answer"]) in HOLDS}
        return found

    def of_participants(self, nodes: Mapping[str, object], states: Collection[str]) -> Iterator[_Edge]:
        """Yield what participants are bound by and reached by, for all or for some."""
        acting = set(states) or {row["thing"] for row in queries.ask(self._store, "participants", {})}
        for participant in sorted(acting & nodes.keys()):
            yield from self._of_participant(participant)

    def _plain(self, kind: str, source: str, target: str) -> _Edge:
        name = f"{kind.replace(' ', '-')}:{short(source)}-{short(target)}"
        return source, target, {"kind": kind, "id": name}

    def _of_mechanism(self, thing: str) -> Iterator[_Edge]:
        body = self._value(thing, "inforce:body")
        yield thing, body, {"kind": "of body", "id": f"of-body:{short(thing)}"}
        for condition, towards, leaf, excluded in self._leaves(thing):
            about = {
                "kind": "requires",
                "id": f"requires:{short(condition)}",
                "leaf": leaf,
                "condition": condition,
                "article": self._causes.one(condition).get("article", ""),
                "excluded": excluded,
            }
            yield thing, towards, {name: value for name, value in about.items() if value != ""}

    def _leaves(self, mechanism: str) -> Iterator[tuple[str, str, str, bool]]:
        """Yield what a mechanism asks for of treaties and organisations: leaf, which, how, whether not."""
        waiting = [(self._value(mechanism, "inforce:condition"), False)]
        while waiting:
            condition, excluded = waiting.pop()
            facts = self._causes.facts(condition)
            kind, below = facts["rdf:type"][0], facts.get("operand", ())
            waiting += [(operand, excluded != (kind == "inforce:NoneOf")) for operand in below]
            if not below and "towards" in facts:
                yield condition, facts["towards"][0], _LEAVES[kind], excluded

    def _of_participant(self, participant: str) -> Iterator[_Edge]:
        given: dict[str, str | date] = {"state": participant, "day": self._on}
        rows: dict[str, tuple[Row, list[str]]] = {}
        for row in queries.ask(self._store, "status", given):
            because = rows.setdefault(row["towards"], (row, []))[1]
            if row.get("because", "").startswith("period:"):
                because.append(row["because"])
        for towards, (row, periods) in rows.items():
            answer = said(row["answer"])
            if answer in HOLDS:
                kind = "member" if towards.startswith("organisation:") else "party"
                about = self._bound(kind, participant, towards, answer)
                if periods:
                    # Periods that adjoin or overlap stay apart: the latest one is the present consent's.
                    latest = max(periods, key=lambda name: self._causes.one(name).get("fromEarliest", ""))
                    about |= _of_period(self._causes.facts(latest))
                for name, attribute in (
                    ("continuousSince", "continuous_since"), ("recordAsAt", "record_as_at"),
                ):  # fmt: skip
                    if row.get(name):
                        about[attribute] = row[name]
                yield participant, towards, about
        for row in {
            row["period"]: row
            for row in queries.ask(self._store, "periods", {"state": participant})
            if short(row["status"]) in {"signatory", "suspended"}
        }.values():
            if self._exists(row["fromEarliest"], row.get("untilEarliest", "")):
                towards, kind = row["towards"], short(row["status"])
                if kind == "signatory" and said(rows.get(towards, ({}, []))[0].get("answer", "")) == "yes":
                    continue
                about = {"kind": kind, "id": f"{kind}:{short(row['period'])}"}
                facts = _of_period(self._causes.facts(row["period"]))
                yield (
                    participant,
                    towards,
                    about
                    | {name: value for name, value in facts.items() if name not in {"rule", "ended_under"}},
                )
        yield from self._reached(participant, given)

    def _bound(self, kind: str, participant: str, towards: str, answer: str) -> dict[str, Any]:
        return {"kind": kind, "id": f"{kind}:{short(towards)}-{short(participant)}", "answer": answer}

    def _reached(self, participant: str, given: Mapping[str, str | date]) -> Iterator[_Edge]:
        rows: dict[str, tuple[Row, list[str]]] = {}
        for row in queries.ask(self._store, "coverage", given):
            leaves = rows.setdefault(row["mechanism"], (row, []))[1]
            if "leaf" in row:
                leaves.append(row["leaf"])
        for mechanism, (row, leaves) in rows.items():
            answer = said(row["answer"])
            if answer not in HOLDS:
                continue
            about = self._bound("reaches", participant, mechanism, answer)
            about |= {attribute: row[name] for name, attribute in _DATES.items() if row.get(name)}
            if row.get("recordAsAt"):
                about["record_as_at"] = row["recordAsAt"]
            if leaves:
                about["condition"] = " ".join(sorted(leaves))
            yield mechanism, participant, about


def _of_period(facts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the attributes that a period gives to an edge."""
    named = {
        **_DATES,
        "openedBy": "event",
        "closedBy": "closed_by",
        "underRule": "rule",
        "endedUnder": "ended_under",
    }
    return {attribute: " ".join(sorted(facts[name])) for name, attribute in named.items() if name in facts}
