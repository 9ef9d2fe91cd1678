"""Michael Nygard's format, as adr-tools writes it: ``# 3. Title``, ``Date:``, ``## Status``.

The status is a section of paragraphs: a word, and links such as ``Supersedes [2. Old](…)``.
adr-tools spells "Superceded by", and that is read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.records.dialects.reading import Reading, Target, phrase_links, title_of
from archdocs.records.document import Document, Heading, Splice
from archdocs.records.model import Link

__all__ = ["NYGARD", "Nygard", "date_of", "status_heading", "status_lines"]

DATE = re.compile(r"\s*(?:[*_]{1,2})?date:?(?:[*_]{1,2})?:?\s+(\S.*)\Z", re.IGNORECASE)
#: The mark of a list's item, which is no part of the status.
MARK = re.compile(r"[*+-] +")
SUPERSEDED = re.compile(r"super[sc]ee?ded\W*\Z", re.IGNORECASE)
SUPERSEDED_BY = re.compile(r"super[sc]ee?ded by\b", re.IGNORECASE)


class Nygard:
    """The format with a section called Status."""

    name = "nygard"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        return status_heading(document) is not None

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        title, title_line = title_of(document)
        lines = {"title": title_line} if title_line else {}
        statuses: list[tuple[str, int]] = []
        links: list[Link] = []
        for number, first in status_lines(document):
            text = document.lines[number]
            links += phrase_links(text, number + 1, names=document.names)
            # Only what starts a paragraph states a status; the rest of it explains.
            if first:
                statuses.append(
                    (
                        MARK.sub("", text.strip(), count=1)
                        if MARK.match(text.strip())
                        else text.strip(),
                        number + 1,
                    )
                )
        date, date_line = date_of(document)
        if statuses:
            lines["status"] = statuses[0][1]
        else:
            heading = status_heading(document)
            lines["status"] = heading.start + 1 if heading else 0
        if date_line:
            lines["date"] = date_line
        return Reading(self.name, title, tuple(statuses), date, links=tuple(links), lines=lines)

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`."""
        word = status.replace("-", " ").capitalize()
        for number, first in status_lines(document):
            if first and not phrase_links(document.lines[number], number + 1):
                return (Splice(number, number + 1, (indent(document.lines[number]) + word,)),)
        return added(document, word, first=True)

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`."""
        _, line = date_of(document)
        if line:
            return (Splice(line - 1, line, (f"Date: {date}",)),)
        after = document.title.end + 1 if document.title else document.body
        return (Splice(after, after, ("", f"Date: {date}")),)

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`.

        A bare "Superseded" becomes "Superseded by …", as adr-tools has it.
        """
        text = f"{document.names.phrase(kind)} [{target.label}]({target.href})"
        if document.names.shown(kind) == "superseded-by":
            for number, first in status_lines(document):
                if first and SUPERSEDED.match(document.lines[number].strip()):
                    return (Splice(number, number + 1, (text,)),)
        return added(document, text)


def status_heading(document: Document) -> Heading | None:
    """Return the heading of the status section, of whatever level."""
    return next(
        (item for item in document.headings if item.text.strip(" :").lower() == "status"), None
    )


def status_lines(document: Document) -> Iterator[tuple[int, bool]]:
    """Yield the lines of the status section, and whether each starts a paragraph."""
    heading = status_heading(document)
    if heading is None:
        return
    inside = document.section(heading)
    before = -2
    for number in document.prose():
        if number in inside and document.lines[number].strip():
            item = document.lines[number].lstrip().startswith(("* ", "- ", "+ "))
            if not document.lines[number].lstrip().startswith("<!--"):
                yield number, number != before + 1 or item
            before = number


def added(document: Document, text: str, *, first: bool = False) -> tuple[Splice, ...]:
    """Add a paragraph to the status section, at its end or ``first``."""
    heading = status_heading(document)
    if heading is None:
        return ()
    numbers = [number for number, _ in status_lines(document)]
    if first or not numbers:
        after = heading.end + 1
        rest = document.lines[after : after + 1]
        gap = () if rest and not rest[0].strip() else ("",) if rest else ()
        return (Splice(after, after, ("", text, *gap)),)
    return (Splice(numbers[-1] + 1, numbers[-1] + 1, ("", text)),)


def date_of(document: Document) -> tuple[str, int]:
    """Return the ``Date:`` line before the first section, or of a section called Date."""
    for number in document.prose():
        found = DATE.match(document.lines[number])
        if found:
            return found[1].strip(), number + 1
        if document.lines[number].startswith("## "):
            break
    for heading in document.headings:
        if heading.text.strip(" :").lower() == "date":
            for number in document.section(heading):
                if document.lines[number].strip():
                    return document.lines[number].strip(), number + 1
    return "", 0


def indent(line: str) -> str:
    """Return the spaces and the list mark a line starts with."""
    return line[: len(line) - len(line.lstrip(" *+-"))]


NYGARD = Nygard()
