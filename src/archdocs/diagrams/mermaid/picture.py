"""Draw Mermaid blocks without a browser, light and dark, or say on which line they are wrong.

The engine is ``mmdr``; what it draws is filtered like every other picture, and every id and
class gets a name of its own, so that several pictures can stand on one page.
"""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field

from archdocs.diagrams import codes, sanitize
from archdocs.diagrams.linked import Tie
from archdocs.diagrams.mermaid import engine
from archdocs.diagrams.mermaid.drawn import named_after, read
from archdocs.diagrams.mermaid.kinds import kind_of, kind_with, loads, script_for
from archdocs.diagrams.mermaid.mend import mend
from archdocs.diagrams.mermaid.source import Click, described, readable, without_clicks
from archdocs.diagrams.mermaid.words import outline
from archdocs.diagrams.scoped import scope
from archdocs.diagrams.urls import allowed_url
from archdocs.finding import Finding, Location

__all__ = ["ForScript", "MermaidPicture", "render"]

PLATE = "background-color:#f3f5f8;border-radius:6px"
LONGEST_ALT = 400
#: How the ids of nodes that can be links end: of flowcharts, classes, states.
NODE = named_after("-(?:flowchart|classId|state)-")

#: How the words of a task are named.
TASK = re.compile(r"^[^-]+-(.+)-text$")


