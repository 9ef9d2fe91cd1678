"""Read nodes, groups and connections out of a picture that the engine drew."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import defusedxml.ElementTree as SafeXML

from archdocs.diagrams.mermaid.mend import moved, number

__all__ = ["Drawn", "named_after", "read"]


def named_after(mark: str) -> re.Pattern[str]:
    """Return what finds, in an id, what stands between the first ``mark`` and the last number.

    Begun at each of many marks, the search would take as long as the id is, each time.
    """
    return re.compile(rf"\A(?:(?!{mark}).)*+{mark}(.+)-\d+$", re.DOTALL)


#: How ids name nodes; a kind that is not here names them as flowcharts do.
KINDS = {
    "classDiagram": named_after("-classId-"),
    "stateDiagram": named_after("-state-"),
    "erDiagram": re.compile(r"-(entity-.+-\d+)$"),
    "requirement": re.compile(r"^requirement-(.+)$"),
}
#: Kinds whose nodes hold more words than a name.
NAMED = re.compile(r"class|er|requirement")
ENTITY = re.compile(r"^entity-(.+)-\d+$")
WHOLE = (0.0, 0.0)
FLOW = named_after("-flowchart-")
EDGE = re.compile(r"^(?:L_|id_)?(.+)[_-]\d+$")
#: What a line between two classes says where its first end has the marker, and its second.
MEANT = {
    "extension": ("is extended by", "extends"),
    "composition": ("is made of", "is part of"),
    "aggregation": ("has", "belongs to"),
}
#: Groups of states that stand for nothing by themselves.
UNNAMED = re.compile(r"_start$|_end$|^root_|----note|----parent|^divider")


Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class Box:
    """A group's words and its sides."""

    words: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """Its size, by which the innermost is found."""
        return (self.right - self.left) * (self.bottom - self.top)

    def has(self, x: float, y: float) -> bool:
        """Say whether a point is inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    @property
    def centre(self) -> tuple[float, float]:
        """The point in its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


#: What is in each group, and in none.
Groups = dict[Box | None, list[Held]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A graph as it was drawn: nodes with words and centres, groups, connections in words.

    ``drawn`` is how many connections the picture has, those included that nobody could read.
    """

    nodes: dict[str, tuple[str, float, float]]
    boxes: tuple[Box, ...]
    edges: list[str]
    drawn: int

    def name(self, key: str) -> str:
        """Return what a node is called."""
        return self.nodes[key][0] if key in self.nodes else key

    def tree(self) -> Iterator[tuple[int, str]]:
        """Yield groups and nodes with their depths, each in the innermost group around it."""
        inner: Groups[Box] = {}
        for box in self.boxes:
            inner.setdefault(self.around(box.centre, box), []).append(box)
        held: Groups[str] = {}
        for words, x, y in self.nodes.values():
            held.setdefault(self.around((x, y), None), []).append(words)
        yield from self.within(None, inner, held, 0)

    def within(
        self, box: Box | None, inner: Groups[Box], held: Groups[str], depth: int
    ) -> Iterator[tuple[int, str]]:
        """Yield what is in a group, nodes before groups."""
        yield from ((depth, words) for words in held.get(box, ()))
        for other in inner.get(box, ()) if depth < 20 else ():
            yield depth, other.words
            yield from self.within(other, inner, held, depth + 1)

    def around(self, point: tuple[float, float], itself: Box | None) -> Box | None:
        """Return the smallest group around a point, and around a group that starts there."""
        limit = itself.area if itself else 0.0
        fits = [box for box in self.boxes if box.has(*point) and box.area > limit]
        return min(fits, key=lambda box: box.area, default=None)


def read(svg: str, kind: str) -> Drawn:
    """Read a picture whose labels stand in their nodes."""
    root = SafeXML.fromstring(svg)
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    pattern = next((p for name, p in KINDS.items() if kind.startswith(name)), FLOW)
    nodes: dict[str, tuple[str, float, float]] = {}
    boxes, paths, labels = [], [], {}
    for element, x, y in moved(root):
        classes = element.get("class", "").split()
        if element.tag == "path" and element.get("data-edge") == "true":
            paths.append(element)
        elif element.tag == "g" and element.get("data-id") and "label" in classes:
            labels[element.get("data-id", "")] = words_in(element)
        elif element.tag == "g" and ("cluster" in classes or "statediagram-cluster" in classes):
            box = box_of(element, x, y)
            boxes += [box] if box else []
        elif element.tag == "g" and "node" in classes:
            found = pattern.search(element.get("id", ""))
            words = words_in(element)
            if found and not UNNAMED.search(found[1]):
                nodes[found[1]] = (words or found[1], x, y)
    edges = [told for path in paths if (told := edge(path, nodes, labels, kind))]
    drawn = sum("note-edge" not in path.get("class", "") for path in paths)
    return Drawn(nodes, tuple(boxes), edges, drawn)


def words_in(element: ET.Element) -> str:
    """Return the words of a node or label, with a blank between lines."""
    found = []
    for text in element.iter("text"):
        rows = [part for part in text.iter("tspan") if "row" in part.get("class", "").split()]
        found += ["".join(row.itertext()) for row in rows] or ["".join(text.itertext())]
    return " ".join(" ".join(found).split())


def box_of(element: ET.Element, x: float, y: float) -> Box | None:
    """Return a group with its sides; ``None`` where it has no frame."""
    for frame, across, down in moved(element):
        if frame.tag == "rect":
            own = WHOLE if frame is element else (across, down)
            left, top = x + own[0] + number(frame, "x"), y + own[1] + number(frame, "y")
            right, bottom = left + number(frame, "width"), top + number(frame, "height")
            return Box(words_in(element) or "group", left, top, right, bottom)
    return None


def edge(
    path: ET.Element, nodes: dict[str, tuple[str, float, float]], labels: dict[str, str], kind: str
) -> str:
    """Return a connection in words; empty where its id doesn't name two known nodes."""
    given = path.get("data-id", "")
    found = EDGE.match(given)
    if found is None:
        return ""
    name = found[1]
    places = [n for n, letter in enumerate(name) if letter in "_-"]
    ends = next(((name[:n], name[n + 1 :]) for n in places
                 if name[:n] in nodes and name[n + 1 :] in nodes), None)  # fmt: skip
    if ends is None:
        return ""
    first, second = (short(end, nodes[end][0], kind) for end in ends)
    words = labels.get(given, "")
    return f"{first} {joint(path)} {second}" + (f": {words}" if words else "")


def short(key: str, words: str, kind: str) -> str:
    """Return a node's name alone where its words are all that is written in it."""
    found = ENTITY.match(key)
    return found[1] if found else key if NAMED.match(kind) else words


def joint(path: ET.Element) -> str:
    """Return what stands between two nodes, by the ends of the line."""
    start, end = path.get("marker-start", ""), path.get("marker-end", "")
    for name, (first, second) in MEANT.items():
        if name in start or name in end:
            return first if name in start else second
    return {(True, True): "↔", (True, False): "←", (False, True): "→"}.get(
        (bool(start), bool(end)), "—"
    )
