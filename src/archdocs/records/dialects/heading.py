"""Records whose status is in the text of a heading: ``## Status: Accepted``."""

from __future__ import annotations

import re

from archdocs.records.dialects.front import add_to_list
from archdocs.records.dialects.madr import front_links, link_key, status_links
from archdocs.records.dialects.nygard import Nygard, date_of, status_heading
from archdocs.records.dialects.reading import Reading, Target, title_of
from archdocs.records.document import Document, Heading, Splice

__all__ = ["HEADING"]

STATUS = re.compile(r"status *(?::|[-–—] ) *(?P<value>\S.*)\Z", re.IGNORECASE)
LINE = re.compile(
    r"(?P<head>.{0,12}?status *(?::|[-–—] ) *)(?P<value>\S.*?)(?P<tail>[ #]*)\Z", re.I
)


class HeadingDialect(Nygard):
    """The date as in Nygard's format, the status in a heading, links in front matter."""

    name = "heading"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        if document.is_rst or "status" in document.front.values:
            return False
        return status_heading(document) is None and stated(document) is not None

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        title, title_line = title_of(document)
        lines = {"title": title_line} if title_line else {}
        heading = stated(document)
        statuses: tuple[tuple[str, int], ...] = ()
        if heading:
            found = STATUS.match(heading.text)
            statuses = ((found["value"] if found else "", heading.start + 1),)
            lines["status"] = heading.start + 1
        date, date_line = date_of(document)
        if date_line:
            lines["date"] = date_line
        links = (*front_links(document), *status_links(statuses, document.names))
        return Reading(self.name, title, statuses, date, links=links, lines=lines)

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`."""
        heading = stated(document)
        found = LINE.match(document.lines[heading.start]) if heading else None
        if heading is None or found is None:
            return ()
        word = status.replace("-", " ").capitalize()
        line = f"{found['head']}{word}{found['tail']}"
        return (Splice(heading.start, heading.start + 1, (line,)),)

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`."""
        return add_to_list(document, link_key(document, kind), target.id)


def stated(document: Document) -> Heading | None:
    """Return the heading that states the status."""
    return next((item for item in document.headings if STATUS.match(item.text)), None)


HEADING = HeadingDialect()
