"""``stale.ref-moved``: a section quotes what has one clear new place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.finding import Edit, Finding, Location
from archdocs.freshness import gone
from archdocs.freshness.change_codes import REF_MOVED
from archdocs.freshness.edits import edit_at, line_starts, own_text
from archdocs.freshness.gone import Vanished
from archdocs.freshness.moves import moved_to
from archdocs.freshness.rules.ref_gone import evidence, what
from archdocs.freshness.view import View

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report, per section and name, the first mention of what moved."""
    for item in gone.in_pages(view):
        place = moved_to(view, item)
        if place is None:
            continue
        mention = item.mention
        commit = place.commit
        facts = tuple(pair for pair in evidence(view, item) if pair[0] != "now")
        now = f"{place.quoted} by {commit.id[:10]} {commit.date} {commit.subject}"
        yield REF_MOVED.at(
            Location(mention.path, mention.line),
            f"the {what(item)} is `{place.quoted}` now",
            section=mention.section.anchor,
            hint=f"quote `{place.quoted}`",
            evidence=(*facts, ("now", now)),
            fix=tuple(edits(view, item, place.quoted)),
        )


def edits(view: View, item: Vanished, new: str) -> Iterator[Edit]:
    """Yield an edit for each place of the section that quotes the name."""
    mention = item.mention
    text = own_text(view, mention.path)
    if text is None:
        return
    starts = line_starts(text)
    first = starts[mention.section.start - 1]
    last = starts[mention.section.end] if mention.section.end < len(starts) else len(text)
    old = re.escape(mention.name.raw)
    for found in re.finditer(rf"(?<=`){old}(?=`)", text[first:last]):
        yield edit_at(mention.path, text, (first + found.start(), first + found.end()), new)
