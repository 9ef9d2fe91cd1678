"""Compare two versions of a diagram by what they say, whatever they look like.

What has the same name in the same place is the same. Of the rest, a thing with the same
name elsewhere has moved, and one of the same class in the same place that is connected to
the same others has another name. All choices are made the same way in both directions, so
that the way back from a comparison is the comparison turned around.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from archdocs.diagrams.diff.matching import (
    Matches,
    Pair,
    Score,
    counterpart,
    grouped,
    overlap,
    pair_up,
    paired,
    spelt_alike,
    words,
)
from archdocs.diagrams.model import Edge, Graph, Node

__all__ = ["Comparison", "compare"]

#: Shares of connections (or of a cluster's content) and of letters in common, from which on
#: two things with different names are taken for one.
ALIKE, SPELT_ALIKE, CERTAIN = 0.5, 0.6, 0.75


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two graphs and what became of each part, those of the later graph first."""

    before: Graph
    after: Graph
    clusters: tuple[Pair, ...]
    nodes: tuple[Pair, ...]
    edges: tuple[Pair, ...]

    @property
    def retitled(self) -> bool:
        """Whether the diagram has another title."""
        return self.before.name != self.after.name

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        parts = (*self.clusters, *self.nodes, *self.edges)
        return not self.retitled and not any(part.how for part in parts)


def compare(before: Graph, after: Graph) -> Comparison:
    """Compare two graphs."""
    clusters = match_clusters(before, after)
    nodes = NodeMatch(before, after, clusters).run()
    edges, edges_how = match_edges(before, after, nodes)

    def cluster_how(old: int, new: int) -> tuple[str, ...]:
        first, second = before.clusters[old], after.clusters[new]
        stays = counterpart(clusters, first.parent) == second.parent
        return words(renamed=first.label != second.label, moved=not stays)

    def node_how(old: int, new: int) -> tuple[str, ...]:
        first, second = before.nodes[old], after.nodes[new]
        return words(
            renamed=first.text != second.text,
            moved=counterpart(clusters, first.cluster) != second.cluster,
            changed=(first.kind, first.detail, first.bound.targets)
            != (second.kind, second.detail, second.bound.targets),
        )

    return Comparison(
        before,
        after,
        paired(len(before.clusters), len(after.clusters), clusters, cluster_how),
        paired(len(before.nodes), len(after.nodes), nodes, node_how),
        paired(len(before.edges), len(after.edges), edges, edges_how),
    )


def match_clusters(before: Graph, after: Graph) -> Matches:
    """Match clusters from the outside in."""
    contents = content(before), content(after)

    def score(old: int, new: int) -> float:
        return overlap(contents[0][old], contents[1][new])

    found: Matches = {}
    while new := next_clusters(before, after, found, score):
        found |= new
    return found


def next_clusters(before: Graph, after: Graph, found: Matches, score: Score) -> Matches:
    """Return more matches: of the same name in the same place, else renamed, else moved."""
    left = {n: c for n, c in enumerate(before.clusters) if n not in found}
    taken = set(found.values())
    right = {n: c for n, c in enumerate(after.clusters) if n not in taken}
    places = {n: counterpart(found, c.parent) for n, c in left.items()}
    known = {n: place for n, place in places.items() if place is not None}
    same = grouped(
        {n: (place, left[n].label) for n, place in known.items()},
        {n: (c.parent, c.label) for n, c in right.items()},
    )
    renamed = grouped(known, {n: c.parent for n, c in right.items()})
    moved = grouped({n: c.label for n, c in left.items()}, {n: c.label for n, c in right.items()})
    steps = ((same, 0.0, True), (renamed, ALIKE, False), (moved, ALIKE, False))
    for groups, least, alike in steps:
        new: Matches = {}
        for old, others in groups:
            new |= pair_up(old, others, score, least, alike=alike)
        if new:
            return new
    return {}


def content(graph: Graph) -> list[Counter[Hashable]]:
    """Return what stands in each cluster: the names of its nodes and of inner clusters."""
    inside: list[Counter[Hashable]] = [Counter() for _ in graph.clusters]
    for node in graph.nodes:
        if node.cluster >= 0:
            inside[node.cluster][name(node)] += 1
    for cluster in graph.clusters:
        if cluster.parent >= 0:
            inside[cluster.parent][cluster.label] += 1
    return inside


def name(node: Node) -> tuple[str, str]:
    """Return what a node is called: its class and its label."""
    return node.kind, node.text


