"""Ethereum improvement proposals: front matter with the number, authors and ``created``."""

from __future__ import annotations

import dataclasses

from archdocs.errors import UsageError
from archdocs.records.dialects.front import set_value
from archdocs.records.dialects.madr import FrontMatterDialect, text_of
from archdocs.records.dialects.reading import Reading, Target, people, references
from archdocs.records.document import Document, Splice
from archdocs.records.model import Link

__all__ = ["EIP"]

MARKS = ("eip", "erc")
LINKS = {"requires": "depends", "replaces": "supersedes", "superseded-by": "superseded-by"}
WRITTEN = {kind: key for key, kind in LINKS.items()}


class Eip(FrontMatterDialect):
    """Front matter whose ``requires`` lists numbers with commas between them."""

    def __init__(self) -> None:
        super().__init__("eip")

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        return any(mark in document.front.values for mark in MARKS)

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        values, places = document.front.values, document.front.lines
        reading = super().read(document)
        lines = dict(reading.lines)
        title = text_of(values.get("title"))
        if title:
            lines["title"] = places["title"]
        if text_of(values.get("created")):
            lines["date"] = places["created"]
        links = [
            Link(kind, target, places[key])
            for key, kind in LINKS.items()
            for target in references(text_of(values.get(key)))
        ]
        return dataclasses.replace(
            reading,
            title=title or reading.title,
            date=text_of(values.get("created")),
            deciders=people(text_of(values.get("author"))),
            links=tuple(links),
            lines=lines,
        )

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`."""
        return set_value(document, "status", status.replace("-", " ").title())

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`."""
        return set_value(document, "created", date)

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`."""
        key = WRITTEN.get(kind)
        if key is None or target.number is None:
            raise UsageError(f"{document.path}:1: this format has no key for {kind} {target.id}")
        old = text_of(document.front.values.get(key))
        number = str(target.number)
        return set_value(document, key, f"{old}, {number}" if old else number)


EIP = Eip()
