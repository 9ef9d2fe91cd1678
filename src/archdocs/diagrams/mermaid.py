"""Draw Mermaid blocks without a browser, light and dark, or say on which line they are wrong.

The engine is ``mmdr``; what it draws is filtered like every other picture, and every id and
class gets a name of its own, so that several pictures can stand on one page.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

from archdocs.diagrams import codes, sanitize
from archdocs.diagrams.colors import contrast, rgb
from archdocs.diagrams.scoped import scope
from archdocs.diagrams.urls import allowed_url
from archdocs.finding import Finding, Location

__all__ = ["MermaidPicture", "kind_of", "render"]

FONT = "Arial, Helvetica, sans-serif"
LARGEST = 64_000
PLATE = "background-color:#f3f5f8;border-radius:6px"
MOST_LINES = 400
LONGEST_ALT = 400
COMMENT = re.compile(r"^\s*(?:%%.*)?$")
CLICK = re.compile(r"^\s*click\s")
LINK = re.compile(r'^\s*click\s+([^\s"]+)\s+(?:href\s+)?"([^"]*)"')
#: Kinds that the engine draws with fixed colours, or in the dark with ones nobody can tell
#: apart.
LIGHT_ONLY = re.compile(
    r"C4|sankey|packet|zenuml|pie|mindmap|gitGraph|quadrant|radar|treemap|treeView|wardley"
    r"|eventmodeling|venn"
)
#: What the engine's own dark theme lacks in contrast.
VARIABLES = {
    "default": {"lineColor": "#4a5568"},
    "dark": {
        "edgeLabelBackground": "#14181e",
        "lineColor": "#a9b8c9",
        "textColor": "#e3e8ee",
        "primaryTextColor": "#e3e8ee",
    },
}
#: A colour that a block gives its nodes, and whether it says how text on it is written.
FILLED = re.compile(r"^(\s*(?:classDef|style)\s.*?\bfill\s*:\s*([^,;\s]+)[^;]*?)(\s*;?\s*)$")
WRITTEN = re.compile(r"[\s,]color\s*:")
INKS = "#111111", "#ffffff"
UNKNOWN = re.compile(r"unsupported|not supported|no mermaid diagram type", re.IGNORECASE)

#: What each kind is called, by the first word of its source.
KINDS = {
    "flowchart": "Flowchart", "graph": "Flowchart", "sequenceDiagram": "Sequence diagram",
    "classDiagram": "Class diagram", "stateDiagram": "State diagram",
    "erDiagram": "Entity relationship diagram", "gantt": "Gantt chart", "pie": "Pie chart",
    "journey": "User journey", "gitGraph": "Git graph", "mindmap": "Mind map",
    "timeline": "Timeline", "quadrantChart": "Quadrant chart", "sankey": "Sankey diagram",
    "xychart": "Chart", "block": "Block diagram", "packet": "Packet diagram",
    "kanban": "Kanban board", "architecture": "Architecture diagram", "radar": "Radar chart",
    "treemap": "Treemap", "requirementDiagram": "Requirement diagram", "zenuml": "Sequence diagram",
    "C4Context": "C4 context diagram", "C4Container": "C4 container diagram",
    "C4Component": "C4 component diagram", "C4Dynamic": "C4 dynamic diagram",
    "C4Deployment": "C4 deployment diagram",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MermaidPicture:
    """One block, drawn twice: SVG for light and for dark pages, and its words.

    ``uid`` is the start of every id in both.
    """

    light: str
    dark: str
    alt: str
    uid: str


def render(text: str, location: Location) -> MermaidPicture | Finding | None:
    """Draw a block whose first line stands at ``location``.

    ``None`` means that the engine doesn't know this kind of diagram; the source may be valid.
    """
    if len(text) > LARGEST:
        return codes.MERMAID.at(location, "the block is longer than 64,000 letters")
    try:
        plain, links = without_links(text)
        plain = readable(plain)
        light = draw(plain, "default")
        dark = light if LIGHT_ONLY.match(kind_of(text)) else draw(plain, "dark")
    except MermaidError as error:
        kind = kind_of(text)
        if UNKNOWN.search(str(error)) and (kind in KINDS or kind.endswith("-beta")):
            return None
        line = offending_line(text, str(error))
        shown = text.splitlines()[line - 1].strip() if text.strip() else ""
        place = Location(location.path, location.line + line - 1 if location.line else 0)
        quoted = f" in {shown[:80]!r}" if shown else ""
        return codes.MERMAID.at(place, f"{error}{quoted}", evidence=(("line", shown),))
    uid = "am" + hashlib.sha256(text.encode()).hexdigest()[:10]
    alt = alt_text(text, light)
    plate = PLATE if light == dark else ""  # a kind that knows no themes: drawn for light pages
    try:
        pictures = [
            finish(light, f"{uid}l", alt, links),
            finish(dark, f"{uid}d", alt, links, plate=plate),
        ]
    except sanitize.BadSvg as error:
        return codes.MERMAID.at(location, f"the picture can't be used: {error}")
    return MermaidPicture(pictures[0], pictures[1], alt, uid)


class MermaidError(ValueError):
    """What the engine says about a source it can't read."""


@functools.lru_cache(maxsize=256)
def draw(text: str, theme: str) -> str:
    """Return the engine's SVG.

    Raises :class:`MermaidError`.
    """
    import mmdr

    settings = {
        "theme": theme,
        "look": "classic",
        "fontFamily": FONT,
        "themeVariables": VARIABLES[theme],
    }
    directive = f"%%{{init: {json.dumps(settings)}}}%%\n"
    head, body = split_head(text)
    try:
        return str(mmdr.render(head + directive + body).svg())
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of the engine is no Exception
        message = re.sub(r"^Diagram parse error \([\w-]+\):\s*", "", str(error))
        raise MermaidError(" ".join(message.split())[:300] or type(error).__name__) from None


