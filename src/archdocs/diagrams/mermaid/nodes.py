"""The nodes of a Mermaid block that are links, as a picture's nodes that stand for something."""

from __future__ import annotations

from archdocs.diagrams.mermaid.blocks import meanings
from archdocs.diagrams.mermaid.picture import MermaidPicture
from archdocs.diagrams.parts import Part, Shown

__all__ = ["linked_nodes"]


def linked_nodes(found: MermaidPicture, page: str, line: int, top: str) -> Shown:
    """Return the nodes that may lead into the project, each with all that its link may mean.

    ``line`` of the page is the block's first; ``top`` is the folder of the pages.
    """
    kind = f"Mermaid {found.kind[:1].lower()}{found.kind[1:]}"
    parts = tuple(
        Part(
            found.uid, "node", found.names.get(click.node, click.node), kind, targets, "",
            line + click.line - 1,
        )
        for click in found.clicks
        if not click.problem and (targets := tuple(meanings(click.target, page, top)))
    )  # fmt: skip
    return Shown(page, found.uid, found.title, parts)
