"""The findings about diagrams."""

from __future__ import annotations

from archdocs.diagrams.codes_drawn import CLIPPED, OVERLAP, TOO_SMALL, TOOL_FAILED, TOOL_MISSING
from archdocs.finding import Rule, Severity

__all__ = ["RULES"]

FAILED = Rule(
    "diagram.failed",
    Severity.ERROR,
    "A diagram script raised an exception or could not be drawn.",
    """\
The script ended with an exception, or what it built could not be laid out. The finding
stands at the line of the script that the exception came through; nothing is drawn of the
script, so that a half-built picture is never published.

Fires for `gateway >> databse` (a misspelt name), and for a script that reads a file outside
of the project or opens a connection: scripts run confined.

Does not fire for a script whose pictures are all complete, whatever it prints, and whatever
`show=True` or `filename=` say: archdocs draws, the script only describes.

What to do: run the script with Python, or read the message; a script may import what stands
beside it and read files of the project.
""",
)
STATIC = Rule(
    "diagram.not-static",
    Severity.ERROR,
    "A diagram script can't be read without running it, and may not be run.",
    """\
With `mode = "static"` under `[diagrams]`, or `archdocs render --mode static`, no script is run:
archdocs reads its text and works out what it builds. This one does something that isn't worked
out, at the line that the finding stands at; nothing is drawn of it.

Fires for `from datetime import date`, for a class of one's own, `try`, a set (which has no
order), reading a file, and for a script that would fail when run.

Does not fire for diagrams, clusters, edges, lists, dicts, loops, conditions, functions,
f-strings, `pathlib` and `os.path` as far as no file is looked at, and modules beside the script.
With `mode = "auto"`, such a script runs confined and there is nothing to find.

What to do: write the line more plainly, or set `mode` to `auto`.
""",
)
NONE = Rule(
    "diagram.none",
    Severity.WARNING,
    "A script in the diagrams folder builds no diagram.",
    """\
Every Python file directly in the diagrams folder, save those whose name starts with `_`, is
run as a diagram script. This one ended without leaving a `with Diagram(...)` block.

Fires for a file with only shared functions.

Does not fire for `_shared.py`, nor for files in folders inside the diagrams folder.

What to do: start the name of a shared module with `_`, or move it into a package.
""",
)
TIMEOUT = Rule(
    "diagram.timeout",
    Severity.ERROR,
    "A diagram script took too long and was ended.",
    """\
A script has `diagrams.timeout` seconds (20 unless you say otherwise) of time and of
processor time. Then it is ended with everything it started. All scripts of a project, or of
one version of it, have `diagrams.total` seconds (300) together; what has not begun by then is
not run, so that many slow scripts can't hold up a build for hours.

Fires for `while True: pass`.

Does not fire for a large diagram: laying out is not part of the script's time.

What to do: look for a loop without an end, or raise `timeout` in the table `diagrams`.
""",
)
MEMORY = Rule(
    "diagram.memory",
    Severity.ERROR,
    "A diagram script needed too much memory, or sent too much.",
    """\
A script has `diagrams.memory` MiB (1024 unless you say otherwise), and what it builds may
take 16 MiB when written down.

Fires for `"x" * 10**10`.

Does not fire for a diagram with some hundreds of nodes.

What to do: make the diagram smaller, or raise `memory` in the table `diagrams`.
""",
)
ICON = Rule(
    "diagram.icon",
    Severity.WARNING,
    "A node's icon is missing, or may not be used.",
    """\
Icons come from the `diagrams` package or from the project, as PNG, JPEG or GIF. The node is
drawn without this one.

Fires for `Custom("Shop", "/home/me/shop.png")` and for an icon that was not committed.

Does not fire for `Custom("Shop", "icons/shop.png")` with the file beside the script or in
that place under the project's root.

What to do: put the picture into the project and name it relative to the script.
""",
)
UNSUPPORTED = Rule(
    "diagram.unsupported",
    Severity.INFO,
    "A script writes DOT by hand, which is left out of the picture.",
    """\
archdocs draws the nodes, edges and clusters that a script makes with the classes of
`diagrams`. Lines added to `diagram.dot` directly are not part of that.

Fires for `diag.dot.node("extra")`.

Does not fire for `graph_attr`, `node_attr` and `edge_attr`.

What to do: build the same with `Node`, `Edge` and `Cluster`.
""",
)
MISSING = Rule(
    "diagram.missing",
    Severity.ERROR,
    "A page shows a diagram that isn't there.",
    """\
The directive names a script, relative to the diagrams folder, or one of its pictures.

Fires for a `diagram` directive with `conext.py` where the file is `context.py`.

Does not fire for a script that is there and fails; that is `diagram.failed`.

What to do: correct the name; for a script with several pictures say which with `:picture:`.
""",
)
MERMAID = Rule(
    "diagram.mermaid-invalid",
    Severity.ERROR,
    "A Mermaid block is not valid.",
    """\
The block can't be read as Mermaid. Browsers would show a bomb with *Syntax error in text*,
and only once the page is published.

Fires for `A[Start --> B` (the bracket is never closed).

Does not fire for a kind of diagram the built-in engine can't draw; that is
`diagram.mermaid-script`.

What to do: correct the line that the finding stands at.
""",
)
SCRIPT = Rule(
    "diagram.mermaid-script",
    Severity.WARNING,
    "A Mermaid block needs Mermaid's own script, and there is none.",
    """\
Nearly every kind of Mermaid diagram is drawn while pages are made. The few things that are not
(formulas in labels, kinds that came after the engine) are drawn in the reader's browser by
Mermaid's script, which has to be a file of yours: no page loads one from another host. Without
it the page shows the block's source.

Fires for `A["$$x^2$$"]` in a flowchart, in a project without the script.

Does not fire for what the engine draws, nor once the script is found.

What to do: `npm install mermaid@11` beside `archdocs.toml`, or name the file with
`mermaid-script` in the table `diagrams`.
""",
)
LINK = Rule(
    "diagram.link",
    Severity.WARNING,
    "A node of a Mermaid block leads nowhere.",
    """\
`click Node "target"` makes a node a link: to a record by its id, to a page, to code by its path
from the project's root, or to an address on the web. This one names none of them, or wants to
call a function, which no page may.

Fires for `click A "ADR-0099"` without such a record, for `click A call show()` and for an
address that begins with `javascript:`.

Does not fire for addresses on the web, which are not asked for here, nor for `#section`.

What to do: name what is there now, or take the line out.
""",
)

