"""Circles of links: which records reach one another, and by which way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archdocs.records.catalog import Catalog

__all__ = ["cycles", "edges", "path_between"]

Graph = Mapping[str, tuple[str, ...]]


def edges(catalog: Catalog, kind: str = "supersedes") -> dict[str, tuple[str, ...]]:
    """Return the paths that links of a kind lead to from each record, whichever side says so."""
    return {
        record.path: tuple(other.path for said, other in catalog.both_ways(record) if said == kind)
        for record in catalog.records
    }


def cycles(graph: Graph) -> Iterator[tuple[str, ...]]:
    """Yield a circle through each group of nodes that reach one another.

    Depth first without recursion, so that a chain of thousands does not end the stack. Each
    node is entered once; a circle begins at its smallest node.
    """
    done: set[str] = set()
    for root in sorted(graph):
        if root in done:
            continue
        # Both hold the way from the root to where the walk is, in order.
        path: dict[str, None] = {root: None}
        trail = [(root, iter(graph[root]))]
        while trail:
            node, rest = trail[-1]
            step = next(rest, None)
            if step is None:
                trail.pop()
                del path[node]
                done.add(node)
            elif step in path:
                way = list(path)
                circle = way[way.index(step) :]
                first = circle.index(min(circle))
                yield (*circle[first:], *circle[:first])
            elif step not in done:
                path[step] = None
                trail.append((step, iter(graph.get(step, ()))))


def path_between(graph: Graph, start: str, end: str) -> list[str]:
    """Return the nodes from ``start`` to ``end``, empty when no way leads there."""
    before: dict[str, str] = {start: ""}
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node == end:
            way = [node]
            while before[way[-1]]:
                way.append(before[way[-1]])
            return way[::-1]
        for step in graph.get(node, ()):
            if step not in before:
                before[step] = node
                waiting.append(step)
    return []
