"""``{supersession}``: the graph of which decisions replaced which.

Laid out like any diagram and put into the page as SVG whose nodes are links; the same facts
stand beside it as a list, for those who can't see the picture and for other builders.
"""

from __future__ import annotations

import re
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree as ET

from defusedxml import ElementTree as SafeET
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from archdocs.diagrams import engines
from archdocs.errors import ArchdocsError
from archdocs.records.model import Record
from archdocs.sphinxext.facts import CATALOG, Facts, facts_of, remember
from archdocs.sphinxext.project import project_of
from archdocs.sphinxext.records import link_to, status_badge, with_refdoc

__all__ = ["setup", "to_dot"]

logger = logging.getLogger(__name__)
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
BOX = 'class="archdocs-graph" role="region" aria-label="Supersession graph" tabindex="0"'
#: Written over the engine's black and white, so that the page's colours show through.
THEMED = {"black": "currentColor", "white": "none", "#000000": "currentColor"}


class supersession_graph(nodes.General, nodes.Element):  # noqa: N801 - docutils names its nodes so
    """Where the picture goes; ``pairs`` are ids, the newer record first."""


class SupersessionDirective(SphinxDirective):
    """``{supersession}``, with ``:kind:`` for another kind than ``adr``."""

    option_spec: ClassVar[dict[str, Callable[[str], object]]] = {"kind": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Make the place for the picture, and the list."""
        remember(self.env, self.env.docname, CATALOG)
        facts = facts_of(self.env)
        pairs = pairs_of(facts, self.options.get("kind", "adr").strip())
        if not pairs:
            return [nodes.paragraph("", "None has replaced another yet.")]
        graph = supersession_graph(pairs=[(new.id, old.id) for new, old in pairs])
        listing = nodes.bullet_list(classes=["archdocs-graph-text"])
        for new, old in pairs:
            line = nodes.paragraph()
            line += with_refdoc(link_to(facts, new, f"{new.id}: {new.title}"), self.env.docname)
            line += nodes.Text(" ")
            line += status_badge(new.status)
            line += nodes.Text(f" {does(facts, new, 'replaced', 'would replace')} ")
            line += with_refdoc(link_to(facts, old, f"{old.id}: {old.title}"), self.env.docname)
            listing += nodes.list_item("", line)
        return [graph, listing]


def pairs_of(facts: Facts, kind: str) -> list[tuple[Record, Record]]:
    """Return every (newer, older) pair of a kind, whichever side says so, in a fixed order."""
    found = {
        (record.path, other.path): (record, other)
        for record in facts.catalog.records
        if record.kind == kind
        for link, other in facts.catalog.both_ways(record)
        if link == "supersedes"
    }
    return [found[key] for key in sorted(found)]


def does(facts: Facts, new: Record, decided: str, proposed: str) -> str:
    """Return what a record did to the one before it; a proposal has done nothing yet."""
    return proposed if new.status in facts.catalog.kinds[new.kind].pending else decided


def to_dot(facts: Facts, pairs: list[tuple[str, str]]) -> str:
    """Return the graph in DOT, older records left of what replaced them."""
    idents = list(dict.fromkeys(ident for pair in pairs for ident in reversed(pair)))
    lines = [
        'digraph supersession { rankdir="LR"; bgcolor="transparent"; nodesep="0.3"; ranksep="0.6";',
        'node [shape="box", style="rounded", fontname="Arial", fontsize="13", margin="0.18,0.1"];',
        'edge [fontname="Arial", fontsize="11"];',
    ]
    for ident in idents:
        record = facts.catalog.get(ident)
        title = record.title if record else ""
        text = "\\n".join(quote(line) for line in textwrap.wrap(f"{ident}: {title}", 26)[:4])
        status = quote(record.status) if record else ""
        lines.append(f'"{quote(ident)}" [label="{text}\\n({status})", URL="#{quote(ident)}"];')
    for new, old in pairs:
        record = facts.catalog.get(new)
        label = does(facts, record, "replaced by", "to be replaced by") if record else ""
        lines.append(f'"{quote(old)}" -> "{quote(new)}" [label=" {label} "];')
    return "\n".join([*lines, "}"])


def quote(text: str) -> str:
    """Make text safe inside a DOT string: no escapes, quotes or control characters."""
    return re.sub(r"[\x00-\x1f]", " ", text).replace("\\", "\\\\").replace('"', '\\"')


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Draw the picture once links can be made; other builders than HTML keep the list."""
    for node in list(doctree.findall(supersession_graph)):
        if app.builder.format != "html":
            node.parent.remove(node)
            continue
        try:
            node.replace_self(nodes.raw("", picture(app, docname, node["pairs"]), format="html"))
        except ArchdocsError as error:
            logger.warning(
                "the supersession graph is missing: %s",
                error.message,
                location=docname,
                type="archdocs",
                subtype="diagram",
            )
            node.parent.remove(node)


def picture(app: Sphinx, docname: str, pairs: list[tuple[str, str]]) -> str:
    """Return the graph as inline SVG in a box that scrolls."""
    facts = facts_of(app)
    project = project_of(app)
    engine = engines.choose(project.settings.diagrams.engine, project.root)
    with tempfile.TemporaryDirectory(prefix="archdocs-graph-") as folder:
        drawn = engine.draw(to_dot(facts, pairs), cwd=Path(folder), timeout=30)
    root = SafeET.fromstring(drawn.decode("utf-8"))
    for element in root.iter():
        retint(element)
    for anchor in root.iter(f"{{{SVG}}}a"):
        ident = anchor.attrib.pop(f"{{{XLINK}}}href", "").lstrip("#")
        for name in [name for name in anchor.attrib if name.startswith(f"{{{XLINK}}}")]:
            del anchor.attrib[name]
        target = facts.docnames.get(ident)
        if target:
            anchor.set("href", app.builder.get_relative_uri(docname, target))
    root.set("role", "group")
    root.set("aria-label", "Which decisions replaced which")
    ET.register_namespace("", SVG)
    text = ET.tostring(root, encoding="unicode")
    return f"<div {BOX}>{text}</div>"


def retint(element: ET.Element) -> None:
    """Let an element take the page's colours and fonts, and drop what only the engine needs."""
    for name in ("fill", "stroke"):
        if element.get(name) in THEMED:
            element.set(name, THEMED[element.get(name, "")])
    if element.tag == f"{{{SVG}}}text":
        element.set("fill", "currentColor")
        element.set("font-family", "inherit")
    if element.get("id"):
        element.set("id", f"supersession-{element.get('id')}")


def skip(translator: object, node: nodes.Element) -> None:
    """Write nothing where the picture was not drawn."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the directive and its node."""
    app.add_node(
        supersession_graph,
        html=(skip, None),
        latex=(skip, None),
        text=(skip, None),
        man=(skip, None),
        texinfo=(skip, None),
    )
    app.add_directive("supersession", SupersessionDirective)
    app.connect("doctree-resolved", resolve)
