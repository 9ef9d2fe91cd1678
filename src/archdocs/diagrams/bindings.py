"""What the nodes and clusters of a graph stand for: by ``bind()``, or by a script's comments.

What the text of a script says is :mod:`archdocs.system.scriptnotes`'s to read; here it meets
the nodes that running the script made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from archdocs.diagrams.model import Binding, Cluster, Graph, Node
from archdocs.system.scriptnotes import MOST_TARGETS, Note, owner_in, targets_in

__all__ = ["apply", "binding", "unused"]

Part = TypeVar("Part", Node, Cluster)


def binding(targets: object, owner: object = "") -> Binding:
    """Return a binding of what a script gave, cut to what is sane; anything else is none."""
    return Binding(targets_in(targets), owner_in(owner))


def apply(graphs: Sequence[Graph], found: Iterable[Note]) -> tuple[Graph, ...]:
    """Return the graphs with what the comments of their script bind."""
    said = by_line(graphs, found)
    if not said:
        return tuple(graphs)
    return tuple(
        replace(
            graph,
            nodes=tuple(with_note(node, said) for node in graph.nodes),
            clusters=tuple(with_note(cluster, said) for cluster in graph.clusters),
        )
        for graph in graphs
    )


def with_note(part: Part, said: Mapping[int, Binding]) -> Part:
    """Add what is said at the innermost of the lines that made a node or cluster."""
    line = next((line for line in part.lines if line in said), 0)
    if not line:
        return part
    return replace(part, bound=joined(part.bound, said[line]))


def joined(first: Binding, second: Binding) -> Binding:
    """Return both bindings as one; the first one's owner counts."""
    targets = tuple(dict.fromkeys((*first.targets, *second.targets)))
    return Binding(targets[:MOST_TARGETS], first.owner or second.owner)


def by_line(graphs: Iterable[Graph], found: Iterable[Note]) -> dict[int, Binding]:
    """Return what comments say, by the line of the call they speak for."""
    made = made_at(graphs)
    said: dict[int, Binding] = {}
    for note in found:
        line = next((line for line in note.calls if line in made), 0)
        if line and not note.problem:
            bound = Binding(note.targets, note.owner)
            said[line] = joined(said[line], bound) if line in said else bound
    return said


def made_at(graphs: Iterable[Graph]) -> frozenset[int]:
    """Return the lines of the script that made nodes or clusters."""
    found: set[int] = set()
    for graph in graphs:
        found.update(line for node in graph.nodes for line in node.lines)
        found.update(line for cluster in graph.clusters for line in cluster.lines)
    return frozenset(found)


def unused(graphs: Iterable[Graph], found: Iterable[Note]) -> Iterator[tuple[int, str]]:
    """Yield the line of each comment that binds nothing, and why."""
    made = made_at(graphs)
    for note in found:
        if note.problem:
            yield note.line, note.problem
        elif not made.intersection(note.calls):
            yield note.line, "the comment stands at no node or cluster that the script makes"
