"""Links of Mermaid's nodes: to records, pages and code, as nodes of diagram scripts have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinxcontrib.mermaid import mermaid as mermaid_node

from archdocs.diagrams import codes
from archdocs.diagrams.mermaid import MermaidPicture
from archdocs.diagrams.mermaid.blocks import ELSEWHERE, meanings
from archdocs.diagrams.mermaid.nodes import linked_nodes
from archdocs.freshness.bound import Meant
from archdocs.sphinxext import shownpictures
from archdocs.sphinxext.atlas import Atlas, atlas_of, described
from archdocs.sphinxext.nodelinks import address
from archdocs.sphinxext.project import PROJECTS

__all__ = ["note", "setup"]

logger = logging.getLogger(__name__)


def note(env: Any, block: nodes.Element, found: MermaidPicture, source: str, line: int) -> None:
    """Note what a block's nodes lead to, for when every page was read.

    ``source`` is the file that the block stands in, and ``line`` where it starts there.
    """
    links = [click for click in found.clicks if not click.problem]
    if not links:
        return
    root = PROJECTS[env.config].root
    page = Path(env.doc2path(env.docname)).resolve()
    path = page.relative_to(root).as_posix() if page.is_relative_to(root) else ""
    top = Path(env.srcdir).resolve()
    start = top.relative_to(root).as_posix() if top.is_relative_to(root) else ""
    block["archdocs_clicks"] = [
        (click.node, click.target, click.tooltip, f"{source}:{line + click.line - 1}")
        for click in links
    ]
    shownpictures.note(env, env.docname, linked_nodes(found, path, line, start))


def tie_blocks(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say what each node of a page's blocks leads to, and report those that lead nowhere."""
    for block in doctree.findall(mermaid_node):
        if "archdocs_clicks" in block:
            atlas = atlas_of(app)
            block["archdocs_ties"] = {
                node: tie(app, atlas, (docname, where), target, tooltip)
                for node, target, tooltip, where in block["archdocs_clicks"]
            }


def tie(
    app: Sphinx, atlas: Atlas, at: tuple[str, str], target: str, tooltip: str
) -> tuple[str, str]:
    """Return the address and the tooltip of one node; both may be empty.

    ``at`` is the page and where in its source the link stands.
    """
    docname, where = at
    if ELSEWHERE.match(target):
        return target, tooltip
    page = atlas.paths.get(docname, "")
    top = Path(app.srcdir).resolve()
    start = top.relative_to(atlas.project.root).as_posix() if page else ""
    meant = [atlas.ties.meant(raw, page) for raw in meanings(target, page, start)]
    known = [item for item in meant if item.kind != "gone"]
    if not known:
        warn(atlas, where, target)
        return "", tooltip
    place = atlas.destination(known, docname)
    href = (place.url or address(app, docname, place)) if place else ""
    anchor = target.partition("#")[2]
    if anchor and place and place.docname and not place.anchor and "#" not in href:
        href += f"#{anchor}"
    elif anchor and place is None and own_page(atlas, known, docname):
        href = f"#{anchor}"
    title = atlas.title(place.docname) if place and place.docname else ""
    return href, tooltip or (described(known[0]) if known[0].record else title or known[0].raw)


def own_page(atlas: Atlas, known: list[Meant], docname: str) -> bool:
    """Say whether a target means the page itself."""
    return atlas.paths.get(docname, "") in [item.path for item in known]


def warn(atlas: Atlas, where: str, target: str) -> None:
    """Report a target that means nothing."""
    near = atlas.ties.nearest(target)
    hint = f"; did you mean {near}?" if near else ""
    logger.warning(
        "%s: a node leads to %r, and there is no such record, page or path%s",
        codes.LINK.code,
        target,
        hint,
        type="archdocs",
        subtype="diagram",
        location=where,
    )


def setup(app: Sphinx) -> None:
    """Make the links of each page when it is written."""
    app.connect("doctree-resolved", tie_blocks)
