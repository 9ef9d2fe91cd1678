"""Check what came back from a script, piece by piece, before anything uses it.

The child that sent it ran somebody's code, so every size, type, name and reference is
bounded here. Attributes are an allow-list: those that read files (``shapefile``,
``imagepath``, ``fontpath``) or carry code are not in it, and ids are our own.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Any

import defusedxml.ElementTree as SafeXML
from defusedxml.common import DefusedXmlException

from archdocs.bind import OWNER, TARGETS
from archdocs.diagrams.bindings import binding
from archdocs.diagrams.model import Binding, Cluster, Edge, Graph, Node
from archdocs.diagrams.urls import allowed_url

__all__ = ["BadGraph", "parse", "plain_text"]

MOST_NODES, MOST_EDGES, MOST_CLUSTERS, MOST_DIAGRAMS = 2000, 5000, 500, 50
LONGEST_TEXT = 4000
LONGEST_NAME = 160
DEEPEST = 40
#: Of the lines of a script that led to one node, as many as are kept.
MOST_LINES = 12


def names(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


COMMON = names(
    "label color fillcolor fontcolor fontsize style penwidth gradientangle colorscheme tooltip"
    " URL href margin nojustify labelloc labeljust"
)
GRAPH = COMMON | names(
    "bgcolor rankdir splines nodesep ranksep pad concentrate compound ordering newrank rank"
    " center ratio size dpi layout overlap sep esep mindist root start searchsize nslimit"
    " nslimit1 mclimit remincross clusterrank outputorder normalize pencolor peripheries"
    " landscape rotate levelsgap mode model maxiter K forcelabels"
)
NODE = COMMON | names(
    "shape width height fixedsize image imagescale imagepos peripheries sides skew distortion"
    " orientation regular group xlabel rank pin pos sortv ordering rects"
)
EDGE = COMMON | names(
    "dir arrowhead arrowtail arrowsize xlabel taillabel headlabel minlen weight constraint"
    " decorate headport tailport lhead ltail samehead sametail labelangle labeldistance"
    " labelfloat labelfontcolor labelfontsize len edgeURL labelURL headURL tailURL"
)
LAYOUTS = frozenset({"dot", "neato", "fdp", "sfdp", "circo", "twopi"})
UNSAFE_SHAPES = frozenset({"epsf", "custom"})
URLS = frozenset({"URL", "href", "edgeURL", "labelURL", "headURL", "tailURL"})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)([a-zA-Z][a-zA-Z0-9]*);")
#: Without ``img``, which reads files.
HTML_TAGS = names("label table tr td th font br b i u o s sub sup hr vr")


class BadGraph(ValueError):
    """What came back is no diagram; the message says in a few words why."""


def parse(result: Any, script: str) -> tuple[Graph, ...]:
    """Check a script's result and return its diagrams.

    Raises :class:`BadGraph`.
    """
    entries = items(result.get("diagrams") if isinstance(result, dict) else None, MOST_DIAGRAMS)
    names: Counter[str] = Counter()
    graphs = []
    for entry in entries:
        graph = parse_graph(entry)
        names[graph.file] += 1
        file = graph.file if names[graph.file] == 1 else f"{graph.file}-{names[graph.file]}"
        identity = f"{script}\n{file}"
        graphs.append(replace_identity(graph, file, identity))
    return tuple(graphs)


def replace_identity(graph: Graph, file: str, identity: str) -> Graph:
    """Return the graph under its final name."""
    return Graph(
        graph.name, file, graph.strict, graph.graph, graph.node, graph.edge,
        graph.nodes, graph.edges, graph.clusters, graph.extra, identity,
    )  # fmt: skip


def parse_graph(entry: dict[str, Any]) -> Graph:
    """Check one diagram."""
    clusters = tuple(
        parse_cluster(item, index)
        for index, item in enumerate(items(entry.get("clusters"), MOST_CLUSTERS))
    )
    raw = items(entry.get("nodes"), MOST_NODES)
    places = {text(item.get("id")): index for index, item in enumerate(raw)}
    labels = Graph("", "", False, {}, {}, {}, (), (), clusters)
    seen: Counter[str] = Counter()
    nodes = tuple(parse_node(item, labels, seen) for item in raw)
    edges = tuple(parse_edge(item, places) for item in items(entry.get("edges"), MOST_EDGES))
    return Graph(
        plain_text(text(entry.get("name"))),
        file_name(text(entry.get("file"))),
        entry.get("strict") is True,
        attributes(entry.get("graph"), GRAPH),
        attributes(entry.get("node"), NODE - {"image"}),
        attributes(entry.get("edge"), EDGE),
        nodes,
        edges,
        clusters,
        whole(entry.get("extra")),
    )


def parse_cluster(item: dict[str, Any], index: int) -> Cluster:
    """Check one cluster; those around it come before it."""
    parent = whole(item.get("parent"), least=-1)
    if parent >= index:
        raise BadGraph("a cluster is inside itself")
    label = plain_text(text(item.get("label")))
    attrs = attributes(item.get("attrs"), GRAPH)
    bound = bound_by(item.get("attrs"))
    return Cluster(label, parent, whole(item.get("at")), attrs, bound, lines(item.get("lines")))


def parse_node(item: dict[str, Any], graph: Graph, seen: Counter[str]) -> Node:
    """Check one node and give it its stable key."""
    cluster = whole(item.get("cluster"), least=-1)
    if cluster >= len(graph.clusters):
        raise BadGraph("a node is in a cluster that isn't there")
    raw = item.get("attrs")
    if not isinstance(raw, dict):
        raise BadGraph("a node without attributes")
    attrs = attributes({**raw, "label": item.get("label")}, NODE)
    icon = attrs.pop("image", "")
    label = plain_text(attrs.get("label", ""))
    kind = text(item.get("kind")).removeprefix("diagrams.")
    key = "/".join((*graph.path(cluster), f"{kind.rpartition('.')[2]}:{label}"))
    seen[key] += 1
    if seen[key] > 1:
        key += f"#{seen[key]}"
    name = bold_name(attrs.get("label", ""))
    detail = label.removeprefix(name).strip() if name else ""
    at = whole(item.get("at"))
    bound, made_at = bound_by(raw), lines(item.get("lines"))
    return Node(key, name or label, kind, cluster, at, icon, attrs, detail, bound, made_at)


def bound_by(attrs: Any) -> Binding:
    """Return the binding among the attributes of a node or cluster."""
    if not isinstance(attrs, dict):
        return Binding()
    return binding(attrs.get(TARGETS), attrs.get(OWNER))


def lines(value: Any) -> tuple[int, ...]:
    """Check the lines of the script that made a node or cluster; none are fine."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BadGraph("a list of lines was expected")
    return tuple(whole(line) for line in value[:MOST_LINES])


