"""Cosmos ADRs: a Status section in capitals, and dates in a section called Changelog."""

from __future__ import annotations

import dataclasses
import re

from archdocs.errors import UsageError
from archdocs.records.dialects.changelog import has_changelog, last_day
from archdocs.records.dialects.nygard import Nygard, date_of, status_heading
from archdocs.records.dialects.reading import Reading
from archdocs.records.document import Document, Splice

__all__ = ["COSMOS"]

#: How far the code is, which this format says after the status and which changes nothing.
PROGRESS = re.compile(
    r"(?P<status>\w+)(?:,? +(?:(?:not|partially|middleware) +)?(?:yet +)?implemented\b.*"
    r"|,? +(?:and +)?applied in\b.*)\Z",
    re.IGNORECASE,
)


class Cosmos(Nygard):
    """``PROPOSED Not Implemented`` under ``## Status``; ``* 2020-05-18: Draft`` above it."""

    name = "cosmos"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        return status_heading(document) is not None and has_changelog(document)

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        reading = super().read(document)
        plain = tuple(without_progress(text) for text, _ in reading.statuses)
        date, line = last_day(document)
        if reading.date or not date:
            return dataclasses.replace(reading, dialect=self.name, plain=plain)
        lines = {**reading.lines, "date": line}
        return dataclasses.replace(reading, dialect=self.name, date=date, lines=lines, plain=plain)

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`: capitals stay capitals."""
        old = next((text for text, _ in super().read(document).statuses), "")
        splices = super().status_edit(document, status)
        if not old.strip("*_ ").split(" ")[0].isupper():
            return splices
        return tuple(
            Splice(item.start, item.stop, tuple(line.upper() for line in item.new))
            for item in splices
        )

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`."""
        _, line = last_day(document)
        if line and not date_of(document)[1]:
            raise UsageError(
                f"{document.path}:{line}: the date is that of the last change",
                hint="add a line to the change log that says what changed",
            )
        return super().date_edit(document, date)


def without_progress(text: str) -> str:
    """Return a status without what is said of its implementation."""
    bare = text.strip().strip("*_").strip()[:500]
    found = PROGRESS.match(bare)
    return found["status"] if found else text


COSMOS = Cosmos()
