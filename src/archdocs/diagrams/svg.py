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
from dataclasses import dataclass, field

from archdocs.diagrams import sanitize
from archdocs.diagrams.colors import dark_border, dark_fill, dark_ink
from archdocs.diagrams.icons import Icon
from archdocs.diagrams.model import Graph
from archdocs.diagrams.outline import alt_text, edge_text, node_text
from archdocs.diagrams.parts import element_id, element_ids, parts, tooltip

__all__ = ["STACK", "assemble", "dark_rules", "rename"]

STACK = "Arial, Helvetica, 'Liberation Sans', sans-serif"
#: Below this share of its natural size a picture scrolls instead of shrinking further.
SMALLEST = 0.55
PLATE = "#e8edf2"
XLINK = "{http://www.w3.org/1999/xlink}href"


def assemble(raw: bytes, graph: Graph, icons: Mapping[str, Icon], engine: str) -> str:
    """Return the finished picture.

    ``icons`` maps the file names the engine was given to what is embedded for each.

    Raises :class:`archdocs.diagrams.sanitize.BadSvg`.
    """
    root = sanitize.parse(embed(raw, icons))
    painter = Painter(graph.uid)
    symbols: dict[str, ET.Element] = {}
    names = Names(graph)
    for group in root.iter("g"):
        role = group.get("class", "")
        if role in ("node", "edge", "cluster"):
            names.apply(group, role)
        elif role == "graph":
            drop_titles(group)
        else:
            group.attrib.pop("id", None)
    place_icons(root, icons, symbols, painter)
    painter.paint(root, "graph", None)
    head(root, graph, engine)
    defs = ET.Element("defs")
    defs.extend(symbols[name] for name in sorted(symbols))
    style = ET.Element("style")
    style.text = painter.style(size_rule(root, graph.uid))
    root.insert(2, style)
    if len(defs):
        root.insert(3, defs)
    return sanitize.serialise(root) + "\n"


def embed(raw: bytes, icons: Mapping[str, Icon]) -> str:
    """Replace the icons' file names by short references, before anything is filtered.

    Every other image falls to the filter, which keeps none that is outside of the picture.
    """
    text = raw.decode("utf-8", "replace")
    text = re.sub(r"<!DOCTYPE[^>]*>", "", text, count=1)

    def reference(found: re.Match[str]) -> str:
        icon = icons.get(unescape(found[2]))
        return f'{found[1]}"#{icon.name}"' if icon else f'{found[1]}""'

    return re.sub(r'(<image [^>]*?xlink:href=)"([^"]*)"', reference, text)


def unescape(text: str) -> str:
    """Undo XML's escapes in an attribute."""
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#45;", "-")):
        text = text.replace(entity, letter)
    return text.replace("&#39;", "'").replace("&amp;", "&")


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


def place_icons(
    root: ET.Element, icons: Mapping[str, Icon], symbols: dict[str, ET.Element], painter: Painter
) -> None:
    """Replace each image by a use of its icon's symbol, on a plate where it is dark."""
    known = {icon.name: icon for icon in icons.values()}
    for parent in list(root.iter()):
        for position, image in reversed(list(enumerate(parent))):
            if image.tag != "image":
                continue
            icon = known.get(image.get("href", "").removeprefix("#"))
            parent.remove(image)
            if icon is None:
                continue
            name = f"{painter.uid}-i{icon.name}"
            symbols[name] = symbol(name, icon)
            box = {key: image.get(key, "0").removesuffix("px") for key in ("x", "y")}
            box |= {key: image.get(key, "0").removesuffix("px") for key in ("width", "height")}
            parent.insert(position, ET.Element("use", {"href": f"#{name}", **box}))
            if icon.dark:
                plate = {**box, "rx": "8", "fill": PLATE, "fill-opacity": "0"}
                plate["class"] = painter.plate()
                parent.insert(position, ET.Element("rect", plate))


def symbol(name: str, icon: Icon) -> ET.Element:
    """Return the definition of an icon, drawn as often as it is used."""
    size = {"width": str(icon.width), "height": str(icon.height)}
    made = ET.Element("symbol", {"id": name, "viewBox": f"0 0 {icon.width} {icon.height}"})
    made.append(ET.Element("image", {**size, "href": icon.uri}))
    return made


@dataclass
class Painter:
    """Collects which colours change in the dark and marks what carries them."""

    uid: str
    rules: dict[tuple[str, str], str] = field(default_factory=dict)
    plated: bool = False

    def plate(self) -> str:
        """Return the class of the plate under a dark icon."""
        self.plated = True
        return f"{self.uid}-plate"

    def paint(self, element: ET.Element, role: str, ground: str | None) -> str | None:
        """Mark an element and what is in it; return the surface that text stands on now.

        ``ground`` is the surface under it where that keeps its colour in the dark, so that
        text on it keeps its colour too.
        """
        if element.tag == "defs":
            return ground
        if element.tag == "g" and element.get("class") in ("node", "edge", "cluster"):
            role, ground = str(element.get("class")), None
        if element.tag == "text":
            self.text(element, ground)
        elif element.tag in ("path", "polygon", "polyline", "ellipse", "circle", "rect"):
            ground = self.shape(element, role, ground)
        for child in element:
            ground = self.paint(child, role, ground)
        return ground

    def text(self, element: ET.Element, ground: str | None) -> None:
        """Mark text, unless it stands on a surface that stays."""
        element.attrib.pop("font-family", None)
        element.set("fill", element.get("fill", "#000000"))
        if ground is None:
            self.mark(element, "fill", dark_ink(element.get("fill", "")))

    def shape(self, element: ET.Element, role: str, ground: str | None) -> str | None:
        """Mark a shape; the arrow heads of edges are ink, all else is surface."""
        fill = element.get("fill", "none")
        if role == "edge":
            self.mark(element, "fill", dark_ink(fill))
        elif fill not in ("none", "transparent", "") and not element.get("class"):
            dark = dark_fill(fill)
            self.mark(element, "fill", dark)
            ground = fill if dark is None else None
        if not (ground and element.get("stroke") == fill):
            change = dark_border if role == "cluster" else dark_ink
            self.mark(element, "stroke", change(element.get("stroke", "none")))
        return ground

    def mark(self, element: ET.Element, name: str, dark: str | None) -> None:
        """Give an element the class that changes one property in the dark."""
        if dark is None:
            return
        known = self.rules.setdefault((name, dark), f"{self.uid}-k{len(self.rules)}")
        element.set("class", f"{element.get('class', '')} {known}".strip())

    def style(self, first: str) -> str:
        """Return the style sheet, with what comes first in it."""
        rules = {f".{known}": f"{name}:{dark}" for (name, dark), known in self.rules.items()}
        if self.plated:
            rules[f".{self.uid}-plate"] = "fill-opacity:.92"
        return first + dark_rules(rules)


def dark_rules(rules: Mapping[str, str]) -> str:
    """Return rules that hold in the dark: by the page's theme, else by the system.

    They stand in at-rules or need an attribute of the page, so that programs which draw SVG
    and know little CSS leave them alone.
    """
    if not rules:
        return ""
    by_system = "".join(
        f":root:not([data-theme=light]) {selector}{{{body}}}" for selector, body in rules.items()
    )
    by_theme = "".join(
        f":root[data-theme=dark] {selector}{{{body}}}" for selector, body in rules.items()
    )
    return (
        f"@media screen and (prefers-color-scheme:dark){{{by_system}}}@media screen{{{by_theme}}}"
    )


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
        f"@media screen{{.{uid}{{width:100%;height:auto;max-width:{width}px;"
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
