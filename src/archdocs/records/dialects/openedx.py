"""Decisions in reStructuredText, as OpenEdX writes them: ``**Provisional**`` plus prose."""

from __future__ import annotations

import re

from archdocs.linknames import LinkNames
from archdocs.records.dialects.nygard import Nygard, status_heading, status_lines
from archdocs.records.dialects.reading import Reading, Target, phrase_links
from archdocs.records.document import Document, Splice
from archdocs.records.model import Link

__all__ = ["OPENEDX", "rst_targets", "unlinked"]

#: ```Use Kafka <0003-use-kafka.rst>`_`` and ``:doc:`0003-use-kafka```.
EMBEDDED = re.compile(r"`[^`<>]{0,300}<([^<>`\s]{1,500})>`_{0,2}")
DOC = re.compile(r":doc:`([^`<>]{1,300})`")
ROLE = re.compile(r"(?::[a-z:]{2,20}:)?`(?P<text>[^`<>]{1,300})(?:<[^`<>]{1,500}>)?`_{0,2}")
WORDS = re.compile(r"\W*([A-Za-z]+(?: [A-Za-z]+)?):? +(?=[:`])")
#: A status in bold letters, and what is said of it.
BOLD = re.compile(r"(?P<open>[*_]{1,2})(?P<word>[A-Za-z][A-Za-z -]{0,40})(?P<close>[*_]{1,2})")
#: The day of a status stands behind it: ``**Accepted** *(2024-01-02)*``.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
LONGEST = 2000


class OpenEdX(Nygard):
    """A section called Status in an ``.rst`` file."""

    name = "openedx"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        return document.is_rst and status_heading(document) is not None

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        reading = super().read(document)
        links: list[Link] = []
        for number, _ in status_lines(document):
            text = document.lines[number][:LONGEST]
            links += rst_links(text, number + 1, document.names)
        plain = tuple(worded(unlinked(text)) for text, _ in reading.statuses)
        date, lines = reading.date, reading.lines
        day = DAY.search(reading.statuses[0][0][:LONGEST]) if reading.statuses else None
        if day and not date:
            date, lines = day[0], {**lines, "date": reading.statuses[0][1]}
        return Reading(
            self.name,
            reading.title,
            reading.statuses,
            date,
            links=tuple(links) or reading.links,
            lines=lines,
            plain=plain,
        )

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`: letters in bold stay bold, prose after them stays."""
        word = status.replace("-", " ").capitalize()
        for number, first in status_lines(document):
            line = document.lines[number]
            found = BOLD.match(line.strip()[:LONGEST])
            if first and found:
                at = line.index(found[0])
                new = f"{found['open']}{word}{found['close']}"
                kept = line[at + len(found[0]) :]
                return (Splice(number, number + 1, (line[:at] + new + kept,)),)
        return super().status_edit(document, status)

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`."""
        markdown = f"[{target.label}]({target.href})"
        text = re.sub(r"[`<>\\]", "", target.label)
        return tuple(
            Splice(
                item.start,
                item.stop,
                tuple(line.replace(markdown, f"`{text} <{target.href}>`_") for line in item.new),
            )
            for item in super().link_edit(document, kind, target)
        )


def worded(text: str) -> str:
    """Return the word in bold at the start of a status, where nothing contradicts it."""
    found = BOLD.match(text)
    if not found:
        return text
    rest = text[found.end() :].lstrip()
    # "**Accepted** but under review" is not accepted; "**Accepted** (2021)" and a sentence are.
    return found["word"] if not rest or rest[0] in "(.,;:*-–—0123456789" else text.replace("*", "")


def unlinked(text: str) -> str:
    """Return a text with the words of its links in place of the links."""
    return ROLE.sub(lambda found: found["text"].strip(), text[:LONGEST])


def rst_links(text: str, line: int, names: LinkNames) -> tuple[Link, ...]:
    """Read ``Superseded by `Title <0003-title.rst>`_``; nothing for another form."""
    found = WORDS.match(text)
    if not found:
        return phrase_links(text, line, known=names.inverses, names=names)
    kind = names.kind(found[1])
    if kind not in names.inverses:
        return ()
    return tuple(Link(kind, target, line) for target in rst_targets(text[found.end() :]))


def rst_targets(text: str) -> tuple[str, ...]:
    """Return the targets of the links in a text; a document without its suffix gets it."""
    embedded = [found[1].removeprefix("./") for found in EMBEDDED.finditer(text)]
    bare = [f"{found[1].strip()}.rst" for found in DOC.finditer(text)]
    return (*(with_suffix(target, text) for target in embedded), *bare)


def with_suffix(target: str, text: str) -> str:
    """Return a target of the ``doc`` role as a file."""
    return f"{target}.rst" if ":doc:`" in text and "." not in target else target


OPENEDX = OpenEdX()