class NodeMatch:
    """Finds which node became which."""

    def __init__(self, before: Graph, after: Graph, clusters: Matches) -> None:
        self.before, self.after = before, after
        self.found: Matches = {}
        self.old_ties, self.new_ties = ties(before), ties(after)
        # A cluster that is gone is in no place of the later graph.
        self.old_places = [
            n.cluster if n.cluster < 0 else clusters.get(n.cluster, -2 - n.cluster)
            for n in before.nodes
        ]
        self.new_places = [n.cluster for n in after.nodes]

    def run(self) -> Matches:
        """Return the matches, the most certain first."""
        self.step(lambda place, node: (place, *name(node)), self.tied_or_alone, 0.0, alike=True)
        self.step(lambda _, node: name(node), self.tied, 0.0)
        self.step(lambda place, node: (place, node.text), self.tied, 0.0)
        while self.step(lambda place, node: (place, node.kind), self.another_name, ALIKE):
            continue
        while self.step(lambda _, node: node.kind, self.elsewhere, CERTAIN):
            continue
        return self.found

    def step(
        self,
        key: Callable[[int, Node], Hashable],
        score: Score,
        least: float,
        *,
        alike: bool = False,
    ) -> bool:
        """Match nodes that have a key in common; say whether there were any."""
        taken = set(self.found.values())
        left = {
            number: key(place, node)
            for number, (place, node) in enumerate(
                zip(self.old_places, self.before.nodes, strict=True)
            )
            if number not in self.found
        }
        right = {
            number: key(place, node)
            for number, (place, node) in enumerate(
                zip(self.new_places, self.after.nodes, strict=True)
            )
            if number not in taken
        }
        new: Matches = {}
        for old, others in grouped(left, right):
            new |= pair_up(old, others, score, least, alike=alike)
        self.found |= new
        return bool(new)

    def tied(self, old: int, new: int) -> float:
        """Return the share of connections to the same others, as far as these are known."""
        return overlap(*self.both_ties(old, new))

    def tied_or_alone(self, old: int, new: int) -> float:
        """Return the same, where being connected to nothing is something in common too."""
        first, second = self.both_ties(old, new)
        return overlap(first, second) if first or second else 1.0

    def another_name(self, old: int, new: int) -> float:
        """Say how likely two nodes of one class in one place are one with another name."""
        first, second = self.both_ties(old, new)
        share = overlap(first, second)
        if share >= ALIKE:
            return share
        spelt = spelt_alike(self.before.nodes[old].text, self.after.nodes[new].text)
        free = not first and not second
        return ALIKE if spelt >= SPELT_ALIKE and (share or free) else 0.0

    def elsewhere(self, old: int, new: int) -> float:
        """Say how likely two nodes of one class are one with another name in another place."""
        first, second = self.both_ties(old, new)
        return overlap(first, second) if (first & second).total() > 1 else 0.0

    def both_ties(self, old: int, new: int) -> tuple[Counter[Hashable], Counter[Hashable]]:
        """Return the connections of both, in the terms of the later graph where matched."""
        matched = set(self.found.values())
        first: Counter[Hashable] = Counter()
        for way, other in self.old_ties[old]:
            known = self.found.get(other)
            first[way, name(self.before.nodes[other]) if known is None else known] += 1
        second: Counter[Hashable] = Counter()
        for way, other in self.new_ties[new]:
            second[way, other if other in matched else name(self.after.nodes[other])] += 1
        return first, second


def ties(graph: Graph) -> list[list[tuple[str, int]]]:
    """Return, for each node, its connections: which way, and to which node."""
    found: list[list[tuple[str, int]]] = [[] for _ in graph.nodes]
    for edge in graph.edges:
        start, end, way = direction(edge)
        pointed = way == "forward"
        found[start].append(("to" if pointed else way, end))
        found[end].append(("from" if pointed else way, start))
    return found


def direction(edge: Edge) -> tuple[int, int, str]:
    """Return an edge's ends and direction, written in one way only."""
    if edge.direction == "back":
        return edge.end, edge.start, "forward"
    if edge.direction in ("both", "none"):
        return min(edge.start, edge.end), max(edge.start, edge.end), edge.direction
    return edge.start, edge.end, "forward"


def match_edges(
    before: Graph, after: Graph, nodes: Matches
) -> tuple[Matches, Callable[[int, int], tuple[str, ...]]]:
    """Match edges between the same nodes, and return what became of a matched one."""

    def in_later(edge: Edge) -> tuple[int, int, str] | None:
        if edge.start not in nodes or edge.end not in nodes:
            return None
        way = edge.direction
        return direction(
            Edge(nodes[edge.start], nodes[edge.end], way, edge.text, edge.at, edge.attrs)
        )

    left = {n: place for n, edge in enumerate(before.edges) if (place := in_later(edge))}
    right = {n: direction(edge) for n, edge in enumerate(after.edges)}

    def how(old: int, new: int) -> tuple[str, ...]:
        first, second = before.edges[old], after.edges[new]
        return words(turned=left[old] != right[new], relabelled=first.text != second.text)

    found: Matches = {}
    exact = grouped(
        {n: (place, before.edges[n].text) for n, place in left.items()},
        {n: (place, after.edges[n].text) for n, place in right.items()},
    )
    for old, new in exact:
        found |= dict(zip(old, new, strict=False))
    taken = set(found.values())
    rest = grouped(
        {n: frozenset(place[:2]) for n, place in left.items() if n not in found},
        {n: frozenset(place[:2]) for n, place in right.items() if n not in taken},
    )
    for old, new in rest:
        found |= pair_up(old, new, lambda a, b: float(-len(how(a, b))), -2.0)
    return found, how
