"""The graph of records and their links, as DOT, Mermaid or JSON; the same input, the same text."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from archdocs.linknames import BUILT_IN, LinkNames
from archdocs.records.catalog import Catalog
from archdocs.records.circles import cycles
from archdocs.records.listing import selected
from archdocs.records.model import Record

__all__ = ["FORMATS", "Edge", "Graph", "graph", "to_dot", "to_json", "to_mermaid"]

#: How each kind is drawn in DOT and in Mermaid.
DRAWN = {
    "supersedes": ("style=bold", "==>"),
    "relates": ("style=dashed, dir=none", "-.-"),
    "depends": ("style=dashed", "-.->"),
}
PLAIN = ("style=solid", "-->")
#: What Mermaid would read as something else inside a quoted label.
UNSAFE = frozenset('"#<>&`\\{}|%;')
WIDTH = 28
MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Edge:
    """``first`` does ``kind`` (``supersedes``) to ``second``."""

    first: Record
    kind: str
    second: Record


@dataclass(frozen=True, slots=True)
class Graph:
    """Records, each link between them once, and the circles that links of one kind make."""

    records: tuple[Record, ...]
    edges: tuple[Edge, ...]
    circles: tuple[tuple[str, tuple[Record, ...]], ...]
    names: LinkNames = BUILT_IN


def graph(catalog: Catalog, kind: str = "", statuses: tuple[str, ...] = ()) -> Graph:
    """Return the graph of the records of a kind and of any of the statuses, where given.

    A link that both sides write is one edge. Raises :class:`archdocs.errors.UsageError` for
    a kind or status that does not exist.
    """
    chosen = {
        record.path for status in statuses or ("",) for record in selected(catalog, kind, status)
    }
    records = tuple(record for record in catalog.records if record.path in chosen)
    edges = {
        (edge.first.path, edge.kind, edge.second.path): edge
        for record in records
        for name, other in catalog.forward(record)
        if other.path in chosen and other.path != record.path
        for edge in [directed(record, name, other, catalog.names)]
    }
    ordered = tuple(edges[key] for key in sorted(edges))
    return Graph(records, ordered, circles(records, ordered, catalog.names), catalog.names)


def directed(record: Record, kind: str, other: Record, names: LinkNames) -> Edge:
    """Return a link as an edge from the side that acts; some kinds have no direction."""
    back = names.inverse(kind)
    if back == kind and other.path < record.path:
        return Edge(other, kind, record)
    if kind not in names.forward and back in names.forward:
        return Edge(other, back, record)
    return Edge(record, kind, other)


def circles(
    records: tuple[Record, ...], edges: tuple[Edge, ...], links: LinkNames
) -> tuple[tuple[str, tuple[Record, ...]], ...]:
    """Return each circle of links of one kind; those without a direction make none."""
    names = {record.path: record for record in records}
    found: list[tuple[str, tuple[Record, ...]]] = []
    for kind in sorted({edge.kind for edge in edges if links.inverse(edge.kind) != edge.kind}):
        steps: dict[str, tuple[str, ...]] = dict.fromkeys(names, ())
        for edge in edges:
            if edge.kind == kind:
                steps[edge.first.path] += (edge.second.path,)
        found += [
            (kind, tuple(names[path] for path in circle)) for circle in dict.fromkeys(cycles(steps))
        ]
    return tuple(found)


def named(records: tuple[Record, ...]) -> dict[str, str]:
    """Return a name for each record's path: its id, or its path where an id is not its own."""
    count = Counter(record.id for record in records)
    return {record.path: record.id if count[record.id] == 1 else record.path for record in records}


def to_dot(made: Graph) -> str:
    """Return DOT for Graphviz."""
    names = named(made.records)
    lines = [
        "digraph records {",
        '  graph [rankdir="LR", bgcolor="transparent", nodesep="0.3", ranksep="0.6"];',
        '  node [shape="box", style="rounded", fontname="Arial", fontsize="13"];',
        '  edge [fontname="Arial", fontsize="11"];',
    ]
    for record in made.records:
        text = "\\n".join(dot_text(line) for line in label(record))
        lines.append(f'  "{dot_text(names[record.path])}" [label="{text}"];')
    for edge in made.edges:
        ends = (dot_text(names[end.path]) for end in (edge.first, edge.second))
        style = DRAWN.get(edge.kind, PLAIN)[0]
        way = " -> ".join(f'"{end}"' for end in ends)
        lines.append(f'  {way} [label="{dot_text(made.names.shown(edge.kind))}", {style}];')
    return "\n".join([*lines, "}"])


def to_mermaid(made: Graph) -> str:
    """Return a Mermaid flowchart."""
    keys = {record.path: f"n{number}" for number, record in enumerate(made.records)}
    lines = ["flowchart LR"]
    for record in made.records:
        text = "<br/>".join(mermaid_text(line) for line in label(record))
        lines.append(f'  {keys[record.path]}["{text}"]')
    for edge in made.edges:
        arrow = DRAWN.get(edge.kind, PLAIN)[1]
        ends = keys[edge.first.path], keys[edge.second.path]
        lines.append(
            f'  {ends[0]} {arrow}|"{mermaid_text(made.names.shown(edge.kind))}"| {ends[1]}'
        )
    return "\n".join(lines)


def to_json(made: Graph) -> str:
    """Return JSON; the reference of files describes it."""
    data = {
        "schema_version": 1,
        "nodes": [
            {
                "id": record.id,
                "kind": record.kind,
                "title": record.title,
                "status": record.status,
                "path": record.path,
            }
            for record in made.records
        ],
        "edges": [
            {
                "from": edge.first.id,
                "kind": edge.kind,
                "to": edge.second.id,
                "from_path": edge.first.path,
                "to_path": edge.second.path,
            }
            for edge in made.edges
        ],
        "cycles": [
            {"kind": kind, "ids": [record.id for record in circle]} for kind, circle in made.circles
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def label(record: Record) -> list[str]:
    """Return the lines of a node's label."""
    text = f"{record.id}: {record.title}" if record.title else record.id
    return [*textwrap.wrap(text, WIDTH)[:MOST_LINES], f"({record.status})"]


def dot_text(text: str) -> str:
    """Make a text safe inside a quoted DOT string."""
    return one_line(text).replace("\\", "\\\\").replace('"', '\\"')


def mermaid_text(text: str) -> str:
    """Make a text safe inside a quoted Mermaid label."""
    return "".join(f"#{ord(char)};" if char in UNSAFE else char for char in one_line(text))


def one_line(text: str) -> str:
    """Return a text without control characters and lone surrogates."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", " ", text)


FORMATS: dict[str, Callable[[Graph], str]] = {
    "dot": to_dot,
    "mermaid": to_mermaid,
    "json": to_json,
}
