"""Mermaid blocks as pictures in the page: no script, no CDN, an error where one is wrong."""

from __future__ import annotations

import html
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata
from sphinxcontrib.mermaid import Mermaid
from sphinxcontrib.mermaid import mermaid as mermaid_node

from archdocs.diagrams.mermaid import MermaidPicture, kind_of, render
from archdocs.finding import Finding, Location
from archdocs.sphinxext.picture import latex_picture, own_names

__all__ = ["setup"]

logger = logging.getLogger(__name__)
NOWHERE = Location("")


class MermaidDirective(Mermaid):  # type: ignore[misc]
    """sphinxcontrib-mermaid's directive, which also says at once what is wrong, and where."""

    def run(self, **kwargs: Any) -> list[nodes.Node]:
        """Check the block, then let the original make its node."""
        made: list[nodes.Node] = super().run(**kwargs)
        code = self.get_mm_code()
        blocks = [block for node in made for block in node.findall(mermaid_node)]
        if not isinstance(code, str) or not blocks:
            return made
        found = render(code, Location("block", self.first_line()))
        for block in blocks:
            block["archdocs_source"] = code
            block.line = self.lineno
        if isinstance(found, Finding):
            source = self.state.document.current_source or ""
            logger.warning(
                "%s: %s",
                found.code,
                found.message,
                type="archdocs",
                subtype="diagram",
                location=f"{source}:{found.location.line}",
            )
        return made

    def first_line(self) -> int:
        """Return the line of the document that the block's content starts at."""
        content = self.content
        if type(self.state).__module__.startswith("myst_parser"):
            return int(self.lineno) + 1 + int(self.content_offset)
        if isinstance(content, StringList) and content.items:
            return int(content.info(0)[1] or 0) + 1
        return int(self.lineno)


def picture_of(node: nodes.Element) -> MermaidPicture | Finding | None:
    """Draw a node's block; the engine keeps what it drew for the same source."""
    return render(node["code"], NOWHERE)


def visit_html(self: Any, node: nodes.Element) -> None:
    """Write both pictures, of which the style sheet shows the one that suits the page."""
    found = picture_of(node)
    ids = f' id="{html.escape(node["ids"][0])}"' if node.get("ids") else ""
    align = f" align-{html.escape(node['align'])}" if "align" in node else ""
    if isinstance(found, MermaidPicture):
        alt = html.escape(str(node.get("alt", found.alt)))
        light = own_names(self, found.light, f"{found.uid}l")
        dark = own_names(self, found.dark, f"{found.uid}d")
        self.body.append(
            f'<div class="archdocs-mermaid{align}"{ids}>'
            f'<div class="archdocs-scroll" tabindex="0" role="group" aria-label="{alt}">'
            f'<div class="archdocs-light">{light}</div>'
            f'<div class="archdocs-dark">{dark}</div></div></div>\n'
        )
    else:
        source = html.escape(node.get("archdocs_source", node["code"]).strip())
        self.body.append(
            f'<div class="archdocs-mermaid archdocs-mermaid-source"{ids}>'
            f'<p class="archdocs-note">{html.escape(reason(node, found))}</p>'
            f'<pre tabindex="0">{source}</pre></div>\n'
        )
    raise nodes.SkipNode


def reason(node: nodes.Element, found: Finding | None) -> str:
    """Say why a block stands as source."""
    if found is None:
        return f"Diagram of kind {kind_of(node['code'])}, shown as its source"
    return f"This diagram could not be drawn: {found.message}"


def visit_latex(self: Any, node: nodes.Element) -> None:
    """Include the light picture as PNG, or the source of a block that has none."""
    found = picture_of(node)
    included = (
        latex_picture(self, found.light, found.uid) if isinstance(found, MermaidPicture) else ""
    )
    if included:
        self.body.append(included)
        raise nodes.SkipNode
    source = node.get("archdocs_source", node["code"])
    block = nodes.literal_block(source, source, language="none")
    block.parent = node.parent
    self.visit_literal_block(block)


def visit_text(self: Any, node: nodes.Element) -> None:
    """Write what the picture shows."""
    found = picture_of(node)
    alt = found.alt if isinstance(found, MermaidPicture) else node["code"]
    self.add_text(str(node.get("alt", alt)))
    raise nodes.SkipNode


def visit_other(self: Any, node: nodes.Element) -> None:
    """Write what the picture shows, into outputs that collect plain strings."""
    found = picture_of(node)
    alt = found.alt if isinstance(found, MermaidPicture) else node["code"]
    self.body.append(self.deunicode(alt) if hasattr(self, "deunicode") else self.escape(alt))
    raise nodes.SkipNode


def no_scripts(app: Sphinx, config: Config) -> None:
    """Tell sphinxcontrib-mermaid that nothing is left for the browser to draw."""
    config.mermaid_output_format = "svg"


def disconnect(app: Sphinx) -> None:
    """Take away what would add scripts to pages, whatever version is installed."""
    for listener in list(app.events.listeners.get("html-page-context", ())):
        if listener.handler.__module__.startswith("sphinxcontrib.mermaid"):
            app.disconnect(listener.id)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put our drawing in the place of sphinxcontrib-mermaid's."""
    app.setup_extension("sphinxcontrib.mermaid")
    app.add_directive("mermaid", MermaidDirective, override=True)
    app.add_node(
        mermaid_node,
        override=True,
        html=(visit_html, None),
        latex=(visit_latex, None),
        text=(visit_text, None),
        man=(visit_other, None),
        texinfo=(visit_other, None),
    )
    app.connect("config-inited", no_scripts, priority=900)
    app.connect("builder-inited", disconnect)
    app.add_css_file("archdocs-diagrams.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
