"""What is kept of a picture's nodes and clusters: names, kinds, bindings, and where each is."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from archdocs.diagrams.model import Graph, Node
from archdocs.diagrams.outline import node_text

__all__ = ["Part", "Shown", "element_id", "element_ids", "kind_of", "parts", "restore", "tooltip"]

#: Nodes of C4 diagrams say in brackets what they are, and what they are made with.
C4 = re.compile(r"\[([^\[\]:]{1,60})(?::[^\[\]]*)?\]")
PLAIN = frozenset({"", "Node", "Custom"})


@dataclass(frozen=True, slots=True)
class Part:
    """A node or cluster of a picture: ``element`` is its id in the SVG, ``role`` which it is.

    ``kind`` is its class, or what a C4 diagram calls it; ``line`` where the script makes it.
    """

    element: str
    role: str
    label: str
    kind: str
    targets: tuple[str, ...]
    owner: str
    line: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture: its script, its name and title, its nodes and clusters.

    A block that stands in a page itself has the page as its script.
    """

    script: str
    picture: str
    title: str
    parts: tuple[Part, ...]


def parts(graph: Graph) -> tuple[Part, ...]:
    """Return a graph's nodes and clusters that have a name or stand for something."""
    ids = element_ids(graph)
    found = [
        Part(
            ids["node", index], "node", node_text(node), kind_of(node), node.bound.targets,
            node.bound.owner, next(iter(node.lines), 0),
        )
        for index, node in enumerate(graph.nodes)
    ]  # fmt: skip
    found += [
        Part(
            ids["cluster", index], "cluster", cluster.label, "group", cluster.bound.targets,
            cluster.bound.owner, next(iter(cluster.lines), 0),
        )
        for index, cluster in enumerate(graph.clusters)
    ]  # fmt: skip
    return tuple(part for part in found if part.label or part.targets)


def tooltip(part: Part, stands_for: Iterable[str], owner: str) -> str:
    """Return what is to be said of a part: its name, kind, what it stands for, whose it is."""
    meant = ", ".join(stands_for)
    lines = (
        part.label,
        part.kind if part.role == "node" else "",
        f"Stands for {meant}" if meant else "",
        f"Owner: {owner}" if owner else "",
    )
    return "\n".join(line for line in lines if line)


def restore(data: Mapping[str, Any]) -> Part:
    """Return a part that was kept as JSON."""
    return Part(**{**data, "targets": tuple(data["targets"])})


def kind_of(node: Node) -> str:
    """Return what a node is in one or two words; empty for a plain box."""
    c4 = C4.match(node.detail)
    if c4:
        return c4[1]
    name = node.kind.rpartition(".")[2]
    return "" if name in PLAIN else name


def element_ids(graph: Graph) -> dict[tuple[str, int], str]:
    """Return the id in the picture of each node and cluster, by role and place in the graph."""
    keys = [("node", index, f"n{node.key}") for index, node in enumerate(graph.nodes)]
    keys += [
        ("cluster", index, "c" + "/".join(graph.path(index)))
        for index in range(len(graph.clusters))
    ]
    seen: Counter[str] = Counter()
    found = {}
    for role, index, key in keys:
        seen[key] += 1
        found[role, index] = element_id(graph, role, key, seen[key])
    return found


def element_id(graph: Graph, role: str, key: str, count: int) -> str:
    """Return the id of the ``count``-th element of a key."""
    short = hashlib.sha256(f"{key}#{count}".encode()).hexdigest()[:8]
    return f"{graph.uid}-{role[0]}{short}"
