"""Aries RFCs: bullets as in MADR 2, with a status that is a link to what it means."""

from __future__ import annotations

import dataclasses
import re

from archdocs.records.dialects.madr import BulletDialect, bullets
from archdocs.records.dialects.reading import Reading, people
from archdocs.records.document import Document, Splice

__all__ = ["ARIES"]

LINKED = re.compile(
    r"\[(?P<word>[^\[\]]{1,60})\]\((?P<href>[^()\s]{0,300}?)(?P<anchor>#[^()\s]*)?\)"
)
#: When the status began, and when the text did, the better first.
DATES = ("since", "start-date")


class Aries(BulletDialect):
    """``- Status: [ADOPTED](/README.md#adopted)`` and ``- Since: 2019-05-04``."""

    name = "aries-rfc"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        keys = {key for key, _, _ in bullets(document)}
        return "status" in keys and bool(keys & set(DATES))

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        reading = super().read(document)
        found: dict[str, tuple[str, int]] = {}
        for key, value, line in bullets(document):
            found.setdefault(key, (value, line))
        date = next((key for key in DATES if found.get(key, ("",))[0].strip()), "")
        value, line = found.get(date, ("", 0))
        names = re.sub(
            r"\[([^\[\]]{0,200})\]\([^()]{0,300}\)", r"\1", found.get("authors", ("",))[0]
        )
        return dataclasses.replace(
            reading,
            dialect=self.name,
            date=value.strip(),
            deciders=people(names),
            lines={**reading.lines, "date": line} if line else reading.lines,
        )

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`: a link goes on to lead to what the word means."""
        old = next((value for key, value, _ in bullets(document) if key == "status"), "")
        found = LINKED.match(old.strip())
        if not found:
            return self.set(document, "status", status.upper())
        anchor = f"#{status}" if found["anchor"] else ""
        link = f"[{status.upper()}]({found['href']}{anchor})"
        return self.set(document, "status", link)

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`."""
        return self.set(document, "since", date)


ARIES = Aries()