def parse_edge(item: dict[str, Any], places: dict[str, int]) -> Edge:
    """Check one edge; both ends must be there."""
    start, end = places.get(text(item.get("from")), -1), places.get(text(item.get("to")), -1)
    if start < 0 or end < 0:
        raise BadGraph("an edge leads to a node of another diagram")
    attrs = attributes(item.get("attrs"), EDGE)
    label = plain_text(attrs.get("label") or attrs.get("xlabel") or "")
    direction = attrs.get("dir", "none")
    return Edge(start, end, direction, label, whole(item.get("at")), attrs)


def attributes(value: Any, allowed: frozenset[str]) -> dict[str, str]:
    """Keep the allowed attributes with a safe value."""
    if not isinstance(value, dict):
        raise BadGraph("attributes that are no table")
    kept = {}
    for name, raw in value.items():
        if name in allowed and isinstance(raw, str | int | float):
            value = text(raw)
            if safe(name, value):
                kept[name] = value
    return kept


def safe(name: str, value: str) -> bool:
    """Say whether one attribute's value may be used."""
    if name in URLS:
        return allowed_url(value)
    if name == "layout":
        return value in LAYOUTS
    if name == "shape":
        return value.isalnum() and value not in UNSAFE_SHAPES
    return True


def items(value: Any, most: int) -> list[dict[str, Any]]:
    """Check that a value is a list of tables, and not too long a one."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise BadGraph("a list of tables was expected")
    if len(value) > most:
        raise BadGraph(f"more than {most} of a kind in one diagram")
    return value


def whole(value: Any, *, least: int = 0) -> int:
    """Check that a value is a whole number in bounds."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 10**9:
        raise BadGraph("a whole number was expected")
    return value


def text(value: Any) -> str:
    """Return a value as text without control characters, cut at a sane length."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise BadGraph("text was expected")
    written = str(value)
    return (written if written.isprintable() else CONTROL.sub("", written))[:LONGEST_TEXT]


def file_name(value: str) -> str:
    """Return the diagram's name for a file: the last part of a path, harmless characters."""
    last = value.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = re.sub(r"(?:[^\w.-]|_)+", "_", last).strip("._-")[:80]
    # File systems count bytes, at most 255 with all that is added.
    return plain.encode()[:LONGEST_NAME].decode(errors="ignore") or "diagram"


def is_html(label: str) -> bool:
    """Say whether a label is a well-formed HTML-like one with only harmless elements.

    The brackets must also balance the way DOT's own scanner counts them; else the rest of
    the label would be read as DOT.
    """
    if len(label) < 2 or not (label.startswith("<") and label.endswith(">")):
        return False
    if "<!" in label:  # In a comment, DOT's scanner counts no brackets.
        return False
    depth = 0
    for position, letter in enumerate(label):
        depth += (letter == "<") - (letter == ">")
        if depth <= 0 and position < len(label) - 1:
            return False
    if depth:
        return False
    try:
        root = SafeXML.fromstring(f"<label>{known_entities(label[1:-1])}</label>")
    except (SafeXML.ParseError, DefusedXmlException, ValueError):
        return False
    deepest = label.count("<") < 2000
    return deepest and all(
        isinstance(element.tag, str) and element.tag.lower() in HTML_TAGS
        and all(allowed_url(v) for k, v in element.attrib.items() if k.lower() == "href")
        for element in root.iter()
    )  # fmt: skip


def known_entities(label: str) -> str:
    """Write HTML's named entities as characters, which XML knows."""
    return ENTITY.sub(lambda found: html.escape(html.unescape(found[0])), label)


def bold_name(label: str) -> str:
    """Return what stands in bold first in an HTML-like label: the name in C4 diagrams."""
    if not is_html(label):
        return ""
    root = SafeXML.fromstring(f"<label>{known_entities(label[1:-1])}</label>")
    bold = next((element for element in root.iter() if element.tag.lower() == "b"), None)
    return "" if bold is None else " ".join("".join(bold.itertext()).split())


def plain_text(label: str) -> str:
    """Return what a reader sees of a label, on one line."""
    if is_html(label):
        root = SafeXML.fromstring(f"<label>{known_entities(label[1:-1])}</label>")
        words = " ".join(part.strip() for part in root.itertext() if part.strip())
    else:
        words = re.sub(r"\\[nlr]", " ", label)
    return " ".join(words.split())
