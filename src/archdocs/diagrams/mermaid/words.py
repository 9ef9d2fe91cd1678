"""Say in words what a Mermaid block shows: for screen readers, search and comparison.

Graphs are read from the picture, where the engine has understood everything. What a picture
doesn't say (who sends a message) is read from the lines of the source, and only believed
where as much was found there as was drawn.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator

from archdocs.diagrams.mermaid import engine
from archdocs.diagrams.mermaid.drawn import Drawn, read
from archdocs.diagrams.mermaid.kinds import kind_of
from archdocs.diagrams.mermaid.source import COMMENT, proper
from archdocs.diagrams.outline import escape

__all__ = ["outline"]

MOST_LINES = 400
#: Of a longer line only the beginning is read.
LONGEST_LINE = 500
ARROW = re.compile(
    r"^(?P<a>[^\s:;#-][^:;#]*?)\s*(?P<arrow><<-{1,2}>>|-{1,2}(?:>>|>|x|\)))\s*[+-]?\s*"
    r"(?P<b>[^:;#]+?)\s*:\s*(?P<text>.*)$"
)
PARTICIPANT = re.compile(
    r"^(?:create\s+)?(?:participant|actor)\s+(?P<id>[^\s@]+)(?:@\{.*\})?(?:\s+as\s+(?P<name>.+))?$"
)
OPENS = re.compile(r"^(loop|alt|opt|par|critical|break|rect|box|par_over)\b\s*(.*)$")
TURNS = re.compile(r"^(else|and|option)\b\s*(.*)$")
NOTE = re.compile(r"^note\s+(?:left of|right of|over)\s+([^:]+):\s*(.*)$", re.IGNORECASE)
CHANGE = re.compile(
    r"^(?P<a>\[\*\]|[^\s:]+)\s*--+>\s*(?P<b>\[\*\]|[^\s:]+)\s*(?::\s*(?P<text>.*))?$"
)
RELATION = re.compile(
    r"^(?P<a>\"[^\"]+\"|[\w.-]+)(?:\[[^]]*\])?\s+(?P<l>[|}][|o])(?:--|\.\.)(?P<r>[|o][|{])\s+"
    r"(?P<b>\"[^\"]+\"|[\w.-]+)(?:\[[^]]*\])?\s*:\s*(?P<text>.+)$"
)
HOW_MANY = {
    "||": "exactly one", "|o": "zero or one", "o|": "zero or one", "}o": "zero or more",
    "o{": "zero or more", "}|": "one or more", "|{": "one or more",
}  # fmt: skip
#: Lines that say how a diagram looks or is to be read, not what it shows.
LAYOUT = re.compile(
    r"^(?:accTitle|accDescr|dateFormat|axisFormat|tickInterval|excludes|includes|todayMarker"
    r"|weekday|weekend|inclusiveEndDates|classDef|class |style|::|click|columns|direction"
    r"|showLegend|graticule|ticks|(?:max|min) |size )"
)
SHAPED = re.compile(
    r"^(?P<id>[\w-]*)(?P<open>[\[({>)]{1,3})\"?`?(?P<text>.+?)`?\"?[\])}(]{1,3}(?:@\{.*\})?$"
)
#: Kinds whose lines, as they stand, are a list of what is shown.
LISTED = re.compile(
    r"journey|gantt|pie|quadrantChart|timeline|xychart|packet|radar|sankey|mindmap|kanban|treemap"
    r"|treeView|ishikawa|architecture|gitGraph"
)
GRAPHS = re.compile(r"flowchart|graph|swimlane|classDiagram|erDiagram|requirement")
#: Kinds whose lines are names in brackets that give them a shape.
TREES = re.compile(r"mindmap|kanban|treemap|treeView|ishikawa")
CALL = re.compile(r"^(?P<name>\w+)\s*\((?P<given>.*)\)\s*(?P<open>\{?)$")
GIVEN = re.compile(r"\s*(?:\"([^\"]*)\"|([^,\"]+))\s*(?:,|$)")


@functools.lru_cache(maxsize=256)
def outline(text: str) -> str:
    """Return what a block shows as a nested Markdown list; empty where its source says it best.

    ``text`` is without its links, as it was drawn.
    """
    kind = kind_of(text)
    reader: Callable[[str], list[str]] | None = None
    if GRAPHS.match(kind):
        reader = entities if kind.startswith("erDiagram") else graph
    elif kind.startswith("stateDiagram"):
        reader = states
    elif kind == "sequenceDiagram":
        reader = messages
    elif kind.startswith("C4"):
        reader = systems
    elif TREES.match(kind):
        reader = branches
    elif LISTED.match(kind):
        reader = listed
    lines = reader(text) if reader else []
    return "\n".join(lines[:MOST_LINES]) + "\n" if lines else ""


def item(depth: int, words: str) -> str:
    """Return one line of the list."""
    return f"{'  ' * depth}- {escape(' '.join(words.split()))}"


def body(text: str) -> Iterator[str]:
    """Yield the lines of the diagram proper after the first, without comments."""
    opening, seen = proper(text), False
    for line in text.splitlines():
        if seen and not COMMENT.match(line):
            yield line[:LONGEST_LINE].rstrip(" \t\r;")
        seen = seen or line == opening


def graph(text: str) -> list[str]:
    """List nodes by their groups, then connections."""
    return listing(read(engine.reading(text), kind_of(text)))


def listing(shown: Drawn, edges: list[str] | None = None) -> list[str]:
    """Return the list of what was drawn, with other words for its connections if there are."""
    lines = [item(depth, words) for depth, words in shown.tree()]
    told = shown.edges if edges is None else edges
    if told:
        lines += ["- Connections", *(item(1, words) for words in told)]
    return lines


def entities(text: str) -> list[str]:
    """List the entities of a diagram, and how many of one belong to how many of another."""
    shown = read(engine.reading(text), "erDiagram")
    found = []
    for line in body(text):
        known = RELATION.match(line.strip())
        if known:
            first, second = HOW_MANY[known["l"]], HOW_MANY[known["r"]]
            words = known["text"].strip().strip('"')
            found.append(f"{known['a']} ({first}) {words} {known['b']} ({second})")
    return listing(shown, found if len(found) == len(shown.edges) else None)


def states(text: str) -> list[str]:
    """List states, and what leads from one to another."""
    shown = read(engine.reading(text), "stateDiagram")
    found = []
    for line in body(text):
        known = CHANGE.match(line.strip())
        if known:
            ends = (
                "start" if known["a"] == "[*]" else shown.name(known["a"]),
                "end" if known["b"] == "[*]" else shown.name(known["b"]),
            )
            words = (known["text"] or "").strip()
            found.append(" → ".join(ends) + (f": {words}" if words else ""))
    return listing(shown, found) if len(found) == shown.drawn else []


def messages(text: str) -> list[str]:
    """List who takes part and, in order, who says what to whom, within which blocks."""
    names: dict[str, str] = {}
    said: list[tuple[int, str]] = []
    depth, told = 1, 0
    for line in (" ".join(line.split()) for line in body(text)):
        if known := PARTICIPANT.match(line):
            names[known["id"]] = (known["name"] or known["id"]).strip()
        elif known := ARROW.match(line):
            first, second = known["a"].strip(), known["b"].strip()
            for name in (first, second):
                names.setdefault(name, name)
            joint = "↔" if known["arrow"].startswith("<<") else "→"
            said.append((depth, f"{names[first]} {joint} {names[second]}: {known['text']}"))
            told += 1
        elif known := NOTE.match(line):
            over = ", ".join(names.get(part.strip(), part.strip()) for part in known[1].split(","))
            said.append((depth, f"Note on {over}: {known[2]}"))
        elif known := OPENS.match(line):
            said.append((depth, f"{known[1]} {known[2]}".strip()))
            depth += 1
        elif known := TURNS.match(line):
            said.append((depth - 1, f"{known[1]} {known[2]}".strip()))
        elif line == "end":
            depth = max(1, depth - 1)
    if told != engine.reading(text).count('class="messageText"'):
        return []
    lines = ["- Participants", *(item(1, name) for name in names.values()), "- Messages"]
    return lines + [item(level, plain(words)) for level, words in flat(said)]


def flat(said: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield what is said at depths of which none is deeper than the one before by two."""
    before = 0
    for depth, words in said:
        before = min(depth, before + 1)
        yield before, words


