"""The operators between nodes, edges and lists of them: ``>>``, ``<<`` and ``-``.

Each rule here is one of the library's, its oddities included: an edge keeps its direction
from one use to the next, and two edges in a row make one with the look of the second.

Source: the methods of ``Node`` and ``Edge`` in ``diagrams/__init__.py``.
"""

from __future__ import annotations

from typing import Any

from archdocs.diagrams.interpret.building import Edge, Node, Stage
from archdocs.diagrams.interpret.limits import Unsupported

__all__ = ["join", "joins"]

Joined = Node | Edge
FORWARD, REVERSE = ">>", "<<"


def joins(left: Any, right: Any) -> bool:
    """Say whether an operator between two values is about a diagram."""
    return isinstance(left, Joined) or isinstance(right, Joined)


def join(stage: Stage, operator: str, left: Any, right: Any) -> Any:
    """Apply ``>>``, ``<<`` or ``-`` and return what the library would."""
    if isinstance(left, Node):
        return from_node(stage, operator, left, right)
    if isinstance(left, Edge):
        mark(left, operator)
        return connect(stage, left, right)
    if not isinstance(left, list | tuple):
        raise Unsupported(f"it uses {operator} on something that can't be connected")
    if isinstance(right, Node):
        for item in left:
            if isinstance(item, Edge):
                mark(item, operator)
                connect(stage, item, right)
            else:
                stage.connect(node_of(item), right, new_edge(item, operator))
        return right
    return append(stage, right, left, operator)


def node_of(value: Any) -> Node:
    """Return a value that must be a node."""
    if not isinstance(value, Node):
        raise Unsupported("it connects something that is no node")
    return value


def new_edge(node: Node | None, operator: str) -> Edge:
    """Return a plain edge for an operator."""
    return Edge(node, operator == FORWARD, operator == REVERSE, {})


def mark(edge: Edge, operator: str) -> None:
    """Give an edge an operator's direction; what it had stays."""
    edge.forward = edge.forward or operator == FORWARD
    edge.reverse = edge.reverse or operator == REVERSE


def from_node(stage: Stage, operator: str, left: Node, right: Any) -> Any:
    """Apply an operator whose left side is a node."""
    if isinstance(right, list):
        for item in right:
            stage.connect(left, item, new_edge(left, operator))
        return right
    if isinstance(right, Node):
        return stage.connect(left, right, new_edge(left, operator))
    if not isinstance(right, Edge):
        raise Unsupported(f"it uses {operator} with something that can't be connected")
    mark(right, operator)
    if operator == REVERSE:
        return connect(stage, right, left)
    right.node = left
    return right


def connect(stage: Stage, edge: Edge, other: Any) -> Any:
    """Lead an edge to what follows it."""
    if isinstance(other, list):
        for item in other:
            stage.connect(edge.node, item, edge)
        return other
    if isinstance(other, Edge):
        edge.look = dict(other.look)
        return edge
    if edge.node is not None:
        return stage.connect(edge.node, other, edge)
    edge.node = node_of(other)
    return edge


def append(
    stage: Stage, edge: Edge, others: list[Any] | tuple[Any, ...], operator: str
) -> list[Edge]:
    """Give each node of a list its own edge with the look of one."""
    made = []
    for item in others:
        stage.budget.step()
        stage.budget.spend(len(edge.look))
        if isinstance(item, Edge):
            mark(item, operator)
            edge.look = item.attrs
            made.append(item)
        else:
            forward, reverse = operator == FORWARD or None, operator == REVERSE or None
            made.append(Edge(node_of(item), forward, reverse, edge.look))
    return made
