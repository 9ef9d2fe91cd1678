"""Look over a finished layout for words that nobody can read: cut, covered, or too small.

Boxes of text are those of Arial, which a reader's machine has or has an equal of. Small
overlaps are left alone: fonts differ by more.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archdocs.diagrams import codes_drawn as codes
from archdocs.diagrams.measure import is_latin, width
from archdocs.diagrams.model import Graph
from archdocs.diagrams.outline import node_text
from archdocs.finding import Finding, Location

__all__ = ["PAGE", "hard_to_read"]

#: How wide a page of paper is between its margins, and the column of most sites (pixels).
PAGE = 640
#: Letters lower than this are guessed, not read (pixels).
SMALLEST = 7.0
#: What may stand out or overlap unseen (points).
SLACK = 4.0
#: Of the findings about one picture, as many are told.
MOST = 8
MOST_BOXES = 1200
PLAIN = re.compile(r"-?\d{1,9}(?:\.\d+)?")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
MOVED = re.compile(r"^scale\(1 1\) rotate\(0\) translate\((-?[\d.]+)[ ,](-?[\d.]+)\)$")
PIXELS = 4 / 3


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the picture, in points."""

    left: float
    top: float
    right: float
    bottom: float

    def over(self, other: Box) -> float:
        """Return by how much two boxes overlap, in the direction in which they do less."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return min(across, down)

    def beyond(self, other: Box) -> float:
        """Return by how much this box stands out of another."""
        out = (other.left - self.left, self.right - other.right)
        return max(*out, other.top - self.top, self.bottom - other.bottom)


@dataclass(frozen=True, slots=True)
class Part:
    """What one node, edge or cluster takes: its lines of text, its shape, its icon."""

    role: str
    index: int
    texts: tuple[Box, ...]
    shape: Box | None
    icon: Box | None


def hard_to_read(root: ET.Element, graph: Graph, script: str) -> list[Finding]:
    """Return what can't be read in a picture as the engine laid it out.

    ``root`` still has our ids of the DOT source.
    """
    found = list(cut(root, graph, script))
    told = found[:MOST]
    if len(found) > MOST:
        message = f"{graph.name or graph.file}: {len(found) - MOST} more labels can't be read"
        told.append(codes.CLIPPED.at(Location(script), message))
    return [*told, *too_small(root, graph, script)]


def cut(root: ET.Element, graph: Graph, script: str) -> Iterator[Finding]:
    """Yield what stands out of its box or the picture, or over something else."""
    top = next((element for element in root if element.tag == "g"), None)
    parts = [] if top is None else [part for group in top if (part := part_of(group))]
    canvas = None if top is None else picture_box(root, top)
    told: set[Part] = set()
    for part in parts:
        place, name = Location(script, line_of(graph, part)), name_of(graph, part)
        fault = fault_of(part, canvas)
        if fault:
            told.add(part)
            yield codes.CLIPPED.at(place, f"{name} {fault}")
    for one, other in overlapping(parts):
        if not told.intersection((one, other)):
            told |= {one, other}
            message = f"{name_of(graph, one)} and {name_of(graph, other)} stand on one another"
            yield codes.OVERLAP.at(Location(script, line_of(graph, one)), message)


def fault_of(part: Part, canvas: Box | None) -> str:
    """Say what is wrong with a part's own words; empty for nothing."""
    if part.role == "node" and part.shape is not None:
        out = max((text.beyond(part.shape) for text in part.texts), default=0.0)
        if out > SLACK:
            return f"is {out:.0f} points larger than its box"
    if part.icon is not None and any(text.over(part.icon) > SLACK for text in part.texts):
        return "covers its own icon"
    if canvas is not None and any(text.beyond(canvas) > SLACK for text in part.texts):
        return "is cut off at the edge of the picture"
    return ""


def overlapping(parts: Iterable[Part]) -> Iterator[tuple[Part, Part]]:
    """Yield pairs of parts of which one's words stand on the other's words, box or icon.

    Of a picture with more boxes than anybody reads, none.
    """
    items = [
        (box, what, part)
        for part in parts
        for what, boxes in (("text", part.texts), ("thing", things(part)))
        for box in boxes
    ]
    if len(items) > MOST_BOXES:
        return
    items.sort(key=lambda item: item[0].left)
    open_: list[tuple[Box, str, Part]] = []
    for box, what, part in items:
        open_ = [item for item in open_ if item[0].right - SLACK > box.left]
        for other, kind, owner in open_:
            if owner is not part and "text" in (what, kind) and box.over(other) > SLACK:
                yield part, owner
        open_.append((box, what, part))


