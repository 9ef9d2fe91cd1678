"""The findings about what is drawn: words that can't be read, and programs that draw."""

from __future__ import annotations

from archdocs.finding import Rule, Severity

__all__ = ["CLIPPED", "OVERLAP", "TOOL_FAILED", "TOOL_MISSING", "TOO_SMALL"]

TOOL_MISSING = Rule(
    "diagram.tool-missing",
    Severity.WARNING,
    "A page has PlantUML or D2 blocks, and the program that draws them is not installed.",
    """\
`plantuml` and `d2` draw these blocks; archdocs looks for them on `PATH`, outside of the project.
Where there is none, the page shows the source. There is one finding per page and program, at the
first block.

Fires for a page with a `plantuml` directive on a machine without PlantUML.

Does not fire for Mermaid and Graphviz blocks: what draws them comes with archdocs.

What to do: install the program that the message names, also where the site is built, or write the
diagram in Mermaid.
""",
)
TOOL_FAILED = Rule(
    "diagram.tool-failed",
    Severity.ERROR,
    "A PlantUML or D2 block can't be drawn.",
    """\
The program says that the block is wrong, took too long, or was asked for a file: it runs confined,
and a block in a page reads no files, settings or addresses (`!include`, `%getenv`, `@import`). What
comes with PlantUML itself may be included: `!include <C4/C4_Container>`. The page shows the source.

Fires for `Alice -> : hello`, and for `!include common.puml`.

Does not fire for a block in a file of its own that the directive names.

What to do: correct the line that the finding stands at; write what was included into the block.
""",
)
CLIPPED = Rule(
    "diagram.label-clipped",
    Severity.WARNING,
    "A label has no room: it stands out of its box, over its icon, or out of the picture.",
    """\
Long labels are broken into lines and boxes grow with them. A box whose size the script itself
sets stays as it is; if its label still has no room, readers see a part of it, or words on top
of other things. The finding stands at the line that makes the node.

Fires for `Node("payment notification deduplicator", width="0.8", height="0.4")`.

Does not fire for the same node without a size, nor for `EC2("payment notification deduplicator")`.

What to do: leave `width` and `height` out, make them larger, or shorten the label.
""",
)
OVERLAP = Rule(
    "diagram.labels-overlap",
    Severity.INFO,
    "Words in a diagram stand on other words, on a box or on an icon.",
    """\
Layout engines keep nodes apart, but place the labels of edges late: with `splines="ortho"`, and
with `xlabel`, some land on other things. The finding stands at the line that makes the node, or
the node from which the edge starts.

Fires for an `xlabel` of forty letters between two nodes that are close together.

Does not fire for a label that touches a line.

What to do: use `graph_attr={"splines": "spline"}` or a larger `nodesep` or `ranksep`, or shorten
the label.
""",
)
TOO_SMALL = Rule(
    "diagram.too-small",
    Severity.INFO,
    "A diagram is so wide that its letters can't be read on a page.",
    """\
In the site a wide picture scrolls; on paper, in a PDF and in a chat it is made as narrow as the
page (640 pixels), and its letters with it. Below 7 pixels they are guessed rather than read. The
size of most of its letters counts.

Fires for a chain of fourteen services from left to right.

Does not fire for the same chain with `direction="TB"`.

What to do: choose the other `direction`, or show the parts in pictures of their own.
""",
)
