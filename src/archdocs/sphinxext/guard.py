"""Keep what pages contain from running: in the reader's browser, and in the build.

Loaded by ``archdocs build`` and ``archdocs serve`` unless ``raw-html`` is set; a page can't
unload it. It acts on finished document trees, so that it does not matter which syntax, role,
directive or front matter brought a thing in, and before anything of a page is copied into
the titles and tables of contents of others.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
from docutils import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from myst_parser.mdit_to_docutils import base as myst
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from archdocs.diagrams import sanitize
from archdocs.sphinxext.activefiles import ACTIVE, without_scripts
from archdocs.sphinxext.conditions import is_plain
from archdocs.sphinxext.harmless import harmless_html, leads_safely, unpaired

__all__ = ["setup"]

logger = logging.getLogger(__name__)
#: Letters that no page's name needs and that end an attribute or begin a scheme.
UNSAFE_NAME = re.compile(r"[<>\"`:\\\x00-\x1f\x7f]")


def warn(message: str, *args: object, location: Any) -> None:
    """Report what was left out."""
    logger.warning(message, *args, location=location, type="archdocs", subtype="unsafe")


def check_page(app: Sphinx, doctree: nodes.document) -> None:
    """Take out of a page that has just been read all that could run."""
    for node in list(doctree.findall(nodes.raw)):
        if "html" in node.get("format", "").split():
            check_raw(node)
    check_pairs(doctree)
    for meta in list(doctree.findall(nodes.meta)):
        if {"http-equiv", "charset"} & {name.lower() for name in meta.attributes}:
            warn("left out: a meta tag that acts as a header", location=meta)
            meta.parent.remove(meta)
    for toctree in doctree.findall(addnodes.toctree):
        for entry in [e for e in toctree["entries"] if not leads_safely(e[1] or "")]:
            warn("left out: a link to %.80s", entry[1], location=toctree)
            toctree["entries"].remove(entry)
    for download in list(doctree.findall(addnodes.download_reference)):
        check_link(download, download.get("reftarget", ""))
    check_images(doctree)
    for icon in list(doctree.findall(lambda node: node.__class__.__name__ == "sd_icon")):
        check_icon(icon)
    check_links(app, doctree, "")


def check_images(doctree: nodes.document) -> None:
    """Keep images out of the page's own markup, and from unsafe addresses."""
    for image in list(doctree.findall(nodes.image)):
        if image.get("loading") == "embed":
            del image["loading"]
        if not leads_safely(image["uri"], image=True):
            warn("left out: an image at %.80s", image["uri"], location=image)
            image.replace_self(nodes.inline("", image.get("alt", "")))


def check_raw(node: nodes.raw) -> None:
    """Keep raw HTML that only marks up text, drop any other."""
    text = node.astext()
    kept = harmless_html(text)
    if kept is None:
        excerpt = " ".join(text.split())[:60]
        where = node if node.line else node.parent
        warn("left out: raw HTML: %s", excerpt, location=where)
    if kept and kept.strip():
        node.replace_self(nodes.raw("", kept, format="html"))
    else:
        node.parent.remove(node)


def check_pairs(doctree: nodes.document) -> None:
    """Drop halves of links: an open one goes on over what follows the page's own text."""
    raw = (node for node in doctree.findall(nodes.raw) if "html" in node.get("format", "").split())
    kept: dict[nodes.Element, list[nodes.raw]] = {}
    for node in raw:
        if re.search(r"</?a\b", node.astext(), re.IGNORECASE):
            kept.setdefault(node.parent, []).append(node)
    for parent, inside in kept.items():
        for number in unpaired([node.astext() for node in inside]):
            warn("left out: half a link: %.60s", inside[number].astext(), location=parent)
            parent.remove(inside[number])


