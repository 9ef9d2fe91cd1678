"""Two branches that each took a number: seen before the merge, while the repair is one command."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from archdocs.finding import Finding, Location
from archdocs.records import codes
from archdocs.records.catalog import Catalog

__all__ = ["taken_by"]


def taken_by(
    catalog: Catalog, tip: Catalog, before: Collection[str], base: str
) -> Iterator[Finding]:
    """Yield the records that were added here under a number that the base has given away since.

    ``tip`` are the records of ``base`` as it is now, ``before`` the files of the common
    ancestor. A file that is in the ancestor was renamed by one side, which is no collision.
    """
    theirs = {
        record.id: record.path
        for record in reversed(tip.records)
        if record.number is not None and record.path not in before
    }
    for record in catalog.records:
        path = theirs.get(record.id)
        if path and path != record.path and record.path not in before:
            yield codes.NUMBER_TAKEN.at(
                Location(record.path, record.line_of("title")),
                f"{record.id} is the id of {path} on {base}",
                hint=f"run: archdocs renumber {record.path} --next",
            )
