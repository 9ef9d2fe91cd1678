"""Rust RFCs: bullets before the first heading, and no status: being merged is the status.

The file does not say that it was merged, so the status is unknown until somebody writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.errors import UsageError
from archdocs.records.dialects.reading import Reading, Target, phrase_links
from archdocs.records.document import Document, Splice
from archdocs.records.model import INVERSES, Link

__all__ = ["RUST"]

ENTRY = re.compile(
    r"(?P<mark> {0,3}[*+-] +)(?P<key>[A-Za-z]+(?:[ -][A-Za-z]+){0,2})(?: *#)?: *(?P<value>.*)\Z"
)
MARKS = frozenset({"rfc-pr", "start-date", "feature-name", "rust-issue"})
#: Placeholders of the template, and names that are none.
NO_NAME = re.compile(r"\W*(?:n/?a|none|\(?fill.*)?\W*\Z", re.IGNORECASE)
LINK_KINDS = frozenset({"supersedes", "superseded-by", "amends", "amended-by", "relates"})


class Rust:
    """``- Start Date: 2020-10-25`` and ``- RFC PR:`` at the top of the file."""

    name = "rust-rfc"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        return len(MARKS & {key for key, _, _ in entries(document)}) > 1

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        found: dict[str, tuple[str, int]] = {}
        links: list[Link] = []
        names = document.names
        known = LINK_KINDS | (names.inverses.keys() - INVERSES.keys())
        for key, value, line in entries(document):
            found.setdefault(key, (value.strip(), line))
            text = f"{key.replace('-', ' ')} {value}"
            links += phrase_links(text, line, known=known, names=names)
        title, title_line = self.title(document, found)
        lines = {key: line for key, (_, line) in found.items()}
        if title_line:
            lines["title"] = title_line
        status = found.get("status", ("", 0))
        date = found.get("start-date", ("", 0))
        if date[1]:
            lines["date"] = date[1]
        return Reading(
            self.name,
            title,
            (status,) if status[0] else (),
            "" if NO_NAME.match(date[0]) else date[0],
            links=tuple(links),
            lines=lines,
        )

    def title(self, document: Document, found: dict[str, tuple[str, int]]) -> tuple[str, int]:
        """Return the feature's name, else what the file is called; headings are sections."""
        name, line = found.get("feature-name", ("", 0))
        if name and not NO_NAME.match(name):
            return name.replace("`", "").strip(), line
        stem = document.path.rpartition("/")[2].rpartition(".")[0]
        return " ".join(stem.lstrip("0123456789-").replace("-", " ").split()), 1

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`."""
        return put(document, "Status", status)

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`."""
        return put(document, "Start Date", date)

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`."""
        names = document.names
        same = (v.strip() for key, v, _ in entries(document) if key == names.shown(kind))
        old, name = next(same, ""), names.phrase(kind)
        link = f"[{target.id}]({target.href})"
        return put(document, name, f"{old}, {link}" if old else link)


def entries(document: Document) -> Iterator[tuple[str, str, int]]:
    """Yield the keys, values and 1-based lines of the list before the first heading."""
    first = next(iter(document.headings), None)
    for number in document.prose():
        if first is not None and number >= first.start:
            return
        found = ENTRY.match(document.lines[number])
        if found:
            yield "-".join(found["key"].lower().split()), found["value"], number + 1


def put(document: Document, name: str, value: str) -> tuple[Splice, ...]:
    """Set the bullet of a name, or add it after the last one."""
    last = 0
    mark = "- "
    for key, _, line in entries(document):
        entry = ENTRY.match(document.lines[line - 1])
        if entry is None:
            continue
        last, mark = line, entry["mark"]
        if key == "-".join(name.lower().split()):
            head = document.lines[line - 1][: entry.start("value")].rstrip()
            return (Splice(line - 1, line, (f"{head} {value}",)),)
    if not last:
        raise UsageError(f"{document.path}:1: there is no list at the top to edit")
    return (Splice(last, last, (f"{mark}{name}: {value}",)),)


RUST = Rust()
