"""Put right what the engine leaves to a browser, or leaves out of the picture."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping

__all__ = ["mend", "moved", "number"]

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
SHIFT = re.compile(r"translate\(\s*(-?[\d.]+)(?:[\s,]+(-?[\d.]+))?\s*\)")
TURN = re.compile(r"rotate|scale|matrix|skew")
#: Widths of letters in Arial, in parts of the font's size, to the nearest group.
NARROW, WIDE = frozenset("ijltfrI.,:;!|'()[] -/"), frozenset("mwMWGOQ@%&")
MARGIN = 4.0
#: Classes of words and of the line that the engine sets by the day on which it draws.
TODAY = "today"
SIZE = re.compile(r"font-size:\s*([\d.]+)px")
RULE = re.compile(r"\.([\w-]+)\{[^{}]*font-size:\s*([\d.]+)px")
ANCHOR = re.compile(r"text-anchor:\s*(\w+)")
DEFAULT_SIZE = 16.0


def mend(root: ET.Element, kind: str) -> None:
    """Mend a picture of a kind, and give it its natural size in pixels.

    Without that, a picture takes the page's full width.
    """
    if kind.startswith("gantt"):
        gantt(root)
    if re.match(r"radar|sankey|zenuml|treeView|venn", kind):
        make_room(root)
    box = NUMBER.findall(root.get("viewBox", ""))
    if len(box) == 4:
        root.set("width", f"{float(box[2]):.0f}")
        root.set("height", f"{float(box[3]):.0f}")


def gantt(root: ET.Element) -> None:
    """Turn milestones by an attribute, and leave out the line of the day.

    The engine turns them by a rule without a unit, which no browser follows; and today would be
    the day of the build.
    """
    for parent in list(root.iter()):
        for child in list(parent):
            classes = child.get("class", "").split()
            if TODAY in classes:
                parent.remove(child)
            elif child.tag == "rect" and "milestone" in classes:
                x, y, width, height = (number(child, key) for key in ("x", "y", "width", "height"))
                centre = f"{x + width / 2:g} {y + height / 2:g}"
                child.set("transform", f"rotate(45 {centre})")


def make_room(root: ET.Element) -> None:
    """Widen a picture until the words at its edges are inside."""
    box = [float(item) for item in NUMBER.findall(root.get("viewBox", ""))]
    if len(box) != 4:
        return
    left, top, right, bottom = box[0], box[1], box[0] + box[2], box[1] + box[3]
    sizes = sizes_in(root)
    for text, x, y in moved(root):
        if text.tag != "text" or not "".join(text.itertext()).strip():
            continue
        size = font_size(text, sizes)
        wide = width_of(" ".join("".join(text.itertext()).split()), size)
        share = box[2] / 100 if text.get("x", "").endswith("%") else 1
        at, base = x + number(text, "x") * share, y + number(text, "y")
        start = at - wide * {"middle": 0.5, "end": 1.0}.get(anchor(text), 0.0)
        left, right = min(left, start - MARGIN), max(right, start + wide + MARGIN)
        top, bottom = min(top, base - size), max(bottom, base + size / 2)
    root.set("viewBox", f"{left:g} {top:g} {right - left:g} {bottom - top:g}")


def moved(root: ET.Element) -> Iterator[tuple[ET.Element, float, float]]:
    """Yield each element with how far it and what is around it were moved.

    What is turned or enlarged is left out: nothing is known of where it is.
    """
    waiting = [(root, 0.0, 0.0)]
    while waiting:
        element, x, y = waiting.pop()
        change = element.get("transform", "")
        if element.tag in ("defs", "marker") or TURN.search(change):
            continue
        for found in SHIFT.finditer(change):
            x, y = x + float(found[1]), y + float(found[2] or 0)
        yield element, x, y
        waiting += [(child, x, y) for child in reversed(element)]


def number(element: ET.Element, name: str) -> float:
    """Return an attribute as a number; 0 where it is none."""
    found = NUMBER.match(element.get(name, ""))
    return float(found[0]) if found else 0.0


def sizes_in(root: ET.Element) -> dict[str, float]:
    """Return the sizes that a picture's style sheets give words, by the last class of a rule."""
    rules = "".join(style.text or "" for style in root.iter("style"))
    return {name: float(size) for name, size in RULE.findall(rules)}


def font_size(text: ET.Element, sizes: Mapping[str, float]) -> float:
    """Return the size of words in pixels: as their style says, their class, their attribute."""
    styled = SIZE.search(text.get("style", ""))
    known = [sizes[name] for name in text.get("class", "").split() if name in sizes]
    plain = NUMBER.match(text.get("font-size", ""))
    if styled or known:
        return float(styled[1]) if styled else known[0]
    return float(plain[0]) if plain else DEFAULT_SIZE


def anchor(text: ET.Element) -> str:
    """Return which end of words stands at their place."""
    found = ANCHOR.search(text.get("style", ""))
    return found[1] if found else text.get("text-anchor", "start")


def width_of(words: str, size: float) -> float:
    """Return about how wide words are, rather too wide than too narrow."""
    return size * sum(0.34 if c in NARROW else 0.92 if c in WIDE else 0.62 for c in words)