BINDING = Rule(
    "diagram.binding",
    Severity.WARNING,
    "A comment that should say what a node stands for can't be used.",
    """\
`# archdocs: src/checkout` binds the node or cluster that is made at its line to code or to a
record. This one stands where the script makes neither, or isn't written like that.

Fires for such a comment beside an edge or an import, and for `# archdocs: src/a team=shop`.

Does not fire for `# archdocs: covers=src/**`, which speaks of the whole script, nor for a
comment anywhere in a call that takes several lines.

What to do: put the comment at the line where the node is made, or use `**bind("src/a")`.
""",
)
NAMES = Rule(
    "diagram.names-differ",
    Severity.INFO,
    "Two diagrams call the same thing by different names.",
    """\
Nodes of two scripts are bound to the same code or record, and have no name in common. Whoever
reads both takes them for two things.

Fires for a node *Checkout* in one script and *Order service* in another, both bound to
`src/checkout`.

Does not fire for several nodes of one diagram, such as three replicas, nor where one diagram
uses both names, nor where one name says more than the other (*Checkout*, *Checkout, 3 replicas*).

What to do: choose one name, or bind each node to the part of the code that it stands for.
""",
)
GRAPHVIZ = Rule(
    "diagram.graphviz-invalid",
    Severity.ERROR,
    "A Graphviz block can't be drawn.",
    """\
The block of a `graphviz`, `graph` or `digraph` directive can't be read as DOT, takes too long
to lay out, or names a file. The page shows its source in the picture's place.

Fires for `a -> ;`, and for `a [image="logo.png"]`: a block in a page reads no files.

Does not fire for attributes that the engine doesn't know; they are left alone.

What to do: correct the line that the finding stands at; for icons, write a diagram script.
""",
)

RULES: tuple[Rule, ...] = (
    *(FAILED, STATIC, NONE, TIMEOUT, MEMORY, ICON, UNSUPPORTED, MISSING, MERMAID),
    *(SCRIPT, LINK, BINDING, NAMES, GRAPHVIZ),
    *(CLIPPED, OVERLAP, TOO_SMALL, TOOL_MISSING, TOOL_FAILED),
)
