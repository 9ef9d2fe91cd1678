"""Date the sections of a snapshot: committed changes by their commit, others as today's."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from archdocs.freshness.facts import Facts
from archdocs.freshness.history import WORKTREE, History, Prints, Touch, origins
from archdocs.freshness.snapshot import Snapshot
from archdocs.freshness.view import prints_of
from archdocs.system.markup import is_document

__all__ = ["touches"]

NOT_COMMITTED = "not committed"


def touches(
    snapshot: Snapshot, history: History, facts: Facts, prefix: str, today: datetime.date
) -> dict[str, Mapping[str, Touch]]:
    """Return path -> anchor -> last change, with paths relative to the project.

    Raises :class:`archdocs.freshness.history.IncompleteHistory`.
    """
    start = f"{prefix}/" if prefix else ""
    committed: dict[str, Mapping[str, Touch]] = {
        path.removeprefix(start): known
        for path, known in history.touched(snapshot.commit).items()
        if path.startswith(start)
    }
    edited = sorted(path for path in snapshot.dirty if is_document(path))
    if not edited:
        return committed
    pairs: list[tuple[str, Prints, Prints]] = []
    for path in edited:
        blob = snapshot.blobs.get(path, "")
        old = history.prints(blob, path) if blob else {}
        new = prints_of(snapshot, facts, path) if path in snapshot.known else {}
        pairs.append((path, old, new))
    moved = origins(pairs, {path: tuple(new) for path, _, new in pairs})
    midnight = datetime.datetime.combine(today, datetime.time(), datetime.UTC)
    now = Touch(WORKTREE, int(midnight.timestamp()), NOT_COMMITTED)
    result = dict(committed)
    for path, _, new in pairs:
        dated: dict[str, Touch] = {}
        for anchor in new:
            source = moved.get((path, anchor), (path, anchor))
            known = committed.get(source[0], {}).get(source[1]) if source else None
            dated[anchor] = known or now
        result[path] = dated
    return result