def split_head(text: str) -> tuple[str, str]:
    """Return the block's YAML head and its first comments and directives, and the rest.

    The YAML must come first, and of several directives the last one wins.
    """
    yaml = r"\s*---[ \t]*\n.*?\n\s*---[ \t]*\n"
    found = re.match(rf"(?:{yaml})?(?:[ \t]*(?:%%[^\n]*)?\n)*", text, flags=re.DOTALL)
    end = found.end() if found else 0
    return text[:end], text[end:]


def kind_of(text: str) -> str:
    """Return the first word of the diagram proper, as written."""
    _, body = split_head(text)
    for line in body.splitlines():
        if not COMMENT.match(line):
            found = re.match(r"\s*([A-Za-z0-9_-]+)", line)
            return found[1] if found else ""
    return ""


def kind_name(text: str) -> str:
    """Return what this kind of diagram is called."""
    kind = re.sub(r"-(?:beta|v2|elk)$", "", kind_of(text))
    return KINDS.get(kind, "Diagram")


def offending_line(text: str, message: str) -> int:
    """Return the 1-based line that makes a block invalid.

    The engine names no line. It is the first without which the block is valid; where no
    single line is to blame, the one after the longest valid beginning; else the first.
    """
    lines = text.splitlines()
    first = next((n for n, line in enumerate(lines, 1) if not COMMENT.match(line)), 1)
    if len(lines) > MOST_LINES or UNKNOWN.search(message):
        return first
    for number, line in enumerate(lines, 1):
        if number > first and not COMMENT.match(line):
            without = [*lines[: number - 1], "", *lines[number:]]
            if valid("\n".join(without)):
                return number
    for number in range(len(lines) - 1, first - 1, -1):
        if valid("\n".join(lines[:number])):
            return number + 1
    return first


def valid(text: str) -> bool:
    """Say whether the engine can read a source."""
    try:
        draw(text, "default")
    except MermaidError:
        return False
    return True


def alt_text(text: str, svg: str) -> str:
    """Return the block's own ``accTitle`` and ``accDescr``, else its kind and its labels."""
    given = re.findall(r"^\s*acc(?:Title|Descr)\s*:\s*(.+)$", text, flags=re.MULTILINE)
    if given:
        return ". ".join(part.strip().rstrip(".") for part in given)[:LONGEST_ALT] + "."
    root = sanitize.parse(svg)
    words = [" ".join("".join(element.itertext()).split()) for element in root.iter("text")]
    labels = list(dict.fromkeys(word for word in words if word))
    return f"{kind_name(text)}: {', '.join(labels)}"[:LONGEST_ALT]


def finish(svg: str, uid: str, alt: str, links: Mapping[str, str], *, plate: str = "") -> str:
    """Filter one picture, give everything in it its own name, and say what it shows.

    ``plate`` is the style of the ground it stands on, where the page's own won't do.
    """
    root = sanitize.parse(svg)
    size(root)
    add_links(root, links)
    scope(root, uid)
    linked = any(element.tag == "a" and element.get("href") for element in root.iter())
    root.set("role", "group" if linked else "img")
    for name in ("aria-labelledby", "aria-describedby", "style"):
        root.attrib.pop(name, None)
    for element in list(root):
        if element.tag in ("title", "desc"):
            root.remove(element)
    title = ET.Element("title", {"id": f"{uid}-t"})
    title.text = alt
    root.set("aria-labelledby", f"{uid}-t")
    if plate:
        root.set("style", plate)
    root.insert(0, title)
    return sanitize.serialise(root)


def without_links(text: str) -> tuple[str, dict[str, str]]:
    """Take the ``click`` lines out of a flowchart, and return the addresses by node.

    The engine loses the labels of nodes that are links, so links are added to its picture.
    """
    if kind_of(text) not in ("flowchart", "graph"):
        return text, {}
    links = {}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not CLICK.match(line):
            continue
        lines[number] = ""
        found = LINK.match(line)
        if found and allowed_url(found[2]):
            links[found[1]] = found[2]
    return "\n".join(lines), links


def readable(text: str) -> str:
    """Say how text is written on nodes that a block colours itself.

    The engine writes in its theme's colour: light letters on a light node in the dark.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        found = FILLED.match(line)
        ground = rgb(found[2]) if found and not WRITTEN.search(line) else None
        if found and ground:
            ink = max(INKS, key=lambda ink: contrast(rgb(ink) or ground, ground))
            lines[number] = f"{found[1]},color:{ink}{found[3]}"
    return "\n".join(lines)


def add_links(root: ET.Element, links: Mapping[str, str]) -> None:
    """Make links of the nodes that have an address; labels let clicks through to them."""
    if not links:
        return
    for parent in list(root.iter()):
        for position, child in enumerate(list(parent)):
            found = re.search(r"-flowchart-(.+)-\d+$", child.get("id", ""))
            if child.tag == "g" and found and found[1] in links:
                parent[position] = ET.Element("a", {"href": links[found[1]]})
                parent[position].append(child)
    for element in root.iter("text"):
        element.set("style", f"{element.get('style', '')};pointer-events:none".strip(";"))


def size(root: ET.Element) -> None:
    """Give the picture its natural size in pixels instead of the page's full width."""
    box = re.findall(r"-?[\d.]+", root.get("viewBox", ""))
    if len(box) == 4:
        root.set("width", f"{float(box[2]):.0f}")
        root.set("height", f"{float(box[3]):.0f}")
