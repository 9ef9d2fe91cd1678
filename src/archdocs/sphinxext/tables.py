"""Tables as document nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes

__all__ = ["table"]

Cell = Sequence[nodes.Node]


def table(
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[Cell]],
    name: str,
) -> nodes.Node:
    """Return a table of cells that each hold inline nodes; ``name`` is its class."""
    group = nodes.tgroup(cols=len(heads))
    for width in widths:
        group += nodes.colspec(colwidth=width)
    head = nodes.row()
    for text in heads:
        head += nodes.entry("", nodes.paragraph("", text))
    group += nodes.thead("", head)
    body = nodes.tbody()
    for cells in rows:
        row = nodes.row()
        for cell in cells:
            row += nodes.entry("", nodes.paragraph("", "", *cell))
        body += row
    group += body
    return nodes.table("", group, classes=[name])
