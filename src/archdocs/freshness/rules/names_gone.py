"""``record.names-gone``: a decision in force names code that is gone."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness import gone
from archdocs.freshness.change_codes import NAMES_GONE
from archdocs.freshness.rules.ref_gone import evidence, what
from archdocs.freshness.view import View

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report, per decision and name, the first mention."""
    said: set[tuple[str, str]] = set()
    for item in gone.in_decisions(view):
        mention = item.mention
        key = (mention.path, mention.name.key)
        if key in said:
            continue
        said.add(key)
        yield NAMES_GONE.at(
            Location(mention.path, mention.line),
            f"this decision is in force, and the {what(item)} is not in the code any more",
            section=mention.section.anchor,
            hint="supersede it if it no longer holds; else add a note with the new name",
            evidence=evidence(view, item),
        )
