"""Write a graph as DOT, every value quoted by us.

Node names are ours and cluster names are numbered, so that clusters with the same label
stay two. Text is measured as Arial everywhere: engines without the machine's fonts know its
widths, and the picture then asks for Arial and its equals.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from archdocs.diagrams import fitting
from archdocs.diagrams.model import Graph
from archdocs.diagrams.received import is_html, known_entities

__all__ = ["FONT", "quote", "to_dot"]

FONT = "Arial"
UNQUOTED = re.compile(r'(?<!\\)((?:\\\\)*)"')
TRAILING = re.compile(r"(?<!\\)(?:\\\\)*\\$")
#: Of this many values the quoted form is remembered: attributes repeat from node to node.
REMEMBERED = 1024
#: The margin that `diagrams` sets where a script says nothing, and ours (inches).
THEIR_PAD, OUR_PAD = "2.0", "0.3"


def to_dot(graph: Graph, icons: Mapping[str, Path]) -> str:
    """Return the DOT source. ``icons`` maps the icons that may be used to files."""
    lines = [f"{'strict ' if graph.strict else ''}digraph archdocs {{"]
    own = {**fitting.graph_attributes(graph.graph), "bgcolor": "transparent"}
    if own.get("pad") == THEIR_PAD:
        own["pad"] = OUR_PAD
    lines.append(f"graph {attributes(own, 'graph')}")
    lines.append(f"node {attributes(graph.node, '')}")
    lines.append(f"edge {attributes(graph.edge, '')}")
    lines += body(graph, -1, icons)
    lines.append("}")
    return "\n".join(lines) + "\n"


def body(graph: Graph, cluster: int, icons: Mapping[str, Path]) -> Iterator[str]:
    """Yield what stands in a cluster (or, with -1, in the graph), in the script's order."""
    parts: list[tuple[int, str, int]] = [
        (node.at, "node", index)
        for index, node in enumerate(graph.nodes)
        if node.cluster == cluster
    ]
    parts += [
        (inner.at, "cluster", index)
        for index, inner in enumerate(graph.clusters)
        if inner.parent == cluster
    ]
    if cluster < 0:
        parts += [(edge.at, "edge", index) for index, edge in enumerate(graph.edges)]
    for _, kind, index in sorted(parts):
        if kind == "node":
            yield f"n{index} {attributes(node_attributes(graph, index, icons), f'n{index}')}"
        elif kind == "edge":
            edge = graph.edges[index]
            attrs = fitting.edge_attributes(graph, edge.attrs)
            yield f"n{edge.start} -> n{edge.end} {attributes(attrs, f'e{index}')}"
        else:
            yield f"subgraph cluster_{index} {{"
            attrs = fitting.cluster_attributes(graph.clusters[index].attrs)
            yield f"graph {attributes(attrs, f'c{index}')}"
            yield from body(graph, index, icons)
            yield "}"


def node_attributes(graph: Graph, index: int, icons: Mapping[str, Path]) -> dict[str, str]:
    """Return a node's attributes, with its icon where it has one that may be used."""
    node = graph.nodes[index]
    attrs = fitting.node_attributes(graph, node, icon=node.icon in icons)
    if node.icon in icons:
        attrs["image"] = str(icons[node.icon])
    return attrs


def attributes(attrs: Mapping[str, str], identity: str) -> str:
    """Return an attribute list; ``identity`` becomes the id in the picture."""
    given = {**attrs, "fontname": FONT}
    if identity:
        given["id"] = identity
    return "[" + " ".join(f"{name}={quote(name, value)}" for name, value in given.items()) + "]"


@functools.lru_cache(REMEMBERED)
def quote(name: str, value: str) -> str:
    """Quote a value; HTML-like labels are kept as such where they are well-formed."""
    if name.lower().endswith("label") and is_html(value):
        return f"<{known_entities(value[1:-1])}>"
    text = value.replace("\r", "").replace("\n", "\\n")
    text = UNQUOTED.sub(r'\1\\"', text)
    if TRAILING.search(text):
        text += "\\"
    return f'"{text}"'
