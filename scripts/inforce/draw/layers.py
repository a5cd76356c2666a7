"""Where things stand in a picture of layers, so that the lines between them do not tangle.

The layers and the first positions are networkx's; the order within a layer is found by barycentres: each
thing goes to the middle of what it is tied to, back and forth, until nothing improves.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["crossings", "ordered", "placed", "settled"]

_SWEEPS = 24


def crossings(left: Sequence[str], right: Sequence[str], ties: Sequence[tuple[str, str]]) -> int:
    """Return how many pairs of lines between two layers cross."""
    first = {name: place for place, name in enumerate(left)}
    second = {name: place for place, name in enumerate(right)}
    ends = sorted((first[a], second[b]) for a, b in ties if a in first and b in second)
    return sum(1 for place, (a, b) in enumerate(ends) for c, d in ends[place + 1 :] if (a - c) * (b - d) < 0)


def ordered(layers: Sequence[Sequence[str]], ties: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the layers, each in the order in which the fewest lines cross.

    In: the layers from left to right; the ties between neighbouring layers. The same input gives the same
    order.
    """
    beside: dict[str, set[str]] = {}
    for a, b in ties:
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    best = [list(layer) for layer in layers]
    fewest = _tangle(best, ties)
    now = [list(layer) for layer in best]
    for sweep in range(_SWEEPS):
        course = range(1, len(now)) if sweep % 2 == 0 else range(len(now) - 2, -1, -1)
        for place in course:
            other = now[place - 1] if sweep % 2 == 0 else now[place + 1]
            at = {name: float(number) for number, name in enumerate(other)}
            own = {name: float(number) for number, name in enumerate(now[place])}

            def middle(name: str, at: Mapping[str, float] = at, own: Mapping[str, float] = own) -> float:
                found = [at[tied] for tied in beside.get(name, ()) if tied in at]
                return sum(found) / len(found) if found else own[name] * len(at) / max(len(own), 1)

            now[place].sort(key=lambda name: (middle(name), own[name]))
        crossed = _tangle(now, ties)
        if crossed < fewest:
            best, fewest = [list(layer) for layer in now], crossed
    return best


def _tangle(layers: Sequence[Sequence[str]], ties: Sequence[tuple[str, str]]) -> int:
    return sum(crossings(layers[place], layers[place + 1], ties) for place in range(len(layers) - 1))


def placed(graph: nx.DiGraph, layers: Sequence[Sequence[str]]) -> dict[Hashable, tuple[float, float]]:
    """Return the position of each thing: its layer, and its place in the layer, both from the middle.

    Layers, and the things in a layer, stand one unit apart.
    """
    import networkx as nx

    used = {number: list(layer) for number, layer in enumerate(layers) if layer}
    found = nx.multipartite_layout(graph, subset_key=used)
    # networkx fits the whole into a square; its layers tell how far apart one unit is there.
    columns = sorted({float(x) for x, _ in found.values()})
    heights = sorted(float(y) for _, y in found.values())
    if len(used) > 1:
        unit = (columns[-1] - columns[0]) / (len(used) - 1)
    else:
        unit = (heights[-1] - heights[0]) / (len(heights) - 1) if len(heights) > 1 else 1.0
    return {name: (float(x) / unit, float(y) / unit) for name, (x, y) in found.items()}


def settled(wanted: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Return places as near as can be to those that are wanted, in the same order and a gap apart.

    >>> settled([5, 5, 40], 10, 0, 100)
    [0.0, 10.0, 40.0]
    """
    blocks: list[tuple[float, int]] = []
    for place, value in enumerate(wanted):
        total, count = value - place * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before = blocks.pop()
            total, count = total + before[0], count + before[1]
        blocks.append((total, count))
    found: list[float] = []
    for total, count in blocks:
        found += [total / count + (len(found) + number) * gap for number in range(count)]
    room = bottom - top - gap * max(len(found) - 1, 0)
    for place in range(len(found)):
        low = top + place * gap
        found[place] = min(max(found[place], low), low + max(room, 0.0))
    return found