def systems(text: str) -> list[str]:
    """List the systems of a C4 diagram by their boundaries, then what passes between them."""
    names: dict[str, str] = {}
    lines: list[str] = []
    edges: list[str] = []
    depth = 0
    for line in (" ".join(line.split()) for line in body(text)):
        depth -= line == "}" and depth > 0
        found = CALL.match(line)
        if found is None or found["name"].startswith("Update"):
            continue
        given = [(quoted or bare).strip() for quoted, bare in GIVEN.findall(found["given"])]
        given = [part for part in given if part and not part.startswith("$")]
        if "Rel" in found["name"]:
            ends = given[1:] if found["name"] == "RelIndex" else given
            joint = " ↔ " if found["name"].startswith("Bi") else " → "
            said = joint.join(names.get(name, name) for name in ends[:2])
            edges.append(f"{said}: {', '.join(ends[2:])}")
            continue
        alias, *words = given or [""]
        names[alias] = words[0] if words else alias
        kind = found["name"].replace("_", " ")
        lines.append(item(depth, f"{names[alias]} ({', '.join([kind, *words[1:]])})"))
        depth += found["open"] == "{"
    return [*lines, "- Connections", *(item(1, words) for words in edges)] if edges else lines


def branches(text: str) -> list[str]:
    """List the lines of a tree, each under the one that it is indented below."""
    return listed(text, tree=True)


def listed(text: str, *, tree: bool = False) -> list[str]:
    """List the lines of kinds that are lists already, indented as they are."""
    lines: list[str] = []
    indents: list[int] = []
    section = False
    for line in body(text):
        words = line.strip()
        if LAYOUT.match(words) or words in ("{", "}", "end"):
            continue
        if words.startswith("section ") and not tree:
            section, indents = True, []
            lines.append(item(0, words.removeprefix("section ")))
            continue
        indent = len(line) - len(line.lstrip())
        while indents and indents[-1] >= indent:
            indents.pop()
        depth = len(indents) if tree else int(section)
        lines.append(item(min(depth, 20), label(words) if tree else plain(words)))
        indents.append(indent)
    return lines


def label(words: str) -> str:
    """Return a line without the brackets that give its node a shape."""
    words = re.sub(r"\s*:::.*$", "", words)
    known = SHAPED.match(words)
    return plain(known["text"] if known else words)


def plain(words: str) -> str:
    """Return words without the marks of their language."""
    return re.sub(r"<br\s*/?>|\\n", " ", words).replace('"', "").replace("-->", "→")
