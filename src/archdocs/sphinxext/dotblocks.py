"""``graphviz``, ``graph`` and ``digraph`` blocks, drawn by the project's layout engine.

The directives stay Sphinx's own, with their options; the picture and its words are ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.ext import graphviz as original
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from archdocs.diagrams import codes
from archdocs.diagrams.dotblock import draw_block
from archdocs.errors import ArchdocsError
from archdocs.finding import Finding, Location
from archdocs.sphinxext import picture
from archdocs.sphinxext.diagram import outline_nodes
from archdocs.sphinxext.laterdocument import of_extensions
from archdocs.sphinxext.project import PROJECTS, remember_project

__all__ = ["first_line", "setup"]

STYLE_SHEET = "graphviz.css"
logger = logging.getLogger(__name__)


class GraphvizDirective(original.Graphviz):
    """Sphinx's ``graphviz``, whose graph is drawn here and now."""

    def run(self) -> list[nodes.Node]:
        """Let the original read the block, then put a picture in its place."""
        if self.arguments:
            root = PROJECTS[self.config].root
            path = Path(self.env.relfn2path(self.arguments[0])[1]).resolve()
            if not path.is_relative_to(root):
                found = codes.GRAPHVIZ.at(Location(""), "the file is outside of the project")
                return [refused(self, original.graphviz("", code=self.arguments[0]), found)]
        return [drawn(self, node, 0) for node in super().run()]


class GraphDirective(original.GraphvizSimple):
    """Sphinx's ``graph`` and ``digraph``, which write the first line themselves."""

    def run(self) -> list[nodes.Node]:
        """Let the original read the block, then put a picture in its place."""
        return [drawn(self, node, -1) for node in super().run()]


def drawn(directive: SphinxDirective, top: nodes.Node, shift: int) -> nodes.Node:
    """Return what stands in the page: ``top`` with pictures for its graphs."""
    for node in list(top.findall(original.graphviz)):
        made = picture_of(directive, node, first_line(directive, node) + shift)
        if node is top:
            return made
        node.replace_self(made)
    return top


def picture_of(directive: SphinxDirective, node: original.graphviz, line: int) -> nodes.Node:
    """Return the picture of a graph, or what is wrong with it beside its source."""
    path = node.get("filename") or ""
    try:
        options: dict[str, str] = node.get("options") or {}
        layout = str(options.get("graphviz_dot", ""))
        place = Location(path, line)
        found = draw_block(PROJECTS[directive.config], node["code"], place, layout)
    except ArchdocsError as error:
        found = codes.GRAPHVIZ.at(Location(path), f"{error.message} ({error.hint})")
    if isinstance(found, Finding):
        return refused(directive, node, found)
    svg = found.svg.decode()
    if "alt" in node:
        svg = picture.with_words(svg, found.uid, "t", node["alt"])
    return picture.archdocs_picture(
        "",
        *outline_nodes(found.outline),
        svg=svg,
        uid=found.uid,
        alt=node.get("alt", found.alt),
        file=f"{found.name}-{found.uid}",
        width="",
    )


def refused(directive: SphinxDirective, node: nodes.Element, found: Finding) -> nodes.Node:
    """Report what is wrong, and return it with the block's source."""
    source = directive.state.document.current_source or ""
    path = found.location.path
    where = f"{path}: " if path else ""
    location = directive.get_location() if path else f"{source}:{found.location.line}"
    logger.warning(
        "%s%s: %s",
        where,
        found.code,
        found.message,
        type="archdocs",
        subtype="diagram",
        location=location,
    )
    title = nodes.title("", "This graph could not be drawn")
    code = nodes.literal_block(node["code"], node["code"], language="none")
    text = nodes.paragraph("", f"{where}{found.message}")
    return nodes.admonition("", title, text, code, classes=["error", "archdocs-diagram-failed"])


def first_line(directive: SphinxDirective, node: nodes.Element) -> int:
    """Return the line of the document, or of a file of its own, that the graph starts at."""
    content = directive.content
    if node.get("filename"):
        return 1
    if type(directive.state).__module__.startswith("myst_parser"):
        return int(directive.lineno) + 1 + int(directive.content_offset)
    if isinstance(content, StringList) and content.items:
        return int(content.info(0)[1] or 0) + 1
    return int(directive.lineno)


def no_style(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Spare a page the style sheet for Sphinx's own pictures of graphs, where it shows none."""
    del app, page, template
    drawn = doctree is not None and next(doctree.findall(by_sphinx), None) is not None
    if not drawn and "css_files" in context:
        context["css_files"] = [
            file for file in context["css_files"] if STYLE_SHEET not in str(file)
        ]


@of_extensions
def by_sphinx(node: nodes.Node) -> bool:
    """Say whether Sphinx draws a node: graphs that other extensions make, and of classes."""
    return isinstance(node, original.graphviz) or type(node).__name__ == "inheritance_diagram"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put our drawing in the place of Sphinx's."""
    app.setup_extension("sphinx.ext.graphviz")
    app.add_directive("graphviz", GraphvizDirective, override=True)
    app.add_directive("graph", GraphDirective, override=True)
    app.add_directive("digraph", GraphDirective, override=True)
    # Not Sphinx's name, but that of the fences: myst_fence_as_directive = ["dot"].
    app.add_directive("dot", GraphvizDirective)
    app.connect("builder-inited", remember_project)
    app.connect("html-page-context", no_style, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
