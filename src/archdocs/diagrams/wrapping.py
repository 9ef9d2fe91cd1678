"""Break labels into lines that are not too wide: at spaces, inside names, at last anywhere."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import defusedxml.ElementTree as SafeXML

from archdocs.diagrams.measure import LINE, is_wide, width
from archdocs.diagrams.received import is_html, known_entities

__all__ = ["Block", "block_of", "wrap", "wrap_html", "wrap_within"]

#: Where a long name may be broken: behind what joins its parts, before a capital.
INSIDE = re.compile(r"(?<=[/_.:@-])(?=[^/_.:@-])|(?<=[a-z\d])(?=[A-Z])")
#: Escapes of DOT that place a line at one side; such labels are left as they are.
PLACED = re.compile(r"\\[lr]")
BREAK = re.compile(r"\n|\\n")
#: One letter with what belongs to it: an entity, or a letter with its marks and joined ones.
LETTER = re.compile(r"&#?\w+;|.(?:[\u0300-\u036f\ufe0e\ufe0f]|\u200d.)*", re.DOTALL)
ENTITY = re.compile(r"&#?\w{1,40};")
#: Marks that no line begins with.
NO_START = frozenset("、。，．：；！？）」』】ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
PLAIN_TAGS = frozenset({"label", "font", "b", "i", "u", "o", "s", "sub", "sup", "br"})
#: A label has at most this many lines before it is made wider instead.
MOST_LINES = 4
#: Narrower limits, by share, that are tried for lines of one length.
EVENER = (0.55, 0.65, 0.75, 0.85)


@dataclass(frozen=True, slots=True)
class Block:
    """How much room a label takes."""

    width: float
    height: float


def block_of(label: str, size: float) -> Block | None:
    """Return a label's room; ``None`` for one with a table, which only the engine can measure."""
    if not is_html(label):
        lines = [html.unescape(line) for line in re.split(r"\n|\\[nlr]", label)]
        return Block(max(width(line, size) for line in lines), len(lines) * size * LINE)
    root = SafeXML.fromstring(f"<label>{known_entities(label[1:-1])}</label>")
    if any(element.tag.lower() not in PLAIN_TAGS for element in root.iter()):
        return None
    widths, heights = [0.0], [0.0]
    for text, points, bold in runs(root, size, False):
        if text is None:
            widths.append(0.0)
            heights[-1] = heights[-1] or points * LINE
            heights.append(0.0)
        else:
            widths[-1] += width(text, points, bold=bold)
            heights[-1] = max(heights[-1], points * LINE)
    return Block(max(widths), sum(heights))


def runs(element: ET.Element, size: float, bold: bool) -> Iterator[tuple[str | None, float, bool]]:
    """Yield the texts of an HTML-like label with their fonts; ``None`` is a line's end."""
    name = element.tag.lower()
    if name == "br":
        yield None, size, bold
    if name == "font":
        size = points_of(element, size)
    bold = bold or name == "b"
    if element.text and element.text.strip():
        yield " ".join(element.text.split()), size, bold
    for child in element:
        yield from runs(child, size, bold)
        if child.tail and child.tail.strip():
            yield " ".join(child.tail.split()), size, bold


def points_of(element: ET.Element, size: float) -> float:
    """Return the size of the font that an element sets."""
    for name, value in element.attrib.items():
        if name.lower() == "point-size" and re.fullmatch(r"\d{1,3}(?:\.\d+)?", value):
            return float(value)
    return size


def wrap_within(label: str, size: float, limits: Sequence[float]) -> str:
    """Return a plain label in few lines: no wider than the first of the limits that will do."""
    for limit in limits[:-1]:
        wrapped = wrap(label, size, limit)
        if widest(wrapped, size) <= limit and wrapped.count("\n") < MOST_LINES:
            return wrapped
    return wrap(label, size, limits[-1], anywhere=True)


def widest(label: str, size: float) -> float:
    """Return the width of a plain label's widest line."""
    return max(width(html.unescape(line), size) for line in BREAK.split(label))


