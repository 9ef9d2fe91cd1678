"""``stale.example-ids``: the code blocks of a section use several names that are gone."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness import gone
from archdocs.freshness.change_codes import EXAMPLE_IDS
from archdocs.freshness.gone import Vanished
from archdocs.freshness.rules.ref_gone import evidence
from archdocs.freshness.view import View

__all__ = ["find"]

FEWEST = 2


def find(view: View) -> Iterator[Finding]:
    """Report sections with several such names."""
    sections: dict[tuple[str, str], list[Vanished]] = {}
    for item in gone.in_code(view):
        key = (item.mention.path, item.mention.section.anchor)
        sections.setdefault(key, []).append(item)
    for (path, anchor), items in sections.items():
        if len(items) < FEWEST:
            continue
        items.sort(key=lambda item: item.mention.line)
        names = [item.mention.name.key for item in items]
        first = evidence(view, items[0])
        yield EXAMPLE_IDS.at(
            Location(path, items[0].mention.line),
            f"the examples use {len(names)} names that are not in the code any more",
            section=anchor,
            hint="run the examples, and write them anew",
            evidence=(("names", " ".join(names)), *first),
        )
