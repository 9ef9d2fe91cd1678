"""``stale.ref-gone``: a section quotes what the code no longer has."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness import gone
from archdocs.freshness.codes import REF_GONE
from archdocs.freshness.gone import Vanished
from archdocs.freshness.history import WORKTREE
from archdocs.freshness.moves import moved_to
from archdocs.freshness.view import View

__all__ = ["evidence", "find", "what"]

KINDS = {"path": "path", "file": "file", "flag": "option"}


def find(view: View) -> Iterator[Finding]:
    """Report, per section and name, the first mention of what is gone for good."""
    for item in gone.in_pages(view):
        if moved_to(view, item) is None:
            mention = item.mention
            yield REF_GONE.at(
                Location(mention.path, mention.line),
                f"the {what(item)} is not in the code any more",
                section=mention.section.anchor,
                hint=advice(view, item),
                evidence=evidence(view, item),
            )


def advice(view: View, item: Vanished) -> str:
    """Say what to do; where one file alone has the name of what is gone, ask about it."""
    name = item.mention.name
    last = name.key.rpartition("/")[2]
    same = [path for path in view.snapshot.files if path.rpartition("/")[2] == last]
    if name.kind in ("path", "file") and "." in last and len(same) == 1:
        return f"did it move to `{same[0]}`?"
    return "quote what took its place, or say that it is gone"


def what(item: Vanished) -> str:
    """Call what is gone by its kind and name."""
    name = item.mention.name
    return f"{KINDS.get(name.kind, 'name')} `{name.raw}`"


def evidence(view: View, item: Vanished) -> tuple[tuple[str, str], ...]:
    """Return the quoted line, when it was written, where the name was, and what took it."""
    mention, past = item.mention, view.past
    broke = past.removed_by(mention.name, item.commit, item.origin) if past else None
    touch = mention.touch
    written = "not committed" if touch.commit == WORKTREE else f"{touch.commit[:10]} {touch.date}"
    return (
        ("reference", mention.name.key),
        ("quoted", view.quote(mention.path, mention.line)),
        ("written", written),
        ("was", f"{item.origin} at {item.commit[:10]}"),
        ("now", f"gone by {broke.id[:10]} {broke.date} {broke.subject}" if broke else "gone"),
    )
