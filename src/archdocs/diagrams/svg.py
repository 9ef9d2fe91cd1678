"""Make the engine's SVG self-contained, readable in light and dark, and ours in every name.

The colours of the source stand as literal values: programs that know no style sheets show
the light picture. One style sheet per picture overrides them in the dark, following the
reader's system and, in a page, the theme's ``data-theme``.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping

from archdocs.diagrams import sanitize
from archdocs.diagrams.compact import compact
from archdocs.diagrams.icons import Icon
from archdocs.diagrams.model import Graph
from archdocs.diagrams.outline import alt_text, edge_text, node_text
from archdocs.diagrams.painting import Painter
from archdocs.diagrams.parts import element_id, element_ids, parts, tooltip
from archdocs.diagrams.seating import embed, place_icons, seat

__all__ = ["SMALLEST", "STACK", "assemble", "head", "rename", "seated", "size_rule"]

ROLES = frozenset({"node", "edge", "cluster"})
STACK = "Arial, Helvetica, 'Liberation Sans', sans-serif"
#: Below this share of its natural size a picture scrolls instead of shrinking further.
SMALLEST = 0.55


def seated(raw: bytes, graph: Graph, icons: Mapping[str, Icon]) -> ET.Element:
    """Return the engine's picture, filtered, with our ids of its parts.

    ``icons`` maps the file names the engine was given to what is embedded for each.

    Raises :class:`archdocs.diagrams.sanitize.BadSvg`.
    """
    root = sanitize.parse(embed(raw, icons))
    for group in root.iter("g"):
        if group.get("class", "") in ROLES:
            seat(group, graph)
    return root


def assemble(root: ET.Element, graph: Graph, icons: Mapping[str, Icon], engine: str) -> str:
    """Return the finished picture of a root that :func:`seated` returned.

    Raises :class:`archdocs.diagrams.sanitize.BadSvg`.
    """
    painter = Painter(graph.uid)
    symbols: dict[str, ET.Element] = {}
    names = Names(graph)
    for group in root.iter("g"):
        role = group.get("class", "")
        if role in ROLES:
            names.apply(group, role)
        elif role == "graph":
            drop_titles(group)
        else:
            group.attrib.pop("id", None)
    place_icons(root, icons, symbols, painter)
    painter.paint(root, "graph", None)
    compact(root, graph.uid)
    head(root, graph, engine)
    defs = ET.Element("defs")
    defs.extend(symbols[name] for name in sorted(symbols))
    style = ET.Element("style")
    style.text = painter.style(size_rule(root, graph.uid))
    root.insert(2, style)
    if len(defs):
        root.insert(3, defs)
    return sanitize.serialise(root) + "\n"


class Names:
    """Gives nodes, edges and clusters their stable ids and readable titles."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.ids = element_ids(graph)
        self.parts = {part.element: part for part in parts(graph)}
        self.seen: Counter[str] = Counter()

    def apply(self, group: ET.Element, role: str) -> None:
        """Name one group by the id that we gave it in the DOT source."""
        found = re.fullmatch(r"([nec])(\d+)", group.get("id", ""))
        title = group.find("title")
        if found is None or title is None:
            group.attrib.pop("id", None)
            return
        index = int(found[2])
        if role == "edge":
            edge = self.graph.edges[index]
            ends = (self.graph.nodes[edge.start].key, self.graph.nodes[edge.end].key)
            key = "e" + "->".join(ends) + edge.text
            self.seen[key] += 1
            group.set("id", element_id(self.graph, role, key, self.seen[key]))
            title.text = edge_text(self.graph, edge)
            return
        group.set("id", self.ids[role, index])
        if role == "node":
            title.text = node_text(self.graph.nodes[index])
        else:
            title.text = self.graph.clusters[index].label
        part = self.parts.get(group.get("id", ""))
        if part is not None and part.targets:
            title.text = tooltip(part, part.targets, part.owner)


def drop_titles(group: ET.Element) -> None:
    """Remove the graph's own title and id: the picture has better ones."""
    group.attrib.pop("id", None)
    for title in group.findall("title"):
        group.remove(title)


def size_rule(root: ET.Element, uid: str) -> str:
    """Return the rule that lets a picture shrink with its page, but not past reading.

    The engine counts in points; the page in pixels.
    """
    for name in ("width", "height"):
        found = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)(?:pt|px)?", root.get(name, ""))
        if found is None or not float(found[1]):
            raise sanitize.BadSvg(f"its {name} is {root.get(name, '')[:30]!r}")
        root.set(name, f"{float(found[1]) * 4 / 3:.0f}")
    width = int(root.get("width", "0"))
    return (
        f"@media screen{{svg.{uid}{{width:100%;height:auto;max-width:{width}px;"
        f"min-width:{width * SMALLEST:.0f}px}}}}"
    )


def head(root: ET.Element, graph: Graph, engine: str) -> None:
    """Give the picture its name, its words and the record of what drew it."""
    linked = any(element.tag == "a" and element.get("href") for element in root.iter())
    root.set("class", f"archdocs-picture {graph.uid}")
    root.set("role", "group" if linked else "img")
    root.set("aria-labelledby", f"{graph.uid}-t")
    root.set("aria-describedby", f"{graph.uid}-d")
    root.set("font-family", STACK)
    root.set("data-engine", engine)
    title, desc = ET.Element("title", {"id": f"{graph.uid}-t"}), None
    title.text = graph.name or "Diagram"
    desc = ET.Element("desc", {"id": f"{graph.uid}-d"})
    desc.text = alt_text(graph)
    root.insert(0, title)
    root.insert(1, desc)


def rename(svg: str, uid: str, new: str) -> str:
    """Return the picture with other ids and classes, to stand a second time on a page."""
    return svg.replace(uid, new)