def check_conditions(app: Sphinx, doctree: nodes.document, docname: str = "") -> None:
    """Leave out what depends on more than a comparison: Python would run it."""
    for node in list(doctree.findall(lambda node: node.__class__.__name__ == "ifconfig")):
        if isinstance(node, nodes.Element) and not is_plain(str(node.get("expr", ""))):
            warn("left out: a condition that is code: %.80s", node.get("expr"), location=node)
            node.parent.remove(node)


def check_icon(node: Any) -> None:
    """Clean an icon's SVG, into which sphinx-design writes the page's words unescaped."""
    try:
        node["svg"] = sanitize.serialise(sanitize.parse(node["svg"]))
    except sanitize.BadSvg:
        warn("left out: an icon with broken options", location=node.parent)
        node.parent.remove(node)


def check_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the words of links to unsafe addresses, and drop the link."""
    for node in list(doctree.findall(nodes.reference)):
        check_link(node, node.get("refuri", ""))


def check_link(node: nodes.Element, address: str) -> None:
    """Keep a link, or only its words."""
    if not leads_safely(address):
        warn("left out: a link to %.80s", address, location=node)
        node.replace_self(nodes.inline("", "", *node.children))


def check_names(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Leave out pages whose names could end an attribute or read as a scheme."""
    for name in sorted(filter(UNSAFE_NAME.search, env.project.docnames)):
        warn("left out: a page with an unsafe name", location=f"{env.doc2path(name)}:1")
        for names in (env.project.docnames, added, changed):
            names.discard(name)
    return []


def check_files(app: Sphinx, error: Exception | None) -> None:
    """Look at the files that pages brought along: opened by themselves, some run."""
    if error is not None or app.builder.format != "html":
        return
    images = Path(app.outdir, app.builder.imagedir)
    downloads = Path(app.outdir, "_downloads")
    brought = [(str(source), images / name) for source, name in app.builder.images.items()]
    brought += [(str(source), downloads / name) for source, (_, name) in app.env.dlfiles.items()]
    for source, path in brought:
        if path.suffix.lower() not in ACTIVE or not path.is_file():
            continue
        data = path.read_bytes()
        kept = without_scripts(data) if path.suffix.lower() == ".svg" else None
        if kept == data:
            continue
        location = f"{Path(app.srcdir, source)}:1"
        if kept is None:
            warn("left out: a file that browsers run", location=location)
            path.unlink()
        else:
            warn("scripts and foreign content left out of a picture", location=location)
            path.write_bytes(kept)


class PlainSubstitutions(ImmutableSandboxedEnvironment):
    """Jinja for ``{{ name }}`` in pages: values and filters, no attributes of objects, no calls."""

    def is_safe_attribute(self, *_: Any) -> bool:
        """Allow none: MyST hands its whole environment to the page."""
        return False

    def is_safe_callable(self, *_: Any) -> bool:
        """Allow none."""
        return False


def settle(app: Sphinx, config: Config) -> None:
    """Have formulas drawn without links that run; keep code out of MyST's substitutions."""
    for name in ("mathjax3_config", "mathjax4_config"):
        if name in config and (name == "mathjax4_config" or config[name]):
            options = dict(config[name] or {})
            loader = dict(options.get("loader") or {})
            loader["load"] = [*loader.get("load", ()), "ui/safe"]
            config[name] = {**options, "loader": loader}
    names = {**vars(jinja2), "Environment": PlainSubstitutions}
    vars(myst)["jinja2"] = SimpleNamespace(**names)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Stand before everything else that sees a page, and after everything that adds links."""
    app.connect("config-inited", settle, priority=950)
    app.connect("env-get-outdated", check_names, priority=0)
    app.connect("doctree-read", check_page, priority=0)
    if "sphinx.ext.ifconfig" in app.extensions:
        app.connect("doctree-read", check_conditions, priority=0)
        app.connect("doctree-resolved", check_conditions, priority=0)
    app.connect("doctree-resolved", check_links, priority=999)
    app.connect("build-finished", check_files, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
