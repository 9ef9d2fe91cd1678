"""The tasks of other systems that a record names under ``tracker``."""

from __future__ import annotations

from archdocs.records.model import Record

__all__ = ["FIELD", "tasks_of"]

FIELD = "tracker"


def tasks_of(record: Record) -> tuple[str, ...]:
    """Return the ids of tasks that a record's front matter names, one or a list of them."""
    value = record.fields.get(FIELD)
    items = value if isinstance(value, list) else [value]
    return tuple(
        dict.fromkeys(item.strip() for item in items if isinstance(item, str) and item.strip())
    )
