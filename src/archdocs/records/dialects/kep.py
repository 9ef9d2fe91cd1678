"""Kubernetes enhancement proposals: a folder whose ``kep.yaml`` holds the metadata.

Older ones have the same keys as front matter of their ``README.md``.
"""

from __future__ import annotations

import dataclasses

from archdocs.records.dialects.madr import FrontMatterDialect, link_targets, names_of, text_of
from archdocs.records.dialects.reading import Reading
from archdocs.records.document import Document
from archdocs.records.model import Link

__all__ = ["KEP"]

#: Keys that no other format has.
MARKS = ("kep-number", "owning-sig", "owning-sigs")
LINK_KEYS = {"replaces": "supersedes", "superseded-by": "superseded-by", "see-also": "relates"}
DATES = ("last-updated", "creation-date")


class Kep(FrontMatterDialect):
    """Metadata in a YAML file beside the text."""

    def __init__(self) -> None:
        super().__init__("kep")

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        return document.is_yaml or any(mark in document.front.values for mark in MARKS)

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        front = document.front
        reading = super().read(document)
        lines = dict(reading.lines)
        title = text_of(front.values.get("title"))
        if title:
            lines["title"] = front.lines["title"]
        date = next((key for key in DATES if text_of(front.values.get(key))), "")
        if date:
            lines["date"] = front.lines[date]
        return dataclasses.replace(
            reading,
            title=title or reading.title,
            date=text_of(front.values.get(date)),
            owner=text_of(front.values.get("owning-sig")),
            deciders=names_of(front.values.get("approvers")),
            links=kep_links(document),
            lines=lines,
        )


def kep_links(document: Document) -> tuple[Link, ...]:
    """Return the links; targets are paths from the top of the repository."""
    found = []
    for key, kind in LINK_KEYS.items():
        value = document.front.values.get(key)
        for item in value if isinstance(value, list) else [value]:
            found += [Link(kind, t, document.front.lines[key]) for t in link_targets(item)]
    return tuple(found)


KEP = Kep()
