"""One picture of two versions: what came, what went and what became something else.

Colour is never the only sign: what came has a plus and thick lines, what went a minus and
dashes, what became something else a tilde and dots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archdocs.diagrams.diff.compare import Comparison
from archdocs.diagrams.diff.matching import Pair
from archdocs.diagrams.fitting import THEIR_LINE_HEIGHT
from archdocs.diagrams.model import Cluster, Edge, Graph, Node
from archdocs.diagrams.outline import node_text
from archdocs.diagrams.received import is_html

__all__ = ["union"]

LEGEND = "+ added    − removed    ~ changed"


@dataclass(frozen=True, slots=True)
class Mark:
    """How one kind of change looks."""

    sign: str
    color: str
    style: str


ADDED = Mark("+", "#1b7f3b", "bold")
REMOVED = Mark("−", "#c62828", "dashed")
CHANGED = Mark("~", "#9a6700", "dotted")


def union(comparison: Comparison) -> Graph:
    """Return a graph of everything in either version, each change marked."""
    return Union(comparison).graph()


class Union:
    """Puts what was removed back among what is there now."""

    def __init__(self, comparison: Comparison) -> None:
        self.before, self.after = comparison.before, comparison.after
        self.comparison = comparison
        self.clusters = places(comparison.clusters, len(self.after.clusters))
        self.nodes = places(comparison.nodes, len(self.after.nodes))

    def graph(self) -> Graph:
        """Return the whole graph."""
        name = self.after.name or self.before.name
        label = f"{name}\n{LEGEND}" if name else LEGEND
        return replace(
            self.after,
            name=f"{name or self.after.file}: what changed",
            graph={**self.after.graph, "label": label},
            nodes=tuple(self.node(pair) for pair in self.comparison.nodes),
            edges=tuple(self.edge(pair) for pair in self.comparison.edges),
            clusters=tuple(self.cluster(pair) for pair in self.comparison.clusters),
            strict=self.after.strict and self.before.strict,
            identity=f"{self.after.identity}\0difference",
        )

    def cluster(self, pair: Pair) -> Cluster:
        """Return a cluster of the union."""
        if pair.after is None:
            old = self.before.clusters[pair.before or 0]
            parent = self.clusters.get(old.parent, -1)
            made = replace(old, parent=parent, at=old.at + len_of(self.after))
        else:
            made = self.after.clusters[pair.after]
        was = self.before.clusters[pair.before].label if pair.before is not None else ""
        mark, text = marked(pair, made.label, was)
        if mark is None:
            return made
        return replace(made, label=text, attrs={**painted(made.attrs, mark), "label": text})

    def node(self, pair: Pair) -> Node:
        """Return a node of the union; its border shows the change, with an icon too."""
        if pair.after is None:
            old = self.before.nodes[pair.before or 0]
            made = replace(
                old,
                key=f"was {old.key}",
                cluster=self.clusters.get(old.cluster, -1),
                at=old.at + len_of(self.after),
                attrs={**self.before.node, **old.attrs},
            )
        else:
            made = self.after.nodes[pair.after]
        was = node_text(self.before.nodes[pair.before]) if pair.before is not None else ""
        mark, text = marked(pair, node_text(made), was)
        if mark is None:
            return made
        attrs = painted(made.attrs, mark)
        if attrs.get("shape", "none") in ("none", "plaintext", "plain"):
            attrs |= {"shape": "box", "style": f"rounded,{mark.style}"}
        if not is_html(attrs.get("label", "")):
            attrs |= {"label": text, **grown(made, text.count("\n"), attrs)}
        return replace(made, text=text, attrs=attrs)

    def edge(self, pair: Pair) -> Edge:
        """Return an edge of the union."""
        if pair.after is None:
            old = self.before.edges[pair.before or 0]
            made = replace(
                old,
                start=self.nodes[old.start],
                end=self.nodes[old.end],
                at=old.at + len_of(self.after),
                attrs={**self.before.edge, **old.attrs},
            )
        else:
            made = self.after.edges[pair.after]
        was = self.before.edges[pair.before].text if pair.before is not None else ""
        mark, text = marked(pair, made.text, was)
        if mark is None:
            return made
        attrs = painted(made.attrs, mark)
        # A sign alone would float beside its line, which says the same.
        if made.text and not is_html(attrs.get("label", "")):
            attrs["label"] = text
        return replace(made, text=text, attrs=attrs)


def grown(node: Node, lines: int, attrs: Mapping[str, str]) -> dict[str, str]:
    """Return the size of a node that says more lines; its icon keeps its room."""
    if not node.icon:
        return {"fixedsize": "false"}
    try:
        return {"height": f"{float(attrs.get('height', '1.9')) + THEIR_LINE_HEIGHT * lines:.3g}"}
    except ValueError:
        return {}


def places(pairs: tuple[Pair, ...], after: int) -> dict[int, int]:
    """Return, for each part of the earlier graph, its place in the union."""
    found = {pair.before: pair.after for pair in pairs if pair.before is not None}
    gone = (old for old, new in found.items() if new is None)
    again = {old: after + number for number, old in enumerate(gone)}
    return {old: again[old] if new is None else new for old, new in found.items()}


def len_of(graph: Graph) -> int:
    """Return a number after which nothing of a graph stands."""
    places = [part.at for part in graph.nodes] + [part.at for part in graph.edges]
    return 1 + max([*places, *(part.at for part in graph.clusters)], default=0)


def marked(pair: Pair, text: str, was: str) -> tuple[Mark | None, str]:
    """Return how a part is marked, and its label with the sign and its former name."""
    if not pair.how:
        return None, text
    if pair.before is None:
        return ADDED, f"+ {text}".rstrip()
    if pair.after is None:
        return REMOVED, f"− {text}".rstrip()
    former = f"\n(was {was})" if was and was != text else ""
    moved = "\n(moved)" if "moved" in pair.how else ""
    return CHANGED, f"~ {text}{former}{moved}".rstrip()


def painted(attrs: Mapping[str, str], mark: Mark) -> dict[str, str]:
    """Return attributes in the colour and line of a change."""
    kept = [part for part in attrs.get("style", "").split(",") if part not in ("", "invis")]
    lines = [part for part in kept if part not in ("solid", "dashed", "dotted", "bold")]
    style = ",".join((*lines, mark.style))
    ink = {"color": mark.color, "pencolor": mark.color}
    if "filled" in kept:
        # The words were made to be read on this ground; a thicker border says it instead.
        return {**attrs, **ink, "penwidth": "4", "style": style}
    return {**attrs, **ink, "fontcolor": mark.color, "penwidth": "2.2", "style": style}
