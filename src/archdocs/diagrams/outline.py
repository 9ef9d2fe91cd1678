"""Say in words what a diagram shows: for screen readers, search and comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.diagrams.model import Binding, Edge, Graph, Node

__all__ = ["alt_text", "edge_text", "node_text", "outline"]

LONGEST_ALT = 400
ARROWS = {"forward": "→", "back": "←", "both": "↔", "none": "—"}


def node_text(node: Node) -> str:
    """Return a node's label, or its class where it has none."""
    return node.text or node.kind.rpartition(".")[2] or "unnamed"


def edge_text(graph: Graph, edge: Edge) -> str:
    """Return an edge as ``A → B: label``."""
    arrow = ARROWS.get(edge.direction, "→")
    first, second = node_text(graph.nodes[edge.start]), node_text(graph.nodes[edge.end])
    return f"{first} {arrow} {second}" + (f": {edge.text}" if edge.text else "")


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number} {one if number == 1 else many}"


def alt_text(graph: Graph) -> str:
    """Return one sentence for the whole picture, of at most 400 letters."""
    parts = [counted(len(graph.nodes), "element", "elements")]
    if graph.clusters:
        parts.append(counted(len(graph.clusters), "group", "groups"))
    parts.append(counted(len(graph.edges), "connection", "connections"))
    text = f"{graph.name or 'Diagram'}: {', '.join(parts)}."
    for edge in graph.edges:
        longer = f"{text} {edge_text(graph, edge)}."
        if len(longer) > LONGEST_ALT:
            break
        text = longer
    return text[:LONGEST_ALT]


def outline(graph: Graph) -> str:
    """Return the whole graph as a nested Markdown list: groups with elements, connections."""
    lines = list(group_lines(graph, -1, 0))
    if graph.edges:
        lines.append("- Connections")
        lines += [f"  - {escape(edge_text(graph, edge))}" for edge in graph.edges]
    return "\n".join(lines) + "\n" if lines else ""


def group_lines(graph: Graph, cluster: int, depth: int) -> Iterator[str]:
    """Yield the lines of a cluster's content, elements before inner groups."""
    indent = "  " * depth
    for node in graph.nodes:
        if node.cluster == cluster:
            kind = node.kind.rpartition(".")[2]
            note = f" ({kind})" if node.text and kind not in ("", "Node", "Custom") else ""
            detail = f": {node.detail}" if node.detail else ""
            yield f"{indent}- {escape(node_text(node) + note + detail + stands_for(node.bound))}"
    for index, inner in enumerate(graph.clusters):
        if inner.parent == cluster:
            yield f"{indent}- {escape((inner.label or 'group') + stands_for(inner.bound))}"
            yield from group_lines(graph, index, depth + 1)


def stands_for(bound: Binding) -> str:
    """Return what a node or cluster is bound to, in brackets."""
    return f" [{', '.join(bound.targets)}]" if bound.targets else ""


def escape(text: str) -> str:
    """Write text so that Markdown reads it as itself."""
    return re.sub(r"([\\`*_{}\[\]<>#|~$&!])", r"\\\1", text)
