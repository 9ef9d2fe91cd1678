"""The coverage matrix as text: a table, JSON, CSV or Markdown. A gap is a word, not a colour."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from archdocs.records.listing import visible, width
from archdocs.records.sheet import to_csv
from archdocs.records.trace import Cell, Matrix, Reached
from archdocs.system.markup.escape import escaped

__all__ = ["FORMATS", "GAP", "as_csv", "as_json", "as_markdown", "as_table", "label"]

GAP = "none"


def label(item: Reached) -> str:
    """Return what a cell says of one thing."""
    return f"{item.name} via {item.via}" if item.via else item.name


def grid(made: Matrix) -> Iterator[list[str]]:
    """Yield the rows as texts, the header first, how much is covered last."""
    yield [made.start.upper(), *(name.upper() for name in made.columns)]
    for record, cells in made.rows:
        yield [f"{record.id} {record.title}", *(said(cell) for cell in cells)]
    total = len(made.rows)
    yield ["covered", *(f"{made.covered(n)} of {total}" for n in range(len(made.columns)))]


def said(cell: Cell) -> str:
    """Return a cell's text."""
    return ", ".join(map(label, cell)) or GAP


def as_table(made: Matrix) -> str:
    """Return aligned columns."""
    if not made.rows:
        return f"no {made.start} records"
    rows = [[visible(text) for text in row] for row in grid(made)]
    wide = [max(width(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            text + " " * (size - width(text)) for text, size in zip(row, wide, strict=True)
        ).rstrip()
        for row in rows
    )


def as_markdown(made: Matrix) -> str:
    """Return a table for a page or a report."""
    if not made.rows:
        return f"No {escaped(made.start)} records."
    rows = ["| " + " | ".join(escaped(text) for text in row) + " |" for row in grid(made)]
    return "\n".join([rows[0], "|" + "---|" * (len(made.columns) + 1), *rows[1:]])


def as_csv(made: Matrix) -> str:
    """Return CSV with a header; a gap is an empty cell."""
    rows = (
        [record.id, record.title, record.status, *("; ".join(map(label, cell)) for cell in cells)]
        for record, cells in made.rows
    )
    return to_csv(["id", "title", "status", *made.columns], rows, end="\n").rstrip("\n")


def as_json(made: Matrix) -> str:
    """Return JSON; the reference of files describes it."""
    data = {
        "schema_version": 1,
        "from": made.start,
        "columns": list(made.columns),
        "rows": [
            {
                "id": record.id,
                "title": record.title,
                "status": record.status,
                "path": record.path,
                "cells": {
                    name: [
                        {
                            "id": item.record.id if item.record else None,
                            "path": item.record.path if item.record else item.name,
                            "via": item.via or None,
                        }
                        for item in cell
                    ]
                    for name, cell in zip(made.columns, cells, strict=True)
                },
                "gaps": [n for n, c in zip(made.columns, cells, strict=True) if not c],
            }
            for record, cells in made.rows
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


FORMATS: dict[str, Callable[[Matrix], str]] = {
    "table": as_table,
    "json": as_json,
    "csv": as_csv,
    "md": as_markdown,
}
