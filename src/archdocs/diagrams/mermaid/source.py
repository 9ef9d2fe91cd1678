"""Read the source of a Mermaid block: its head, what it says of itself, and its links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archdocs.diagrams.colors import contrast, rgb
from archdocs.diagrams.urls import allowed_url

__all__ = ["COMMENT", "Click", "described", "proper", "readable", "split_head", "without_clicks"]

COMMENT = re.compile(r"^\s*(?:%%.*)?$")
YAML = re.compile(r"\s*---[ \t]*\n")
YAML_END = re.compile(r"\n[^\S\n]*---[ \t]*\n")
COMMENTS = re.compile(r"(?:[ \t]*(?:%%[^\n]*)?\n)*")
ONE_LINE = re.compile(r"^[ \t]*acc(Title|Descr)[ \t]*:[ \t]*(\S.*)$", re.MULTILINE)
BRACES = re.compile(r"^[ \t]*accDescr[ \t]*\{", re.MULTILINE)
#: Kinds whose nodes can be links.
CLICKED = re.compile(r"flowchart|graph|classDiagram|stateDiagram|gantt|swimlane")
CLICK = re.compile(r"^[ \t]*(click|link|callback)[ \t]+(?P<node>[^\s\"]+)[ \t]+(?P<rest>\S.*)$")
HREF = re.compile(r"^(?:href[ \t]+)?\"(?P<target>[^\"]*)\"(?:[ \t]+\"(?P<tip>[^\"]*)\")?")
#: A colour that a block gives its nodes, and whether it says how text on it is written.
FILLED = re.compile(r"^(\s*(?:classDef|style)\s.*?\bfill\s*:\s*([^,;\s]+)[^;]*)$")
WRITTEN = re.compile(r"[\s,]color\s*:")
INKS = "#111111", "#ffffff"
MOST_CLICKS = 500
LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Click:
    """A line that makes a node a link: to what, with which tooltip, at which line of the block.

    ``problem`` says why it makes none.
    """

    node: str
    target: str
    tooltip: str
    line: int
    problem: str = ""


def split_head(text: str) -> tuple[str, str]:
    """Return the block's YAML head and its first comments and directives, and the rest.

    The YAML must come first, and of several directives the last one wins.
    """
    start = YAML.match(text)
    yaml = YAML_END.search(text, start.end()) if start else None
    found = COMMENTS.match(text, yaml.end() if yaml else 0)
    end = found.end() if found else 0
    return text[:end], text[end:]


def proper(text: str) -> str:
    """Return the first line of the diagram proper, which says what kind it is."""
    _, body = split_head(text)
    return next((line for line in body.splitlines() if not COMMENT.match(line)), "")


def described(text: str) -> tuple[str, str]:
    """Return a block's own ``accTitle`` and ``accDescr``, in one line or in braces."""
    _, body = split_head(text)
    said = {"Title": "", "Descr": ""}
    for name, words in ONE_LINE.findall(body):
        said[name] = said[name] or " ".join(words.split())
    braces = BRACES.search(body)
    long = body[braces.end() :].partition("}") if braces else ("", "", "")
    return said["Title"], said["Descr"] or (" ".join(long[0].split()) if long[1] else "")


def without_clicks(text: str) -> tuple[str, tuple[Click, ...]]:
    """Take out the lines that make nodes links, and return what they say.

    The engine loses the labels of nodes that are links, so links are added to its picture.
    """
    kind = CLICKED.match(proper(text).strip())
    if kind is None:
        return text, ()
    links = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        found = CLICK.match(line.rstrip(" \t;"))
        if found and (found[1] == "click" or kind[0] == "classDiagram"):
            lines[number] = ""
            links.append(read(found[1], found["node"], found["rest"], number + 1))
    return "\n".join(lines), tuple(links[:MOST_CLICKS])


def read(verb: str, nodes: str, rest: str, line: int) -> Click:
    """Return what one such line says."""
    node = nodes.rstrip(",")
    found = HREF.match(rest)
    if found is None or verb == "callback":
        return Click(node, "", "", line, "it calls a function, and pages run none")
    target, tooltip = found["target"].strip(), found["tip"] or ""
    if not target:
        return Click(node, "", tooltip, line, "it leads nowhere")
    if not allowed_url(target):
        return Click(
            node, target, tooltip, line, "only http, https, mailto and pages may be linked"
        )
    return Click(node, target, tooltip, line)


def readable(text: str) -> str:
    """Say how text is written on nodes that a block colours itself.

    The engine writes in its theme's colour: light letters on a light node in the dark.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        found = FILLED.match(line.rstrip(" \t;")) if len(line) < LONGEST_LINE else None
        ground = rgb(found[2]) if found and not WRITTEN.search(line) else None
        if found and ground:
            ink = max(INKS, key=lambda ink: contrast(rgb(ink) or ground, ground))
            lines[number] = f"{found[1]},color:{ink}"
    return "\n".join(lines)
