"""Write a picture shorter without changing what is seen: a page may show many.

What most texts have in common stands once, on the group around them; coordinates keep one
decimal, a fortieth of a millimetre; curves that are straight become lines.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator

__all__ = ["compact"]

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
MEASURES = frozenset(
    ("x", "y", "width", "height", "cx", "cy", "rx", "ry", "font-size", "stroke-width")
)
#: A path as layout engines write it: where it starts, then curves, each of three points.
CURVES = re.compile(r"M(-?[\d.]+,-?[\d.]+)C((?:-?[\d.]+,-?[\d.]+ ?)+)")
STILL = re.compile(r"^scale\(1 1\) rotate\(0\) ")
Point = tuple[str, str]


def compact(root: ET.Element, uid: str) -> None:
    """Shorten a picture of the engine's, once its colours are marked.

    Its graph comes into a group whose class is ``uid``, by which the style sheet knows what is
    in it: in a file of its own, the picture itself is the root that the rules begin with.
    """
    for position, element in enumerate(root):
        if element.tag == "g":
            share(element)
            shorten(element)
            moved = STILL.sub("", element.attrib.pop("transform", ""))
            root[position] = ET.Element("g", {"class": uid, "transform": moved})
            root[position].append(element)


def shorten(group: ET.Element) -> None:
    """Shorten the numbers of everything in a group."""
    for element in group.iter():
        for name, value in element.items():
            if name in MEASURES and NUMBER.fullmatch(value):
                element.set(name, short(value))
        if element.get("points"):
            element.set("points", outline(element.get("points", ""), element.tag == "polygon"))
        if element.get("d"):
            element.set("d", path(element.get("d", "")))


def share(group: ET.Element) -> None:
    """Put what most texts in a group have on the group itself; shapes have colours of their own."""
    texts = list(group.iter("text"))
    for names in (("text-anchor",), ("font-size",), ("fill", "class")):
        common = Counter(tuple(text.get(name) for name in names) for text in texts)
        values, count = common.most_common(1)[0] if common else ((None,), 0)
        if values[0] is None or count < 2:
            continue
        for name, value in zip(names, values, strict=True):
            if value is not None:
                group.set(name, f"{group.get(name, '')} {value}".strip())
        for text in texts:
            if tuple(text.get(name) for name in names) == values:
                for name in names:
                    text.attrib.pop(name, None)


def short(number: str) -> str:
    """Return a number with one decimal, without what says nothing."""
    rounded = f"{float(number):.1f}"
    return "0" if rounded == "-0.0" else rounded.removesuffix(".0")


def points_of(text: str) -> list[Point]:
    """Read pairs of coordinates."""
    numbers = [short(found) for found in NUMBER.findall(text)]
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def written(points: list[Point]) -> str:
    """Write points after one another; a minus parts numbers as well as a blank does."""
    parts = [number for point in points for number in point]
    return "".join(
        part if not at or part.startswith("-") else f" {part}" for at, part in enumerate(parts)
    )


def outline(text: str, closed: bool) -> str:
    """Write the points of a shape; a polygon ends where it began without being told."""
    points = points_of(text)
    if closed and len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return " ".join(f"{x},{y}" for x, y in points)


def path(text: str) -> str:
    """Write a path of curves; what is none of the engine's stays as it is."""
    found = CURVES.fullmatch(text)
    points = points_of(text) if found else []
    if not found or (len(points) - 1) % 3:
        return text
    return "".join(segments(points))


def segments(points: list[Point]) -> Iterator[str]:
    """Yield the commands of a path; of several curves on end only the first is named."""
    here = points[0]
    yield "M" + written([here])
    curved = False
    for at in range(1, len(points), 3):
        first, second, end = points[at : at + 3]
        if first == here and second == end:
            curved = False
            if end[1] == here[1]:
                yield f"H{end[0]}"
            elif end[0] == here[0]:
                yield f"V{end[1]}"
            else:
                yield "L" + written([end])
        else:
            text = written([first, second, end])
            blank = "" if text.startswith("-") else " "
            yield blank + text if curved else "C" + text
            curved = True
        here = end
