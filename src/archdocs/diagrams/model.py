"""What a diagram is once it is only data: nodes, edges and clusters, frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Binding", "Cluster", "Edge", "Graph", "Node"]

Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Binding:
    """What a node or cluster stands for: paths, globs or ids of records, and who answers for it."""

    targets: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A box around nodes. ``parent`` is the index of the box around it, -1 for none.

    ``at`` orders what stands side by side, as the script built it. ``lines`` are those of the
    script that made it, the innermost call first.
    """

    label: str
    parent: int
    at: int
    attrs: Attributes
    bound: Binding = Binding()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One node: ``key`` is stable across runs (clusters, class, label), ``text`` readable.

    ``kind`` is the class in ``diagrams`` without the package, ``aws.compute.EC2``;
    ``icon`` the path of its picture, empty for none. ``detail`` is what a label with a bold name
    says besides. ``lines`` are as those of a cluster.
    """

    key: str
    text: str
    kind: str
    cluster: int
    at: int
    icon: str
    attrs: Attributes
    detail: str = ""
    bound: Binding = Binding()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge between the nodes at two indexes; ``direction`` as in DOT's ``dir``."""

    start: int
    end: int
    direction: str
    text: str
    at: int
    attrs: Attributes


@dataclass(frozen=True, slots=True)
class Graph:
    """One diagram. ``extra`` counts lines of DOT written by hand, which are left out."""

    name: str
    file: str
    strict: bool
    graph: Attributes
    node: Attributes
    edge: Attributes
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    clusters: tuple[Cluster, ...] = ()
    extra: int = 0
    identity: str = field(default="")

    @property
    def uid(self) -> str:
        """A short name, safe in ids and classes, that differs from diagram to diagram."""
        return "ad" + hashlib.sha256(self.identity.encode()).hexdigest()[:10]

    def path(self, cluster: int) -> tuple[str, ...]:
        """Return the labels of a cluster and of those around it, outermost first."""
        labels: list[str] = []
        while cluster >= 0:
            labels.append(self.clusters[cluster].label)
            cluster = self.clusters[cluster].parent
        return tuple(reversed(labels))
