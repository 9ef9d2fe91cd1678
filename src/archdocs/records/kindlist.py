"""The kinds of a project as rows: for a terminal and for programs."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.kind import Kind
from archdocs.records.listing import joined, visible, width
from archdocs.records.scaffold import environment, template_names

__all__ = ["as_json", "as_table", "rows_of_kinds"]

HEADERS = ("KIND", "TITLE", "RECORDS", "FOLDER", "TEMPLATES", "STATUSES")


def rows_of_kinds(project: Project) -> list[dict[str, Any]]:
    """Return every kind as plain values, with how many records there are of it."""
    catalog = of_project(project)
    counts = Counter(record.kind for record in catalog.records)
    env = environment(project.template_folders)
    return [
        {
            **about(kind),
            "templates": templates(template_names(env, name), kind),
            "records": counts[name],
        }
        for name, kind in catalog.kinds.items()
    ]


def templates(names: tuple[str, ...], kind: Kind) -> list[str]:
    """Return the names of a kind's templates, its own first."""
    return sorted(names, key=lambda name: (name != kind.template, name))


def about(kind: Kind) -> dict[str, Any]:
    """Return what a kind's file says, without its fields' details."""
    return {
        "name": kind.name,
        "title": kind.title,
        "prefix": kind.prefix,
        "folder": kind.folder,
        "also": list(kind.also),
        "lifecycle": kind.lifecycle,
        "statuses": {status: list(moves) for status, moves in kind.moves.items()},
        "initial": kind.initial,
        "generated": kind.generated,
        "fields": {name: field.type for name, field in kind.fields.items()},
    }


def as_json(rows: list[dict[str, Any]]) -> str:
    """Return a JSON array of objects."""
    return json.dumps(rows, indent=2, ensure_ascii=False)


def as_table(rows: list[dict[str, Any]]) -> str:
    """Return aligned columns."""
    lines = [
        (
            visible(row["name"]),
            visible(row["title"]),
            str(row["records"]),
            visible(row["folder"]),
            visible(", ".join(row["templates"]) or "-"),
            ", ".join(row["statuses"]) if row["lifecycle"] == "statuses" else row["lifecycle"],
        )
        for row in rows
    ]
    widths = [max(width(line[n]) for line in (HEADERS, *lines)) for n in range(len(HEADERS))]
    return "\n".join(joined(cells, widths) for cells in (HEADERS, *lines))
