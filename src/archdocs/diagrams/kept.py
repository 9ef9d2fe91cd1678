"""A diagram as text, kept beside its pictures: so that versions are compared without a script."""

from __future__ import annotations

import json
from typing import Any

from archdocs.diagrams.model import Binding, Cluster, Edge, Graph, Node

__all__ = ["dump", "restore"]


def dump(graph: Graph) -> bytes:
    """Return a graph as JSON."""
    return json.dumps(graph, separators=(",", ":"), sort_keys=True, default=table).encode()


def table(part: Any) -> dict[str, Any]:
    """Return the fields of a graph or of a part of one."""
    return {name: getattr(part, name) for name in part.__slots__}


def restore(text: str | bytes) -> Graph:
    """Return the graph that :func:`dump` wrote."""
    data: dict[str, Any] = json.loads(text)
    nodes = (Node(**{**each, **tied(each)}) for each in data.pop("nodes"))
    clusters = (Cluster(**{**each, **tied(each)}) for each in data.pop("clusters"))
    edges = (Edge(**each) for each in data.pop("edges"))
    return Graph(**data, nodes=tuple(nodes), edges=tuple(edges), clusters=tuple(clusters))


def tied(part: dict[str, Any]) -> dict[str, Any]:
    """Return what of a node or cluster JSON has no form for."""
    bound = part["bound"]
    return {
        "bound": Binding(tuple(bound["targets"]), bound["owner"]),
        "lines": tuple(part["lines"]),
    }
