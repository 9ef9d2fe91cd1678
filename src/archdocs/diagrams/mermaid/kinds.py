"""The kinds of Mermaid diagrams: which the engine draws right, and what is left to the script.

Each was drawn from the examples of Mermaid's own documentation, by the engine and by Mermaid
itself, and compared: the words, what sticks out of the picture, and how it looks in the dark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from archdocs.diagrams.mermaid.source import proper

__all__ = ["KINDS", "NEEDS", "Kind", "Need", "kind_of", "kind_with", "loads", "script_for", "table"]

SUFFIX = re.compile(r"-(?:beta|v2|elk)$")
MATH = re.compile(r"\$\$[^$\n]+\$\$")
PERCENT = re.compile(r"valueFormat[\"']?\s*:\s*[\"'][^\"'\n]*%")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind that the engine draws: its name, and the first words of its sources.

    ``plate`` says that dark pages show the light picture on a light plate, because in dark
    colours some of its words can't be read. ``note`` is what else there is to know.
    """

    name: str
    words: tuple[str, ...]
    plate: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What only Mermaid's own script draws right: what it is, how it is found, and why."""

    name: str
    found: Callable[[str, str], bool]
    reason: str


#: What would have the reader's browser load something, or cover the page.
LOADS = re.compile(
    r"<\s*(?:img|image|svg|video|audio|style|link|iframe)\b|\bimg\s*:|url\s*\(|@import", re.I
)
FIXED = "fixed colours"
KINDS: tuple[Kind, ...] = (
    Kind("Flowchart", ("flowchart", "graph"), note="`layout: elk` is laid out as all others are"),
    Kind("Sequence diagram", ("sequenceDiagram",), note="pop-up menus (`link`) are left out"),
    Kind("Class diagram", ("classDiagram",)),
    Kind("State diagram", ("stateDiagram",)),
    Kind("Entity relationship diagram", ("erDiagram",)),
    Kind("User journey", ("journey",)),
    Kind("Gantt chart", ("gantt",), note="without the line of today, which would be the build's"),
    Kind("Pie chart", ("pie",), plate=True),
    Kind("Quadrant chart", ("quadrantChart",), plate=True),
    Kind("Requirement diagram", ("requirementDiagram",)),
    Kind("Git graph", ("gitGraph",), plate=True),
    Kind("C4 context diagram", ("C4Context",), plate=True, note=FIXED),
    Kind("C4 container diagram", ("C4Container",), plate=True, note=FIXED),
    Kind("C4 component diagram", ("C4Component",), plate=True, note=FIXED),
    Kind("C4 dynamic diagram", ("C4Dynamic",), plate=True, note=FIXED),
    Kind("C4 deployment diagram", ("C4Deployment",), plate=True, note=FIXED),
    Kind("Mind map", ("mindmap",), plate=True),
    Kind("Timeline", ("timeline",)),
    Kind("ZenUML", ("zenuml",), plate=True, note="Mermaid's own script draws none"),
    Kind("Sankey diagram", ("sankey",), plate=True),
    Kind("Chart", ("xychart",)),
    Kind("Block diagram", ("block",)),
    Kind("Packet diagram", ("packet",), plate=True),
    Kind("Kanban board", ("kanban",)),
    Kind("Architecture diagram", ("architecture-beta",)),
    Kind("Radar chart", ("radar-beta",), plate=True),
    Kind("Treemap", ("treemap",), plate=True),
    Kind("Tree view", ("treeView-beta",), plate=True, note=FIXED),
    Kind("Venn diagram", ("venn-beta",), plate=True),
    Kind("Fishbone diagram", ("ishikawa",)),
    Kind("Swimlanes", ("swimlane-beta",)),
    Kind("Cynefin diagram", ("cynefin-beta",)),
    Kind("Event model", ("eventmodeling",), plate=True),
    Kind("Wardley map", ("wardley-beta",), plate=True),
    Kind(
        "Railroad diagram",
        ("railroad-beta", "railroad-ebnf-beta", "railroad-abnf-beta", "railroad-peg-beta"),
    ),
)
BY_WORD = {SUFFIX.sub("", word): kind for kind in KINDS for word in kind.words}
NEEDS: tuple[Need, ...] = (
    Need(
        "Formulas in labels (`$$…$$`)",
        lambda _, text: MATH.search(text) is not None,
        "the engine sets no formulas",
    ),
    Need(
        "A treemap whose `valueFormat` has a percent sign",
        lambda kind, text: kind.startswith("treemap") and PERCENT.search(text) is not None,
        "the engine writes the plain number",
    ),
)


def kind_of(text: str) -> str:
    """Return the first word of the diagram proper, as written."""
    found = re.match(r"\s*([A-Za-z0-9_-]+)", proper(text))
    return found[1] if found else ""


def kind_with(word: str) -> Kind | None:
    """Return the kind of diagram with a first word; ``None`` for one that nobody here knows."""
    return BY_WORD.get(SUFFIX.sub("", word))


def script_for(text: str) -> str:
    """Return why the engine doesn't draw a block right; empty where it does."""
    kind, body = kind_of(text), "\n".join(lines_shown(text))
    return next((need.reason for need in NEEDS if need.found(kind, body)), "")


def loads(text: str) -> str:
    """Return what in a block for the script would load something; empty where nothing would."""
    found = LOADS.search("\n".join(lines_shown(text)))
    return found[0] if found else ""


def lines_shown(text: str) -> list[str]:
    """Return the lines of a block that are no comments."""
    return [line for line in text.splitlines() if not re.match(r"\s*%%(?!\{)", line)]


def table() -> str:
    """Return all this as a Markdown table, which the guide shows."""
    rows = ["| Diagram | Drawn | In the dark | Remarks |", "|---|---|---|---|"]
    for kind in KINDS:
        words = ", ".join(f"`{word}`" for word in kind.words)
        dark = "on a light plate" if kind.plate else "dark colours"
        rows.append(f"| {kind.name} ({words}) | static | {dark} | {kind.note} |")
    rows += [f"| {need.name} | by the script | dark colours | {need.reason} |" for need in NEEDS]
    rows.append("| Kinds that came later (`…-beta`) | by the script | dark colours | |")
    return "\n".join(rows)
