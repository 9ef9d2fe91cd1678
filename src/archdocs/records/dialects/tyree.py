"""Tyree and Akerman's format as bold words: ``**Status**: Decided``, anywhere in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.errors import UsageError
from archdocs.records.dialects.nygard import status_heading
from archdocs.records.dialects.reading import (
    Reading,
    Target,
    people,
    phrase_links,
    references,
    title_of,
)
from archdocs.records.document import Document, Splice
from archdocs.records.model import Link

__all__ = ["TYREE"]

ENTRY = re.compile(
    r"(?P<head> {0,3}(?:[*+-] +)?(?P<bold>\*\*|__)(?P<key>[A-Za-z][A-Za-z ]{0,30})"
    r"(?::(?P=bold)|(?P=bold):?) *)(?P<value>.*)\Z"
)
#: Words of the format that no other has, two of which are enough.
MARKS = frozenset({"issue", "assumptions", "constraints", "positions", "argument", "implications"})
RELATED = "related decisions"


class Tyree:
    """Bold words with a text after them."""

    name = "tyree-akerman"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        # Asked first because it costs least, of every file that is written otherwise.
        if document.is_rst or not any(mark in document.text for mark in ("**", "__")):
            return False
        if document.front.present or status_heading(document) is not None:
            return False
        return len(MARKS & {key for key, _, _ in entries(document)}) > 1

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        title, title_line = title_of(document)
        found: dict[str, tuple[str, int]] = {}
        links: list[Link] = []
        names = document.names
        for key, value, line in entries(document):
            found.setdefault(key, (value.strip(), line))
            if names.known(key):
                links += [Link(names.kind(key), target, line) for target in references(value)]
            elif key == RELATED:
                links += phrase_links(value, line, known=names.inverses, names=names)
        lines = {key: line for key, (_, line) in found.items()}
        if title_line:
            lines["title"] = title_line
        status = found.get("status", ("", 0))
        return Reading(
            self.name,
            title,
            (status,) if status[0] else (),
            found.get("date", ("", 0))[0],
            owner=found.get("owner", ("", 0))[0],
            deciders=people(found.get("deciders", ("", 0))[0]),
            links=tuple(links),
            lines=lines,
        )

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`."""
        return put(document, "Status", status.replace("-", " ").capitalize())

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`."""
        return put(document, "Date", date)

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`."""
        name = document.names.shown(kind).replace("-", " ")
        old = next((value.strip() for key, value, _ in entries(document) if key == name), "")
        link = f"[{target.id}]({target.href})"
        return put(document, name.capitalize(), f"{old}, {link}" if old else link)


def entries(document: Document) -> Iterator[tuple[str, str, int]]:
    """Yield the bold words in lower case, the text after each, and its 1-based line."""
    for number in document.prose():
        found = ENTRY.match(document.lines[number])
        if found:
            yield found["key"].strip().lower(), found["value"], number + 1


def put(document: Document, name: str, value: str) -> tuple[Splice, ...]:
    """Set the text after a bold word, or add a line before the first."""
    first = None
    for key, old, line in entries(document):
        entry = ENTRY.match(document.lines[line - 1])
        if entry is None:
            continue
        first = first or (line, entry["head"])
        if key == name.lower():
            following = document.lines[line : line + 1]
            if old.strip() and following and following[0].strip() and not ENTRY.match(following[0]):
                raise UsageError(
                    f"{document.path}:{line}: `{name}` goes over several lines",
                    hint="put its value on one line and run the command again",
                )
            return (Splice(line - 1, line, (f"{entry['head'].rstrip()} {value}",)),)
    if first is None:
        raise UsageError(f"{document.path}:1: there is no bold word to put `{name}` before")
    line, sample = first
    bold = "**" if "**" in sample else "__"
    mark = sample[: sample.index(bold)]
    gap = () if mark.strip() else ("",)
    return (Splice(line - 1, line - 1, (f"{mark}{bold}{name}{bold}: {value}", *gap)),)


TYREE = Tyree()