def things(part: Part) -> tuple[Box, ...]:
    """Return what of a part hides words, or is hidden by them: a node's shape and icon."""
    if part.role != "node":
        return ()
    return tuple(box for box in (part.shape, part.icon) if box is not None)


def too_small(root: ET.Element, graph: Graph, script: str) -> Iterator[Finding]:
    """Yield a remark where most letters are too low once the picture is as wide as a page."""
    letters: Counter[float] = Counter()
    for text in root.iter("text"):
        letters[number(text.get("font-size", ""))] += len(text.text or "")
    wide = number(root.get("width", "").removesuffix("pt")) * PIXELS
    if not letters or wide <= PAGE:
        return
    size = letters.most_common(1)[0][0] * PIXELS * PAGE / wide
    if size < SMALLEST:
        other = "TB" if graph.graph.get("rankdir", "LR") in ("LR", "RL") else "LR"
        yield codes.TOO_SMALL.at(
            Location(script),
            f"{graph.name or graph.file}: at the width of a page ({PAGE} px) the picture of"
            f' {wide:.0f} px has letters of {size:.1f} px; try direction="{other}", or split it',
        )


def part_of(group: ET.Element) -> Part | None:
    """Read a group of the engine's; ``None`` for one that isn't ours."""
    found = re.fullmatch(r"([nec])(\d+)", group.get("id", ""))
    if found is None:
        return None
    role = {"n": "node", "e": "edge", "c": "cluster"}[found[1]]
    texts = tuple(text_box(text) for text in group.iter("text") if (text.text or "").strip())
    shapes = [box for item in group.iter() if (box := shape_box(item))]
    image = next(group.iter("image"), None)
    return Part(
        role, int(found[2]), texts, around(shapes), None if image is None else box_of(image)
    )


def text_box(text: ET.Element) -> Box:
    """Return the room of one line: from the top of its capitals to its baseline."""
    size, words = number(text.get("font-size", "")), text.text or ""
    wide = width(words, size, bold=text.get("font-weight") == "bold")
    if not is_latin(words):
        wide *= 0.8  # Other letters have been given more room than they mostly take.
    x, y = number(text.get("x", "")), number(text.get("y", ""))
    left = x - {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0.0)
    return Box(left, y - 0.72 * size, left + wide, y)


def shape_box(item: ET.Element) -> Box | None:
    """Return the room of a drawn shape, ``None`` for anything else."""
    if item.tag == "ellipse":
        x, y, across, down = (number(item.get(name, "")) for name in ("cx", "cy", "rx", "ry"))
        return Box(x - across, y - down, x + across, y + down)
    if item.tag not in ("polygon", "path", "polyline"):
        return None
    found = [float(text) for text in NUMBER.findall(item.get("points", item.get("d", "")))]
    if len(found) < 4:
        return None
    return Box(min(found[::2]), min(found[1::2]), max(found[::2]), max(found[1::2]))


def box_of(image: ET.Element) -> Box:
    """Return the room of an icon."""
    x, y, wide, high = (
        number(image.get(name, "").removesuffix("px")) for name in ("x", "y", "width", "height")
    )
    return Box(x, y, x + wide, y + high)


def around(boxes: list[Box]) -> Box | None:
    """Return the smallest box around others."""
    if not boxes:
        return None
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def picture_box(root: ET.Element, top: ET.Element) -> Box | None:
    """Return what is seen of the picture, ``None`` where it is turned or scaled."""
    moved = MOVED.match(top.get("transform", ""))
    view = [float(text) for text in NUMBER.findall(root.get("viewBox", ""))]
    if moved is None or len(view) != 4:
        return None
    left, upper = view[0] - float(moved[1]), view[1] - float(moved[2])
    return Box(left, upper, left + view[2], upper + view[3])


def number(text: str) -> float:
    """Read a coordinate; 0 for anything else."""
    return float(text) if PLAIN.fullmatch(text) else 0.0


def line_of(graph: Graph, part: Part) -> int:
    """Return the line of the script that made a part, for an edge the node it starts from."""
    if part.role == "cluster":
        lines = graph.clusters[part.index].lines
    else:
        index = graph.edges[part.index].start if part.role == "edge" else part.index
        lines = graph.nodes[index].lines
    return next(iter(lines), 0)


def name_of(graph: Graph, part: Part) -> str:
    """Return what a finding calls a part."""
    if part.role == "edge":
        return f"the label {shown(graph.edges[part.index].text)} of a connection"
    if part.role == "cluster":
        return f"the title {shown(graph.clusters[part.index].label)}"
    return f"the label {shown(node_text(graph.nodes[part.index]))}"


def shown(text: str) -> str:
    """Quote a text, the beginning of a long one."""
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
