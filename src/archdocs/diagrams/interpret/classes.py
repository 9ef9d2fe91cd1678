"""What a script takes from ``diagrams`` itself, and ``bind()``: their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from archdocs import bind as binding
from archdocs.diagrams.interpret.building import (
    OWN_OF_EDGES,
    Cluster,
    Diagram,
    Edge,
    Node,
)
from archdocs.diagrams.interpret.library import NodeClass
from archdocs.diagrams.interpret.limits import Unsupported
from archdocs.diagrams.interpret.run import Module, Native, Run

__all__ = ["CORE", "bind_module", "custom"]

DIAGRAM = {
    "name": "", "filename": "", "direction": "LR", "curvestyle": "ortho", "outformat": "png",
    "autolabel": False, "show": True, "strict": False,
    "graph_attr": None, "node_attr": None, "edge_attr": None,
}  # fmt: skip
CLUSTER = {"label": "cluster", "direction": "LR", "graph_attr": None}
EDGE = {"node": None, "forward": False, "reverse": False, "label": "", "color": "", "style": ""}
CUSTOM = {"label": None, "icon_path": None}
Given: TypeAlias = list[Any]
Named: TypeAlias = dict[str, Any]


def placed(what: str, given: Given, parameters: Mapping[str, Any]) -> Named:
    """Return arguments by the names of their parameters."""
    if len(given) > len(parameters):
        raise Unsupported(f"it gives {what} more arguments than it takes")
    return dict(zip(parameters, given, strict=False))


def complete(what: str, given: Given, named: Named, parameters: Mapping[str, Any]) -> Named:
    """Return all arguments with what is not given as it is without."""
    found = placed(what, given, parameters)
    wrong = (found.keys() & named.keys()) | (named.keys() - parameters.keys())
    if wrong:
        raise Unsupported(f"it gives {what} the argument {min(wrong)[:40]} wrongly")
    return {**parameters, **found, **named}


def texts(what: str, *values: Any) -> None:
    """Refuse a name that is no text."""
    if not all(isinstance(value, str) for value in values):
        raise Unsupported(f"it gives {what} a name that is no text")


def diagram(run: Run, given: Given, named: Named) -> Diagram:
    """``Diagram``."""
    options = complete("Diagram", given, named, DIAGRAM)
    texts("Diagram", options["name"], options["filename"])
    run.budget.text(len(options["name"]) + len(options["filename"]))
    return run.stage.new_diagram(options.pop("name"), options.pop("filename"), options)


def cluster(run: Run, given: Given, named: Named) -> Cluster:
    """``Cluster``."""
    options = complete("Cluster", given, named, CLUSTER)
    texts("Cluster", options["label"])
    run.budget.text(len(options["label"]))
    return run.stage.new_cluster(options["label"], options["direction"], options["graph_attr"])


def edge(run: Run, given: Given, named: Named) -> Edge:
    """``Edge``; what is no parameter is an attribute."""
    found = placed("Edge", given, EDGE)
    if found.keys() & named.keys() or "self" in named:
        raise Unsupported("it gives Edge an argument twice")
    options = {**EDGE, **found, **named}
    node = options["node"]
    if node is not None and not isinstance(node, Node):
        raise Unsupported("it makes an edge of something that is no node")
    run.budget.spend(len(options))
    look = {name: value for name, value in options.items() if name not in OWN_OF_EDGES}
    return Edge(node, options["forward"], options["reverse"], look)


def custom_node(run: Run, given: Given, named: Named) -> Node:
    """``Custom``: a node with a picture of one's own."""
    found = placed("Custom", given, CUSTOM)
    if found.keys() & named.keys():
        raise Unsupported("it gives Custom an argument twice")
    options = {**found, **named}
    if not options.keys() >= CUSTOM.keys() or not isinstance(options["icon_path"], str | None):
        raise Unsupported("it gives Custom no icon")
    label, icon = options.pop("label"), options.pop("icon_path")
    kind = NodeClass("Custom", "diagrams.custom")
    return run.stage.new_node(kind, label, icon or "", options)


def bound(run: Run, given: Given, named: Named) -> dict[str, str]:
    """``bind``."""
    if not named.keys() <= {"owner"}:
        raise Unsupported("it gives bind() other arguments than targets and an owner")
    texts("bind()", *given, *named.values())
    run.budget.text(sum(map(len, given)) + len(given))
    return binding.bind(*given, **named)


custom = Native("Custom", custom_node)
CORE: Mapping[str, Any] = {
    "Diagram": Native("Diagram", diagram),
    "Cluster": (made := Native("Cluster", cluster)),
    "Group": made,
    "Edge": Native("Edge", edge),
    "Node": NodeClass("Node", "diagrams"),
}


def bind_module(name: str) -> Module:
    """Return ``archdocs``, or its module ``bind``."""
    if name == "archdocs":
        return Module(name)
    words = {"OWNER": binding.OWNER, "TARGETS": binding.TARGETS}
    return Module(name, {"bind": Native("bind", bound), **words})
