"""Whether a record is in force, and what that makes of its links."""

from __future__ import annotations

from archdocs.records.catalog import Catalog
from archdocs.records.model import Record

__all__ = ["decided", "phrase"]


def decided(catalog: Catalog, record: Record) -> bool:
    """Say whether a record came into force: it neither waits for an answer nor got a no."""
    kind = catalog.kinds[record.kind]
    return record.status not in (*kind.pending, *kind.void)


def phrase(catalog: Catalog, kind: str, other: Record) -> str:
    """Return what a link from a record to ``other`` is called where people read it.

    What a proposal is to supersede is not superseded yet, and by a rejected one never was.
    """
    theirs = catalog.kinds[other.kind]
    if kind == "superseded-by" and other.status in theirs.pending:
        return "To be superseded by"
    if kind == "superseded-by" and other.status in theirs.void:
        return "Not superseded by"
    return catalog.names.phrase(kind)
