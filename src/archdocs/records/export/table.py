"""A table: every record as a row of CSV (RFC 4180), for spreadsheets and scripts."""

from __future__ import annotations

import json
from typing import Any

from archdocs.records import sheet
from archdocs.records.export.catalogue import cleaned, entry
from archdocs.records.export.model import Made, Source

__all__ = ["COLUMNS", "TABLE", "Table", "cells"]

COLUMNS = (
    "id",
    "kind",
    "number",
    "title",
    "status",
    "raw_status",
    "in_force",
    "date",
    "owner",
    "deciders",
    "tags",
    "review_by",
    "dialect",
    "path",
    "links",
    "backlinks",
    "fields",
    "first_commit",
    "last_commit",
)


class Table:
    """One row for each record, with the columns of the catalogue."""

    shape = "text"

    def make(self, source: Source) -> Made:
        """See :meth:`Format.make`."""
        rows = [cells(cleaned(entry(source, record))) for record in source.records]
        return Made({"": sheet.to_csv(COLUMNS, rows).encode()})

    def ours(self, data: bytes) -> bool:
        """See :meth:`Format.ours`."""
        return data.startswith(",".join(COLUMNS[:7]).encode())


def cells(record: dict[str, Any]) -> list[str | int | None]:
    """Return the cells of a record of the catalogue, in the order of the columns."""
    made = dict(record)
    for name in ("deciders", "tags"):
        made[name] = sheet.joined(record[name])
    for name in ("links", "backlinks"):
        made[name] = sheet.joined(
            f"{link['kind']} {link['id'] or link.get('target')}" for link in record[name]
        )
    made["fields"] = json.dumps(record["fields"], ensure_ascii=False) if record["fields"] else None
    made["in_force"] = {True: "yes", False: "no", None: None}[record["in_force"]]
    for name in ("first_commit", "last_commit"):
        made[name] = record[name]["date"] if record[name] else None
    return [made[name] for name in COLUMNS]


TABLE = Table()
