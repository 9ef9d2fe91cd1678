"""Rules about the fields of records together."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.records import fieldcodes as codes
from archdocs.records.catalog import Catalog
from archdocs.records.circles import cycles
from archdocs.records.model import Record

__all__ = ["field_circles"]


def field_circles(catalog: Catalog) -> Iterator[Finding]:
    """Yield each circle of records that an acyclic field of their kind leads through."""
    by_kind: dict[str, list[Record]] = {}
    for record in catalog.records:
        by_kind.setdefault(record.kind, []).append(record)
    for kind, records in by_kind.items():
        for name, field in catalog.kinds[kind].fields.items():
            if field.acyclic:
                yield from circles_of(catalog, records, name)


def circles_of(catalog: Catalog, records: list[Record], field: str) -> Iterator[Finding]:
    """Yield each circle of records of one kind through one field."""
    called = (field, catalog.names.kind(field))
    own = {record.path: record for record in records}
    graph = {
        record.path: tuple(
            other.path
            for link, other in catalog.links(record)
            if link.kind in called and other.path in own
        )
        for record in records
    }
    for circle in dict.fromkeys(cycles(graph)):
        members = [own[path] for path in circle]
        chain = " → ".join(record.id for record in (*members, members[0]))
        yield codes.FIELD_CYCLE.at(
            Location(members[0].path, members[0].line_of(field, "title")),
            f"`{field}` leads in a circle: {chain}",
            hint="remove the reference that is wrong",
        )
