"""Put icons and words of a laid out picture where they belong."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping

from archdocs.diagrams.fitting import BLANK, icon_side
from archdocs.diagrams.icons import Icon
from archdocs.diagrams.model import Graph
from archdocs.diagrams.painting import Painter
from archdocs.diagrams.received import is_html

__all__ = ["embed", "place_icons", "seat"]

PLATE = "#e8edf2"
#: How far from its edge a label begins (points).
BESIDE = 3.0
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def seat(group: ET.Element, graph: Graph) -> None:
    """Undo in a group what only the layout needed: icons as large as their labels, blanks."""
    for element in group.iter("text"):
        element.text = (element.text or "").strip(BLANK)
    found = re.fullmatch(r"n(\d+)", group.get("id", ""))
    if found is None:
        beside(group)
        return
    node = graph.nodes[int(found[1])]
    side = icon_side(graph, node)
    for image in group.iter("image"):
        shrink(image, side)
    if is_html(node.attrs.get("label", "")):
        centre(group)


def beside(group: ET.Element) -> None:
    """Move a label of several fonts, which the engine begins on its edge, beside the edge."""
    if group.get("class") == "edge":
        for text in group.iter("text"):
            if text.get("text-anchor") == "start":
                text.set("x", f"{number(text.get('x', '')) + BESIDE:.2f}")


def centre(group: ET.Element) -> None:
    """Have the lines of a node stand in its middle, however wide the reader's font is.

    The engine says where a line begins in a font that it knows; for other letters, wrongly.
    """
    shape = next((item for item in group.iter() if item.tag in ("polygon", "path")), None)
    if shape is None:
        return
    points = [float(found) for found in NUMBER.findall(shape.get("points", shape.get("d", "")))]
    lines = [text for text in group.iter("text") if text.get("text-anchor") == "start"]
    rows = Counter(text.get("y") for text in lines)
    if len(points) < 4 or any(count > 1 for count in rows.values()):
        return
    for text in lines:
        text.set("text-anchor", "middle")
        text.set("x", f"{(min(points[::2]) + max(points[::2])) / 2:.2f}")


def shrink(image: ET.Element, side: float) -> None:
    """Make an image no larger than a square of this side, around the same middle."""
    box = {name: number(image.get(name, "")) for name in ("x", "y", "width", "height")}
    factor = min(1.0, side / max(box["width"], box["height"], 0.1))
    for place, length in (("x", "width"), ("y", "height")):
        image.set(place, f"{box[place] + box[length] * (1 - factor) / 2:.2f}")
        image.set(length, f"{box[length] * factor:.2f}")


def number(text: str) -> float:
    """Read a coordinate of the engine's, with or without its unit; 0 for anything else."""
    found = re.fullmatch(r"(-?\d{1,9}(?:\.\d+)?)(?:px|pt)?", text)
    return float(found[1]) if found else 0.0


def embed(raw: bytes, icons: Mapping[str, Icon]) -> str:
    """Replace the icons' file names by short references, before anything is filtered.

    Every other image falls to the filter, which keeps none that is outside of the picture.
    """
    text = raw.decode("utf-8", "replace")
    text = re.sub(r"<!DOCTYPE[^<>]*>", "", text, count=1)

    def reference(found: re.Match[str]) -> str:
        icon = icons.get(unescape(found[2]))
        return f'{found[1]}"#{icon.name}"' if icon else f'{found[1]}""'

    return re.sub(r'(<image [^>]*?xlink:href=)"([^"]*)"', reference, text)


def unescape(text: str) -> str:
    """Undo XML's escapes in an attribute."""
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#45;", "-")):
        text = text.replace(entity, letter)
    return text.replace("&#39;", "'").replace("&amp;", "&")


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
