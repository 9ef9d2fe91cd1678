"""Metadata that stands in lines of its own: bullets, a list at the top, a letter's header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from archdocs.records.convert import front
from archdocs.records.convert.formats import FIELDS, HEADER, LABELS
from archdocs.records.convert.parts import Entry, Parts
from archdocs.records.dialects import DIALECTS
from archdocs.records.dialects.madr import BULLET, PEOPLE_KEYS, bullets
from archdocs.records.dialects.pep import HEADER as HEADER_LINE
from archdocs.records.dialects.pep import header, iso
from archdocs.records.dialects.reading import COMMENT, LINK, references
from archdocs.records.dialects.rust import ENTRY, NO_NAME
from archdocs.records.dialects.rust import entries as list_entries
from archdocs.records.document import Document
from archdocs.records.kinds import Kind
from archdocs.records.lifecycle import plain_text
from archdocs.records.model import Record

__all__ = ["bullets_taken", "header_taken", "list_taken"]

Reader = Callable[[Document], Iterator[tuple[str, str, int]]]
KNOWN = frozenset({*FIELDS, *LABELS})
RUST_NAMES = {"start-date": "date", "feature-name": "title"}


def bullets_taken(document: Document, record: Record, kind: Kind) -> tuple[Parts, set[int]]:
    """Take apart a record with bullets under its title."""
    del kind
    found = list(bullets(document))
    people = next((key for name in PEOPLE_KEYS for key, _, _ in found if key == name), "")
    entries, taken = of_lines(document, found, {people: "deciders"} if people else {}, BULLET)
    reading = DIALECTS[record.dialect].read(document)
    known = {(entry.key, entry.line) for entry in entries}
    entries += [
        Entry(link.kind, (link.target,), link.line, said=True)
        for link in reading.links
        if (link.kind, link.line) not in known and link.line != reading.lines.get("status")
    ]
    parts = Parts(
        record, reading.title, entries=(*entries, *front.extras(document)), style="bullets"
    )
    return parts, taken | set(range(document.body))


def list_taken(document: Document, record: Record, kind: Kind) -> tuple[Parts, set[int]]:
    """Take apart a record with a list before its first heading."""
    del kind
    entries, taken = of_lines(document, list(list_entries(document)), RUST_NAMES, ENTRY)
    reading = DIALECTS[record.dialect].read(document)
    entries = [
        entry
        for entry in entries
        if entry.key != "title"
        and not (entry.key == "date" and NO_NAME.match(" ".join(entry.values)))
    ]
    parts = Parts(record, reading.title, entries=(*entries, *front.extras(document)), style="list")
    return parts, taken | set(range(document.body))


def of_lines(
    document: Document,
    found: list[tuple[str, str, int]],
    names: dict[str, str],
    pattern: re.Pattern[str],
) -> tuple[list[Entry], set[int]]:
    """Return the entries among some lines and the 0-based lines they take; others are text."""
    entries: list[Entry] = []
    taken: set[int] = set()
    seen: set[str] = set()
    for own, value, line in found:
        key = names.get(own, own)
        linking = document.names.known(own)
        key = document.names.kind(own) if linking else key
        if not linking and (key not in KNOWN | {"title"} or key in seen):
            continue
        seen.add(key)
        span = lines_of(document, line - 1)
        text = " ".join([value.strip(), *(document.lines[n].strip() for n in span[1:])]).strip()
        entries.append(Entry(key, values_of(key, text, linking=linking), line))
        taken |= set(span)
    del pattern
    return entries, taken


def lines_of(document: Document, number: int) -> list[int]:
    """Return the 0-based lines of an item: its own and the indented ones that go on."""
    span = [number]
    for following in range(number + 1, len(document.lines)):
        line = document.lines[following]
        bare = line.lstrip()
        if line[:2] not in ("  ", "\t") or not bare or bare[0] in "*+-#>`":
            break
        span.append(following)
    return span


def values_of(key: str, text: str, *, linking: bool) -> tuple[str, ...]:
    """Return the texts of an item."""
    clean = COMMENT.sub("", text).strip()
    if linking:
        linked = tuple(found[0] for found in LINK.finditer(clean))
        return linked or references(clean) or ((clean,) if clean else ())
    if key == "date":
        return (plain_text(clean),) if clean else ()
    return front.texts_of(key, clean) if clean else ()


def header_taken(document: Document, record: Record, kind: Kind) -> tuple[Parts, set[int]]:
    """Take apart a record with a header as of a letter."""
    del kind
    found = header(document)
    names = {own.lower(): key for key, own in HEADER.items()}
    entries = []
    for own, (value, line) in found.items():
        key = names.get(own, own)
        if key == "title":
            continue
        if key in document.names.inverses:
            values = tuple(hit[0] for hit in LINK.finditer(value)) or references(value)
        elif key == "date":
            values = (iso(value),)
        else:
            values = front.texts_of(key, value) if value else ()
        entries.append(Entry(key, values, line))
    end = 0
    while end < len(document.lines) and (
        HEADER_LINE.match(document.lines[end])
        or (end and document.lines[end][:1] in (" ", "\t") and document.lines[end].strip())
    ):
        end += 1
    title = found.get("title", ("", 0))[0]
    parts = Parts(record, title, entries=tuple(entries), style="header", capital=True)
    return parts, set(range(end))
