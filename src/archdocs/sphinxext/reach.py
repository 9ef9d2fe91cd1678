"""Pictures and downloads from outside of the project are no part of its pages.

Sphinx asks whether it may read such a file, copies it much later, and then can't say which page
wanted it.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from archdocs import __version__

__all__ = ["setup"]

logger = logging.getLogger(__name__)
BROUGHT = (nodes.image, addnodes.download_reference)


def keep_inside(app: Sphinx, doctree: nodes.document) -> None:
    """Keep a page's pictures and downloads to files of the project."""
    top = Path(app.config.archdocs_root).resolve()
    found = doctree.findall(lambda node: isinstance(node, BROUGHT))
    for node in [node for node in found if isinstance(node, nodes.Element)]:
        picture = isinstance(node, nodes.image)
        if leads_out(app, node.get("uri" if picture else "reftarget", ""), top, node):
            words = [nodes.Text(node.get("alt", ""))] if picture else node.children
            node.replace_self(nodes.inline("", "", *words))


def leads_out(app: Sphinx, address: str, top: Path, node: nodes.Element) -> bool:
    """Say whether an address is a file outside of the project, and warn of it."""
    if not address or "://" in address or address.startswith("data:") or "\0" in address:
        return False
    relative, path = app.env.relfn2path(address, app.env.current_document.docname)
    if Path(path).is_relative_to(top):
        return False
    logger.warning(
        "outside of the project: %s",
        relative,
        location=node,
        type="archdocs",
        subtype="not_included",
    )
    return True


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come after what takes whole pictures out, and before Sphinx collects the rest."""
    app.connect("doctree-read", keep_inside, priority=2)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
