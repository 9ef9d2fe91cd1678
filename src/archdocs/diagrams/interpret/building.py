"""What the classes of ``diagrams`` do, done again: diagrams, clusters, nodes, edges.

No class of the library is made here and no code of it runs. The order in which things are
counted is that of :mod:`archdocs.diagrams.capture`, so that both ways of reading a script
give the same graph.

Source: the behaviour of ``diagrams/__init__.py`` and ``diagrams/custom``, in the state that
:data:`archdocs.diagrams.interpret.library.CORE` names.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from archdocs.diagrams.interpret.library import NodeClass
from archdocs.diagrams.interpret.limits import Budget, Unsupported, kind_of
from archdocs.diagrams.received import MOST_CLUSTERS, MOST_EDGES, MOST_NODES

__all__ = ["Cluster", "Diagram", "Edge", "Node", "Stage"]

DIRECTIONS = ("TB", "BT", "LR", "RL")
CURVES = ("ortho", "curved")
FORMATS = ("png", "jpg", "svg", "pdf", "dot")
INK, FONT = "#2D3436", "Sans-Serif"
GRAPH = {
    "pad": "2.0",
    "splines": "ortho",
    "nodesep": "0.60",
    "ranksep": "0.75",
    "fontname": FONT,
    "fontsize": "15",
    "fontcolor": INK,
}
NODE = {
    "shape": "box",
    "style": "rounded",
    "fixedsize": "true",
    "width": "1.4",
    "height": "1.4",
    "labelloc": "b",
    "imagescale": "true",
    "fontname": FONT,
    "fontsize": "13",
    "fontcolor": INK,
}
EDGE = {"color": "#7B8894"}
CONNECTION = {"fontcolor": INK, "fontname": FONT, "fontsize": "13"}
CLUSTER = {
    "shape": "box",
    "style": "rounded",
    "labeljust": "l",
    "pencolor": "#AEB6BE",
    "fontname": FONT,
    "fontsize": "12",
}
GROUNDS = ("#E5F5FD", "#EBF3E7", "#ECE8F6", "#FDF7E3")
#: Parameters of what the library and its listeners call; as an attribute, an error there.
TAKEN_BY_NODES = frozenset({"self", "container", "name", "nodeid", "label", "_attributes"})
TAKEN_BY_EDGES = frozenset({"self", "tail_name", "head_name", "_attributes"})
#: Parameters of the library's ``Edge`` that are no attributes of the drawing.
OWN_OF_EDGES = frozenset({"self", "node", "forward", "reverse"})
NAMED = frozenset({"label", "color", "style"})


class Diagram:
    """One diagram, while it is being built."""

    def __init__(self, name: str, filename: str, *, strict: bool, autolabel: bool) -> None:
        self.name = name
        self.filename = filename
        self.strict = strict
        self.autolabel = autolabel
        self.graph: dict[str, Any] = {}
        self.node: dict[str, Any] = {}
        self.edge: dict[str, Any] = {}
        self.nodes: list[dict[str, Any]] = []
        self.edges: list[dict[str, Any]] = []
        self.clusters: list[Cluster] = []


class Cluster:
    """A box around nodes; ``number`` counts within its diagram."""

    def __init__(self, label: str, diagram: Diagram, parent: Cluster | None) -> None:
        self.label = label
        self.diagram = diagram
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        self.number = len(diagram.clusters)
        self.at = 0
        self.attrs: dict[str, Any] = {}
        self.lines: list[int] = []


class Node:
    """A node that was placed."""

    def __init__(self, identity: str, label: str, diagram: Diagram) -> None:
        self.identity = identity
        self.label = label
        self.diagram = diagram


class Edge:
    """What connects: a label and a look; it knows the node it comes from once it has one."""

    def __init__(self, node: Node | None, forward: Any, reverse: Any, look: Mapping[str, Any]):
        self.node = node
        self.forward = forward
        self.reverse = reverse
        named = {name: look[name] for name in ("label", "color", "style") if look.get(name)}
        rest = {name: value for name, value in look.items() if name not in NAMED}
        self.look: dict[str, Any] = {**CONNECTION, **named, **rest}

    @property
    def attrs(self) -> dict[str, Any]:
        """All attributes, the direction among them."""
        if self.forward:
            return {**self.look, "dir": "both" if self.reverse else "forward"}
        return {**self.look, "dir": "back" if self.reverse else "none"}


class Stage:
    """The diagram and the cluster that are open, and the diagrams that are finished.

    ``lines`` returns the lines of the script that lead to what is made now.
    """

    def __init__(self, budget: Budget, lines: Callable[[], list[int]]) -> None:
        self.budget = budget
        self.lines = lines
        self.diagram: Diagram | None = None
        self.cluster: Cluster | None = None
        self.finished: list[dict[str, Any]] = []
        self.kinds: dict[str, str] = {}
        self.count = itertools.count(1)

    def new_diagram(self, name: str, filename: str, options: Mapping[str, Any]) -> Diagram:
        """Make a diagram; ``options`` are those of the library's class."""
        file = filename or ("_".join(name.split()).lower() if name else "diagrams_image")
        flags = {flag: bool(options[flag]) for flag in ("strict", "autolabel")}
        made = Diagram(name, file, **flags)
        direction, curve, formats = (
            options[key] for key in ("direction", "curvestyle", "outformat")
        )
        one_of(direction, str.upper, DIRECTIONS)
        one_of(curve, str.lower, CURVES)
        for item in formats if isinstance(formats, list) else [formats]:
            one_of(item, str.lower, FORMATS)
        made.graph = {**GRAPH, "label": name, "rankdir": direction, "splines": curve}
        made.graph |= self.table(options["graph_attr"], str | int | float)
        made.node = NODE | self.table(options["node_attr"], str | int | float)
        made.edge = EDGE | self.table(options["edge_attr"], str | int | float)
        return made

    def new_cluster(self, label: str, direction: str, attrs: Any) -> Cluster:
        """Make a cluster in what is open; entering it is another step."""
        one_of(direction, str.upper, DIRECTIONS)
        made = Cluster(label, self.opened(), self.cluster)
        made.attrs = {**CLUSTER, "label": label, "rankdir": direction}
        made.attrs["bgcolor"] = GROUNDS[made.depth % len(GROUNDS)]
        made.attrs |= self.table(attrs, str)
        made.lines = self.lines()
        few(made.diagram.clusters, MOST_CLUSTERS)
        made.diagram.clusters.append(made)
        return made

    def new_node(self, kind: NodeClass, label: str, icon: str, attrs: dict[str, Any]) -> Node:
        """Place a node where the script stands. ``attrs`` may hold its ``nodeid``."""
        identity = attrs.pop("nodeid", None) or f"auto-{next(self.count)}"
        if not isinstance(identity, str) or not isinstance(label, str):
            raise Unsupported("it gives a node a label or id that is no text")
        diagram = self.opened()
        if diagram.autolabel:
            label = f"{kind.name}\n{label}" if label else kind.name
        refuse(attrs, TAKEN_BY_NODES)
        own = {"shape": "none", "height": str(1.9 + 0.4 * label.count("\n")), "image": icon}
        attrs = self.table({**own, **attrs} if icon else attrs, str)
        self.budget.text(len(label))
        entry = {
            "id": identity,
            "label": label,
            "attrs": attrs,
            "cluster": self.cluster.number if self.cluster else -1,
            "at": next(self.count),
            "lines": self.lines(),
        }
        few(diagram.nodes, MOST_NODES)
        diagram.nodes.append(entry)
        self.kinds[identity] = kind.kind
        return Node(identity, label, diagram)

    def table(self, given: Any, kinds: Any) -> dict[str, Any]:
        """Return attributes that the library takes, paid for; its own failures are refused."""
        if given is None:
            return {}
        if not isinstance(given, dict):
            raise Unsupported("it gives attributes that are no dict")
        for name, value in given.items():
            if not isinstance(name, str):
                raise Unsupported("it gives an attribute whose name is no text")
            if not isinstance(value, kinds | None):
                raise Unsupported(f"it gives the attribute {name[:40]} a value that is no text")
            self.budget.spend(len(name) + len(str(value)))
        return dict(given)

    def opened(self) -> Diagram:
        """Return the diagram that is open."""
        if self.diagram is None:
            raise Unsupported("it makes a node or cluster outside of a diagram")
        return self.diagram

    def enter(self, value: Any) -> None:
        """Open a diagram or cluster."""
        if isinstance(value, Diagram):
            if self.diagram is not None:
                raise Unsupported("it opens a diagram inside another")
            self.diagram = value
        elif isinstance(value, Cluster):
            if value.diagram is not self.diagram:
                raise Unsupported("it opens a cluster outside of its diagram")
            self.cluster = value
        else:
            raise Unsupported("it uses with for something other than a diagram or a cluster")

    def leave(self, value: Diagram | Cluster) -> None:
        """Close it again; a diagram is finished then."""
        if isinstance(value, Cluster):
            self.cluster = value.parent
            value.at = next(self.count)
            return
        self.diagram = self.cluster = None
        self.budget.step(len(value.nodes) + len(value.clusters))
        self.finished.append(self.snapshot(value))

    def connect(self, first: Node | None, second: Any, edge: Edge) -> Node:
        """Draw an edge; it belongs to the diagram of the first node."""
        if first is None or not isinstance(second, Node):
            raise Unsupported("it connects something that is no node")
        few(first.diagram.edges, MOST_EDGES)
        self.budget.step()
        refuse(edge.look, TAKEN_BY_EDGES)
        attrs = self.table(edge.attrs, str)
        entry = {"from": first.identity, "to": second.identity, "attrs": attrs}
        first.diagram.edges.append({**entry, "at": next(self.count)})
        return second

    def snapshot(self, made: Diagram) -> dict[str, Any]:
        """Return a diagram as plain data, in the form that a captured one has."""
        return {
            "name": made.name,
            "file": made.filename,
            "strict": made.strict,
            "graph": made.graph,
            "node": made.node,
            "edge": made.edge,
            "nodes": [{**entry, "kind": self.kinds[entry["id"]]} for entry in made.nodes],
            "edges": made.edges,
            "clusters": [
                {
                    "label": item.label,
                    "parent": item.parent.number if item.parent else -1,
                    "at": item.at,
                    "attrs": item.attrs,
                    "lines": item.lines,
                }
                for item in made.clusters
            ],
            "extra": 0,
        }


def few(parts: Sequence[Any], most: int) -> None:
    """Refuse more of a kind than a diagram may have."""
    if len(parts) >= most:
        raise Unsupported(f"it makes more than {most} of a kind in one diagram")


def one_of(value: Any, normal: Callable[[str], str], known: tuple[str, ...]) -> None:
    """Refuse what the library refuses."""
    if not isinstance(value, str) or normal(value) not in known:
        said = value[:40] if isinstance(value, str) else kind_of(value)
        raise Unsupported(f"it says {said!r}, which is none of {', '.join(known)}")


def refuse(attrs: Mapping[str, Any], taken: frozenset[str]) -> None:
    """Refuse attributes that the library takes for something else."""
    for name in attrs.keys() & taken:
        raise Unsupported(f"it gives an attribute named {name}")
