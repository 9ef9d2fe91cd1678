"""Draw DOT that stands in a page, with the project's layout engine, or say what is wrong in it.

No ``dot`` is started unless it is the engine that was chosen. A block may not name files: a
page can't say what is read.
"""

from __future__ import annotations

import json
import re
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from archdocs.diagrams import codes, engines, sanitize
from archdocs.diagrams.compact import compact
from archdocs.diagrams.dotsource import BadDot, clean
from archdocs.diagrams.engines import Engine
from archdocs.diagrams.outline import escape
from archdocs.diagrams.painting import Painter
from archdocs.diagrams.pictures import CODE_VERSION, Picture
from archdocs.diagrams.svg import STACK, size_rule
from archdocs.errors import RenderFailed
from archdocs.finding import Finding, Location
from archdocs.project import Project
from archdocs.system.cache import digest

__all__ = ["draw_block"]

LONGEST_ALT = 400
CACHED = "dot-block"
#: Attributes that name files; others that can't be shown are left out without a word.
FILES = frozenset({"image", "imagepath", "shapefile", "fontpath", "stylesheet", "_background"})
REFERENCE = re.compile(r"url\(\s*#([\w.:-]+)\s*\)")
COLOURED = re.compile(r"k\d+")
ROLES = ("node", "edge", "cluster")


def draw_block(
    project: Project, text: str, location: Location, layout: str = ""
) -> Picture | Finding:
    """Draw a block whose first line stands at ``location``, or take it from the cache.

    ``layout`` is the way of laying it out that the page asks for: ``circo``, ``neato`` ….

    Raises :class:`archdocs.errors.EnvironmentFault` when no engine is installed.
    """
    try:
        cleaned = clean(text, layout)
    except BadDot as error:
        return codes.GRAPHVIZ.at(line_of(location, error.line), str(error))
    for line, name in cleaned.left_out:
        if name.lower() in FILES:
            message = f"a block in a page can't use files ({name})"
            return codes.GRAPHVIZ.at(line_of(location, line), message)
    engine = engines.choose(project.settings.diagrams.engine, project.root)
    key = digest(cleaned.dot, CODE_VERSION, engine.name, str(engine.version()))
    known = project.cache.get(CACHED, key)
    if known is not None:
        return Picture(svg=known["svg"], **json.loads(known["facts"]))
    limit = float(max(5, project.settings.diagrams.timeout))
    try:
        with tempfile.TemporaryDirectory(prefix="archdocs-") as scratch:
            raw = engine.draw(cleaned.dot, cwd=Path(scratch), timeout=limit)
        made = finish(raw, "ag" + key[:10], engine)
    except (RenderFailed, sanitize.BadSvg) as error:
        return failure(str(error), location)
    facts = {name: getattr(made, name) for name in ("name", "title", "alt", "outline", "uid")}
    project.cache.put(CACHED, key, {"svg": made.svg, "facts": json.dumps(facts).encode()})
    return made


def line_of(location: Location, line: int) -> Location:
    """Return the place of a line of the block, counted from 1."""
    return Location(location.path, location.line + line - 1 if location.line else 0)


def failure(message: str, location: Location) -> Finding:
    """Make the finding, at the line that the engine names."""
    found = re.search(r"in line (\d+)", message)
    place = line_of(location, int(found[1][:9])) if found else location
    said = message.partition("): ")[2] or message
    if found:
        said = f"syntax error{said.partition(found[0])[2]}"
    elif "DotError" in said:
        said = "it can't be read as DOT"
    return codes.GRAPHVIZ.at(place, said[:300])


def finish(raw: bytes, uid: str, engine: Engine) -> Picture:
    """Filter the engine's picture, colour it for the dark, and put it into words."""
    plain = re.sub(r"<!DOCTYPE[^<>]*>", "", raw.decode("utf-8", "replace"), count=1)
    root = sanitize.parse(plain)
    nodes, edges = words(root)
    painter = Painter(uid)
    painter.paint(root, "graph", None)
    for element in root.iter():
        rename(element, uid)
    alt = f"Graph: {len(nodes)} elements, {len(edges)} connections"
    alt = ". ".join([alt, *(edges or nodes)])[:LONGEST_ALT]
    compact(root, uid)
    linked = any(element.tag == "a" and element.get("href") for element in root.iter())
    own = {"class": f"archdocs-picture {uid}", "role": "group" if linked else "img"}
    own |= {"aria-labelledby": f"{uid}-t", "font-family": STACK}
    for name, value in {**own, "data-engine": f"{engine.name} {engine.version()}"}.items():
        root.set(name, value)
    title = ET.Element("title", {"id": f"{uid}-t"})
    title.text = alt
    style = ET.Element("style")
    style.text = painter.style(size_rule(root, uid))
    root[:0] = [title, style]
    lines = [f"- {escape(word)}" for word in nodes]
    if edges:
        lines += ["- Connections", *(f"  - {escape(word)}" for word in edges)]
    svg = sanitize.serialise(root).encode() + b"\n"
    return Picture("graph", svg, "Graph", alt, "\n".join(lines) + "\n", uid)


def words(root: ET.Element) -> tuple[list[str], list[str]]:
    """Return what the nodes and the connections of a picture are called."""
    named: dict[str, str] = {}
    edges: list[str] = []
    for group in root.iter("g"):
        title = group.find("title")
        role = group.get("class", "").split(" ")[0]
        if title is None or role not in ROLES:
            if title is not None:
                group.remove(title)
            continue
        texts = [" ".join("".join(item.itertext()).split()) for item in group.iter("text")]
        label = " ".join(filter(None, texts))
        if role == "node":
            named[title.text or ""] = title.text = label or title.text or ""
        elif role == "edge":
            parts = re.split(r"->|--", title.text or "")
            ends = [named.get(part, named.get(part.partition(":")[0], part)) for part in parts]
            joint = " → " if "->" in (title.text or "") else " — "
            title.text = joint.join(ends) + (f": {label}" if label else "")
            edges.append(title.text)
    return list(named.values()), edges


def rename(element: ET.Element, uid: str) -> None:
    """Give an element's id, and what it refers to, names of this picture's own."""
    kept = [
        name
        for name in element.get("class", "").split()
        if name in ROLES or COLOURED.fullmatch(name)
    ]
    element.attrib.pop("class", None)
    if kept:
        element.set("class", " ".join(kept))
    if element.get("id"):
        element.set("id", f"{uid}-{element.get('id')}")
    if element.tag != "a" and element.get("href", "").startswith("#"):
        element.set("href", f"#{uid}-{element.get('href', '')[1:]}")
    for name, value in list(element.attrib.items()):
        if "url(" in value:
            element.set(name, REFERENCE.sub(rf"url(#{uid}-\1)", value))
