"""Records that may only grow: what a change took out of them."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.records import fieldcodes as codes
from archdocs.records.catalog import Catalog
from archdocs.records.document import Document, NotText
from archdocs.records.found import record_files
from archdocs.records.kinds import Kinds
from archdocs.system.tree import Tree

__all__ = ["rewritten"]


def rewritten(catalog: Catalog, before: Tree, kinds: Kinds) -> Iterator[Finding]:
    """Yield the records of append-only kinds that do not begin as they did in ``before``.

    Front matter may change. A file that moved is one that is gone.
    """
    for kind, path in record_files(before, kinds):
        if kind.lifecycle != "append-only":
            continue
        old, new = body_of(before, path), body_of(catalog.tree, path)
        if old is None:
            continue
        if new is None:
            yield codes.REWRITTEN.at(
                Location(path), f"{path} is gone, and {kind.name} records are kept", hint=RESTORE
            )
            continue
        start, lines = new
        known = trimmed(old[1])
        if lines[: len(known)] != known:
            both = zip(known, lines, strict=False)
            same = next((n for n, (was, now) in enumerate(both) if was != now), len(lines))
            yield codes.REWRITTEN.at(
                Location(path, min(start + same, start + max(len(lines) - 1, 0)) + 1),
                f"{path} no longer says what it said, and {kind.name} records only grow",
                hint=RESTORE,
            )


RESTORE = "restore what was there, and add the correction below it or in a new record"


def body_of(tree: Tree, path: str) -> tuple[int, list[str]] | None:
    """Return the 0-based first line of a file's body, and its lines; ``None`` for no text."""
    data = tree.read(path)
    if data is None:
        return None
    try:
        document = Document.parse(path, data)
    except NotText:
        return None
    return document.body, [line.rstrip() for line in document.lines[document.body :]]


def trimmed(lines: list[str]) -> list[str]:
    """Return lines without the empty ones at the end."""
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    return lines[:end]
