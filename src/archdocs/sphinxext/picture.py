"""The node of a finished picture, and how each kind of output shows it."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections import Counter
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinxcontrib.mermaid import mermaid as mermaid_node

from archdocs.diagrams.raster import png
from archdocs.diagrams.svg import rename
from archdocs.errors import RenderFailed
from archdocs.sphinxext.laterdocument import of_extensions
from archdocs.sphinxext.project import project_of
from archdocs.system.files import write_atomic

__all__ = ["archdocs_picture", "framed", "latex_picture", "own_names", "setup", "with_words"]


#: An icon as the picture itself holds it, so that its file is whole without others.
#: What a picture says for itself only where it is a document of its own.
ALONE, XMLNS = ":root.{}{{color-scheme:light dark}}", ' xmlns="http://www.w3.org/2000/svg"'
SIZED = re.compile(r'<svg [^>]*?width="(\d+)"')
#: How pages of books end, which are XML and need the name of the picture's language.
XML_PAGE = ".xhtml"
TITLED = re.compile(r'<title id="([^"]*)">')
EMBEDDED = re.compile(
    r'<symbol id="([^"]*)"[^>]*><image [^>]*?href="data:image/png;base64,([A-Za-z0-9+/=]+)"[^>]*>'
    r"</symbol>"
)
USED = re.compile(r'<use href="#([^"]*)"')


class archdocs_picture(nodes.General, nodes.Element):  # noqa: N801 - node names are tag names
    """A picture: ``svg``, ``uid``, ``alt``, ``file``, ``width``; its children are its outline.

    One of a script has its name as ``script`` and its own as ``picture``; ``alone`` is the text
    of the file beside the page, where links are others than on the page.
    """


def with_words(svg: str, uid: str, part: str, words: str) -> str:
    """Return a picture that says other words: ``t`` is its title, ``d`` its description."""
    pattern = rf'(<(?:title|desc) id="{uid}-{part}">)[^<]*'
    return re.sub(pattern, lambda found: found[1] + html.escape(words, quote=False), svg, count=1)


def framed(directive: SphinxDirective, made: archdocs_picture) -> nodes.figure:
    """Return the figure around a picture, with the caption, name and classes of its directive."""
    options = directive.options
    figure = nodes.figure("", made, classes=["archdocs-diagram", *options.get("class", [])])
    if "align" in options:
        figure["align"] = options["align"]
    if "caption" in options:
        source = StringList([options["caption"]], source=directive.get_source_info()[0])
        holder = nodes.Element()
        directive.state.nested_parse(source, directive.content_offset, holder)
        children = holder.children[0].children if holder.children else []
        figure += nodes.caption(options["caption"], "", *children)
    directive.set_source_info(figure)
    directive.add_name(figure)
    return figure


def own_names(translator: Any, svg: str, uid: str) -> str:
    """Return the picture with names that are used once on the page being written."""
    if not hasattr(translator, "archdocs_seen"):
        translator.archdocs_seen = Counter()
    translator.archdocs_seen[uid] += 1
    count = translator.archdocs_seen[uid]
    return svg if count == 1 else rename(svg, uid, f"{uid}n{count}")


def visit_html(self: Any, node: archdocs_picture) -> None:
    """Write the picture inline, in a frame that scrolls, then open the outline."""
    folder = Path(self.builder.outdir) / self.builder.imagedir
    target = folder / f"{node['file']}.svg"
    data = node.get("alone", node["svg"]).encode()
    if not target.is_file() or target.read_bytes() != data:
        write_atomic(target, data)
    address = html.escape(f"{self.builder.imgpath}/{target.name}")
    style = f' style="max-width:{html.escape(node["width"])}"' if node["width"] else ""
    svg = own_names(self, node["svg"].replace(ALONE.format(node["uid"]), "", 1), node["uid"])
    if getattr(self.builder, "out_suffix", "") != XML_PAGE:
        svg = svg.replace(XMLNS, "", 1)
    named = TITLED.search(svg)
    label = f' aria-labelledby="{named[1]}"' if named else ""
    self.body.append(
        f'<div class="archdocs-scroll" tabindex="0" role="group"{label}{style}>'
        f"{shared_icons(self, svg)}</div>\n"
        f'<div class="archdocs-tools"><a class="archdocs-full" href="{address}">Full size</a>'
        '<details class="archdocs-outline"><summary>As text</summary>\n'
    )


def shared_icons(translator: Any, svg: str) -> str:
    """Return the picture with its icons in files, which all pages share by their content.

    A definition that is used saves nothing where the icon is an address.
    """
    folder = Path(translator.builder.outdir) / translator.builder.imagedir
    addresses: dict[str, str] = {}

    def shared(found: re.Match[str]) -> str:
        data = base64.b64decode(found[2])
        target = folder / f"icon-{hashlib.sha256(data).hexdigest()[:16]}.png"
        if not target.is_file() or target.stat().st_size != len(data):
            write_atomic(target, data)
        addresses[found[1]] = f"{html.escape(translator.builder.imgpath)}/{target.name}"
        return ""

    def placed(found: re.Match[str]) -> str:
        address = addresses.get(found[1])
        return f'<image href="{address}"' if address else found[0]

    return USED.sub(placed, EMBEDDED.sub(shared, svg).replace("<defs></defs>", ""))


def depart_html(self: Any, node: archdocs_picture) -> None:
    """Close the outline."""
    self.body.append("</details></div>\n")


def visit_latex(self: Any, node: archdocs_picture) -> None:
    """Include the picture as PNG, as large as the site shows it."""
    included = latex_picture(self, node["svg"], node["uid"])
    if included:
        self.body.append(included)
        raise nodes.SkipNode


def latex_picture(translator: Any, svg: str, uid: str) -> str:
    """Write a picture's PNG and return what includes it; empty where it can't be drawn.

    Sphinx makes it smaller where it is wider than the page.
    """
    builder = translator.builder
    found = SIZED.search(svg)
    try:
        data = png(svg, project_of(builder.app).cache)
    except RenderFailed:
        return ""
    write_atomic(Path(builder.outdir) / f"{uid}.png", data)
    size = f"[width={found[1]}\\sphinxpxdimen]" if found else ""
    return f"\n\\noindent\\sphinxincludegraphics{size}{{{{{uid}}}.png}}\n"


def visit_plain(self: Any, node: archdocs_picture) -> None:
    """Write the outline, which is the node's content."""


def add_zoom(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page with pictures the script that enlarges them; no other page loads it."""
    del page, template, context
    if doctree is not None and next(doctree.findall(is_picture), None) is not None:
        app.add_js_file("archdocs-zoom.js", loading_method="defer")


@of_extensions
def is_picture(node: nodes.Node) -> bool:
    """Say whether a node becomes a picture in a frame."""
    return isinstance(node, archdocs_picture | mermaid_node)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the node and the style sheet of pictures."""
    plain = (visit_plain, visit_plain)
    app.add_node(
        archdocs_picture,
        html=(visit_html, depart_html),
        latex=(visit_latex, visit_plain),
        text=plain,
        man=plain,
        texinfo=plain,
    )
    app.add_css_file("archdocs-diagrams.css")
    app.connect("html-page-context", add_zoom)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