@dataclass(frozen=True, slots=True)
class MermaidPicture:
    """One block, drawn twice: SVG for light and for dark pages, and its words.

    ``uid`` is the start of every id in both. ``outline`` is a Markdown list, empty for kinds
    whose source is the best there is to read. ``title`` is the block's own, or its ``kind``.
    ``names`` says what nodes that may be links are called.
    """

    light: str
    dark: str
    alt: str
    uid: str
    title: str = ""
    outline: str = ""
    clicks: tuple[Click, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ForScript:
    """A block that only Mermaid's own script draws right, and why; ``alt`` as of pictures."""

    kind: str
    reason: str
    alt: str


def render(
    text: str, location: Location, ties: Mapping[str, Tie] | None = None
) -> MermaidPicture | ForScript | Finding:
    """Draw a block whose first line stands at ``location``.

    ``ties`` says what nodes lead to, by their names in the block; without it they lead where
    the block says. A block for the script may still be invalid: nobody has read it.
    """
    large = engine.too_large(text)
    if large:
        return codes.MERMAID.at(location, large)
    try:
        plain, clicks = without_clicks(text)
        plain = readable(plain)
        light = engine.draw(plain, "default")
        known = kind_with(kind_of(text))
        plate = known is not None and known.plate
        dark = light if plate else engine.draw(plain, "dark")
    except engine.MermaidError as error:
        return refused(text, location, error)
    reason = script_for(text)
    if reason:
        return for_script(text, location, reason)
    uid = "am" + hashlib.sha256(text.encode()).hexdigest()[:10]
    words = alt_text(text, light)
    names = named(plain) if clicks else {}
    if ties is None:
        ties = {c.node: Tie(c.target, c.tooltip) for c in clicks if not c.problem}
    ties = {node: said(names.get(node, node), known) for node, known in ties.items()}
    try:
        pictures = [
            finish(light, f"{uid}l", words, ties, kind=kind_of(text)),
            finish(dark, f"{uid}d", words, ties, kind=kind_of(text), plate=PLATE if plate else ""),
        ]
    except sanitize.BadSvg as error:
        return codes.MERMAID.at(location, f"the picture can't be used: {error}")
    kind = name_of(text)
    title = described(text)[0] or kind
    return MermaidPicture(
        pictures[0], pictures[1], words, uid, title, outline(plain), clicks, names, kind
    )


def refused(text: str, location: Location, error: engine.MermaidError) -> ForScript | Finding:
    """Return what is wrong with a block, or that it is of a kind that only came later."""
    if engine.unknown(error) and (kind_with(kind_of(text)) or kind_of(text).endswith("-beta")):
        reason = "the built-in engine doesn't know this kind"
        return for_script(text, location, reason)
    line = engine.offending_line(text, error)
    shown = text.splitlines()[line - 1].strip() if text.strip() else ""
    place = Location(location.path, location.line + line - 1 if location.line else 0)
    quoted = f" in {shown[:80]!r}" if shown else ""
    return codes.MERMAID.at(place, f"{error}{quoted}", evidence=(("line", shown),))


def named(text: str) -> dict[str, str]:
    """Return what nodes are called, by their names in the block."""
    svg = engine.reading(text)
    if kind_of(text) == "gantt":
        texts = (element for element in sanitize.parse(svg).iter("text"))
        found = ((TASK.search(item.get("id", "")), "".join(item.itertext())) for item in texts)
        return {known[1]: words for known, words in found if known}
    shown = read(svg, kind_of(text))
    return {key: words for key, (words, _, _) in shown.nodes.items()}


def said(name: str, known: Tie) -> Tie:
    """Return what a node leads to, with a tooltip that begins with what it is called."""
    more = known.tooltip if known.tooltip != name else ""
    return Tie(known.href, f"{name}: {more}" if more else name)


def for_script(text: str, location: Location, reason: str) -> ForScript | Finding:
    """Leave a block to the script, which nobody filters, unless it would load something."""
    loading = loads(text)
    if loading:
        message = f"a block that is drawn in the browser can't use {loading.strip()!r}"
        return codes.MERMAID.at(location, message)
    return ForScript(kind_of(text), reason, alt_text(text, ""))


def name_of(text: str) -> str:
    """Return what this kind of diagram is called."""
    kind = kind_with(kind_of(text))
    return kind.name if kind else "Diagram"


def alt_text(text: str, svg: str) -> str:
    """Return the block's own ``accTitle`` and ``accDescr``, else its kind and its labels."""
    given = [part for part in described(text) if part]
    if given:
        return ". ".join(part.rstrip(".") for part in given)[:LONGEST_ALT] + "."
    if not svg:
        return name_of(text)
    root = sanitize.parse(svg)
    words = [" ".join("".join(element.itertext()).split()) for element in root.iter("text")]
    labels = list(dict.fromkeys(word for word in words if word))
    return f"{name_of(text)}: {', '.join(labels)}"[:LONGEST_ALT]


def finish(
    svg: str, uid: str, alt: str, ties: Mapping[str, Tie], *, kind: str, plate: str = ""
) -> str:
    """Filter one picture, give everything in it its own name, and say what it shows.

    ``plate`` is the style of the ground it stands on, where the page's own won't do.
    """
    root = sanitize.parse(svg)
    mend(root, kind)
    tie(root, ties)
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


def tie(root: ET.Element, ties: Mapping[str, Tie]) -> None:
    """Make links of the nodes that lead somewhere; their labels let clicks through to them.

    Labels stand apart from their nodes, so each link says in words what it is.
    """
    if not ties:
        return
    own = f"{root.get('id', '')}-"
    for parent in list(root.iter()):
        for position, child in enumerate(list(parent)):
            name = node_name(child, own)
            if name not in ties:
                continue
            known = ties[name]
            href = {"href": known.href} if allowed_url(known.href) else {}
            group = ET.Element("a" if href else "g", href)
            group.set("aria-label", " ".join(known.tooltip.split()))
            title = ET.SubElement(group, "title")
            title.text = known.tooltip
            parent[position] = group
            group.append(child)
    led = {known.tooltip.partition(": ")[0] for known in ties.values() if known.href}
    for element in root.iter("text"):
        element.set("style", f"{element.get('style', '')};pointer-events:none".strip(";"))
        if " ".join("".join(element.itertext()).split()) in led:
            element.set("text-decoration", "underline")


def node_name(element: ET.Element, own: str) -> str:
    """Return what the block calls the node that an element is; empty for other elements."""
    given = element.get("id", "")
    if element.tag == "g":
        found = NODE.search(given)
        return found[1] if found else ""
    if element.tag == "rect" and "task" in element.get("class", "").split():
        return given.removeprefix(own)
    return ""
