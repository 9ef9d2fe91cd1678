"""Pictures and downloads from outside of the project are no part of its pages.

Sphinx asks whether it may read such a file, copies it much later, and then can't say which page
wanted it.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

__all__ = ["setup"]

logger = logging.getLogger(__name__)
BROUGHT = (nodes.image, addnodes.download_reference)


def keep_inside(app: Sphinx, doctree: nodes.document) -> None:
    """Keep a page's pictures and downloads to files of the project."""
    tops = within_reach(str(app.config.archdocs_root), str(app.srcdir), str(app.outdir))
    for node in [node for node in doctree.findall(nodes.Element) if isinstance(node, BROUGHT)]:
        picture = isinstance(node, nodes.image)
        if leads_out(app, node.get("uri" if picture else "reftarget", ""), tops, node):
            words = [nodes.Text(node.get("alt", ""))] if picture else node.children
            node.replace_self(nodes.inline("", "", *words))


@functools.cache
def within_reach(root: str, srcdir: str, outdir: str) -> tuple[Path, ...]:
    """Return the folders that pages may show files of.

    Beside the project's, extensions make pictures in the build's own folder (of notebooks, of
    code) and bring some along in their packages.
    """
    packages = (Path(entry) for entry in (sys.prefix, *sys.path) if len(Path(entry).parts) > 2)
    named = (Path(root), Path(srcdir), Path(outdir).parent, *packages)
    return tuple(dict.fromkeys(path.resolve() for path in named if path.is_absolute()))


def leads_out(app: Sphinx, address: str, tops: Iterable[Path], node: nodes.Element) -> bool:
    """Say whether an address is a file outside of the project, and warn of it."""
    if not address or "://" in address or address.startswith("data:") or "\0" in address:
        return False
    relative, path = app.env.relfn2path(address, app.env.current_document.docname)
    if any(map(Path(path).is_relative_to, tops)):
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
    return {"parallel_read_safe": True, "parallel_write_safe": True}
