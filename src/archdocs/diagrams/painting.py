"""Colours of pictures for light and dark: literal values, overridden by one style sheet."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field

from archdocs.diagrams.colors import dark_border, dark_fill, dark_ink

__all__ = ["Painter", "dark_rules"]


@dataclass
class Painter:
    """Collects which colours change in the dark and marks what carries them."""

    uid: str
    rules: dict[tuple[str, str], str] = field(default_factory=dict)
    plated: bool = False

    def plate(self) -> str:
        """Return the class of the plate under a dark icon."""
        self.plated = True
        return "plate"

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
        known = self.rules.setdefault((name, dark), f"k{len(self.rules)}")
        element.set("class", f"{element.get('class', '')} {known}".strip())

    def style(self, first: str) -> str:
        """Return the style sheet, with what comes first in it."""
        rules = {
            f".{self.uid} .{known}": f"{name}:{dark}" for (name, dark), known in self.rules.items()
        }
        if self.plated:
            rules[f".{self.uid} .plate"] = "fill-opacity:.92"
        own_page = f":root.{self.uid}{{color-scheme:light dark}}" if rules else ""
        return first + own_page + dark_rules(rules)


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
