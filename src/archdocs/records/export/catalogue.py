"""The catalogue: every record as JSON, in a form of our own with a published schema.

``catalogue.schema.json`` beside this file is the schema (JSON Schema 2020-12). ``format`` is
raised when a key changes its meaning or goes; new keys do not raise it.
"""

from __future__ import annotations

import importlib.resources
import json
from typing import Any

from archdocs.records.export.model import Made, Source, Stamp, clean, in_force
from archdocs.records.kinds import Kind
from archdocs.records.model import Record

__all__ = ["CATALOGUE", "FORMAT", "Catalogue", "cleaned", "entry", "schema_text"]

FORMAT = 1
HEAD = b'{\n  "format": 1,\n  "generator": "archdocs",'


class Catalogue:
    """All records, with their kinds and their links both ways."""

    shape = "text"

    def make(self, source: Source) -> Made:
        """See :meth:`Format.make`."""
        moment = source.moment
        data = {
            "format": FORMAT,
            "generator": "archdocs",
            "project": source.project,
            "as_of": {"ref": moment.name, "commit": moment.commit} if moment else None,
            "kinds": [about(kind) for kind in source.catalog.kinds.values()],
            "records": [entry(source, record) for record in source.records],
        }
        text = json.dumps(cleaned(data), indent=2, ensure_ascii=False, allow_nan=False)
        return Made({"": text.encode() + b"\n"})

    def ours(self, data: bytes) -> bool:
        """See :meth:`Format.ours`."""
        return data.startswith(HEAD)


def schema_text() -> str:
    """Return the published JSON Schema of the catalogue."""
    return (
        importlib.resources.files(__package__).joinpath("catalogue.schema.json").read_text("utf-8")
    )


def about(kind: Kind) -> dict[str, Any]:
    """Return a kind: its name, and what its statuses mean."""
    return {
        "name": kind.name,
        "title": kind.title,
        "prefix": kind.prefix,
        "statuses": [
            {"name": status, "in_force": in_force(kind, status)} for status in kind.statuses
        ],
    }


def entry(source: Source, record: Record) -> dict[str, Any]:
    """Return everything about a record; what nobody wrote is ``None``, a list empty."""
    first, last = source.history.get(record.path, (None, None))
    ends = {(link.kind, link.target): other for link, other in source.catalog.links(record)}
    return {
        "id": record.id,
        "kind": record.kind,
        "number": record.number,
        "title": record.title or None,
        "status": record.status,
        "raw_status": record.raw_status or None,
        "in_force": in_force(source.kind_of(record), record.status),
        "date": record.date.isoformat() if record.date else None,
        "owner": record.owner or None,
        "deciders": list(record.deciders),
        "tags": list(record.tags),
        "review_by": record.review_by.isoformat() if record.review_by else None,
        "dialect": record.dialect,
        "path": record.path,
        "lines": {name: line for name, line in sorted(record.lines.items()) if line},
        "fields": dict(sorted(record.fields.items())),
        "links": [
            {
                "kind": link.kind,
                "target": link.target,
                "line": link.line or None,
                **end_of(ends.get((link.kind, link.target))),
            }
            for link in record.links
        ],
        "backlinks": [
            {"kind": kind, **end_of(other)} for kind, other in source.catalog.backlinks(record)
        ],
        "first_commit": stamped(first),
        "last_commit": stamped(last),
    }


def end_of(record: Record | None) -> dict[str, str | None]:
    """Return the names of a link's other end, which may be nowhere in the catalogue."""
    return {"id": record.id if record else None, "path": record.path if record else None}


def stamped(stamp: Stamp | None) -> dict[str, str] | None:
    """Return a commit as JSON values."""
    return {"commit": stamp.commit, "date": stamp.date} if stamp else None


def cleaned(value: Any) -> Any:
    """Return JSON values whose every text is UTF-8."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): cleaned(item) for key, item in value.items()}
    return [cleaned(item) for item in value] if isinstance(value, list) else value


CATALOGUE = Catalogue()
