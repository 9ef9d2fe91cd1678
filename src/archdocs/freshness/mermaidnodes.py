"""Nodes of Mermaid blocks in pages, as far as they are links to what the project has."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import replace

from archdocs.diagrams.mermaid import MermaidPicture, render
from archdocs.diagrams.mermaid.blocks import blocks_in, meanings
from archdocs.diagrams.mermaid.nodes import linked_nodes
from archdocs.diagrams.mermaid.source import without_clicks
from archdocs.diagrams.parts import Shown
from archdocs.finding import Location
from archdocs.freshness.bound import Ties
from archdocs.freshness.documents import document_paths
from archdocs.project import Project
from archdocs.system.markup import decode

__all__ = ["in_pages", "leading"]


def in_pages(project: Project, ties: Ties) -> Iterator[Shown]:
    """Yield the blocks of the documents on disk with a node that leads into the project."""
    top = project.settings.project.docs.strip("/")
    for path in document_paths(ties.files, project.settings):
        text = decode(project.worktree.read(path) or b"")
        for before, block in blocks_in(text, markdown=path.endswith(".md")):
            targets = [click.target for click in without_clicks(block)[1] if not click.problem]
            # Drawing says what nodes are called; it takes longer than all the rest.
            if any(known(ties, meanings(target, path, top), path) for target in targets):
                found = drawn(block, path, before, top)
                if found is not None:
                    yield leading(ties, found)


def drawn(block: str, page: str, before: int, top: str) -> Shown | None:
    """Return a block with its linked nodes; ``None`` where it can't be drawn.

    ``before`` is the number of lines before it. The picture is the one that the page has: as the
    directive does, it leaves out empty lines around the block.
    """
    source = textwrap.dedent(block).rstrip()
    body = source.lstrip("\n")
    line = before + 1 + len(source) - len(body)
    found = render(body, Location(page, line))
    return linked_nodes(found, page, line, top) if isinstance(found, MermaidPicture) else None


def leading(ties: Ties, block: Shown) -> Shown:
    """Return a block with the nodes that lead to a record, a page or code, each to one."""
    ends = ((part, known(ties, part.targets, block.script)) for part in block.parts)
    return replace(block, parts=tuple(replace(part, targets=(end,)) for part, end in ends if end))


def known(ties: Ties, targets: Iterable[str], page: str) -> str:
    """Return the first of a link's meanings that the project has; empty without one."""
    found = (raw for raw in targets if ties.meant(raw, page).kind in ("record", "code"))
    return next(found, "")