def wrap(label: str, size: float, limit: float, *, anywhere: bool = False) -> str:
    """Break the lines of a plain label that are wider than the limit.

    ``anywhere`` also breaks words that have no place for it.
    """
    if is_html(label) or PLACED.search(label):
        return label
    lines: list[str] = []
    for line in BREAK.split(label):
        if width(html.unescape(line), size) <= limit:
            lines.append(line)
        else:
            lines += even(line, size, limit, anywhere=anywhere)
    return "\n".join(lines)


def even(line: str, size: float, limit: float, *, anywhere: bool) -> list[str]:
    """Break one line into as few as it takes, none of them much shorter than the others."""
    fewest = broken(line, size, limit, anywhere=anywhere)
    for share in EVENER:
        lines = broken(line, size, limit * share, anywhere=False)
        if len(lines) == len(fewest) and widest("\n".join(lines), size) <= limit:
            return lines
    return fewest


def broken(
    line: str, size: float, limit: float, *, anywhere: bool, bold: bool = False
) -> list[str]:
    """Break one line at spaces; a word that is too wide for itself, at other places."""

    def wide(text: str) -> float:
        return width(html.unescape(text), size, bold=bold)

    lines: list[str] = []
    current, taken, blank = "", 0.0, wide(" ")
    for word in line.split():
        parts = [word] if wide(word) <= limit else pieces(word, wide, limit, anywhere=anywhere)
        for number, part in enumerate(parts):
            joint = " " if current and not number else ""
            more = wide(part) + (blank if joint else 0.0)
            if current and taken + more > limit:
                lines.append(current)
                current, taken, joint, more = "", 0.0, "", wide(part)
            current, taken = current + joint + part, taken + more
    return [*lines, current] if current else lines


def parts_of(word: str) -> Iterator[str]:
    """Yield the parts of a name, none of which ends within an entity such as `&rArr;`."""
    spans = [range(found.start() + 1, found.end()) for found in ENTITY.finditer(word)]
    start = 0
    for found in INSIDE.finditer(word):
        if not any(found.start() in span for span in spans):
            yield word[start : found.start()]
            start = found.start()
    yield word[start:]


def pieces(
    word: str, wide: Callable[[str], float], limit: float, *, anywhere: bool
) -> Iterator[str]:
    """Yield the parts of a word between which a line may end."""
    for part in parts_of(word):
        letters = LETTER.findall(part)
        # Between two Chinese or Japanese letters a line may always end.
        east = any(map(is_wide, part))
        if not east and not (anywhere and wide(part) > limit):
            yield part
            continue
        joined = ""
        for letter in letters:
            free = not east or is_wide(letter[0]) or (joined and is_wide(joined[-1]))
            if joined and free and letter not in NO_START:
                yield joined
                joined = ""
            joined += letter
        yield joined


def wrap_html(label: str, size: float, limit: float, widest: float = 0.0) -> str:
    """Break the texts of an HTML-like label without tables that are wider than the limit.

    A word that has no place for it may be as wide as ``widest``.
    """
    root = SafeXML.fromstring(f"<label>{known_entities(label[1:-1])}</label>")
    if any(element.tag.lower() not in PLAIN_TAGS for element in root.iter()):
        return label
    return f"<{rewritten(root, size, (limit, max(limit, widest)), False)}>"


def rewritten(element: ET.Element, size: float, limits: tuple[float, float], bold: bool) -> str:
    """Write what is in an element again, with more line breaks."""
    name = element.tag.lower()
    size = points_of(element, size) if name == "font" else size
    bold = bold or name == "b"

    def text(words: str | None) -> str:
        if not words or width(words, size, bold=bold) <= limits[0]:
            return html.escape(words or "", quote=False)
        lines = broken(words, size, limits[0], anywhere=False, bold=bold)
        if max(width(line, size, bold=bold) for line in lines) > limits[1]:
            lines = broken(words, size, limits[0], anywhere=True, bold=bold)
        lines = [line for line in lines if line]
        return "<br/>".join(html.escape(line, quote=False) for line in lines)

    parts = [text(element.text)]
    for child in element:
        inside = rewritten(child, size, limits, bold)
        given = "".join(f" {key}={quoteattr(value)}" for key, value in child.attrib.items())
        parts.append(
            f"<{child.tag}{given}>{inside}</{child.tag}>" if inside else f"<{child.tag}{given}/>"
        )
        parts.append(text(child.tail))
    return "".join(parts)
